//! Templates parsed once, letters written many times.

use std::ops::Range;

use tera::{Context, ErrorKind, Tera};

use super::{Facts, HeaderText, Letter, LetterError, LetterKind, answer_lines, context};
use crate::authority::Authority;
use crate::campaign::{Campaign, Fault, Source, nearest};

/// Writes a campaign's letters.
pub struct Writer {
    tera: Tera,
    papers: Vec<Paper>,
    names: Vec<String>,
    /// Columns of the frame: one of these is empty for an authority, where another name does not exist at all.
    columns: Vec<String>,
    answer_lines: Option<AnswerLines>,
}

struct AnswerLines(Vec<crate::campaign::Question>);

/// A template and where its two halves stand in its file.
struct Paper {
    kind: LetterKind,
    source: Source,
    subject_at: usize,
    body_at: usize,
}

/// What went wrong in rendering, before it is known for whom.
pub(super) struct Gap {
    pub span: Range<usize>,
    /// `authority.size`, where the error is a name that has no value.
    pub name: Option<String>,
    pub message: String,
}

impl Writer {
    /// Parses the campaign's templates.
    ///
    /// # Errors
    /// A fault for each template that is none.
    pub fn new(campaign: &Campaign) -> Result<Self, Vec<Fault>> {
        let mut tera = Tera::default();
        let (mut papers, mut faults) = (Vec::new(), Vec::new());
        for kind in LetterKind::ALL {
            match Paper::read(kind, campaign, &mut tera) {
                Ok(paper) => papers.push(paper),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        context::of_campaign(campaign, tera.global_context());
        let names = context::names(campaign);
        let columns = names.iter().filter_map(|name| name.strip_prefix("authority.").map(str::to_owned)).collect();
        let answer_lines = campaign.letters.answer_sheet.then(|| AnswerLines(campaign.questions.clone()));
        Ok(Self { tera, papers, names, columns, answer_lines })
    }

    /// Writes one letter.
    ///
    /// # Errors
    /// [`LetterError`], naming the template's line and the authority, where a variable does not exist or is empty.
    pub fn write(&self, kind: LetterKind, authority: &Authority, facts: &Facts) -> Result<Letter, LetterError> {
        let context = context::of_letter(authority, facts);
        self.with_context(kind, &context, facts).map_err(|gap| LetterError {
            kind: kind.word(),
            authority: format!("{} {}", authority.code, authority.name),
            fault: self.fault(kind, &gap, &authority.code.0),
        })
    }

    pub(super) fn with_context(&self, kind: LetterKind, context: &Context, facts: &Facts) -> Result<Letter, Gap> {
        let Some(paper) = self.paper(kind) else {
            return Err(Gap { span: 0..0, name: None, message: format!("there is no template for a {}", kind.word()) });
        };
        let half = |name: &str, at: usize| {
            self.tera.render(&format!("{}:{name}", kind.word()), context).map_err(|error| paper.gap(&error, at))
        };
        let subject = half("subject", paper.subject_at)?;
        let subject = subject.trim().parse::<HeaderText>().map_err(|error| Gap {
            span: paper.subject_span(),
            name: None,
            message: format!("the subject cannot go into a mail: {error}"),
        })?;
        let mut body = half("body", paper.body_at)?.trim().to_owned();
        body.push('\n');
        if kind == LetterKind::Request
            && let Some(AnswerLines(questions)) = &self.answer_lines
        {
            body.push('\n');
            body.push_str(&answer_lines(questions, &facts.token));
        }
        Ok(Letter { subject, body })
    }

    /// A gap as a fault of the template, for the authority with this code (or these codes).
    pub(super) fn fault(&self, kind: LetterKind, gap: &Gap, whom: &str) -> Fault {
        let source = self.paper(kind).map_or_else(|| Source::new(kind.word(), ""), |paper| paper.source.clone());
        let Some(name) = &gap.name else {
            let help =
                "templates are Tera's: {{ variable }}, {% if variable %}..{% endif %}, {% for question in questions %}";
            return Fault::new(&source, gap.span.clone(), gap.message.clone(), "here", help);
        };
        let (message, help) = if self.is_column(name) {
            let help = format!("fill the column in, or ask first: {{% if {name} %}} .. {{% endif %}}");
            (format!("`{name}` is empty for {whom}"), help)
        } else if self.names.contains(name) {
            let help = format!("it is not always known: ask first, by {{% if {name} %}} .. {{% endif %}}");
            (format!("`{name}` has no value in this letter"), help)
        } else {
            let help = match nearest(name, self.names.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are: {}", self.names.join(", ")),
            };
            (format!("there is no variable `{name}`"), help)
        };
        Fault::new(&source, gap.span.clone(), message, "this", help)
    }

    /// Is this a column of the frame, which may be empty for one and filled for another?
    pub(super) fn is_column(&self, name: &str) -> bool {
        name.strip_prefix("authority.").is_some_and(|name| self.columns.iter().any(|column| column == name))
    }

    pub(super) fn source(&self, kind: LetterKind) -> Option<&Source> {
        self.paper(kind).map(|paper| &paper.source)
    }

    fn paper(&self, kind: LetterKind) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.kind == kind)
    }
}

