//! `foi answers`.

use std::io::Write;

use jiff::civil::Date;

use super::sql::visible;
use super::{Desk, Exit, Failure, counted, csv_fault, print_json};
use crate::engine::answers::{Answers as Found, AnswersError, CellFound, Wanted, answers};
use crate::export::inert;
use crate::ledger::{Figure, printed};

/// Browse the answers, each with the words it was read from
///
/// Every cell of the ledger, or those of one question, of all authorities or of those for which an expression holds:
/// the language of findings in campaign.toml ("staff > 3000 and region = 'North'", "state(spend) = 'not held'").
/// A cell that waits for a person shows what is proposed, marked `?`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi answers trusts-2018 --question spend\n  foi answers --question qualified --where \"qualified = 0 and region = 'North'\"\n  foi answers --where \"state(spend) = 'not held'\" --csv > not-held.csv"
)]
pub struct Answers {
    /// The campaign's name; not needed where there is only one
    name: Option<String>,
    /// Only this question or observation, by its id; may be given again
    #[arg(long, value_name = "ID")]
    question: Vec<String>,
    /// Only authorities for which this holds
    #[arg(long = "where", value_name = "EXPRESSION")]
    condition: Option<String>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long, conflicts_with_all = ["jsonl", "csv"])]
    json: bool,
    /// Print one JSON object a line
    #[arg(long, conflicts_with = "csv")]
    jsonl: bool,
    /// Print CSV; text that a spreadsheet would run is escaped
    #[arg(long)]
    csv: bool,
}

pub fn run(args: &Answers, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let wanted = Wanted { questions: args.question.clone(), condition: args.condition.clone() };
    let found = answers(&workspace, &name, args.as_of.unwrap_or(desk.today), &wanted).map_err(|error| match error {
        AnswersError::Engine(error) => error.into(),
        other => Failure::wrong_use(other),
    })?;
    if args.json {
        print_json(out, &found)?;
    } else if args.jsonl {
        for cell in &found.cells {
            writeln!(out, "{}", serde_json::to_string(cell).map_err(std::io::Error::other)?)?;
        }
    } else if args.csv {
        csv(out, &found)?;
    } else {
        table(out, &found)?;
    }
    Ok(Exit::Done)
}

fn csv(out: &mut dyn Write, found: &Found) -> Result<(), Failure> {
    let mut writer = ::csv::Writer::from_writer(out);
    let mut write = |line: [&str; 14]| writer.write_record(line).map_err(csv_fault);
    write([
        "authority",
        "name",
        "question",
        "state",
        "value",
        "low",
        "high",
        "unit",
        "settled_by",
        "confidence",
        "words",
        "document",
        "at",
        "message_id",
    ])?;
    for cell in &found.cells {
        let [_, value, low, high] = cell.answer.as_ref().map(printed).unwrap_or_default();
        let text = |words: &Option<String>| words.as_deref().map(inert).unwrap_or_default();
        let number = value.parse::<f64>().is_ok();
        let unit = cell.answer.as_ref().and_then(|answer| answer.unit.clone());
        write([
            &inert(&cell.authority),
            &inert(&cell.name),
            &inert(&cell.question.0),
            cell.state.words(),
            &if number { value } else { inert(&value) },
            &low,
            &high,
            &text(&unit),
            &text(&cell.settled_by),
            &cell.confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
            &text(&cell.words),
            &text(&cell.document),
            &cell.at.as_ref().map(|at| inert(&at.to_string())).unwrap_or_default(),
            &text(&cell.message_id),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

fn table(out: &mut dyn Write, found: &Found) -> Result<(), Failure> {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED);
    table.set_header(["authority", "name", "question", "answer", "by", "words"]);
    for cell in &found.cells {
        table.add_row([
            visible(&cell.authority, 12),
            visible(&cell.name, 36),
            visible(&cell.question.0, 20),
            visible(&short(cell), 24),
            visible(cell.settled_by.as_deref().unwrap_or_default(), 12),
            visible(cell.words.as_deref().unwrap_or_default(), 72),
        ]);
    }
    writeln!(out, "{table}")?;
    let waiting = found.cells.iter().filter(|cell| cell.waits).count();
    write!(out, "{}", counted(found.cells.len(), "cell", "cells"))?;
    if waiting > 0 {
        write!(out, "; {waiting} marked ? for a person: `foi review {}`", found.campaign)?;
    }
    if found.undecided > 0 {
        let who = counted(found.undecided, "authority is", "authorities are");
        write!(out, "; {who} left out because an answer that the condition needs is missing or waits")?;
    }
    writeln!(out, ".")?;
    Ok(())
}

/// The answer in a few characters: `10399 people`, `<5`, `not held`, `? 12`.
fn short(cell: &CellFound) -> String {
    let Some(answer) = &cell.answer else { return cell.state.words().to_owned() };
    let [state, value, low, high] = printed(answer);
    let mark = if cell.waits { "? " } else { "" };
    let unit = answer.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let said = match (value.is_empty(), low.is_empty(), high.is_empty()) {
        (false, ..) => format!("{value}{unit}"),
        (true, false, false) => format!("{low} to {high}{unit}"),
        (true, false, true) => format!("from {low}{unit}"),
        (true, true, false) => format!("up to {high}{unit}"),
        (true, true, true) if !answer.parts.is_empty() => figures(&answer.parts),
        (true, true, true) if !answer.series.is_empty() => figures(&answer.series),
        (true, true, true) => state,
    };
    format!("{mark}{said}")
}

fn figures(figures: &[(String, Figure)]) -> String {
    let figure = |figure: &Figure| match figure {
        Figure::Number(number) => number.to_string(),
        Figure::Words(words) => words.clone(),
    };
    figures.iter().map(|(name, said)| format!("{name} {}", figure(said))).collect::<Vec<_>>().join(", ")
}
