//! The page's data: everything that it shows, in words and numbers ready to be set.

use std::collections::BTreeMap;

use serde::Serialize;

use super::asked::{Asked, asked};
use super::evidence::{self, Entry};
use super::methods::{Methods, methods};
use super::missing::{Missing, missing};
use super::plot::{self, Bar, Direction, Plot, Point};
use super::section::{self, FindingSection, Index};
use super::wave::{Waves, waves};
use super::{Source, sections, spell};
use crate::authority::Code;
use crate::campaign::{AnswerType, Question};
use crate::findings::{Figure, Finding, Unit};
use crate::ledger::{CellState, Disposition, Ledger, Value};

/// A report, before it is set as a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    pub title: String,
    /// "Larkspur Research, 3 December 2018"
    pub byline: String,
    /// The campaign in one sentence, with its numbers.
    pub headline: String,
    /// What a statistician asks first.
    pub asked: Vec<Asked>,
    pub cards: Vec<Card>,
    pub coverage: Vec<Fact>,
    pub dispositions: Vec<Fact>,
    pub flow: Plot,
    pub coverage_plots: Vec<Plot>,
    pub missing: Missing,
    pub waves: Option<Waves>,
    /// The campaign that asked the same before and is not at hand; empty where there is none or it is.
    pub wave_missing: String,
    /// Item response: of each question how many gave a usable answer, of those that answered and of the frame.
    pub items: Vec<ItemRow>,
    pub answers: Vec<Plot>,
    pub findings: Vec<FindingSection>,
    /// Authority by authority; empty where the ledger is too large for a page.
    pub entries: Vec<Entry>,
    pub methods: Methods,
    pub campaign: String,
    pub reader: String,
}

/// The item response of one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemRow {
    pub question: String,
    pub usable: String,
    /// "77.7%, of 139 that answered in full or in part"
    pub of_answers: String,
    pub of_frame: String,
    pub not_held: String,
    pub withheld: String,
    pub unsaid: String,
}

/// A key figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    pub title: String,
    pub value: String,
    /// What it is a figure of: "24 of 108 authorities with a usable answer to `qualified`".
    pub of: String,
    /// "118 of 226 left out"; empty where nobody is.
    pub out: String,
    /// "by region: 0% (London) to 15.6% (Midlands and East)"; empty where the finding has no groups.
    pub groups: String,
    pub bounds: String,
    /// Of a sample: where the population's figure lies.
    pub interval: String,
    /// The anchor of its finding.
    pub href: String,
    /// A long figure is set smaller.
    pub is_long: bool,
}

/// A number, what it is called and what it is of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    pub name: String,
    pub value: String,
    pub of: String,
}

impl Fact {
    pub(super) fn plain(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), of: String::new() }
    }
}

impl Page {
    /// Puts together what the page shows.
    pub fn of(source: &Source<'_>) -> Self {
        let anchors = evidence::anchors(source);
        let has_entries = evidence::fits(source);
        let index = Index::new(source, &anchors, has_entries);
        let organisation = source.campaign.requester.organisation.as_ref().unwrap_or(&source.campaign.requester.name);
        Self {
            title: source.campaign.title.clone(),
            byline: format!("{organisation}, {}", spell::day(source.ledger.as_of)),
            headline: headline(source),
            asked: asked(source),
            cards: cards(source),
            coverage: coverage(source),
            dispositions: dispositions(source),
            flow: plot::flow(source.coverage),
            coverage_plots: coverage_plots(source),
            missing: missing(source, &anchors, has_entries),
            wave_missing: source
                .campaign
                .wave_of
                .clone()
                .filter(|_| source.waves.is_none() && source.waves_kept.is_none())
                .unwrap_or_default(),
            waves: waves(source, &anchors, has_entries).or_else(|| source.waves_kept.cloned()),
            items: items(source),
            answers: answers(source, &anchors, has_entries),
            findings: source.findings.iter().map(|finding| index.section(finding)).collect(),
            entries: if has_entries { evidence::entries(source, &anchors) } else { Vec::new() },
            methods: methods(source),
            campaign: source.campaign.name.clone(),
            reader: source.reader.to_owned(),
        }
    }
}

/// "Of 226 authorities asked under the Freedom of Information Act 2000 from 20 August 2018, 159 (70.4%) had replied by ..."
fn headline(source: &Source<'_>) -> String {
    let coverage = source.coverage;
    let until = match source.campaign.closes {
        Some(closes) if closes < source.ledger.as_of => closes,
        _ => source.ledger.as_of,
    };
    let informed = coverage.count(Disposition::Full) + coverage.count(Disposition::Partial);
    let replied = match coverage.replied.percent() {
        Some(percent) => format!("{} ({})", spell::count(coverage.replied.count), Unit::Percent.spell(percent)),
        None => spell::count(coverage.replied.count),
    };
    format!(
        "Of {} asked under the {} from {}, {replied} had answered by {}; {} gave all or part of the information.",
        spell::authorities(coverage.sent),
        source.law,
        spell::day(source.campaign.opens),
        spell::day(until),
        spell::count(informed)
    )
}

