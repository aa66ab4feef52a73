//! Reads a title word by word: the services it names, and what it says besides.

use super::{Index, Naming, Reading, key};
use crate::catalog::{Named, ServiceId};
use std::ops::Bound;

/// Words that lead to a name and say nothing about it: "What is …", "Introduction to …", "Day 3: …".
const LEADING: &[&str] = &[
    "a",
    "about",
    "all",
    "an",
    "are",
    "chapter",
    "day",
    "domain",
    "getting",
    "intro",
    "introducing",
    "introduction",
    "is",
    "lab",
    "learning",
    "lecture",
    "lesson",
    "module",
    "notes",
    "of",
    "on",
    "overview",
    "part",
    "section",
    "started",
    "step",
    "the",
    "to",
    "topic",
    "understanding",
    "unit",
    "week",
    "what",
    "whats",
    "with",
    "working",
];

/// Words between names, and after the last.
const JOINING: &[&str] = &["and", "or", "for", "with", "in", "service", "services", "family", "part"];

/// Words before a name by which a title is about something else: "Migrating from EC2".
const TURNING: &[&str] = &["from", "instead", "like", "non", "not", "than", "to", "versus", "vs", "without"];

/// A title that does not begin with a name is about it only if it has at most this many other words.
const OTHER_WORDS: usize = 5;

/// Abbreviations of up to this many letters in lower case are words in a title that has capitals: "what ram is".
const SHORT: usize = 4;

/// A word of a title.
pub(super) struct Word<'t> {
    text: &'t str,
    pub key: String,
}

/// The name of a service among the words of a title.
struct Hit {
    named: Named,
    wrong: bool,
    /// The index of its first word.
    start: usize,
}

/// What the words of a title are.
#[derive(Default)]
struct Words {
    hits: Vec<Hit>,
    /// How many words before the first name lead to nothing.
    before: usize,
    /// How many words from the first name on are no names.
    after: usize,
}

impl Index {
    /// What a title of several words names, and whether it says more than that.
    pub(super) fn scan(&self, title: &str) -> Option<Reading> {
        let words = words(title);
        let found = self.names_in(&words);
        let first = found.hits.first()?;
        let mut also: Vec<ServiceId> = Vec::new();
        for hit in &found.hits[1..] {
            if hit.named.service != first.named.service && !also.contains(&hit.named.service) {
                also.push(hit.named.service);
            }
        }
        let of_first = || found.hits.iter().filter(|hit| hit.named.service == first.named.service);
        let exact = of_first().find(|hit| !hit.wrong);
        let corrected = exact.is_none();
        let named = exact.unwrap_or(first).named;
        let turned = first.start > 0 && TURNING.contains(&words[first.start - 1].key.as_str());
        let alone = also.is_empty() && !turned && found.before + found.after <= OTHER_WORDS;
        let naming = Naming { named, also, corrected, plain_word: false };
        match (found.before, found.after) {
            (0, 0) => Some(Reading::Named(naming)),
            (0, _) => Some(Reading::About(Naming { corrected: false, ..naming })),
            _ if alone => Some(Reading::Mentions(Naming { corrected: false, ..naming })),
            _ => None,
        }
    }

    fn names_in(&self, words: &[Word]) -> Words {
        let capitals = words.iter().any(|word| word.text.contains(char::is_uppercase));
        let mut found = Words::default();
        let mut at = 0;
        while at < words.len() {
            let brands = usize::from(self.brands.contains(&words[at].key));
            let hit = self.longest(words, at, false, capitals);
            let branded = || (brands > 0).then(|| self.longest(words, at + 1, true, capitals)).flatten();
            if let Some((end, named, wrong)) = hit.or_else(branded) {
                found.hits.push(Hit { named, wrong, start: at });
                at = end;
                continue;
            }
            let key = words[at].key.as_str();
            let number = key.bytes().all(|byte| byte.is_ascii_digit());
            if found.hits.is_empty() {
                found.before += usize::from(brands == 0 && !number && !LEADING.contains(&key));
            } else {
                found.after += usize::from(brands == 0 && !JOINING.contains(&key));
            }
            at += 1;
        }
        found
    }

    /// The longest name that begins at the word `at`: where it ends, and what it stands for.
    fn longest(
        &self,
        words: &[Word],
        at: usize,
        branded: bool,
        capitals: bool,
    ) -> Option<(usize, Named, bool)> {
        let mut joined = String::new();
        let mut longest = None;
        for (index, word) in words.iter().enumerate().skip(at) {
            joined.push_str(&word.key);
            let singular = || self.entries.get(joined.strip_suffix('s')?);
            if let Some(entry) = self.entries.get(&joined).or_else(singular) {
                let lower = index == at && capitals && is_lower_abbreviation(word.text);
                if !lower && (branded || !entry.english) {
                    longest = Some((index + 1, entry.named, entry.wrong));
                }
            }
            let from = (Bound::Included(joined.as_str()), Bound::Unbounded);
            let longer = self.entries.range::<str, _>(from).next();
            if !longer.is_some_and(|(name, _)| name.starts_with(&joined)) {
                break;
            }
        }
        longest
    }
}

fn is_lower_abbreviation(word: &str) -> bool {
    word.len() <= SHORT && word.chars().all(|c| c.is_ascii_lowercase())
}

/// The words of a title. Scripts without spaces between words end a word of another script.
pub(super) fn words(title: &str) -> Vec<Word<'_>> {
    let spaceless = |c: char| c >= '\u{2E80}';
    let mut words = Vec::new();
    for run in title.split(|c: char| !c.is_alphanumeric()) {
        let mut start = 0;
        let mut last = None;
        for (at, c) in run.char_indices() {
            if last.is_some_and(|last: char| spaceless(last) != spaceless(c)) {
                words.push(&run[start..at]);
                start = at;
            }
            last = Some(c);
        }
        words.push(&run[start..]);
    }
    let words = words.into_iter().filter(|word| !word.is_empty());
    words.map(|text| Word { text, key: key(text) }).collect()
}
