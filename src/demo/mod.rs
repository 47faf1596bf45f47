//! The demo: the whole road on an invented campaign.

pub mod corpus;
mod folder;

#[cfg(test)]
mod reads;
#[cfg(test)]
mod tests;
