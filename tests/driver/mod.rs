//! Drives the built `foi` as a person would: a workspace of its own, a fixed day, and the whole screen as text.

#![allow(dead_code, reason = "each file of scenarios uses a part")]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// Verbs that answer as of a day.
const DATED: [&str; 8] = ["preview", "send", "status", "due", "show", "review", "findings", "report"];

/// A folder of one's own, and a day that stays the same.
pub struct Foi {
    dir: tempfile::TempDir,
    as_of: Option<String>,
}

impl Foi {
    /// In an empty folder: no workspace yet.
    pub fn nowhere() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), as_of: None }
    }

    /// In a workspace that holds a copy of a folder of `tests/`.
    pub fn with(folder: &str) -> Self {
        let foi = Self::nowhere();
        copy(&Path::new("tests").join(folder), foi.root());
        fs::create_dir_all(foi.root().join(".foi")).unwrap();
        foi
    }

    /// The campaign of `tests/road`, its letters sent on 3 September 2018. Made once, and then copied.
    pub fn opened() -> Self {
        static MADE: OnceLock<Foi> = OnceLock::new();
        let make = || {
            let foi = Self::with("road").on("2018-09-03");
            foi.all(&["send school-streets"]);
            foi
        };
        Self::like(MADE.get_or_init(make)).on("2018-09-03")
    }

    /// ... and six weeks on, when the first mails have been read.
    pub fn answered() -> Self {
        static MADE: OnceLock<Foi> = OnceLock::new();
        let make = || {
            let foi = Self::opened();
            foi.all(&["ingest school-streets mail/first"]);
            foi
        };
        Self::like(MADE.get_or_init(make)).on("2018-10-15")
    }

    /// The campaign of `tests/road` with so many district councils for its frame.
    pub fn asking(councils: usize) -> Self {
        let foi = Self::with("road");
        let mut frame = String::from("code,name,kind,region,email\n");
        for n in 0..councils {
            frame.push_str(&format!("A{n},Ashdown {n} District Council,district,North,foi@ashdown{n}.example\n"));
        }
        foi.write("campaigns/school-streets/frame.csv", frame);
        foi
    }

    /// ... and its letters sent on 3 September 2018.
    pub fn sent_to(councils: usize) -> Self {
        let foi = Self::asking(councils);
        foi.all(&["send school-streets --as-of 2018-09-03"]);
        foi
    }

    /// In a copy of another's folder.
    pub fn like(other: &Self) -> Self {
        let foi = Self::nowhere();
        copy(other.root(), foi.root());
        foi
    }

    /// Every verb that takes a day is given this one.
    pub fn on(mut self, day: &str) -> Self {
        self.set_day(day);
        self
    }

    pub fn set_day(&mut self, day: &str) {
        self.as_of = Some(day.to_owned());
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.root().join(inside)
    }

    pub fn write(&self, inside: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap_or_else(|cause| panic!("{inside}: {cause}"))
    }

    /// Changes a file: every `from` in it becomes `to`.
    pub fn edit(&self, inside: &str, from: &str, to: &str) {
        let text = self.read(inside);
        assert!(text.contains(from), "{inside} does not hold {from:?}");
        self.write(inside, text.replace(from, to));
    }

    /// The process, ready to start: nothing of the tester's own environment reaches it.
    pub fn command<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
        command.args(words).current_dir(self.root()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.root()).env("USER", "holly").env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// The words of a command line (blanks part them, quotes keep them together), with the day where the verb takes one.
    fn words(&self, line: &str) -> Vec<String> {
        let mut words = split(line);
        let dated = words.first().is_some_and(|verb| DATED.contains(&verb.as_str()));
        if let Some(day) = self.as_of.as_ref().filter(|_| dated && !line.contains("--as-of")) {
            words.extend(["--as-of".to_owned(), day.clone()]);
        }
        words
    }

    /// Runs `foi LINE` and gives back the whole screen, with the status where it is not 0.
    pub fn run(&self, line: &str) -> String {
        self.screen(&self.output(line, ""))
    }

    /// The same, with these words typed.
    pub fn typed(&self, line: &str, typed: &str) -> String {
        self.screen(&self.output(line, typed))
    }

    /// Runs `foi LINE`, which must end with this status, and gives back the screen.
    pub fn ends(&self, line: &str, status: i32) -> String {
        let output = self.output(line, "");
        let screen = self.screen(&output);
        assert_eq!(output.status.code(), Some(status), "foi {line}\n{screen}");
        screen
    }

    /// Runs several, each of which may leave something to see to but no more; gives back the last screen.
    pub fn all(&self, lines: &[&str]) -> String {
        let mut last = String::new();
        for line in lines {
            let output = self.output(line, "");
            last = self.screen(&output);
            assert!(matches!(output.status.code(), Some(0 | 1)), "foi {line}\n{last}");
        }
        last
    }

    pub fn json(&self, line: &str) -> serde_json::Value {
        let output = self.output(&format!("{line} --json"), "");
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|cause| panic!("foi {line}: {cause}\n{}", self.screen(&output)))
    }

    pub fn output(&self, line: &str, typed: &str) -> Output {
        let mut command = self.command(self.words(line));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who reads nothing closes the pipe early, which is their right.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Output, then errors, then the status where it is not 0; what differs from run to run told by its name.
    pub fn screen(&self, output: &Output) -> String {
        let mut screen = String::from_utf8_lossy(&output.stdout).into_owned();
        screen.push_str(&String::from_utf8_lossy(&output.stderr));
        match output.status.code() {
            Some(0) => {}
            Some(status) => screen.push_str(&format!("[exit status {status}]\n")),
            None => screen.push_str("[killed]\n"),
        }
        self.settled(&screen)
    }

    fn settled(&self, screen: &str) -> String {
        let real = fs::canonicalize(self.root()).unwrap();
        let screen = screen.replace(&*real.to_string_lossy(), "[HERE]");
        let screen = screen.replace(&*self.root().to_string_lossy(), "[HERE]");
        let now = regex::Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z").unwrap();
        let original = regex::Regex::new(r"original [0-9a-f]{64}").unwrap();
        let screen = now.replace_all(&screen, "[NOW]");
        original.replace_all(&screen, "original [HASH]").into_owned()
    }

    /// The ledger, findings, messages and coverage, as an analyst would get them.
    pub fn export(&self, name: &str) -> Vec<(String, String)> {
        let day = self.as_of.clone().unwrap_or_else(|| "2018-11-30".to_owned());
        self.ends(&format!("export {name} --to exported --as-of {day}"), 0);
        let mut files: Vec<(String, String)> = fs::read_dir(self.path("exported"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// The outbox: each letter's file name and bytes.
    pub fn outbox(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let Ok(entries) = fs::read_dir(self.path("outbox").join(name)) else { return Vec::new() };
        let mut letters: Vec<(String, Vec<u8>)> = entries
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
            .collect();
        letters.sort();
        letters
    }
}

/// Copies what lies in a folder into another.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap_or_else(|cause| panic!("{}: {cause}", from.display())) {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// Parts a command line as a shell does, as far as examples go: blanks, and quotes of either kind.
pub fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}
