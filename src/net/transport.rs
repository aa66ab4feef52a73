//! One request and its answer, over real connections: bounded in time and size, without cookies, credentials or a proxy.

use super::network::{Guard, Network, Refusal, Unresolved};
use crate::references::exchange::{Extent, Failure, Sight};
use crate::references::sight::sight;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use std::io::{ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::tls::TlsConfig;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, Timeout};
use url::Url;

/// How long a request may take, part by part.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// To look a name up and to connect.
    pub connect: Duration,
    /// Until the headers have come.
    pub headers: Duration,
    /// In all.
    pub whole: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            headers: Duration::from_secs(10),
            whole: Duration::from_secs(20),
        }
    }
}

/// Headers beyond this are no honest server's.
const MOST_HEADERS: usize = 32 * 1024;
/// As much of a page is read, unpacked. Pages of AWS documentation measure 30 to 105 KB, their largest tables some more.
const MOST_OF_A_PAGE: u64 = 2 * 1024 * 1024;
/// And of a robots.txt (RFC 9309 asks for 500 kB) or an index of a guide, of which the largest measure some 300.
const MOST_OF_A_TEXT: u64 = 1024 * 1024;

/// Who asks.
pub const AGENT: &str = concat!("leafcutter/", env!("CARGO_PKG_VERSION"), " (link check)");
/// Who asks where a host turns all programs away that do not call themselves a browser. It still says who it is.
pub const BROWSER: &str =
    concat!("Mozilla/5.0 (compatible; leafcutter/", env!("CARGO_PKG_VERSION"), "; link check)");

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The address.
    pub url: Url,
    /// Whether only the headers are wanted.
    pub head: bool,
    /// Whether to ask as a browser does.
    pub as_browser: bool,
    /// The cookies that this host gave for this very request.
    pub cookie: Option<String>,
    /// The validators of what is known already: `ETag` and `Last-Modified`.
    pub known: (Option<String>, Option<String>),
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Its status.
    pub status: u16,
    /// Its content type, without parameters, in lower case.
    pub kind: String,
    /// Where it leads, as written.
    pub location: Option<String>,
    /// The seconds after which to ask again.
    pub retry_after: Option<u64>,
    /// Its validators, as in [`Request::known`].
    pub known: (Option<String>, Option<String>),
    /// The cookies it gives, as they are sent back.
    pub cookie: Option<String>,
    /// The sign of a wall before programs.
    pub wall: Option<String>,
    /// What its HTML shows, where it is HTML.
    pub sight: Option<Sight>,
    /// What was read of it, where it is another text.
    pub text: Vec<u8>,
}

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The host must not be connected to; why.
    NotPublic(&'static str),
    /// It failed.
    Failed(Failure),
}

/// Sends requests.
#[derive(Debug)]
pub struct Transport {
    agent: Agent,
    answers: AtomicUsize,
}

impl Transport {
    /// A transport over `network`, with at most `sockets` connections held open.
    pub fn new(network: Arc<dyn Network>, times: Times, sockets: usize) -> Self {
        let guard = Guard::new(network);
        let tls = TlsConfig::builder().root_certs(guard.network().roots()).build();
        let config = Config::builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(MOST_HEADERS)
            .input_buffer_size(MOST_HEADERS + 16 * 1024)
            .output_buffer_size(4 * 1024)
            .max_idle_connections(sockets)
            .max_idle_connections_per_host(8)
            .timeout_resolve(Some(times.connect))
            .timeout_connect(Some(times.connect))
            .timeout_recv_response(Some(times.headers))
            .timeout_global(Some(times.whole))
            .tls_config(tls)
            .build();
        let agent =
            Agent::with_parts(config, DefaultConnector::new(), Guarded { guard, time: times.connect });
        Self { agent, answers: AtomicUsize::new(0) }
    }

    /// Whether any host has answered yet.
    pub fn has_heard(&self) -> bool {
        self.answers.load(Ordering::Relaxed) > 0
    }

    /// Sends one request; follows nothing.
    ///
    /// # Errors
    /// Where there is no answer, or the host must not be asked.
    pub fn send(&self, request: &Request) -> Result<Response, Fault> {
        let url = request.url.as_str().split('#').next().unwrap_or_default();
        let asked = if request.head { self.agent.head(url) } else { self.agent.get(url) };
        let mut asked = asked
            .header("user-agent", if request.as_browser { BROWSER } else { AGENT })
            .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .header("accept-language", "en");
        let (etag, modified) = &request.known;
        let optional =
            [("cookie", &request.cookie), ("if-none-match", etag), ("if-modified-since", modified)];
        for (name, value) in optional {
            if let Some(value) = value {
                asked = asked.header(name, value);
            }
        }
        let response = asked.call().map_err(|why| fault(&why))?;
        self.answers.fetch_add(1, Ordering::Relaxed);
        let (head, body) = response.into_parts();
        let mut read = Response { status: head.status.as_u16(), ..headers(&head.headers) };
        let text = |kind: &str| {
            kind.starts_with("text/") || kind.is_empty() || kind.ends_with("xml") || kind.ends_with("json")
        };
        // Some hosts have no type for it.
        let robots = request.url.path() == "/robots.txt";
        // Of what is neither a page nor a text, the headers say all that is asked.
        if is_html(&read.kind) && !request.head {
            read.sight = Some(if is_packed(&head.headers) { packed() } else { page(body) });
        } else if (robots || text(&read.kind)) && !request.head {
            // As much as came is as good as nothing.
            drop(body.into_reader().take(MOST_OF_A_TEXT).read_to_end(&mut read.text));
        }
        Ok(read)
    }
}

