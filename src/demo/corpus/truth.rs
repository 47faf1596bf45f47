//! What every authority will have said: the ledger that the letters are then written from.
//!
//! The published findings are made to come out exactly, by solving for them here and nowhere else: the campaign's findings
//! are computed from what the letters say, by the same code as for any campaign. What was published, as we read it:
//!
//! - 159 of 226 replied. 108 gave a usable number of qualified staff: 24 none, 8 of those with somebody in training.
//! - 2,582 employees for each qualified professional: a ratio of two sums over trusts that gave both.
//! - £5,356 spent on average. Trusts whose training was free (£0) count in the mean and stand apart from the range, £238 to
//!   £78,000; among trusts of 3,000 to 4,000 staff £500 to £33,000.
//! - Of 100 usable percentages 12 above the target of 95, 25 below 80, 4 of them below 50.
//!
//! Whatever is not published (who did not hold, was refused or said "fewer than five") is drawn.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::trusts::Trust;
use crate::ledger::{Answer, CellState, Figure, Qualifier, Value};

/// The questions and the observation, in the campaign's order.
pub const QUESTIONS: [&str; 5] = ["staff", "qualified", "trained", "spend", "ig_passed"];
/// What replies say though nobody asked.
pub const OBSERVATION: &str = "in_training";

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Answers, in full or in part.
    Answers,
    /// Refuses everything under an exemption.
    Refuses,
    /// Refuses everything on cost.
    TooCostly,
    /// Holds none of it.
    HoldsNothing,
    /// Answers, but after the campaign has closed.
    AnswersLate,
    /// The request never arrived.
    Bounces,
    /// Asked something back; nobody wrote again.
    AwaitsClarification,
    /// Took more time, and is still taking it.
    Extends,
    /// Wants a fee first.
    WantsFee,
    /// Says another body should be asked.
    PassesOn,
    /// Apologised for the delay, and no more.
    Holds,
    /// Acknowledged, and no more.
    Acknowledges,
    /// Not a word.
    Silent,
}

impl Fate {
    /// How many of the 226 share it. The first four are the 159 that replied in time.
    pub const SHARES: [(Self, usize); 13] = [
        (Self::Answers, 139),
        (Self::Refuses, 9),
        (Self::TooCostly, 7),
        (Self::HoldsNothing, 4),
        (Self::AnswersLate, 5),
        (Self::Bounces, 3),
        (Self::AwaitsClarification, 3),
        (Self::Extends, 3),
        (Self::WantsFee, 1),
        (Self::PassesOn, 2),
        (Self::Holds, 6),
        (Self::Acknowledges, 24),
        (Self::Silent, 20),
    ];

    /// Did a reply come before the campaign closed?
    pub fn replies_in_time(self) -> bool {
        self <= Self::HoldsNothing
    }

    /// Is there a letter with answers to write?
    pub fn writes_answers(self) -> bool {
        matches!(self, Self::Answers | Self::AnswersLate)
    }
}

/// One authority's line.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub code: String,
    pub fate: Fate,
    /// By question; the observation only where the letter says something about it.
    pub cells: BTreeMap<&'static str, Answer>,
}

/// A change to one answer before the letters are written: a test's way to see a finding move.
#[derive(Debug, Clone, PartialEq)]
pub struct Tweak {
    pub authority: String,
    pub question: &'static str,
    pub answer: Answer,
}

