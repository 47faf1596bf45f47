//! Examples: files that are right, and every way to be wrong.

use std::fs;

use super::*;

fn read(text: &str) -> Result<Vec<Account>, Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("foi.toml");
    fs::write(&path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    accounts(&path, "foi.toml").map_err(|error| error.faults().iter().map(ToString::to_string).collect())
}

#[test]
fn a_plain_server_and_microsoft_are_read() {
    let accounts = read(
        r#"
[account.office]
address = "foi.desk@larkspur.example"
user = "h.trevanion@larkspur.example"
sign_in = "microsoft"
client_id = "11111111-2222-3333-4444-555555555555"
smtp = "smtp.office365.com:587"
imap = "outlook.office365.com"

[account.plain]
address = "foi@larkspur.example"
sign_in = "password"
password = { command = ["pass", "show", "foi"] }
smtp = "mail.larkspur.example"
per_minute = 2
"#,
    )
    .unwrap();
    let [office, plain] = accounts.as_slice() else { panic!("{accounts:?}") };
    assert_eq!(office.user, "h.trevanion@larkspur.example");
    assert_eq!(office.smtp.as_ref().unwrap().security, Security::StartTls);
    assert_eq!((office.imap.as_ref().unwrap().port, office.imap.as_ref().unwrap().security), (993, Security::Tls));
    assert!(
        matches!(&office.sign_in, SignIn::OAuth(Client { provider: Provider::Microsoft { tenant }, .. }) if tenant == "organizations")
    );
    assert_eq!((plain.user.as_str(), plain.pace.per_minute), ("foi@larkspur.example", 2));
    assert_eq!(plain.sign_in, SignIn::Password(Keep::Command(vec!["pass".into(), "show".into(), "foi".into()])));
}

#[test]
fn who_keeps_the_copy_of_a_letter_is_said_or_known_by_the_server() {
    let append = |folder: Option<&str>| SentCopy::Append { folder: folder.map(str::to_owned) };
    let plain = "smtp = \"mail.larkspur.example\"\nimap = \"mail.larkspur.example\"";
    let gmail = "smtp = \"smtp.gmail.com\"\nimap = \"imap.gmail.com\"";
    let cases = [
        (plain, "", append(None)),
        (plain, "sent_copy = \"provider\"", SentCopy::Provider),
        (plain, "sent_folder = \"Verschickt\"", append(Some("Verschickt"))),
        ("smtp = \"mail.larkspur.example\"", "", SentCopy::Provider),
        (gmail, "", SentCopy::Provider),
        (gmail, "sent_copy = \"append\"", append(None)),
        ("smtp = \"smtp.office365.com:587\"\nimap = \"outlook.office365.com\"", "", SentCopy::Provider),
        ("smtp = \"notgmail.com\"\nimap = \"notgmail.com\"", "", append(None)),
    ];
    for (servers, said, want) in cases {
        let text = format!(
            "[account.a]\naddress = \"a@b.example\"\nsign_in = \"password\"\npassword = \"keyring\"\n{servers}\n{said}\n"
        );
        assert_eq!(read(&text).unwrap()[0].sent_copy, want, "{servers} {said}");
    }
}

#[test]
fn what_is_wrong_is_said_and_no_password_is_repeated() {
    let head = "[account.a]\naddress = \"a@b.example\"\n";
    let cases = [
        ("", "foi.toml has no `account`"),
        ("[acount.a]", "foi.toml has no key `acount`"),
        (&format!("{head}sign_in = \"password\"\npassword = \"keyring\""), "this account has no `smtp`"),
        (
            &format!("{head}smtp = \"m.example\"\nsign_in = \"password\"\npassword = \"hunter2\""),
            "a password never stands in this file",
        ),
        (
            &format!("{head}smtp = \"plain:m.example:25\"\nsign_in = \"password\"\npassword = \"keyring\""),
            "`m.example` is not this machine",
        ),
        (
            &format!("{head}smtp = \"m.example:x\"\nsign_in = \"password\"\npassword = \"keyring\""),
            "`m.example:x` names no server",
        ),
        (
            &format!("{head}smtp = \"m.example\"\nsign_in = \"nothing\""),
            "nobody's mail server takes letters from anybody",
        ),
        (
            &format!(
                "{head}smtp = \"m.example\"\nsign_in = \"password\"\npassword = \"keyring\"\nsent_copy = \"append\""
            ),
            "a copy goes by IMAP, and there is no `imap`",
        ),
        (
            &format!(
                "{head}smtp = \"m.example\"\nsign_in = \"password\"\npassword = \"keyring\"\nsent_copy = \"twice\""
            ),
            "nobody called `twice` keeps copies",
        ),
        (
            &format!("{head}smtp = \"m.example\"\nsign_in = \"kerberos\""),
            "there is no way to sign in called `kerberos`",
        ),
        (&format!("{head}smtp = \"m.example\"\nsign_in = \"google\""), "this account has no `client_id`"),
        (
            &format!(
                "{head}smtp = \"m.example\"\nsign_in = \"own\"\nclient_id = \"x\"\noauth = {{ authorize = \"http://as.example/a\", token = \"https://as.example/t\", scope = \"mail\" }}"
            ),
            "tokens travel encrypted or not at all",
        ),
        (
            "[account.a]\naddress = \"a at b\"\nsmtp = \"m.example\"\nsign_in = \"password\"\npassword = \"keyring\"",
            "`a at b` is no mail address",
        ),
    ];
    for (text, wanted) in cases {
        let faults = read(text).expect_err(text);
        assert!(faults.iter().any(|fault| fault.contains(wanted)), "{text}\n{faults:?}");
        assert!(!faults.iter().any(|fault| fault.contains("hunter2")), "{faults:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_refused_with_the_remedy() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("foi.toml");
    fs::write(
        &path,
        "[account.a]\naddress = \"a@b.example\"\nsmtp = \"plain:localhost:2525\"\nsign_in = \"nothing\"\n",
    )
    .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let error = accounts(&path, "foi.toml").unwrap_err();
    assert_eq!(error.faults()[0].remedy(), "run: chmod 600 foi.toml");
}
