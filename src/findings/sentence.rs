//! The rule of a finding in words.

use super::plan::{Plan, Statistic};
use super::{Rule, Sampling, Unit};
use crate::campaign::expression::{Aggregate, Expression};
use crate::campaign::{AnswerType, Measure};

/// The rule as a sentence, and as the campaign file has it.
pub(super) fn rule(plan: &Plan<'_>) -> Rule {
    Rule { sentence: sentence(plan), written: written(plan) }
}

fn sentence(plan: &Plan<'_>) -> String {
    let subject = |at: usize| plan.subjects.get(at).map_or("", Expression::text);
    let what = match plan.statistic {
        Statistic::Share => format!("The share for which `{}` holds", subject(0)),
        Statistic::Count => format!("How many there are for which `{}` holds", subject(0)),
        Statistic::Sum => format!("`{}`, added up", subject(0)),
        Statistic::Mean => format!("The mean of `{}`: all added up, over how many they are", subject(0)),
        Statistic::Median => format!("The median of `{}`: half lie below it and half above", subject(0)),
        Statistic::Range => format!("The lowest and the highest `{}`", subject(0)),
        Statistic::Quantiles => {
            format!("`{}` at its lowest, lower quartile, median, upper quartile and highest", subject(0))
        }
        Statistic::Ratio(..) => match &plan.rule.measure {
            Measure::Ratio(over, under) => format!("`{over}` divided by `{under}`"),
            _ => String::new(),
        },
    };
    let mut sentences = vec![format!("{what}, among {}.", who(plan))];
    if let Statistic::Ratio(..) = plan.statistic {
        sentences.push("Both sums run over the same authorities.".to_owned());
    }
    sentences.extend(silence(plan));
    if let Some(by) = &plan.rule.by {
        let bands = if plan.rule.bands.is_empty() { "" } else { ", in the bands declared" };
        sentences.push(format!("By `{by}`{bands}."));
    }
    sentences.join(" ")
}

/// Whom a figure is about: "authorities with a usable answer to `qualified`, where `staff > 3000`".
pub(super) fn who(plan: &Plan<'_>) -> String {
    let mut asked: Vec<String> = Vec::new();
    for (name, source) in plan.needed.iter().filter_map(|slot| plan.slots.get(*slot)) {
        let is_answer =
            plan.names.column(*source).is_some() && name.aspect != crate::campaign::expression::Aspect::State;
        let name = format!("`{}`", name.word);
        if is_answer && !asked.contains(&name) {
            asked.push(name);
        }
    }
    let usable = match asked.split_last() {
        None => "authorities".to_owned(),
        Some((only, [])) => format!("authorities with a usable answer to {only}"),
        Some((last, rest)) => format!("authorities with a usable answer to {} and {last}", rest.join(", ")),
    };
    match &plan.among {
        Some(among) => format!("{usable}, where `{among}`"),
        None => usable,
    }
}

/// What it means that a yes/no observation is not mentioned, where the rule uses one.
fn silence(plan: &Plan<'_>) -> Option<String> {
    let unasked: Vec<String> = plan
        .slots
        .iter()
        .filter_map(|(_, source)| plan.names.column(*source))
        .filter(|column| column.is_observation() && column.kind == AnswerType::YesNo)
        .map(|column| format!("`{}`", column.id))
        .collect();
    (!unasked.is_empty())
        .then(|| format!("Nobody was asked {}: an answer that does not mention it counts as no.", unasked.join(", ")))
}

/// `share = "in_training", among = "qualified = 0"`.
fn written(plan: &Plan<'_>) -> String {
    let quoted = |text: &str| format!("{text:?}");
    let measure = match &plan.rule.measure {
        Measure::Share(text) => format!("share = {}", quoted(text)),
        Measure::Count(text) => format!("count = {}", quoted(text)),
        Measure::Sum(text) => format!("sum = {}", quoted(text)),
        Measure::Mean(text) => format!("mean = {}", quoted(text)),
        Measure::Median(text) => format!("median = {}", quoted(text)),
        Measure::Range(text) => format!("range = {}", quoted(text)),
        Measure::Quantiles(text) => format!("quantiles = {}", quoted(text)),
        Measure::Ratio(over, under) => format!("ratio = [{}, {}]", quoted(over), quoted(under)),
    };
    let among = plan.rule.among.as_deref().map(|among| format!("among = {}", quoted(among)));
    let by = plan.rule.by.as_deref().map(|by| format!("by = {}", quoted(by)));
    let bands = (!plan.rule.bands.is_empty()).then(|| format!("bands = {:?}", plan.rule.bands));
    [Some(measure), among, by, bands].into_iter().flatten().collect::<Vec<String>>().join(", ")
}

/// How certain the figure is, and in what way.
pub(super) fn note(plan: &Plan<'_>, sampling: Sampling, frame: usize) -> String {
    let mut note = match sampling {
        Sampling::SampleOf(population) if population > frame => sampled(plan.statistic, population, frame),
        Sampling::Census | Sampling::SampleOf(_) => {
            "A census: the whole frame is asked, so there is no sampling interval.".to_owned()
        }
    };
    let interpolated = match plan.statistic {
        Statistic::Median | Statistic::Quantiles => true,
        Statistic::Ratio(over, under) => [over, under].contains(&Aggregate::Median),
        _ => false,
    };
    if interpolated {
        note.push_str(" Quantiles between two answers lie on the straight line between them.");
    }
    note
}

fn sampled(statistic: Statistic, population: usize, frame: usize) -> String {
    let spell = |number: usize| Unit::Plain.spell(number as f64);
    let drawn = format!("A sample: {} drawn at random from {}.", spell(frame), spell(population));
    let interval = match statistic {
        Statistic::Share => "The interval is Wilson's",
        Statistic::Mean | Statistic::Median | Statistic::Ratio(..) => {
            "The interval is a percentile bootstrap's (5 answers or more)"
        }
        Statistic::Count | Statistic::Sum | Statistic::Range | Statistic::Quantiles => {
            return format!(
                "{drawn} The figure is the sample's own: totals and extremes of the population are not estimated."
            );
        }
    };
    format!(
        "{drawn} {interval}, at 95%, with the correction for a finite population; it allows for the draw, and not for \
         those who were drawn and gave no usable answer."
    )
}
