//! What the store knows of one campaign, as lines of JSON, and back: for packs that are handed to somebody else.
//!
//! Lines rather than a SQLite file, because a stranger's SQLite file could bring triggers and views of its own, and because lines can
//! be read without any program. Ids stay as they are, since events and codings name each other by them. Other campaigns' rows,
//! and letters of ours that were found in a mailbox, stay behind.

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value};

use super::StoreError;

/// A table with its columns and which of its rows belong to campaign `?1`.
struct Dumped {
    name: &'static str,
    columns: &'static [&'static str],
    /// What stands in place of a column that must not name another campaign's rows.
    instead: &'static [(&'static str, &'static str)],
    belongs: &'static str,
    order: &'static str,
}

macro_rules! requests_of_campaign {
    () => {
        "request IN (SELECT id FROM request WHERE campaign = ?1)"
    };
}
macro_rules! messages_of_campaign {
    () => {
        "(SELECT id FROM message WHERE request IN (SELECT id FROM request WHERE campaign = ?1) OR (request IS NULL AND campaign = ?1))"
    };
}

/// In the order in which they can be put back.
const TABLES: [Dumped; 21] = [
    plain("campaign", &["name", "frozen", "frame", "digest"], "name = ?1", "name"),
    plain("request", &["id", "campaign", "code", "place", "token", "email", "domain"], "campaign = ?1", "place"),
    plain("event", &["id", "request", "day", "recorded", "source", "kind", "what"], requests_of_campaign!(), "id"),
    Dumped {
        name: "message",
        columns: &[
            "id",
            "key",
            "original",
            "campaign",
            "sent",
            "day",
            "sender",
            "sender_name",
            "subject",
            "kind",
            "reading",
            "attachments",
            "blemishes",
            "request",
            "tied_by",
            "tie",
        ],
        // A reply that came in with another campaign's mail belongs to the one it is tied to.
        instead: &[("campaign", "?1")],
        belongs: concat!("id IN ", messages_of_campaign!()),
        order: "id",
    },
    plain(
        "letter",
        &["message_id", "request", "kind", "nth", "original", "recipient", "subject", "intended", "handed"],
        requests_of_campaign!(),
        "request, nth",
    ),
    plain("wording", &["campaign", "version", "recorded", "questions"], "campaign = ?1", "version"),
    plain("asked", &["id", "request", "letter", "version", "recorded"], requests_of_campaign!(), "id"),
    // Without it a letter of which nobody knows whether it went would be sent again.
    plain(
        "hand_over",
        &["id", "message_id", "account", "at", "outcome", "words"],
        concat!("message_id IN (SELECT message_id FROM letter WHERE ", requests_of_campaign!(), ")"),
        "id",
    ),
    plain(
        "also_tied",
        &["message", "request"],
        concat!(requests_of_campaign!(), " AND message IN ", messages_of_campaign!()),
        "message, request",
    ),
    plain("known_id", &["message_id", "request"], requests_of_campaign!(), "message_id"),
    plain("copy", &["original", "message"], concat!("message IN ", messages_of_campaign!()), "original"),
    plain(
        "attachment",
        &["message", "number", "name", "media_type", "hash", "size", "state"],
        concat!("message IN ", messages_of_campaign!()),
        "message, number",
    ),
    plain(
        "document",
        &["hash", "version", "state", "content", "killed"],
        concat!("hash IN (SELECT hash FROM attachment WHERE message IN ", messages_of_campaign!(), ")"),
        "hash, version",
    ),
    plain(
        "proposal",
        &["id", "request", "question", "message", "version", "recorded", "content", "withdrawn"],
        concat!(requests_of_campaign!(), " AND message IN ", messages_of_campaign!()),
        "id",
    ),
    Dumped {
        name: "coding",
        columns: &["id", "request", "question", "coder", "at", "content", "message", "takes_back"],
        instead: &[("message", concat!("CASE WHEN message IN ", messages_of_campaign!(), " THEN message END"))],
        belongs: requests_of_campaign!(),
        order: "id",
    },
    plain(
        "learnt",
        &["kind", "value", "request", "message"],
        concat!(requests_of_campaign!(), " AND (message IS NULL OR message IN ", messages_of_campaign!(), ")"),
        "kind, value, request",
    ),
    plain("progress", &["request", "content"], requests_of_campaign!(), "request"),
    plain(
        "deadline",
        &["request", "kind", "day", "cancelled", "sequence", "changed"],
        requests_of_campaign!(),
        "request, kind",
    ),
    plain(
        "verdict",
        &["id", "request", "question", "auditor", "at", "is_right", "answer"],
        requests_of_campaign!(),
        "id",
    ),
    Dumped {
        name: "calendar_event",
        columns: &["id", "day", "recorded", "source", "changes", "moved"],
        // Which requests moved may be another campaign's affair; the holidays are everybody's.
        instead: &[("moved", "'[]'")],
        belongs: "?1 IS NOT NULL",
        order: "id",
    },
    plain("blind_coding", &["id", "request", "question", "coder", "at", "answer"], requests_of_campaign!(), "id"),
];

