//! `foi worker`, which people never call: a process in which strangers' documents are read.

use std::io::Write;

use super::{Desk, Exit, Failure};
use crate::document::{Limits, worker};

/// Read documents sent by another `foi` process
#[derive(Debug, clap::Args)]
pub struct Worker {
    /// Most bytes of memory
    #[arg(long)]
    memory: Option<u64>,
    /// Most seconds for one document
    #[arg(long)]
    seconds: Option<u64>,
    /// Become the OCR program instead: a picture on standard input, a table of words out
    #[arg(long)]
    ocr: bool,
}

pub fn run(args: &Worker, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let usual = Limits::default();
    let limits =
        Limits { memory: args.memory.unwrap_or(usual.memory), seconds: args.seconds.unwrap_or(usual.seconds), ..usual };
    if args.ocr {
        worker::become_ocr(&limits)?;
    }
    worker::serve(&mut std::io::stdin().lock(), out, &limits)?;
    Ok(Exit::Done)
}
