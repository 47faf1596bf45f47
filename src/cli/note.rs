//! `foi note`.

use std::io::Write;

use jiff::civil::Date;

use super::{Desk, Exit, Failure};
use crate::engine::note::{Noting, correct, note};
use crate::law::Ground;
use crate::request::{Channel, Note as Kind, Particulars, UnknownNote};

/// Record by hand what no mail shows
///
/// A letter by post, a telephone call, an extension told by telephone. KIND is one of: sent, received, acknowledged,
/// bounced, clarification_sought, clarification_given, fees_notice, fee_paid, extension_notice, holding_reply,
/// partial_reply, reply, refusal, commissioner_allowed, narrowed, transferred, succession, withdrawn, review_requested,
/// review_outcome, complained, decision_notice, closed (a school, from DATE to --until), remark. The clock takes it up at
/// once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi note FOI-7K2M-9PQ4 received 2018-08-24 \"stated in their letter\"
  foi note trusts-2018/RXX extension_notice 2018-09-14 \"told by telephone\" --until 2018-10-12
  foi note trusts-2018/RXX extension_notice 2018-09-14 --ground complex_voluminous
  foi note trusts-2018/RXX sent 2018-08-20 --channel portal
  foi note schools-2018/S12 closed 2018-10-22 --until 2018-10-26
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
    /// The day to which more time is claimed or allowed; of a closure its last day
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Of an extension_notice: the ground. Left out, it is the one that the law names first
    #[arg(long, value_name = "GROUND", value_parser = Ground::ALL.map(Ground::word))]
    ground: Option<String>,
    /// Of a succession: does its order continue pending business? Left out, it is not known
    #[arg(long, value_name = "YES_OR_NO", value_parser = ["yes", "no"])]
    continues: Option<String>,
    /// Of what you sent: how. Left out, it went by first-class post
    #[arg(long, value_name = "HOW", value_parser = Channel::ALL.map(Channel::word))]
    channel: Option<String>,
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
        more: particulars(args),
        by,
    };
    let (request, new) = note(&workspace, &args.request, &noting, desk.today, desk.now)?;
    let how = match (noting.note.travels(), noting.more.channel) {
        (true, None) => " Taken as sent by post; --channel says otherwise.",
        _ => "",
    };
    writeln!(
        out,
        "{} for {} ({}): {} on {}.{how}",
        if new { "Noted" } else { "Noted before, and unchanged," },
        request.id,
        request.token,
        noting.note.word().replace('_', " "),
        noting.on
    )?;
    Ok(Exit::Done)
}

fn particulars(args: &Note) -> Particulars {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    Particulars {
        ground: Ground::ALL.into_iter().find(|ground| ground.word() == word(&args.ground)),
        continues: args.continues.as_ref().map(|word| word == "yes"),
        channel: Channel::ALL.into_iter().find(|channel| channel.word() == word(&args.channel)),
    }
}
