//! A pack to publish: report, tables and texts without personal data, originals as hashes, and a list of what was taken out.
//!
//! Officials' names, signatures, e-mail addresses and telephone numbers go, the requester's name and address too. It cannot be
//! rebuilt from; the full pack can. Refused while something waits for a person, since a figure that may change is no figure to
//! publish. What it will not do: promise. A name in a sentence that nothing marks as one stays, and the README in it says so.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::export::{correspondence, diary};
use super::ledger::{Bundle, bundle};
use super::pack::{Label, Packed, add_folder, folder_files, json};
use super::reading::body;
use super::{EngineError, Workspace, report};
use crate::document::Document;
use crate::export::redact::{Personal, Redactor};
use crate::export::{self, Export, Format, Whole, archive};
use crate::ledger::{Answer, Coder, Evidence, Figure, Value};
use crate::message::{self, Message};
use crate::reply::Letter;
use crate::reply::segment::{Role, split};
use crate::store::messages::StoredMessage;
use crate::store::{Store, documents, dump, messages, originals};

/// Packs campaign `name` for publication into the ZIP `to`.
pub fn pack(
    workspace: &Workspace,
    name: &str,
    as_of: Date,
    to: &Path,
    even_uncertain: bool,
) -> Result<Packed, EngineError> {
    let mut bundle = bundle(workspace, name, as_of)?;
    let store = workspace.store_to_read()?;
    if !even_uncertain {
        certain(&store, name, &bundle)?;
    }
    let received = messages::of_campaign(store.read(), name)?;
    let mut redactor = learnt(&store, &bundle, &received)?;
    let codes = bundle.standings.iter().map(|standing| (&standing.request.id, &standing.request.code)).collect();
    let mut letters = correspondence(&store, name, as_of, &codes)?;
    let mut happened = diary(&store, name, as_of, &codes)?;
    for line in &mut letters {
        for words in [&mut line.message_id, &mut line.matched_by, &mut line.subject] {
            *words = redactor.clean("tables/messages.csv", words);
        }
        line.attachments.iter_mut().for_each(|name| *name = redactor.clean("tables/messages.csv", name));
    }
    for line in &mut happened {
        line.source = redactor.clean("tables/events.csv", &line.source);
        line.detail = redactor.clean("tables/events.csv", &line.detail);
    }
    redact(&mut bundle, &mut redactor);
    let page = report::page(workspace, &bundle)?;
    let page = redactor.sweep("report.html", &page);
    let tables = Folder::beside(to)?;
    export::write(
        &Export {
            campaign: &bundle.campaign,
            as_of,
            rows: &bundle.ledger,
            whole: Some(Whole { campaign: &bundle.campaign, findings: &bundle.findings, coverage: &bundle.coverage }),
            messages: &letters,
            events: &happened,
            deadlines: &[],
            licence: None,
        },
        &[Format::Csv, Format::Json, Format::DataPackage],
        &tables.0,
    )?;
    let mut files = 0;
    archive::write(to, |pack| {
        pack.add("pack.json", &json(&Label::new(name, as_of, true))?)?;
        pack.add("README.txt", README.as_bytes())?;
        pack.add("report.html", page.as_bytes())?;
        for (inside, path) in folder_files(workspace, name)? {
            // Only plain text can be looked through; anything else stays behind.
            let text = fs::read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let plain = [".toml", ".txt", ".csv", ".md"].iter().any(|ending| inside.ends_with(ending));
            if let Some(text) = text.filter(|_| plain && !inside.starts_with('.')) {
                let clean = redactor.clean(&inside, &text);
                pack.add(&inside, clean.as_bytes())?;
            }
        }
        add_folder(pack, &tables.0, "tables")?;
        for stored in &received {
            let text = told(&store, stored, &mut redactor).map_err(io::Error::other)?;
            pack.add(&format!("texts/{}.txt", stored.original), text.as_bytes())?;
        }
        pack.add("originals.csv", hashes(&store, name).map_err(io::Error::other)?.as_bytes())?;
        let mut removed = "where,what,how often\n".to_owned();
        for (place, what, count) in redactor.removed() {
            removed.push_str(&format!("{},{},{count}\n", export::inert(&place.replace([',', '"'], " ")), what.words()));
        }
        pack.add("removed.csv", removed.as_bytes())?;
        files = pack.files + 1;
        Ok(())
    })?;
    let bytes = fs::metadata(to).map_err(|cause| EngineError::folder(to, cause))?.len();
    Ok(Packed { path: to.to_owned(), files, bytes, as_of, removed: totals(&redactor) })
}

