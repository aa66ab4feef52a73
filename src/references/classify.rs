//! What an exchange says about an address: a pure function over the record of what was seen.

use super::exchange::{Answer, End, Exchange, Extent, Failure, Sight};
use super::verdict::Verdict;
use url::Url;

/// What one look at an address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// In one word. `Flaky` stands for whatever a single look cannot decide.
    pub verdict: Verdict,
    /// Why, in words for people; may be empty.
    pub why: String,
    /// The last status, where there was an answer.
    pub status: Option<u16>,
    /// The address that it led to, where that is another.
    pub to: Option<String>,
    /// For `Flaky`: after how many days without a better answer it counts as dead.
    pub patience: Option<i32>,
}

/// What failed looks are given before they count, in days of the calendar: for a name that stands for no host two, of which one
/// has passed whole; for a host that is down three.
pub const DAY: i32 = 2;
const OUTAGE: i32 = 3;

/// A page that is no more than a sign to another is smaller than this.
const BYTES_OF_A_STUB: usize = 5_000;
/// And leads on within so many seconds.
const SECONDS_OF_A_STUB: u64 = 10;

/// Titles and headings of pages that say they are not there.
const NOT_FOUND: &[&str] = &[
    "404",
    "404 error",
    "404 file not found",
    "404 not found",
    "404 page not found",
    "error 404",
    "error 404 not found",
    "file not found",
    "http 404",
    "not found",
    "oops page not found",
    "page doesn't exist",
    "page does not exist",
    "page no longer exists",
    "page not found",
    "page not found 404",
    "sorry page not found",
    "the page you are looking for could not be found",
    "the page you requested could not be found",
    "this page could not be found",
    "this page does not exist",
    "we can't find that page",
];

/// What an address is expected to lead to, by its last letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture.
    Image,
    /// A PDF.
    Pdf,
    /// Anything else.
    Page,
}

impl Kind {
    /// The kind of file that `url` names.
    pub fn of(url: &Url) -> Self {
        match url.path().rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
            Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "ico" | "avif") => Self::Image,
            Some("pdf") => Self::Pdf,
            _ => Self::Page,
        }
    }
}

/// What `exchange` says about `asked`. `alike` is the fingerprint of the page that the host shows for any address, if it does.
pub fn classify(asked: &Url, exchange: &Exchange, alike: Option<&str>) -> Look {
    let look = match &exchange.end {
        End::NotAsked(why) => Look::new(Verdict::Unchecked, why),
        End::Forbidden => Look::new(Verdict::Unchecked, "the host's robots.txt asks programs to stay away"),
        End::NotPublic(why) => Look::new(Verdict::Skipped, format!("where it leads is never asked: {why}")),
        End::Signed => Look::new(Verdict::Redirected, "it leads on to an address that is made for one visit"),
        End::Loop => Look::new(Verdict::Dead, "it leads back to itself"),
        End::TooManyRedirects => Look::new(Verdict::Dead, "it leads on and on"),
        End::CookieWall => Look::new(Verdict::Blocked, "the host wants cookies kept"),
        End::BadRedirect(why) => Look::failing(OUTAGE, why),
        End::Failure(failure) => failed(failure),
        End::Answer(answer) => {
            let look = answered(asked, exchange, answer, alike);
            Look { status: Some(exchange.hops.first().map_or(answer.status, |hop| hop.status)), ..look }
        }
    };
    Look { to: look.to.filter(|to| to.as_str() != asked.as_str()), ..look }
}

impl Look {
    fn new(verdict: Verdict, why: impl Into<String>) -> Self {
        Self { verdict, why: why.into(), status: None, to: None, patience: None }
    }

    /// A page that is there, as far as is known without looking at it.
    pub fn fine() -> Self {
        Self::new(Verdict::Ok, "")
    }

    /// A page that broke off before what was looked for could be found.
    pub fn broken_off() -> Self {
        Self::new(Verdict::Flaky, "the page broke off")
    }

    fn failing(patience: i32, why: impl Into<String>) -> Self {
        Self { patience: Some(patience), ..Self::new(Verdict::Flaky, why) }
    }
}

