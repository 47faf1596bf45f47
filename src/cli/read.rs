//! `foi read`.

mod questions;
mod shape;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Desk, Exit, Failure, print_json};
use crate::campaign::{Accept, Observation, Question};
use crate::document::{self, Document};
use crate::engine;
use crate::engine::reading::{Documents, ReadsDocuments};
use crate::message;
use crate::reply::{self, Letter};

/// Show what the reader makes of replies: what kind they are, and what they answer
///
/// Stores nothing. With `--jsonl -` it reads one `{"id", "questions", "text"}` a line from standard input and prints one
/// object a line; a line that cannot be used becomes an object with `error`, and the exit status is 1.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi read reply.pdf --campaign trusts-2018\n  foi read letter.txt --questions questions.json --explain\n  foi read --jsonl - < letters.jsonl"
)]
pub struct Read {
    /// The files to read; `-` with --jsonl: lines from standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The campaign whose questions are asked
    #[arg(long, value_name = "NAME", conflicts_with = "questions")]
    campaign: Option<String>,
    /// The questions: a JSON list of wordings, or of objects with id, text, type and unit
    #[arg(long, value_name = "FILE.json")]
    questions: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, conflicts_with = "jsonl")]
    json: bool,
    /// Print one JSON object a line, a reply each
    #[arg(long)]
    jsonl: bool,
    /// Say how each answer was found
    #[arg(long)]
    explain: bool,
}

/// What may be wrong with what is asked of `foi read`.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum Fault {
    #[error("`{}` cannot be opened", path.display())]
    #[diagnostic(help("give the path of a file that is there and may be read"))]
    Unopened {
        path: PathBuf,
        #[source]
        why: std::io::Error,
    },
    #[error("`{}` holds no questions that can be used: {why}", path.display())]
    #[diagnostic(help(
        "a JSON list: [\"How many ...?\", {{\"id\": \"spend\", \"text\": \"How much ...?\", \"type\": \"money\"}}]"
    ))]
    Questions { path: PathBuf, why: String },
    #[error("no questions: a reply is read against what was asked")]
    #[diagnostic(help("name a campaign (`--campaign NAME`) or a file of questions (`--questions FILE.json`)"))]
    NoQuestions,
}

/// What is asked: by a campaign or by a file.
struct Asked {
    questions: Vec<Question>,
    observations: Vec<Observation>,
    accept: Accept,
}

/// The precision that `foi read` accepts at where no campaign says otherwise.
const ACCEPT: Accept = Accept::Precision(0.99);

pub fn run(args: &Read, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.jsonl && args.files.iter().all(|file| file == Path::new("-")) {
        return lines(std::io::stdin().lock(), args.explain, out);
    }
    let asked = asked(args, desk)?;
    let documents = Documents::start()?;
    let mut shown = Vec::new();
    for path in &args.files {
        let bytes =
            std::fs::read(path).map_err(|why| Failure::not_done(Fault::Unopened { path: path.clone(), why }))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (reading, explanation) = read_file(&name, &bytes, &asked, &documents);
        let explained = args.explain.then_some(&explanation);
        if args.jsonl {
            let line =
                serde_json::to_string(&shape::reply(&name, &reading, explained)).map_err(std::io::Error::other)?;
            writeln!(out, "{line}")?;
        } else if args.json {
            shown.push(shape::reply(&name, &reading, explained));
        } else {
            shape::draw(out, &name, &reading, explained)?;
        }
    }
    match shown.as_slice() {
        [] => {}
        [one] => print_json(out, one)?,
        several => print_json(out, &several)?,
    }
    Ok(Exit::Done)
}

/// Reads a mail with its attachments, or any other file as a letter by itself.
fn read_file(
    name: &str,
    bytes: &[u8],
    asked: &Asked,
    documents: &dyn ReadsDocuments,
) -> (reply::Reading, reply::Explanation) {
    let read = |letter: &Letter<'_>| reply::explain(letter, &asked.questions, &asked.observations, asked.accept);
    if !name.to_lowercase().ends_with(".eml") {
        return read(&letter(&documents.read(name, bytes, None)));
    }
    let message = message::parse(bytes);
    let body = engine::reading::body(&message);
    let attachments: Vec<Document> = message
        .parts
        .iter()
        .filter(|part| !(part.inline && part.media_type.starts_with("image/")))
        .map(|part| documents.read(&part.name, &part.bytes, Some(&part.media_type)))
        .collect();
    read(&Letter {
        subject: &message.subject,
        body: &body,
        attachments: &attachments,
        automatic: message.automatic,
        delivery_failed: message.report.as_ref().map(message::DeliveryReport::failed),
        received: message.day(),
    })
}

/// A document by itself as a letter: what lies inside it (a mail's attachments) are its attachments.
fn letter(document: &Document) -> Letter<'_> {
    Letter {
        subject: "",
        body: document,
        attachments: &document.children,
        automatic: false,
        delivery_failed: None,
        received: None,
    }
}

fn asked(args: &Read, desk: &Desk) -> Result<Asked, Failure> {
    if let Some(path) = &args.questions {
        let bytes =
            std::fs::read(path).map_err(|why| Failure::not_done(Fault::Unopened { path: path.clone(), why }))?;
        let fault = |why: String| Failure::wrong_use(Fault::Questions { path: path.clone(), why });
        let given: Vec<questions::Given> = serde_json::from_slice(&bytes).map_err(|why| fault(why.to_string()))?;
        let questions = questions::questions(given).map_err(|why| fault(why.to_string()))?;
        return Ok(Asked { questions, observations: Vec::new(), accept: ACCEPT });
    }
    let Some(name) = &args.campaign else { return Err(Failure::wrong_use(Fault::NoQuestions)) };
    let workspace = desk.workspace()?;
    let (campaign, _) = engine::check::check(&workspace, name)?;
    Ok(Asked { questions: campaign.questions, observations: campaign.observations, accept: campaign.accept })
}

/// A line of `foi read --jsonl -`.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: serde_json::Value,
    questions: Vec<questions::Given>,
    text: String,
}

/// One line in, one line out, as they come.
fn lines(input: impl BufRead, explain: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    for (number, line) in input.split(b'\n').enumerate() {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = line_read(&line, explain).unwrap_or_else(|(id, why)| {
            exit = Exit::SeeTo;
            serde_json::json!({ "id": id, "line": number + 1, "error": why })
        });
        let shown = serde_json::to_string(&answer).map_err(std::io::Error::other)?;
        writeln!(out, "{shown}")?;
    }
    out.flush()?;
    Ok(exit)
}

fn line_read(line: &[u8], explain: bool) -> Result<serde_json::Value, (serde_json::Value, String)> {
    let line: Line = serde_json::from_slice(line).map_err(|why| {
        // What can be told of the line's name is told, so that the fault can be found.
        let id = serde_json::from_slice::<serde_json::Value>(line)
            .ok()
            .and_then(|v| v.get("id").cloned())
            .unwrap_or_default();
        (id, format!("not a line of {{\"id\", \"questions\", \"text\"}}: {why}"))
    })?;
    let questions = questions::questions(line.questions).map_err(|why| (line.id.clone(), why.to_string()))?;
    let body = document::text::read("body", &line.text);
    let (reading, explanation) = reply::explain(&letter(&body), &questions, &[], ACCEPT);
    let id = match &line.id {
        serde_json::Value::String(id) => id.clone(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    };
    Ok(shape::reply(&id, &reading, explain.then_some(&explanation)))
}
