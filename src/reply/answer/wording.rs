//! How alike two wordings are: content words cut to stems, the rarer the weightier.
//!
//! A re-quoted question is shortened, paraphrased or given in two languages, so nothing here asks for the same words in
//! the same order. Stems are cut by a few endings of English, which serves to compare and is no morphology.

use std::collections::{BTreeMap, BTreeSet};

/// Words that say nothing of what is asked, one a line (`stop_words.txt`).
static STOP: std::sync::LazyLock<BTreeSet<&'static str>> =
    std::sync::LazyLock::new(|| include_str!("stop_words.txt").split_whitespace().collect());

/// Stems that mean the same in these letters; each family a line, the first stands for all (`same_words.txt`).
static SAME: std::sync::LazyLock<BTreeMap<String, String>> = std::sync::LazyLock::new(|| {
    let mut same = BTreeMap::new();
    for line in include_str!("same_words.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace().map(cut);
        if let Some(first) = words.next() {
            for word in words {
                same.insert(word, first.clone());
            }
        }
    }
    same
});

/// The content stems of a wording, numbers kept as written.
pub fn stems(words: &str) -> BTreeSet<String> {
    words
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .take(400)
        .map(|word| word.to_lowercase())
        .filter(|word| !STOP.contains(word.as_str()))
        .map(|word| stem(&word))
        .filter(|stem| stem.chars().count() > 1 || stem.chars().all(|c| c.is_ascii_digit()))
        .collect()
}

/// The stem that stands for a word.
pub fn stem(word: &str) -> String {
    let cut = cut(word);
    SAME.get(&cut).cloned().unwrap_or(cut)
}

/// Letters of a stem by which words of one root are known: "vacant" and "vacancies", "prosecuted" and "prosecutions".
const ROOT: usize = 5;

/// The roots of stems.
pub fn roots(stems: &BTreeSet<String>) -> BTreeSet<String> {
    stems.iter().map(|stem| root(stem)).collect()
}

fn root(stem: &str) -> String {
    if stem.starts_with(|c: char| c.is_ascii_digit()) { stem.to_owned() } else { stem.chars().take(ROOT).collect() }
}

/// A word without its commonest English endings.
fn cut(word: &str) -> String {
    let mut word = word.to_lowercase().replace('’', "'");
    if let Some(bare) = word.strip_suffix("'s") {
        word.truncate(bare.len());
    }
    for (ending, least, put) in [
        ("ies", 5, "y"),
        ("ations", 8, "at"),
        ("ation", 7, "at"),
        ("ments", 7, "ment"),
        ("ings", 6, ""),
        ("ing", 6, ""),
        ("ated", 6, "at"),
        ("ates", 6, "at"),
        ("ate", 6, "at"),
        ("ers", 6, "er"),
        ("ees", 6, "ee"),
        ("ed", 5, ""),
        ("es", 5, ""),
        ("s", 4, ""),
        ("ly", 6, ""),
        ("e", 5, ""),
    ] {
        if word.len() >= least && !(ending == "s" && word.ends_with("ss")) && word.ends_with(ending) {
            word.truncate(word.len() - ending.len());
            word.push_str(put);
            break;
        }
    }
    let last_two: Vec<char> = word.chars().rev().take(2).collect();
    if word.len() > 4 && last_two.len() == 2 && last_two[0] == last_two[1] && !matches!(last_two[0], 's' | 'l') {
        word.pop();
    }
    word
}

/// The wordings of a campaign's questions, each stem with its weight: what every question says tells none apart.
#[derive(Debug)]
pub struct Wordings {
    pub of: Vec<BTreeSet<String>>,
    /// Names of parts of which some answer is the sum: a line that has one of them alone labels a part.
    parts: Vec<String>,
    weight: BTreeMap<String, f64>,
}

