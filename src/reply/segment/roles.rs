//! From marks to roles: one walk through the letter, remembering in whose part of it we are.

use super::forward;
use super::headings::{Known, Mark, mark};
use super::items::logical_lines;
use super::repeat::Repeat;
use super::{Role, Segment};
use crate::document::{Address, Block, BlockKind, Document};
use crate::reply::Letter;

/// Cuts a letter into segments, in reading order. See the module for what they are.
pub fn split<'a>(letter: &Letter<'a>) -> Vec<Segment<'a>> {
    let mut segments = Vec::new();
    let mut number = 0;
    for document in std::iter::once(letter.body).chain(letter.attachments) {
        split_document(document, &mut number, 0, &mut segments, letter.subject);
    }
    segments
}

/// A cover that says more than this says the answer itself.
const LONGEST_COVER: usize = 1_500;

/// A file inside a file inside a file: deeper than this no reader of documents goes (`document::Limits`).
const DEEPEST: usize = 8;

fn split_document<'a>(
    document: &'a Document,
    number: &mut usize,
    depth: usize,
    segments: &mut Vec<Segment<'a>>,
    subject: &str,
) {
    let mut walk = Walk::new(document, *number);
    walk.points_below = *number == 0 && forward::forwards(subject);
    for (index, block) in document.blocks.iter().enumerate() {
        walk.block(index, block, segments);
    }
    *number += 1;
    if depth < DEEPEST {
        for child in &document.children {
            split_document(child, number, depth + 1, segments, subject);
        }
    }
}

/// In whose part of the letter we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Before any heading: the authority speaks, questions by form are the requester's.
    Opening,
    /// Under "You asked:".
    Request,
    /// Under "Our response:".
    Answer,
    Complaints,
    Signature,
    Disclaimer,
    /// General notes, which say nothing of this request.
    Notes,
    Quoted,
}

struct Walk<'a> {
    document: &'a Document,
    known: Known<'a>,
    number: usize,
    part: Part,
    /// Where the complaints paragraph is left for, should the letter go on after it.
    before: Part,
    /// Own words have been met: what follows "Original Message" is then an earlier message, not a forwarded one.
    spoke: bool,
    /// The whole mail passes another's letter on, so that what looks quoted is the letter.
    forwarded: bool,
    /// The cover leads to what is repeated below it.
    points_below: bool,
    /// How many bytes the cover has said for itself.
    said: usize,
    /// In the head of a message passed on.
    in_head: bool,
    /// A message passed on has begun.
    passed_on: bool,
    /// A heading has opened the answer.
    answered: bool,
    /// No line has been met yet.
    first: bool,
    /// How the repeated request goes on.
    repeat: Repeat,
}

impl<'a> Walk<'a> {
    fn new(document: &'a Document, number: usize) -> Self {
        Self {
            document,
            known: Known::default(),
            number,
            part: Part::Opening,
            before: Part::Opening,
            spoke: false,
            forwarded: false,
            points_below: false,
            said: 0,
            in_head: false,
            passed_on: false,
            answered: false,
            first: true,
            repeat: Repeat::default(),
        }
    }

