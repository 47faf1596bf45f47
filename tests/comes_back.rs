//! What comes back: bounces, delays, links, changed addresses, files saved by hand, Outlook's messages, and mails that are broken.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::io::Write;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use driver::Foi;

const LETTERS: usize = 6;
const INGEST: &str = "ingest school-streets in";

/// A campaign whose letters went on 3 September 2018. Made once, and then copied.
fn campaign() -> Foi {
    static MADE: OnceLock<Foi> = OnceLock::new();
    let made = MADE.get_or_init(|| Foi::sent_to(LETTERS));
    Foi::like(made).on("2018-09-20")
}

/// Our letter to an authority: its Message-ID and its token.
fn letter(foi: &Foi, n: usize) -> (String, String) {
    let shown = foi.json(&format!("show A{n}"));
    let id = shown["messages"][0]["message_id"].as_str().unwrap().to_owned();
    (id, shown["token"].as_str().unwrap().to_owned())
}

/// A mail of `tests/comes_back`, as it would come to this campaign from this authority.
fn sample(foi: &Foi, name: &str, n: usize) -> String {
    let (id, token) = letter(foi, n);
    let mut mail = std::fs::read_to_string(format!("tests/comes_back/{name}.eml")).unwrap();
    for them in ["easthaven", "closedtrust", "oldferry", "northmarsh", "northmarshnhs"] {
        mail = mail.replace(&format!("foi@{them}.example"), &format!("foi@ashdown{n}.example"));
    }
    for ours in ["m3tr.1", "p9wx.1", "k7qd.1"] {
        mail = mail.replace(&format!("{ours}@research.example"), &id);
    }
    for known in ["M3TR", "P9WX", "K7QD"] {
        mail = mail.replace(known, &token);
    }
    for (day, then) in [
        ("Mon, 2 Feb 2026", "Tue, 4 Sep 2018"),
        ("Mon, 02 Feb 2026", "Tue, 04 Sep 2018"),
        ("Tue, 3 Feb 2026", "Wed, 5 Sep 2018"),
        ("Mon, 9 Mar 2026", "Mon, 10 Sep 2018"),
        ("2 February 2026", "3 September 2018"),
        ("2 March 2026", "1 October 2018"),
    ] {
        mail = mail.replace(day, then);
    }
    mail.replace("foi@research.example", "holly@larkspur-research.example")
}

fn reply(foi: &Foi, n: usize, id: &str, text: &str) -> String {
    let (ours, _) = letter(foi, n);
    format!(
        "From: foi@ashdown{n}.example\nTo: holly@larkspur-research.example\nDate: Mon, 10 Sep 2018 10:00:00 +0100\n\
         Message-ID: <{id}@ashdown{n}.example>\nIn-Reply-To: <{ours}>\nSubject: Re: your request\n\n{text}\n"
    )
}

/// The line of `foi due` for an authority, and the two below it.
fn due(foi: &Foi, n: usize) -> Option<String> {
    let screen = foi.run("due school-streets");
    let lines: Vec<&str> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains(&format!("Ashdown {n} ")))?;
    Some(lines[at..(at + 3).min(lines.len())].join("\n"))
}

#[test]
fn a_bounce_marks_the_address_and_a_delay_is_no_failure() {
    let foi = campaign();
    foi.write("in/1.eml", sample(&foi, "mail_dsn_failed", 0));
    foi.write("in/2.eml", sample(&foi, "mail_bounce_exim", 1));
    foi.write("in/3.eml", sample(&foi, "mail_dsn_delayed_nested", 2));
    foi.all(&[INGEST]);
    for n in [0, 1] {
        let due = due(&foi, n).unwrap();
        assert!(due.contains("find another address") && due.contains("came back undelivered"), "{due}");
        assert!(due.contains(&format!("foi authority address A{n} NEW@ADDRESS")), "{due}");
    }
    assert_eq!(due(&foi, 2), None);
    assert!(foi.run("show A2").contains("delayed"));
    foi.ends("verify", 0);
}

