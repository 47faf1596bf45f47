//! Office packages: ZIP archives of parts that name one another (ECMA-376 part 2; ODF 1.2 part 3).
//!
//! Parts are inflated one by one, within the budget; names are only ever looked up, never used as paths.

use std::io::{Cursor, Read};

use super::Budget;
use super::xml::{self, Parsed};

/// How many times its compressed size a part may swell to, once it is large: text in XML stays under 100.
const MOST_SWELLING: u64 = 300;
const LARGE: u64 = 16 << 20;

/// An open package.
pub(super) struct Package<'a> {
    archive: ::zip::ZipArchive<Cursor<&'a [u8]>>,
    budget: &'a Budget,
    /// What could not be read, for the document's warnings.
    pub(super) warnings: Vec<String>,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// The reason, if the archive's directory is damaged.
    pub(super) fn open(bytes: &'a [u8], budget: &'a Budget) -> Result<Self, String> {
        let archive =
            ::zip::ZipArchive::new(Cursor::new(bytes)).map_err(|fault| format!("the package is damaged: {fault}"))?;
        Ok(Self { archive, budget, warnings: Vec::new() })
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
    }

    /// The bytes of a part; none if it is not there. Damage and limits are noted.
    pub(super) fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        let wanted = name.trim_start_matches('/');
        let index = self.archive.index_for_name(wanted).or_else(|| {
            // Some writers differ in case, or write `\`.
            let alike = |raw: &[u8]| {
                String::from_utf8_lossy(raw).replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(wanted)
            };
            self.archive.file_names_raw().position(alike)
        })?;
        let file = match self.archive.by_index(index) {
            Ok(file) => file,
            Err(fault) => {
                self.warnings.push(format!("`{wanted}` inside it cannot be read: {fault}"));
                return None;
            }
        };
        let mut file = file;
        match inflate(&mut file, self.budget) {
            Ok((bytes, None)) => Some(bytes),
            Ok((bytes, Some(damage))) => {
                self.warnings.push(format!("`{wanted}` inside it is damaged: {damage}"));
                Some(bytes)
            }
            Err(limit) => {
                self.warnings.push(format!("`{wanted}` inside it: {limit}"));
                None
            }
        }
    }

    /// A part as a tree.
    pub(super) fn tree(&mut self, name: &str) -> Option<Parsed> {
        let bytes = self.part(name)?;
        let parsed = xml::parse(&bytes);
        if let Some(fault) = &parsed.fault {
            self.warnings.push(format!("`{name}` inside it is damaged and was read up to there: {fault}"));
        }
        Some(parsed)
    }

    /// The relationships of a part: id, kind (the last word of its type) and target as a part name.
    pub(super) fn relations(&mut self, part: &str) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let Some(parsed) = self.tree(&rels) else { return Vec::new() };
        let Some(top) = parsed.top() else { return Vec::new() };
        top.elements()
            .filter_map(|relation| {
                let target = relation.attr("Target")?;
                let external = relation.attr("TargetMode") == Some("External");
                let kind = relation.attr("Type")?.rsplit('/').next().unwrap_or_default().to_owned();
                let target = if external { target.to_owned() } else { resolve(folder, target) };
                Some(Relation { id: relation.attr("Id")?.to_owned(), kind, target, external })
            })
            .collect()
    }
}

/// What one part says of another.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) target: String,
    pub(super) external: bool,
}

/// A target seen from a folder: `../media/a.png` from `word` is `media/a.png`.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Inflates a file of an archive within the budget. Damage in the middle keeps what came before it.
///
/// # Errors
/// The limit that was reached, in words.
pub(super) fn inflate<R: Read>(
    file: &mut ::zip::read::ZipFile<'_, R>,
    budget: &Budget,
) -> Result<(Vec<u8>, Option<String>), String> {
    let compressed = file.compressed_size();
    let most = budget.inflation_left();
    let swollen = compressed.saturating_mul(MOST_SWELLING).max(LARGE);
    let mut bytes = Vec::new();
    let outcome = file.take(most.min(swollen).saturating_add(1)).read_to_end(&mut bytes);
    let size = bytes.len() as u64;
    budget.inflated(size);
    if size > swollen {
        return Err(format!("it swells to more than {MOST_SWELLING} times its size"));
    }
    if size > most {
        return Err(format!("all together would swell to more than {} MB", budget.limits().inflated >> 20));
    }
    Ok((bytes, outcome.err().map(|fault| fault.to_string())))
}
