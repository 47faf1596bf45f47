//! Regimes: a law with its clock, as data.
//!
//! The code knows operations (count, reset, leave out, extend, end); every number, ground and provision is a row of a file
//! in `law/regimes/`, so a lawyer can correct it and a workspace can bring its own. A file that contradicts itself is
//! refused with its line.

mod check;
mod fault;
mod file;
mod period;
mod shape;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Calendar, DaysOff, Division, Ground, Holidays, Reason, RegimeId, nearest};

pub use fault::{Fault, RegimeFault, UnknownRegime};
pub use period::{NoPeriod, Period};

/// A law with its clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    pub id: RegimeId,
    pub name: String,
    /// As provisions cite it: `FOIA`.
    pub short: String,
    pub country: String,
    /// Where the authority is, for the civil date of an instant.
    pub place: TimeZone,
    /// How sure the row is, in its author's words.
    pub sure: String,
    /// What the law has and this row does not.
    pub not_modelled: Vec<String>,
    pub days_off: DaysOff,
    pub days_off_provision: String,
    pub receipt: ReceiptRule,
    pub reply: ReplyRule,
    pub special: Vec<Special>,
    pub emergencies: Vec<Emergency>,
    /// The day that the Commissioner may specify: at most so long after receipt, with its provision.
    pub specified_day: Option<(Period, String)>,
    /// The provision by which an answer resets the clock.
    pub clarification: Option<String>,
    pub fee: Option<FeeRule>,
    pub extensions: Vec<ExtensionRule>,
    pub review: Option<ReviewRule>,
    pub regulator: Option<RegulatorRule>,
    pub appeal: Option<AppealRule>,
}

/// When a request counts as received.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceiptRule {
    pub provision: String,
    pub post: PostRule,
    pub post_provision: String,
    pub redirect: RedirectRule,
    pub redirect_provision: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PostRule {
    /// The second working day after first-class posting, the fourth after second-class.
    OrdinaryCourse,
    /// The third day after posting, whatever day that is.
    ThirdDay,
    /// The row does not say: the day must be stated.
    NotModelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RedirectRule {
    /// A message that meets an automatic answer naming another address is not received until sent there.
    NotReceived,
    NoEffect,
}

/// The time for complying.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyRule {
    pub within: Period,
    /// A last day that is no working day moves to the next.
    pub rolls: bool,
    pub provision: String,
}

/// Another time for some kinds of authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Special {
    pub kinds: Vec<String>,
    pub within: Period,
    pub provision: String,
    pub how: SpecialCount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpecialCount {
    /// Another number, with its reason.
    Plain(Option<Reason>),
    /// Days on which the school is closed do not count, up to a cap in plain working days.
    SchoolDays { at_most: u16 },
}

/// Other times for a span of days.
#[derive(Debug, Clone, PartialEq)]
pub struct Emergency {
    pub from: Date,
    pub to: Date,
    pub instead_of: Period,
    pub within: Period,
    pub reason: Reason,
    /// The reason told once the span is over, of requests that it touched.
    pub afterwards: Reason,
    pub review: Option<(u16, Reason)>,
    pub provision: String,
}

