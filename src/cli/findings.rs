//! `foi findings`.

use std::io::{self, Write};

use jiff::civil::Date;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::ledger::bundle;
use crate::export::findings_shape;
use crate::findings::{Figure, Finding};

/// Print the declared findings: numerator, denominator, value, bounds, and who is left out
///
/// A finding that has no value says why. Answers that wait for a person are in no figure; `foi review` settles them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi findings trusts-2018\n  foi findings trusts-2018 --only spend_mean --rows\n  foi findings trusts-2018 --as-of 2018-11-27 --json"
)]
pub struct Findings {
    /// The campaign's name; not needed where there is only one
    name: Option<String>,
    /// Only this finding, by its id; may be given again
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// List the authorities behind each figure, and those left out
    #[arg(long)]
    rows: bool,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// An id that names no finding.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("campaign `{campaign}` declares no finding `{id}`")]
#[diagnostic(help("it declares: {known}"))]
struct NoFinding {
    campaign: String,
    id: String,
    known: String,
}

pub fn run(args: &Findings, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let bundle = bundle(&workspace, &name, args.as_of.unwrap_or(desk.today))?;
    if let Some(id) = args.only.iter().find(|id| !bundle.findings.iter().any(|finding| finding.id == **id)) {
        let known: Vec<&str> = bundle.findings.iter().map(|finding| finding.id.as_str()).collect();
        return Err(Failure::wrong_use(NoFinding { campaign: name, id: id.clone(), known: known.join(", ") }));
    }
    let wanted = |finding: &Finding| args.only.is_empty() || args.only.contains(&finding.id);
    let findings: Vec<Finding> = bundle.findings.into_iter().filter(wanted).collect();
    if args.json {
        print_json(out, &findings_shape(&findings))?;
        return Ok(Exit::Done);
    }
    if findings.is_empty() {
        writeln!(out, "Campaign `{name}` declares no findings: add [[finding]] to its campaign.toml.")?;
    }
    for finding in &findings {
        print(out, finding, args.rows)?;
    }
    let waiting = bundle.ledger.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.waits()).count();
    if waiting > 0 {
        let wait = counted(waiting, "answer waits", "answers wait");
        writeln!(
            out,
            "{wait} for a person and {} in no figure: `foi review {name}`.",
            if waiting == 1 { "is" } else { "are" }
        )?;
    }
    Ok(Exit::Done)
}

/// Prints one finding, at most 100 columns wide.
fn print(out: &mut dyn Write, finding: &Finding, rows: bool) -> io::Result<()> {
    writeln!(out, "{}  ({})", finding.title, finding.id)?;
    figure(out, &finding.whole)?;
    wrapped(out, "    Rule: ", &finding.rule.sentence.replace('`', ""))?;
    wrapped(out, "    Left out ", &format!("{}.", finding.whole.left_out_text()))?;
    let width = finding.groups.iter().map(|group| group.name.chars().count()).max().unwrap_or(0).min(30);
    for group in &finding.groups {
        let bounds = group.figure.bounds_text().map(|bounds| format!("; {bounds}")).unwrap_or_default();
        let line =
            format!("{:<width$}  {:>9}  {}{bounds}", group.name, group.figure.value_text(), group.figure.of_text());
        wrapped(out, "      ", &line)?;
    }
    if rows {
        let codes = |codes: &[crate::authority::Code]| codes.iter().map(|c| c.0.as_str()).collect::<Vec<_>>().join(" ");
        wrapped(out, "    Rows: ", &codes(&finding.whole.rows))?;
        if finding.whole.behind.len() != finding.whole.rows.len() {
            wrapped(out, "    Counted: ", &codes(&finding.whole.behind))?;
        }
        for left_out in &finding.whole.left_out {
            wrapped(out, &format!("    {}: ", left_out.words), &codes(&left_out.codes))?;
        }
    }
    writeln!(out)
}

fn figure(out: &mut dyn Write, figure: &Figure) -> io::Result<()> {
    writeln!(out, "  {:<12}  {}", figure.value_text(), figure.of_text())?;
    if let Some(why) = figure.why_none() {
        wrapped(out, "    No figure: ", &format!("{why}."))?;
    }
    if let Some(bounds) = figure.bounds_text() {
        wrapped(out, "    Bounds: ", &format!("{bounds}."))?;
    }
    if let Some(bounds) = figure.if_settled_text() {
        wrapped(out, "    Once read: ", &format!("{bounds}."))?;
    }
    Ok(())
}

/// Prints `text` after `lead`, broken between words at 100 columns, later lines set in a little.
fn wrapped(out: &mut dyn Write, lead: &str, text: &str) -> io::Result<()> {
    const WIDTH: usize = 100;
    let inset = lead.chars().take_while(|c| *c == ' ').count() + 2;
    let mut line = lead.to_owned();
    let mut empty = true;
    // Runs of blanks align columns, so only single blanks are places to break.
    for word in text.split(' ') {
        if !empty && !word.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(out, "{}", line.trim_end())?;
            line = " ".repeat(inset);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    writeln!(out, "{}", line.trim_end())
}
