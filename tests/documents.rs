//! The readers against the shared samples and their truth, by the scorer that comes with them.

use std::path::{Path, PathBuf};
use std::process::Command;

fn shared() -> PathBuf {
    std::env::var_os("FOI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

#[test]
fn the_samples_are_read_as_their_truth_says() {
    let scorer = shared().join("documents/score.py");
    if !scorer.is_file() {
        println!("skipped: {} is not there", scorer.display());
        return;
    }
    let samples = shared().join("documents/samples");
    let run = Command::new("python3")
        .arg(&scorer)
        .arg(&samples)
        .args(["--", env!("CARGO_BIN_EXE_foi"), "text", "--json"])
        .output();
    let Ok(run) = run else {
        println!("skipped: python3 is not there");
        return;
    };
    let said = String::from_utf8_lossy(&run.stdout);
    let total = said
        .lines()
        .find_map(|line| line.strip_prefix("documents right "))
        .unwrap_or_else(|| panic!("no total: {said}"));
    let counts: Vec<usize> = total.split([' ', '/']).take(2).filter_map(|count| count.parse().ok()).collect();
    let [right, of] = counts[..] else { panic!("no counts: {total}") };
    assert!(of > 0 && right == of, "{said}");
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
    let text = |path: &Path| {
        let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/cyber_fax_p1.tif");
        let run = Command::new(env!("CARGO_BIN_EXE_foi"))
            .args(["text", "--json"])
            .arg(scan)
            .env("PATH", path)
            .output()
            .unwrap();
        serde_json::from_slice::<serde_json::Value>(&run.stdout).unwrap()
    };
    let read = text(folder.path());
    assert_eq!(read["state"], "partly");
    assert_eq!(read["blocks"][0]["text"], "Hello there");
    assert_eq!(read["warnings"][0], "it was read by OCR: 2 words, mean confidence 68 of 100; 1 doubtful: there");
    let unread = text(Path::new("/nowhere"));
    assert_eq!(unread["state"], "image");
    assert!(unread["warnings"][1].as_str().unwrap().contains("install `tesseract`"), "{unread}");
}
