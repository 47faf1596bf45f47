//! `foi clock`.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use jiff::civil::Date;

use super::{Desk, Exit, Failure, print_json};
use crate::engine::{EngineError, regimes};
use crate::law::{Almanac, Case, CaseAnswer, CaseFault, Channel, Event, EventKind, Holidays, Regimes, due_date};

/// Say by when an authority must answer, and why that day
///
/// Stores nothing. Inside a workspace its own regimes (`regimes/*.toml`) and the holidays that `foi holidays update` has
/// fetched are used. With `--jsonl -` each line of standard input is a request with its events (docs/clock.md), and each line
/// of output its clock; a line that cannot be used becomes an object with `error`, and the exit status is 1.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi clock --regime uk-foia --received 2022-09-09\n  foi clock --regime uk-foia --kind archive --received 2026-03-02 --json\n  foi clock --regime scot-foisa --dates - < dates.txt\n  foi clock --jsonl - < requests.jsonl"
)]
pub struct Clock {
    /// The law: uk-foia, uk-eir, scot-foisa, scot-eisr, ie-foi, us-foia, eu-1049, de-ifg, or one of the workspace
    #[arg(long, value_name = "REGIME", required_unless_present = "jsonl")]
    regime: Option<String>,
    /// The day on which the authority received the request
    #[arg(long, value_name = "DATE", required_unless_present_any = ["jsonl", "dates"], conflicts_with_all = ["jsonl", "dates"])]
    received: Option<Date>,
    /// The kind of authority, where the law has a time of its own for it: school, nursery, academy, ni-school, mod-school, archive, keeper
    #[arg(long, value_name = "KIND", default_value = "")]
    kind: String,
    /// Days on which the school is closed, as FIRST/LAST; may be given again
    #[arg(long, value_name = "RANGE", value_parser = range)]
    closed: Vec<(Date, Date)>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Leave out holidays that became law after this day
    #[arg(long, value_name = "DATE")]
    as_known_on: Option<Date>,
    /// Read a date of receipt a line; print it with its due date, parted by a tab
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    dates: Option<String>,
    /// Read a request with its events a line; print its clock a line
    #[arg(long, value_name = "FILE")]
    jsonl: Option<String>,
    /// Print one JSON document
    #[arg(long, conflicts_with_all = ["jsonl", "dates"])]
    json: bool,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{path}` cannot be opened")]
#[diagnostic(help("give the path of a file that may be read, or `-` for standard input"))]
struct Unopened {
    path: String,
    #[source]
    why: std::io::Error,
}

pub fn run(args: &Clock, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut almanac = almanac(desk)?;
    if let Some(path) = &args.jsonl {
        return lines(&mut almanac, open(path)?, out);
    }
    let regime = args.regime.clone().unwrap_or_default();
    if let Some(path) = &args.dates {
        return dates(args, &mut almanac, &regime, open(path)?, out);
    }
    let received = args.received.unwrap_or(desk.today);
    let case = Case {
        id: serde_json::Value::Null,
        regime: regime.clone(),
        authority_kind: args.kind.clone(),
        division: None,
        events: vec![Event::on(received, EventKind::Sent(Channel::Email))],
        // A request to be received tomorrow has a due date today.
        asof: Some(args.as_of.unwrap_or(desk.today.max(received))),
        calendar_known_on: args.as_known_on,
        holidays: None,
        closed: args.closed.clone(),
    };
    let answer = almanac.answer(&case).map_err(refused)?;
    if args.json {
        print_json(out, &answer.explained)?;
    } else {
        draw(out, &answer)?;
    }
    Ok(Exit::Done)
}

/// The regimes and holidays of the workspace; outside any, those built in.
fn almanac(desk: &Desk) -> Result<Almanac, Failure> {
    match desk.find() {
        Ok(workspace) => {
            let regimes = regimes::all(&workspace)?;
            Ok(Almanac::new(regimes, regimes::holidays(&workspace)?))
        }
        Err(EngineError::NoWorkspace { .. }) if desk.workspace.is_none() => {
            Ok(Almanac::new(Regimes::embedded(), Holidays::embedded().clone()))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn refused(fault: CaseFault) -> Failure {
    match fault {
        CaseFault::Regime(_) | CaseFault::HolidaysGiven(_) | CaseFault::NoDay => Failure::wrong_use(fault),
        CaseFault::Law(_) => Failure::not_done(fault),
    }
}

fn open(path: &str) -> Result<BufReader<Box<dyn Read>>, Failure> {
    if path == "-" {
        return Ok(BufReader::new(Box::new(std::io::stdin().lock())));
    }
    match std::fs::File::open(Path::new(path)) {
        Ok(file) => Ok(BufReader::new(Box::new(file))),
        Err(why) => Err(Failure::not_done(Unopened { path: path.to_owned(), why })),
    }
}

/// One request in, one clock out, as they come.
fn lines(almanac: &mut Almanac, input: BufReader<Box<dyn Read>>, out: &mut dyn Write) -> Result<Exit, Failure> {
    each_line(input, out, |number, line| {
        let answer = serde_json::from_str(line)
            .map_err(|fault| format!("not a request with events: {fault}"))
            .and_then(|case: Case| almanac.answer(&case).map_err(|fault| fault.to_string()));
        match answer {
            Ok(answer) => (serde_json::to_string(&answer).unwrap_or_default(), true),
            Err(fault) => {
                // What can be told of the line's name is told, so that the fault can be found.
                let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
                let id = line.get("id").cloned().unwrap_or_default();
                (serde_json::json!({ "id": id, "line": number, "error": fault }).to_string(), false)
            }
        }
    })
}

/// A date of receipt in, the date and its due date out.
fn dates(
    args: &Clock,
    almanac: &mut Almanac,
    regime: &str,
    input: BufReader<Box<dyn Read>>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let regime = almanac.regimes().get(regime).map_err(Failure::wrong_use)?.clone();
    let calendar = almanac.calendar(regime.days_off, args.as_known_on).clone();
    each_line(input, out, |_, line| {
        let word = line.trim();
        let due =
            word.parse::<Date>().map_err(|_| format!("`{word}` is no date such as 2018-08-20")).and_then(|received| {
                due_date(&regime, &args.kind, received, &calendar, &args.closed).map_err(|fault| fault.to_string())
            });
        match due {
            Ok(due) => (format!("{word}\t{due}"), true),
            Err(fault) => (format!("{word}\terror: {fault}"), false),
        }
    })
}

/// Answers every line that is not blank; the exit status tells whether all could be.
fn each_line(
    mut input: BufReader<Box<dyn Read>>,
    out: &mut dyn Write,
    mut answer: impl FnMut(usize, &str) -> (String, bool),
) -> Result<Exit, Failure> {
    let mut out = BufWriter::new(out);
    let mut exit = Exit::Done;
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let line = String::from_utf8_lossy(&bytes);
        if line.trim().is_empty() {
            continue;
        }
        let (said, good) = answer(number, &line);
        writeln!(out, "{said}")?;
        if !good {
            exit = Exit::SeeTo;
        }
        // Whoever asks line by line gets an answer line by line.
        if input.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(exit)
}

fn draw(out: &mut dyn Write, answer: &CaseAnswer) -> std::io::Result<()> {
    let clock = &answer.explained.clock;
    let day = |day: Date| day.strftime("%A %-d %B %Y").to_string();
    match (clock.due, clock.due_latest) {
        (Some(due), Some(latest)) => writeln!(out, "Due between {} and {}", day(due), day(latest))?,
        (Some(due), None) => writeln!(out, "Due {}", day(clock.extended_due.unwrap_or(due)))?,
        (None, _) => writeln!(out, "No due date")?,
    }
    if clock.provisional {
        writeln!(out, "Provisional: it can only move later")?;
    }
    for (number, step) in answer.explained.steps.iter().enumerate() {
        writeln!(out, "{:>2}. {}", number + 1, step.text)?;
    }
    Ok(())
}

fn range(words: &str) -> Result<(Date, Date), String> {
    let (first, last) = words.split_once('/').unwrap_or((words, words));
    let day = |word: &str| word.parse::<Date>().map_err(|_| format!("`{word}` is no date such as 2018-08-20"));
    Ok((day(first)?, day(last)?))
}
