//! Words that stand on two floors: expressions name what the ledger and the requests above them hold.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use foi::campaign::row_fact;
use foi::ledger::{CellState, Disposition};
use foi::request::ReplyKind;

#[test]
fn the_check_knows_every_cell_state_by_the_ledger_s_word() {
    assert_eq!(row_fact::CELL_STATES, CellState::ALL.map(CellState::words));
}

#[test]
fn the_check_knows_every_kind_of_reply_that_answers() {
    let answering: Vec<&str> = ReplyKind::ALL.into_iter().filter(|kind| kind.answers()).map(ReplyKind::word).collect();
    assert_eq!(row_fact::ANSWERING_KINDS.to_vec(), answering);
}

#[test]
fn the_check_knows_every_disposition_by_the_ledger_s_word() {
    use Disposition as D;
    // A new disposition does not compile until it stands here, and then not pass until the check knows it.
    let place = |disposition: D| match disposition {
        D::NotSent => 0,
        D::NotDelivered => 1,
        D::NoReply => 2,
        D::Waiting => 3,
        D::Full => 4,
        D::Partial => 5,
        D::Refused => 6,
        D::NotHeld => 7,
        D::Moved => 8,
        D::Unclear => 9,
        D::AfterClose => 10,
    };
    let all = [
        D::NotSent,
        D::NotDelivered,
        D::NoReply,
        D::Waiting,
        D::Full,
        D::Partial,
        D::Refused,
        D::NotHeld,
        D::Moved,
        D::Unclear,
        D::AfterClose,
    ];
    for (disposition, word) in all.into_iter().zip(row_fact::DISPOSITIONS) {
        assert_eq!(row_fact::DISPOSITIONS[place(disposition)], word);
        assert_eq!(serde_json::to_value(disposition).unwrap(), word);
    }
}