/// Nothing waits for a person.
fn certain(store: &Store, name: &str, bundle: &Bundle) -> Result<(), EngineError> {
    let waiting = bundle.ledger.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.waits()).count();
    let held = messages::in_pen(store.read(), name)?.len();
    if waiting + held == 0 {
        return Ok(());
    }
    Err(EngineError::Refused {
        what: format!("answers that wait for a person: {waiting}; messages in the holding pen: {held}"),
        help: format!("`foi review {name}` and `foi pen {name}` settle them; --even-uncertain packs all the same"),
    })
}

/// A redactor that knows whom to leave out: the requester, coders, and whoever the mails' headers and signatures name.
fn learnt(store: &Store, bundle: &Bundle, received: &[StoredMessage]) -> Result<Redactor, EngineError> {
    let mut redactor = Redactor::default();
    for authority in &bundle.campaign.frame.members {
        redactor.keep(&format!("{} {} {}", authority.name, authority.region, authority.kind));
    }
    bundle.campaign.questions.iter().for_each(|question| redactor.keep(&question.asks));
    redactor.keep(&bundle.campaign.title);
    let requester = &bundle.campaign.requester;
    redactor.learn(&requester.name);
    redactor.literal(&requester.name, Personal::Name);
    if let Some(address) = &requester.address {
        redactor.literal(address, Personal::Address);
        address
            .split(['\n', ','])
            .filter(|line| line.trim().len() > 5)
            .for_each(|l| redactor.literal(l, Personal::Address));
    }
    let coders = bundle.ledger.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.settled.as_ref());
    for settled in coders {
        if let Coder::Person(coder) = &settled.by {
            redactor.literal(coder, Personal::Name);
        }
    }
    for stored in received {
        redactor.learn(&stored.sender_name);
        let Some(bytes) = originals::bytes(store.read(), &stored.original)? else { continue };
        let mail = message::parse(&bytes);
        for mailbox in mail.from.iter().chain(&mail.reply_to).chain(&mail.to).chain(&mail.cc) {
            mailbox.name.as_deref().map(|name| redactor.learn(name));
        }
        let (page, attached) = (body(&mail), attachments(store, stored)?);
        for segment in split(&letter(&mail, &page, &attached)).iter().filter(|segment| segment.role == Role::Signature)
        {
            segment.text.lines().for_each(|line| {
                redactor.learn(line);
            });
        }
    }
    Ok(redactor)
}

fn letter<'a>(mail: &'a Message, body: &'a Document, attachments: &'a [Document]) -> Letter<'a> {
    Letter {
        subject: &mail.subject,
        body,
        attachments,
        automatic: mail.automatic,
        delivery_failed: None,
        received: mail.day(),
    }
}

fn attachments(store: &Store, stored: &StoredMessage) -> Result<Vec<Document>, EngineError> {
    let mut read = Vec::new();
    for attachment in messages::attachments(store.read(), stored.id)? {
        read.extend(documents::latest(store.read(), &attachment.hash)?.map(|kept| kept.document));
    }
    Ok(read)
}

/// What a mail and its attachments say, without signatures and salutations.
fn told(store: &Store, stored: &StoredMessage, redactor: &mut Redactor) -> Result<String, EngineError> {
    let place = format!("texts/{}.txt", stored.original);
    let bytes = originals::bytes(store.read(), &stored.original)?.unwrap_or_default();
    let mail = message::parse(&bytes);
    let (page, attached) = (body(&mail), attachments(store, stored)?);
    let authority = stored.request.as_ref().map(|request| request.0.clone()).unwrap_or_default();
    let mut text = format!(
        "Original (SHA-256): {}\nSent: {}\nRequest: {authority}\nKind: {}\nSubject: {}\n",
        stored.original,
        stored.sent.as_deref().unwrap_or_default(),
        stored.kind.word(),
        redactor.clean(&place, &stored.subject),
    );
    let mut file = "";
    let segments = split(&letter(&mail, &page, &attached));
    for segment in &segments {
        if segment.file != file {
            file = segment.file;
            text.push_str(&format!("\n== {}\n", redactor.clean(&place, file)));
        }
        match segment.role {
            Role::Signature => redactor.note(&place, Personal::Signature),
            Role::Salutation => redactor.note(&place, Personal::Salutation),
            _ => {
                text.push_str(&redactor.clean(&place, segment.text));
                text.push('\n');
            }
        }
    }
    Ok(text)
}

