//! A disk that is full in the middle of ingest, fetch and send: it is said, nothing is lost, and the next run goes on.
//!
//! The process may write files up to a size and no further (`ulimit -f`): every write of the store beyond that fails, at another
//! place for each size that is tried.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;
mod stand_in;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use driver::Foi;
use stand_in::StandIn;
use stand_in::imap::{Imap, Kept};

const LETTERS: usize = 6;
/// What the store may grow by, in KB: from nothing to nearly enough.
const ROOM: [(&str, u64); 4] = [("ingest", 0), ("fetch", 100), ("ingest", 400), ("fetch", 700)];

fn campaign() -> Foi {
    let foi = Foi::asking(LETTERS);
    foi.edit("campaigns/school-streets/campaign.toml", "[follow_up]\n", "[follow_up]\nper_minute = 600\n");
    foi
}

/// Mails of 200 KB in answer to the letters.
fn replies(foi: &Foi) -> Vec<Vec<u8>> {
    let field =
        |letter: &str, name: &str| letter.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    foi.outbox("school-streets")
        .into_iter()
        .enumerate()
        .map(|(n, (_, letter))| {
            let letter = String::from_utf8_lossy(&letter).into_owned();
            let filling = format!("{:076}\r\n", n).repeat(2_600);
            format!(
                "From: {}\r\nTo: holly@larkspur-research.example\r\nDate: Tue, 4 Sep 2018 09:{n:02}:00 +0100\r\n\
                 Message-ID: <r{n}@ashdown.example>\r\nIn-Reply-To: {}\r\nSubject: Your request\r\nMIME-Version: 1.0\r\n\
                 Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
                 Thank you for your request, which we received on 3 September 2018.\r\n--b\r\nContent-Type: image/png\r\n\
                 Content-Disposition: inline; filename=crest.png\r\nContent-Transfer-Encoding: base64\r\n\r\n{filling}--b--\r\n",
                field(&letter, "To:"),
                field(&letter, "Message-ID:")
            )
            .into_bytes()
        })
        .collect()
}

/// Runs a command line that may write no file larger than the store is now, and so much more.
fn with_room(foi: &Foi, line: &str, kilobytes: u64) -> (String, Option<i32>) {
    let store = fs::metadata(foi.path(".foi/store.sqlite")).map_or(0, |meta| meta.len());
    let blocks = (store / 512 + kilobytes * 2).to_string();
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &blocks, env!("CARGO_BIN_EXE_foi")])
        .args(driver::split(line))
        .current_dir(foi.root())
        .env_clear()
        .env("HOME", foi.root())
        .env("USER", "holly")
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (foi.screen(&output), output.status.code())
}

fn here(foi: &Foi) -> usize {
    let listed = foi.json("sql \"SELECT message_id FROM messages WHERE direction = 'in'\"").to_string();
    listed.matches("@ashdown.example").count()
}

fn account(foi: &Foi, servers: &str) {
    foi.write(
        "foi.toml",
        format!("[account.office]\naddress = \"holly@larkspur-research.example\"\nsign_in = \"nothing\"\nper_minute = 600\n{servers}\n"),
    );
    fs::set_permissions(foi.path("foi.toml"), fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn mails_that_the_disk_has_no_room_for_are_taken_by_the_next_run() {
    println!("how     room KB  said  lost  doubled");
    let mut said_so = 0;
    for (how, room) in ROOM {
        let foi = campaign();
        foi.all(&["send school-streets --as-of 2018-09-03"]);
        let replies = replies(&foi);
        let server = Imap::start(vec![Kept::new("INBOX", "", replies.clone())]);
        account(&foi, &format!("imap = \"plain:127.0.0.1:{}\"", server.port));
        replies.iter().enumerate().for_each(|(n, mail)| foi.write(&format!("in/{n}.eml"), mail));
        let line = if how == "ingest" { "ingest school-streets in" } else { "fetch school-streets" };
        let (screen, status) = with_room(&foi, line, room);
        let full = screen.contains("the disk is full");
        assert!(full == (status == Some(3)) && !screen.contains("panicked"), "{how}, {room} KB\n{screen}");
        assert!(!full || screen.contains("make room and run the same command again"), "{screen}");
        said_so += usize::from(full);
        foi.all(&[line]);
        let taken = here(&foi);
        println!(
            "{how:<7} {room:>7}  {full:<5} {:>4}  {:>7}",
            LETTERS.saturating_sub(taken),
            taken.saturating_sub(LETTERS)
        );
        assert_eq!(taken, LETTERS, "{how}, {room} KB\n{screen}");
        foi.ends("verify", 0);
    }
    assert!(said_so >= 3, "the disk was hardly ever full");
}

#[test]
fn no_letter_goes_that_the_disk_has_no_room_to_write_down() {
    println!("room KB  said  lost  doubled  unknown, and listed");
    const LIVE: &str = "send school-streets --live --yes";
    let mut said_so = 0;
    for room in [0, 40, 80, 160, 280] {
        let server = StandIn::start();
        let foi = campaign();
        account(&foi, &format!("smtp = \"plain:127.0.0.1:{}\"", server.port));
        // The store is there, and empty.
        foi.run("status school-streets");
        let (screen, _) = with_room(&foi, LIVE, room);
        let full = screen.contains("the disk is full");
        assert!(!screen.contains("panicked"), "{screen}");
        said_so += usize::from(full);
        let screen = foi.run(LIVE);
        let unknown = screen.matches("the program was stopped in the middle").count();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        server.taken().into_iter().for_each(|taken| *counts.entry(taken.to).or_default() += 1);
        let doubled = counts.values().filter(|count| **count > 1).count();
        println!("{room:>7}  {full:<5} {:>4}  {doubled:>7}  {unknown}", LETTERS - counts.len());
        assert_eq!((counts.len(), doubled), (LETTERS, 0), "{room} KB\n{screen}");
        assert!(unknown <= 1, "{screen}");
        foi.ends("verify", 0);
    }
    assert!(said_so >= 3, "the disk was hardly ever full");
}