#[test]
fn a_link_is_received_but_not_captured_until_the_file_is_ingested() {
    let foi = campaign();
    let text = "The response to your request is ready. View it here within 14 days:\nhttps://cases.example/view?key=1";
    foi.write("in/1.eml", reply(&foi, 3, "link", text));
    foi.all(&[INGEST]);
    let waits = due(&foi, 3).unwrap();
    assert!(waits.contains("save the response") && waits.contains("https://cases.example/view?key=1"), "{waits}");
    assert!(foi.run("show A3").contains("the response waits behind a link"));
    // It is not chased, although the clock runs out.
    let late = foi.run("due school-streets --as-of 2018-10-20");
    assert!(late.contains("Ashdown 3 District Council: save the response"), "{late}");
    let (_, token) = letter(&foi, 3);
    foi.write("response.txt", "1. We closed 12 streets.\n2. We spent £1,200.\n3. Yes, we use cameras.\n");
    let command = format!("ingest school-streets --answers {token} response.txt");
    foi.all(&[&command]);
    assert!(!due(&foi, 3).unwrap_or_default().contains("save the response"));
    assert!(foi.run("show A3").contains("response.txt"));
    let again = foi.run(&command);
    assert!(again.contains("1 was here already"), "{again}");
    foi.ends("verify", 0);
}

#[test]
fn a_case_system_under_another_domain_is_tied_by_the_reference_that_was_learnt() {
    let foi = campaign();
    foi.write("in/1.eml", sample(&foi, "mail_casesystem_ack", 4));
    foi.all(&[INGEST]);
    // The vendor's first mail names nobody that we know: a person says whose it is.
    let number = foi.json("pen school-streets")[0]["number"].to_string();
    foi.all(&[&format!("assign {number} A4")]);
    foi.write("in/2.eml", sample(&foi, "mail_casesystem_link", 4));
    foi.all(&[INGEST]);
    let shown = foi.run("show A4");
    let waits = due(&foi, 4).unwrap_or_default();
    assert!(waits.contains("save the response") && waits.contains("casevendor.example/view"), "{waits}\n{shown}");
}

#[test]
fn a_changed_address_is_proposed_with_the_command_that_accepts_it() {
    let foi = campaign();
    let text = "Please note that our address has changed. Please send requests to foi@new-ashdown.example in future.";
    foi.write("in/1.eml", reply(&foi, 5, "moved", text));
    foi.all(&[INGEST]);
    let proposed = due(&foi, 5).unwrap();
    assert!(proposed.contains("confirm the new address"), "{proposed}");
    let command = proposed.lines().last().unwrap().trim().strip_prefix("foi ").unwrap().to_owned();
    assert!(command.starts_with("authority address A5 foi@new-ashdown.example --why "), "{command}");
    assert!(foi.run("show A5").contains("asks to be written to at foi@new-ashdown.example"));
    foi.all(&[&command]);
    // It counts from the day on which it was accepted.
    assert!(!foi.run("due school-streets --as-of 2030-01-01").contains("confirm the new address"));
}

