//! Bad input: each gets one clear message with the place and the remedy, the right status, and costs nothing that is kept.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::io::{Cursor, Write};
use std::process::Stdio;

use driver::Foi;

/// What is kept is the same as before, and sound.
fn nothing_lost(foi: &Foi, before: &[(String, String)]) {
    foi.ends("verify", 0);
    let after = foi.export("school-streets");
    for (then, now) in before.iter().zip(&after) {
        assert_eq!(then, now);
    }
}

/// Every one of these words stands on the screen.
fn says(screen: &str, words: &[&str]) {
    let plain = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(plain.contains(word), "`{word}` is missing from\n{screen}");
    }
}

#[test]
fn a_broken_campaign_file_is_shown_at_its_line_and_nothing_is_sent() {
    let foi = Foi::with("road").on("2018-09-03");
    foi.edit("campaigns/school-streets/campaign.toml", "regime = \"uk-foia\"", "regime = \"uk-foia");
    for verb in ["check school-streets", "send school-streets", "frame school-streets --freeze"] {
        says(&foi.ends(verb, 1), &["campaigns/school-streets/campaign.toml:3:", "help"]);
    }
    assert!(foi.outbox("school-streets").is_empty());
}

#[test]
fn a_template_that_names_what_there_is_not_is_shown_at_its_line_and_nothing_is_sent() {
    let foi = Foi::with("road").on("2018-09-03");
    foi.edit("campaigns/school-streets/letters/request.txt", "authority.name", "authority.nmae");
    for verb in ["check school-streets", "send school-streets"] {
        says(&foi.ends(verb, 1), &["letters/request.txt:3:", "authority.nmae", "authority.name"]);
    }
    assert!(foi.outbox("school-streets").is_empty());
}

#[test]
fn a_broken_frame_table_is_shown_at_its_line() {
    let foi = Foi::with("road");
    foi.edit("campaigns/school-streets/frame.csv", "foi@birchwood.example", "foi at birchwood");
    says(&foi.ends("check school-streets", 1), &["frame.csv:3:", "foi at birchwood"]);
}

#[test]
fn a_list_to_adopt_with_one_wrong_line_takes_on_none() {
    let foi = Foi::with("road");
    foi.write("sent.csv", "authority,sent\nASH,2018-09-03\nBIR,last Monday\n");
    says(&foi.ends("adopt school-streets sent.csv", 1), &["sent.csv:3", "`last Monday` is no date", "2018-08-20"]);
    assert_eq!(foi.json("status school-streets")["sent"], 0);
    foi.write("sent.csv", "who,when\nASH,2018-09-03\n");
    says(&foi.ends("adopt school-streets sent.csv", 1), &["sent.csv:1", "no column `authority`"]);
}

#[test]
fn a_mailbox_cut_in_the_middle_gives_what_is_whole_and_one_without_separators_is_named() {
    let foi = Foi::answered();
    let before = foi.export("school-streets");
    let separator = "From MAILER Mon Oct  8 09:20:00 2018\n";
    let mail = foi.read("mail/first/2-ashdown-answers.eml");
    let mbox = format!("{separator}{mail}\n{separator}{}", &mail[..180]);
    foi.write("cut.mbox", mbox);
    let screen = foi.ends("ingest school-streets cut.mbox", 1);
    says(&screen, &["1 was here already"]);
    foi.write("none.mbox", "\u{1}no separator and no header, line after line\n".repeat(40));
    says(&foi.ends("ingest school-streets none.mbox", 1), &["none.mbox: is no mail", "it begins with no header"]);
    foi.ends("verify", 0);
    assert_eq!(foi.export("school-streets")[0], before[0], "the cells are as before");
}

