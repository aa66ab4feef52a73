//! What other checkers get wrong, and what this one did once.

use super::bodies;
use super::reply::Reply;
use super::web::{Checker, TODAY, quick};
use jiff::Span;
use leafcutter::net::chain::{Chain, Step};
use leafcutter::net::network::{Network, Unresolved};
use leafcutter::net::queue::Manners;
use leafcutter::net::transport::Response;
use leafcutter::net::{Settings, Watch, survey};
use leafcutter::references::cache::{Cache, Guide};
use leafcutter::references::exchange::{End, Exchange};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use url::Url;

fn pages(host: &str, number: usize) -> Vec<String> {
    (0..number).map(|page| format!("http://{host}/page-{page:04}.html")).collect()
}

fn checker(addresses: &[String]) -> Checker {
    Checker::of(&addresses.iter().map(String::as_str).collect::<Vec<_>>())
}

fn chain(url: &str) -> Chain {
    Chain::new(&Url::parse(url).expect("an address"), (None, None))
}

fn redirect(to: &str, cookie: Option<&str>) -> Response {
    let cookie = cookie.map(ToOwned::to_owned);
    Response { status: 302, location: Some(to.to_owned()), cookie, ..Response::default() }
}

fn done(step: Step) -> Exchange {
    match step {
        Step::Done(exchange, _) => *exchange,
        Step::Ask(wait) => panic!("it is asked again, after {wait:?}"),
    }
}

#[test]
fn a_cookie_goes_to_the_host_that_gave_it_and_to_no_other() {
    let mut chain = chain("https://a.net/p");
    chain.answered(Ok(redirect("https://b.org/c", None)));
    chain.answered(Ok(redirect("https://a.net/p", Some("sid=b"))));
    assert_eq!((chain.request().url.as_str(), &chain.request().cookie), ("https://a.net/p", &None));
    chain.answered(Ok(redirect("https://b.org/c", None)));
    assert_eq!(chain.request().cookie.as_deref(), Some("sid=b"));
}

#[test]
fn a_wall_that_gives_its_cookie_on_the_way_is_passed_with_it() {
    let mut chain = chain("https://a.net/p");
    chain.answered(Ok(redirect("https://a.net/check", Some("seen=1"))));
    chain.answered(Ok(redirect("https://a.net/p", None)));
    assert_eq!(chain.request().cookie.as_deref(), Some("seen=1"));
    chain.answered(Ok(redirect("https://a.net/check", Some("seen=1"))));
    assert_eq!(done(chain.answered(Ok(redirect("https://a.net/p", None)))).end, End::CookieWall);
}

#[test]
fn a_redirect_to_an_address_made_for_one_visit_is_not_followed_nor_written_down() {
    for to in [
        "https://b.org/x?X-Amz-Signature=ab",
        "https://b.org/k?X-Goog-Signature=ab",
        "https://b.org/#access_token=ab",
    ] {
        let exchange = done(chain("https://a.net/download").answered(Ok(redirect(to, None))));
        assert_eq!((exchange.end, exchange.hops.len()), (End::Signed, 0), "{to}");
    }
}

#[test]
fn what_a_host_says_to_head_is_asked_again_with_get_before_it_counts() {
    for status in [403, 404, 405, 500, 503] {
        let mut chain = chain("https://a.net/x.pdf");
        let step = chain.answered(Ok(Response { status, ..Response::default() }));
        assert!(matches!(step, Step::Ask(wait) if wait.is_zero()) && !chain.request().head, "{status}");
    }
    let mut chain = chain("https://a.net/x.pdf");
    let html = Response { status: 200, kind: "text/html".to_owned(), ..Response::default() };
    assert!(matches!(chain.answered(Ok(html)), Step::Ask(_)) && !chain.request().head);
}

#[test]
fn a_host_that_turns_programs_away_is_left_alone_too() {
    let mut checker = checker(&pages("walled.net", 20));
    checker
        .server
        .on("walled.net", "*", |seen| Reply::status(if seen.path == "/robots.txt" { 404 } else { 403 }));
    checker.settings.manners = Manners { at_once: 1, pause: Duration::ZERO };
    let survey = checker.look();
    assert_eq!((survey.seen.len(), survey.left.len()), (3, 17));
}

#[test]
fn a_robots_txt_counts_whatever_its_type_and_forbidden_pages_cost_no_time() {
    let mut checker = checker(&pages("bucket.net", 20));
    let rules = "User-agent: *\nDisallow: /\n";
    checker.server.on("bucket.net", "/robots.txt", move |_| Reply::file("application/octet-stream", rules));
    checker.settings.manners = Manners { at_once: 1, pause: Duration::from_mins(1) };
    let survey = checker.look();
    assert_eq!((survey.requests, survey.seen.len()), (1, 20));
    assert!(survey.seen.iter().all(|entry| entry.why.contains("robots.txt")));
}

