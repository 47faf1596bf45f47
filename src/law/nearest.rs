//! "Did you mean": the known word that is nearest to a mistyped one.
//!
//! Of regimes, events and reasons as of all that a campaign file names. A word that is like none of them gets no suggestion,
//! since an absurd one sends people the wrong way.

/// Returns the candidate nearest to `word`, if one is near enough to be what was meant.
///
/// Parts that changed places are near too: `foia-uk` for `uk-foia`.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |candidate: &str| {
        let (word, candidate) = (word.to_lowercase(), candidate.to_lowercase());
        let straight = strsim::normalized_damerau_levenshtein(&word, &candidate);
        straight.max(0.9 * strsim::normalized_damerau_levenshtein(&sorted(&word), &sorted(&candidate)))
    };
    candidates
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

fn sorted(word: &str) -> String {
    let mut parts: Vec<&str> = word.split(|c: char| !c.is_alphanumeric()).collect();
    parts.sort_unstable();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_and_swapped_parts_are_near_and_another_word_is_not() {
        assert_eq!(nearest("uk-fio", ["uk-foia", "scot-foisa"]), Some("uk-foia"));
        assert_eq!(nearest("foia-uk", ["uk-eir", "uk-foia"]), Some("uk-foia"));
        assert_eq!(nearest("telephone", ["name", "email"]), None);
        assert_eq!(nearest("mars", ["uk-foia", "scot-foisa", "ie-foi"]), None);
        assert_eq!(nearest("", []), None);
    }
}
