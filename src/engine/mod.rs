//! The use cases: one file, one function each. Where all rooms meet; holds no rules.
