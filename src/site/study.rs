//! Pages made from what is understood: key points, numbers, comparisons, doubts and flashcards.
//!
//! Each section is looked through by itself (`find`), before it is rendered, so that the blocks that rows lead to can be
//! given ids (`places`). What was found in all of them is then gathered into the pages' views (`Study::of`). A row holds
//! words of the notes and nothing else; what is not sure is left out.

mod anki;
mod cards;
mod comparisons;
mod doubts;
mod gather;
mod limits;
mod marks;
mod numbers;
mod quantity;
mod reading;
mod text;
mod units;
mod unwritten;

pub use cards::{Card, Form};
pub use comparisons::Comparison;
pub use doubts::{Doubt, Open, Unwritten};
pub(in crate::site) use gather::{Study, key_points, lists};
pub use marks::Mark;
pub use numbers::Number;

use super::blocks::{Block, Kind};
use crate::notes::{Outline, Section, Ties};
use crate::slug::Unique;
use reading::Reading;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a section has for the study pages. Blocks are given by their indices among its blocks.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The blocks that something was found in.
    pub spots: BTreeMap<usize, Spot>,
    /// What is marked in it.
    pub marks: Vec<Mark>,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// What it compares.
    pub comparisons: Vec<Comparison>,
    /// What is open in it.
    pub doubts: Vec<Doubt>,
    /// Its questions with their answers.
    pub cards: Vec<Card>,
    /// The services that it names and that have no page.
    pub unwritten: Vec<Unwritten>,
}

/// A block that rows lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The event that it begins with, by its index in the note.
    pub event: usize,
    /// The heading that it is, by its index in the note.
    pub heading: Option<usize>,
    /// A few letters that stay as they are as long as its text does.
    pub key: String,
    /// The headings above it and what introduces it, the nearest last.
    pub path: Vec<String>,
}

/// Finds what a section has for the study pages. What stands under no title is open as a whole.
pub fn find(blocks: &[Block], outline: &Outline, ties: &Ties, unsorted: bool) -> Found {
    let reading = Reading::new(blocks, outline);
    let mut doubts = doubts::doubts(&reading);
    doubts.extend(doubts::dangling(&reading, outline, ties));
    doubts.extend(doubts::unsorted(&reading).filter(|_| unsorted));
    let mut found = Found {
        spots: BTreeMap::new(),
        marks: marks::marks(&reading),
        numbers: numbers::numbers(&reading),
        comparisons: comparisons::comparisons(&reading),
        doubts,
        cards: cards::cards(&reading),
        unwritten: doubts::unwritten(&reading, ties),
    };
    let wanted = found.blocks();
    let paths = reading.paths(&wanted);
    found.spots = wanted.into_iter().zip(paths).map(|(at, path)| (at, spot(&blocks[at], path))).collect();
    found
}

/// How many letters tell one block of a section from the others.
const KEY: usize = 6;

fn spot(block: &Block, path: Vec<String>) -> Spot {
    let hash = blake3::hash(block.text.as_bytes()).to_hex();
    let heading = block.heading.filter(|_| block.kind == Kind::Heading);
    Spot { event: block.event, heading, key: hash[..KEY].to_owned(), path }
}

impl Found {
    /// The blocks that something was found in.
    fn blocks(&self) -> BTreeSet<usize> {
        let marks = self.marks.iter().map(|found| found.block);
        let numbers = self.numbers.iter().map(|found| found.block);
        let comparisons = self.comparisons.iter().map(|found| found.block);
        let doubts = self.doubts.iter().map(|found| found.block);
        let cards = self.cards.iter().map(|found| found.block);
        let unwritten = self.unwritten.iter().map(|found| found.block);
        marks.chain(numbers).chain(comparisons).chain(doubts).chain(cards).chain(unwritten).collect()
    }
}

/// An id for each block of a section that rows lead to, by the event that it begins with. It is made of the block's text,
/// so it stays when other blocks come and go. Headings and the blocks that the author named have ids of their own.
pub fn places(found: &Found, section: &Section, outline: &Outline) -> HashMap<usize, String> {
    let mut ids = Unique::default();
    if !found.spots.is_empty() {
        let named = outline.blocks.values().map(|name| section.block_id(name));
        let headings = section.headings.values().map(|heading| heading.id.clone());
        named.chain(headings).for_each(|taken| drop(ids.name(&taken)));
    }
    let spots = found.spots.values().filter(|spot| spot.heading.is_none());
    let unnamed = spots.filter(|spot| !outline.blocks.contains_key(&spot.event));
    unnamed.map(|spot| (spot.event, ids.name(&format!("{}-k{}", section.id, spot.key)))).collect()
}

/// The id on the page of a block that rows lead to.
pub(super) fn id(
    spot: &Spot,
    section: &Section,
    outline: &Outline,
    places: &HashMap<usize, String>,
) -> String {
    let heading =
        spot.heading.and_then(|heading| section.headings.get(&heading)).map(|heading| heading.id.clone());
    let named = || outline.blocks.get(&spot.event).map(|name| section.block_id(name));
    let id = heading.filter(|id| !id.is_empty()).or_else(named).or_else(|| places.get(&spot.event).cloned());
    id.unwrap_or_else(|| section.id.clone())
}

#[cfg(test)]
mod tests {
    use super::{Found, find};
    use crate::config::{LineBreaks, RawHtml};
    use crate::notes::{Outline, Repaired, Ties, outline};
    use crate::site::blocks::blocks;
    use crate::source::Sources;

    /// What is found in a note.
    pub(super) fn found(note: &str) -> Found {
        found_with(note, |_| Ties::default())
    }

    /// What is found in a note whose words and links lead where `ties` says.
    pub(super) fn found_with(note: &str, ties: impl Fn(&Outline) -> Ties) -> Found {
        let source = Sources::default().add("n.md".into(), note.to_owned());
        let repaired = Repaired::new(source, note, 0, Vec::new());
        let outline = outline::outline(&repaired, LineBreaks::Auto, RawHtml::Sanitize);
        let blocks = blocks(&outline, std::slice::from_ref(&(0..outline.events.len())));
        find(&blocks, &outline, &ties(&outline), false)
    }

    #[test]
    fn a_row_says_what_it_stands_under_and_keeps_its_key() {
        let note = "# S3\n\n## Limits\n\n- Objects:\n  - up to 5 TB\n";
        let spots = |note: &str| {
            found(note).spots.into_values().map(|spot| (spot.path, spot.key)).collect::<Vec<_>>()
        };
        let [(path, key)] = &spots(note)[..] else { panic!("one number") };
        assert_eq!(path, &["S3", "Limits", "Objects"]);
        let [.., (_, later)] = &spots(&note.replace("## Limits", "## New\n\nin 5 minutes\n\n## Quotas"))[..]
        else {
            panic!("two numbers")
        };
        assert_eq!(key, later);
    }
}
