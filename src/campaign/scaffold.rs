//! A new campaign's folder: a commented `campaign.toml`, the request's letter, and a frame without lines.
//!
//! What must be filled in stands empty, so that the check names it; nothing that is there is written over.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::Date;

use super::built_in;

/// Why a name cannot be a campaign's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("`{}` cannot be a campaign's name", .0.escape_debug())]
#[diagnostic(help(
    "it is a folder's name: letters, digits, - and _, a letter or digit first, as in `hospital-parking-2026`"
))]
pub struct NoCampaignName(pub String);

/// Checks that `name` can name a campaign and its folder.
///
/// # Errors
/// [`NoCampaignName`]: it holds a slash, a blank, a dot ...
pub fn campaign_name(name: &str) -> Result<(), NoCampaignName> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let sound = name.len() <= 80 && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain);
    if sound { Ok(()) } else { Err(NoCampaignName(name.to_owned())) }
}

/// Writes the folder of a new campaign that opens on `opens`, and returns its files.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where one of its files is there already; others where the folder cannot be written.
pub fn scaffold(folder: &Path, opens: Date) -> io::Result<Vec<PathBuf>> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let closes = opens.checked_add(3.months()).unwrap_or(opens);
    let filled = |text: &str| {
        text.replace("{name}", &name).replace("{opens}", &opens.to_string()).replace("{closes}", &closes.to_string())
    };
    // `{name}` in the notes stands inside Tera's own braces: only the last one is ours.
    let notes = include_str!("../../templates/campaign/letter-notes.txt");
    let notes = notes.replace("preview {name}", &format!("preview {name}"));
    let files = [
        ("campaign.toml", filled(include_str!("../../templates/campaign/campaign.toml"))),
        ("frame.csv", include_str!("../../templates/campaign/frame.csv").to_owned()),
        ("letters/request.txt", format!("{notes}{}", built_in("uk-foia", "request").text)),
    ];
    fs::create_dir_all(folder.join("letters"))?;
    let mut written = Vec::new();
    for (file, text) in files {
        let path = folder.join(file);
        File::create_new(&path)?.write_all(text.as_bytes())?;
        written.push(path);
    }
    Ok(written)
}
