//! The shape of a regime file in TOML: what may be written, before anybody asks whether it can be meant.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{AskFrom, ComplainFrom, Force, NoticeTime, PostRule, RedirectRule};
use crate::law::{DaysOff, Division, Ground};

/// Words with the place they stand at.
pub(super) type Words = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub name: String,
    pub short: String,
    pub country: String,
    pub place: Words,
    pub sure: String,
    #[serde(default)]
    pub not_modelled: Vec<String>,
    pub working_days: WorkingDays,
    pub receipt: Receipt,
    pub reply: Reply,
    #[serde(default)]
    pub special: Vec<SpecialRow>,
    #[serde(default)]
    pub emergency: Vec<EmergencyRow>,
    pub specified_day: Option<SpecifiedDay>,
    pub clarification: Option<Clarification>,
    pub fee: Option<Fee>,
    #[serde(default)]
    pub extension: Vec<ExtensionRow>,
    pub review: Option<Review>,
    pub regulator: Option<Regulator>,
    pub appeal: Option<Appeal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkingDays {
    pub but: DaysOff,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Receipt {
    pub provision: String,
    pub post: PostRule,
    #[serde(default)]
    pub post_provision: String,
    pub redirect: RedirectRule,
    #[serde(default)]
    pub redirect_provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    pub within: Words,
    pub rolls: Option<Spanned<bool>>,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpecialRow {
    pub kinds: Vec<Words>,
    pub count: Option<Spanned<CountWord>>,
    pub within: Words,
    pub at_most: Option<Words>,
    pub reason: Option<Words>,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CountWord {
    SchoolDays,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmergencyRow {
    pub from: Spanned<Datetime>,
    pub to: Spanned<Datetime>,
    pub instead_of: Words,
    pub within: Words,
    pub reason: Words,
    pub afterwards: Words,
    pub review_due: Option<Words>,
    pub review_reason: Option<Words>,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpecifiedDay {
    pub at_most: Words,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Clarification {
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fee {
    pub notice: NoticeTime,
    pub pay_within: Words,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtensionRow {
    pub grounds: Vec<Spanned<Ground>>,
    pub at_most: Words,
    pub limit: Force,
    pub estimate: Option<Estimate>,
    pub again: bool,
    pub reason: Words,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Estimate {
    Wanted,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    pub due: Words,
    pub outer: Option<Words>,
    pub by: Force,
    pub reason: Option<Words>,
    pub ask_within: Option<Words>,
    pub ask_from: Option<Spanned<AskFrom>>,
    pub provision: String,
    #[serde(default)]
    pub special: Vec<ReviewSpecialRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewSpecialRow {
    pub kinds: Vec<Words>,
    pub due: Words,
    pub reason: Option<Words>,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Regulator {
    pub name: String,
    pub email: Option<String>,
    pub address: Option<String>,
    pub web: Option<String>,
    pub without_review: bool,
    pub complain_within: Words,
    pub complain_from: ComplainFrom,
    pub by: Force,
    pub reason: Words,
    pub provision: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Appeal {
    pub to: String,
    pub within: Words,
    pub rolls_in: Option<Division>,
    pub reason: Words,
    pub roll_reason: Option<Words>,
    pub provision: String,
}
