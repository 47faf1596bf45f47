//! Lines of a table to authorities: which column is what, and every fault with its cell.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use super::table::{Field, Table};
use super::{Authority, CLOSED_DAYS, Code, MailAddress};
use crate::law::closures;

/// What is wrong with a cell (or a line) of a table, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    pub message: String,
    /// Said beside the underlined words.
    pub label: String,
    pub help: String,
    /// Bytes of the table's text.
    pub span: Range<usize>,
    /// The column's name as the file has it.
    pub column: Option<String>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Code,
    Name,
    Kind,
    Region,
    Email,
    AlsoKnownAs,
    Predecessors,
    Successors,
    Variable(String),
}

/// The names under which directories of authorities keep a column, as `identifier` gives them.
const KNOWN: [(Column, &[&str]); 8] = [
    (Column::Code, &["code", "ods_code", "org_code", "organisation_code", "authority_code"]),
    (Column::Name, &["name", "authority", "organisation", "organisation_name", "org_name", "trust"]),
    (Column::Kind, &["kind", "type", "trust_type", "authority_kind", "authority_type", "organisation_type"]),
    (Column::Region, &["region", "nhs_region"]),
    (Column::Email, &["email", "e_mail", "foi_email", "email_address", "request_email"]),
    (Column::AlsoKnownAs, &["also_known_as", "alt_names", "other_names", "aliases", "former_names"]),
    (Column::Predecessors, &["predecessors", "predecessor_codes", "predecessor"]),
    (Column::Successors, &["successors", "successor_codes", "successor"]),
];

/// Authorities of a table, and what their columns are called.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    pub authorities: Vec<Authority>,
    /// Where each authority's code stands, in the order of `authorities`.
    pub code_spans: Vec<Range<usize>>,
    /// Columns that are kept as variables, by the name that letters and findings use.
    pub variables: Vec<String>,
}

