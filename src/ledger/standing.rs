//! What a cell stands for today, settled or not: the one rule that exports, coverage and findings share.

use super::{Cell, CellState, Disposition, Row};
use crate::campaign::QuestionId;

impl Disposition {
    /// Every disposition, from nothing sent to everything answered and what stands outside.
    pub const ALL: [Self; 11] = [
        Self::Full,
        Self::Partial,
        Self::Refused,
        Self::NotHeld,
        Self::Unclear,
        Self::Waiting,
        Self::NoReply,
        Self::NotDelivered,
        Self::NotSent,
        Self::Moved,
        Self::AfterClose,
    ];

    /// The word in JSON, exports and expressions.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::NotDelivered => "not_delivered",
            Self::NoReply => "no_reply",
            Self::Waiting => "waiting",
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::NotHeld => "not_held",
            Self::Moved => "moved",
            Self::Unclear => "unclear",
            Self::AfterClose => "after_close",
        }
    }

    /// The outcome code of AAPOR's Standard Definitions (10th edition), to its first decimal: 1 an interview, 2 eligible and
    /// no interview, 3 of unknown eligibility, 4 not eligible.
    pub fn aapor(self) -> &'static str {
        match self {
            Self::Full => "1.1",
            Self::Partial => "1.2",
            Self::Refused => "2.1",
            Self::NoReply => "2.2",
            Self::Waiting | Self::Unclear | Self::AfterClose => "2.3",
            Self::NotSent => "3.1",
            Self::NotDelivered => "3.2",
            Self::NotHeld | Self::Moved => "4.0",
        }
    }

    /// As a person reads it in a table.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotSent => "not sent yet",
            Self::NotDelivered => "not delivered",
            Self::NoReply => "no reply",
            Self::Waiting => "acknowledged, no answer yet",
            Self::Full => "answered in full",
            Self::Partial => "answered in part",
            Self::Refused => "refused",
            Self::NotHeld => "holds none of it",
            Self::Moved => "passed on or withdrawn",
            Self::Unclear => "reply to be read by a person",
            Self::AfterClose => "answered after the closing date",
        }
    }
}

impl std::fmt::Display for Disposition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words())
    }
}

impl Row {
    /// The cell of `question`.
    pub fn cell(&self, question: &QuestionId) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.question == *question)
    }

    /// Answered within the campaign, with information, a refusal or "we hold none".
    pub fn has_replied(&self) -> bool {
        self.replied.is_some() && self.disposition != Disposition::AfterClose
    }

    /// Calendar days from the letter to the answer.
    pub fn days_to_reply(&self) -> Option<i32> {
        let (sent, replied) = (self.sent?, self.replied?);
        if !self.has_replied() {
            return None;
        }
        Some(sent.until(replied).ok()?.get_days())
    }

    /// The answer came after the due date; `None` while there is no answer or no due date.
    pub fn is_late(&self) -> Option<bool> {
        let (due, replied) = (self.due?, self.replied?);
        self.has_replied().then_some(replied > due)
    }

    /// The state of `cell`, one of this row's: as settled, or else what the row says about its absence.
    ///
    /// A cell with a proposal that waits is `unclear`, as the vocabulary has it: a person must say what the words mean.
    pub fn state_of(&self, cell: &Cell) -> CellState {
        if let Some(settled) = &cell.settled {
            return settled.answer.state;
        }
        if cell.waits() {
            return CellState::Unclear;
        }
        match self.disposition {
            Disposition::NotSent | Disposition::NotDelivered | Disposition::NoReply | Disposition::Waiting => {
                CellState::NoReply
            }
            Disposition::Full
            | Disposition::Partial
            | Disposition::Refused
            | Disposition::NotHeld
            | Disposition::AfterClose => CellState::NotAnswered,
            Disposition::Moved => CellState::NotApplicable,
            Disposition::Unclear => CellState::Unclear,
        }
    }
}
