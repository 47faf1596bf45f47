//! Evidence gathered for each request.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evidence::Evidence;
use super::references::{key, names_by_itself};
use super::senders::{authority_domains, is_vendor};
use super::wording::{like, plain_subject, repeated};
use super::{About, Clues, Known, Place, Tie};
use crate::authority::Code;
use crate::request::RequestId;

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
    if !weighed.names_one() {
        weighed.rivals(known)?;
        weighed.named_in_text(clues, known)?;
    }
    let abouts = weighed.abouts(known)?;
    weighed.circumstances(clues, &abouts);
    Ok(weighed.decide(clues, &abouts))
}

/// What speaks for a request, each kind of evidence once, with its reason.
pub(super) type Found = BTreeMap<Evidence, String>;
pub(super) type Abouts = BTreeMap<RequestId, About>;

/// For each request what speaks for it.
#[derive(Default)]
pub(super) struct Weighed {
    pub(super) found: BTreeMap<RequestId, Found>,
    /// Requests of which no question is repeated in the mail, though they have questions to repeat.
    unrepeated: BTreeSet<RequestId>,
    /// Requests that the mail names in one breath.
    pub(super) together: BTreeSet<RequestId>,
}

static NOTHING: Found = Found::new();

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
                } else {
                    for request in known.by_earlier_reply(id)? {
                        self.add(request, Evidence::EarlierReply, id.as_str());
                    }
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
                if clues.together.contains(token) {
                    self.together.insert(request.clone());
                }
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
            self.reference(reference, false, known)?;
        }
        for reference in clues.quoted_references.iter().take(100) {
            self.reference(reference, true, known)?;
        }
        Ok(())
    }

    /// A reference of the authority's counts where the authority writes; one of ours wherever it is repeated.
    fn reference<K: Known + ?Sized>(&mut self, reference: &str, quoted: bool, known: &K) -> Result<(), K::Error> {
        let Some(key) = key(reference) else { return Ok(()) };
        let bearing = known.by_reference(&key)?;
        let mut ours = bearing.iter().filter(|one| one.ours);
        if let (Some(only), None) = (ours.next(), ours.next())
            && names_by_itself(&key)
        {
            self.add(only.request.clone(), Evidence::OwnReference, reference);
        }
        if !quoted {
            for one in bearing.into_iter().take(WEIGHED) {
                self.add(one.request, Evidence::Reference, reference);
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

    /// Brings in the other requests to the same authorities, and what the sender says for them.
    fn rivals<K: Known + ?Sized>(&mut self, known: &K) -> Result<(), K::Error> {
        for request in self.found.keys().take(WEIGHED).cloned().collect::<Vec<_>>() {
            let theirs = self.of(&request).keys().any(|evidence| evidence.of_sender());
            for other in known.to_same_authority(&request)? {
                if theirs {
                    self.add(other, Evidence::SameAuthority, &request.0);
                } else {
                    self.found.entry(other).or_default();
                }
            }
        }
        Ok(())
    }

    /// Candidates for a person, where the sender is nobody known.
    fn named_in_text<K: Known + ?Sized>(&mut self, clues: &Clues, known: &K) -> Result<(), K::Error> {
        for request in known.by_name(&clues.text)?.into_iter().take(WEIGHED) {
            self.add(request, Evidence::NameInText, "");
        }
        Ok(())
    }

    /// Is some request named outright? That is the common case: then others are not asked for, and it is cheap.
    fn names_one(&self) -> bool {
        self.found.values().flat_map(Found::keys).any(|evidence| evidence.outright())
    }

    /// What speaks for a request.
    pub(super) fn of(&self, request: &RequestId) -> &Found {
        self.found.get(request).unwrap_or(&NOTHING)
    }

    /// Has it questions, and does the mail repeat none of them?
    pub(super) fn repeats_none(&self, request: &RequestId) -> bool {
        self.unrepeated.contains(request)
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
        let open = Open::among(abouts, clues);
        let subject = plain_subject(&clues.subject);
        // The requests of one campaign share their wordings: they are looked for once.
        let mut counted: Vec<(Arc<[String]>, usize)> = Vec::new();
        for (request, about) in abouts {
            self.days(request, about, clues);
            if like(&subject, &plain_subject(&about.subject)) {
                self.add(request.clone(), Evidence::Subject, &about.subject);
            }
            let known = counted.iter().find(|(wordings, _)| Arc::ptr_eq(wordings, &about.questions));
            let count = known.map(|(_, count)| *count).unwrap_or_else(|| {
                let count = repeated(&clues.text, &about.questions);
                counted.push((Arc::clone(&about.questions), count));
                count
            });
            if count > 0 && count * 2 >= about.questions.len() {
                self.add(request.clone(), Evidence::Wording, "");
            }
            if count == 0 && !about.questions.is_empty() {
                self.unrepeated.insert(request.clone());
            }
            if awaits(about, clues) && open.only(request, about) {
                self.add(request.clone(), Evidence::OnlyOne, "");
            }
        }
    }

    fn days(&mut self, request: &RequestId, about: &About, clues: &Clues) {
        let Some(sent) = about.sent else { return };
        if clues.request_of == Some(sent) {
            self.add(request.clone(), Evidence::DayNamed, &sent.to_string());
        } else if clues.days.contains(&sent) {
            self.add(request.clone(), Evidence::DayInText, &sent.to_string());
        }
        if clues.received.is_some_and(|received| (0..=3).contains(&days_between(sent, received))) {
            self.add(request.clone(), Evidence::SoonAfter, &sent.to_string());
        }
    }
}

/// How many requests await a reply, by the address they went to and by authority: an office may answer for several
/// authorities, and an authority at several addresses.
struct Open<'a> {
    to: BTreeMap<&'a str, usize>,
    of: BTreeMap<Code, usize>,
}

impl<'a> Open<'a> {
    fn among(abouts: &'a Abouts, clues: &Clues) -> Self {
        let mut open = Self { to: BTreeMap::new(), of: BTreeMap::new() };
        for (request, about) in abouts.iter().filter(|(_, about)| awaits(about, clues)) {
            *open.to.entry(about.email.as_str()).or_default() += 1;
            *open.of.entry(request.authority()).or_default() += 1;
        }
        open
    }

    fn only(&self, request: &RequestId, about: &About) -> bool {
        self.to.get(about.email.as_str()) == Some(&1) && self.of.get(&request.authority()) == Some(&1)
    }
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
pub(super) fn too_early(about: Option<&About>, clues: &Clues) -> bool {
    match (about.and_then(|about| about.sent), clues.received) {
        (Some(sent), Some(received)) => days_between(sent, received) < -2,
        _ => false,
    }
}

fn days_between(from: jiff::civil::Date, to: jiff::civil::Date) -> i32 {
    to.since(from).map_or(i32::MAX, |span| span.get_days())
}
