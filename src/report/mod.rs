//! The report: one self-contained HTML page that a newspaper's data desk could link to.
//!
//! Typed page data first ([`Page`]), the page second: the templates (in `templates/report/`) choose no number and take no
//! decision. The page loads nothing from anywhere, runs no script, and is the same bytes for the same ledger. Text from
//! outside is escaped by the template engine; nothing here is marked safe.
//!
//! What it will not do: compute. Figures come from `findings`, counts from `ledger`.

mod asked;
mod evidence;
mod html;
mod methods;
mod missing;
mod page;
mod plot;
mod section;
mod sections;
mod spell;
mod templates;
mod wave;

use crate::campaign::Campaign;
use crate::findings::{Change, Finding, NonResponse};
use crate::ledger::{Agreement, Audit, Coverage, Decision, Ledger};

pub use asked::Asked;
pub use evidence::{Answered, Entry, Told};
pub use html::{html, markdown};
pub use methods::{ChangedByHand, Decided, Methods};
pub use missing::Missing;
pub use page::{Card, Fact, Page};
pub use plot::{Mark, Plot};
pub use section::{Behind, FindingSection, Group, OutFor};
pub use templates::{ENDINGS, ReportError, Templates};
pub use wave::Waves;

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub campaign: &'a Campaign,
    pub ledger: &'a Ledger,
    pub findings: &'a [Finding],
    pub coverage: &'a Coverage,
    /// The law in words: "Freedom of Information Act 2000".
    pub law: &'a str,
    /// Program and version that read the replies: "foi 0.1.0".
    pub reader: &'a str,
    /// How often a person found the reader wrong.
    pub audit: Audit,
    /// How far people agreed who coded the same cells blind, by question.
    pub agreement: &'a [Agreement],
    pub nonresponse: &'a NonResponse,
    /// What changed since the campaign that asked the same before, where one is known.
    pub waves: Option<&'a Change>,
    /// The same as a pack brought it, where that campaign is not at hand.
    pub waves_kept: Option<&'a Waves>,
    /// Which bank holidays the clocks were counted by, in a sentence.
    pub calendar: &'a str,
    /// What people decided by hand.
    pub decisions: &'a [Decision],
    /// What stands in the place of the built-in templates.
    pub templates: &'a Templates,
}
