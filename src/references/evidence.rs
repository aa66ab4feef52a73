//! What was seen when somebody last looked: the file `links.lock`, an address a line.
//!
//! The file is JSON, a line an object, sorted by address, always in the same form: where the answers are the same, so are
//! its bytes. It can be merged line by line; of two lines on one address the newer counts. Keys that are not known are kept.

use super::bounds::bounded;
use super::classify::{DAY, Look};
use super::pattern;
use super::verdict::Verdict;
use crate::config::NotAsked;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The name of the file.
pub const LOCK: &str = "links.lock";

/// What is known of addresses, by their canonical form without fragment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    entries: BTreeMap<String, Entry>,
    not_asked: Vec<NotAsked>,
    newer: bool,
}

/// What is known of a page, and of the places on it that notes lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its canonical address, without fragment.
    #[serde(rename = "u")]
    pub url: String,
    /// What is known of it.
    #[serde(rename = "v")]
    pub verdict: Verdict,
    /// The day on which that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Date>,
    /// The status of the first answer.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Where it led.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Why, in words; empty where the verdict says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// The title of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The fragments that lead to a place on it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ids: BTreeSet<String>,
    /// The fragments that do not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub gone: BTreeSet<String>,
    /// The fragments of which it cannot be told, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub untold: BTreeMap<String, String>,
    /// Where to lead instead, by fragment; that of the page itself is empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub next: BTreeMap<String, Proposal>,
    /// The first day of those on which it failed, without a better answer between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// The last day on which it was as it should be, where it no longer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<Date>,
    /// What other versions of the program have to say.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// An address that could stand in the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Proposal {
    /// The address.
    pub url: String,
    /// Whether it was seen to be there: by an answer of its own, or in an index of its guide.
    pub confirmed: bool,
}

/// A line of the file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its bytes in the file.
    pub range: Range<usize>,
    /// What is the matter.
    pub message: String,
    /// Whether it says that the whole file has a form that only a newer version knows.
    pub newer: bool,
}

/// The version of the file's form, in its first line.
#[derive(Serialize, Deserialize)]
struct Head {
    lock: u32,
}

const VERSION: u32 = 1;

impl Evidence {
    /// Reads the text of a `links.lock`. A line with a flaw is left out; the others are taken.
    pub fn parse(text: &str) -> (Self, Vec<BadLine>) {
        let mut evidence = Self::default();
        let mut bad = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            let range = start..start + line.trim_end().len();
            start += line.len();
            if trimmed.is_empty() {
                continue;
            }
            match read_line(trimmed) {
                Ok(Some(entry)) => evidence.keep_newer(entry),
                Ok(None) => {}
                Err(message) => {
                    let newer = form(trimmed).is_some_and(|form| form > VERSION);
                    evidence.newer |= newer;
                    bad.push(BadLine { range, message, newer });
                }
            }
        }
        (evidence, bad)
    }

    /// Of two looks on one day the choice is any, but the same in whatever order they come.
    fn keep_newer(&mut self, entry: Entry) {
        match self.entries.get(&entry.url) {
            Some(kept) if (kept.at, line(kept)) >= (entry.at, line(&entry)) => {}
            _ => drop(self.entries.insert(entry.url.clone(), entry)),
        }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string(&Head { lock: VERSION }).expect("a head is plain data");
        text.push('\n');
        for entry in self.entries.values() {
            text.push_str(&line(entry));
            text.push('\n');
        }
        text
    }

    /// What is known of the page at `url`.
    pub fn get(&self, url: &str) -> Option<&Entry> {
        self.entries.get(url)
    }

    /// The same, where the author does not want some addresses to be asked.
    #[must_use]
    pub fn without(self, not_asked: Vec<NotAsked>) -> Self {
        Self { not_asked, ..self }
    }

    /// Why the author does not want `url` to be asked, if so.
    pub fn not_asked(&self, url: &str) -> Option<&str> {
        self.not_asked.iter().find(|one| pattern::fits(&one.address, url)).map(|one| one.reason.as_str())
    }

    /// Takes over what another file knows that is newer, or that is not known here.
    pub fn merge(&mut self, other: Self) {
        for entry in other.entries.into_values() {
            self.keep_newer(entry);
        }
    }

    /// Whether the file has a form of which this version knows nothing, so that it must not be written anew.
    pub fn is_newer(&self) -> bool {
        self.newer
    }

    /// Every entry, by address.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Adds an entry, in the place of what was known of its page.
    pub fn insert(&mut self, entry: Entry) {
        self.entries.insert(entry.url.clone(), bounded(entry));
    }
}

