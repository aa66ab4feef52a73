//! AWS documentation, which answers 302 and a stub for what it does not have, and lists its pages in indexes.

use super::behaviours::Behaviour;
use super::bodies;
use super::reply::Reply;
use super::web::{Checker, aws};
use crate::driver::mended;
use leafcutter::references::verdict::Verdict;

const DOCS: &str = "https://docs.aws.amazon.com";

fn docs(paths: &[&str]) -> Checker {
    let addresses: Vec<String> = paths.iter().map(|path| format!("{DOCS}/{path}")).collect();
    Checker::of(&addresses.iter().map(String::as_str).collect::<Vec<_>>())
}

fn known(checker: &Checker, path: &str) -> (&'static str, Option<(String, bool)>) {
    let known = checker.known(&format!("{DOCS}/{path}"));
    let short = |url: &str| url.strip_prefix(&format!("{DOCS}/")).unwrap_or(url).to_owned();
    (known.verdict.name(), known.proposal.map(|next| (short(&next.url), next.confirmed)))
}

#[test]
fn what_a_guide_does_not_have_is_told_from_what_it_has() {
    for (name, expected) in [
        ("aws-stub", "soft-404"),
        ("aws-stub-alone", "soft-404"),
        ("aws-root", "ok"),
        ("aws-command", "soft-404"),
        ("aws-page", "ok"),
    ] {
        let behaviour = Behaviour::named(name);
        let path = behaviour.link.trim_start_matches('/');
        let mut checker = docs(&[path]);
        checker.server.on("docs.aws.amazon.com", "*", behaviour.answer);
        checker.look();
        assert_eq!(known(&checker, path).0, expected, "{name}");
    }
}

#[test]
fn one_request_for_the_index_of_a_guide_proves_its_pages() {
    for (name, requests) in [
        ("index-llms", 2),
        ("index-toc", 3),
        ("index-sitemap", 4),
        ("index-all", 2),
        ("index-missing", 5),
        ("index-is-page", 5),
        ("index-broken", 5),
        ("index-huge", 5),
    ] {
        // The indexes list `a`; there is `b` as well.
        let mut checker = docs(&["s3/latest/ug/a.html", "s3/latest/ug/b.html"]);
        checker.server.on("docs.aws.amazon.com", "*", Behaviour::named(name).answer);
        checker.look();
        assert_eq!(checker.asked("docs.aws.amazon.com").len(), requests, "{name}");
        for path in ["s3/latest/ug/a.html", "s3/latest/ug/b.html"] {
            assert_eq!(known(&checker, path).0, "ok", "{name}");
        }
    }
}

#[test]
fn eight_hundred_links_into_forty_guides_take_forty_requests_and_one_for_each_page_with_a_place() {
    let page = |n: usize| format!("service{}/latest/dg/page-{}.html", n % 40, n / 40);
    let with_place = |n: usize| n.is_multiple_of(100);
    let paths: Vec<String> =
        (0..800).map(|n| if with_place(n) { format!("{}#limits", page(n)) } else { page(n) }).collect();
    let mut checker = docs(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    checker.server.on("docs.aws.amazon.com", "*", |seen| match seen.path.rsplit_once('/') {
        Some((guide, "llms.txt")) => {
            let leaves: Vec<String> = (0..20).map(|n| format!("page-{n}")).collect();
            let leaves: Vec<&str> = leaves.iter().map(String::as_str).collect();
            Reply::file("text/plain", bodies::llms(&format!("https://docs.aws.amazon.com{guide}/"), &leaves))
        }
        Some((_, "robots.txt")) => Reply::status(404),
        _ => Reply::page(bodies::aws_page("A page", "top", &["limits"])),
    });
    checker.look();
    assert_eq!(checker.asked("docs.aws.amazon.com").len(), 40 + 8);
    let entries: Vec<_> = checker.evidence.entries().collect();
    assert!(entries.len() == 800 && entries.iter().all(|entry| entry.verdict == Verdict::Ok));
}

#[test]
fn a_guide_that_moved_gives_a_proposal_that_is_confirmed_and_then_written() {
    let old = "AmazonS3/latest/dev/UsingClientSideEncryption.html";
    let mut checker = docs(&[old]);
    aws(&checker.server, "AmazonS3/latest/userguide", &["UsingClientSideEncryption", "cors"]);
    aws(&checker.server, "AmazonS3/latest/dev", &[]);
    checker.look();
    let new = "AmazonS3/latest/userguide/UsingClientSideEncryption.html";
    assert_eq!(known(&checker, old), ("soft-404", Some((new.to_owned(), true))));
    let (after, _) = mended(&checker.snapshot());
    let note = String::from_utf8_lossy(&after.notes[0].bytes).into_owned();
    assert_eq!(note, checker.notes.replace(old, new));
}

#[test]
fn what_nothing_confirms_stays_a_guess_and_is_not_written() {
    let old = "AmazonS3/latest/dev/UsingClientSideEncryption.html";
    let mut checker = docs(&[old]);
    aws(&checker.server, "AmazonS3/latest/userguide", &["cors"]);
    aws(&checker.server, "AmazonS3/latest/dev", &[]);
    checker.look();
    let (verdict, proposal) = known(&checker, old);
    assert_eq!(verdict, "soft-404");
    assert!(proposal.is_none_or(|(_, confirmed)| !confirmed));
    let (after, _) = mended(&checker.snapshot());
    assert_eq!(String::from_utf8_lossy(&after.notes[0].bytes), checker.notes);
}

#[test]
fn a_place_that_became_a_page_is_found_by_the_index() {
    let old = "kms/latest/developerguide/concepts.html#encrypt_context";
    let mut checker = docs(&[old]);
    aws(&checker.server, "kms/latest/developerguide", &["concepts", "encrypt_context"]);
    checker.look();
    let new = "kms/latest/developerguide/encrypt_context.html";
    assert_eq!(known(&checker, old), ("anchor-missing", Some((new.to_owned(), true))));
}

#[test]
fn a_mistyped_address_is_moved_to_what_it_means() {
    let old = "AmazonS3/latest/userguide//cors.html";
    let mut checker = docs(&[old]);
    aws(&checker.server, "AmazonS3/latest/userguide", &["cors"]);
    checker.look();
    assert_eq!(
        known(&checker, old),
        ("moved", Some(("AmazonS3/latest/userguide/cors.html".to_owned(), true)))
    );
}

#[test]
fn the_title_of_a_page_that_was_seen_is_told() {
    let path = "lambda/latest/dg/invocation-retries.html";
    let mut checker = docs(&[path]);
    checker.server.on("docs.aws.amazon.com", "/lambda/*", |_| {
        Reply::page(bodies::aws_page("How Lambda retries", "retries", &["limits"]))
    });
    checker.look();
    let title = checker.known(&format!("{DOCS}/{path}")).title.unwrap_or_default();
    assert!(title.starts_with("How Lambda retries"), "{title}");
}
