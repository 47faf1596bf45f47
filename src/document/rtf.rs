//! stub
use super::{Budget, Document};
pub(super) fn read(file: &str, bytes: &[u8], _budget: &Budget) -> Document {
    super::unsupported(file, bytes, super::Format::Rtf)
}
