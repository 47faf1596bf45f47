//! What a sentence asserts, and what it only supposes: conditions, open questions, possibilities.
//!
//! A letter relies on nothing that it says of a case which has not happened. "If it would cost more we may refuse it", "unless an
//! exemption applies", "we are considering whether it is exempt" all name refusals and refuse nothing. What is said outright in the
//! same sentence still counts, so the answer is one for each place.

use std::ops::Range;

use crate::reply::phrase::Pattern;

macro_rules! pattern {
    ($name:ident, $($line:literal),+ $(,)?) => {
        static $name: Pattern = Pattern::new(concat!($($line),+));
    };
}

// Words that open a condition.
pattern!(
    OPENS,
    r"(?:^|[ (,:;-])(if|unless|should (?:you|we|i|it|any|an?|the|this|that|there|they|\w+ (?:be|arise|apply|prove|become))|whenever|wherever|provided that|in the event",
    r"|in case|whether|what, if any(?:thing)?|were (?:we|you|i|it) to|were (?:the|there) [^.]{3,60}? to|had (?:you|we|it) (?:asked|been|done)|os|oni bai",
    r"|where (?:an?|any|names?|it|you|we|information|requests?|the (?:cost|decision|information|exemption|request|answer)))\b",
);
// Where a condition leaves off and an assertion goes on.
pattern!(
    CLOSES,
    r"; |[.?!] |,? so (?:we|section|the|i|it|this|that)\b|,? but\b|,? however\b|,? therefore\b|,? accordingly\b| - (?:we|i|it|this)\b",
);
// "Whether" opens a question that a comma ends; a condition at the head of a sentence rules the clause behind its comma too.
pattern!(CLOSES_QUESTION, r"[,;:]| and | but | so ");
// Words that look like a condition and are none.
pattern!(
    NO_CONDITION,
    r"(?:even|as|see|checked|asked|confirm|deny|denies|denying|say|know|and|or) $|(?:if any|if you like|if it helps|if that helps|where (?:an?|any|the) (?:number|figure|value|count|cell|total|name)s?)\b"
);
// Before what is done: it may come to that.
pattern!(
    POSSIBLE,
    r"\b(?:may|might|could|would have|sometimes|likely to|(?:would|had) rather not|not (?:yet )?know whether|will(?: then| also)? (?:be|need to|have to)? ?consider)",
    r"(?: [\w'/]+(?:-\w+)*){0,3}? ?$"
);
// Behind what is done: not yet, or only in that case.
pattern!(DEFERS, r"^[^.;]{0,60}?\b(?:until|unless|if so)\b");
// Before what is done: it will be, should the condition behind it be met.
pattern!(FUTURE, r"\b(?:will|would|can|shall|to be)(?: [\w'/]+(?:-\w+)*){0,4}? ?$");

// Before what is done: it is not.
pattern!(
    NEGATED,
    r"\b(?:no|not|never|nor|nothing|none|without)(?: (?:to|has|have|is|are|was|were|be|been|being|information|data|of|it|this|that|the|an?|any|part|section|under))*(?: [\w']+)? ?$"
);
// What is done by a "not": it is no denial of it.
pattern!(BY_NOT, r"\b(?:not|nor|neither|cannot|unable|declin\w*|refus\w*|no|need not|deny)\b");
// The doubt of a whole clause: "I do not consider that the exemption is engaged".
pattern!(
    DISBELIEVED,
    r"\bnot (?:consider|believe|think|accept|agree|find|satisfied|persuaded|convinced|of the view)(?: that)?(?: [\w'()/]+){0,6}? ?$|\b(?:thought|consideration) to (?:whether|if)\b"
);

