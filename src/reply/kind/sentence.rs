//! A letter's sentences, each with the deeds in it and its place in the order of questions and answers.

use super::citation::{Citation, citations};
use super::deed::{Deed, Done, deeds};
use super::mood;
use super::topics::Topics;
use crate::law::Act;
use crate::reply::phrase::Folded;
use crate::reply::segment::{Role, Segment};

/// A sentence of the authority's own words.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    /// An exact piece of the letter.
    pub words: &'a str,
    /// The same, folded.
    pub folded: String,
    pub done: Vec<Done>,
    /// Stands in an attachment, not in the body.
    pub attached: bool,
    /// Which answer it belongs to: moves on at each question and at each numbered line.
    pub group: usize,
    /// A question stands before it, or a heading opens the answer.
    pub answers: bool,
    /// Stands in a numbered line of the authority's own, or below one: it speaks of one point.
    pub itemised: bool,
    pub asks: bool,
    /// The law recited: it hints at what the letter is for, and does nothing itself.
    pub recited: bool,
    /// Holds a number that may be an answer.
    pub figure: bool,
    /// Is "Yes", "No", "N/A" or begins so.
    pub yes_or_no: bool,
    /// The sections it names.
    pub citations: Vec<Citation>,
    /// Exact words of what was done, in the order of `done`.
    pub exact: Vec<&'a str>,
    /// Stands in a repeated message: only what it says of delivery counts, and only beside own words that do.
    pub reported: bool,
    /// Which paragraph it stands in.
    pub paragraph: usize,
    /// The parts of it that only suppose.
    supposed: Vec<std::ops::Range<usize>>,
}

impl Sentence<'_> {
    pub fn does(&self, deed: Deed) -> bool {
        self.done.iter().any(|done| done.deed == deed)
    }

    /// Is what stands at `at` asserted, and not only supposed?
    pub fn asserts(&self, at: &std::ops::Range<usize>) -> bool {
        mood::asserted(&self.folded, &self.supposed, at)
    }

    /// Is the refusal at `at` denied?
    pub fn denies(&self, at: &std::ops::Range<usize>) -> bool {
        mood::denied(&self.folded, at)
    }

    /// Does it a deed, outright?
    pub fn does_outright(&self, deed: Deed) -> bool {
        self.done.iter().any(|done| done.deed == deed && self.asserts(&done.at) && !self.denies(&done.at))
    }
}

/// Cuts the authority's own segments into sentences. `asked_about` where the questions are known: a line that names the matter of one
/// stands for it.
pub fn sentences<'a>(segments: &[Segment<'a>], act: Act, asked_about: Option<&Topics>) -> Vec<Sentence<'a>> {
    let mut sentences = Vec::new();
    let (mut group, mut asked, mut numbered, mut itemised) = (0, false, false, false);
    for (paragraph, segment) in segments.iter().enumerate() {
        let numbers = begins_with_number(segment.text);
        match segment.role {
            // What is repeated from another mail between answers is the question.
            Role::Request | Role::Question | Role::Quoted => {
                group += 1;
                asked = true;
                itemised = false;
            }
            role if numbers => {
                group += 1;
                itemised |= role.own();
            }
            _ => {}
        }
        // A delivery report shows its head and its reasons as a mail repeats another.
        let reported = matches!(segment.role, Role::Quoted | Role::Reference) && paragraph < MOST_OF_A_REPORT;
        if reported {
            read_report(segment, paragraph, act, &mut sentences);
        } else if segment.role.own() || segment.role == Role::Statute || leads(segment) {
            // What stands below a numbered line answers it.
            let answers = asked || segment.under_answer || numbered && !numbers;
            read(segment, Place { paragraph, group, answers, itemised, act }, &mut sentences);
        }
        numbered |= numbers;
        if asked_about.is_some_and(|topics| names_a_matter(segment, topics)) {
            group += 1;
            asked = true;
        }
    }
    sentences
}

/// "Condition at last inspection", "Contractor": a line of its own that names what a question asks, and says nothing of it.
fn names_a_matter(segment: &Segment<'_>, topics: &Topics) -> bool {
    let line = segment.text.trim().trim_end_matches(':');
    matches!(segment.role, Role::Answer | Role::Heading)
        && (4..=60).contains(&line.len())
        && line.starts_with(|first: char| first.is_uppercase())
        && line.chars().all(|letter| letter.is_alphabetic() || " -'’/(),&".contains(letter))
        && topics.meets(Folded::new(line).text())
}

/// A heading of a whole sentence says something: "Your request has been logged as 24/17. You asked:".
fn leads(segment: &Segment<'_>) -> bool {
    segment.role == Role::Heading && segment.text.len() > 40
}

/// Where a segment stands among the letter's answers.
#[derive(Clone, Copy)]
struct Place {
    paragraph: usize,
    group: usize,
    answers: bool,
    itemised: bool,
    act: Act,
}

/// A delivery report is short: only so many lines are looked at.
const MOST_OF_A_REPORT: usize = 60;

