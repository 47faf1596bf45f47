//! From weighed deeds to a kind, by the precedence of replies/LABELS.md: a machine's word first, then a review, then an answer or
//! refusal, then extension, fees notice, clarification, transfer, holding reply, receipt.

use super::Recognised;
use super::deed::Deed;
use super::weights::Weights;
use crate::law::Exemption;
use crate::ledger::{CellState, Proposal};
use crate::reply::Letter;
use crate::request::ReplyKind;

/// A kind with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub kind: ReplyKind,
    pub also: Vec<ReplyKind>,
    pub words: Vec<String>,
    pub confidence: f64,
}

/// How much of a deed says it outright. Below, it is a hint.
const OUTRIGHT: f64 = 2.0;

/// Judges a letter by its weights.
pub fn judge(letter: &Letter, weights: &Weights) -> Verdict {
    let by_machine = machine(letter, weights);
    let (kind, deeds, margin) =
        by_machine.or_else(|| review(weights)).or_else(|| answer(weights)).unwrap_or_else(|| interim(letter, weights));
    let mut words: Vec<String> = deeds.iter().flat_map(|deed| weights.words(*deed)).take(6).cloned().collect();
    if words.is_empty() && kind.answers() {
        words.extend(weights.given.iter().take(2).cloned());
    }
    Verdict { kind, also: also(kind, weights), words, confidence: confidence(margin) }
}

type Ruling = (ReplyKind, Vec<Deed>, f64);

/// Delivery reports and absence notices.
fn machine(letter: &Letter, weights: &Weights) -> Option<Ruling> {
    let of = |deed| weights.of_deed(deed);
    match letter.delivery_failed {
        Some(true) => return Some((ReplyKind::Bounce, vec![Deed::Bounces], 4.0)),
        Some(false) => return Some((ReplyKind::Delayed, vec![Deed::Delays], 4.0)),
        None => {}
    }
    let answers = of(Deed::Withholds) + of(Deed::NotHeld) + of(Deed::Attaches);
    if of(Deed::Delays) >= OUTRIGHT && of(Deed::Delays) > of(Deed::Bounces) {
        return Some((ReplyKind::Delayed, vec![Deed::Delays], of(Deed::Delays)));
    }
    let fails = of(Deed::Bounces) >= OUTRIGHT && (answers < OUTRIGHT || of(Deed::Bounces) >= 2.0 * OUTRIGHT);
    let titled = ["undeliver", "delivery failure", "failure notice", "delivery status notification (failure"];
    if fails || subject_says(letter, &titled) {
        return Some((ReplyKind::Bounce, vec![Deed::Bounces], of(Deed::Bounces)));
    }
    let away = of(Deed::OutOfOffice) >= OUTRIGHT && weights.acts.gives < 1.5
        || of(Deed::OutOfOffice) >= 2.0 * OUTRIGHT
        || subject_says(letter, &["out of office", "out of the office", "allan o'r swyddfa"]);
    let desk_took_it = of(Deed::Acknowledges) >= 1.5 && of(Deed::FoiDesk) > 0.0;
    if away && answers < OUTRIGHT && !desk_took_it {
        return Some((ReplyKind::AutoReply, vec![Deed::OutOfOffice], of(Deed::OutOfOffice)));
    }
    let read_receipt = subject_says(letter, &["read: ", "not read: ", "delivered: ", "relayed: "]);
    read_receipt.then(|| (ReplyKind::Delayed, vec![Deed::Delays], 3.0))
}

fn subject_says(letter: &Letter, starts: &[&str]) -> bool {
    let subject = letter.subject.trim_start().to_lowercase();
    starts.iter().any(|start| subject.starts_with(start))
}

