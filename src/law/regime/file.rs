//! A regime file, read: TOML first, then what it says, all faults at once.

use std::path::Path;

use miette::{NamedSource, SourceSpan};

use super::check::Check;
use super::shape::File;
use super::{Fault, Regime, RegimeFault};
use crate::law::RegimeId;

/// Reads and checks a regime file; all contradictions come at once.
pub(super) fn read(path: &str, text: &str) -> Result<Regime, RegimeFault> {
    let refuse = |mut faults: Vec<Fault>| {
        faults.sort_by_key(|fault| fault.at().offset());
        RegimeFault { path: path.to_owned(), text: NamedSource::new(path, text.to_owned()), faults }
    };
    let file: File = toml::from_str(text).map_err(|fault| {
        let at = fault.span().map_or(SourceSpan::from(0), SourceSpan::from);
        refuse(vec![Fault::Toml { message: fault.message().to_owned(), at }])
    })?;
    let id = Path::new(path).file_stem().map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let mut check = Check { faults: Vec::new() };
    let regime = check.regime(RegimeId(id), file);
    if check.faults.is_empty() { Ok(regime) } else { Err(refuse(check.faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The FOIA row with some words changed.
    fn foia_with(changes: &[(&str, &str)]) -> Result<Regime, RegimeFault> {
        let text = include_str!("../regimes/uk-foia.toml");
        let text = changes.iter().fold(text.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        read("regimes/uk-foia.toml", &text)
    }

    #[test]
    fn a_file_that_contradicts_itself_is_refused_with_every_place() {
        let fault = foia_with(&[
            ("at_most = \"40 working days\"", "at_most = \"20 working days\""),
            ("within = \"28 days\"", "within = \"28 sleeps\""),
            ("kinds = [\"archive\"]", "kinds = [\"archive\", \"school\"]"),
            ("reason = \"review-code\"", "reason = \"review-kode\""),
        ])
        .unwrap_err();
        let mut drawn = String::new();
        let theme = miette::GraphicalTheme::unicode_nocolor();
        miette::GraphicalReportHandler::new_themed(theme).with_width(110).render_report(&mut drawn, &fault).unwrap();
        insta::assert_snapshot!(drawn, @r#"
          × the regime file regimes/uk-foia.toml cannot be used

        Error: 
          × two rules speak of `school`
            ╭─[regimes/uk-foia.toml:27:10]
         26 │ [[special]]
         27 │ kinds = ["school", "nursery", "mod-school"]
            ·          ────┬───
            ·              ╰── first here
         28 │ count = "school-days"
         29 │ within = "20 working days"
         30 │ at_most = "60 working days"
         31 │ provision = "SI 2004/3364 reg 3"
         32 │ 
         33 │ [[special]]
         34 │ kinds = ["ni-school"]
         35 │ count = "school-days"
         36 │ within = "20 working days"
         37 │ at_most = "60 working days"
         38 │ provision = "SI 2009/1369 reg 2"
         39 │ 
         40 │ [[special]]
         41 │ kinds = ["academy"]
         42 │ count = "school-days"
         43 │ within = "20 working days"
         44 │ at_most = "60 working days"
         45 │ provision = "SI 2010/2768"
         46 │ 
         47 │ [[special]]
         48 │ kinds = ["archive", "school"]                     # a transferred public record not designated open
            ·                     ────┬───
            ·                         ╰── and again here
         49 │ within = "30 working days"
            ╰────
          help: leave one of them out: the clock would not know which to take

        Error: 
          × `extension.at_most` (20 working days) is not longer than `reply.within` (20 working days)
            ╭─[regimes/uk-foia.toml:23:10]
         22 │ [reply]
         23 │ within = "20 working days"
            ·          ────────┬────────
            ·                  ╰── than this
         24 │ provision = "s.10(1)"
            ╰────
            ╭─[regimes/uk-foia.toml:67:11]
         66 │ grounds = ["public_interest"]
         67 │ at_most = "20 working days"             # in all
            ·           ────────┬────────
            ·                   ╰── not longer
         68 │ limit = "guidance"
            ╰────
          help: one of the two is wrong: the first is meant to allow more time than the second

        Error: 
          × no reason is called `review-kode`
            ╭─[regimes/uk-foia.toml:78:10]
         77 │ by = "guidance"
         78 │ reason = "review-kode"
            ·          ──────┬──────
            ·                ╰── asked for here
         79 │ ask_within = "40 working days"
            ╰────
          help: did you mean `review-code`? The codes are those of `foi clock --json`

        Error: 
          × `28 sleeps` is no period
            ╭─[regimes/uk-foia.toml:97:10]
         96 │ to = "First-tier Tribunal"
         97 │ within = "28 sleeps"
            ·          ─────┬─────
            ·               ╰── this period
         98 │ rolls_in = "england-and-wales"          # r.12 names no division: the shortest answer, and so the safe one (house rule)
            ╰────
          help: write `20 working days`, `28 days`, `4 weeks` or `3 months`, the number from 1 to 1000
        "#);
    }

    #[test]
    fn an_unknown_key_is_refused_at_its_line() {
        let fault = foia_with(&[("[reply]\nwithin", "[reply]\nwithing = \"1 week\"\nwithin")]).unwrap_err();
        assert!(
            matches!(fault.faults.as_slice(), [Fault::Toml { message, .. }] if message.contains("withing")),
            "{fault:?}"
        );
    }

    #[test]
    fn other_contradictions_are_found() {
        type Row<'a> = (&'a [(&'a str, &'a str)], fn(&Fault) -> bool);
        let table: [Row<'_>; 5] = [
            (&[("Europe/London", "Europe/Londres")], |fault| matches!(fault, Fault::Place { .. })),
            (&[("at_most = \"60 working days\"\n", "")], |fault| matches!(fault, Fault::Lacks { .. })),
            (&[("outer = \"40 working days\"", "outer = \"2 months\"")], |fault| matches!(fault, Fault::Unit { .. })),
            (&[("pay_within = \"3 months\"", "pay_within = \"3 weeks\"")], |fault| matches!(fault, Fault::Unit { .. })),
            (&[("within = \"20 working days\"", "within = \"0 working days\"")], |fault| {
                matches!(fault, Fault::Period { .. })
            }),
        ];
        for (changes, right) in table {
            let fault = foia_with(changes).unwrap_err();
            assert!(fault.faults.iter().any(right), "{changes:?}: {:?}", fault.faults);
        }
    }
}
