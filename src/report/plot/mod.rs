//! Plots as data: marks with places, sizes and classes, and the same numbers as a table for who cannot see them.
//!
//! Drawn here rather than by a plotting library so that each mark has a title, links to its rows and takes its colours
//! from the page's style (light, dark, print). One template draws all kinds. After the practice of newspapers' data desks
//! and of the W3C's tutorial on complex images: a title that says what is seen, a short alternative, a long one as a table.

mod axis;
mod bars;
mod curve;
mod flow;
mod histogram;
mod items;
mod scatter;

use serde::Serialize;

pub use bars::{Bar, bars};
pub use curve::response_times;
pub use flow::flow;
pub use histogram::distribution;
pub use items::item_response;
pub use scatter::{Direction, Point, scatter};

/// A plot, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plot {
    /// Names it within the page; made of letters, digits and hyphens alone.
    pub id: String,
    /// What is plotted.
    pub title: String,
    /// What there is to see, with the numbers that matter: the alternative text.
    pub alt: String,
    /// What a reader must know to read it.
    pub note: String,
    pub width: f64,
    pub height: f64,
    pub marks: Vec<Mark>,
    /// What the colours mean, in their order; empty where the marks say it themselves.
    pub key: Vec<Key>,
    /// The same numbers.
    pub table: Table,
}

/// What a colour means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Key {
    pub class: &'static str,
    pub words: String,
}

/// The numbers of a plot, row by row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    pub heading: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// One thing drawn. Classes name colours and strokes; the page's style holds them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "mark")]
pub enum Mark {
    Bar {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        class: &'static str,
        /// What it says when pointed at.
        says: String,
    },
    Line {
        x1: f64,
        y1: f64,
        x2: f64,
        y2: f64,
        class: &'static str,
    },
    Path {
        d: String,
        class: &'static str,
        says: String,
    },
    Dot {
        x: f64,
        y: f64,
        class: &'static str,
        says: String,
        /// The anchor of what is behind it.
        href: String,
    },
    Words {
        x: f64,
        y: f64,
        /// `start`, `middle` or `end`.
        anchor: &'static str,
        class: &'static str,
        text: String,
    },
}

impl Mark {
    fn bar(x: f64, y: f64, width: f64, height: f64, class: &'static str, says: impl Into<String>) -> Self {
        Self::Bar { x: tidy(x), y: tidy(y), width: tidy(width), height: tidy(height), class, says: says.into() }
    }

    fn line(from: (f64, f64), to: (f64, f64), class: &'static str) -> Self {
        Self::Line { x1: tidy(from.0), y1: tidy(from.1), x2: tidy(to.0), y2: tidy(to.1), class }
    }

    fn words(x: f64, y: f64, anchor: &'static str, class: &'static str, text: impl Into<String>) -> Self {
        Self::Words { x: tidy(x), y: tidy(y), anchor, class, text: text.into() }
    }
}

/// A tenth of a pixel is enough, and keeps the page small and its bytes the same everywhere.
fn tidy(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// About how wide `text` is at the size of a plot's labels: nobody here knows the reader's font.
fn width_of(text: &str) -> f64 {
    6.6 * text.chars().count() as f64
}

/// `text` cut to about `width`.
fn fitted(text: &str, width: f64) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    let most = (width / 6.6).max(2.0) as usize;
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('\u{2026}');
    short
}

/// An id for `words`: anything that is no letter or digit becomes a hyphen.
pub(super) fn slug(words: &str) -> String {
    words.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}
