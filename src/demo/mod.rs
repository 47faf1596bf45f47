//! The demo: the whole road on an invented campaign.

pub mod corpus;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::campaign::{Around, load};

    #[test]
    fn the_demos_campaign_passes_its_check() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns/demo");
        let around = Around { regimes: vec!["uk-foia".into()], ..Around::default() };
        let (campaign, advice) = load(&folder, &around).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(error)));
        assert_eq!(campaign.frame.members.len(), 226);
        assert!(advice.is_empty(), "{advice:?}");
    }
}
