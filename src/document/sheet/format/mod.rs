//! Number formats: from the stored value to what the sheet shows (ECMA-376 part 1, 18.8.30 and 18.8.31).
//!
//! 0.947 under `0.0%` is `94.7%`; 43357 under format 14 is `14/09/2018`, since the system's short date is the British one.
//! Colours and widths are of no account: `_)` and `*` are left away.

mod calendar;
mod number;
mod section;

use section::Section;

use super::decimal::general;
use super::serial::{self, Epoch};
use crate::document::CellValue;

/// A format code, ready to show values.
#[derive(Debug, Clone, Default)]
pub(in crate::document) struct Format {
    sections: Vec<Section>,
}

/// What a cell shows and what it is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::document) struct Shown {
    pub(in crate::document) words: String,
    pub(in crate::document) value: CellValue,
}

impl Shown {
    pub(in crate::document) fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), value: CellValue::AsShown }
    }

    pub(in crate::document) fn truth(value: bool) -> Self {
        Self { words: (if value { "TRUE" } else { "FALSE" }).to_owned(), value: CellValue::Truth(value) }
    }
}

impl Format {
    /// A format as its code says.
    pub(in crate::document) fn of_code(code: &str) -> Self {
        if code.trim().is_empty() || code.eq_ignore_ascii_case("general") || code.len() > 1000 {
            return Self::default();
        }
        Self { sections: section::split(code) }
    }

    /// One of the formats that every book has, as a British system shows them.
    pub(in crate::document) fn built_in(id: u32) -> Self {
        let code = match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            5 | 6 => "£#,##0;-£#,##0",
            7 | 8 => "£#,##0.00;-£#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 => "0.00E+00",
            12 => "# ?/?",
            13 => "# ??/??",
            14 => "dd/mm/yyyy",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "dd/mm/yyyy h:mm",
            37 | 38 => "#,##0;-#,##0",
            39 | 40 => "#,##0.00;-#,##0.00",
            41 => "#,##0;-#,##0;\"-\"",
            42 => "£#,##0;-£#,##0;\"£-\"",
            43 => "#,##0.00;-#,##0.00;\"-\"",
            44 => "£#,##0.00;-£#,##0.00;\"£-\"",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mm:ss.0",
            48 => "##0.0E+0",
            49 => "@",
            _ => "General",
        };
        Self::of_code(code)
    }

    /// Shows a number.
    pub(in crate::document) fn show(&self, value: f64, epoch: Epoch) -> Shown {
        let Some((section, value_shown)) = self.section_for(value) else {
            return Shown { words: general(value), value: CellValue::Number(value) };
        };
        if section.is_text() {
            return Shown { words: section.around(&general(value)), value: CellValue::Number(value) };
        }
        if section.is_date() {
            let words = calendar::show(section, value, epoch).unwrap_or_else(|| general(value));
            let typed = if section.is_span() { None } else { serial::iso(value, epoch) };
            return Shown { words, value: typed.map_or(CellValue::Number(value), CellValue::Date) };
        }
        Shown { words: number::show(section, value_shown), value: CellValue::Number(value) }
    }

    /// Shows words, which the fourth section may surround.
    pub(in crate::document) fn show_words(&self, words: &str) -> String {
        self.sections
            .iter()
            .find(|section| section.is_text())
            .map_or_else(|| words.to_owned(), |section| section.around(words))
    }

    /// The section that a number falls under, and the number as it is to be shown there: the section for negative numbers
    /// shows its own sign.
    fn section_for(&self, value: f64) -> Option<(&Section, f64)> {
        let numeric: Vec<&Section> = self.sections.iter().take(3).filter(|section| !section.is_text()).collect();
        if numeric.is_empty() {
            return self.sections.first().map(|section| (section, value));
        }
        if numeric.iter().any(|section| section.has_condition()) {
            let chosen = numeric.iter().find(|section| section.holds_for(value)).or(numeric.last())?;
            return Some((chosen, if chosen.drops_sign() { value.abs() } else { value }));
        }
        match numeric.as_slice() {
            [only] => Some((only, value)),
            [_, negative, ..] if value < 0.0 => Some((negative, value.abs())),
            [_, _, zero] if value == 0.0 => Some((zero, value)),
            [first, ..] => Some((first, value)),
            [] => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_the_sheet_shows_them() {
        let cases = [
            ("General", 1785.5, "1785.5"),
            ("0.0%", 0.947, "94.7%"),
            ("£#,##0.00", 3980.0, "£3,980.00"),
            ("[$£-809]#,##0.00;[RED]-[$£-809]#,##0.00", -4120.5, "-£4,120.50"),
            ("\"£\"#,##0;(\"£\"#,##0)", -1234.6, "(£1,235)"),
            ("_-£* #,##0.00_-;-£* #,##0.00_-;_-£* \"-\"??_-;_-@_-", 1234.5, "£1,234.50"),
            ("_-£* #,##0.00_-;-£* #,##0.00_-;_-£* \"-\"??_-;_-@_-", 0.0, "£-"),
            ("#,##0", 1_234_567.0, "1,234,567"),
            ("#,##0,", 1_234_567.0, "1,235"),
            ("0.0,,\"m\"", 1_234_567.0, "1.2m"),
            ("0.00E+00", 12345.0, "1.23E+04"),
            ("# ?/?", 2.5, "2 1/2"),
            ("000000", 417.0, "000417"),
            ("(000) 000-0000", 1_632_960.0, "(000) 163-2960"),
            ("#.##", 0.5, ".5"),
            ("[<5]\"<5\";0", 3.0, "<5"),
            ("[<5]\"<5\";0", 7.0, "7"),
            ("0;-0;;@", 0.0, ""),
            ("dd/mm/yyyy", 43357.0, "14/09/2018"),
            ("d mmmm yyyy", 43357.0, "14 September 2018"),
            ("ddd d-mmm-yy", 43357.0, "Fri 14-Sep-18"),
            ("[$-809]dd mmmm yyyy;@", 43357.0, "14 September 2018"),
            ("yyyy-mm-dd hh:mm:ss", 43357.5, "2018-09-14 12:00:00"),
            ("h:mm AM/PM", 0.75, "6:00 PM"),
            ("[h]:mm", 1.5, "36:00"),
            ("mm:ss.0", 0.000_717_592_6, "01:02.0"),
            ("DD/MM/YY", 43357.0, "14/09/18"),
            ("0\" days\"", 12.0, "12 days"),
            ("\\£0", 5.0, "£5"),
            ("Standard", 5.0, "5"),
        ];
        let wrong: Vec<String> = cases
            .iter()
            .map(|(code, value, shown)| (code, shown, Format::of_code(code).show(*value, Epoch::From1900).words))
            .filter(|(_, shown, got)| *shown != got)
            .map(|(code, shown, got)| format!("{code}: {got:?}, not {shown:?}"))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn codes_without_sense_show_something_and_never_panic() {
        for code in
            ["\"", "\\", "[", "[$", ";;;;;;", "0.0.0", "%%%%", "E+", "#,,,,", "?/", "mmmmmmmm", "@@@@", "*", "_"]
        {
            for value in [0.0, -1.5, f64::NAN, f64::INFINITY, 1e300, 5e-324] {
                let _ = Format::of_code(code).show(value, Epoch::From1900);
            }
        }
    }
}
