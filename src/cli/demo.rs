//! `foi demo`.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Desk, Exit, Failure, counted};
use crate::demo::{self, CODER, LAST_DAY, MonthDone, Outcome, Step};
use crate::engine::reading::Documents;
use crate::findings::{Figure, Finding, Reading};

/// See the whole road on an invented campaign: letters, replies, deadlines, answers, findings
///
/// Writes a workspace with a campaign to 226 trusts that do not exist, sends its letters to the local outbox, reads some
/// 400 invented mails month by month, chases, and prints the findings. Nothing leaves this machine. Run again in the same
/// folder it goes on where it was stopped, and changes nothing that is done.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  foi demo\n  foi demo /tmp/foi-demo")]
pub struct Demo {
    /// The folder to put it in
    #[arg(value_name = "DIR", default_value = "foi-demo")]
    folder: PathBuf,
}

pub fn run(args: &Demo, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let bar = Bar::default();
    let outcome = demo::run(&args.folder, &Documents::start()?, &|step| bar.show(step));
    bar.clear();
    let outcome = outcome.map_err(Failure::not_done)?;
    story(&outcome, out)?;
    findings(&outcome.bundle.findings, out)?;
    next(&outcome, &args.folder, out)?;
    Ok(Exit::Done)
}

/// A bar on a terminal, and nothing where the output is piped.
#[derive(Default)]
struct Bar(RefCell<Option<ProgressBar>>);

impl Bar {
    fn show(&self, step: Step<'_>) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let mut bar = self.0.borrow_mut();
        let bar = bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{msg:<28} {bar:32} {pos}/{len}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let (message, done, of) = match step {
            Step::Sending { done, of } => ("writing letters".to_owned(), done, of),
            Step::Reading { month, done, of } => (format!("reading the mail of {month}"), done, of),
            Step::Following { month } => (format!("chasing after {month}"), 0, 1),
            Step::Reporting => ("counting".to_owned(), 0, 1),
        };
        bar.set_message(message);
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    }

    fn clear(&self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

fn story(outcome: &Outcome, out: &mut dyn Write) -> std::io::Result<()> {
    let campaign = &outcome.bundle.campaign;
    writeln!(out, "{}", campaign.title)?;
    writeln!(out, "Trusts, people and figures are invented; the verbs are those of any campaign.\n")?;
    let letters = counted(outcome.sent, "letter", "letters");
    match outcome.already {
        0 => writeln!(out, "{}  {letters} written to the outbox", campaign.opens)?,
        already => writeln!(out, "{}  {letters} written to the outbox, {already} were there already", campaign.opens)?,
    }
    for month in &outcome.months {
        writeln!(out, "{}     {}", month.month.name, month_line(month))?;
    }
    if outcome.settled > 0 {
        let left = counted(outcome.settled, "answer that waited was", "answers that waited were");
        writeln!(out, "{LAST_DAY}  {left} settled by {CODER}, as a person does with `foi review`")?;
    }
    let coverage = &outcome.bundle.coverage;
    let waiting: usize = coverage.items.iter().map(|item| item.waiting).sum();
    writeln!(
        out,
        "{LAST_DAY}  {} of {} replied in time; {} for a person to settle\n",
        coverage.replied.count,
        coverage.replied.of,
        counted(waiting, "answer waits", "answers wait")
    )
}

fn month_line(done: &MonthDone) -> String {
    if done.before {
        return format!("{}, read by an earlier run", counted(done.month.mails, "mail", "mails"));
    }
    let ingested = &done.ingested;
    let mut said = vec![counted(ingested.messages, "mail read", "mails read")];
    let mut add = |count: usize, one: &str, many: &str| {
        if count > 0 {
            said.push(counted(count, one, many));
        }
    };
    add(ingested.matched, "tied to its request", "tied to their requests");
    add(ingested.held, "held for a person", "held for a person");
    add(ingested.duplicates, "known already", "known already");
    add(ingested.accepted, "answer taken", "answers taken");
    add(done.clarified, "question back answered", "questions back answered");
    add(done.chased, "chaser written", "chasers written");
    said.join(", ")
}

fn findings(findings: &[Finding], out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "Findings")?;
    let width = findings.iter().map(|finding| finding.title.chars().count()).max().unwrap_or(0).min(80);
    for finding in findings {
        writeln!(out, "  {:width$}  {}", finding.title, figure(&finding.whole))?;
        for group in &finding.groups {
            writeln!(out, "  {:width$}  {}", format!("  {}", group.name), figure(&group.figure))?;
        }
    }
    writeln!(out)
}

/// `22.2% (24 of 108)`: never a figure without what it is a figure of.
fn figure(figure: &Figure) -> String {
    let spell = |number: f64| figure.unit.spell(number);
    let of = figure.denominator_unit.spell(figure.denominator);
    let reading = match &figure.reading {
        Reading::Number(number) => spell(*number),
        Reading::Range(low, high) => format!("{} to {}", spell(*low), spell(*high)),
        Reading::Quantiles(five) => five.iter().map(|number| spell(*number)).collect::<Vec<_>>().join(", "),
        Reading::Nothing(why) => return format!("none: {why}"),
    };
    match figure.numerator {
        Some(numerator) => format!("{reading} ({} of {of})", figure.numerator_unit.spell(numerator)),
        None => format!("{reading} (of {of})"),
    }
}

fn next(outcome: &Outcome, folder: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    let token = outcome.bundle.ledger.rows.iter().find(|row| row.replied.is_some()).map(|row| row.token.as_str());
    let token = token.unwrap_or("REQUEST");
    writeln!(out, "The report with its plots, every figure with its words: {}", outcome.report.display())?;
    writeln!(out, "Everything is in {}. Have a look:\n", outcome.root.display())?;
    writeln!(out, "  cd {}", folder.display())?;
    for (command, why) in [
        ("foi status demo --as-of 2018-11-27".to_owned(), "who has replied, who is overdue"),
        (format!("foi show {token}"), "one request: its mails, its clock, its answers with their words"),
        ("foi answers demo --question spend".to_owned(), "what was answered, who settled it, and the words"),
        ("foi pen demo".to_owned(), "the mails that nobody could place"),
        (format!("foi export demo --to export --as-of {LAST_DAY}"), "everything, for a spreadsheet or R"),
    ] {
        writeln!(out, "  {command:<48} {why}")?;
    }
    writeln!(
        out,
        "\nThen your own campaign: `foi init`, `foi new NAME`, edit campaigns/NAME/campaign.toml, `foi check NAME`."
    )
}
