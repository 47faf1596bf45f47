//! A campaign of a few invented authorities, and mails that are hard to place.

use std::convert::Infallible;

use jiff::civil::date;

use super::*;
use crate::authority::Code;
use crate::request::message_id_for;

/// A request as these tests know it.
struct Asked {
    id: RequestId,
    token: Token,
    about: About,
    learnt_addresses: Vec<&'static str>,
    learnt_references: Vec<&'static str>,
    names: Vec<&'static str>,
}

struct List(Vec<Asked>);

fn asked(campaign: &str, code: &str, email: &str, sent: Date) -> Asked {
    let code = Code(code.into());
    Asked {
        id: RequestId::new(campaign, &code),
        token: Token::for_request(campaign, &code, 0),
        about: About {
            sent: Some(sent),
            closed: None,
            email: email.into(),
            subject: format!("Freedom of Information request: {campaign} training"),
            questions: wordings([format!("How much did you spend on {campaign} training in 2017?").as_str()]),
        },
        learnt_addresses: vec![],
        learnt_references: vec![],
        names: vec![],
    }
}

fn list() -> List {
    let day = date(2018, 7, 2);
    let mut ash = asked("cyber", "ASH", "foi@ash.example", day);
    ash.learnt_addresses = vec!["jo.officer@mail.example"];
    ash.learnt_references = vec!["FOI/2018/4711"];
    ash.names = vec!["ash borough council"];
    let old = asked("parking", "ASH", "foi@ash.example", date(2018, 3, 1));
    let oak = asked("cyber", "OAK", "requests@office.example", day);
    let elm = asked("cyber", "ELM", "requests@office.example", day);
    let fir = asked("cyber", "FIR", "foi@fir.example", day);
    List(vec![ash, old, oak, elm, fir])
}

impl List {
    fn all(&self, is: impl Fn(&Asked) -> bool) -> Result<Vec<RequestId>, Infallible> {
        Ok(self.0.iter().filter(|asked| is(asked)).map(|asked| asked.id.clone()).collect())
    }
    fn one(&self, is: impl Fn(&Asked) -> bool) -> Result<Option<RequestId>, Infallible> {
        Ok(self.0.iter().find(|asked| is(asked)).map(|asked| asked.id.clone()))
    }
    fn asked(&self, id: &str) -> &Asked {
        self.0.iter().find(|asked| asked.id.0 == id).unwrap()
    }
}

impl Known for List {
    type Error = Infallible;
    fn by_message_id(&self, id: &MessageId) -> Result<Option<RequestId>, Infallible> {
        self.one(|asked| message_id_for(&asked.token, 0, "desk@us.example") == *id)
    }
    fn by_earlier_reply(&self, _: &MessageId) -> Result<Vec<RequestId>, Infallible> {
        Ok(vec![])
    }
    fn by_token(&self, token: &Token) -> Result<Option<RequestId>, Infallible> {
        self.one(|asked| asked.token == *token)
    }
    fn by_own_address(&self, address: &str) -> Result<Option<RequestId>, Infallible> {
        self.one(|asked| format!("desk+{}@us.example", asked.token.bare()) == address)
    }
    fn by_address(&self, address: &str) -> Result<Vec<RequestId>, Infallible> {
        self.all(|asked| asked.about.email == address)
    }
    fn by_learnt_address(&self, address: &str) -> Result<Vec<RequestId>, Infallible> {
        self.all(|asked| asked.learnt_addresses.contains(&address))
    }
    fn by_domain(&self, domain: &str) -> Result<Vec<RequestId>, Infallible> {
        self.all(|asked| asked.about.email.ends_with(&format!("@{domain}")))
    }
    fn by_reference(&self, key: &str) -> Result<Vec<Referenced>, Infallible> {
        let bears = |known: &str| reference_key(known).as_deref() == Some(key);
        let found = self.all(|asked| asked.learnt_references.iter().any(|known| bears(known)))?;
        Ok(found.into_iter().map(|request| Referenced { request, ours: false }).collect())
    }
    fn to_same_authority(&self, request: &RequestId) -> Result<Vec<RequestId>, Infallible> {
        self.all(|asked| asked.id != *request && asked.id.authority() == request.authority())
    }
    fn by_name(&self, words: &str) -> Result<Vec<RequestId>, Infallible> {
        let words = words.to_lowercase();
        self.all(|asked| asked.names.iter().any(|name| words.contains(name)))
    }
    fn about(&self, request: &RequestId) -> Result<Option<About>, Infallible> {
        Ok(self.0.iter().find(|asked| asked.id == *request).map(|asked| asked.about.clone()))
    }
}

