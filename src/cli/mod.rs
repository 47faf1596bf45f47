//! The command line: one file a verb, its help, its arguments, three calls. Rules live in the rooms below.

mod account;
mod adopt;
mod answers;
mod audit;
mod authority;
mod by_hand;
mod check;
mod clarify;
mod clock;
mod coders;
mod completions;
mod demo;
mod desk;
mod doctor;
mod dossier;
mod due;
mod exit;
mod exit_codes;
mod export;
mod fetch;
mod findings;
mod frame;
mod holidays;
mod ingest;
mod init;
mod man;
mod new;
mod note;
mod output;
mod pack;
mod pen;
mod preview;
mod read;
mod report;
mod reread;
mod review;
mod search;
mod send;
mod sheet;
mod show;
mod sitting;
mod sql;
mod status;
mod text;
mod unpack;
mod verify;
mod watch;
mod worker;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use desk::Desk;
pub use exit::{Exit, Failure};
pub use output::{counted, csv_fault, print_json};

/// One freedom-of-information request to many public authorities, and every figure traceable to its words
#[derive(Debug, Parser)]
#[command(name = "foi", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Start with `foi demo`, or `foi init` for a workspace of your own. Exit status: `foi help exit-codes`."
)]
pub struct Cli {
    /// The workspace's folder; otherwise the nearest one upwards from here
    #[arg(long, global = true, value_name = "DIR", env = "FOI_WORKSPACE")]
    workspace: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

/// Every verb, in the order of the road; its help and arguments stand in the file of its name.
#[derive(Debug, Subcommand)]
enum Verb {
    Demo(demo::Demo),
    Init(init::Init),
    New(new::New),
    Check(check::Check),
    Authority(authority::AuthorityArgs),
    Frame(frame::FrameArgs),
    Preview(preview::PreviewArgs),
    Account(account::AccountArgs),
    Send(send::Send),
    Drafts(by_hand::Drafts),
    Mailto(by_hand::Mailto),
    Print(by_hand::Print),
    Adopt(adopt::Adopt),
    Ingest(ingest::Ingest),
    Fetch(fetch::Fetch),
    Watch(watch::Watch),
    Pen(pen::Pen),
    Assign(pen::Assign),
    Status(status::Status),
    Due(due::Due),
    Clarify(clarify::Clarify),
    Show(show::Show),
    Search(search::Search),
    Note(note::Note),
    Dossier(dossier::Dossier),
    Review(review::Review),
    Sheet(sheet::SheetArgs),
    Audit(audit::Audit),
    Coders(coders::Coders),
    Findings(findings::Findings),
    Report(report::Report),
    Answers(answers::Answers),
    Sql(sql::Sql),
    Export(export::Export),
    Pack(pack::Pack),
    Unpack(unpack::Unpack),
    Verify(verify::Verify),
    Reread(reread::Reread),
    Text(text::Text),
    Read(read::Read),
    Clock(clock::Clock),
    Holidays(holidays::HolidaysArgs),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
    Man(man::Man),
    #[command(hide = true)]
    ExitCodes(exit_codes::ExitCodes),
    #[command(hide = true)]
    Worker(worker::Worker),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let status = run(std::env::args_os(), &mut std::io::stdout().lock());
    ExitCode::from(status as u8)
}

/// Runs one command line, its output to `out`.
///
/// A broken pipe is no error: who closed it has what they wanted.
pub fn run(args: impl IntoIterator<Item = OsString>, out: &mut dyn Write) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(usage) => {
            let exit = if usage.use_stderr() { Exit::WrongUse } else { Exit::Done };
            // Nothing is left to be told if the terminal itself is gone.
            let _ = usage.print();
            return exit;
        }
    };
    let desk = Desk::here(cli.workspace);
    let outcome = match cli.verb {
        Verb::Demo(args) => demo::run(&args, &desk, out),
        Verb::Init(args) => init::run(&args, &desk, out),
        Verb::New(args) => new::run(&args, &desk, out),
        Verb::Check(args) => check::run(&args, &desk, out),
        Verb::Authority(args) => authority::run(&args, &desk, out),
        Verb::Frame(args) => frame::run(&args, &desk, out),
        Verb::Preview(args) => preview::run(&args, &desk, out),
        Verb::Account(args) => account::run(&args, &desk, out),
        Verb::Send(args) => send::run(&args, &desk, out),
        Verb::Drafts(args) => by_hand::run_drafts(&args, &desk, out),
        Verb::Mailto(args) => by_hand::run_mailto(&args, &desk, out),
        Verb::Print(args) => by_hand::run_print(&args, &desk, out),
        Verb::Adopt(args) => adopt::run(&args, &desk, out),
        Verb::Ingest(args) => ingest::run(&args, &desk, out),
        Verb::Fetch(args) => fetch::run(&args, &desk, out),
        Verb::Watch(args) => watch::run(&args, &desk, out),
        Verb::Pen(args) => pen::run(&args, &desk, out),
        Verb::Assign(args) => pen::run_assign(&args, &desk, out),
        Verb::Status(args) => status::run(&args, &desk, out),
        Verb::Due(args) => due::run(&args, &desk, out),
        Verb::Clarify(args) => clarify::run(&args, &desk, out),
        Verb::Show(args) => show::run(&args, &desk, out),
        Verb::Search(args) => search::run(&args, &desk, out),
        Verb::Note(args) => note::run(&args, &desk, out),
        Verb::Dossier(args) => dossier::run(&args, &desk, out),
        Verb::Review(args) => review::run(&args, &desk, out),
        Verb::Sheet(args) => sheet::run(&args, &desk, out),
        Verb::Audit(args) => audit::run(&args, &desk, out),
        Verb::Coders(args) => coders::run(&args, &desk, out),
        Verb::Findings(args) => findings::run(&args, &desk, out),
        Verb::Report(args) => report::run(&args, &desk, out),
        Verb::Answers(args) => answers::run(&args, &desk, out),
        Verb::Sql(args) => sql::run(&args, &desk, out),
        Verb::Export(args) => export::run(&args, &desk, out),
        Verb::Pack(args) => pack::run(&args, &desk, out),
        Verb::Unpack(args) => unpack::run(&args, &desk, out),
        Verb::Verify(args) => verify::run(&args, &desk, out),
        Verb::Reread(args) => reread::run(&args, &desk, out),
        Verb::Text(args) => text::run(&args, &desk, out),
        Verb::Read(args) => read::run(&args, &desk, out),
        Verb::Clock(args) => clock::run(&args, &desk, out),
        Verb::Holidays(args) => holidays::run(&args, &desk, out),
        Verb::Doctor(args) => doctor::run(&args, &desk, out),
        Verb::Completions(args) => completions::run(&args, &desk, out),
        Verb::Man(args) => man::run(&args, &desk, out),
        Verb::ExitCodes(args) => exit_codes::run(&args, &desk, out),
        Verb::Worker(args) => worker::run(&args, &desk, out),
    };
    match outcome {
        Ok(exit) => exit,
        Err(failure) if failure.is_broken_pipe() => Exit::Done,
        Err(failure) => failure.print(),
    }
}
