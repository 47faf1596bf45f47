//! `deadlines.ics`: due dates for a calendar.
//!
//! RFC 5545, all-day events (a legal day has no time zone), METHOD:PUBLISH. A deadline keeps its UID for ever; SEQUENCE and
//! DTSTAMP are the caller's, who knows what was told before. Titles travel to phones, so they hold reference and authority
//! alone. Alarms count from the day's own ends, at nine in the morning of whoever reads the calendar: the day after an
//! authority's last day, and a week before one of ours. Some calendars (Google's) take no alarm from a file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Deadline, Export, ExportError, atomic};

/// Writes the calendar; with no deadline none, since RFC 5545 wants at least one component.
pub fn deadlines(export: &Export<'_>, to: &Path) -> Result<Option<PathBuf>, ExportError> {
    if export.deadlines.is_empty() {
        return Ok(None);
    }
    let of_campaign = export.deadlines.iter().map(|deadline| (export.campaign.name.as_str(), deadline));
    atomic::write(to, "deadlines.ics", |file| written(&export.campaign.title, of_campaign, file)).map(Some)
}

/// The text of a calendar with these deadlines, each with the name of its campaign.
pub fn calendar<'a>(title: &str, deadlines: impl Iterator<Item = (&'a str, &'a Deadline)>) -> String {
    let mut text = Vec::new();
    // Memory takes all that is written, and only text is.
    match written(title, deadlines, &mut text) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

fn written<'a>(
    title: &str,
    deadlines: impl Iterator<Item = (&'a str, &'a Deadline)>,
    out: &mut impl Write,
) -> io::Result<()> {
    line(out, "BEGIN:VCALENDAR")?;
    line(out, "VERSION:2.0")?;
    line(out, concat!("PRODID:-//foi//foi ", env!("CARGO_PKG_VERSION"), "//EN"))?;
    line(out, "CALSCALE:GREGORIAN")?;
    line(out, "METHOD:PUBLISH")?;
    line(out, &format!("X-WR-CALNAME:{}", text(title)))?;
    for (campaign, deadline) in deadlines {
        event(campaign, deadline, out)?;
    }
    line(out, "END:VCALENDAR")
}

