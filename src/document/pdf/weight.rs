//! Whether a run of glyphs is bold: by its font's name and weight, else by the thickness of a stem.
//!
//! Fonts of Type 1 (the fourteen standard ones among them) tell the interpreter's caller neither name nor weight, so
//! a glyph's outline is cut level at a quarter of the em and the first stretch of ink measured.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph, OutlineGlyph, PositionedGlyph};
use hayro_interpret::kurbo::{ParamCurve as _, PathSeg};

/// What is known of the fonts met on this page.
#[derive(Default)]
pub(super) struct Weights {
    by_glyph: HashMap<u128, Option<bool>>,
    last: bool,
}

/// Stems of regular text faces measure 70 to 100 thousandths of the em, bold ones 130 to 170.
const BOLD_STEM: f64 = 118.0;
/// The height at which letters with a stem (`n`, `t`, `H`, `1`) show nothing but stems.
const CUT: f64 = 250.0;

impl Weights {
    /// Whether the run is bold. A run without a letter that shows it is taken to be as the one before.
    pub fn is_bold(&mut self, run: &[PositionedGlyph<'_>]) -> bool {
        let found = run.iter().find_map(|glyph| match &**glyph {
            Glyph::Outline(outline) => self.of(outline),
            Glyph::Type3(_) => Some(false),
        });
        self.last = found.unwrap_or(self.last);
        self.last
    }

    fn of(&mut self, outline: &OutlineGlyph) -> Option<bool> {
        let Some(font) = outline.font_data() else {
            let measure = || stem(outline).map(|s| s >= BOLD_STEM);
            return *self.by_glyph.entry(outline.identifier().cache_key()).or_insert_with(measure);
        };
        let name = font.postscript_name.as_deref().map(str::to_lowercase).unwrap_or_default();
        Some(
            ["bold", "black", "heavy"].iter().any(|w| name.contains(w))
                || font.weight.is_some_and(|w| (600..=1000).contains(&w)),
        )
    }
}

/// The width of the first stretch of ink, for letters that begin with a stem.
fn stem(outline: &OutlineGlyph) -> Option<f64> {
    let text = outline.char_code();
    // Codes of the standard encodings: letters whose first ink at the cut is an upright stem.
    if !b"BDEFHIKLMNPRTbhiklmnprtu1".contains(&u8::try_from(text).ok()?) {
        return None;
    }
    let mut crossings: Vec<f64> = outline.outline().segments().flat_map(|s| crossing(&s)).collect();
    crossings.sort_by(f64::total_cmp);
    Some(crossings.get(1)? - crossings.first()?)
}

fn crossing(segment: &PathSeg) -> Vec<f64> {
    const STEPS: i32 = 8;
    let mut out = Vec::new();
    for i in 0..STEPS {
        let (a, b) = (segment.eval(f64::from(i) / f64::from(STEPS)), segment.eval(f64::from(i + 1) / f64::from(STEPS)));
        if (a.y <= CUT) != (b.y <= CUT) {
            out.push(a.x + (CUT - a.y) / (b.y - a.y) * (b.x - a.x));
        }
    }
    out
}
