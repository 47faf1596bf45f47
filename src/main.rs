//! Parse, run, print the error; nothing else.

fn main() -> std::process::ExitCode {
    foi::cli::main()
}