#[test]
fn a_host_whose_robots_txt_fails_is_asked_for_nothing_else() {
    for (host, answer) in [("down.net", 503), ("no-such-host.net", 200), ("name-server-down.net", 200)] {
        let addresses = pages(host, 8);
        let mut checker = checker(&addresses);
        checker.server.on(host, "*", move |_| Reply::status(answer));
        let survey = checker.look();
        assert_eq!(checker.asked(host), [""; 0], "{host}");
        assert!(
            survey.seen.iter().all(|entry| entry.verdict.name() == "flaky" && !entry.why.is_empty()),
            "{host}"
        );
        assert_eq!(survey.seen.len(), 8, "{host}");
        assert!(checker.web.looked_up.lock().expect("no panic").len() <= 1, "{host}");
    }
}

#[test]
fn an_index_from_last_month_is_no_sign_that_this_machine_is_online() {
    let docs = "https://docs.aws.amazon.com/lambda/latest/dg/";
    let addresses = [
        format!("{docs}a.html"),
        format!("{docs}b.html"),
        "http://no-such-host.net/x".into(),
        "http://name-server-down.net/y".into(),
    ];
    let mut checker = checker(&addresses);
    let read = TODAY - Span::new().days(20);
    let pages = ["a.html", "b.html"].map(|leaf| (leaf.to_owned(), None)).into_iter().collect();
    checker.cache.guides.insert("lambda/latest/dg".to_owned(), Guide { at: read, pages });
    assert!(checker.look().offline);
    assert_eq!(checker.server.connections(), 0);
    assert_eq!(checker.evidence.get(&addresses[0]).and_then(|entry| entry.at), Some(read));
}

#[test]
fn a_bad_day_takes_nothing_from_what_was_known_of_a_page() {
    let place = "http://anchor-id.hosts-that-misbehave.net/page.html#limits";
    let mut checker = Checker::of(&[place]);
    checker.look();
    let before = checker.known(place).title;
    checker.server.on("anchor-id.hosts-that-misbehave.net", "*", |_| Reply::status(500));
    checker.today = TODAY + Span::new().days(60);
    checker.look();
    let entry = checker.evidence.entries().next().expect("it was seen").clone();
    assert_eq!((entry.verdict.name(), entry.ids.contains("limits")), ("flaky", true));
    assert!(before.is_some() && entry.title == before);
}

#[test]
fn a_timeout_and_then_a_name_without_a_host_are_two_first_failures() {
    let page = "http://silent.hosts-that-misbehave.net/page.html";
    let mut checker = Checker::of(&[page, "http://page.hosts-that-misbehave.net/page.html"]);
    checker.look();
    checker.today = TODAY + Span::new().days(2);
    let mut entry = checker.evidence.get(page).expect("it was seen").clone();
    assert_eq!(entry.verdict.name(), "flaky");
    entry.why = "something else".to_owned();
    checker.evidence.insert(entry);
    let names: [(&str, &[&str]); 1] = [("silent.hosts-that-misbehave.net", &[])];
    let evidence = checker.evidence.clone();
    let mut checker =
        Checker::of(&[page, "http://page.hosts-that-misbehave.net/page.html"]).with_names(&names);
    (checker.evidence, checker.today) = (evidence, TODAY + Span::new().days(2));
    checker.look();
    assert_eq!(
        (checker.known(page).verdict.name(), checker.known(page).reason.as_str()),
        ("flaky", "there is no such host")
    );
}

/// A network with a flaw of its own.
#[derive(Debug)]
struct Flawed;

impl Network for Flawed {
    fn resolve(&self, _: &str, _: Duration) -> Result<Vec<IpAddr>, Unresolved> {
        panic!("a flaw")
    }
}

#[test]
fn a_flaw_of_our_own_ends_no_run_and_hangs_none() {
    let checker = checker(&pages("a.net", 4));
    let plan = checker.plan();
    let settings = Settings { budget: Duration::from_secs(2), ..quick() };
    let watch = Watch { stop: &AtomicBool::new(false), progress: &|_| {} };
    let found = survey(&plan.wanted, &mut Cache::default(), Arc::new(Flawed), (&settings, TODAY), &watch);
    assert_eq!(found.seen.len() + found.left.len(), 4);
}

#[test]
fn a_page_that_only_leads_on_without_scripts_is_a_page() {
    let page = "http://app.net/page.html";
    let mut checker = Checker::of(&[page]);
    let words = "word ".repeat(80);
    let html = format!(
        "<title>App</title><noscript><meta http-equiv=refresh content='0;url=/plain.html'></noscript><p>{words}"
    );
    checker.server.on("app.net", "/page.html", move |_| Reply::page(html.clone()));
    checker.server.on("app.net", "/plain.html", |_| Reply::page(bodies::page("Plain")));
    checker.look();
    assert_eq!(
        (checker.known(page).verdict.name(), checker.known(page).title),
        ("ok", Some("App".to_owned()))
    );
}
