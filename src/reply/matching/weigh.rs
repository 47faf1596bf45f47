//! Evidence gathered for each request, weighed, and decided.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Evidence;
use super::references::key;
use super::senders::{authority_domains, is_vendor};
use super::{About, Candidate, Clues, Known, Place, Tie};
use crate::reply::phrase::Folded;
use crate::request::RequestId;

/// What evidence that only adds up must come to. An address (3.5), a like subject (2) and no other open request (1) do.
const ENOUGH: f64 = 6.0;
/// By how much it must beat the next.
const CLEAR: f64 = 3.0;
/// Candidates shown to a person.
const SHOWN: usize = 10;
/// Requests weighed at all: a domain that hundreds share tells nothing.
const WEIGHED: usize = 60;

/// Decides whose a mail is.
///
/// # Errors
/// Whatever [`Known`] could not answer.
pub fn tie<K: Known + ?Sized>(clues: &Clues, known: &K) -> Result<Tie, K::Error> {
    let mut weighed = Weighed::default();
    weighed.keys(clues, known)?;
    weighed.sender(clues, known)?;
    let abouts = weighed.abouts(known)?;
    weighed.circumstances(clues, &abouts);
    Ok(weighed.decide(clues, &abouts))
}

/// For each request what speaks for it, each kind of evidence once.
#[derive(Default)]
struct Weighed {
    found: BTreeMap<RequestId, BTreeMap<Evidence, String>>,
}

type Abouts = BTreeMap<RequestId, About>;

impl Weighed {
    fn add(&mut self, request: RequestId, evidence: Evidence, what: &str) {
        self.found.entry(request).or_default().entry(evidence).or_insert_with(|| evidence.reason(what));
    }

    /// What names a request by itself, and references.
    fn keys<K: Known + ?Sized>(&mut self, clues: &Clues, known: &K) -> Result<(), K::Error> {
        for (ids, evidence) in [(&clues.answers, Evidence::Thread), (&clues.returned, Evidence::Returned)] {
            for id in ids.iter().take(200) {
                if let Some(request) = known.by_message_id(id)? {
                    self.add(request, evidence, id.as_str());
                } else if let Some(request) = known.by_earlier_reply(id)? {
                    self.add(request, Evidence::EarlierReply, id.as_str());
                }
            }
        }
        for address in clues.recipients.iter().take(100) {
            if let Some(request) = known.by_own_address(address)? {
                self.add(request, Evidence::OwnAddress, address);
            }
        }
        for (token, place) in clues.tokens.iter().take(100) {
            if let Some(request) = known.by_token(token)? {
                let evidence = match place {
                    Place::Subject => Evidence::TokenInSubject,
                    Place::Body => Evidence::TokenInBody,
                    Place::Quoted => Evidence::TokenInQuoted,
                    Place::Attachment => Evidence::TokenInAttachment,
                };
                self.add(request, evidence, &token.to_string());
            }
        }
        for reference in clues.references.iter().take(100) {
            let Some(key) = key(reference) else { continue };
            for request in known.by_reference(&key)?.into_iter().take(WEIGHED) {
                self.add(request, Evidence::Reference, reference);
            }
        }
        Ok(())
    }

    /// What the sender says.
    fn sender<K: Known + ?Sized>(&mut self, clues: &Clues, known: &K) -> Result<(), K::Error> {
        for address in clues.failed.iter().take(20) {
            for request in known.by_address(address)?.into_iter().take(WEIGHED) {
                self.add(request, Evidence::FailedRecipient, address);
            }
        }
        for address in clues.senders.iter().take(10) {
            for request in known.by_address(address)?.into_iter().take(WEIGHED) {
                self.add(request, Evidence::Address, address);
            }
            let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
            let learnt = known.by_learnt_address(address)?;
            let authorities: BTreeSet<_> = learnt.iter().map(RequestId::authority).collect();
            // An address that has written for two authorities says nothing of either.
            if authorities.len() == 1 && !is_vendor(domain) {
                for request in learnt.into_iter().take(WEIGHED) {
                    self.add(request, Evidence::LearntAddress, address);
                }
            }
            for domain in authority_domains(domain) {
                for request in known.by_domain(domain)?.into_iter().take(WEIGHED) {
                    self.add(request, Evidence::Domain, domain);
                }
            }
        }
        if !clues.names.trim().is_empty() {
            for request in known.by_name(&clues.names)?.into_iter().take(WEIGHED) {
                let first = clues.names.trim().lines().next().unwrap_or("");
                self.add(request, Evidence::Name, first);
            }
        }
        Ok(())
    }

    fn abouts<K: Known + ?Sized>(&self, known: &K) -> Result<Abouts, K::Error> {
        let mut abouts = Abouts::new();
        for request in self.found.keys().take(4 * WEIGHED) {
            if let Some(about) = known.about(request)? {
                abouts.insert(request.clone(), about);
            }
        }
        Ok(abouts)
    }

    /// Days, wording, subject: they tell one request to an authority from another, and bring in no request by themselves.
    fn circumstances(&mut self, clues: &Clues, abouts: &Abouts) {
        let mut open_to: BTreeMap<&str, usize> = BTreeMap::new();
        for about in abouts.values().filter(|about| awaits(about, clues)) {
            *open_to.entry(about.email.as_str()).or_default() += 1;
        }
        let subject = plain_subject(&clues.subject);
        for (request, about) in abouts {
            if let Some(sent) = about.sent {
                if clues.days.contains(&sent) {
                    self.add(request.clone(), Evidence::DayNamed, &sent.to_string());
                }
                if clues.received.is_some_and(|received| (0..=3).contains(&days_between(sent, received))) {
                    self.add(request.clone(), Evidence::SoonAfter, &sent.to_string());
                }
            }
            if like(&subject, &plain_subject(&about.subject)) {
                self.add(request.clone(), Evidence::Subject, &about.subject);
            }
            if repeats(&clues.text, &about.questions) {
                self.add(request.clone(), Evidence::Wording, "");
            }
            if awaits(about, clues) && open_to.get(about.email.as_str()) == Some(&1) {
                self.add(request.clone(), Evidence::OnlyOne, "");
            }
        }
    }

