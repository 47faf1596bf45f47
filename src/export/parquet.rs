//! `cells.parquet` and its like: typed columns in row groups, for analysts who have outgrown a spreadsheet.
//!
//! Authority: Apache Parquet Format 2.10: text as UTF-8 strings, days as DATE, times as TIMESTAMP (microseconds, UTC), an empty
//! field as null. Text is exact: nothing in a Parquet file is a formula. No more than one row group is held in memory.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};
use jiff::civil::{Date, date};

use super::atomic::Part;
use super::table::{Field, Kind, Table};
use crate::ledger::Value;

/// Rows held in memory at once.
const GROUP: usize = 1 << 16;
/// ... or fewer, where their text is long.
const GROUP_TEXT: usize = 64 << 20;

/// A table on its way.
pub struct Lines {
    writer: SerializedFileWriter<Part>,
    columns: Vec<Held>,
    rows: usize,
    size: usize,
}

impl Lines {
    /// Begins `DIR/NAME.parquet`.
    pub fn of_table(table: &Table, to: &Path) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(concat!("foi ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = schema(table).map_err(io::Error::other)?;
        let part = Part::begin(&path_of(table, to))?;
        let writer = SerializedFileWriter::new(part, schema, Arc::new(properties)).map_err(io::Error::other)?;
        let columns = table.columns.iter().map(|column| Held::new(column.kind)).collect();
        Ok(Self { writer, columns, rows: 0, size: 0 })
    }

    /// Adds a line.
    pub fn take(&mut self, line: &[Field<'_>]) -> io::Result<()> {
        for (column, field) in self.columns.iter_mut().zip(line) {
            self.size += column.take(field);
        }
        self.rows += 1;
        if self.rows == GROUP || self.size >= GROUP_TEXT { self.group() } else { Ok(()) }
    }

    fn group(&mut self) -> io::Result<()> {
        group(&mut self.writer, &mut self.columns).map_err(io::Error::other)?;
        (self.rows, self.size) = (0, 0);
        Ok(())
    }

    /// Puts the file in its place.
    pub fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.group()?;
        }
        self.writer.into_inner().map_err(io::Error::other)?.finish()
    }
}

/// Where a table is written.
pub fn path_of(table: &Table, to: &Path) -> PathBuf {
    to.join(format!("{}.parquet", table.name))
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let fields: Result<Vec<TypePtr>, ParquetError> = table
        .columns
        .iter()
        .map(|column| {
            let (physical, logical) = match column.kind {
                Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Kind::Number => (Physical::DOUBLE, None),
                Kind::Whole => (Physical::INT64, None),
                Kind::YesNo => (Physical::BOOLEAN, None),
                Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
                Kind::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
            };
            let field = Type::primitive_type_builder(column.name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
                .build()?;
            Ok(Arc::new(field))
        })
        .collect();
    Ok(Arc::new(Type::group_type_builder("foi").with_fields(fields?).build()?))
}

/// What a column holds until its row group is written: the values, and for each row whether it has one.
struct Held {
    values: Values,
    levels: Vec<i16>,
}

enum Values {
    /// All texts in one buffer, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    Number(Vec<f64>),
    Whole(Vec<i64>),
    YesNo(Vec<bool>),
    Day(Vec<i32>),
}

impl Held {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new(), Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Whole | Kind::Time => Values::Whole(Vec::new()),
            Kind::YesNo => Values::YesNo(Vec::new()),
            Kind::Day => Values::Day(Vec::new()),
        };
        Self { values, levels: Vec::new() }
    }

    /// Takes a field and returns how many bytes of text it brought. One of another type than the column's is null.
    fn take(&mut self, field: &Field<'_>) -> usize {
        let mut size = 0;
        let taken = match (&mut self.values, field) {
            (_, Field::None) => false,
            (Values::Text(buffer, ends), field) => {
                let before = buffer.len();
                push_text(field, buffer);
                ends.push(buffer.len());
                size = buffer.len() - before;
                true
            }
            (Values::Number(values), Field::Number(number)) => push(values, *number),
            (Values::Whole(values), Field::Whole(whole)) => push(values, *whole),
            (Values::Whole(values), Field::Time(time)) => push(values, time.as_microsecond()),
            (Values::YesNo(values), Field::YesNo(yes)) => push(values, *yes),
            (Values::Day(values), Field::Day(day)) => push(values, since_1970(*day)),
            _ => false,
        };
        self.levels.push(i16::from(taken));
        size
    }

    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        let levels = Some(levels.as_slice());
        match &mut self.values {
            Values::Text(buffer, ends) => {
                let whole = ByteArray::from(std::mem::take(buffer));
                let mut begun = 0;
                let slice = |end: usize| {
                    let text = whole.slice(begun, end - begun);
                    begun = end;
                    text
                };
                let texts: Vec<ByteArray> = ends.drain(..).map(slice).collect();
                column.typed::<ByteArrayType>().write_batch(&texts, levels, None)?;
            }
            Values::Number(values) => {
                column.typed::<DoubleType>().write_batch(&std::mem::take(values), levels, None)?;
            }
            Values::Whole(values) => {
                column.typed::<Int64Type>().write_batch(&std::mem::take(values), levels, None)?;
            }
            Values::YesNo(values) => {
                column.typed::<BoolType>().write_batch(&std::mem::take(values), levels, None)?;
            }
            Values::Day(values) => {
                column.typed::<Int32Type>().write_batch(&std::mem::take(values), levels, None)?;
            }
        }
        Ok(())
    }
}

fn group(writer: &mut SerializedFileWriter<Part>, columns: &mut [Held]) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for held in columns {
        let Some(mut column) = group.next_column()? else { break };
        held.write(&mut column)?;
        column.close()?;
    }
    group.close()?;
    Ok(())
}

fn push<T>(values: &mut Vec<T>, value: T) -> bool {
    values.push(value);
    true
}

fn push_text(field: &Field<'_>, into: &mut Vec<u8>) {
    let words = match field {
        Field::None => return,
        Field::Text(text) => return into.extend_from_slice(text.as_bytes()),
        Field::Value(Value::Text(text)) => return into.extend_from_slice(text.as_bytes()),
        Field::Value(Value::Number(number)) | Field::Number(number) => (number + 0.0).to_string(),
        Field::Value(Value::YesNo(yes)) | Field::YesNo(yes) => yes.to_string(),
        Field::Value(Value::Date(day)) | Field::Day(day) => day.to_string(),
        Field::Whole(whole) => whole.to_string(),
        Field::Time(time) => time.to_string(),
    };
    into.extend_from_slice(words.as_bytes());
}

/// Parquet's DATE: days since 1 January 1970.
fn since_1970(day: Date) -> i32 {
    day.duration_since(date(1970, 1, 1)).as_hours().div_euclid(24).try_into().unwrap_or_default()
}