#[test]
fn a_mail_with_no_headers_is_named_and_costs_only_itself() {
    let foi = Foi::answered();
    foi.write("more/a.eml", "\r\n\r\nWe hold 12.\r\n");
    foi.write("more/b.eml", foi.read("mail/later/5-ashdown-corrects.eml"));
    says(&foi.ends("ingest school-streets more", 1), &["1 message taken in: 1 tied", "more/a.eml: is no mail"]);
    foi.ends("verify", 0);
}

/// The corrected answer with an attachment of so many bytes, as base64.
fn with_attachment(foi: &Foi, bytes: usize) -> String {
    let mut mail = foi.read("mail/later/5-ashdown-corrects.eml").replace(
        "Content-Type: text/plain; charset=utf-8",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"cut\"",
    );
    let body = mail.split_once("\n\n").unwrap().1.to_owned();
    mail.truncate(mail.len() - body.len());
    mail.push_str(&format!("--cut\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--cut\n"));
    mail.push_str("Content-Type: application/octet-stream; name=\"plans.bin\"\n");
    mail.push_str("Content-Disposition: attachment; filename=\"plans.bin\"\nContent-Transfer-Encoding: base64\n\n");
    let line = format!("{}\n", "QUJD".repeat(19));
    mail.push_str(&line.repeat(bytes / 57));
    mail.push_str("\n--cut--\n");
    mail
}

#[test]
fn an_attachment_of_50_megabytes_is_kept_and_the_letter_read() {
    let foi = Foi::answered();
    let mail = with_attachment(&foi, 50 << 20);
    foi.write("large.eml", mail);
    let screen = foi.run("ingest school-streets large.eml");
    says(&screen, &["1 message taken in: 1 tied"]);
    says(&foi.run("show ASH"), &["plans.bin", "streets: 41"]);
    foi.ends("verify", 0);
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_within_a_zip_within_a_zip_is_named_and_the_mails_above_it_are_read() {
    let foi = Foi::answered();
    let mail = foi.read("mail/later/5-ashdown-corrects.eml");
    let inner = zip(&[("deep.zip", &zip(&[("lost.eml", mail.as_bytes())]))]);
    foi.write("replies.zip", zip(&[("a.eml", mail.as_bytes()), ("inner.zip", &inner)]));
    let screen = foi.ends("ingest school-streets replies.zip", 1);
    says(&screen, &["1 message taken in", "replies.zip, inner.zip, deep.zip", "unpack it first"]);
    foi.ends("verify", 0);
}

/// A reply with a PDF: the letter's own answer must be read whatever the PDF does.
fn with_pdf(foi: &Foi, number: usize, pdf: &[u8]) -> String {
    let mail = foi.read("mail/later/5-ashdown-corrects.eml").replace("answer-2@", &format!("answer-pdf-{number}@"));
    let (headers, body) = mail.split_once("\n\n").unwrap();
    let headers = headers.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=\"cut\"");
    let hex: String = pdf.iter().map(|byte| format!("={byte:02X}")).collect();
    let lines: Vec<String> = hex.as_bytes().chunks(72).map(|c| format!("{}=\n", String::from_utf8_lossy(c))).collect();
    format!(
        "{headers}\nMIME-Version: 1.0\n\n--cut\nContent-Type: text/plain\n\n{body}\n--cut\nContent-Type: application/pdf\n\
         Content-Disposition: attachment; filename=\"reply.pdf\"\nContent-Transfer-Encoding: quoted-printable\n\n{}\n--cut--\n",
        lines.concat()
    )
}

#[test]
fn a_spoilt_pdf_costs_only_itself() {
    let foi = Foi::answered();
    let sound = std::fs::read("tests/documents/pdf/letter.pdf").unwrap();
    // A fixed walk over the file, so that every run spoils the same bytes.
    let mut at = 7_usize;
    for number in 0..8 {
        let mut spoilt = sound.clone();
        for _ in 0..=number * 4 {
            at = (at * 1_103_515_245 + 12_345) % 2_147_483_648;
            let place = at % spoilt.len();
            spoilt[place] = (at >> 8) as u8;
        }
        foi.write(&format!("spoilt/{number}.eml"), with_pdf(&foi, number, &spoilt));
    }
    let screen = foi.run("ingest school-streets spoilt");
    says(&screen, &["8 messages taken in: 8 tied"]);
    says(&foi.run("show ASH"), &["streets: 41", "reply.pdf"]);
    foi.ends("verify", 0);
}

