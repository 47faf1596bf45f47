//! `foi check`.

use std::io::{IsTerminal, Write};

use serde_json::json;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::campaign::{Advice, Campaign, CampaignError, Fault};
use crate::engine::{self, EngineError};

/// Check a campaign: every fault at once, each with its place and remedy
///
/// Reads campaign.toml, the frame and the letters, and writes every letter to everybody without keeping any. A campaign
/// that fails its check cannot be sent. Exit status 1 if there is any fault.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  foi check trusts-2018\n  foi check trusts-2018 --json")]
pub struct Check {
    /// The campaign's name
    name: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Check, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    match engine::check::check(&workspace, &args.name) {
        Ok((campaign, advice)) => in_order(args, &campaign, &advice, out),
        Err(EngineError::Campaign(error @ CampaignError::Faults { .. })) => faulty(args, error, out),
        Err(other) => Err(other.into()),
    }
}

fn in_order(args: &Check, campaign: &Campaign, advice: &[Advice], out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.json {
        print_json(out, &document(&args.name, &[], advice))?;
        return Ok(Exit::Done);
    }
    for advice in advice {
        writeln!(out, "{}:{}:{}: {}", advice.file, advice.line, advice.column, advice.message)?;
    }
    writeln!(
        out,
        "`{}` is in order: {}, {}, {}.",
        args.name,
        counted(campaign.frame.members.len(), "authority", "authorities"),
        counted(campaign.questions.len(), "question", "questions"),
        counted(campaign.findings.len(), "finding", "findings")
    )?;
    writeln!(out, "Next: `foi preview {0}` shows a letter, `foi frame {0}` who is asked.", args.name)?;
    Ok(Exit::Done)
}

fn faulty(args: &Check, error: CampaignError, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.json {
        print_json(out, &document(&args.name, error.faults(), &[]))?;
        return Ok(Exit::SeeTo);
    }
    // The faults are what was asked for, so they are output and no error message.
    let page = format!("{:?}", miette::Report::from(error));
    let plain = !std::io::stdout().is_terminal();
    let page = if plain { anstream::adapter::strip_str(&page).to_string() } else { page };
    for line in page.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(Exit::SeeTo)
}

fn document(name: &str, faults: &[Fault], advice: &[Advice]) -> serde_json::Value {
    json!({ "campaign": name, "ok": faults.is_empty(), "faults": faults, "advice": advice })
}
