//! PDF: glyphs on a page to text and tables with addresses.
//!
//! ISO 32000 says where each glyph stands, not what is a word, a line or a table; that is worked out here, in this
//! order: marks on the page ([`marks`], [`turn`], [`repair`]), lines ([`lines`]), running heads ([`running`]), ruled
//! tables ([`grid`], [`heading`]), columns of prose ([`columns`]), tables by their gaps ([`gutters`], [`stretch`], [`gaps`], [`rows`]), paragraphs ([`flow`],
//! [`join`]), the whole ([`assemble`]). Beside the pages: form fields ([`forms`]) and files inside ([`attachments`]).
//!
//! What it will not do: guess passwords, run scripts, read XFA forms, turn outlines into letters. Pages that are
//! pictures are named, and [`page_images`] gives their pictures to whoever can read them. It keeps no time: hostile
//! files are contained by the worker process that this runs in. `pdf.objects()` of the parser is never called, since a
//! hostile file makes it endless.

mod assemble;
mod attachments;
mod centred;
mod columns;
mod flow;
mod forms;
mod gaps;
mod grid;
mod gutters;
mod heading;
mod join;
mod lines;
mod marker;
mod marks;
mod overleaf;
mod pictures;
mod repair;
mod rows;
mod running;
mod spanning;
mod stretch;
mod turn;
mod weight;

use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Point, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt as _, interpret_page};

pub use pictures::{PageImage, page_images};

use self::assemble::PageLines;
use self::marks::{Listener, Marks};
use super::{Budget, Document, Format, State};

/// Reads a PDF. Never fails: what cannot be read is in the state and the warnings.
pub fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Pdf, State::Refused);
    match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => read_open(&pdf, &mut document, budget),
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            document.state = State::Locked;
            document
                .warnings
                .push("a password is needed to open it: ask the authority for an unlocked copy".to_owned());
        }
        Err(LoadPdfError::Decryption(_)) => {
            document.state = State::Locked;
            document.warnings.push(
                "it is encrypted in a way that cannot be read here: ask the authority for an unlocked copy".to_owned(),
            );
        }
        Err(LoadPdfError::Invalid) => {
            document.warnings.push("it is damaged beyond reading: no pages were found in it".to_owned())
        }
    }
    document
}

fn read_open(pdf: &Pdf, document: &mut Document, budget: &Budget) {
    let limits = budget.limits();
    let count = pdf.pages().len();
    document.pages = u32::try_from(count).ok();
    let most = limits.pages as usize;
    let mut report = Report::default();
    if count > most {
        report.lost.push(format!("it has {count} pages; those after page {most} were not read"));
    }
    let mut characters = limits.characters;
    let mut pages = Vec::new();
    for (number, page) in (1..).zip(pdf.pages().iter().take(most)) {
        let marks = marks_of(pdf, page, characters);
        characters -= marks.glyphs.len().min(characters);
        pages.push(page_lines(number, marks, &mut report));
    }
    document.blocks = assemble::blocks(pages);
    document.fields = forms::fields(pdf);
    children(pdf, document, budget, &mut report);
    let text = document.blocks.iter().any(|b| !b.text.is_empty() || !b.rows.is_empty());
    document.state = report.state(text);
    document.warnings.extend(report.warnings());
}

fn marks_of<'a>(pdf: &'a Pdf, page: &Page<'a>, most_glyphs: usize) -> Marks {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let place = page.initial_transform(true).to_kurbo();
    let mut context =
        Context::new(place, Rect::new(0.0, 0.0, width, height), &cache, pdf.xref(), InterpreterSettings::default());
    let mut listener = Listener::new(width, height, most_glyphs);
    interpret_page(page, &mut context, &mut listener);
    listener.marks
}

fn page_lines(number: u32, mut marks: Marks, report: &mut Report) -> PageLines {
    let covered = cover(&mut marks);
    let aside = turn::level(&mut marks);
    repair::mend(&mut marks.glyphs);
    let mut built = lines::build(&marks.glyphs);
    if built.is_garbage() {
        (built.unreadable, built.lines) = (built.glyphs, Vec::new());
    }
    report.page(number, &marks, &built, covered);

    let aside = aside
        .into_iter()
        .filter_map(|mut group| {
            repair::mend(&mut group.glyphs);
            let text = join::join(
                lines::build(&group.glyphs).lines.iter().map(lines::Line::text),
                &join::Vocabulary::default(),
            );
            (text.chars().count() > 1).then_some((text, group.crosses))
        })
        .collect();
    let Marks { width, height, rules, boxes, .. } = marks;
    PageLines { number, width, height, lines: built.lines, rules, boxes, aside }
}