/// Makes the ledger for `trusts`, in their order.
pub fn make(seed: u64, trusts: &[Trust]) -> Vec<Row> {
    let mut chance = Chance::of(seed, "truth");
    let mut fates: Vec<Fate> =
        Fate::SHARES.iter().flat_map(|(fate, count)| std::iter::repeat_n(*fate, *count)).collect();
    chance.shuffle(&mut fates);
    let mut rows: Vec<Row> = trusts
        .iter()
        .zip(fates)
        .map(|(trust, fate)| Row { code: trust.code.clone(), fate, cells: whole_letter(fate, &mut chance) })
        .collect();
    let sizes: BTreeMap<&str, u32> = trusts.iter().map(|trust| (trust.code.as_str(), trust.size)).collect();
    answer_staff(&mut rows, &sizes, &mut chance);
    answer_qualified(&mut rows, &mut chance);
    answer_trained(&mut rows, &mut chance);
    answer_spend(&mut rows, &mut chance);
    answer_ig(&mut rows, &mut chance);
    solve_ratio(&mut rows);
    rows
}

/// Puts `tweaks` into `rows`.
pub fn tweak(rows: &mut [Row], tweaks: &[Tweak]) {
    for Tweak { authority, question, answer } in tweaks {
        for row in rows.iter_mut().filter(|row| row.code == *authority) {
            row.cells.insert(question, answer.clone());
        }
    }
}

/// The number in a usable cell of `row`: a value or nought.
pub fn number(row: &Row, question: &str) -> Option<f64> {
    match row.cells.get(question) {
        Some(Answer { state: CellState::Value | CellState::Zero, value: Some(Value::Number(number)), .. }) => {
            Some(*number)
        }
        _ => None,
    }
}

/// The cells of those who treat all questions alike.
fn whole_letter(fate: Fate, chance: &mut Chance) -> BTreeMap<&'static str, Answer> {
    let all = match fate {
        Fate::Refuses => exempt(&[*chance.pick(&["s31(1)(a)", "s31(1)(a)", "s31(1)", "s24(1)"])]),
        Fate::TooCostly => Answer { exemptions: vec!["s12".into()], ..Answer::of(CellState::OverCostLimit) },
        Fate::HoldsNothing => Answer::of(CellState::NotHeld),
        _ => Answer::of(CellState::NoReply),
    };
    QUESTIONS.iter().map(|question| (*question, all.clone())).collect()
}

fn exempt(sections: &[&str]) -> Answer {
    Answer { exemptions: sections.iter().map(|s| (*s).to_owned()).collect(), ..Answer::of(CellState::Exempt) }
}

fn not_held() -> Answer {
    Answer::of(CellState::NotHeld)
}

fn people(count: u32) -> Answer {
    Answer::number(f64::from(count), Some("people".into()))
}

/// Positions of the rows that write answers, in time ones first shuffled, the late ones after them.
fn writers(rows: &[Row], chance: &mut Chance) -> Vec<usize> {
    let mut writers: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].fate == Fate::Answers).collect();
    chance.shuffle(&mut writers);
    writers.extend((0..rows.len()).filter(|at| rows[*at].fate == Fate::AnswersLate));
    writers
}

fn answer_staff(rows: &mut [Row], sizes: &BTreeMap<&str, u32>, chance: &mut Chance) {
    let writers = writers(rows, chance);
    for (order, at) in writers.into_iter().enumerate() {
        let row = &mut rows[at];
        let answer = match order {
            // Two say where it is published; three do not hold it at the day asked about.
            0..=1 => Answer { exemptions: vec!["s21".into()], ..Answer::of(CellState::PublishedElsewhere) },
            2..=4 => not_held(),
            _ => {
                let size = sizes.get(row.code.as_str()).copied().unwrap_or(3_000);
                // A directory's figure and a reply's are never the same.
                let mut total = size - size * chance.between(0, 6) / 100 + chance.between(0, 90);
                // So that no rounding at the edges decides who is a trust of 3,000 to 4,000.
                while (2_950..=3_050).contains(&total) || (3_950..=4_050).contains(&total) {
                    total += 61;
                }
                staff(total, total * chance.between(24, 41) / 100)
            }
        };
        row.cells.insert("staff", answer);
    }
}

fn staff(total: u32, part_time: u32) -> Answer {
    let parts = [("full-time", total - part_time), ("part-time", part_time)];
    Answer {
        parts: parts.into_iter().map(|(name, count)| (name.to_owned(), Figure::Number(f64::from(count)))).collect(),
        ..people(total)
    }
}

