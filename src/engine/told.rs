//! What was told before and is told otherwise now: a holiday proclaimed while the request ran, an event learnt late or
//! taken back. `foi show` says so, since somebody may have acted on the earlier date.
//!
//! An extension, an answer or a question that came in between is no such change: the date was right when it was told.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::london;
use super::standing::Law;
use crate::authority::Authority;
use crate::law::{Calendar, Clock, Holidays, Regime};
use crate::request::{Event, fold};

/// A date that was told, and what is known of the same day now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The first day on which it would have been told so.
    pub on: Date,
    pub told: Option<Date>,
    pub now: Option<Date>,
    /// As `foi show` says it.
    pub words: String,
}

/// The events that were known on a day.
pub fn known_on(events: &[Event], day: Date) -> Vec<Event> {
    events.iter().filter(|event| london(event.recorded) <= day).cloned().collect()
}

/// Every date that was told of a request up to `as_of` and is another one now.
pub fn otherwise(
    regime: &Regime,
    holidays: &Holidays,
    authority: &Authority,
    events: &[Event],
    as_of: Date,
) -> Vec<Told> {
    let now = Law { regime: regime.clone(), calendar: regime.calendar(holidays) };
    let mut otherwise: Vec<Told> = Vec::new();
    for day in days(events, holidays, as_of) {
        let then = Law { regime: regime.clone(), calendar: regime.calendar(&holidays.known_on(day)) };
        let known = known_on(events, day);
        let limit = |law: &Law, events: &[Event]| {
            law.clock(authority, &fold(events, day), day).ok().as_ref().and_then(Clock::limit)
        };
        let (told, is) = (limit(&then, &known), limit(&now, events));
        let same = otherwise.last().is_some_and(|last| (last.told, last.now) == (told, is));
        // Where nothing was told, nobody was misled.
        if told.is_none() || told == is || same {
            continue;
        }
        let mut reasons = proclaimed(&then.calendar, &now.calendar, &known, told.max(is));
        reasons.extend(learnt(events, day, as_of));
        let words = sentence(day, told, is, &reasons);
        otherwise.push(Told { on: day, told, now: is, words });
    }
    otherwise
}

/// The days on which something was learnt or happened, and so another date could be told.
fn days(events: &[Event], holidays: &Holidays, as_of: Date) -> BTreeSet<Date> {
    let learnt: BTreeSet<Date> = events.iter().map(|event| london(event.recorded)).collect();
    let Some(first) = learnt.first().copied() else { return learnt };
    let happened = events.iter().map(|event| event.on);
    let proclaimed = holidays.changed_after(first).filter_map(|(_, on)| on.yesterday().ok());
    learnt.iter().copied().chain(happened).chain(proclaimed).filter(|day| (first..=as_of).contains(day)).collect()
}

/// Days that were working days as far as was known then and are none now, or the other way round.
fn proclaimed(then: &Calendar, now: &Calendar, known: &[Event], to: Option<Date>) -> Vec<String> {
    let Some((first, to)) = known.iter().map(|event| event.on).min().zip(to) else { return Vec::new() };
    let mut words = Vec::new();
    for (holiday, on) in now.holidays().changed_after(first) {
        let day = holiday.date;
        if !(first..=to).contains(&day) || then.is_working(day) == now.is_working(day) {
            continue;
        }
        words.push(if then.is_working(day) {
            format!("{} became a bank holiday on {} ({})", long(day), long(on), holiday.name)
        } else {
            format!("{} was found on {} to be no bank holiday", long(day), long(on))
        });
    }
    words
}

/// Events that were recorded later than `day` and speak of a day up to it, or of what was recorded up to it.
fn learnt(events: &[Event], day: Date, as_of: Date) -> Vec<String> {
    use crate::request::What;
    let late =
        events.iter().filter(|event| (day..=as_of).contains(&london(event.recorded)) && london(event.recorded) > day);
    late.filter(|event| {
        event.on <= day || matches!(event.what, What::Corrected { .. } | What::Untied { .. } | What::Recognised { .. })
    })
    .map(|event| format!("on {} it was recorded: {}", long(london(event.recorded)), event.what))
    .collect()
}

fn sentence(day: Date, told: Option<Date>, is: Option<Date>, reasons: &[String]) -> String {
    let date = |date: Option<Date>| date.map_or_else(|| "no date".to_owned(), long);
    let reasons = if reasons.is_empty() { String::new() } else { format!("; {}", reasons.join("; ")) };
    format!("Told on {} as {}{reasons}; now {}.", long(day), date(told), date(is))
}

fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
