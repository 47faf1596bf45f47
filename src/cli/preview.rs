//! `foi preview`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{Desk, Exit, Failure, counted};
use crate::engine::preview::{Preview, preview, preview_all};
use crate::engine::{self, campaigns};

/// Show a letter as it would go, headers too; sends and keeps nothing
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi preview trusts-2018\n  foi preview trusts-2018 RXX\n  foi preview trusts-2018 --all letters/"
)]
pub struct PreviewArgs {
    /// The campaign's name
    name: String,
    /// The authority's code; otherwise the first of the frame
    authority: Option<String>,
    /// Write every letter into this folder: .eml files, .txt for who has no mail address
    #[arg(long, value_name = "DIR", conflicts_with_all = ["authority", "raw"])]
    all: Option<PathBuf>,
    /// Print the mail's very bytes
    #[arg(long)]
    raw: bool,
    /// Date the letter as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

pub fn run(args: &PreviewArgs, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    engine::check::check(&workspace, &args.name)?;
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(&workspace, &store, &args.name)?.campaign;
    let day = args.as_of.unwrap_or(desk.today);
    if let Some(folder) = &args.all {
        fs::create_dir_all(folder)?;
        let mut written = 0;
        preview_all(&workspace, &store, &campaign, day, |letter| {
            written += 1;
            write_file(folder, &letter).map_err(Failure::from)
        })?;
        writeln!(out, "{} in {}; none was sent.", counted(written, "letter is", "letters are"), folder.display())?;
        return Ok(Exit::Done);
    }
    let letter = preview(&workspace, &store, &campaign, args.authority.as_deref(), day)?;
    match &letter.mail {
        Some(mail) if args.raw => out.write_all(mail)?,
        _ => page(&letter, &campaign.requester.name, &campaign.requester.email, day, out)?,
    }
    Ok(Exit::Done)
}

fn write_file(folder: &Path, letter: &Preview) -> std::io::Result<()> {
    // The code comes from a table: as a file's name only what cannot lead elsewhere.
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let stem: String = letter.authority.code.0.chars().map(plain).collect();
    match &letter.mail {
        Some(mail) => fs::write(folder.join(format!("{stem}.eml")), mail),
        None => fs::write(
            folder.join(format!("{stem}.txt")),
            format!("{}\n\n{}", letter.letter.subject, letter.letter.body),
        ),
    }
}

fn page(letter: &Preview, name: &str, email: &str, day: Date, out: &mut dyn Write) -> std::io::Result<()> {
    let authority = &letter.authority;
    let to = match authority.email.as_str() {
        "" => format!("{} (no e-mail address: by post or portal)", authority.name),
        email => email.to_owned(),
    };
    writeln!(out, "From: {name} <{email}>")?;
    writeln!(out, "To: {to}")?;
    writeln!(out, "Date: {day}")?;
    writeln!(out, "Subject: {}", letter.letter.subject)?;
    writeln!(out, "Message-ID: <{}>", crate::request::message_id_for(&letter.token, 0, email).as_str())?;
    let enclosed = letter.mail.as_deref().map(crate::message::parse).map(|mail| mail.parts).unwrap_or_default();
    for part in &enclosed {
        writeln!(out, "Attachment: {} ({} bytes)", part.name, part.bytes.len())?;
    }
    write!(out, "\n{}", letter.letter.body)
}
