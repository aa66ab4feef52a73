//! A running preview, and what a browser does with it, for the tests that look at one.

use crate::driver::on_disk;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;
use tempfile::TempDir;

/// How long something may take that is only waited for.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// How long nothing must happen to be believed.
pub const SILENCE: Duration = Duration::from_millis(700);

/// A running preview of a site of its own. It ends with its test.
pub struct Preview {
    pub site: TempDir,
    pub child: Child,
    pub port: u16,
    said: Mutex<Receiver<String>>,
    /// What it said before it could be seen.
    before: String,
}

impl Preview {
    /// Starts it on a port that the system picks.
    pub fn of(text: &str) -> Self {
        Self::with(text, &["--port", "0"])
    }

    /// Starts it with these options, and returns once it says where it can be seen.
    pub fn with(text: &str, options: &[&str]) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
        command.arg("serve").args(options);
        Self::by(command, on_disk(text))
    }

    /// Starts it by a command, to be run in `site`.
    pub fn by(mut command: Command, site: TempDir) -> Self {
        command.current_dir(site.path()).stdin(Stdio::null());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("the program was built before its tests");
        let (sender, said) = mpsc::channel();
        let out = child.stdout.take().expect("it is piped");
        let err = child.stderr.take().expect("it is piped");
        for stream in [Box::new(out) as Box<dyn Read + Send>, Box::new(err)] {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    // A test that is over listens no more.
                    let _ = sender.send(line);
                }
            });
        }
        let mut preview = Self { site, child, port: 0, said: Mutex::new(said), before: String::new() };
        let mut line = String::new();
        while !line.contains("your notes are at http://") {
            preview.before.extend([&*line, "\n"]);
            line = preview.says("");
        }
        let port = line.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next());
        preview.port = port.and_then(|port| port.parse().ok()).expect("the address has a port");
        preview
    }

    fn said(&self) -> MutexGuard<'_, Receiver<String>> {
        self.said.lock().expect("nobody failed with it")
    }

    /// The next line it prints that holds `words`.
    #[track_caller]
    pub fn says(&self, words: &str) -> String {
        let mut heard = String::new();
        loop {
            match self.said().recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => heard = heard + &line + "\n",
                Err(why) => panic!("it never says {words:?} ({why}), only:\n{heard}"),
            }
        }
    }

    /// Waits until it has printed a line with each of these words. Its two outputs are read side by side, in no order.
    #[track_caller]
    pub fn says_all(&self, words: &[&str]) {
        let mut missing: Vec<&str> =
            words.iter().copied().filter(|words| !self.before.contains(words)).collect();
        while !missing.is_empty() {
            let line = self.says("");
            missing.retain(|words| !line.contains(words));
        }
    }

    /// Makes sure that it says this when it begins. Its two outputs are read side by side, so what comes first is not known.
    #[track_caller]
    pub fn begins_with(&self, words: &str) {
        if !self.before.contains(words) {
            self.says(words);
        }
    }

    /// All that it has printed and nobody has asked for.
    pub fn heard(&self) -> String {
        self.said().try_iter().map(|line| line + "\n").collect()
    }

    /// How many builds it told of since it was last asked. It tells of each in one line, where nothing is to be found.
    pub fn builds(&self) -> usize {
        self.said().try_iter().filter(|line| line == "no findings").count()
    }

    /// Writes a file of the site, as a program does that opens, cuts off and writes.
    pub fn save(&self, path: &str, text: &str) {
        fs::write(self.site.path().join(path), text).expect("a file of the site can be written");
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n", self.port))
    }

    /// Sends a request, its empty line apart, and reads the whole answer.
    pub fn ask(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{request}Connection: close\r\n\r\n").expect("a request can be sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer comes, and ends");
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the preview answers");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit can be set");
        stream
    }

    /// What is known of the site that is shown.
    pub fn state(&self) -> serde_json::Value {
        let answer = self.get("/__leafcutter/state");
        serde_json::from_str(&answer.body).unwrap_or_else(|why| panic!("{why}: {answer:?}"))
    }

    /// What a page that shows build `seen` is told from now on.
    pub fn events(&self, seen: u64) -> Events {
        let mut stream = self.connect();
        let host = format!("localhost:{}", self.port);
        write!(stream, "GET /__leafcutter/events?since={seen} HTTP/1.1\r\nHost: {host}\r\n\r\n")
            .expect("a request can be sent");
        let mut stream = BufReader::new(stream);
        let mut lines = stream.by_ref().lines().map_while(Result::ok);
        assert!(lines.any(|line| line.starts_with("retry:")), "the stream begins");
        Events(stream)
    }

    /// The number of the build that is shown.
    pub fn build(&self) -> u64 {
        self.get("/").build().expect("a page knows its build")
    }

    /// The number of the build that is shown when nothing newer comes any more: pages come before lists.
    pub fn settled(&self) -> u64 {
        let mut seen = self.build();
        let mut events = self.events(seen);
        while let Some(newer) = events.within(SILENCE) {
            seen = newer;
        }
        seen
    }

    /// Waits, build by build, for an answer at `path` that is as wanted.
    #[track_caller]
    pub fn until(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let mut events = self.events(0);
        let mut answer = self.get(path);
        while !wanted(&answer) {
            assert!(events.next().is_some(), "no further build came; the last gave {answer:?}");
            answer = self.get(path);
        }
        answer
    }

    /// Tells it to end as Ctrl-C does.
    pub fn press_ctrl_c(&self) {
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(sent.expect("kill is part of every Unix").success());
    }

    /// Asks it to end as Ctrl-C does, and waits for that.
    pub fn interrupt(mut self) -> ExitStatus {
        self.press_ctrl_c();
        // Both its outputs are closed once it has ended.
        let ended = loop {
            if let Err(why) = self.said().recv_timeout(PATIENCE) {
                break why;
            }
        };
        assert_eq!(ended, mpsc::RecvTimeoutError::Disconnected, "it runs on");
        self.child.wait().expect("a child that has ended can be asked how")
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// In small letters.
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The number of the build that a page was shown with.
    pub fn build(&self) -> Option<u64> {
        self.body.split("data-build=\"").nth(1)?.split('"').next()?.parse().ok()
    }
}

/// The numbers of the builds that a waiting page is told.
pub struct Events(BufReader<TcpStream>);

impl Iterator for Events {
    type Item = u64;

    /// The next one, if it comes in time.
    fn next(&mut self) -> Option<u64> {
        let mut lines = self.0.by_ref().lines().map_while(Result::ok);
        lines.find_map(|line| line.strip_prefix("data: ")?.parse().ok())
    }
}

impl Events {
    /// The next one, if it comes within this time.
    pub fn within(&mut self, time: Duration) -> Option<u64> {
        self.0.get_ref().set_read_timeout(Some(time)).expect("a limit can be set");
        self.next()
    }
}

pub fn has(words: &str) -> impl Fn(&Answer) -> bool {
    move |answer| answer.body.contains(words)
}
