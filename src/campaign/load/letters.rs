//! `[letters]`: each letter's template, from the campaign folder, the workspace or what comes with the program.

use std::fs;
use std::path::PathBuf;

use toml::Spanned;

use super::Folder;
use super::frame::within;
use crate::authority::Authority;
use crate::campaign::section::Section;
use crate::campaign::{Found, Letters, Template, built_in};
use crate::law::RegimeId;

pub(super) fn read(
    root: &Section,
    folder: &Folder,
    regime: Option<&RegimeId>,
    members: &[Authority],
    found: &mut Found,
) -> Letters {
    let section = root.section(found, "letters", "[letters]");
    if let Some(section) = &section {
        let known = ["request", "chase", "clarification", "review", "complaint", "answer_sheet", "attach"];
        section.refuse_others(found, &known);
    }
    let regime = regime.map_or("uk-foia", |regime| regime.0.as_str());
    let mut template = |key: &str, kind: &str| match &section {
        // What could not be read is noted; its place is taken so that nothing is said of an empty letter.
        Some(section) if section.has(key) => {
            named(section, key, folder, found).unwrap_or_else(|| by_default(folder, regime, kind))
        }
        _ => by_default(folder, regime, kind),
    };
    let mut letters = Letters {
        request: template("request", "request"),
        chase: template("chase", "chase"),
        clarification: template("clarification", "clarification"),
        review: template("review", "review"),
        complaint: template("complaint", "complaint"),
        attach: Vec::new(),
        answer_sheet: false,
    };
    if let Some(section) = &section {
        letters.answer_sheet = section.flag(found, "answer_sheet").unwrap_or(false);
        letters.attach = attachments(section, folder, members, found);
    }
    letters
}

fn named(section: &Section, key: &str, folder: &Folder, found: &mut Found) -> Option<Template> {
    let file = section.line(
        found,
        key,
        "name a file of this folder, or take the line out for the letter that comes with foi",
    )?;
    let path = within(section, folder, &file, found)?;
    match fs::read_to_string(&path) {
        Ok(text) => Some(Template { path: folder.shown(&path), text: text.trim_start_matches('\u{feff}').to_owned() }),
        Err(cause) => {
            let help = "a template is a text file in UTF-8";
            section.fault(
                found,
                file.span(),
                format!("`{}` cannot be read: {cause}", folder.shown(&path)),
                "this",
                help,
            );
            None
        }
    }
}

/// The workspace's `templates/letters/REGIME/KIND.txt`, or the one that comes with the program.
fn by_default(folder: &Folder, regime: &str, kind: &str) -> Template {
    let file = PathBuf::from("letters").join(regime).join(format!("{kind}.txt"));
    let own = folder
        .around
        .templates
        .as_ref()
        .map(|templates| templates.join(&file))
        .and_then(|path| Some((fs::read_to_string(&path).ok()?, path)));
    match own {
        Some((text, path)) => Template { path: folder.shown(&path), text },
        None => built_in(regime, kind),
    }
}

/// Files to go with each request. `{code}` in a name stands for the authority's code: one file for each.
fn attachments(section: &Section, folder: &Folder, members: &[Authority], found: &mut Found) -> Vec<String> {
    let mut attach = Vec::new();
    for named in section.lines(found, "attach") {
        if named.get_ref().contains("{code}") {
            one_for_each(section, folder, members, &named, found);
        } else {
            within(section, folder, &named, found);
        }
        attach.push(named.into_inner());
    }
    attach
}

fn one_for_each(section: &Section, folder: &Folder, members: &[Authority], named: &Spanned<String>, found: &mut Found) {
    let missing: Vec<&str> = members
        .iter()
        .map(|authority| authority.code.0.as_str())
        .filter(|code| {
            let file = Spanned::new(named.span(), named.get_ref().replace("{code}", code));
            within(section, folder, &file, &mut Found::default()).is_none()
        })
        .collect();
    if let Some(first) = missing.first() {
        let message = format!(
            "{} of {} authorities have no file `{}`, `{first}` first",
            missing.len(),
            members.len(),
            named.get_ref()
        );
        section.fault(
            found,
            named.span(),
            message,
            "this",
            "put one file for each authority there, its code in the name",
        );
    }
}
