//! One model for all formats: blocks in reading order, each with the address it stood at.

use serde::{Deserialize, Serialize};

use crate::message::OriginalHash;

/// A file or body turned into text and tables. The JSON shape is that of `foi text --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The name it came under; `body` for the body of a mail.
    pub file: String,
    pub hash: OriginalHash,
    pub format: Format,
    /// Pages (or sheets), where the format has them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pages: Option<u32>,
    pub state: State,
    /// What could not be read or is doubtful, in words for a person.
    pub warnings: Vec<String>,
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Form fields, name to value as filled in, in the form's order.
    #[serde(with = "fields_as_map")]
    pub fields: Vec<(String, String)>,
    /// Files inside the file.
    pub children: Vec<Document>,
}

/// How far a document could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Read,
    /// Some pages or parts could not be read.
    Partly,
    /// Needs a password.
    Locked,
    /// No text layer, and no OCR here.
    Image,
    /// Over a limit, or damaged beyond reading; the reason is in the warnings.
    Refused,
    Unsupported,
}

/// What the bytes turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Text,
    Html,
    Csv,
    Pdf,
    Docx,
    Doc,
    Rtf,
    Odt,
    Xlsx,
    Xls,
    Ods,
    Eml,
    Msg,
    Tnef,
    Zip,
    Image,
    Unknown,
}

/// A piece of a document, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub kind: BlockKind,
    pub at: Address,
    /// The words; empty for a table, whose cells are in `rows`.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
    /// A table's cells, row by row, spans resolved: a merged cell's words stand in its first cell.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<Vec<String>>,
    /// What lies behind the words of a sheet's cells, row by row as in `rows`; empty where the words are all there is.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub values: Vec<Vec<CellValue>>,
    /// Stood in a hidden sheet, row or column, or under a black box.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub hidden: bool,
}

/// The value stored in a sheet's cell, where it says more than the words shown: 0.947 behind `94.7%`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CellValue {
    Truth(bool),
    Number(f64),
    /// A date, a time or both, in ISO form.
    Date(String),
    /// The words are the value.
    AsShown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    Heading,
    Paragraph,
    ListItem,
    Table,
    Header,
    Footer,
    /// Text repeated from an earlier message.
    Quote,
}

/// Where in a document something stands; only what applies is set. Pages and lines count from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    /// A cell's name, `B7`; of a table its first cell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cell: Option<String>,
    /// A MIME part or a file inside the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<String>,
}

/// What one document may cost. The defaults are those that `docs/documents.md` gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes taken in.
    pub bytes: u64,
    /// Bytes that compressed parts may swell to, all together.
    pub inflated: u64,
    /// Characters of text given out.
    pub characters: usize,
    /// Cells given out.
    pub cells: usize,
    /// Files inside files inside files.
    pub depth: u32,
    /// Files inside one file.
    pub children: usize,
    pub pages: u32,
    /// Address space of a worker process, in bytes.
    pub memory: u64,
    /// Seconds by the clock on the wall that a worker may take for one document.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 100 << 20,
            inflated: 400 << 20,
            characters: 20_000_000,
            cells: 2_000_000,
            depth: 5,
            children: 500,
            pages: 2_000,
            memory: 1 << 30,
            seconds: 60,
        }
    }
}

impl Document {
    /// A document with nothing in it yet.
    pub fn empty(file: &str, bytes: &[u8], format: Format, state: State) -> Self {
        Self {
            file: file.to_owned(),
            hash: OriginalHash::of(bytes),
            format,
            pages: None,
            state,
            warnings: Vec::new(),
            blocks: Vec::new(),
            fields: Vec::new(),
            children: Vec::new(),
        }
    }
}

impl Block {
    /// A block of words.
    pub fn words(kind: BlockKind, at: Address, text: impl Into<String>) -> Self {
        Self { kind, at, text: text.into(), rows: Vec::new(), values: Vec::new(), hidden: false }
    }

    /// A table.
    pub fn table(at: Address, rows: Vec<Vec<String>>) -> Self {
        Self { kind: BlockKind::Table, at, text: String::new(), rows, values: Vec::new(), hidden: false }
    }
}

impl Address {
    pub fn line(line: u32) -> Self {
        Self { line: Some(line), ..Self::default() }
    }

    pub fn page_line(page: u32, line: u32) -> Self {
        Self { page: Some(page), line: Some(line), ..Self::default() }
    }
}

impl std::fmt::Display for Address {
    /// `page 2, line 14`, `sheet Figures, cell B7`: as a person would say it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut said = Vec::new();
        if let Some(part) = &self.part {
            said.push(format!("part {part}"));
        }
        if let Some(page) = self.page {
            said.push(format!("page {page}"));
        }
        if let Some(line) = self.line {
            said.push(format!("line {line}"));
        }
        if let Some(sheet) = &self.sheet {
            said.push(format!("sheet {sheet}"));
        }
        if let Some(cell) = &self.cell {
            said.push(format!("cell {cell}"));
        }
        f.write_str(&said.join(", "))
    }
}

/// Fields keep the form's order in memory and are a JSON object outside.
mod fields_as_map {
    use serde::de::{Deserializer, MapAccess, Visitor};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(fields: &[(String, String)], to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(fields.iter().map(|(name, value)| (name, value)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, String)>, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Vec<(String, String)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of field names and values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(fields)
            }
        }
        from.deserialize_map(Fields)
    }
}
