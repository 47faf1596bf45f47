//! The demo: the whole road on an invented campaign.

pub mod corpus;

#[cfg(test)]
mod tests;