/// A mail of ten days after the request, from `sender`.
fn mail(sender: &str) -> Clues {
    Clues { senders: vec![sender.into()], received: Some(date(2018, 7, 12)), ..Clues::default() }
}

fn token(id: &str) -> Token {
    list().asked(id).token.clone()
}

fn said(clues: &Clues) -> String {
    let Ok(tie) = tie(clues, &list());
    match tie {
        Tie::Certain { request, also, by, .. } => {
            let all: Vec<String> = std::iter::once(&request).chain(&also).map(ToString::to_string).collect();
            format!("{} by {}", all.join(" and "), by.word())
        }
        Tie::Held { candidates, why } => {
            let first = candidates.first().map_or("nobody", |candidate| candidate.request.0.as_str());
            format!("held, {first} first: {why}")
        }
    }
}

#[test]
fn each_key_names_its_request() {
    let thread = Clues {
        answers: vec![message_id_for(&token("cyber/FIR"), 0, "desk@us.example")],
        ..mail("someone@elsewhere.example")
    };
    assert_eq!(said(&thread), "cyber/FIR by thread");
    let own =
        Clues { recipients: vec![format!("desk+{}@us.example", token("cyber/OAK").bare())], ..mail("x@y.example") };
    assert_eq!(said(&own), "cyber/OAK by own address");
    let named = Clues { tokens: vec![(token("cyber/ELM"), Place::Quoted)], ..mail("noreply@vendor.example") };
    assert_eq!(said(&named), "cyber/ELM by token");
    let returned = Clues {
        returned: vec![message_id_for(&token("cyber/ASH"), 0, "desk@us.example")],
        ..mail("mailer-daemon@relay.example")
    };
    assert_eq!(said(&returned), "cyber/ASH by returned mail");
}

#[test]
fn two_requests_named_are_held_even_where_one_is_the_thread() {
    let clues = Clues {
        answers: vec![message_id_for(&token("cyber/OAK"), 0, "desk@us.example")],
        tokens: vec![(token("cyber/ELM"), Place::Body)],
        ..mail("requests@office.example")
    };
    assert_eq!(said(&clues), "held, cyber/OAK first: it names more than one request");
}

#[test]
fn an_office_that_answers_for_two_authorities_is_held_without_a_key() {
    assert_eq!(
        said(&mail("requests@office.example")),
        "held, cyber/ELM first: too little speaks for the likeliest request"
    );
    let like = Clues {
        subject: "RE: FOI request: cyber training".into(),
        text: "how much did you spend on cyber training in 2017?".into(),
        ..mail("requests@office.example")
    };
    assert_eq!(said(&like), "held, cyber/ELM first: another request is nearly as likely");
}

#[test]
fn sender_and_subject_do_where_only_one_request_fits() {
    let clues = Clues { subject: "RE: cyber training".into(), ..mail("foi@fir.example") };
    assert_eq!(said(&clues), "cyber/FIR by address");
    let colleague =
        Clues { text: "how much did you spend on cyber training in 2017?".into(), ..mail("a.person@fir.example") };
    assert_eq!(said(&colleague), "cyber/FIR by wording");
    assert_eq!(
        said(&mail("a.person@fir.example")),
        "held, cyber/FIR first: too little speaks for the likeliest request"
    );
}

#[test]
fn the_day_named_tells_an_older_request_from_a_newer_one() {
    let clues = Clues { request_of: Some(date(2018, 3, 1)), ..mail("foi@ash.example") };
    assert_eq!(said(&clues), "parking/ASH by address");
    assert!(said(&mail("foi@ash.example")).starts_with("held"));
}

