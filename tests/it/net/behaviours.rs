//! Everything that hosts are known to answer, good and bad, as a table: a number, a name and a function each.
//!
//! The numbers are those of the design. Three of them are no server's: 18 and 31 are answers of name servers, 19 is
//! in the address itself. What is refused (30) needs no server either: see `server::refused`.

use super::bodies;
use super::reply::Reply;
use super::server::Seen;
use std::time::Duration;

/// Each behaviour has a host of its own below this domain.
pub const DOMAIN: &str = "hosts-that-misbehave.net";
/// The time between two bytes of what is sent slowly: a head takes ten seconds or more.
pub const PACE: Duration = Duration::from_millis(100);

/// What a host does.
pub struct Behaviour {
    /// Its number.
    pub number: u8,
    /// The first label of its host.
    pub name: &'static str,
    /// What notes link to there: a path, perhaps with a fragment.
    pub link: &'static str,
    /// What it answers at any path.
    pub answer: fn(&Seen) -> Reply,
}

impl Behaviour {
    /// The behaviour of this name.
    pub fn named(name: &str) -> &'static Self {
        ALL.iter().find(|behaviour| behaviour.name == name).expect("tests name what there is")
    }

    /// Its host.
    pub fn host(&self) -> String {
        format!("{}.{DOMAIN}", self.name)
    }
}

const fn at(number: u8, name: &'static str, link: &'static str, answer: fn(&Seen) -> Reply) -> Behaviour {
    Behaviour { number, name, link, answer }
}

