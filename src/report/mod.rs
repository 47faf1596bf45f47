//! The report: typed page data first, the page second.
