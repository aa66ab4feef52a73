//! What is proposed for addresses of AWS documentation that moved, held against moves that really happened.

use leafcutter::references::Address;
use leafcutter::references::aws::{self, By, Index, Page};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use url::Url;

/// Kinds of moves that a proposal must find.
const HELD: [&str; 6] =
    ["guide-moved", "anchor-to-page", "page-to-anchor", "hygiene", "missing-suffix", "case"];

/// Guides that the moves led to and that AWS has left since.
const LEFT_SINCE: [&str; 6] = [
    "/AmazonS3/latest/dev/",
    "/AmazonElastiCache/latest/UserGuide/",
    "/AmazonElastiCache/latest/red-ug/",
    "/AmazonVPC/latest/UserGuide/",
    "/AWSEC2/latest/WindowsGuide/",
    "/autoscaling/latest/userguide/",
];

struct Move {
    kind: String,
    before: String,
    after: String,
    last: String,
    is_sure: bool,
    flips: bool,
}

impl Move {
    fn is_held(&self) -> bool {
        self.is_sure && !self.flips && HELD.contains(&self.kind.as_str())
    }

    fn is_answered_by(&self, address: &str) -> bool {
        [&self.after, &self.last].into_iter().any(|right| canonical(right) == address)
    }
}

fn text(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("it is in the repository")
}

fn moves() -> Vec<Move> {
    let text = text("tests/data/aws_moves.tsv");
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| {
        let cells: Vec<String> = row.split('\t').map(str::to_owned).collect();
        let [kind, before, after, last, sure, flips] = cells.try_into().expect("six columns");
        Move { kind, before, after, last, is_sure: sure == "high", flips: flips == "yes" }
    })
    .collect()
}

fn url(address: &str) -> Url {
    Url::parse(address).expect("an address")
}

fn canonical(address: &str) -> String {
    aws::canonical(url(address)).into()
}

/// Every page that the program knows without asking.
fn known() -> Vec<Page> {
    let text = text("src/references/aws/known.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let pages = lines.flat_map(|(guide, pages)| pages.split(' ').map(move |page| (guide, page)));
    pages
        .flat_map(|(guide, page)| {
            let mut parts = page.split('#');
            let leaf = format!("{}.html", parts.next().unwrap_or_default());
            let places = std::iter::once(None).chain(parts.map(|place| Some(place.to_owned())));
            places.map(move |fragment| Page { guide: guide.to_owned(), leaf: leaf.clone(), fragment })
        })
        .collect()
}

/// Indexes of all guides: what is known, and where the moves led.
fn indexes(moves: &[Move]) -> HashMap<String, Index> {
    let mut guides: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    let arrived = moves.iter().flat_map(|known| [&known.after, &known.last]);
    let arrived = arrived.filter_map(|address| Page::of(&aws::canonical(url(address))));
    for page in known().into_iter().chain(arrived).filter(|page| page.leaf.strip_suffix(".html").is_some()) {
        guides.entry(page.guide).or_default().push((page.leaf, None));
    }
    guides.into_iter().map(|(guide, pages)| (guide, Index::new(pages))).collect()
}

/// What a writer is told to put in place of an address: its one spelling where that differs, otherwise the first candidate.
fn proposal(known: &Move, indexes: Option<&HashMap<String, Index>>) -> Option<String> {
    let one = canonical(&known.before);
    if one != known.before && known.is_answered_by(&one) {
        return Some(one);
    }
    let candidates = aws::candidates(&url(&known.before), &|guide| indexes?.get(guide));
    candidates.into_iter().next().map(|candidate| candidate.url)
}

fn rate(moves: &[&Move], indexes: Option<&HashMap<String, Index>>) -> (usize, Vec<String>) {
    let told = moves.iter().map(|known| (known, proposal(known, indexes)));
    let (right, wrong): (Vec<_>, Vec<_>) =
        told.partition(|(known, told)| told.as_ref().is_some_and(|told| known.is_answered_by(told)));
    (
        right.len(),
        wrong
            .iter()
            .map(|(known, told)| format!("{} -> {told:?}, not {}", known.before, known.after))
            .collect(),
    )
}

#[test]
fn nineteen_of_twenty_moves_are_found_when_an_index_lists_the_page() {
    let all = moves();
    let indexes = indexes(&all);
    let mut kinds: BTreeMap<&str, Vec<&Move>> = BTreeMap::new();
    for known in &all {
        kinds.entry(&known.kind).or_default().push(known);
    }
    println!("right of all, with indexes and without:");
    for (kind, moves) in &kinds {
        println!("{kind}: {} and {} of {}", rate(moves, Some(&indexes)).0, rate(moves, None).0, moves.len());
    }
    for kind in HELD {
        let moves: Vec<&Move> = kinds[kind].iter().copied().filter(|known| known.is_held()).collect();
        let (right, wrong) = rate(&moves, Some(&indexes));
        println!("held, {kind}: {right} and {} of {}", rate(&moves, None).0, moves.len());
        assert!(right * 20 >= moves.len() * 19, "{kind}: {right} of {}\n{wrong:#?}", moves.len());
    }
}

#[test]
fn where_pages_are_now_is_not_guessed_away() {
    let guessed = |addresses: &[String]| {
        let guess = |address: &String| aws::guess(&url(address)).map(|to| format!("{address} -> {to}"));
        addresses.iter().filter_map(guess).collect::<Vec<_>>()
    };
    let known: Vec<String> = known().iter().map(Page::url).collect();
    let wrong = guessed(&known);
    assert!(known.len() > 5000 && wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), known.len());
    let fronts = ["", "lambda", "s3/", "AmazonS3/latest/userguide", "console/kms/x"];
    assert!(guessed(&fronts.map(|path| docs(path).into())).is_empty());
    let stays = |address: &String| !LEFT_SINCE.iter().any(|guide| address.contains(guide));
    let last = moves().into_iter().map(|known| canonical(&known.last));
    let last: Vec<String> = last.filter(stays).collect();
    let wrong = guessed(&last);
    assert!(wrong.len() * 50 <= last.len(), "{} of {}: {wrong:#?}", wrong.len(), last.len());
}