fn answer_qualified(rows: &mut [Row], chance: &mut Chance) {
    // Who is not usable must not be the five without staff, or the ratio would rest on fewer rows.
    let writers = writers(rows, chance);
    for (order, at) in writers.into_iter().enumerate() {
        let answer = match order {
            0..=23 => {
                if order < 8 {
                    rows[at].cells.insert(OBSERVATION, yes_no(true));
                } else if order < 13 {
                    rows[at].cells.insert(OBSERVATION, yes_no(false));
                }
                people(0)
            }
            24..=107 => people([1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8][chance.below(12)]),
            108..=120 => exempt(&[*chance.pick(&["s31(1)(a)", "s31(1)(a)", "s31(1)", "s24(1)"])]),
            121..=131 => not_held(),
            132..=134 => Answer { exemptions: vec!["s12".into()], ..Answer::of(CellState::OverCostLimit) },
            135..=138 => fewer_than(5.0, "people"),
            _ => people(chance.between(0, 4)),
        };
        rows[at].cells.insert("qualified", answer);
    }
}

fn yes_no(value: bool) -> Answer {
    Answer { value: Some(Value::YesNo(value)), ..Answer::of(CellState::Value) }
}

fn fewer_than(bound: f64, unit: &str) -> Answer {
    Answer {
        high: Some(bound),
        qualifier: Some(Qualifier::Lt),
        unit: Some(unit.into()),
        ..Answer::of(CellState::Censored)
    }
}

fn answer_trained(rows: &mut [Row], chance: &mut Chance) {
    let writers = writers(rows, chance);
    for (order, at) in writers.into_iter().enumerate() {
        let most = number(&rows[at], "staff").unwrap_or(2_500.0);
        let share = 0.35 + 0.6 * chance.unit();
        let count = (most * share).floor();
        let answer = match order {
            0..=14 => not_held(),
            15..=18 => exempt(&["s31(1)(a)"]),
            19..=20 => Answer { exemptions: vec!["s12".into()], ..Answer::of(CellState::OverCostLimit) },
            21..=30 => Answer {
                state: CellState::Censored,
                qualifier: Some(Qualifier::Approx),
                ..Answer::number((count / 50.0).floor() * 50.0, Some("people".into()))
            },
            // The table says one thing and the sentence another: a person must ask or decide.
            31..=33 => Answer { value: Some(Value::Number(count)), ..Answer::of(CellState::Unclear) },
            // In a scan without a text layer.
            34..=35 => Answer::of(CellState::InAttachment),
            _ => Answer::number(count, Some("people".into())),
        };
        rows[at].cells.insert("trained", answer);
    }
}

fn answer_spend(rows: &mut [Row], chance: &mut Chance) {
    const USABLE: usize = 96;
    const FREE: usize = 30;
    let writers = writers(rows, chance);
    let (usable, rest) = writers.split_at(USABLE);
    for at in &usable[..FREE] {
        rows[*at].cells.insert("spend", pounds(0.0));
    }
    let spends = solve_spend(rows, &usable[FREE..], 5_356.0 * USABLE as f64, chance);
    for (at, spend) in usable[FREE..].iter().zip(spends) {
        rows[*at].cells.insert("spend", pounds(spend));
    }
    for (order, at) in rest.iter().enumerate() {
        let answer = match order {
            0..=26 => not_held(),
            27..=36 => exempt(&[*chance.pick(&["s31(1)(a)", "s31(1)", "s43(2)"])]),
            37..=42 => Answer { exemptions: vec!["s12".into()], ..Answer::of(CellState::OverCostLimit) },
            _ => pounds(f64::from(chance.between(3, 90) * 100)),
        };
        rows[*at].cells.insert("spend", answer);
    }
}

