//! A mail read: its documents, what it is, what it answers. Everything here may run beside other mails; nothing touches
//! the store.

use super::EngineError;
use crate::campaign::Campaign;
use crate::document::worker::{Outcome, Pool};
use crate::document::{self, Block, Document, Limits, State};
use crate::message::{self, Message, Part};
use crate::reply::matching::Clues;
use crate::reply::{self, Letter, Reading, segment};

/// Reads attachments, in a process apart where there is one.
pub trait ReadsDocuments: Sync {
    /// Reads a document, and says whether it is one that kills its reader.
    fn try_read(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Outcome;

    /// Reads a document.
    fn read(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Document {
        self.try_read(file, bytes, declared).document
    }
}

/// Reads in this process: for tests, which have no binary of their own to start.
pub struct Here(pub Limits);

impl ReadsDocuments for Here {
    fn try_read(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Outcome {
        Outcome { document: document::read(file, bytes, declared, &self.0), killed: false }
    }
}

/// Reads documents in worker processes, apart from this one and confined.
pub struct Documents(Pool);

impl Documents {
    /// Starts the workers.
    ///
    /// # Errors
    /// Where no worker can be started: then nothing from outside is read, rather than read unconfined.
    pub fn start() -> Result<Self, EngineError> {
        let started = Pool::for_this_machine(&Limits::default());
        started.map(Self).map_err(|cause| EngineError::NoWorker { cause })
    }
}

impl ReadsDocuments for Documents {
    fn try_read(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Outcome {
        self.0.try_read(file, bytes, declared)
    }
}

/// A mail with all that was read in it.
pub struct Prepared {
    pub message: Message,
    pub body: Document,
    /// The attachments that were read.
    pub parts: Vec<Part>,
    /// What each became, in the same order.
    pub documents: Vec<Document>,
    /// Of which the reader died, in the same order.
    pub killed: Vec<bool>,
    pub reading: Reading,
    /// What it shows of whose it is.
    pub clues: Clues,
}

impl Prepared {
    /// It answers several requests, perhaps of several authorities: whose a figure in it is, a person says.
    pub fn answers_several(&mut self) {
        for proposal in &mut self.reading.proposals {
            proposal.accepted = false;
            if !proposal.why.is_empty() {
                proposal.why.push_str("; ");
            }
            proposal.why.push_str("the letter answers more than one request: check that this is for this one");
        }
    }

    /// Reads its documents as a reply to other questions: another campaign's, or another wording; to none, what it is stands and
    /// nothing is answered.
    pub fn read_as_reply_to(&mut self, campaign: Option<&Campaign>) {
        match campaign {
            Some(campaign) => self.reading = read(&self.message, &self.body, &self.documents, campaign),
            None => self.reading.proposals.clear(),
        }
    }
}

/// Parses a mail and reads it, attachments and all, as a reply to `campaign`.
pub fn prepare(bytes: &[u8], campaign: &Campaign, documents: &dyn ReadsDocuments) -> Prepared {
    let mut message = message::parse(bytes);
    let body = body(&message);
    // Logos and signatures' pictures belong to the look of the mail.
    let parts: Vec<Part> = std::mem::take(&mut message.parts)
        .into_iter()
        .filter(|part| !(part.inline && part.media_type.starts_with("image/")))
        .collect();
    let (documents, killed): (Vec<Document>, Vec<bool>) = parts
        .iter()
        .map(|part| documents.try_read(&part.name, &part.bytes, Some(&part.media_type)))
        .map(|outcome| (outcome.document, outcome.killed))
        .unzip();
    message.blemishes.extend(unread(&parts, &documents));
    let letter = letter(&message, &body, &documents);
    let segments = segment::split(&letter);
    let Campaign { questions, observations, accept, .. } = campaign;
    let reading = reply::read_segments(&letter, &segments, questions, observations, *accept);
    let clues = Clues::of(&message, &letter, &segments, &reading);
    Prepared { message, body, parts, documents, killed, reading, clues }
}

/// Reads a parsed mail whose documents are there.
pub fn read(message: &Message, body: &Document, attachments: &[Document], campaign: &Campaign) -> Reading {
    let letter = letter(message, body, attachments);
    reply::read(&letter, &campaign.questions, &campaign.observations, campaign.accept)
}

/// A mail and its documents as the reader of replies sees them.
fn letter<'a>(message: &'a Message, body: &'a Document, attachments: &'a [Document]) -> Letter<'a> {
    Letter {
        subject: &message.subject,
        body,
        attachments,
        automatic: message.automatic,
        delivery_failed: message.report.as_ref().map(message::DeliveryReport::failed),
        received: message.day(),
    }
}

/// The body as a document: the HTML where only it holds the tables, or where there is nothing else.
pub fn body(message: &Message) -> Document {
    let html =
        |html: &str| document::read("body", html.as_bytes(), Some("text/html; charset=utf-8"), &Limits::default());
    let mut body = match (&message.text, &message.html) {
        (None, Some(page)) => html(page),
        (Some(_), Some(page)) if has_table_of_figures(page) => html(page),
        (Some(text), _) => document::text::read("body", text),
        (None, None) => document::text::read("body", ""),
    };
    body.hash = message.original.clone();
    body
}

/// Tables lay out most HTML mails; one that holds figures has several rows of several cells.
fn has_table_of_figures(html: &str) -> bool {
    let lower = html.get(..2_000_000).unwrap_or(html).to_ascii_lowercase();
    let rows = lower.split("<tr").skip(1).filter(|row| row.matches("<td").count() + row.matches("<th").count() >= 2);
    rows.count() >= 2
}

/// The words of a document and of the files in it, for search.
pub fn words(document: &Document, most: usize) -> String {
    let mut text = String::new();
    gather(document, most, 8, &mut text);
    text
}

fn gather(document: &Document, most: usize, depth: u32, text: &mut String) {
    for block in &document.blocks {
        if text.len() >= most {
            return;
        }
        add(block, text);
    }
    for (name, value) in &document.fields {
        text.push_str(name);
        text.push(' ');
        text.push_str(value);
        text.push('\n');
    }
    if depth > 0 {
        document.children.iter().for_each(|child| gather(child, most, depth - 1, text));
    }
}

fn add(block: &Block, text: &mut String) {
    text.push_str(&block.text);
    for row in &block.rows {
        text.push_str(&row.join("\t"));
        text.push('\n');
    }
    text.push('\n');
}

/// What a person should know of attachments that could not be read.
fn unread(parts: &[Part], documents: &[Document]) -> Vec<String> {
    parts
        .iter()
        .zip(documents)
        .filter(|(_, document)| {
            matches!(document.state, State::Refused | State::Locked | State::Image | State::Unsupported)
        })
        .map(|(part, document)| {
            let why = document.warnings.join("; ");
            format!("attachment {}: {}", part.name, if why.is_empty() { "it could not be read" } else { &why })
        })
        .collect()
}
