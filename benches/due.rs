//! How fast a large workspace answers: what is due among 50,000 requests, and which of them a late holiday moves.
//!
//! `cargo bench --bench due`. One campaign, on disk; every request sent, acknowledged on the next day, every fifth answered.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use divan::Bencher;
use foi::engine::{Workspace, campaigns, due, holidays};
use foi::law::Holidays;
use foi::request::{Channel, Event, LetterKind, ReplyKind, Says, Source, What};
use foi::store::{StoreError, events, requests};
use jiff::civil::{Date, date};

const REQUESTS: usize = 50_000;
const SENT: Date = date(2022, 9, 1);

fn main() {
    divan::main();
}

const CAMPAIGN: &str = r#"title = "Everybody"
regime = "uk-foia"
opens = 2022-09-01
[requester]
name = "Holly Trevanion"
email = "foi.desk@larkspur-research.example"
[frame]
authorities = "frame.csv"
[letters]
answer_sheet = false
[follow_up]
chase = { after = 1, again_every = 10, at_most = 2 }
[[question]]
id = "trees"
asks = "How many trees were felled?"
type = "count"
"#;

/// A workspace with all of it sent, and most of it waiting.
fn workspace() -> Option<(tempfile::TempDir, Workspace)> {
    let dir = tempfile::tempdir().ok()?;
    let workspace = Workspace::make(dir.path()).ok()?;
    let folder = workspace.campaign("all");
    std::fs::create_dir_all(&folder).ok()?;
    std::fs::write(folder.join("campaign.toml"), CAMPAIGN).ok()?;
    let line = |n: usize| format!("A{n},Council {n},council,,foi@a{n}.example\n");
    let frame: String = (0..REQUESTS).map(line).collect();
    std::fs::write(folder.join("frame.csv"), format!("code,name,kind,region,email\n{frame}")).ok()?;
    let mut store = workspace.store().ok()?;
    let campaign = campaigns::open(&workspace, &store, "all").ok()?.campaign;
    let now = SENT.at(12, 0, 0, 0).in_tz("Europe/London").ok()?.timestamp();
    campaigns::freeze(&mut store, &campaign, now).ok()?;
    let all = requests::of_campaign(store.read(), "all").ok()?;
    let event = |request: &requests::StoredRequest, on, what| Event {
        id: 0,
        request: request.id.clone(),
        on,
        recorded: now,
        source: Source::Foi,
        what,
    };
    let kept: Result<(), StoreError> = store.write(|tx| {
        for (request, n) in all.iter().zip(0..) {
            let to = request.email.clone();
            let sent = What::Sent { letter: LetterKind::Request, message: None, channel: Channel::Email, to };
            events::append(tx, &event(request, SENT, sent))?;
            let received =
                |nth, kind| What::Received { message: format!("{n}.{nth}@a.example"), says: Says::only(kind) };
            events::append(tx, &event(request, date(2022, 9, 2), received(1, ReplyKind::Acknowledged)))?;
            if n % 5 == 0 {
                events::append(tx, &event(request, date(2022, 9, 20), received(2, ReplyKind::Full)))?;
            }
        }
        Ok(())
    });
    kept.ok()?;
    Some((dir, workspace))
}

/// How many requests need somebody on a day.
fn due_on(workspace: &Workspace, day: Date) -> usize {
    due::due(workspace, None, day).map_or(0, |(due, _)| due.len())
}

/// The first time on a day: nothing kept is good.
#[divan::bench(sample_count = 6, sample_size = 1)]
fn what_is_due_made_anew(bencher: Bencher) {
    let Some((_dir, workspace)) = workspace() else { return };
    let days = [date(2022, 9, 29), date(2022, 9, 30)];
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        days.get(turn % 2).map_or(0, |day| due_on(&workspace, *day))
    });
}

/// Again, on a day on which nobody is late.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn what_is_due_while_all_wait(bencher: Bencher) {
    let Some((_dir, workspace)) = workspace() else { return };
    due_on(&workspace, date(2022, 9, 29));
    bencher.bench_local(|| due_on(&workspace, date(2022, 9, 29)));
}

/// Again, on a day on which all 40,000 that have not answered are to be chased.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn what_is_due_when_forty_thousand_are_late(bencher: Bencher) {
    let Some((_dir, workspace)) = workspace() else { return };
    due_on(&workspace, date(2022, 10, 3));
    bencher.bench_local(|| due_on(&workspace, date(2022, 10, 3)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_late_holiday_moves_what_is_open(bencher: Bencher) {
    let Some((_dir, workspace)) = workspace() else { return };
    let after = Holidays::embedded();
    let before = after.known_on(SENT);
    bencher
        .bench_local(|| holidays::moved(&workspace, &before, after, date(2022, 9, 12)).map_or(0, |moved| moved.len()));
}
