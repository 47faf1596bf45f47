//! `foi sql`.

use std::io::{IsTerminal, Read, Write};
use std::time::Duration;

use serde_json::{Map, Value};

use super::{Desk, Exit, Failure, counted, csv_fault, print_json};
use crate::engine;
use crate::export::inert;
use crate::store::query::{Answered, Datum, Limits, QueryError};

/// No question that a person asks is longer.
const LONGEST_QUERY: u64 = 1 << 20;

/// Ask the store a question in SQL, read-only: views with stable names over requests, answers, messages, events
///
/// One SELECT, from the command line or from standard input; without one, the views are listed with their columns. The
/// store cannot be changed by it, no other file is opened, and a query that takes too long is stopped. The views are
/// described in docs/store.md; any program that reads SQLite may read .foi/store.sqlite by the same names.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi sql\n  foi sql \"SELECT state, count(*) FROM answers WHERE question = 'spend' GROUP BY state\"\n  foi sql --csv \"SELECT * FROM requests\" > requests.csv\n  foi sql --json < question.sql"
)]
pub struct Sql {
    /// The question; `-` or nothing reads it from standard input
    query: Option<String>,
    /// Print one JSON document: a list of objects
    #[arg(long, conflicts_with_all = ["jsonl", "csv"])]
    json: bool,
    /// Print one JSON object a line
    #[arg(long, conflicts_with = "csv")]
    jsonl: bool,
    /// Print CSV; text that a spreadsheet would run is escaped
    #[arg(long)]
    csv: bool,
    /// Stop after so many rows
    #[arg(long, value_name = "ROWS", default_value_t = 10_000)]
    limit: usize,
    /// Stop after so long
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    seconds: u64,
}

pub fn run(args: &Sql, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let Some(query) = question(args)? else {
        let views = engine::sql::views(&workspace).map_err(failure)?;
        for view in views {
            writeln!(out, "{:<12} {}", view.name, view.columns.join(", "))?;
        }
        return Ok(Exit::Done);
    };
    let limits = Limits { rows: args.limit, time: Duration::from_secs(args.seconds) };
    let answered = engine::sql::sql(&workspace, &query, limits).map_err(failure)?;
    if args.json {
        print_json(out, &answered.rows.iter().map(|row| object(&answered, row)).collect::<Vec<_>>())?;
    } else if args.jsonl {
        for row in &answered.rows {
            writeln!(out, "{}", Value::Object(object(&answered, row)))?;
        }
    } else if args.csv {
        csv(out, &answered)?;
    } else {
        table(out, &answered)?;
    }
    if answered.cut {
        // To stderr, so that what reads the rows reads rows alone.
        anstream::eprintln!("There are more rows than {}: --limit lets more through.", args.limit);
        return Ok(Exit::SeeTo);
    }
    Ok(Exit::Done)
}

fn question(args: &Sql) -> Result<Option<String>, Failure> {
    match args.query.as_deref() {
        Some("-") | None if !std::io::stdin().is_terminal() => {
            let mut text = String::new();
            std::io::stdin().lock().take(LONGEST_QUERY).read_to_string(&mut text)?;
            Ok(Some(text).filter(|text| !text.trim().is_empty()))
        }
        Some("-") | None => Ok(None),
        Some(query) => Ok(Some(query.to_owned())),
    }
}

fn failure(error: QueryError) -> Failure {
    match error {
        QueryError::Store(store) => engine::EngineError::from(store).into(),
        other => Failure::wrong_use(other),
    }
}

fn object(answered: &Answered, row: &[Datum]) -> Map<String, Value> {
    answered.columns.iter().cloned().zip(row.iter().map(json)).collect()
}

fn json(datum: &Datum) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Whole(whole) => Value::from(*whole),
        Datum::Number(number) => Value::from(*number),
        Datum::Text(text) => Value::from(text.as_str()),
        Datum::Bytes(bytes) => Value::from(hex(bytes)),
    }
}

fn csv(out: &mut dyn Write, answered: &Answered) -> Result<(), Failure> {
    let mut writer = ::csv::Writer::from_writer(out);
    let mut write = |line: Vec<String>| writer.write_record(line).map_err(csv_fault);
    write(answered.columns.iter().map(|column| inert(column)).collect())?;
    for row in &answered.rows {
        write(
            row.iter().map(|datum| if let Datum::Text(text) = datum { inert(text) } else { shown(datum) }).collect(),
        )?;
    }
    writer.flush()?;
    Ok(())
}

fn table(out: &mut dyn Write, answered: &Answered) -> Result<(), Failure> {
    const WIDEST: usize = 60;
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED);
    table.set_header(answered.columns.iter().map(|column| visible(column, WIDEST)));
    for row in &answered.rows {
        table.add_row(row.iter().map(|datum| visible(&shown(datum), WIDEST)));
    }
    writeln!(out, "{table}")?;
    writeln!(out, "{}", counted(answered.rows.len(), "row", "rows"))?;
    Ok(())
}

/// What a terminal may be given: no control characters, which a letter could hold, and not too much.
pub(super) fn visible(text: &str, widest: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(widest + 1).collect();
    if plain.chars().count() <= widest { plain } else { plain.chars().take(widest - 1).chain(['\u{2026}']).collect() }
}

fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Null => String::new(),
        Datum::Whole(whole) => whole.to_string(),
        Datum::Number(number) => number.to_string(),
        Datum::Text(text) => text.clone(),
        Datum::Bytes(bytes) => hex(bytes),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