/// Takes personal data out of everything that the report and the tables are made from.
fn redact(bundle: &mut Bundle, redactor: &mut Redactor) {
    let campaign = &mut bundle.campaign;
    campaign.requester.name = campaign.requester.organisation.clone().unwrap_or_else(|| "the requester".into());
    campaign.requester.email = String::new();
    campaign.requester.address = None;
    campaign.title = redactor.clean("report.html", &campaign.title);
    campaign.frame.members.iter_mut().for_each(|authority| authority.email.clear());
    for decision in &mut bundle.decisions {
        decision.by = redactor.clean("report.html", &decision.by);
        decision.what = redactor.clean("report.html", &decision.what);
    }
    for row in &mut bundle.ledger.rows {
        row.authority.email.clear();
        for cell in &mut row.cells {
            if let Some(message) = &mut cell.message {
                *message = redactor.clean("tables/cells.csv", message);
            }
            if let Some(settled) = &mut cell.settled {
                answer(&mut settled.answer, redactor);
                settled.evidence.iter_mut().for_each(|found| evidence(found, redactor));
                if let Coder::Person(coder) = &mut settled.by {
                    *coder = redactor.clean("tables/cells.csv", coder);
                }
            }
            if let Some(proposal) = &mut cell.proposal {
                answer(&mut proposal.answer, redactor);
                evidence(&mut proposal.evidence, redactor);
                proposal.why = redactor.clean("tables/cells.csv", &proposal.why);
            }
        }
    }
}

fn answer(answer: &mut Answer, redactor: &mut Redactor) {
    if let Some(Value::Text(text)) = &mut answer.value {
        *text = redactor.clean("tables/cells.csv", text);
    }
    for (name, figure) in answer.parts.iter_mut().chain(&mut answer.series) {
        *name = redactor.clean("tables/cells.csv", name);
        if let Figure::Words(words) = figure {
            *words = redactor.clean("tables/cells.csv", words);
        }
    }
}

fn evidence(evidence: &mut Evidence, redactor: &mut Redactor) {
    evidence.words = redactor.clean("tables/cells.csv", &evidence.words);
    evidence.document = redactor.clean("tables/cells.csv", &evidence.document);
}

/// The originals by hash and size, in place of their bytes.
fn hashes(store: &Store, name: &str) -> Result<String, EngineError> {
    let mut list = "sha256,bytes\n".to_owned();
    for hash in dump::originals(store.read(), name)? {
        if let Ok(named) = hash.parse() {
            let size = originals::bytes(store.read(), &named)?.map_or(0, |bytes| bytes.len());
            list.push_str(&format!("{hash},{size}\n"));
        }
    }
    Ok(list)
}

fn totals(redactor: &Redactor) -> Vec<(String, usize)> {
    let mut totals = std::collections::BTreeMap::new();
    for (_, what, count) in redactor.removed() {
        *totals.entry(what).or_insert(0) += count;
    }
    totals.into_iter().map(|(what, count)| (what.words().to_owned(), count)).collect()
}

/// A folder for the tables while they are written, which goes when this does.
struct Folder(PathBuf);

impl Folder {
    fn beside(to: &Path) -> Result<Self, EngineError> {
        let mut path = to.as_os_str().to_owned();
        path.push(".tables");
        let path = PathBuf::from(path);
        fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(|cause| EngineError::folder(&path, cause))?;
        fs::create_dir(&path).map_err(|cause| EngineError::folder(&path, cause))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Untidy at worst: its name says what it was for.
        let _ = fs::remove_dir_all(&self.0);
    }
}

const README: &str = "\
The public pack of one campaign of freedom-of-information requests, written by foi.

  report.html      the report
  tables/          every cell with its words, requests, messages, events, findings; datapackage.json says what columns mean
  texts/           what each reply says, named by the SHA-256 of the mail
  campaigns/       the questions, letters and frame
  originals.csv    the hashes of the mails, which are left out: whoever holds one can be checked by it
  removed.csv      what was taken out as personal data, where and how often; what a cell says is counted in tables/cells.csv,
                   though ledger.json and the report show it again
  SHA256SUMS       of every file here: sha256sum -c SHA256SUMS

Taken out: e-mail addresses, Message-IDs, telephone numbers, signatures, salutations, names from headers, signatures and after
titles, the requester's name and address. Equal numbers in [brackets] mean the same name or address. A name in a sentence that
nothing marks as one cannot be found by a program: read this before you publish it.
";