fn docs(path: &str) -> Url {
    url(&format!("https://docs.aws.amazon.com/{path}"))
}

#[test]
fn a_damaged_path_is_understood_without_an_index() {
    for (typed, right) in [
        (
            "AWSCloudFormation/cfn-console-delete-stack.html",
            "AWSCloudFormation/latest/UserGuide/cfn-console-delete-stack.html",
        ),
        ("mazonS3/latest/dev/cors.html", "AmazonS3/latest/userguide/cors.html"),
        ("storagegatewaylatest/userguide/x-y.html", "storagegateway/latest/userguide/x-y.html"),
        ("kms/latestAPIReference/API_Decrypt.html", "kms/latest/APIReference/API_Decrypt.html"),
        ("iam/latest/UserGuide/id_users.html", "IAM/latest/UserGuide/id_users.html"),
        ("ecs/latest/developerguide/x.html", "AmazonECS/latest/developerguide/x.html"),
        ("AmazonECR/AmazonECR/latest/userguide/x.html", "AmazonECR/latest/userguide/x.html"),
        ("API_ScheduleKeyDeletion.html", "kms/latest/APIReference/API_ScheduleKeyDeletion.html"),
        ("managed-node-groups.html#a", "eks/latest/userguide/managed-node-groups.html#a"),
        ("eks/latest/userguide/managed-node-groups.xml", "eks/latest/userguide/managed-node-groups.html"),
        ("eks/latest/userguide/Managed-Node-Groups.html", "eks/latest/userguide/managed-node-groups.html"),
        ("lexv2/latest/dg/API_StartBotAnalyzer.html", "lexv2/latest/APIReference/API_StartBotAnalyzer.html"),
        ("acm-pca/latest/userguide/x.html", "privateca/latest/userguide/x.html"),
        ("AmazonElastiCache/latest/red-ug/x.html", "AmazonElastiCache/latest/dg/x.html"),
        ("AWSEC2/latest/WindowsGuide/ebs-volumes.html", "ebs/latest/userguide/ebs-volumes.html"),
    ] {
        assert_eq!(aws::guess(&docs(typed)), Some(docs(right).into()), "{typed}");
    }
}

