//! How list numbers are written: 1, a, iv, XII, 1st. Shared by the word-processor formats and HTML.

/// A way of writing a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Decimal,
    /// 01, 02 ... 10.
    DecimalZero,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
    /// 1st, 2nd.
    Ordinal,
    Nothing,
}

/// `number` as `style` writes it; letters go on as aa, bb after z, as Word counts.
pub(super) fn written(style: Style, number: i64) -> String {
    match style {
        Style::Decimal => number.to_string(),
        Style::DecimalZero => format!("{number:02}"),
        Style::LowerLetter => letters(number),
        Style::UpperLetter => letters(number).to_uppercase(),
        Style::LowerRoman => roman(number),
        Style::UpperRoman => roman(number).to_uppercase(),
        Style::Ordinal => ordinal(number),
        Style::Nothing => String::new(),
    }
}

fn letters(number: i64) -> String {
    let Some(at) = u32::try_from(number - 1).ok().filter(|at| *at < 26 * 30) else { return number.to_string() };
    let letter = char::from_u32('a' as u32 + at % 26).unwrap_or('?');
    std::iter::repeat_n(letter, at as usize / 26 + 1).collect()
}

fn roman(number: i64) -> String {
    const PARTS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..4000).contains(&number) {
        return number.to_string();
    }
    let mut left = number;
    let mut written = String::new();
    for (value, numeral) in PARTS {
        while left >= value {
            written.push_str(numeral);
            left -= value;
        }
    }
    written
}

fn ordinal(number: i64) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        let cases = [
            (Style::LowerLetter, 3, "c"),
            (Style::LowerLetter, 28, "bb"),
            (Style::LowerRoman, 14, "xiv"),
            (Style::UpperRoman, 1998, "MCMXCVIII"),
            (Style::Ordinal, 12, "12th"),
            (Style::DecimalZero, 7, "07"),
            (Style::LowerLetter, i64::MIN + 1, "-9223372036854775807"),
        ];
        for (style, number, shown) in cases {
            assert_eq!(written(style, number), shown);
        }
    }
}
