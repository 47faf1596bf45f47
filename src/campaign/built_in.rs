//! The letters that come with the program, as files under `templates/letters/`, for experts to correct.

use super::Template;

/// The template of `kind` (`request`, `chase`, ...) for `regime`; the United Kingdom's own Act where a law has none.
pub fn built_in(regime: &str, kind: &str) -> Template {
    macro_rules! letters {
        ($($regime:literal: [$($kind:literal),*]),* $(,)?) => {
            match (regime, kind) {
                $($(($regime, $kind) => Some((
                    concat!("templates/letters/", $regime, "/", $kind, ".txt"),
                    include_str!(concat!("../../templates/letters/", $regime, "/", $kind, ".txt")),
                )),)*)*
                _ => None,
            }
        };
    }
    let found = letters!(
        "uk-foia": ["request", "chase", "clarification", "review", "complaint"],
        "uk-eir": ["request", "chase", "clarification", "review", "complaint"],
        "scot-foisa": ["request", "chase", "clarification", "review", "complaint"],
        "scot-eisr": ["request", "chase", "clarification", "review", "complaint"],
    );
    match found {
        Some((path, text)) => Template { path: path.to_owned(), text: text.to_owned() },
        None if regime != "uk-foia" => built_in("uk-foia", kind),
        None => Template::default(),
    }
}