impl Wordings {
    pub fn new<'a>(asks: impl Iterator<Item = &'a str>) -> Self {
        let of: Vec<BTreeSet<String>> = asks.map(stems).collect();
        let mut often: BTreeMap<String, usize> = BTreeMap::new();
        for stem in of.iter().flatten() {
            *often.entry(stem.clone()).or_default() += 1;
        }
        let all = of.len().max(1) as f64;
        let weight = often.into_iter().map(|(stem, n)| (stem, 0.3 + (all / n as f64).ln().max(0.0))).collect();
        Self { of, parts: Vec::new(), weight }
    }

    /// The same, with the parts that the questions are sums of.
    pub fn with_parts(self, parts: impl Iterator<Item = String>) -> Self {
        Self { parts: parts.map(|name| name.to_lowercase().replace('-', " ")).collect(), ..self }
    }

    /// "Full-time staff": does a heading name one part of several, so that it heads no question?
    pub fn labels_part(&self, heading: &str) -> bool {
        let lower = heading.to_lowercase().replace('-', " ");
        self.parts.iter().filter(|part| lower.contains(part.as_str())).count() == 1 && heading.len() < 60
    }

    fn weigh(&self, stem: &str) -> f64 {
        self.weight.get(stem).copied().unwrap_or(1.0)
    }

    /// The share of question `q`'s weight that `words` says again, 0 to 1.
    pub fn covers(&self, q: usize, words: &BTreeSet<String>) -> f64 {
        let Some(asked) = self.of.get(q) else { return 0.0 };
        let all: f64 = asked.iter().map(|stem| self.weigh(stem)).sum();
        if all == 0.0 {
            return 0.0;
        }
        asked.intersection(words).map(|stem| self.weigh(stem)).sum::<f64>() / all
    }

    /// The share of question `q`'s weight whose roots are among `roots`, 0 to 1: for prose, which says a thing in another form of
    /// the word.
    pub fn touches(&self, q: usize, roots: &BTreeSet<String>) -> f64 {
        let Some(asked) = self.of.get(q) else { return 0.0 };
        // A year that is asked for tells no sentence apart.
        let weigh = |stem: &String| if stem.starts_with(|c: char| c.is_ascii_digit()) { 0.2 } else { self.weigh(stem) };
        let all: f64 = asked.iter().map(weigh).sum();
        if all == 0.0 {
            return 0.0;
        }
        asked.iter().filter(|stem| roots.contains(&root(stem))).map(weigh).sum::<f64>() / all
    }

    /// How well a short heading ("Spend on data security training") names question `q` and no other, 0 to 1: the share of the
    /// heading's own weight that the question has, less the most that another question has of it.
    pub fn names(&self, q: usize, words: &BTreeSet<String>) -> f64 {
        if words.len() < 2 || words.len() > 10 {
            return 0.0;
        }
        let all: f64 = words.iter().map(|stem| self.weigh(stem)).sum();
        let share = |asked: &BTreeSet<String>| {
            asked.intersection(words).map(|stem| self.weigh(stem)).sum::<f64>() / all.max(0.001)
        };
        let Some(own) = self.of.get(q).map(share) else { return 0.0 };
        let next = self.of.iter().enumerate().filter(|(n, _)| *n != q).map(|(_, o)| share(o)).fold(0.0, f64::max);
        if own >= 0.8 && own - next >= 0.15 { 0.8 * own } else { 0.0 }
    }

    /// How alike question `q` and `words` are, 0 to 1: Dice's coefficient over weights, so that a long text that happens to
    /// hold the words is no restatement.
    pub fn alike(&self, q: usize, words: &BTreeSet<String>) -> f64 {
        let Some(asked) = self.of.get(q) else { return 0.0 };
        let both: f64 = asked.intersection(words).map(|stem| self.weigh(stem)).sum();
        let all: f64 = asked.iter().map(|stem| self.weigh(stem)).sum::<f64>()
            + words.iter().map(|stem| self.weigh(stem).min(0.7)).sum::<f64>();
        if all == 0.0 { 0.0 } else { (2.0 * both / all).min(1.0) }
    }
}

/// How alike two wordings are without a campaign's weights, 0 to 1.
pub fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * a.intersection(b).count() as f64 / all as f64 }
}
