//! The places in a note or on a page by what links call them behind `#`, in every spelling there is for a heading.

use super::near::Near;
use super::places::Place;
use percent_encoding::percent_decode_str;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Headings of one name are looked through up to this many.
const ALIKE: usize = 1000;

/// Places by fragment.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    places: Vec<Place>,
    keys: Vec<String>,
    /// For each place, the one that it stands under.
    above: Vec<Option<usize>>,
    /// What the author gave a name of its own: `{#like-this}`, `<a name="like-this">`.
    named: HashMap<String, Place>,
    /// Blocks, by the name behind their `^`, in lower case.
    blocks: HashMap<String, Place>,
    /// By GitHub's spelling; a second heading of the same name has a number.
    numbered: BTreeMap<String, usize>,
    /// The same without numbers.
    alike: HashMap<String, Vec<usize>>,
    /// By letters and digits alone, with and without a number before them; `None` where several are alike.
    bare: HashMap<String, Option<usize>>,
    /// The fragments, made ready for looking up misspelt ones when the first is.
    misspelt: OnceLock<Near>,
}

impl Fragments {
    /// The fragments of headings, in order, and of others, which have a name of their own.
    pub fn new(headings: Vec<Place>, others: Vec<Place>) -> Self {
        let mut fragments = Self::default();
        for place in others {
            let block = place.text.strip_prefix('^').map(str::to_lowercase);
            let names = if block.is_some() { &mut fragments.blocks } else { &mut fragments.named };
            names.entry(block.unwrap_or_else(|| key(&place.text))).or_insert(place);
        }
        let mut open: Vec<usize> = Vec::new();
        for (index, place) in headings.iter().enumerate() {
            open.retain(|&above| headings[above].level < place.level);
            fragments.above.push(open.last().copied());
            open.push(index);
            fragments.add(index, &place.text);
        }
        fragments.places = headings;
        fragments
    }

    fn add(&mut self, index: usize, text: &str) {
        let key = key(text);
        self.keys.push(key.clone());
        let alike = self.alike.entry(key.clone()).or_default();
        let numbered = if alike.is_empty() { key } else { format!("{key}-{}", alike.len()) };
        alike.push(index);
        self.numbered.entry(numbered).or_insert(index);
        let (whole, rest) = (letters(text), letters(without_number(text)));
        let once = (rest != whole).then_some(rest);
        for bare in [Some(whole), once].into_iter().flatten().filter(|bare| !bare.is_empty()) {
            match self.bare.entry(bare) {
                Entry::Vacant(free) => drop(free.insert(Some(index))),
                Entry::Occupied(mut taken) => drop(taken.insert(None)),
            }
        }
    }

    /// The place of a fragment as GitHub, GitLab, Pandoc or Obsidian spell it, in any case.
    pub fn find(&self, fragment: &str) -> Option<&Place> {
        let fragment = percent_decode_str(fragment).decode_utf8_lossy();
        if let Some((_, block)) = fragment.split_once('^') {
            return self.blocks.get(&block.to_lowercase());
        }
        let key = key(&fragment);
        if let Some(named) = self.named.get(&key) {
            return Some(named);
        }
        let bare = || {
            let keys = [letters(&fragment), letters(without_number(&fragment))];
            keys.iter().find_map(|key| *self.bare.get(key)?)
        };
        let place = self.nested(&fragment).or_else(|| self.numbered.get(&key).copied()).or_else(bare)?;
        Some(&self.places[place])
    }

    /// The place of `Heading#Sub`, as Obsidian writes headings under headings.
    fn nested(&self, fragment: &str) -> Option<usize> {
        let (above, last) = fragment.rsplit_once('#')?;
        let alike = self.alike.get(&key(last))?;
        let above: Vec<String> = above.rsplit('#').map(key).collect();
        let under = |&&place: &&usize| {
            let mut wanted = above.iter().peekable();
            let mut at = self.above[place];
            while let (Some(key), Some(place)) = (wanted.peek(), at) {
                if self.keys[place] == **key {
                    wanted.next();
                }
                at = self.above[place];
            }
            wanted.peek().is_none()
        };
        alike.iter().take(ALIKE).find(under).or_else(|| alike.first()).copied()
    }

    /// The fragment that is nearest to one that does not exist, and its place.
    pub fn near(&self, fragment: &str) -> Option<(&str, &str)> {
        if fragment.contains('^') {
            return None;
        }
        let wanted = key(&percent_decode_str(fragment).decode_utf8_lossy());
        let names = || Near::new(self.numbered.keys().chain(self.named.keys()).map(String::as_str));
        let misspelt = || self.misspelt.get_or_init(names).find(&wanted);
        let near = self.cut_short(&wanted).or_else(misspelt)?;
        let place = || self.places[self.numbered[near]].href.as_str();
        Some((near, self.named.get(near).map_or_else(place, |named| &named.href)))
    }

    /// The one heading that `wanted` is the beginning of, or that is the beginning of `wanted`, in whole words.
    fn cut_short(&self, wanted: &str) -> Option<&str> {
        let longer = format!("{wanted}-");
        let mut begun = self.numbered.range(longer.clone()..).map(|(key, _)| key.as_str());
        let begun = begun.next().filter(|key| {
            key.starts_with(&longer) && begun.next().is_none_or(|next| !next.starts_with(&longer))
        });
        let shorter = || {
            let ends = wanted.rmatch_indices('-').map(|(at, _)| &wanted[..at]);
            ends.filter(|start| start.contains('-')).find_map(|start| self.numbered.get_key_value(start))
        };
        begun.or_else(|| shorter().map(|(key, _)| key.as_str()))
    }
}

/// What is compared of a fragment: GitHub's spelling, in which case does not matter and runs of hyphens are one. GitHub
/// puts `user-content-` before the names that authors give.
fn key(fragment: &str) -> String {
    let mut key = String::new();
    let fragment = fragment.trim();
    for c in fragment.strip_prefix("user-content-").unwrap_or(fragment).chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            key.push(c);
        } else if (c.is_whitespace() || c == '-') && !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    key.truncate(key.trim_end_matches('-').len());
    key
}

/// A fragment or a heading without the number before it: Pandoc leaves it out.
fn without_number(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphabetic())
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
