//! An answer: its status, what it is, and its bytes, sent whole.

use super::guard::headers;
use crate::source::Content;
use std::io::{Cursor, Write};
use std::str::FromStr;
use tiny_http::{Header, Method, Request, Response, StatusCode};

/// Up to so many bytes, head and body are put together and sent at once.
const AT_ONCE: usize = 64 * 1024;
/// An answer with more bytes may fill what the system keeps for a reader, and then waits for it.
const LONG: usize = 1024 * 1024;
/// Bodies of at most so many bytes are read with the head of the request.
const READ_WITH_HEAD: usize = 1024;
/// A request that says it has more bytes is not one that ends.
const LONGEST_BODY: usize = 1024 * 1024 * 1024;

/// On every answer: nobody else may read it, frame it, guess at it, keep it, or learn where a reader came from.
pub(super) const KEPT_TO_ITSELF: &str = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: no-referrer\r\nX-Frame-Options: SAMEORIGIN\r\n";

/// What is said to a request.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    mime: &'static str,
    headers: String,
    body: Content,
    /// Put into the body at a byte of it.
    inserted: (usize, String),
}

impl Answer {
    /// An answer with these bytes.
    pub fn new(status: u16, mime: &'static str, body: Content) -> Self {
        Self { status, mime, headers: String::new(), body, inserted: (0, String::new()) }
    }

    /// A few words.
    pub fn words(status: u16, words: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", words.as_bytes().to_vec().into())
    }

    /// Nothing but a status.
    pub fn bare(status: u16) -> Self {
        Self::new(status, "text/plain; charset=utf-8", Content::default())
    }

    /// The same with one more header; `value` must fit into a line.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.extend([name, ": ", value, "\r\n"]);
        self
    }

    /// The same with a text put in at byte `at`; the body itself is not copied.
    #[must_use]
    pub fn insert(mut self, at: usize, text: String) -> Self {
        self.inserted = (at, text);
        self
    }

    /// Whether sending it may take long.
    pub fn is_long(&self) -> bool {
        self.len() > LONG
    }

    fn len(&self) -> usize {
        self.body.len() + self.inserted.1.len()
    }

    fn head(&self) -> String {
        let Self { status, mime, headers, .. } = self;
        // A picture that is opened by itself runs nothing; what a page may do, it says itself.
        let policy = if *mime == "image/svg+xml" {
            "Content-Security-Policy: sandbox; script-src 'none'\r\n"
        } else {
            ""
        };
        let body = match status {
            204 | 304 => String::new(),
            _ => format!("Content-Type: {mime}\r\nContent-Length: {}\r\n", self.len()),
        };
        format!("HTTP/1.1 {status} {}\r\n{body}{KEPT_TO_ITSELF}{policy}{headers}\r\n", reason(*status))
    }

    /// Sends it. In pieces, each would wait for the other side's acknowledgement, so small ones go in one.
    pub fn send(self, request: Request) {
        let head = self.head();
        let (at, text) = &self.inserted;
        let (before, after) = self.body.split_at(*at);
        let bodiless = *request.method() == Method::Head || matches!(self.status, 204 | 304);
        let body = if bodiless { [&[][..]; 3] } else { [before, text.as_bytes(), after] };
        let mut writer = request.into_writer();
        let sent = if self.len() <= AT_ONCE {
            writer.write_all(&[head.as_bytes(), &body.concat()].concat())
        } else {
            writer
                .write_all(head.as_bytes())
                .and_then(|()| body.iter().try_for_each(|part| writer.write_all(part)))
        };
        // A reader that went away needs no answer.
        let _ = sent.and_then(|()| writer.flush());
    }

    /// Sends it to a request whose body nobody has read, and then waits for that body to pass.
    pub fn send_before_body(self, request: Request) {
        let fields = [KEPT_TO_ITSELF, &self.headers, "Connection: close\r\n"].concat();
        let fields = fields.lines().filter_map(|line| Header::from_str(line).ok());
        let mime = Header::from_str(&format!("Content-Type: {}", self.mime)).ok();
        let text = Cursor::new(self.body.to_vec());
        let status = StatusCode(self.status);
        let response = Response::new(status, fields.chain(mime).collect(), text, Some(self.body.len()), None);
        if request.body_length().is_some_and(|length| length > LONGEST_BODY) {
            // Waiting for it would take its length in memory, whatever really comes: this connection is given up.
            std::mem::forget(request.upgrade("HTTP/1.1", response));
        } else {
            // A reader that went away needs no answer.
            let _ = request.respond(response);
        }
    }
}

/// Whether a request has a body that is still to come. Short ones were read with the head.
pub(super) fn has_body_to_come(request: &Request) -> bool {
    let has = |name| headers(request, name).next().is_some();
    let length = request.body_length().unwrap_or(0);
    length > READ_WITH_HEAD || (length > 0 && has("Expect")) || has("Transfer-Encoding")
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        431 => "Request Header Fields Too Large",
        _ => "Service Unavailable",
    }
}
