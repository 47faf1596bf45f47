//! Numbers and periods in words, and the numbers that are none.
//!
//! One pass from left to right gives [`Token`]s. Dates, sections, Acts, references, addresses, telephone numbers, times and
//! lengths of time are seen first and cover their digits, so that "12 months" or "section 40" is never taken for a figure.
//! What a number answers is not decided here.

use std::ops::Range;

use crate::reply::phrase::Pattern;

use super::period::{find_at, is_period_like, next_char, period_at};
use super::words::number_in_words;
use crate::ledger::Qualifier;

/// What a number is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Plain,
    Money,
    Percent,
}

/// A number with its bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub span: Range<usize>,
    pub value: f64,
    pub form: Form,
    pub bound: Option<Qualifier>,
    /// The upper end of a range.
    pub high: Option<f64>,
    /// A dash stood before it, which may be a minus or a rule between label and number.
    pub dash: bool,
    /// Written in words.
    pub in_words: bool,
    /// k, m, bn stood behind it.
    pub scaled: bool,
}

/// Something a reader's eye stops at.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Number(Number),
    /// A year, a month, a date or a span of them; `plain` where it is a bare year that might be a number after all.
    Period {
        span: Range<usize>,
        plain: bool,
    },
    /// A length of time: "18 hours", "12 months", with its number.
    Duration(Number),
    /// A number kept back: `*`, `<5` without digits, "withheld", in a table.
    Masked {
        span: Range<usize>,
        words: &'static str,
    },
}

impl Token {
    pub fn span(&self) -> &Range<usize> {
        match self {
            Self::Number(n) | Self::Duration(n) => &n.span,
            Self::Period { span, .. } | Self::Masked { span, .. } => span,
        }
    }
}

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        // The pattern is a constant of this file; a test compiles each.
        static $name: Pattern = Pattern::new($pattern);
    };
}

