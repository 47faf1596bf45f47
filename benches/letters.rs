//! How fast letters are written: 10,000 requests from one parsed template, with and without their mails.
//!
//! `cargo bench --bench letters`. One core. The measure to beat: Jinja2 writes 10,000 in 0.62 s.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use foi::authority::{Authority, Code};
use foi::campaign::{Around, Campaign, load};
use foi::letter::{self, Facts, Mailing, Writer};
use foi::request::{LetterKind, Token, message_id_for};

fn main() {
    divan::main();
}

/// The reference campaign, its trusts repeated under other codes until there are `count`.
fn campaign(count: usize) -> (Campaign, Vec<(Authority, Facts)>) {
    let around = Around { regimes: vec!["uk-foia".into()], ..Around::default() };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns/nhs-data-security-2018");
    let (campaign, _) = load(&folder, &around).unwrap_or_else(|error| panic!("{error}"));
    let members = campaign.frame.members.iter().cycle().take(count).zip(0..).map(|(authority, nth)| {
        let authority = Authority { code: Code(format!("B{nth}")), ..authority.clone() };
        let facts = Facts::of_request(Token::for_request(&campaign.name, &authority.code, 0), campaign.opens);
        (authority, facts)
    });
    let members = members.collect();
    (campaign, members)
}

#[divan::bench(sample_count = 10)]
fn ten_thousand_letters(bencher: Bencher) {
    let (campaign, members) = campaign(10_000);
    bencher.counter(ItemsCount::new(members.len())).bench_local(|| {
        let writer = Writer::new(&campaign).unwrap_or_else(|faults| panic!("{faults:?}"));
        members.iter().map(|(authority, facts)| write(&writer, authority, facts).body.len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 10)]
fn ten_thousand_mails(bencher: Bencher) {
    let (campaign, members) = campaign(10_000);
    bencher.counter(ItemsCount::new(members.len())).bench_local(|| {
        let writer = Writer::new(&campaign).unwrap_or_else(|faults| panic!("{faults:?}"));
        members.iter().map(|(authority, facts)| mail(&campaign, &writer, authority, facts).len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 10)]
fn one_answer_sheet(bencher: Bencher) {
    let (campaign, members) = campaign(1);
    let (authority, facts) = &members[0];
    bencher.bench_local(|| letter::answer_sheet(&campaign, authority, &facts.token));
}

fn write(writer: &Writer, authority: &Authority, facts: &Facts) -> letter::Letter {
    writer.write(LetterKind::Request, authority, facts).unwrap_or_else(|error| panic!("{error}"))
}

fn mail(campaign: &Campaign, writer: &Writer, authority: &Authority, facts: &Facts) -> Vec<u8> {
    let email = &campaign.requester.email;
    let address = |text: &str| text.parse().unwrap_or_else(|error| panic!("{error}"));
    let mailing = Mailing {
        from_name: campaign.requester.name.parse().unwrap_or_else(|error| panic!("{error}")),
        from: address(email),
        to_name: None,
        to: address("foi@ashdown.example"),
        reply_to: None,
        message_id: message_id_for(&facts.token, 0, email),
        date: jiff::Timestamp::UNIX_EPOCH,
        in_reply_to: None,
        references: Vec::new(),
        attachments: Vec::new(),
    };
    letter::to_eml(&write(writer, authority, facts), &mailing).unwrap_or_else(|error| panic!("{error}"))
}
