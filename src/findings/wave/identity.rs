//! Which authorities of two frames are the same: by code, and by the successions that the directory records.
//!
//! A succession counts where the predecessor is gone from the later frame: one that still stands there has not been
//! succeeded yet. Chains are followed through authorities that stand in neither frame, and end at the first in the later.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::authority::{Authority, Code};

/// Authorities of the earlier frame and those of the later that they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kin {
    pub before: Vec<Code>,
    pub after: Vec<Code>,
}

/// How the authorities of two frames belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// In the order of the later frame, those that are only in the earlier one at the end.
    pub kin: Vec<Kin>,
}

/// The same in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Identities {
    /// One before and one after, of the same code.
    pub same: usize,
    /// One before and one after, of another code.
    pub renamed: Vec<[Code; 2]>,
    /// Several before, or several after.
    pub merged: Vec<[Vec<Code>; 2]>,
    pub gone: Vec<Code>,
    pub new: Vec<Code>,
}

impl Identity {
    pub fn between(before: &[&Authority], after: &[&Authority], directory: &[Authority]) -> Self {
        let now: BTreeSet<&Code> = after.iter().map(|authority| &authority.code).collect();
        let then: BTreeSet<&Code> = before.iter().map(|authority| &authority.code).collect();
        let listed = || before.iter().chain(after).copied().chain(directory);
        let mut successors: BTreeMap<&Code, BTreeSet<&Code>> = BTreeMap::new();
        for authority in listed() {
            for successor in &authority.successors {
                successors.entry(&authority.code).or_default().insert(successor);
            }
            for predecessor in &authority.predecessors {
                successors.entry(predecessor).or_default().insert(&authority.code);
            }
        }
        let mut joined = Joined::default();
        for code in &then {
            let heirs = if now.contains(code) { BTreeSet::from([*code]) } else { heirs(code, &successors, &now) };
            joined.join(code, &heirs);
        }
        let mut kin = joined.kin(after.iter().map(|authority| &authority.code));
        let gone = before.iter().filter(|authority| !joined.has_heirs(&authority.code));
        kin.extend(gone.map(|authority| Kin { before: vec![authority.code.clone()], after: Vec::new() }));
        Self { kin }
    }

    /// Those that are one authority each time.
    pub fn one_to_one(&self) -> impl Iterator<Item = (&Code, &Code)> {
        self.kin.iter().filter_map(|kin| match (kin.before.as_slice(), kin.after.as_slice()) {
            ([old], [new]) => Some((old, new)),
            _ => None,
        })
    }

    pub fn counted(&self) -> Identities {
        let mut counted = Identities::default();
        for Kin { before, after } in &self.kin {
            match (before.as_slice(), after.as_slice()) {
                ([old], [new]) if old == new => counted.same += 1,
                ([old], [new]) => counted.renamed.push([old.clone(), new.clone()]),
                ([], new) => counted.new.extend(new.iter().cloned()),
                (old, []) => counted.gone.extend(old.iter().cloned()),
                (old, new) => counted.merged.push([old.to_vec(), new.to_vec()]),
            }
        }
        counted
    }
}

/// The authorities of the later frame that `code` has become.
fn heirs<'a>(
    code: &Code,
    successors: &BTreeMap<&'a Code, BTreeSet<&'a Code>>,
    now: &BTreeSet<&'a Code>,
) -> BTreeSet<&'a Code> {
    let mut heirs = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut ahead: Vec<&Code> = successors.get(code).into_iter().flatten().copied().collect();
    while let Some(next) = ahead.pop() {
        if !seen.insert(next) {
            continue;
        }
        match now.get(next) {
            Some(heir) => drop(heirs.insert(*heir)),
            None => ahead.extend(successors.get(next).into_iter().flatten().copied()),
        }
    }
    heirs
}

