use super::*;
use crate::document::{Block, CellValue, Limits, making};

/// A book of one sheet, with these rows and before them these columns.
fn book(before: &str, rows: &str, after: &[(&str, &str)]) -> Document {
    let main = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"><sheets><sheet name="Figures" r:id="s1"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="s1" Type="x/worksheet" Target="sheet.xml"/><Relationship Id="s2" Type="x/styles" Target="styles.xml"/><Relationship Id="s3" Type="x/sharedStrings" Target="strings.xml"/></Relationships>"#;
    let styles = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="164" formatCode="&quot;£&quot;#,##0.00"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>"#;
    let strings = r#"<sst><si><t>Spend</t></si><si><r><t>R&amp;D </t></r><r><t>costs</t></r><rPh><t>aid</t></rPh></si><si><t>two_x000D_
lines</t></si></sst>"#;
    let sheet = format!("<worksheet>{before}<sheetData>{rows}</sheetData></worksheet>");
    let mut files: Vec<(&str, &[u8])> = vec![
        ("xl/workbook.xml", main.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/strings.xml", strings.as_bytes()),
        ("xl/sheet.xml", sheet.as_bytes()),
    ];
    files.extend(after.iter().map(|(name, xml)| (*name, xml.as_bytes())));
    read("a.xlsx", &making::archive(&files), &Budget::new(&Limits::default()))
}

fn rows(block: &Block) -> Vec<String> {
    block.rows.iter().map(|row| row.join("|")).collect()
}

#[test]
fn cells_show_what_the_sheet_shows_and_keep_their_values() {
    let read = book(
        "",
        r#"<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c></row>
           <row r="3"><c r="B3" s="1"><f>1+1</f><v>3980</v></c><c r="C3" s="2"><v>43357</v></c><c r="D3" s="3"><v>0.947</v></c></row>
           <row r="4"><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#DIV/0!</v></c><c r="D4" t="inlineStr"><is><t>in line</t></is></c></row>
           <row><c t="str"><v>no address</v></c><c><v>7</v></c></row>"#,
        &[],
    );
    let block = &read.blocks[0];
    assert_eq!(block.at.cell.as_deref(), Some("A2"));
    assert_eq!(
        rows(block),
        ["|Spend|R&D costs|two\nlines", "|£3,980.00|14/09/2018|94.70%", "|TRUE|#DIV/0!|in line", "no address|7||"]
    );
    assert_eq!(
        block.values[1],
        [CellValue::AsShown, CellValue::Number(3980.0), CellValue::Date("2018-09-14".into()), CellValue::Number(0.947)]
    );
}

#[test]
fn hidden_rows_and_columns_are_read_and_marked() {
    let read = book(
        r#"<cols><col min="2" max="2" hidden="1"/></cols>"#,
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row>"#,
        &[],
    );
    let found: Vec<_> = read.blocks.iter().map(|b| (b.at.cell.clone().unwrap(), b.hidden, rows(b))).collect();
    assert_eq!(
        found,
        [
            ("A1".into(), false, vec!["1".into()]),
            ("A2".into(), true, vec!["3".into()]),
            ("B1".into(), true, vec!["2".into()])
        ]
    );
}

#[test]
fn comments_and_text_boxes_stand_beside_the_cells() {
    let read = book(
        "",
        r#"<row r="1"><c r="A1"><v>1</v></c></row>"#,
        &[
            (
                "xl/_rels/sheet.xml.rels",
                r#"<Relationships><Relationship Id="a" Type="x/comments" Target="c.xml"/><Relationship Id="b" Type="x/drawing" Target="d.xml"/></Relationships>"#,
            ),
            (
                "xl/c.xml",
                r#"<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>A. Clerk</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>A. Clerk:</t></r><r><t>
Estimated</t></r></text></comment></commentList></comments>"#,
            ),
            (
                "xl/d.xml",
                r#"<d xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><sp><txBody><a:p><a:r><a:t>Note well</a:t></a:r></a:p></txBody></sp></d>"#,
            ),
        ],
    );
    let beside: Vec<_> = read.blocks.iter().skip(1).map(|b| (b.at.part.clone().unwrap(), b.text.clone())).collect();
    assert_eq!(
        beside,
        [
            ("comment on Figures!A1".into(), "Comment by A. Clerk: Estimated".into()),
            ("text box on Figures".into(), "Note well".into())
        ]
    );
}

#[test]
fn two_cells_at_the_ends_of_a_sheet_cost_two_cells() {
    let read = book(
        "",
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#,
        &[],
    );
    assert_eq!(read.state, State::Read);
    assert_eq!(
        read.blocks.iter().map(|block| block.at.cell.as_deref().unwrap()).collect::<Vec<_>>(),
        ["A1", "XFD1048576"]
    );
}
