//! One pass over the ledger for as many tables as are wanted: rows are put together once, and each format is written by a
//! thread of its own.
//!
//! Rows go from thread to thread in small packets; where a writer is slower than the reader, the reader waits, so that no more
//! than a few packets are ever in memory.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::columns::{CELLS, EVENTS, MESSAGES, REQUESTS};
use super::table::{self, Field, Rows, Table};
use super::{Export, ExportError, csv, parquet};
use crate::ledger::Row;

/// Rows in a packet, and packets that may wait for a writer.
const PACKET: usize = 32;
const WAITING: usize = 4;

/// A format that is written line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lined {
    Csv,
    Parquet,
}

enum Lines {
    Csv(csv::Lines),
    Parquet(parquet::Lines),
}

impl Lined {
    fn path(self, table: &Table, to: &Path) -> PathBuf {
        match self {
            Self::Csv => csv::path_of(table, to),
            Self::Parquet => parquet::path_of(table, to),
        }
    }

    fn begin(self, table: &Table, to: &Path) -> io::Result<Lines> {
        Ok(match self {
            Self::Csv => Lines::Csv(csv::Lines::of_table(table, to)?),
            Self::Parquet => Lines::Parquet(parquet::Lines::of_table(table, to)?),
        })
    }
}

impl Lines {
    fn take(&mut self, line: &[Field<'_>]) -> io::Result<()> {
        match self {
            Self::Csv(lines) => lines.take(line),
            Self::Parquet(lines) => lines.take(line),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Csv(lines) => lines.finish(),
            Self::Parquet(lines) => lines.finish(),
        }
    }
}

type Packet = Arc<Vec<Row>>;

/// Writes the four tables in each of `formats`, each table into the folder that `folder` names, and returns their paths.
pub(super) fn tables(
    export: &Export<'_>,
    formats: &[Lined],
    folder: &(dyn Fn(&Table) -> PathBuf + Sync),
) -> Result<Vec<PathBuf>, ExportError> {
    let poured = thread::scope(|scope| {
        let writers: Vec<(SyncSender<Packet>, thread::ScopedJoinHandle<'_, io::Result<()>>)> = formats
            .iter()
            .map(|format| {
                let (sender, packets) = sync_channel(WAITING);
                (sender, scope.spawn(move || write(*format, folder, packets)))
            })
            .collect();
        let (senders, writers): (Vec<_>, Vec<_>) = writers.into_iter().unzip();
        let read = read(export.rows, &senders);
        drop(senders);
        let mut failed = None;
        for writer in writers {
            let written = writer.join().unwrap_or_else(|_| Err(io::Error::other("a writer stopped")));
            failed = failed.or(written.err());
        }
        // A writer that failed is why the reader stopped.
        failed.map_or(read, Err)
    });
    let unwritable = |table: &Table, format: Lined, cause| ExportError::Unwritable {
        path: format.path(table, &folder(table)),
        cause,
    };
    if let Some(first) = formats.first() {
        poured.map_err(|cause| unwritable(&CELLS, *first, cause))?;
    }
    let mut written = Vec::new();
    for format in formats {
        written.extend([&CELLS, &REQUESTS].map(|table| format.path(table, &folder(table))));
        for (table, fill) in [(&MESSAGES, table::message_lines as Fill), (&EVENTS, table::event_lines)] {
            let filled = format.begin(table, &folder(table)).and_then(|mut lines| {
                fill(export, &mut |line| lines.take(line))?;
                lines.finish()
            });
            filled.map_err(|cause| unwritable(table, *format, cause))?;
            written.push(format.path(table, &folder(table)));
        }
    }
    Ok(written)
}

type Fill = fn(&Export<'_>, &mut table::Take<'_>) -> io::Result<()>;

/// Hands all rows to every writer.
fn read(rows: &dyn Rows, to: &[SyncSender<Packet>]) -> io::Result<()> {
    let mut packet = Vec::with_capacity(PACKET);
    let send = |packet: &mut Vec<Row>| {
        let packet: Packet = Arc::new(std::mem::replace(packet, Vec::with_capacity(PACKET)));
        let sent = |writer: &SyncSender<Packet>| writer.send(Arc::clone(&packet));
        to.iter().try_for_each(sent).map_err(|_| io::Error::other("a writer stopped"))
    };
    rows.each(&mut |row: Cow<'_, Row>| {
        packet.push(row.into_owned());
        if packet.len() == PACKET { send(&mut packet) } else { Ok(()) }
    })?;
    send(&mut packet)
}

fn write(format: Lined, folder: &(dyn Fn(&Table) -> PathBuf + Sync), packets: Receiver<Packet>) -> io::Result<()> {
    let mut cells = format.begin(&CELLS, &folder(&CELLS))?;
    let mut requests = format.begin(&REQUESTS, &folder(&REQUESTS))?;
    for packet in packets {
        for row in packet.iter() {
            table::row_lines(row, &mut |line| cells.take(line), &mut |line| requests.take(line))?;
        }
    }
    cells.finish()?;
    requests.finish()
}
