//! A table of a TOML file (`campaign.toml`, `foi.toml`), asked key by key; what is missing, mistyped or unknown is noted with its place.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, Found, Source, nearest};

/// One table of the file.
#[derive(Clone, Copy)]
pub(crate) struct Section<'a> {
    /// How a person would name it: `[requester]`, `this question`.
    pub what: &'a str,
    pub source: &'a Source,
    table: &'a DeTable<'a>,
    /// Where to point when something is missing.
    start: usize,
    end: usize,
}

impl<'a> Section<'a> {
    pub fn new(what: &'a str, source: &'a Source, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        // A table may run over many lines; its first is where a person looks for it.
        let text = source.text().get(span.start..span.end).unwrap_or_default();
        let line = text.find('\n').unwrap_or(text.len());
        Self { what, source, table, start: span.start, end: span.start + line }
    }

    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    pub fn fault(
        &self,
        found: &mut Found,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        found.faults.push(Fault::new(self.source, span, message, label, help));
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The keys, as the file orders them.
    pub fn keys(&self) -> Vec<String> {
        self.table.keys().map(|name| name.get_ref().to_string()).collect()
    }

    pub fn is_table(&self, key: &str) -> bool {
        self.value(key).is_some_and(|value| value.get_ref().is_table())
    }

    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The place of a key's own name.
    pub fn key_span(&self, key: &str) -> Range<usize> {
        self.table.keys().find(|name| name.get_ref() == key).map_or(self.span(), |name| name.span())
    }

    pub fn value_span(&self, key: &str) -> Range<usize> {
        self.value(key).map_or(self.span(), Spanned::span)
    }

    /// Notes every key that is none of `known`.
    pub fn refuse_others(&self, found: &mut Found, known: &[&str]) {
        for key in self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let help = match nearest(key.get_ref(), known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("{} takes: {}", self.what, known.join(", ")),
            };
            let message = format!("{} has no key `{}`", self.what, key.get_ref().escape_debug());
            self.fault(found, key.span(), message, "not known here", help);
        }
    }

    /// Notes that a key which must be there is not.
    pub fn missing(&self, found: &mut Found, key: &str, help: &str) {
        self.fault(found, self.span(), format!("{} has no `{key}`", self.what), "belongs here", help);
    }

    /// Reads a value with `read`, noting what `wanted` says where it is something else.
    fn read<T>(
        &self,
        found: &mut Found,
        key: &str,
        wanted: &str,
        read: impl Fn(&DeValue) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let value = self.value(key)?;
        let got = read(value.get_ref());
        if got.is_none() {
            let message = format!("`{key}` is {}", said(value.get_ref()));
            self.fault(found, value.span(), message, "this", format!("write {wanted}"));
        }
        got.map(|got| Spanned::new(value.span(), got))
    }

    /// Words on one line; not blank, since a blank one was left to be filled in.
    pub fn line(&self, found: &mut Found, key: &str, help: &str) -> Option<Spanned<String>> {
        let words = self.prose(found, key, help)?;
        if words.get_ref().contains(char::is_control) {
            let help = "write it on one line: a line end in a name or a subject would begin a new mail header";
            self.fault(found, words.span(), format!("`{key}` runs over a line end"), "this", help);
            return None;
        }
        Some(words)
    }

    /// As [`Self::line`], and noted where it is not there.
    pub fn required_line(&self, found: &mut Found, key: &str, help: &str) -> Option<Spanned<String>> {
        if !self.has(key) {
            self.missing(found, key, help);
        }
        self.line(found, key, help)
    }

    /// Words that may run over several lines.
    pub fn prose(&self, found: &mut Found, key: &str, help: &str) -> Option<Spanned<String>> {
        let words = self.read(found, key, "text in \"double quotes\"", |value| value.as_str().map(str::to_owned))?;
        if words.get_ref().trim().is_empty() {
            self.fault(found, words.span(), format!("`{key}` is still empty"), "to be filled in", help);
            return None;
        }
        Some(words)
    }

    pub fn date(&self, found: &mut Found, key: &str) -> Option<Spanned<Date>> {
        self.read(found, key, "a date as 2018-08-20", |value| match value {
            DeValue::Datetime(day) if day.time.is_none() && day.offset.is_none() => {
                let day = day.date?;
                Date::new(i16::try_from(day.year).ok()?, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?)
                    .ok()
            }
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        })
    }

    pub fn flag(&self, found: &mut Found, key: &str) -> Option<bool> {
        self.read(found, key, "true or false", |value| value.as_bool()).map(Spanned::into_inner)
    }

