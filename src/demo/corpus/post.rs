//! The envelope of an invented mail: who writes from where, by what route it can be tied to our request, and how it travelled.

use jiff::civil::DateTime;

use super::brief::{BRIEF, Sent};
use super::chance::Chance;
use super::mail::{Headers, Part, date_header};
use super::trusts::Trust;
use super::voice::Voice;

/// One mail of the corpus, with what is true of it.
#[derive(Debug, Clone)]
pub struct Post {
    pub message_id: String,
    /// The authority whose request it is about; `None` for what is no business of this campaign.
    pub authority: Option<String>,
    /// The word of the reply's kind, as in `request::ReplyKind`.
    pub kind: &'static str,
    pub at: DateTime,
    pub bytes: Vec<u8>,
}

/// What a mail carries to be tied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// In-Reply-To and References, the subject as it was.
    Threaded,
    /// No thread; our reference in the subject.
    Subject,
    /// From a case system at a domain of its own; our reference in subject and body.
    CaseSystem,
    /// A new mail; our reference retyped, more or less, in the body.
    Retyped,
    /// A new mail; nothing but the address and the quoted request.
    Quoted,
}

impl Route {
    /// The route of a substantive reply.
    pub fn draw(chance: &mut Chance) -> Self {
        match chance.below(100) {
            0..66 => Self::Threaded,
            66..82 => Self::Subject,
            82..91 => Self::CaseSystem,
            91..96 => Self::Retyped,
            _ => Self::Quoted,
        }
    }

    /// Our token as a person retypes it.
    pub fn retyped(token: &str, chance: &mut Chance) -> String {
        match chance.below(4) {
            0 => token.to_lowercase(),
            1 => token.replace('-', " "),
            2 => token.replace('-', ""),
            _ => token.replacen('-', " - ", 1).to_lowercase(),
        }
    }
}

/// An envelope to fill.
pub struct Envelope<'a> {
    pub trust: &'a Trust,
    pub voice: &'a Voice,
    pub sent: &'a Sent,
    pub route: Route,
    pub at: DateTime,
    /// Said before the subject: `Automatic reply`, `RE`.
    pub prefix: &'a str,
    /// From the FOI desk rather than the officer's own address.
    pub from_desk: bool,
}

impl Envelope<'_> {
    /// Closes the envelope over `part`.
    pub fn post(&self, kind: &'static str, part: &Part, extra: &[(&str, &str)], chance: &mut Chance) -> Post {
        let domain = self.sending_domain();
        let message_id = format!("{}.{}@{domain}", chance.hex(16), chance.below(10_000));
        let mut headers = Headers::default();
        received(&mut headers, &domain, self.at, chance);
        let (name, address) = self.from(chance);
        headers.put_address("From", &name, &address);
        let to_name = if chance.happens(60) { BRIEF.requester.name.as_str() } else { "" };
        headers.put_address("To", to_name, &BRIEF.requester.email);
        headers.put("Subject", &self.subject(chance)).put("Date", &date_header(self.at));
        headers.put("Message-ID", &format!("<{message_id}>"));
        if self.route == Route::Threaded {
            let ours = format!("<{}>", self.sent.message_id);
            headers.put("In-Reply-To", &ours).put("References", &ours);
        }
        if let Some(mailer) = chance.pick(&MAILERS) {
            headers.put("X-Mailer", mailer);
        }
        for (name, value) in extra {
            headers.put(name, value);
        }
        let authority = Some(self.trust.code.clone());
        Post { message_id, authority, kind, at: self.at, bytes: headers.with(part) }
    }

    fn sending_domain(&self) -> String {
        match self.route {
            Route::CaseSystem => "requests.casewell.example".to_owned(),
            _ => self.trust.domain.clone(),
        }
    }

    fn from(&self, chance: &mut Chance) -> (String, String) {
        let shared = !self.trust.domain.ends_with(".nhs.example");
        match self.route {
            Route::CaseSystem => {
                (self.trust.name.clone(), format!("{}-foi@requests.casewell.example", self.trust.place.to_lowercase()))
            }
            _ if self.from_desk || shared || chance.happens(55) => {
                let name = match chance.below(3) {
                    0 => String::new(),
                    1 => format!("FOI ({})", self.trust.name.to_uppercase()),
                    _ => "Freedom of Information".to_owned(),
                };
                (name, self.trust.email.clone())
            }
            _ => {
                let local: Vec<String> = self
                    .voice
                    .person
                    .to_lowercase()
                    .split(' ')
                    .map(|name| name.chars().filter(char::is_ascii_lowercase).collect())
                    .collect();
                let person = match chance.happens(50) {
                    true => format!("{} ({})", self.voice.person, self.trust.name.to_uppercase()),
                    false => self.voice.person.clone(),
                };
                (person, format!("{}@{}", local.join("."), self.trust.domain))
            }
        }
    }

    fn subject(&self, chance: &mut Chance) -> String {
        let own = &self.voice.reference;
        match self.route {
            Route::Threaded | Route::Subject if chance.happens(80) => format!("{} {}", self.prefix, self.sent.subject),
            Route::Threaded | Route::Subject | Route::CaseSystem => {
                format!("{own} - response to your request {}", self.sent.token)
            }
            Route::Retyped | Route::Quoted => {
                chance.pick(&[format!("FOI response {own}"), format!("Your information request - {own}")]).clone()
            }
        }
    }
}

const MAILERS: [Option<&str>; 6] = [
    None,
    None,
    Some("Microsoft Outlook 16.0"),
    Some("Novell GroupWise Client 14.2.2"),
    Some("Zimbra 8.8.8_GA_2009"),
    Some("Lotus Notes Release 9.0.1FP8 February 23, 2017"),
];

/// The line of the machine that took the mail in.
pub fn received(headers: &mut Headers, domain: &str, at: DateTime, chance: &mut Chance) {
    let (host, id) = (chance.below(90) + 1, chance.hex(10));
    headers.put(
        "Received",
        &format!(
            "from mail{host}.{domain} (mail{host}.{domain} [192.0.2.{host}])\r\n\tby mx.larkspur-research.example with ESMTPS id {id};\r\n\t{}",
            date_header(at)
        ),
    );
}

/// Our letter quoted below a reply, in one of the ways of mail programs.
pub fn quoted_letter(sent: &Sent, to: &str, chance: &mut Chance) -> String {
    let Sent { subject, letter, .. } = sent;
    let super::brief::Requester { name, email, .. } = &BRIEF.requester;
    match chance.below(3) {
        0 => format!(
            "-----Original Message-----\nFrom: {name} [mailto:{email}]\nSent: 20 August 2018 10:00\nTo: {to}\nSubject: {subject}\n\n{letter}"
        ),
        1 => format!("On 20/08/2018 10:00, {name} wrote:\n{}", super::body::wrapped(letter, Some(70), "> ")),
        _ => format!(
            "________________________________\nFrom: {name} <{email}>\nSent: Monday, August 20, 2018 10:00 AM\nTo: {to}\nSubject: {subject}\n\n{letter}"
        ),
    }
}
