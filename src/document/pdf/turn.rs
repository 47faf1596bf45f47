//! Turns a page so that its main text runs level from left to right.
//!
//! Landscape tables are often set sideways on an upright page, scans lie askew by a degree, and a watermark crosses the
//! page: the angle that most glyphs have is the page's, and what runs at another angle is kept apart.

use hayro_interpret::kurbo::{Affine, Point, Rect, Shape as _, Vec2};

use super::marks::{Glyph, Marks};

/// Glyphs up to this angle from the page's own, in radians, belong to its lines (skewed scans with a text layer).
const ASKEW: f64 = 0.07;

/// Glyphs that run at one angle other than the page's, turned level.
pub(super) struct Aside {
    pub glyphs: Vec<Glyph>,
    /// Neither level nor upright on the page, as a watermark runs.
    pub crosses: bool,
}

/// Turns `marks` in place and returns the glyphs that run at another angle, in groups of one angle each.
pub(super) fn level(marks: &mut Marks) -> Vec<Aside> {
    let Some(main) = main_angle(&marks.glyphs) else { return Vec::new() };
    let mut aside: Vec<(f64, Vec<Glyph>)> = Vec::new();
    let mut kept = Vec::with_capacity(marks.glyphs.len());
    let mut before = Vec::with_capacity(marks.glyphs.len() + 1);
    for glyph in marks.glyphs.drain(..) {
        before.push(kept.len());
        let angle = angle(&glyph);
        if apart(angle, main) <= ASKEW {
            kept.push(glyph);
        } else if let Some((_, group)) = aside.iter_mut().find(|(a, _)| apart(angle, *a) <= ASKEW) {
            group.push(glyph);
        } else if aside.len() < 8 {
            aside.push((angle, vec![glyph]));
        }
    }
    before.push(kept.len());
    for filled in &mut marks.boxes {
        filled.after = before.get(filled.after).copied().unwrap_or(kept.len());
    }
    marks.glyphs = kept;
    if main.abs() > 0.002 {
        turn(marks, -main);
    }
    aside
        .into_iter()
        .map(|(angle, mut glyphs)| {
            turn_glyphs(&mut glyphs, Affine::rotate(-angle));
            let quarter = std::f64::consts::FRAC_PI_2;
            let off = (angle - main).rem_euclid(quarter);
            Aside { glyphs, crosses: off.min(quarter - off) > 2.0 * ASKEW }
        })
        .collect()
}

fn angle(glyph: &Glyph) -> f64 {
    let along: Vec2 = glyph.to - glyph.at;
    if along.hypot() < 1e-6 { 0.0 } else { along.y.atan2(along.x) }
}

fn apart(a: f64, b: f64) -> f64 {
    let turn = (a - b).rem_euclid(std::f64::consts::TAU);
    turn.min(std::f64::consts::TAU - turn)
}

/// The middle of the angles in the most filled bin of five degrees.
fn main_angle(glyphs: &[Glyph]) -> Option<f64> {
    const BINS: usize = 72;
    let bin =
        |a: f64| (a.rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU * BINS as f64).round() as usize % BINS;
    let mut count = [0usize; BINS];
    let angles: Vec<f64> =
        glyphs.iter().filter(|g| g.text.as_deref().is_none_or(|t| !t.trim().is_empty())).map(angle).collect();
    for a in &angles {
        if let Some(n) = count.get_mut(bin(*a)) {
            *n += 1;
        }
    }
    let (best, _) = count.iter().enumerate().max_by_key(|(i, n)| (**n, usize::MAX - i))?;
    let mut inside: Vec<f64> = angles
        .into_iter()
        .filter(|a| bin(*a) == best)
        .map(|a| if a > std::f64::consts::PI { a - std::f64::consts::TAU } else { a })
        .collect();
    inside.sort_by(f64::total_cmp);
    inside.get(inside.len() / 2).copied()
}

fn turn(marks: &mut Marks, by: f64) {
    // A quarter turn is meant exactly; what is less than that is a scan's skew.
    let quarter = std::f64::consts::FRAC_PI_2;
    let by = if apart(by, (by / quarter).round() * quarter) < 0.002 { (by / quarter).round() * quarter } else { by };
    let turned = (Affine::rotate(by) * Rect::new(0.0, 0.0, marks.width, marks.height).to_path(0.1)).bounding_box();
    let place = Affine::translate((-turned.x0, -turned.y0)) * Affine::rotate(by);
    turn_glyphs(&mut marks.glyphs, place);
    for rule in &mut marks.rules {
        let (a, b) = (place * rule.from, place * rule.to);
        (rule.from, rule.to) = (Point::new(a.x.min(b.x), a.y.min(b.y)), Point::new(a.x.max(b.x), a.y.max(b.y)));
    }
    for filled in &mut marks.boxes {
        filled.area = (place * filled.area.to_path(0.1)).bounding_box();
    }
    for picture in &mut marks.pictures {
        picture.area = (place * picture.area.to_path(0.1)).bounding_box();
    }
    (marks.width, marks.height) = (turned.width(), turned.height());
}

fn turn_glyphs(glyphs: &mut [Glyph], place: Affine) {
    for glyph in glyphs {
        glyph.at = place * glyph.at;
        glyph.to = place * glyph.to;
    }
}