/// The outcome of a review, said of the complaint.
fn review(weights: &Weights) -> Option<Ruling> {
    let of = |deed| weights.of_deed(deed);
    if of(Deed::Decides) >= 3.0 {
        return Some((ReplyKind::Decision, vec![Deed::Decides], of(Deed::Decides)));
    }
    let (up, partly, not) = (of(Deed::Upheld), of(Deed::Partly), of(Deed::NotUpheld));
    if of(Deed::Reviews) < 1.5 {
        return None;
    }
    if up + partly + not < OUTRIGHT {
        // A review asked for and promised: its receipt.
        let promised = of(Deed::Acknowledges) >= 0.5 && of(Deed::WillAnswer) >= 1.0 && of(Deed::Reviews) >= OUTRIGHT;
        return promised.then(|| (ReplyKind::Acknowledged, vec![Deed::Acknowledges], of(Deed::Acknowledges)));
    }
    let reviews = |kind, deed: Deed, margin: f64| Some((kind, vec![deed, Deed::Reviews], margin));
    let both = up >= OUTRIGHT && not >= OUTRIGHT && !(not_upheld_outright(weights) && up <= OUTRIGHT);
    if partly > 0.0 || both {
        reviews(ReplyKind::ReviewPartly, Deed::Partly, partly.max(1.0))
    } else if not >= up || not_upheld_outright(weights) {
        reviews(ReplyKind::ReviewNotUpheld, Deed::NotUpheld, not - up)
    } else {
        reviews(ReplyKind::ReviewUpheld, Deed::Upheld, up - not)
    }
}

/// "not upheld" holds "upheld": the longer words win.
fn not_upheld_outright(weights: &Weights) -> bool {
    weights.words(Deed::NotUpheld).iter().any(|words| {
        let words = words.to_lowercase();
        words.contains("not") && words.contains("uph")
    })
}

/// An answer or a refusal, unless something stronger stops short of one.
fn answer(weights: &Weights) -> Option<Ruling> {
    let acts = weights.acts;
    let refuses = acts.withholds >= OUTRIGHT;
    // What is only left unanswered lacks something beside an answer; alone it may be a mere delay.
    let lacks = acts.not_held >= 1.5
        || acts.lacks >= 1.5 && (acts.gives >= 1.0 || !waits(weights) && weights.of_deed(Deed::Clarifies) < 1.5);
    // Beside a refusal of the whole there must be plainly an answer; else a sentence will do.
    // Where nothing else is said, a figure will do that speaks in words of its own.
    let least = match (refuses || lacks, acts.covers_all(), waits(weights)) {
        (true, true, _) => 2.0,
        (false, _, false) => 0.8,
        _ => 1.0,
    };
    let gives = acts.gives >= least;
    if stops_short(weights) {
        return None;
    }
    let refusal = [Deed::Withholds, Deed::OverCost, Deed::Vexatious];
    let given = [Deed::Attaches, Deed::Gives, Deed::Published];
    match (gives, refuses, lacks) {
        (true, true, _) => Some((ReplyKind::Partial, [&refusal[..], &given].concat(), acts.withholds.min(acts.gives))),
        (true, false, true) => {
            Some((ReplyKind::Partial, [&[Deed::NotHeld][..], &given].concat(), acts.not_held.min(acts.gives)))
        }
        // Asked and answered in part.
        (true, false, false) if weights.of_deed(Deed::Clarifies) >= 2.5 => {
            Some((ReplyKind::Partial, [&[Deed::Clarifies][..], &given].concat(), acts.gives))
        }
        (true, false, false) => {
            (acts.gives >= 1.2 || !waits(weights)).then(|| (ReplyKind::Full, given.to_vec(), acts.gives))
        }
        (false, true, _) => Some((ReplyKind::Refused, refusal.to_vec(), acts.withholds)),
        (false, false, true) => Some((ReplyKind::NotHeld, vec![Deed::NotHeld], acts.not_held)),
        (false, false, false) => None,
    }
}

/// Does the letter only acknowledge, or say that it is late?
fn waits(weights: &Weights) -> bool {
    weights.of_deed(Deed::Acknowledges) >= 1.5
        || weights.of_deed(Deed::WillAnswer) >= 1.5
        || weights.of_deed(Deed::Late) >= 1.5 && !only_sorry(weights)
}

/// "I apologise for the delay in replying", and no promise: the answer has come, late.
fn only_sorry(weights: &Weights) -> bool {
    let sorry = |words: &String| {
        let words = words.to_lowercase();
        ["apolog", "sorry", "regret"].iter().any(|said| words.contains(said))
    };
    let late = weights.words(Deed::Late);
    weights.of_deed(Deed::WillAnswer) < 1.0 && !late.is_empty() && late.iter().all(sorry)
}

