//! One request as a JSON line: what `foi clock --jsonl -` reads, and what tables of worked cases are written in.
//!
//! A line brings all that the clock needs, so the clock can be used outside any campaign. Members that the clock does not
//! know (`expect`, `source`, `note`) are passed over.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Calendar, DaysOff, Event, Explained, Holidays, LawError, Matter, Regime, Regimes, UnknownRegime};

/// A request, its law and its events.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Case {
    #[serde(default)]
    pub id: serde_json::Value,
    pub regime: String,
    #[serde(default, deserialize_with = "or_null")]
    pub authority_kind: String,
    /// Written in case files for the reader; the regime alone says which holidays count.
    #[serde(default)]
    pub division: Option<String>,
    pub events: Vec<Event>,
    /// Left out: the day of the last event.
    #[serde(default, alias = "as_of")]
    pub asof: Option<Date>,
    /// Leave out holidays that became law later.
    #[serde(default)]
    pub calendar_known_on: Option<Date>,
    /// The public holidays of a country whose calendar is not kept here.
    #[serde(default)]
    pub holidays: Option<Vec<Date>>,
    /// Ranges that are no school days.
    #[serde(default, deserialize_with = "or_null")]
    pub closed: Vec<(Date, Date)>,
}

/// Many write what there is not as `null` instead of leaving it out.
fn or_null<'de, T: Deserialize<'de> + Default, D: serde::Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// The answer to a case: the clock with its reasoning, under the case's id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseAnswer {
    pub id: serde_json::Value,
    #[serde(flatten)]
    pub explained: Explained,
}

/// Why a case has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum CaseFault {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Regime(#[from] UnknownRegime),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Law(#[from] LawError),
    #[error("no day to answer for: the case has no events and no `asof`")]
    #[diagnostic(help("give the case an event or an `asof`"))]
    NoDay,
    #[error("`{0}` has a calendar of its own; `holidays` are for countries whose holidays are not kept here")]
    #[diagnostic(help("leave `holidays` out, or add the days to the calendar"))]
    HolidaysGiven(String),
}

/// Regimes and holidays at hand, with the calendars made from them: a stream of cases makes each once.
pub struct Almanac {
    regimes: Regimes,
    holidays: Holidays,
    calendars: BTreeMap<(u8, Option<Date>), Calendar>,
}

impl Almanac {
    pub fn new(regimes: Regimes, holidays: Holidays) -> Self {
        Self { regimes, holidays, calendars: BTreeMap::new() }
    }

    pub fn regimes(&self) -> &Regimes {
        &self.regimes
    }

    /// The working days of `regime` as they could be known on a day; today's knowledge without one.
    pub fn calendar(&mut self, days_off: DaysOff, known_on: Option<Date>) -> &Calendar {
        let holidays = &self.holidays;
        self.calendars.entry((days_off as u8, known_on)).or_insert_with(|| match known_on {
            Some(day) => Calendar::new(days_off, &holidays.known_on(day)),
            None => Calendar::new(days_off, holidays),
        })
    }

    /// Answers one case.
    ///
    /// # Errors
    /// [`CaseFault`] where there is no such regime, no day, or no clock that could be true.
    pub fn answer(&mut self, case: &Case) -> Result<CaseAnswer, CaseFault> {
        let regime = self.regimes.get(&case.regime)?.clone();
        let as_of = case.as_of(&regime).ok_or(CaseFault::NoDay)?;
        let given = match (&case.holidays, regime.days_off) {
            (Some(days), DaysOff::Given) => Some(Calendar::given(days)),
            // None given is nothing said.
            (Some(days), _) if days.is_empty() => None,
            (Some(_), _) => return Err(CaseFault::HolidaysGiven(case.regime.clone())),
            (None, _) => None,
        };
        let calendar = match &given {
            Some(calendar) => calendar,
            None => self.calendar(regime.days_off, case.calendar_known_on),
        };
        let matter = Matter {
            regime: &regime,
            authority_kind: &case.authority_kind,
            events: &case.events,
            as_of,
            calendar,
            closed: &case.closed,
        };
        Ok(CaseAnswer { id: case.id.clone(), explained: matter.explain()? })
    }
}

impl Case {
    /// The day of asking: as given, or that of the last event.
    fn as_of(&self, regime: &Regime) -> Option<Date> {
        self.asof.or_else(|| self.events.iter().map(|event| event.when.day_in(&regime.place)).max())
    }
}
