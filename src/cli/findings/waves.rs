//! `foi findings --waves`: what changed since the campaign that asked the same before.

use std::io::{self, Write};

use super::wrapped;
use crate::authority::Code;
use crate::findings::{Change, Compared, Figure, FindingChange, Identities, Unit, Verdict};
use crate::ledger::Value;

/// A campaign that names no predecessor, or one that is not here.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum NoWave {
    #[error("campaign `{campaign}` names no campaign that asked the same before")]
    #[diagnostic(help("write wave_of = \"OTHER-CAMPAIGN\" into its campaign.toml"))]
    Unnamed { campaign: String },
    #[error("campaign `{campaign}` is a wave of `{before}`, which is not in this workspace")]
    #[diagnostic(help(
        "put its folder into campaigns/ and its store beside it, or correct `wave_of` in campaign.toml"
    ))]
    Elsewhere { campaign: String, before: String },
}

/// Prints a change, at most 100 columns wide; `rows` lists every authority.
pub(super) fn print(out: &mut dyn Write, change: &Change, rows: bool) -> io::Result<()> {
    writeln!(out, "{} against {}", change.after.campaign, change.before.campaign)?;
    identities(out, &change.identities)?;
    writeln!(out)?;
    for finding in &change.findings {
        self::finding(out, finding)?;
    }
    for question in &change.questions {
        self::question(out, question, rows)?;
    }
    Ok(())
}

fn identities(out: &mut dyn Write, known: &Identities) -> io::Result<()> {
    let codes = |codes: &[Code]| codes.iter().map(|code| code.0.as_str()).collect::<Vec<_>>().join(" + ");
    writeln!(out, "  {} under the same code in both frames", known.same)?;
    for [old, new] in &known.renamed {
        writeln!(out, "  {old} is now {new}")?;
    }
    for [old, new] in &known.merged {
        wrapped(out, "  ", &format!("{} became {}", codes(old), codes(new)))?;
    }
    if !known.gone.is_empty() {
        wrapped(out, "  only before: ", &codes(&known.gone).replace(" + ", " "))?;
    }
    if !known.new.is_empty() {
        wrapped(out, "  only now: ", &codes(&known.new).replace(" + ", " "))?;
    }
    Ok(())
}

fn finding(out: &mut dyn Write, change: &FindingChange) -> io::Result<()> {
    writeln!(out, "{}  ({})", change.title, change.id)?;
    match &change.whole {
        None => wrapped(out, "    Not compared: ", &format!("{}.", change.why_not))?,
        Some([before, after]) => {
            wrapped(out, "    Before: ", &format!("{}; now: {}.", told(before), told(after)))?;
        }
    }
    if let Some([before, after]) = &change.both_times {
        let text = format!("{}; now: {}.", told(before), told(after));
        wrapped(out, "    Of those that answered each time, before: ", &text)?;
    }
    if change.reworded {
        writeln!(out, "    A question that it rests on was worded otherwise.")?;
    }
    writeln!(out)
}

/// `22.2%, 24 of 108 authorities`, or why there is no figure.
fn told(figure: &Figure) -> String {
    match figure.why_none() {
        Some(why) => format!("no figure ({why})"),
        None => format!("{}, {}", figure.value_text(), figure.of_text()),
    }
}

fn question(out: &mut dyn Write, compared: &Compared, rows: bool) -> io::Result<()> {
    match &compared.verdict {
        Verdict::Incomparable(why) => return writeln!(out, "{}: not compared: {why}", compared.question),
        Verdict::Same => {}
        Verdict::Reworded { before, after } => {
            wrapped(out, &format!("{}: worded otherwise. Before: ", compared.question), before)?;
            wrapped(out, "  Now: ", after)?;
        }
    }
    let all = &compared.summary;
    let gaps = all.silent_before + all.silent_now + all.silent_both;
    let mut text = format!(
        "{} compared, {} up, {} down, {} the same, {} changed; {gaps} without a usable answer each time",
        all.compared, all.up, all.down, all.same, all.changed
    );
    if all.not_additive > 0 {
        text.push_str(&format!("; {} merged or divided, and not to be added up", all.not_additive));
    }
    wrapped(out, &format!("{}: ", compared.question), &text)?;
    for pair in compared.pairs.iter().filter(|_| rows) {
        let codes: Vec<&str> = pair.after.iter().map(|code| code.0.as_str()).collect();
        writeln!(out, "    {:<12} {:>14} {:>14}", codes.join("+"), says(&pair.was), says(&pair.is))?;
    }
    Ok(())
}

fn says(value: &Value) -> String {
    match value {
        Value::Number(number) => Unit::Plain.spell(*number),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.chars().take(40).collect(),
    }
}
