//! Glyphs to words to lines, by where they stand: the order of painting says nothing (cairo paints tables column by
//! column, OCR layers word by word).
//!
//! Writing that runs from right to left or from top to bottom is not turned round.

use super::marks::Glyph;

/// A word and its place; `y` is its baseline.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub x0: f64,
    pub x1: f64,
    pub y: f64,
    pub size: f64,
    pub bold: bool,
    pub artifact: bool,
    pub covered: bool,
    pub unseen: bool,
    /// The usual gaps between words on its page.
    pub spacing: Spacing,
}

/// How far words stand apart on a page, in sizes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spacing {
    /// Between words of a sentence.
    pub usual: f64,
    /// A gap of this or more is no space between words.
    pub parts: f64,
}

impl Default for Spacing {
    fn default() -> Self {
        Self { usual: 0.28, parts: 0.45 }
    }
}

/// The words on one baseline, from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub words: Vec<Word>,
    pub y: f64,
    pub size: f64,
    pub spacing: Spacing,
}

impl Line {
    pub fn of(words: Vec<Word>) -> Self {
        let (mut weight, mut y) = (0.0, 0.0);
        for w in &words {
            let n = w.text.chars().count().max(1) as f64;
            (weight, y) = (weight + n, y + n * w.y);
        }
        let size = common_size(&words);
        Self {
            y: if weight > 0.0 { y / weight } else { 0.0 },
            size,
            spacing: words.first().map(|w| w.spacing).unwrap_or_default(),
            words,
        }
    }

    pub fn x0(&self) -> f64 {
        self.words.first().map_or(0.0, |w| w.x0)
    }

    pub fn x1(&self) -> f64 {
        self.words.iter().map(|w| w.x1).fold(f64::MIN, f64::max)
    }

    pub fn top(&self) -> f64 {
        self.y - 0.76 * self.size
    }

    pub fn bottom(&self) -> f64 {
        self.y + 0.22 * self.size
    }

    pub fn text(&self) -> String {
        joined(&self.words)
    }

    /// Every word that has letters is bold.
    pub fn bold(&self) -> bool {
        let mut lettered = self.words.iter().filter(|w| w.text.chars().any(char::is_alphabetic)).peekable();
        lettered.peek().is_some() && lettered.all(|w| w.bold)
    }

    pub fn all(&self, what: impl Fn(&Word) -> bool) -> bool {
        !self.words.is_empty() && self.words.iter().all(what)
    }

    /// The words cut where a gap is wider than `em` times the size.
    pub fn pieces(&self, em: f64) -> Vec<Line> {
        let mut out: Vec<Vec<Word>> = Vec::new();
        for word in &self.words {
            match out.last_mut().filter(|p| p.last().is_some_and(|l| word.x0 - l.x1 <= em * self.size)) {
                Some(piece) => piece.push(word.clone()),
                None => out.push(vec![word.clone()]),
            }
        }
        out.into_iter().map(Line::of).collect()
    }
}

pub(super) fn joined(words: &[Word]) -> String {
    words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The size that most characters have.
fn common_size(words: &[Word]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    for w in words {
        let n = w.text.chars().count();
        match sizes.iter_mut().find(|(s, _)| (*s - w.size).abs() < 0.25) {
            Some((_, count)) => *count += n,
            None => sizes.push((w.size, n)),
        }
    }
    sizes.into_iter().max_by_key(|(_, n)| *n).map_or(10.0, |(s, _)| s)
}

/// What became of a page's glyphs.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub lines: Vec<Line>,
    /// Glyphs with ink, and those among them that no one can read.
    pub glyphs: usize,
    pub unreadable: usize,
}

impl Built {
    /// The page's letters are not those it shows: hardly any of its glyphs can be read, or what they say is no writing
    /// in Latin letters (English has 42 vowels, y and w in 100 letters, Welsh more).
    pub fn is_garbage(&self) -> bool {
        if self.unreadable * 5 > self.glyphs * 2 {
            return true;
        }
        let (mut letters, mut vowels, mut marks, mut other) = (0usize, 0usize, 0usize, 0usize);
        for c in self.lines.iter().flat_map(|l| &l.words).flat_map(|w| w.text.chars()) {
            match c.to_ascii_lowercase() {
                'a' | 'e' | 'i' | 'o' | 'u' | 'w' | 'y' => (letters, vowels) = (letters + 1, vowels + 1),
                'b'..='z' => letters += 1,
                c if c.is_ascii_punctuation() && !matches!(c, '.' | '_' | '-' | '*') => marks += 1,
                c if c.is_alphabetic() => return false,
                _ => other += 1,
            }
        }
        let all = letters + marks + other;
        all > 150 && (marks * 100 > all * 40 || letters * 2 > all && vowels * 100 < letters * 16)
    }
}

