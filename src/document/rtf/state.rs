//! What holds within a group: everything set inside it ends with it.

/// Where words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    /// Not shown: pictures, codes of fields, settings.
    Nowhere,
    Fonts,
    Styles,
    /// The number before a paragraph.
    Label,
    Author,
}

#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) place: Place,
    pub(super) font: i32,
    /// How many characters stand in for one that is given by its number.
    pub(super) fallback: usize,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) in_table: bool,
    pub(super) style: i32,
    pub(super) outline: Option<i32>,
    /// `\*` came last: the destination that follows may be passed over.
    pub(super) optional: bool,
    /// This group opened a flow of its own (a note, a running head, a shape), to be closed with it.
    pub(super) opened_flow: bool,
    /// This group is a field.
    pub(super) is_field: bool,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            place: Place::Text,
            font: 0,
            fallback: 1,
            hidden: false,
            deleted: false,
            in_table: false,
            style: 0,
            outline: None,
            optional: false,
            opened_flow: false,
            is_field: false,
        }
    }

    /// The state of a group inside this one.
    pub(super) fn inner(&self) -> Self {
        Self { optional: false, opened_flow: false, is_field: false, ..self.clone() }
    }

    /// `\pard`.
    pub(super) fn plain_paragraph(&mut self) {
        self.in_table = false;
        self.style = 0;
        self.outline = None;
    }

    /// `\plain`.
    pub(super) fn plain_words(&mut self) {
        self.hidden = false;
        self.deleted = false;
    }
}
