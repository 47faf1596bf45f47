//! Spoils good documents in seeded ways, for `tests/containment.rs` and `examples/mutate.rs`.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

/// A generator that needs no crate: xorshift, the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most.max(1)).unwrap()).unwrap()
    }
}

/// Spoils a document: cut short, bits flipped, bytes changed, pieces swapped, doubled or blown up, numbers made large.
pub fn spoilt(good: &[u8], seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut bytes = good.to_vec();
    for _ in 0..1 + dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        let end = (at + 1 + dice.below(200)).min(bytes.len());
        match dice.below(7) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << dice.below(8),
            2 => (at..end).for_each(|i| bytes[i] = u8::try_from(dice.below(256)).unwrap()),
            3 => bytes[at..end].reverse(),
            4 => {
                let piece = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            5 => bytes[at..end.min(at + 4)].fill(0xff),
            _ => {
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

/// Spoils what lies inside an office document and wraps it again, since a spoilt archive seldom gets past its checksums.
pub fn spoilt_inside(good: &[u8], seed: u64) -> Vec<u8> {
    let Ok(mut package) = zip::ZipArchive::new(Cursor::new(good)) else { return spoilt(good, seed) };
    let victim = Dice(seed | 1).below(package.len());
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut file = package.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        drop(file);
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer
            .write_all(&if index == victim || seed.is_multiple_of(5) { spoilt(&bytes, seed) } else { bytes })
            .unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The small documents of the tests, without the picture: no reader of ours looks into one.
pub fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let files = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> = files(&folder)
        .chain(files(&folder.join("pdf")))
        .filter(|path| path.is_file() && !path.ends_with("cyber_fax_p1.tif"))
        .collect();
    all.sort();
    all
}
