//! Periods as laws write them: "20 working days", "4 weeks", "3 months".

use std::fmt;
use std::str::FromStr;

/// A length of time in the law's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    WorkingDays(u16),
    Days(u16),
    Weeks(u16),
    Months(u16),
}

/// A text that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no period")]
pub struct NoPeriod(String);

impl Period {
    /// How to write one, for error messages.
    pub(super) const FORM: &'static str =
        "`20 working days`, `28 days`, `4 weeks` or `3 months`, the number from 1 to 1000";

    pub fn number(self) -> u16 {
        match self {
            Self::WorkingDays(n) | Self::Days(n) | Self::Weeks(n) | Self::Months(n) => n,
        }
    }

    pub fn is_working_days(self) -> bool {
        matches!(self, Self::WorkingDays(_))
    }

    /// Is it longer than `other`, in the same unit? `None` where the units differ.
    pub(super) fn longer_than(self, other: Self) -> Option<bool> {
        (std::mem::discriminant(&self) == std::mem::discriminant(&other)).then(|| self.number() > other.number())
    }
}

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(words: &str) -> Result<Self, NoPeriod> {
        let fault = || NoPeriod(words.to_owned());
        let (number, unit) = words.trim().split_once(' ').ok_or_else(fault)?;
        let number: u16 = number.parse().map_err(|_| fault())?;
        if !(1..=1000).contains(&number) {
            return Err(fault());
        }
        match unit.trim() {
            "working days" | "working day" => Ok(Self::WorkingDays(number)),
            "days" | "day" => Ok(Self::Days(number)),
            "weeks" | "week" => Ok(Self::Weeks(number)),
            "months" | "month" => Ok(Self::Months(number)),
            _ => Err(fault()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self {
            Self::WorkingDays(_) => "working day",
            Self::Days(_) => "day",
            Self::Weeks(_) => "week",
            Self::Months(_) => "month",
        };
        let plural = if self.number() == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.number())
    }
}
