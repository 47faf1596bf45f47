//! What every verb prints the same way.

use std::io::{self, Write};

use serde::Serialize;

/// Prints one JSON document, indented, with a line end.
pub fn print_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
    writeln!(out, "{text}")
}

/// `1 letter`, `226 letters`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// A fault of writing CSV as the fault of the output that it is, so that a closed pipe is known for one.
pub fn csv_fault(fault: csv::Error) -> io::Error {
    match fault.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}
