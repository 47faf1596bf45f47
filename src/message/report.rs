//! Delivery reports (RFC 3464 in multipart/report, RFC 6522) and the older forms that stand in for them.

use mail_parser::{MimeHeaders, PartType};

use super::parse::raw_header;

/// What a mail system says became of a mail of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// `Original-Envelope-Id`: what we gave as ENVID (RFC 3461), our token where the server took it.
    pub envelope_id: Option<String>,
    pub recipients: Vec<Recipient>,
}

/// What became of it for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Lower case.
    pub address: String,
    /// `failed`, `delayed`, `delivered`, `relayed`, `expanded`.
    pub action: String,
    /// RFC 3463: `5.1.1`; empty where the report has none.
    pub status: String,
    /// The remote server's own words.
    pub diagnostic: String,
}

impl DeliveryReport {
    /// Did it fail for good for somebody? A delay is no failure: the mail may still arrive.
    pub fn failed(&self) -> bool {
        self.recipients.iter().any(|recipient| recipient.action == "failed" && !recipient.status.starts_with('4'))
    }

    /// The words of the first recipient's server, or else its status.
    pub fn words(&self) -> String {
        self.recipients.first().map_or_else(String::new, |recipient| {
            if recipient.diagnostic.is_empty() {
                format!("{} {}", recipient.action, recipient.status).trim().to_owned()
            } else {
                recipient.diagnostic.clone()
            }
        })
    }
}

/// Finds the report in a mail, wherever in its MIME tree it stands (Microsoft nests it in multipart/mixed).
pub(super) fn of(mail: &mail_parser::Message<'_>, depth: u32) -> Option<DeliveryReport> {
    let stated = mail.parts.iter().find_map(|part| {
        let report = part.is_content_type("message", "delivery-status")
            || part.is_content_type("message", "global-delivery-status");
        match &part.body {
            _ if report => Some(read(&String::from_utf8_lossy(part.contents()))),
            PartType::Message(inner) if depth > 0 && is_report(mail) => of(inner, depth - 1),
            _ => None,
        }
    });
    stated.or_else(|| exim(mail))
}

fn is_report(mail: &mail_parser::Message<'_>) -> bool {
    mail.content_type().is_some_and(|kind| kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report")))
}

/// Exim reports in plain text, and names the recipient in a header.
fn exim(mail: &mail_parser::Message<'_>) -> Option<DeliveryReport> {
    let failed = raw_header(mail, "X-Failed-Recipients")?;
    let recipients = failed.split(',').map(|address| Recipient {
        address: address.trim().to_lowercase(),
        action: "failed".into(),
        status: "5.0.0".into(),
        diagnostic: String::new(),
    });
    Some(DeliveryReport { envelope_id: None, recipients: recipients.take(100).collect() })
}

/// Reads the header-like blocks of a message/delivery-status part: one for the message, then one a recipient.
fn read(text: &str) -> DeliveryReport {
    let mut report = DeliveryReport::default();
    for block in text.replace("\r\n", "\n").split("\n\n").take(100) {
        let fields = fields(block);
        let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        if let Some(id) = field("original-envelope-id") {
            report.envelope_id = Some(id.to_owned());
        }
        let Some(address) = field("original-recipient").or_else(|| field("final-recipient")) else { continue };
        let address = address.split_once(';').map_or(address, |(_, address)| address);
        report.recipients.push(Recipient {
            address: address.trim().trim_matches(['<', '>']).to_lowercase(),
            action: field("action").unwrap_or_default().to_lowercase(),
            status: field("status").unwrap_or_default().split_whitespace().next().unwrap_or_default().to_owned(),
            diagnostic: field("diagnostic-code").unwrap_or_default().chars().take(500).collect(),
        });
    }
    report
}

/// Unfolds `Name: value` lines; names in lower case.
fn fields(block: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    fn dsn(action: &str, status: &str) -> Vec<u8> {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\nOriginal-Envelope-Id: FOI-X\r\n\r\n\
             Final-Recipient: rfc822; FOI@trust.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no\r\n such user\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <foi.abc@larkspur.example>\r\nTo: foi@trust.example\r\n\r\n--b--\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn a_failed_delivery_is_tied_by_the_headers_it_returns() {
        let mail = parse(&dsn("failed", "5.1.1"));
        let report = mail.report.unwrap();
        assert!(report.failed());
        assert_eq!(report.envelope_id.as_deref(), Some("FOI-X"));
        assert_eq!(report.recipients[0].address, "foi@trust.example");
        assert_eq!(report.words(), "smtp; 550 no such user");
        assert_eq!(mail.enclosed[0].message_id.as_ref().unwrap().as_str(), "foi.abc@larkspur.example");
    }

    #[test]
    fn a_delay_is_no_failure() {
        assert!(!parse(&dsn("delayed", "4.4.1")).report.unwrap().failed());
    }
}
