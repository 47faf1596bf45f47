//! Packs: what goes in comes out the same somewhere else, what a stranger put in comes to nothing, and what is made public
//! names nobody.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use driver::Foi;
use sha2::{Digest, Sha256};

/// The road's four councils, and one more mail: a person's name, telephone and address, a formula and a script.
fn answered() -> Foi {
    let foi = Foi::opened().on("2018-10-15");
    foi.write(
        "mail/first/9-cragdale-again.eml",
        "From: \"Jane Pettifer (Cragdale)\" <jane.pettifer@cragdale.example>\r\nTo: Holly Trevanion <holly@larkspur-research.example>\r\n\
         Date: Fri, 28 Sep 2018 10:00:00 +0100\r\nSubject: RE: Freedom of Information request: school streets\r\n\
         Message-ID: <again-9@cragdale.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Dear Ms Trevanion,\r\n\r\nMr Osbert Quance of Highways tells me =1+1 <script>alert(1)</script> is all we have. Write to\r\n\
         41 Lattice Street, London QX1 4AB no more; ring 01234 567 890.\r\n\r\nYours sincerely,\r\n\r\nJane Pettifer\r\n\
         Information Officer\r\nTel: +44 (0)20 7946 0018\r\njane.pettifer@cragdale.example\r\n",
    );
    foi.all(&["ingest school-streets mail/first"]);
    foi
}

fn packed(foi: &Foi) -> Vec<u8> {
    foi.ends("pack school-streets --as-of 2018-10-15 --to pack.zip", 0);
    fs::read(foi.path("pack.zip")).unwrap()
}

