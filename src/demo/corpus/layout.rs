//! How a reply is laid out: the same five answers as a list, a table, prose, or under our questions quoted back.
//!
//! A layout makes [`Piece`]s; `body` and `paper` turn pieces into plain text, HTML, DOCX or PDF.

use super::chance::Chance;
use super::truth::{OBSERVATION, QUESTIONS, Row};
use super::voice::{Length, PHRASES, Voice, lead_in, phrase};
use crate::ledger::CellState;

/// A part of a letter.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A paragraph; its line breaks are kept.
    Para(String),
    /// An answer that an officer would put in another colour.
    Answer(String),
    Heading(String),
    Item(String),
    /// Words of ours, quoted back.
    Quote(String),
    Table(Vec<Vec<String>>),
}

/// How the answers stand, and in what they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Numbered,
    Requoted,
    Prose,
    Bullets,
    KeyValue,
    AnswersOnly,
    Lettered,
    Response,
    /// `Q1.` and `A1.` by turns.
    Pairs,
    /// The answer on the question's own line.
    SameLine,
    Casework,
    Bilingual,
    Forwarded,
    Grouped,
    HtmlTable,
    Outlook,
    DocxLetter,
    DocxTable,
    PdfLetter,
    PdfTable,
    Sheet,
    Csv,
}

impl Layout {
    /// Every layout, the common ones more than once.
    pub const MIX: [Self; 32] = [
        Self::Numbered,
        Self::Numbered,
        Self::Numbered,
        Self::Requoted,
        Self::Requoted,
        Self::Prose,
        Self::Bullets,
        Self::KeyValue,
        Self::KeyValue,
        Self::AnswersOnly,
        Self::AnswersOnly,
        Self::Lettered,
        Self::Response,
        Self::Response,
        Self::Pairs,
        Self::SameLine,
        Self::Casework,
        Self::Bilingual,
        Self::Forwarded,
        Self::Grouped,
        Self::HtmlTable,
        Self::HtmlTable,
        Self::Outlook,
        Self::Outlook,
        Self::DocxLetter,
        Self::DocxLetter,
        Self::DocxTable,
        Self::PdfLetter,
        Self::PdfLetter,
        Self::PdfTable,
        Self::Sheet,
        Self::Csv,
    ];

    /// Do the answers come in a file?
    pub fn attached(self) -> bool {
        matches!(self, Self::DocxLetter | Self::DocxTable | Self::PdfLetter | Self::PdfTable | Self::Sheet | Self::Csv)
    }

    fn length(self, chance: &mut Chance) -> Length {
        match self {
            Self::Prose | Self::Bilingual | Self::Grouped => Length::Full,
            Self::KeyValue
            | Self::AnswersOnly
            | Self::HtmlTable
            | Self::DocxTable
            | Self::PdfTable
            | Self::Sheet
            | Self::Csv => Length::Terse,
            Self::SameLine => Length::Full,
            _ if chance.happens(50) => Length::Full,
            _ => Length::Terse,
        }
    }
}

/// One question with what is said to it.
struct Point {
    /// From 1, as we numbered it.
    number: usize,
    wording: String,
    label: String,
    said: String,
    state: CellState,
}

/// The answers of `row` laid out; `asks` are the campaign's wordings, `only` the questions that the letter takes up.
pub fn answers(
    layout: Layout,
    row: &Row,
    asks: &[String],
    only: &[&str],
    voice: &Voice,
    chance: &mut Chance,
) -> Vec<Piece> {
    let points = points(layout, row, asks, only, voice, chance);
    match layout {
        Layout::Numbered | Layout::Outlook | Layout::DocxLetter | Layout::PdfLetter => numbered(points, chance),
        Layout::Requoted => {
            let pair = |p: Point| [Piece::Quote(format!("{}. {}", p.number, p.wording)), Piece::Answer(p.said)];
            points.into_iter().flat_map(pair).collect()
        }
        Layout::Prose => {
            let said = |p: Point| Piece::Para(format!("{}{}", lead_in(p.number - 1, chance), lower_first(&p.said)));
            points.into_iter().map(said).collect()
        }
        Layout::Bullets => points.into_iter().map(|p| Piece::Item(format!("{}\n- {}", p.wording, p.said))).collect(),
        Layout::KeyValue => {
            points.into_iter().map(|p| Piece::Para(format!("{}: {}", p.label, one_line(&p.said)))).collect()
        }
        Layout::AnswersOnly => {
            let close = *chance.pick(&[")", ".", ".", ":"]);
            points.into_iter().map(|p| Piece::Para(format!("{}{close} {}", p.number, one_line(&p.said)))).collect()
        }
        Layout::Lettered => {
            let letter = |number: usize| char::from(b'a' + (number - 1).min(25) as u8);
            let pair = |p: Point| [Piece::Para(format!("({}) {}", letter(p.number), p.wording)), Piece::Answer(p.said)];
            points.into_iter().flat_map(pair).collect()
        }
        Layout::Response | Layout::Bilingual => response(points, chance),
        Layout::Pairs => {
            let pair = |p: Point| format!("Q{0}. {1}\nA{0}. {2}", p.number, p.wording, one_line(&p.said));
            points.into_iter().map(|p| Piece::Para(pair(p))).collect()
        }
        Layout::SameLine => {
            let line = |p: Point| format!("{}. {} {}", p.number, p.wording, one_line(&p.said));
            points.into_iter().map(|p| Piece::Para(line(p))).collect()
        }
        Layout::Casework => casework(points),
        Layout::Forwarded => points.into_iter().map(|p| Piece::Para(format!("Q{} - {}", p.number, p.said))).collect(),
        Layout::Grouped => grouped(points),
        Layout::HtmlTable | Layout::DocxTable | Layout::PdfTable | Layout::Sheet | Layout::Csv => {
            vec![table(points, chance)]
        }
    }
}