fn failed(failure: &Failure) -> Look {
    match failure {
        Failure::NoSuchHost => Look::failing(DAY, "there is no such host"),
        Failure::Unresolved => Look::failing(OUTAGE, "the name of the host could not be looked up"),
        Failure::Disconnected => Look::failing(OUTAGE, "the host took no connection, or broke it off"),
        Failure::Timeout => Look::failing(OUTAGE, "the host took too long"),
        Failure::Tls(why) => Look::failing(OUTAGE, format!("no safe connection: {why}")),
        Failure::NotHttp => Look::failing(OUTAGE, "the host answered with something else than HTTP"),
        Failure::OversizedHeaders => Look::failing(OUTAGE, "the host sent more headers than any page needs"),
    }
}

fn answered(asked: &Url, exchange: &Exchange, answer: &Answer, alike: Option<&str>) -> Look {
    if let Some(wall) = &answer.wall {
        return Look::new(Verdict::Blocked, format!("the host answers people alone ({wall})"));
    }
    let status = answer.status;
    match status {
        200..=299 => found(asked, exchange, answer, alike),
        404 => Look::new(Verdict::Dead, "the host says that it is not there (404)"),
        410 => Look::new(Verdict::Dead, "the host says that it is gone (410)"),
        401 | 407 => Look::new(Verdict::Blocked, format!("it needs a login ({status})")),
        403 | 451 => Look::new(Verdict::Blocked, format!("the host does not show it to programs ({status})")),
        429 => Look::new(Verdict::Blocked, "the host wants to be asked less often (429)"),
        500..=599 => Look::failing(OUTAGE, format!("the host has trouble of its own ({status})")),
        _ => Look::new(Verdict::Blocked, format!("the host answered with the unusual status {status}")),
    }
}

/// What an answer says that has a page in it.
fn found(asked: &Url, exchange: &Exchange, answer: &Answer, alike: Option<&str>) -> Look {
    let html = matches!(answer.kind.as_str(), "text/html" | "application/xhtml+xml");
    match Kind::of(asked) {
        // Such pages show a file and what there is to say of it.
        _ if asked.path().contains("/blob/") || asked.path().contains("/wiki/") => {}
        Kind::Image if html => return Look::new(Verdict::Soft404, "a page came instead of the picture"),
        Kind::Pdf if html => return Look::new(Verdict::Soft404, "a page came instead of the PDF"),
        _ => {}
    }
    let Ok(last) = Url::parse(&answer.url) else {
        return Look::failing(OUTAGE, "it leads to what is no address");
    };
    if let Some(why) = answer.sight.as_ref().and_then(|sight| stands_in(asked, &last, sight)) {
        return Look::new(Verdict::Soft404, why);
    }
    if exchange.hops.is_empty() || is_same(asked, &last) {
        return unmoved(asked, answer.sight.as_ref(), alike);
    }
    if is_login(&last) && !is_login(asked) {
        return Look::new(Verdict::Blocked, "it leads to a login");
    }
    if is_landing(asked, &last) {
        let to = Some(answer.url.clone());
        return Look { to, ..Look::new(Verdict::Soft404, "it leads to a landing page instead") };
    }
    let away = aws(asked) && !aws(&last);
    let for_good = exchange.hops.iter().all(|hop| matches!(hop.status, 200 | 301 | 308));
    let to = Some(answer.url.clone());
    if for_good && !away {
        Look { to, ..Look::new(Verdict::Moved, "it has moved") }
    } else if away {
        Look { to, ..Look::new(Verdict::Redirected, "it leads away from AWS") }
    } else {
        Look { to, ..Look::new(Verdict::Redirected, "it leads on, for now") }
    }
}

/// What a page says that is where it was asked for. The beginning of a site or of a guide may lead on as it likes.
fn unmoved(asked: &Url, sight: Option<&Sight>, alike: Option<&str>) -> Look {
    let Some(sight) = sight else {
        return Look::new(Verdict::Ok, "");
    };
    if sight.extent == Extent::Whole && sight.bytes == 0 {
        Look::new(Verdict::Flaky, "the page is empty")
    } else if sight.jumps && leaf(asked).is_some() {
        Look::new(Verdict::Redirected, "a script leads on; where to cannot be told")
    } else if alike == Some(sight.hash.as_str()) {
        Look::new(Verdict::Unchecked, "the host shows the same page for every address")
    } else {
        Look::new(Verdict::Ok, "")
    }
}

