//! A request's life: events, the fold to its state, what is due next. Pure: "today" is an argument.

mod event;
mod id;
mod kind;
mod law_events;
mod life;
mod next;
mod token;

pub use event::{Channel, Event, LetterKind, Note, Particulars, Says, Source, UnknownNote, What};
pub use id::{RequestId, message_id_for};
pub use kind::{ReplyKind, UnknownKind};
pub use law_events::law_events;
pub use life::{Letter, Life, Received, SAVED, fold};
pub use next::{Action, NextStep, next_step};
pub use token::{Token, TokenError};
