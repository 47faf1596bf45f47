//! Numbers as a British reader expects them: 1,234; £5,356; 22.2%.

use serde::Serialize;

use crate::campaign::AnswerType;

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 0 to 100.
    Percent,
    Pounds,
    /// People, incidents: a count's own word, put after the number.
    Things(String),
    /// Authorities, counted.
    Authorities,
    Plain,
}

impl Unit {
    /// The unit of an answer to a question of `kind` that counts `unit`.
    pub fn of(kind: AnswerType, unit: Option<&str>) -> Self {
        match (kind, unit) {
            (AnswerType::Money, _) => Self::Pounds,
            (AnswerType::Percent, _) => Self::Percent,
            (AnswerType::Count, Some(things)) if !things.is_empty() => Self::Things(things.to_owned()),
            _ => Self::Plain,
        }
    }

    /// The word in JSON and spreadsheets.
    pub fn word(&self) -> &str {
        match self {
            Self::Percent => "percent",
            Self::Pounds => "pounds",
            Self::Things(things) => things,
            Self::Authorities => "authorities",
            Self::Plain => "",
        }
    }

    /// `number` as a reader expects it in text: `£5,356`, `22.2%`, `2,582`.
    ///
    /// Pounds show pence only below £100 and only where there are any; other numbers lose digits that nobody reads.
    pub fn spell(&self, number: f64) -> String {
        let size = number.abs();
        let whole = (size - size.round()).abs() < 1e-9;
        let decimals = match self {
            Self::Pounds if whole || size >= 100.0 => 0,
            Self::Pounds => 2,
            _ if whole => 0,
            Self::Percent => 1,
            _ if size >= 100.0 => 0,
            _ if size >= 10.0 => 1,
            _ => 2,
        };
        self.signed(number, decimals)
    }

    /// The same for a column of a table, where percentages have one decimal each, so that they can be compared by eye.
    pub fn spell_in_column(&self, number: f64) -> String {
        if *self == Self::Percent { self.signed(number, 1) } else { self.spell(number) }
    }

    fn signed(&self, number: f64, decimals: usize) -> String {
        let digits = grouped(number.abs(), decimals);
        // What rounds to nought has no sign.
        let minus = if number < 0.0 && digits.chars().any(|c| ('1'..='9').contains(&c)) { "\u{2212}" } else { "" };
        match self {
            Self::Pounds => format!("{minus}£{digits}"),
            Self::Percent => format!("{minus}{digits}%"),
            Self::Things(_) | Self::Authorities | Self::Plain => format!("{minus}{digits}"),
        }
    }
}

/// `1234.5` to one decimal: `1,234.5`.
fn grouped(size: f64, decimals: usize) -> String {
    if !size.is_finite() {
        return "no limit".to_owned();
    }
    let plain = format!("{:.decimals$}", halves_up(size, decimals));
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut digits = String::with_capacity(plain.len() + plain.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            digits.push(',');
        }
        digits.push(digit);
    }
    if let Some(rest) = rest {
        digits.push('.');
        digits.push_str(rest);
    }
    digits
}

/// What lies half-way goes up, as people round: 31.25 to 31.3. Formatting alone would go to the even digit.
fn halves_up(size: f64, decimals: usize) -> f64 {
    let scale = 10_f64.powi(decimals as i32);
    let rounded = (size * scale).round() / scale;
    if rounded.is_finite() { rounded } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_a_british_newspaper() {
        assert_eq!(Unit::Pounds.spell(5355.67), "£5,356");
        assert_eq!(Unit::Pounds.spell(0.5), "£0.50");
        assert_eq!(Unit::Pounds.spell(-1_234_567.0), "\u{2212}£1,234,567");
        assert_eq!(Unit::Percent.spell(22.222), "22.2%");
        assert_eq!(Unit::Percent.spell(100.0), "100%");
        assert_eq!(Unit::Things("people".into()).spell(999.0), "999");
        assert_eq!(Unit::Plain.spell(2582.4), "2,582");
        assert_eq!(Unit::Plain.spell(3.456), "3.46");
        assert_eq!(Unit::Plain.spell(-0.0), "0");
        assert_eq!(Unit::Plain.spell(f64::INFINITY), "no limit");
        assert_eq!(Unit::Percent.spell(31.25), "31.3%");
        assert_eq!(Unit::Percent.spell(12.0), "12%");
        assert_eq!(Unit::Percent.spell_in_column(12.0), "12.0%");
        assert_eq!(Unit::Pounds.spell_in_column(12.0), "£12");
    }
}
