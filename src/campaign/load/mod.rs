//! A campaign folder to a [`Campaign`], or to everything that is wrong with it.
//!
//! One pass reads all of `campaign.toml`, the frame and the letters, noting each fault and going on, so that a person
//! mends a folder in one sitting. What it will not do: render letters. Whether a template's variables exist and are
//! filled for every authority is seen by rendering, which `letter::check` does.

mod findings;
mod follow_up;
mod frame;
mod letters;
mod questions;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeTable;

use super::{Advice, Campaign, CampaignError, Fault, Found, Requester, Source, nearest};
use crate::authority::MailAddress;
use crate::campaign::section::Section;
use crate::law::RegimeId;

pub use frame::{row_fault, table_fault};

/// What lies around a campaign folder: the laws that are known and what the workspace brings.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The ids of the regimes that there are.
    pub regimes: Vec<String>,
    /// The workspace's own `templates/` folder.
    pub templates: Option<PathBuf>,
    /// The workspace's directory of authorities, for a frame that says `authorities = "directory"`.
    pub directory: Option<PathBuf>,
    /// The folder that paths are shown from: the workspace's.
    pub root: Option<PathBuf>,
}

impl Around {
    /// A path as a person would type it from the workspace's folder.
    fn shown(&self, path: &Path) -> String {
        let path = self.root.as_ref().and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }
}

/// The campaign's folder and what lies around it.
struct Folder<'a> {
    path: &'a Path,
    around: &'a Around,
}

impl Folder<'_> {
    fn shown(&self, path: &Path) -> String {
        self.around.shown(path)
    }
}

/// Reads and checks the campaign in `folder`; its name is the folder's.
///
/// # Errors
/// [`CampaignError::Faults`] with every fault of every file; other variants where there is nothing to read.
pub fn load(folder: &Path, around: &Around) -> Result<(Campaign, Vec<Advice>), CampaignError> {
    let (campaign, found) = draft(folder, around)?;
    let advice = found.verdict(&around.shown(folder))?;
    Ok((campaign, advice))
}

/// Reads the campaign in `folder` as far as it can be read, with everything that is wrong with it.
///
/// Only for looking for further faults: what could not be read has a placeholder, and `found` says so.
///
/// # Errors
/// [`CampaignError::Missing`] and [`CampaignError::Unreadable`], where there is nothing to read.
pub fn draft(folder: &Path, around: &Around) -> Result<(Campaign, Found), CampaignError> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let path = folder.join("campaign.toml");
    let text = fs::read_to_string(&path).map_err(|cause| unreadable(&name, folder, path.clone(), cause))?;
    let source = Source::new(around.shown(&path), text.trim_start_matches('\u{feff}'));
    let mut found = Found::default();
    let (table, errors) = DeTable::parse_recoverable(source.text());
    for error in errors {
        let help =
            "the file is TOML: `key = value` lines under [headings], text in \"double quotes\", dates as 2018-08-20";
        found.faults.push(Fault::new(&source, error.span().unwrap_or(0..0), error.message(), "here", help));
    }
    let root = Section::new("campaign.toml", &source, table.get_ref(), 0..0);
    let campaign = read(&root, name, &Folder { path: folder, around }, &mut found);
    Ok((campaign, found))
}

const KEYS: [&str; 13] = [
    "title",
    "wave_of",
    "regime",
    "opens",
    "closes",
    "requester",
    "frame",
    "letters",
    "follow_up",
    "reading",
    "question",
    "observation",
    "finding",
];

fn read(root: &Section, name: String, folder: &Folder, found: &mut Found) -> Campaign {
    root.refuse_others(found, &KEYS);
    let title = root.required_line(found, "title", "say in a line what the campaign is about");
    let regime = regime(root, folder.around, found);
    if !root.has("opens") {
        root.missing(found, "opens", "the day on which the requests go out: opens = 2018-08-20");
    }
    let opens = root.date(found, "opens");
    let closes = root.date(found, "closes");
    if let (Some(opens), Some(closes)) = (&opens, &closes)
        && closes.get_ref() < opens.get_ref()
    {
        let message = format!("the campaign closes on {} and opens on {}", closes.get_ref(), opens.get_ref());
        root.fault(
            found,
            closes.span(),
            message,
            "before it opens",
            "put the later day into `closes`, or leave it out",
        );
    }
    let requester = requester(root, found);
    let questions::Asked { questions, observations, declared } = questions::read(root, found);
    let wave_of = wave_of(root, &name, folder, found);
    let frame::Drawn { frame, columns, sample_of } = frame::read(root, folder, found);
    questions::refuse_columns(root, columns.as_deref().unwrap_or_default(), found);
    let letters = letters::read(root, folder, regime.as_ref(), &frame.members, found);
    let follow_up = follow_up::read(root, found);
    let accept = follow_up::accept(root, found);
    let findings = findings::read(
        root,
        &findings::Known::new(&declared, &questions, &observations, &frame, columns.as_deref()),
        found,
    );
    Campaign {
        name,
        title: title.map_or_else(|| PLACEHOLDER.to_owned(), Spanned::into_inner),
        regime: regime.unwrap_or_else(|| RegimeId(PLACEHOLDER.to_owned())),
        opens: opens.map_or(Date::constant(2018, 8, 20), Spanned::into_inner),
        closes: closes.map(Spanned::into_inner),
        requester,
        frame,
        sample_of,
        wave_of,
        letters,
        follow_up,
        accept,
        questions,
        observations,
        findings,
    }
}

