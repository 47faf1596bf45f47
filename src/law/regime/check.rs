//! A regime file's words turned into values, and what cannot be meant collected with its place.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use miette::SourceSpan;
use toml::Spanned;
use toml::value::Datetime;

use super::shape::{
    Appeal, EmergencyRow, Estimate, ExtensionRow, Fee, File, Regulator, Reply, Review, SpecialRow, Words,
};
use super::{
    AppealRule, Emergency, ExtensionRule, Fault, FeeRule, Period, ReceiptRule, Regime, RegulatorRule, ReplyRule,
    ReviewRule, ReviewSpecial, Special, SpecialCount,
};
use crate::law::{Reason, RegimeId, nearest};

/// Turns words into values and collects what is wrong. A fault leaves a stand-in value behind, never used as the file is refused.
pub(super) struct Check {
    pub faults: Vec<Fault>,
}

impl Check {
    pub fn regime(&mut self, id: RegimeId, file: File) -> Regime {
        self.once(
            file.special.iter().flat_map(|row| row.kinds.iter()).map(|kind| (kind.get_ref().clone(), span(kind))),
        );
        self.once(
            file.extension
                .iter()
                .flat_map(|row| row.grounds.iter())
                .map(|ground| (ground.get_ref().word().to_owned(), span(ground))),
        );
        let within_words = file.reply.within.clone();
        let reply = self.reply(file.reply);
        Regime {
            id,
            name: file.name,
            short: file.short,
            country: file.country,
            place: self.place(&file.place),
            sure: file.sure,
            not_modelled: file.not_modelled,
            days_off: file.working_days.but,
            days_off_provision: file.working_days.provision,
            receipt: ReceiptRule {
                provision: file.receipt.provision,
                post: file.receipt.post,
                post_provision: file.receipt.post_provision,
                redirect: file.receipt.redirect,
                redirect_provision: file.receipt.redirect_provision,
            },
            special: file.special.into_iter().map(|row| self.special(row)).collect(),
            emergencies: file.emergency.into_iter().filter_map(|row| self.emergency(row)).collect(),
            specified_day: file.specified_day.map(|row| {
                let at_most = self.working_days(&row.at_most, "specified_day.at_most");
                self.longer((&row.at_most, "specified_day.at_most"), (&within_words, "reply.within"));
                (Period::WorkingDays(at_most), row.provision)
            }),
            clarification: file.clarification.map(|row| row.provision),
            fee: file.fee.map(|row| self.fee(row)),
            extensions: file.extension.into_iter().map(|row| self.extension(row, &within_words)).collect(),
            review: file.review.map(|row| self.review(row)),
            regulator: file.regulator.map(|row| self.regulator(row)),
            appeal: file.appeal.map(|row| self.appeal(row)),
            reply,
        }
    }

    fn reply(&mut self, row: Reply) -> ReplyRule {
        let within = self.period(&row.within);
        if let Some(rolls) = row.rolls.as_ref().filter(|rolls| *rolls.get_ref() && within.is_working_days()) {
            let (key, allowed) = ("reply.rolls", "periods that can end on a day off; working days never do");
            self.faults.push(Fault::Unit { key, given: within.to_string(), allowed, at: span(rolls) });
        }
        ReplyRule { within, rolls: row.rolls.is_some_and(Spanned::into_inner), provision: row.provision }
    }

    fn special(&mut self, row: SpecialRow) -> Special {
        let within = self.working_days(&row.within, "special.within");
        let how = match (&row.count, &row.at_most) {
            (Some(_), Some(cap)) => {
                let at_most = self.working_days(cap, "special.at_most");
                self.longer((cap, "special.at_most"), (&row.within, "special.within"));
                SpecialCount::SchoolDays { at_most }
            }
            (Some(count), None) => {
                self.faults.push(Fault::Lacks { has: "count", lacks: "at_most", at: span(count) });
                SpecialCount::Plain(None)
            }
            (None, Some(cap)) => {
                self.faults.push(Fault::Lacks { has: "at_most", lacks: "count", at: span(cap) });
                SpecialCount::Plain(None)
            }
            (None, None) => SpecialCount::Plain(row.reason.as_ref().and_then(|code| self.reason(code))),
        };
        let kinds = row.kinds.into_iter().map(Spanned::into_inner).collect();
        Special { kinds, within: Period::WorkingDays(within), provision: row.provision, how }
    }

