//! From what speaks for each request to one decision: certain, or held and why.

use super::evidence::Evidence;
use super::weigh::{Abouts, Found, Weighed, too_early};
use super::{Candidate, Clues, Tie};
use crate::request::RequestId;

/// What evidence that only adds up must come to. An address (3.5), a like subject (2) and no other open request (1) do.
const ENOUGH: f64 = 6.0;
/// By how much it must beat the next.
const CLEAR: f64 = 3.0;
/// Candidates shown to a person.
const SHOWN: usize = 10;

impl Weighed {
    /// Decides, or says why not.
    pub(super) fn decide(self, clues: &Clues, abouts: &Abouts) -> Tie {
        let why = match self.certain(clues, abouts) {
            Ok((requests, by)) => match requests.split_first() {
                Some((request, also)) => {
                    let reasons = requests.iter().flat_map(|one| self.of(one).values().cloned()).collect();
                    return Tie::Certain { request: request.clone(), also: also.to_vec(), by, reasons };
                }
                None => "nothing in it names a request",
            },
            Err(why) => why,
        };
        let candidates = self.candidates().into_iter().filter(|one| one.score > 0.0).take(SHOWN).collect();
        Tie::Held { candidates, why: why.to_owned() }
    }

    fn certain(&self, clues: &Clues, abouts: &Abouts) -> Result<(Vec<RequestId>, Evidence), &'static str> {
        if !self.found.values().any(|found| !found.is_empty()) {
            return Err("nothing in it names a request");
        }
        if clues.unrelated {
            return Err("it looks like advertising");
        }
        let early = |request: &RequestId| too_early(abouts.get(request), clues);
        let named: Vec<&RequestId> =
            self.found.iter().filter(|(_, found)| outright(found)).map(|(request, _)| request).collect();
        match self.meant(&named) {
            Some(one) if early(one) => Err("it is older than the request that it seems to answer"),
            Some(one) => self.by_its_name(one).map(|(request, by)| (vec![request], by)),
            None if named.is_empty() => self.by_what_adds_up(abouts, early).map(|(request, by)| (vec![request], by)),
            // "Your requests A and B": both are answered, if whoever writes is the authority of both.
            None if named.iter().all(|one| self.together.contains(*one) && from_them(self.of(one)) && !early(one)) => {
                Ok((named.into_iter().cloned().collect(), Evidence::TokenInBody))
            }
            None => Err("it names more than one request"),
        }
    }

    fn by_what_adds_up(
        &self,
        abouts: &Abouts,
        early: impl Fn(&RequestId) -> bool,
    ) -> Result<(RequestId, Evidence), &'static str> {
        let all = self.candidates();
        // What was not sent yet cannot be answered, nor rival what can.
        let sent = |request: &RequestId| abouts.get(request).is_some_and(|about| about.sent.is_some());
        let mut possible = all.iter().filter(|one| sent(&one.request) && !early(&one.request));
        match possible.next() {
            None => Err("the requests that it may answer had not been sent"),
            Some(best) => self.by_the_sum(best, &possible.collect::<Vec<_>>()),
        }
    }

    /// The request meant where one or more are named outright: the one whose mail is answered, from its authority, is not
    /// made doubtful by a token that merely stands in what is quoted or signed, and whose authority did not write.
    fn meant<'n>(&self, named: &[&'n RequestId]) -> Option<&'n RequestId> {
        let merely_quoted = |request: &RequestId| {
            let found = self.of(request);
            !from_them(found)
                && found
                    .keys()
                    .filter(|evidence| evidence.outright())
                    .all(|evidence| matches!(evidence, Evidence::TokenInQuoted | Evidence::TokenInAttachment))
        };
        match named {
            [one] => Some(one),
            several => {
                let mut meant = several.iter().filter(|request| !merely_quoted(request));
                let one = meant.next()?;
                (meant.next().is_none() && from_them(self.of(one))).then_some(*one)
            }
        }
    }

    /// One request is named outright. What could still make it another's: the token of one, from the authority of another;
    /// or the thread of one, and the questions of another.
    fn by_its_name(&self, request: &RequestId) -> Result<(RequestId, Evidence), &'static str> {
        let found = self.of(request);
        let Some(by) = found.keys().copied().find(|evidence| evidence.outright()) else {
            return Err("nothing names a request");
        };
        let quoted = matches!(by, Evidence::TokenInQuoted | Evidence::TokenInAttachment);
        let others = || self.found.iter().filter(|(other, _)| *other != request).map(|(_, found)| found);
        if quoted && !from_them(found) && others().any(|found| found.contains_key(&Evidence::Address)) {
            return Err("it quotes one request, and comes from the authority of another");
        }
        let answers_another = |found: &Found| from_them(found) && found.contains_key(&Evidence::Wording);
        if self.repeats_none(request) && others().any(answers_another) {
            return Err("it names one request, and repeats the questions of another");
        }
        Ok((request.clone(), by))
    }

    /// No request is named outright: evidence that adds up, and tells the best from all others to whom the sender may answer.
    fn by_the_sum(&self, best: &Candidate, others: &[&Candidate]) -> Result<(RequestId, Evidence), &'static str> {
        let found = self.of(&best.request);
        let ours = found.contains_key(&Evidence::OwnReference);
        if !from_them(found) && !ours && !found.contains_key(&Evidence::EarlierReply) {
            return Err("the sender is not known to be the authority");
        }
        let known_as_another = |other: &&Candidate| from_them(self.of(&other.request));
        if !from_them(found) && others.iter().any(known_as_another) {
            return Err("it names one request, and comes from the authority of another");
        }
        if best.score < ENOUGH {
            return Err("too little speaks for the likeliest request");
        }
        if others.iter().any(|other| best.score - other.score < CLEAR) {
            return Err("another request is nearly as likely");
        }
        let apart = |found: &Found, evidence: &Evidence| evidence.tells_apart() && !found.contains_key(evidence);
        let contradicts = |other: &&Candidate| self.of(&other.request).keys().any(|evidence| apart(found, evidence));
        if !ours && others.iter().any(contradicts) {
            return Err("some of it points to one request, and some to another");
        }
        let weighs_most = |a: &Evidence, b: &Evidence| a.weight().total_cmp(&b.weight());
        let by = found.keys().copied().max_by(weighs_most);
        by.map(|by| (best.request.clone(), by)).ok_or("nothing names a request")
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

fn outright(found: &Found) -> bool {
    found.keys().any(|evidence| evidence.outright())
}

fn from_them(found: &Found) -> bool {
    found.keys().any(|evidence| evidence.of_sender())
}

/// The sum; of what the sender says only the strongest, since address, domain and name are one fact.
fn score(found: &Found) -> f64 {
    let sender =
        found.keys().filter(|evidence| evidence.of_sender()).map(|evidence| evidence.weight()).fold(0.0, f64::max);
    let rest: f64 = found.keys().filter(|evidence| !evidence.of_sender()).map(|evidence| evidence.weight()).sum();
    sender + rest
}