const fn plain(
    name: &'static str,
    columns: &'static [&'static str],
    belongs: &'static str,
    order: &'static str,
) -> Dumped {
    Dumped { name, columns, instead: &[], belongs, order }
}

/// The names of the tables, in the order in which they can be put back.
pub fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.name)
}

/// Calls `see` with each row of a campaign in `table`, as one line of JSON without its line end.
pub fn lines<E: From<StoreError>>(
    db: &Connection,
    campaign: &str,
    table: &str,
    mut see: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let Some(table) = TABLES.iter().find(|known| known.name == table) else { return Ok(()) };
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|column| table.instead.iter().find(|(name, _)| name == column).map_or(*column, |(_, other)| other))
        .collect();
    let sql = format!(
        "SELECT {} FROM \"{}\" WHERE {} ORDER BY {}",
        columns.join(", "),
        table.name,
        table.belongs,
        table.order
    );
    let mut statement = db.prepare(&sql).map_err(StoreError::from)?;
    let mut rows = statement.query([campaign]).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        let mut line = Map::new();
        for (at, column) in table.columns.iter().enumerate() {
            let value = match row.get_ref(at).map_err(StoreError::from)? {
                ValueRef::Null | ValueRef::Blob(_) => Value::Null,
                ValueRef::Integer(whole) => whole.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
            };
            line.insert((*column).to_owned(), value);
        }
        see(&Value::Object(line).to_string())?;
    }
    Ok(())
}

/// The hashes of a campaign's originals, in order.
pub fn originals(db: &Connection, campaign: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare(concat!(
        "SELECT original FROM letter WHERE ",
        requests_of_campaign!(),
        " UNION SELECT original FROM message WHERE id IN ",
        messages_of_campaign!(),
        " UNION SELECT original FROM copy WHERE message IN ",
        messages_of_campaign!(),
        " ORDER BY 1"
    ))?;
    let found = statement.query_map([campaign], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Puts one line back into `table`. The tables' own checks and references say whether it fits.
///
/// # Errors
/// In words: it is no row of that table, or does not fit what is there.
pub fn put(db: &Connection, table: &str, line: &str) -> Result<(), String> {
    let known = TABLES.iter().find(|known| known.name == table).ok_or("there is no such table")?;
    let row: Map<String, Value> =
        serde_json::from_str(line).map_err(|cause| format!("it is no JSON object: {cause}"))?;
    if let Some(other) = row.keys().find(|key| !known.columns.contains(&key.as_str())) {
        return Err(format!("`{}` is no column", other.escape_debug()));
    }
    let values = known.columns.iter().map(|column| match row.get(*column) {
        None | Some(Value::Null) => Ok(Sql::Null),
        Some(Value::Bool(truth)) => Ok(Sql::Integer(i64::from(*truth))),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Ok(Sql::Integer(whole)),
            (None, Some(number)) => Ok(Sql::Real(number)),
            (None, None) => Err(format!("`{column}` holds a number beyond numbers")),
        },
        Some(Value::String(text)) => Ok(Sql::Text(text.clone())),
        Some(Value::Array(_) | Value::Object(_)) => Err(format!("`{column}` holds no plain value")),
    });
    let values: Vec<Sql> = values.collect::<Result<_, String>>()?;
    let places = vec!["?"; known.columns.len()].join(", ");
    let sql = format!("INSERT INTO \"{}\" ({}) VALUES ({places})", known.name, known.columns.join(", "));
    let done = db.prepare_cached(&sql).and_then(|mut insert| insert.execute(params_from_iter(values)));
    done.map(|_| ()).map_err(|cause| cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// What a pack leaves behind: originals go as files, the index and what is to be done are made again, a mailbox is its owner's.
    const LEFT: [&str; 7] =
        ["original", "set_aside", "agenda", "mailbox_folder", "mailbox_mail", "mailbox_left", "sent_copy"];

    #[test]
    fn every_table_of_the_store_goes_into_a_pack_or_is_left_for_a_reason() {
        let store = Store::in_memory().unwrap();
        let all = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'words%' AND name NOT LIKE 'sqlite_%'";
        let mut statement = store.read().prepare(all).unwrap();
        let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(names.len() > LEFT.len());
        for name in &names {
            let packed = tables().any(|table| table == name);
            assert!(packed != LEFT.contains(&name.as_str()), "`{name}` is in neither list, or in both");
        }
        for table in tables() {
            assert!(names.iter().any(|name| name == table), "`{table}` is no table");
        }
    }
}
