//! Manners of the command line: exit status, JSON on all that lists, no colour where nobody looks, a pipe closed early.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::io::Read;
use std::process::Stdio;

use driver::Foi;

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
    let foi = Foi::answered();
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
    let foi = Foi::answered();
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

#[test]
fn a_terminal_that_wants_no_colour_gets_none() {
    // `script` (util-linux, BSD) gives the program a terminal of its own.
    let foi = Foi::answered();
    let on_a_terminal = |no_colour: &str| {
        let mut command = std::process::Command::new("script");
        command.args(["-qec", concat!(env!("CARGO_BIN_EXE_foi"), " check no-such-campaign"), "/dev/null"]);
        command.current_dir(foi.root()).env("TERM", "xterm-256color").env("NO_COLOR", no_colour).stdin(Stdio::null());
        command.output().ok().filter(|output| !output.stdout.is_empty()).map(|output| output.stdout)
    };
    let Some(screen) = on_a_terminal("1") else {
        eprintln!("skipped: there is no `script` here to make a terminal with");
        return;
    };
    let words = String::from_utf8_lossy(&screen).into_owned();
    assert!(words.contains("no-such-campaign"), "{words}");
    assert!(!words.contains("\u{1b}[3") && !words.contains("\u{1b}[1"), "coloured although NO_COLOR is set: {words:?}");
}

#[test]
fn a_workspace_that_cannot_be_written_to_says_so_and_what_to_do() {
    // A file where the folder should be: nobody, not even root, can write beneath it.
    let foi = Foi::with("road");
    std::fs::remove_dir_all(foi.path(".foi")).unwrap();
    foi.write(".foi", "");
    for line in ["send school-streets --as-of 2018-09-03", "ingest school-streets mail/first", "status school-streets"]
    {
        let screen = foi.ends(&format!("--workspace . {line}"), 3);
        assert!(screen.contains("[HERE]/.foi"), "{screen}");
        assert!(screen.contains("help: is the path right, and may you read and write there?"), "{screen}");
    }
}

#[cfg(unix)]
#[test]
fn a_store_that_is_read_only_is_named_with_the_remedy() {
    use std::os::unix::fs::PermissionsExt;
    let foi = Foi::answered();
    let mode = |mode| std::fs::set_permissions(foi.path(".foi"), std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    if std::fs::write(foi.path(".foi/probe"), "").is_ok() {
        eprintln!("skipped: whoever runs this may write where nobody may (root)");
    } else {
        for line in ["ingest school-streets mail/later", "show ASH"] {
            let screen = foi.ends(line, 3).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(screen.contains("cannot be written: it, or its folder,"), "{screen}");
            assert!(screen.contains("help: give yourself write permission for the folder, or copy"), "{screen}");
        }
    }
    mode(0o755);
}
