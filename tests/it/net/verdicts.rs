//! Every behaviour of the table gets its verdict, with a reason.

use super::behaviours::{ALL, Behaviour};
use super::reply::Reply;
use super::web::{Checker, TODAY};
use jiff::Span;

/// What is said of each link to a host that misbehaves: its name, the verdict, and words of the reason. Those that a single look
/// cannot decide are `flaky`; what becomes of them is below.
pub const EXPECTED: &[(&str, &str, &str)] = &[
    ("page", "ok", ""),
    ("no-content", "ok", ""),
    ("partial", "ok", ""),
    ("not-found", "dead", "404"),
    ("gone", "dead", "410"),
    ("moved", "moved", "moved"),
    ("moved-308", "moved", "moved"),
    ("moved-then-gone", "dead", "404"),
    ("found", "redirected", "for now"),
    ("see-other", "redirected", "for now"),
    ("temporary", "redirected", "for now"),
    ("to-the-root", "soft-404", "landing page"),
    ("to-the-guide", "soft-404", "landing page"),
    ("index-html", "ok", ""),
    ("not-found-title", "soft-404", "not there"),
    ("not-found-heading", "soft-404", "not there"),
    ("refresh", "moved", "moved"),
    ("refresh-to-nothing", "dead", "404"),
    ("script-move", "redirected", "script"),
    ("says-yes", "unchecked", "same page for every address"),
    ("redirect-self", "dead", "back to itself"),
    ("redirect-pair", "dead", "back to itself"),
    ("redirect-chain", "dead", "on and on"),
    ("no-location", "flaky", "without saying where"),
    ("fragment-kept", "moved", "moved"),
    ("fragment-dropped", "anchor-missing", "not this place"),
    ("fragment-of-its-own", "moved", "moved"),
    ("to-loopback", "skipped", "own machine"),
    ("to-link-local", "skipped", "link-local"),
    ("to-private", "skipped", "private network"),
    ("to-mapped", "skipped", "link-local"),
    ("to-a-file", "skipped", "neither an HTTP"),
    ("login", "blocked", "login"),
    ("forbidden", "blocked", "403"),
    ("forbidden-to-programs", "ok", ""),
    ("captcha", "blocked", "people alone"),
    ("challenge-202", "blocked", "people alone"),
    ("challenge-403", "blocked", "people alone"),
    ("challenge-503", "blocked", "people alone"),
    ("status-999", "blocked", "unusual status 999"),
    ("status-418", "blocked", "unusual status 418"),
    ("status-799", "blocked", "unusual status 799"),
    ("busy-once", "ok", ""),
    ("busy-for-a-day", "blocked", "less often"),
    ("unavailable-once", "ok", ""),
    ("status-500", "flaky", "500"),
    ("status-502", "flaky", "502"),
    ("status-503", "flaky", "503"),
    ("status-504", "flaky", "504"),
    ("reset", "flaky", "broke it off"),
    ("hung-up", "flaky", "broke it off"),
    ("silent", "flaky", "too long"),
    ("slow-head", "flaky", "too long"),
    ("slow-body", "ok", ""),
    ("slow-body-anchor", "ok", "too slowly"),
    ("endless", "ok", ""),
    ("endless-anchor", "ok", "too large"),
    ("bomb", "ok", "too large"),
    ("bomb-nested", "ok", "packed"),
    ("packed", "ok", ""),
    ("packed-badly", "ok", ""),
    ("packed-unasked", "ok", "packed"),
    ("packed-unknown", "ok", "packed"),
    ("truncated", "ok", ""),
    ("truncated-anchor", "flaky", "broke off"),
    ("bad-chunk", "flaky", "broke off"),
    ("length-too-small", "anchor-missing", "not this place"),
    ("no-http", "flaky", "something else than HTTP"),
    ("many-headers", "flaky", "more headers"),
    ("long-header", "flaky", "more headers"),
    ("location-line-break", "flaky", ""),
    ("location-packed-break", "moved", "moved"),
    ("location-control", "flaky", ""),
    ("location-bidi", "moved", "moved"),
    ("title-control", "ok", ""),
    ("title-bidi", "ok", ""),
    ("title-markup", "ok", ""),
    ("header-control", "flaky", ""),
    ("head-405", "ok", ""),
    ("head-404", "ok", ""),
    ("head-403", "ok", ""),
    ("cookie", "ok", ""),
    ("cookie-in-vain", "blocked", "cookies"),
    ("anchor-id", "ok", ""),
    ("anchor-name", "ok", ""),
    ("anchor-packed", "ok", ""),
    ("anchor-case", "anchor-missing", "not this place"),
    ("anchor-prefixed", "ok", ""),
    ("anchor-top", "ok", ""),
    ("anchor-missing", "anchor-missing", "not this place"),
    ("nextjs", "ok", "in the browser"),
    ("docc", "ok", "in the browser"),
    ("pdf", "ok", "no page of HTML"),
    ("image", "ok", ""),
    ("image-is-page", "soft-404", "instead of the picture"),
    ("pdf-is-page", "soft-404", "instead of the PDF"),
    ("empty", "flaky", "empty"),
    ("robots-forbid", "unchecked", "robots.txt"),
    ("robots-missing", "ok", ""),
    ("robots-endless", "ok", ""),
    ("unchanged", "ok", ""),
    ("many", "ok", ""),
    ("popular", "ok", ""),
];

