//! What a page shows: glyphs, rules, filled boxes and pictures, each with its place, in the order they were painted.
//!
//! Places are in points, x to the right, y down from the top of the page as a reader holds it (`/Rotate` is applied).
//! This is the only file that listens to `hayro-interpret`; nothing is judged here.

use hayro_interpret::font::{Glyph as Shape, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::forms::text_string;
use super::weight;

/// A glyph with its text (a ligature has several characters).
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// `None` where the font says nothing about what the glyph means.
    pub text: Option<String>,
    /// Where it stands on its baseline.
    pub at: Point,
    /// Where the pen is after it.
    pub to: Point,
    pub size: f64,
    pub bold: bool,
    /// Drawn with no ink: the layer that OCR programs lay under a scan.
    pub unseen: bool,
    /// Marked by its producer as a running head, a foot or another thing outside the text.
    pub artifact: bool,
    /// Covered by a box that was painted later.
    pub covered: bool,
}

/// A straight line, level or upright, or a filled box so thin that it is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub from: Point,
    pub to: Point,
}

/// A filled box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filled {
    pub area: Rect,
    /// How many glyphs stood on the page before it.
    pub after: usize,
    /// Hides what is under it.
    pub opaque: bool,
}

/// A picture's place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picture {
    pub area: Rect,
}

/// Everything on one page.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub width: f64,
    pub height: f64,
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    pub boxes: Vec<Filled>,
    pub pictures: Vec<Picture>,
    /// Filled shapes with curves, as large as letters.
    pub shapes: usize,
    /// There was more on the page than the limit allows.
    pub cut: bool,
}

/// Most paths and boxes on a page; a map or a chart has more, and no table needs them.
const MOST_RULES: usize = 20_000;
/// A filled box at most this thick is a rule, in points.
const RULE_THICKNESS: f64 = 2.6;
/// An `ActualText` replaces at most so many glyphs: longer ones repeat whole paragraphs, and then the glyphs know better.
const MOST_REPLACED: usize = 12;

/// Listens to the interpreter.
pub(super) struct Listener {
    pub marks: Marks,
    most_glyphs: usize,
    clips: Vec<Rect>,
    /// Opacity of the groups we are in.
    groups: Vec<bool>,
    contents: Vec<Content>,
    weights: weight::Weights,
}

/// A marked-content sequence that is open.
struct Content {
    artifact: bool,
    actual: Option<String>,
    from: usize,
}

impl Listener {
    pub fn new(width: f64, height: f64, most_glyphs: usize) -> Self {
        Self {
            marks: Marks { width, height, ..Marks::default() },
            most_glyphs,
            clips: Vec::new(),
            groups: Vec::new(),
            contents: Vec::new(),
            weights: weight::Weights::default(),
        }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(Rect::new(-1e6, -1e6, 1e6, 1e6))
    }

    fn push_clip(&mut self, area: Rect) {
        self.clips.push(self.clip().intersect(area));
    }

    fn add_rule(&mut self, a: Point, b: Point) {
        if self.marks.rules.len() >= MOST_RULES || ![a.x, a.y, b.x, b.y].iter().all(|v| v.is_finite()) {
            return;
        }
        let clip = self.clip().inflate(1.0, 1.0);
        let hold = |p: Point| Point::new(p.x.clamp(clip.x0, clip.x1), p.y.clamp(clip.y0, clip.y1));
        let (level, upright) = ((a.y - b.y).abs() < 0.6, (a.x - b.x).abs() < 0.6);
        if level == upright {
            return;
        }
        if level && (a.y < clip.y0 || a.y > clip.y1) || upright && (a.x < clip.x0 || a.x > clip.x1) {
            return;
        }
        let (a, b) = (hold(a), hold(b));
        self.marks
            .rules
            .push(Rule { from: Point::new(a.x.min(b.x), a.y.min(b.y)), to: Point::new(a.x.max(b.x), a.y.max(b.y)) });
    }

