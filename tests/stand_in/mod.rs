//! A mail server on loopback that does what a test wants at the moment it wants it, and counts what it has taken.

#![allow(dead_code, reason = "each file of scenarios uses a part")]

pub mod imap;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Where in the handing over of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Mail,
    Recipient,
    Data,
    /// Half of the letter has come.
    HalfWay,
    /// All of it has come and is kept; the answer has not gone.
    Dot,
    /// The answer has gone.
    Answered,
}

pub const STEPS: [Step; 7] =
    [Step::Greeting, Step::Mail, Step::Recipient, Step::Data, Step::HalfWay, Step::Dot, Step::Answered];

/// What happens at a step of the `nth` letter (from 0), once.
#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// The server says that it is there, and waits until the line is gone: time to kill the client.
    Freeze { nth: usize, at: Step },
    /// The server hangs up.
    HangUp { nth: usize, at: Step },
}

impl Trouble {
    fn at(self, nth: usize, at: Step) -> bool {
        let (Self::Freeze { nth: n, at: a } | Self::HangUp { nth: n, at: a }) = self;
        (n, a) == (nth, at)
    }
}

/// A letter that the server took.
#[derive(Debug, Clone)]
pub struct Taken {
    pub to: String,
    pub bytes: String,
}

pub struct StandIn {
    pub port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
    trouble: Arc<Mutex<Option<Trouble>>>,
    reached: Receiver<()>,
    a_line: Arc<Mutex<Option<usize>>>,
}

impl StandIn {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken, trouble) = (Arc::default(), Arc::default());
        let (says, reached) = channel();
        let a_line = Arc::default();
        let server =
            Serving { taken: Arc::clone(&taken), trouble: Arc::clone(&trouble), says, a_line: Arc::clone(&a_line) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // One line at a time, as a small server has it; a line that breaks is the test's own doing.
                let _ = server.serve(&stream);
            }
        });
        Self { port, taken, trouble, reached, a_line }
    }

    /// Takes so many letters on one line, and puts the others off.
    pub fn takes_a_line(&self, letters: usize) {
        *self.a_line.lock().unwrap() = Some(letters);
    }

    pub fn will(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap() = Some(trouble);
    }

    /// Waits until the server stands at the step where it freezes.
    pub fn wait_until_reached(&self) {
        self.reached.recv_timeout(Duration::from_secs(60)).expect("the client never came so far");
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

struct Serving {
    taken: Arc<Mutex<Vec<Taken>>>,
    trouble: Arc<Mutex<Option<Trouble>>>,
    says: Sender<()>,
    a_line: Arc<Mutex<Option<usize>>>,
}

impl Serving {
    /// Does the trouble, if it is due; an error ends the line.
    fn step(&self, stream: &TcpStream, at: Step) -> std::io::Result<()> {
        let nth = self.taken.lock().unwrap().len() - usize::from(matches!(at, Step::Dot | Step::Answered));
        let due = {
            let mut trouble = self.trouble.lock().unwrap();
            if trouble.is_some_and(|trouble| trouble.at(nth, at)) { trouble.take() } else { None }
        };
        match due {
            None => Ok(()),
            Some(Trouble::HangUp { .. }) => Err(std::io::ErrorKind::ConnectionAborted.into()),
            Some(Trouble::Freeze { .. }) => {
                let _ = self.says.send(());
                // Until the client is gone.
                let mut rest = Vec::new();
                let _ = std::io::Read::read_to_end(&mut &*stream, &mut rest);
                Err(std::io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let say = |words: &str| (&mut &*stream).write_all(format!("{words}\r\n").as_bytes());
        self.step(stream, Step::Greeting)?;
        say("220 stand-in.example ESMTP")?;
        let mut to = String::new();
        let mut on_this_line = 0;
        while let Some(line) = lines.next() {
            let line = line?;
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" => say("250-stand-in.example\r\n250-DSN\r\n250 8BITMIME")?,
                "MAIL" if self.a_line.lock().unwrap().is_some_and(|most| on_this_line >= most) => {
                    say("452 4.5.3 Too many recipients: Too many messages sent")?;
                }
                "MAIL" => {
                    self.step(stream, Step::Mail)?;
                    say("250 2.1.0 OK")?;
                }
                "RCPT" => {
                    self.step(stream, Step::Recipient)?;
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    say("250 2.1.5 OK")?;
                }
                "DATA" => {
                    self.step(stream, Step::Data)?;
                    say("354 Go ahead")?;
                    let mut bytes = String::new();
                    for (number, line) in (&mut lines).enumerate() {
                        let line = line?;
                        if line == "." {
                            break;
                        }
                        if number == 5 {
                            self.step(stream, Step::HalfWay)?;
                        }
                        bytes.push_str(line.strip_prefix('.').unwrap_or(&line));
                        bytes.push_str("\r\n");
                    }
                    on_this_line += 1;
                    self.taken.lock().unwrap().push(Taken { to: to.clone(), bytes });
                    self.step(stream, Step::Dot)?;
                    say("250 2.0.0 Taken")?;
                    self.step(stream, Step::Answered)?;
                }
                "QUIT" => return say("221 Bye"),
                _ => say("250 OK")?,
            }
        }
        Ok(())
    }
}