/// Makes authorities of a table's lines.
///
/// # Errors
/// Every fault of the table, in the order of its lines; then none of it should be taken over.
pub fn read(table: &Table) -> Result<Rows, Vec<RowFault>> {
    let (rows, faults) = draft(table);
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// As [`read`], with what could be read beside the faults: only for looking for further ones.
pub fn draft(table: &Table) -> (Rows, Vec<RowFault>) {
    let mut faults = Vec::new();
    let columns = columns(&table.header, &mut faults);
    let mut rows = Rows::default();
    // Where each code stands; its line is counted only when somebody must be told.
    let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
    for record in &table.records {
        if record.len() != columns.len() {
            faults.push(wrong_width(record, columns.len()));
            continue;
        }
        let (authority, code_span) = authority(&columns, record, table, &mut faults);
        if authority.code.0.is_empty() {
            continue;
        }
        match seen.entry(authority.code.clone()) {
            Entry::Occupied(first) => faults.push(RowFault {
                message: format!("the code `{}` stands twice", authority.code),
                label: "here again".into(),
                help: format!(
                    "line {} has it already: an authority is asked once, so give one line to each",
                    line_of(&table.text, *first.get())
                ),
                span: code_span,
                column: Some("code".into()),
            }),
            Entry::Vacant(free) => {
                free.insert(code_span.start);
                rows.authorities.push(authority);
                rows.code_spans.push(code_span);
            }
        }
    }
    rows.variables = columns
        .into_iter()
        .filter_map(|column| if let Column::Variable(name) = column { Some(name) } else { None })
        .filter(|name| !name.is_empty())
        .collect();
    (rows, faults)
}

/// A column's name as letters and expressions write it: `Trust Type` is `trust_type`.
pub fn identifier(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

fn columns(header: &[Field], faults: &mut Vec<RowFault>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for field in header {
        let name = identifier(&field.text);
        let known = KNOWN.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| column.clone());
        // A second "type" beside a "kind" is a column of its own, not a contradiction.
        let column = known.filter(|column| !columns.contains(column)).unwrap_or(Column::Variable(name.clone()));
        // A variable must not hide a column that letters and findings call by this very name.
        let hides = matches!(&column, Column::Variable(name) if KNOWN.iter().any(|(_, names)| names.first() == Some(&name.as_str())));
        if !name.is_empty() && (hides || columns.contains(&column)) {
            faults.push(RowFault {
                message: format!("two columns are `{name}`"),
                label: "the second".into(),
                help: "rename one of them, or take it out".into(),
                span: field.span.clone(),
                column: Some(field.text.clone()),
            });
        }
        columns.push(column);
    }
    for (wanted, name) in [(Column::Code, "code"), (Column::Name, "name")] {
        if !columns.contains(&wanted) {
            faults.push(RowFault {
                message: format!("no column is called `{name}`"),
                label: "the table's header".into(),
                help: "the first line names the columns: code and name, and where there are such kind, region, email"
                    .into(),
                span: header.first().map_or(0, |field| field.span.start)
                    ..header.last().map_or(0, |field| field.span.end),
                column: None,
            });
        }
    }
    columns
}

fn wrong_width(record: &[Field], wanted: usize) -> RowFault {
    let span = record.first().map_or(0, |field| field.span.start)..record.last().map_or(0, |field| field.span.end);
    RowFault {
        message: format!("this line has {} cells and the header {wanted}", record.len()),
        label: "this line".into(),
        help: "a cell with a comma in it stands in \"double quotes\"; a cell with nothing in it still has its comma"
            .into(),
        span,
        column: None,
    }
}

fn authority(
    columns: &[Column],
    record: &[Field],
    table: &Table,
    faults: &mut Vec<RowFault>,
) -> (Authority, Range<usize>) {
    let mut authority = Authority {
        code: Code(String::new()),
        name: String::new(),
        kind: String::new(),
        region: String::new(),
        email: String::new(),
        also_known_as: Vec::new(),
        predecessors: Vec::new(),
        successors: Vec::new(),
        variables: BTreeMap::new(),
    };
    let mut code_span = 0..0;
    for ((column, field), head) in columns.iter().zip(record).zip(&table.header) {
        if let Some(fault) = cell_fault(column, field, head) {
            faults.push(fault);
        }
        let text = field.text.clone();
        match column {
            Column::Code => {
                authority.code = Code(text);
                code_span = field.span.clone();
            }
            Column::Name => authority.name = text,
            Column::Kind => authority.kind = text,
            Column::Region => authority.region = text,
            Column::Email => authority.email = text,
            Column::AlsoKnownAs => authority.also_known_as = list(&text, &[';', '|']),
            Column::Predecessors => authority.predecessors = codes(&text),
            Column::Successors => authority.successors = codes(&text),
            Column::Variable(name) if name.is_empty() => {}
            Column::Variable(name) => {
                authority.variables.insert(name.clone(), text);
            }
        }
    }
    (authority, code_span)
}

fn cell_fault(column: &Column, field: &Field, head: &Field) -> Option<RowFault> {
    let fault = |message: String, label: &str, help: &str| {
        Some(RowFault {
            message,
            label: label.into(),
            help: help.into(),
            span: field.span.clone(),
            column: Some(head.text.clone()),
        })
    };
    // A line end in a name or an address would end a mail's header and begin another.
    if !matches!(column, Column::Variable(_)) && field.text.contains(char::is_control) {
        return fault(format!("`{}` runs over a line end", head.text), "in this cell", "write it on one line");
    }
    match column {
        Column::Code if field.text.is_empty() => {
            fault("an authority has no code".into(), "nothing here", "any short word that no other line has")
        }
        Column::Name if field.text.is_empty() => fault(
            "an authority has no name".into(),
            "nothing here",
            "write it as the letter should: `Ashdown NHS Trust`",
        ),
        Column::Email if !field.text.is_empty() && field.text.parse::<MailAddress>().is_err() => fault(
            format!("`{}` is no mail address", field.text),
            "this",
            "one address, as in `foi@ashdown.example`; leave the cell empty if requests cannot go by e-mail",
        ),
        Column::Variable(name) if name == CLOSED_DAYS => match closures(&field.text) {
            Ok(_) => None,
            Err(cause) => fault(
                cause.to_string(),
                "days on which the school is closed",
                "write each closure as its first and its last day: `2018-10-22/2018-10-26; 2018-12-24/2019-01-04`",
            ),
        },
        Column::Variable(name) if name.is_empty() && !field.text.is_empty() => {
            fault("this cell stands under no heading".into(), "this", "give the column a name in the first line")
        }
        _ => None,
    }
}

fn list(text: &str, separators: &[char]) -> Vec<String> {
    text.split(separators).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn codes(text: &str) -> Vec<Code> {
    list(text, &[';', '|', ',', ' ']).into_iter().map(Code).collect()
}

/// The line, counted from 1, on which byte `at` stands.
pub fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
