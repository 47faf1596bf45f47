//! What a reply is: kinds, the exemptions relied on, the dates and references it states.
