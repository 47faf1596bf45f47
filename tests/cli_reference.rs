//! `docs/cli.md` is what the program itself says of its verbs: this test fails where the two differ.
//!
//! To renew it: `FOI_WRITE_DOCS=1 cargo test --test cli_reference`, and read what changed before committing it.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use clap::{Command, CommandFactory};

const PAGE: &str = "docs/cli.md";

const HEAD: &str = "# The command line

Every verb with its arguments, as `foi VERB --help` says it. This page is made from the program
(`FOI_WRITE_DOCS=1 cargo test --test cli_reference`); a test fails where they differ.
";

/// One section a verb, those below it after it.
fn sections(command: &Command, name: &str, page: &mut String) {
    let mut shown = command.clone().term_width(100).bin_name(name).disable_help_subcommand(true);
    let help = shown.render_long_help().to_string();
    page.push_str(&format!("\n## {name}\n\n"));
    for line in help.trim_end().lines() {
        let line = format!("    {line}");
        page.push_str(line.trim_end());
        page.push('\n');
    }
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help") {
        sections(verb, &format!("{name} {}", verb.get_name()), page);
    }
}

/// What is set on this machine is no part of the page.
fn hidden_values(command: Command) -> Command {
    command.mut_args(|arg| arg.hide_env_values(true)).mut_subcommands(hidden_values)
}

#[test]
fn the_page_of_the_command_line_is_what_the_program_says() {
    let mut page = HEAD.to_owned();
    let mut command = foi::cli::Cli::command();
    command = hidden_values(command);
    command.build();
    sections(&command, "foi", &mut page);
    if std::env::var_os("FOI_WRITE_DOCS").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
    let differs = page.lines().zip(kept.lines()).find(|(now, then)| now != then);
    assert!(
        page == kept,
        "{PAGE} is not what the program says (first difference: {differs:?}). To renew it:\n  FOI_WRITE_DOCS=1 cargo test --test cli_reference"
    );
}