fn regime(root: &Section, around: &Around, found: &mut Found) -> Option<RegimeId> {
    let regime = root.required_line(found, "regime", "the law under which you ask: regime = \"uk-foia\"")?;
    let name = regime.get_ref();
    if around.regimes.contains(name) {
        return Some(RegimeId(name.clone()));
    }
    let help = match nearest(name, around.regimes.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`? A regime of your own would be the file `regimes/{name}.toml`"),
        None => format!(
            "there are: {}. A regime of your own would be the file `regimes/{name}.toml`",
            around.regimes.join(", ")
        ),
    };
    root.fault(found, regime.span(), format!("no regime is called `{name}`"), "asked for here", help);
    None
}

/// The campaign that asked the same before: another folder beside this one.
fn wave_of(root: &Section, name: &str, folder: &Folder, found: &mut Found) -> Option<String> {
    let before = root.line(found, "wave_of", "the campaign that asked the same before, or take the line out")?;
    let other = before.get_ref();
    if other == name {
        let help = "name the campaign that came before this one";
        root.fault(found, before.span(), "a campaign is no wave of itself", "this", help);
        return None;
    }
    let others = campaigns_beside(folder.path);
    if others.contains(other) {
        return before.into_inner().into();
    }
    let unknown = format!("there is no campaign `{}` here", other.escape_debug());
    match nearest(other, others.iter().map(String::as_str)) {
        Some(meant) => root.fault(found, before.span(), unknown, "this", format!("did you mean `{meant}`?")),
        // A campaign that came alone, in a pack, can still be used.
        None => {
            let advice = format!("{unknown}: what changed since it cannot be said");
            found.advice.push(Advice::new(root.source, before.span().start, advice));
        }
    }
    Some(before.into_inner())
}

/// The names of the campaign folders beside `folder`, in order.
fn campaigns_beside(folder: &Path) -> Vec<String> {
    let beside = folder.parent().and_then(|parent| fs::read_dir(parent).ok()).into_iter().flatten().flatten();
    let mut others: Vec<String> = beside
        .filter(|entry| entry.path().join("campaign.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    others.sort();
    others
}

/// Stands for what could not be read, in a draft that is only looked at for further faults.
const PLACEHOLDER: &str = "...";

fn requester(root: &Section, found: &mut Found) -> Requester {
    let placeholder = || Requester {
        name: PLACEHOLDER.into(),
        organisation: Some(PLACEHOLDER.into()),
        email: PLACEHOLDER.into(),
        address: Some(PLACEHOLDER.into()),
    };
    if !root.has("requester") {
        let help = "say who asks: [requester] with name and email (FOIA s.8(1)(b) wants a name and an address)";
        root.missing(found, "requester", help);
    }
    let Some(section) = root.section(found, "requester", "[requester]") else { return placeholder() };
    section.refuse_others(found, &["name", "organisation", "email", "address"]);
    let name = section.required_line(found, "name", "the name of the person or body that asks (FOIA s.8(1)(b))");
    let organisation = section.line(found, "organisation", "fill it in, or take the line out");
    let email = section.required_line(found, "email", "the address that replies should come to");
    let address = section.prose(found, "address", "fill it in, or take the line out: e-mail is address enough");
    if let Some(email) = &email
        && let Err(error) = email.get_ref().parse::<MailAddress>()
    {
        section.fault(found, email.span(), error.to_string(), "this", "one address, as in `foi.desk@example.org`");
    }
    let (Some(name), Some(email)) = (name, email) else { return placeholder() };
    Requester {
        name: name.into_inner(),
        organisation: organisation.map(Spanned::into_inner),
        email: email.into_inner(),
        address: address.map(Spanned::into_inner),
    }
}

fn unreadable(name: &str, folder: &Path, path: PathBuf, cause: io::Error) -> CampaignError {
    if cause.kind() != io::ErrorKind::NotFound {
        return CampaignError::Unreadable { path, cause };
    }
    let others = campaigns_beside(folder);
    let help = match nearest(name, others.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if others.is_empty() => format!("`foi new {name}` makes one"),
        None => format!("there are: {}; `foi new {name}` makes another", others.join(", ")),
    };
    CampaignError::Missing { name: name.to_owned(), path, help }
}