    fn block(&mut self, index: usize, block: &'a Block, segments: &mut Vec<Segment<'a>>) {
        if matches!(self.part, Part::Complaints | Part::Disclaimer) {
            self.leave_notice(block);
        }
        if block.kind == BlockKind::Quote && !self.spoke {
            self.forwarded |= block.text.get(..80).unwrap_or(&block.text).to_lowercase().contains("forwarded message");
        }
        if !block.rows.is_empty() {
            for (row, cells) in block.rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    self.lines(index, block, Some((row, column)), cell, segments);
                }
            }
        }
        self.lines(index, block, None, &block.text, segments);
    }

    /// A notice runs on over blocks only as long as they look like one: another heading, or plain talk, ends it.
    fn leave_notice(&mut self, block: &'a Block) {
        let goes_on = match self.known.mark(&block.text) {
            Mark::Complaints | Mark::Disclaimer | Mark::Closing | Mark::Earlier | Mark::QuotedLine => true,
            // An address, a link, a telephone number below "you can contact:".
            Mark::Nothing | Mark::Reference => block.text.chars().count() < 200,
            _ => false,
        };
        if !goes_on {
            self.part = self.before;
        }
    }

    fn lines(
        &mut self,
        index: usize,
        block: &'a Block,
        cell: Option<(usize, usize)>,
        text: &'a str,
        segments: &mut Vec<Segment<'a>>,
    ) {
        for (range, breaks) in logical_lines(text, &self.known) {
            let Some(words) = text.get(range.clone()) else { continue };
            let mut began = breaks;
            for (place, piece) in pieces(words, &self.known).into_iter().enumerate() {
                let at = began;
                began = began.saturating_add(line_breaks(piece));
                if piece.trim().is_empty() {
                    continue;
                }
                let was = self.part;
                if self.opens_letter_passed_on(piece, text.get(range.end..).unwrap_or(""), index) {
                    self.go(Part::Opening, Role::Reference);
                    (self.in_head, self.passed_on) = (true, true);
                }
                let role = match block.kind {
                    BlockKind::Quote if !self.forwarded && !self.passed_on => Role::Quoted,
                    BlockKind::Header | BlockKind::Footer => Role::Reference,
                    BlockKind::Heading
                    | BlockKind::Paragraph
                    | BlockKind::ListItem
                    | BlockKind::Table
                    | BlockKind::Quote => self.role(piece, place > 0),
                };
                self.spoke |= role == Role::Answer;
                if role == Role::Answer && !self.passed_on {
                    self.said += piece.len();
                    self.points_below |= forward::points_below(piece);
                }
                if was == Part::Opening && self.part == Part::Answer && !self.answered {
                    self.answered = true;
                    repeat_ends_here(segments, self.number);
                }
                segments.push(Segment {
                    role,
                    text: piece.trim(),
                    file: &self.document.file,
                    document: self.number,
                    block: index,
                    cell,
                    at: moved(&block.at, at),
                    under_answer: self.part == Part::Answer,
                });
            }
        }
    }

    /// Does a message begin here that the cover passes on, and in which the authority speaks?
    fn opens_letter_passed_on(&self, piece: &'a str, rest: &str, index: usize) -> bool {
        let below = self.document.blocks.get(index + 1..).unwrap_or(&[]);
        // (The cover of a mail that is "FW:" may say nothing at all.)
        self.points_below
            && self.said < LONGEST_COVER
            && !self.in_head
            && self.known.mark(piece) == Mark::Earlier
            && forward::authority_speaks(piece, rest, below)
    }

    /// The role of a line, and the step into another part of the letter where it announces one.
    fn role(&mut self, words: &'a str, inside: bool) -> Role {
        // Inside a paragraph no heading, greeting or reference line begins.
        let mark = match self.known.mark(words) {
            mark @ (Mark::Complaints | Mark::Disclaimer | Mark::Statute | Mark::Own | Mark::Asks | Mark::Nothing) => {
                mark
            }
            Mark::Requester if !inside || self.part != Part::Answer => Mark::Requester,
            _ if inside => Mark::Nothing,
            mark => mark,
        };
        let role = self.step(words, mark);
        self.first = false;
        role
    }

    fn step(&mut self, words: &str, mark: Mark) -> Role {
        if self.in_head {
            self.in_head = mark == Mark::Earlier || forward::of_head(words);
            if self.in_head {
                return Role::Reference;
            }
        }
        if self.part == Part::Quoted {
            return Role::Quoted;
        }
        match mark {
            Mark::Earlier if self.spoke => self.go(Part::Quoted, Role::Quoted),
            Mark::Earlier => Role::Reference,
            Mark::QuotedLine => Role::Quoted,
            // "FOI request" over the whole page is a title.
            Mark::RequestHeading if self.first && !words.contains(':') => Role::Heading,
            Mark::RequestHeading if heading_or(words, Role::Request) == Role::Request => Role::Request,
            Mark::RequestHeading => self.go(Part::Request, Role::Heading),
            Mark::InTurn => self.go(Part::Opening, Role::Heading),
            Mark::AnswerHeading => self.go(Part::Answer, heading_or(words, Role::Answer)),
            Mark::Annex => self.go(Part::Opening, Role::Heading),
            Mark::Notes if self.spoke => self.go(Part::Notes, Role::Boilerplate),
            Mark::ComplaintsHeading if self.spoke => self.notice(Part::Complaints, Role::Complaints),
            Mark::Complaints => self.notice(Part::Complaints, Role::Complaints),
            Mark::Disclaimer => self.notice(Part::Disclaimer, Role::Disclaimer),
            Mark::Closing => self.go(Part::Signature, Role::Signature),
            Mark::Salutation => self.go(Part::Opening, Role::Salutation),
            Mark::Boilerplate => Role::Boilerplate,
            Mark::Own if self.part == Part::Request => self.go(Part::Answer, Role::Answer),
            Mark::ComplaintsHeading
            | Mark::Notes
            | Mark::Own
            | Mark::Reference
            | Mark::Statute
            | Mark::Requester
            | Mark::Asks
            | Mark::Nothing => self.plain(words, mark),
        }
    }

    /// The role of a line that announces nothing: that of the part it stands in, or of its own voice.
    fn plain(&mut self, words: &str, mark: Mark) -> Role {
        match (self.part, mark) {
            (Part::Opening | Part::Answer, Mark::Statute) => Role::Statute,
            (Part::Opening | Part::Answer | Part::Request, Mark::Reference) => Role::Reference,
            (Part::Opening | Part::Answer, Mark::Requester) => Role::Request,
            (Part::Opening | Part::Answer, Mark::Asks) => Role::Question,
            (Part::Opening | Part::Answer, _) => Role::Answer,
            // Requests hold no lines such as "2019 - 768": the answer has begun without a heading.
            (Part::Request, Mark::Nothing) if is_a_row(words) || self.repeat.is_over(words) => {
                self.go(Part::Answer, Role::Answer)
            }
            (Part::Request, _) => {
                self.repeat.takes(words);
                Role::Request
            }
            (Part::Complaints, _) => Role::Complaints,
            (Part::Signature, _) => Role::Signature,
            (Part::Disclaimer, _) => Role::Disclaimer,
            (Part::Notes, _) => Role::Boilerplate,
            (Part::Quoted, _) => Role::Quoted,
        }
    }

    fn go(&mut self, part: Part, role: Role) -> Role {
        self.part = part;
        role
    }

    fn notice(&mut self, part: Part, role: Role) -> Role {
        if !matches!(self.part, Part::Complaints | Part::Disclaimer) {
            self.before = self.part;
        }
        self.go(part, role)
    }
}

