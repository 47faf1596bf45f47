//! The post through real servers: OpenSMTPD takes the letters, Dovecot gives the replies back; both are killed and started again
//! in the middle, and so are we. Where they are not installed, or may not be started, it says so and is skipped.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use driver::Foi;

/// How many letters; FOI_LETTERS=226 for a campaign as large as the real one, which takes minutes.
fn letters_sent() -> usize {
    #[expect(clippy::disallowed_methods, reason = "a longer run is asked for by the environment")]
    let asked = std::env::var("FOI_LETTERS");
    asked.ok().and_then(|count| count.parse().ok()).unwrap_or(40)
}

/// A server in the foreground, killed when it is dropped.
struct Server {
    command: Vec<String>,
    port: u16,
    child: Option<Child>,
    pid_file: Option<PathBuf>,
}

impl Server {
    fn start(command: &[&str], port: u16, pid_file: Option<PathBuf>) -> Option<Self> {
        let command = command.iter().map(|word| (*word).to_owned()).collect();
        let mut server = Self { command, port, child: None, pid_file };
        server.up().then_some(server)
    }

    fn up(&mut self) -> bool {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = command.spawn().ok();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        false
    }

    /// Ends it as a machine that loses its power would, its helpers with it.
    fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let parent = child.id().to_string();
        let helpers = Command::new("ps").args(["-o", "pid=", "--ppid", &parent]).output();
        let helpers = helpers.map(|all| String::from_utf8_lossy(&all.stdout).into_owned()).unwrap_or_default();
        let _ = child.kill();
        let _ = child.wait();
        for helper in helpers.split_whitespace() {
            let _ = Command::new("kill").args(["-9", helper]).stderr(Stdio::null()).status();
        }
        if let Some(file) = &self.pid_file {
            let _ = fs::remove_file(file);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn installed(program: &str) -> bool {
    Path::new(program).exists()
}

fn maildir(path: &Path) {
    for kept in ["", "cur", "new", "tmp"] {
        let folder = path.join(kept);
        fs::create_dir_all(&folder).unwrap();
        // `nobody` and `nogroup` on Debian.
        let _ = chown(&folder, Some(65_534), Some(65_534));
    }
}

fn mails(maildir: &Path) -> Vec<String> {
    let entries = |kept: &str| fs::read_dir(maildir.join(kept)).into_iter().flatten().filter_map(Result::ok);
    let all = entries("new").chain(entries("cur"));
    all.filter_map(|entry| fs::read(entry.path()).ok())
        .map(|mail| String::from_utf8_lossy(&mail).into_owned())
        .collect()
}

struct Post {
    // Dropped before the folder they work in.
    smtp: Server,
    imap: Server,
    ports: (u16, u16),
    dir: tempfile::TempDir,
}

/// Both servers, or why there are none.
fn servers() -> Result<Post, String> {
    for program in ["/usr/sbin/smtpd", "/usr/sbin/dovecot", "/usr/bin/openssl"] {
        if !installed(program) {
            return Err(format!("{program} is not installed (apt-get install dovecot-imapd opensmtpd openssl)"));
        }
    }
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    if chown(dir.path().join("."), Some(0), Some(0)).is_err() {
        return Err("only root may start these servers".into());
    }
    let at = |name: &str| dir.path().join(name).display().to_string();
    maildir(&dir.path().join("authorities"));
    maildir(&dir.path().join("home"));
    let (smtp, imap) = (free_port(), free_port());
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", &at("key.pem"), "-out", &at("cert.pem")])
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    fs::write(
        dir.path().join("smtpd.conf"),
        format!(
            "listen on 127.0.0.1 port {smtp}\ntable who {{ \"@\" = \"nobody\" }}\n\
             action \"away\" maildir \"{}\" virtual <who>\naction \"home\" maildir \"{}\" virtual <who>\n\
             match from any for domain \"larkspur-research.example\" action \"home\"\nmatch from any for any action \"away\"\n",
            at("authorities"),
            at("home")
        ),
    )
    .unwrap();
    fs::write(
        dir.path().join("dovecot.conf"),
        format!(
            "base_dir = {run}\nlog_path = {log}\nprotocols = imap\nlisten = 127.0.0.1\nssl = yes\nssl_cert = <{cert}\nssl_key = <{key}\n\
             mail_location = maildir:{home}\nfirst_valid_uid = 1\npassdb {{\n driver = static\n args = password=letmein\n}}\n\
             userdb {{\n driver = static\n args = uid=nobody gid=nogroup home={dir}\n}}\n\
             namespace inbox {{\n inbox = yes\n mailbox Quarantined {{\n auto = create\n special_use = \\Junk\n }}\n\
             mailbox Verschickt {{\n auto = create\n special_use = \\Sent\n }}\n}}\n\
             service imap-login {{\n inet_listener imap {{\n port = 0\n }}\n inet_listener imaps {{\n port = {imap}\n ssl = yes\n }}\n}}\n",
            run = at("run"),
            log = at("dovecot.log"),
            cert = at("cert.pem"),
            key = at("key.pem"),
            home = at("home"),
            dir = dir.path().display(),
        ),
    )
    .unwrap();
    let smtpd = Server::start(&["/usr/sbin/smtpd", "-d", "-f", &at("smtpd.conf")], smtp, None);
    let Some(smtpd) = smtpd else { return Err("OpenSMTPD does not start here".into()) };
    let pid = dir.path().join("run/master.pid");
    let dovecot = Server::start(&["/usr/sbin/dovecot", "-F", "-c", &at("dovecot.conf")], imap, Some(pid));
    let Some(dovecot) = dovecot else {
        return Err(format!(
            "Dovecot does not start here: {}",
            fs::read_to_string(at("dovecot.log")).unwrap_or_default()
        ));
    };
    Ok(Post { smtp: smtpd, imap: dovecot, ports: (smtp, imap), dir })
}

fn campaign(post: &Post) -> Foi {
    let foi = Foi::asking(letters_sent());
    foi.edit("campaigns/school-streets/campaign.toml", "[follow_up]\n", "[follow_up]\nper_minute = 600\n");
    foi.write(
        "foi.toml",
        format!(
            "[account.home]\naddress = \"holly@larkspur-research.example\"\nsmtp = \"plain:127.0.0.1:{}\"\nimap = \"localhost:{}\"\nca = \"{}\"\n\
             sign_in = \"password\"\npassword = {{ command = [\"printf\", \"letmein\"] }}\nper_minute = 600\n",
            post.ports.0,
            post.ports.1,
            post.dir.path().join("cert.pem").display()
        ),
    );
    fs::set_permissions(foi.path("foi.toml"), fs::Permissions::from_mode(0o600)).unwrap();
    foi
}

fn spawn(foi: &Foi, line: &str) -> Child {
    let mut command = foi.command(driver::split(line));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn wait_until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(120), "{what} never was");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Sends a mail by the real server, as an authority would.
fn by_smtp(port: u16, mail: &str) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut ask = |words: &str| {
        if !words.is_empty() {
            stream.write_all(words.as_bytes()).unwrap();
        }
        loop {
            let line = lines.next().unwrap().unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                assert!(line.starts_with(['2', '3']), "{line}");
                break;
            }
        }
    };
    for words in [
        "",
        "EHLO authority.example\r\n",
        "MAIL FROM:<foi@authority.example>\r\n",
        "RCPT TO:<holly@larkspur-research.example>\r\n",
        "DATA\r\n",
    ] {
        ask(words);
    }
    ask(&format!("{mail}\r\n.\r\n"));
}

