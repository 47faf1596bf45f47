//! `[follow_up]` and `[reading]`: when to write again, and what enters the ledger unseen. What is not written does not happen.

use jiff::civil::Time;

use crate::campaign::section::Section;
use crate::campaign::{Accept, FollowUp, Found, Pause};

/// Letters a minute where the campaign says nothing: slow enough for any mail provider.
const PER_MINUTE: u32 = 10;
/// Expected precision of what enters unseen where the campaign says nothing.
const ACCEPT: f64 = 0.99;

pub(super) fn read(root: &Section, found: &mut Found) -> FollowUp {
    let mut follow_up = FollowUp {
        chase_after: None,
        chase_again_every: None,
        chase_at_most: 0,
        review_after: None,
        office_hours: None,
        pauses: Vec::new(),
        per_minute: PER_MINUTE,
    };
    let Some(section) = root.section(found, "follow_up", "[follow_up]") else { return follow_up };
    section.refuse_others(found, &["chase", "review", "office_hours", "pause", "per_minute"]);
    if let Some(chase) = section.section(found, "chase", "`chase`") {
        chase.refuse_others(found, &["after", "again_every", "at_most"]);
        if !chase.has("after") {
            chase.missing(found, "after", "working days past the due date: chase = { after = 1 }");
        }
        follow_up.chase_after = days(&chase, "after", 0, found);
        follow_up.chase_again_every = days(&chase, "again_every", 1, found);
        follow_up.chase_at_most = days(&chase, "at_most", 1, found).unwrap_or(1);
    }
    if let Some(review) = section.section(found, "review", "`review`") {
        review.refuse_others(found, &["after"]);
        if !review.has("after") {
            review.missing(found, "after", "working days past the due date: review = { after = 20 }");
        }
        follow_up.review_after = days(&review, "after", 0, found);
    }
    follow_up.office_hours = office_hours(&section, found);
    follow_up.pauses = pauses(&section, found);
    follow_up.per_minute = section.whole(found, "per_minute", 1, 600).unwrap_or(PER_MINUTE);
    follow_up
}

fn days(section: &Section, key: &str, least: u32, found: &mut Found) -> Option<u16> {
    section.whole(found, key, least, 1000).and_then(|days| u16::try_from(days).ok())
}

fn office_hours(section: &Section, found: &mut Found) -> Option<(Time, Time)> {
    let written = section.line(found, "office_hours", "write it as \"09:00-17:00\", or take the line out")?;
    let time = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    let hours = written.get_ref().split_once(['-', '–']).and_then(|(from, to)| Some((time(from)?, time(to)?)));
    match hours {
        Some((from, to)) if from < to => Some((from, to)),
        Some(_) => {
            let help = "the earlier time stands first: \"09:00-17:00\"";
            section.fault(found, written.span(), "the office closes before it opens", "this", help);
            None
        }
        None => {
            let message = format!("`{}` are no hours", written.get_ref());
            section.fault(found, written.span(), message, "this", "write two times: \"09:00-17:00\"");
            None
        }
    }
}

/// `pause = ["08-01/08-31"]`: month and day, since a policy holds for every year.
fn pauses(section: &Section, found: &mut Found) -> Vec<Pause> {
    let day = |text: &str| {
        let (month, day) = text.trim().split_once('-')?;
        // A leap year, so that 29 February may be named.
        let date = jiff::civil::Date::new(2024, month.parse().ok()?, day.parse().ok()?).ok()?;
        Some((date.month(), date.day()))
    };
    let mut pauses = Vec::new();
    for written in section.lines(found, "pause") {
        match written.get_ref().split_once('/').and_then(|(from, to)| Some((day(from)?, day(to)?))) {
            Some((from, to)) => pauses.push(Pause { from, to }),
            None => {
                let message = format!("`{}` is no span of the year", written.get_ref());
                let help = "its first and its last month and day: \"08-01/08-31\"";
                section.fault(found, written.span(), message, "this", help);
            }
        }
    }
    pauses
}

pub(super) fn accept(root: &Section, found: &mut Found) -> Accept {
    let Some(section) = root.section(found, "reading", "[reading]") else { return Accept::Precision(ACCEPT) };
    section.refuse_others(found, &["accept"]);
    match section.share_or_word(found, "accept", "never") {
        Some(Ok(share)) => Accept::Precision(share),
        Some(Err(())) => Accept::Never,
        None => Accept::Precision(ACCEPT),
    }
}