/// The entry of a line; none where it is the first line of a file of this form.
fn read_line(line: &str) -> Result<Option<Entry>, String> {
    let flaw = match serde_json::from_str::<Entry>(line) {
        Ok(entry) if entry.url.contains('#') => {
            return Err(
                "the address of a page has no `#`; places on the page stand in `ids` and `gone`".to_owned()
            );
        }
        Ok(entry) => return Ok(Some(bounded(entry))),
        Err(flaw) => flaw.to_string(),
    };
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
        return Err(
            "git left it there where two versions were merged; both count, and the line can go".to_owned()
        );
    }
    match form(line) {
        Some(VERSION) => Ok(None),
        Some(form) => Err(format!("this file has the form {form}, of which this version knows nothing")),
        // Every line is the first to the parser.
        None => Err(flaw.split(" at line ").next().unwrap_or_default().to_owned()),
    }
}

/// The form that a file has by its first line.
fn form(line: &str) -> Option<u32> {
    serde_json::from_str(line).ok().map(|Head { lock }| lock)
}

fn line(entry: &Entry) -> String {
    serde_json::to_string(entry).expect("an entry is plain data")
}

/// For how many days a verdict is taken to hold.
fn lifetime(verdict: Verdict) -> i32 {
    match verdict {
        Verdict::Ok | Verdict::Redirected => 30,
        Verdict::Moved | Verdict::Skipped | Verdict::Unchecked => 7,
        Verdict::Soft404 | Verdict::Dead | Verdict::AnchorMissing => 3,
        Verdict::Flaky | Verdict::Blocked => 1,
    }
}

impl Entry {
    /// An entry that says of `url` no more than `verdict`.
    pub fn new(url: &str, verdict: Verdict) -> Self {
        Self {
            url: url.to_owned(),
            verdict,
            at: None,
            status: None,
            to: None,
            why: String::new(),
            title: None,
            ids: BTreeSet::new(),
            gone: BTreeSet::new(),
            untold: BTreeMap::new(),
            next: BTreeMap::new(),
            since: None,
            good: None,
            other: Map::new(),
        }
    }

    /// Whether its time is over on the day `today`. What is good is looked at again on days that differ from page to page by up to
    /// a fifth of its time, so that not all of them come at once.
    pub fn is_due(&self, today: Date) -> bool {
        let Some(at) = self.at else {
            return true;
        };
        let days = lifetime(self.verdict);
        let spread = 2 * days / 5;
        let by_url = blake3::hash(self.url.as_bytes()).as_bytes()[0];
        let own = days - days / 5 + if spread > 0 { i32::from(by_url) % (spread + 1) } else { 0 };
        let age = days_between(at, today);
        age >= own || age < -1
    }

    /// Whether something is known of a place on the page.
    pub fn knows(&self, fragment: &str) -> bool {
        !self.verdict.is_seen()
            || self.ids.contains(fragment)
            || self.gone.contains(fragment)
            || self.untold.contains_key(fragment)
    }

    /// The entry after another look on the day `today`. One bad answer makes nothing dead: that takes failures on days apart, as
    /// many as the look has patience for.
    #[must_use]
    pub fn after(&self, look: Look, today: Date) -> Self {
        // What needs one failure to be like the one before begins anew with another kind.
        let goes_on = |days: i32| self.at.is_some() && (days > DAY || self.why == look.why);
        let since = look.patience.map(|days| self.since.filter(|_| goes_on(days)).unwrap_or(today));
        let lasting =
            look.patience.zip(since).is_some_and(|(days, since)| days_between(since, today) >= days);
        let verdict = if lasting { Verdict::Dead } else { look.verdict };
        let good = if self.verdict.is_seen() { self.at } else { self.good };
        let new = Self {
            verdict,
            at: Some(today),
            status: look.status,
            to: look.to,
            why: look.why,
            since,
            good: good.filter(|_| !verdict.is_seen()),
            // What was known of the page holds until another answer of its own.
            ..if verdict.is_seen() || verdict.is_gone() {
                Self { other: self.other.clone(), ..Self::new(&self.url, verdict) }
            } else {
                self.clone()
            }
        };
        let at = if self.at.is_some() && new.verdict == self.verdict && !self.is_due(today) {
            self.at
        } else {
            new.at
        };
        Self { at, ..new }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_map, btree_set, vec};
    use proptest::option;
    use proptest::prelude::*;

    fn day(number: i32) -> Date {
        let first = Date::constant(2026, 1, 1);
        first.checked_add(jiff::Span::new().days(number)).expect("a day of our time")
    }

    fn proposals() -> impl Strategy<Value = BTreeMap<String, Proposal>> {
        let proposal = (any::<String>(), any::<bool>());
        btree_map(any::<String>(), proposal.prop_map(|(url, confirmed)| Proposal { url, confirmed }), 0..3)
    }

