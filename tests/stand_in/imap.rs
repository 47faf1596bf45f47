//! A mailbox on loopback (IMAP4rev1, RFC 3501) that does what a test wants at the moment it wants it, and keeps what was said
//! to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Where in the reading of a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Greeting,
    SignIn,
    List,
    Examine,
    Search,
    Marks,
    /// The first mail of an answer is given by half.
    HalfWay,
    /// One mail of an answer is given whole, and the next is not.
    Between,
    /// All mails of an answer are given; its end is not said.
    Given,
    Logout,
    /// A copy is looked for, and the answer not said.
    FindCopy,
    /// A copy is announced, and the server does not say "go ahead".
    AppendBegun,
    /// A copy is here, and not kept yet.
    AppendTaken,
    /// A copy is kept, and that is not said.
    AppendKept,
}

/// The steps of putting a copy into the Sent folder.
pub const COPY_STEPS: [Step; 7] =
    [Step::Greeting, Step::List, Step::Examine, Step::FindCopy, Step::AppendBegun, Step::AppendTaken, Step::AppendKept];

pub const STEPS: [Step; 10] = [
    Step::Greeting,
    Step::SignIn,
    Step::List,
    Step::Examine,
    Step::Search,
    Step::Marks,
    Step::HalfWay,
    Step::Between,
    Step::Given,
    Step::Logout,
];

/// What happens when a step is reached for the `nth` time (from 0), once.
#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// The server says that it is there, and waits until the line is gone: time to kill the client.
    Freeze {
        nth: usize,
        at: Step,
    },
    HangUp {
        nth: usize,
        at: Step,
    },
    /// A line that is no IMAP.
    Garbage {
        nth: usize,
        at: Step,
    },
}

/// What a server holds and how it behaves.
#[derive(Debug, Clone)]
pub struct Held {
    pub folders: Vec<Kept>,
    /// After the sign-in.
    pub offers: String,
    /// XOAUTH2 instead of PLAIN; this token is taken.
    pub token: Option<String>,
    /// A mail at which the server hangs up each time.
    pub poison: Option<u32>,
    /// A mail that it refuses to give.
    pub refused: Option<u32>,
    /// It takes no copies, and says so with these words.
    pub full: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Kept {
    pub name: String,
    pub attributes: String,
    pub uid_validity: u32,
    pub mails: BTreeMap<u32, Vec<u8>>,
}

impl Kept {
    pub fn new(name: &str, attributes: &str, mails: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mails = mails.into_iter().zip(1..).map(|(mail, uid)| (uid, mail)).collect();
        Self { name: name.into(), attributes: attributes.into(), uid_validity: 7, mails }
    }
}

struct Shared {
    held: Mutex<Held>,
    trouble: Mutex<Option<Trouble>>,
    reached: Mutex<BTreeMap<String, usize>>,
    said: Mutex<Vec<String>>,
    says: Sender<()>,
}

/// A server on loopback; password `let me in`.
pub struct Imap {
    pub port: u16,
    shared: Arc<Shared>,
    frozen: Receiver<()>,
}

impl Imap {
    pub fn start(folders: Vec<Kept>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (says, frozen) = channel();
        let held = Held {
            folders,
            offers: "IMAP4rev1 IDLE SPECIAL-USE CONDSTORE".into(),
            token: None,
            poison: None,
            refused: None,
            full: None,
        };
        let shared = Arc::new(Shared {
            held: Mutex::new(held),
            trouble: Mutex::default(),
            reached: Mutex::default(),
            said: Mutex::default(),
            says,
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                // A line that breaks is the test's own doing.
                std::thread::spawn(move || Serving { shared, stream, open: None, lines: 0 }.serve());
            }
        });
        Self { port, shared, frozen }
    }

    pub fn will(&self, trouble: Trouble) {
        self.shared.reached.lock().unwrap().clear();
        *self.shared.trouble.lock().unwrap() = Some(trouble);
    }

    /// No trouble any more.
    pub fn behaves(&self) {
        *self.shared.trouble.lock().unwrap() = None;
    }

    /// Waits until the server stands where it freezes; false where the client ended without coming there.
    pub fn reached(&self, patience: Duration) -> bool {
        self.frozen.recv_timeout(patience).is_ok()
    }

