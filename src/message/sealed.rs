//! Mails that are signed or encrypted (S/MIME: RFC 8551, CMS: RFC 5652; PGP/MIME: RFC 3156).
//!
//! A signature is nothing to read: what it signs is taken from inside it. No signature is verified here, and nothing is
//! decrypted: who holds the key opens the mail in their own program and saves what it says.

use base64::Engine;
use mail_parser::{MessageParser, MimeHeaders};

/// Is an attachment of this type only a signature of the mail's own text?
pub(super) fn is_signature(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
            | "application/pgp-signature"
            | "application/pgp-keys"
    )
}

/// Bytes of the headers that a mail begins with, in which what it is stands.
const HEAD: usize = 8 << 10;

/// The mail inside an opaque signature (`smime-type=signed-data`), under the headers of the outer one.
pub(super) fn opened(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default().to_ascii_lowercase();
    if !contains(&head, b"pkcs7-mime") || contains(&head, b"enveloped-data") {
        return None;
    }
    let mail = MessageParser::default().parse(bytes)?;
    let outer = mail.content_type()?;
    if !outer.subtype().is_some_and(|sub| sub.to_ascii_lowercase().ends_with("pkcs7-mime")) {
        return None;
    }
    let content = content_of(mail.parts.first()?.contents())?;
    let mut opened = Vec::new();
    let end = bytes
        .windows(2)
        .position(|two| two == b"\n\n")
        .or_else(|| bytes.windows(3).position(|three| three == b"\n\r\n"))?;
    let mut keeps = true;
    for line in bytes.get(..=end)?.split_inclusive(|b| *b == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let lower = line.to_ascii_lowercase();
            keeps = !lower.starts_with(b"content-") && !lower.starts_with(b"mime-version");
        }
        if keeps {
            opened.extend_from_slice(line);
        }
    }
    opened.extend(content);
    Some(opened)
}

/// What is to be said of a mail that nobody but its receiver can open.
pub(super) fn closed(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default().to_ascii_lowercase();
    let smime =
        contains(&head, b"pkcs7-mime") && (contains(&head, b"enveloped-data") || contains(&head, b"envelopeddata"));
    let pgp = contains(&head, b"multipart/encrypted") || contains(&head, b"-----begin pgp message-----");
    let how = if smime {
        "S/MIME"
    } else if pgp {
        "PGP"
    } else {
        return None;
    };
    Some(format!(
        "it is encrypted ({how}): open it in your mail program and save what it says, or ask for it in the clear"
    ))
}

/// A text without the lines that PGP puts round what it signs.
pub(super) fn without_armour(text: String) -> String {
    const BEGIN: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
    const END: &str = "-----BEGIN PGP SIGNATURE-----";
    let Some((before, rest)) = text.split_once(BEGIN) else { return text };
    let Some((signed, after)) = rest.split_once(END) else { return text };
    // Armour headers (`Hash: SHA256`) end at a blank line.
    let signed =
        signed.split_once("\n\n").or_else(|| signed.split_once("\r\n\r\n")).map_or(signed, |(_, signed)| signed);
    let after = after.split_once("-----END PGP SIGNATURE-----").map_or("", |(_, after)| after);
    let plain = |line: &str| line.strip_prefix("- ").unwrap_or(line).to_owned();
    let signed: Vec<String> = signed.lines().map(plain).collect();
    format!("{before}{}\n{after}", signed.join("\n"))
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

/// The object identifiers of CMS `data` (1.2.840.113549.1.7.1), as they stand in DER.
const DATA: [u8; 11] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];

/// The octets that a CMS SignedData carries: after the identifier `data`, `[0] EXPLICIT OCTET STRING`, in one piece or several.
fn content_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let decoded;
    let der = if bytes.first() == Some(&0x30) {
        bytes
    } else {
        let plain: Vec<u8> = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
        decoded = base64::engine::general_purpose::STANDARD.decode(plain).ok()?;
        decoded.as_slice()
    };
    let at = der.windows(DATA.len()).position(|window| window == DATA)? + DATA.len();
    let (explicit, _) = element(der.get(at..)?)?;
    if explicit.tag != 0xA0 {
        return None;
    }
    let (octets, _) = element(explicit.content)?;
    let mut content = Vec::new();
    match octets.tag {
        0x04 => content.extend_from_slice(octets.content),
        0x24 => {
            let mut rest = octets.content;
            while let Some((piece, after)) = element(rest).filter(|(piece, _)| piece.tag == 0x04) {
                content.extend_from_slice(piece.content);
                rest = after;
            }
        }
        _ => return None,
    }
    (!content.is_empty()).then_some(content)
}

struct Element<'a> {
    tag: u8,
    content: &'a [u8],
}

/// One BER element and what follows it; of an indefinite length, all that is left is its content.
fn element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0x80 => return Some((Element { tag: *tag, content: rest }, &[])),
        short if *short < 0x80 => (usize::from(*short), rest),
        long => {
            let (octets, rest) =
                rest.split_at_checked(usize::from(long & 0x7F)).filter(|(octets, _)| octets.len() <= 4)?;
            (octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest)
        }
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((Element { tag: *tag, content }, after))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    const INNER: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nWe employ 12 people.\r\n";

    fn sealed(kind: &str, der: &[u8]) -> Vec<u8> {
        let coded = base64::engine::general_purpose::STANDARD.encode(der);
        format!(
            "From: foi@trust.example\r\nSubject: Your request\r\nDate: Mon, 17 Sep 2018 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\
             Content-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{coded}\r\n"
        )
        .into_bytes()
    }

    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82, length[0], length[1]], content].concat()
    }

    #[test]
    fn what_an_opaque_signature_signs_is_read() {
        let content = [DATA.to_vec(), der(0xA0, &der(0x04, INNER.as_bytes()))].concat();
        let pieces: Vec<u8> = INNER.as_bytes().chunks(20).flat_map(|piece| der(0x04, piece)).collect();
        let in_pieces = [DATA.to_vec(), vec![0xA0, 0x80, 0x24, 0x80], pieces, vec![0; 4]].concat();
        for content in [content, in_pieces] {
            let mail = parse(&sealed("signed-data", &der(0x30, &content)));
            assert_eq!(mail.text.as_deref().map(str::trim), Some("We employ 12 people."));
            assert_eq!(mail.subject, "Your request");
            assert!(mail.blemishes.is_empty() && mail.parts.is_empty(), "{mail:?}");
        }
    }

    #[test]
    fn an_encrypted_mail_is_named_as_one() {
        let mail = parse(&sealed("enveloped-data", &der(0x30, b"whatever")));
        assert!(mail.blemishes.iter().any(|said| said.starts_with("it is encrypted (S/MIME)")), "{:?}", mail.blemishes);
        let mail = parse(b"From: a@b.example\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\r\n\r\n--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--x--\r\n");
        assert!(mail.blemishes.iter().any(|said| said.starts_with("it is encrypted (PGP)")), "{:?}", mail.blemishes);
    }

    #[test]
    fn a_clear_signature_is_no_attachment_and_armour_no_text() {
        let mail = parse(b"From: a@b.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nTwelve.\r\n--x\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Disposition: attachment; filename=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--x--\r\n");
        assert_eq!((mail.text.as_deref().map(str::trim), mail.parts.len()), (Some("Twelve."), 0));
        let armoured = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nTwelve.\n- -- \nA. Officer\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
        assert_eq!(without_armour(armoured.into()).trim(), "Twelve.\n-- \nA. Officer");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_in_place_of_a_signature_are_survived(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = parse(&sealed("signed-data", &[DATA.as_slice(), &bytes].concat()));
        }
    }
}
