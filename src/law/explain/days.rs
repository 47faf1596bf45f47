//! Days as sentences say them.

use jiff::civil::Date;

/// "Wednesday 10 December 2025".
pub(super) fn long(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

/// "Thu 25 December".
pub(super) fn short(day: Date) -> String {
    day.strftime("%a %-d %B").to_string()
}

/// "8 September", or "8 September 2026" where `other` is in another year.
pub(super) fn plain(day: Date, other: Date) -> String {
    let form = if day.year() == other.year() { "%-d %B" } else { "%-d %B %Y" };
    day.strftime(form).to_string()
}

/// "1 working day", "3 working days".
pub(super) fn working_days(n: u32) -> String {
    if n == 1 { "1 working day".to_owned() } else { format!("{n} working days") }
}

/// "the 1st", "the 40th".
pub(super) fn ordinal(n: u16) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