/// Why a page only stands in for one that is not there, if it does.
fn stands_in(asked: &Url, last: &Url, sight: &Sight) -> Option<&'static str> {
    let says = |text: &Option<String>| text.as_deref().is_some_and(is_not_found);
    // A page about what is not found is no page that is not found.
    let about = ["404", "not-found", "not_found", "notfound"]
        .iter()
        .any(|word| asked.path().to_ascii_lowercase().contains(word));
    if !about && (says(&sight.title) || says(&sight.heading)) {
        return Some("the page says of itself that it is not there");
    }
    let stub = sight.bytes < BYTES_OF_A_STUB
        && sight.refresh.as_ref().is_some_and(|(seconds, _)| *seconds <= SECONDS_OF_A_STUB);
    (stub && documentation(last) && leaf(asked).is_some())
        .then_some("AWS shows the beginning of the guide instead")
}

/// Whether a title is that of a page that is not there; a site's own name may stand beside it.
fn is_not_found(title: &str) -> bool {
    let lower = title.to_lowercase().replace('’', "'");
    let mut parts: Vec<&str> =
        lower.split(['|', '·', '–', '—', '•', '»']).flat_map(|part| part.split(" - ")).collect();
    parts.push(&lower);
    parts.into_iter().any(|part| {
        let kept: String =
            part.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
        let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        NOT_FOUND.contains(&words.as_str())
    })
}

/// Whether two addresses are one place: scheme, `www.`, `index.html`, a slash at the end and queries that only count visits apart.
fn is_same(asked: &Url, last: &Url) -> bool {
    let path = |url: &Url| {
        let path = url.path();
        let path = path.strip_suffix("index.html").unwrap_or(path);
        path.trim_end_matches('/').to_owned()
    };
    let query = asked.query() == last.query() || asked.query().is_none();
    host(asked) == host(last) && path(asked) == path(last) && query
}

/// The last part of a path that names a page, not a folder.
fn leaf(url: &Url) -> Option<&str> {
    let leaf = url.path_segments()?.next_back()?;
    (!leaf.is_empty() && leaf != "index.html").then_some(leaf)
}

/// Whether who asked for a page was led to the beginning of something that would hold it: a folder above it, the start page, or,
/// in documentation of AWS, any folder.
fn is_landing(asked: &Url, last: &Url) -> bool {
    let Some(leaf) = leaf(asked).filter(|leaf| !is_beginning(leaf)) else {
        return false;
    };
    let path = last.path().strip_suffix("index.html").unwrap_or(last.path());
    let folders: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let own = host(asked) == host(last) && last.query().is_none();
    let start = match folders[..] {
        [] => own,
        [only] => own && is_locale(only),
        _ => false,
    };
    // `…/page.html` may have become the folder `…/page/`.
    let stem = leaf.rsplit_once('.').map_or(leaf, |(stem, _)| stem);
    let became = folders.last().is_some_and(|last| last.eq_ignore_ascii_case(stem));
    let above =
        host(asked) == host(last) && path.len() > 1 && path.ends_with('/') && asked.path().starts_with(path);
    start || (!became && (above || (path.ends_with('/') && documentation(last) && leaf.contains('.'))))
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_start_matches("www.")
}

