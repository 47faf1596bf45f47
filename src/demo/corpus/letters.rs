//! Replies with substance: answers, refusals, corrections, each in its layout, its wording and its file.

use jiff::civil::DateTime;

use super::body::{Html, html, text};
use super::brief::{BRIEF, Sent};
use super::chance::Chance;
use super::layout::{Layout, Piece, answers};
use super::mail::{Charset, Part};
use super::paper;
use super::post::{Envelope, Post, Route, quoted_letter};
use super::trusts::Trust;
use super::truth::{Fate, QUESTIONS, Row};
use super::voice::{PHRASES, Voice, fill, met, phrase, section_words};
use crate::ledger::CellState;

/// A letter could not be written; the words of the writer that failed.
#[derive(Debug, thiserror::Error)]
#[error("an invented attachment could not be made: {0}")]
pub struct PaperError(String);

/// The desk of one trust, about to write.
pub struct Desk<'a> {
    pub trust: &'a Trust,
    pub voice: &'a Voice,
    pub sent: &'a Sent,
}

impl Desk<'_> {
    /// The reply that answers the request `row`, whatever the answer is.
    ///
    /// # Errors
    /// An attachment that could not be made.
    pub fn answer(&self, row: &Row, layout: Layout, at: DateTime, chance: &mut Chance) -> Result<Post, PaperError> {
        let asks = BRIEF.asks();
        let (kind, layout, body) = match row.fate {
            Fate::Refuses => ("refused", whole_layout(layout), self.whole("refuses", row, chance)),
            Fate::TooCostly => ("over_cost_limit", whole_layout(layout), self.whole("too_costly", row, chance)),
            Fate::HoldsNothing => ("not_held", whole_layout(layout), self.whole("holds_nothing", row, chance)),
            _ => (outcome(row), layout, answers(layout, row, &asks, &QUESTIONS, self.voice, chance)),
        };
        self.letter(row, kind, layout, body, at, chance)
    }

    /// A later letter that replaces the answer to one question.
    ///
    /// # Errors
    /// An attachment that could not be made.
    pub fn correction(
        &self,
        row: &Row,
        question: &'static str,
        at: DateTime,
        chance: &mut Chance,
    ) -> Result<Post, PaperError> {
        let mut pieces = vec![Piece::Para(self.voice.salutation.clone())];
        pieces.push(Piece::Para(self.fill(&phrase(&PHRASES.notice, "covering_correction", chance), chance)));
        pieces.extend(answers(Layout::Numbered, row, &BRIEF.asks(), &[question], self.voice, chance));
        pieces.extend(self.signature());
        let part = Part::text("plain", &text(&pieces, Some(76)), *chance.pick(&Charset::ALL));
        Ok(self.envelope(Route::Threaded, at, "RE: CORRECTION:").post("full", &part, &[], chance))
    }

    /// A reply that reached the wrong desk and is passed on as it came, a mail inside a mail.
    pub fn pass_on(&self, post: &Post, chance: &mut Chance) -> Post {
        let words = "Dear Ms Trevanion\n\nThe reply of our colleagues did not reach you, so I am passing it on.\n\nKind regards\n\nCorporate Office";
        let note = Part::text("plain", words, Charset::Utf8Quoted);
        let part = Part::multi("mixed", &[note, Part::mail(&post.bytes)], chance);
        self.envelope(Route::Subject, post.at, "FW:").post(post.kind, &part, &[], chance)
    }

    fn envelope<'a>(&'a self, route: Route, at: DateTime, prefix: &'a str) -> Envelope<'a> {
        let Desk { trust, voice, sent } = *self;
        Envelope { trust, voice, sent, route, at, prefix, from_desk: false }
    }

    fn letter(
        &self,
        row: &Row,
        kind: &'static str,
        layout: Layout,
        body: Vec<Piece>,
        at: DateTime,
        chance: &mut Chance,
    ) -> Result<Post, PaperError> {
        let route = Route::draw(chance);
        let mut files = self.scans(row);
        let (cover, lead) = if layout.attached() {
            files.push(self.file(layout, body, chance)?);
            (Vec::new(), "lead_attached")
        } else {
            (body, "lead")
        };
        let mut pieces = self.opening(layout, route, chance);
        if row.fate.writes_answers() && layout != Layout::Forwarded {
            pieces.push(Piece::Para(phrase(&PHRASES.letter, lead, chance)));
        }
        if layout == Layout::Forwarded {
            pieces.extend(self.signature());
            pieces.push(Piece::Para(self.forwarded_from()));
        }
        pieces.extend(cover);
        if layout != Layout::Forwarded {
            pieces.extend(self.closing(chance));
        }
        let main = self.main_part(layout, route, pieces, chance);
        let part = if files.is_empty() {
            main
        } else {
            files.insert(0, main);
            Part::multi("mixed", &files, chance)
        };
        Ok(self.envelope(route, at, if layout == Layout::Forwarded { "FW:" } else { "RE:" }).post(
            kind,
            &part,
            &[],
            chance,
        ))
    }

    fn main_part(&self, layout: Layout, route: Route, mut pieces: Vec<Piece>, chance: &mut Chance) -> Part {
        let charset = *chance.pick(&Charset::ALL);
        let quotes = route == Route::Quoted || (chance.happens(30) && route == Route::Threaded);
        if quotes {
            pieces.push(Piece::Para(quoted_letter(self.sent, &self.trust.email, chance)));
        }
        let width = chance.happens(60).then_some(76);
        let plain = || Part::text("plain", &text(&pieces, width), charset);
        let rich = |style| Part::text("html", &html(&pieces, style, charset.name()), charset);
        match layout {
            Layout::Outlook => rich(Html::Outlook),
            Layout::HtmlTable if chance.happens(50) => rich(*chance.pick(&[Html::Outlook, Html::Plain])),
            Layout::HtmlTable => Part::multi("alternative", &[plain(), rich(Html::Outlook)], chance),
            _ if chance.happens(35) => {
                let style = *chance.pick(&[Html::Outlook, Html::Plain]);
                Part::multi("alternative", &[plain(), rich(style)], chance)
            }
            _ => plain(),
        }
    }

    fn opening(&self, layout: Layout, route: Route, chance: &mut Chance) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if matches!(layout, Layout::Casework) || route == Route::CaseSystem {
            pieces.push(Piece::Para(format!(
                "Please do not reply above this line.\nCase reference: {}\nCase type: FOI\nYour reference: {}",
                self.voice.reference, self.sent.token
            )));
        }
        if layout == Layout::Bilingual {
            pieces.push(Piece::Heading("Deddf Rhyddid Gwybodaeth 2000 / Freedom of Information Act 2000".into()));
        }
        if route == Route::Retyped {
            pieces.push(Piece::Para(format!("Your ref: {}", Route::retyped(&self.sent.token, chance))));
        }
        pieces.push(Piece::Para(self.voice.salutation.clone()));
        let opening = match layout {
            Layout::Forwarded => {
                "Please see below the answers from the department concerned to your request {ref}.".into()
            }
            _ => phrase(&PHRASES.letter, "opening", chance),
        };
        pieces.push(Piece::Para(self.fill(&opening, chance)));
        pieces
    }

    fn closing(&self, chance: &mut Chance) -> Vec<Piece> {
        let rights = phrase(&PHRASES.letter, "rights", chance);
        let mut pieces = if rights.is_empty() { Vec::new() } else { vec![Piece::Para(rights)] };
        pieces.extend(self.signature());
        pieces
    }

    fn signature(&self) -> Vec<Piece> {
        let Voice { person, role, close, disclaimer, .. } = self.voice;
        let signed = format!("{person}\n{role}\n{}\n{}", self.trust.name, self.trust.email);
        [close.clone(), signed, disclaimer.clone()]
            .into_iter()
            .filter(|words| !words.is_empty())
            .map(Piece::Para)
            .collect()
    }

    fn forwarded_from(&self) -> String {
        format!(
            "-----Original Message-----\nFrom: IM&T Department\nSent: 30 August 2018 11:12\nTo: {}\nSubject: RE: {}\n\nHi, answers from us below.",
            self.trust.email, self.voice.reference
        )
    }

    /// The answers as a file, headed like a letter where the format has room for one.
    fn file(&self, layout: Layout, body: Vec<Piece>, chance: &mut Chance) -> Result<Part, PaperError> {
        let failed = |words: String| PaperError(words);
        let stem = chance.pick(&["Response", "FOI response letter", "Réponse", "FOI final reply", "Trust response"]);
        let name = format!("{stem} {}", self.voice.reference.replace(['/', ' '], "-"));
        let rows = body.iter().find_map(|piece| match piece {
            Piece::Table(rows) => Some(rows.clone()),
            _ => None,
        });
        let mut letter = vec![Piece::Heading(self.trust.name.clone())];
        letter.extend(self.opening(layout, Route::Threaded, chance));
        letter.extend(body);
        letter.extend(self.closing(chance));
        Ok(match (layout, rows) {
            (Layout::Sheet, Some(rows)) => {
                let title = format!("Freedom of Information request {}", self.voice.reference);
                let bytes = paper::xlsx(&title, &rows).map_err(|error| failed(error.to_string()))?;
                let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                Part::file(&format!("{name}.xlsx"), media, &bytes)
            }
            (Layout::Csv, Some(rows)) => Part::file(&format!("{name}.csv"), "text/csv", &paper::csv(&rows)),
            (Layout::PdfLetter | Layout::PdfTable, _) => {
                // Some mail programs do not know a PDF when they see one.
                let media = if chance.happens(20) { "application/octet-stream" } else { "application/pdf" };
                Part::file(&format!("{name}.pdf"), media, &paper::pdf(&letter))
            }
            _ => {
                let bytes = paper::docx(&letter).map_err(|error| failed(error.to_string()))?;
                let media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
                Part::file(&format!("{name}.docx"), media, &bytes)
            }
        })
    }

    /// The scan that an answer of "see attached" points to.
    fn scans(&self, row: &Row) -> Vec<Part> {
        let pointed = row.cells.values().any(|answer| answer.state == CellState::InAttachment);
        if pointed { vec![Part::file("Scan0001.pdf", "application/pdf", &paper::scan())] } else { Vec::new() }
    }

    fn whole(&self, of: &str, row: &Row, chance: &mut Chance) -> Vec<Piece> {
        let words = phrase(&PHRASES.whole, of, chance);
        let section = row.cells.values().flat_map(|answer| &answer.exemptions).next();
        let section = section.map(|section| section_words(section, chance)).unwrap_or_default();
        vec![Piece::Para(fill(&words, &[("{section}", section)]))]
    }

    fn fill(&self, words: &str, chance: &mut Chance) -> String {
        let sent = *chance.pick(&["20 August 2018", "20th August 2018", "20/08/2018", "Monday 20 August 2018"]);
        let pairs = [
            ("{ref}", self.voice.reference.clone()),
            ("{trust}", self.trust.name.clone()),
            ("{sent}", sent.to_owned()),
        ];
        fill(words, &pairs)
    }
}

/// A letter that gives nothing is a letter, not a table.
fn whole_layout(layout: Layout) -> Layout {
    match layout {
        Layout::DocxTable | Layout::Sheet => Layout::DocxLetter,
        Layout::PdfTable | Layout::Csv => Layout::PdfLetter,
        Layout::HtmlTable => Layout::Outlook,
        Layout::Forwarded => Layout::Numbered,
        other => other,
    }
}

fn outcome(row: &Row) -> &'static str {
    if QUESTIONS.iter().all(|question| row.cells.get(question).is_some_and(met)) { "full" } else { "partial" }
}
