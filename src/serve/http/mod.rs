//! Answers from memory: a request is a look-up in the finished site, so no path can leave it, and changes are pushed.

mod answer;
mod events;
mod guard;
mod listener;
mod page;
mod server;
mod target;
mod workers;

pub(super) use listener::{Listening, listen};

use super::shown::{Shown, Site};
use super::{Options, live};
use crate::disk::Error;
use answer::Answer;
use camino::Utf8Path;
use guard::{Names, headers};
use percent_encoding::percent_decode_str;
use server::Signals;
use std::sync::Arc;
use tiny_http::Request;
use workers::{Turn, Workers};

/// Below this folder of the site the preview keeps what is not of the site.
const OWN: &str = "__leafcutter/";

/// A running server.
#[derive(Debug)]
pub(super) struct Running {
    /// Where it can be seen from this machine.
    pub url: String,
    /// Its port, on every address.
    pub port: u16,
    /// If it can be seen from other machines, where.
    pub exposed: Option<Vec<String>>,
    /// The port that was tried first, if it is somebody else's.
    pub moved: Option<u16>,
    shown: Shown,
    workers: Workers,
    signals: Signals,
}

impl Running {
    /// Ends it: every waiting page is let go.
    pub fn stop(&self) {
        self.signals.stop();
        self.shown.stop();
        self.workers.stop();
    }
}

/// Starts to answer.
///
/// # Errors
/// Where the system has no threads for it.
pub(super) fn start(listening: Listening, shown: Shown, options: &Options) -> Result<Running, Error> {
    listener::raise_limit();
    let mut others = listening.exposed.clone().unwrap_or_default();
    others.push(listening.name.clone());
    let desk = Desk {
        names: Names::new(listening.port, &others, &options.allowed_hosts),
        shown: shown.clone(),
        waiting: events::Waiting::default(),
        follow: options.follow,
    };
    let workers = Workers::new(move |request, turn| desk.answer(request, turn));
    let signals = Signals::default();
    server::hear_failures();
    for listener in listening.listeners {
        server::run(listener, workers.clone(), signals.clone()).map_err(|why| {
            Error::unfit("preview".as_ref(), &why.to_string(), "Close other programs first.")
        })?;
    }
    let base = shown.now().base.clone();
    let url = |name: &String| format!("http://{name}:{}{base}", listening.port);
    let exposed = listening.exposed.map(|names| names.iter().map(url).collect());
    let Listening { port, moved, .. } = listening;
    Ok(Running { url: url(&listening.name), port, exposed, moved, shown, workers, signals })
}

/// All that an answer is made from.
struct Desk {
    names: Names,
    shown: Shown,
    waiting: events::Waiting,
    follow: bool,
}

/// What is done about a request.
enum Reply {
    Answer(Answer),
    /// News are told of builds after this one.
    News(u64),
}

impl Desk {
    fn answer(&self, request: Request, turn: Turn) {
        let answer = match self.reply(&request) {
            Reply::News(seen) => return self.waiting.push(request, turn, &self.shown, seen),
            Reply::Answer(answer) => turn.mark(answer),
        };
        if answer::has_body_to_come(&request) {
            let workers = turn.workers().clone();
            workers.apart(move || {
                answer.send_before_body(request);
                drop(turn);
            });
        } else if !answer.is_long() {
            answer.send(request);
        } else if turn.workers().has_room() {
            let workers = turn.workers().clone();
            workers.apart(move || {
                answer.send(request);
                drop(turn);
            });
        } else {
            turn.mark(workers::busy()).send(request);
        }
    }

    fn reply(&self, request: &Request) -> Reply {
        if let Some(refusal) = self.names.refusal(request) {
            return Reply::Answer(refusal);
        }
        let Some(path) = target::path(request.url()) else {
            return Reply::Answer(Answer::words(400, "This is no address of a page.\n"));
        };
        let site = self.shown.now();
        let base = percent_decode_str(site.base.trim_start_matches('/')).decode_utf8_lossy();
        let Some(inside) = path.strip_prefix(&*base) else {
            // A page that was loaded when the site stood elsewhere has to hear where it is now.
            return match path.find(OWN) {
                Some(at) => self.own(request, &site, &path[at + OWN.len()..]),
                None => Reply::Answer(self.outside(&site, &path, &base)),
            };
        };
        if let Some(own) = inside.strip_prefix(OWN) {
            return self.own(request, &site, own);
        }
        let known: Vec<&str> = headers(request, "If-None-Match").collect();
        Reply::Answer(page::page(&site, inside, &known, self.follow))
    }

    /// What is of the preview and not of the site.
    fn own(&self, request: &Request, site: &Arc<Site>, name: &str) -> Reply {
        Reply::Answer(match name {
            "events" => {
                let seen = target::query(request.url(), "since").and_then(|since| since.parse().ok());
                return Reply::News(seen.unwrap_or(0));
            }
            "live.js" => script(live::SCRIPT),
            "state" => Answer::new(200, "application/json", site.state()),
            _ => page::missing(site, self.follow),
        })
    }

    /// What stands beside the site: the way in, and from where its pages were before.
    fn outside(&self, site: &Arc<Site>, path: &str, base: &str) -> Answer {
        if path.is_empty() || path == base.trim_end_matches('/') {
            return page::redirect(&site.base);
        }
        let name = Utf8Path::new(path.rsplit('/').next().unwrap_or_default());
        let plain = name.as_str().chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if plain && name.extension() == Some("html") && site.files.contains_key(name) {
            return page::redirect(&format!("{}{name}", site.base));
        }
        page::missing(site, self.follow)
    }
}

fn script(text: &str) -> Answer {
    Answer::new(200, "text/javascript; charset=utf-8", text.as_bytes().to_vec().into())
}
