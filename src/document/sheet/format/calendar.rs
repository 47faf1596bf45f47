//! Dates and times under a format.

use jiff::civil::DateTime;

use super::section::{Piece, Section};
use crate::document::sheet::serial::{Epoch, moment};

/// Shows a day number; none if no day has it.
pub(super) fn show(section: &Section, value: f64, epoch: Epoch) -> Option<String> {
    let pieces = section.pieces.as_slice();
    let halves = pieces.iter().any(|piece| matches!(piece, Piece::HalfDay(_)));
    let fraction = fraction_places(pieces);
    // Without places for fractions of a second the second itself is rounded.
    let unit = 86_400.0 * 10_f64.powi(i32::try_from(fraction).unwrap_or(0));
    let rounded = if section.is_span() || has_seconds(pieces) { (value * unit).round() / unit } else { value };
    let when = moment(rounded, epoch);
    if when.is_none() && !section.is_span() {
        return None;
    }
    let mut shown = String::new();
    let mut places = 0;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(words) => shown.push_str(words),
            Piece::Bar => shown.push('/'),
            Piece::Comma => shown.push(','),
            Piece::Point if matches!(pieces.get(at + 1), Some(Piece::Digit('0'))) => shown.push('.'),
            Piece::Point => shown.push('.'),
            Piece::Digit('0') => {
                places += 1;
                let seconds = rounded.abs() * 86_400.0;
                let digit = ((seconds.fract() * 10_f64.powi(places)) + 1e-6).floor() % 10.0;
                shown.push_str(&digit.to_string());
            }
            Piece::HalfDay(long) => {
                let morning = when.is_none_or(|when| when.hour() < 12);
                shown.push_str(match (long, morning) {
                    (true, true) => "AM",
                    (true, false) => "PM",
                    (false, true) => "A",
                    (false, false) => "P",
                });
            }
            Piece::Elapsed(letter, width) => {
                let per_day = match letter {
                    'h' => 24.0,
                    'm' => 1440.0,
                    _ => 86_400.0,
                };
                let whole = (rounded.abs() * per_day + 1e-6).floor();
                let sign = if rounded < 0.0 { "-" } else { "" };
                shown.push_str(&format!("{sign}{whole:0width$}"));
            }
            Piece::Time(letter, width) => {
                let when = when.or_else(|| moment(rounded.abs().fract(), Epoch::From1904))?;
                let minute = *letter == 'm' && is_minute(pieces, at);
                shown.push_str(&part(when, if minute { 'n' } else { *letter }, *width, halves)?);
            }
            _ => {}
        }
    }
    Some(shown.trim().to_owned())
}

fn part(when: DateTime, letter: char, width: usize, halves: bool) -> Option<String> {
    let hour = match (halves, when.hour()) {
        (true, hour) => (hour + 11) % 12 + 1,
        (false, hour) => hour,
    };
    let two = |number: i8| if width >= 2 { format!("{number:02}") } else { number.to_string() };
    let pattern = match (letter, width) {
        ('y', 1 | 2) => "%y",
        ('y', _) => "%Y",
        ('m', 3) => "%b",
        ('m', 5) => return when.strftime("%b").to_string().get(..1).map(str::to_owned),
        ('m', 4 | 6..) => "%B",
        ('d', 3) => "%a",
        ('d', 4..) => "%A",
        ('m', _) => return Some(two(when.month())),
        ('d', _) => return Some(two(when.day())),
        ('h', _) => return Some(two(hour)),
        ('n', _) => return Some(two(when.minute())),
        _ => return Some(two(when.second())),
    };
    Some(when.strftime(pattern).to_string())
}

/// `m` is a minute after an hour or before a second.
fn is_minute(pieces: &[Piece], at: usize) -> bool {
    let time = |piece: &&Piece| matches!(piece, Piece::Time(..) | Piece::Elapsed(..));
    let before = pieces.iter().take(at).rev().find(time);
    let after = pieces.iter().skip(at + 1).find(time);
    matches!(before, Some(Piece::Time('h', _) | Piece::Elapsed('h', _)))
        || matches!(after, Some(Piece::Time('s', _) | Piece::Elapsed('s', _)))
}

fn has_seconds(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Time('s', _) | Piece::Elapsed('s', _)))
}

/// Places for fractions of a second: the `0` after the point.
fn fraction_places(pieces: &[Piece]) -> usize {
    pieces.iter().skip_while(|piece| **piece != Piece::Point).filter(|piece| **piece == Piece::Digit('0')).count()
}