/// Does it do something that stops short of an answer, more strongly than it answers?
fn stops_short(weights: &Weights) -> bool {
    let of = |deed| weights.of_deed(deed);
    let acts = weights.acts;
    let refusal_outright = acts.withholds >= 4.0;
    let attaches = of(Deed::Attaches) >= OUTRIGHT && acts.gives >= 2.0;
    if of(Deed::Unrelated) >= 3.0 && acts.withholds < OUTRIGHT {
        return true;
    }
    // "It is exempt, but we have yet to weigh the public interest and extend our time": nothing is decided until it is weighed.
    let more_time = of(Deed::Extends) >= 1.5 || of(Deed::WillAnswer) >= 1.0;
    let undecided = of(Deed::Pending) >= OUTRIGHT && of(Deed::Balanced) < OUTRIGHT && more_time;
    if undecided && !attaches && acts.gives < 1.5 {
        return true;
    }
    // An extension weighs exemptions and so speaks of them: only a plain refusal beside it makes it an answer.
    if of(Deed::Extends) >= 1.5
        && of(Deed::Considers) + of(Deed::Late) + of(Deed::WillAnswer) > 0.0
        && !refusal_outright
        && !attaches
        && acts.gives < 2.5
    {
        return true;
    }
    // What was passed on is the other body's to refuse.
    if of(Deed::Transfers) >= OUTRIGHT && acts.withholds < 2.0 * OUTRIGHT && acts.not_held < 1.5 && acts.gives < 1.0 {
        return true;
    }
    let others = [of(Deed::Fees), of(Deed::Clarifies), elsewhere(weights)].into_iter().fold(0.0, f64::max);
    // A refusal's advice to narrow the request asks nothing.
    let refused = acts.withholds >= OUTRIGHT
        && of(Deed::Fees) < 4.0
        && !(of(Deed::Fees) >= OUTRIGHT && of(Deed::Withholds) < OUTRIGHT);
    if others >= OUTRIGHT && !refused && !attaches {
        let transfer = of(Deed::Transfers) >= OUTRIGHT;
        return (acts.not_held < 3.0 || transfer || of(Deed::Fees) >= 4.0 || of(Deed::Clarifies) >= 4.0)
            && acts.gives < others;
    }
    // What confirms receipt and promises an answer may name exemptions at length; it refuses only where it refuses the whole.
    let promises = of(Deed::Acknowledges) >= OUTRIGHT && of(Deed::WillAnswer) >= 1.5 && !acts.covers_all();
    let most_in_receipt = if promises { 2.0 * OUTRIGHT } else { OUTRIGHT };
    let receipt = waits(weights)
        && !(only_sorry(weights) && acts.gives >= 1.0)
        && acts.withholds < most_in_receipt
        && acts.not_held < 3.0
        && !attaches;
    receipt && acts.gives < 3.0 && !(acts.gives >= 1.4 && of(Deed::WillAnswer) + of(Deed::Late) < 1.0)
}

/// How strongly it sends the request, or the requester, to another body. A plain "not held" that says where to ask stays one.
fn elsewhere(weights: &Weights) -> f64 {
    let of = |deed| weights.of_deed(deed);
    let passed = of(Deed::Transfers);
    if weights.acts.not_held >= 1.5 { passed } else { passed + of(Deed::Elsewhere) + 0.5 * of(Deed::Suggests) }
}

