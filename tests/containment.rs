//! A hostile or broken document may cost only itself: each danger that we know has its case here, and a seeded run spoils
//! good documents in many ways. All go through worker processes, as strangers' documents do.

#![expect(clippy::unwrap_used, reason = "a case that cannot be built should stop the test")]

use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "containment/sheets.rs"]
mod sheets;
mod spoil;

use foi::document::worker::{Pool, WorkerCommand};
use foi::document::{Block, Document, Limits, State};
use spoil::{documents, spoilt, spoilt_inside};

fn command() -> WorkerCommand {
    WorkerCommand { program: env!("CARGO_BIN_EXE_foi").into(), args: vec!["worker".into()] }
}

fn pool(limits: &Limits) -> Pool {
    Pool::new(command(), limits, 2).expect("the worker starts")
}

fn read(file: &str, bytes: &[u8]) -> Document {
    pool(&Limits::default()).read(file, bytes, None)
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn words(document: &Document) -> String {
    let row = |block: &Block| block.rows.iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    document
        .blocks
        .iter()
        .map(|block| format!("{} {}", block.text, row(block)).trim().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn html_nested_a_hundred_thousand_deep_keeps_its_words() {
    let document = read("deep.html", format!("<html>{}We hold 3.", "<div>".repeat(100_000)).as_bytes());
    assert_eq!(document.state, State::Partly);
    assert_eq!(words(&document), "We hold 3.");
}

#[test]
fn bombs_of_archives_are_stopped() {
    // One file of zeros; archives in archives, ten of each; files that overlap.
    let zeros = archive(&[("zeros.txt", &vec![b'0'; 64 << 20])]);
    let mut nested = archive(&[("a.txt", &vec![b'a'; 4 << 20])]);
    for _ in 0..6 {
        let names: Vec<String> = (0..10).map(|n| format!("{n}.zip")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), nested.as_slice())).collect();
        nested = archive(&files);
    }
    for (what, bomb) in [("zeros", zeros), ("nested", nested), ("overlapping", overlapping())] {
        let document = read("bomb.zip", &bomb);
        assert!(matches!(document.state, State::Refused | State::Partly), "{what}: {:?}", document.state);
        assert!(!document.warnings.is_empty(), "{what}");
    }
}

/// A ZIP whose directory names one stored file a hundred times.
fn overlapping() -> Vec<u8> {
    let one = archive(&[("a.txt", b"the same bytes again and again")]);
    let end = one.len() - 22;
    let directory_at = u32::from_le_bytes(one[end + 16..end + 20].try_into().unwrap()) as usize;
    let (local, directory) = (&one[..directory_at], &one[directory_at..end]);
    let mut bomb = local.to_vec();
    for n in 0..100u8 {
        let mut entry = directory.to_vec();
        entry[46] = b'0' + n % 64; // Names differ in their first letter.
        bomb.extend(entry);
    }
    let size = u32::try_from(bomb.len() - directory_at).unwrap();
    let mut tail = one[end..].to_vec();
    tail[8..10].copy_from_slice(&100u16.to_le_bytes());
    tail[10..12].copy_from_slice(&100u16.to_le_bytes());
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    bomb.extend(tail);
    bomb
}

#[test]
fn entities_that_swell_stay_as_small_as_they_are() {
    let mut entities = String::from("<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        entities.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)));
    }
    let body = format!(
        r#"<!DOCTYPE z [{entities}]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Before &a29; after</w:t></w:r></w:p></w:body></w:document>"#
    );
    let document = read("laughs.docx", &archive(&[("word/document.xml", body.as_bytes())]));
    assert_eq!(words(&document), "Before  after");
}

#[test]
fn headers_that_claim_four_gigabytes_are_not_believed() {
    let mut tnef = b"\x78\x9f\x3e\x22\x01\x00\x02\x0f\x80\x06\x00".to_vec();
    tnef.extend([0xff; 4]);
    tnef.extend(b"short");
    let mut zip = archive(&[("a.txt", b"small")]);
    let at = zip.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    zip[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut compound = std::fs::read("tests/documents/sheet_xlwt.xls").unwrap();
    for field in [0x2c, 0x3c, 0x40, 0x44, 0x48] {
        compound[field..field + 4].copy_from_slice(&0xffff_fff0u32.to_le_bytes());
    }
    let tiff = b"II*\0\xff\xff\xff\xff".to_vec();
    for (name, bytes) in [
        ("a.dat", tnef),
        ("a.zip", zip),
        ("a.xls", compound),
        ("a.tif", tiff),
        ("a.rtf", b"{\\rtf1\\bin4294967295 x".to_vec()),
    ] {
        let document = read(name, &bytes);
        assert!(!document.warnings.is_empty() || document.state == State::Read, "{name}: {document:?}");
    }
}

#[test]
fn what_eats_all_memory_is_refused_and_the_next_document_is_read() {
    let limits = Limits { memory: 200 << 20, ..Limits::default() };
    let pool = pool(&limits);
    let outcome = pool.try_read("huge.txt", "a line of text\n".repeat(5 << 20).as_bytes(), None);
    assert_eq!(outcome.document.state, State::Refused, "{:?}", outcome.document.warnings);
    assert!(outcome.killed);
    assert_eq!(pool.read("small.txt", b"We hold 3.", None).state, State::Read);
}

#[cfg(unix)]
#[test]
fn a_worker_that_hangs_or_dies_is_told_apart_and_costs_only_its_document() {
    let limits = Limits { seconds: 1, ..Limits::default() };
    for (script, said) in
        [("sleep 60", "longer than 1 seconds"), ("exit 3", "died of it"), ("kill -ABRT $$", "memory or of stack")]
    {
        let command = WorkerCommand { program: "/bin/sh".into(), args: vec!["-c".into(), script.into()] };
        let outcome = Pool::new(command, &limits, 1).unwrap().try_read("a.txt", b"x", None);
        assert!(outcome.killed, "{script}");
        assert_eq!(outcome.document.state, State::Refused);
        assert!(outcome.document.warnings[0].contains(said), "{script}: {:?}", outcome.document.warnings);
    }
}

#[test]
fn a_pool_serves_many_threads_and_mixes_nothing_up() {
    let pool = pool(&Limits::default());
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let pool = &pool;
            scope.spawn(move || {
                for n in 0..20 {
                    let text = format!("thread {thread} document {n}");
                    assert_eq!(words(&pool.read("a.txt", text.as_bytes(), None)), text);
                }
            });
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn workers_stand_behind_the_walls_that_the_kernel_offers() {
    let walls = pool(&Limits::default()).confinement().expect("a worker answers");
    assert_eq!(walls.memory, Some(1 << 30));
    assert!(walls.no_writes);
    println!("Landlock {:?}, seccomp {}", walls.landlock, walls.seccomp);
}

fn mutations(each: u64) {
    let limits = Limits { seconds: 20, ..Limits::default() };
    let pool = pool(&limits);
    let mut jobs = Vec::new();
    for path in documents() {
        let good = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        jobs.extend((0..each).map(|seed| {
            (name.clone(), seed, if seed.is_multiple_of(2) { spoilt(&good, seed) } else { spoilt_inside(&good, seed) })
        }));
    }
    assert!(jobs.len() > 10, "the documents to spoil are missing");
    let (next, panics, killed) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((name, seed, bytes)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = pool.try_read(name, bytes, None);
                    if outcome.killed {
                        println!("{name} seed {seed} killed its worker: {:?}", outcome.document.warnings);
                        killed.fetch_add(1, Ordering::Relaxed);
                        // calamine believes the sizes that an old book claims: the worker's limit on memory contains it.
                        assert!(name.ends_with(".xls"), "{name} seed {seed}: {:?}", outcome.document.warnings);
                        assert!(
                            !outcome.document.warnings.iter().any(|why| why.contains("longer than")),
                            "{name} seed {seed} hangs"
                        );
                    }
                    let failed =
                        outcome.document.warnings.iter().find(|warning| warning.contains("its reader failed on it"));
                    if let Some(failed) = failed {
                        println!("{name} seed {seed}: {failed}");
                        panics.fetch_add(1, Ordering::Relaxed);
                        // calamine's readers of old and binary books are known to panic, and are contained.
                        assert!(
                            name.ends_with(".xls") || name.ends_with(".doc") || name.ends_with(".pdf"),
                            "{name} seed {seed}: {failed}"
                        );
                    }
                }
            });
        }
    });
    let (panics, killed) = (panics.into_inner(), killed.into_inner());
    println!("{} spoilt documents: {panics} panics contained, {killed} workers killed, none escaped", jobs.len());
    assert_eq!(pool.read("after.txt", b"We hold 3.", None).state, State::Read);
}