/// The rows of a table, without what it says about itself.
fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// An address in a table, which names no host where it is that of the documentation.
fn whole(address: &str) -> String {
    if address.starts_with("http") { address.to_owned() } else { docs(address).into() }
}

#[test]
fn an_address_of_old_study_notes_gets_the_present_one() {
    let table = text("tests/data/aws_old.tsv");
    let rows: Vec<(&str, &str)> = rows(&table).filter_map(|row| row.split_once('\t')).collect();
    assert!(rows.len() > 100);
    for (old, now) in rows {
        let address = Address::parse(&whole(old)).expect("an address");
        assert_eq!(address.guess(), Some(whole(now)), "{old}");
        let candidates = aws::candidates(&url(&address.canonical), &|_| None);
        let first = candidates.first().map(|candidate| (candidate.url.as_str(), candidate.by.is_sure()));
        let is_canonical = address.canonical == whole(now);
        assert!(is_canonical || first == Some((whole(now).as_str(), true)), "{old} -> {candidates:?}");
    }
}

#[test]
fn an_address_that_is_right_is_left_alone() {
    let table = text("tests/data/aws_current.txt");
    for current in rows(&table) {
        let address = Address::parse(&whole(current)).expect("an address");
        assert_eq!(address.guess(), None, "{current}");
        assert!(!address.is_mistyped(), "{current}");
        let candidates = aws::candidates(&url(&address.canonical), &|_| None);
        let behind_first = current.split_once('/').map_or(current, |(_, rest)| rest);
        let cut = candidates.iter().find(|candidate| candidate.url == docs(behind_first).as_str());
        assert_eq!(cut, None, "{current}");
    }
}

#[test]
fn an_index_shows_where_a_page_went_that_no_table_knows() {
    let guide = "elasticbeanstalk/latest/dg";
    let pages =
        ["rolling-updates.html", "deleting-environments.html", "health-colors.html", "Custom-Platforms.html"];
    let index = Index::new(pages.map(|leaf| (leaf.to_owned(), None)));
    for (typed, right) in [
        ("environments.html#rolling-updates", "rolling-updates.html"),
        ("delete-environment.html", "deleting-environments.html"),
        ("health-colors-of-events.html", "health-colors.html"),
        ("rolling_updates.html", "rolling-updates.html"),
        ("custom-platforms.html", "Custom-Platforms.html"),
    ] {
        let candidates =
            aws::candidates(&docs(&format!("{guide}/{typed}")), &|asked| (asked == guide).then_some(&index));
        let first = candidates.first().map(|candidate| (candidate.url.as_str(), candidate.listed));
        assert_eq!(first, Some((docs(&format!("{guide}/{right}")).as_str(), true)), "{typed}");
    }
}

#[test]
fn what_is_only_alike_is_never_sure_and_the_page_comes_before_a_place_on_it() {
    let guide = "elasticbeanstalk/latest/dg";
    let index = Index::new(["health-colors.html".to_owned()].map(|leaf| (leaf, None)));
    for typed in ["health-colors-of-events.html", "colors-health-enhanced.html", "health-colours.html"] {
        let candidates =
            aws::candidates(&docs(&format!("{guide}/{typed}")), &|asked| (asked == guide).then_some(&index));
        let found = candidates.iter().find(|candidate| candidate.url.contains("health-colors.html"));
        let found = found.expect("a page of a similar name is listed");
        assert_eq!((found.by, found.by.is_sure(), found.listed), (By::SimilarName, false, true), "{typed}");
        assert_eq!(found.url, docs(&format!("{guide}/health-colors.html")).as_str(), "{typed}");
    }
    let known = aws::candidates(&docs("kms/latest/developerguide/delete-xks-key.html"), &|_| None);
    assert!(known[0].by.is_sure() && known[0].url.ends_with("#delete-xks-key"), "{known:?}");
}

