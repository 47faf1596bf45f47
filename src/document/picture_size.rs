//! How large a picture is, by its header: a page of a letter is worth OCR, a logo in a signature is not.

/// A page scanned at 75 dots an inch, the least that can be read, is some 620 by 870; no side of a page is shorter.
const SHORTEST_SIDE: u32 = 500;

/// May this be a page? Pictures whose size is not told by their first bytes may be.
pub(super) fn may_be_a_page(bytes: &[u8]) -> bool {
    size(bytes).is_none_or(|(width, height)| width.min(height) >= SHORTEST_SIDE)
}

/// Width and height of a PNG, GIF, BMP or JPEG.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let be32 = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let le16 = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let le32 = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some((be32(16)?, be32(20)?)),
        [b'G', b'I', b'F', b'8', ..] => Some((le16(6)?, le16(8)?)),
        [b'B', b'M', ..] => Some((le32(18)?, le32(22)?)),
        [0xff, 0xd8, ..] => jpeg(bytes),
        _ => None,
    }
}

/// The first frame header (SOF) of a JPEG, its segments passed over by their lengths (ITU T.81 annex B).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let be16 = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    while *bytes.get(at)? == 0xff {
        let marker = *bytes.get(at + 1)?;
        let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            return Some((u32::from(be16(at + 7)?), u32::from(be16(at + 5)?)));
        }
        at += 2 + usize::from(be16(at + 2)?.max(2));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn a_page_is_large_on_both_sides_and_a_letterhead_is_not() {
        assert!(may_be_a_page(&png(1654, 2339)));
        assert!(!may_be_a_page(&png(200, 80)));
        assert!(!may_be_a_page(&png(1600, 120)));
    }

    #[test]
    fn a_jpegs_size_stands_in_its_frame_header() {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8];
        bytes.extend([0x09, 0x23, 0x06, 0x76]);
        assert_eq!(size(&bytes), Some((0x676, 0x923)));
        assert!(may_be_a_page(&[0xff, 0xd8, 0xff]), "a cut header decides nothing");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_have_a_size_or_none(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..64)) {
            let _ = size(&bytes);
            let _ = size(&[&[0xff, 0xd8][..], &bytes].concat());
        }
    }
}