/// Whether the last part of a path names the beginning of a site itself.
fn is_beginning(leaf: &str) -> bool {
    let stem = leaf.split('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(stem.as_str(), "index" | "default" | "home") || is_locale(leaf)
}

/// `en`, `en-us`.
fn is_locale(part: &str) -> bool {
    let parts: Vec<&str> = part.split(['-', '_']).collect();
    parts.len() <= 2
        && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Whether an address is one of those at which people say who they are.
fn is_login(url: &Url) -> bool {
    let paths = ["authwall", "log-in", "login", "sign-in", "sign_in", "signin"];
    let hosts = ["accounts", "auth", "login", "oauth", "signin", "sso"];
    let named = |part: &str| {
        paths.contains(&part.split('.').next().unwrap_or_default().to_ascii_lowercase().as_str())
    };
    url.path_segments().into_iter().flatten().any(named)
        || url.host_str().is_some_and(|host| host.split('.').any(|label| hosts.contains(&label)))
        // RFC 6749, 4.1.1.
        || url.query_pairs().any(|(key, _)| key == "client_id")
}

fn documentation(url: &Url) -> bool {
    url.host_str().is_some_and(|host| matches!(host, "docs.aws.amazon.com" | "docs.amazonaws.cn"))
}

fn aws(url: &Url) -> bool {
    let within =
        |host: &str, of: &str| host == of || host.strip_suffix(of).is_some_and(|rest| rest.ends_with('.'));
    let hosts = ["aws.amazon.com", "amazonaws.cn", "amazonaws.com", "awsstatic.com", "aws.dev", "amazon.com"];
    url.host_str().is_some_and(|host| hosts.iter().any(|of| within(host, of)))
}

/// Whether the place that a fragment names is on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It is.
    There,
    /// It is not; the id on the page that is spelt most like it.
    Missing(Option<String>),
    /// That cannot be told; why.
    CannotTell(&'static str),
}

/// Looks for the place that `fragment` names, as it stands in an address, on the page that came last.
pub fn anchor(fragment: &str, answer: &Answer) -> Anchor {
    let Some(sight) = &answer.sight else {
        return Anchor::CannotTell("it is no page of HTML");
    };
    let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
    let names = [fragment.to_owned(), decoded.to_string(), format!("user-content-{decoded}")];
    if names.iter().any(|name| sight.ids.contains(name)) || decoded.eq_ignore_ascii_case("top") {
        return Anchor::There;
    }
    let route = decoded.starts_with(['!', '/']) || is_line(&decoded) || is_comment(&decoded);
    match sight.extent {
        Extent::Cut => Anchor::CannotTell("the page is too large to be read whole"),
        Extent::Broken => Anchor::CannotTell("the page broke off"),
        Extent::Slow => Anchor::CannotTell("the page came too slowly to be read whole"),
        Extent::Packed => Anchor::CannotTell("the page came packed in a way that cannot be read"),
        Extent::Whole if sight.scripted || route => {
            Anchor::CannotTell("the page builds itself in the browser")
        }
        Extent::Whole => Anchor::Missing(near(&decoded, sight)),
    }
}

/// `L10-L20`, `L10C5`, by which pages of code name their lines.
fn is_line(fragment: &str) -> bool {
    let is_place = |n: &str| {
        n.starts_with(|c: char| c.is_ascii_digit()) && n.bytes().all(|b| b.is_ascii_digit() || b == b'C')
    };
    fragment.split('-').all(|part| part.strip_prefix('L').is_some_and(is_place))
}

/// What pages of discussions load by script: GitHub's, GitLab's, Stack Overflow's.
fn is_comment(fragment: &str) -> bool {
    let kinds = ["comment", "discussion", "issuecomment", "note_", "pullrequestreview"];
    kinds.iter().any(|kind| fragment.starts_with(kind))
        && fragment.ends_with(|c: char| c.is_ascii_digit() || c == '_')
}

fn near(fragment: &str, sight: &Sight) -> Option<String> {
    let same = sight.ids.iter().find(|id| id.eq_ignore_ascii_case(fragment)).map(String::as_str);
    same.or_else(|| crate::spelling::nearest(fragment, sight.ids.iter().map(String::as_str)))
        .map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::references::exchange::Hop;

    fn verdict_of(hops: &[(&str, u16)], last: &str, html: &str) -> (Verdict, String) {
        let asked = Url::parse(hops.first().map_or(last, |(from, _)| from)).expect("an address");
        let to = hops.iter().skip(1).map(|(from, _)| *from).chain([last]);
        let hops = hops.iter().zip(to).map(|((from, status), to)| Hop {
            from: (*from).to_owned(),
            status: *status,
            to: to.to_owned(),
        });
        let answer = Answer {
            url: last.to_owned(),
            status: 200,
            kind: "text/html".to_owned(),
            sight: Some(crate::references::sight::sight(html.as_bytes()).0),
            ..Answer::default()
        };
        let exchange = Exchange { hops: hops.collect(), end: End::Answer(Box::new(answer)) };
        let look = classify(&asked, &exchange, None);
        (look.verdict, look.why)
    }

    #[test]
    fn where_redirects_lead_is_read_as_people_do() {
        use Verdict::{Blocked, Moved, Ok, Redirected, Soft404};
        for (from, status, to, verdict) in [
            ("http://a.io/x", 301, "https://a.io/x", Ok),
            ("https://a.io/x", 301, "https://www.a.io/x/", Ok),
            ("https://a.io/docs/index.html", 301, "https://a.io/docs/", Ok),
            ("https://a.io/en", 302, "https://a.io/en/", Ok),
            ("https://a.io/x", 301, "https://a.io/", Soft404),
            ("https://a.io/x", 302, "https://a.io/en-us/", Soft404),
            ("https://a.io/guide/x.html", 302, "https://a.io/guide/", Soft404),
            ("https://a.io/docs/x.html", 301, "https://a.io/docs/x/", Moved),
            ("https://a.io/latest", 301, "https://a.io/v2/", Moved),
            ("https://sho.rt/x7f", 301, "https://aws.amazon.com/", Moved),
            ("https://a.io/x", 302, "https://a.io/en/x", Redirected),
            ("https://news.a.com/topics/X", 302, "https://consent.a.com/ml?continue=x", Redirected),
            ("https://team.slack.com/archives/C1", 302, "https://team.slack.com/?redir=x", Redirected),
            ("https://a.io/index.php", 301, "https://a.io/", Moved),
            ("https://x.com/blog", 301, "https://blog.x.com/", Moved),
            ("https://a.io/de", 302, "https://a.io/en/", Redirected),
            (
                "https://console.aws.amazon.com/s3/home",
                302,
                "https://us-east-1.signin.aws.amazon.com/oauth?client_id=1",
                Blocked,
            ),
            ("https://a.io/mine", 302, "https://accounts.google.com/v3/x", Blocked),
            ("https://a.io/old-login.html", 301, "https://a.io/docs/auth/new.html", Moved),
            (
                "https://docs.aws.amazon.com/a/latest/dg/x.html",
                302,
                "https://docs.aws.amazon.com/b/latest/ug/",
                Soft404,
            ),
            (
                "https://docs.aws.amazon.com/a/latest/dg/x.html",
                301,
                "https://help.other.com/x.html",
                Redirected,
            ),
        ] {
            let (seen, why) = verdict_of(&[(from, status)], to, "<title>A page</title><p>Words.");
            assert_eq!(seen, verdict, "{from} → {to}: {why}");
        }
    }

    #[test]
    fn a_page_about_what_is_not_found_is_no_page_that_is_not_found() {
        let title = |title: &str| format!("<title>{title}</title><p>Words.");
        for (address, named, verdict) in [
            ("https://a.io/x", "Page not found | A site", Verdict::Soft404),
            ("https://a.io/x", "404 – A site", Verdict::Soft404),
            ("https://a.io/x", "Oops! Page not found.", Verdict::Soft404),
            ("https://a.io/x", "HTTP 404 status code (Not Found) - Amazon CloudFront", Verdict::Ok),
            ("https://a.io/Status/404", "404 Not Found - HTTP | MDN", Verdict::Ok),
            ("https://a.io/x", "Why a page is not found", Verdict::Ok),
        ] {
            assert_eq!(verdict_of(&[], address, &title(named)).0, verdict, "{named}");
        }
    }

    #[test]
    fn a_place_that_a_script_shows_is_never_called_missing() {
        let page = crate::references::sight::sight("<h1 id=a>A</h1>".as_bytes()).0;
        let answer = Answer { sight: Some(page), ..Answer::default() };
        for fragment in
            ["L10-L20", "L10C5-L20C3", "issuecomment-123", "discussion_r99", "note_7", "/route", "!/x"]
        {
            assert!(matches!(anchor(fragment, &answer), Anchor::CannotTell(_)), "{fragment}");
        }
        assert_eq!(anchor("a", &answer), Anchor::There);
        assert_eq!(anchor("Limits", &answer), Anchor::Missing(None));
    }

    #[test]
    fn a_picture_or_a_pdf_is_no_page_unless_the_page_shows_it() {
        for (address, verdict) in [
            ("https://a.io/x.png", Verdict::Soft404),
            ("https://a.io/x.PDF", Verdict::Soft404),
            ("https://github.com/a/b/blob/main/x.png", Verdict::Ok),
            ("https://en.wikipedia.org/wiki/File:X.png", Verdict::Ok),
        ] {
            assert_eq!(verdict_of(&[], address, "<p>Words.").0, verdict, "{address}");
        }
    }
}