#[test]
fn two_addresses_that_were_taken_for_one_are_left_alone() {
    for mark in [",", ";", "%20", ""] {
        let two =
            format!("{}{mark}{}", docs("AmazonS3/latest/dev/a.html"), docs("AmazonS3/latest/dev/b.html"));
        let address = Address::parse(&two).expect("an address");
        assert_eq!((address.canonical.as_str(), address.guess()), (two.as_str(), None));
        assert!(aws::candidates(&url(&two), &|_| None).is_empty());
    }
}

#[test]
fn an_endless_address_is_answered_at_once() {
    for part in ["a/", "latest", "index.html/", "https:/docs.aws.amazon.com/", "x.html", "-b"] {
        let typed = docs(&part.repeat(20_000));
        let one = aws::canonical(typed.clone());
        assert_eq!(aws::canonical(one.clone()), one);
        assert!(aws::guess(&typed).is_none_or(|to| to != one.as_str()));
        assert!(aws::candidates(&typed, &|_| None).len() <= 5);
    }
}

#[test]
fn a_whitepaper_is_looked_for_among_the_pages() {
    let typed = url("http://d0.awsstatic.com/whitepapers/AWS_Serverless_Streams.pdf");
    let guide = "whitepapers/latest/serverless-streams";
    assert_eq!(aws::guides_to_ask(&typed), [guide]);
    let index = Index::new([("introduction.html".to_owned(), None)]);
    let candidates = aws::candidates(&typed, &|asked| (asked == guide).then_some(&index));
    assert_eq!(candidates[0].url, docs(&format!("{guide}/introduction.html")).as_str());
    let tools = url("https://docs.aws.amazon.com/https:/aws.amazon.com/tools/");
    assert_eq!(aws::guess(&tools).as_deref(), Some("https://aws.amazon.com/developer/tools/"));
}

#[test]
fn the_guide_that_a_page_moved_to_is_asked_first() {
    let asked = |path: &str| aws::guides_to_ask(&docs(path)).first().cloned();
    assert_eq!(asked("AmazonS3/latest/dev/cors.html").as_deref(), Some("AmazonS3/latest/userguide"));
    assert_eq!(asked("lambda/latest/dg/x.html#y").as_deref(), Some("lambda/latest/dg"));
    assert_eq!(asked("a/latest/unheard-of/x.html").as_deref(), Some("a/latest/unheard-of"));
}

#[test]
fn a_move_that_was_taken_back_proposes_no_way_round_in_a_circle() {
    for known in moves().iter().filter(|known| known.flips) {
        for address in [&known.before, &known.after] {
            let there = aws::guess(&url(address));
            let back = there.as_ref().and_then(|there| aws::guess(&url(there)));
            assert_eq!(back, None, "{address} -> {there:?}");
        }
    }
}

#[test]
fn every_move_that_is_known_ends_and_begins_with_the_one_spelling() {
    let text = text("src/references/aws/pages.tsv");
    for (from, to) in
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
    {
        let address = if from.starts_with("https://") {
            from.to_owned()
        } else {
            format!("https://docs.aws.amazon.com/{from}")
        };
        assert_eq!(canonical(&address), address);
        let there = aws::guess(&url(&address)).unwrap_or_else(|| panic!("{from} leads nowhere, not to {to}"));
        assert_eq!(aws::guess(&url(&there)), None, "{from} leads on from {there}");
    }
}

proptest! {
    #[test]
    fn no_candidate_is_the_address_itself(path in "[a-zA-Z0-9/.#?%_ :é-]{0,60}", known in 0_usize..371) {
        let indexes: HashMap<String, Index> = HashMap::new();
        let moves = moves();
        let known = &moves[known.min(moves.len() - 1)].before;
        for address in [format!("https://docs.aws.amazon.com/{path}"), known.clone(), format!("{known}{path}")] {
            let Ok(typed) = Url::parse(&address) else { continue };
            let one = aws::canonical(typed.clone());
            let candidates = aws::candidates(&typed, &|guide| indexes.get(guide));
            prop_assert!(candidates.len() <= 5);
            prop_assert!(candidates.iter().all(|candidate| candidate.url != one.as_str() && candidate.url != address));
            prop_assert!(aws::guess(&typed).is_none_or(|guess| guess != one.as_str()));
            prop_assert!(aws::guides_to_ask(&typed).len() <= 3);
        }
    }
}