/// Numbers that are no figures: addresses of all kinds, sections, Acts, times, ordinals, references, telephone numbers.
static NOISE: Pattern = Pattern::new(
    r"(?ix)
        https?://\S+ | www\.\S+ | [\w.+-]+@[\w-]+\.[\w.-]+
        | \b(?:sections?|ss?\.|regulations?|regs?\.?|articles?|schedules?|paragraphs?|paras?\.?|pages?|pp?\.|appendix|annex|tables?|tabs?|sheets?|worksheets?|columns?|rows?|lines?|volumes?|footnotes?|questions?|quest\.?|qu?\.?|part|bands?|grades?|levels?|tiers?|stages?|phases?|versions?|v\.?|chapters?|figure|option|class|type|category|clauses?|cl\.|item|point|note|exhibit)
            [\ \u{a0}\#-]*(?:no\.?\ ?)?\d+[a-z]?(?:\.\d+)*(?:\s?[(\[]\s?\w{1,4}\s?[)\]])*(?:\s?(?:,|and|&|or|to|-|–)\s?(?:\d+[a-z]?\b(?:\s?[(\[]\s?\w{1,4}\s?[)\]])*|[(\[]\w{1,4}[)\]]))*
        | \bs\ ?\d{1,2}[a-z]?\b(?:\s?[(\[]\s?\w{1,4}\s?[)\]])*
        | \b(?:act|regulations|order|rules)(?:\ \(\w+(?:\ \w+)?\))?\s(?:19|20)\d\d\b
        | \b(?:our\ |your\ |internal\ |case\ |request\ )?(?:ref(?:erence)?|id|case|request\ id)\b(?:\s?(?:no\.?|number|id))?[\s:.\#-]*(?:[a-z]+[-/_])*\d[\w/_.-]*
        | \b(?:foi|foia|eir|rfi|sar)[\ /_-]{0,3}(?:ref(?:erence)?[\ :.]*)?\d[\w/_.-]*
        | \b[a-z]+[-/_]?\d+[a-z]\w*\b | \b[a-z]{2,}[-/_]\d[\w/_-]* | \b[a-z]+\d{3,}\w*
        | \b\d{1,2}[:.]\d\d\s?(?:am|pm|hrs?|hours)\b | \b\d{1,2}:\d\d(?::\d\d)?\b | \b\d{1,2}\s?(?:am|pm)\b
        | \b(?:19|20)\d\d[-/]\d{3,}\b | \b\d+\s?(?:kb|mb)\b
        | \b(?:answers?|responses?|repl(?:y|ies))\ (?:given\ )?(?:(?:to|at|in|for|under)\ )?(?:q(?:uestion)?\.?\ ?|point\ |part\ |no\.?\ ?)?\(?\d{1,2}\b\)?
        | \b(?:see|as)\ (?:q(?:uestion)?\.?\ ?|point\ |part\ |no\.?\ ?)?\(?\d{1,2}\)?\ ?(?:[;:.,]|$|above|below)
        | \(\d+\ (?:documents?|files?|pages?|attachments?|sheets?|tabs?)\)
        | \b(?:all|your|the|these|those)\ \d+\ (?:questions|points|parts|items|requests)\b
        | \b(?:one|two|three|1|2|3)\ in\ (?:every\ )?(?:three|four|five|six|ten|\d{1,3})\b | \b24/7\b | \+44[\d\ ()]{8,} | \b0\d{2,4}[\ -]?\d{3,4}[\ -]?\d{3,4}\b
        | \b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b
        | \b(?:tel(?:ephone)?|phone|fax|ext(?:ension)?|mobile)\b[.:\s]*[\d\ ()+-]{4,}
        | \b(?:iso|bs|en)\s?\d{3,}(?:[-:]\d+)*
        ",
);

pattern!(
    DURATION,
    r"(?i)\b(?P<n>\d[\d,]*(?:\.\d+)?(?:\s?(?:[-–]|to)\s?\d[\d,]*(?:\.\d+)?)?|½|\d½|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|eighteen|twenty|thirty|forty|sixty)[\s-]*(?:full\s|working\s|calendar\s|financial\s|consecutive\s|staff[\s-]|rolling\s|tax\s|academic\s|clear\s|or so\s)*(?:days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|quarters)\b"
);
pattern!(
    NUMBER,
    r"(?ix)
    (?P<cur>£|\bgbp\s?)?\s?
    (?P<minus>[-−–]\s?)?(?P<cur2>£)?\s?
    (?P<num>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
    (?:\s?(?P<scale>k|m|mn|bn|million|miliwn|billion|thousand|000s)\b)?
    (?:\s?(?P<pct>%|per\s?cent\b|percent\b|pc\b))?
    (?P<pence>\s?(?:p|pence)\b)?"
);
// A star alone in a cell: a number kept back.
pattern!(STAR, r"(?m)(?:^|[\s|])(?:\*|\[[cz]\])(?:$|[\s|])");
pattern!(
    BEFORE,
    r"(?i)(?:(?P<lt>(?:fewer|less|lower)\s+than|(?:just\s+)?under|below|<|llai\s+na)|(?P<le>up\s+to|no\s+more\s+than|at\s+most|maximum\s+of|not\s+more\s+than|<=|≤)|(?P<gt>(?:more|greater|higher)\s+than|(?:just\s+)?over|above|in\s+excess\s+of|exceeding|>)|(?P<ge>at\s+least|a\s+minimum\s+of|minimum\s+of|no\s+fewer\s+than|not\s+less\s+than|>=|≥)|(?P<approx>approximately|approx\.?|around|about|circa|c\.?|roughly|some|estimated\s+at|estimate(?:d)?(?:\s+to\s+be)?|in\s+the\s+region\s+of|nearly|almost|~|tua))\s*(?:a\s+total\s+of\s+)?£?\s*$"
);
pattern!(
    AFTER,
    r"(?i)^\s*(?:(?P<le>or\s+(?:fewer|less)\b|and\s+under\b|maximum\b)|(?P<ge>or\s+(?:more|over|above)\b|\+|and\s+over\b|plus\s*(?:$|[.,;)]))|(?P<approx>\(?\s*(?:approx|approximate|approximately|estimated|estimate)\b))"
);
pattern!(RANGE, r"(?i)^\s*(?P<to>to|and|-|–|—)\s*$");
pattern!(BETWEEN, r"(?i)\b(?:between|from|range\s+of)\s*£?\s*$");

/// `24(1)`, `40(2)(a)`: a section of the Act, wherever its line was broken.
fn cites_a_section(text: &str, span: &Range<usize>) -> bool {
    let short =
        text.get(span.clone()).is_some_and(|digits| digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit()));
    let (before, after) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    let mut next = after.chars();
    let heads = next.next() == Some('(')
        && next.next().is_some_and(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
        && next.next() == Some(')');
    let mut last = before.chars().rev();
    let inside = after.starts_with(')')
        && last.next() == Some('(')
        && last.next().is_some_and(|c| c.is_ascii_digit() || c == ')');
    short && (heads || inside)
}

/// The tokens of `text`, from left to right.
pub fn scan(text: &str) -> Vec<Token> {
    let mut covered: Vec<(Range<usize>, Option<Token>)> = Vec::new();
    let free = |covered: &[(Range<usize>, Option<Token>)], span: &Range<usize>| {
        let at = covered.partition_point(|(c, _)| c.end <= span.start);
        covered.get(at).is_none_or(|(c, _)| c.start >= span.end)
    };
    let put = |covered: &mut Vec<(Range<usize>, Option<Token>)>, span: Range<usize>, token: Option<Token>| {
        let at = covered.partition_point(|(c, _)| c.start < span.start);
        covered.insert(at, (span, token));
    };
    for found in found(&NOISE, text) {
        let ratio = |w: &str| w.contains(" in ");
        if text.get(found.clone()).is_some_and(|w| w.chars().any(|c| c.is_ascii_digit()) || ratio(w))
            && !is_period_like(text, &found)
        {
            put(&mut covered, found, None);
        }
    }
    let mut from = 0;
    while let Some(span) = find_at(text, from) {
        // What only looked like a period may hide one: "20 Jan-13" after "335,476.", "2013" in "2013 – 89,159".
        from = next_char(text, span.start);
        let word = text.get(span.clone()).and_then(|w| w.find(' ')).map_or(span.end, |n| span.start + n);
        let named = text.get(span.clone()).is_some_and(|w| w.starts_with(char::is_alphabetic));
        let word = if named { word } else { span.end };
        let shorter = [span.clone(), span.start..word, span.start..span.start + 4];
        let Some(span) = shorter.into_iter().find(|s| period_at(text, s)) else {
            continue;
        };
        if !free(&covered, &span) {
            continue;
        }
        from = span.end.max(from);
        let words = text.get(span.clone()).unwrap_or_default();
        let plain = words.len() == 4 && words.bytes().all(|b| b.is_ascii_digit());
        put(&mut covered, span.clone(), Some(Token::Period { span, plain }));
    }
    {
        for caught in DURATION.captures_iter(text) {
            let (Some(all), Some(n)) = (caught.get(0), caught.name("n")) else { continue };
            let span = all.range();
            if free(&covered, &span) {
                let value = plain_number(n.as_str()).or_else(|| number_in_words(n.as_str()).map(|(v, _)| v));
                let mut number = Number::plain(n.range(), value.unwrap_or_default());
                number.bound = bound_around(text, &span);
                put(&mut covered, span, value.map(|_| Token::Duration(number)));
            }
        }
    }
    let mut numbers = Vec::new();
    {
        for caught in NUMBER.captures_iter(text) {
            let Some(number) = Number::caught(text, &caught) else { continue };
            if free(&covered, &number.span) {
                numbers.push(number);
            }
        }
    }
    for span in found(&STAR, text) {
        let at = span.start + text.get(span.clone()).and_then(|w| w.find(['*', '['])).unwrap_or_default();
        let span = at..at + 1;
        if free(&covered, &span) {
            put(&mut covered, span.clone(), Some(Token::Masked { span, words: "suppressed" }));
        }
    }
    for (span, value) in super::words::all(text) {
        if free(&covered, &span) && numbers.iter().all(|n| n.span.end <= span.start || n.span.start >= span.end) {
            let mut number = Number::plain(span.clone(), value);
            number.in_words = true;
            let after = text.get(span.end..).unwrap_or_default().trim_start();
            if after.to_lowercase().starts_with("per cent")
                || after.starts_with('%')
                || after.to_lowercase().starts_with("percent")
            {
                number.form = Form::Percent;
            }
            number.bound = bound_around(text, &span);
            numbers.push(number);
        }
    }
    numbers.retain(|number| !cites_a_section(text, &number.span));
    numbers.sort_by_key(|n| n.span.start);
    for number in ranges(text, numbers) {
        put(&mut covered, number.span.clone(), Some(Token::Number(number)));
    }
    let mut tokens: Vec<Token> = covered.into_iter().filter_map(|(_, token)| token).collect();
    tokens.sort_by_key(|token| token.span().start);
    tokens
}

/// Joins the two ends of a range: "between 5 and 9", "£3,000 to £48,500".
fn ranges(text: &str, numbers: Vec<Number>) -> Vec<Number> {
    let mut out: Vec<Number> = Vec::new();
    for number in numbers {
        if let Some(last) = out.last_mut()
            && last.high.is_none()
            && let Some(gap) = text.get(last.span.end..number.span.start)
            && let Some(joint) = RANGE.captures(gap).and_then(|c| c.name("to"))
        {
            let told = BETWEEN.is_match(text.get(..last.span.start).unwrap_or_default());
            let word = joint.as_str();
            let dashed =
                word != "and" && (last.form == number.form || last.form == Form::Plain || number.form == Form::Plain);
            let line_break = gap.contains('\n');
            let sizes = last.value.abs() < number.value.abs();
            let plain_dash =
                !word.eq_ignore_ascii_case("to") && !told && last.form == Form::Plain && number.form == Form::Plain;
            if sizes && !line_break && (told || (dashed && word != "and" && !plain_dash)) {
                last.high = Some(number.value.abs());
                last.bound = Some(Qualifier::Range);
                // "£160-170k": the scale is said once for both ends.
                if number.scaled && !last.scaled && last.value < 1e3 {
                    last.value *= [1e3, 1e6, 1e9].into_iter().find(|s| number.value / s < 1e3).unwrap_or(1.0);
                }
                if last.form == Form::Plain {
                    last.form = number.form;
                    // "between 2 and 3 million", "£2.5 to £3m": the second end says the scale for both
                }
                last.span.end = number.span.end;
                continue;
            }
        }
        let mut number = number;
        if number.dash && !text.get(number.span.start..number.span.end).is_some_and(|w| w.starts_with(['-', '−'])) {
            number.dash = true;
        }
        out.push(number);
    }
    out
}

impl Number {
    /// A bare number, as a reader that knows better than its shape takes it.
    pub fn of(span: Range<usize>, value: f64) -> Self {
        Self::plain(span, value)
    }

    fn plain(span: Range<usize>, value: f64) -> Self {
        Self { span, value, form: Form::Plain, bound: None, high: None, dash: false, in_words: false, scaled: false }
    }

    fn caught(text: &str, caught: &regex::Captures<'_>) -> Option<Self> {
        let num = caught.name("num")?;
        let before = text.get(..num.start())?.chars().next_back();
        // Glued to letters (`AXLR8`, `B7`), or the tail of a longer thing (`1.2.3`): no figure. A full stop before is the
        // end of a sentence that a value is glued to.
        if before.is_some_and(|c| c.is_alphabetic() || c == '_' || c == '/' || c == '\\' || c == '#') {
            return None;
        }
        let mut end = num.end();
        let mut value: f64 = plain_number(num.as_str())?;
        let mut form =
            if caught.name("cur").is_some() || caught.name("cur2").is_some() { Form::Money } else { Form::Plain };
        let mut scaled = false;
        if let Some(scale) = caught.name("scale") {
            let word = scale.as_str().to_lowercase();
            let times = match word.as_str() {
                "k" | "thousand" | "000s" => 1e3,
                "m" | "mn" | "million" | "miliwn" => 1e6,
                "bn" | "billion" => 1e9,
                _ => 1.0,
            };
            // "12 m" of plain numbers may be metres; a pound sign or a full word settles it.
            if form == Form::Money || word.len() > 2 || word == "k" {
                value = (value * times * 100.0).round() / 100.0;
                scaled = true;
                end = scale.end();
            }
        }
        if let Some(percent) = caught.name("pct") {
            form = Form::Percent;
            end = percent.end();
        } else if let Some(pence) = caught.name("pence")
            && form == Form::Plain
            && !scaled
        {
            form = Form::Money;
            value /= 100.0;
            end = pence.end();
        }
        let after = text.get(end..)?.chars().next();
        let glued = after.is_some_and(|c| c.is_alphabetic() || c == '_' || c == '\\');
        if glued && form == Form::Plain && !scaled && !in_a_unit(text.get(end..)?) {
            return None;
        }
        let minus = caught.name("minus");
        let sign = minus.is_some_and(|m| {
            let before = text.get(..m.start()).unwrap_or_default().chars().next_back();
            // "2013 - 48.2": a dash with blanks about it is a rule between label and figure.
            let glued = !m.as_str().ends_with(char::is_whitespace);
            glued && before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '|' | '£' | ':'))
        });
        let start = if caught.name("cur").is_some() {
            caught.name("cur").map_or(num.start(), |c| c.start())
        } else {
            caught.name("cur2").map_or(num.start(), |c| c.start())
        };
        let mut number = Self::plain(start..end, value);
        number.form = form;
        number.scaled = scaled;
        number.dash = sign;
        number.bound = bound_around(text, &number.span);
        Some(number)
    }
}

/// Units that are written without a blank: "138mph", "2.5kg".
const UNITS: [&str; 24] = [
    "mph", "kmh", "km", "kg", "g", "mg", "m", "mm", "cm", "ml", "l", "ha", "kw", "kwh", "mw", "mwh", "gb", "tb", "ft",
    "t", "fte", "wte", "x", "no",
];

/// Do the letters that begin `after` name a unit?
fn in_a_unit(after: &str) -> bool {
    let letters = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    UNITS.iter().any(|unit| letters.eq_ignore_ascii_case(unit))
}

fn plain_number(words: &str) -> Option<f64> {
    words.replace(',', "").parse().ok()
}

/// The bound that the words around `span` put on its number.
fn bound_around(text: &str, span: &Range<usize>) -> Option<Qualifier> {
    let mut from = span.start.saturating_sub(40);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text.get(from..span.start)?;
    if let Some(caught) = BEFORE.captures(before) {
        let whole = caught.get(0)?;
        // `some` in `handsome`, `c` in `etc`: the word must begin there.
        let free = before.get(..whole.start()).and_then(|w| w.chars().next_back()).is_none_or(|c| !c.is_alphanumeric());
        if free {
            for (name, bound) in [
                ("lt", Qualifier::Lt),
                ("le", Qualifier::Le),
                ("gt", Qualifier::Gt),
                ("ge", Qualifier::Ge),
                ("approx", Qualifier::Approx),
            ] {
                if caught.name(name).is_some() {
                    return Some(bound);
                }
            }
        }
    }
    let caught = AFTER.captures(text.get(span.end..)?)?;
    [("le", Qualifier::Le), ("ge", Qualifier::Ge), ("approx", Qualifier::Approx)]
        .into_iter()
        .find(|(name, _)| caught.name(name).is_some())
        .map(|(_, bound)| bound)
}

fn found(pattern: &Pattern, text: &str) -> Vec<Range<usize>> {
    pattern.find_iter(text).map(|m| m.range()).collect()
}
