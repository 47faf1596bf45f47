//! Days on which a school is closed, as a person writes them into a cell: `2018-10-22/2018-10-26; 2018-12-24/2019-01-04`.
//!
//! A school day is what the school says it is (SI 2004/3364 reg 3), so nobody publishes a list and the requester must ask or
//! look it up. What is written here is taken as it stands.

use jiff::civil::Date;

/// A piece of the cell that is no range of days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoClosure {
    #[error("`{0}` is neither a day nor a first and a last day")]
    Shape(String),
    #[error("`{0}` ends before it begins")]
    Backwards(String),
}

/// Reads the days on which a school is closed: ranges, both ends included, with semicolons between; a single day is its own end.
///
/// # Errors
/// [`NoClosure`] names the first piece that cannot be meant.
///
/// ```
/// # use foi::law::closures;
/// # use jiff::civil::date;
/// let closed = closures("2018-10-22/2018-10-26; 2018-11-30")?;
/// assert_eq!(closed[1], (date(2018, 11, 30), date(2018, 11, 30)));
/// # Ok::<(), foi::law::NoClosure>(())
/// ```
pub fn closures(text: &str) -> Result<Vec<(Date, Date)>, NoClosure> {
    let pieces = text.split(';').map(str::trim).filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| {
            let shape = || NoClosure::Shape(piece.to_owned());
            let (first, last) = piece.split_once('/').unwrap_or((piece, piece));
            let first: Date = first.trim().parse().map_err(|_| shape())?;
            let last: Date = last.trim().parse().map_err(|_| shape())?;
            if first > last { Err(NoClosure::Backwards(piece.to_owned())) } else { Ok((first, last)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_range_is_named() {
        assert_eq!(closures(" ; ").unwrap(), []);
        assert_eq!(closures("half term"), Err(NoClosure::Shape("half term".into())));
        assert_eq!(
            closures("2018-10-22; 2018-10-26/2018-10-22"),
            Err(NoClosure::Backwards("2018-10-26/2018-10-22".into()))
        );
    }
}