/// What stops short of an answer.
fn interim(letter: &Letter, weights: &Weights) -> Ruling {
    let of = |deed| weights.of_deed(deed);
    let fees = of(Deed::Fees);
    let extends = of(Deed::Extends) + 0.5 * of(Deed::Considers);
    let candidates = [
        (ReplyKind::Extension, Deed::Extends, if of(Deed::Extends) >= 1.5 { extends } else { 0.0 }, 2.0),
        (ReplyKind::Extension, Deed::Pending, of(Deed::Pending), 2.0),
        (ReplyKind::FeesNotice, Deed::Fees, fees, 2.0),
        // "As we have not heard from you it has been closed": the end, not the question.
        (
            ReplyKind::Withdrawal,
            Deed::Withdraws,
            if of(Deed::Withdraws) >= of(Deed::Clarifies).max(elsewhere(weights)) { of(Deed::Withdraws) } else { 0.0 },
            2.0,
        ),
        (ReplyKind::Clarification, Deed::Clarifies, of(Deed::Clarifies), 2.0),
        (ReplyKind::Transfer, Deed::Transfers, elsewhere(weights), 2.0),
        (ReplyKind::Withdrawal, Deed::Withdraws, of(Deed::Withdraws), 2.0),
        (ReplyKind::Holding, Deed::Late, of(Deed::Late), 1.5),
    ];
    if of(Deed::Unrelated) >= 3.0 {
        return (ReplyKind::Unrelated, vec![Deed::Unrelated], of(Deed::Unrelated));
    }
    // Receipts name extensions, fees and clarification in general terms: they need to be said more strongly there.
    let receipt = of(Deed::Acknowledges) >= 1.5 && of(Deed::WillAnswer) >= 1.0;
    for (kind, deed, weight, least) in candidates {
        let least = if receipt && kind != ReplyKind::Transfer { least + 0.5 } else { least };
        if weight >= least {
            return (kind, vec![deed], weight - least + 1.0);
        }
    }
    // A machine's word that speaks of no request of ours.
    if of(Deed::Automatic) >= 1.0 && of(Deed::FoiDesk) == 0.0 && of(Deed::Acknowledges) < 1.5 {
        return (ReplyKind::AutoReply, vec![Deed::Automatic], 1.0);
    }
    if of(Deed::Acknowledges) + of(Deed::WillAnswer) >= 1.0 {
        return (ReplyKind::Acknowledged, vec![Deed::Acknowledges, Deed::WillAnswer], of(Deed::Acknowledges));
    }
    if letter.automatic || of(Deed::Automatic) >= 1.0 || of(Deed::OutOfOffice) >= 1.0 {
        return (ReplyKind::AutoReply, vec![Deed::OutOfOffice, Deed::Automatic], 1.0);
    }
    if of(Deed::Unrelated) >= OUTRIGHT {
        return (ReplyKind::Unrelated, vec![Deed::Unrelated], of(Deed::Unrelated));
    }
    (ReplyKind::Unclear, Vec::new(), 0.0)
}

/// What else the letter does outright.
fn also(kind: ReplyKind, weights: &Weights) -> Vec<ReplyKind> {
    let of = |deed| weights.of_deed(deed);
    let mut also = Vec::new();
    let answered = kind.answers();
    let mut add = |other: ReplyKind, does: bool| {
        if does && other != kind {
            also.push(other);
        }
    };
    add(ReplyKind::Extension, answered && of(Deed::Extends) >= 3.0);
    add(ReplyKind::Clarification, of(Deed::Clarifies) >= 3.5);
    add(ReplyKind::FeesNotice, of(Deed::Fees) >= 4.0);
    add(ReplyKind::Transfer, of(Deed::Transfers) >= 2.0);
    add(ReplyKind::Acknowledged, !answered && of(Deed::Acknowledges) >= 2.0);
    also
}

/// What kind of refusal it is, where all of it is of one kind.
pub fn kind_of_refusal(kind: ReplyKind, relied: &[Exemption], weights: &Weights) -> Option<ReplyKind> {
    if kind != ReplyKind::Refused {
        return None;
    }
    let written: Vec<String> = relied.iter().map(|section| section.section().to_string()).collect();
    let all = |wanted: &[&str]| !written.is_empty() && written.iter().all(|section| wanted.contains(&section.as_str()));
    let of = |deed| weights.of_deed(deed);
    if all(&["s12", "FOISA s12"]) || written.is_empty() && of(Deed::OverCost) >= OUTRIGHT {
        Some(ReplyKind::OverCostLimit)
    } else if all(&["s14", "FOISA s14"]) || written.is_empty() && of(Deed::Vexatious) >= OUTRIGHT {
        Some(ReplyKind::Vexatious)
    } else if all(&["s21", "FOISA s25", "EIR r6", "EISR r6"]) {
        Some(ReplyKind::AlreadyPublished)
    } else {
        None
    }
}

