//! `foi doctor`.

use std::io::Write;

use super::{Desk, Exit, Failure, print_json};
use crate::document::worker::{Confinement, Pool};
use crate::document::{Limits, READER_VERSION, ocr};

/// Say what this machine offers: how strangers' documents are contained, and whether scans can be read
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What `foi doctor` found.
#[derive(Debug, serde::Serialize)]
struct Health {
    version: &'static str,
    reader_version: u32,
    /// None if no worker process could be started.
    worker: Option<Confinement>,
    limits: Limits,
    tesseract: Option<String>,
}

pub fn run(args: &Doctor, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let worker = Pool::for_this_machine(&limits).ok().and_then(|pool| pool.confinement());
    let health = Health {
        version: env!("CARGO_PKG_VERSION"),
        reader_version: READER_VERSION,
        worker,
        limits: limits.clone(),
        tesseract: ocr::version(),
    };
    let ill = health.worker.is_none();
    if args.json {
        print_json(out, &health)?;
    } else {
        describe(out, &health, &limits)?;
    }
    Ok(if ill { Exit::SeeTo } else { Exit::Done })
}

fn describe(out: &mut dyn Write, health: &Health, limits: &Limits) -> std::io::Result<()> {
    writeln!(out, "foi {}, document readers version {}", health.version, health.reader_version)?;
    match &health.worker {
        None => writeln!(out, "workers     cannot be started: documents are refused until they can")?,
        Some(walls) => {
            let memory = walls
                .memory
                .map_or("no limit on memory here".to_owned(), |most| format!("{} MB of memory", most >> 20));
            writeln!(out, "workers     {memory}, {} seconds a document, killed after that", limits.seconds)?;
            writeln!(
                out,
                "  files     {}",
                if walls.no_writes { "can write none" } else { "could be written: no limit here" }
            )?;
            writeln!(
                out,
                "  Landlock  {}",
                walls
                    .landlock
                    .as_deref()
                    .map_or("not in this kernel: paths are not closed by it".to_owned(), |how| format!(
                        "{how} in force: no path, no TCP"
                    ))
            )?;
            writeln!(
                out,
                "  seccomp   {}",
                if walls.seccomp { "in force: cannot open, connect or start anything" } else { "not in force here" }
            )?;
        }
    }
    let kept = [
        format!("{} MB a file, {} MB inflated", limits.bytes >> 20, limits.inflated >> 20),
        format!("{} pages, {} characters, {} cells", limits.pages, limits.characters, limits.cells),
        format!("files {} deep in one another, {} in all", limits.depth, limits.children),
    ];
    for (title, line) in ["limits", "", ""].iter().zip(kept) {
        writeln!(out, "  {title:<9} {line}")?;
    }
    match &health.tesseract {
        Some(version) => writeln!(out, "scans       read by {version}, a process of its own that may write nothing"),
        None => writeln!(
            out,
            "scans       not read: install `tesseract` (Debian: apt install tesseract-ocr) and they will be"
        ),
    }
}
