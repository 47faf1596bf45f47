//! What a template can name. What is empty is left out, so that using it unasked is an error and never a gap.

use jiff::civil::Date;
use tera::{Context, Map, Value};

use super::Facts;
use crate::authority::Authority;
use crate::campaign::{Campaign, Question};

/// What is the same in every letter of a campaign.
pub(super) fn of_campaign(campaign: &Campaign, context: &mut Context) {
    context.insert_value("campaign", map([("name", campaign.name.as_str()), ("title", campaign.title.as_str())]));
    let requester = &campaign.requester;
    let own = [
        ("name", requester.name.as_str()),
        ("organisation", requester.organisation.as_deref().unwrap_or_default()),
        ("email", requester.email.as_str()),
        ("address", requester.address.as_deref().unwrap_or_default()),
    ];
    context.insert_value("requester", map(own));
    let questions = campaign.questions.iter().zip(1..).map(|(question, number)| asked(question, number));
    context.insert_value("questions", Value::from(questions.collect::<Vec<Value>>()));
    context.insert("answer_sheet", &campaign.letters.answer_sheet);
}

fn asked(question: &Question, number: usize) -> Value {
    let mut value = fields([
        ("id", question.id.0.as_str()),
        ("asks", question.asks.trim()),
        ("unit", question.unit.as_deref().unwrap_or_default()),
    ]);
    value.insert("number".into(), Value::from_serializable(&number));
    value.insert("type".into(), Value::from_serializable(&question.kind));
    for (name, words) in [("parts", &question.parts), ("choices", &question.choices)] {
        if !words.is_empty() {
            value.insert(name.into(), Value::from_serializable(words));
        }
    }
    Value::from(value)
}

/// What differs from authority to authority and from letter to letter.
pub(super) fn of_letter(authority: &Authority, facts: &Facts) -> Context {
    let mut context = Context::new();
    let mut of_authority = fields([
        ("code", authority.code.0.as_str()),
        ("name", authority.name.as_str()),
        ("kind", authority.kind.as_str()),
        ("region", authority.region.as_str()),
        ("email", authority.email.as_str()),
    ]);
    for (name, value) in authority.variables.iter().filter(|(_, value)| !value.is_empty()) {
        of_authority.insert(name.clone().into(), Value::from(value.as_str()));
    }
    context.insert_value("authority", Value::from(of_authority));
    context.insert_value("token", Value::from(facts.token.to_string()));
    context.insert_value("date", Value::from(in_words(facts.date)));
    let days = [("sent", facts.sent), ("due", facts.due), ("review_asked", facts.review_asked)];
    for (name, day) in days {
        if let Some(day) = day {
            context.insert_value(name, Value::from(in_words(day)));
        }
    }
    for (name, words) in [("reference", &facts.reference), ("words", &facts.words)] {
        if let Some(words) = words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            context.insert_value(name, Value::from(words));
        }
    }
    context
}

/// Every name that a template may use, as it writes it.
pub(super) fn names(campaign: &Campaign) -> Vec<String> {
    const FIXED: [&str; 27] = [
        "campaign.name",
        "campaign.title",
        "requester.name",
        "requester.organisation",
        "requester.email",
        "requester.address",
        "authority.code",
        "authority.name",
        "authority.kind",
        "authority.region",
        "authority.email",
        "questions",
        "question.number",
        "question.id",
        "question.asks",
        "question.unit",
        "question.type",
        "question.parts",
        "question.choices",
        "answer_sheet",
        "token",
        "date",
        "sent",
        "due",
        "reference",
        "words",
        "review_asked",
    ];
    let variables = campaign.frame.members.first().map(|authority| authority.variables.keys()).into_iter().flatten();
    FIXED.into_iter().map(str::to_owned).chain(variables.map(|name| format!("authority.{name}"))).collect()
}

/// `20 August 2018`, as a letter writes it.
fn in_words(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(day.month()).ok().and_then(|month| MONTHS.get(month.saturating_sub(1))).unwrap_or(&"");
    format!("{} {month} {}", day.day(), day.year())
}

fn fields<const N: usize>(pairs: [(&'static str, &str); N]) -> Map {
    let filled = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| (name.into(), Value::from(value))).collect()
}

fn map<const N: usize>(pairs: [(&'static str, &str); N]) -> Value {
    Value::from(fields(pairs))
}
