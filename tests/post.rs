//! The post: sent once, whatever is stopped where. A server of our own on loopback; the process is killed at every step.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;
mod stand_in;

use std::collections::BTreeMap;
use std::process::Stdio;

use driver::Foi;
use stand_in::imap::{self, COPY_STEPS, Imap, Kept};
use stand_in::{STEPS, StandIn, Step, Trouble};

const LETTERS: usize = 6;

/// A campaign of six authorities, and an account for the server.
fn campaign(server: &StandIn) -> Foi {
    let foi = Foi::asking(LETTERS);
    account(&foi, server);
    foi
}

fn account(foi: &Foi, server: &StandIn) {
    let text = format!(
        "[account.office]\naddress = \"holly@larkspur-research.example\"\nsmtp = \"plain:127.0.0.1:{}\"\nsign_in = \"nothing\"\nper_minute = 600\n",
        server.port
    );
    foi.write("foi.toml", text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(foi.path("foi.toml"), std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    foi.edit("campaigns/school-streets/campaign.toml", "[follow_up]\n", "[follow_up]\nper_minute = 600\n");
}

/// How often each authority got its letter.
fn counts(server: &StandIn) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for taken in server.taken() {
        *counts.entry(taken.to).or_default() += 1;
    }
    counts
}

const LIVE: &str = "send school-streets --live --yes";

#[test]
fn letters_go_by_the_server_once_and_a_second_run_sends_none() {
    let server = StandIn::start();
    let foi = campaign(&server);
    let screen = foi.ends(LIVE, 0);
    assert!(screen.starts_with("6 letters accepted by the server."), "{screen}");
    assert_eq!(foi.json("status school-streets")["sent"], 6);
    let screen = foi.ends(LIVE, 0);
    assert!(screen.contains("6 had been sent before"), "{screen}");
    assert!(counts(&server).values().all(|count| *count == 1) && server.taken().len() == LETTERS);
    assert!(server.taken()[0].bytes.contains("Message-ID: <"));
    foi.ends("verify", 0);
}

#[test]
fn the_first_letters_of_a_campaign_are_asked_for() {
    let server = StandIn::start();
    let foi = campaign(&server);
    let screen = foi.ends("send school-streets --live", 2);
    assert!(screen.contains("6 letters would go to real addresses by `office`"), "{screen}");
    assert!(screen.contains("nobody is here to say yes"), "{screen}");
    assert!(server.taken().is_empty());
}

#[test]
fn a_rehearsal_goes_to_oneself_and_nothing_is_recorded() {
    let server = StandIn::start();
    let foi = campaign(&server);
    foi.ends("send school-streets --rehearse holly@larkspur-research.example", 0);
    assert_eq!(counts(&server), BTreeMap::from([("holly@larkspur-research.example".to_owned(), LETTERS)]));
    assert!(server.taken()[0].bytes.contains("Message-ID: <rehearsal."), "{}", server.taken()[0].bytes);
    assert_eq!(foi.json("status school-streets")["sent"], 0);
}

/// Kills the process when the server stands at a step of the `nth` letter, and gives what the next run says.
fn killed_at(foi: &Foi, server: &StandIn, nth: usize, at: Step) -> String {
    server.will(Trouble::Freeze { nth, at });
    let mut command = foi.command(driver::split(LIVE));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    server.wait_until_reached();
    child.kill().unwrap();
    child.wait().unwrap();
    foi.run(LIVE)
}

#[test]
fn a_run_killed_at_any_step_loses_no_letter_and_doubles_none() {
    println!("step        letter  lost  doubled  unknown, and listed");
    for at in STEPS {
        // One line carries all letters: it is greeted once.
        for nth in if at == Step::Greeting { vec![0] } else { vec![0, 3] } {
            let server = StandIn::start();
            let foi = campaign(&server);
            let screen = killed_at(&foi, &server, nth, at);
            let counts = counts(&server);
            let doubled = counts.values().filter(|count| **count > 1).count();
            let unknown = screen.matches("the program was stopped in the middle").count();
            // What the server never got and nobody is told of.
            let lost = LETTERS - counts.len() - if at == Step::HalfWay { unknown } else { 0 };
            println!("{at:<10?}  {nth:>6}  {lost:>4}  {doubled:>7}  {unknown}");
            assert_eq!((lost, doubled), (0, 0), "killed at {at:?} of letter {nth}\n{screen}");
            assert!(unknown <= 1, "{screen}");
            if matches!(at, Step::HalfWay | Step::Dot) {
                assert_eq!(unknown, 1, "a letter whose answer never came is not listed\n{screen}");
            }
            foi.ends("verify", 0);
        }
    }
}

#[test]
fn a_letter_of_which_nobody_knows_is_settled_by_its_copy_by_a_person_or_by_a_reply() {
    // By the copy that a Sent folder keeps.
    let server = StandIn::start();
    let foi = campaign(&server);
    killed_at(&foi, &server, 2, Step::Dot);
    foi.write("sent/copy.eml", &server.taken()[2].bytes);
    foi.ends("ingest school-streets sent", 0);
    let screen = foi.ends(LIVE, 0);
    assert!(screen.contains("6 had been sent before") && !screen.contains("Nobody knows"), "{screen}");
    assert_eq!(foi.json("status school-streets")["sent"], 6);
    // By a person, either way.
    for (said, letters) in [("--went", LETTERS), ("--never-went", LETTERS + 1)] {
        let server = StandIn::start();
        let foi = campaign(&server);
        killed_at(&foi, &server, 2, Step::Dot);
        foi.ends(&format!("send school-streets {said} A2"), 0);
        foi.ends(LIVE, 0);
        assert_eq!(server.taken().len(), letters, "{said}");
        assert_eq!(foi.json("status school-streets")["sent"], 6);
        foi.ends("verify", 0);
    }
    // By a reply in its thread.
    let server = StandIn::start();
    let foi = campaign(&server);
    killed_at(&foi, &server, 2, Step::Dot);
    let letter = &server.taken()[2].bytes;
    let id = letter.split("Message-ID: ").nth(1).unwrap().lines().next().unwrap();
    foi.write(
        "in/reply.eml",
        format!("From: foi@ashdown2.example\r\nTo: holly@larkspur-research.example\r\nDate: Tue, 4 Sep 2018 09:00:00 +0100\r\nMessage-ID: <r1@ashdown2.example>\r\nIn-Reply-To: {id}\r\nSubject: Re: request\r\n\r\nThank you for your request, which we received on 3 September 2018.\r\n"),
    );
    foi.all(&["ingest school-streets in"]);
    assert!(!foi.ends(LIVE, 0).contains("Nobody knows"));
}

#[test]
fn a_server_that_hangs_up_is_tried_again_before_the_dot_and_never_after_it() {
    for at in [Step::Greeting, Step::Mail, Step::Recipient, Step::Data, Step::HalfWay, Step::Dot] {
        let server = StandIn::start();
        let foi = campaign(&server);
        server.will(Trouble::HangUp { nth: 1, at });
        // At the greeting there is nothing yet to try again: the run says so, and the next one sends.
        let screen = foi.run(LIVE);
        let screen = if at == Step::Greeting { format!("{screen}{}", foi.run(LIVE)) } else { screen };
        assert!(counts(&server).values().all(|count| *count == 1), "{at:?}\n{screen}");
        let unknown = matches!(at, Step::HalfWay | Step::Dot);
        let gone = LETTERS - usize::from(at == Step::HalfWay);
        assert_eq!(server.taken().len(), gone, "{at:?}\n{screen}");
        assert_eq!(screen.contains("Nobody knows"), unknown, "{at:?}\n{screen}");
    }
}

#[test]
fn a_server_that_takes_so_many_letters_a_line_gets_the_rest_on_another_at_once() {
    let server = StandIn::start();
    server.takes_a_line(2);
    let foi = campaign(&server);
    let screen = foi.ends(LIVE, 0);
    assert!(screen.starts_with("6 letters accepted by the server."), "{screen}");
    assert_eq!(counts(&server).len(), LETTERS);
}

#[test]
fn no_account_no_server_and_a_file_open_to_others_are_each_told() {
    let foi = Foi::with("road");
    assert!(foi.ends(LIVE, 1).contains("foi.toml"));
    let server = StandIn::start();
    account(&foi, &server);
    let gone = server.port;
    drop(server);
    foi.edit("foi.toml", &gone.to_string(), "9");
    let screen = foi.ends(LIVE, 3);
    assert!(screen.contains("127.0.0.1:9 could not be reached"), "{screen}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(foi.path("foi.toml"), std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(foi.ends(LIVE, 1).contains("chmod 600 foi.toml"));
    }
}

#[test]
fn drafts_wait_for_a_person_and_are_never_sent_beside_them() {
    let server = StandIn::start();
    let foi = campaign(&server);
    assert!(foi.ends("drafts school-streets --to drafts", 0).starts_with("6 drafts in drafts"));
    let draft = std::fs::read_dir(foi.path("drafts")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&draft).unwrap();
    assert!(text.starts_with("X-Unsent: 1\r\n"), "{text}");
    assert_eq!(foi.json("status school-streets")["sent"], 0);
    // Neither the server nor the outbox gets what a person may have sent.
    let screen = foi.ends(LIVE, 1);
    assert!(screen.contains("0 letters accepted") && screen.contains("a draft: for you to send"), "{screen}");
    foi.run("send school-streets");
    assert!(server.taken().is_empty() && foi.outbox("school-streets").is_empty());
    // Outlook sent one, under a Message-ID of its own: the token in it tells.
    let sent = text.replacen("X-Unsent: 1\r\n", "", 1);
    let id = sent.split("Message-ID: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    foi.write("sent/one.eml", sent.replace(&id, "<AM0PR01@prod.outlook.example>"));
    foi.ends("ingest school-streets sent", 0);
    assert_eq!(foi.json("status school-streets")["sent"], 1);
    foi.ends("verify", 0);
}

#[test]
fn links_and_sheets_carry_the_letters() {
    let server = StandIn::start();
    let foi = campaign(&server);
    foi.run("mailto school-streets --to links.html");
    assert_eq!(foi.read("links.html").matches("href=\"mailto:foi@ashdown").count(), LETTERS);
    assert!(foi.ends("print school-streets --to sheets.html", 0).starts_with("Every authority has a mail address"));
    foi.ends("print school-streets --to sheets.html --all", 0);
    assert_eq!(foi.read("sheets.html").matches("<article>").count(), LETTERS);
}

/// A mailbox with a folder for sent mail, to which the account's copies go.
fn mailbox(foi: &Foi) -> Imap {
    let mailbox = Imap::start(vec![Kept::new("INBOX", "", []), Kept::new("Verschickt", "\\Sent", [])]);
    foi.edit("foi.toml", "sign_in", &format!("imap = \"plain:127.0.0.1:{}\"\nsign_in", mailbox.port));
    mailbox
}

/// How often each letter has a copy in the mailbox.
fn copies(mailbox: &Imap) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    mailbox.change(|held| {
        for mail in held.folders.iter().filter(|folder| folder.name != "INBOX").flat_map(|folder| folder.mails.values())
        {
            let text = String::from_utf8_lossy(mail).into_owned();
            *counts
                .entry(text.split("Message-ID: ").nth(1).unwrap().lines().next().unwrap().to_owned())
                .or_default() += 1;
        }
    });
    counts
}

fn each_once(copies: &BTreeMap<String, usize>) -> bool {
    copies.len() == LETTERS && copies.values().all(|count| *count == 1)
}

#[test]
fn a_copy_of_each_letter_goes_into_the_sent_folder_and_the_next_fetch_knows_them() {
    let server = StandIn::start();
    let foi = campaign(&server);
    let mailbox = mailbox(&foi);
    let screen = foi.ends(LIVE, 0);
    assert!(screen.starts_with("6 letters accepted by the server.\n6 copies put into the Sent folder.\n"), "{screen}");
    assert!(each_once(&copies(&mailbox)), "{:?}", copies(&mailbox));
    let same = server.taken()[0].bytes.trim_end() == copy(&mailbox).trim_end();
    assert!(same, "{}\n{}", server.taken()[0].bytes, copy(&mailbox));
    // A second run says nothing to the mailbox.
    mailbox.forget();
    foi.ends(LIVE, 0);
    assert!(mailbox.said().is_empty(), "{:?}", mailbox.said());
    assert!(
        foi.run("fetch school-streets").contains("6 are letters of our own"),
        "{}",
        foi.run("fetch school-streets")
    );
    foi.ends("verify", 0);
}

fn copy(mailbox: &Imap) -> String {
    let mut copy = String::new();
    mailbox.change(|held| copy = String::from_utf8(held.folders[1].mails[&1].clone()).unwrap());
    copy
}

#[test]
fn a_provider_that_keeps_its_own_copies_gets_none() {
    let server = StandIn::start();
    let foi = campaign(&server);
    let mailbox = mailbox(&foi);
    foi.edit("foi.toml", "sign_in", "sent_copy = \"provider\"\nsign_in");
    assert!(!foi.ends(LIVE, 0).contains("Sent folder"));
    assert!(mailbox.said().is_empty() && copies(&mailbox).is_empty());
    assert!(foi.run("account list").contains("the provider keeps its own"));
}

#[test]
fn a_run_killed_while_it_keeps_a_copy_keeps_each_once() {
    println!("step         lost  doubled  found there");
    for at in COPY_STEPS {
        let server = StandIn::start();
        let foi = campaign(&server);
        let mailbox = mailbox(&foi);
        let nth = usize::from(!matches!(at, imap::Step::Greeting | imap::Step::List | imap::Step::Examine));
        mailbox.will(imap::Trouble::Freeze { nth, at });
        let mut child = foi.command(driver::split(LIVE)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        assert!(mailbox.reached(std::time::Duration::from_secs(60)), "the run never came to {at:?}");
        child.kill().unwrap();
        child.wait().unwrap();
        let screen = foi.ends(LIVE, 0);
        let copies = copies(&mailbox);
        let doubled = copies.values().filter(|count| **count > 1).count();
        let there = screen.matches("1 copy was in the Sent folder already.").count();
        println!("{:<11}  {:>4}  {doubled:>7}  {there}", format!("{at:?}"), LETTERS - copies.len());
        assert!(each_once(&copies) && server.taken().len() == LETTERS, "killed at {at:?}\n{screen}");
        assert_eq!(there, usize::from(at == imap::Step::AppendKept), "{at:?}\n{screen}");
    }
}

#[test]
fn a_copy_that_cannot_be_kept_keeps_no_letter_from_going_and_is_tried_again() {
    // The line breaks after the copy was kept: opened anew, it is found.
    let server = StandIn::start();
    let foi = campaign(&server);
    let mailbox = mailbox(&foi);
    mailbox.will(imap::Trouble::HangUp { nth: 2, at: imap::Step::AppendKept });
    let screen = foi.ends(LIVE, 0);
    assert!(screen.contains("5 copies put into the Sent folder.\n1 copy was in the Sent folder already."), "{screen}");
    assert!(each_once(&copies(&mailbox)));
    // No room: the letters go, and the copies follow when there is.
    let server = StandIn::start();
    let foi = campaign(&server);
    let mailbox = self::mailbox(&foi);
    mailbox.change(|held| held.full = Some("[OVERQUOTA] the mailbox is full".into()));
    let screen = foi.ends(LIVE, 1);
    assert!(
        screen.starts_with("6 letters accepted by the server.\n6 copies could not be put into the Sent folder: "),
        "{screen}"
    );
    assert!(screen.contains("the mailbox is full"), "{screen}");
    mailbox.change(|held| held.full = None);
    assert!(foi.ends(LIVE, 0).contains("6 copies put into the Sent folder."));
    assert!(each_once(&copies(&mailbox)) && server.taken().len() == LETTERS);
    // No folder: none is made unasked; a name is asking.
    let server = StandIn::start();
    let foi = campaign(&server);
    let mailbox = self::mailbox(&foi);
    mailbox.change(|held| held.folders.truncate(1));
    let screen = foi.ends(LIVE, 1);
    assert!(screen.contains("names no folder for sent mail"), "{screen}");
    foi.edit("foi.toml", "sign_in", "sent_folder = \"Verschicktes für Ämter\"\nsign_in");
    assert!(foi.ends(LIVE, 0).contains("6 copies put into the Sent folder."));
    assert!(each_once(&copies(&mailbox)));
    assert!(
        mailbox.said().iter().any(|command| command == "CREATE \"Verschicktes f&APw-r &AMQ-mter\""),
        "{:?}",
        mailbox.said()
    );
}
