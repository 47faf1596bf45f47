//! Waves: the same campaign asked again, authority by authority.
//!
//! Only what can be compared is: a question of the same name, kind, unit and choices. Where its wording changed, it is
//! compared and both wordings are shown, since a changed wording can itself be the change. Authorities are the same ones by
//! the successions that the directory holds ([`identity`]); counts and money of those that merged are added up, of
//! anything else nothing is compared across a merger. A finding is compared where its rule is the same; besides the two
//! published figures it has both again among the authorities that answered each time.
//!
//! What it will not do: say why something changed.

mod identity;
mod pairs;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::{Figure, FindingError, compute};
use crate::authority::{Authority, Code};
use crate::campaign::{Campaign, Question};
use crate::ledger::Ledger;
use identity::Identity;

pub use identity::Identities;
pub use pairs::{Direction, Pair, Summary};

/// One wave: its campaign and its ledger.
#[derive(Debug, Clone, Copy)]
pub struct Wave<'a> {
    pub campaign: &'a Campaign,
    pub ledger: &'a Ledger,
}

/// What changed from one wave to the next.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub before: Side,
    pub after: Side,
    pub identities: Identities,
    pub questions: Vec<Compared>,
    pub findings: Vec<FindingChange>,
}

/// Which wave it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    pub campaign: String,
    pub title: String,
    pub opens: Date,
}

/// One question in both waves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    pub question: String,
    pub verdict: Verdict,
    pub summary: Summary,
    /// Authority by authority, in the order of the later frame; those without a usable answer in both waves are counted
    /// in the summary.
    pub pairs: Vec<Pair>,
}

/// Whether two waves asked the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Same,
    /// Compared, and to be read with both wordings in mind.
    Reworded {
        before: String,
        after: String,
    },
    /// Not compared, and why.
    Incomparable(String),
}

impl Verdict {
    fn of(before: Option<&Question>, after: Option<&Question>) -> Self {
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (None, _) => return Self::Incomparable("not asked before".to_owned()),
            (_, None) => return Self::Incomparable("not asked again".to_owned()),
        };
        let differs = [
            (before.kind != after.kind, "another kind of answer is asked for"),
            (before.unit != after.unit, "it counts something else"),
            (before.choices != after.choices, "it offers other choices"),
        ];
        if let Some((_, why)) = differs.into_iter().find(|(differs, _)| *differs) {
            return Self::Incomparable(why.to_owned());
        }
        let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if plain(&before.asks) == plain(&after.asks) {
            return Self::Same;
        }
        Self::Reworded { before: before.asks.clone(), after: after.asks.clone() }
    }

    fn is_comparable(&self) -> bool {
        !matches!(self, Self::Incomparable(_))
    }
}

/// One finding in both waves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingChange {
    pub id: String,
    pub title: String,
    /// Why it is not compared; empty where it is.
    pub why_not: String,
    /// A question that it rests on was worded otherwise.
    pub reworded: bool,
    /// As each wave has it.
    pub whole: Option<[Figure; 2]>,
    /// The same among the authorities that answered each time and are the same ones.
    pub both_times: Option<[Figure; 2]>,
}

/// Compares two waves; `directory` is what is known of successions besides the two frames.
///
/// # Errors
/// As [`compute`].
pub fn change(before: Wave<'_>, after: Wave<'_>, directory: &[Authority]) -> Result<Change, FindingError> {
    let identity = Identity::between(&members(before), &members(after), directory);
    let side = |wave: Wave<'_>| Side {
        campaign: wave.campaign.name.clone(),
        title: wave.campaign.title.clone(),
        opens: wave.campaign.opens,
    };
    let questions = questions(before, after, &identity);
    Ok(Change {
        before: side(before),
        after: side(after),
        findings: findings(before, after, &identity, &questions)?,
        identities: identity.counted(),
        questions,
    })
}

fn members<'a>(wave: Wave<'a>) -> Vec<&'a Authority> {
    wave.ledger.rows.iter().map(|row| &row.authority).collect()
}

fn questions(before: Wave<'_>, after: Wave<'_>, identity: &Identity) -> Vec<Compared> {
    let gone = before.campaign.questions.iter().filter(|old| question(after.campaign, &old.id.0).is_none());
    let names = after.campaign.questions.iter().chain(gone).map(|question| question.id.0.clone());
    names
        .map(|name| {
            let asked = question(after.campaign, &name);
            let verdict = Verdict::of(question(before.campaign, &name), asked);
            let (pairs, summary) = match asked.filter(|_| verdict.is_comparable()) {
                Some(asked) => pairs::pairs(asked, before.ledger, after.ledger, identity),
                None => (Vec::new(), Summary::default()),
            };
            Compared { question: name, verdict, summary, pairs }
        })
        .collect()
}