/// A .msg file with these texts by their property numbers.
fn msg(texts: &[(u16, &str)]) -> Vec<u8> {
    let mut compound = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    compound.create_stream("/__properties_version1.0").unwrap().write_all(&[0; 32]).unwrap();
    for (id, text) in texts {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        compound.create_stream(format!("/__substg1.0_{id:04X}001F")).unwrap().write_all(&bytes).unwrap();
    }
    let attached = "/__attach_version1.0_#00000000";
    compound.create_storage(attached).unwrap();
    compound.create_stream(format!("{attached}/__properties_version1.0")).unwrap().write_all(&[0; 8]).unwrap();
    let name: Vec<u8> = "figures.csv".encode_utf16().flat_map(u16::to_le_bytes).collect();
    compound.create_stream(format!("{attached}/__substg1.0_3707001F")).unwrap().write_all(&name).unwrap();
    compound
        .create_stream(format!("{attached}/__substg1.0_37010102"))
        .unwrap()
        .write_all(b"item,count\nzebra,3\n")
        .unwrap();
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

#[test]
fn a_message_that_outlook_saved_is_a_mail_as_any_other() {
    let foi = campaign();
    let (ours, _) = letter(&foi, 0);
    let headers = format!(
        "From: FOI Desk <foi@ashdown0.example>\r\nTo: holly@larkspur-research.example\r\nDate: Mon, 10 Sep 2018 10:00:00 +0100\r\n\
         Message-ID: <msg@ashdown0.example>\r\nIn-Reply-To: <{ours}>\r\nSubject: Your request\r\nContent-Type: text/html\r\n\r\n"
    );
    let file =
        msg(&[(0x007D, &headers), (0x0037, "Your request"), (0x1000, "We received your request on 4 September 2018.")]);
    foi.write("in/reply.msg", &file);
    let screen = foi.run(INGEST);
    assert!(screen.contains("1 message taken in: 1 tied to their request"), "{screen}");
    let shown = foi.run("show A0");
    assert!(shown.contains("figures.csv") && shown.contains("acknowledged"), "{shown}");
    let found = foi.json("search zebra");
    assert_eq!((&found[0]["place"], &found[0]["authority"]), (&"figures.csv".into(), &"A0".into()));
    assert!(foi.run(INGEST).contains("1 was here already"));
}

#[test]
fn a_search_finds_words_in_their_place_and_takes_nothing_for_a_query() {
    let foi = campaign();
    for (n, text) in [
        (0, "Thank you. We received your request about the wombat crossing."),
        (1, "No wombat here. We do not hold the information."),
    ] {
        foi.write(&format!("in/{n}.eml"), reply(&foi, n, "r", text));
    }
    foi.all(&[INGEST]);
    let screen = foi.run("search WOMBAT crossing");
    assert!(screen.contains("Ashdown 0 District Council") && screen.contains("[wombat] crossing."), "{screen}");
    assert!(screen.ends_with("1 message found.\n"), "{screen}");
    for (filter, count) in [
        ("", 2),
        ("--authority A1", 1),
        ("--kind not_held", 1),
        ("--since 2018-09-11", 0),
        ("--until 2018-09-10", 2),
        ("--campaign school-streets", 2),
        ("--campaign other", 0),
    ] {
        assert_eq!(foi.json(&format!("search wombat {filter}")).as_array().unwrap().len(), count, "{filter}");
    }
    for hostile in ["'\"'", "'wombat OR NEAR('", "'*'", "'body:wombat AND'", "-- '-wombat^2'"] {
        foi.ends(&format!("search {hostile}"), 0);
    }
}

#[test]
fn a_watch_takes_in_what_is_dropped_into_a_maildir() {
    let foi = campaign();
    for kept in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(foi.path("Maildir").join(kept)).unwrap();
    }
    let mut command = foi.command(driver::split("watch school-streets Maildir --every 1"));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    foi.write("Maildir/tmp/1.host", reply(&foi, 0, "w", "Thank you for your request, which we received."));
    std::fs::rename(foi.path("Maildir/tmp/1.host"), foi.path("Maildir/new/1.host")).unwrap();
    let began = Instant::now();
    while foi.json("search received").as_array().unwrap().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "it never came");
        std::thread::sleep(Duration::from_millis(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Small and seeded (SplitMix64), so that a failure comes again.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn mutated(mail: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = mail.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len());
        match chance.below(7) {
            0 => bytes[at] = chance.next() as u8,
            1 => bytes.truncate(at.max(40)),
            2 => bytes.insert(at, 0),
            3 => {
                let end = (at + chance.below(80)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => {
                let end = (at + chance.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => bytes
                .splice(at..at, b"\r\nContent-Type: multipart/mixed; boundary=\"\"\r\n".iter().copied())
                .for_each(drop),
            _ => bytes.splice(at..at, [0xff, 0xfe, b'=', b'?', b'\r']).for_each(drop),
        }
        if bytes.is_empty() {
            bytes.push(b'x');
        }
    }
    bytes
}

#[test]
fn thousands_of_mutated_mails_lose_no_neighbour() {
    // A debug build reads a mail in milliseconds: it takes the first fifth, and `cargo test --release` all.
    const MAILS: usize = if cfg!(debug_assertions) { 2_000 } else { 10_000 };
    const NEIGHBOURS: usize = 100;
    let foi = campaign();
    let samples: Vec<Vec<u8>> = std::fs::read_dir("tests/comes_back")
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    assert!(!samples.is_empty());
    let plain = |n: usize| {
        format!(
            "From: a{n}@other.example\nDate: Mon, 10 Sep 2018 10:00:00 +0100\nMessage-ID: <n{n}@other.example>\nSubject: neighbour\n\nStill here.\n"
        )
    };
    let mut chance = Chance(7);
    let mut zip = zip::ZipWriter::new(std::fs::File::create(foi.path("all.zip")).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for n in 0..MAILS {
        zip.start_file(format!("{n:05}.eml"), options).unwrap();
        // A name before it, so that what was mutated is still taken for a mail.
        zip.write_all(b"X-Mutated: yes\r\n").unwrap();
        zip.write_all(&mutated(&samples[n % samples.len()], &mut chance)).unwrap();
        if n % (MAILS / NEIGHBOURS) == 0 {
            zip.start_file(format!("{n:05}n.eml"), options).unwrap();
            zip.write_all(plain(n).as_bytes()).unwrap();
        }
    }
    zip.finish().unwrap();
    let began = Instant::now();
    let done = foi.json("ingest school-streets all.zip");
    let count = |key: &str| done[key].as_u64().unwrap() as usize;
    let panics = done.to_string().matches("a fault of foi's own").count();
    let seen = count("messages") + count("duplicates") + count("own");
    println!("{MAILS} mutated, {NEIGHBOURS} beside them: {seen} taken, {panics} panics, {:?}", began.elapsed());
    assert_eq!((seen, panics), (MAILS + NEIGHBOURS, 0));
    let here = foi.json(
        "sql \"SELECT count(*) AS n FROM messages WHERE subject = 'neighbour' AND message_id LIKE 'n%@other.example'\"",
    );
    assert!(here.to_string().contains(&NEIGHBOURS.to_string()), "{here}");
}

/// 20 MB, and of a debug build, which is ten times as slow, less.
const LONG_LINE: usize = if cfg!(debug_assertions) { 4 << 20 } else { 20 << 20 };

#[test]
fn a_mail_that_is_too_much_of_something_has_a_clear_outcome() {
    let foi = campaign();
    let (ours, _) = letter(&foi, 0);
    let head = |id: &str| {
        format!(
            "From: foi@ashdown0.example\r\nDate: Mon, 10 Sep 2018 10:00:00 +0100\r\nMessage-ID: <{id}@x.example>\r\nIn-Reply-To: <{ours}>\r\nSubject: Re\r\n"
        )
    };
    let mut nested = String::from("Content-Type: text/plain\r\n\r\nWe received your request.\r\n");
    for depth in 0..200 {
        nested = format!(
            "Content-Type: multipart/mixed; boundary=\"b{depth}\"\r\n\r\n--b{depth}\r\n{nested}\r\n--b{depth}--\r\n"
        );
    }
    let recipients: Vec<String> = (0..100_000).map(|n| format!("a{n}@x.example")).collect();
    for (name, mail) in [
        ("nested", format!("{}{nested}", head("nested"))),
        (
            "recipients",
            format!("{}To: {}\r\n\r\nWe received your request.\r\n", head("recipients"), recipients.join(",\r\n ")),
        ),
        ("line", format!("{}\r\n{}\r\n", head("line"), "x".repeat(LONG_LINE))),
        ("nuls", format!("{}\r\nWe re\0ceived your\0 request.\0\r\n", head("nuls"))),
        (
            "charset",
            format!(
                "{}Content-Type: text/plain; charset=klingon\r\n\r\nWe received your request.\r\n",
                head("charset")
            ),
        ),
        ("future", head("future").replace("2018", "2098") + "\r\nWe received your request.\r\n"),
    ] {
        foi.write(&format!("in/{name}.eml"), mail);
    }
    let screen = foi.run(INGEST);
    assert!(screen.contains("6 messages taken in: 6 tied to their request, 0 held."), "{screen}");
    // Beyond what any provider carries: named, and not taken. (A file of holes, so that the disk does not matter.)
    foi.write("large/a.eml", "Subject: a\r\n\r\n");
    std::fs::File::options().write(true).open(foi.path("large/a.eml")).unwrap().set_len(1 << 30).unwrap();
    let screen = foi.run("ingest school-streets large");
    assert!(screen.contains("is larger than 150 MB"), "{screen}");
    foi.ends("verify", 0);
}