/// Lines from the top of the page down.
pub(super) fn build(glyphs: &[Glyph]) -> Built {
    let mut built = Built::default();
    let spaces = glyphs.iter().filter(|g| is_space(g)).count();
    built.glyphs = glyphs.len() - spaces;
    built.unreadable = glyphs.iter().filter(|g| g.text.is_none()).count();
    // Producers that write spaces leave narrow gaps to kerning; those that write none (TeX) mean every gap.
    let gap = if spaces * 14 > built.glyphs { 0.22 } else { 0.17 };
    let mut rows = baselines(glyphs);
    raise_notes(&mut rows);
    let few = built.unreadable * 50 < built.glyphs;
    for row in rows {
        let words = words(row.glyphs, gap, few);
        if !words.is_empty() {
            built.lines.push(Line::of(words));
        }
    }
    built.lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    let spacing = spacing(&built.lines, glyphs);
    for line in &mut built.lines {
        line.spacing = spacing;
        line.words.iter_mut().for_each(|w| w.spacing = spacing);
    }
    built
}

/// Measured on lines without wide gaps. Usual is what a quarter of the gaps stay below: a quarter of the size in most
/// faces, six tenths where all letters are as wide; fonts whose spaces are written say it themselves. Where an OCR
/// program placed the words, gaps vary, and only what is wider than most of them parts words.
fn spacing(lines: &[Line], glyphs: &[Glyph]) -> Spacing {
    let gaps_of =
        |l: &Line| l.words.windows(2).filter_map(|w| Some((w.get(1)?.x0 - w.first()?.x1) / l.size)).collect::<Vec<_>>();
    let mut gaps: Vec<f64> = lines
        .iter()
        .map(gaps_of)
        .filter(|gaps| gaps.len() >= 3 && gaps.iter().all(|g| *g < 1.2))
        .flatten()
        .filter(|g| *g > 0.1)
        .collect();
    gaps.sort_by(f64::total_cmp);
    let at = |share: usize| gaps.get(gaps.len() * share / 100).copied().unwrap_or(0.28).clamp(0.2, 0.64);
    let mut written: Vec<f64> =
        glyphs.iter().filter(|g| g.text.as_deref() == Some(" ")).map(|g| (g.to - g.at).hypot() / g.size).collect();
    written.sort_by(f64::total_cmp);
    let placed = glyphs.iter().all(|g| g.unseen);
    let usual = match written.get(written.len() / 2) {
        Some(space) if !placed && written.len() * 14 > glyphs.len() => space.clamp(0.2, 0.64),
        _ => at(25),
    };
    Spacing { usual, parts: (1.4 * usual).max(if placed { 1.2 * at(85) } else { 0.0 }).clamp(0.36, 0.95) }
}

fn is_space(glyph: &Glyph) -> bool {
    glyph.text.as_deref().is_some_and(|t| t.trim().is_empty())
}

struct Row {
    y: f64,
    size: f64,
    glyphs: Vec<Glyph>,
}

/// Groups glyphs by baseline; a baseline may waver by a quarter of the size.
fn baselines(glyphs: &[Glyph]) -> Vec<Row> {
    let mut order: Vec<&Glyph> = glyphs.iter().collect();
    order.sort_by(|a, b| a.at.y.total_cmp(&b.at.y).then(a.at.x.total_cmp(&b.at.x)));
    let mut rows: Vec<Row> = Vec::new();
    for glyph in order {
        let fits = rows.last().is_some_and(|row| (glyph.at.y - row.y).abs() <= 0.25 * glyph.size.min(row.size));
        if fits && let Some(row) = rows.last_mut() {
            let n = row.glyphs.len() as f64;
            row.y = (row.y * n + glyph.at.y) / (n + 1.0);
            row.size = row.size.max(glyph.size);
            row.glyphs.push(glyph.clone());
        } else {
            rows.push(Row { y: glyph.at.y, size: glyph.size, glyphs: vec![glyph.clone()] });
        }
    }
    for row in &mut rows {
        row.glyphs.sort_by(|a, b| a.at.x.total_cmp(&b.at.x));
    }
    rows
}