fn points(layout: Layout, row: &Row, asks: &[String], only: &[&str], voice: &Voice, chance: &mut Chance) -> Vec<Point> {
    let length = layout.length(chance);
    let shortened = chance.happens(45);
    let mut points = Vec::new();
    for ((number, question), ask) in (1..).zip(QUESTIONS).zip(asks) {
        let Some(answer) = row.cells.get(question).filter(|_| only.contains(&question)) else { continue };
        let observed = row.cells.get(OBSERVATION).filter(|_| question == "qualified");
        let said = voice.say(question, answer, observed, length, chance);
        let wording = if shortened { phrase(&PHRASES.wording, question, chance) } else { ask.clone() };
        let label = phrase(&PHRASES.label, question, chance);
        points.push(Point { number, wording, label, said, state: answer.state });
    }
    points
}

fn numbered(points: Vec<Point>, chance: &mut Chance) -> Vec<Piece> {
    let close = *chance.pick(&[".", ".", ")"]);
    let pair = |p: Point| [Piece::Para(format!("{}{close} {}", p.number, p.wording)), Piece::Answer(p.said)];
    points.into_iter().flat_map(pair).collect()
}

fn response(points: Vec<Point>, chance: &mut Chance) -> Vec<Piece> {
    let answer = *chance.pick(&["Trust response:", "Response:", "Answer:", "Our response"]);
    let triple = |p: Point| {
        let words = Piece::Para(p.wording);
        [Piece::Heading(format!("Question {}", p.number)), words, Piece::Answer(format!("{answer}\n{}", p.said))]
    };
    points.into_iter().flat_map(triple).collect()
}

fn casework(points: Vec<Point>) -> Vec<Piece> {
    let pair = |p: Point| {
        Piece::Para(format!("Question {}: {}\nAnswer {}: {}", p.number, p.wording, p.number, one_line(&p.said)))
    };
    points.into_iter().map(pair).collect()
}

/// Neighbouring questions that are withheld or not held alike get one answer, as officers write.
fn grouped(points: Vec<Point>) -> Vec<Piece> {
    let silent = |state| matches!(state, CellState::NotHeld | CellState::Exempt | CellState::OverCostLimit);
    let mut pieces = Vec::new();
    let mut points = points.into_iter().peekable();
    while let Some(point) = points.next() {
        let mut last = point.number;
        while let Some(next) = points.next_if(|next| silent(point.state) && next.state == point.state) {
            last = next.number;
        }
        let name = match last - point.number {
            0 => format!("Question {}", point.number),
            1 => format!("Questions {} and {last}", point.number),
            _ => format!("Questions {} to {last}", point.number),
        };
        pieces.push(Piece::Para(format!("{name}: {}", point.said)));
    }
    pieces
}

fn table(points: Vec<Point>, chance: &mut Chance) -> Piece {
    let heads =
        *chance.pick(&[["No.", "Question", "Response"], ["", "You asked", "Our answer"], ["Q", "Request", "Reply"]]);
    let labelled = chance.happens(35);
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(
        points.into_iter().map(|p| vec![p.number.to_string(), if labelled { p.label } else { p.wording }, p.said]),
    );
    Piece::Table(rows)
}

/// A sentence that goes on after "In answer to question 2, "; what begins with a name or a number is left as it is.
fn lower_first(said: &str) -> String {
    const COMMON: [&str; 22] = [
        "The",
        "There",
        "We",
        "In",
        "As",
        "At",
        "No",
        "None",
        "Our",
        "This",
        "Nobody",
        "Nil",
        "Fewer",
        "Around",
        "Total",
        "To",
        "Having",
        "Approximately",
        "One",
        "Two",
        "Three",
        "A",
    ];
    let first = said.split_whitespace().next().unwrap_or_default();
    if COMMON.contains(&first.trim_end_matches('.')) {
        let mut letters = said.chars();
        return letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    }
    said.to_owned()
}

fn one_line(said: &str) -> String {
    said.replace('\n', "; ")
}
