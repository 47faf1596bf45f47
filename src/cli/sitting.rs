//! A sitting: cells put before a person one at a time in the terminal, and a line typed for each.
//!
//! What `foi review`, `foi audit` and `foi coders` have in common: the slip with its words, a value or a state typed for it and held
//! against the question, skip, undo, stop. A verb adds its own keys.

use std::io::{self, BufRead, Write};

use super::Failure;
use crate::engine::slip::Slip;
use crate::ledger::{Answer, CellState, Evidence, Fit, Wanted, typed_value};

/// Characters of a line that are shown, where the words do not need more.
const LONGEST: usize = 200;

/// What a verb does with the cells.
pub(super) trait Sitting {
    type Cell;
    /// What may be typed, on one line.
    const KEYS: &'static str;
    /// What undo says where there is nothing to take back.
    const NOTHING: &'static str;

    fn slip<'a>(&self, cell: &'a Self::Cell) -> &'a Slip;

    /// The cell's words, and what is known of it.
    fn print(&self, cell: &Self::Cell, out: &mut dyn Write) -> io::Result<()>;

    /// What a key of the verb's own does; `None` for one it does not know.
    fn key(&mut self, typed: &str, cells: &[Self::Cell], at: usize) -> Result<Option<Next>, Failure>;

    /// Takes a typed answer.
    fn answer(&mut self, cell: &Self::Cell, at: usize, answer: Answer) -> Result<(), Failure>;

    /// Takes back the last thing that was said, and says where in the list that was.
    fn undo(&mut self, cells: &[Self::Cell]) -> Result<Option<usize>, Failure>;
}

/// Where to go on.
pub(super) enum Next {
    Cell,
    /// This many cells on.
    Ahead(usize),
}

/// Goes through the cells until the last, `q`, or the end of the input.
pub(super) fn sit<S: Sitting>(
    sitting: &mut S,
    cells: &[S::Cell],
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut at = 0;
    let mut asked_about: Option<(usize, String)> = None;
    while let Some(cell) = cells.get(at) {
        let Slip { token, authority, question, asks, .. } = sitting.slip(cell);
        writeln!(out, "\n[{} of {}] {token}  {authority}\n{question}: {asks}", at + 1, cells.len())?;
        sitting.print(cell, out)?;
        loop {
            write!(out, "{} > ", S::KEYS)?;
            out.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                writeln!(out)?;
                return Ok(());
            }
            let typed = line.trim();
            match typed {
                "q" => return Ok(()),
                "s" | "" => at += 1,
                "u" => match sitting.undo(cells)? {
                    Some(before) => at = before,
                    None => {
                        writeln!(out, "{}", S::NOTHING)?;
                        continue;
                    }
                },
                _ => match sitting.key(typed, cells, at)? {
                    Some(Next::Cell) => at += 1,
                    Some(Next::Ahead(cells)) => at += cells,
                    None => match heard(typed, &sitting.slip(cell).wants) {
                        Heard::Fault(words) => {
                            writeln!(out, "{words}")?;
                            continue;
                        }
                        // Typed twice it is meant.
                        Heard::Doubtful(_, words) if asked_about != Some((at, typed.to_owned())) => {
                            writeln!(out, "{words}: type it again if it is meant")?;
                            asked_about = Some((at, typed.to_owned()));
                            continue;
                        }
                        Heard::Answer(answer) | Heard::Doubtful(answer, _) => {
                            sitting.answer(cell, at, answer)?;
                            at += 1;
                        }
                    },
                },
            }
            break;
        }
    }
    Ok(())
}

/// What `= VALUE` and `: STATE` come to.
enum Heard {
    Answer(Answer),
    /// May be, and seldom is; in words.
    Doubtful(Answer, String),
    /// What is wrong, in words.
    Fault(String),
}

fn heard(typed: &str, wants: &Wanted) -> Heard {
    let answer = if let Some(value) = typed.strip_prefix('=') {
        match typed_value(value, wants) {
            Some(answer) => answer,
            None => return Heard::Fault(format!("give the value after the =, {}", wants.remedy())),
        }
    } else if let Some(state) = typed.strip_prefix(':') {
        match state.trim().to_lowercase().parse::<CellState>() {
            Ok(CellState::Zero) => Answer::number(0.0, wants.unit.clone()),
            Ok(CellState::Value | CellState::Censored) => {
                return Heard::Fault(format!("that state wants a value: type it after =, {}", wants.remedy()));
            }
            Ok(state) => Answer::of(state),
            Err(cause) => return Heard::Fault(cause.to_string()),
        }
    } else {
        return Heard::Fault(format!("`{typed}` is none of the keys"));
    };
    match wants.fit(&answer) {
        Fit::Fits => Heard::Answer(answer),
        Fit::Doubtful(words) => Heard::Doubtful(answer, words),
        Fit::Not(words) => Heard::Fault(words),
    }
}

/// The words in their context, marked `>`.
pub(super) fn print_words(out: &mut dyn Write, evidence: &Evidence, slip: &Slip) -> io::Result<()> {
    writeln!(out, "  in {}, {}:", evidence.document, evidence.at)?;
    for line in &slip.context {
        let mark = if line.marked { ">" } else { " " };
        writeln!(out, "  {mark} {}", cut(&line.text, &evidence.words))?;
    }
    if slip.context.is_empty() {
        writeln!(out, "  > {}", evidence.words)?;
    }
    Ok(())
}

/// A long line is cut about the words that matter, never through them.
fn cut(line: &str, words: &str) -> String {
    let longest = words.lines().max_by_key(|line| line.len()).unwrap_or_default();
    let (before, found) = line
        .find(longest.trim())
        .map_or((0, 0), |at| (line.get(..at).unwrap_or_default().chars().count(), longest.trim().chars().count()));
    let start = if before + found > LONGEST { before.saturating_sub(LONGEST / 4) } else { 0 };
    let end = (before + found + LONGEST / 4).max(start + LONGEST);
    let mut shown: String = line.chars().skip(start).take(end - start).collect();
    if start > 0 {
        shown.insert(0, '…');
    }
    if line.chars().count() > end {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_about_its_words() {
        let line = format!("{} we hold 12 of them {}", "before ".repeat(60), "after ".repeat(60));
        let shown = cut(&line, "12");
        assert!(shown.contains("we hold 12 of them") && shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(cut(&line, "nowhere").starts_with("before") && cut(&line, "nowhere").ends_with('…'));
        assert_eq!(cut("short", "short"), "short");
    }
}