/// Writes one letter, parsing the campaign's templates for it; for many letters keep a [`Writer`].
///
/// # Errors
/// As [`Writer::write`]; of several templates that are none the first.
pub fn render(
    kind: LetterKind,
    campaign: &Campaign,
    authority: &Authority,
    facts: &Facts,
) -> Result<Letter, LetterError> {
    match Writer::new(campaign) {
        Ok(writer) => writer.write(kind, authority, facts),
        Err(faults) => {
            let source = Source::new(&super::template(kind, &campaign.letters).path, "");
            let none = || Fault::new(&source, 0..0, "the templates cannot be read", "", "");
            let fault = faults.into_iter().next().unwrap_or_else(none);
            Err(LetterError { kind: kind.word(), authority: format!("{} {}", authority.code, authority.name), fault })
        }
    }
}

impl Paper {
    /// The first line is `Subject: ...`; the rest is the body. Each half is a template by itself, so that no variable
    /// with a line end in it can push words from one into the other.
    fn read(kind: LetterKind, campaign: &Campaign, tera: &mut Tera) -> Result<Self, Fault> {
        let template = super::template(kind, &campaign.letters);
        let source = Source::new(&template.path, template.text.as_str());
        let text = template.text.as_str();
        let start = after_notes(text);
        let first = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| start + end);
        let line = text.get(start..first).unwrap_or_default();
        let Some(subject) = line.strip_prefix("Subject:").filter(|subject| !subject.trim().is_empty()) else {
            let help = "the first line is the mail's subject: `Subject: Freedom of Information request [{{ token }}]`";
            return Err(Fault::new(&source, start..first, "this letter has no subject", "the first line", help));
        };
        let paper = Self { kind, subject_at: first - subject.len(), body_at: first, source: source.clone() };
        let body = text.get(first..).unwrap_or_default();
        for (half, text, at) in [("subject", subject, paper.subject_at), ("body", body, paper.body_at)] {
            tera.add_raw_template(&format!("{}:{half}", kind.word()), text.trim_end()).map_err(|error| {
                let gap = paper.gap(&error, at);
                let help = "templates are Tera's: {{ variable }}, {% if variable %}..{% endif %}, {% for question in questions %}";
                Fault::new(&source, gap.span, gap.message, "here", help)
            })?;
        }
        Ok(paper)
    }

    fn subject_span(&self) -> Range<usize> {
        self.subject_at..self.body_at
    }

    /// What Tera says, with its place in the whole file.
    fn gap(&self, error: &tera::Error, at: usize) -> Gap {
        match error.kind() {
            ErrorKind::SyntaxError(report) => {
                let range = &report.span().range;
                Gap { span: at + range.start..at + range.end, name: None, message: sentence(report.message()) }
            }
            ErrorKind::RenderingError(report) => {
                let range = &report.span().range;
                let span = at + range.start..at + range.end;
                let missing = report.message().contains("is not defined") || report.message().contains("undefined");
                let name = missing.then(|| self.dotted(&span));
                Gap { span, name, message: sentence(report.message()) }
            }
            other => self.placed(&other_words(other, error), at),
        }
    }

    /// The whole of `authority.size`, of which Tera points at `size`; `question` for whatever a loop calls it.
    fn dotted(&self, span: &Range<usize>) -> String {
        let text = self.source.text();
        let before = text.get(..span.start).unwrap_or_default();
        let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let start = before
            .rfind(|c: char| !part(c))
            .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        text.get(start..span.end).unwrap_or_default().to_owned()
    }

    /// Unknown filters and their like come as text with ` --> name:line:column` in it.
    fn placed(&self, words: &str, at: usize) -> Gap {
        let message = words.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let place = words.lines().find_map(|line| {
            let mut numbers = line.trim().strip_prefix("--> ")?.rsplit(':');
            let column: usize = numbers.next()?.parse().ok()?;
            let row: usize = numbers.next()?.parse().ok()?;
            Some((row, column))
        });
        let half = self.source.text().get(at..).unwrap_or_default();
        let start = place.map_or(0, |(row, column)| {
            let line: usize = half.split_inclusive('\n').take(row.saturating_sub(1)).map(str::len).sum();
            line + column.saturating_sub(1)
        });
        let rest = half.get(start..).unwrap_or_default();
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        Gap { span: at + start..at + start + length, name: None, message }
    }
}

/// Where the letter begins, behind blank lines and `{# notes #}`.
fn after_notes(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let notes = text.get(at..).filter(|rest| rest.starts_with("{#"));
        let Some(end) = notes.and_then(|rest| rest.find("#}")) else { return at };
        at += end + 2;
    }
}

fn other_words(kind: &ErrorKind, error: &tera::Error) -> String {
    match kind {
        ErrorKind::Msg(words) => words.clone(),
        _ => error.to_string(),
    }
}

/// Tera lists what is available behind a full stop; our help says it better.
fn sentence(message: &str) -> String {
    message.split(". Available").next().unwrap_or(message).to_owned()
}