/// Keeps of a repeated line what a mail system says of delivery, and nothing else.
fn read_report<'a>(segment: &Segment<'a>, paragraph: usize, act: Act, sentences: &mut Vec<Sentence<'a>>) {
    let from = sentences.len();
    read(segment, Place { paragraph, group: usize::MAX, answers: false, itemised: false, act }, sentences);
    let mut kept = Vec::new();
    for mut sentence in sentences.drain(from..) {
        let (done, exact): (Vec<_>, Vec<_>) = sentence
            .done
            .into_iter()
            .zip(sentence.exact)
            .filter(|(done, _)| matches!(done.deed, Deed::Bounces | Deed::Delays))
            .unzip();
        (sentence.done, sentence.exact, sentence.figure, sentence.recited) = (done, exact, false, false);
        sentence.reported = true;
        if !sentence.done.is_empty() {
            kept.push(sentence);
        }
    }
    sentences.extend(kept);
}

fn read<'a>(segment: &Segment<'a>, place: Place, sentences: &mut Vec<Sentence<'a>>) {
    let folded = Folded::new(segment.text);
    let mut repeats = false;
    for range in split(folded.text()) {
        let Some(text) = folded.text().get(range.clone()) else { continue };
        let done = deeds(text);
        repeats = repeats_request(text) || repeats && text.starts_with('(');
        let exact =
            done.iter().map(|done| folded.exact(range.start + done.at.start..range.start + done.at.end)).collect();
        sentences.push(Sentence {
            words: folded.exact(range.clone()),
            done,
            attached: segment.document > 0,
            group: place.group,
            answers: place.answers,
            reported: false,
            citations: citations(text, place.act, false),
            paragraph: place.paragraph,
            supposed: mood::supposed(text),
            itemised: place.itemised,
            asks: segment.role == Role::Question || repeats,
            recited: segment.role == Role::Statute,
            figure: has_figure(text),
            yes_or_no: is_yes_or_no(text),
            exact,
            folded: text.to_owned(),
        });
    }
}

/// "You asked for (1) ...; (2) ...": the request, in the authority's mouth.
fn repeats_request(sentence: &str) -> bool {
    let rest = sentence.strip_prefix("you have ").or(sentence.strip_prefix("you ")).unwrap_or("");
    ["asked ", "requested", "ask ", "sought ", "seek ", "wanted to know"].iter().any(|verb| rest.starts_with(verb))
}

/// Sentences end at `.`, `?`, `!` or `;` before a blank, but not behind what is usually an abbreviation or a list number.
fn split(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, end) in text.match_indices(['.', '?', '!', ';']) {
        let after = at + end.len();
        let ends = text.get(after..).is_some_and(|rest| rest.starts_with([' ', '"']));
        if ends && !abbreviates(text.get(start..at).unwrap_or("")) {
            sentences.push(start..after);
            start = after + text.get(after..).map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
        }
    }
    if text.get(start..).is_some_and(|rest| !rest.trim().is_empty()) {
        sentences.push(start..text.len());
    }
    sentences
}

fn abbreviates(before: &str) -> bool {
    let last = before.rsplit([' ', '(']).next().unwrap_or("");
    let number = !last.is_empty() && before.trim().len() == last.len() && last.len() <= 3;
    number
        || matches!(
            last,
            "s" | "ss"
                | "sec"
                | "reg"
                | "regs"
                | "no"
                | "ref"
                | "i.e"
                | "e.g"
                | "eg"
                | "ie"
                | "mr"
                | "mrs"
                | "ms"
                | "dr"
                | "st"
                | "para"
                | "art"
                | "cf"
                | "v"
        )
}

fn begins_with_number(text: &str) -> bool {
    let rest = text.trim_start_matches(|letter: char| "|*•-( \t".contains(letter));
    let digits = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let after = rest.get(digits..).unwrap_or("");
    let numbered = (1..=2).contains(&digits)
        && after.starts_with(['.', ')', ':'])
        && !after.get(1..).unwrap_or("").starts_with(|l: char| l.is_ascii_digit());
    let lower = rest.get(..9).unwrap_or(rest).to_lowercase();
    let bullet = text.trim_start().starts_with("- ") || text.trim_start().starts_with('•');
    let lettered = text.trim_start().strip_prefix('(').unwrap_or(text.trim_start());
    let lettered = lettered.starts_with(|l: char| l.is_ascii_alphabetic()) && lettered.get(1..2) == Some(")");
    numbered
        || digits > 0 && digits <= 2 && after.trim().is_empty()
        || bullet
        || lettered
        || lower.starts_with("question ")
        || lower.starts_with("your ques")
        || lower.starts_with("answer to")
        || (lower.starts_with('q') && lower.chars().nth(1).is_some_and(|next| next.is_ascii_digit()))
}

fn is_yes_or_no(folded: &str) -> bool {
    let bare = folded.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let first: String = bare.chars().take_while(|letter| letter.is_alphabetic() || *letter == '/').collect();
    matches!(first.as_str(), "yes" | "no" | "none" | "nil" | "n/a" | "zero" | "oes" | "nac") && bare.len() < 120
}

