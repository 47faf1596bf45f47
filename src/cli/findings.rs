//! `foi findings`.

mod missing;
mod waves;

use std::io::{self, Write};

use jiff::civil::Date;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::ledger::{Bundle, bundle};
use crate::engine::{self, Workspace};
use crate::export::findings_shape;
use crate::findings::{Figure, Finding, nonresponse};
use waves::NoWave;

/// Print the declared findings: numerator, denominator, value, bounds, and who is left out
///
/// A finding that has no value says why. Answers that wait for a person are in no figure; `foi review` settles them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi findings trusts-2018\n  foi findings trusts-2018 --only spend_mean --rows\n  foi findings trusts-2018 --as-of 2018-11-27 --json\n  foi findings trusts-2018 --missing\n  foi findings trusts-2020 --waves --rows"
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
    /// Hold those who answered against those who did not, and show what that could do to the figures
    #[arg(long)]
    missing: bool,
    /// Show what changed since the campaign that this one is a wave of (`wave_of` in campaign.toml)
    #[arg(long, conflicts_with = "missing")]
    waves: bool,
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
    if args.waves {
        return print_waves(args, &workspace, &bundle, out);
    }
    if args.missing {
        let two = nonresponse(&bundle.ledger);
        if args.json {
            print_json(out, &two)?;
        } else {
            missing::print(out, &two, &bundle.coverage, &bundle.findings)?;
        }
        return Ok(Exit::Done);
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

fn print_waves(args: &Findings, workspace: &Workspace, bundle: &Bundle, out: &mut dyn Write) -> Result<Exit, Failure> {
    let campaign = bundle.campaign.name.clone();
    let Some(change) = engine::waves::waves(workspace, bundle)? else {
        return Err(Failure::wrong_use(match bundle.campaign.wave_of.clone() {
            None => NoWave::Unnamed { campaign },
            Some(before) => NoWave::Elsewhere { campaign, before },
        }));
    };
    if args.json {
        print_json(out, &change)?;
    } else {
        waves::print(out, &change, args.rows)?;
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
    if let Some(bounds) = figure.if_answered_text() {
        wrapped(out, "    If all answered: ", &format!("{bounds}."))?;
    }
    if let Some(interval) = figure.interval_text() {
        wrapped(out, "    95% interval: ", &format!("{interval}."))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::Code;
    use crate::campaign::QuestionId;
    use crate::findings::{Bounds, Group, LeftOut, Reading, Reason, Rule, Unit};
    use crate::ledger::Disposition;

    fn example(reading: Reading, codes: &[&str]) -> Figure {
        let rows: Vec<Code> = codes.iter().map(|code| Code((*code).to_owned())).collect();
        Figure {
            reading,
            numerator: Some(1.0),
            denominator: rows.len() as f64,
            unit: Unit::Percent,
            numerator_unit: Unit::Authorities,
            denominator_unit: Unit::Authorities,
            who: "authorities".to_owned(),
            bounds: Some(Bounds { low: Some(20.0), high: Some(40.0), open: 1 }),
            if_settled: Some(Bounds { low: Some(16.7), high: Some(50.0), open: 2 }),
            if_answered: None,
            interval: None,
            behind: rows.iter().take(1).cloned().collect(),
            rows,
            left_out: vec![LeftOut {
                reason: Reason::Disposition(Disposition::NoReply),
                words: "no reply".to_owned(),
                codes: vec![Code("AA9".to_owned())],
            }],
        }
    }

    #[test]
    fn a_finding_reads_within_100_columns_and_says_who_is_left_out() {
        let none = "no authority has a usable answer".to_owned();
        let finding = Finding {
            id: "qualified_none".to_owned(),
            title: "Trusts with no qualified staff".to_owned(),
            rule: Rule {
                sentence: "The share for which `qualified = 0` holds, among authorities with a usable answer to \
                           `qualified`. By `region`."
                    .to_owned(),
                written: "share = \"qualified = 0\"".to_owned(),
            },
            rests_on: vec![QuestionId("qualified".to_owned())],
            whole: example(Reading::Number(100.0 / 3.0), &["AA1", "AA2", "AA3"]),
            groups: vec![
                Group { name: "North".to_owned(), figure: example(Reading::Number(50.0), &["AA1", "AA2"]) },
                Group { name: "South East".to_owned(), figure: example(Reading::Nothing(none), &[]) },
            ],
            reweighted: Vec::new(),
            note: String::new(),
        };
        let mut out = Vec::new();
        print(&mut out, &finding, true).expect("memory takes all");
        let text = String::from_utf8(out).expect("text");
        assert!(text.lines().all(|line| line.chars().count() <= 100));
        insta::assert_snapshot!(text, @r#"
        Trusts with no qualified staff  (qualified_none)
          33.3%         1 of 3 authorities
            Bounds: between 20% and 40%, whatever the 1 answer given as a bound or an approximation is.
            Once read: between 16.7% and 50%, whatever the 1 answer that waits for a person is.
            Rule: The share for which qualified = 0 holds, among authorities with a usable answer to
              qualified. By region.
            Left out 1 of 4: no reply 1.
              North             50%  1 of 2 authorities; between 20% and 40%, whatever the 1 answer given as
                a bound or an approximation is
              South East          –  of 0 authorities: no authority has a usable answer; between 20% and
                40%, whatever the 1 answer given as a bound or an approximation is
            Rows: AA1 AA2 AA3
            Counted: AA1
            no reply: AA9
        "#);
    }
}
