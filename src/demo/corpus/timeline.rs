//! Who writes what, and when: the invented autumn of 2018, from the sending on 20 August to after the close.
//!
//! Most answer within 20 working days (due 18 September, since 27 August was a bank holiday); a share is late, as shares are.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Weekday, date};

use super::brief::Sent;
use super::chance::Chance;
use super::layout::Layout;
use super::letters::{Desk, PaperError};
use super::notices::{Notice, strays};
use super::post::Post;
use super::trusts::Trust;
use super::truth::{Fate, Row};
use super::voice::Voice;
use crate::ledger::{Answer, CellState, Value};
use crate::message::OriginalHash;

/// Turns of the story that happen to a fixed number of those who answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Clarifies,
    Extends,
    Holds,
    /// Bounced, and reached by another road.
    BouncedFirst,
    Delayed,
    /// Corrects the answer to this question later.
    Corrects(&'static str),
    /// Comes again by another route.
    Twice,
    /// Comes inside a mail of somebody who passes it on (message/rfc822).
    PassedOn,
}

const TURNS: [(Turn, usize); 9] = [
    (Turn::Clarifies, 6),
    (Turn::Extends, 5),
    (Turn::Holds, 9),
    (Turn::BouncedFirst, 2),
    (Turn::Delayed, 3),
    (Turn::Corrects("spend"), 2),
    (Turn::Corrects("trained"), 1),
    (Turn::Twice, 8),
    (Turn::PassedOn, 2),
];

/// Writes every mail, in the order of time.
///
/// # Errors
/// An attachment that could not be made.
pub fn write(seed: u64, trusts: &[Trust], rows: &[Row]) -> Result<Vec<Post>, PaperError> {
    let turns = turns(seed, rows);
    let layouts = layouts(seed, rows);
    let mut posts = strays(&mut Chance::of(seed, "strays"));
    for (trust, row) in trusts.iter().zip(rows) {
        let (voice, sent) = (Voice::of(seed, trust), Sent::to(trust));
        let writer = Writer {
            desk: Desk { trust, voice: &voice, sent: &sent },
            row,
            layout: layouts.get(row.code.as_str()).copied().unwrap_or(Layout::Numbered),
            turn: turns.get(row.code.as_str()).copied(),
            seed,
        };
        posts.extend(writer.posts(trusts)?);
    }
    // The two copies of one mail come in the order of their hashes, in which a stopped ingest takes up what it had kept:
    // which of them is the message and which the copy is then the same, stopped or not.
    posts.sort_by_cached_key(|post| (post.at, post.message_id.clone(), OriginalHash::of(&post.bytes)));
    Ok(posts)
}

/// Gives each turn to as many of the answering as it wants; an answer corrected must be a number above nought.
fn turns(seed: u64, rows: &[Row]) -> BTreeMap<&str, Turn> {
    let mut chance = Chance::of(seed, "turns");
    let mut answering: Vec<&Row> = rows.iter().filter(|row| row.fate == Fate::Answers).collect();
    chance.shuffle(&mut answering);
    let mut given = BTreeMap::new();
    for (turn, count) in TURNS {
        let fits = |row: &&Row| match turn {
            Turn::Corrects(question) => row.cells.get(question).is_some_and(|cell| cell.state == CellState::Value),
            _ => true,
        };
        for _ in 0..count {
            if let Some(at) = answering.iter().position(fits) {
                given.insert(answering.remove(at).code.as_str(), turn);
            }
        }
    }
    given
}

/// Deals the layouts out evenly, so that each occurs however few the letters.
fn layouts(seed: u64, rows: &[Row]) -> BTreeMap<&str, Layout> {
    let mut writing: Vec<&str> =
        rows.iter().filter(|row| row.fate.writes_answers()).map(|row| row.code.as_str()).collect();
    let mut chance = Chance::of(seed, "layouts");
    chance.shuffle(&mut writing);
    // A letter passed on below another's cover is left to a person by a careful reader: no published figure rests on one.
    let own = Layout::MIX.map(|layout| if layout == Layout::Forwarded { Layout::Numbered } else { layout });
    let mut dealt: BTreeMap<&str, Layout> = writing.into_iter().zip(own.into_iter().cycle()).collect();
    for row in rows {
        dealt.entry(row.code.as_str()).or_insert_with(|| *chance.pick(&Layout::MIX));
    }
    dealt
}

struct Writer<'a> {
    desk: Desk<'a>,
    row: &'a Row,
    layout: Layout,
    turn: Option<Turn>,
    seed: u64,
}

