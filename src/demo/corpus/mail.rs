//! Mail as programs of 2018 wrote it: headers, charsets, transfer encodings, multiparts (RFC 5322, 2045 to 2047, 2231).
//!
//! Not a mail library: it makes the variety that a mailbox holds, including habits that a good library avoids.

use jiff::civil::DateTime;

use super::chance::Chance;

/// Where a body's letters are kept and how they travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    Utf8Base64,
    Utf8Quoted,
    Utf8Plain,
    Windows1252Quoted,
    Latin1Quoted,
}

impl Charset {
    pub const ALL: [Self; 5] =
        [Self::Utf8Base64, Self::Utf8Quoted, Self::Utf8Plain, Self::Windows1252Quoted, Self::Latin1Quoted];

    /// The name in Content-Type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8Base64 | Self::Utf8Quoted | Self::Utf8Plain => "utf-8",
            Self::Windows1252Quoted => "windows-1252",
            Self::Latin1Quoted => "iso-8859-1",
        }
    }

    /// This, or UTF-8 where it lacks a letter of `text`.
    fn able(self, text: &str) -> Self {
        let lacks = match self {
            Self::Utf8Base64 | Self::Utf8Quoted | Self::Utf8Plain => false,
            Self::Windows1252Quoted => encoding_rs::WINDOWS_1252.encode(text).2,
            Self::Latin1Quoted => text.chars().any(|letter| u32::from(letter) > 0xff),
        };
        if lacks { Self::Utf8Quoted } else { self }
    }
}

/// A part of a mail, its own headers first.
#[derive(Debug, Clone)]
pub struct Part(String);

impl Part {
    /// A body of text, `plain` or `html`.
    pub fn text(subtype: &str, text: &str, charset: Charset) -> Self {
        let charset = charset.able(text);
        let (encoding, body) = match charset {
            Charset::Utf8Base64 => ("base64", base64(text.replace('\n', "\r\n").as_bytes())),
            Charset::Utf8Plain => ("8bit", text.replace('\n', "\r\n")),
            Charset::Utf8Quoted => ("quoted-printable", quoted(text.as_bytes())),
            Charset::Windows1252Quoted => ("quoted-printable", quoted(&encoding_rs::WINDOWS_1252.encode(text).0)),
            Charset::Latin1Quoted => {
                let bytes: Vec<u8> =
                    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
                ("quoted-printable", quoted(&bytes))
            }
        };
        Self(format!(
            "Content-Type: text/{subtype}; charset=\"{}\"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n",
            charset.name()
        ))
    }

    /// A file.
    pub fn file(name: &str, media: &str, bytes: &[u8]) -> Self {
        let (plain, starred) = if name.is_ascii() {
            (format!("name=\"{name}\""), format!("filename=\"{name}\""))
        } else {
            (format!("name=\"{}\"", encoded_word(name)), format!("filename*=utf-8''{}", percent(name)))
        };
        Self(format!(
            "Content-Type: {media};\r\n\t{plain}\r\nContent-Disposition: attachment; {starred}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            base64(bytes)
        ))
    }

    /// A part whose type and ASCII text are given as they are to stand.
    pub fn raw(content_type: &str, text: &str) -> Self {
        Self(format!("Content-Type: {content_type}\r\n\r\n{}\r\n", text.replace('\n', "\r\n")))
    }

    /// A whole mail inside another (RFC 2046 s. 5.2.1).
    pub fn mail(bytes: &[u8]) -> Self {
        // Every mail of this room is UTF-8: what is not travels in an encoding.
        Self(format!("Content-Type: message/rfc822\r\n\r\n{}\r\n", String::from_utf8_lossy(bytes)))
    }

    /// Parts under one roof; `subtype` may carry parameters.
    pub fn multi(subtype: &str, parts: &[Self], chance: &mut Chance) -> Self {
        let line = format!("_{:03}_{}_", chance.below(1_000), chance.hex(24));
        let mut text = format!("Content-Type: multipart/{subtype}; boundary=\"{line}\"\r\n\r\n");
        for part in parts {
            text.push_str(&format!("--{line}\r\n{}", part.0));
        }
        Self(format!("{text}--{line}--\r\n"))
    }
}

/// The header lines of a mail, in the order they are put.
#[derive(Debug, Clone, Default)]
pub struct Headers(String);