fn cards(source: &Source<'_>) -> Vec<Card> {
    let card = |finding: &Finding| {
        let value = finding.whole.value_text();
        Card {
            title: finding.title.clone(),
            is_long: value.chars().count() > 11,
            value,
            of: finding.whole.of_whom_text(),
            out: left_out(&finding.whole),
            groups: between_groups(finding),
            bounds: finding.whole.bounds_text().unwrap_or_default(),
            interval: finding.whole.interval_text().unwrap_or_default(),
            href: format!("#{}", section::anchor(finding)),
        }
    };
    source.findings.iter().map(card).collect()
}

/// How many of the frame the figure leaves out.
fn left_out(figure: &Figure) -> String {
    let (frame, rows) = (figure.frame(), figure.rows.len());
    if frame == rows {
        return String::new();
    }
    format!("{} of {} left out", spell::count(frame - rows), spell::count(frame))
}

/// The lowest and the highest of the groups.
fn between_groups(finding: &Finding) -> String {
    let mut groups: Vec<(&str, f64)> =
        finding.groups.iter().filter_map(|group| Some((group.name.as_str(), group.figure.number()?))).collect();
    groups.sort_by(|a, b| a.1.total_cmp(&b.1));
    match groups.as_slice() {
        [lowest, .., highest] if lowest.1 < highest.1 => {
            let one = |(name, number): &(&str, f64)| format!("{} ({name})", finding.whole.unit.spell(*number));
            format!("by group from {} to {}", one(lowest), one(highest))
        }
        _ => String::new(),
    }
}

fn coverage(source: &Source<'_>) -> Vec<Fact> {
    let coverage = source.coverage;
    let fact = |name: &str, value: String, of: String| Fact { name: name.to_owned(), value, of };
    let percent = |portion: crate::ledger::Portion| {
        portion.percent().map_or_else(|| "\u{2013}".to_owned(), |percent| Unit::Percent.spell(percent))
    };
    let of = |portion: crate::ledger::Portion, what: &str| {
        format!("{} of {} {what}", spell::count(portion.count), spell::count(portion.of))
    };
    let mut facts = vec![
        fact("Replied", percent(coverage.replied), of(coverage.replied, "in the frame")),
        fact("Answered in full (RR1)", percent(coverage.rr1), of(coverage.rr1, "eligible")),
        fact("In full or in part (RR2)", percent(coverage.rr2), of(coverage.rr2, "eligible")),
        fact("Late", percent(coverage.late), of(coverage.late, "answers that had a due date came after it")),
    ];
    if let Some(days) = coverage.median_days {
        facts.push(fact(
            "Days to an answer",
            Unit::Plain.spell(days),
            format!("median of {} answers", coverage.replied.count),
        ));
    }
    if let Some(section) = sections::relied_on(source.ledger).first() {
        facts.push(fact(
            "Most used exemption",
            section.name.clone(),
            format!("relied on by {}", spell::authorities(section.authorities)),
        ));
    }
    let never = coverage.never_answered.len();
    let until = format!("of {} sent to, by {}", spell::count(coverage.sent), spell::day(source.ledger.as_of));
    facts.push(fact("No answer at all", spell::count(never), until));
    facts
}

fn dispositions(source: &Source<'_>) -> Vec<Fact> {
    let frame = source.coverage.frame;
    source
        .coverage
        .dispositions
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(disposition, count)| Fact {
            name: format!("{} ({})", disposition.words(), disposition.aapor()),
            value: spell::count(*count),
            of: Unit::Percent.spell_in_column(100.0 * *count as f64 / frame.max(1) as f64),
        })
        .collect()
}

fn items(source: &Source<'_>) -> Vec<ItemRow> {
    let coverage = source.coverage;
    let answered = coverage.count(Disposition::Full) + coverage.count(Disposition::Partial);
    let share = |count: usize, of: usize| {
        if of == 0 { "\u{2013}".to_owned() } else { Unit::Percent.spell_in_column(100.0 * count as f64 / of as f64) }
    };
    let asked = |item: &&crate::ledger::ItemResponse| source.campaign.questions.iter().any(|q| q.id == item.question);
    coverage
        .items
        .iter()
        .filter(asked)
        .map(|item| {
            let of = |states: &[CellState]| states.iter().map(|state| item.count(*state)).sum::<usize>();
            let usable = of(&[CellState::Value, CellState::Zero, CellState::Censored]);
            ItemRow {
                question: item.question.to_string(),
                usable: spell::count(usable),
                of_answers: share(usable, answered),
                of_frame: share(usable, coverage.frame),
                not_held: spell::count(item.count(CellState::NotHeld)),
                withheld: spell::count(of(&[CellState::Exempt, CellState::OverCostLimit])),
                unsaid: spell::count(item.count(CellState::NotAnswered)),
            }
        })
        .collect()
}

