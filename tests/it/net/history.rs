//! What happens from one look to the next: no churn, no request too many, and nothing is dead after one bad day.

use super::behaviours::Behaviour;
use super::bodies;
use super::reply::Reply;
use super::web::{Checker, TODAY};
use jiff::Span;

const PAGE: &str = "http://page.hosts-that-misbehave.net/page.html";

fn later(checker: &mut Checker, days: i64) {
    checker.today = TODAY + Span::new().days(days);
}

#[test]
fn a_second_run_on_the_same_day_makes_no_request() {
    let mut checker = Checker::of(&[
        PAGE,
        "http://not-found.hosts-that-misbehave.net/page.html",
        "http://status-500.hosts-that-misbehave.net/page.html",
        "http://robots-forbid.hosts-that-misbehave.net/private/page.html",
        "http://to-private.hosts-that-misbehave.net/page.html",
        "http://says-yes.hosts-that-misbehave.net/guide/page.html",
    ]);
    checker.look();
    let (requests, text) = (checker.server.requests().len(), checker.evidence.text());
    assert_eq!(checker.look().requests, 0);
    assert_eq!(checker.server.requests().len(), requests);
    assert_eq!(checker.evidence.text(), text);
}

#[test]
fn the_same_answers_give_the_same_bytes_but_for_the_day() {
    let mut checker = Checker::of(&[PAGE, "http://moved.hosts-that-misbehave.net/old/page.html"]);
    checker.look();
    let before = checker.evidence.text();
    later(&mut checker, 90);
    checker.look();
    let after = checker.evidence.text();
    assert_eq!(after.replace(&checker.today.to_string(), &TODAY.to_string()), before);
}

#[test]
fn one_outage_makes_nothing_dead_and_three_days_of_it_do() {
    let mut checker = Checker::of(&[PAGE]);
    checker.look();
    checker.server.on("page.hosts-that-misbehave.net", "/page.html", |_| Reply::status(500));
    let mut verdicts = Vec::new();
    for day in [40, 41, 43] {
        later(&mut checker, day);
        checker.look();
        let known = checker.known(PAGE);
        verdicts.push((known.verdict.name(), known.good));
    }
    assert_eq!(verdicts, [("flaky", Some(TODAY)), ("flaky", Some(TODAY)), ("dead", Some(TODAY))]);
    checker.server.on("page.hosts-that-misbehave.net", "/page.html", |_| Reply::page(bodies::page("Back")));
    later(&mut checker, 50);
    checker.look();
    assert_eq!(checker.known(PAGE).verdict.name(), "ok");
}

#[test]
fn a_name_that_stands_for_no_host_is_dead_after_a_whole_day_and_one_that_cannot_be_looked_up_is_not() {
    let [gone, down] = ["http://no-such-host.net/a", "http://name-server-down.net/a"];
    // The third makes sure that this machine is online.
    let mut checker = Checker::of(&[gone, down, PAGE]);
    checker.look();
    assert_eq!(checker.known(gone).verdict.name(), "flaky");
    later(&mut checker, 2);
    checker.look();
    assert_eq!((checker.known(gone).verdict.name(), checker.known(down).verdict.name()), ("dead", "flaky"));
}

#[test]
fn where_no_host_answers_nothing_is_held_against_any_of_them() {
    let mut checker = Checker::of(&["http://no-such-host.net/a", "http://deaf.hosts-that-misbehave.net/a"]);
    assert!(checker.look().offline);
    let mut checker = Checker::of(&["http://no-such-host.net/a", PAGE]);
    assert!(!checker.look().offline);
}

#[test]
fn a_page_that_did_not_change_is_not_read_again() {
    let behaviour = Behaviour::named("unchanged");
    let page = format!("http://{}/page.html", behaviour.host());
    let mut checker = Checker::of(&[&page]);
    checker.look();
    later(&mut checker, 90);
    let place = format!("{page}#limits");
    checker.notes = format!("# Lambda\n\n- <{page}>\n- <{place}>\n");
    checker.look();
    let requests = checker.server.requests();
    let last = requests.iter().rfind(|seen| seen.path == "/page.html").expect("it was asked");
    assert_eq!(last.header("if-none-match"), "\"one\"");
    assert_eq!(checker.known(&place).verdict.name(), "ok", "{}", checker.known(&place).reason);
}

#[test]
fn what_no_note_leads_to_any_more_is_forgotten() {
    let mut checker = Checker::of(&[PAGE, "http://many.hosts-that-misbehave.net/page-0001.html"]);
    checker.look();
    checker.notes = format!("# Lambda\n\n- <{PAGE}>\n");
    checker.look();
    assert_eq!(checker.evidence.entries().map(|entry| entry.url.as_str()).collect::<Vec<_>>(), [PAGE]);
}
