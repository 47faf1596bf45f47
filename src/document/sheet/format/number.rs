//! Numbers under a format: digits in their places, thousands, percent, powers of ten, fractions.

use super::section::{Piece, Section};
use crate::document::sheet::decimal::{Decimal, general};

/// Shows a number under a section for numbers.
pub(super) fn show(section: &Section, value: f64) -> String {
    if !value.is_finite() {
        return general(value);
    }
    let pieces = section.pieces.as_slice();
    let places: Vec<usize> = positions(pieces, |piece| matches!(piece, Piece::Digit(_)));
    let (Some(first), Some(last)) = (places.first().copied(), places.last().copied()) else {
        return without_digits(pieces, value);
    };
    let percent = pieces.iter().filter(|piece| **piece == Piece::Percent).count();
    let decimal = Decimal::new(value).shift(2 * i32::try_from(percent).unwrap_or(0));
    if let Some(bar) = pieces.iter().position(|piece| *piece == Piece::Bar) {
        return fraction(pieces, bar, value);
    }
    if let Some(at) = pieces.iter().position(|piece| matches!(piece, Piece::Exponent(_))) {
        return scientific(pieces, at, &decimal);
    }
    let point = pieces.iter().position(|piece| *piece == Piece::Point).unwrap_or(usize::MAX);
    let whole_end = places.iter().copied().rfind(|at| *at < point);
    // A comma between digits parts thousands; commas after the last digit divide by a thousand each.
    let scale =
        pieces.iter().skip(whole_end.unwrap_or(first)).skip(1).take_while(|piece| **piece == Piece::Comma).count()
            + if point == usize::MAX {
                0
            } else {
                pieces.iter().skip(last + 1).take_while(|piece| **piece == Piece::Comma).count()
            };
    let thousands = pieces
        .iter()
        .enumerate()
        .any(|(at, piece)| *piece == Piece::Comma && at > first && whole_end.is_some_and(|end| at < end));
    let decimal = decimal.shift(-3 * i32::try_from(scale).unwrap_or(0));
    let after_places: Vec<char> = digits(pieces, |at| at > point);
    let (before, after) = decimal.rounded(after_places.len());
    let zero = before.is_empty() && after.chars().all(|digit| digit == '0');
    let after = trimmed(&after, &after_places);
    let whole_places: Vec<usize> = places.iter().copied().filter(|at| *at < point).collect();
    let whole = spread(&before, &digits(pieces, |at| at < point), thousands);
    let sign = if decimal.negative && !zero { "-" } else { "" };
    sign.to_owned() + &laid_out(pieces, &whole_places, &whole, point, &after)
}

fn positions(pieces: &[Piece], wanted: impl Fn(&Piece) -> bool) -> Vec<usize> {
    pieces.iter().enumerate().filter(|(_, piece)| wanted(piece)).map(|(at, _)| at).collect()
}

fn digits(pieces: &[Piece], within: impl Fn(usize) -> bool) -> Vec<char> {
    let digit = |(at, piece): (usize, &Piece)| match piece {
        Piece::Digit(sign) if within(at) => Some(*sign),
        _ => None,
    };
    pieces.iter().enumerate().filter_map(digit).collect()
}

/// A section of words alone, or with `General` among them.
fn without_digits(pieces: &[Piece], value: f64) -> String {
    let general_there = pieces.contains(&Piece::General);
    let sign = if value < 0.0 && !general_there && pieces.is_empty() { "-" } else { "" };
    let shown: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::General => general(value),
            Piece::Percent => "%".to_owned(),
            Piece::Point => ".".to_owned(),
            _ => String::new(),
        })
        .collect();
    sign.to_owned() + shown.trim()
}

/// Digits after the point; zeros at the end go where the format has `#`.
fn trimmed(after: &str, places: &[char]) -> String {
    let mut kept: Vec<char> = after.chars().collect();
    while kept.last() == Some(&'0') && places.get(kept.len() - 1).is_some_and(|place| *place != '0') {
        kept.pop();
    }
    kept.into_iter().collect()
}

