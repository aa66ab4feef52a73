//! From an address to where it ends: redirects, second tries and cookie walls, a request at a time.
//!
//! Nothing here waits or connects: each answer gives the next step.

use super::transport::{Fault, Request, Response, is_html};
use crate::references::classify::Kind;
use crate::references::exchange::{Answer, End, Exchange, Failure, Hop, Sight};
use crate::references::sight::printable;
use crate::references::vet;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use url::Url;

/// As many redirects are followed as browsers and RFC 9110 think sensible for a link.
const MOST_HOPS: usize = 10;
/// Before something is asked once more.
const A_MOMENT: Duration = Duration::from_secs(1);
/// A host that wants to be asked less often, and does not say when, is left alone for this long.
const A_WHILE: Duration = Duration::from_secs(5);
/// A longer wait than this is for another run.
const LONGEST_WAIT: Duration = Duration::from_mins(2);
/// A page that is no more than a sign to another is smaller than this, and leads on within a second.
const BYTES_OF_A_SIGN: usize = 5_000;

/// An address on its way to where it ends.
#[derive(Clone, Debug)]
pub struct Chain {
    request: Request,
    hops: Vec<Hop>,
    visited: HashSet<String>,
    tried: bool,
    /// Where it began.
    asked: Url,
    /// The cookies that hosts gave on the way, by host.
    jar: HashMap<String, String>,
    /// Whether they are sent back.
    with_cookies: bool,
}

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// Ask again, after a wait of that host.
    Ask(Duration),
    /// It has ended, with what the last answer held.
    Done(Box<Exchange>, Vec<u8>),
}

impl Chain {
    /// The beginning of a chain; `known` are the validators of what is known of the page.
    pub fn new(url: &Url, known: (Option<String>, Option<String>)) -> Self {
        let head = Kind::of(url) != Kind::Page;
        let request = Request { url: url.clone(), head, as_browser: false, cookie: None, known };
        let visited = HashSet::from([place(url)]);
        Self {
            asked: url.clone(),
            request,
            hops: Vec::new(),
            visited,
            tried: false,
            jar: HashMap::new(),
            with_cookies: false,
        }
    }

    /// What to ask now.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Takes an answer.
    pub fn answered(&mut self, answer: Result<Response, Fault>) -> Step {
        match answer {
            Err(Fault::NotPublic(why)) => self.done(End::NotPublic(why.to_owned())),
            Err(Fault::Failed(failure)) => {
                if self.request.head {
                    self.request.head = false;
                    return Step::Ask(Duration::ZERO);
                }
                if failure == Failure::Disconnected && self.try_again() {
                    return Step::Ask(A_MOMENT);
                }
                self.done(End::Failure(failure))
            }
            Ok(response) => self.response(response),
        }
    }

    /// The one second try that an address has.
    fn try_again(&mut self) -> bool {
        !std::mem::replace(&mut self.tried, true)
    }

    fn response(&mut self, response: Response) -> Step {
        let wait = response.retry_after.map(Duration::from_secs);
        let host = self.request.url.host_str().unwrap_or_default().to_owned();
        self.jar.extend(response.cookie.clone().map(|cookie| (host, cookie)));
        // What a host says of HEAD says nothing of GET.
        let bad = matches!(response.status, 400..=428 | 430..=599)
            || (response.status == 200 && is_html(&response.kind));
        if self.request.head && bad {
            self.request.head = false;
            return Step::Ask(Duration::ZERO);
        }
        match response.status {
            301 | 302 | 303 | 307 | 308 => self.redirect(&response),
            429 if wait.unwrap_or(A_WHILE) <= LONGEST_WAIT && self.try_again() => {
                Step::Ask(wait.unwrap_or(A_WHILE))
            }
            500..=599
                if response.wall.is_none()
                    && wait.unwrap_or(A_MOMENT) <= LONGEST_WAIT
                    && self.try_again() =>
            {
                Step::Ask(wait.unwrap_or(A_MOMENT))
            }
            403 if response.wall.is_none() && !self.request.as_browser => {
                self.request.as_browser = true;
                Step::Ask(Duration::ZERO)
            }
            _ => self.page(response),
        }
    }