/// The files of a ZIP, in order.
fn files(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A ZIP of these files; their sums are made anew unless the case is about them.
fn zipped(files: &[(String, Vec<u8>)], sums: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut list = String::new();
    for (name, bytes) in files {
        if name == "SHA256SUMS" && sums {
            continue;
        }
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        list.push_str(&format!("{hash}  {name}\n"));
    }
    if sums {
        zip.start_file("SHA256SUMS", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(list.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn packing_twice_gives_the_same_bytes() {
    let foi = answered();
    let first = packed(&foi);
    assert!(first == packed(&foi));
    let names: Vec<String> = files(&first).into_iter().map(|(name, _)| name).collect();
    for expected in
        ["pack.json", "report.html", "campaigns/school-streets/campaign.toml", "store/event.jsonl", "SHA256SUMS"]
    {
        assert!(names.iter().any(|name| name == expected), "{expected} is not among {names:?}");
    }
    assert_eq!(
        names.iter().filter(|name| name.starts_with("originals/")).count(),
        3 + 5,
        "three letters and five mails"
    );
}

#[test]
fn a_pack_rebuilds_in_another_folder_to_the_same_report() {
    let foi = answered();
    let pack = packed(&foi);
    let other = Foi::nowhere();
    other.write("given.zip", &pack);
    let screen = other.ends("unpack given.zip elsewhere/deep", 0);
    assert!(screen.contains("no difference") && screen.contains("byte for byte"), "{screen}");
    other.ends("--workspace elsewhere/deep verify", 0);
    other.ends("--workspace elsewhere/deep report school-streets --as-of 2018-10-15 --to again.html", 0);
    let (_, told) = files(&pack).into_iter().find(|(name, _)| name == "report.html").unwrap();
    assert!(fs::read(other.path("again.html")).unwrap() == told);
    // ... and packs again to the same bytes.
    other.ends("--workspace elsewhere/deep pack school-streets --as-of 2018-10-15 --to again.zip", 0);
    assert!(fs::read(other.path("again.zip")).unwrap() == pack);
    let screen = other.ends("unpack given.zip elsewhere/deep", 2);
    assert!(screen.contains("is there already"), "{screen}");
}

#[test]
fn a_hostile_pack_is_refused_and_leaves_nothing_behind() {
    let foi = answered();
    let good = files(&packed(&foi));
    let with = |name: &str, bytes: &[u8]| {
        let mut files = good.clone();
        files.push((name.to_owned(), bytes.to_vec()));
        zipped(&files, true)
    };
    let changed = |name: &str, change: fn(&str) -> String, sums: bool| {
        let mut files = good.clone();
        for (known, bytes) in &mut files {
            if known.as_str() == name {
                *bytes = change(&String::from_utf8_lossy(bytes)).into_bytes();
            }
        }
        zipped(&files, sums)
    };
    let without = |name: &str, sums: bool| {
        let files: Vec<_> = good.iter().filter(|(known, _)| known != name).cloned().collect();
        zipped(&files, sums)
    };
    let original = good.iter().find(|(name, _)| name.starts_with("originals/")).unwrap().0.clone();
    let mut swapped = good.clone();
    swapped.iter_mut().filter(|(name, _)| *name == original).for_each(|(_, bytes)| *bytes = b"another mail".to_vec());
    let mut link = zip::ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("campaigns/school-streets/passwd", "/etc/passwd", zip::write::SimpleFileOptions::default())
        .unwrap();
    let whole = zipped(&good, true);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a step upwards", with("campaigns/school-streets/../../../../evil.txt", b"x"), "no name of a file inside"),
        ("an absolute name", with("/tmp/evil.txt", b"x"), "no name of a file inside"),
        ("a drive", with("C:/evil.txt", b"x"), "no name of a file inside"),
        ("a backslash", with("campaigns\\..\\evil.txt", b"x"), "no name of a file inside"),
        ("a link", link.finish().unwrap().into_inner(), "no name of a file inside"),
        ("another campaign's file", with("campaigns/other/campaign.toml", b"x"), "has no place in a pack"),
        ("a store of its own", with(".foi/store.sqlite", b"x"), "has no place in a pack"),
        ("a hidden file", with("campaigns/school-streets/.git/hooks/post-checkout", b"x"), "has no place in a pack"),
        ("a name twice but for its case", with("REPORT.html", b"x"), "is in it twice"),
        ("a changed cell", changed("store/event.jsonl", |text| text.replace("2018-09", "2018-08"), false), "hashes to"),
        ("another mail under a hash", zipped(&swapped, true), "original"),
        (
            "a file that no sum knows",
            {
                let mut files = good.clone();
                files.push(("regimes/mine.toml".to_owned(), b"x".to_vec()));
                zipped(&files, false)
            },
            "does not know it",
        ),
        ("a file that is missing", without("store/event.jsonl", false), "it has no `store/event.jsonl`"),
        ("a table that is missing", without("store/event.jsonl", true), "it has no `store/event.jsonl`"),
        (
            "a row that does not fit",
            changed("store/request.jsonl", |text| text.replacen("\"place\":0", "\"place\":{}", 1), true),
            "request.jsonl, line 1",
        ),
        (
            "a column that is none",
            changed("store/request.jsonl", |text| text.replacen("\"place\"", "\"x\":1,\"place\"", 1), true),
            "is no column",
        ),
        ("a label of another program", changed("pack.json", |_| "{\"format\":\"zip\"}".into(), true), "is no pack"),
        (
            "a later version",
            changed("pack.json", |text| text.replace("\"version\": 1", "\"version\": 9"), true),
            "is no pack",
        ),
        (
            "a campaign named upwards",
            changed("pack.json", |text| text.replace("school-streets", "../up"), true),
            "no name of a folder",
        ),
        ("a foreign ZIP", zipped(&[("photo.jpg".to_owned(), vec![1, 2, 3])], false), "is no pack"),
        ("no ZIP", b"MZ not a ZIP at all".to_vec(), "is no pack"),
        ("half a pack", whole.get(..whole.len() / 2).unwrap().to_vec(), "is no pack"),
        ("a bomb", with("campaigns/school-streets/big.txt", &vec![0; (64 << 20) + 1]), "it swells"),
    ];
    let other = Foi::nowhere();
    let mut wrong = Vec::new();
    for (what, bytes, expected) in cases {
        other.write("given.zip", bytes);
        let output = other.command(["unpack", "given.zip", "new"]).output().unwrap();
        let screen = other.screen(&output).replace("\n  │ ", " ");
        let left: Vec<String> = fs::read_dir(other.root())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        if !screen.contains(expected)
            || !screen.contains("[exit status 3]")
            || left != ["given.zip"]
            || Path::new("/tmp/evil.txt").exists()
        {
            wrong.push(format!("{what}: expected `{expected}`; left {left:?}\n{screen}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_public_pack_waits_for_what_is_uncertain_and_then_names_nobody() {
    let foi = answered();
    let refused = foi.ends("pack school-streets --public --as-of 2018-10-15", 2);
    assert!(refused.contains("wait for a person") && refused.contains("--even-uncertain"), "{refused}");
    assert!(!foi.path("school-streets-public.zip").exists());
    foi.ends("pack school-streets --public --even-uncertain --as-of 2018-10-15", 0);
    let bytes = fs::read(foi.path("school-streets-public.zip")).unwrap();
    foi.ends("pack school-streets --public --even-uncertain --as-of 2018-10-15 --to again.zip", 0);
    assert!(bytes == fs::read(foi.path("again.zip")).unwrap(), "the same bytes each time");
    let files = files(&bytes);
    let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
    assert!(names.iter().all(|name| !name.starts_with("originals/") && !name.starts_with("store/")), "{names:?}");
    for wanted in ["report.html", "removed.csv", "originals.csv", "tables/cells.csv", "tables/datapackage.json"] {
        assert!(names.iter().any(|name| *name == wanted), "{wanted} is not among {names:?}");
    }
    let personal = [
        "Trevanion",
        "Holly",
        "Pettifer",
        "Jane",
        "Quance",
        "Farrow",
        "Lattice Street",
        "01234 567 890",
        "7946 0018",
        "@cragdale.example",
        "@ashdown.example",
        "@larkspur-research.example",
        "jfarrow",
    ];
    let mut found = Vec::new();
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        found.extend(personal.iter().filter(|words| text.contains(**words)).map(|words| format!("{words} in {name}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let text = |wanted: &str| {
        files
            .iter()
            .filter(|(name, _)| name.starts_with(wanted))
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
            .collect::<String>()
    };
    assert!(text("texts/").contains("23,750"), "figures stay");
    assert!(text("removed.csv").contains("telephone numbers"), "{}", text("removed.csv"));
    let laid_out = foi.ends("unpack school-streets-public.zip laid-out", 0);
    assert!(laid_out.contains("public pack"), "{laid_out}");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_campaigns_folder_is_no_file_to_pack() {
    let foi = answered();
    std::os::unix::fs::symlink("/etc/passwd", foi.path("campaigns/school-streets/notes.txt")).unwrap();
    let screen = foi.ends("pack school-streets --to pack.zip", 3);
    assert!(screen.contains("is a link"), "{screen}");
    assert!(!foi.path("pack.zip").exists() && !foi.path("pack.zip.part").exists());
}

/// Another person on another machine: another user id, a folder of theirs, no network, another home and language.
#[cfg(target_os = "linux")]
#[test]
fn a_pack_rebuilds_for_another_user_without_a_network_to_the_same_bytes() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    let foi = answered();
    let pack = packed(&foi);
    let theirs = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
    let path = |name: &str| theirs.path().join(name);
    fs::copy(env!("CARGO_BIN_EXE_foi"), path("foi")).unwrap();
    fs::write(path("given.zip"), &pack).unwrap();
    fs::create_dir(path("home")).unwrap();
    let them = |program: &str, words: &[&str]| {
        Command::new("unshare")
            .args(["--net", "setpriv", "--reuid", "64321", "--regid", "64321", "--clear-groups"])
            .arg(program)
            .args(words)
            .current_dir(path("home"))
            .env_clear()
            .envs([("HOME", path("home").as_os_str()), ("PATH", std::env::var_os("PATH").unwrap().as_os_str())])
            .envs([("LANG", "tr_TR.UTF-8"), ("TZ", "Pacific/Auckland"), ("USER", "somebody")])
            .output()
    };
    if std::os::unix::fs::chown(path("home"), Some(64_321), Some(64_321)).is_err()
        || !them("true", &[]).is_ok_and(|output| output.status.success())
    {
        println!("skipped: another user id and no network can be had by root alone, with unshare and setpriv");
        return;
    }
    let program = path("foi");
    let ran = |words: &[&str]| {
        let output = them(program.to_str().unwrap(), words).unwrap();
        let screen = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}\n{screen}");
        screen
    };
    let screen = ran(&["unpack", "../given.zip", "theirs"]);
    assert!(screen.contains("byte for byte"), "{screen}");
    ran(&["--workspace", "theirs", "report", "school-streets", "--as-of", "2018-10-15", "--to", "again.html"]);
    ran(&["--workspace", "theirs", "pack", "school-streets", "--as-of", "2018-10-15", "--to", "again.zip"]);
    let (_, told) = files(&pack).into_iter().find(|(name, _)| name == "report.html").unwrap();
    assert!(fs::read(path("home/again.html")).unwrap() == told, "the report");
    assert!(fs::read(path("home/again.zip")).unwrap() == pack, "the pack");
}