    fn decide(self, clues: &Clues, abouts: &Abouts) -> Tie {
        let candidates = self.candidates();
        let held =
            |why: &str| Tie::Held { candidates: candidates.iter().take(SHOWN).cloned().collect(), why: why.to_owned() };
        let Some(first) = candidates.first() else { return held("nothing in it names a request") };
        if clues.unrelated {
            return held("it looks like advertising");
        }
        let evidence = |request: &RequestId| {
            self.found.get(request).map(|found| found.keys().copied().collect::<BTreeSet<_>>()).unwrap_or_default()
        };
        let named: Vec<&Candidate> =
            candidates.iter().filter(|one| evidence(&one.request).iter().any(|e| e.outright())).collect();
        if named.len() > 1 {
            return held("it names more than one request");
        }
        let best = named.first().copied().unwrap_or(first);
        let found = evidence(&best.request);
        if too_early(abouts.get(&best.request), clues) {
            return held("it is older than the request that it seems to answer");
        }
        let certain = |by: Evidence| Tie::Certain { request: best.request.clone(), by, reasons: best.reasons.clone() };
        if let Some(by) = found.iter().copied().find(|evidence| evidence.outright()) {
            let quoted = matches!(by, Evidence::TokenInQuoted | Evidence::TokenInAttachment);
            let theirs = found.iter().any(|evidence| evidence.of_sender());
            let others = candidates
                .iter()
                .any(|other| other.request != best.request && evidence(&other.request).contains(&Evidence::Address));
            if quoted && !theirs && others {
                return held("it quotes one request, and comes from the authority of another");
            }
            return certain(by);
        }
        let second = candidates.iter().find(|other| other.request != best.request).map_or(0.0, |other| other.score);
        let from_them = found.iter().any(|evidence| evidence.of_sender()) || found.contains(&Evidence::EarlierReply);
        if !from_them {
            return held("the sender is not known to be the authority");
        }
        if best.score < ENOUGH {
            return held("too little speaks for the likeliest request");
        }
        if best.score - second < CLEAR {
            return held("another request is nearly as likely");
        }
        found
            .iter()
            .copied()
            .max_by(|a, b| a.weight().total_cmp(&b.weight()))
            .map_or_else(|| held("nothing names a request"), certain)
    }

    fn candidates(&self) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = self
            .found
            .iter()
            .map(|(request, found)| Candidate {
                request: request.clone(),
                score: score(found),
                reasons: found.values().cloned().collect(),
            })
            .collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.request.cmp(&b.request)));
        candidates
    }
}

/// The sum; of what the sender says only the strongest, since address, domain and name are one fact.
fn score(found: &BTreeMap<Evidence, String>) -> f64 {
    let sender =
        found.keys().filter(|evidence| evidence.of_sender()).map(|evidence| evidence.weight()).fold(0.0, f64::max);
    let rest: f64 = found.keys().filter(|evidence| !evidence.of_sender()).map(|evidence| evidence.weight()).sum();
    sender + rest
}

/// Was it sent, and not closed long before the mail came?
fn awaits(about: &About, clues: &Clues) -> bool {
    let sent = about.sent.is_some_and(|sent| clues.received.is_none_or(|received| days_between(sent, received) >= -1));
    let closed = match (about.closed, clues.received) {
        (Some(closed), Some(received)) => days_between(closed, received) > 120,
        _ => false,
    };
    sent && !closed
}

/// A mail may carry yesterday's date (time zones, a clock that is wrong); not last week's.
fn too_early(about: Option<&About>, clues: &Clues) -> bool {
    match (about.and_then(|about| about.sent), clues.received) {
        (Some(sent), Some(received)) => days_between(sent, received) < -2,
        _ => false,
    }
}

fn days_between(from: jiff::civil::Date, to: jiff::civil::Date) -> i32 {
    to.since(from).map_or(i32::MAX, |span| span.get_days())
}

/// A subject without "Re:", brackets and references.
fn plain_subject(subject: &str) -> Vec<String> {
    const SAID_BY_ALL: [&str; 22] = [
        "re",
        "fw",
        "fwd",
        "foi",
        "request",
        "freedom",
        "of",
        "information",
        "act",
        "2000",
        "the",
        "your",
        "a",
        "for",
        "response",
        "to",
        "and",
        "automatic",
        "reply",
        "external",
        "in",
        "about",
    ];
    Folded::new(subject)
        .text()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| {
            word.len() > 1 && !SAID_BY_ALL.contains(word) && !word.contains(|letter: char| letter.is_ascii_digit())
        })
        .map(str::to_owned)
        .collect()
}

/// Do two subjects share most of the words that are their own?
fn like(one: &[String], ours: &[String]) -> bool {
    let shared = ours.iter().filter(|word| one.contains(word)).count();
    ours.len() >= 2 && shared * 3 >= ours.len() * 2
}

/// Does the text repeat half of the questions?
fn repeats(text: &str, questions: &[String]) -> bool {
    let asked: Vec<String> = questions
        .iter()
        .map(|question| Folded::new(question).text().trim_end_matches(['?', '.', ' ']).to_owned())
        .filter(|question| question.len() >= 25)
        .take(40)
        .collect();
    let repeated = asked.iter().filter(|question| text.contains(question.as_str())).count();
    repeated > 0 && repeated * 2 >= asked.len()
}
