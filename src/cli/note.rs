//! `foi note`.

use std::io::Write;

use jiff::civil::Date;

use super::{Desk, Exit, Failure};
use crate::engine::note::{Noting, correct, note};
use crate::request::{Note as Kind, UnknownNote};

/// Record by hand what no mail shows
///
/// A letter by post, a telephone call, an extension told by telephone. KIND is one of: sent, received, acknowledged,
/// bounced, clarification_sought, clarification_given, fees_notice, fee_paid, extension_notice, holding_reply,
/// partial_reply, reply, refusal, commissioner_allowed, narrowed, transferred, succession, withdrawn, review_requested,
/// review_outcome, complained, decision_notice, remark. The clock takes it up at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi note FOI-7K2M-9PQ4 received 2018-08-24 \"stated in their letter\"
  foi note trusts-2018/RXX extension_notice 2018-09-14 \"told by telephone\" --until 2018-10-12
  foi note FOI-7K2M-9PQ4 --take-back 17 \"that was another trust\"")]
pub struct Note {
    /// The request: its token, campaign/CODE, or the authority's code
    request: String,
    /// What happened
    #[arg(value_name = "KIND", required_unless_present = "take_back")]
    kind: Option<String>,
    /// On which day
    #[arg(value_name = "DATE", required_unless_present = "take_back")]
    on: Option<String>,
    /// In your words
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// The day to which more time is claimed
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Take back the event of this number (`foi show` numbers them); it stays in the timeline
    #[arg(long, value_name = "EVENT")]
    take_back: Option<i64>,
    /// Who says so; otherwise your login name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum Wrong {
    #[error(transparent)]
    #[diagnostic(help(
        "foi note REQUEST KIND DATE [WORDS], as in: foi note FOI-7K2M-9PQ4 remark 2018-09-03 \"they rang\""
    ))]
    Kind(#[from] UnknownNote),
    #[error("`{0}` is no date")]
    #[diagnostic(help("write the day on which it happened as 2018-09-03"))]
    Date(String),
}

pub fn run(args: &Note, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let by = desk.person(args.by.as_deref());
    let typed: Vec<&str> = args.kind.iter().chain(&args.on).chain(&args.words).map(String::as_str).collect();
    if let Some(event) = args.take_back {
        let request = correct(&workspace, &args.request, event, &typed.join(" "), &by, desk.today, desk.now)?;
        writeln!(out, "Event {event} of {} ({}) no longer counts.", request.id, request.token)?;
        return Ok(Exit::Done);
    }
    let kind = args.kind.clone().unwrap_or_default();
    let day = args.on.clone().unwrap_or_default();
    let noting = Noting {
        note: kind.parse::<Kind>().map_err(|cause| Failure::wrong_use(Wrong::from(cause)))?,
        on: day.parse().map_err(|_| Failure::wrong_use(Wrong::Date(day)))?,
        words: args.words.join(" "),
        until: args.until,
        by,
    };
    let request = note(&workspace, &args.request, &noting, desk.today, desk.now)?;
    writeln!(
        out,
        "Noted for {} ({}): {} on {}.",
        request.id,
        request.token,
        noting.note.word().replace('_', " "),
        noting.on
    )?;
    Ok(Exit::Done)
}