/// The first "Response:" heading: what stood since the first question, in nobody's voice, was the request.
fn repeat_ends_here(segments: &mut [Segment<'_>], document: usize) {
    let asks = |segment: &Segment<'_>| matches!(segment.role, Role::Request | Role::Question);
    let repeated =
        segments.iter_mut().filter(|segment| segment.document == document).skip_while(|segment| !asks(segment));
    for segment in repeated.filter(|segment| segment.role == Role::Answer) {
        if matches!(mark(segment.text), Mark::Nothing | Mark::Reference) && !is_a_row(segment.text) {
            segment.role = Role::Request;
        }
    }
}

/// "Our response:" is a heading; "Our response: 12 staff" is one with its words behind it, which count.
fn heading_or(words: &str, role: Role) -> Role {
    let behind =
        words.trim().split_once([':', '\n']).map_or("", |(_, behind)| behind.trim_matches(['|', ' ', '\n', '\r', '*']));
    if behind.is_empty() { Role::Heading } else { role }
}

/// A short line that ends in a figure of its own: `2019 - 768`, `Nurses: £1,389k`.
fn is_a_row(words: &str) -> bool {
    let words = words.trim().trim_end_matches('|').trim_end();
    let Some((label, figure)) = words.rsplit_once(|letter: char| letter.is_whitespace() || letter == ':') else {
        return false;
    };
    let label = label.trim_end();
    if words.len() <= 160 && answered_behind_a_label(words) {
        return true;
    }
    let bare = figure.trim_start_matches(['£', '<']).trim_end_matches(['%', 'k', 'm']);
    words.len() <= 60
        && label.ends_with(['-', '–', '—', ':', '|', '='])
        && bare.starts_with(|letter: char| letter.is_ascii_digit())
        && bare.chars().all(|letter| letter.is_ascii_digit() || letter == ',' || letter == '.')
}

/// "Staff who completed the training: 1,315", "Cost of it: Refused under section 31": a label, and an answer that no request has.
fn answered_behind_a_label(words: &str) -> bool {
    let Some((label, answer)) = words.rsplit_once(": ") else { return false };
    let answer = answer.trim().trim_end_matches('.').to_lowercase();
    let figure = answer.trim_start_matches(['£', '<']).trim_end_matches(['%', 'k', 'm']);
    let number = figure.starts_with(|letter: char| letter.is_ascii_digit())
        && figure.chars().all(|letter| letter.is_ascii_digit() || letter == ',' || letter == '.');
    let year = figure.len() == 4 && (figure.starts_with("19") || figure.starts_with("20"));
    let said =
        ["refused", "withheld", "exempt", "not held", "not recorded", "no information held", "information not held"]
            .iter()
            .any(|said| answer.starts_with(said))
            || matches!(answer.as_str(), "yes" | "no" | "none" | "nil" | "n/a");
    label.split_whitespace().count() >= 2 && (said || number && !(year && figure == answer))
}

/// Parts a logical line where its role may change: behind a question ("2. How many? 76 staff"), and where a sentence of a longer
/// paragraph recites the law or begins the notice on complaints.
fn pieces<'a>(words: &'a str, known: &Known<'a>) -> Vec<&'a str> {
    let first = known.mark(words);
    if matches!(first, Mark::Asks | Mark::Requester) {
        return match words.split_once('?') {
            Some((asked, behind)) if answers(behind) => {
                let (asked, behind) = words.split_at(asked.len() + 1);
                vec![asked, behind]
            }
            _ => match answer_glued_on(words) {
                Some(at) => {
                    let (asked, behind) = words.split_at(at);
                    vec![asked, behind]
                }
                None => vec![words],
            },
        };
    }
    if let Some(at) = answer_glued_on(words) {
        let (label, behind) = words.split_at(at);
        return vec![label, behind];
    }
    let mut pieces = vec![words];
    while pieces.len() < MOST_PIECES {
        let Some(last) = pieces.pop() else { break };
        match turn(last, known) {
            Some(at) => {
                let (before, after) = last.split_at(at);
                pieces.extend([before, after]);
            }
            None => {
                pieces.push(last);
                break;
            }
        }
    }
    pieces
}

/// Where an answer begins that a converter glued to the numbered line it answers: "2. Number of trained staff We do not hold this".
fn answer_glued_on(words: &str) -> Option<usize> {
    const BEGINS: [&str; 18] = [
        "We ",
        "The Trust ",
        "The Council ",
        "The Force ",
        "The Constabulary ",
        "The University ",
        "The College ",
        "The Board ",
        "The Department ",
        "The Authority ",
        "The Service ",
        "This information ",
        "The information ",
        "Information not held",
        "Not held",
        "Refused ",
        "Withheld ",
        "Exempt ",
    ];
    let numbered =
        words.trim_start().trim_start_matches(['Q', '(']).starts_with(|letter: char| letter.is_ascii_digit());
    if !numbered || words.len() > 2_000 {
        return None;
    }
    let glued = |at: &usize| {
        let before = words.get(..*at).unwrap_or("");
        before.trim_end().len() > 12
            && before.ends_with(char::is_whitespace)
            && before
                .trim_end()
                .ends_with(|letter: char| letter.is_lowercase() || letter.is_ascii_digit() || letter == ')')
    };
    BEGINS.iter().filter_map(|begin| words.match_indices(begin).map(|(at, _)| at).find(glued)).min()
}

/// More turns than this no paragraph takes; the rest keeps the last role.
const MOST_PIECES: usize = 12;

/// Where the first sentence of another role begins.
fn turn<'a>(words: &'a str, known: &Known<'a>) -> Option<usize> {
    let notice = |text: &'a str| match known.mark(text) {
        Mark::Complaints => 1,
        Mark::Statute => 2,
        Mark::Disclaimer => 3,
        _ => 0,
    };
    let ends: Vec<usize> = words
        .match_indices(". ")
        .map(|(at, _)| at + 2)
        .chain(words.match_indices(".\n").map(|(at, _)| at + 2))
        .take(40)
        .collect();
    if ends.is_empty() || words.len() > 8_000 {
        return None;
    }
    let mut starts = vec![0];
    starts.extend(ends);
    starts.sort_unstable();
    let sentence = |at: usize| {
        let start = starts.get(at).copied().unwrap_or(0);
        let end = starts.get(at + 1).copied().unwrap_or(words.len());
        words.get(start..end).unwrap_or("")
    };
    let of_first = notice(sentence(0));
    // A notice on complaints runs on to the paragraph's end.
    if of_first == 1 || of_first == 3 {
        return None;
    }
    (1..starts.len()).find(|at| notice(sentence(*at)) != of_first).and_then(|at| starts.get(at).copied())
}

/// Words stand behind the question mark, and they do not go on asking. A dash that an old mail system lost is a `?` too.
fn answers(behind: &str) -> bool {
    let words = behind.trim_start_matches(|letter: char| letter.is_whitespace() || "?-–—:".contains(letter));
    words.contains(|letter: char| letter.is_alphanumeric()) && !words.contains('?')
}

fn line_breaks(words: &str) -> u32 {
    u32::try_from(words.matches('\n').count()).unwrap_or(u32::MAX)
}

fn moved(at: &Address, breaks: u32) -> Address {
    Address { line: at.line.map(|line| line.saturating_add(breaks)), ..at.clone() }
}

#[cfg(test)]
mod tests;
