//! What the server answers: a head, and a body in steps that may dawdle, never end, or break off.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// A connection, with TLS or without.
pub trait Wire: Read + Write {}

impl<T: Read + Write> Wire for T {}

/// Said once, to everything that waits: the server ends.
#[derive(Default)]
pub struct Stop {
    said: Mutex<bool>,
    bell: Condvar,
}

impl Stop {
    /// Says it.
    pub fn say(&self) {
        *self.said.lock().expect("nobody panics with it") = true;
        self.bell.notify_all();
    }

    /// Waits this long, or until it is said. Returns whether it was.
    pub fn within(&self, time: Duration) -> bool {
        let said = self.said.lock().expect("nobody panics with it");
        *self.bell.wait_timeout_while(said, time, |said| !*said).expect("nobody panics with it").0
    }
}

/// A part of a body.
enum Step {
    /// These bytes.
    Send(Cow<'static, [u8]>),
    /// These bytes, one each time that the duration has passed.
    Trickle(Vec<u8>, Duration),
    /// The same bytes so many times.
    Repeat(Vec<u8>, usize),
    /// Nothing, until the other side goes away.
    Silence,
    /// The connection is cut, without the good-bye of TCP.
    Reset,
}

impl Step {
    fn perform(&self, wire: &mut dyn Wire, stop: &Stop) -> io::Result<()> {
        match self {
            Self::Send(bytes) => wire.write_all(bytes),
            Self::Trickle(bytes, every) => trickle(bytes, *every, wire, stop),
            Self::Repeat(piece, times) => (0..*times).try_for_each(|_| wire.write_all(piece)),
            Self::Silence => {
                while wire.read(&mut [0; 64])? > 0 {}
                Ok(())
            }
            Self::Reset => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }
}

fn trickle(bytes: &[u8], every: Duration, wire: &mut dyn Wire, stop: &Stop) -> io::Result<()> {
    for byte in bytes {
        if stop.within(every) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        wire.write_all(&[*byte])?;
        wire.flush()?;
    }
    Ok(())
}

/// An answer. Without any further word it has no body, and the connection stays open.
#[derive(Default)]
pub struct Reply {
    head: Vec<u8>,
    body: Vec<Step>,
    delay: Duration,
    head_pace: Option<Duration>,
    /// Whether the connection ends with it.
    pub closes: bool,
}

impl Reply {
    /// An answer with this status.
    pub fn status(status: u16) -> Self {
        Self { head: format!("HTTP/1.1 {status} \r\n").into_bytes(), ..Self::default() }
    }

    /// 200 and this page.
    pub fn page(html: impl Into<Vec<u8>>) -> Self {
        Self::status(200).html(html)
    }

    /// 200 and a body of this media type.
    pub fn file(kind: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::status(200).body(kind, bytes)
    }

    /// A redirect, said in exactly these bytes.
    pub fn redirect(status: u16, location: impl AsRef<[u8]>) -> Self {
        Self::status(status).header("Location", location)
    }

    /// These bytes in place of an answer; then the connection ends.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::default().then(Step::Send(Cow::Owned(bytes.into()))).closing()
    }

    /// No answer, while the connection stays open.
    pub fn silence() -> Self {
        Self::default().then(Step::Silence).closing()
    }

    /// No answer but a reset.
    pub fn reset() -> Self {
        Self::default().then(Step::Reset)
    }

    /// One more line of the head. Nothing is escaped.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        for part in [name.as_bytes(), b": ", value.as_ref(), b"\r\n"] {
            self.head.extend_from_slice(part);
        }
        self
    }

    /// A page as the body.
    pub fn html(self, html: impl Into<Vec<u8>>) -> Self {
        self.body("text/html; charset=utf-8", html)
    }

    /// A body of this media type, with its length.
    pub fn body(self, kind: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        self.header("Content-Type", kind).header("Content-Length", bytes.len().to_string()).bytes(bytes)
    }

    /// More bytes of a body; the head says nothing about them.
    pub fn bytes(self, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        self.then(Step::Send(bytes.into()))
    }

    /// A body in the chunks of HTTP that is `piece` so many times.
    pub fn chunks(self, piece: &[u8], times: usize) -> Self {
        let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
        let reply = self.header("Transfer-Encoding", "chunked").then(Step::Repeat(chunk, times));
        reply.bytes(&b"0\r\n\r\n"[..])
    }

    /// The head byte by byte, with this time between two.
    pub fn slow_head(mut self, every: Duration) -> Self {
        self.head_pace = Some(every);
        self
    }

    /// What has been said of the body so far, byte by byte, with this time between two.
    pub fn slow_body(mut self, every: Duration) -> Self {
        for step in &mut self.body {
            if let Step::Send(bytes) = step {
                *step = Step::Trickle(bytes.to_vec(), every);
            }
        }
        self
    }

    /// The whole of it only after this time.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The connection ends with it.
    pub fn closing(mut self) -> Self {
        self.closes = true;
        self
    }

    fn then(mut self, step: Step) -> Self {
        self.body.push(step);
        self
    }

    /// Sends it, without its body where only the head was asked for. `in_hand` is let go of before the last bytes: who has
    /// all of an answer may ask the next thing at once.
    pub fn send(
        &self,
        wire: &mut dyn Wire,
        head_only: bool,
        stop: &Stop,
        in_hand: impl Sized,
    ) -> io::Result<()> {
        if stop.within(self.delay) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let head = self.whole_head();
        let head = match self.head_pace {
            Some(every) => Step::Trickle(head, every),
            None => Step::Send(Cow::Owned(head)),
        };
        let mut steps = vec![&head];
        if !head_only || self.head.is_empty() {
            steps.extend(&self.body);
        }
        let last = steps.pop().expect("there is a head, if an empty one");
        for step in steps {
            step.perform(wire, stop)?;
        }
        if matches!(last, Step::Send(_)) {
            drop(in_hand);
        }
        last.perform(wire, stop)?;
        wire.flush()
    }

    /// The head with its last line, if there is one. Where there is no body, it says so, unless its status does.
    fn whole_head(&self) -> Vec<u8> {
        if self.head.is_empty() {
            return Vec::new();
        }
        let status = self.head.get(9..12).unwrap_or_default();
        let without_saying = matches!(status, b"204" | b"304");
        let length: &[u8] =
            if self.body.is_empty() && !without_saying { b"Content-Length: 0\r\n" } else { b"" };
        let close: &[u8] = if self.closes { b"Connection: close\r\n" } else { b"" };
        [&self.head[..], length, close, b"\r\n"].concat()
    }
}