    /// A whole number from `least` to `most`.
    pub fn whole(&self, found: &mut Found, key: &str, least: u32, most: u32) -> Option<u32> {
        let wanted = format!("a whole number from {least} to {most}");
        self.read(found, key, &wanted, |value| {
            let digits = value.as_integer()?;
            let number = u32::from_str_radix(digits.as_str(), digits.radix()).ok()?;
            (least..=most).contains(&number).then_some(number)
        })
        .map(Spanned::into_inner)
    }

    /// A share from 0 to 1, or a word.
    pub fn share_or_word(&self, found: &mut Found, key: &str, word: &str) -> Option<Result<f64, ()>> {
        let wanted = format!("a number from 0 to 1, such as 0.99, or \"{word}\"");
        let number = |text: &str| text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share)).map(Ok);
        self.read(found, key, &wanted, |value| match value {
            DeValue::Float(float) => number(float.as_str()),
            DeValue::Integer(integer) => number(integer.as_str()),
            DeValue::String(text) if text == word => Some(Err(())),
            _ => None,
        })
        .map(Spanned::into_inner)
    }

    /// A list of numbers.
    pub fn numbers(&self, found: &mut Found, key: &str) -> Vec<f64> {
        let number = |item: &Spanned<DeValue>| match item.get_ref() {
            DeValue::Float(float) => float.as_str().parse::<f64>().ok().filter(|number| number.is_finite()),
            DeValue::Integer(integer) => integer.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let list = self.read(found, key, "a list of numbers: [1000, 5000]", |value| {
            value.as_array()?.iter().map(number).collect::<Option<Vec<f64>>>()
        });
        list.map(Spanned::into_inner).unwrap_or_default()
    }

    /// A list of words; a single one may stand without brackets.
    pub fn lines(&self, found: &mut Found, key: &str) -> Vec<Spanned<String>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        if let Some(word) = value.get_ref().as_str() {
            return vec![Spanned::new(value.span(), word.to_owned())];
        }
        let items = value.get_ref().as_array().map(|array| array.iter().collect::<Vec<_>>());
        let words = |item: &&Spanned<DeValue>| {
            item.get_ref().as_str().filter(|word| !word.contains(char::is_control)).is_some()
        };
        match items {
            Some(items) if items.iter().all(words) => items
                .iter()
                .map(|item| Spanned::new(item.span(), item.get_ref().as_str().unwrap_or_default().to_owned()))
                .collect(),
            _ => {
                let help = "write a list of words: [\"full-time\", \"part-time\"]";
                self.fault(found, value.span(), format!("`{key}` is no list of words"), "this", help);
                Vec::new()
            }
        }
    }

    /// A table within this one.
    pub fn section(&self, found: &mut Found, key: &str, what: &'a str) -> Option<Section<'a>> {
        let value = self.value(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Section::new(what, self.source, table, value.span())),
            None => {
                let message = format!("`{key}` is {}", said(value.get_ref()));
                self.fault(found, value.span(), message, "this", format!("write a table headed [{key}]"));
                None
            }
        }
    }

    /// Tables in a list: `[[question]]` after `[[question]]`.
    pub fn sections(&self, found: &mut Found, key: &str, what: &'a str) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let items: Vec<_> = value.get_ref().as_array().map(|array| array.iter().collect()).unwrap_or_default();
        let tables: Vec<Section> = items
            .iter()
            .filter_map(|item| Some(Section::new(what, self.source, item.get_ref().as_table()?, item.span())))
            .collect();
        if tables.len() != items.len() || items.is_empty() && !value.get_ref().is_array() {
            let help = format!("each stands under its own heading [[{key}]]");
            self.fault(found, value.span(), format!("`{key}` is no list of tables"), "this", help);
        }
        tables
    }
}

fn said(value: &DeValue) -> String {
    match value {
        DeValue::String(text) => format!("the text \"{}\"", text.escape_debug()),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(when) => format!("the date or time {when}"),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}

/// Where byte `at` of a TOML string's value stands in the file, if its text has no escapes before it.
pub(in crate::campaign) fn inside(source: &Source, written: &Spanned<String>, part: Range<usize>) -> Range<usize> {
    let span = written.span();
    let raw = source.text().get(span.clone()).unwrap_or_default();
    match raw.find(written.get_ref().as_str()) {
        Some(offset) => {
            let start = span.start + offset;
            // An empty place, such as the end of the text, still wants a sign under it: the closing mark.
            start + part.start..start + part.end.max(part.start + 1)
        }
        None => span,
    }
}