/// Moves raised and lowered small glyphs (notes, `1st`, `m²`) onto the line that they stand beside. Digits become
/// superscript digits, so that the mark of a note never lengthens a figure.
fn raise_notes(rows: &mut [Row]) {
    for i in 0..rows.len() {
        for j in [i.wrapping_sub(1), i + 1, i.wrapping_sub(2), i + 2] {
            let (Some(small), Some(big)) = (rows.get(i), rows.get(j)) else { continue };
            if small.size > 0.82 * big.size || (small.y - big.y).abs() > 0.62 * big.size {
                continue;
            }
            let raised = small.y < big.y;
            let beside = |g: &Glyph| {
                big.glyphs.iter().any(|b| !is_space(b) && (-0.3..0.4).contains(&((g.at.x - b.to.x) / big.size)))
            };
            let mut moved: Vec<Glyph> = Vec::new();
            let mut stay = Vec::new();
            for g in &small.glyphs {
                let follows = moved.last().is_some_and(|m: &Glyph| (g.at.x - m.to.x).abs() < 0.3 * g.size);
                if follows || beside(g) { moved.push(g.clone()) } else { stay.push(g.clone()) }
            }
            if moved.is_empty() {
                continue;
            }
            let y = big.y;
            for g in &mut moved {
                (g.at.y, g.to.y) = (y, y);
                if raised && let Some(text) = &g.text {
                    g.text = Some(text.chars().map(superscript).collect());
                }
            }
            if let Some(small) = rows.get_mut(i) {
                small.glyphs = stay;
            }
            if let Some(big) = rows.get_mut(j) {
                big.glyphs.extend(moved);
                big.glyphs.sort_by(|a, b| a.at.x.total_cmp(&b.at.x));
            }
        }
    }
}

fn superscript(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        '4'..='9' => char::from_u32('⁴' as u32 + c as u32 - '4' as u32).unwrap_or(c),
        _ => c,
    }
}

/// Cuts a row of glyphs, sorted by x, into words.
fn words(row: Vec<Glyph>, gap: f64, keep_unreadable: bool) -> Vec<Word> {
    let gap = gap.max(tracking(&row));
    let mut out: Vec<(Word, bool)> = Vec::new();
    let (mut space, mut last_at) = (true, f64::MIN);
    for glyph in row {
        if is_space(&glyph) {
            space = true;
            continue;
        }
        let unreadable = glyph.text.is_none();
        let text = glyph.text.unwrap_or_else(|| "\u{fffd}".to_owned());
        if let Some((word, _)) = out.last_mut().filter(|_| !space) {
            // Bold made by painting twice, a hair apart.
            if (glyph.at.x - last_at).abs() < 0.12 * glyph.size && word.text.ends_with(&text) {
                continue;
            }
            let between = glyph.at.x - word.x1;
            if between <= gap * glyph.size.min(word.size * 1.3) && between > -1.2 * glyph.size {
                word.text.push_str(&text);
                word.x1 = word.x1.max(glyph.to.x);
                word.artifact &= glyph.artifact;
                word.covered |= glyph.covered;
                word.unseen &= glyph.unseen;
                last_at = glyph.at.x;
                if let Some((_, bad)) = out.last_mut() {
                    *bad |= unreadable;
                }
                continue;
            }
        }
        (space, last_at) = (false, glyph.at.x);
        out.push((
            Word {
                text,
                x0: glyph.at.x,
                x1: glyph.to.x,
                y: glyph.at.y,
                size: glyph.size,
                bold: glyph.bold,
                artifact: glyph.artifact,
                covered: glyph.covered,
                unseen: glyph.unseen,
                spacing: Spacing::default(),
            },
            unreadable,
        ));
    }
    out.retain(|(w, unreadable)| (!unreadable || keep_unreadable) && !w.text.trim().is_empty());
    out.into_iter().map(|(w, _)| Word { text: w.text.trim().to_owned(), ..w }).collect()
}

/// The gap that letter-spaced text needs, 0 for all other.
fn tracking(row: &[Glyph]) -> f64 {
    let mut gaps: Vec<f64> = row
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if !is_space(a) && !is_space(b) => Some((b.at.x - a.to.x) / a.size),
            _ => None,
        })
        .collect();
    if gaps.len() < 5 {
        return 0.0;
    }
    gaps.sort_by(f64::total_cmp);
    let middle = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    let low = gaps.get(gaps.len() / 5).copied().unwrap_or(0.0);
    if low > 0.08 && middle > 0.1 { middle + 0.16 } else { 0.0 }
}
