//! The fold: from a request's events to its clock, by the operations that a regime names.
//!
//! Pure, and free of words: [`Matter::fold`] copies a few dates about, so that a million requests take a second. The same
//! code tells a [`Tell`] what it did at each step; `explain` listens and makes sentences. So the two cannot disagree.
//!
//! Events after `as_of` are not yet known; the rest is sorted by day, the same day in the order of the log. What the law
//! does not settle (a clarification asked too late, post, succession) follows the house rules of docs/clock.md.

mod course;
mod limits;
mod receipt;
mod verdict;

use jiff::civil::Date;

use super::{Calendar, Clock, Event, EventKind, OutsideCalendar, Period, Reason, Regime, last_day};
use course::Course;

/// One request as the clock sees it: the law, the authority, what happened, and the day on which we ask.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    pub regime: &'a Regime,
    /// `school`, `archive`, `keeper` ... have times of their own; any other word is an ordinary authority.
    pub authority_kind: &'a str,
    pub events: &'a [Event],
    pub as_of: Date,
    pub calendar: &'a Calendar,
    /// Ranges, both ends included, on which a school is closed; empty where its days are not known.
    pub closed: &'a [(Date, Date)],
}

/// Why there is no clock: never a made-up date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum LawError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    OutsideCalendar(#[from] OutsideCalendar),
    #[error("the request is said to be received on {received}, before it was sent on {sent}")]
    #[diagnostic(help("correct one of the two days; the clock cannot start before the request exists"))]
    ReceivedBeforeSent { received: Date, sent: Date },
    #[error("{regime} does not say when a posted request is received")]
    #[diagnostic(help(
        "record the day that the authority states, as `received` or as `states_received` of its acknowledgement"
    ))]
    PostNotModelled { regime: String },
    #[error("the school's closure of {from} to {to} ends before it begins")]
    #[diagnostic(help("write each closure as its first and its last day"))]
    ClosureBackwards { from: Date, to: Date },
}

/// Something that the fold did, for whoever explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    pub what: What,
    /// The day of the event that did it, or the day it speaks of.
    pub on: Date,
    /// The day that followed from it: a receipt, an estimate, a last day to pay.
    pub other: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Reason(Reason),
    /// An event that this regime's row does not model: the clock passes over it, and says so.
    NotModelled(&'static str),
}

/// Who hears what the fold does.
pub trait Tell {
    fn note(&mut self, note: Note);
    /// A new request begins: what was told before is no longer part of its story.
    fn begin_anew(&mut self);
}

/// Nobody listens.
impl Tell for () {
    #[inline]
    fn note(&mut self, _: Note) {}
    #[inline]
    fn begin_anew(&mut self) {}
}

impl Tell for Vec<Note> {
    fn note(&mut self, note: Note) {
        self.push(note);
    }

    fn begin_anew(&mut self) {
        self.clear();
    }
}

/// The day by which a request received on `received` must be answered, if nothing else happens.
///
/// # Errors
/// [`LawError`] where the count leaves the calendar.
pub fn due_date(
    regime: &Regime,
    authority_kind: &str,
    received: Date,
    calendar: &Calendar,
    closed: &[(Date, Date)],
) -> Result<Date, LawError> {
    if let (Period::WorkingDays(n), None, []) =
        (regime.reply.within, regime.special(authority_kind), regime.emergencies.as_slice())
    {
        return Ok(last_day(received, n, calendar)?);
    }
    let events = [Event::on(received, EventKind::Received(None))];
    let clock = Matter { regime, authority_kind, events: &events, as_of: received, calendar, closed }.fold()?;
    // A request that is received has a due date: nothing has stopped or ended it.
    clock.due.ok_or_else(|| calendar.outside(received).into())
}

impl Matter<'_> {
    /// The clock, without words.
    ///
    /// # Errors
    /// [`LawError`] where the events cannot be true or a count leaves the calendar.
    pub fn fold(&self) -> Result<Clock, LawError> {
        self.fold_telling(&mut ())
    }

    /// The clock, with each step told to `tell`.
    pub(super) fn fold_telling<T: Tell>(&self, tell: &mut T) -> Result<Clock, LawError> {
        if let Some(&(from, to)) = self.closed.iter().find(|(from, to)| from > to) {
            return Err(LawError::ClosureBackwards { from, to });
        }
        let dated = self.events.iter().map(|event| (event.when.day_in(&self.regime.place), event));
        let mut events: Vec<(Date, &Event)> = dated.filter(|(day, _)| *day <= self.as_of).collect();
        events.sort_by_key(|(day, _)| *day);
        // A period in weeks or months counts through any year: a slip of the pen must not become a date.
        for (day, _) in events.first().into_iter().chain(events.last()) {
            if !self.calendar.covers(*day) {
                return Err(self.calendar.outside(*day).into());
            }
        }
        let mut course = Course::new(self, tell);
        course.run(&events)?;
        course.verdict()
    }
}