    pub fn change(&self, change: impl FnOnce(&mut Held)) {
        change(&mut self.shared.held.lock().unwrap());
    }

    /// Every command so far, without its tag.
    pub fn said(&self) -> Vec<String> {
        self.shared.said.lock().unwrap().clone()
    }

    pub fn forget(&self) {
        self.shared.said.lock().unwrap().clear();
    }
}

struct Serving {
    shared: Arc<Shared>,
    stream: TcpStream,
    open: Option<String>,
    lines: usize,
}

type Done = std::io::Result<()>;

impl Serving {
    fn say(&mut self, words: &str) -> Done {
        self.stream.write_all(format!("{words}\r\n").as_bytes())
    }

    fn step(&mut self, at: Step) -> Done {
        let nth = {
            let mut reached = self.shared.reached.lock().unwrap();
            let count = reached.entry(format!("{at:?}")).or_default();
            *count += 1;
            *count - 1
        };
        let due = {
            let mut trouble = self.shared.trouble.lock().unwrap();
            let is_due = trouble.is_some_and(|trouble| {
                let (Trouble::Freeze { nth: n, at: a }
                | Trouble::HangUp { nth: n, at: a }
                | Trouble::Garbage { nth: n, at: a }) = trouble;
                (n, a) == (nth, at)
            });
            if is_due { trouble.take() } else { None }
        };
        match due {
            None => Ok(()),
            Some(Trouble::Garbage { .. }) => self.say("\u{1}\u{2} ((((( {99 what"),
            Some(Trouble::HangUp { .. }) => Err(std::io::ErrorKind::ConnectionAborted.into()),
            Some(Trouble::Freeze { .. }) => {
                let _ = self.shared.says.send(());
                let _ = self.stream.read_to_end(&mut Vec::new());
                Err(std::io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    fn serve(mut self) -> Done {
        self.stream.set_nodelay(true)?;
        let mut lines = BufReader::new(self.stream.try_clone()?).lines();
        self.step(Step::Greeting)?;
        self.say("* OK stand-in ready")?;
        while let Some(line) = lines.next() {
            let line = line?;
            self.lines += 1;
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            self.shared.said.lock().unwrap().push(command.to_owned());
            let mut words = command.split(' ');
            let verb = words.next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "CAPABILITY" => {
                    let held = self.shared.held.lock().unwrap().clone();
                    let way = if held.token.is_some() { "AUTH=XOAUTH2" } else { "AUTH=PLAIN" };
                    self.say(&format!("* CAPABILITY {} {way}", held.offers))?;
                    self.say(&format!("{tag} OK done"))?;
                }
                "AUTHENTICATE" => {
                    self.step(Step::SignIn)?;
                    self.say("+ ")?;
                    let words = lines.next().unwrap_or(Ok(String::new()))?;
                    if self.lets_in(&words) {
                        self.say(&format!("{tag} OK come in"))?;
                    } else if self.shared.held.lock().unwrap().token.is_some() {
                        // {"status":"401"}, and nothing more until that is answered.
                        self.say("+ eyJzdGF0dXMiOiI0MDEifQ==")?;
                        assert_eq!(lines.next().unwrap_or(Ok("nothing".into()))?, "");
                        self.say(&format!("{tag} NO AUTHENTICATE failed."))?;
                    } else {
                        self.say(&format!("{tag} NO [AUTHENTICATIONFAILED] wrong password"))?;
                    }
                }
                "LIST" => {
                    self.step(Step::List)?;
                    for folder in self.folders() {
                        self.say(&format!("* LIST ({}) \"/\" \"{}\"", folder.attributes, folder.name))?;
                    }
                    self.say(&format!("{tag} OK listed"))?;
                }
                "EXAMINE" => {
                    self.step(Step::Examine)?;
                    let name = command.split('"').nth(1).unwrap_or_default().to_owned();
                    self.examine(tag, &name)?;
                }
                "UID" if command.starts_with("UID SEARCH HEADER MESSAGE-ID ") => self.find_copy(tag, command)?,
                "UID" => self.uid(tag, command)?,
                "CREATE" => {
                    let name = command.split('"').nth(1).unwrap_or_default();
                    self.shared.held.lock().unwrap().folders.push(Kept::new(name, "", []));
                    self.say(&format!("{tag} OK made"))?;
                }
                "APPEND" => self.append(tag, command, &mut lines)?,
                "IDLE" => self.idle(tag, &mut lines)?,
                "LOGOUT" => {
                    self.step(Step::Logout)?;
                    self.say("* BYE")?;
                    return self.say(&format!("{tag} OK bye"));
                }
                _ => self.say(&format!("{tag} BAD unknown"))?,
            }
        }
        Ok(())
    }

    fn folders(&self) -> Vec<Kept> {
        self.shared.held.lock().unwrap().folders.clone()
    }

    fn folder(&self) -> Option<Kept> {
        self.folders().into_iter().find(|folder| Some(&folder.name) == self.open.as_ref())
    }

    fn lets_in(&self, words: &str) -> bool {
        use base64::Engine;
        let said = base64::engine::general_purpose::STANDARD.decode(words).unwrap_or_default();
        let said = String::from_utf8_lossy(&said).into_owned();
        match &self.shared.held.lock().unwrap().token {
            Some(token) => said.ends_with(&format!("auth=Bearer {token}\u{1}\u{1}")),
            None => said.ends_with("\0let me in"),
        }
    }

    fn examine(&mut self, tag: &str, name: &str) -> Done {
        self.open = Some(name.to_owned());
        let Some(folder) = self.folder() else { return self.say(&format!("{tag} NO no such folder")) };
        let next = folder.mails.keys().last().map_or(1, |last| last + 1);
        self.say("* FLAGS (\\Seen \\Deleted)")?;
        self.say(&format!("* {} EXISTS", folder.mails.len()))?;
        self.say(&format!("* OK [UIDVALIDITY {}] as ever", folder.uid_validity))?;
        self.say(&format!("* OK [UIDNEXT {next}] next"))?;
        self.say("* OK [HIGHESTMODSEQ 12] so far")?;
        self.say(&format!("{tag} OK [READ-ONLY] opened"))
    }

    fn uid(&mut self, tag: &str, command: &str) -> Done {
        let Some(folder) = self.folder() else { return self.say(&format!("{tag} BAD no folder is open")) };
        let mut words = command.split(' ').skip(1);
        let verb = words.next().unwrap_or_default();
        if verb == "SEARCH" {
            self.step(Step::Search)?;
            let from: u32 = words.nth(1).and_then(|set| set.split(':').next()?.parse().ok()).unwrap_or(1);
            let last = folder.mails.keys().last().copied();
            // As the RFC has it: `n:*` names the last mail, whatever its number.
            let found = folder.mails.keys().filter(|uid| **uid >= from || Some(**uid) == last);
            let found: Vec<String> = found.map(ToString::to_string).collect();
            self.say(&format!("* SEARCH {}", found.join(" ")))?;
            return self.say(&format!("{tag} OK found"));
        }
        let uids = wanted(words.next().unwrap_or_default());
        if command.contains("HEADER.FIELDS") {
            self.step(Step::Marks)?;
            for uid in uids {
                let Some(mail) = folder.mails.get(&uid) else { continue };
                let header = header(mail);
                let mut answer = format!("* {uid} FETCH (UID {uid} RFC822.SIZE {} ", mail.len());
                write!(answer, "BODY[HEADER.FIELDS (MESSAGE-ID DATE FROM TO SUBJECT)] {{{}}}", header.len()).unwrap();
                self.say(&answer)?;
                self.stream.write_all(&header)?;
                self.say(")")?;
            }
            return self.say(&format!("{tag} OK told"));
        }
        let (poison, refused) = {
            let held = self.shared.held.lock().unwrap();
            (held.poison, held.refused)
        };
        for (place, uid) in uids.iter().enumerate() {
            let Some(mail) = folder.mails.get(uid) else { continue };
            if poison == Some(*uid) {
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
            if refused == Some(*uid) {
                return self.say(&format!("{tag} NO [SERVERBUG] this one cannot be read"));
            }
            if place == 1 {
                self.step(Step::Between)?;
            }
            self.say(&format!("* {uid} FETCH (UID {uid} BODY[] {{{}}}", mail.len()))?;
            let (half, rest) = mail.split_at(mail.len() / 2);
            self.stream.write_all(half)?;
            if place == 0 {
                self.step(Step::HalfWay)?;
            }
            self.stream.write_all(rest)?;
            self.say(")")?;
        }
        self.step(Step::Given)?;
        self.say(&format!("{tag} OK given"))
    }

    fn find_copy(&mut self, tag: &str, command: &str) -> Done {
        let id = command.split('"').nth(1).unwrap_or_default();
        let Some(folder) = self.folder() else { return self.say(&format!("{tag} BAD no folder is open")) };
        let has = |mail: &[u8]| String::from_utf8_lossy(&header(mail)).contains(&format!("<{id}>"));
        let found = folder.mails.iter().filter(|(_, mail)| has(mail)).map(|(uid, _)| format!(" {uid}"));
        let found: String = found.collect();
        self.step(Step::FindCopy)?;
        self.say(&format!("* SEARCH{found}"))?;
        self.say(&format!("{tag} OK found"))
    }

    /// Takes a mail whose lines end with CRLF.
    fn append(&mut self, tag: &str, command: &str, lines: &mut std::io::Lines<BufReader<TcpStream>>) -> Done {
        let full = self.shared.held.lock().unwrap().full.clone();
        if let Some(words) = full {
            return self.say(&format!("{tag} NO {words}"));
        }
        let size: usize = command.rsplit('{').next().unwrap().trim_end_matches('}').parse().unwrap();
        self.step(Step::AppendBegun)?;
        self.say("+ go ahead")?;
        let mut mail = Vec::new();
        while mail.len() < size {
            let Some(line) = lines.next() else { return Ok(()) };
            mail.extend(line?.into_bytes());
            mail.extend(b"\r\n");
        }
        assert_eq!(lines.next().unwrap_or(Ok("nothing".into()))?, "");
        self.step(Step::AppendTaken)?;
        let name = command.split('"').nth(1).unwrap_or_default();
        if let Some(folder) = self.shared.held.lock().unwrap().folders.iter_mut().find(|folder| folder.name == name) {
            let uid = folder.mails.keys().last().map_or(1, |last| last + 1);
            folder.mails.insert(uid, mail);
        }
        self.step(Step::AppendKept)?;
        self.say(&format!("{tag} OK kept"))
    }

    /// Tells of new mail as it comes, until it is told that this is enough.
    fn idle(&mut self, tag: &str, lines: &mut std::io::Lines<BufReader<TcpStream>>) -> Done {
        self.say("+ idling")?;
        let (name, before) = (self.open.clone(), self.folder().map_or(0, |folder| folder.mails.len()));
        let (shared, mut stream) = (Arc::clone(&self.shared), self.stream.try_clone()?);
        let done = Arc::new(Mutex::new(false));
        let ended = Arc::clone(&done);
        std::thread::spawn(move || {
            while !*ended.lock().unwrap() {
                let folders = shared.held.lock().unwrap().folders.clone();
                let now = folders.iter().find(|f| Some(&f.name) == name.as_ref()).map_or(0, |f| f.mails.len());
                if now > before {
                    let _ = stream.write_all(format!("* {now} EXISTS\r\n").as_bytes());
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        let line = lines.next().unwrap_or(Ok(String::new()))?;
        *done.lock().unwrap() = true;
        assert_eq!(line, "DONE");
        self.say(&format!("{tag} OK idled"))
    }
}

/// `3,7:9` as numbers.
fn wanted(set: &str) -> Vec<u32> {
    let run = |one: &str| {
        let (first, last) = one.split_once(':').unwrap_or((one, one));
        first.parse().unwrap_or(1)..=last.parse().unwrap_or(0_u32)
    };
    set.split(',').flat_map(run).collect()
}

/// The headers that name a mail, as a server gives them.
fn header(mail: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(mail);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let named = ["message-id:", "date:", "from:", "to:", "subject:"];
    let kept = head.split("\r\n").filter(|line| named.iter().any(|name| line.to_ascii_lowercase().starts_with(name)));
    let mut bytes: Vec<u8> = kept.flat_map(|line| format!("{line}\r\n").into_bytes()).collect();
    bytes.extend(b"\r\n");
    bytes
}
