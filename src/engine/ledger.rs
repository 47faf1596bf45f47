//! The ledger of a campaign on a day, with its findings and coverage: what report, export and review are made from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use jiff::civil::Date;

use super::standing::Standing;
use super::{EngineError, Workspace, campaigns, standing};
use crate::campaign::{Campaign, Drift, QuestionId};
use crate::export::Rows;
use crate::findings::{self, Finding, Sampling};
use crate::ledger::{Agreement, Audit, Cell, Counting, Coverage, Dated, Decision, Ledger, Row, Word, settle};
use crate::store::cells::{self, StoredCoding, StoredProposal};
use crate::store::{Store, StoreError};

/// All that is known of a campaign on a day.
pub struct Bundle {
    pub campaign: Campaign,
    /// What the folder's frame says otherwise than the frozen one, which counts.
    pub drift: Option<Drift>,
    pub ledger: Ledger,
    pub findings: Vec<Finding>,
    pub coverage: Coverage,
    pub audit: Audit,
    /// Of those who coded blind, by question.
    pub agreement: Vec<Agreement>,
    /// What people decided by hand.
    pub decisions: Vec<Decision>,
    /// In the frame's order, as the ledger's rows.
    pub standings: Vec<Standing>,
}

/// Builds the ledger of `name` as of a day and computes its declared findings.
pub fn bundle(workspace: &Workspace, name: &str, as_of: Date) -> Result<Bundle, EngineError> {
    let store = workspace.store_to_read()?;
    let campaigns::Open { campaign, drift, .. } = campaigns::open(workspace, &store, name)?;
    let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
    let ledger = ledger(&store, &campaign, &standings, as_of)?;
    let findings = findings::compute_sampled(
        &campaign.findings,
        &campaign.questions,
        &campaign.observations,
        &ledger,
        Sampling::of(&campaign),
    )?;
    let coverage = Coverage::of(&ledger);
    let audit = super::audit::audit(&store, &ledger)?;
    let agreement = super::coders::agreement(&store, name)?;
    let decisions = super::decisions::decisions(&store, name, as_of)?;
    Ok(Bundle { campaign, drift, ledger, findings, coverage, audit, agreement, decisions, standings })
}

/// The ledger alone.
pub fn ledger(store: &Store, campaign: &Campaign, standings: &[Standing], as_of: Date) -> Result<Ledger, EngineError> {
    let mut proposals = cells::proposals(store.read(), &campaign.name)?;
    let mut codings = cells::codings(store.read(), &campaign.name)?;
    let questions = questions(campaign);
    let rows = if standings.is_empty() { unsent(campaign) } else { Vec::new() };
    let known = standings.iter().map(|standing| {
        let request = &standing.request.id;
        let proposed = in_time(proposals.remove(request).unwrap_or_default(), campaign, as_of);
        let said = codings.remove(request).unwrap_or_default();
        row(standing, campaign, cells_of(&questions, proposed, &said))
    });
    let rows = known.chain(rows).collect();
    Ok(Ledger { campaign: campaign.name.clone(), as_of, rows })
}

/// The same rows, each put together when it is asked for and gone before the next: for ledgers that fit no memory.
pub struct Stored<'a> {
    pub store: &'a Store,
    pub campaign: &'a Campaign,
    pub standings: &'a [Standing],
    pub as_of: Date,
}

impl Rows for Stored<'_> {
    fn each(&self, see: &mut dyn FnMut(Cow<'_, Row>) -> io::Result<()>) -> io::Result<()> {
        if self.standings.is_empty() {
            return unsent(self.campaign).into_iter().map(Cow::Owned).try_for_each(see);
        }
        let questions = questions(self.campaign);
        for standing in self.standings {
            let request = &standing.request.id;
            let proposed = cells::proposals_of(self.store.read(), request).map_err(io::Error::other)?;
            let proposed = in_time(proposed, self.campaign, self.as_of);
            let said = cells::codings_of(self.store.read(), request).map_err(io::Error::other)?;
            see(Cow::Owned(row(standing, self.campaign, cells_of(&questions, proposed, &said))))?;
        }
        Ok(())
    }
}

/// Findings and coverage over rows that are put together one at a time: of each only the answers that the findings rest on are
/// kept, without their words.
pub fn figures(stored: &Stored<'_>) -> Result<(Vec<Finding>, Coverage), EngineError> {
    let campaign = stored.campaign;
    let compute = |ledger: &Ledger| {
        let (questions, observations) = (&campaign.questions, &campaign.observations);
        findings::compute_sampled(&campaign.findings, questions, observations, ledger, Sampling::of(campaign))
    };
    let mut ledger = Ledger { campaign: campaign.name.clone(), as_of: stored.as_of, rows: Vec::new() };
    // Over nobody, for what they rest on.
    let rest_on: BTreeSet<QuestionId> = compute(&ledger)?.into_iter().flat_map(|finding| finding.rests_on).collect();
    let mut counting = Counting::default();
    let read = stored.each(&mut |row| {
        counting.add(&row);
        ledger.rows.push(lean(row.into_owned(), &rest_on));
        Ok(())
    });
    read.map_err(|cause| match cause.downcast::<StoreError>() {
        Ok(fault) => fault.into(),
        Err(cause) => EngineError::Path { path: "the store".into(), cause },
    })?;
    Ok((compute(&ledger)?, counting.coverage(stored.as_of)))
}

