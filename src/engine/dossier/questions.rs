//! The regulator's own questions, answered as far as the request's events answer them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Matter;
use crate::request::{LetterKind, Note, What};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    regulator: Vec<Form>,
}

/// What one regulator asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    name: String,
    source: String,
    question: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    asks: String,
    fact: Fact,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fact {
    Asked,
    When,
    To,
    Received,
    Due,
    Reply,
    Reminder,
    ReviewAsked,
    ReviewOutcome,
    Wants,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    // Part of the program; `every_form_reads` reads it.
    toml::from_str::<File>(include_str!("questions.toml")).map(|file| file.regulator).unwrap_or_default()
});

/// The page with questions and answers; a law without a regulator on file gets the questions of the first form.
pub(super) fn page(matter: &Matter<'_>) -> String {
    let wanted = matter.regulator.map_or("", |rule| rule.name.as_str());
    let Some(form) = FORMS.iter().find(|form| form.name == wanted).or(FORMS.first()) else { return String::new() };
    let mut page = match matter.regulator {
        Some(rule) => format!("# For the {}\n\n", rule.name),
        None => "# For the regulator\n\nThis law's file names none.\n\n".to_owned(),
    };
    if form.name == wanted {
        page.push_str(&format!("Questions as in: {}.\n\n", form.source));
    }
    for question in &form.question {
        page.push_str(&format!("**{}**\n\n{}\n\n", question.asks, answer(matter, question.fact)));
    }
    page
}

fn answer(matter: &Matter<'_>, fact: Fact) -> String {
    let clock = matter.clock;
    let day = |day: Option<jiff::civil::Date>| day.map(super::long);
    let known = match fact {
        Fact::Asked => Some(matter.asked.join("\n")).filter(|asked| !asked.is_empty()),
        Fact::When => letters(matter, LetterKind::Request, Note::Sent),
        Fact::To => sent_to(matter),
        Fact::Received => day(clock.and_then(|clock| clock.receipt)),
        Fact::Due => {
            day(clock.and_then(crate::law::Clock::limit)).map(|due| format!("{due}; the count is in `clock.md`."))
        }
        Fact::Reply => Some(reply(matter)),
        Fact::Reminder => {
            letters(matter, LetterKind::Chase, Note::Remark).or_else(|| Some("No reminder is on file.".into()))
        }
        Fact::ReviewAsked => letters(matter, LetterKind::Review, Note::ReviewRequested)
            .or_else(|| Some("No review has been asked for, as far as is on file.".into())),
        Fact::ReviewOutcome => Some(outcome(matter)),
        Fact::Wants => matter.wants.map(str::to_owned),
    };
    known.unwrap_or_else(|| "Not on file: to be filled in by hand.".into())
}

/// When letters of a kind went, or when it was noted that they did. A remark is no evidence of a reminder.
fn letters(matter: &Matter<'_>, wanted: LetterKind, noted: Note) -> Option<String> {
    let lines = matter.standing.iter().filter_map(|event| match &event.what {
        What::Sent { letter, .. } if *letter == wanted => Some(format!("- {}: {}", super::long(event.on), event.what)),
        What::Noted { note, .. } if *note == noted && noted != Note::Remark => {
            Some(format!("- {}: {} (noted by hand)", super::long(event.on), event.what))
        }
        _ => None,
    });
    Some(lines.collect::<Vec<_>>().join("\n")).filter(|lines| !lines.is_empty())
}

fn sent_to(matter: &Matter<'_>) -> Option<String> {
    matter.standing.iter().find_map(|event| match &event.what {
        What::Sent { letter: LetterKind::Request, to, .. } if !to.is_empty() => Some(to.clone()),
        _ => None,
    })
}

fn reply(matter: &Matter<'_>) -> String {
    let Some(clock) = matter.clock else { return "The clock is not known; see `clock.md`.".into() };
    match (clock.replied, clock.in_time) {
        (Some(on), Some(true)) => format!("An answer of {}, in time; see `chronology.md`.", super::long(on)),
        (Some(on), Some(false)) => {
            let late = clock.reply_late_by.unwrap_or(0);
            format!("An answer of {}, {late} working days late; see `chronology.md`.", super::long(on))
        }
        (Some(on), None) => format!("An answer of {}; see `chronology.md`.", super::long(on)),
        (None, _) => "No answer, as far as is on file.".into(),
    }
}

fn outcome(matter: &Matter<'_>) -> String {
    use crate::request::ReplyKind;
    let outcome = |event: &&crate::request::Event| match &event.what {
        What::Received { message, .. } => matter.life.messages.iter().any(|received| {
            received.message == *message
                && matches!(
                    received.says.kind,
                    ReplyKind::ReviewUpheld | ReplyKind::ReviewPartly | ReplyKind::ReviewNotUpheld
                )
        }),
        What::Noted { note, .. } => *note == Note::ReviewOutcome,
        _ => false,
    };
    match matter.standing.iter().find(outcome) {
        Some(event) => format!("{}: {}", super::long(event.on), event.what),
        None => "None is on file.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads() {
        let file: File = toml::from_str(include_str!("questions.toml")).unwrap();
        assert!(file.regulator.iter().all(|form| !form.question.is_empty()));
        assert_eq!(FORMS.len(), file.regulator.len());
    }
}