#[test]
fn a_store_that_another_process_is_writing_to_is_said_and_the_same_command_works_later() {
    let foi = Foi::answered();
    let before = foi.export("school-streets");
    let other = rusqlite::Connection::open(foi.path(".foi/store.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let screen = foi.ends("note ASH remark 2018-10-01 'they rang'", 3);
    says(&screen, &["store.sqlite is locked by another process", "let it finish, then run this again"]);
    says(&foi.ends("status school-streets", 0), &["2 replied"]);
    other.execute_batch("ROLLBACK").unwrap();
    nothing_lost(&foi, &before);
    foi.ends("note ASH remark 2018-10-01 'they rang'", 0);
}

#[test]
fn a_folder_where_nothing_can_be_written_is_named() {
    let foi = Foi::with("road").on("2018-09-03");
    // A file where the folder should be stops everybody, the superuser too, whom modes do not.
    foi.write("outbox", "in the way");
    let screen = foi.ends("send school-streets", 3);
    says(&screen, &["outbox/school-streets", "may you read and write there?"]);
    std::fs::remove_file(foi.path("outbox")).unwrap();
    foi.all(&["send school-streets"]);
    assert_eq!(foi.outbox("school-streets").len(), 3, "the same command again sends each letter once");
    foi.ends("verify", 0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_half_way_keeps_what_was_kept_and_the_same_command_goes_on_later() {
    let foi = Foi::answered();
    let before = foi.export("school-streets");
    foi.write("large.eml", with_attachment(&foi, 1_500_000));
    // No file of this process may grow beyond 1 MB: to the store that is a full disk.
    let mut command = foi.command(["-c", "ulimit -f 1024; trap '' XFSZ; exec \"$0\" ingest school-streets large.eml"]);
    command = shell(command);
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let screen = foi.screen(&output);
    assert_eq!(output.status.code(), Some(3), "{screen}");
    says(&screen, &["could not be written: the disk is full", "make room and run the same command again"]);
    nothing_lost(&foi, &before);
    says(&foi.run("ingest school-streets large.eml"), &["1 message taken in: 1 tied"]);
    foi.ends("verify", 0);
}

/// The same words, place and environment, run by `sh` with foi's path as `$0`.
#[cfg(unix)]
fn shell(foi: std::process::Command) -> std::process::Command {
    let mut shell = std::process::Command::new("sh");
    shell.args(foi.get_args()).arg(foi.get_program()).env_clear().stdin(Stdio::null());
    shell.envs(foi.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = foi.get_current_dir() {
        shell.current_dir(folder);
    }
    shell
}

/// Findings that cannot mean what they say are found by `foi check`, each at its line with the remedy; nothing runs.
#[test]
fn a_finding_that_divides_by_nought_measures_words_or_would_write_is_refused_by_check() {
    let kept = Foi::answered();
    let file = "campaigns/school-streets/campaign.toml";
    let sound = kept.read(file);
    let deep = format!("share = \"{}streets > 1{}\"", "(".repeat(5_000), ")".repeat(5_000));
    let long = format!("share = \"{}1 = 1\"", "1 = 1 or ".repeat(200_000));
    let cases = [
        ("mean = \"streets / 0\"", "divi"),
        ("ratio = [\"sum(streets)\", \"0\"]", "0"),
        ("mean = \"region\"", "region"),
        ("mean = \"cameras\"", "cameras"),
        ("share = \"streets = 'many'\"", "number"),
        ("share = \"\"", "empty"),
        ("share = \"nothing_of_the_kind > 1\"", "nothing_of_the_kind"),
        ("share = \"1; DROP TABLE event\"", "`;`"),
        ("share = \"(SELECT count(*) FROM event) > 1\"", "SELECT"),
        ("share = \"writefile('x', 1) > 0\"", "writefile"),
        ("share = \"load_extension('x') > 0\"", "load_extension"),
        (deep.as_str(), "deep"),
        (long.as_str(), "long"),
    ];
    let mut wrong = Vec::new();
    for (rule, word) in cases {
        kept.write(file, format!("{sound}\n[[finding]]\nid = \"bad\"\ntitle = \"Bad\"\n{rule}\n"));
        let begun = std::time::Instant::now();
        let output = kept.command(["check", "school-streets"]).output().unwrap();
        let screen = kept.screen(&output);
        let shown: String = rule.chars().take(60).collect();
        if output.status.code() != Some(1) || !screen.contains(word) || !screen.contains("campaign.toml:") {
            wrong.push(format!(
                "{shown} took {:?}\n{}",
                begun.elapsed(),
                screen.chars().take(1_500).collect::<String>()
            ));
        }
    }
    kept.write(file, sound);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    kept.ends("verify", 0);
}

/// What has a meaning and no value is a dash with its reason, in the terminal, the report and every export.
#[test]
fn a_finding_over_nobody_or_over_noughts_has_no_value_and_says_why() {
    let foi = Foi::answered();
    let file = "campaigns/school-streets/campaign.toml";
    let sound = foi.read(file);
    foi.write(
        file,
        format!(
            "{sound}\n[[finding]]\nid = \"nobody\"\ntitle = \"Nobody\"\nmean = \"streets\"\namong = \"streets > 1000000\"\n\
             \n[[finding]]\nid = \"noughts\"\ntitle = \"By nought\"\nmean = \"spend / (streets - streets)\"\n"
        ),
    );
    foi.ends("check school-streets", 0);
    let found = foi.json("findings school-streets");
    for id in ["nobody", "noughts"] {
        let finding = found.get(id).or_else(|| found.get("findings").and_then(|all| all.get(id))).unwrap();
        assert!(finding["value"].is_null() && finding["why_no_value"].is_string(), "{id}: {finding}");
    }
    foi.ends("report school-streets --to page.html", 0);
    assert!(foi.read("page.html").contains("No figure: no authority has a usable answer"));
    foi.ends("export school-streets --to out --format csv,json,xlsx,parquet,datapackage", 0);
    assert!(foi.read("out/findings.csv").lines().any(|line| line.starts_with("nobody,Nobody,,,")), "no value, not 0");
    // What the export computes with less in memory is what `foi findings` says.
    let exported: serde_json::Value = serde_json::from_str(&foi.read("out/findings.json")).unwrap();
    assert_eq!(exported["streets_mean"]["value"], found["streets_mean"]["value"]);
    assert_eq!(exported["cameras_share"]["left_out"], found["cameras_share"]["left_out"]);
}

#[test]
fn a_name_with_path_characters_leads_nowhere() {
    let foi = Foi::answered();
    let outside = foi.path("../foi-escaped");
    for line in [
        "new ../foi-escaped",
        "new a/b",
        "export ../school-streets --to out",
        "report ..",
        "report school-streets/../school-streets",
        "pack ../../etc --to pack.zip",
        "answers '/etc/passwd'",
        "check '..\\school-streets'",
    ] {
        let output = foi.command(words(line)).output().unwrap();
        let screen = foi.screen(&output);
        assert!(matches!(output.status.code(), Some(1..=3)), "{line}\n{screen}");
        assert!(screen.contains("help") || screen.contains("name"), "{line}\n{screen}");
    }
    assert!(!outside.exists() && !foi.path("campaigns/a").exists() && !foi.path("pack.zip").exists());
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(|word| word.trim_matches('\'').to_owned()).collect()
}
