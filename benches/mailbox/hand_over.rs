//! Handing letters over by SMTP on loopback, beside a bare loop that says the same in lockstep.
//!
//! The server is a thread that takes everything at once. Ours is measured twice: the line alone, as a run uses it, and a whole run
//! of `foi send --live` as far as the program goes (letters fixed, each hand-over written down before and after), without the
//! waits of its pace. Prints a table; fails on nothing.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the bench")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Instant;

use foi::authority::MailAddress;
use foi::engine::account::Wire;
use foi::engine::deliver::{Carrier, Surroundings};
use foi::engine::send::Sending;
use foi::engine::{Workspace, live};
use foi::post::account::{Pace, Security, Server};
use foi::post::smtp::{HandedOver, Parcel, Patience};

const LETTERS: usize = 2_000;

/// Measures, and prints the table.
pub fn measure() {
    let port = serve();
    let letter = letter();
    println!("{:<64} {:>9} {:>11}", "what", "wall s", "a second");
    let bare = told("bare loop in lockstep", || bare(port, &letter));
    let ours = told("foi's line (TCP_NODELAY, DSN, envelope ids)", || line(port, &letter));
    let run = told("foi send --live, all of it but the pace", || whole(port));
    println!(
        "of the bare loop's rate: the line {:.0} %, the whole run {:.0} %",
        100.0 * bare / ours,
        100.0 * bare / run
    );
}

fn told(what: &str, mut run: impl FnMut()) -> f64 {
    // The best of three: the machine's other work is not what is measured.
    let seconds = (0..3).map(|_| {
        let begun = Instant::now();
        run();
        begun.elapsed().as_secs_f64()
    });
    let best = seconds.fold(f64::MAX, f64::min);
    println!("{what:<64} {best:>9.2} {:>11.0}", LETTERS as f64 / best);
    best
}

fn letter() -> Vec<u8> {
    let mut letter = b"From: holly@larkspur-research.example\r\nTo: foi@ashdown.example\r\nMessage-ID: <1@larkspur-research.example>\r\nSubject: Request\r\n\r\n".to_vec();
    letter.extend(b"Under the Freedom of Information Act 2000, please send me the following.\r\n".repeat(20));
    letter
}

/// A server that takes letters on each of its lines.
fn serve() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serving(&stream));
        }
    });
    port
}

fn serving(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    out.write_all(b"220 bench.example ESMTP\r\n")?;
    let mut line = Vec::new();
    let mut in_letter = false;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let answer: &[u8] = match &line[..] {
            b".\r\n" if in_letter => {
                in_letter = false;
                b"250 2.0.0 Taken\r\n"
            }
            _ if in_letter => continue,
            words if words.starts_with(b"EHLO") => b"250-bench.example\r\n250-DSN\r\n250 8BITMIME\r\n",
            words if words.starts_with(b"DATA") => {
                in_letter = true;
                b"354 Go ahead\r\n"
            }
            words if words.starts_with(b"QUIT") => return out.write_all(b"221 Bye\r\n"),
            _ => b"250 2.1.0 OK\r\n",
        };
        out.write_all(answer)?;
    }
}

fn bare(port: u16, letter: &[u8]) {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut out = &stream;
    let mut ask = |words: &[u8]| {
        out.write_all(words).unwrap();
        let mut line = String::new();
        while {
            line.clear();
            lines.read_line(&mut line).unwrap();
            line.as_bytes().get(3) == Some(&b'-')
        } {}
        assert!(line.starts_with(['2', '3']), "{line}");
    };
    ask(b"");
    ask(b"EHLO bench.example\r\n");
    let whole = [letter, b".\r\n"].concat();
    for _ in 0..LETTERS {
        ask(b"MAIL FROM:<holly@larkspur-research.example>\r\n");
        ask(b"RCPT TO:<foi@ashdown.example>\r\n");
        ask(b"DATA\r\n");
        ask(&whole);
    }
}

fn server(port: u16) -> Server {
    Server { host: "127.0.0.1".into(), port, security: Security::None, ca: None }
}

fn line(port: u16, letter: &[u8]) {
    let server = server(port);
    let nobody = || Ok(None);
    let mut wire = Wire::to(&server, &nobody, Patience::default()).unwrap();
    let from: MailAddress = "holly@larkspur-research.example".parse().unwrap();
    let to: MailAddress = "foi@ashdown.example".parse().unwrap();
    for _ in 0..LETTERS {
        let parcel = Parcel { from: &from, to: &to, envelope_id: "FOI-7K2M-9PQ4", eml: letter };
        wire.offer(parcel).unwrap().unwrap();
        assert!(matches!(wire.give(letter), HandedOver::Accepted { .. }));
    }
}

/// A campaign of as many letters, in a workspace of its own.
fn whole(port: u16) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("campaigns/many");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(dir.path().join(".foi")).unwrap();
    let toml = "title = \"Many\"\nregime = \"uk-foia\"\nopens = 2018-09-03\n\n[requester]\nname = \"Holly Trevanion\"\nemail = \"holly@larkspur-research.example\"\n\n\
                [frame]\nauthorities = \"frame.csv\"\n\n[[question]]\nid = \"staff\"\nasks = \"How many people do you employ?\"\ntype = \"count\"\n";
    fs::write(folder.join("campaign.toml"), toml).unwrap();
    let mut frame = String::from("code,name,kind,region,email\n");
    (0..LETTERS)
        .for_each(|n| frame.push_str(&format!("A{n},Ashdown {n} Council,district,North,foi@ashdown{n}.example\n")));
    fs::write(folder.join("frame.csv"), frame).unwrap();
    let workspace = Workspace::find(Some(dir.path()), dir.path()).unwrap();
    let server = server(port);
    let nobody = || Ok(None);
    let mut wire = Wire::to(&server, &nobody, Patience::default()).unwrap();
    let from: MailAddress = "holly@larkspur-research.example".parse().unwrap();
    let now = "2018-09-03T09:00:00Z".parse().unwrap();
    let around = Surroundings {
        account: "office",
        from: &from,
        pace: Pace { per_minute: 600, per_day: 100_000 },
        now: &|| now,
        wait: &|_| {},
        progress: &|_, _| {},
    };
    let sending = Sending::on("2018-09-03".parse().unwrap(), now);
    let went = live::send_live(&workspace, "many", &sending, &mut wire, None, &around).unwrap();
    assert_eq!(went.delivered.accepted, LETTERS);
}