/// Groups of earlier and later codes that belong together, by the later ones.
#[derive(Default)]
struct Joined<'a> {
    /// The group of each later code.
    group: BTreeMap<&'a Code, usize>,
    before: Vec<BTreeSet<&'a Code>>,
    with_heirs: BTreeSet<&'a Code>,
}

impl<'a> Joined<'a> {
    fn join(&mut self, code: &'a Code, heirs: &BTreeSet<&'a Code>) {
        let Some(first) = heirs.first() else { return };
        self.with_heirs.insert(code);
        let place = match self.group.get(first) {
            Some(place) => *place,
            None => {
                self.before.push(BTreeSet::new());
                self.before.len() - 1
            }
        };
        for heir in heirs {
            let Some(other) = self.group.insert(heir, place).filter(|other| *other != place) else { continue };
            self.group.values_mut().filter(|group| **group == other).for_each(|group| *group = place);
            let moved = self.before.get_mut(other).map(std::mem::take).unwrap_or_default();
            if let Some(before) = self.before.get_mut(place) {
                before.extend(moved);
            }
        }
        if let Some(before) = self.before.get_mut(place) {
            before.insert(code);
        }
    }

    fn has_heirs(&self, code: &Code) -> bool {
        self.with_heirs.contains(code)
    }

    fn kin(&self, after: impl Iterator<Item = &'a Code>) -> Vec<Kin> {
        let mut kin: Vec<Kin> = Vec::new();
        let mut place_of: BTreeMap<usize, usize> = BTreeMap::new();
        for code in after {
            let group = self.group.get(code);
            if let Some(known) = group.and_then(|group| place_of.get(group)).and_then(|place| kin.get_mut(*place)) {
                known.after.push(code.clone());
                continue;
            }
            let before = group.and_then(|group| self.before.get(*group));
            let before = before.into_iter().flatten().map(|code| (*code).clone()).collect();
            place_of.extend(group.map(|group| (*group, kin.len())));
            kin.push(Kin { before, after: vec![code.clone()] });
        }
        kin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(words: &str) -> Authority {
        let (code, successors) = words.split_once('>').unwrap_or((words, ""));
        let successors: Vec<Code> = successors.split_whitespace().map(|code| Code(code.to_owned())).collect();
        let code = code.trim();
        serde_json::from_value(serde_json::json!({ "code": code, "name": code, "successors": successors }))
            .expect("an authority")
    }

    fn told(before: &[&str], after: &[&str], directory: &[&str]) -> String {
        let all = |list: &[&str]| list.iter().map(|words| authority(words)).collect::<Vec<_>>();
        let (before, after, directory) = (all(before), all(after), all(directory));
        let identity =
            Identity::between(&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>(), &directory);
        let words = |codes: &[Code]| codes.iter().map(|code| code.0.as_str()).collect::<Vec<_>>().join("+");
        let kin = identity.kin.iter().map(|kin| format!("{}={}", words(&kin.before), words(&kin.after)));
        kin.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn authorities_are_followed_through_mergers_renamings_and_splits() {
        for (before, after, directory, want) in [
            (vec!["A", "B"], vec!["A", "B"], vec![], "A=A B=B"),
            (vec!["A", "B"], vec!["C"], vec!["A > C", "B > C"], "A+B=C"),
            (vec!["A", "B"], vec!["A"], vec!["B > A"], "A+B=A"),
            (vec!["A"], vec!["B", "C"], vec!["A > B C"], "A=B+C"),
            (vec!["A"], vec!["D"], vec!["A > B", "B > D"], "A=D"),
            (vec!["A", "B"], vec!["A", "B"], vec!["A > B"], "A=A B=B"),
            (vec!["A", "B"], vec!["B", "C"], vec!["A > B C"], "A+B=B+C"),
            (vec!["A"], vec!["B"], vec![], "=B A="),
            (vec!["A"], vec!["B"], vec!["A > X", "X > A"], "=B A="),
        ] {
            assert_eq!(told(&before, &after, &directory), want, "{before:?} {after:?} {directory:?}");
        }
    }
}
