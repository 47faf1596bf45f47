//! One finding's section: the figure, its rule, the rows behind it and who is left out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::evidence::{Answered, answered};
use super::plot::{Bar, Plot, bars, slug};
use super::{Source, spell};
use crate::authority::Code;
use crate::campaign::QuestionId;
use crate::findings::{Figure, Finding, LeftOut, Reading, Unit};
use crate::ledger::Row;

/// Words beside a figure are a glimpse; the ledger's entry has them whole.
const GLIMPSE: usize = 180;
/// With more cells than this behind all findings together, their words stand in the ledger alone.
const MOST_GLIMPSES: usize = 8_000;

/// A finding as the page tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingSection {
    pub anchor: String,
    pub title: String,
    pub value: String,
    /// "24 of 108 authorities with a usable answer to `qualified`"
    pub of: String,
    /// Why there is no figure; empty where there is one.
    pub why_none: String,
    pub bounds: String,
    pub if_settled: String,
    pub if_answered: String,
    pub interval: String,
    pub sentence: String,
    pub written: String,
    pub note: String,
    /// "118 of 226: no reply 67; qualified: not held 21"
    pub left_out_text: String,
    pub left_out: Vec<OutFor>,
    /// The questions that the rows show.
    pub columns: Vec<String>,
    pub rows: Vec<Behind>,
    /// Whether the numerator counts only some of the rows, so that it must be said which.
    pub tells_counted: bool,
    pub groups: Vec<Group>,
    pub plot: Option<Plot>,
}

/// An authority behind a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Behind {
    pub name: String,
    pub code: String,
    pub href: String,
    /// In the numerator.
    pub counted: bool,
    pub cells: Vec<Answered>,
}

/// Authorities left out for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutFor {
    pub reason: String,
    pub count: String,
    pub authorities: Vec<Named>,
}

/// An authority and where the page tells of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    pub name: String,
    pub href: String,
}

/// One group's figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub name: String,
    pub value: String,
    pub of: String,
    pub bounds: String,
    pub interval: String,
    pub left_out: String,
}

/// What every section looks things up in.
pub(super) struct Index<'a> {
    source: Source<'a>,
    rows: BTreeMap<&'a Code, &'a Row>,
    hrefs: BTreeMap<&'a Code, String>,
    /// How many characters of words each row shows.
    glimpse: usize,
}

impl<'a> Index<'a> {
    pub fn new(source: &Source<'a>, anchors: &'a BTreeMap<Code, String>, links: bool) -> Self {
        let cells: usize = source.findings.iter().map(|f| f.whole.rows.len() * f.rests_on.len()).sum();
        let href = |anchor: &String| if links { format!("#{anchor}") } else { String::new() };
        Self {
            source: *source,
            rows: source.ledger.rows.iter().map(|row| (&row.authority.code, row)).collect(),
            hrefs: anchors.iter().map(|(code, anchor)| (code, href(anchor))).collect(),
            glimpse: if cells > MOST_GLIMPSES { 0 } else { GLIMPSE },
        }
    }

    fn named(&self, code: &Code) -> Named {
        let name = self.rows.get(code).map_or_else(|| code.to_string(), |row| row.authority.name.clone());
        Named { name, href: self.hrefs.get(code).cloned().unwrap_or_default() }
    }

    /// The section of `finding`.
    pub fn section(&self, finding: &Finding) -> FindingSection {
        let whole = &finding.whole;
        let counted: std::collections::BTreeSet<&Code> = whole.behind.iter().collect();
        FindingSection {
            anchor: anchor(finding),
            title: finding.title.clone(),
            value: whole.value_text(),
            of: whole.of_whom_text(),
            why_none: whole.why_none().unwrap_or_default().to_owned(),
            bounds: whole.bounds_text().unwrap_or_default(),
            if_settled: whole.if_settled_text().unwrap_or_default(),
            if_answered: whole.if_answered_text().unwrap_or_default(),
            interval: whole.interval_text().unwrap_or_default(),
            sentence: finding.rule.sentence.clone(),
            written: finding.rule.written.clone(),
            note: finding.note.clone(),
            left_out_text: whole.left_out_text(),
            left_out: whole.left_out.iter().map(|left_out| self.out_for(left_out)).collect(),
            columns: finding.rests_on.iter().map(ToString::to_string).collect(),
            rows: whole.rows.iter().map(|code| self.behind(code, &finding.rests_on, counted.contains(code))).collect(),
            tells_counted: whole.behind.len() != whole.rows.len(),
            groups: finding.groups.iter().map(|group| self::group(&group.name, &group.figure)).collect(),
            plot: plot(finding),
        }
    }

    fn behind(&self, code: &Code, questions: &[QuestionId], counted: bool) -> Behind {
        let Named { name, href } = self.named(code);
        let cells = self.rows.get(code).map(|row| {
            let cell = |question| {
                let cell = row.cell(question)?;
                Some(answered(&self.source, row, cell, self.glimpse))
            };
            questions.iter().map(|question| cell(question).unwrap_or_default()).collect()
        });
        Behind { name, code: code.to_string(), href, counted, cells: cells.unwrap_or_default() }
    }

    fn out_for(&self, left_out: &LeftOut) -> OutFor {
        OutFor {
            reason: left_out.words.clone(),
            count: spell::count(left_out.codes.len()),
            authorities: left_out.codes.iter().map(|code| self.named(code)).collect(),
        }
    }
}

/// Where the page tells of `finding`.
pub(super) fn anchor(finding: &Finding) -> String {
    format!("f-{}", slug(&finding.id))
}

fn group(name: &str, figure: &Figure) -> Group {
    Group {
        name: name.to_owned(),
        value: in_column(figure),
        of: figure.of_text(),
        bounds: figure.bounds_text().unwrap_or_default(),
        interval: figure.interval_text().unwrap_or_default(),
        left_out: figure.left_out_text(),
    }
}

/// The figure of a group, to be compared with its neighbours'.
fn in_column(figure: &Figure) -> String {
    figure.number().map_or_else(|| figure.value_text(), |number| figure.unit.spell_in_column(number))
}

/// The groups as bars, where each has one number.
fn plot(finding: &Finding) -> Option<Plot> {
    let numbers = finding.groups.iter().filter_map(|group| group.figure.number());
    let most = numbers.fold(0.0, f64::max);
    if finding.groups.len() < 2 || most <= 0.0 {
        return None;
    }
    let most = if finding.whole.unit == Unit::Percent && matches!(finding.whole.reading, Reading::Number(_)) {
        100.0
    } else {
        most
    };
    let groups: Vec<Bar> = finding
        .groups
        .iter()
        .map(|group| Bar {
            name: group.name.clone(),
            size: group.figure.number(),
            value: in_column(&group.figure),
            of: short_of(&group.figure),
        })
        .collect();
    Some(bars(&format!("by-{}", finding.id), &finding.title, &finding.rule.sentence, &groups, most))
}

/// "2 of 8", without the word that the plot's note already says.
fn short_of(figure: &Figure) -> String {
    match figure.numerator {
        Some(numerator)
            if figure.numerator_unit == Unit::Authorities && figure.denominator_unit == Unit::Authorities =>
        {
            format!("{} of {}", Unit::Plain.spell(numerator), figure.rows.len())
        }
        _ => format!("of {}", figure.rows.len()),
    }
}
