//! The ledger of a campaign on a day, with its findings and coverage: what report, export and review are made from.

use std::io;

use jiff::civil::Date;

use super::standing::Standing;
use super::{EngineError, Workspace, campaigns, standing};
use crate::campaign::{Campaign, Drift, QuestionId};
use crate::export::Rows;
use crate::findings::{self, Finding, Sampling};
use crate::ledger::{Agreement, Audit, Cell, Coverage, Dated, Decision, Ledger, Row, Word, settle};
use crate::store::Store;
use crate::store::cells::{self, StoredCoding, StoredProposal};

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
        let cells = questions.iter().map(|question| cell(question, &proposed, &said)).collect();
        row(standing, campaign, cells)
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
    fn each(&self, see: &mut dyn FnMut(&Row) -> io::Result<()>) -> io::Result<()> {
        if self.standings.is_empty() {
            return unsent(self.campaign).iter().try_for_each(see);
        }
        let questions = questions(self.campaign);
        for standing in self.standings {
            let request = &standing.request.id;
            let proposed = cells::proposals_of(self.store.read(), request).map_err(io::Error::other)?;
            let proposed = in_time(proposed, self.campaign, self.as_of);
            let said = cells::codings_of(self.store.read(), request).map_err(io::Error::other)?;
            let cells = questions.iter().map(|question| cell(question, &proposed, &said)).collect();
            see(&row(standing, self.campaign, cells))?;
        }
        Ok(())
    }
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

fn cell(question: &QuestionId, proposals: &[StoredProposal], codings: &[StoredCoding]) -> Cell {
    let dated: Vec<Dated> = proposals
        .iter()
        .filter(|stored| stored.proposal.question == *question)
        .map(|stored| Dated {
            message: stored.message_key.clone(),
            recorded: stored.recorded,
            proposal: stored.proposal.clone(),
        })
        .collect();
    let key_of =
        |id: i64| proposals.iter().find(|stored| stored.message == id).map(|stored| stored.message_key.clone());
    let words: Vec<Word> = cells::standing(codings)
        .into_iter()
        .filter(|stored| stored.question == *question)
        .map(|stored| Word {
            coder: stored.coder.clone(),
            at: stored.at,
            said: stored.coded.clone().map(|coded| (coded.answer, coded.evidence)),
            message: stored.message.and_then(key_of),
        })
        .collect();
    settle(question, &dated, &words)
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
