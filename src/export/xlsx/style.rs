//! How the workbook's cells look.

use rust_xlsxwriter::{Format, FormatAlign};

use crate::campaign::AnswerType;

/// The formats of the workbook.
pub(super) struct Style {
    pub head: Format,
    pub words: Format,
    /// What is no figure: not held, no reply.
    pub quiet: Format,
    pub count: Format,
    pub decimal: Format,
    pub money: Format,
    pub percent: Format,
    pub date: Format,
}

impl Style {
    pub fn new() -> Self {
        let number = |format: &str| Format::new().set_num_format(format).set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color(0x00E8_ECF2)
                .set_align(FormatAlign::Top),
            words: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            quiet: Format::new().set_italic().set_font_color(0x0060_6775).set_align(FormatAlign::Top),
            count: number("#,##0"),
            decimal: number("#,##0.##"),
            money: number("\u{a3}#,##0.00"),
            // Percentages are 0 to 100 in the ledger, so the sign is only shown.
            percent: number("0.0\"%\""),
            date: number("yyyy-mm-dd"),
        }
    }

    /// The format of a number that answers a question of `kind`.
    pub fn number(&self, kind: Option<AnswerType>, number: f64) -> &Format {
        match kind {
            Some(AnswerType::Money) => &self.money,
            Some(AnswerType::Percent) => &self.percent,
            _ if number.fract() == 0.0 => &self.count,
            _ => &self.decimal,
        }
    }
}