fn pounds(value: f64) -> Answer {
    Answer::number(value, Some("pounds".into()))
}

/// Draws what each of `spenders` paid, more than nothing, so that all come to `total` and the two ranges are as published.
fn solve_spend(rows: &[Row], spenders: &[usize], total: f64, chance: &mut Chance) -> Vec<f64> {
    let middling = |at: &usize| number(&rows[*at], "staff").is_some_and(|staff| (3_000.0..=4_000.0).contains(&staff));
    // A long tail, as spending has: most pay hundreds or a few thousand.
    let mut spends: Vec<f64> =
        spenders.iter().map(|_| (6.3 + 3.4 * chance.unit()).exp().clamp(520.0, 30_000.0)).collect();
    let (mids, others): (Vec<usize>, Vec<usize>) = (0..spenders.len()).partition(|at| middling(&spenders[*at]));
    let fixed = [(mids[0], 500.0), (mids[1], 33_000.0), (others[0], 238.0), (others[1], 78_000.0)];
    for (at, spend) in fixed {
        spends[at] = spend;
    }
    let free: Vec<usize> = (0..spends.len()).filter(|at| fixed.iter().all(|(fixed, _)| fixed != at)).collect();
    let wanted = total - fixed.iter().map(|(_, spend)| spend).sum::<f64>();
    // Scaling and clamping by turns settles in a few rounds; whole fives look as bills do.
    for _ in 0..40 {
        let now: f64 = free.iter().map(|at| spends[*at]).sum();
        for at in &free {
            spends[*at] = (spends[*at] * wanted / now).clamp(505.0, 32_500.0).round();
        }
    }
    // What rounding left over falls to the middling of the free, a pound each.
    let mut left = wanted - free.iter().map(|at| spends[*at]).sum::<f64>();
    for at in free.iter().cycle() {
        if left == 0.0 {
            break;
        }
        if (600.0..32_000.0).contains(&spends[*at]) {
            spends[*at] += left.signum();
            left -= left.signum();
        }
    }
    spends
}

fn answer_ig(rows: &mut [Row], chance: &mut Chance) {
    let writers = writers(rows, chance);
    for (order, at) in writers.into_iter().enumerate() {
        let tenths = |low: u32, high: u32, chance: &mut Chance| f64::from(chance.between(low, high)) / 10.0;
        let answer = match order {
            0..=11 => percent(tenths(951, 996, chance)),
            12..=15 => percent(tenths(312, 488, chance)),
            16..=36 => percent(tenths(561, 797, chance)),
            // The target itself is not above the target.
            37..=40 => percent(95.0),
            41..=60 => percent(f64::from(chance.between(80, 94))),
            61..=99 => percent(tenths(802, 948, chance)),
            100..=124 => not_held(),
            125..=132 => exempt(&["s31(1)(a)"]),
            133..=138 => Answer { exemptions: vec!["s12".into()], ..Answer::of(CellState::OverCostLimit) },
            _ => percent(tenths(700, 960, chance)),
        };
        rows[at].cells.insert("ig_passed", answer);
    }
}

fn percent(value: f64) -> Answer {
    Answer::number(value, Some("percent".into()))
}

