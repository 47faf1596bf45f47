//! Everything collected, for an analyst: CSV, JSON and more.
