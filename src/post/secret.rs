//! Passwords and tokens: where they are kept, and how they are kept off screens.
//!
//! The system's keyring is reached through the system's own program (`secret-tool` of libsecret on Linux, `security` on
//! macOS): a library for it would bring D-Bus and some sixty crates for two calls. On systems without one an environment
//! variable or a command of one's own serves. A secret is handed to those programs on standard input where they take it so.

use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};

use super::account::Keep;

/// Something that stands on no screen and in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, to be said to the server it is for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// Why a secret could not be had or kept.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum SecretFault {
    #[error("the environment variable `{name}` holds no password")]
    #[diagnostic(help("set it before you run foi, or keep the password in the keyring: password = \"keyring\""))]
    NoVariable { name: String },
    #[error("`{command}` gave no password: {why}")]
    #[diagnostic(help("run it by hand: it must print the password, and end with status 0"))]
    Command { command: String, why: String },
    #[error("the keyring holds no {what} for {user}")]
    #[diagnostic(help("put it there: `foi account login {account}`"))]
    NotKept { what: &'static str, user: String, account: String },
    #[error("the system's keyring cannot be reached: {why}")]
    #[diagnostic(help(
        "on Linux it wants `secret-tool` (Debian: libsecret-tools) and an unlocked keyring; else say password = {{ env = \"FOI_PASSWORD\" }} or {{ command = [..] }}"
    ))]
    NoKeyring { why: String },
}

/// A keyring: secrets by account and use.
pub trait Keyring {
    /// The secret, if one is kept.
    fn get(&self, account: &str, what: &str) -> Result<Option<Secret>, SecretFault>;
    /// Keeps a secret, in place of the one before.
    fn set(&self, account: &str, what: &str, secret: &Secret) -> Result<(), SecretFault>;
}

/// What a keyring files a mailbox's password under.
pub const PASSWORD: &str = "password";
/// ... and the token by which new ones are had.
pub const REFRESH_TOKEN: &str = "refresh token";

