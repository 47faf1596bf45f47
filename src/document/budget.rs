//! What is left of the limits while a document, and the files inside it, are being read.
//!
//! One budget is shared by all that one file holds, however deeply: a ZIP of ZIPs of ZIPs spends from the same purse.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::sought::{PictureAt, Sought};
use super::{Block, Document, Limits, State};

/// What one document, with all inside it, may still cost.
#[derive(Debug, Clone)]
pub struct Budget {
    limits: Limits,
    depth: u32,
    spent: Rc<Spent>,
}

#[derive(Debug, Default)]
struct Spent {
    inflated: Cell<u64>,
    children: Cell<usize>,
    characters: Cell<usize>,
    cells: Cell<usize>,
    /// Pictures to be set aside; none when reading for the words.
    sought: RefCell<Option<Sought>>,
}

/// A limit stands in the way; the words say which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LimitReached(pub String);

impl Budget {
    pub fn new(limits: &Limits) -> Self {
        Self { limits: limits.clone(), depth: 0, spent: Rc::default() }
    }

    /// A budget for reading a document only to find pictures in it.
    pub(super) fn seeking(limits: &Limits, wanted: Vec<PictureAt>) -> Self {
        let budget = Self::new(limits);
        budget.spent.sought.replace(Some(Sought::new(wanted)));
        budget
    }

    /// Sets aside what is looked for in a file that was read.
    pub(super) fn look(&self, document: &Document, bytes: &[u8]) {
        if let Some(sought) = self.spent.sought.borrow_mut().as_mut() {
            sought.look(&document.hash, document.format, bytes);
        }
    }

    /// The pictures that were found.
    pub(super) fn found(&self) -> Vec<(PictureAt, Vec<u8>)> {
        self.spent.sought.take().map(|sought| sought.found).unwrap_or_default()
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The limits as they stand now, for a reader that keeps its own count.
    pub fn left(&self) -> Limits {
        Limits {
            inflated: self.inflation_left(),
            depth: self.limits.depth.saturating_sub(self.depth),
            children: self.limits.children.saturating_sub(self.spent.children.get()),
            ..self.limits.clone()
        }
    }

    /// How many bytes compressed parts may still swell to.
    pub fn inflation_left(&self) -> u64 {
        self.limits.inflated.saturating_sub(self.spent.inflated.get())
    }

    /// Takes note of bytes that were inflated.
    pub fn inflated(&self, bytes: u64) {
        self.spent.inflated.set(self.spent.inflated.get().saturating_add(bytes));
    }

    /// The budget of a file inside this one.
    ///
    /// # Errors
    /// If it lies too deep, or this file has had its number of files.
    pub fn child(&self) -> Result<Self, LimitReached> {
        if self.depth >= self.limits.depth {
            return Err(LimitReached(format!("files lie more than {} deep in one another", self.limits.depth)));
        }
        let children = self.spent.children.get();
        if children >= self.limits.children {
            return Err(LimitReached(format!("there are more than {} files inside", self.limits.children)));
        }
        self.spent.children.set(children + 1);
        Ok(Self { depth: self.depth + 1, ..self.clone() })
    }

    /// Cuts what goes over the limits on text and cells, and says so.
    pub(super) fn trim(&self, document: &mut Document) {
        let kept = document.blocks.iter().take_while(|block| self.afford(block)).count();
        if kept < document.blocks.len() {
            document.blocks.truncate(kept);
            document.state = State::Partly;
            document.warnings.push(format!(
                "the text ends here: the limit is {} characters and {} cells",
                self.limits.characters, self.limits.cells
            ));
        }
    }

    fn afford(&self, block: &Block) -> bool {
        let cells: usize = block.rows.iter().map(Vec::len).sum();
        let letters = block.text.len() + block.rows.iter().flatten().map(String::len).sum::<usize>();
        let cells = self.spent.cells.get().saturating_add(cells);
        let letters = self.spent.characters.get().saturating_add(letters);
        let within = cells <= self.limits.cells && letters <= self.limits.characters;
        if within {
            self.spent.cells.set(cells);
            self.spent.characters.set(letters);
        }
        within
    }
}