fn link(behaviour: &Behaviour) -> String {
    format!("http://{}{}", behaviour.host(), behaviour.link)
}

#[test]
fn a_host_with_a_robots_txt_is_asked_once_for_a_page_that_cannot_be() {
    let behaviour = Behaviour::named("says-yes");
    let addresses = [
        "http://says-yes.hosts-that-misbehave.net/guide/page.html",
        "http://says-yes.hosts-that-misbehave.net/guide/b.html",
    ];
    let mut checker = Checker::of(&addresses);
    checker
        .server
        .on(&behaviour.host(), "/robots.txt", |_| Reply::file("text/plain", "User-agent: *\nAllow: /\n"));
    let survey = checker.look();
    assert_eq!(survey.requests, 4, "robots.txt, two pages, and one that cannot be");
    assert_eq!(addresses.map(|address| checker.known(address).verdict.name()), ["unchecked"; 2]);
    checker.server.on(&behaviour.host(), "/guide/page.html", |_| {
        Reply::page("<title>A page of its own</title><p>text")
    });
    checker.today = TODAY + Span::new().days(30);
    checker.look();
    assert_eq!(addresses.map(|address| checker.known(address).verdict.name()), ["ok", "unchecked"]);
}

#[test]
fn every_behaviour_has_its_verdict() {
    let links: Vec<String> = EXPECTED.iter().map(|(name, ..)| link(Behaviour::named(name))).collect();
    let mut checker = Checker::of(&links.iter().map(String::as_str).collect::<Vec<_>>());
    checker.look();
    let mut wrong = Vec::new();
    for ((name, verdict, reason), link) in EXPECTED.iter().zip(&links) {
        let known = checker.known(link);
        if known.verdict.name() != *verdict || !known.reason.contains(reason) {
            wrong.push(format!(
                "{name}: {} ({}), not {verdict} ({reason})",
                known.verdict.name(),
                known.reason
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let elsewhere =
        |name: &str| name.starts_with("aws-") || name.starts_with("index-") && name != "index-html";
    let tls = ["expired", "selfsigned", "wrong", "tls10", "credentials", "robots-delay"];
    for behaviour in
        ALL.iter().filter(|behaviour| !elsewhere(behaviour.name) && !tls.contains(&behaviour.name))
    {
        assert!(
            EXPECTED.iter().any(|(name, ..)| *name == behaviour.name),
            "{} has no verdict",
            behaviour.name
        );
    }
}
