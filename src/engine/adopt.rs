//! Adopt: take on requests that were sent by other means, from a list.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{EngineError, Workspace, campaigns, standing};
use crate::campaign::Campaign;
use crate::message::MessageId;
use crate::reply::matching;
use crate::request::{Channel, Event, LetterKind, RequestId, Source, What};
use crate::store::messages::learnt;
use crate::store::{events, letters, wordings};

/// What was taken on.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Adopted {
    pub adopted: Vec<RequestId>,
    /// Requests that had been sent or adopted before.
    pub already: Vec<RequestId>,
}

/// One line of the list, checked.
struct Line {
    request: RequestId,
    sent: Date,
    message_id: Option<MessageId>,
    to: String,
    subject: String,
}

/// Takes on the requests listed in the CSV `file`: columns `authority,sent`, and where known `message_id,to,subject`.
///
/// # Errors
/// The first line that is wrong, with its number; then nothing at all has been taken on.
pub fn adopt(workspace: &Workspace, name: &str, file: &Path, now: Timestamp) -> Result<Adopted, EngineError> {
    let mut store = workspace.store()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let lines = read(&campaign, file, super::london(now))?;
    campaigns::freeze(&mut store, &campaign, now)?;
    let sent_before = standing::sent_days(&store, name)?;
    store.write(|tx| {
        let mut done = Adopted::default();
        for line in lines {
            if sent_before.contains_key(&line.request) || done.adopted.contains(&line.request) {
                done.already.push(line.request);
                continue;
            }
            if let Some(id) = &line.message_id {
                letters::also_known(tx, id, &line.request)?;
                // What sent it may have made an address of its own for the replies (`desk+TOKEN@`), of the id's own pieces.
                for tag in matching::own_tags(id) {
                    learnt::add(tx, "address", &format!("+{tag}"), &line.request, None)?;
                }
            }
            // A reference of the requester's own in the subject is what officers quote.
            for key in matching::references(&line.subject).into_iter().filter_map(matching::reference_key) {
                learnt::add(tx, "reference", &key, &line.request, None)?;
            }
            if !line.to.is_empty() {
                learnt::add(tx, "address", &line.to, &line.request, None)?;
            }
            let what = What::Sent {
                letter: LetterKind::Request,
                message: line.message_id,
                channel: Channel::Email,
                to: line.to,
            };
            let event = Event {
                id: 0,
                request: line.request.clone(),
                on: line.sent,
                recorded: now,
                source: Source::Adopted,
                what,
            };
            events::append(tx, &event)?;
            wordings::ask(tx, &line.request, None, &campaign.questions, now)?;
            standing::refresh(tx, &campaign, std::iter::once(&line.request))?;
            done.adopted.push(line.request);
        }
        Ok(done)
    })
}

fn read(campaign: &Campaign, file: &Path, today: Date) -> Result<Vec<Line>, EngineError> {
    let bytes = std::fs::read(file).map_err(|cause| EngineError::folder(file, cause))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let fault = |line: u64, fault: String, help: &str| EngineError::Row {
        path: file.display().to_string(),
        line,
        fault,
        help: help.into(),
    };
    let headers = reader.headers().map_err(|cause| fault(1, cause.to_string(), "the list is a CSV file"))?.clone();
    let column = |name: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(name));
    let must =
        "the first line names the columns: authority,sent,message_id,to,subject (the last three may be left out)";
    let authority = column("authority").ok_or_else(|| fault(1, "there is no column `authority`".into(), must))?;
    let sent = column("sent").ok_or_else(|| fault(1, "there is no column `sent`".into(), must))?;
    let (message_id, to, subject) = (column("message_id"), column("to"), column("subject"));
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|cause| fault(lines.len() as u64 + 2, cause.to_string(), "mend the line"))?;
        let number = record.position().map_or(0, csv::Position::line);
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let code = cell(Some(authority));
        let Some(member) = campaign.frame.members.iter().find(|member| member.code.0 == code) else {
            return Err(fault(
                number,
                format!("no authority of the frame has the code `{code}`"),
                "`foi frame` lists the codes",
            ));
        };
        let day: Date = cell(Some(sent)).parse().map_err(|_| {
            fault(
                number,
                format!("`{}` is no date", cell(Some(sent))),
                "write the day on which the request was sent as 2018-08-20",
            )
        })?;
        if day > today {
            return Err(fault(number, format!("{day} is in the future"), "give the day on which the request was sent"));
        }
        let id = Some(cell(message_id)).filter(|id| !id.is_empty()).map(MessageId::new);
        lines.push(Line {
            request: RequestId::new(&campaign.name, &member.code),
            sent: day,
            message_id: id,
            to: cell(to).to_owned(),
            subject: cell(subject).to_owned(),
        });
    }
    Ok(lines)
}
