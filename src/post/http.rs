//! The HTTP client that fetches and signs in, one set of manners for all.

use std::time::Duration;

/// A client with a time limit on everything it does.
pub fn client(timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    // Someone may have installed a provider already: theirs serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(timeout)
        .connect_timeout(timeout.min(Duration::from_secs(10)))
        .user_agent(concat!("foi/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// An error with its causes: "error sending request: connection refused".
pub fn whole_story(fault: &dyn std::error::Error) -> String {
    let mut told = fault.to_string();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        told.push_str(": ");
        told.push_str(&inner.to_string());
        cause = inner.source();
    }
    told
}
