//! `foi fetch`: a mailbox read by IMAP, each mail once, whatever breaks and wherever the program is stopped.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;
mod stand_in;

use std::process::{Child, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use driver::Foi;
use stand_in::imap::{Imap, Kept, STEPS, Step, Trouble};

const LETTERS: usize = 8;
const FETCH: &str = "fetch school-streets";

/// A campaign whose letters have gone, and the replies to them. Made once, and then copied.
fn campaign() -> (Foi, Vec<Vec<u8>>) {
    static MADE: OnceLock<(Foi, Vec<Vec<u8>>)> = OnceLock::new();
    let (made, replies) = MADE.get_or_init(make);
    let foi = Foi::nowhere();
    driver::copy(made.root(), foi.root());
    (foi, replies.clone())
}

fn make() -> (Foi, Vec<Vec<u8>>) {
    let foi = Foi::sent_to(LETTERS);
    let replies =
        foi.outbox("school-streets").into_iter().enumerate().map(|(n, (_, letter))| reply(n, &letter)).collect();
    (foi, replies)
}

fn field<'a>(letter: &'a str, name: &str) -> &'a str {
    letter.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim()
}

fn reply(n: usize, letter: &[u8]) -> Vec<u8> {
    let letter = String::from_utf8_lossy(letter);
    let (from, id) = (field(&letter, "To:"), field(&letter, "Message-ID:"));
    format!(
        "From: {from}\r\nTo: holly@larkspur-research.example\r\nDate: Tue, 4 Sep 2018 09:{n:02}:00 +0100\r\n\
         Message-ID: <r{n}@ashdown.example>\r\nIn-Reply-To: {id}\r\nSubject: Your request\r\n\r\n\
         Thank you for your request, which we received on 3 September 2018. Reference {n}.\r\n"
    )
    .into_bytes()
}

