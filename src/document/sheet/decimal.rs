//! Numbers in decimal digits, rounded as a spreadsheet rounds them.
//!
//! A sheet keeps 15 significant digits and rounds halves away from zero on those: 1.005 at two places is 1.01 there, while
//! the binary number behind it lies below. So digits are had first and rounded afterwards.

/// A number's 15 significant digits and where its point stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(super) negative: bool,
    /// Digits from the first significant one.
    digits: Vec<u8>,
    /// How many of the digits stand before the point; may be negative.
    point: i32,
}

impl Decimal {
    pub(super) fn new(value: f64) -> Self {
        let written = format!("{:.14e}", value.abs());
        let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let exponent: i32 = exponent.parse().unwrap_or(0);
        Self { negative: value < 0.0, digits, point: exponent + 1 }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.iter().all(|digit| *digit == 0)
    }

    /// Moves the point: by 2 for percent, by -3 for thousands.
    pub(super) fn shift(mut self, places: i32) -> Self {
        self.point = self.point.saturating_add(places);
        self
    }

    /// Rounds to so many places after the point and gives the digits before and after it.
    pub(super) fn rounded(&self, places: usize) -> (String, String) {
        let keep = self.point.saturating_add(i32::try_from(places).unwrap_or(i32::MAX));
        let mut digits: Vec<u8> = Vec::new();
        let mut point = self.point;
        if keep < 0 {
            point = 0;
        } else {
            digits.extend(self.digits.iter().take(usize::try_from(keep).unwrap_or(0)));
            let next = usize::try_from(keep).ok().and_then(|at| self.digits.get(at)).copied().unwrap_or(0);
            if next >= 5 && !add_one(&mut digits) {
                digits.insert(0, 1);
                point += 1;
            }
        }
        let digit = |at: i32| {
            usize::try_from(at).ok().and_then(|at| digits.get(at)).map_or('0', |digit| char::from(b'0' + digit))
        };
        let before: String = (0..point.clamp(0, 400)).map(digit).collect();
        let after: String = (0..places).map(|place| digit(point + i32::try_from(place).unwrap_or(0))).collect();
        (before.trim_start_matches('0').to_owned(), after)
    }

    /// The power of ten of the first digit.
    pub(super) fn exponent(&self) -> i32 {
        if self.is_zero() { 0 } else { self.point - 1 }
    }
}

/// Adds one to the last digit; false if it carried over the first.
fn add_one(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return true;
        }
        *digit = 0;
    }
    false
}

/// A number without a format of its own, all its digits shown.
pub(in crate::document) fn general(value: f64) -> String {
    if !value.is_finite() {
        return "#NUM!".to_owned();
    }
    let decimal = Decimal::new(value);
    if decimal.is_zero() {
        return "0".to_owned();
    }
    let sign = if decimal.negative { "-" } else { "" };
    let exponent = decimal.exponent();
    if !(-9..=20).contains(&exponent) {
        let (before, after) = decimal.clone().shift(-exponent).rounded(14);
        let after = after.trim_end_matches('0');
        let point = if after.is_empty() { "" } else { "." };
        let power = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{before}{point}{after}E{power}{:02}", exponent.abs());
    }
    let places = usize::try_from(14 - exponent).unwrap_or(0);
    let (before, after) = decimal.rounded(places);
    let after = after.trim_end_matches('0');
    let before = if before.is_empty() { "0" } else { &before };
    if after.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero_on_the_digits_shown() {
        for (value, places, shown) in [
            (1.005, 2, "1.01"),
            (0.5, 0, "1."),
            (9.995, 2, "10.00"),
            (0.04, 1, ".0"),
            (0.05, 1, ".1"),
            (1234.5, 0, "1235."),
        ] {
            let (before, after) = Decimal::new(value).rounded(places);
            assert_eq!(format!("{before}.{after}"), shown, "{value} at {places}");
        }
    }

    #[test]
    fn a_number_without_format_shows_all_its_digits() {
        for (value, shown) in [
            (0.1 + 0.2, "0.3"),
            (1_785.333_333_333_333_3, "1785.33333333333"),
            (-17.0, "-17"),
            (1e21, "1E+21"),
            (12_345_678_901_234.0, "12345678901234"),
            (1e-12, "1E-12"),
        ] {
            assert_eq!(general(value), shown);
        }
    }
}
