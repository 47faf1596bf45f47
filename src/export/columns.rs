//! What the columns of each table are called, hold and mean: CLI.md's first, more behind them. Names are never changed.

use super::table::{Column, Kind, Table};

const fn column(name: &'static str, kind: Kind, means: &'static str) -> Column {
    Column { name, kind, means, always: false }
}

const fn always(name: &'static str, kind: Kind, means: &'static str) -> Column {
    Column { name, kind, means, always: true }
}

use Kind::{Day, Number, Text, Time, Whole, YesNo};

/// One line an authority and question, settled or not.
pub const CELLS: Table = Table {
    name: "cells",
    means: "One line an authority and question: what stands in the ledger, and the words it was read from",
    columns: &[
        always("authority", Text, "the authority's code"),
        column("name", Text, "the authority's name"),
        always("question", Text, "the question's or observation's id"),
        always("state", Text, "what became of the question; an absent number is never nought"),
        column("value", Text, "what was answered: a number, true or false, a date or words"),
        column("unit", Text, "what a number counts"),
        column("low", Number, "lowest that a censored number can be"),
        column("high", Number, "highest that a censored number can be"),
        column("settled_by", Text, "`reader` or a person's name; empty while a proposal waits"),
        column("confidence", Number, "the reader's, where it was the reader"),
        column("evidence", Text, "the exact words"),
        column("message_id", Text, "the reply's Message-ID, or the hash of a mail that has none"),
        column("document", Text, "`body`, or the attachment's name"),
        column("at", Text, "where in the document the words stand"),
        column("qualifier", Text, "how a censored number is bounded"),
        column("period", Text, "which entry of a series the value is"),
        column("parts", Text, "figures by part, a JSON object"),
        column("series", Text, "figures by period, a JSON object"),
        column("exemptions", Text, "sections relied on to withhold"),
        column("original", Text, "SHA-256 of the mail or attachment"),
        column("settled_at", Time, "when it was settled"),
        always("disposition", Text, "what became of the whole request"),
        column("proposed_state", Text, "of a cell that waits: what the reader suggests"),
        column("proposed_value", Text, "the value suggested"),
        column("proposed_unit", Text, "its unit"),
        column("proposed_low", Number, "its lower bound"),
        column("proposed_high", Number, "its upper bound"),
        column("proposed_confidence", Number, "how sure the reader is"),
        column("proposed_evidence", Text, "the exact words it was read from"),
        column("proposed_document", Text, "the document they stand in"),
        column("proposed_why", Text, "why this is suggested"),
        column("value_number", Number, "`value`, where it is a number"),
        column("value_yesno", YesNo, "`value`, where it is yes or no"),
        column("value_date", Day, "`value`, where it is a date"),
    ],
};

/// One line an authority of the frame.
pub const REQUESTS: Table = Table {
    name: "requests",
    means: "One line an authority of the frame: what became of its request, and by when it was to answer",
    columns: &[
        always("authority", Text, "the authority's code"),
        column("name", Text, "the authority's name"),
        always("token", Text, "the request's reference"),
        always("state", Text, "what became of the request"),
        column("sent", Day, "the day the request was sent"),
        column("due", Day, "the last day for an answer in time"),
        column("due_reason", Text, "why that day"),
        column("replied", Day, "the day of the first answer within the campaign"),
        column("overdue_days", Whole, "working days past the due date"),
        column("reply_kind", Text, "what the answer is"),
        column("exemptions", Text, "sections relied on in the whole letter"),
        column("kind", Text, "what kind of authority it is"),
        column("region", Text, "where it is"),
    ],
};

/// One line a message, in or out.
pub const MESSAGES: Table = Table {
    name: "messages",
    means: "One line a message, in or out, oldest first",
    columns: &[
        always("message_id", Text, "its Message-ID, or the hash of a mail that has none"),
        always("direction", Text, "in or out"),
        column("date", Time, "when it was sent"),
        column("authority", Text, "the authority's code; empty in the holding pen"),
        column("kind", Text, "what a reply is, or what a letter of ours is for"),
        column("matched_by", Text, "what tied it to its request"),
        column("subject", Text, "its subject"),
        column("attachments", Text, "names of its attachments"),
        column("original", Text, "SHA-256 of the mail"),
    ],
};

/// One line an event, oldest first.
pub const EVENTS: Table = Table {
    name: "events",
    means: "One line an event in the life of a request, oldest first",
    columns: &[
        always("authority", Text, "the authority's code"),
        always("date", Day, "the day on which the law counts it"),
        always("recorded", Time, "when we learnt it"),
        always("kind", Text, "what happened"),
        column("source", Text, "where it is known from"),
        column("detail", Text, "what happened, in words"),
    ],
};

/// The tables that CSV and Parquet have.
pub const TABLES: [&Table; 4] = [&CELLS, &REQUESTS, &MESSAGES, &EVENTS];
