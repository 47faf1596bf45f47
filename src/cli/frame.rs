//! `foi frame`.

use std::io::Write;

use serde_json::json;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine;
use crate::engine::campaigns::{self, Open};

/// Show who is asked, who is left out, and why
///
/// Once the frame is frozen, whatever is changed in campaign.toml or its table no longer changes who is asked and by how
/// many a finding is divided. The first letter that goes out freezes it, or --freeze before.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi frame trusts-2018\n  foi frame trusts-2018 --freeze\n  foi frame trusts-2018 --json"
)]
pub struct FrameArgs {
    /// The campaign's name
    name: String,
    /// Fix it as it stands; a campaign that fails its check cannot be frozen
    #[arg(long)]
    freeze: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &FrameArgs, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    if args.freeze {
        let (campaign, _) = engine::check::check(&workspace, &args.name)?;
        campaigns::freeze(&mut workspace.store()?, &campaign, desk.now)?;
    }
    let store = workspace.store_to_read()?;
    let open = campaigns::open(&workspace, &store, &args.name)?;
    if args.json {
        document(&open, out)?
    } else {
        page(&open, out)?
    }
    Ok(Exit::Done)
}

fn document(open: &Open, out: &mut dyn Write) -> std::io::Result<()> {
    let frame = &open.campaign.frame;
    let document = json!({
        "campaign": open.campaign.name,
        "digest": frame.digest(),
        "frozen": open.frozen,
        "drift": open.drift,
        "in": frame.members,
        "out": frame.left_out,
    });
    print_json(out, &document)
}

fn page(open: &Open, out: &mut dyn Write) -> std::io::Result<()> {
    let frame = &open.campaign.frame;
    for authority in &frame.members {
        let more = [&authority.kind, &authority.region, &authority.email];
        let more: Vec<&str> = more.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        writeln!(out, "in   {:<8} {}  {}", authority.code.0, authority.name, more.join(", "))?;
    }
    for left in &frame.left_out {
        writeln!(out, "out  {:<8} {}: {}", left.code.0, left.name, left.reason)?;
    }
    writeln!(
        out,
        "{} asked, {} left out.",
        counted(frame.members.len(), "authority is", "authorities are"),
        frame.left_out.len()
    )?;
    match &open.frozen {
        Some(when) => writeln!(out, "Frozen at {when}; the folder's table no longer changes it.")?,
        None => writeln!(
            out,
            "Not frozen yet: the first letter that goes out fixes it, or `foi frame {} --freeze`.",
            open.campaign.name
        )?,
    }
    if let Some(drift) = &open.drift {
        writeln!(out, "Since then, {drift}.")?;
    }
    Ok(())
}
