//! What a look at addresses leaves behind for the next one, besides `links.lock`.
//!
//! It is of this machine alone, and can be thrown away at any time.

use super::exchange::Sight;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was learned beside the verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    /// Pages, by address.
    pub pages: BTreeMap<String, Page>,
    /// Guides of AWS documentation.
    pub guides: BTreeMap<String, Guide>,
    /// Hosts, by scheme, name and port.
    pub hosts: BTreeMap<String, Host>,
}

/// A page and by what it is known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub modified: Option<String>,
    /// What it showed.
    pub sight: Sight,
}

/// A guide and what its index lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// The day of the look.
    pub at: Date,
    /// Its pages, with their titles; none where it has no index.
    pub pages: BTreeMap<String, Option<String>>,
}

/// A host and what it wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The day of the look.
    pub at: Date,
    /// Its robots.txt; empty where it has none.
    pub robots: String,
    /// What it shows for what it does not have.
    #[serde(default)]
    pub absent: Absent,
}

/// What a host shows for what it does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Absent {
    /// Nobody has looked.
    #[default]
    Unknown,
    /// That it is not there.
    Said,
    /// A page, by its fingerprint.
    Page(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Page(String, Page),
    Guide(String, Guide),
    Host(String, Host),
}

/// An index is believed for so many days.
const GUIDE: i32 = 30;
/// And what a host wants for one (RFC 9309, 2.4).
const HOST: i32 = 1;

impl Cache {
    /// Reads the text of the file; what cannot be read is forgotten.
    pub fn parse(text: &str) -> Self {
        let mut cache = Self::default();
        for line in text.lines().filter_map(|line| serde_json::from_str(line).ok()) {
            match line {
                Line::Page(url, page) => drop(cache.pages.insert(url, page)),
                Line::Guide(name, guide) => drop(cache.guides.insert(name, guide)),
                Line::Host(name, host) => drop(cache.hosts.insert(name, host)),
            }
        }
        cache
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let pages = self.pages.iter().map(|(url, page)| Line::Page(url.clone(), page.clone()));
        let guides = self.guides.iter().map(|(name, guide)| Line::Guide(name.clone(), guide.clone()));
        let hosts = self.hosts.iter().map(|(name, host)| Line::Host(name.clone(), host.clone()));
        let line = |line: Line| serde_json::to_string(&line).expect("a line is plain data") + "\n";
        pages.chain(guides).chain(hosts).map(line).collect()
    }

    /// Forgets the pages that are not wanted any more.
    pub fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        self.pages.retain(|url, _| wanted(url));
    }

    /// Forgets what is too old on the day `today`.
    pub fn forget(&mut self, today: Date) {
        let young =
            |at: Date, days: i32| at.until(today).is_ok_and(|age| (0..days).contains(&age.get_days()));
        self.guides.retain(|_, guide| young(guide.at, GUIDE));
        self.hosts.retain(|_, host| young(host.at, HOST));
    }
}
