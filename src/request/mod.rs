//! A request's life: events, the fold to its state, what is due next. Pure: "today" is an argument.

mod kind;

pub use kind::{ReplyKind, UnknownKind};