    fn redirect(&mut self, response: &Response) -> Step {
        let Some(location) = &response.location else {
            return self.done(End::BadRedirect("it leads on without saying where to".to_owned()));
        };
        if location.chars().any(char::is_control) {
            return self.done(End::BadRedirect("it leads on to what is no address".to_owned()));
        }
        self.follow(location, response)
    }

    fn follow(&mut self, location: &str, response: &Response) -> Step {
        let from = &self.request.url;
        let Ok(mut to) = from.join(location) else {
            return self.done(End::BadRedirect("it leads on to what is no address".to_owned()));
        };
        // RFC 9110, 10.2.2: a place on the page is kept unless the redirect names one itself.
        if to.fragment().is_none() {
            to.set_fragment(from.fragment());
        }
        match vet::url(&to) {
            Err(skip) if skip.is_secret() => return self.done(End::Signed),
            Err(skip) => return self.done(End::NotPublic(skip.reason().to_owned())),
            Ok(()) => {}
        }
        let hop = Hop { from: from.to_string(), status: response.status, to: to.to_string() };
        self.hops.push(hop);
        if self.visited.contains(&place(&to)) {
            return self.loops();
        }
        if self.hops.len() > MOST_HOPS {
            return self.done(End::TooManyRedirects);
        }
        self.visited.insert(place(&to));
        self.go(to);
        Step::Ask(Duration::ZERO)
    }

    /// Where hosts gave cookies on a way that leads back, it is gone once more with them, each for its own host.
    fn loops(&mut self) -> Step {
        if self.jar.is_empty() {
            return self.done(End::Loop);
        }
        if std::mem::replace(&mut self.with_cookies, true) {
            return self.done(End::CookieWall);
        }
        let asked = self.asked.clone();
        self.visited = HashSet::from([place(&asked)]);
        self.hops.clear();
        self.go(asked);
        Step::Ask(Duration::ZERO)
    }

    fn go(&mut self, to: Url) {
        let cookie = self.jar.get(to.host_str().unwrap_or_default()).filter(|_| self.with_cookies);
        self.request.cookie = cookie.cloned();
        self.request.known = (None, None);
        self.request.url = to;
    }

    /// An answer that is not a redirect; a page that is no more than a sign to another is one all the same.
    fn page(&mut self, response: Response) -> Step {
        let sign = response.sight.as_ref().and_then(|seen| self.sign(&response, seen));
        if let Some(to) = sign {
            return self.follow(&to, &response);
        }
        let answer = Answer {
            url: self.request.url.to_string(),
            status: response.status,
            kind: printable(&response.kind).unwrap_or_default(),
            wall: response.wall,
            retry_after: response.retry_after,
            sight: response.sight,
            etag: response.known.0,
            last_modified: response.known.1,
        };
        Step::Done(Box::new(self.exchange(End::Answer(Box::new(answer)))), response.text)
    }

    /// Where a page leads that shows nothing of its own. The stubs of AWS documentation are judged as they are; and the
    /// beginning of a site may lead on as it likes.
    fn sign(&self, response: &Response, seen: &Sight) -> Option<String> {
        let (seconds, to) = seen.refresh.as_ref()?;
        let url = &self.request.url;
        let elsewhere = url.join(to).is_ok_and(|to| place(&to) != place(url));
        let small = response.status == 200 && seen.bytes < BYTES_OF_A_SIGN && *seconds <= 1;
        let page = !url.path().ends_with('/') && url.host_str() != Some("docs.aws.amazon.com");
        (small && elsewhere && page).then(|| to.clone())
    }

    fn done(&mut self, end: End) -> Step {
        Step::Done(Box::new(self.exchange(end)), Vec::new())
    }

    fn exchange(&mut self, end: End) -> Exchange {
        Exchange { hops: std::mem::take(&mut self.hops), end }
    }
}

/// An address as a place that was visited: without the place on the page.
fn place(url: &Url) -> String {
    url.as_str().split('#').next().unwrap_or_default().to_owned()
}
