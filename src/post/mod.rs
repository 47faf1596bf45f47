//! How mail travels: the local outbox, and the places that replies are read from.
//!
//! Nothing here sends to a real address: the outbox is a folder. What comes in is handed on one mail at a time, so that
//! memory does not grow with the mailbox; what cannot be taken is named and costs only itself.

pub mod account;
pub mod holidays;
mod http;
pub mod imap;
mod maildir;
mod mbox;
pub mod oauth;
pub mod outbox;
pub mod pace;
pub mod sasl;
pub mod secret;
pub mod smtp;
mod source;
mod tls;
mod zipped;

pub use maildir::files as maildir_files;
pub use source::{Found, LARGEST, Skipped, each_mail};