/// A margin between kinds as a probability. Fitted by hand to the reliability on labelled letters (ARCHITECTURE, "Reading").
fn confidence(margin: f64) -> f64 {
    let sure = 1.0 / (1.0 + (-(0.6 + 0.8 * margin)).exp());
    sure.clamp(0.2, 0.99)
}

/// The kind in the light of the cells: full, partial, refused and not held hang on what was answered.
///
/// The letter's own acts come first, and cells move its kind only where they are likely (one half and more) and the letter has
/// words for it: a refusal beside which a question is answered is partial, an answer beside which one is refused or left blank
/// too. What is taken for a receipt, a review or an extension stays one.
pub fn decide(recognised: &Recognised, proposals: &[Proposal]) -> ReplyKind {
    let elsewhere = recognised
        .exemptions
        .iter()
        .any(|section| ["s21", "FOISA s25", "EIR r6", "EISR r6"].contains(&section.section().to_string().as_str()));
    let mut cells = Cells::default();
    let mut sure = Cells::default();
    let mut blank = false;
    for proposal in proposals.iter().filter(|proposal| proposal.accepted || proposal.confidence >= LIKELY) {
        cells.count(proposal, elsewhere);
        if proposal.accepted || proposal.confidence >= SURE {
            sure.count(proposal, elsewhere);
        }
        blank |= proposal.answer.state == CellState::NotAnswered;
    }
    let acts = recognised.acts;
    let withheld = cells.withholds > 0.0 && acts.withholds > 0.0 || sure.withholds > 0.0;
    let lacking = cells.not_held > 0.0 && acts.not_held > 0.0 || sure.not_held > 0.0;
    // One figure taken for an answer is mostly one of the reasons; two, or one that the words too take for one, are answers.
    let most = 2.0 * sure.gives >= proposals.len() as f64;
    let answered = if acts.covers_all() {
        most && sure.gives > 1.0
    } else {
        sure.gives > 1.0 || sure.gives > 0.0 && acts.gives > 0.0
    };
    match recognised.kind {
        ReplyKind::Full if withheld || lacking || blank && cells.gives > 0.0 => ReplyKind::Partial,
        // What is said of all that was asked stands against a figure among its reasons.
        ReplyKind::Refused | ReplyKind::NotHeld if answered => ReplyKind::Partial,
        ReplyKind::NotHeld if cells.withholds > 0.0 && acts.withholds > 0.0 => ReplyKind::Refused,
        ReplyKind::Unclear => match (cells.gives > 0.0, cells.withholds > 0.0, cells.not_held > 0.0 || blank) {
            (true, false, false) => ReplyKind::Full,
            (true, _, _) => ReplyKind::Partial,
            (false, true, _) => ReplyKind::Refused,
            (false, false, true) if cells.not_held > 0.0 => ReplyKind::NotHeld,
            (false, false, _) => ReplyKind::Unclear,
        },
        kind => kind,
    }
}

/// How many questions were given, refused, or not held.
#[derive(Default)]
struct Cells {
    gives: f64,
    withholds: f64,
    not_held: f64,
}

impl Cells {
    /// `elsewhere` where the letter refuses what is published.
    fn count(&mut self, proposal: &Proposal, elsewhere: bool) {
        match proposal.answer.state {
            CellState::Value
            | CellState::Zero
            | CellState::Censored
            | CellState::InAttachment
            | CellState::NotApplicable => self.gives += 1.0,
            CellState::PublishedElsewhere if elsewhere || !proposal.answer.exemptions.is_empty() => {
                self.withholds += 1.0
            }
            CellState::PublishedElsewhere => self.gives += 1.0,
            CellState::Exempt | CellState::OverCostLimit => self.withholds += 1.0,
            CellState::NotHeld => self.not_held += 1.0,
            CellState::NotAnswered | CellState::SeeOtherAnswer | CellState::Unclear | CellState::NoReply => {}
        }
    }
}

/// So likely a cell counts against the letter's own words.
const SURE: f64 = 0.85;

/// Below even odds a cell says nothing about the letter.
const LIKELY: f64 = 0.5;
