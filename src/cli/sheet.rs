//! `foi sheet`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::desk::shown;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::reading::Documents;
use crate::engine::sheet::{self, Bringing};

/// The ledger as a coding sheet for people who live in Excel, and back, cell by cell
///
/// Out: one row a cell, with the words, what the reader proposes, and four columns to write in. In: rows that you changed
/// become your codings; a cell that was also settled here since the sheet went out is a conflict, reported and left alone.
/// The same sheet taken in twice changes nothing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi sheet out trusts-2018 coding.xlsx\n  foi sheet in trusts-2018 coding.xlsx --by Holly"
)]
pub struct SheetArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the coding sheet
    Out(Of),
    /// Take a coding sheet back in
    In(Of),
}

#[derive(Debug, clap::Args)]
struct Of {
    /// The campaign's name
    name: String,
    /// The workbook
    file: PathBuf,
    /// Who coded it; otherwise your login name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &SheetArgs, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    match &args.what {
        What::Out(of) => write_out(of, desk, out),
        What::In(of) => bring_in(of, desk, out),
    }
}

fn write_out(of: &Of, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, Some(&of.name))?;
    let (path, rows) = sheet::out(&workspace, &name, of.as_of.unwrap_or(desk.today), &of.file)?;
    if of.json {
        print_json(out, &serde_json::json!({ "file": path, "rows": rows }))?;
    } else {
        writeln!(out, "{}: {}", shown(&path), counted(rows, "cell", "cells"))?;
    }
    Ok(Exit::Done)
}

fn bring_in(of: &Of, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, Some(&of.name))?;
    let coder = desk.person(of.by.as_deref());
    let bringing = Bringing { coder: &coder, now: desk.now, as_of: of.as_of.unwrap_or(desk.today) };
    let brought = sheet::bring_in(&workspace, &name, &of.file, &Documents::start()?, &bringing)?;
    if of.json {
        print_json(out, &brought)?;
    } else {
        let doubts = ("taken, and to be looked at", &brought.doubts);
        for (what, troubles) in [("conflict", &brought.conflicts), ("not understood", &brought.faults), doubts] {
            for trouble in troubles {
                writeln!(out, "{what}: {} {}: {}", trouble.token, trouble.question, trouble.what)?;
            }
        }
        let rows = counted(brought.rows, "row", "rows");
        writeln!(
            out,
            "{rows} read, {} coded by {coder}, {}, {} not understood.",
            brought.coded,
            counted(brought.conflicts.len(), "conflict", "conflicts"),
            brought.faults.len()
        )?;
    }
    let troubles = [&brought.conflicts, &brought.faults, &brought.doubts];
    Ok(if troubles.iter().all(|troubles| troubles.is_empty()) { Exit::Done } else { Exit::SeeTo })
}
