//! Text that says where its lines were broken only to fit (RFC 3676, `format=flowed`).
//!
//! A line that ends in a space goes on in the next one of the same quoting depth; with `DelSp=yes` that space is no part
//! of the text. Joining them keeps a figure and its unit, or a number broken by the margin, in one line. What it will
//! not do: guess at breaks in text that does not call itself flowed.

/// Joins the soft line breaks of flowed text, and takes off the space that stuffs a line's beginning.
///
/// The signature's divider `-- ` ends in a space and is a line of its own all the same.
pub fn unflow(text: &str, delete_space: bool) -> String {
    let mut whole = String::with_capacity(text.len());
    // The quoting depth of the line that goes on, if one does.
    let mut open = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let words = line.get(depth..).unwrap_or_default();
        let words = words.strip_prefix(' ').unwrap_or(words);
        let divider = words == "-- ";
        if open.is_some_and(|before| before != depth || divider) {
            whole.push('\n');
            open = None;
        }
        if open.is_none() && depth > 0 {
            whole.push_str(&">".repeat(depth));
            whole.push(' ');
        }
        let flows = words.ends_with(' ') && !divider;
        whole.push_str(if flows && delete_space { words.strip_suffix(' ').unwrap_or(words) } else { words });
        open = flows.then_some(depth);
        if !flows {
            whole.push('\n');
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_where_they_were_broken_to_fit() {
        for (given, delete_space, want) in [
            ("We hold \nthree.\n-- \nA. Person\n", false, "We hold three.\n-- \nA. Person\n"),
            ("> How \n> many?\nThree.\n", false, "> How many?\nThree.\n"),
            ("> How \nThree.\n", false, "> How \nThree.\n"),
            ("A sentence, \n-- \nA. Person\n", false, "A sentence, \n-- \nA. Person\n"),
            ("\u{00a3}1,3 \n87.50\n", true, "\u{00a3}1,387.50\n"),
            ("We hold  \nthree.\n", true, "We hold three.\n"),
            (" > 5 % of them\n From then on\n", false, "> 5 % of them\nFrom then on\n"),
            ("one\r\n\r\ntwo \r\nthree", false, "one\n\ntwo three\n"),
            ("", true, ""),
        ] {
            assert_eq!(unflow(given, delete_space), want, "{given:?}");
        }
    }
}
