//! What follows a request, from the letter to the regulator: notes that move the clock, what was known when, what to do on a
//! day, the letters that do it, the calendar and the dossier.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod address;
mod agenda;
mod calendar;
mod desk;
mod dossier;
mod holidays;
mod known;
mod notes;
mod road;
