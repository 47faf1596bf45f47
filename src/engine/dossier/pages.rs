//! The dossier's pages: chronology, clock, and each mail as a person reads it.

use super::{Matter, long};
use crate::document::{self, BlockKind, Limits};
use crate::engine::show::MessageShown;
use crate::export::inert;
use crate::message::{Mailbox, Message};

/// What happened, a line each, in the order of the days; what was taken back says so.
pub(super) fn chronology(matter: &Matter<'_>) -> String {
    let shown = matter.shown;
    let mut page = format!("# Chronology of {}\n\n{}, {}.\n\n", shown.token, shown.authority.name, shown.request);
    page.push_str("| day | recorded | what | source |\n|---|---|---|---|\n");
    for event in in_order(matter) {
        let taken_back = if event.counts { "" } else { " (does not count)" };
        let recorded = event.recorded.strftime("%Y-%m-%d");
        let what = cell(&event.words);
        page.push_str(&format!("| {} | {recorded} | {what}{taken_back} | {} |\n", event.on, cell(&event.source)));
    }
    page
}

/// The same for a spreadsheet.
pub(super) fn chronology_csv(matter: &Matter<'_>) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut lines = vec![["day", "recorded", "kind", "what", "source", "counts"].map(str::to_owned)];
    lines.extend(in_order(matter).into_iter().map(|event| {
        [
            event.on.to_string(),
            event.recorded.to_string(),
            event.kind.to_owned(),
            inert(&event.words),
            inert(&event.source),
            event.counts.to_string(),
        ]
    }));
    for line in lines {
        // Memory takes all that is written, and every line has six cells.
        let _ = csv.write_record(line);
    }
    csv.into_inner().unwrap_or_default()
}

fn in_order<'a>(matter: &Matter<'a>) -> Vec<&'a crate::engine::show::EventShown> {
    let mut events: Vec<_> = matter.shown.events.iter().collect();
    events.sort_by_key(|event| (event.on, event.number));
    events
}

/// Text from outside as a cell of a Markdown table: on one line, and nothing in it that ends the cell or sets a link.
fn cell(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cell = String::new();
    for letter in words.chars() {
        match letter {
            '|' | '\\' | '[' | ']' | '<' | '>' | '*' | '`' => cell.extend(['\\', letter]),
            letter if letter.is_control() => {}
            letter => cell.push(letter),
        }
    }
    cell
}

/// How the date came to be.
pub(super) fn clock(matter: &Matter<'_>) -> String {
    let shown = matter.shown;
    let mut page = format!("# The clock of {}\n\n", shown.token);
    match (&shown.clock, &shown.clock_unknown) {
        (Some(explained), _) => {
            if let Some(limit) = explained.clock.limit() {
                page.push_str(&format!("The last day for an answer: {}.\n\n", long(limit)));
            }
            for (step, number) in explained.steps.iter().zip(1..) {
                page.push_str(&format!("{number}. {}\n", step.text));
            }
            page.push_str(&format!("\nAs one paragraph:\n\n> {}\n", explained.paragraph));
        }
        (None, why) => {
            page.push_str(&format!("Not known: {}.\n", why.as_deref().unwrap_or("nothing has happened yet")))
        }
    }
    for told in &shown.told_before {
        page.push_str(&format!("\n{}\n", told.words));
    }
    page.push_str(&format!("\n{}\n", matter.calendar));
    page
}

/// The words of a mail that is HTML alone.
fn from_html(html: Option<&str>) -> String {
    let none = "(This mail has no text: open the .eml beside this file.)".to_owned();
    let Some(html) = html else { return none };
    let read = document::read("mail.html", html.as_bytes(), None, &Limits::default());
    let lines: Vec<String> = read
        .blocks
        .iter()
        .flat_map(|block| match block.kind {
            BlockKind::Table => block.rows.iter().map(|row| row.join(" | ")).collect(),
            _ => vec![block.text.clone()],
        })
        .collect();
    if lines.is_empty() { none } else { format!("(From the mail's HTML.)\n\n{}", lines.join("\n\n")) }
}

/// A mail as a person reads it: its head, its text, the names of what is attached.
pub(super) fn readable(mail: &Message, shown: &MessageShown) -> String {
    let mailbox = |mailbox: &Mailbox| match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    };
    let all = |boxes: &[Mailbox]| boxes.iter().map(mailbox).collect::<Vec<_>>().join(", ");
    let head = [
        ("From", mail.from.as_ref().map(mailbox).unwrap_or_default()),
        ("To", all(&mail.to)),
        ("Cc", all(&mail.cc)),
        ("Date", mail.sent.map(|sent| sent.to_string()).unwrap_or_default()),
        ("Subject", mail.subject.clone()),
        ("Message-ID", mail.message_id.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("SHA-256 of the original", shown.original.clone()),
    ];
    let mut page = String::new();
    for (name, value) in head.iter().filter(|(_, value)| !value.is_empty()) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        page.push_str(&format!("{name}: {value}\n"));
    }
    for part in mail.parts.iter().filter(|part| !part.inline) {
        page.push_str(&format!("Attached: {} ({}, {} bytes)\n", part.name, part.media_type, part.bytes.len()));
    }
    page.push('\n');
    match &mail.text {
        Some(text) => page.push_str(&text.replace("\r\n", "\n")),
        None => page.push_str(&from_html(mail.html.as_deref())),
    }
    if !page.ends_with('\n') {
        page.push('\n');
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_is_html_alone_has_its_words() {
        let words = from_html(Some("<p>We hold <b>12</b>.</p><table><tr><td>Oak</td><td>7</td></tr></table>"));
        assert!(words.contains("We hold 12.") && words.contains("Oak | 7"), "{words}");
        assert!(from_html(None).contains("open the .eml"));
    }
}
