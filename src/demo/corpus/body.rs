//! Pieces of a letter as plain text and as the HTML that mail programs write.

use super::layout::Piece;

/// Which program's HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Html {
    /// `<p class=MsoNormal>` and inline styles.
    Outlook,
    /// `<div>`s and `<br>`s, as web mail writes.
    Plain,
}

/// The letter as plain text, lines broken at `width` where one is given.
pub fn text(pieces: &[Piece], width: Option<usize>) -> String {
    let mut out = String::new();
    for piece in pieces {
        let words = match piece {
            Piece::Para(words) | Piece::Answer(words) | Piece::Heading(words) => wrapped(words, width, ""),
            Piece::Item(words) => format!("  \u{2022} {}", wrapped(words, width, "").replace('\n', "\n    ")),
            Piece::Quote(words) => wrapped(words, Some(width.unwrap_or(72)), "> "),
            Piece::Table(rows) => {
                rows.iter().map(|row| row.join("\t").replace('\n', "; ")).collect::<Vec<_>>().join("\n")
            }
        };
        out.push_str(&words);
        out.push_str("\n\n");
    }
    out
}

/// Breaks each line of `text` at `width`, `prefix` before each.
pub fn wrapped(text: &str, width: Option<usize>, prefix: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for word in line.split(' ') {
            let full = width.is_some_and(|width| current.chars().count() + word.chars().count() + 1 > width);
            if full && !current.is_empty() {
                lines.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines.iter().map(|line| format!("{prefix}{line}")).collect::<Vec<_>>().join("\n")
}

/// The letter as an HTML document.
pub fn html(pieces: &[Piece], style: Html, charset: &str) -> String {
    let inner: String = pieces.iter().map(|piece| element(piece, style)).collect();
    match style {
        Html::Outlook => format!("{}{inner}</div></body></html>\n", OUTLOOK_HEAD.replace("{charset}", charset)),
        Html::Plain => format!(
            "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset={charset}\"></head>\n<body>{inner}</body></html>\n"
        ),
    }
}

const OUTLOOK_HEAD: &str = r##"<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset={charset}"><meta name=Generator content="Microsoft Word 15 (filtered medium)"><style><!--
p.MsoNormal, li.MsoNormal, div.MsoNormal
	{margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}
@page WordSection1 {size:612.0pt 792.0pt; margin:72.0pt 72.0pt 72.0pt 72.0pt;}
--></style></head><body lang=EN-GB link="#0563C1" vlink="#954F72"><div class=WordSection1>
"##;

fn element(piece: &Piece, style: Html) -> String {
    let outlook = style == Html::Outlook;
    match piece {
        Piece::Para(words) => paragraph(words, style, ""),
        Piece::Answer(words) => paragraph(words, style, if outlook { "color:#1F497D" } else { "color:red" }),
        Piece::Heading(words) if outlook => paragraph(words, style, "font-weight:bold"),
        Piece::Heading(words) => format!("<h3>{}</h3>\n", escaped(words)),
        Piece::Item(words) => format!("<ul><li>{}</li></ul>\n", escaped(words)),
        Piece::Quote(words) => format!("<blockquote type=\"cite\">{}</blockquote>\n", escaped(words)),
        Piece::Table(rows) => table(rows, style),
    }
}

fn paragraph(words: &str, style: Html, css: &str) -> String {
    match style {
        Html::Outlook => words
            .lines()
            .map(|line| {
                format!("<p class=MsoNormal><span style='font-family:\"Arial\",sans-serif;{css}'>{}<o:p></o:p></span></p>\n", escaped(line))
            })
            .chain(["<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n".to_owned()])
            .collect(),
        Html::Plain if css.is_empty() => format!("<div>{}</div><div><br></div>\n", escaped(words)),
        Html::Plain => format!("<div style=\"{css}\">{}</div><div><br></div>\n", escaped(words)),
    }
}

fn table(rows: &[Vec<String>], style: Html) -> String {
    let open = match style {
        Html::Outlook => {
            "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>\n"
        }
        Html::Plain => "<table border=\"1\">\n",
    };
    let cell = |words: &String| match style {
        Html::Outlook => format!(
            "<td valign=top style='border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'><p class=MsoNormal>{}<o:p></o:p></p></td>",
            escaped(words)
        ),
        Html::Plain => format!("<td>{}</td>", escaped(words)),
    };
    let rows: String =
        rows.iter().map(|row| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>())).collect();
    format!("{open}{rows}</table>\n")
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_are_broken_and_marked_line_by_line() {
        assert_eq!(wrapped("one two three", Some(8), "> "), "> one two\n> three");
    }

    #[test]
    fn html_escapes_what_an_officer_may_write() {
        let html = html(&[Piece::Answer("<5 & falling".into())], Html::Plain, "utf-8");
        assert!(html.contains("&lt;5 &amp; falling"), "{html}");
    }
}