/// A number of hours or working days is a limit, not an answer.
fn is_time(after: &str) -> bool {
    const UNITS: [&str; 8] = ["working", "day", "days", "hrs", "mins", "th", "months", "month"];
    let bare = after.trim_matches(|letter: char| !letter.is_alphabetic());
    UNITS.contains(&bare) || ["hour", "minute", "week"].iter().any(|unit| bare.contains(unit))
}

/// Words before a number that make it no answer.
const LEADS_TO_NO_FIGURE: [&str; 49] = [
    "section",
    "sections",
    "reg",
    "regs",
    "ext",
    "extension",
    "ring",
    "case",
    "item",
    "items",
    "parts",
    "foia",
    "foisa",
    "fois",
    "table",
    "note",
    "appendix",
    "annex",
    "s.",
    "s",
    "regulation",
    "regulations",
    "ref",
    "reference",
    "number",
    "question",
    "questions",
    "q",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "act",
    "regulations,",
    "foi",
    "eir",
    "rfi",
    "page",
    "tel",
    "part",
    "request",
];

/// "Less than five.", "Three": a number in a short line of words.
fn is_number_in_words(folded: &str) -> bool {
    const NUMBERS: [&str; 22] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "hundred",
        "thousand",
    ];
    let mut words = folded.split(' ').map(|word| word.trim_matches(|letter: char| !letter.is_alphabetic()));
    folded.len() <= 40 && folded.split(' ').count() <= 5 && words.any(|word| NUMBERS.contains(&word))
}

/// Does a number stand here that is no date, section, reference, list number or time limit?
fn has_figure(folded: &str) -> bool {
    let none = folded.split(|letter: char| !letter.is_alphabetic()).any(|word| matches!(word, "nil" | "zero"));
    if none || is_number_in_words(folded) {
        return true;
    }
    let mut before = "";
    let (mut first, mut barred) = (true, false);
    let mut words = folded.split(' ').filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_matches(|letter: char| "()[]\"',.;:*|".contains(letter));
        let after = words.peek().copied().unwrap_or("");
        let list_number =
            first && word.len() <= 4 && (word.ends_with(['.', ')', ':']) || barred && after.starts_with('|'));
        // "01632 960 808": a telephone's number, and what stands behind it is more of it.
        if bare.len() > 2 && bare.starts_with('0') && bare.bytes().all(|digit| digit.is_ascii_digit()) {
            return false;
        }
        // "Reg. 12 (5) (b)": a part of the number before it.
        let part = word.starts_with('(') && is_number(before);
        if part {
            continue;
        }
        let day = is_month(after) && bare.len() <= 2;
        if !list_number && is_number(bare) && !LEADS_TO_NO_FIGURE.contains(&before) && !is_time(after) && !day {
            return true;
        }
        before = word.trim_matches(|letter: char| "()[]\"',.;:*|".contains(letter));
        // A table's row begins with its bar; its number comes behind that.
        barred |= word == "|";
        first &= bare.is_empty();
    }
    false
}

fn is_number(bare: &str) -> bool {
    // "paid out for.86": a figure glued to the line it answers.
    let bare = match bare.rsplit_once('.') {
        Some((line, figure)) if line.ends_with(|letter: char| letter.is_alphabetic()) => figure,
        _ => bare,
    };
    let money = bare.starts_with('£');
    let percent = bare.ends_with('%');
    let digits = bare.trim_start_matches(['£', '<', '>', '~', '-']).trim_end_matches(['%', 'k', 'm', 'n', 'b']);
    let plain: String = digits.chars().filter(|letter| *letter != ',').collect();
    let numeric = !plain.is_empty()
        && plain.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
        && plain.matches('.').count() <= 1;
    let year = plain.len() == 4 && (plain.starts_with("19") || plain.starts_with("20")) && !digits.contains(',');
    numeric && (money || percent || (!year && plain.len() <= 7))
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let bare = word.trim_matches(|letter: char| !letter.is_alphabetic());
    bare.get(..3).is_some_and(|start| MONTHS.contains(&start)) && bare.len() <= 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_answer_are_told_from_those_that_do_not() {
        for (text, expected) in [
            ("450 staff.", true),
            ("2019 - 616", true),
            ("we spent £1,389k", true),
            ("41.6% compliant", true),
            ("within 20 working days of 3 june 2019", false),
            ("exempt under section 31(1)", false),
            ("1. please see attached", false),
            ("it would take 18 hours", false),
            ("our ref 12345678", false),
        ] {
            assert_eq!(has_figure(text), expected, "{text}");
        }
    }

    #[test]
    fn sentences_end_where_they_should() {
        let text = "see s. 40. this is one. 2. it is i.e. two";
        let cut: Vec<&str> = split(text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(cut, ["see s. 40.", "this is one.", "2. it is i.e. two"]);
    }
}
