//! Who is missing: those who answered against those who did not, what that could do to the figures, and who never answered.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::plot::Table;
use super::section::{Named, OutFor};
use super::{Source, section, spell};
use crate::authority::Code;
use crate::findings::{Bounds, Comparison, Effect, Figure, Finding, Reading, Unit};
use crate::ledger::Disposition;

/// The section's data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Missing {
    pub lead: String,
    pub comparisons: Vec<Compared>,
    /// Each share and mean as found, weighted by what the frame knows, and at its ends.
    pub sensitivity: Table,
    /// What stands in the first column leads to the finding.
    pub hrefs: Vec<String>,
    /// Who gave no answer at all, by what became of the request.
    pub never: Vec<OutFor>,
    /// How many those are.
    pub never_count: String,
}

/// One variable of the frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    pub variable: String,
    /// "Cramér's V 0.12"
    pub effect: String,
    /// "small"
    pub size: &'static str,
    /// "mean 4,512 of those who answered, 3,980 of those who did not"
    pub means: String,
    pub groups: Vec<Group>,
}

/// How many of a group answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub name: String,
    pub rate: String,
    pub of: String,
}

pub(super) fn missing(source: &Source<'_>, anchors: &BTreeMap<Code, String>, links: bool) -> Missing {
    let two = source.nonresponse;
    let names: BTreeMap<&Code, &str> =
        source.ledger.rows.iter().map(|row| (&row.authority.code, row.authority.name.as_str())).collect();
    let named = |code: &Code| Named {
        name: names.get(code).map_or_else(|| code.to_string(), |name| (*name).to_owned()),
        href: anchors.get(code).filter(|_| links).map(|anchor| format!("#{anchor}")).unwrap_or_default(),
    };
    let never = never(source, &named);
    let gaps = |finding: &&Finding| finding.whole.left_out.iter().any(|left_out| left_out.reason.is_gap());
    let told: Vec<&Finding> =
        source.findings.iter().filter(|finding| !finding.reweighted.is_empty()).filter(gaps).collect();
    Missing {
        lead: lead(two.answered, two.silent, two.aside),
        comparisons: two.comparisons.iter().map(compared).collect(),
        sensitivity: sensitivity(&told),
        hrefs: told.iter().map(|finding| format!("#{}", section::anchor(finding))).collect(),
        never,
        never_count: spell::count(source.coverage.never_answered.len()),
    }
}

fn never(source: &Source<'_>, named: &dyn Fn(&Code) -> Named) -> Vec<OutFor> {
    let silent: BTreeSet<&Code> = source.coverage.never_answered.iter().collect();
    let of = |disposition: Disposition| {
        let rows = source.ledger.rows.iter().filter(move |row| row.disposition == disposition);
        rows.map(|row| &row.authority.code).filter(|code| silent.contains(code)).map(named).collect::<Vec<Named>>()
    };
    let groups = Disposition::ALL.into_iter().map(|disposition| (disposition, of(disposition)));
    groups
        .filter(|(_, authorities)| !authorities.is_empty())
        .map(|(disposition, authorities)| OutFor {
            reason: disposition.words().to_owned(),
            count: spell::count(authorities.len()),
            authorities,
        })
        .collect()
}

fn lead(answered: usize, silent: usize, aside: usize) -> String {
    let aside = match aside {
        0 => String::new(),
        1 => "; 1 passed the request on, withdrew it or was not sent one, and stands aside".to_owned(),
        _ => format!(
            "; {} passed the request on, withdrew it or were not sent one, and stand aside",
            spell::count(aside)
        ),
    };
    format!("{} answered by the closing date and {} did not{aside}.", spell::count(answered), spell::count(silent))
}

/// "Cramér's V 0.12"
pub(super) fn effect(comparison: &Comparison) -> String {
    match comparison.effect {
        Effect::CramersV(v) => format!("Cram\u{e9}r's V {v:.2}"),
        Effect::CohensD(d) => format!("Cohen's d {d:+.2}").replace('-', "\u{2212}"),
        Effect::Undefined => "\u{2013}".to_owned(),
    }
}

fn compared(comparison: &Comparison) -> Compared {
    let number = |number: f64| Unit::Plain.spell(number);
    Compared {
        variable: comparison.variable.clone(),
        effect: effect(comparison),
        size: comparison.effect.size(),
        means: comparison.means.map_or_else(String::new, |[answered, silent]| {
            format!("mean {} of those who answered, {} of those who did not", number(answered), number(silent))
        }),
        groups: comparison
            .groups
            .iter()
            .map(|group| Group {
                name: group.group.clone(),
                rate: Unit::Percent.spell_in_column(100.0 * group.answered as f64 / group.of.max(1) as f64),
                of: format!("{} of {}", spell::count(group.answered), spell::count(group.of)),
            })
            .collect(),
    }
}

fn sensitivity(findings: &[&Finding]) -> Table {
    let by: Vec<&str> = findings
        .first()
        .map_or(Vec::new(), |first| first.reweighted.iter().map(|reweighted| reweighted.by.as_str()).collect());
    let mut heading = vec!["Finding".to_owned(), "As found".to_owned()];
    heading.extend(by.iter().map(|by| format!("Weighted by {by}")));
    heading.push("Whatever the others would have said".to_owned());
    let rows = findings.iter().map(|finding| {
        let whole = &finding.whole;
        let found = whole.number().map_or_else(|| whole.value_text(), |number| whole.unit.spell_in_column(number));
        let mut row = vec![finding.title.clone(), found];
        row.extend(finding.reweighted.iter().map(|reweighted| match &reweighted.reading {
            Reading::Number(number) if reweighted.unrepresented == 0 => whole.unit.spell_in_column(*number),
            Reading::Number(number) => {
                format!(
                    "{}; nobody stands for {}",
                    whole.unit.spell_in_column(*number),
                    spell::count(reweighted.unrepresented)
                )
            }
            _ => "\u{2013}".to_owned(),
        }));
        row.push(ends(whole));
        row
    });
    Table { rows: rows.collect(), heading }
}

/// `3.4% to 68.1%`; a mean has no ends, since a missing answer may be any number.
fn ends(figure: &Figure) -> String {
    let spell = |end: f64| figure.unit.spell_in_column(end);
    match figure.if_answered {
        Some(Bounds { low: Some(low), high: Some(high), .. }) => format!("{} to {}", spell(low), spell(high)),
        _ => "unbounded: a missing answer may be any number".to_owned(),
    }
}
