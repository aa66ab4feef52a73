//! Answers from memory: a request is a look-up in the finished site, so no path can leave it, and changes are pushed.
#![allow(clippy::disallowed_methods, reason = "sockets, threads and the clock of the preview live here")]

use super::Error;
use crate::fingerprint::Fingerprint;
use crate::source::Content;
use camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::percent_decode_str;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use tiny_http::{Method, Request, Server};

/// The address below which the preview keeps what is not of the site.
const OWN: &str = "/__leafcutter/";
/// The script that waits for changes.
const LIVE: &str = include_str!("live.js");
/// How many requests are answered at once.
const WORKERS: usize = 8;
/// How many pages may wait for changes at once; further ones do without.
const LISTENERS: usize = 32;
/// A waiting page hears from the server this often, so that a dead one is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// For so long after a request the server is nudged, and so often.
const NUDGED: Duration = Duration::from_secs(2);
const NUDGE: Duration = Duration::from_millis(50);

/// The site that is shown, with the number of its build.
#[derive(Clone)]
pub(super) struct Shown(Arc<(Mutex<Site>, Condvar)>);

#[derive(Default)]
struct Site {
    build: u64,
    /// Of the files as they were built.
    hash: Option<Fingerprint>,
    files: Arc<HashMap<String, File>>,
    stopped: bool,
}

struct File {
    mime: &'static str,
    bytes: Content,
}

impl Shown {
    /// Nothing yet. Builds are numbered from the time on, so that a page of an earlier preview knows that it is old.
    pub fn new() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let build = u64::try_from(since.as_millis()).unwrap_or_default();
        Self(Arc::new((Mutex::new(Site { build, ..Site::default() }), Condvar::new())))
    }

    /// Shows these files from now on, and tells every waiting page, unless they are the ones that are shown.
    pub fn show(&self, files: BTreeMap<Utf8PathBuf, Content>) {
        let (site, changed) = &*self.0;
        let mut site = site.lock().unwrap_or_else(PoisonError::into_inner);
        let hash: Vec<Fingerprint> =
            files.iter().flat_map(|(path, bytes)| [Fingerprint::of(path), bytes.fingerprint()]).collect();
        let hash = Fingerprint::of(&hash);
        if site.hash == Some(hash) {
            return;
        }
        site.hash = Some(hash);
        site.build += 1;
        let build = site.build;
        let file = |(path, bytes): (Utf8PathBuf, Content)| {
            let mime = mime(&path);
            let bytes = if mime.starts_with("text/html") { with_script(&bytes, build).into() } else { bytes };
            (path.into_string(), File { mime, bytes })
        };
        site.files = Arc::new(files.into_iter().map(file).collect());
        changed.notify_all();
    }

    fn now(&self) -> (u64, Arc<HashMap<String, File>>) {
        let site = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        (site.build, Arc::clone(&site.files))
    }

    fn stop(&self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.0.1.notify_all();
    }

    /// Waits for a build newer than `seen`, at most a heartbeat; `None` when the preview ends.
    fn newer(&self, seen: u64) -> Option<u64> {
        let (site, changed) = &*self.0;
        let site = site.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = |site: &mut Site| site.build <= seen && !site.stopped;
        let (site, _) =
            changed.wait_timeout_while(site, HEARTBEAT, waiting).unwrap_or_else(PoisonError::into_inner);
        (!site.stopped).then_some(site.build)
    }
}

fn with_script(html: &[u8], build: u64) -> Vec<u8> {
    let script = format!("<script src=\"{OWN}live.js\" data-build=\"{build}\"></script>");
    let at = html.windows(7).rposition(|tag| tag.eq_ignore_ascii_case(b"</body>")).unwrap_or(html.len());
    [&html[..at], script.as_bytes(), &html[at..]].concat()
}

/// Takes the first free port of `ports` on this machine alone.
///
/// # Errors
/// Where none of them is free.
pub(super) fn bind(ports: Range<u16>) -> Result<TcpListener, Error> {
    let mut refused = None;
    for port in ports {
        match TcpListener::bind(("127.0.0.1", port)) {
            Ok(listener) => return Ok(listener),
            Err(why) => refused = Some((port, why)),
        }
    }
    let (port, why) = refused.unwrap_or((0, std::io::ErrorKind::AddrNotAvailable.into()));
    let help = "Name another one with --port, or none for the first that is free.";
    Err(Error::Unfit { path: format!("port {port}").into(), why: why.to_string(), help: help.to_owned() })
}

/// A running server.
pub(super) struct Running {
    /// Where it can be seen.
    pub url: String,
    server: Arc<Server>,
    shown: Shown,
}

impl Running {
    /// Ends it: every waiting page is let go.
    pub fn stop(&self) {
        self.shown.stop();
        for _ in 0..WORKERS {
            self.server.unblock();
        }
    }
}

