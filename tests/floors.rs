//! The house keeps its floors: a room imports only from the floors below it, as ARCHITECTURE.md draws them.
//!
//! One crate has no walls of its own; this test reads each `use crate::` and path against the list.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room and its floor, lowest first.
const FLOORS: [(&str, u8); 18] = [
    ("law", 1),
    ("message", 1),
    ("document", 2),
    ("authority", 2),
    ("campaign", 3),
    ("request", 4),
    ("ledger", 5),
    ("letter", 5),
    ("reply", 6),
    ("findings", 6),
    ("store", 7),
    ("post", 7),
    ("report", 7),
    ("export", 7),
    ("engine", 8),
    ("cli", 9),
    ("demo", 9),
    ("web", 9),
];

/// Pairs that stand on one floor and may meet: the verb that runs the demo.
const NEIGHBOURS: [(&str, &str); 1] = [("cli", "demo")];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") && !is_test_module(&entry) {
            found.push(entry);
        }
    }
}

/// Is the file a module that its parent has for tests alone?
fn is_test_module(file: &Path) -> bool {
    let parent = fs::read_to_string(file.with_file_name("mod.rs")).unwrap_or_default();
    let name = file.file_stem().unwrap().to_string_lossy();
    parent.contains(&format!("#[cfg(test)]\nmod {name};"))
}

/// The rooms that a file names after `crate::`, with the line; tests inside the file are left out, since they may set a
/// scene with what stands above.
fn named(text: &str) -> Vec<(usize, String)> {
    let mut rooms = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.starts_with("#[cfg(test)]") {
            break;
        }
        if line.trim_start().starts_with("//") {
            continue;
        }
        for piece in line.split("crate::").skip(1) {
            let room: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            rooms.push((number, room));
        }
    }
    rooms
}

#[test]
fn no_room_imports_from_its_own_floor_or_one_above() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for file in files {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let Some(own) = floor(&room) else { continue };
        for (line, other) in named(&fs::read_to_string(&file).unwrap()) {
            let Some(theirs) = floor(&other) else { continue };
            looked_at += 1;
            let may_meet = NEIGHBOURS.contains(&(room.as_str(), other.as_str()));
            if other != room && theirs >= own && !may_meet {
                wrong.push(format!(
                    "src/{}:{line}: {room} (floor {own}) uses {other} (floor {theirs})",
                    inside.display()
                ));
            }
        }
    }
    assert!(looked_at > 100, "only {looked_at} imports were found: the test no longer reads the sources");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_floor() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let rooms: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(rooms.len() > 10);
    let homeless: Vec<&&str> = rooms.iter().filter(|room| floor(room).is_none()).collect();
    assert!(homeless.is_empty(), "{homeless:?} stand on no floor: add them to FLOORS and to ARCHITECTURE.md");
}

#[test]
fn what_touches_the_world_stands_where_it_may() {
    // SQL in store/, sockets in post/, printing in cli/: by the crates and macros that do them.
    const KEPT: [(&str, &[&str]); 5] = [
        ("rusqlite::", &["store"]),
        ("reqwest::", &["post"]),
        ("println!(", &["cli"]),
        ("std::net::", &["post", "document"]),
        ("indicatif::", &["cli"]),
    ];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (line, number) in code.lines().zip(1..) {
            let line = line.trim_start();
            for (what, rooms) in KEPT {
                if !line.starts_with("//") && line.contains(what) && !rooms.contains(&room.as_str()) {
                    wrong.push(format!("src/{}:{number}: {what} belongs to {}", inside.display(), rooms.join(" or ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
