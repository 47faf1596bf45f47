//! Manners of the command line: exit status, JSON on all that lists, no colour where nobody looks, a pipe closed early.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::io::Read;
use std::process::Stdio;

use driver::Foi;

/// The campaign of `tests/road` with its first replies read.
fn answered() -> Foi {
    let foi = Foi::with("road").on("2018-09-03");
    foi.all(&["send school-streets", "ingest school-streets mail/first"]);
    foi.on("2018-10-15")
}

#[test]
fn the_exit_status_says_who_can_act() {
    let foi = Foi::with("road");
    let cases = [
        ("check school-streets", 0),
        ("help exit-codes", 0),
        ("--version", 0),
        ("send school-streets --as-of 2018-09-03", 1), // an authority without an address
        ("check no-such-campaign", 2),
        ("show FOI-AAAA-AAAA", 2),
        ("due --as-of tomorrow", 2),
        ("due --no-such-flag", 2),
        ("clock --regime mars --received 2018-08-20", 2),
        ("text no-such-file.pdf", 3),
        ("read no-such-file.eml --campaign school-streets", 3),
        ("adopt school-streets no-such-file.csv", 3),
        ("authority import no-such-file.csv", 3),
        ("--workspace /no/such/folder status", 3),
    ];
    for (line, status) in cases {
        foi.ends(line, status);
    }
}

#[test]
fn exit_codes_and_their_help_say_the_same() {
    let foi = Foi::nowhere();
    let short = foi.run("exit-codes");
    let long = foi.run("help exit-codes");
    assert_eq!(short.lines().count(), 4, "{short}");
    for line in short.lines() {
        assert!(long.contains(line), "{line} is missing from\n{long}");
    }
}

#[test]
fn all_that_lists_prints_json_for_machines() {
    let foi = answered();
    for line in [
        "check school-streets",
        "authority list",
        "frame school-streets",
        "pen school-streets",
        "status",
        "status school-streets",
        "due",
        "due school-streets",
        "show ASH",
        "review school-streets --list",
        "findings school-streets",
        "holidays",
        "doctor",
        "clock --regime uk-foia --received 2018-08-20",
        "read mail/first/2-ashdown-answers.eml --campaign school-streets",
        "text mail/first/2-ashdown-answers.eml",
    ] {
        let json = foi.json(line);
        assert!(json.is_object() || json.is_array(), "foi {line} --json: {json}");
    }
}

#[test]
fn nothing_is_coloured_or_drawn_when_piped_or_asked_not_to() {
    let foi = answered();
    for line in ["status", "due", "show ASH", "findings school-streets", "check no-such-campaign", "--help"] {
        for no_colour in [false, true] {
            let mut command = foi.command(driver::split(line));
            if no_colour {
                command.env("NO_COLOR", "1");
            }
            let output = command.output().unwrap();
            let bytes = [output.stdout, output.stderr].concat();
            assert!(!bytes.contains(&0x1b), "foi {line} printed an escape: {}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let foi = Foi::nowhere();
    // Far more than a pipe holds, so that the writer meets the closed end.
    let dates = "2018-08-20\n".repeat(200_000);
    foi.write("dates.txt", &dates);
    let mut command = foi.command(["clock", "--regime", "uk-foia", "--dates", "-"]);
    command.stdin(std::fs::File::open(foi.path("dates.txt")).unwrap()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut head = [0u8; 11];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut head).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(&head, b"2018-08-20\t");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
