use super::*;
use crate::document::Limits;

fn shown(rtf: &str) -> Vec<String> {
    let read = read("a.rtf", rtf.as_bytes(), &Budget::new(&Limits::default()));
    let rows = |rows: &[Vec<String>]| rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join("/");
    read.blocks
        .iter()
        .map(|b| format!("{:?}{} {}{}", b.kind, if b.hidden { " hidden" } else { "" }, b.text, rows(&b.rows)))
        .collect()
}

#[test]
fn characters_come_from_code_pages_and_numbers() {
    assert_eq!(
        shown(
            r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial CYR;}{\f2\fcharset2 Wingdings;}}\f0 \'a35 \u8211?\uc2\u8217\'3f\'3fs \f1\'cf\f0\par {\f2\'fe} Yes\par}"
        ),
        ["Paragraph £5 –’s П", "Paragraph ☒ Yes"]
    );
}

#[test]
fn rows_of_a_table_are_told_from_lines_and_wide_cells_cover_columns() {
    let rtf = r"{\rtf1 Before\par
        \trowd\cellx1000\cellx3000\pard\intbl Year\cell Spend\cell\row
        \trowd\cellx1000\cellx2000\cellx3000\pard\intbl 2016\cell IT\par Training\cell HR\cell\row
        \pard After\par}";
    assert_eq!(shown(rtf), ["Paragraph Before", "Table Year|Spend|/2016|IT\nTraining|HR", "Paragraph After"]);
}

#[test]
fn numbers_headings_and_changes_are_as_shown() {
    let rtf = r"{\rtf1{\stylesheet{\s1\outlinelevel0 heading 1;}}{\header Trust\par}
        \pard\s1 Reply\par\pard{\listtext 1.\tab}First\par{\pntext\'b7\tab}Dot\par
        \pard Kept{\deleted  gone}{\v  secret}\par{\field{\*\fldinst PAGE}{\fldrslt 1}} of 2\par}";
    assert_eq!(
        shown(rtf),
        [
            "Header Trust",
            "Heading Reply",
            "ListItem 1. First",
            "ListItem Dot",
            "Paragraph Kept",
            "Paragraph hidden secret",
            "Paragraph 1 of 2"
        ]
    );
}

#[test]
fn shapes_notes_and_comments_come_once_and_in_their_places() {
    let rtf = r"{\rtf1 Text{\footnote With VAT.}{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt In the box\par}}{\shprslt In the box\par}}\par
        More{\*\atnauthor A. Clerk}{\*\annotation Check.}\par}";
    assert_eq!(
        shown(rtf),
        [
            "Paragraph Text",
            "Paragraph Footnote 1: With VAT.",
            "Paragraph In the box",
            "Paragraph More",
            "Paragraph Comment by A. Clerk: Check."
        ]
    );
}

#[test]
fn depth_and_stumps_are_borne() {
    for rtf in [
        "{".repeat(200_000),
        r"{\rtf1 \u".to_owned(),
        r"{\rtf1\bin99999999 x".to_owned(),
        r"{\rtf1\cellx-99999999999\row\cell".to_owned(),
        "}}}}".to_owned(),
    ] {
        shown(&rtf);
    }
}