    fn stroke(&mut self, path: &BezPath, transform: Affine) {
        let (mut first, mut last) = (Point::ZERO, Point::ZERO);
        for el in path.elements() {
            match *el {
                PathEl::MoveTo(p) => (first, last) = (transform * p, transform * p),
                PathEl::LineTo(p) => {
                    let p = transform * p;
                    self.add_rule(last, p);
                    last = p;
                }
                PathEl::ClosePath => {
                    self.add_rule(last, first);
                    last = first;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
            }
        }
    }

    fn fill(&mut self, path: &BezPath, transform: Affine, opaque: bool) {
        if path.elements().iter().any(|el| matches!(el, PathEl::CurveTo(..) | PathEl::QuadTo(..))) {
            let area = (transform * path.clone()).bounding_box().intersect(self.clip());
            self.marks.shapes += usize::from((1.0..60.0).contains(&area.height()));
        }
        for area in rectangles(path, transform) {
            let area = area.intersect(self.clip());
            if area.width() <= 0.0 && area.height() <= 0.0 || !area.is_finite() {
                continue;
            }
            let middle = area.center();
            if area.height() <= RULE_THICKNESS && area.width() > area.height() {
                self.add_rule(Point::new(area.x0, middle.y), Point::new(area.x1, middle.y));
            } else if area.width() <= RULE_THICKNESS && area.height() > area.width() {
                self.add_rule(Point::new(middle.x, area.y0), Point::new(middle.x, area.y1));
            } else if self.marks.boxes.len() < MOST_RULES && area.width() > 0.0 && area.height() > 0.0 {
                self.marks.boxes.push(Filled { area, after: self.marks.glyphs.len(), opaque });
            }
        }
    }
}

/// The subpaths of `path` that are upright rectangles.
fn rectangles(path: &BezPath, transform: Affine) -> Vec<Rect> {
    let (mut out, mut corners, mut straight) = (Vec::new(), Vec::<Point>::new(), true);
    let mut finish = |corners: &mut Vec<Point>, straight: bool| {
        if straight
            && (4..=6).contains(&corners.len())
            && let (Some(a), Some(c)) = (corners.first(), corners.get(2))
        {
            let area = Rect::from_points(*a, *c);
            let on_corner = |p: &Point| {
                ((p.x - area.x0).abs() < 0.7 || (p.x - area.x1).abs() < 0.7)
                    && ((p.y - area.y0).abs() < 0.7 || (p.y - area.y1).abs() < 0.7)
            };
            if corners.iter().all(on_corner) {
                out.push(area);
            }
        }
        corners.clear();
    };
    for el in path.elements() {
        match *el {
            PathEl::MoveTo(p) => {
                finish(&mut corners, straight);
                straight = true;
                corners.push(transform * p);
            }
            PathEl::LineTo(p) => corners.push(transform * p),
            PathEl::ClosePath => {}
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                straight = false;
                corners.push(transform * p);
            }
        }
    }
    finish(&mut corners, straight);
    out
}

impl<'a> Device<'a> for Listener {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let solid = match &props.paint {
            Paint::Color(color) => color.to_rgba().components()[3] > 0.95,
            Paint::Pattern(_) => false,
        };
        let opaque = solid
            && props.soft_mask.is_none()
            && props.blend_mode == BlendMode::Normal
            && self.groups.iter().all(|o| *o);
        match mode {
            DrawMode::Fill(_) => self.fill(path, props.transform, opaque),
            DrawMode::Stroke(_) => self.stroke(path, props.transform),
            DrawMode::FillAndStroke(..) => {
                self.fill(path, props.transform, opaque);
                self.stroke(path, props.transform);
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.groups.push(opacity > 0.95 && mask.is_none() && blend == BlendMode::Normal);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let artifact = self.contents.iter().any(|c| c.artifact);
        let bold = self.weights.is_bold(run.glyphs());
        for glyph in run.glyphs() {
            if self.marks.glyphs.len() >= self.most_glyphs {
                self.marks.cut = true;
                return;
            }
            let place = props.transform * glyph.transform();
            let [a, b, c, d, e, f] = place.as_coeffs();
            let size = c.hypot(d) * 1000.0;
            let advance = f64::from(advance(glyph));
            let (at, to) = (Point::new(e, f), Point::new(e + a * advance, f + b * advance));
            if !at.is_finite() || !to.is_finite() || !(0.5..2000.0).contains(&size) {
                continue;
            }
            let text = glyph.as_unicode().map(|t| match t {
                BfString::Char(c) => c.to_string(),
                BfString::String(s) => s,
            });
            let unseen = matches!(mode, DrawMode::Invisible);
            self.marks.glyphs.push(Glyph { text, at, to, size, bold, unseen, artifact, covered: false });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let area = (props.transform
            * Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height())).to_path(0.1))
        .bounding_box();
        if area.is_finite() {
            self.marks.pictures.push(Picture { area });
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let actual = properties.and_then(|p| p.get::<PdfString<'_>>("ActualText")).map(|s| text_string(s.as_bytes()));
        self.contents.push(Content { artifact: tag == b"Artifact", actual, from: self.marks.glyphs.len() });
    }

    fn end_marked_content(&mut self) {
        let Some(Content { actual: Some(actual), from, .. }) = self.contents.pop() else { return };
        let Some(span) = self.marks.glyphs.get_mut(from..) else { return };
        let characters = span.iter().map(|g| g.text.as_deref().map_or(1, |t| t.chars().count())).sum::<usize>();
        if span.is_empty() || span.len() > MOST_REPLACED || actual.chars().count() > 2 * characters.max(2) {
            return;
        }
        let end = span.iter().map(|g| g.to).next_back();
        if let (Some(first), Some(end)) = (span.first_mut(), end) {
            // A hyphen that stands for no text is the typesetter's: a soft one.
            let hyphen =
                actual.is_empty() && first.text.as_deref().is_some_and(|t| matches!(t, "-" | "\u{2010}" | "\u{ad}"));
            first.text = Some(if hyphen { "\u{ad}".to_owned() } else { actual });
            first.to = end;
        }
        self.marks.glyphs.truncate(from + 1);
    }
}

fn advance(glyph: &Shape<'_>) -> f32 {
    match glyph {
        Shape::Outline(outline) => outline.advance_width().unwrap_or(500.0),
        Shape::Type3(shape) => shape.advance_width().unwrap_or(500.0),
    }
}
