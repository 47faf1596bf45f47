//! What the spreadsheet formats share: cells laid out as tables, and values as the sheet shows them.

pub(super) mod decimal;
pub(super) mod format;
pub(super) mod layout;
pub(super) mod serial;

pub(super) use decimal::general;
pub(super) use format::{Format, Shown};
pub(super) use layout::Cells;
pub(super) use serial::Epoch;
