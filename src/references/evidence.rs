//! What was seen when somebody last looked: the file `links.lock`, an address a line.
//!
//! The file is JSON, a line an object, sorted by address, always in the same form: where the answers are the same, so are
//! its bytes. It can be merged line by line; of two lines on one address the newer counts. Keys that are not known are kept.

use super::classify::Look;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
            match (serde_json::from_str::<Entry>(trimmed), serde_json::from_str::<Head>(trimmed)) {
                (Ok(entry), _) => evidence.keep_newer(entry),
                (_, Ok(Head { lock: VERSION })) => {}
                (_, Ok(Head { lock })) => {
                    let message =
                        format!("this file has the form {lock}, of which this version knows nothing");
                    bad.push(BadLine { range, message });
                }
                (Err(why), _) => bad.push(BadLine { range, message: why.to_string() }),
            }
        }
        (evidence, bad)
    }

    fn keep_newer(&mut self, entry: Entry) {
        match self.entries.get(&entry.url) {
            Some(kept) if kept.at >= entry.at => {}
            _ => drop(self.entries.insert(entry.url.clone(), entry)),
        }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string(&Head { lock: VERSION }).expect("a head is plain data");
        text.push('\n');
        for entry in self.entries.values() {
            text.push_str(&serde_json::to_string(entry).expect("an entry is plain data"));
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
        self.not_asked.iter().find(|one| fits(&one.address, url)).map(|one| one.reason.as_str())
    }

    /// Takes over what another file knows that is newer, or that is not known here.
    pub fn merge(&mut self, other: Self) {
        for entry in other.entries.into_values() {
            self.keep_newer(entry);
        }
    }

    /// Every entry, by address.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Adds an entry, in the place of what was known of its page.
    pub fn insert(&mut self, entry: Entry) {
        self.entries.insert(entry.url.clone(), entry);
    }
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
        let since = look.patience.map(|_| self.since.filter(|_| self.at.is_some()).unwrap_or(today));
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
            other: self.other.clone(),
            ..Self::new(&self.url, verdict)
        };
        let at = if self.at.is_some() && new.verdict == self.verdict && !self.is_due(today) {
            self.at
        } else {
            new.at
        };
        Self { at, ..new }
    }
}

/// Whether `url` is an address of the form of `pattern`, in which a `*` stands for any characters.
fn fits(pattern: &str, url: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| url.strip_prefix(first)) else {
        return false;
    };
    let mut open = false;
    for part in parts {
        open = part.is_empty();
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    open || rest.is_empty()
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
