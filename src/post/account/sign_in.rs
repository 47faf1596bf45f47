//! `sign_in`, and what belongs to it.

use super::{Client, Keep, Provider, Security, Server, SignIn, is_loopback};
use crate::campaign::{Found, Section};

const WAYS: &str = "\"password\", \"microsoft\", \"google\", \"own\", or on loopback \"nothing\"";

pub(super) fn read(section: &Section, servers: [&Option<Server>; 2], found: &mut Found) -> Option<SignIn> {
    let way = section.required_line(found, "sign_in", WAYS)?;
    match way.get_ref().as_str() {
        "password" => keep(section, found).map(SignIn::Password),
        "microsoft" => {
            let tenant = section.line(found, "tenant", "organizations, or your tenant's id");
            let tenant = tenant.map_or_else(|| "organizations".into(), |tenant| tenant.into_inner());
            client(section, Provider::Microsoft { tenant }, found).map(SignIn::OAuth)
        }
        "google" => client(section, Provider::Google, found).map(SignIn::OAuth),
        "own" => own(section, found),
        "nothing" if servers.iter().all(|s| s.as_ref().is_none_or(|s| s.security == Security::None)) => {
            Some(SignIn::Nothing)
        }
        "nothing" => {
            let help = "say how to sign in; only a server on this machine (`plain:localhost:PORT`) asks for nothing";
            section.fault(found, way.span(), "nobody's mail server takes letters from anybody", "this", help);
            None
        }
        other => {
            let message = format!("there is no way to sign in called `{}`", other.escape_debug());
            section.fault(found, way.span(), message, "this", format!("write {WAYS}"));
            None
        }
    }
}

/// `password = "keyring"`, `{ env = "NAME" }` or `{ command = [..] }`.
fn keep(section: &Section, found: &mut Found) -> Option<Keep> {
    const HELP: &str =
        "password = \"keyring\", { env = \"FOI_PASSWORD\" } or { command = [\"pass\", \"show\", \"foi\"] }";
    if !section.has("password") {
        section.missing(found, "password", HELP);
        return None;
    }
    if !section.is_table("password") {
        let word = section.line(found, "password", HELP)?;
        if word.get_ref() == "keyring" {
            return Some(Keep::Keyring);
        }
        // Whatever it is may be a password: it is not repeated on any screen.
        let message = "a password never stands in this file";
        section.fault(found, section.key_span("password"), message, "this", format!("say where it is kept: {HELP}"));
        return None;
    }
    let table = section.section(found, "password", "`password`")?;
    table.refuse_others(found, &["env", "command"]);
    if let Some(name) = table.line(found, "env", "an environment variable's name") {
        return Some(Keep::Variable(name.into_inner()));
    }
    let words: Vec<String> = table.lines(found, "command").into_iter().map(|word| word.into_inner()).collect();
    if words.is_empty() {
        table.missing(found, "env", HELP);
        return None;
    }
    Some(Keep::Command(words))
}

fn client(section: &Section, provider: Provider, found: &mut Found) -> Option<Client> {
    let help =
        "the id of the app registration that may read and send this mailbox's mail; docs/mail.md says how to get one";
    let id = section.required_line(found, "client_id", help)?.into_inner();
    let secret = section.line(found, "client_secret", "what Google shows beside the client's id");
    Some(Client { provider, id, secret: secret.map(|secret| secret.into_inner()) })
}

fn own(section: &Section, found: &mut Found) -> Option<SignIn> {
    if !section.has("oauth") {
        section.missing(found, "oauth", "oauth = { authorize = \"https://…\", token = \"https://…\", scope = \"…\" }");
    }
    let table = section.section(found, "oauth", "`oauth`")?;
    table.refuse_others(found, &["authorize", "token", "device", "scope"]);
    let mut url = |key: &str| {
        let written = table.required_line(found, key, "an https:// address")?;
        let (scheme, rest) = written.get_ref().split_once("://").unwrap_or_default();
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        if scheme == "https" || scheme == "http" && is_loopback(host) {
            return Some(written.into_inner());
        }
        table.fault(
            found,
            written.span(),
            "tokens travel encrypted or not at all",
            "this",
            "write an https:// address",
        );
        None
    };
    let (authorize, token) = (url("authorize")?, url("token")?);
    let device = if table.has("device") { Some(url("device")?) } else { None };
    let scope = table.required_line(found, "scope", "what the token is for")?.into_inner();
    client(section, Provider::Own { authorize, token, device, scope }, found).map(SignIn::OAuth)
}