    fn emergency(&mut self, row: EmergencyRow) -> Option<Emergency> {
        let (from, to) = (self.day(&row.from), self.day(&row.to));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.faults.push(Fault::Backwards { from: from.to_string(), to: to.to_string(), at: span(&row.to) });
        }
        let review = match (&row.review_due, &row.review_reason) {
            (Some(due), Some(code)) => {
                let due = self.working_days(due, "emergency.review_due");
                self.reason(code).map(|reason| (due, reason))
            }
            (Some(due), None) => {
                self.faults.push(Fault::Lacks { has: "review_due", lacks: "review_reason", at: span(due) });
                None
            }
            (None, Some(code)) => {
                self.faults.push(Fault::Lacks { has: "review_reason", lacks: "review_due", at: span(code) });
                None
            }
            (None, None) => None,
        };
        let (instead_of, within) = (self.period(&row.instead_of), self.period(&row.within));
        let (reason, afterwards) = (self.reason(&row.reason), self.reason(&row.afterwards));
        Some(Emergency {
            from: from?,
            to: to?,
            instead_of,
            within,
            reason: reason?,
            afterwards: afterwards?,
            review,
            provision: row.provision,
        })
    }

    fn fee(&mut self, row: Fee) -> FeeRule {
        let pay_within = self.period(&row.pay_within);
        if matches!(pay_within, Period::Days(_) | Period::Weeks(_)) {
            let (key, allowed) = ("fee.pay_within", "months, which begin with the notice, or working days after it");
            self.faults.push(Fault::Unit { key, given: pay_within.to_string(), allowed, at: span(&row.pay_within) });
        }
        FeeRule { notice: row.notice, pay_within, provision: row.provision }
    }

    fn extension(&mut self, row: ExtensionRow, reply: &Words) -> ExtensionRule {
        let at_most = self.period(&row.at_most);
        self.longer((&row.at_most, "extension.at_most"), (reply, "reply.within"));
        ExtensionRule {
            grounds: row.grounds.into_iter().map(Spanned::into_inner).collect(),
            at_most,
            limit: row.limit,
            estimate_wanted: matches!(row.estimate, Some(Estimate::Wanted)),
            again: row.again,
            reason: self.reason(&row.reason).unwrap_or(Reason::Extension),
            provision: row.provision,
        }
    }

    fn review(&mut self, row: Review) -> ReviewRule {
        self.once(row.special.iter().flat_map(|row| row.kinds.iter()).map(|kind| (kind.get_ref().clone(), span(kind))));
        let due = self.working_days(&row.due, "review.due");
        let outer = row.outer.as_ref().map(|outer| {
            self.longer((outer, "review.outer"), (&row.due, "review.due"));
            self.working_days(outer, "review.outer")
        });
        let ask = match (&row.ask_within, &row.ask_from) {
            (Some(within), Some(from)) => Some((self.working_days(within, "review.ask_within"), *from.get_ref())),
            (Some(within), None) => {
                self.faults.push(Fault::Lacks { has: "ask_within", lacks: "ask_from", at: span(within) });
                None
            }
            (None, Some(from)) => {
                self.faults.push(Fault::Lacks { has: "ask_from", lacks: "ask_within", at: span(from) });
                None
            }
            (None, None) => None,
        };
        let special = row.special.into_iter().map(|row| ReviewSpecial {
            due: self.working_days(&row.due, "review.special.due"),
            reason: row.reason.as_ref().and_then(|code| self.reason(code)),
            kinds: row.kinds.into_iter().map(Spanned::into_inner).collect(),
            provision: row.provision,
        });
        let special = special.collect();
        let reason = row.reason.as_ref().and_then(|code| self.reason(code));
        ReviewRule { due, outer, by: row.by, reason, ask, provision: row.provision, special }
    }

    fn regulator(&mut self, row: Regulator) -> RegulatorRule {
        RegulatorRule {
            name: row.name,
            email: row.email,
            address: row.address,
            web: row.web,
            without_review: row.without_review,
            complain_within: self.calendar_period(&row.complain_within, "regulator.complain_within"),
            complain_from: row.complain_from,
            by: row.by,
            reason: self.reason(&row.reason).unwrap_or(Reason::RegulatorSixWeeks),
            provision: row.provision,
        }
    }

    fn appeal(&mut self, row: Appeal) -> AppealRule {
        AppealRule {
            to: row.to,
            within: self.calendar_period(&row.within, "appeal.within"),
            rolls_in: row.rolls_in,
            reason: self.reason(&row.reason).unwrap_or(Reason::Tribunal28Days),
            roll_reason: row.roll_reason.as_ref().and_then(|code| self.reason(code)),
            provision: row.provision,
        }
    }

    fn period(&mut self, words: &Words) -> Period {
        words.get_ref().parse().unwrap_or_else(|_| {
            let given = words.get_ref().clone();
            self.faults.push(Fault::Period { given, form: Period::FORM, at: span(words) });
            Period::WorkingDays(1)
        })
    }

    fn working_days(&mut self, words: &Words, key: &'static str) -> u16 {
        let period = self.period(words);
        if !period.is_working_days() {
            let given = period.to_string();
            self.faults.push(Fault::Unit { key, given, allowed: "working days", at: span(words) });
        }
        period.number()
    }

    fn calendar_period(&mut self, words: &Words, key: &'static str) -> Period {
        let period = self.period(words);
        if period.is_working_days() && words.get_ref().parse::<Period>().is_ok() {
            let given = period.to_string();
            self.faults.push(Fault::Unit { key, given, allowed: "days, weeks or months", at: span(words) });
        }
        period
    }

    /// Two periods that both read: the first must be the longer, in the same unit.
    fn longer(&mut self, (longer, key): (&Words, &'static str), (shorter, than): (&Words, &'static str)) {
        let (Ok(long), Ok(short)) = (longer.get_ref().parse::<Period>(), shorter.get_ref().parse::<Period>()) else {
            return;
        };
        match long.longer_than(short) {
            Some(true) => {}
            Some(false) => self.faults.push(Fault::NotLonger {
                longer: key,
                given: long.to_string(),
                shorter: than,
                than: short.to_string(),
                at: span(longer),
                than_at: span(shorter),
            }),
            None => self.faults.push(Fault::Unit {
                key,
                given: long.to_string(),
                allowed: "the unit of the period that it lengthens",
                at: span(longer),
            }),
        }
    }

    fn reason(&mut self, words: &Words) -> Option<Reason> {
        let given = words.get_ref();
        let found = Reason::of_code(given);
        if found.is_none() {
            let nearest = nearest(given, Reason::ALL.iter().map(|reason| reason.code()));
            self.faults.push(Fault::Reason { given: given.clone(), nearest, at: span(words) });
        }
        found
    }

    fn place(&mut self, words: &Words) -> TimeZone {
        TimeZone::get(words.get_ref()).unwrap_or_else(|_| {
            self.faults.push(Fault::Place { given: words.get_ref().clone(), at: span(words) });
            TimeZone::UTC
        })
    }

    fn day(&mut self, written: &Spanned<Datetime>) -> Option<Date> {
        let given = written.get_ref().to_string();
        let day = given.parse().ok().filter(|_| written.get_ref().time.is_none());
        if day.is_none() {
            self.faults.push(Fault::Day { given, at: span(written) });
        }
        day
    }

    fn once(&mut self, names: impl Iterator<Item = (String, SourceSpan)>) {
        let mut seen: BTreeMap<String, SourceSpan> = BTreeMap::new();
        for (name, at) in names {
            if let Some(first) = seen.insert(name.clone(), at) {
                self.faults.push(Fault::Twice { name, first, again: at });
            }
        }
    }
}

fn span<T>(spanned: &Spanned<T>) -> SourceSpan {
    spanned.span().into()
}