impl Headers {
    /// Adds a line; words outside ASCII are encoded (RFC 2047).
    pub fn put(&mut self, name: &str, value: &str) -> &mut Self {
        let value = if value.is_ascii() { value.to_owned() } else { encoded_word(value) };
        self.0.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Adds an address with a name before it.
    pub fn put_address(&mut self, header: &str, name: &str, address: &str) -> &mut Self {
        let shown = match name {
            "" => String::new(),
            ascii if ascii.is_ascii() => format!("\"{ascii}\" "),
            other => format!("{} ", encoded_word(other)),
        };
        self.0.push_str(&format!("{header}: {shown}<{address}>\r\n"));
        self
    }

    /// The whole mail.
    pub fn with(&self, part: &Part) -> Vec<u8> {
        format!("{}MIME-Version: 1.0\r\n{}", self.0, part.0).into_bytes()
    }
}

/// A time in London as a Date header writes it: summer time until 28 October 2018.
pub fn date_header(at: DateTime) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = DAYS[at.date().weekday().to_monday_zero_offset().unsigned_abs() as usize % 7];
    let month = MONTHS[(at.month().unsigned_abs() as usize).saturating_sub(1) % 12];
    let zone = if at.date() < jiff::civil::date(2018, 10, 28) { "+0100" } else { "+0000" };
    let (number, year, hour, minute, second) = (at.day(), at.year(), at.hour(), at.minute(), at.second());
    format!("{day}, {number} {month} {year} {hour:02}:{minute:02}:{second:02} {zone}")
}

/// RFC 2047: base64 words of at most 45 bytes each, so that none is longer than 75.
fn encoded_word(text: &str) -> String {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        if word.len() + letter.len_utf8() > 45 {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter);
    }
    words.push(word);
    words
        .iter()
        .map(|word| format!("=?utf-8?B?{}?=", base64(word.as_bytes()).trim_end()))
        .collect::<Vec<_>>()
        .join("\r\n ")
}

fn percent(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Base64 in lines of 76.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 38 + 8);
    let mut column = 0;
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place > three.len() { '=' } else { char::from(letter) });
        }
        column += 4;
        if column == 76 {
            out.push_str("\r\n");
            column = 0;
        }
    }
    out
}

/// Quoted-printable (RFC 2045 s. 6.7), lines of at most 76, line breaks as CRLF.
fn quoted(bytes: &[u8]) -> String {
    let mut out = String::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let mut column = 0;
        for (at, byte) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let plain = (33..=126).contains(byte) && *byte != b'=' || *byte == b' ' && !last;
            let width = if plain { 1 } else { 3 };
            if column + width > 75 {
                out.push_str("=\r\n");
                column = 0;
            }
            if plain {
                out.push(char::from(*byte));
            } else {
                out.push_str(&format!("={byte:02X}"));
            }
            column += width;
        }
        out.push_str("\r\n");
    }
    out.truncate(out.len() - 2);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    const TEXT: &str = "Dear Siân,\n\nWe spent £5,356 – “all told” = nothing more. \nA line that is certainly longer than the seventy-six letters which quoted-printable allows for one.";

    #[test]
    fn every_charset_and_encoding_comes_back_as_it_was_written() {
        for charset in Charset::ALL {
            let mut headers = Headers::default();
            headers.put_address("From", "Łucja O’Raherty", "foi@a.example").put("Subject", "Übersicht £5");
            let mail = headers.with(&Part::text("plain", TEXT, charset));
            let parsed = MessageParser::default().parse(&mail).unwrap();
            let body = parsed.body_text(0).unwrap().replace("\r\n", "\n");
            assert_eq!(body.trim_end(), TEXT, "{charset:?}");
            assert_eq!(parsed.subject(), Some("Übersicht £5"));
            assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("Łucja O’Raherty"));
        }
    }

    #[test]
    fn a_file_keeps_its_bytes_and_its_name() {
        let bytes: Vec<u8> = (0..=255).collect();
        for name in ["Response.pdf", "Réponse – final.pdf"] {
            let part = Part::multi("mixed", &[Part::file(name, "application/pdf", &bytes)], &mut Chance::of(1, "file"));
            let mail = Headers::default().with(&part);
            let parsed = MessageParser::default().parse(&mail).unwrap();
            let file = parsed.attachment(0).unwrap();
            assert_eq!(file.contents(), bytes);
            assert_eq!(mail_parser::MimeHeaders::attachment_name(file), Some(name));
        }
    }

    #[test]
    fn summer_time_ends_on_the_28th_of_october() {
        assert_eq!(date_header(jiff::civil::date(2018, 8, 20).at(9, 5, 7, 0)), "Mon, 20 Aug 2018 09:05:07 +0100");
        assert_eq!(date_header(jiff::civil::date(2018, 11, 27).at(16, 0, 0, 0)), "Tue, 27 Nov 2018 16:00:00 +0000");
    }
}
