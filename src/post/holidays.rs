//! Fetches the bank holidays that gov.uk publishes.
//!
//! One GET of a small public file, at most once a day by its publisher's wish, with the tag of the last answer so that
//! "nothing new" costs no body. A time limit and a size limit hold whatever the other side does; what came is text for
//! [`crate::law::Feed`] to read. Nothing else is asked for, and nothing of ours is sent.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_NONE_MATCH};

use super::http::{self, whole_story};

/// Where gov.uk publishes the bank holidays of all divisions (Open Government Licence v3.0).
pub const GOV_UK: &str = "https://www.gov.uk/bank-holidays.json";

/// How to fetch; the limits are generous for a file of 30 kB.
#[derive(Debug, Clone)]
pub struct Fetch {
    pub url: String,
    pub timeout: Duration,
    /// Bytes taken in.
    pub limit: usize,
}

impl Fetch {
    /// From this address, within the usual limits.
    pub fn from(url: &str) -> Self {
        Self { url: url.to_owned(), timeout: Duration::from_secs(20), limit: 2 << 20 }
    }
}

/// What came of a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The file is the one of the tag given.
    Unchanged,
    New {
        text: String,
        etag: Option<String>,
    },
}

/// Why nothing could be fetched; the holidays known so far stay in use.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum FetchFault {
    #[error("{url} could not be reached: {why}")]
    #[diagnostic(help("offline is fine: the holidays known so far stay in use; try again later"))]
    Unreachable { url: String, why: String },
    #[error("{url} answered {status}")]
    #[diagnostic(help("the holidays known so far stay in use; try again later"))]
    Status { url: String, status: u16 },
    #[error("{url} sent more than {limit} bytes, where bank holidays are some 30,000")]
    #[diagnostic(help("is the address right? The holidays known so far stay in use"))]
    TooLarge { url: String, limit: usize },
    #[error("{url} sent bytes that are no text")]
    #[diagnostic(help("is the address right? The holidays known so far stay in use"))]
    NoText { url: String },
}

/// Fetches the file, unless it is still the one of `etag`.
///
/// # Errors
/// [`FetchFault`]; never a half of the file.
pub async fn fetch(fetch: &Fetch, etag: Option<&str>) -> Result<Fetched, FetchFault> {
    let unreachable = |why: reqwest::Error| FetchFault::Unreachable { url: fetch.url.clone(), why: whole_story(&why) };
    let client = http::client(fetch.timeout).map_err(unreachable)?;
    let mut request = client.get(&fetch.url);
    if let Some(etag) = etag {
        request = request.header(IF_NONE_MATCH, etag);
    }
    let mut response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED {
        return Ok(Fetched::Unchanged);
    }
    if status != StatusCode::OK {
        return Err(FetchFault::Status { url: fetch.url.clone(), status: status.as_u16() });
    }
    let etag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if bytes.len() + chunk.len() > fetch.limit {
            return Err(FetchFault::TooLarge { url: fetch.url.clone(), limit: fetch.limit });
        }
        bytes.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(bytes).map_err(|_| FetchFault::NoText { url: fetch.url.clone() })?;
    Ok(Fetched::New { text, etag })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wiremock::matchers::{header, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    async fn served(answer: ResponseTemplate) -> (MockServer, Fetch) {
        let server = MockServer::start().await;
        Mock::given(method("GET")).and(path("/bank-holidays.json")).respond_with(answer).mount(&server).await;
        let fetch = Fetch {
            timeout: Duration::from_millis(800),
            limit: 1000,
            ..Fetch::from(&format!("{}/bank-holidays.json", server.uri()))
        };
        (server, fetch)
    }

    #[tokio::test]
    async fn a_new_file_comes_with_its_tag() {
        let (_server, wanted) =
            served(ResponseTemplate::new(200).set_body_string("{}").insert_header("ETag", "\"a\"")).await;
        let got = fetch(&wanted, None).await.unwrap();
        assert_eq!(got, Fetched::New { text: "{}".to_owned(), etag: Some("\"a\"".to_owned()) });
    }

    #[tokio::test]
    async fn the_tag_is_sent_and_nothing_new_is_said() {
        let server = MockServer::start().await;
        Mock::given(header("If-None-Match", "\"a\"")).respond_with(ResponseTemplate::new(304)).mount(&server).await;
        assert_eq!(fetch(&Fetch::from(&server.uri()), Some("\"a\"")).await.unwrap(), Fetched::Unchanged);
    }

    #[tokio::test]
    async fn a_refusing_server_is_named_with_its_status() {
        let (_server, wanted) = served(ResponseTemplate::new(503)).await;
        assert!(matches!(fetch(&wanted, None).await, Err(FetchFault::Status { status: 503, .. })));
    }

    #[tokio::test]
    async fn too_much_is_not_taken_in() {
        let (_server, wanted) = served(ResponseTemplate::new(200).set_body_string("x".repeat(5000))).await;
        assert!(matches!(fetch(&wanted, None).await, Err(FetchFault::TooLarge { .. })));
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_in_time_is_given_up() {
        let (_server, wanted) = served(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
        assert!(matches!(fetch(&wanted, None).await, Err(FetchFault::Unreachable { .. })));
    }

    #[tokio::test]
    async fn no_server_at_all_is_said_with_its_cause() {
        let fault = fetch(&Fetch::from("http://127.0.0.1:9/bank-holidays.json"), None).await.unwrap_err();
        assert!(matches!(fault, FetchFault::Unreachable { .. }), "{fault}");
    }
}
