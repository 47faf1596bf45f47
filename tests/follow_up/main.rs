//! What follows a request, from the letter to the regulator: notes that move the clock, what was known when, what to do on a
//! day, the letters that do it, the calendar and the dossier.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod calendar;
mod desk;
mod dossier;
mod known;
mod notes;
mod road;
