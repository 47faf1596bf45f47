//! A long seeded mutation loop over the readers, each in this process: what panics, and what takes long.
//!
//! `cargo run --example mutate -- [ROUNDS] [FIRST_SEED] [NAME_ENDING]`, by default 200 rounds of every small document of the
//! tests. What it finds becomes a case in `tests/containment.rs`. Readers that are crates may panic (they are contained);
//! ours may not: then it ends with status 1.

#![allow(clippy::unwrap_used, reason = "a run that cannot read its own files has failed")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use foi::document::{self, Limits};

#[path = "../tests/spoil/mod.rs"]
mod spoil;

/// Readers that are a crate, with their known panics.
const NOT_OURS: [&str; 3] = [".xls", ".doc", ".pdf"];

fn main() {
    let mut args = std::env::args().skip(1);
    let mut number = |usual: u64| args.next().and_then(|arg| arg.parse().ok()).unwrap_or(usual);
    let (rounds, first) = (number(200), number(0));
    let ending = args.next().unwrap_or_default();
    let work = move || run(rounds, first, &ending);
    let ours = std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
    std::process::exit(i32::from(ours > 0));
}

fn run(rounds: u64, first: u64, ending: &str) -> usize {
    std::panic::set_hook(Box::new(|_| {}));
    let (mut ours, mut theirs, mut read) = (0, 0, 0_u64);
    let mut slowest = (Duration::ZERO, String::new());
    for path in spoil::documents().into_iter().filter(|path| path.to_string_lossy().ends_with(ending)) {
        let good = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for seed in first..first + rounds {
            let inside = !seed.is_multiple_of(2);
            let bytes = if inside { spoil::spoilt_inside(&good, seed) } else { spoil::spoilt(&good, seed) };
            let begun = Instant::now();
            let limits = Limits::default();
            if catch_unwind(AssertUnwindSafe(|| document::read(&name, &bytes, None, &limits))).is_err() {
                let known = NOT_OURS.iter().any(|of| name.ends_with(of));
                (ours, theirs) = if known { (ours, theirs + 1) } else { (ours + 1, theirs) };
                println!("{name} seed {seed}: panics");
            }
            read += 1;
            let took = begun.elapsed();
            if took > slowest.0 {
                slowest = (took, format!("{name} seed {seed}"));
            }
        }
    }
    println!("{read} read: {ours} panics of ours, {theirs} of crates; slowest {:?} ({})", slowest.0, slowest.1);
    ours
}
