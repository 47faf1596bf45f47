use super::*;
use crate::document::{Limits, making};

const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml""#;

/// A document with this body and, by name, these other parts.
fn document(body: &str, others: &[(&str, &str)]) -> Document {
    let main = format!("<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>");
    let mut relations = String::new();
    let mut files: Vec<(String, String)> = vec![("word/document.xml".into(), main)];
    for (kind, xml) in others {
        relations.push_str(&format!(r#"<Relationship Id="{kind}" Type="http://x/{kind}" Target="{kind}.xml"/>"#));
        files.push((format!("word/{kind}.xml"), format!("<w:top {NAMESPACES}>{xml}</w:top>")));
    }
    files.push(("word/_rels/document.xml.rels".into(), format!("<Relationships>{relations}</Relationships>")));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())).collect();
    read("a.docx", &making::archive(&files), &Budget::new(&Limits::default()))
}

fn shown(document: &Document) -> Vec<String> {
    let rows = |block: &Block| block.rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join("/");
    document
        .blocks
        .iter()
        .map(|b| format!("{:?}{} {}{}", b.kind, if b.hidden { " hidden" } else { "" }, b.text, rows(b)))
        .collect()
}

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

#[test]
fn tracked_insertions_stand_and_deletions_are_gone() {
    let read = document(
        r#"<w:p><w:r><w:t xml:space="preserve">We hold </w:t></w:r><w:del><w:r><w:delText>two</w:delText><w:t>two</w:t></w:r></w:del><w:ins><w:r><w:t>three</w:t></w:r></w:ins></w:p>
           <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">One sentence </w:t></w:r></w:p><w:p><w:r><w:t>made of two.</w:t></w:r></w:p>
           <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#,
        &[],
    );
    assert_eq!(shown(&read), ["Paragraph We hold three", "Paragraph One sentence made of two.", "Table a|b"]);
}

#[test]
fn automatic_numbers_are_counted_as_word_counts_them() {
    let numbering = r#"<w:abstractNum w:abstractNumId="7">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Q%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2.%3"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>"#;
    let item = |list: u32, level: u32| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#
        )
    };
    let body =
        [item(1, 0), item(1, 1), item(1, 1), item(1, 2), item(1, 0), item(1, 1), item(2, 0), item(1, 0), item(2, 0)]
            .concat();
    let labels: Vec<String> =
        shown(&document(&body, &[("numbering", numbering)])).iter().map(|s| s.replace("ListItem ", "")).collect();
    assert_eq!(labels, ["Q1. x", "(a) x", "(b) x", "1.b.i x", "Q2. x", "(a) x", "Q5. x", "Q6. x", "Q7. x"]);
}

#[test]
fn styles_make_headings_and_lists() {
    let styles = r#"<w:style w:styleId="H"><w:name w:val="heading 2"/></w:style><w:style w:styleId="Mine"><w:basedOn w:val="H"/></w:style>
        <w:style w:styleId="L"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let styled =
        |style: &str| format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>"#);
    let read = document(
        &[styled("Mine"), styled("L"), styled("None")].concat(),
        &[("styles", styles), ("numbering", numbering)],
    );
    assert_eq!(shown(&read), ["Heading Mine", "ListItem L", "Paragraph None"]);
}

#[test]
fn a_text_box_is_read_once() {
    let inside = format!("<w:txbxContent>{}</w:txbxContent>", p("In the box"));
    let read = document(
        &format!(
            "<w:p><w:r><w:t>Beside</w:t><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
        &[],
    );
    assert_eq!(shown(&read), ["Paragraph Beside", "Paragraph In the box"]);
}

#[test]
fn boxes_and_controls_show_what_was_chosen() {
    let read = document(
        r#"<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>X</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t> Yes </w:t></w:r>
           <w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> No</w:t></w:r></w:p>
           <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Click here to enter text.</w:t></w:r></w:p></w:sdtContent></w:sdt>
           <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 1=1</w:instrText><w:t>code</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>result</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#,
        &[],
    );
    assert_eq!(shown(&read), ["Paragraph ☒ Yes ☐ No", "Paragraph result"]);
}

#[test]
fn notes_follow_their_paragraph_and_comments_come_last() {
    let notes = format!("<w:footnote w:id=\"2\">{}</w:footnote>", p("Including VAT."));
    let comments = format!("<w:comment w:id=\"0\" w:author=\"A. Clerk\">{}</w:comment>", p("Check this."));
    let body = r#"<w:p><w:r><w:t>£5</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>"#;
    let read = document(&(body.to_owned() + &p("Next.")), &[("footnotes", &notes), ("comments", &comments)]);
    assert_eq!(
        shown(&read),
        [
            "Paragraph £5",
            "Paragraph Footnote 1: Including VAT.",
            "Paragraph Next.",
            "Paragraph Comment by A. Clerk: Check this."
        ]
    );
    assert_eq!(read.blocks[1].at.part.as_deref(), Some("footnote 1"));
}

#[test]
fn merged_cells_and_inner_tables_keep_their_places() {
    let cell = |properties: &str, inside: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>");
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("", &p("in1")), cell("", &p("in2")));
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:gridSpan w:val=\"2\"/>", &p("Spend")),
        cell("", &p("Note")),
        cell("<w:vMerge w:val=\"restart\"/>", &p("2016")),
        cell("", &p("IT")),
        cell("", &(inner + &p("a"))),
        cell("<w:vMerge/>", &p("")),
        cell("", &p("HR")),
        cell("", &(p("b") + &p("c"))),
    );
    assert_eq!(shown(&document(&body, &[])), ["Table Spend||Note/2016|IT|a/|HR|b\nc", "Table in1|in2"]);
}

#[test]
fn hidden_type_is_kept_and_marked() {
    let read =
        document(r#"<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>"#, &[]);
    assert_eq!(shown(&read), ["Paragraph Seen", "Paragraph hidden unseen"]);
}

#[test]
fn running_heads_are_given_once_and_only_where_they_show() {
    let read = document(
        &(p("Body")
            + r#"<w:sectPr><w:headerReference w:type="default" w:id="header"/><w:headerReference w:type="first" w:id="footer"/><w:footerReference w:id="footer"/></w:sectPr>"#),
        &[("header", &p("Trust")), ("footer", &p("FOI 1"))],
    );
    assert_eq!(shown(&read), ["Header Trust", "Paragraph Body", "Footer FOI 1"]);
}
