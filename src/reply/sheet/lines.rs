//! The sheet as lines between two rules, in a body or in an attached letter.
//!
//! ```text
//! ---- Answer sheet FOI-7K2M-9PQ4 ----
//! 1. How many staff ...?
//! 1. Answer (a number of people): 412
//! 1a. full-time: 300
//! ---- End of answer sheet ----
//! ```
//!
//! Mail programs wrap lines, mark them with `>` and put blank ones between, so an answer reaches from its label to the next
//! label of ours. Without the opening rule nothing is taken: lines that look alike may be anybody's.

use super::form::{Entry, Form, Key, Words, folded, keys};
use crate::campaign::Question;
use crate::document::{Address, BlockKind, Document};
use crate::reply::phrase::Pattern;
use crate::request::Token;

static OPENS: Pattern = Pattern::new(r"(?i)^[\s>|]*[-\u{2010}-\u{2015}]{1,}\s*answer sheet\b(.*)$");
static ENDS: Pattern = Pattern::new(r"(?i)^[\s>|]*[-\u{2010}-\u{2015}]{1,}\s*end of answer sheet\b");
static LABEL: Pattern = Pattern::new(r"^[\s>|]*(\d{1,3}[a-z]?)[.)]\s*(.*)$");

/// One line of the document with the block it stands in.
struct Line<'d> {
    block: usize,
    text: &'d str,
    at: Address,
}

/// The sheet that `document`'s lines hold.
pub(super) fn form(document: &Document, questions: &[Question]) -> Option<Form> {
    let mut lines = all_lines(document).skip_while(|line| !OPENS.is_match(line.text));
    let opening = lines.next()?;
    let reference = Token::find_all(opening.text).into_iter().next();
    let inside: Vec<Line<'_>> = lines.take_while(|line| !ENDS.is_match(line.text)).collect();
    let mut blocks: Vec<usize> = inside.iter().map(|line| line.block).collect();
    blocks.push(opening.block);
    let entries = entries(&inside, questions);
    Some(Form { file: document.file.clone(), hash: document.hash.clone(), reference, entries, blocks })
}

fn all_lines(document: &Document) -> impl Iterator<Item = Line<'_>> {
    document.blocks.iter().enumerate().filter(|(_, block)| block.kind != BlockKind::Table && !block.hidden).flat_map(
        |(number, block)| {
            block.text.lines().zip(0_u32..).map(move |(text, down)| Line {
                block: number,
                text,
                at: Address { line: block.at.line.map(|line| line.saturating_add(down)), ..block.at.clone() },
            })
        },
    )
}

/// What a labelled line turned out to be.
enum Label<'d> {
    /// Where the answer goes, and what stands behind the colon.
    Answer(Key, &'d str),
    /// The question itself, or words of the form.
    Question,
}

fn entries(lines: &[Line<'_>], questions: &[Question]) -> Vec<Entry> {
    let keys = keys(questions);
    let mut entries: Vec<Entry> = Vec::new();
    let mut open: Option<(Key, Vec<Words>)> = None;
    // A label that was wrapped before its colon is put together over the lines that follow.
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        match label(lines, at - 1, &keys, questions) {
            Some((Label::Question, taken)) => {
                entries.extend(open.take().and_then(close));
                at += taken;
            }
            Some((Label::Answer(key, rest), taken)) => {
                entries.extend(open.take().and_then(close));
                let place = lines.get(at - 1 + taken).map_or_else(|| line.at.clone(), |line| line.at.clone());
                at += taken;
                open = Some((key, vec![Words { text: rest.to_owned(), at: place }]));
            }
            None => {
                if let Some((_, words)) = &mut open {
                    words.push(Words { text: bare(line.text).to_owned(), at: line.at.clone() });
                }
            }
        }
    }
    entries.extend(open.and_then(close));
    entries
}

/// How many lines a label may be wrapped over.
const MOST_WRAPPED: usize = 8;

/// The label that begins on line `at`, with how many lines beyond it were taken.
fn label<'d>(
    lines: &[Line<'d>],
    at: usize,
    keys: &[(Key, String, String, String)],
    questions: &[Question],
) -> Option<(Label<'d>, usize)> {
    let line = lines.get(at)?;
    let found = LABEL.captures(line.text)?;
    let number = found.get(1)?.as_str();
    let rest = found.get(2)?.as_str();
    let (key, _, words, _) = keys.iter().find(|key| key.1 == number)?;
    if key.part.is_some() {
        let (name, behind) = rest.split_once(':')?;
        return (folded(name) == *words).then_some((Label::Answer(*key, behind.trim()), 0));
    }
    let wanted = folded(&crate::letter::answer_label(questions.get(key.question)?));
    let mut whole = String::new();
    for taken in 0..MOST_WRAPPED {
        let piece = if taken == 0 { rest } else { bare(lines.get(at + taken)?.text) };
        // Where the label ends in this piece, if it does: the colon after which the folded words are the whole label.
        for (colon, _) in piece.match_indices(':') {
            let upto = format!("{whole} {}", piece.get(..colon).unwrap_or_default());
            if folded(&upto) == wanted {
                return Some((Label::Answer(*key, piece.get(colon + 1..).unwrap_or_default().trim()), taken));
            }
        }
        whole = format!("{whole} {piece}");
        let sofar = folded(&whole);
        if sofar == *words {
            return Some((Label::Question, taken));
        }
        if !wanted.starts_with(&sofar) && !words.starts_with(&sofar) {
            return None;
        }
    }
    None
}

fn bare(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '|')).trim_end()
}

/// The words behind a label; one line of them is a value, several are words.
fn close((key, words): (Key, Vec<Words>)) -> Option<Entry> {
    let mut words = words.into_iter().filter(|words| !words.text.is_empty());
    let first = words.next()?;
    let more = words.next().is_some();
    let doubt = more.then(|| "more than one line was written here".to_owned());
    Some(Entry { key, answer: Some(first), state: None, note: None, doubt })
}
