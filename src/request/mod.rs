//! A request's life: events, the fold to its state, what is due next. Pure: "today" is an argument.

mod id;
mod kind;
mod token;

pub use id::{RequestId, message_id_for};
pub use kind::{ReplyKind, UnknownKind};
pub use token::{Token, TokenError};
