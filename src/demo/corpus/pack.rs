//! The corpus as files: the frame, the truth in two tables, and the mails in one ZIP.

use std::io::{Cursor, Read, Write};

use jiff::civil::Date;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::Corpus;
use super::trusts::frame_csv;
use super::truth::{OBSERVATION, QUESTIONS};
use crate::ledger::{Answer, Value};

/// The mails could not be packed or unpacked.
#[derive(Debug, thiserror::Error)]
#[error("the demo's mails could not be packed or unpacked: {0}")]
pub struct PackError(#[from] zip::result::ZipError);

impl From<std::io::Error> for PackError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// A mail out of the ZIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// `2018-09-14-103412-D017.eml`: in the order of time.
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Packed {
    /// The day the mail came, from its name.
    pub fn day(&self) -> Option<Date> {
        self.name.get(..10).and_then(|day| day.parse().ok())
    }
}

impl Corpus {
    /// `frame.csv`.
    pub fn frame(&self) -> String {
        frame_csv(&self.trusts)
    }

    /// `truth.csv`: what the letters of each authority say, one line a question.
    pub fn truth(&self) -> String {
        let mut text = String::from("authority,question,state,value,low,high,exemptions,in_time\n");
        for row in &self.rows {
            for question in QUESTIONS.iter().chain([&OBSERVATION]) {
                let Some(answer) = row.cells.get(question) else { continue };
                let bound = |bound: Option<f64>| bound.map(|n| n.to_string()).unwrap_or_default();
                text.push_str(&format!(
                    "{},{question},{},{},{},{},{},{}\n",
                    row.code,
                    answer.state,
                    value(answer),
                    bound(answer.low),
                    bound(answer.high),
                    answer.exemptions.join(" "),
                    row.fate.replies_in_time()
                ));
            }
        }
        text
    }

    /// `truth_messages.csv`: what each mail is, one line a Message-ID; a mail that came twice is one.
    pub fn truth_messages(&self) -> String {
        let mut text = String::from("message_id,authority,kind,date\n");
        let mut last = "";
        for post in &self.posts {
            if post.message_id != last {
                let authority = post.authority.as_deref().unwrap_or_default();
                text.push_str(&format!("{},{authority},{},{}\n", post.message_id, post.kind, post.at.date()));
            }
            last = &post.message_id;
        }
        text
    }

    /// The mails as a ZIP of .eml files, named so that they sort by time.
    ///
    /// # Errors
    /// Only what memory would meet first.
    pub fn zip(&self) -> Result<Vec<u8>, PackError> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(DateTime::default());
        for (number, post) in (1..).zip(&self.posts) {
            let code = post.authority.as_deref().unwrap_or("stray");
            let name = format!("{}-{number:03}-{code}.eml", post.at.date());
            archive.start_file(name, options)?;
            archive.write_all(&post.bytes)?;
        }
        Ok(archive.finish()?.into_inner())
    }
}

fn value(answer: &Answer) -> String {
    match &answer.value {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::YesNo(yes)) => yes.to_string(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Date(day)) => day.to_string(),
        None => String::new(),
    }
}

/// Takes the mails out of `archive`, in the order of time.
///
/// # Errors
/// An archive that is none.
pub fn unpack(archive: &[u8]) -> Result<Vec<Packed>, PackError> {
    let mut archive = ZipArchive::new(Cursor::new(archive))?;
    let mut mails = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        let mut file = archive.by_index(at)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        mails.push(Packed { name: file.name()?.into_owned(), bytes });
    }
    mails.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(mails)
}
