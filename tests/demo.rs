//! `foi demo` from end to end: the binary, the invented mail, and the ledger that comes out of it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use foi::demo::LAST_DAY;
use foi::engine::Workspace;
use foi::engine::ledger::bundle;
use foi::ledger::{CellState, Coder, Ledger, Value};

/// A demo that has been run once, and what it printed; the tests share it, since it takes a while.
static DEMO: LazyLock<(tempfile::TempDir, String)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let told = shown(&foi(&["demo"], dir.path()));
    (dir, told)
});

fn workspace() -> PathBuf {
    DEMO.0.path().join("foi-demo")
}

fn foi(arguments: &[&str], here: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_foi")).args(arguments).current_dir(here).output().unwrap()
}

fn shown(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn ledger(workspace: &Path) -> Ledger {
    bundle(&Workspace::find(Some(workspace), workspace).unwrap(), "demo", LAST_DAY).unwrap().ledger
}

#[test]
fn the_demo_tells_its_story_and_what_to_do_next() {
    let told = &DEMO.1;
    for words in ["226 letters written", "2018-09", "Findings", "Everything is in", "cd foi-demo", "foi new NAME"] {
        assert!(told.contains(words), "{words} is missing:\n{told}");
    }
    let report = std::fs::read_to_string(workspace().join("reports/demo.html")).unwrap();
    assert!(report.contains("</html>"));
    assert!(!told.contains('\u{1b}'), "colours where the output is piped");
}

#[test]
fn every_mail_is_tied_to_its_own_request_or_held() {
    let store = Workspace::find(Some(&workspace()), &workspace()).unwrap().store_to_read().unwrap();
    let mut statement = store.read().prepare("SELECT key, request FROM message").unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?));
    let tied: Vec<(String, Option<String>)> = statement.query_map([], read).unwrap().map(Result::unwrap).collect();
    let truth = std::fs::read_to_string(workspace().join("campaigns/demo/truth_messages.csv")).unwrap();
    let truth: BTreeMap<&str, &str> = truth.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    let mut wrong = Vec::new();
    for (key, request) in &tied {
        let expected = truth[key.trim_matches(['<', '>'])].split(',').next().unwrap_or_default();
        if let Some(request) = request
            && *request != format!("demo/{expected}")
        {
            wrong.push(format!("{key} belongs to {expected} and was tied to {request}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(tied.len(), truth.len());
    let held = tied.iter().filter(|(_, request)| request.is_none()).count();
    assert!(held * 50 <= tied.len(), "{held} of {} mails are held", tied.len());
}

#[test]
fn run_twice_or_killed_anywhere_and_run_again_it_ends_in_the_same_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let once = ledger(&workspace());
    shown(&foi(&["demo"], DEMO.0.path()));
    assert!(once == ledger(&workspace()), "a second run changed the ledger");
    let killed = dir.path().join("killed");
    for moment in 1..=10_u64 {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_foi"))
            .args(["demo", "killed"])
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(moment * moment * 60));
        // It may have finished: then there is nothing to kill.
        let _ = demo.kill();
        demo.wait().unwrap();
    }
    shown(&foi(&["demo", "killed"], dir.path()));
    assert!(once == ledger(&killed), "killed ten times, it ended in another ledger");
    shown(&foi(&["verify"], &killed));
}

/// `authority,question,state,value,low,high,exemptions,in_time`
fn truth() -> Vec<(String, String, String, Option<f64>)> {
    let text = std::fs::read_to_string(workspace().join("campaigns/demo/truth.csv")).unwrap();
    let line = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let in_time = fields.get(7) == Some(&"true") && fields[1] != "in_training";
        in_time.then(|| (fields[0].to_owned(), fields[1].to_owned(), fields[2].to_owned(), fields[3].parse().ok()))
    };
    text.lines().skip(1).filter_map(line).collect()
}