fn coverage_plots(source: &Source<'_>) -> Vec<Plot> {
    let mut plots: Vec<Plot> = plot::response_times(source.ledger).into_iter().collect();
    let note = "Answered by the closing date, of those in the frame.";
    plots.extend(replied_by("Replies by region", "replied-region", note, source.ledger, |row| &row.authority.region));
    plots.extend(replied_by("Replies by kind of authority", "replied-kind", note, source.ledger, |row| {
        &row.authority.kind
    }));
    plots.extend(sections::plot(source));
    plots
}

/// Replies by a column of the frame, where it tells between two and sixteen groups apart.
fn replied_by(
    title: &str,
    id: &str,
    note: &str,
    ledger: &Ledger,
    of: fn(&crate::ledger::Row) -> &String,
) -> Option<Plot> {
    let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in &ledger.rows {
        let group = groups.entry(of(row).as_str()).or_default();
        group.0 += usize::from(row.has_replied());
        group.1 += 1;
    }
    if !(2..=16).contains(&groups.len()) {
        return None;
    }
    let mut bars: Vec<Bar> = groups
        .into_iter()
        .map(|(name, (count, of))| Bar::share(if name.is_empty() { "not stated" } else { name }, count, of))
        .collect();
    bars.sort_by(|a, b| b.size.unwrap_or(0.0).total_cmp(&a.size.unwrap_or(0.0)).then_with(|| a.name.cmp(&b.name)));
    Some(plot::bars(id, title, note, &bars, 100.0))
}

fn answers(source: &Source<'_>, anchors: &BTreeMap<Code, String>, links: bool) -> Vec<Plot> {
    let questions = &source.campaign.questions;
    let asked: Vec<(String, String)> = questions.iter().map(|q| (q.id.0.clone(), q.asks.clone())).collect();
    let mut plots: Vec<Plot> = plot::item_response(source.coverage, &asked).into_iter().collect();
    for question in questions.iter().filter(|question| spell::is_numeric(question.kind)) {
        let unit = spell::unit_of(source.campaign, &question.id);
        let values: Vec<f64> = numbers(source.ledger, question).map(|(_, value)| value).collect();
        let note = format!("{} {}", question.asks, drawn(source, question, values.len()));
        plots.extend(plot::distribution(&question.id.0, &note, &unit, &values));
    }
    plots.extend(scatters(source, anchors, links));
    plots
}

/// How many of those that answered are in a plot: "96 of the 139 that answered; 4 gave a bound or an approximation."
fn drawn(source: &Source<'_>, question: &Question, count: usize) -> String {
    let answered = spell::count(source.coverage.rr2.count);
    let item = source.coverage.items.iter().find(|item| item.question == question.id);
    let open = match item.map_or(0, |item| item.count(CellState::Censored)) {
        0 => String::new(),
        open => format!("; {} gave a bound or an approximation, which is not drawn", spell::count(open)),
    };
    format!("Drawn: {} of the {answered} that answered in full or in part{open}.", spell::count(count))
}

/// Each money question against the first count: size against value.
fn scatters(source: &Source<'_>, anchors: &BTreeMap<Code, String>, links: bool) -> Vec<Plot> {
    let questions = &source.campaign.questions;
    let Some(size) = questions.iter().find(|question| question.kind == AnswerType::Count) else { return Vec::new() };
    let size_unit = spell::unit_of(source.campaign, &size.id);
    let sizes: BTreeMap<&Code, f64> = numbers(source.ledger, size).collect();
    let names: BTreeMap<&Code, &str> =
        source.ledger.rows.iter().map(|row| (&row.authority.code, row.authority.name.as_str())).collect();
    let money = questions.iter().filter(|question| question.kind == AnswerType::Money);
    money
        .filter_map(|question| {
            let unit = spell::unit_of(source.campaign, &question.id);
            let points: Vec<Point> = numbers(source.ledger, question)
                .filter_map(|(code, value)| {
                    Some(Point {
                        name: (*names.get(code)?).to_owned(),
                        href: anchors.get(code).filter(|_| links).map(|a| format!("#{a}")).unwrap_or_default(),
                        size: *sizes.get(code)?,
                        value,
                    })
                })
                .collect();
            let direction = |question: &'_ Question| question.id.0.clone();
            let (across, up) = (direction(size), direction(question));
            let answered = source.coverage.rr2.count;
            let (size, value) = (Direction { id: &across, unit: &size_unit }, Direction { id: &up, unit: &unit });
            plot::scatter(&size, &value, &points, answered)
        })
        .collect()
}

/// Settled numbers within the campaign; bounds and approximations are no points of a plot.
fn numbers<'a>(ledger: &'a Ledger, question: &'a Question) -> impl Iterator<Item = (&'a Code, f64)> {
    let rows = ledger.rows.iter().filter(|row| row.disposition != Disposition::AfterClose);
    rows.filter_map(|row| {
        let answer = &row.cell(&question.id)?.settled.as_ref()?.answer;
        match (answer.state, &answer.value) {
            (CellState::Value | CellState::Zero, Some(Value::Number(number))) => Some((&row.authority.code, *number)),
            (CellState::Zero, None) => Some((&row.authority.code, 0.0)),
            _ => None,
        }
    })
}