fn field<'a>(mail: &'a str, name: &str) -> &'a str {
    mail.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} {mail}")).trim()
}

#[test]
fn letters_go_and_come_back_once_though_everything_is_killed_in_the_middle() {
    let mut post = match servers() {
        Ok(post) => post,
        Err(why) => return println!("skipped: {why}"),
    };
    let foi = campaign(&post);
    let all = letters_sent();
    let away = post.dir.path().join("authorities");
    const SEND: &str = "send school-streets --live --yes";
    // We are killed, then the server is.
    let mut run = spawn(&foi, SEND);
    wait_until("the first letters", || mails(&away).len() >= all / 8);
    run.kill().unwrap();
    run.wait().unwrap();
    let mut run = spawn(&foi, SEND);
    wait_until("more letters", || mails(&away).len() >= all * 2 / 5);
    post.smtp.kill();
    std::thread::sleep(Duration::from_millis(300));
    assert!(post.smtp.up(), "OpenSMTPD does not start again");
    wait_until("still more letters", || mails(&away).len() >= all * 3 / 5 || run.try_wait().unwrap().is_some());
    post.imap.kill();
    std::thread::sleep(Duration::from_millis(300));
    assert!(post.imap.up(), "Dovecot does not start again");
    run.wait().unwrap();
    let screen = foi.run(SEND);
    let unknown = screen.lines().filter(|line| line.starts_with("  school-streets/")).count();
    wait_until("the last letters", || mails(&away).len() + unknown >= all);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for mail in mails(&away) {
        *counts.entry(field(&mail, "To:").to_owned()).or_default() += 1;
    }
    let doubled = counts.values().filter(|count| **count > 1).count();
    let lost = (all - counts.len()).saturating_sub(unknown);
    println!("sent      {} letters: {lost} lost, {doubled} doubled, {unknown} unknown and listed", counts.len());
    assert_eq!((lost, doubled), (0, 0), "{screen}");

    // Each letter that the server took has one copy in the mailbox's Sent folder.
    let sent = post.dir.path().join("home/.Verschickt");
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for mail in mails(&sent) {
        *copies.entry(field(&mail, "Message-ID:").to_owned()).or_default() += 1;
    }
    let doubled = copies.values().filter(|count| **count > 1).count();
    println!(
        "copies    {} in Sent: {} lost, {doubled} doubled",
        copies.len(),
        (all - unknown).saturating_sub(copies.len())
    );
    assert_eq!((copies.len(), doubled), (all - unknown, 0), "{screen}");

    // The replies, by the same server.
    let letters = mails(&away);
    for (n, letter) in letters.iter().enumerate() {
        let (from, id) = (field(letter, "To:"), field(letter, "Message-ID:"));
        by_smtp(
            post.ports.0,
            &format!(
                "From: {from}\r\nTo: holly@larkspur-research.example\r\nDate: Wed, 25 Nov 2026 09:00:00 +0000\r\nMessage-ID: <r{n}@authority.example>\r\n\
                 In-Reply-To: {id}\r\nSubject: Your request\r\n\r\nThank you for your request, which we have received. Reference {n}."
            ),
        );
    }
    let home = post.dir.path().join("home");
    wait_until("the replies", || mails(&home).len() == letters.len());
    const FETCH: &str = "fetch school-streets";
    let here = |foi: &Foi| {
        let listed = foi.json("sql \"SELECT message_id FROM messages WHERE direction = 'in'\"").to_string();
        listed.matches("@authority.example").count()
    };
    // We are killed, then the server is.
    let mut run = spawn(&foi, FETCH);
    std::thread::sleep(Duration::from_millis(700));
    run.kill().unwrap();
    run.wait().unwrap();
    let mut run = spawn(&foi, FETCH);
    std::thread::sleep(Duration::from_millis(400));
    post.imap.kill();
    std::thread::sleep(Duration::from_millis(300));
    assert!(post.imap.up(), "Dovecot does not start again");
    run.wait().unwrap();
    let screen = foi.run(FETCH);
    assert!(screen.contains("Quarantined: 0 mails, 0 new"), "{screen}");
    let taken = here(&foi);
    println!(
        "fetched   {} replies: {} lost, {} doubled",
        letters.len(),
        letters.len().saturating_sub(taken),
        taken.saturating_sub(letters.len())
    );
    assert_eq!(taken, letters.len(), "{screen}");
    // Nothing was marked: Maildir's new mail is still new, or moved to `cur` by the server without the S of seen.
    let seen = fs::read_dir(home.join("cur")).unwrap().filter_map(Result::ok);
    let seen = seen.filter(|entry| {
        entry.file_name().to_string_lossy().rsplit(',').next().is_some_and(|flags| flags.contains('S'))
    });
    assert_eq!(seen.count(), 0, "mails were marked as read");
    foi.ends("verify", 0);
}