impl Writer<'_> {
    fn posts(&self, trusts: &[Trust]) -> Result<Vec<Post>, PaperError> {
        let mut chance = self.chance("notices");
        let mut posts = self.first_days(&mut chance);
        let day = self.answer_day();
        match self.turn {
            Some(Turn::Clarifies) => posts.push(self.notice(Notice::Clarification, working_day(6), &mut chance)),
            Some(Turn::Extends) => posts.push(self.notice(Notice::Extension, working_day(18), &mut chance)),
            Some(Turn::Holds) => posts.push(self.notice(Notice::Holding, working_day(20), &mut chance)),
            _ => {}
        }
        match self.row.fate {
            Fate::AwaitsClarification => posts.push(self.notice(Notice::Clarification, working_day(9), &mut chance)),
            Fate::Extends => posts.push(self.notice(Notice::Extension, working_day(20), &mut chance)),
            Fate::WantsFee => posts.push(self.notice(Notice::Fee, working_day(12), &mut chance)),
            Fate::PassesOn => {
                let other = &chance.pick(trusts).name;
                let at = office_hour(working_day(5), &mut chance);
                posts.push(self.desk.notice(Notice::Transfer, at, working_day(25), other, &mut chance));
            }
            Fate::Holds => posts.push(self.notice(Notice::Holding, working_day(21), &mut chance)),
            Fate::Answers | Fate::AnswersLate | Fate::Refuses | Fate::TooCostly | Fate::HoldsNothing => {
                posts.extend(self.answers(day)?);
            }
            Fate::Bounces | Fate::Acknowledges | Fate::Silent => {}
        }
        Ok(posts)
    }

    /// Delivery reports, automatic replies and receipts.
    fn first_days(&self, chance: &mut Chance) -> Vec<Post> {
        let mut posts = Vec::new();
        let sending = date(2018, 8, 20);
        let bounced = self.row.fate == Fate::Bounces || self.turn == Some(Turn::BouncedFirst);
        if bounced {
            posts.push(self.desk.delivery_report(true, sending.at(10, 1, 0, 0), chance));
        }
        if self.turn == Some(Turn::Delayed) {
            posts.push(self.desk.delivery_report(false, sending.at(14, 1, 0, 0), chance));
        }
        if bounced || self.row.fate == Fate::Silent {
            return posts;
        }
        if chance.happens(14) {
            let at = sending.at(10, 2, chance.between(0, 59) as i8, 0);
            let notice = *chance.pick(&[Notice::Automatic, Notice::Mailbox]);
            posts.push(self.desk.notice(notice, at, sending, "", chance));
        } else if chance.happens(5) {
            let back = working_day(chance.between(4, 11));
            let at = sending.at(10, 4, chance.between(0, 59) as i8, 0);
            posts.push(self.desk.notice(Notice::OutOfOffice, at, back, "", chance));
        }
        if self.row.fate == Fate::Acknowledges || chance.happens(67) {
            posts.push(self.notice(Notice::Acknowledged, working_day(chance.between(0, 3)), chance));
        }
        posts
    }

    /// The answer; before it a wrong one where it is corrected later, after it its double.
    fn answers(&self, day: Date) -> Result<Vec<Post>, PaperError> {
        let mut chance = self.chance("answer");
        let at = office_hour(day, &mut chance);
        let Some(Turn::Corrects(question)) = self.turn else {
            let post = self.desk.answer(self.row, self.layout, at, &mut chance)?;
            return Ok(match self.turn {
                Some(Turn::Twice) => vec![by_another_route(&post), post],
                Some(Turn::PassedOn) => vec![self.desk.pass_on(&post, &mut chance)],
                _ => vec![post],
            });
        };
        let mut first = self.row.clone();
        if let Some(Answer { value: Some(Value::Number(number)), .. }) = first.cells.get_mut(question) {
            // A slip of the pen that a person would see through: the last digit but one.
            *number += 10.0;
        }
        let first = self.desk.answer(&first, self.layout, at, &mut chance)?;
        let later = office_hour(later_working_day(day, chance.between(3, 8)), &mut chance);
        Ok(vec![first, self.desk.correction(self.row, question, later, &mut chance)?])
    }

    fn answer_day(&self) -> Date {
        let mut chance = self.chance("day");
        let held_up = matches!(self.turn, Some(Turn::Clarifies | Turn::Extends | Turn::Holds | Turn::BouncedFirst));
        match self.row.fate {
            Fate::AnswersLate => later_working_day(date(2018, 11, 27), chance.between(1, 13)),
            _ if matches!(self.turn, Some(Turn::Corrects(_))) => working_day(chance.between(6, 20)),
            _ if held_up || chance.happens(30) => working_day(chance.between(22, 69)),
            // Officers like the last days.
            _ => working_day(20 - (17.0 * chance.unit().powi(2)) as u32),
        }
    }

    fn notice(&self, notice: Notice, day: Date, chance: &mut Chance) -> Post {
        let until = later_working_day(day, chance.between(8, 20));
        self.desk.notice(notice, office_hour(day, chance), until, "", chance)
    }

    fn chance(&self, of: &str) -> Chance {
        Chance::of(self.seed, &format!("{}: {of}", self.row.code))
    }
}

/// The same mail fetched from a second mailbox: another trace line on top, and nothing else.
fn by_another_route(post: &Post) -> Post {
    let trace = b"Received: from mx.larkspur-research.example by imap2.larkspur-research.example with LMTP\r\n";
    Post { bytes: [trace.as_slice(), &post.bytes].concat(), at: post.at, ..post.clone() }
}

/// The `nth` working day after the sending on 20 August 2018.
fn working_day(nth: u32) -> Date {
    later_working_day(date(2018, 8, 20), nth)
}

fn later_working_day(from: Date, days: u32) -> Date {
    let mut day = from;
    let mut left = days;
    while left > 0 {
        day = day.tomorrow().unwrap_or(Date::MAX);
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        // The summer bank holiday; no other falls between the sending and December.
        if !weekend && day != date(2018, 8, 27) {
            left -= 1;
        }
        if day == Date::MAX {
            break;
        }
    }
    day
}

fn office_hour(day: Date, chance: &mut Chance) -> DateTime {
    // Not before our own letter went on the first day.
    let hour = chance.between(11, 16) as i8;
    day.at(hour, chance.between(0, 59) as i8, chance.between(0, 59) as i8, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twentieth_working_day_is_the_18th_of_september_and_the_last_is_before_the_close() {
        assert_eq!(working_day(20), date(2018, 9, 18));
        assert!(working_day(69) <= date(2018, 11, 27));
    }
}