/// The parts of a folded sentence that only suppose.
pub fn supposed(sentence: &str) -> Vec<Range<usize>> {
    let mut spans = quoted(sentence);
    for found in OPENS.captures_iter(sentence) {
        let Some(word) = found.get(1) else { continue };
        let before = sentence.get(..word.start()).unwrap_or("");
        let from_here = sentence.get(word.start()..).unwrap_or("");
        if NO_CONDITION.is_match(before) || NO_CONDITION.find(from_here).is_some_and(|none| none.start() == 0) {
            continue;
        }
        // "The surplus, if that is meant, is not known": a condition put in between ends at its comma.
        let between = word.as_str() == "if" && before.ends_with(", ");
        let closes = if word.as_str() == "whether" || between { &CLOSES_QUESTION } else { &CLOSES };
        let rest = sentence.get(word.end()..).unwrap_or("");
        let end = closes.find(rest).map_or(sentence.len(), |close| word.end() + close.start());
        spans.push(word.start()..end);
    }
    spans
}

/// Is what stands at `at` asserted, outside all that is supposed?
pub fn asserted(sentence: &str, supposed: &[Range<usize>], at: &Range<usize>) -> bool {
    if supposed.iter().any(|span| span.start <= at.start && at.start < span.end) {
        return false;
    }
    let before = sentence.get(..at.start).unwrap_or("");
    let itself = sentence.get(at.clone()).unwrap_or("");
    let behind = sentence.get(at.end..).unwrap_or("");
    // Behind a dash, a colon or a bracket stands the reason itself: "it may identify them - s.40(2)".
    let apart = itself.starts_with(['-', ':', '(', '|']);
    let possible = !apart && POSSIBLE.is_match(before)
        || [" may ", " might ", " rather not "].iter().any(|word| itself.contains(word))
            && !itself.contains("may or may not");
    let conditioned = (FUTURE.is_match(before) || itself.contains(" will ") || itself.contains("will be "))
        && supposed.iter().any(|span| {
            span.start >= at.end && !sentence.get(span.clone()).is_some_and(|words| words.starts_with("whether"))
        });
    let deferred =
        ["need not", "not oblige", "not require"].iter().any(|duty| itself.contains(duty)) && DEFERS.is_match(behind);
    !possible && !conditioned && !deferred && !DISBELIEVED.is_match(before)
}

/// Is the refusal at `at` denied: "nothing has been withheld", "no exemption has been applied"?
pub fn denied(sentence: &str, at: &Range<usize>) -> bool {
    let itself = sentence.get(at.clone()).unwrap_or("");
    if ["should not have been", "should never have", "ought not to have"].iter().any(|undone| itself.contains(undone)) {
        return true;
    }
    !BY_NOT.is_match(itself) && NEGATED.is_match(sentence.get(..at.start).unwrap_or(""))
}

/// Words in quotes behind "you": the requester's, not the authority's.
fn quoted(sentence: &str) -> Vec<Range<usize>> {
    let marks: Vec<usize> = sentence.match_indices('"').map(|(at, _)| at).collect();
    let of_you = |at: usize| sentence.get(..at).is_some_and(|before| before.contains("you"));
    marks
        .chunks_exact(2)
        .filter_map(|pair| Some(*pair.first()?..*pair.last()?))
        .filter(|span| of_you(span.start))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(sentence: &str, what: &str) -> bool {
        let at = sentence.find(what).expect("the words stand in the sentence");
        asserted(sentence, &supposed(sentence), &(at..at + what.len()))
    }

    #[test]
    fn what_is_only_supposed_is_not_asserted() {
        for (sentence, what, expected) in [
            ("the information is exempt under section 40.", "exempt", true),
            ("if it is exempt we will tell you.", "exempt", false),
            ("you will hear by 3 may, unless the cost would go over the limit (section 12).", "section 12", false),
            (
                "where one part is over the limit the whole falls, so section 12 covers the rest.",
                "section 12 covers",
                true,
            ),
            ("some of it may be withheld.", "withheld", false),
            ("the information will not be released if an exemption applies.", "not be released", false),
            ("we considered whether it is exempt, and withhold it.", "withhold", true),
            ("we considered whether it is exempt, and withhold it.", "exempt", false),
            ("to name the agency may identify them - s.40(2).", "s.40(2)", true),
            ("the council need not comply until you have told us.", "need not comply", false),
            ("should you be unhappy, section 50 lets you complain.", "section 50", false),
        ] {
            assert_eq!(says(sentence, what), expected, "{sentence}: {what}");
        }
    }
}
