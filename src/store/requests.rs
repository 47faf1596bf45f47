//! Which campaigns are frozen, and which requests they have.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::StoreError;
use crate::authority::Code;
use crate::request::{RequestId, Token};

/// A request as the store knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRequest {
    pub id: RequestId,
    pub code: Code,
    pub token: Token,
    pub email: String,
}

/// A campaign's frame as it was frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenFrame {
    pub frozen: String,
    pub frame: String,
    pub digest: String,
}

/// Freezes a campaign's frame. What is frozen already stays as it is.
pub fn freeze(db: &Connection, name: &str, frozen: &str, frame: &str, digest: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO campaign (name, frozen, frame, digest) VALUES (:name, :frozen, :frame, :digest)",
    )?
    .execute(named_params! { ":name": name, ":frozen": frozen, ":frame": frame, ":digest": digest })?;
    Ok(())
}

/// Returns a campaign's frozen frame, if it is frozen.
pub fn frozen(db: &Connection, name: &str) -> Result<Option<FrozenFrame>, StoreError> {
    Ok(db
        .prepare_cached("SELECT frozen, frame, digest FROM campaign WHERE name = :name")?
        .query_row(named_params! { ":name": name }, |row| {
            Ok(FrozenFrame { frozen: row.get(0)?, frame: row.get(1)?, digest: row.get(2)? })
        })
        .optional()?)
}

/// Returns the names of the campaigns that the store knows.
pub fn campaigns(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare_cached("SELECT name FROM campaign ORDER BY name")?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(names)
}

/// Adds a request at `place` in the frame's order.
pub fn add(db: &Connection, request: &StoredRequest, place: usize) -> Result<(), StoreError> {
    let email = request.email.to_lowercase();
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    db.prepare_cached(
        "INSERT INTO request (id, campaign, code, place, token, email, domain)
         VALUES (:id, :campaign, :code, :place, :token, :email, :domain)",
    )?
    .execute(named_params! {
        ":id": request.id.0,
        ":campaign": request.id.campaign(),
        ":code": request.code.0,
        ":place": i64::try_from(place).unwrap_or(i64::MAX),
        ":token": request.token.to_string(),
        ":email": email,
        ":domain": domain,
    })?;
    Ok(())
}

const COLUMNS: &str = "SELECT id, code, token, email FROM request";

/// Returns the requests of a campaign in the frame's order.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<Vec<StoredRequest>, StoreError> {
    all(db, "WHERE campaign = ?1 ORDER BY place", campaign)
}

/// Returns the requests sent to an address.
pub fn by_email(db: &Connection, email: &str) -> Result<Vec<StoredRequest>, StoreError> {
    all(db, "WHERE email = ?1 ORDER BY id", &email.to_lowercase())
}

/// Returns the requests sent to any address of a domain.
pub fn by_domain(db: &Connection, domain: &str) -> Result<Vec<StoredRequest>, StoreError> {
    all(db, "WHERE domain = ?1 ORDER BY id", &domain.to_lowercase())
}

/// Returns the requests to an authority, in any campaign.
pub fn by_code(db: &Connection, code: &str) -> Result<Vec<StoredRequest>, StoreError> {
    all(db, "WHERE code = ?1 ORDER BY id", code)
}

/// Returns the request that a token names.
pub fn by_token(db: &Connection, token: &Token) -> Result<Option<StoredRequest>, StoreError> {
    Ok(all(db, "WHERE token = ?1", &token.to_string())?.pop())
}

/// Returns the request of an id.
pub fn by_id(db: &Connection, id: &RequestId) -> Result<Option<StoredRequest>, StoreError> {
    Ok(all(db, "WHERE id = ?1", &id.0)?.pop())
}

fn all(db: &Connection, condition: &'static str, value: &str) -> Result<Vec<StoredRequest>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} {condition}"))?;
    let mut rows = statement.query(params![value])?;
    let mut requests = Vec::new();
    while let Some(row) = rows.next()? {
        requests.push(read(row)?);
    }
    Ok(requests)
}

fn read(row: &Row<'_>) -> Result<StoredRequest, StoreError> {
    let token: String = row.get(2)?;
    let token = token.parse().map_err(|cause| StoreError::unreadable("a request's token", cause))?;
    Ok(StoredRequest { id: RequestId(row.get(0)?), code: Code(row.get(1)?), token, email: row.get(3)? })
}