impl Emergency {
    pub fn holds_on(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct FeeRule {
    pub notice: NoticeTime,
    /// Months begin with the day of the notice, working days after it.
    pub pay_within: Period,
    pub provision: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeTime {
    /// Within the time for complying, an extension included.
    InTime,
    /// Within the time for complying without any extension.
    BeforeExtension,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ExtensionRule {
    pub grounds: Vec<Ground>,
    /// In all, from receipt.
    pub at_most: Period,
    /// Is the cap law, or the regulator's guidance?
    pub limit: Force,
    /// The notice must give an estimate.
    pub estimate_wanted: bool,
    /// May a later estimate follow?
    pub again: bool,
    pub reason: Reason,
    pub provision: String,
}

/// Does a rule bind?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Force {
    Law,
    Guidance,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRule {
    /// Working days from receipt of the request for review.
    pub due: u16,
    pub outer: Option<u16>,
    pub by: Force,
    pub reason: Option<Reason>,
    /// Working days to ask for it, and from when.
    pub ask: Option<(u16, AskFrom)>,
    pub provision: String,
    pub special: Vec<ReviewSpecial>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReviewSpecial {
    pub kinds: Vec<String>,
    pub due: u16,
    pub reason: Option<Reason>,
    pub provision: String,
}

/// From when the days to ask for a review run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskFrom {
    Reply,
    /// The reply; without one the end of the time allowed.
    ReplyOrLimit,
    /// The end of the time allowed, or a reply that came after it.
    LimitOrLateReply,
}

/// Whom to ask when the authority fails.
#[derive(Debug, Clone, PartialEq)]
pub struct RegulatorRule {
    pub name: String,
    /// Where complaints go; `None` where the file does not say.
    pub email: Option<String>,
    /// By post, on one line.
    pub address: Option<String>,
    /// The page on which a complaint can be made.
    pub web: Option<String>,
    /// May it be asked without a review where no reply has come?
    pub without_review: bool,
    pub complain_within: Period,
    pub complain_from: ComplainFrom,
    pub by: Force,
    pub reason: Reason,
    pub provision: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComplainFrom {
    ReviewOutcome,
    /// The outcome, or the day on which the review's time ran out.
    ReviewOutcomeOrItsLimit,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AppealRule {
    pub to: String,
    pub within: Period,
    /// A last day that is no working day there moves to the next.
    pub rolls_in: Option<Division>,
    pub reason: Reason,
    pub roll_reason: Option<Reason>,
    pub provision: String,
}

impl Regime {
    /// Reads a regime file; its id is the file's name.
    ///
    /// # Errors
    /// [`RegimeFault`], with every contradiction at its line.
    pub fn read(path: &str, text: &str) -> Result<Self, RegimeFault> {
        file::read(path, text)
    }

    /// The working days of this law, by these holidays.
    pub fn calendar(&self, holidays: &Holidays) -> Calendar {
        Calendar::new(self.days_off, holidays)
    }

    /// The rule for a kind of authority that has one of its own.
    pub fn special(&self, authority_kind: &str) -> Option<&Special> {
        self.special.iter().find(|special| special.kinds.iter().any(|kind| kind == authority_kind))
    }

    /// The extension that a ground gives.
    pub fn extension(&self, ground: Ground) -> Option<&ExtensionRule> {
        self.extensions.iter().find(|extension| extension.grounds.contains(&ground))
    }

    /// The ground on which more time is claimed where nobody says which: the first that the file names.
    pub fn usual_ground(&self) -> Ground {
        self.extensions.first().and_then(|rule| rule.grounds.first()).copied().unwrap_or(Ground::Other)
    }

    /// A provision with its law before it: `FOIA s.10(1)`; one of another law stands as it is.
    pub fn cite(&self, provision: &str) -> String {
        let own = ["s.", "ss.", "reg ", "regs ", "Art ", "Arts ", "("].iter().any(|start| provision.starts_with(start));
        let foreign = provision.starts_with("s.45 Code");
        if own && !foreign { format!("{} {provision}", self.short) } else { provision.to_owned() }
    }
}

/// The regimes at hand: those built in, and those a workspace brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Regimes {
    by_id: BTreeMap<String, Regime>,
}

const FILES: [(&str, &str); 8] = [
    ("uk-foia.toml", include_str!("../regimes/uk-foia.toml")),
    ("uk-eir.toml", include_str!("../regimes/uk-eir.toml")),
    ("scot-foisa.toml", include_str!("../regimes/scot-foisa.toml")),
    ("scot-eisr.toml", include_str!("../regimes/scot-eisr.toml")),
    ("ie-foi.toml", include_str!("../regimes/ie-foi.toml")),
    ("us-foia.toml", include_str!("../regimes/us-foia.toml")),
    ("eu-1049.toml", include_str!("../regimes/eu-1049.toml")),
    ("de-ifg.toml", include_str!("../regimes/de-ifg.toml")),
];

static EMBEDDED: LazyLock<Regimes> = LazyLock::new(|| {
    // The files are part of the program, and `every_regime_built_in_reads` reads each: none is lost on a user.
    let regimes = FILES.iter().filter_map(|(path, text)| Regime::read(path, text).ok());
    Regimes { by_id: regimes.map(|regime| (regime.id.0.clone(), regime)).collect() }
});

impl Regimes {
    /// Those built into the program.
    pub fn embedded() -> Self {
        EMBEDDED.clone()
    }

    /// These and one more, which takes the place of one with its name.
    ///
    /// `path` is the file as a person would open it; its stem is the regime's id.
    ///
    /// # Errors
    /// [`RegimeFault`], with every contradiction at its line.
    pub fn with(mut self, path: &str, text: &str) -> Result<Self, RegimeFault> {
        let regime = Regime::read(path, text)?;
        self.by_id.insert(regime.id.0.clone(), regime);
        Ok(self)
    }

    /// The regime of that name.
    ///
    /// # Errors
    /// [`UnknownRegime`], with the nearest name, or all of them where none is near.
    pub fn get(&self, id: &str) -> Result<&Regime, UnknownRegime> {
        self.by_id.get(id).ok_or_else(|| {
            let meant = match nearest(id, self.by_id.keys().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known are {}.", self.by_id.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
            };
            let own = format!("A regime of your own would be the file `regimes/{id}.toml` of the workspace");
            UnknownRegime { name: id.to_owned(), help: format!("{meant} {own}") }
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Regime> {
        self.by_id.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_regime_built_in_reads() {
        for (path, text) in FILES {
            let regime = Regime::read(path, text).map_err(miette::Report::from).unwrap();
            assert_eq!(format!("{}.toml", regime.id.0), path);
        }
        assert_eq!(Regimes::embedded().iter().count(), FILES.len());
    }

    #[test]
    fn an_unknown_regime_is_told_the_nearest_or_all_where_none_is_near() {
        let help = |id: &str| Regimes::embedded().get(id).unwrap_err().help;
        assert!(help("foia-uk").starts_with("did you mean `uk-foia`? "), "{}", help("foia-uk"));
        assert!(help("mars").starts_with("known are ") && help("mars").contains("uk-foia"), "{}", help("mars"));
    }
}
