//! Answers from memory: a request is a look-up in the finished site, so no path can leave it, and changes are pushed.
#![allow(clippy::disallowed_methods, reason = "sockets, threads and the clock of the preview live here")]

mod answer;
mod page;
mod target;

use super::shown::Shown;
use super::{Error, live};
use answer::Answer;
use percent_encoding::percent_decode_str;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tiny_http::{Method, Request, Server};

/// Below this folder of the site the preview keeps what is not of the site.
const OWN: &str = "__leafcutter/";
/// How many requests are answered at once.
const WORKERS: usize = 8;
/// How many pages may wait for changes at once; further ones do without.
const LISTENERS: usize = 32;
/// A waiting page hears from the server this often, so that a dead one is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// For so long after a request the server is nudged, and so often.
const NUDGED: Duration = Duration::from_secs(2);
const NUDGE: Duration = Duration::from_millis(50);

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
pub(super) fn start(listener: TcpListener, shown: Shown, follow: bool) -> Result<Running, Error> {
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
                answer(request, port, &shown, &listeners, follow);
            }
        });
    }
    Ok(Running { url: format!("http://localhost:{port}{}", shown.now().base), server, shown })
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

fn answer(request: Request, port: u16, shown: &Shown, listeners: &Arc<Mutex<usize>>, follow: bool) {
    let site = shown.now();
    if !is_own_host(&request, port) {
        return Answer::words(403, "This preview answers to localhost alone.\n").send(request);
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        let refused = Answer::words(405, "Only GET and HEAD are answered.\n").header("Allow", "GET, HEAD");
        return refused.send(request);
    }
    let Some(path) = target::path(request.url()) else {
        return Answer::words(400, "This is no address of a page.\n").send(request);
    };
    let known = headers(&request, "If-None-Match");
    let known: Vec<&str> = known.collect();
    let base = site.base.trim_start_matches('/');
    let base = percent_decode_str(base).decode_utf8_lossy();
    let Some(inside) = path.strip_prefix(&*base) else {
        let leads_in = path.is_empty() || format!("{path}/") == base;
        let answer =
            if leads_in { page::redirect(&site.base) } else { page::page(&site, &path, &[], follow) };
        return answer.send(request);
    };
    match inside.strip_prefix(OWN) {
        Some("live.js") => script(live::SCRIPT).send(request),
        Some("state") => Answer::new(200, "application/json", site.state()).send(request),
        Some("events") => push(request, shown, listeners),
        _ => page::page(&site, inside, &known, follow).send(request),
    }
}

fn script(text: &'static str) -> Answer {
    Answer::new(200, "text/javascript; charset=utf-8", text.as_bytes().to_vec().into())
}

/// The values of a header.
fn headers<'a>(request: &'a Request, name: &'static str) -> impl Iterator<Item = &'a str> {
    request
        .headers()
        .iter()
        .filter(move |header| header.field.equiv(name))
        .map(|header| header.value.as_str())
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

/// Tells a page of every build newer than the one it shows, on a thread of its own.
fn push(request: Request, shown: &Shown, listeners: &Arc<Mutex<usize>>) {
    let seen = target::query(request.url(), "since").and_then(|since| since.parse().ok()).unwrap_or(0);
    let full = {
        let mut count = listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let full = *count >= LISTENERS;
        *count += usize::from(!full);
        full
    };
    if full {
        return Answer::bare(204).send(request);
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
    while let Some(build) = shown.newer(seen, HEARTBEAT) {
        let message = if build > seen { format!("data: {build}\n\n") } else { ":\n\n".to_owned() };
        seen = build;
        writer.write_all(message.as_bytes())?;
        writer.flush()?;
    }
    Ok(())
}