fn account(foi: &Foi, server: &Imap, sign_in: &str) {
    let text = format!(
        "[account.office]\naddress = \"holly@larkspur-research.example\"\nimap = \"plain:127.0.0.1:{}\"\n{sign_in}\n",
        server.port
    );
    foi.write("foi.toml", text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(foi.path("foi.toml"), std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

const PASSWORD: &str = "sign_in = \"password\"\npassword = { command = [\"printf\", \"let me in\"] }";

/// A campaign, and a server that holds half of its replies in the inbox and half in junk, one of them in both.
fn with_server() -> (Foi, Imap, Vec<Vec<u8>>) {
    let (foi, replies) = campaign();
    let (inbox, junk) = replies.split_at(LETTERS / 2);
    let junk: Vec<Vec<u8>> = inbox.iter().take(1).chain(junk).cloned().collect();
    let folders = vec![
        Kept::new("INBOX", "", inbox.to_vec()),
        Kept::new("Lettres ind&AOk-sirables", "\\Junk", junk),
        Kept::new("Drafts", "\\Drafts", [b"Subject: a draft\r\n\r\nx".to_vec()]),
        Kept::new(
            "Sent Items",
            "",
            [b"Subject: to a friend\r\nFrom: holly@larkspur-research.example\r\n\r\nHello\r\n".to_vec()],
        ),
    ];
    let server = Imap::start(folders);
    account(&foi, &server, PASSWORD);
    (foi, server, replies)
}

/// How many mails of the campaign's replies are here, and how many twice.
fn lost_and_doubled(foi: &Foi) -> (usize, usize) {
    let listed =
        foi.json("sql \"SELECT message_id, count(*) AS n FROM messages WHERE direction = 'in' GROUP BY message_id\"");
    let text = listed.to_string();
    let here = (0..LETTERS).filter(|n| text.contains(&format!("r{n}@ashdown.example"))).count();
    let rows = text.matches("@ashdown.example").count();
    (LETTERS - here, rows - here)
}

#[test]
fn the_folders_that_answers_come_to_are_read_once_and_nothing_is_marked() {
    let (foi, server, _) = with_server();
    let screen = foi.run(FETCH);
    assert!(screen.contains("INBOX: 4 mails, 4 new"), "{screen}");
    assert!(screen.contains("Lettres indésirables: 5 mails, "), "{screen}");
    assert!(screen.contains("8 messages taken in: 8 tied to their request, 0 held."), "{screen}");
    assert!(!screen.contains("Drafts"), "{screen}");
    assert_eq!(lost_and_doubled(&foi), (0, 0));
    for command in server.said() {
        let leaves_a_trace = ["SELECT", "STORE", "EXPUNGE", "COPY", "MOVE", "APPEND", "DELETE", "CLOSE"];
        assert!(!leaves_a_trace.iter().any(|verb| command.contains(verb)), "{command}");
        assert!(!command.contains("BODY[") && !command.contains("RFC822)"), "{command}");
    }
    // The second time costs no body, and not even a search.
    server.forget();
    let screen = foi.run(FETCH);
    assert!(screen.contains("INBOX: 4 mails, 0 new"), "{screen}");
    assert!(!server.said().iter().any(|command| command.starts_with("UID")), "{:?}", server.said());
    foi.ends("verify", 0);
}

#[test]
fn the_bytes_are_kept_exactly() {
    let (foi, replies) = campaign();
    let mut odd = replies[0].clone();
    odd.extend(b"\x00\xff\x80 {12}\r\n)\r\nF1 OK not the end\r\n".repeat(50));
    let server = Imap::start(vec![Kept::new("INBOX", "", [odd.clone()])]);
    account(&foi, &server, PASSWORD);
    foi.all(&[FETCH]);
    foi.write("same.eml", &odd);
    let screen = foi.run("ingest school-streets same.eml");
    assert!(screen.contains("1 was here already"), "{screen}");
}

#[test]
fn a_server_that_numbers_anew_costs_headers_and_no_bodies() {
    let (foi, server, _) = with_server();
    foi.all(&[FETCH]);
    server.change(|held| {
        for folder in &mut held.folders {
            folder.uid_validity = 8;
            folder.mails = std::mem::take(&mut folder.mails).into_iter().map(|(uid, mail)| (uid + 100, mail)).collect();
        }
    });
    server.forget();
    let screen = foi.run(FETCH);
    assert!(screen.contains("INBOX: 4 mails, 0 new, 4 known (the server has numbered them anew)"), "{screen}");
    assert!(!server.said().iter().any(|command| command.contains("BODY.PEEK[]")), "{:?}", server.said());
    assert_eq!(lost_and_doubled(&foi), (0, 0));
}

#[test]
fn a_run_killed_at_any_step_loses_no_mail_and_doubles_none() {
    println!("step        time  lost  doubled");
    let mut rows = 0;
    for at in STEPS {
        for nth in [0, 1] {
            let (foi, server, _) = with_server();
            server.will(Trouble::Freeze { nth, at });
            let mut child = spawn(&foi, FETCH);
            // It may end without coming there a second time.
            let mut there = false;
            while !there && child.try_wait().unwrap().is_none() {
                there = server.reached(Duration::from_millis(50));
            }
            child.kill().unwrap();
            child.wait().unwrap();
            // What was not reached must not wait for the next run.
            server.behaves();
            if nth == 0 {
                assert!(there, "the run never came to {at:?}");
            }
            foi.all(&[FETCH]);
            let (lost, doubled) = lost_and_doubled(&foi);
            println!("{:<10}  {nth:>4}  {lost:>4}  {doubled:>7}", format!("{at:?}"));
            assert_eq!((lost, doubled), (0, 0), "killed at {at:?}, time {nth}");
            rows += 1;
        }
    }
    assert_eq!(rows, 2 * STEPS.len());
}

#[test]
fn a_line_that_breaks_or_turns_to_noise_is_opened_anew() {
    for at in [Step::Examine, Step::Marks, Step::HalfWay, Step::Between, Step::Given] {
        for trouble in [Trouble::HangUp { nth: 0, at }, Trouble::Garbage { nth: 0, at }] {
            let (foi, server, _) = with_server();
            server.will(trouble);
            let screen = foi.run(FETCH);
            // Noise inside a mail is a mail, as far as anybody can tell.
            if !matches!(trouble, Trouble::Garbage { at: Step::HalfWay, .. }) {
                assert!(screen.contains("The line broke 1 time"), "{trouble:?}\n{screen}");
                assert_eq!(lost_and_doubled(&foi), (0, 0), "{trouble:?}\n{screen}");
            }
        }
    }
}

#[test]
fn a_mail_that_the_server_cannot_give_costs_only_itself() {
    for poison in [true, false] {
        let (foi, server, _) = with_server();
        server.change(|held| if poison { held.poison = Some(2) } else { held.refused = Some(2) });
        let screen = foi.run(FETCH);
        assert!(screen.contains("Not taken: INBOX, message 2: "), "{screen}");
        let (lost, doubled) = lost_and_doubled(&foi);
        assert!(lost <= 2 && doubled == 0, "{lost} lost, {doubled} doubled\n{screen}");
        // When it can again, nothing is missing.
        server.change(|held| (held.poison, held.refused) = (None, None));
        foi.all(&[FETCH]);
        assert_eq!(lost_and_doubled(&foi), (0, 0));
        assert!(!foi.run(FETCH).contains("Not taken"));
    }
}

#[test]
fn gmail_is_read_once_whatever_its_labels() {
    let (foi, replies) = campaign();
    let server = Imap::start(vec![
        Kept::new("INBOX", "", replies.clone()),
        Kept::new("[Gmail]/All Mail", "\\All", replies.clone()),
        Kept::new("[Gmail]/Sent Mail", "\\Sent", replies.clone()),
        Kept::new("[Gmail]/Spam", "\\Junk", []),
    ]);
    server.change(|held| held.offers.push_str(" X-GM-EXT-1"));
    account(&foi, &server, PASSWORD);
    let done = foi.json(FETCH);
    let read: Vec<&str> = done["folders"].as_array().unwrap().iter().map(|f| f["folder"].as_str().unwrap()).collect();
    assert_eq!(read, ["[Gmail]/All Mail", "[Gmail]/Spam"]);
    assert_eq!((&done["messages"], &done["duplicates"]), (&8.into(), &0.into()));
}

#[test]
fn what_is_wrong_is_told_in_a_persons_words() {
    let (foi, server, _) = with_server();
    let screen = foi.ends("fetch school-streets --folder Work", 2);
    assert!(screen.contains("there is no folder `Work`; there are: INBOX, Lettres indésirables"), "{screen}");
    account(&foi, &server, &PASSWORD.replace("let me in", "wrong"));
    let screen = foi.ends(FETCH, 3);
    assert!(screen.contains("wrong password"), "{screen}");
    foi.edit("foi.toml", &server.port.to_string(), "9");
    let screen = foi.ends(FETCH, 3);
    assert!(screen.contains("127.0.0.1:9 could not be reached"), "{screen}");
    foi.edit("foi.toml", "imap", "smtp");
    assert!(foi.ends(FETCH, 2).contains("has no `imap`"));
}

#[test]
fn a_watch_takes_in_what_comes_as_it_comes() {
    let (foi, replies) = campaign();
    let server = Imap::start(vec![Kept::new("INBOX", "", replies[..3].to_vec())]);
    account(&foi, &server, PASSWORD);
    let mut child = spawn(&foi, "fetch school-streets --watch");
    wait_until(&foi, 3);
    server.change(|held| {
        for (mail, uid) in replies[3..].iter().zip(50..) {
            held.folders[0].mails.insert(uid, mail.clone());
        }
    });
    wait_until(&foi, LETTERS);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(lost_and_doubled(&foi), (0, 0));
    assert!(server.said().iter().any(|command| command == "IDLE"), "{:?}", server.said());
}

#[test]
fn a_copy_in_the_sent_folder_under_another_id_makes_it_known() {
    let (foi, replies) = campaign();
    // Microsoft gives each letter an id of its own: the copy in Sent Items says which.
    let letter = String::from_utf8(foi.outbox("school-streets")[0].1.clone()).unwrap();
    let ours = field(&letter, "Message-ID:").to_owned();
    let copy = letter.replace(&ours, "<AB1@prod.outlook.example>").into_bytes();
    let answer = String::from_utf8(replies[0].clone()).unwrap().replace(&ours, "<AB1@prod.outlook.example>");
    let server = Imap::start(vec![Kept::new("INBOX", "", [answer.into_bytes()]), Kept::new("Sent Items", "", [copy])]);
    account(&foi, &server, PASSWORD);
    let screen = foi.run(FETCH);
    assert!(screen.contains("1 message taken in: 1 tied to their request, 0 held."), "{screen}");
    let code = field(&letter, "To:").split_once("foi@ashdown").unwrap().1.split_once('.').unwrap().0.to_owned();
    let shown = foi.json(&format!("show A{code} --as-of 2018-09-10"));
    assert!(screen.contains("1 is a letter of our own"), "{screen}");
    assert!(shown["messages"].to_string().contains("r0@ashdown.example"), "{shown}");
}

fn spawn(foi: &Foi, line: &str) -> Child {
    let mut command = foi.command(driver::split(line));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until so many replies are here.
fn wait_until(foi: &Foi, count: usize) {
    let began = Instant::now();
    while LETTERS - lost_and_doubled(foi).0 < count {
        assert!(began.elapsed() < Duration::from_secs(90), "they never came");
        std::thread::sleep(Duration::from_millis(200));
    }
}
