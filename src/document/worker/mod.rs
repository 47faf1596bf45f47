//! Reading in processes apart: a hostile or broken document may cost only itself.
//!
//! Each worker is a process of our own binary (`foi worker`) that reads one document after the other. It has limits on
//! memory, time and output, cannot open a file, reach the network or start a program where the kernel offers a way to
//! forbid it, and is killed when it takes too long. What it dies of becomes a [`Document`] with [`State::Refused`] and the
//! reason, and a fresh worker goes on.
//!
//! [`State::Refused`]: super::State::Refused

mod confine;
mod frame;
mod pool;
mod process;
mod serve;

use serde::{Deserialize, Serialize};

use super::{Document, Limits};

pub use confine::Confinement;
pub use pool::{Outcome, Pool};
pub use process::WorkerCommand;
pub use serve::serve;

/// What a worker is asked; the document's bytes follow in a frame of their own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    /// Which confinement is in force?
    Confinement,
    Read {
        file: String,
        declared: Option<String>,
        limits: Limits,
    },
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Confinement(Confinement),
    Read(Document),
}
