use super::*;
use crate::document::Limits;

fn blocks(html: &str) -> Vec<Block> {
    read_text("body", html, &Limits::default()).blocks
}

fn shown(html: &str) -> Vec<String> {
    blocks(html)
        .iter()
        .map(|b| format!("{:?} {}{}", b.kind, b.text, b.rows.iter().map(|r| r.join("|")).collect::<Vec<_>>().join("/")))
        .collect()
}

#[test]
fn paragraphs_lists_and_breaks_keep_their_order() {
    assert_eq!(
        shown(
            "<h2>Reply</h2><p>We hold\n three.<br>Or four.</p>loose<ol start=2><li><p>First</p><li>Second</ol><ul><li>dot</ul>"
        ),
        [
            "Heading Reply",
            "Paragraph We hold three.\nOr four.",
            "Paragraph loose",
            "ListItem 2. First",
            "ListItem 3. Second",
            "ListItem dot"
        ]
    );
}

#[test]
fn spans_of_a_table_are_resolved() {
    assert_eq!(
        shown(
            "<table><tr><th rowspan=2>Year<th colspan=2>Spend<tr><td>IT<td>Train<br>ing<tr><td>2016<td>£1<td>£2</table>"
        ),
        ["Table Year|Spend|/|IT|Train\ning/2016|£1|£2"]
    );
}

#[test]
fn tables_that_only_place_a_letter_are_read_as_its_paragraphs() {
    let html = "<table><tr><td><table><tr><td><p>Dear A</p><table><tr><td>Year</td><td>Spend</td></tr><tr><td>2016</td><td>£1</td></tr></table></td></tr></table></td></tr></table>";
    assert_eq!(shown(html), ["Paragraph Dear A", "Table Year|Spend/2016|£1"]);
}

#[test]
fn quotations_of_each_mail_program_are_told_apart() {
    for earlier in [
        "<blockquote type=cite>How many?</blockquote>",
        "<div class=gmail_quote><div class=gmail_attr>On Monday A wrote:</div><blockquote>How many?</blockquote></div>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> A<br><b>Sent:</b> Monday<br><b>To:</b> B<br><b>Subject:</b> C</p></div><p>How many?</p>",
        "<hr><div id=divRplyFwdMsg><b>From:</b> A</div><div>How many?</div>",
    ] {
        let blocks = blocks(&format!("<p>We hold 3.</p>{earlier}"));
        assert_eq!(blocks[0].kind, BlockKind::Paragraph);
        assert!(
            blocks[1..].iter().all(|block| block.kind == BlockKind::Quote) && blocks.len() > 1,
            "{earlier}: {blocks:?}"
        );
    }
    let indented = blocks("<blockquote style='margin:0 0 0 40px;border:none;padding:0'>We hold 3.</blockquote>");
    assert_eq!(indented[0].kind, BlockKind::Paragraph);
}

#[test]
fn hidden_words_are_kept_and_marked() {
    let blocks = blocks("<p>Seen</p><div style='display: none'>Unseen</div><p>Seen too</p>");
    assert_eq!(blocks.iter().map(|block| block.hidden).collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn a_hundred_thousand_nested_elements_cost_only_their_structure() {
    for deep in ["<div>", "<b>", "<span>", "<table><tr><td>", "<font size=1><p>"] {
        let read = read_text("deep.html", &format!("{}We hold 3.", deep.repeat(100_000)), &Limits::default());
        assert_eq!(read.state, State::Partly, "{deep}");
        assert_eq!(read.blocks.last().map(|block| block.text.as_str()), Some("We hold 3."), "{deep}");
    }
}

#[test]
fn a_long_sloppy_mail_is_not_taken_for_a_deep_one() {
    let read =
        read_text("body", &"<div><font color=red><p>Line<br><li>item</font></div>".repeat(5_000), &Limits::default());
    assert_eq!(read.state, State::Read);
}

#[test]
fn columns_claimed_without_measure_stop_at_the_limit() {
    let limits = Limits { cells: 10_000, ..Limits::default() };
    let html = format!("<table>{}</table>", "<tr><td colspan=1000 rowspan=60000>x<td>y</tr>".repeat(5_000));
    let read = read_text("body", &html, &limits);
    assert!(read.blocks.iter().flat_map(|block| &block.rows).map(Vec::len).sum::<usize>() <= 10_000);
}
