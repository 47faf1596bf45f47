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
mod pictures;
mod pool;
mod process;
mod serve;

use serde::{Deserialize, Serialize};

use super::sought::PictureAt;
use super::{Document, Limits};

pub use confine::Confinement;
pub use pool::{Outcome, Pool};
pub use process::WorkerCommand;
pub use serve::{become_ocr, serve};

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
    /// Read it again for these pictures in it.
    Pictures {
        file: String,
        declared: Option<String>,
        limits: Limits,
        wanted: Vec<PictureAt>,
    },
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Confinement(Confinement),
    Read(Document),
    Pictures(Vec<(PictureAt, Picture)>),
}

/// The bytes of a picture, in hexadecimal digits on the wire.
#[derive(Debug)]
struct Picture(Vec<u8>);

impl Serialize for Picture {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
        let text: String = self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
        to.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Picture {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let half = |digit: u8| char::from(digit).to_digit(16).and_then(|half| u8::try_from(half).ok());
        let byte = |pair: &[u8]| match pair {
            [high, low] => Some(half(*high)? << 4 | half(*low)?),
            _ => None,
        };
        let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(byte).collect();
        bytes.map(Self).ok_or_else(|| serde::de::Error::custom("no hexadecimal digits"))
    }
}
