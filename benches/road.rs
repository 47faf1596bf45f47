//! The road measured, as ratios against something a user knows: `cargo bench --bench road`.
//!
//! Runs the release binary as a user would, on 2,000 and 20,000 mails from ../shared/perf/gen_corpus.py (skipped where that or
//! python3 is missing), and beside it, in the same run and on the same mails, a bare Rust loop of mail-parser and SQLite
//! FTS5 and, where installed, notmuch, mu and mairix. With FOI_MAILS=200000 as many more: what grows with the mailbox shows. Prints a
//! table; fails on nothing.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]
#![allow(clippy::disallowed_methods, reason = "how many mails are measured is said in the environment")]

mod mailbox;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use foi::engine::{self, Workspace};
use foi::store::search::{Among, find};
use mailbox::{adopt_all, bare_loop, corpus, foi, head, installed, line, myself, run};

fn main() {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() == Some("bare-loop") {
        let folders: Vec<String> = words.collect();
        return bare_loop(Path::new(&folders[0]), Path::new(&folders[1]));
    }
    let dir = tempfile::tempdir().expect("a temporary folder");
    mailbox::hand_over::measure();
    head();
    demo(dir.path());
    let most = std::env::var("FOI_MAILS").ok().and_then(|mails| mails.parse().ok());
    for mails in [2_000, 20_000].into_iter().chain(most) {
        match corpus(dir.path(), mails) {
            Some(corpus) => {
                ours(dir.path(), &corpus, mails);
                if mails <= 20_000 {
                    others(dir.path(), &corpus, mails);
                }
            }
            None => println!("skipped: {mails} mails need python3 and ../shared/perf/gen_corpus.py"),
        }
    }
}

fn demo(dir: &Path) {
    let into = dir.join("demo");
    let cost = run(foi().args(["demo"]).arg(&into));
    line("foi demo (226 letters, 408 mails), mails", 408, &cost);
}

fn ours(dir: &Path, corpus: &Path, mails: usize) {
    let workspace = dir.join(format!("w{mails}"));
    adopt_all(&workspace, corpus);
    let maildir = corpus.join("Maildir");
    let ingest = || {
        let mut command = foi();
        command.arg("--workspace").arg(&workspace).arg("ingest").arg("cyber-1").arg(&maildir);
        command
    };
    line(&format!("foi ingest, {mails} mails: kinds, answers, attachments"), mails, &run(&mut ingest()));
    line("  ... the same again (all known)", mails, &run(&mut ingest()));
    search(&workspace);
}

/// A word that stands in one mail: within a program that runs, and as a command from its start.
fn search(workspace: &Path) {
    let store = foi::store::Store::open(&workspace.join(".foi/store.sqlite")).expect("a store");
    // What one mail alone says: the rarest word that the index holds.
    let db = store.read();
    db.execute_batch("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, words, row)").expect("a vocabulary");
    let rare: String = db
        .query_row(
            "SELECT term FROM vocabulary WHERE doc = 1 AND length(term) > 6 AND term GLOB '[a-z]*' LIMIT 1",
            [],
            |row| row.get(0),
        )
        .expect("a rare word");
    let opened = Workspace::find(Some(workspace), workspace).expect("a workspace");
    let among = Among::default();
    let median = |mut one: Box<dyn FnMut() -> bool + '_>| {
        let mut times: Vec<f64> = (0..21)
            .map(|_| {
                let begun = Instant::now();
                assert!(one(), "the word is found");
                begun.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[10]
    };
    let index = median(Box::new(|| !find(db, &rare, &among, 20).expect("a search").is_empty()));
    let whole = median(Box::new(|| !engine::search::search(&opened, &rare, &among, 20).expect("a search").is_empty()));
    let command = median(Box::new(|| {
        foi().arg("--workspace").arg(workspace).arg("search").arg(&rare).output().expect("it runs").status.success()
    }));
    println!(
        "search of a word in one mail: index {index:.2} ms, with its place {whole:.2} ms, as a command {command:.2} ms"
    );
}

fn others(dir: &Path, corpus: &Path, mails: usize) {
    let maildir = corpus.join("Maildir");
    let cost = run(myself().arg("bare-loop").arg(&maildir).arg(dir.join(format!("bare{mails}.sqlite"))));
    line("bare loop of mail-parser + SQLite FTS5", mails, &cost);
    if installed("notmuch", "--version") {
        let config = dir.join("notmuch-config");
        let index = dir.join(format!("notmuch{mails}"));
        fs::create_dir_all(&index).expect("a folder");
        let text = format!("[database]\npath={}\nmail_root={}\n[new]\ntags=new\n", index.display(), maildir.display());
        fs::write(&config, text).expect("a config");
        line("notmuch new (bodies)", mails, &run(Command::new("notmuch").arg("new").env("NOTMUCH_CONFIG", &config)));
    }
    if installed("mu", "--version") {
        let home = dir.join(format!("mu{mails}"));
        run(Command::new("mu").arg("init").arg("--muhome").arg(&home).arg("--maildir").arg(&maildir));
        line("mu index (bodies)", mails, &run(Command::new("mu").arg("index").arg("--muhome").arg(&home)));
    }
    if installed("mairix", "--version") {
        let config = dir.join("mairixrc");
        let text = format!(
            "base={}\nmaildir=Maildir\nmfolder=found\ndatabase={}\n",
            corpus.display(),
            dir.join(format!("mairix{mails}")).display()
        );
        fs::write(&config, text).expect("a config");
        line("mairix (headers and plain text)", mails, &run(Command::new("mairix").arg("-f").arg(&config)));
    }
}
