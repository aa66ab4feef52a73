//! How hosts are treated: never more at once than they bear, never faster, and left alone when they want that.

use super::web::Checker;
use leafcutter::net::queue::Manners;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

fn pages(host: &str, number: usize) -> Vec<String> {
    (0..number).map(|page| format!("http://{host}.hosts-that-misbehave.net/page-{page:04}.html")).collect()
}

fn checker(addresses: &[String]) -> Checker {
    Checker::of(&addresses.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn no_more_requests_are_under_way_at_a_host_than_it_is_asked_at_once() {
    let mut checker = checker(&pages("many", 60));
    checker.settings.manners = Manners { at_once: 2, pause: Duration::ZERO };
    checker.look();
    assert_eq!(checker.asked("many.hosts-that-misbehave.net").len(), 60);
    assert!(checker.server.most_at_once("many.hosts-that-misbehave.net") <= 2);
}

#[test]
fn there_is_a_pause_between_two_requests() {
    let mut checker = checker(&pages("many", 5));
    checker.settings.manners = Manners { at_once: 4, pause: Duration::from_millis(100) };
    checker.look();
    let requests = checker.server.requests();
    let pages: Vec<Instant> =
        requests.iter().filter(|seen| seen.path.starts_with("/page-")).map(|seen| seen.at).collect();
    let first_to_last = pages.iter().max().expect("five").duration_since(*pages.iter().min().expect("five"));
    assert!(first_to_last >= Duration::from_millis(300), "{first_to_last:?}");
}

#[test]
fn a_delay_that_robots_txt_asks_for_is_kept() {
    let mut checker = checker(&["http://robots-delay.hosts-that-misbehave.net/page.html".to_owned()]);
    let begun = Instant::now();
    checker.look();
    assert_eq!(checker.asked("robots-delay.hosts-that-misbehave.net"), ["/page.html"]);
    assert!(begun.elapsed() >= Duration::from_secs(5));
}

#[test]
fn a_slow_host_holds_up_no_other() {
    let addresses = [pages("silent", 3), pages("many", 40)].concat();
    let mut checker = checker(&addresses);
    let silent = Manners { at_once: 1, pause: Duration::ZERO };
    checker.settings.hosts.insert("silent.hosts-that-misbehave.net".to_owned(), silent);
    checker.look();
    let last = |host: &str| {
        let requests = checker.server.requests().into_iter();
        requests.filter(|seen| seen.host.starts_with(host)).map(|seen| seen.at).max().expect("it was asked")
    };
    assert!(last("many.") < last("silent."));
}

#[test]
fn a_host_that_fails_three_times_running_is_left_alone_for_this_run() {
    let addresses = pages("status-500", 12);
    let mut checker = checker(&addresses);
    checker.settings.manners = Manners { at_once: 1, pause: Duration::ZERO };
    let survey = checker.look();
    assert_eq!((survey.seen.len(), survey.left.len()), (3, 9));
    assert!(survey.left.iter().all(|(_, why)| why.contains("three times running")), "{:?}", survey.left);
    assert_eq!(checker.known(&addresses[11]).verdict.name(), "unchecked");
}

#[test]
fn a_host_that_wants_to_be_left_alone_for_a_day_is() {
    let addresses = pages("busy-for-a-day", 5);
    let mut checker = checker(&addresses);
    checker.settings.manners = Manners { at_once: 1, pause: Duration::ZERO };
    let survey = checker.look();
    assert_eq!(checker.asked("busy-for-a-day.hosts-that-misbehave.net").len(), 1);
    assert_eq!((survey.seen.len(), survey.left.len()), (1, 4));
}

#[test]
fn when_the_time_is_over_what_was_seen_counts_and_the_rest_is_for_another_run() {
    let addresses = pages("many", 40);
    let mut checker = checker(&addresses);
    checker.settings.manners = Manners { at_once: 1, pause: Duration::from_millis(50) };
    checker.settings.budget = Duration::from_millis(700);
    let survey = checker.look();
    assert!(!survey.seen.is_empty() && !survey.left.is_empty());
    assert_eq!(survey.seen.len() + survey.left.len(), 40);
    assert!(survey.left[0].1.contains("time for this run"));
    let seen = survey.seen.len();
    checker.settings.manners = Manners { at_once: 4, pause: Duration::ZERO };
    assert_eq!(checker.look().seen.len(), 40 - seen);
}

#[test]
fn what_was_longest_not_looked_at_comes_first() {
    let addresses = pages("many", 3);
    let mut checker = checker(&addresses);
    checker.look();
    for (address, day) in addresses.iter().zip([20, 0, 10]) {
        let mut entry = checker.evidence.get(address).expect("it was seen").clone();
        entry.at = Some(checker.today - jiff::Span::new().days(100 - day));
        checker.evidence.insert(entry);
    }
    let order: Vec<String> = checker.plan().wanted.iter().map(|wanted| wanted.url.to_string()).collect();
    assert_eq!(order, [addresses[1].clone(), addresses[2].clone(), addresses[0].clone()]);
}

#[test]
fn a_run_that_is_stopped_ends_at_once() {
    let mut checker = checker(&pages("many", 40));
    checker.settings.manners = Manners { at_once: 1, pause: Duration::from_secs(1) };
    let survey = checker.look_until(&AtomicBool::new(true));
    assert_eq!((survey.requests, survey.left.len()), (0, 40));
}

#[test]
fn a_page_is_asked_once_however_often_notes_lead_to_it() {
    let page = "http://popular.hosts-that-misbehave.net/page.html";
    let places = ["limits", "by-name", "high-resolution", "no-such-place", "top"];
    let mut addresses: Vec<String> = places.iter().map(|place| format!("{page}#{place}")).collect();
    addresses.extend((0..20).map(|_| page.to_owned()));
    let mut checker = checker(&addresses);
    checker.look();
    assert_eq!(checker.asked("popular.hosts-that-misbehave.net"), ["/page.html"]);
    let verdicts: Vec<&str> =
        addresses[..5].iter().map(|address| checker.known(address).verdict.name()).collect();
    assert_eq!(verdicts, ["ok", "ok", "anchor-missing", "anchor-missing", "ok"]);
}

#[test]
fn of_pictures_and_pdfs_only_the_headers_are_asked() {
    let addresses = [
        "http://image.hosts-that-misbehave.net/image.gif",
        "http://pdf.hosts-that-misbehave.net/whitepaper.pdf",
    ];
    let mut checker = Checker::of(&addresses);
    checker.look();
    let files = |seen: &super::server::Seen| ["/image.gif", "/whitepaper.pdf"].contains(&seen.path.as_str());
    let methods: Vec<String> =
        checker.server.requests().into_iter().filter(files).map(|seen| seen.method).collect();
    assert_eq!(methods, ["HEAD", "HEAD"]);
}