/// A row with these answers alone, and without the words that they were read from: figures need none.
fn lean(mut row: Row, rest_on: &BTreeSet<QuestionId>) -> Row {
    row.cells.retain(|cell| rest_on.contains(&cell.question));
    row.cells.shrink_to_fit();
    for cell in &mut row.cells {
        cell.message = None;
        if let Some(settled) = &mut cell.settled {
            settled.evidence = None;
            cell.proposal = None;
        }
        if let Some(proposal) = &mut cell.proposal {
            proposal.evidence.words = String::new();
            proposal.evidence.document = String::new();
            proposal.why = String::new();
        }
    }
    row
}

/// Questions and observations, in the campaign's order.
fn questions(campaign: &Campaign) -> Vec<&QuestionId> {
    let asked = campaign.questions.iter().map(|question| &question.id);
    asked.chain(campaign.observations.iter().map(|observation| &observation.id)).collect()
}

/// Replies after the campaign's close are kept, and stand outside the ledger; those after `as_of` are not yet known.
fn in_time(proposals: Vec<StoredProposal>, campaign: &Campaign, as_of: Date) -> Vec<StoredProposal> {
    let last = campaign.closes.map_or(as_of, |closes| closes.min(as_of));
    proposals
        .into_iter()
        .filter(|stored| stored.day.as_ref().and_then(|day| day.parse::<Date>().ok()).is_none_or(|day| day <= last))
        .collect()
}

/// The cells of one authority, in the order of `questions`.
fn cells_of(questions: &[&QuestionId], proposals: Vec<StoredProposal>, codings: &[StoredCoding]) -> Vec<Cell> {
    let keys: BTreeMap<i64, String> = match codings {
        [] => BTreeMap::new(),
        _ => proposals.iter().map(|stored| (stored.message, stored.message_key.clone())).collect(),
    };
    // What was said is moved to its question: a large ledger is put together a million cells at a time.
    let mut proposed: HashMap<QuestionId, Vec<Dated>> = HashMap::with_capacity(questions.len());
    for StoredProposal { message_key: message, recorded, proposal, .. } in proposals {
        proposed.entry(proposal.question.clone()).or_default().push(Dated { message, recorded, proposal });
    }
    let standing = cells::standing(codings);
    let cell = |question: &&QuestionId| {
        let words: Vec<Word> = standing
            .iter()
            .filter(|stored| stored.question == **question)
            .map(|stored| Word {
                coder: stored.coder.clone(),
                at: stored.at,
                said: stored.coded.clone().map(|coded| (coded.answer, coded.evidence)),
                message: stored.message.and_then(|id| keys.get(&id).cloned()),
            })
            .collect();
        settle(question, proposed.get(*question).map_or(&[][..], Vec::as_slice), &words)
    };
    questions.iter().map(cell).collect()
}

fn row(standing: &Standing, campaign: &Campaign, cells: Vec<Cell>) -> Row {
    let answered = standing.life.first_answer(campaign.closes);
    let (due, due_reason, overdue_days) = match &standing.clock {
        Ok(clock) => (clock.limit(), reason(clock), clock.late_by),
        Err(cause) => (None, format!("unknown, because {cause}"), None),
    };
    Row {
        authority: standing.authority.clone(),
        token: standing.request.token.to_string(),
        disposition: standing.disposition,
        sent: standing.life.sent(),
        due,
        due_reason,
        replied: answered.map(|(on, _)| on),
        reply_kind: standing.life.outcome(campaign.closes),
        overdue_days,
        exemptions: standing.life.exemptions(),
        cells,
    }
}

/// Why that due date, by the reason codes of the clock: `receipt-email, count-30`.
fn reason(clock: &crate::law::Clock) -> String {
    let codes: Vec<&str> = clock.why.iter().map(crate::law::Reason::code).collect();
    let provisional = if clock.provisional { "; provisional: the calendar ends before the count" } else { "" };
    format!("{}{provisional}", codes.join(", "))
}

/// A campaign whose frame is not frozen yet: nobody has been asked.
fn unsent(campaign: &Campaign) -> Vec<Row> {
    let questions = campaign.questions.iter().map(|question| &question.id);
    let observations = campaign.observations.iter().map(|observation| &observation.id);
    let cells: Vec<Cell> = questions.chain(observations).map(|question| settle(question, &[], &[])).collect();
    campaign
        .frame
        .members
        .iter()
        .map(|authority| Row {
            authority: authority.clone(),
            token: crate::request::Token::for_request(&campaign.name, &authority.code, 0).to_string(),
            disposition: crate::ledger::Disposition::NotSent,
            sent: None,
            due: None,
            due_reason: "not sent".into(),
            replied: None,
            reply_kind: None,
            overdue_days: None,
            exemptions: Vec::new(),
            cells: cells.clone(),
        })
        .collect()
}
