//! Which part of a sender's address names an authority, if any does.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    domains: Vec<List>,
    suffixes: List,
}

#[derive(Deserialize)]
struct List {
    are: Vec<String>,
    /// Many authorities' mails come from the same address there.
    #[serde(default)]
    vendors: bool,
}

struct Senders {
    nobodys: Vec<String>,
    vendors: Vec<String>,
    suffixes: Vec<String>,
}

// The `expect` cannot fail on a user: the list is a file of ours, embedded; a test reads it.
static SENDERS: LazyLock<Senders> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("senders.toml")).expect("senders.toml is a list of domains");
    let vendors = file.domains.iter().filter(|list| list.vendors).flat_map(|list| list.are.clone()).collect();
    Senders {
        nobodys: file.domains.into_iter().flat_map(|list| list.are).collect(),
        vendors,
        suffixes: file.suffixes.are,
    }
});

/// The domains under which an authority may be known, the sender's own first, then the domains above it.
///
/// None for vendors, for mail services that many authorities share, and for public suffixes: `foi.ashford.gov.uk` may be
/// `ashford.gov.uk`'s, never `gov.uk`'s.
pub fn authority_domains(domain: &str) -> Vec<&str> {
    let mut domains = Vec::new();
    let mut rest = domain;
    while rest.contains('.') && domains.len() < 6 {
        if is_nobodys(rest) {
            break;
        }
        domains.push(rest);
        rest = rest.split_once('.').map_or("", |(_, above)| above);
    }
    // What stands below a vendor's domain is the vendor's, not an authority's.
    if is_nobodys(rest) && !SENDERS.suffixes.iter().any(|suffix| suffix == rest) {
        domains.clear();
    }
    domains
}

/// Is this the domain of a vendor, whose one address writes for many authorities?
pub fn is_vendor(domain: &str) -> bool {
    SENDERS.vendors.iter().any(|vendor| {
        domain.strip_suffix(vendor.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

fn is_nobodys(domain: &str) -> bool {
    SENDERS.nobodys.iter().any(|nobodys| nobodys == domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_authoritys_own_domains_name_it() {
        assert_eq!(authority_domains("foi.ashford.gov.uk"), ["foi.ashford.gov.uk", "ashford.gov.uk"]);
        assert_eq!(authority_domains("ashford.example"), ["ashford.example"]);
        for domain in
            ["nhs.net", "donotreply.icasework.com", "ashford.icasework.com", "gov.uk", "gmail.com", "", "localhost"]
        {
            assert!(authority_domains(domain).is_empty(), "{domain}");
        }
        assert!(is_vendor("donotreply.icasework.com") && !is_vendor("nhs.net") && !is_vendor("noticasework.com"));
    }
}