fn question<'a>(campaign: &'a Campaign, name: &str) -> Option<&'a Question> {
    campaign.questions.iter().find(|question| question.id.0 == name)
}

fn findings(
    before: Wave<'_>,
    after: Wave<'_>,
    identity: &Identity,
    questions: &[Compared],
) -> Result<Vec<FindingChange>, FindingError> {
    let computed = |wave: Wave<'_>, ledger: &Ledger| {
        compute(&wave.campaign.findings, &wave.campaign.questions, &wave.campaign.observations, ledger)
    };
    let (was, is) = (computed(before, before.ledger)?, computed(after, after.ledger)?);
    let [panel_before, panel_after] = panel(before, after, identity);
    let (was_panel, is_panel) = (computed(before, &panel_before)?, computed(after, &panel_after)?);
    let verdict =
        |id: &str| questions.iter().find(|compared| compared.question == id).map(|compared| &compared.verdict);
    let changes = is.into_iter().zip(is_panel).map(|(is, is_panel)| {
        let old = was.iter().zip(&was_panel).find(|(was, _)| was.id == is.id);
        let verdicts: Vec<&Verdict> = is.rests_on.iter().filter_map(|id| verdict(&id.0)).collect();
        let why_not = match old {
            None => "not found out before".to_owned(),
            Some((was, _)) if was.rule.written != is.rule.written => {
                format!("its rule was another: {}", was.rule.written)
            }
            Some(_) if verdicts.iter().any(|verdict| !verdict.is_comparable()) => {
                "a question that it rests on cannot be compared".to_owned()
            }
            Some(_) => String::new(),
        };
        let both = |was: &Figure, is: Figure| Some([was.clone(), is]);
        let (whole, both_times) = match old.filter(|_| why_not.is_empty()) {
            Some((was, was_panel)) => (both(&was.whole, is.whole), both(&was_panel.whole, is_panel.whole)),
            None => (None, None),
        };
        let reworded = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Reworded { .. }));
        FindingChange { id: is.id, title: is.title, why_not, reworded, whole, both_times }
    });
    Ok(changes.collect())
}

/// Both ledgers with nobody but those who answered each time, one to one.
fn panel<'a>(before: Wave<'a>, after: Wave<'a>, identity: &Identity) -> [Ledger; 2] {
    let replied = |ledger: &'a Ledger| -> BTreeSet<&'a Code> {
        ledger.rows.iter().filter(|row| row.has_replied()).map(|row| &row.authority.code).collect()
    };
    let (then, now) = (replied(before.ledger), replied(after.ledger));
    let both: Vec<(&Code, &Code)> =
        identity.one_to_one().filter(|(old, new)| then.contains(old) && now.contains(new)).collect();
    let only = |ledger: &Ledger, codes: &BTreeSet<&Code>| Ledger {
        campaign: ledger.campaign.clone(),
        as_of: ledger.as_of,
        rows: ledger.rows.iter().filter(|row| codes.contains(&row.authority.code)).cloned().collect(),
    };
    [
        only(before.ledger, &both.iter().map(|(old, _)| *old).collect()),
        only(after.ledger, &both.iter().map(|(_, new)| *new).collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(source: &str) -> Question {
        toml::from_str(source).expect("a question")
    }

    #[test]
    fn a_question_is_compared_with_itself_and_says_where_its_wording_changed() {
        let old = question("id = 'staff'\nasks = 'How many staff?'\ntype = 'count'\nunit = 'people'");
        let same = Question { asks: "How many\n staff?".into(), ..old.clone() };
        assert_eq!(Verdict::of(Some(&old), Some(&same)), Verdict::Same, "line ends are no wording");
        let reworded = Question { asks: "How many staff, agency staff apart?".into(), ..old.clone() };
        assert!(matches!(Verdict::of(Some(&old), Some(&reworded)), Verdict::Reworded { .. }));
        let other = Question { unit: Some("full-time equivalents".into()), ..old.clone() };
        assert_eq!(Verdict::of(Some(&old), Some(&other)), Verdict::Incomparable("it counts something else".into()));
        assert_eq!(Verdict::of(None, Some(&old)), Verdict::Incomparable("not asked before".into()));
    }
}