/// Starts to answer on `listener`.
///
/// # Errors
/// Where the system refuses the listener.
pub(super) fn start(listener: TcpListener, shown: Shown) -> Result<Running, Error> {
    let refused = |why: String| Error::Unfit { path: "preview".into(), why, help: String::new() };
    let port = listener.local_addr().map_err(|why| refused(why.to_string()))?.port();
    let server = Server::from_listener(listener, None).map_err(|why| refused(why.to_string()))?;
    let server = Arc::new(server);
    let listeners = Arc::new(Mutex::new(0_usize));
    let (active, activity) = mpsc::sync_channel(1);
    std::thread::spawn(move || nudge(&activity, port));
    for _ in 0..WORKERS {
        let (server, shown, listeners) = (Arc::clone(&server), shown.clone(), Arc::clone(&listeners));
        let active = active.clone();
        std::thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // One that waits to be heard is enough.
                let _ = active.try_send(());
                answer(request, port, &shown, &listeners);
            }
        });
    }
    Ok(Running { url: format!("http://localhost:{port}/"), server, shown })
}

/// Connects to the server again and again for a while after each request. It gives two connections that come at once to one
/// thread: the second waits until the first ends, which for one that is kept open is never, or until another comes.
fn nudge(activity: &Receiver<()>, port: u16) {
    while activity.recv().is_ok() {
        let mut left = NUDGED;
        while !left.is_zero() {
            std::thread::sleep(NUDGE);
            drop(TcpStream::connect(("127.0.0.1", port)));
            left = if activity.try_recv().is_ok() { NUDGED } else { left.saturating_sub(NUDGE) };
        }
    }
}

fn answer(request: Request, port: u16, shown: &Shown, listeners: &Arc<Mutex<usize>>) {
    let path = request.url().split(['?', '#']).next().unwrap_or_default().to_owned();
    if !is_own_host(&request, port) {
        return respond(
            request,
            403,
            "text/plain; charset=utf-8",
            b"This preview answers to localhost alone.\n",
        );
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return respond(request, 405, "text/plain; charset=utf-8", b"Only GET and HEAD are answered.\n");
    }
    match path.strip_prefix(OWN) {
        Some("live.js") => respond(request, 200, "text/javascript; charset=utf-8", LIVE.as_bytes()),
        Some("events") => push(request, shown, listeners),
        _ => page(request, &path, shown),
    }
}

/// Whether the request names this machine as its host: another name that leads here may be a foreign site's.
fn is_own_host(request: &Request, port: u16) -> bool {
    let values = |name: &'static str| request.headers().iter().filter(move |header| header.field.equiv(name));
    let own = ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}"));
    let mut hosts = values("Host").map(|header| header.value.as_str());
    let host = hosts.next().is_some_and(|host| own.iter().any(|own| own == host)) && hosts.next().is_none();
    let origin = values("Origin").all(|header| {
        header
            .value
            .as_str()
            .strip_prefix("http://")
            .is_some_and(|origin| own.iter().any(|own| own == origin))
    });
    host && origin
}

fn page(request: Request, path: &str, shown: &Shown) {
    let (build, files) = shown.now();
    let decoded = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
    let name = if decoded.is_empty() { "index.html" } else { decoded.as_ref() };
    if let Some(file) = files.get(name) {
        return respond(request, 200, file.mime, &file.bytes);
    }
    if let Some(file) = files.get("404.html") {
        return respond(request, 404, file.mime, &file.bytes);
    }
    let html = b"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not found</title><body>\
        <p>This page does not exist. <a href=\"/\">To the first page</a></p></body></html>";
    respond(request, 404, "text/html; charset=utf-8", &with_script(html, build));
}

/// Sends head and body in one write: in pieces, each would wait for the other side's acknowledgement.
fn respond(request: Request, status: u16, mime: &str, body: &[u8]) {
    let reason = match status {
        200 => "OK",
        204 => "No Content",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: no-referrer\r\nX-Frame-Options: SAMEORIGIN\r\n{}\r\n",
        body.len(),
        // A picture that is opened by itself runs nothing; what a page may do, it says itself.
        if mime == "image/svg+xml" { "Content-Security-Policy: sandbox; script-src 'none'\r\n" } else { "" }
    );
    let body = if *request.method() == Method::Head { &[] } else { body };
    let mut writer = request.into_writer();
    // A reader that went away needs no answer.
    let _ = writer.write_all(&[head.as_bytes(), body].concat()).and_then(|()| writer.flush());
}

/// Tells a page of every build newer than the one it shows, on a thread of its own.
fn push(request: Request, shown: &Shown, listeners: &Arc<Mutex<usize>>) {
    let seen = request.url().split_once("since=").and_then(|(_, since)| since.parse().ok()).unwrap_or(0);
    let full = {
        let mut count = listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let full = *count >= LISTENERS;
        *count += usize::from(!full);
        full
    };
    if full {
        return respond(request, 204, "text/plain", b"");
    }
    let (shown, listeners) = (shown.clone(), Arc::clone(listeners));
    std::thread::spawn(move || {
        // The page went away: nobody is left to tell.
        let _ = stream(request, &shown, seen);
        *listeners.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
    });
}

fn stream(request: Request, shown: &Shown, mut seen: u64) -> std::io::Result<()> {
    let mut writer = request.into_writer();
    writer.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 500\n\n",
    )?;
    writer.flush()?;
    while let Some(build) = shown.newer(seen) {
        let message = if build > seen { format!("data: {build}\n\n") } else { ":\n\n".to_owned() };
        seen = build;
        writer.write_all(message.as_bytes())?;
        writer.flush()?;
    }
    Ok(())
}

fn mime(path: &Utf8Path) -> &'static str {
    match path.extension().unwrap_or_default().to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