/// Nothing that entered the ledger unseen differs from what the letters say.
#[test]
fn nothing_that_the_reader_took_differs_from_what_the_letters_say() {
    let ledger = ledger(&workspace());
    let (mut taken, mut wrong) = (0, Vec::new());
    let truth = truth();
    assert_eq!(truth.len(), 159 * 5);
    for (authority, question, state, value) in &truth {
        let row = ledger.rows.iter().find(|row| row.authority.code.0 == *authority).unwrap();
        let cell = row.cells.iter().find(|cell| cell.question.0 == *question).unwrap();
        let Some(settled) = cell.settled.as_ref().filter(|settled| settled.by == Coder::Reader) else { continue };
        taken += 1;
        let number = match settled.answer.value {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        };
        let counted = matches!(settled.answer.state, CellState::Value | CellState::Zero);
        if settled.answer.state.words() != state || counted && number != *value {
            wrong.push(format!("{authority} {question}: {state} {value:?}, and the ledger has {:?}", settled.answer));
        }
    }
    assert!(wrong.is_empty(), "{taken} taken, {} of them wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The indented block of README that follows these words.
fn readme_after(words: &str) -> Vec<&'static str> {
    let rest = include_str!("../README.md").split(words).nth(1).expect("README has these words");
    let block = rest.lines().skip(1).skip_while(|line| line.is_empty());
    block.take_while(|line| line.starts_with("    ") || line.is_empty()).map(str::trim_end).collect()
}

#[test]
fn readme_shows_what_the_demo_prints() {
    let shown = readme_after("It ends so:");
    assert!(shown.len() > 10, "{shown:?}");
    let told: Vec<&str> = DEMO.1.lines().map(str::trim).collect();
    for line in shown.into_iter().map(str::trim).filter(|line| !matches!(*line, "" | "...")) {
        // Where the report lies depends on where the demo was made.
        let (begins, ends) = line.split_once("...").filter(|(begins, _)| !begins.is_empty()).unwrap_or((line, ""));
        let printed =
            |told: &&str| told.starts_with(begins) && told.ends_with(ends) && (line.contains("...") || *told == line);
        assert!(told.iter().any(printed), "README shows, and the demo does not print:\n{line}\n\n{}", DEMO.1);
    }
}

#[test]
fn what_readme_says_a_figure_rests_on_can_be_asked_of_the_demo() {
    let reply =
        walk(&workspace().join("replies")).into_iter().find(|path| path.extension().is_some_and(|e| e == "eml"));
    let told = DEMO.1.lines().find_map(|line| line.trim().strip_prefix("foi show ")).unwrap();
    let token = told.split(' ').next().unwrap();
    let names = [
        ("FOI-7K2M-9PQ4", token.to_owned()),
        ("reply.eml", reply.unwrap().to_string_lossy().into_owned()),
        ("reply.pdf", format!("{}/tests/documents/form_acroform.pdf", env!("CARGO_MANIFEST_DIR"))),
        ("NAME", "demo".to_owned()),
    ];
    let commands: Vec<&str> =
        readme_after("## What a figure rests on").into_iter().filter(|line| !line.is_empty()).collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for line in commands {
        // A wide gap parts the command from what it is for.
        let command = line.trim().split("  ").next().unwrap().strip_prefix("foi ").expect("a command of foi");
        let command = names.iter().fold(command.to_owned(), |command, (name, real)| command.replace(name, real));
        let words: Vec<&str> = command.split(' ').collect();
        assert!(!shown(&foi(&words, &workspace())).is_empty(), "foi {command}");
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Every name that the demo gives to an officer, from the data file that it draws them from.
fn officers() -> Vec<String> {
    let phrases: toml::Table = toml::from_str(include_str!("../src/demo/corpus/phrases.toml")).unwrap();
    let names = |key: &str| phrases["letter"][key].clone().try_into::<Vec<String>>().unwrap();
    [names("first"), names("last")].concat()
}

/// The addresses of the frame and of every header, the requester's too.
fn addresses() -> std::collections::BTreeSet<String> {
    let store = Workspace::find(Some(&workspace()), &workspace()).unwrap().store_to_read().unwrap();
    let mut statement = store.read().prepare("SELECT content FROM original").unwrap();
    let mails = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap().map(Result::unwrap);
    let mut found = std::collections::BTreeSet::new();
    for mail in mails.map(|bytes| foi::message::parse(&bytes)) {
        let mailboxes = mail.from.iter().chain(&mail.reply_to).chain(&mail.to).chain(&mail.cc);
        found.extend(mailboxes.map(|mailbox| mailbox.address.to_lowercase()));
    }
    found
}

/// Does `name` stand in `text` as a word of its own?
fn stands(text: &str, name: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(name)
        .any(|(at, _)| !joins(text[..at].chars().next_back()) && !joins(text[at + name.len()..].chars().next()))
}

#[test]
fn the_public_pack_names_nobody_whom_the_demo_knows_and_lists_what_was_taken_out() {
    let here = DEMO.0.path();
    let pack = |more: &[&str]| {
        let line =
            ["--workspace", "foi-demo", "pack", "demo", "--public", "--as-of", "2018-12-17", "--to", "public.zip"];
        foi(&[&line, more].concat(), here)
    };
    let refused = pack(&[]);
    assert_eq!(refused.status.code(), Some(2), "two mails are held, so that a figure may change");
    assert!(!here.join("public.zip").exists());
    shown(&pack(&["--even-uncertain"]));
    shown(&foi(&["unpack", "public.zip", "public"], here));
    let (officers, addresses) = (officers(), addresses());
    assert!(officers.len() == 40 && addresses.len() > 200, "{} names, {} addresses", officers.len(), addresses.len());
    let requester = ["Holly", "Trevanion", "41 Lattice Street", "QX1 4AB"].map(str::to_owned);
    let archive = std::fs::File::open(here.join("public.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(archive).unwrap();
    let (mut texts, mut found) = (BTreeMap::new(), Vec::new());
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        texts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    for (file, text) in &texts {
        let small = text.to_lowercase();
        let names = officers.iter().chain(&requester).filter(|name| stands(text, name));
        found.extend(names.map(|name| format!("{name} in {file}")));
        found.extend(addresses.iter().filter(|one| small.contains(one.as_str())).map(|one| format!("{one} in {file}")));
    }
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), texts.len(), found.join("\n"));
    // The list names files of the pack, and each kind of what it says was taken out.
    let removed = &texts["removed.csv"];
    for line in removed.lines().skip(1) {
        let (place, rest) = line.split_once(',').unwrap();
        let (_, count) = rest.rsplit_once(',').unwrap();
        assert!(texts.contains_key(place) && count.parse::<usize>().unwrap() > 0, "{line}");
    }
    for what in ["e-mail addresses", "names", "signatures", "salutations", "the requester's address"] {
        assert!(removed.contains(what), "{what} is not listed");
    }
    assert!(texts["report.html"].contains("24 of 108 authorities"), "the figures stay");
}
