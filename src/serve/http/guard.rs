//! Who may ask: a request that names this preview as its host, and comes from a page of its own or from nobody's page.

use super::answer::{self, Answer};
use tiny_http::{Method, Request};

/// The longest target that is read.
const LONGEST_TARGET: usize = 8 * 1024;
/// The most headers that are read, and the most bytes in them.
const MOST_HEADERS: usize = 100;
const LONGEST_HEADERS: usize = 64 * 1024;

/// The names of this preview: what a request to it says in `Host`, and its pages in `Origin`.
#[derive(Debug)]
pub(super) struct Names {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Names {
    /// The names on `port`: of this machine itself, `others` that lead to it, and those that the user `allowed`.
    pub fn new(port: u16, others: &[String], allowed: &[String]) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].into_iter().chain(others.iter().map(String::as_str));
        let mut hosts: Vec<String> = own.clone().map(|name| format!("{name}:{port}")).collect();
        // Browsers leave out the port that everybody knows.
        hosts.extend(own.filter(|_| port == 80).map(str::to_owned));
        // What stands between the reader and this preview may have taken the port away.
        hosts.extend(allowed.iter().flat_map(|name| [name.clone(), format!("{name}:{port}")]));
        let origins = hosts.iter().map(|host| format!("http://{host}"));
        let origins = origins.chain(allowed.iter().map(|name| format!("https://{name}"))).collect();
        Self { hosts, origins }
    }

    /// What is said to a request that is not answered; `None` where it is.
    pub fn refusal(&self, request: &Request) -> Option<Answer> {
        if request.url().len() > LONGEST_TARGET {
            return Some(Answer::words(414, "This address is too long.\n"));
        }
        let sizes = request.headers().iter().map(|one| one.field.as_str().len() + one.value.len());
        if request.headers().len() > MOST_HEADERS || sizes.sum::<usize>() > LONGEST_HEADERS {
            return Some(Answer::words(431, "These are too many headers.\n"));
        }
        if !self.is_host(request) {
            let words =
                "This preview answers to its own names alone. `--allow-host NAME` gives it another one.\n";
            return Some(Answer::words(403, words));
        }
        if !self.is_own_page(request) {
            return Some(Answer::words(403, "This preview answers to its own pages alone.\n"));
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            return Some(
                Answer::words(405, "Only GET and HEAD are answered.\n").header("Allow", "GET, HEAD"),
            );
        }
        // No browser sends one with these methods, and whoever does shall not be waited for.
        answer::has_body_to_come(request).then(|| Answer::words(413, "A request here has no body.\n"))
    }

    /// Whether it names this preview, once and in no other way: another name that leads here may be a foreign site's.
    fn is_host(&self, request: &Request) -> bool {
        let mut named = headers(request, "Host");
        named.next().is_some_and(|host| self.hosts.iter().any(|own| own == host)) && named.next().is_none()
    }

    /// Whether it comes from a page of this preview, or from no page. A link on a foreign page may be followed.
    fn is_own_page(&self, request: &Request) -> bool {
        let own = |origin: &str| self.origins.iter().any(|own| own == origin);
        let is = |name, value| {
            let mut found = headers(request, name);
            found.next() == Some(value) && found.next().is_none()
        };
        let followed = is("Sec-Fetch-Mode", "navigate") && is("Sec-Fetch-Dest", "document");
        let near = |site: &str| matches!(site, "same-origin" | "none") || followed;
        headers(request, "Origin").all(own) && headers(request, "Sec-Fetch-Site").all(near)
    }
}

/// The values of a header.
pub(super) fn headers<'a>(request: &'a Request, name: &'static str) -> impl Iterator<Item = &'a str> {
    request
        .headers()
        .iter()
        .filter(move |header| header.field.equiv(name))
        .map(|header| header.value.as_str())
}