/// The password of an account, from where its file says it is kept.
///
/// `variable` looks into the environment.
pub fn password(
    account: &str,
    user: &str,
    keep: &Keep,
    keyring: &dyn Keyring,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Secret, SecretFault> {
    match keep {
        Keep::Keyring => keyring.get(account, PASSWORD)?.ok_or_else(|| SecretFault::NotKept {
            what: PASSWORD,
            user: user.to_owned(),
            account: account.to_owned(),
        }),
        Keep::Variable(name) => variable(name)
            .filter(|value| !value.is_empty())
            .map(Secret::new)
            .ok_or_else(|| SecretFault::NoVariable { name: name.clone() }),
        Keep::Command(words) => {
            let fault = |why: String| SecretFault::Command { command: words.join(" "), why };
            let (program, rest) = words.split_first().ok_or_else(|| fault("it is empty".into()))?;
            let (printed, _) = run(program, rest, None).map_err(fault)?;
            let password = printed.lines().next().unwrap_or_default().to_owned();
            if password.is_empty() { Err(fault("it printed nothing".into())) } else { Ok(Secret::new(password)) }
        }
    }
}

/// The keyring of this system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

#[cfg(target_os = "macos")]
impl Keyring for SystemKeyring {
    fn get(&self, account: &str, what: &str) -> Result<Option<Secret>, SecretFault> {
        let service = format!("foi {what}");
        match run("security", &["find-generic-password", "-s", &service, "-a", account, "-w"], None) {
            Ok((printed, _)) => Ok(Some(Secret::new(printed.trim_end_matches('\n').to_owned()))),
            Err(why) if why.contains("could not be found") => Ok(None),
            Err(why) => Err(SecretFault::NoKeyring { why }),
        }
    }

    fn set(&self, account: &str, what: &str, secret: &Secret) -> Result<(), SecretFault> {
        let service = format!("foi {what}");
        // `security -i` reads its command on standard input, so that no process list shows the secret.
        let quoted = secret.reveal().replace('\\', "\\\\").replace('"', "\\\"");
        let line = format!("add-generic-password -U -s \"{service}\" -a \"{account}\" -w \"{quoted}\"\n");
        run("security", &["-i"], Some(&line)).map(|_| ()).map_err(|why| SecretFault::NoKeyring { why })
    }
}

#[cfg(not(target_os = "macos"))]
impl Keyring for SystemKeyring {
    fn get(&self, account: &str, what: &str) -> Result<Option<Secret>, SecretFault> {
        match run("secret-tool", &["lookup", "application", "foi", "account", account, "use", what], None) {
            Ok((printed, _)) if printed.is_empty() => Ok(None),
            Ok((printed, _)) => Ok(Some(Secret::new(printed.trim_end_matches('\n').to_owned()))),
            // It ends with 1 and says nothing where nothing is kept.
            Err(why) if why == NO_WORDS => Ok(None),
            Err(why) => Err(SecretFault::NoKeyring { why }),
        }
    }

    fn set(&self, account: &str, what: &str, secret: &Secret) -> Result<(), SecretFault> {
        let label = format!("foi: {what} of {account}");
        let words = ["store", "--label", &label, "application", "foi", "account", account, "use", what];
        run("secret-tool", &words, Some(secret.reveal())).map(|_| ()).map_err(|why| SecretFault::NoKeyring { why })
    }
}

#[cfg(not(target_os = "macos"))]
const NO_WORDS: &str = "it failed without a word";

/// Runs a program with `input`, and gives what it printed; or why not, in its own words.
fn run(program: &str, words: &[impl AsRef<std::ffi::OsStr>], input: Option<&str>) -> Result<(String, String), String> {
    let mut child = Command::new(program)
        .args(words)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|cause| format!("{program}: {cause}"))?;
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        stdin.write_all(input.as_bytes()).map_err(|cause| format!("{program}: {cause}"))?;
    }
    let output = child.wait_with_output().map_err(|cause| format!("{program}: {cause}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok((said(&output.stdout), said(&output.stderr)));
    }
    let words = said(&output.stderr).trim().chars().take(300).collect::<String>();
    Err(if words.is_empty() { "it failed without a word".into() } else { words })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Default)]
    struct Drawer(RefCell<BTreeMap<(String, String), Secret>>);

    impl Keyring for Drawer {
        fn get(&self, account: &str, what: &str) -> Result<Option<Secret>, SecretFault> {
            Ok(self.0.borrow().get(&(account.into(), what.into())).cloned())
        }
        fn set(&self, account: &str, what: &str, secret: &Secret) -> Result<(), SecretFault> {
            self.0.borrow_mut().insert((account.into(), what.into()), secret.clone());
            Ok(())
        }
    }

    #[test]
    fn a_password_comes_from_where_the_file_says() {
        let drawer = Drawer::default();
        let variable = |name: &str| (name == "FOI_PASSWORD").then(|| "from the environment".to_owned());
        let ask = |keep: Keep| password("office", "foi@b.example", &keep, &drawer, &variable);
        assert_eq!(ask(Keep::Variable("FOI_PASSWORD".into())).unwrap().reveal(), "from the environment");
        assert!(matches!(ask(Keep::Variable("OTHER".into())), Err(SecretFault::NoVariable { .. })));
        assert!(matches!(ask(Keep::Keyring), Err(SecretFault::NotKept { .. })));
        drawer.set("office", PASSWORD, &Secret::new("kept".into())).unwrap();
        assert_eq!(ask(Keep::Keyring).unwrap().reveal(), "kept");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_prints_it_or_says_why_not() {
        let ask = |words: &[&str]| {
            let keep = Keep::Command(words.iter().map(ToString::to_string).collect());
            password("a", "u", &keep, &Drawer::default(), &|_| None)
        };
        assert_eq!(ask(&["printf", "hunter2\\nsecond line\\n"]).unwrap().reveal(), "hunter2");
        let fault = ask(&["sh", "-c", "echo locked >&2; exit 1"]).unwrap_err();
        assert!(fault.to_string().ends_with("locked"), "{fault}");
        assert!(ask(&["true"]).is_err());
        assert!(ask(&["no-such-program-at-all"]).is_err());
    }
}