    prop_compose! {
        fn entries()(
            page in 0..6,
            verdict in proptest::sample::select(Verdict::ALL.to_vec()),
            days in [option::of(0..400), option::of(0..400), option::of(0..400)],
            status in option::of(any::<u16>()),
            (to, title, why) in (option::of(any::<String>()), option::of(any::<String>()), any::<String>()),
            (ids, gone) in (btree_set(any::<String>(), 0..3), btree_set(any::<String>(), 0..3)),
            untold in btree_map(any::<String>(), any::<String>(), 0..3),
            next in proposals(),
            other in btree_map("x-[a-z]{3}", any::<u32>(), 0..2),
        ) -> Entry {
            let [at, since, good] = days.map(|number| number.map(day));
            let other = other.into_iter().map(|(key, value)| (key, value.into())).collect();
            let url = format!("https://a.io/{page}");
            Entry { url, verdict, at, status, to, why, title, ids, gone, untold, next, since, good, other }
        }
    }

    fn evidence() -> impl Strategy<Value = Evidence> {
        vec(entries(), 0..8).prop_map(|entries| {
            let mut evidence = Evidence::default();
            for entry in entries {
                evidence.insert(entry);
            }
            evidence
        })
    }

    fn parsed(text: &str) -> Evidence {
        let (evidence, bad) = Evidence::parse(text);
        assert_eq!(bad, [], "{text}");
        evidence
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_and_written_the_same(evidence in evidence()) {
            let text = evidence.text();
            let read = parsed(&text);
            prop_assert_eq!(&read, &evidence);
            prop_assert_eq!(read.text(), text);
        }

        #[test]
        fn lines_stand_in_the_order_of_their_addresses(evidence in evidence()) {
            let text = evidence.text();
            let lines: Vec<&str> = text.lines().skip(1).collect();
            prop_assert_eq!(text.lines().next(), Some("{\"lock\":1}"));
            prop_assert!(lines.is_sorted(), "{}", text);
            prop_assert_eq!(lines.len(), evidence.entries().count());
        }

        #[test]
        fn two_files_merged_by_their_lines_are_the_same_in_any_order(
            lines in (evidence(), evidence())
                .prop_map(|(one, two)| one.text() + &two.text())
                .prop_map(|both| both.lines().map(ToOwned::to_owned).collect::<Vec<_>>()),
            seed in any::<usize>(),
        ) {
            let mut mixed = lines.clone();
            for at in (1..mixed.len()).rev() {
                mixed.swap(at, seed.rotate_left(u32::try_from(at).unwrap_or(0)) % (at + 1));
            }
            prop_assert_eq!(parsed(&mixed.join("\r\n")).text(), parsed(&lines.join("\n")).text());
        }

        #[test]
        fn a_bad_line_is_told_at_its_place_and_costs_nothing_else(evidence in evidence(), bad in "[<=>x{]{1,9}", at in 0_usize..9) {
            let text = evidence.text();
            let mut lines: Vec<&str> = text.lines().collect();
            lines.insert(at.min(lines.len()), &bad);
            let text = lines.join("\n");
            let (read, found) = Evidence::parse(&text);
            prop_assert_eq!(read, evidence);
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(&text[found[0].range.clone()], bad);
        }

        #[test]
        fn no_text_is_too_bad_to_be_read(text in any::<String>()) {
            for bad in Evidence::parse(&text).1 {
                prop_assert!(text.get(bad.range).is_some());
            }
        }
    }

    #[test]
    fn of_two_lines_on_one_address_the_newer_counts() {
        let old = "{\"u\":\"https://a.io/\",\"v\":\"ok\",\"at\":\"2026-11-20\"}\n";
        let new = "{\"u\":\"https://a.io/\",\"v\":\"dead\",\"at\":\"2026-11-22\"}\n";
        let undated = "{\"u\":\"https://a.io/\",\"v\":\"moved\"}\n";
        for text in [[old, new, undated], [new, undated, old], [undated, old, new]] {
            let verdict = parsed(&text.concat()).get("https://a.io/").map(|entry| entry.verdict);
            assert_eq!(verdict, Some(Verdict::Dead), "{text:?}");
        }
    }

    #[test]
    fn keys_of_other_versions_stay_even_after_another_look() {
        let text =
            "{\"lock\":1}\n{\"u\":\"https://a.io/\",\"v\":\"ok\",\"etag\":\"x\",\"of\":{\"late\":[1]}}\n";
        let evidence = parsed(text);
        assert_eq!(evidence.text(), text);
        let entry =
            evidence.get("https://a.io/").expect("it is there").after(look(Verdict::Ok, None), day(0));
        assert_eq!(entry.other.len(), 2);
    }

    fn look(verdict: Verdict, patience: Option<i32>) -> Look {
        Look { verdict, why: String::new(), status: None, to: None, patience }
    }

