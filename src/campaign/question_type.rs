//! A question's type from its wording, where the campaign does not say it.

use super::AnswerType;

/// Words that a wording of each type has, the surest type first.
const WORDS: [(AnswerType, &[&str]); 6] = [
    (AnswerType::Percent, &["percentage", "per cent", "percent", "proportion", "%"]),
    (AnswerType::Money, &["how much money", "pounds", "£", "spent", "spend", "cost", "budget", "value of"]),
    (AnswerType::Count, &["how many", "number of", "total number", "headcount"]),
    (
        AnswerType::Date,
        &["on what date", "on which date", "when did", "when was", "when will", "date of", "date on which"],
    ),
    (AnswerType::Table, &["break down", "breakdown", "for each", "by year", "table"]),
    (
        AnswerType::YesNo,
        &[
            "do you",
            "does the",
            "did the",
            "have you",
            "has the",
            "is the",
            "are you",
            "is there",
            "are there",
            "whether",
        ],
    ),
];

/// Returns the type that the wording asks for; text where nothing else is plain.
pub fn question_type(asks: &str) -> AnswerType {
    let asks = asks.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| asks.contains(word));
    WORDS.iter().find(|(_, words)| says(words)).map_or(AnswerType::Text, |(kind, _)| *kind)
}