/// Moves the qualified, then one large trust's staff, until employees by qualified are 2,582 to the last person.
fn solve_ratio(rows: &mut [Row]) {
    const WANTED: f64 = 2_582.0;
    let both: Vec<usize> = (0..rows.len())
        .filter(|at| rows[*at].fate == Fate::Answers)
        .filter(|at| number(&rows[*at], "staff").is_some() && number(&rows[*at], "qualified").is_some())
        .collect();
    let sum = |rows: &[Row], question| both.iter().filter_map(|at| number(&rows[*at], question)).sum::<f64>();
    let wanted = (sum(rows, "staff") / WANTED).round();
    let mut missing = wanted - sum(rows, "qualified");
    let some: Vec<usize> = both.iter().copied().filter(|at| number(&rows[*at], "qualified") > Some(0.0)).collect();
    for at in some.iter().cycle() {
        if missing == 0.0 {
            break;
        }
        let now = number(&rows[*at], "qualified").unwrap_or_default();
        if missing > 0.0 || now > 1.0 {
            rows[*at].cells.insert("qualified", people((now + missing.signum()) as u32));
            missing -= missing.signum();
        }
    }
    let left = wanted * WANTED - sum(rows, "staff");
    let largest = both.iter().copied().max_by_key(|at| number(&rows[*at], "staff").unwrap_or_default() as u32);
    if let Some(at) = largest {
        let total = number(&rows[at], "staff").unwrap_or_default() + left;
        rows[at].cells.insert("staff", staff(total as u32, (total * 0.31) as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::corpus::trusts;

    fn rows() -> Vec<Row> {
        make(2018, &trusts::make(2018)).into_iter().filter(|row| row.fate.replies_in_time()).collect()
    }

    fn numbers(rows: &[Row], question: &str) -> Vec<f64> {
        rows.iter().filter_map(|row| number(row, question)).collect()
    }

    fn ends(values: &[f64]) -> (f64, f64) {
        (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(0.0, f64::max))
    }

    #[test]
    fn of_226_trusts_159_reply_in_time() {
        assert_eq!(Fate::SHARES.iter().map(|(_, count)| count).sum::<usize>(), trusts::TRUSTS);
        assert_eq!(rows().len(), 159);
    }

    #[test]
    fn of_108_usable_numbers_of_qualified_staff_24_are_none_and_8_of_those_have_somebody_in_training() {
        let rows = rows();
        assert_eq!(numbers(&rows, "qualified").len(), 108);
        let none: Vec<&Row> = rows.iter().filter(|row| number(row, "qualified") == Some(0.0)).collect();
        assert_eq!(none.len(), 24);
        let training = |row: &&&Row| row.cells.get(OBSERVATION) == Some(&yes_no(true));
        assert_eq!(none.iter().filter(training).count(), 8);
    }

    #[test]
    fn there_are_2582_employees_for_each_qualified_professional() {
        let rows = rows();
        let both = rows.iter().filter_map(|row| Some((number(row, "staff")?, number(row, "qualified")?)));
        let (staff, qualified) = both.fold((0.0, 0.0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
        assert_eq!(staff / qualified, 2582.0);
    }

    #[test]
    fn spending_has_the_published_mean_and_both_ranges() {
        let rows = rows();
        let all = numbers(&rows, "spend");
        assert_eq!(all.iter().sum::<f64>() / all.len() as f64, 5356.0);
        let paid: Vec<f64> = all.into_iter().filter(|spend| *spend > 0.0).collect();
        assert_eq!(ends(&paid), (238.0, 78_000.0));
        let middling = rows.iter().filter(|row| number(row, "staff").is_some_and(|n| (3000.0..=4000.0).contains(&n)));
        let paid: Vec<f64> = middling.filter_map(|row| number(row, "spend")).filter(|spend| *spend > 0.0).collect();
        assert_eq!(ends(&paid), (500.0, 33_000.0));
    }

    #[test]
    fn twelve_per_cent_are_above_the_target_a_quarter_below_80_and_some_below_50() {
        let all = numbers(&rows(), "ig_passed");
        let count = |test: fn(&f64) -> bool| all.iter().filter(|percent| test(percent)).count();
        assert_eq!((all.len(), count(|p| *p > 95.0), count(|p| *p < 80.0), count(|p| *p < 50.0)), (100, 12, 25, 4));
    }

    #[test]
    fn nobody_has_more_qualified_or_trained_staff_than_staff() {
        for row in rows() {
            for part in ["qualified", "trained"] {
                if let (Some(staff), Some(part)) = (number(&row, "staff"), number(&row, part)) {
                    assert!(part <= staff, "{}", row.code);
                }
            }
        }
    }
}
