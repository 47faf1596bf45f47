//! The frame: who is asked, who is not and why; and what its columns say to an expression.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::expression::{Aspect, Kind, Name, Scalar};
use crate::authority::{Authority, Code};

/// The sampling frame: authorities in, and left out with the reason.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Frame {
    pub members: Vec<Authority>,
    pub left_out: Vec<LeftOut>,
}

/// An authority that is not asked, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    pub code: Code,
    pub name: String,
    pub reason: String,
}

/// Columns that every frame has.
pub(super) const OWN_COLUMNS: [&str; 5] = ["code", "name", "kind", "region", "email"];

/// How the frame as the folder now writes it differs from the one that was frozen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Drift {
    /// In the folder's frame, and not in the frozen one.
    pub added: Vec<Code>,
    /// In the frozen frame, and not in the folder's.
    pub gone: Vec<Code>,
    /// In both, and something else is written of them.
    pub changed: Vec<Code>,
}

impl std::fmt::Display for Drift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lists = [("would add", &self.added), ("would drop", &self.gone), ("writes otherwise of", &self.changed)];
        let said = lists.into_iter().filter(|(_, codes)| !codes.is_empty()).map(|(words, codes)| {
            let named: Vec<&str> = codes.iter().take(5).map(|code| code.0.as_str()).collect();
            let more = codes.len().saturating_sub(named.len());
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("{words} {}{more}", named.join(", "))
        });
        let said: Vec<String> = said.collect();
        let said = if said.is_empty() { "leaves authorities out for other reasons".into() } else { said.join("; ") };
        write!(f, "the folder's frame {said}; the frozen frame counts")
    }
}

impl Frame {
    /// How `now`, the folder's frame, differs from this one, which is frozen; `None` where it does not.
    pub fn drift(&self, now: &Self) -> Option<Drift> {
        if self.digest() == now.digest() {
            return None;
        }
        let is_in = |frame: &Self, code: &Code| frame.member(code).is_some();
        let codes = |frame: &Self, other: &Self| {
            frame.members.iter().map(|member| member.code.clone()).filter(|code| !is_in(other, code)).collect()
        };
        let differs = |member: &&Authority| now.member(&member.code).is_some_and(|other| other != *member);
        Some(Drift {
            added: codes(now, self),
            gone: codes(self, now),
            changed: self.members.iter().filter(differs).map(|member| member.code.clone()).collect(),
        })
    }

    /// SHA-256 of who is in and who is out and why, by which a frozen frame is known from a changed one.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut take = |text: &str| {
            // The length first, so that no two frames read the same.
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(text);
        };
        for authority in &self.members {
            take("in");
            let own = [&authority.code.0, &authority.name, &authority.kind, &authority.region, &authority.email];
            own.into_iter().for_each(|text| take(text));
            for (name, value) in &authority.variables {
                take(name);
                take(value);
            }
        }
        for left in &self.left_out {
            take("out");
            [&left.code.0, &left.name, &left.reason].into_iter().for_each(|text| take(text));
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The member with this code.
    pub fn member(&self, code: &Code) -> Option<&Authority> {
        self.members.iter().find(|authority| authority.code == *code)
    }
}

/// What a column of the frame says of one authority; `None` for a blank cell and for a name that is no column.
pub fn column(authority: &Authority, name: &Name) -> Option<Scalar> {
    if name.aspect != Aspect::Value {
        return None;
    }
    let text = match name.word.as_str() {
        "code" => &authority.code.0,
        "name" => &authority.name,
        "kind" => &authority.kind,
        "region" => &authority.region,
        "email" => &authority.email,
        variable => return Scalar::of_cell(authority.variables.get(variable)?),
    };
    (!text.is_empty()).then(|| Scalar::Text(text.clone()))
}

/// The kind of value in a column: a number where every filled cell is one.
pub fn column_kind(authorities: &[Authority], word: &str) -> Option<Kind> {
    if OWN_COLUMNS.contains(&word) {
        return Some(Kind::Text);
    }
    let cells: Vec<&String> = authorities.iter().filter_map(|authority| authority.variables.get(word)).collect();
    let mut filled = cells.iter().filter_map(|cell| Scalar::of_cell(cell));
    if cells.is_empty() {
        return None;
    }
    Some(if filled.all(|value| matches!(value, Scalar::Number(_))) { Kind::Number } else { Kind::Text })
}
