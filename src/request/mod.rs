//! A request's life: events, the fold to its state, what is due next. Pure: "today" is an argument.

mod event;
mod id;
mod kind;
mod life;
mod token;

pub use event::{Channel, Event, LetterKind, Note, Says, Source, UnknownNote, What};
pub use id::{RequestId, message_id_for};
pub use kind::{ReplyKind, UnknownKind};
pub use life::{Letter, Life, Received, fold};
pub use token::{Token, TokenError};
