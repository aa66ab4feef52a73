//! Terms in order become files of a size that is quick to load.

use super::File;
use super::coding::{script, short_hash};
use camino::Utf8PathBuf;
use serde_json::json;

/// A file with sections is full at this many bytes.
const SECTIONS: usize = 12 * 1024;
/// A file with positions is full at this many bytes.
const POSITIONS: usize = 16 * 1024;

/// A stretch of the terms.
#[derive(Debug, Default)]
pub struct Shard {
    /// The terms in their order, a space behind each; the other fields have as many parts.
    terms: String,
    /// For each, the sections that have it.
    docs: String,
    /// For each, its positions in each of them.
    places: String,
}

impl Shard {
    fn has_room(&self, docs: usize, places: usize) -> bool {
        self.terms.is_empty()
            || (self.docs.len() + docs <= SECTIONS && self.places.len() + places <= POSITIONS)
    }

    fn append(&mut self, other: &Self) {
        self.terms.push_str(&other.terms);
        self.docs.push_str(&other.docs);
        self.places.push_str(&other.places);
    }

    /// The first of its terms.
    pub fn first(&self) -> &str {
        self.terms.split(' ').next().unwrap_or_default()
    }

    /// Its two files, and the letters in their names that stand for what is in them.
    pub fn files(self, number: usize) -> (String, [File; 2]) {
        let words = script(&json!([self.terms.trim_end(), self.docs.trim_end()]));
        let positions = script(&self.places.trim_end());
        let hash = short_hash(&[&words, &positions]);
        let path = |kind: &str| Utf8PathBuf::from(format!("search/{kind}{number}-{hash}.js"));
        let files = [(path("w"), words), (path("o"), positions)];
        (hash, files)
    }
}

/// Puts a term behind the others.
pub fn add(shards: &mut Vec<Shard>, term: &str, docs: &str, places: &str) {
    if !shards.last().is_some_and(|shard| shard.has_room(docs.len(), places.len())) {
        shards.push(Shard::default());
    }
    let shard = shards.last_mut().expect("one was put there");
    for (list, item) in [(&mut shard.terms, term), (&mut shard.docs, docs), (&mut shard.places, places)] {
        list.push_str(item);
        list.push(' ');
    }
}

/// Puts neighbours together where one file has room for both.
pub fn merged(shards: impl IntoIterator<Item = Shard>) -> Vec<Shard> {
    let mut merged: Vec<Shard> = Vec::new();
    for shard in shards {
        match merged.last_mut() {
            Some(last) if last.has_room(shard.docs.len(), shard.places.len()) => last.append(&shard),
            _ => merged.push(shard),
        }
    }
    merged
}
