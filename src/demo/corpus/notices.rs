//! What else a mailbox gets: receipts, automatic replies, delivery reports, questions back, delays, strays.

use jiff::civil::{Date, DateTime};

use super::brief::{BRIEF, Sent};
use super::chance::Chance;
use super::letters::Desk;
use super::mail::{Charset, Headers, Part, date_header};
use super::post::{Envelope, Post, Route, quoted_letter, received};
use super::voice::{PHRASES, fill, phrase};

/// A short mail that decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    Acknowledged,
    /// The FOI desk's machine says that the request is there.
    Automatic,
    /// A mailbox's machine says when it is looked at.
    Mailbox,
    OutOfOffice,
    Clarification,
    Extension,
    Holding,
    Fee,
    Transfer,
}

impl Notice {
    /// The list in `phrases.toml`, and the kind of reply it is.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Acknowledged => ("acknowledged", "acknowledged"),
            Self::Automatic => ("automatic", "acknowledged"),
            Self::Mailbox => ("mailbox", "auto_reply"),
            Self::OutOfOffice => ("out_of_office", "auto_reply"),
            Self::Clarification => ("clarification", "clarification"),
            Self::Extension => ("extension", "extension"),
            Self::Holding => ("holding", "holding"),
            Self::Fee => ("fee", "fees_notice"),
            Self::Transfer => ("transfer", "transfer"),
        }
    }

    fn automatic(self) -> bool {
        matches!(self, Self::Automatic | Self::Mailbox | Self::OutOfOffice)
    }
}

impl Desk<'_> {
    /// Writes `notice`; `until` is the day it names, `other` the body it names.
    pub fn notice(&self, notice: Notice, at: DateTime, until: Date, other: &str, chance: &mut Chance) -> Post {
        let (list, kind) = notice.names();
        let pairs = [
            ("{ref}", self.voice.reference.clone()),
            ("{trust}", self.trust.name.clone()),
            ("{sent}", "20 August 2018".to_owned()),
            ("{due}", day_in_words(jiff::civil::date(2018, 9, 18))),
            ("{until}", day_in_words(until)),
            ("{other}", other.to_owned()),
        ];
        let words = fill(&phrase(&PHRASES.notice, list, chance), &pairs);
        let body = if notice.automatic() { words } else { self.signed(&words, chance) };
        let part = Part::text("plain", &body, *chance.pick(&Charset::ALL));
        let route = match notice {
            // Programs answer with a thread more often than not.
            machine if machine.automatic() && chance.happens(70) => Route::Threaded,
            machine if machine.automatic() => Route::Subject,
            _ if chance.happens(75) => Route::Threaded,
            _ => *chance.pick(&[Route::Subject, Route::CaseSystem]),
        };
        let Desk { trust, voice, sent } = *self;
        let prefix = if notice.automatic() { "Automatic reply:" } else { "RE:" };
        let from_desk = notice != Notice::OutOfOffice;
        let extra: &[(&str, &str)] = match notice.automatic() {
            true => &[("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")],
            false => &[],
        };
        Envelope { trust, voice, sent, route, at, prefix, from_desk }.post(kind, &part, extra, chance)
    }

    /// A delivery report of our own mail server (RFC 3464): failed for good, or only late.
    pub fn delivery_report(&self, failed: bool, at: DateTime, chance: &mut Chance) -> Post {
        let Sent { message_id: ours, subject, .. } = self.sent;
        let to = &self.trust.email;
        let (action, status, said) = match (failed, chance.below(2)) {
            (true, 0) => ("failed", "5.1.1", "550 5.1.1 The e-mail account that you tried to reach does not exist"),
            (true, _) => ("failed", "5.2.2", "552 5.2.2 Mailbox full"),
            _ => ("delayed", "4.4.1", "421 4.4.1 Connection timed out"),
        };
        let outcome = if failed {
            "could not be delivered. It is attached below."
        } else {
            "has not been delivered yet. It will be tried again until it is four days old; you need do nothing."
        };
        let text = format!(
            "This is the mail system at host mx.larkspur-research.example.\n\nYour message to <{to}> {outcome}\n\n<{to}>: host mx.{} said: {said}",
            self.trust.domain
        );
        let report = format!(
            "Reporting-MTA: dns; mx.larkspur-research.example\nArrival-Date: Mon, 20 Aug 2018 10:00:00 +0100\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {said}"
        );
        let headers_of_ours = format!(
            "Message-ID: <{ours}>\nDate: Mon, 20 Aug 2018 10:00:00 +0100\nFrom: {} <{}>\nTo: {to}\nSubject: {subject}",
            BRIEF.requester.name, BRIEF.requester.email
        );
        let parts = [
            Part::raw("text/plain; charset=us-ascii", &text),
            Part::raw("message/delivery-status", &report),
            Part::raw("text/rfc822-headers", &headers_of_ours),
        ];
        let message_id = format!("{}@mx.larkspur-research.example", chance.hex(14));
        let mut headers = Headers::default();
        headers.put("Return-Path", "<>");
        headers.put_address("From", "Mail Delivery System", "MAILER-DAEMON@mx.larkspur-research.example");
        headers.put_address("To", "", &BRIEF.requester.email);
        let heading = if failed { "Undelivered Mail Returned to Sender" } else { "Delayed Mail (still being retried)" };
        headers.put("Subject", heading).put("Date", &date_header(at)).put("Message-ID", &format!("<{message_id}>"));
        headers.put("Auto-Submitted", "auto-replied");
        let part = Part::multi("report; report-type=delivery-status", &parts, chance);
        let kind = if failed { "bounce" } else { "delayed" };
        Post { message_id, authority: Some(self.trust.code.clone()), kind, at, bytes: headers.with(&part) }
    }

    fn signed(&self, words: &str, chance: &mut Chance) -> String {
        let voice = self.voice;
        let mut body = format!(
            "{}\n\n{words}\n\n{}\n\n{}\n{}\n{}\n{}",
            voice.salutation, voice.close, voice.person, voice.role, self.trust.name, self.trust.email
        );
        if !voice.disclaimer.is_empty() {
            body.push_str(&format!("\n\n{}", voice.disclaimer));
        }
        if chance.happens(25) {
            body.push_str(&format!("\n\n{}", quoted_letter(self.sent, &self.trust.email, chance)));
        }
        body
    }
}