fn event(campaign: &str, deadline: &Deadline, out: &mut impl Write) -> io::Result<()> {
    let stamp = deadline.changed.strftime("%Y%m%dT%H%M%SZ");
    line(out, "BEGIN:VEVENT")?;
    line(out, &format!("UID:{}-{}-{}@foi.invalid", plain(&deadline.kind), plain(campaign), plain(&deadline.token)))?;
    line(out, &format!("DTSTAMP:{stamp}"))?;
    line(out, &format!("LAST-MODIFIED:{stamp}"))?;
    line(out, &format!("SEQUENCE:{}", deadline.sequence))?;
    line(out, &format!("DTSTART;VALUE=DATE:{}", day(deadline.on)))?;
    // The end is the day after: DTEND is outside. Past the calendar's end there is none to give.
    if let Ok(after) = deadline.on.checked_add(1.day()) {
        line(out, &format!("DTEND;VALUE=DATE:{}", day(after)))?;
    }
    let summary = format!("{}: {} ({})", summary(&deadline.kind), deadline.name, deadline.token);
    line(out, &format!("SUMMARY:{}", text(&summary)))?;
    line(out, &format!("DESCRIPTION:{}", text(&deadline.reason)))?;
    line(out, "CLASS:PRIVATE")?;
    line(out, "TRANSP:TRANSPARENT")?;
    line(out, if deadline.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" })?;
    if !deadline.cancelled {
        alarm(&deadline.kind, &summary, out)?;
    }
    line(out, "END:VEVENT")
}

/// Is this a last day of ours, and not one of the authority's?
fn ours(kind: &str) -> bool {
    !matches!(kind, "answer" | "review")
}

fn summary(kind: &str) -> String {
    match kind {
        "fee" => "Last day to pay the fee".into(),
        "review_request" => "Last day to ask for a review".into(),
        "complaint" => "Last day to complain".into(),
        "appeal" => "Last day to appeal".into(),
        other => format!("{} due", capitalised(other)),
    }
}

/// What is ours to do wants a week; what is theirs can be looked after on the morning after.
fn alarm(kind: &str, summary: &str, out: &mut impl Write) -> io::Result<()> {
    line(out, "BEGIN:VALARM")?;
    line(out, "ACTION:DISPLAY")?;
    line(out, &format!("DESCRIPTION:{}", text(summary)))?;
    line(out, if ours(kind) { "TRIGGER:-P6DT15H" } else { "TRIGGER;RELATED=END:PT9H" })?;
    line(out, "END:VALARM")
}

fn day(date: Date) -> impl std::fmt::Display {
    date.strftime("%Y%m%d")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Letters, digits and hyphens: what an identity is made of.
fn plain(words: &str) -> String {
    words.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// A TEXT value (RFC 5545, 3.3.11): backslash, semicolon, comma and line ends escaped, other control characters gone.
fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// One content line, folded at 75 octets, never inside a letter (3.1).
fn line(out: &mut impl Write, content: &str) -> io::Result<()> {
    let mut room = 75;
    for letter in content.chars() {
        if letter.len_utf8() > room {
            out.write_all(b"\r\n ")?;
            room = 74;
        }
        room -= letter.len_utf8();
        write!(out, "{letter}")?;
    }
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::authority::Code;

    fn shown(deadline: &Deadline) -> String {
        let mut out = Vec::new();
        event("trusts-2018", deadline, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("text")
    }

    fn deadline() -> Deadline {
        Deadline {
            token: "FOI-7K2M-9".into(),
            kind: "answer".into(),
            authority: Code("AA1".into()),
            name: "Ashfield, Larkmere; and \"Co\"\nTrust".into(),
            on: date(2018, 12, 31),
            reason: "twentieth working day".into(),
            sequence: 2,
            cancelled: false,
            changed: "2018-08-20T09:00:00Z".parse().expect("a time"),
        }
    }

    #[test]
    fn an_event_is_an_all_day_one_that_ends_the_day_after() {
        insta::assert_snapshot!(shown(&deadline()).replace("\r\n", "\n"), @r#"
        BEGIN:VEVENT
        UID:answer-trusts-2018-FOI-7K2M-9@foi.invalid
        DTSTAMP:20180820T090000Z
        LAST-MODIFIED:20180820T090000Z
        SEQUENCE:2
        DTSTART;VALUE=DATE:20181231
        DTEND;VALUE=DATE:20190101
        SUMMARY:Answer due: Ashfield\, Larkmere\; and "Co"\nTrust (FOI-7K2M-9)
        DESCRIPTION:twentieth working day
        CLASS:PRIVATE
        TRANSP:TRANSPARENT
        STATUS:CONFIRMED
        BEGIN:VALARM
        ACTION:DISPLAY
        DESCRIPTION:Answer due: Ashfield\, Larkmere\; and "Co"\nTrust (FOI-7K2M-9)
        TRIGGER;RELATED=END:PT9H
        END:VALARM
        END:VEVENT
        "#);
    }

    #[test]
    fn a_moved_or_cancelled_deadline_keeps_its_identity() {
        let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
        let moved = Deadline { on: date(2019, 1, 2), sequence: 3, cancelled: true, ..deadline() };
        assert_eq!(uid(&shown(&deadline())), uid(&shown(&moved)));
        assert!(shown(&moved).contains("STATUS:CANCELLED"));
    }

    #[test]
    fn lines_fold_at_75_octets_and_unfold_to_the_same() {
        let name = "Ymddiriedolaeth GIG Dŵr Glân ".repeat(12);
        let text = shown(&Deadline { name: name.clone(), ..deadline() });
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert!(text.replace("\r\n ", "").contains(name.trim_end()));
    }
}
