//! Answers as a spreadsheet.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Rows as an .xlsx; a cell that is a plain number is written as one.
///
/// # Errors
/// Rows beyond what a sheet can hold.
pub fn xlsx(title: &str, rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Without a time of its own the writer asks the clock, and no two runs make the same bytes.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2018, 9, 3)?));
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name("Response")?;
    sheet.write_with_format(0, 0, title, &bold)?;
    sheet.set_column_width(1, 70)?;
    sheet.set_column_width(2, 40)?;
    for (row, cells) in (2..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number)?,
                Err(_) => sheet.write_string(row, column, cell)?,
            };
        }
    }
    book.save_to_buffer()
}

/// Rows as CSV with a byte order mark, as spreadsheet programs save it.
pub fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}