#[test]
fn a_reference_learnt_ties_only_where_the_sender_fits() {
    let learnt = |sender: &str| Clues { references: vec!["FOI 2018-4711".into()], ..mail(sender) };
    assert_eq!(said(&learnt("a.n.other@ash.example")), "cyber/ASH by reference");
    assert_eq!(said(&learnt("jo.officer@mail.example")), "cyber/ASH by reference");
    assert_eq!(said(&learnt("foi@fir.example")), "held, cyber/ASH first: the sender is not known to be the authority");
    let vendor = Clues { names: "Ash Borough Council".into(), ..learnt("donotreply@icasework.com") };
    assert_eq!(said(&vendor), "cyber/ASH by reference");
}

#[test]
fn what_is_true_of_every_request_to_an_authority_decides_between_none() {
    // The address was learnt from a reply to one; the authority writes about the other too.
    let asked_again = || Clues {
        text: "how much did you spend on cyber training in 2017? how much did you spend on parking training in 2017?"
            .into(),
        ..mail("jo.officer@mail.example")
    };
    assert_eq!(said(&asked_again()), "held, cyber/ASH first: another request is nearly as likely");
    let dated = Clues { request_of: Some(date(2018, 3, 1)), ..asked_again() };
    assert!(said(&dated).starts_with("held"), "{}", said(&dated));
}

#[test]
fn signs_of_two_requests_are_held() {
    let clues = Clues {
        references: vec!["FOI/2018/4711".into()],
        text: "how much did you spend on parking training in 2017?".into(),
        ..mail("foi@ash.example")
    };
    assert!(said(&clues).starts_with("held"), "{}", said(&clues));
    let thread = Clues {
        answers: vec![message_id_for(&token("cyber/ASH"), 0, "desk@us.example")],
        text: "how much did you spend on parking training in 2017?".into(),
        ..mail("foi@ash.example")
    };
    assert_eq!(said(&thread), "held, cyber/ASH first: it names one request, and repeats the questions of another");
}

#[test]
fn two_requests_named_in_one_breath_are_both_answered_where_both_are_the_senders() {
    let both = |sender: &str| Clues {
        tokens: vec![(token("cyber/OAK"), Place::Body), (token("cyber/ELM"), Place::Body)],
        together: vec![token("cyber/OAK"), token("cyber/ELM")],
        ..mail(sender)
    };
    assert_eq!(said(&both("requests@office.example")), "cyber/ELM and cyber/OAK by token");
    assert_eq!(said(&both("foi@fir.example")), "held, cyber/ELM first: it names more than one request");
}

#[test]
fn nothing_older_than_its_request_answers_it() {
    let clues = Clues {
        tokens: vec![(token("cyber/FIR"), Place::Subject)],
        received: Some(date(2018, 5, 1)),
        ..mail("foi@fir.example")
    };
    assert_eq!(said(&clues), "held, cyber/FIR first: it is older than the request that it seems to answer");
}

#[test]
fn advertising_sent_to_a_requests_own_address_is_nobodys() {
    let clues = Clues {
        recipients: vec![format!("desk+{}@us.example", token("cyber/FIR").bare())],
        unrelated: true,
        ..mail("offers@shop.example")
    };
    assert_eq!(said(&clues), "held, cyber/FIR first: it looks like advertising");
}

#[test]
fn a_token_quoted_by_another_authority_is_held() {
    let clues = Clues { tokens: vec![(token("cyber/ASH"), Place::Quoted)], ..mail("foi@fir.example") };
    assert_eq!(said(&clues), "held, cyber/ASH first: it quotes one request, and comes from the authority of another");
}

#[test]
fn a_report_on_a_failed_delivery_just_after_the_sending_is_that_requests() {
    let clues = Clues {
        failed: vec!["foi@fir.example".into()],
        received: Some(date(2018, 7, 2)),
        ..mail("mailer-daemon@relay.example")
    };
    assert_eq!(said(&clues), "cyber/FIR by address");
}

#[test]
fn a_mail_that_shows_nothing_is_held_without_candidates() {
    assert_eq!(said(&Clues::default()), "held, nobody first: nothing in it names a request");
}
