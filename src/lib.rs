//! `foi`: one freedom-of-information request to many public authorities, and every figure traceable to the words it came from.
//!
//! The rooms, in the order of the road that the data takes:
//!
//! campaign folder -> frame -> letters -> sent -> replies -> cells -> findings -> report
//!
//! Floors, lowest first; a room uses only the floors below it (`tests/floors.rs` reads each `use crate::` against this list):
//! 1 [`law`], [`message`] · 2 [`document`], [`authority`] · 3 [`campaign`] · 4 [`request`] · 5 [`ledger`], [`letter`] ·
//! 6 [`reply`], [`findings`] · 7 [`store`], [`post`], [`report`], [`export`] · 8 [`engine`] · 9 [`cli`], [`demo`]

pub mod authority;
pub mod campaign;
pub mod cli;
pub mod demo;
pub mod document;
pub mod engine;
pub mod export;
pub mod findings;
pub mod law;
pub mod ledger;
pub mod letter;
pub mod message;
pub mod post;
pub mod reply;
pub mod report;
pub mod request;
pub mod store;
