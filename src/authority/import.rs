//! A newer table of authorities against the directory that is held: what is new, what differs, what is gone.
//!
//! Never half: a table with a fault changes nothing. An authority that the new table no longer has is reported, and kept:
//! requests and replies still name it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Serialize;

use super::{Authority, Code};

/// What an import changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Import {
    /// The directory afterwards, by code.
    #[serde(skip)]
    pub directory: Vec<Authority>,
    pub added: Vec<Code>,
    pub changed: Vec<Change>,
    /// Held, and not in the new table; they stay.
    pub gone: Vec<Code>,
    pub unchanged: usize,
}

/// One field of one authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub code: Code,
    pub field: String,
    pub from: String,
    pub to: String,
}

/// Lays `newer` over `held`.
pub fn import(held: &[Authority], newer: Vec<Authority>) -> Import {
    let before: BTreeMap<&Code, &Authority> = held.iter().map(|authority| (&authority.code, authority)).collect();
    let named: BTreeSet<Code> = newer.iter().map(|authority| authority.code.clone()).collect();
    let mut import =
        Import { directory: Vec::new(), added: Vec::new(), changed: Vec::new(), gone: Vec::new(), unchanged: 0 };
    for authority in held.iter().filter(|authority| !named.contains(&authority.code)) {
        import.gone.push(authority.code.clone());
        import.directory.push(authority.clone());
    }
    for authority in newer {
        match before.get(&authority.code) {
            None => import.added.push(authority.code.clone()),
            Some(known) => {
                let changes = differences(known, &authority);
                import.unchanged += usize::from(changes.is_empty());
                import.changed.extend(changes);
            }
        }
        import.directory.push(authority);
    }
    import.directory.sort_by(|a, b| a.code.cmp(&b.code));
    import
}

fn differences(before: &Authority, after: &Authority) -> Vec<Change> {
    let (before, after) = (fields(before), fields(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let code = after.get("code").or_else(|| before.get("code")).cloned().unwrap_or_default();
    let value = |fields: &BTreeMap<String, String>, name: &String| fields.get(name).cloned().unwrap_or_default();
    names
        .into_iter()
        .map(|name| Change {
            code: Code(code.clone()),
            field: name.clone(),
            from: value(&before, name),
            to: value(&after, name),
        })
        .filter(|change| change.from != change.to)
        .collect()
}

/// An authority's fields as a table has them.
fn fields(authority: &Authority) -> BTreeMap<String, String> {
    let codes = |codes: &[Code]| codes.iter().map(|code| code.0.as_str()).collect::<Vec<_>>().join(";");
    let own = [
        ("code", authority.code.0.clone()),
        ("name", authority.name.clone()),
        ("kind", authority.kind.clone()),
        ("region", authority.region.clone()),
        ("email", authority.email.clone()),
        ("also_known_as", authority.also_known_as.join(";")),
        ("predecessors", codes(&authority.predecessors)),
        ("successors", codes(&authority.successors)),
    ];
    let variables = authority.variables.iter().map(|(name, value)| (name.clone(), value.clone()));
    own.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(variables).collect()
}

/// The directory as a table that [`super::rows::read`] reads back the same.
pub fn to_csv(directory: &[Authority]) -> String {
    const OWN: [&str; 8] = ["code", "name", "kind", "region", "email", "also_known_as", "predecessors", "successors"];
    let variables: BTreeSet<&String> = directory.iter().flat_map(|authority| authority.variables.keys()).collect();
    let names: Vec<String> = OWN.into_iter().map(str::to_owned).chain(variables.into_iter().cloned()).collect();
    let mut text = String::new();
    let mut line = |cells: Vec<String>| {
        let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&quoted.join(","));
        text.push('\n');
    };
    line(names.clone());
    for authority in directory {
        let fields = fields(authority);
        line(names.iter().map(|name| fields.get(name).cloned().unwrap_or_default()).collect());
    }
    text
}

fn quoted(cell: &str) -> String {
    // A first cell that begins with # would be read back as a comment.
    if cell.contains([',', ';', '\t', '"', '\n', '\r']) || cell.starts_with('#') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{rows, table};
    use super::*;

    fn directory(text: &str) -> Vec<Authority> {
        rows::read(&table::read(text.as_bytes()).unwrap()).unwrap().authorities
    }

    #[test]
    fn an_import_says_what_is_new_what_differs_and_what_is_gone() {
        let held = directory(
            "code,name,region\nA1,Ashdown NHS Trust,North\nB2,Birchwood NHS Trust,South\nC3,Cedar NHS Trust,\n",
        );
        let newer = directory(
            "code,name,region\nA1,Ashdown NHS Trust,North\nB2,Birchwood NHS Trust,East\nD4,Dale NHS Trust,\n",
        );
        let import = import(&held, newer);
        assert_eq!(import.added, [Code("D4".into())]);
        assert_eq!(import.gone, [Code("C3".into())]);
        assert_eq!(import.unchanged, 1);
        let change =
            Change { code: Code("B2".into()), field: "region".into(), from: "South".into(), to: "East".into() };
        assert_eq!(import.changed, [change]);
        assert_eq!(import.directory.len(), 4);
    }

    #[test]
    fn a_directory_written_and_read_again_is_the_same() {
        let held = directory(
            "code,name,email,also known as,predecessors,Size (FTE),note\n\
            A1,\"Ashdown, Barrow and Crag NHS Trust\",foi@abc.example,ABC;Old Ashdown,A0 A9,1200,\"says \"\"no\"\"\"\n",
        );
        assert_eq!(directory(&to_csv(&held)), held);
        assert_eq!(held[0].variables["size_fte"], "1200");
        assert_eq!(held[0].predecessors.len(), 2);
    }
}