/// The digits before the point, one text for each place; the first place takes all that are too many.
fn spread(before: &str, places: &[char], thousands: bool) -> Vec<String> {
    let least = places.iter().position(|place| *place == '0').map_or(0, |first| places.len() - first);
    let padded: Vec<char> =
        std::iter::repeat_n('0', least.saturating_sub(before.len())).chain(before.chars()).collect();
    let mut shown = vec![String::new(); places.len()];
    let many = padded.len();
    for (at, digit) in padded.iter().enumerate() {
        let from_right = many - 1 - at;
        let place = places.len().saturating_sub(from_right + 1);
        let Some(text) = shown.get_mut(place) else { continue };
        text.push(*digit);
        if thousands && from_right > 0 && from_right.is_multiple_of(3) {
            text.push(',');
        }
    }
    shown
}

/// Everything in its order, the digits in their places.
fn laid_out(pieces: &[Piece], whole_places: &[usize], whole: &[String], point: usize, after: &str) -> String {
    let mut after = after.chars();
    let mut shown = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Digit(_) if at < point => {
                let place = whole_places.iter().position(|known| *known == at);
                shown.push_str(place.and_then(|place| whole.get(place)).map_or("", String::as_str));
            }
            Piece::Digit(_) => shown.extend(after.next()),
            Piece::Point if at == point => shown.push_str(if after.as_str().is_empty() { "" } else { "." }),
            Piece::Percent => shown.push('%'),
            Piece::Words(words) => shown.push_str(words),
            _ => {}
        }
    }
    // Blanks at the ends are there for the column's sake.
    shown.trim().to_owned()
}

fn scientific(pieces: &[Piece], at: usize, decimal: &Decimal) -> String {
    let point = pieces.iter().position(|piece| *piece == Piece::Point).unwrap_or(at);
    let whole = digits(pieces, |place| place < point.min(at)).len().max(1);
    let after = digits(pieces, |place| place > point && place < at).len();
    let width = digits(pieces, |place| place > at).len().max(1);
    let whole = i32::try_from(whole).unwrap_or(1);
    // Engineering formats (`##0.0E+0`) step by as many powers as they have places.
    let mut exponent = decimal.exponent().div_euclid(whole) * whole;
    let (mut before, mut rest) = decimal.clone().shift(-exponent).rounded(after);
    if i32::try_from(before.len()).unwrap_or(0) > whole {
        exponent += whole;
        (before, rest) = decimal.clone().shift(-exponent).rounded(after);
    }
    let plus = matches!(pieces.get(at), Some(Piece::Exponent(true)));
    let power = if exponent < 0 {
        "-"
    } else if plus {
        "+"
    } else {
        ""
    };
    let sign = if decimal.negative { "-" } else { "" };
    let before = if before.is_empty() { "0" } else { &before };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{before}{point}{rest}E{power}{:0width$}", exponent.abs())
}

/// `# ?/?`: the nearest fraction whose lower number has so many digits; `# ?/8` has a lower number of its own.
fn fraction(pieces: &[Piece], bar: usize, value: f64) -> String {
    let fixed: String = pieces
        .iter()
        .skip(bar + 1)
        .filter_map(|piece| match piece {
            Piece::Words(words) => Some(words.trim()),
            Piece::Digit('0') => Some("0"),
            _ => None,
        })
        .collect();
    let places = digits(pieces, |at| at > bar).len().clamp(1, 3);
    let most = 10_i64.pow(u32::try_from(places).unwrap_or(1)) - 1;
    let has_whole = pieces.iter().take(bar).any(|piece| matches!(piece, Piece::Words(words) if words.contains(' ')));
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    if size > 1e15 {
        return general(value);
    }
    let whole = if has_whole { size.trunc() } else { 0.0 };
    let (upper, lower) = match fixed.parse::<i64>() {
        Ok(lower) if lower > 0 => (((size - whole) * lower as f64).round() as i64, lower),
        _ => nearest(size - whole, most),
    };
    let (whole, upper) = if upper == lower && has_whole { (whole + 1.0, 0) } else { (whole, upper) };
    match (has_whole, upper) {
        (true, 0) => format!("{sign}{whole}"),
        (true, _) if whole > 0.0 => format!("{sign}{whole} {upper}/{lower}"),
        _ => format!("{sign}{upper}/{lower}"),
    }
}

fn nearest(value: f64, most: i64) -> (i64, i64) {
    let mut best = (value.round() as i64, 1);
    let mut off = (value - value.round()).abs();
    for lower in 2..=most {
        let upper = (value * lower as f64).round();
        let now = (value - upper / lower as f64).abs();
        if now + 1e-12 < off {
            (best, off) = ((upper as i64, lower), now);
        }
    }
    best
}