    /// The verdicts after looks on these days, each with the patience of a failure or none for a good answer.
    fn course(looks: &[(i32, Option<i32>)]) -> Entry {
        let start = Entry::new("https://a.io/", Verdict::Unchecked);
        looks.iter().fold(start, |entry, (today, patience)| {
            let verdict = if patience.is_some() { Verdict::Flaky } else { Verdict::Ok };
            entry.after(look(verdict, *patience), day(*today))
        })
    }

    #[test]
    fn one_outage_makes_nothing_dead_and_two_as_many_days_apart_as_it_has_patience_for_do() {
        for patience in [1, 3] {
            let failed = Some(patience);
            assert_eq!(course(&[(9, failed)]).verdict, Verdict::Flaky);
            assert_eq!(course(&[(9, failed), (9, failed)]).verdict, Verdict::Flaky);
            assert_eq!(course(&[(9, failed), (8 + patience, failed)]).verdict, Verdict::Flaky);
            assert_eq!(course(&[(9, failed), (9 + patience, failed)]).verdict, Verdict::Dead);
            assert_eq!(course(&[(9, failed), (10, failed), (9 + patience, failed)]).verdict, Verdict::Dead);
            assert_eq!(course(&[(9, failed), (5, failed)]).verdict, Verdict::Flaky);
        }
    }

    #[test]
    fn a_good_answer_between_two_outages_begins_anew() {
        let failed = Some(3);
        let entry = course(&[(1, failed), (2, None), (20, failed)]);
        assert_eq!((entry.verdict, entry.since), (Verdict::Flaky, Some(day(20))));
        assert_eq!(course(&[(1, failed), (20, failed), (21, None)]).since, None);
    }

    #[test]
    fn the_last_good_day_is_kept_through_all_that_fails_and_no_longer() {
        let failed = Some(3);
        assert_eq!(course(&[(1, None)]).good, None);
        assert_eq!(course(&[(1, None), (40, failed)]).good, Some(day(1)));
        assert_eq!(course(&[(1, None), (40, failed), (50, failed), (60, failed)]).good, Some(day(1)));
        assert_eq!(course(&[(1, None), (40, failed), (50, None)]).good, None);
        let gone = course(&[(1, None)]).after(look(Verdict::Dead, None), day(9));
        assert_eq!((gone.verdict, gone.good, gone.at), (Verdict::Dead, Some(day(1)), Some(day(9))));
    }

    #[test]
    fn the_same_answer_within_its_time_leaves_the_day_as_it_was() {
        let entry = course(&[(1, None)]);
        assert_eq!(entry.after(look(Verdict::Ok, None), day(5)), entry);
        assert_eq!(entry.after(look(Verdict::Ok, None), day(50)).at, Some(day(50)));
        assert_eq!(entry.after(look(Verdict::Dead, None), day(5)).at, Some(day(5)));
    }

    #[test]
    fn good_pages_are_due_again_on_different_days_around_their_time() {
        let due = |page: i32| {
            let entry =
                Entry { at: Some(day(0)), ..Entry::new(&format!("https://a.io/{page}"), Verdict::Ok) };
            let first = (0..99).find(|&number| entry.is_due(day(number))).expect("every time ends");
            assert!((first..99).all(|number| entry.is_due(day(number))), "what is due stays so");
            first
        };
        let days: BTreeSet<i32> = (0..300).map(due).collect();
        assert_eq!((days.first(), days.last()), (Some(&24), Some(&36)));
        assert!(days.len() > 10, "{days:?}");
    }

    #[test]
    fn what_nobody_has_seen_and_what_is_of_a_later_day_than_today_is_due() {
        let on = |at, verdict| Entry { at, ..Entry::new("https://a.io/", verdict) };
        assert!(on(None, Verdict::Ok).is_due(day(9)));
        assert!(!on(Some(day(9)), Verdict::Unchecked).is_due(day(9)), "its robots.txt was read today");
        assert!(!on(Some(day(9)), Verdict::Ok).is_due(day(9)));
        assert!(!on(Some(day(9)), Verdict::Ok).is_due(day(8)), "elsewhere it is still yesterday");
        assert!(on(Some(day(9)), Verdict::Ok).is_due(day(7)), "the clock was set back");
        assert!(
            !on(Some(day(9)), Verdict::Flaky).is_due(day(9))
                && on(Some(day(9)), Verdict::Flaky).is_due(day(10))
        );
    }

    #[test]
    fn a_place_on_a_page_is_known_once_somebody_looked_or_the_page_is_gone() {
        let text = "{\"u\":\"https://a.io/\",\"v\":\"ok\",\"ids\":[\"a\"],\"gone\":[\"b\"],\"untold\":{\"c\":\"a script\"}}";
        let mut entry = parsed(text).get("https://a.io/").expect("it is there").clone();
        assert!(["a", "b", "c"].iter().all(|fragment| entry.knows(fragment)) && !entry.knows("d"));
        entry.verdict = Verdict::Dead;
        assert!(entry.knows("d"));
    }
}