/// Marks the glyphs that a box painted later hides, and counts them.
fn cover(marks: &mut Marks) -> usize {
    let page = marks.width * marks.height;
    let mut count = 0;
    // Rectangles of half a page are backgrounds of what is painted after them, or cover the page on purpose.
    for filled in marks.boxes.iter().filter(|b| b.opaque && b.area.area() < 0.5 * page && b.area.height() > 4.0) {
        for glyph in marks.glyphs.iter_mut().take(filled.after) {
            let middle =
                Point::new((glyph.at.x + glyph.to.x) / 2.0, (glyph.at.y + glyph.to.y) / 2.0 - 0.3 * glyph.size);
            let inked = glyph.text.as_deref().is_none_or(|t| !t.trim().is_empty());
            if !glyph.covered && inked && !glyph.unseen && filled.area.contains(middle) {
                glyph.covered = true;
                count += 1;
            }
        }
    }
    count
}

fn children(pdf: &Pdf, document: &mut Document, budget: &Budget, report: &mut Report) {
    let (files, more) = attachments::attached(pdf, budget.limits().children);
    if more {
        report.lost.push(format!("it holds more than {} files; the rest were not read", budget.limits().children));
    }
    for file in files {
        let Some(bytes) = file.bytes else {
            report.lost.push(format!("the file `{}` inside it is damaged", file.name));
            continue;
        };
        budget.inflated(bytes.len() as u64);
        match budget.child() {
            Ok(inner) => document.children.push(super::read_within(&file.name, &bytes, None, &inner)),
            Err(limit) => report.lost.push(format!("the file `{}` inside it was not read: {limit}", file.name)),
        }
    }
}

/// A page without glyphs and with so many shapes as large as letters has its words drawn as outlines.
const DRAWN: usize = 40;

/// What is to be said about the pages.
#[derive(Default)]
struct Report {
    pages: u32,
    images: Vec<u32>,
    drawn: Vec<u32>,
    scans: Vec<u32>,
    garbled: Vec<u32>,
    covered: Vec<u32>,
    cut: Vec<u32>,
    lost: Vec<String>,
}

impl Report {
    fn page(&mut self, number: u32, marks: &Marks, built: &lines::Built, covered: usize) {
        self.pages += 1;
        let page = marks.width * marks.height;
        let largest = marks.pictures.iter().map(|p| p.area.area()).fold(0.0, f64::max);
        let picture = largest > 0.35 * page || marks.pictures.iter().map(|p| p.area.area()).sum::<f64>() > 0.6 * page;
        if picture && built.glyphs < 12 {
            self.images.push(number);
        } else if picture && !marks.glyphs.is_empty() && marks.glyphs.iter().all(|g| g.unseen) {
            self.scans.push(number);
        }
        if !picture && built.glyphs < 12 && marks.shapes >= DRAWN {
            self.drawn.push(number);
        }
        if built.unreadable > 0 && built.unreadable * 50 >= built.glyphs {
            self.garbled.push(number);
        }
        if covered > 0 {
            self.covered.push(number);
        }
        if marks.cut {
            self.cut.push(number);
        }
    }

    fn state(&self, text: bool) -> State {
        let wordless = self.images.len() + self.drawn.len();
        if wordless > 0 && wordless == self.pages as usize && !text {
            State::Image
        } else if wordless == 0 && self.garbled.is_empty() && self.cut.is_empty() && self.lost.is_empty() {
            State::Read
        } else {
            State::Partly
        }
    }

    fn warnings(self) -> Vec<String> {
        let mut out = Vec::new();
        let mut say = |pages: &[u32], one: &str, many: &str| match pages {
            [] => {}
            [page] => out.push(format!("page {page} {one}")),
            _ => out.push(format!("pages {} {many}", listed(pages))),
        };
        say(&self.images, "is an image: it has no text to read", "are images: they have no text to read");
        say(
            &self.drawn,
            "shows shapes of letters, which are no text to read: ask the authority for the file that it was made from",
            "show shapes of letters, which are no text to read: ask the authority for the file that they were made from",
        );
        say(
            &self.scans,
            "is a scan: its text was read by OCR and may be wrong",
            "are scans: their text was read by OCR and may be wrong",
        );
        say(
            &self.garbled,
            "is set in a font that does not say which letters it shows: what cannot be read was left out",
            "are set in fonts that do not say which letters they show: what cannot be read was left out",
        );
        say(
            &self.covered,
            "has text under a box that was meant to hide it: it is kept and marked hidden, treat it with care",
            "have text under boxes that were meant to hide it: it is kept and marked hidden, treat it with care",
        );
        say(
            &self.cut,
            "holds more characters than the limit: the rest was not read",
            "hold more characters than the limit: the rest was not read",
        );
        out.extend(self.lost);
        out
    }
}

/// `1, 2 and 5`; neighbours as `1 to 4`.
fn listed(pages: &[u32]) -> String {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match spans.last_mut().filter(|s| s.1 + 1 == *page) {
            Some(span) => span.1 = *page,
            None => spans.push((*page, *page)),
        }
    }
    let mut said: Vec<String> = spans
        .iter()
        .flat_map(|(a, b)| match b - a {
            0 => vec![a.to_string()],
            1 => vec![a.to_string(), b.to_string()],
            _ => vec![format!("{a} to {b}")],
        })
        .collect();
    match said.pop() {
        Some(last) if !said.is_empty() => format!("{} and {last}", said.join(", ")),
        last => last.unwrap_or_default(),
    }
}
