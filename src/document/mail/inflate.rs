//! Compressed RTF, the form in which Outlook keeps a body (MS-OXRTFCP).
//!
//! Ours, because the crate for it panics on short input and believes the length that the header claims.

/// What every stream finds in its dictionary at the start.
const BEGIN: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const SIZE: usize = 4096;

/// The RTF in a compressed stream, at most so many bytes; none if it is not one.
pub(super) fn rtf(stream: &[u8], most: usize) -> Option<Vec<u8>> {
    let body = stream.get(16..)?;
    match stream.get(8..12)? {
        b"LZFu" => Some(expand(body, most)),
        b"MELA" => {
            let claimed = u32::from_le_bytes(stream.get(4..8)?.try_into().ok()?) as usize;
            Some(body.get(..claimed.min(body.len()))?.to_vec())
        }
        _ => None,
    }
}

fn expand(body: &[u8], most: usize) -> Vec<u8> {
    let mut dictionary = [0u8; SIZE];
    let mut at = BEGIN.len();
    if let Some(start) = dictionary.get_mut(..at) {
        start.copy_from_slice(BEGIN);
    }
    let mut out = Vec::new();
    let mut bytes = body.iter().copied();
    'runs: while let Some(control) = bytes.next() {
        for bit in 0..8 {
            if out.len() >= most {
                break 'runs;
            }
            if control & (1 << bit) == 0 {
                let Some(byte) = bytes.next() else { break 'runs };
                put(&mut dictionary, &mut at, &mut out, byte);
                continue;
            }
            let (Some(high), Some(low)) = (bytes.next(), bytes.next()) else { break 'runs };
            let reference = u16::from_be_bytes([high, low]);
            let from = usize::from(reference >> 4);
            if from == at {
                break 'runs; // A reference to the place being written ends the stream.
            }
            for step in 0..usize::from(reference & 0xf) + 2 {
                let byte = dictionary.get((from + step) % SIZE).copied().unwrap_or(0);
                put(&mut dictionary, &mut at, &mut out, byte);
            }
        }
    }
    out
}

fn put(dictionary: &mut [u8; SIZE], at: &mut usize, out: &mut Vec<u8>, byte: u8) {
    out.push(byte);
    if let Some(place) = dictionary.get_mut(*at) {
        *place = byte;
    }
    *at = (*at + 1) % SIZE;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of MS-OXRTFCP 4.1.1.
    #[test]
    fn the_example_of_the_standard_expands() {
        let stream = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72,
            0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
            0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let expected = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
        assert_eq!(rtf(&stream, 1 << 20).as_deref(), Some(expected.as_bytes()));
    }

    #[test]
    fn claims_and_stumps_cost_nothing() {
        assert_eq!(rtf(b"short", 100), None);
        assert_eq!(rtf(b"\xff\xff\xff\xff\xff\xff\xff\xffMELA\0\0\0\0xy", 100).as_deref(), Some(&b"xy"[..]));
        let mut endless = b"\0\0\0\0\xff\xff\xff\xffLZFu\0\0\0\0".to_vec();
        endless.extend([0xff, 0x00, 0x0f].repeat(100_000));
        assert!(rtf(&endless, 1000).unwrap().len() < 1100);
    }
}