/// Mails that are no business of this campaign: another request's answer that went astray, and an advertisement.
pub fn strays(chance: &mut Chance) -> Vec<Post> {
    let astray = "Dear Mr Pellow\n\nInformation request PH/2291: filling of potholes\n\nThank you for your request of 6 August 2018. In 2017/18 the Council filled 4,218 potholes at a cost of £311,400.\n\nYours sincerely\n\nHighways Information Desk\nQuarnmoor Borough Council";
    let advert = "Only this week: 40 % off our webinar on cloud backup for the public sector! Reserve your seat today.\n\nTo unsubscribe click below.";
    [
        (
            "foi@quarnmoor-council.example",
            "Highways Information Desk",
            "RE: Potholes 2017/18 [PH/2291]",
            astray,
            (9, 5),
        ),
        ("hello@webinar-offers.example", "Cloud Partner Summit", "Last chance - save 40 % this week", advert, (9, 21)),
    ]
    .into_iter()
    .map(|(from, name, subject, words, (month, day))| {
        let at = jiff::civil::date(2018, month, day).at(11, 4, 0, 0);
        let domain = from.split('@').nth(1).unwrap_or_default();
        let message_id = format!("{}@{domain}", chance.hex(18));
        let mut headers = Headers::default();
        received(&mut headers, domain, at, chance);
        headers.put_address("From", name, from).put_address("To", "", &BRIEF.requester.email);
        headers.put("Subject", subject).put("Date", &date_header(at)).put("Message-ID", &format!("<{message_id}>"));
        if from.starts_with("foi") {
            headers.put("In-Reply-To", "<7731.pellow@another-desk.example>");
        } else {
            headers.put("List-Unsubscribe", "<mailto:out@webinar-offers.example>").put("Precedence", "bulk");
        }
        let bytes = headers.with(&Part::text("plain", words, Charset::Utf8Quoted));
        Post { message_id, authority: None, kind: "unrelated", at, bytes }
    })
    .collect()
}

/// "18 September 2018".
fn day_in_words(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS.get((day.month().unsigned_abs() as usize).saturating_sub(1)).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}
