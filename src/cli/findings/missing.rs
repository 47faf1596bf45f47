//! `foi findings --missing`: those who answered against those who did not, and what that could do to the figures.

use std::io::{self, Write};

use super::wrapped;
use crate::findings::{Effect, Finding, NonResponse, Reading, Unit};
use crate::ledger::Coverage;

pub(super) fn print(
    out: &mut dyn Write,
    two: &NonResponse,
    coverage: &Coverage,
    findings: &[Finding],
) -> io::Result<()> {
    let rate = |name: &str, portion: crate::ledger::Portion| {
        let percent = portion.percent().map_or_else(|| "\u{2013}".to_owned(), |percent| Unit::Percent.spell(percent));
        format!("{name} {percent} ({} of {})", portion.count, portion.of)
    };
    writeln!(out, "{}; {}", rate("RR1", coverage.rr1), rate("RR2", coverage.rr2))?;
    writeln!(out, "{} answered, {} did not, {} stand aside\n", two.answered, two.silent, two.aside)?;
    for one in &two.comparisons {
        let effect = match one.effect {
            Effect::CramersV(v) => format!("Cram\u{e9}r's V {v:.2}, {}", one.effect.size()),
            Effect::CohensD(d) => format!("Cohen's d {d:+.2}, {}", one.effect.size()),
            Effect::Undefined => "no difference can be measured".to_owned(),
        };
        writeln!(out, "{}: {effect}", one.variable)?;
        for group in &one.groups {
            let percent = Unit::Percent.spell(100.0 * group.answered as f64 / group.of.max(1) as f64);
            writeln!(out, "    {:<32} {percent:>7}  {} of {}", group.group, group.answered, group.of)?;
        }
    }
    for finding in findings.iter().filter(|finding| !finding.reweighted.is_empty()) {
        let whole = &finding.whole;
        writeln!(out, "\n{}  ({})\n    as found {}", finding.title, finding.id, whole.value_text())?;
        for reweighted in &finding.reweighted {
            if let Reading::Number(number) = reweighted.reading {
                writeln!(out, "    weighted by {} {}", reweighted.by, whole.unit.spell(number))?;
            }
        }
        if let Some(text) = whole.if_answered_text() {
            wrapped(out, "    ", &text)?;
        }
    }
    Ok(())
}
