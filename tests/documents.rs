//! The readers against the shared samples and their truth, by the scorer that comes with them.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn shared() -> PathBuf {
    std::env::var_os("FOI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

/// Pictures of page 1 of a letter, whose truth holds the lines of page 2 as well: OCR gives no more than is in the picture.
const HALF_IN_THE_PICTURE: [&str; 2] = ["cyber_fax_p1.tif", "cyber_photo_p1.jpg"];

#[test]
fn the_samples_are_read_as_their_truth_says() {
    let Some(said) = scored(&["env", "PATH=/nowhere"]) else { return };
    let total = said.lines().find_map(|line| line.strip_prefix("documents right "));
    let total = total.unwrap_or_else(|| panic!("no total: {said}"));
    let counts: Vec<usize> = total.split([' ', '/']).take(2).filter_map(|count| count.parse().ok()).collect();
    let [right, of] = counts[..] else { panic!("no counts: {total}") };
    assert!(of > 0 && right == of, "{said}");
}

#[test]
fn the_samples_are_read_with_ocr_too() {
    if Command::new("tesseract").arg("--version").output().is_err() {
        println!("skipped: tesseract is not installed");
        return;
    }
    let Some(said) = scored(&[]) else { return };
    let short: Vec<&str> = said
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| !HALF_IN_THE_PICTURE.iter().any(|name| line.starts_with(name)))
        .collect();
    assert!(short.is_empty() && said.contains("documents right "), "{said}");
}

/// What the scorer says of the samples; none, and said so, where it or they are missing.
fn scored(before: &[&str]) -> Option<String> {
    let scorer = shared().join("documents/score.py");
    if !scorer.is_file() {
        println!("skipped: {} is not there", scorer.display());
        return None;
    }
    let samples = shared().join("documents/samples");
    let run = Command::new("python3")
        .args([&scorer, &samples])
        .arg("--")
        .args(before)
        .args([env!("CARGO_BIN_EXE_foi"), "text", "--json"])
        .output();
    let Ok(run) = run else {
        println!("skipped: python3 is not there");
        return None;
    };
    Some(String::from_utf8_lossy(&run.stdout).into_owned())
}

/// A stand-in for tesseract, since few machines that run tests have it: it says what the real one would of two words.
#[cfg(unix)]
#[test]
fn a_scan_is_read_by_ocr_where_there_is_one_and_says_what_would_help_where_not() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("tesseract");
    let script = "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'tesseract 5.3.0'; exit; fi\n/bin/cat >/dev/null\n\
                  printf '5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t1\\t1\\t96\\tHello\\n5\\t1\\t1\\t1\\t1\\t2\\t0\\t0\\t1\\t1\\t40\\tthere\\n'\n";
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/cyber_fax_p1.tif");
    let text = |path: &Path, scan: &Path| {
        let run = Command::new(env!("CARGO_BIN_EXE_foi"))
            .args(["text", "--json"])
            .arg(scan)
            .env("PATH", path)
            .output()
            .unwrap();
        serde_json::from_slice::<serde_json::Value>(&run.stdout).unwrap()
    };
    let read = text(folder.path(), &scan);
    assert_eq!(read["state"], "partly");
    assert_eq!(read["blocks"][0]["text"], "Hello there");
    assert_eq!(read["warnings"][0], "it was read by OCR: 2 words, mean confidence 68 of 100; 1 doubtful: there");
    let zipped = folder.path().join("reply.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&zipped).unwrap());
    for name in ["scan.tif", "again.tif"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &std::fs::read(&scan).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    let inside = text(folder.path(), &zipped);
    for child in inside["children"].as_array().unwrap() {
        assert_eq!(
            (child["state"].as_str(), child["blocks"][0]["text"].as_str()),
            (Some("partly"), Some("Hello there"))
        );
    }
    assert_eq!(inside["children"].as_array().unwrap().len(), 2);
    let unread = text(Path::new("/nowhere"), &scan);
    assert_eq!(unread["state"], "image");
    assert!(unread["warnings"][1].as_str().unwrap().contains("install `tesseract`"), "{unread}");
}

/// Documents by producers that the shared samples do not have, and words that each must give at a place.
#[test]
fn small_documents_give_what_was_put_into_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let cases = [
        ("boxes_lo.doc", "text box 1", "Boxed: the deadline is 4 May 2020."),
        ("boxes_lo.doc", "comment 1", "Comment: Comment by the reviewer: see audit."),
        ("boxes_lo.doc", "", "There were 19 incidents in 2019."),
        ("xml_spreadsheet.xls", "", "2016/17|£12,345.50|12.5%|03/04/2017|Café – naïve"),
        ("xml_spreadsheet.xls", "comment on Summary!B2", "Comment: Includes VAT"),
        ("sheet_sheetjs.xls", "", "2017/18|£980.00|87.5%|03/04/2018|<5"),
        ("comments_lo.xls", "comment on Summary!B2", "Comment: Includes VAT"),
        ("sheet_writeexcel.xls", "", "North|1,204|50%|1,300|52%"),
        ("outlook.msg", "headers", "From: Priya O’Dell <foi@fen.example>\nSubject: FOI 77 – response"),
        ("outlook.msg", "body", "Training|£5,356"),
        ("outlook.msg", "Antworten – figures.tsv", "O’Neill & Sons|Refused?|no|a;b,c"),
        ("outlook.msg", "reply.docx", "Total|4,156|3,380|4,277|3,433"),
    ];
    let mut missing = Vec::new();
    for (file, place, wanted) in cases {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let document = foi::document::read(file, &bytes, None, &foi::document::Limits::default());
        let child = document.children.iter().find(|child| child.file == place);
        let found = child.unwrap_or(&document).blocks.iter().any(|block| {
            let here = child.is_some() || place.is_empty() || block.at.part.as_deref() == Some(place);
            here && (block.text == wanted || block.rows.iter().any(|row| row.join("|") == wanted))
        });
        if !found {
            missing.push(format!("{file}: {place}: {wanted}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