/// Whether a content type is that of HTML.
pub fn is_html(kind: &str) -> bool {
    matches!(kind, "text/html" | "application/xhtml+xml")
}

fn page(body: Body) -> Sight {
    let (seen, fault) = sight(body.into_reader().take(MOST_OF_A_PAGE));
    let extent = match fault {
        Some(why) if is_timeout(&why) => Extent::Slow,
        Some(_) => Extent::Broken,
        None if seen.bytes as u64 >= MOST_OF_A_PAGE => Extent::Cut,
        None => Extent::Whole,
    };
    Sight { extent, ..seen }
}

fn packed() -> Sight {
    Sight { extent: Extent::Packed, ..Sight::default() }
}

/// Whether a page comes packed in a way that was not asked for.
fn is_packed(headers: &HeaderMap) -> bool {
    let coding = headers.get("content-encoding").and_then(|coding| coding.to_str().ok()).unwrap_or_default();
    !matches!(coding.trim().to_ascii_lowercase().as_str(), "" | "identity" | "gzip")
}

fn is_timeout(why: &std::io::Error) -> bool {
    let inner = why.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    matches!(why.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
        || matches!(inner, Some(Error::Timeout(_)))
}

fn headers(headers: &HeaderMap) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let kind = text("content-type").unwrap_or_default();
    let cookies = headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let cookies: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).map(str::trim).collect();
    Response {
        kind: kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        location: headers.get("location").map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned()),
        retry_after: text("retry-after").and_then(|value| seconds(value.trim())),
        known: (text("etag"), text("last-modified")),
        cookie: (!cookies.is_empty()).then(|| cookies.join("; ")),
        wall: WALLS.iter().find_map(|(name, sign)| {
            let value = text(name)?;
            (sign.is_empty() || value.contains(sign)).then(|| (*name).to_owned())
        }),
        ..Response::default()
    }
}

/// RFC 9110, 10.2.3: a number of seconds, or a date.
fn seconds(retry_after: &str) -> Option<u64> {
    retry_after.parse().ok().or_else(|| {
        let date = DateTimeParser::new().parse_timestamp(retry_after).ok()?;
        let wait = date.duration_since(Timestamp::now());
        u64::try_from(wait.as_secs()).ok()
    })
}

/// The headers by which a wall before programs shows itself: AWS WAF, Cloudflare, Akamai and others.
const WALLS: &[(&str, &str)] = &[
    ("x-amzn-waf-action", ""),
    ("cf-mitigated", "challenge"),
    ("x-datadome", ""),
    ("akamai-grn-challenge", ""),
];

fn fault(why: &Error) -> Fault {
    let failure = match why {
        Error::Other(inner) => match inner.downcast_ref::<Refusal>() {
            Some(Refusal::NotPublic(skip)) => return Fault::NotPublic(skip.reason()),
            Some(Refusal::Unresolved(Unresolved::NoSuchHost)) => Failure::NoSuchHost,
            Some(Refusal::Unresolved(Unresolved::Failed)) => Failure::Unresolved,
            None => Failure::Disconnected,
        },
        Error::HostNotFound => Failure::NoSuchHost,
        Error::Timeout(Timeout::Resolve) => Failure::Unresolved,
        Error::Timeout(_) => Failure::Timeout,
        Error::LargeResponseHeader(..) => Failure::OversizedHeaders,
        Error::Protocol(why) if why.to_string().contains("many headers") => Failure::OversizedHeaders,
        Error::Protocol(_) | Error::Http(_) => Failure::NotHttp,
        Error::Rustls(why) => Failure::Tls(tls(&why.to_string())),
        Error::Tls(why) => Failure::Tls(tls(why)),
        Error::Io(why) => match why.get_ref().map(ToString::to_string) {
            Some(inner) if inner.contains("certificate") || inner.contains("fatal alert") => {
                Failure::Tls(tls(&inner))
            }
            _ if matches!(why.kind(), ErrorKind::TimedOut) => Failure::Timeout,
            _ => Failure::Disconnected,
        },
        _ => Failure::Disconnected,
    };
    Fault::Failed(failure)
}

/// What is wrong with a certificate, in words.
fn tls(why: &str) -> String {
    let known = [
        ("expired", "its certificate has expired"),
        ("not valid for name", "its certificate is for another host"),
        ("unknownissuer", "nobody vouches for its certificate"),
        ("protocolversion", "it speaks an old TLS only"),
    ];
    let lower = why.to_ascii_lowercase();
    let known = known.iter().find(|(word, _)| lower.contains(word)).map(|(_, words)| (*words).to_owned());
    known.or_else(|| crate::references::sight::printable(why)).unwrap_or_default()
}

/// Hands ureq the addresses that the guard lets through. ureq asks its resolver for every request, also where the host is a
/// literal address: so this is the one place that all connections pass.
#[derive(Debug)]
struct Guarded {
    guard: Guard,
    time: Duration,
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let found = self.guard.addresses(host, port, self.time).map_err(|why| Error::Other(Box::new(why)))?;
        let mut addresses = self.empty();
        for address in found.into_iter().take(16) {
            addresses.push(address);
        }
        Ok(addresses)
    }
}
