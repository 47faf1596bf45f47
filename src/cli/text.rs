//! `foi text`.

use std::io::Write;
use std::path::PathBuf;

use super::{Desk, Exit, Failure, print_json};
use crate::document::worker::Pool;
use crate::document::{Address, Block, BlockKind, Document, Limits, State};

/// Show what the document layer makes of files: words, tables, and where they stood
///
/// Stores nothing. One object for one file, a list for several, with `--json`; `state` says how far a file could be read.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi text reply.pdf\n  foi text --json figures.xlsx\n  foi text --jsonl replies/*.docx"
)]
pub struct Text {
    /// The files to read
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON document
    #[arg(long, conflicts_with = "jsonl")]
    json: bool,
    /// Print one JSON object a line, a file each
    #[arg(long)]
    jsonl: bool,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{}` cannot be opened", path.display())]
#[diagnostic(help("give the path of a file that is there and may be read"))]
struct Unopened {
    path: PathBuf,
    #[source]
    why: std::io::Error,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("no worker process could be started, and documents are read nowhere else")]
#[diagnostic(help("`foi doctor` says what is in force here; does the system limit processes or memory?"))]
struct NoWorker(#[source] std::io::Error);

pub fn run(args: &Text, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let pool = Pool::for_this_machine(&Limits::default()).map_err(|why| Failure::not_done(NoWorker(why)))?;
    let mut documents = Vec::new();
    let mut see_to = false;
    for path in &args.files {
        let document = read(path, &pool)?;
        see_to |= matches!(document.state, State::Refused);
        if args.jsonl {
            writeln!(out, "{}", serde_json::to_string(&document).map_err(std::io::Error::other)?)?;
        } else if args.json {
            documents.push(document);
        } else {
            draw(out, &document, 0)?;
        }
    }
    match documents.as_slice() {
        [] => {}
        [one] => print_json(out, one)?,
        several => print_json(out, &several)?,
    }
    Ok(if see_to { Exit::SeeTo } else { Exit::Done })
}

fn read(path: &std::path::Path, pool: &Pool) -> Result<Document, Failure> {
    let unopened = |why| Failure::not_done(Unopened { path: path.to_owned(), why });
    let bytes = std::fs::read(path).map_err(unopened)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(pool.read(&name, &bytes, None))
}

/// Draws a document for a person: page and sheet marks, tables as tables, what is hidden or quoted marked as such.
fn draw(out: &mut dyn Write, document: &Document, inside: usize) -> std::io::Result<()> {
    let mark = if inside == 0 { "==" } else { "--" };
    let pages = document.pages.map(|pages| format!(", {pages} pages or sheets")).unwrap_or_default();
    writeln!(out, "{mark} {} ({}{pages}): {} {mark}", document.file, word(&document.format), word(&document.state))?;
    for warning in &document.warnings {
        writeln!(out, "   ! {warning}")?;
    }
    let mut before = Address::default();
    for block in &document.blocks {
        if block.at.page != before.page || block.at.sheet != before.sheet {
            let place = Address { page: block.at.page, sheet: block.at.sheet.clone(), ..Address::default() };
            writeln!(out, "\n[{place}{}]", if block.hidden { ", hidden" } else { "" })?;
        }
        before = block.at.clone();
        draw_block(out, block)?;
    }
    for (name, value) in &document.fields {
        writeln!(out, "{name}: {value}")?;
    }
    for child in &document.children {
        writeln!(out)?;
        draw(out, child, inside + 1)?;
    }
    Ok(())
}

fn draw_block(out: &mut dyn Write, block: &Block) -> std::io::Result<()> {
    if block.kind == BlockKind::Table {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED);
        for row in &block.rows {
            table.add_row(row);
        }
        return writeln!(out, "{table}\n");
    }
    let (first, rest) = match block.kind {
        BlockKind::Heading => ("# ", "# "),
        BlockKind::ListItem => ("• ", "  "),
        BlockKind::Quote => ("> ", "> "),
        BlockKind::Header => ("^ ", "^ "),
        BlockKind::Footer => ("_ ", "_ "),
        BlockKind::Paragraph | BlockKind::Table => ("", ""),
    };
    for (line, lead) in block.text.lines().zip(std::iter::once(first).chain(std::iter::repeat(rest))) {
        writeln!(out, "{lead}{line}")?;
    }
    writeln!(out)
}

/// How an enum's value is called in the JSON.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