/// All of them.
pub const ALL: &[Behaviour] = &[
    at(1, "page", "/page.html", page),
    at(2, "no-content", "/page.html", |_| Reply::status(204)),
    at(2, "partial", "/page.html", |_| {
        Reply::status(206).header("Content-Range", "bytes 0-3/9000").html("<htm")
    }),
    at(3, "not-found", "/page.html", |_| not_found()),
    at(4, "gone", "/page.html", |_| Reply::status(410)),
    at(5, "moved", "/old/page.html", |seen| moves(301, seen, "/old/page.html", "/new/page.html")),
    at(5, "moved-308", "/old/page.html", |seen| moves(308, seen, "/old/page.html", "/new/page.html")),
    at(5, "moved-then-gone", "/old/page.html", moved_then_gone),
    at(6, "found", "/old/page.html", |seen| moves(302, seen, "/old/page.html", "/new/page.html")),
    at(6, "see-other", "/old/page.html", |seen| moves(303, seen, "/old/page.html", "/new/page.html")),
    at(6, "temporary", "/old/page.html", |seen| moves(307, seen, "/old/page.html", "/new/page.html")),
    at(7, "to-the-root", "/guide/page.html", |seen| moves(301, seen, "/guide/page.html", "/")),
    at(7, "to-the-guide", "/guide/latest/page.html", |seen| {
        moves(301, seen, "/guide/latest/page.html", "/guide/latest/")
    }),
    at(8, "aws-stub", "/lambda/latest/dg/no-such.html", aws_guide),
    at(8, "aws-stub-alone", "/lambda/latest/dg/page.html", |_| Reply::page(bodies::aws_stub("welcome.html"))),
    at(8, "aws-root", "/lambda/latest/dg/", aws_guide),
    at(8, "aws-command", "/cli/latest/reference/s3api/no-such.html", aws_commands),
    at(8, "aws-page", "/lambda/latest/dg/limits.html#limits-list", aws_guide),
    at(9, "index-html", "/cli/latest/index.html", |seen| {
        moves(301, seen, "/cli/latest/index.html", "/cli/latest/")
    }),
    at(10, "not-found-title", "/page.html", |_| Reply::page(bodies::page("Page Not Found"))),
    at(10, "not-found-heading", "/page.html", |_| {
        Reply::page("<html><title>Docs</title><body><h1>404</h1></body></html>")
    }),
    at(11, "refresh", "/old.html", |seen| instead(seen, "/old.html", &bodies::refresh("/new.html"))),
    at(11, "refresh-to-nothing", "/old.html", refresh_to_nothing),
    at(12, "script-move", "/old.html", |seen| instead(seen, "/old.html", &bodies::script_move("/new.html"))),
    at(13, "says-yes", "/guide/page.html", |_| Reply::page(bodies::page("Welcome"))),
    at(14, "redirect-self", "/page.html", |_| Reply::redirect(301, "/page.html")),
    at(14, "redirect-pair", "/a", |seen| Reply::redirect(301, if seen.path == "/a" { "/b" } else { "/a" })),
    at(14, "redirect-chain", "/0", chain),
    at(15, "no-location", "/page.html", |_| Reply::status(301)),
    at(16, "fragment-kept", "/old.html#limits", |seen| anchored(seen, "/old.html", "/new.html")),
    at(16, "fragment-dropped", "/old.html#no-such", |seen| anchored(seen, "/old.html", "/new.html")),
    at(16, "fragment-of-its-own", "/old.html#no-such", |seen| {
        anchored(seen, "/old.html", "/new.html#limits")
    }),
    at(17, "to-loopback", "/page.html", |_| Reply::redirect(302, "http://127.0.0.99/")),
    at(17, "to-link-local", "/page.html", |_| {
        Reply::redirect(302, "http://169.254.169.254/latest/meta-data/")
    }),
    at(17, "to-private", "/page.html", |_| Reply::redirect(301, "http://10.0.0.1/page.html")),
    at(17, "to-mapped", "/page.html", |_| Reply::redirect(301, "http://[::ffff:169.254.169.254]/")),
    at(17, "to-a-file", "/page.html", |_| Reply::redirect(302, "file:///etc/passwd")),
    at(20, "credentials", "/page.html", page),
    at(21, "login", "/page.html", |_| Reply::status(401).header("WWW-Authenticate", "Basic realm=\"docs\"")),
    at(22, "forbidden", "/page.html", |_| Reply::status(403)),
    at(23, "forbidden-to-programs", "/page.html", for_browsers),
    at(24, "captcha", "/page.html", |_| wall(405, "x-amzn-waf-action", "captcha")),
    at(24, "challenge-202", "/page.html", |_| wall(202, "x-amzn-waf-action", "challenge")),
    at(24, "challenge-403", "/page.html", |_| wall(403, "cf-mitigated", "challenge")),
    at(24, "challenge-503", "/page.html", |_| wall(503, "cf-mitigated", "challenge")),
    at(25, "status-999", "/page.html", |_| Reply::status(999)),
    at(25, "status-418", "/page.html", |_| Reply::status(418)),
    at(25, "status-799", "/page.html", |_| Reply::status(799)),
    at(26, "busy-once", "/page.html", |seen| once(seen, Reply::status(429).header("Retry-After", "2"))),
    at(27, "busy-for-a-day", "/page.html", |_| Reply::status(429).header("Retry-After", "86400")),
    at(28, "unavailable-once", "/page.html", |seen| once(seen, Reply::status(503))),
    at(29, "status-500", "/page.html", |_| Reply::status(500)),
    at(29, "status-502", "/page.html", |_| Reply::status(502)),
    at(29, "status-503", "/page.html", |_| Reply::status(503)),
    at(29, "status-504", "/page.html", |_| Reply::status(504)),
    at(30, "reset", "/page.html", |_| Reply::reset()),
    at(30, "hung-up", "/page.html", |_| Reply::raw("")),
    at(32, "silent", "/page.html", |_| Reply::silence()),
    at(33, "slow-head", "/page.html", |seen| page(seen).slow_head(PACE)),
    at(33, "slow-body", "/page.html", |seen| page(seen).slow_body(PACE)),
    at(33, "slow-body-anchor", "/page.html#limits", |seen| page(seen).slow_body(PACE)),
    at(34, "endless", "/page.html", |_| endless()),
    at(34, "endless-anchor", "/page.html#limits", |_| endless()),
    at(35, "bomb", "/page.html#limits", |_| packed("gzip", bodies::bomb())),
    at(35, "bomb-nested", "/page.html#limits", |_| packed("gzip, gzip", bodies::nested_bomb())),
    at(35, "packed", "/page.html#limits", |_| packed("gzip", bodies::gzip(bodies::anchors().as_bytes()))),
    at(35, "packed-badly", "/page.html#limits", |_| packed("gzip", damaged(&bodies::anchors()))),
    at(35, "packed-unasked", "/page.html#limits", |_| packed("br", b"\x0b\x02\x80page\x03".to_vec())),
    at(35, "packed-unknown", "/page.html#limits", |_| packed("zstd", b"\x28\xb5\x2f\xfd\x04\0".to_vec())),
    at(36, "truncated", "/page.html", |_| truncated()),
    at(36, "truncated-anchor", "/page.html#limits", |_| truncated()),
    at(36, "bad-chunk", "/page.html#limits", |_| bad_chunk()),
    at(36, "length-too-small", "/page.html#limits", |_| too_long()),
    at(37, "no-http", "/page.html", |_| Reply::raw("SSH-2.0-OpenSSH_9.6\r\n")),
    at(38, "many-headers", "/page.html", |_| many_headers()),
    at(38, "long-header", "/page.html", |seen| page(seen).header("X-Long", "a".repeat(1_000_000))),
    at(39, "location-line-break", "/page.html", |seen| {
        moves(301, seen, "/page.html", "/new.html\rX-Evil: 1")
    }),
    at(39, "location-packed-break", "/page.html", |seen| {
        moves(301, seen, "/page.html", "/new.html%0d%0aX-Evil:%201")
    }),
    at(39, "location-control", "/page.html", |seen| moves(301, seen, "/page.html", "/new\x1b[31m\x07.html")),
    at(39, "location-bidi", "/page.html", |seen| moves(301, seen, "/page.html", "/new\u{202e}lmth.\u{2066}")),
    at(39, "title-control", "/page.html", |_| {
        Reply::page(bodies::page("A \x1b[31mred\x1b[0m\x07 title\r\n::error::no"))
    }),
    at(39, "title-bidi", "/page.html", |_| Reply::page(bodies::page("A \u{202e}eltit\u{2066} &#8238;again"))),
    at(39, "title-markup", "/page.html", |_| {
        Reply::page(bodies::page("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }),
    at(39, "header-control", "/page.html", |seen| page(seen).header("Server", "a\x1b[31m\x01b")),
    at(40, "head-405", "/file.pdf", |seen| only_get(seen, 405)),
    at(40, "head-404", "/file.pdf", |seen| only_get(seen, 404)),
    at(40, "head-403", "/file.pdf", |seen| only_get(seen, 403)),
    at(41, "cookie", "/page.html", cookie_wall),
    at(41, "cookie-in-vain", "/page.html", |seen| {
        Reply::redirect(302, &seen.path).header("Set-Cookie", "seen=1")
    }),
    at(42, "expired", "/page.html", page),
    at(42, "selfsigned", "/page.html", page),
    at(42, "wrong", "/page.html", page),
    at(42, "tls10", "/page.html", page),
    at(43, "anchor-id", "/page.html#limits", anchors),
    at(43, "anchor-name", "/page.html#by-name", anchors),
    at(43, "anchor-packed", "/page.html#gr%C3%B6%C3%9Fe", anchors),
    at(43, "anchor-case", "/page.html#high-resolution", anchors),
    at(43, "anchor-prefixed", "/page.html#quotas", anchors),
    at(43, "anchor-top", "/page.html#top", anchors),
    at(44, "anchor-missing", "/page.html#limit", anchors),
    at(45, "nextjs", "/AWSJavaScriptSDK/v3/latest/page.html#limits", |_| Reply::page(bodies::nextjs())),
    at(45, "docc", "/documentation/page.html#limits", |_| Reply::page(bodies::docc())),
    at(45, "pdf", "/whitepaper.pdf#page=3", |_| Reply::file("application/pdf", bodies::pdf())),
    at(46, "image", "/image.gif", |_| Reply::file("image/gif", bodies::gif())),
    at(46, "image-is-page", "/image.png", |_| Reply::page(bodies::page("Sign in"))),
    at(47, "pdf-is-page", "/whitepaper.pdf", |_| Reply::page(bodies::page("Whitepapers"))),
    at(48, "empty", "/page.html", |_| Reply::page("")),
    at(49, "robots-forbid", "/private/page.html", |seen| {
        robots(seen, "User-agent: *\nDisallow: /private/\n")
    }),
    at(49, "robots-delay", "/page.html", |seen| {
        robots(seen, "User-agent: *\nCrawl-delay: 5\nDisallow: /search/\n")
    }),
    at(
        49,
        "robots-missing",
        "/page.html",
        |seen| if seen.path == "/robots.txt" { not_found() } else { page(seen) },
    ),
    at(
        49,
        "robots-endless",
        "/page.html",
        |seen| if seen.path == "/robots.txt" { endless() } else { page(seen) },
    ),
    at(50, "unchanged", "/page.html", unchanged),
    at(51, "index-llms", "/s3/latest/ug/a.html", |seen| indexed(seen, &["llms.txt"])),
    at(51, "index-toc", "/s3/latest/ug/a.html", |seen| indexed(seen, &["toc-contents.json"])),
    at(51, "index-sitemap", "/s3/latest/ug/a.html", |seen| indexed(seen, &["sitemap.xml"])),
    at(51, "index-all", "/s3/latest/ug/a.html", |seen| {
        indexed(seen, &["llms.txt", "toc-contents.json", "sitemap.xml"])
    }),
    at(51, "index-missing", "/s3/latest/ug/a.html", |seen| indexed(seen, &[])),
    at(51, "index-is-page", "/s3/latest/ug/a.html", |seen| {
        bad_index(seen, Reply::page(bodies::page("A guide")))
    }),
    at(51, "index-huge", "/s3/latest/ug/a.html", |seen| bad_index(seen, huge_index())),
    at(51, "index-broken", "/s3/latest/ug/a.html", |seen| {
        bad_index(seen, Reply::file("application/json", "{\"contents\":["))
    }),
    at(52, "many", "/page-0001.html", page),
    at(53, "popular", "/page.html#limits", anchors),
];

fn page(_: &Seen) -> Reply {
    Reply::page(bodies::page("A page"))
}

fn anchors(_: &Seen) -> Reply {
    Reply::page(bodies::anchors())
}

fn not_found() -> Reply {
    Reply::status(404).html(bodies::page("404 Not Found"))
}

/// One path leads to another; everything else is a page.
fn moves(status: u16, seen: &Seen, from: &str, to: &str) -> Reply {
    if seen.path == from { Reply::redirect(status, to) } else { page(seen) }
}

fn moved_then_gone(seen: &Seen) -> Reply {
    if seen.path == "/old/page.html" { Reply::redirect(301, "/new/page.html") } else { not_found() }
}

/// The same, where the page has anchors.
fn anchored(seen: &Seen, from: &str, to: &str) -> Reply {
    if seen.path == from { Reply::redirect(301, to) } else { anchors(seen) }
}

/// One path has this instead of a page.
fn instead(seen: &Seen, path: &str, html: &str) -> Reply {
    if seen.path == path { Reply::page(html) } else { page(seen) }
}

fn refresh_to_nothing(seen: &Seen) -> Reply {
    if seen.path == "/old.html" { Reply::page(bodies::refresh("/new.html")) } else { not_found() }
}

/// A guide as AWS serves it: what it does not have leads to its folder, and that has only a way on.
fn aws_guide(seen: &Seen) -> Reply {
    let (folder, leaf) = seen.path.rsplit_once('/').unwrap_or_default();
    match leaf {
        "" => Reply::page(bodies::aws_stub("welcome.html")),
        "index.html" => Reply::redirect(301, format!("{folder}/")),
        "quotas.html" => Reply::redirect(301, format!("{folder}/limits.html")),
        "limits.html" => Reply::page(bodies::aws_page("Quotas", "limits", &["limits-list", "limits-more"])),
        "welcome.html" => Reply::page(bodies::aws_page("Welcome", "welcome", &["start"])),
        "limits.md" => Reply::file("text/markdown", "# Quotas\n"),
        _ if leaf.contains(".html") => Reply::redirect(302, format!("{folder}/")),
        _ => not_found(),
    }
}

/// The reference of the command line: its folders are real pages.
fn aws_commands(seen: &Seen) -> Reply {
    let (folder, leaf) = seen.path.rsplit_once('/').unwrap_or_default();
    match leaf {
        "" => Reply::page(bodies::aws_page("s3api", "s3api", &["description", "commands"])),
        "get-object.html" => Reply::page(bodies::aws_page("get-object", "get-object", &["options"])),
        _ => Reply::redirect(302, format!("{folder}/")),
    }
}

/// Eleven redirects, then a page.
fn chain(seen: &Seen) -> Reply {
    match seen.path.trim_start_matches('/').parse() {
        Ok(step @ 0..=10) => Reply::redirect(301, format!("/{}", step + 1)),
        _ => page(seen),
    }
}

fn for_browsers(seen: &Seen) -> Reply {
    if seen.header("user-agent").starts_with("Mozilla/5.0") { page(seen) } else { Reply::status(403) }
}

fn wall(status: u16, header: &str, value: &str) -> Reply {
    Reply::status(status).header(header, value).html(bodies::page("Are you a human?"))
}

/// The first time this, then a page.
fn once(seen: &Seen, reply: Reply) -> Reply {
    if seen.times == 1 { reply } else { page(seen) }
}

fn endless() -> Reply {
    Reply::status(200).header("Content-Type", "text/html").chunks(&[b' '; 4096], usize::MAX)
}

fn packed(encoding: &str, bytes: impl Into<Vec<u8>>) -> Reply {
    Reply::status(200).header("Content-Encoding", encoding).html(bytes)
}

/// Packed, and its end does not fit its beginning.
fn damaged(text: &str) -> Vec<u8> {
    let mut bytes = bodies::gzip(text.as_bytes());
    let end = bytes.len() - 8;
    bytes[end..].fill(0x55);
    bytes
}

fn truncated() -> Reply {
    let reply = Reply::status(200).header("Content-Type", "text/html").header("Content-Length", "10000");
    reply.bytes(&b"<html><title>A page</title><body><h1>A page</h1>"[..]).closing()
}

fn bad_chunk() -> Reply {
    let reply = Reply::status(200).header("Content-Type", "text/html").header("Transfer-Encoding", "chunked");
    reply.bytes(&b"10\r\n<html><body><h1>\r\nnot a length\r\n"[..]).closing()
}

/// The length counts only a part of what comes.
fn too_long() -> Reply {
    let reply = Reply::status(200).header("Content-Type", "text/html").header("Content-Length", "10");
    reply.bytes(bodies::anchors().into_bytes()).closing()
}

fn many_headers() -> Reply {
    (0..200_000).fold(Reply::status(200), |reply, number| reply.header("X", format!("{number}")))
}

fn only_get(seen: &Seen, status: u16) -> Reply {
    if seen.method == "HEAD" { Reply::status(status) } else { Reply::file("application/pdf", bodies::pdf()) }
}

fn cookie_wall(seen: &Seen) -> Reply {
    if seen.header("cookie").contains("seen=1") {
        page(seen)
    } else {
        Reply::redirect(302, &seen.path).header("Set-Cookie", "seen=1; Path=/")
    }
}

fn robots(seen: &Seen, rules: &str) -> Reply {
    if seen.path == "/robots.txt" { Reply::file("text/plain", rules) } else { page(seen) }
}

/// A page that has a validator, and keeps to it.
fn unchanged(seen: &Seen) -> Reply {
    let tag = "\"one\"";
    if seen.header("if-none-match") == tag {
        Reply::status(304).header("ETag", tag)
    } else {
        anchors(seen).header("ETag", tag).header("Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT")
    }
}

/// A guide with these indexes. They list the page `a`; there is `b` as well, and nothing else.
fn indexed(seen: &Seen, indexes: &[&str]) -> Reply {
    let (folder, leaf) = seen.path.rsplit_once('/').unwrap_or_default();
    let guide = format!("https://{}{folder}/", seen.host);
    match leaf {
        "a.html" | "b.html" => Reply::page(bodies::aws_page("A page", "a", &["limits"])),
        _ if folder.is_empty() || !indexes.contains(&leaf) => not_found(),
        "llms.txt" => Reply::file("text/plain", bodies::llms(&guide, &["welcome", "a"])),
        "toc-contents.json" => Reply::file("application/json", bodies::toc(&["welcome", "a"])),
        _ => Reply::file("application/xml", bodies::sitemap(&guide, &["welcome", "a"])),
    }
}

/// A guide whose indexes are all this.
fn bad_index(seen: &Seen, index: Reply) -> Reply {
    let leaf = seen.path.rsplit('/').next().unwrap_or_default();
    if ["llms.txt", "toc-contents.json", "sitemap.xml"].contains(&leaf) { index } else { indexed(seen, &[]) }
}

fn huge_index() -> Reply {
    let line = b"- [Another page](https://docs.aws.amazon.com/another.md): it goes on\n";
    Reply::status(200)
        .header("Content-Type", "text/plain")
        .chunks(line, bodies::HUGE_INDEX_BYTES / line.len())
}
