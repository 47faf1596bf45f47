//! Mail bytes to headers, parts and thread, and back.
//!
//! What it will not do: decide what a mail means or whose it is (`reply`), or read attachments (`document`).

mod hash;
mod id;

pub use hash::{HashError, OriginalHash};
pub use id::MessageId;
