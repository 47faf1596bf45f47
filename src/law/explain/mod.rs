//! The reasoning in words: numbered sentences with their provisions, every weekday passed over named with its reason.
//!
//! It listens to the fold and makes sentences of what it hears, so it cannot come to another date. Guidance is never told as
//! law, and a house rule is named as one. It decides nothing.

mod count;
mod days;
mod next;
mod words;

use jiff::civil::Date;

use super::fold::{LawError, Matter, Note, What};
use super::{Calendar, Clock, Event, Explained, Reason, Regime, Step};

/// The clock of one request with its reasoning.
///
/// # Errors
/// [`LawError`] where the events cannot be true or a count leaves the calendar.
///
/// ```
/// use foi::law::{Calendar, Channel, Event, EventKind, Regimes, clock};
/// use jiff::civil::date;
/// let regimes = Regimes::embedded();
/// let sent = [Event::on(date(2026, 3, 2), EventKind::Sent(Channel::Email))];
/// let explained = clock(regimes.get("uk-foia")?, "council", &sent, date(2026, 3, 2), &Calendar::uk(), &[])?;
/// // Not the 30th: 17 March is a bank holiday in Northern Ireland, and so no working day for an English council.
/// assert_eq!(explained.clock.due, Some(date(2026, 3, 31)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn clock(
    regime: &Regime,
    authority_kind: &str,
    events: &[Event],
    as_of: Date,
    calendar: &Calendar,
    closed: &[(Date, Date)],
) -> Result<Explained, LawError> {
    Matter { regime, authority_kind, events, as_of, calendar, closed }.explain()
}

impl Matter<'_> {
    /// The clock with its reasoning: what [`Matter::fold`] gives, and why.
    ///
    /// # Errors
    /// [`LawError`] where the events cannot be true or a count leaves the calendar.
    pub fn explain(&self) -> Result<Explained, LawError> {
        let mut notes = Vec::new();
        let clock = self.fold_telling(&mut notes)?;
        let skipped = skipped(self, &clock);
        let steps = Explainer { matter: self, clock: &clock, skipped: &skipped }.steps(&notes);
        let paragraph = steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>().join(" ");
        Ok(Explained { clock, skipped, steps, paragraph })
    }
}

/// The weekdays between receipt and the due date in force that are no working days.
fn skipped(matter: &Matter, clock: &Clock) -> Vec<Date> {
    match (clock.receipt, clock.extended_due.or(clock.due)) {
        (Some(receipt), Some(due)) if matter.regime.reply.within.is_working_days() => {
            matter.calendar.days_off(receipt, due)
        }
        _ => Vec::new(),
    }
}

/// Makes sentences of one clock.
struct Explainer<'a> {
    matter: &'a Matter<'a>,
    clock: &'a Clock,
    skipped: &'a [Date],
}

/// The order of the law: what starts, stops and resets; the count; what lengthens it; the answer; what may follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Start,
    Count,
    Extension,
    Answer,
    After,
}

impl Explainer<'_> {
    fn steps(&self, notes: &[Note]) -> Vec<Step> {
        let mut steps = self.part(notes, Part::Start);
        steps.extend(self.count(notes));
        steps.extend(self.part(notes, Part::Extension));
        steps.extend(self.extended_step());
        steps.extend(self.part(notes, Part::Answer));
        steps.extend(self.part(notes, Part::After));
        steps.extend(self.next());
        steps
    }

    fn part(&self, notes: &[Note], part: Part) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut before = None;
        for note in notes {
            match note.what {
                What::Reason(reason) if part_of(reason) == part => {
                    // The arrival of an answer is told with the reset it brings.
                    if !(before == Some(Reason::ClarificationResets) && is_arrival(reason)) {
                        steps.push(self.reason(note, reason));
                    }
                }
                What::NotModelled(what) if part == Part::Start => steps.push(self.not_modelled(note.on, what)),
                What::Reason(_) | What::NotModelled(_) => {}
            }
            before = match note.what {
                What::Reason(reason) => Some(reason),
                What::NotModelled(_) => None,
            };
        }
        steps
    }

    /// A step whose sentence ends in its provision.
    fn step(&self, text: impl Into<String>, provision: Option<&str>, code: Option<Reason>, date: Option<Date>) -> Step {
        let mut text: String = text.into();
        let provision = provision.filter(|provision| !provision.is_empty()).map(|own| self.matter.regime.cite(own));
        if let Some(provision) = &provision {
            let end = text.trim_end_matches('.').len();
            text.truncate(end);
            text = format!("{text} ({provision}).");
        }
        Step { text, code, provision, date }
    }

    fn not_modelled(&self, day: Date, what: &str) -> Step {
        let text = format!(
            "What happened on {} is passed over: the row for {} does not model {what}, so the date may be wrong.",
            days::long(day),
            self.matter.regime.name
        );
        self.step(text, None, None, Some(day))
    }
}

fn is_arrival(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::ReceiptEmail
            | Reason::ReceiptPortal
            | Reason::ReceiptFax
            | Reason::ReceiptHand
            | Reason::ReceiptPostThirdDay
            | Reason::ReceiptPostOrdinaryCourse
    )
}

/// Where in the order a reason stands.
fn part_of(reason: Reason) -> Part {
    use Reason::*;
    match reason {
        ReceiptEmail
        | ReceiptPortal
        | ReceiptFax
        | ReceiptHand
        | ReceiptPostThirdDay
        | ReceiptPostOrdinaryCourse
        | ReceiptStated
        | ReceiptTransfer
        | ReceiptNonworking
        | ReceiptLateEvening
        | ReceiptLocalDate
        | StatedReceiptDisregarded
        | Bounced
        | RedirectNotReceived
        | RedirectDoesNotMatter
        | ResendNoEffect
        | ClarificationStops
        | ClarificationResets
        | QuestionNoEffect
        | FeesStop
        | FeesDisregarded
        | FeesPaidTooLate
        | FeesLapsed
        | NewRequest
        | SuccessionContinues
        | SuccessionAssumed
        | CommissionerSpecifiedDay => Part::Start,
        Count30 | CountSchoolDays | SchoolDaysUnknown | Cap60 | Covid60 | CovidReverted | CalendarIncomplete
        | StatedDueDiffers => Part::Count,
        ExtensionPublicInterest
        | ExtensionComplexVoluminous
        | Extension
        | ExtensionNoEstimate
        | ExtensionBeyondLimit
        | ExtensionTooLate
        | ExtensionNoBasis
        | ExtensionAddsNothing
        | ExtensionOnlyOnce
        | ClarificationTooLate
        | FeesNoticeTooLate => Part::Extension,
        HoldingNoEffect | PartialClockRuns | RepliedInTime | RepliedLate | InTimeUnknown | TransferredOut
        | SuccessionEnds | Withdrawn => Part::Answer,
        ReviewCode | ReviewStatute20 | ReviewStatute30 | ReviewStatute40 | ReviewStatute60 | ReviewAskedLate
        | RegulatorSixWeeks | RegulatorSixMonths | Tribunal28Days | TribunalRolls => Part::After,
    }
}