#[test]
fn spoilt_documents_cost_only_themselves() {
    mutations(8);
}

/// `cargo test --test containment -- --ignored --nocapture`
#[test]
#[ignore = "some minutes: the long form of the run above"]
fn many_spoilt_documents_cost_only_themselves() {
    mutations(500);
}

/// A PDF of these objects, numbered from 1; the first is the catalog. It has no table of places: readers look for them.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut text = String::from("%PDF-1.4\n");
    for (object, number) in objects.iter().zip(1..) {
        text.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    text.push_str(&format!("trailer << /Size {} /Root 1 0 R >>\n%%EOF\n", objects.len() + 1));
    text.into_bytes()
}

#[test]
fn objects_of_a_pdf_that_lead_back_to_themselves_come_to_an_end() {
    let limits = Limits { seconds: 20, ..Limits::default() };
    let pool = pool(&limits);
    let catalog = || "<< /Type /Catalog /Pages 2 0 R >>".to_owned();
    let page = |rest: &str| format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {rest} >>");
    let one_page = || "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned();
    let stream = |head: &str, text: &str| format!("<< {head} /Length {} >>\nstream\n{text}\nendstream", text.len());
    let deep = (0..20_000).map(|level| format!("<< /Type /Pages /Count 1 /Kids [{} 0 R] >>", level + 3));
    let cases: Vec<(&str, Vec<String>)> = vec![
        (
            "a page tree that is its own child",
            vec![catalog(), "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>".into()],
        ),
        ("a page tree of twenty thousand storeys", std::iter::once(catalog()).chain(deep).chain([page("")]).collect()),
        (
            "a form that paints itself",
            vec![
                catalog(),
                one_page(),
                page("/Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >>"),
                stream("", "/F Do"),
                stream(
                    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>",
                    "/F Do /F Do",
                ),
            ],
        ),
        ("contents that refer to themselves", vec![catalog(), one_page(), page("/Contents 4 0 R"), "4 0 R".into()]),
        (
            "fields that are their own children",
            vec![
                "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>".into(),
                one_page(),
                page(""),
                "<< /T (a) /Kids [4 0 R 4 0 R] >>".into(),
            ],
        ),
        (
            "a tree of attached files that leads back",
            vec![
                "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> >>".into(),
                one_page(),
                page(""),
                "<< /Kids [4 0 R 4 0 R] >>".into(),
            ],
        ),
        (
            "a stream that claims four gigabytes",
            vec![
                catalog(),
                one_page(),
                page("/Contents 4 0 R"),
                "<< /Length 4294967295 >>\nstream\nBT ET\nendstream".into(),
            ],
        ),
    ];
    for (what, objects) in cases {
        let outcome = pool.try_read("loop.pdf", &pdf(&objects), None);
        let hangs = outcome.document.warnings.iter().any(|why| why.contains("longer than"));
        assert!(!outcome.killed && !hangs, "{what}: {:?}", outcome.document.warnings);
    }
}
