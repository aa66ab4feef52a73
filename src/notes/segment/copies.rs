//! Leaves out sections that only repeat one of another note: of a README that is all other notes in one, or of a second copy.

use super::piece::Piece;
use crate::notes::outline::is_inline;
use crate::notes::{Placed, Read, Subject, Topic};
use crate::slug::slugify;
use pulldown_cmark::{Event, Tag};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::{discriminant, take};

/// Shorter sections, in words, are alike by chance: "See the documentation."
pub(super) const FEWEST_WORDS: usize = 12;

/// So many sections with the same block are looked at; of more, what is alike says nothing.
const LOOKED_AT: usize = 50;

/// What a section says, as far as it can be told from what others say.
#[derive(Clone, Debug)]
pub(super) struct Wording {
    pub words: usize,
    /// A number for each paragraph, item, cell and code block.
    pub blocks: HashSet<u64>,
    /// What it is about: sections under different titles are no copies, however alike. `None` fits everything.
    about: Option<About>,
}

/// A section, by its topic and its place there, and what it says.
struct Text<'a> {
    place: (usize, usize),
    note: usize,
    wording: &'a Wording,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    Subject(Subject),
    Title(String),
}

/// Takes out of `topics` the sections all of whose text stands in a section of another note on the same, which keeps them
/// among its copies. What stands in the shorter note stays, and in notes as long what stands in the first.
///
/// `wordings` are those of the sections, by topic.
pub(super) fn leave_out(topics: &mut Vec<Topic>, notes: &[Read], wordings: &[Vec<&Wording>]) {
    let mut texts = texts(topics, wordings);
    let mut words_of_note = vec![0; notes.len()];
    for text in &texts {
        words_of_note[text.note] += text.wording.words;
    }
    texts.sort_by_key(|text| (Reverse((words_of_note[text.note], text.note)), text.place));
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, text) in texts.iter().enumerate() {
        for &block in &text.wording.blocks {
            holders.entry(block).or_default().push(index);
        }
    }
    let mut copies: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate().filter(|(_, text)| text.wording.words >= FEWEST_WORDS) {
        let holders = text.wording.blocks.iter().map(|block| (block, &holders[block]));
        let rarest =
            holders.min_by_key(|(block, holders)| (holders.len(), **block)).map(|(_, holders)| holders);
        // Those of longer notes stand before it, and may be copies of it.
        let later = rarest.into_iter().flatten().rev().take_while(|&&other| other > index).take(LOOKED_AT);
        let of = later.map(|&other| &texts[other]).find(|other| text.is_copy_of(other));
        copies.extend(of.map(|of| (text.place, of.place)));
    }
    for (&(topic, section), &of) in &copies {
        let copy = topics[topic].sections[section].clone();
        topics[of.0].sections[of.1].copies.push(copy);
    }
    for (topic, section) in copies.into_keys().rev() {
        topics[topic].sections.remove(section);
    }
    topics.retain(|topic| !topic.sections.is_empty());
}

impl Text<'_> {
    /// Whether `other` says all of it, about the same.
    fn is_copy_of(&self, other: &Text) -> bool {
        self.note != other.note && self.wording.is_in(other.wording)
    }
}

fn texts<'a>(topics: &[Topic], wordings: &[Vec<&'a Wording>]) -> Vec<Text<'a>> {
    let sections = |(index, topic): (usize, &Topic)| {
        let notes: Vec<usize> = topic.sections.iter().map(|section| section.note).collect();
        let texts = notes.into_iter().zip(&wordings[index]).enumerate();
        texts
            .map(move |(place, (note, wording))| Text { place: (index, place), note, wording })
            .collect::<Vec<_>>()
    };
    topics.iter().enumerate().flat_map(sections).collect()
}

impl Wording {
    /// Whether `other` says all of it, about the same.
    pub fn is_in(&self, other: &Self) -> bool {
        let same = self.about.is_none() || other.about.is_none() || self.about == other.about;
        same && self.blocks.is_subset(&other.blocks)
    }

    /// What a piece of a note says. Two blocks are alike if they look alike: signs, ticks and the names of links count, white space
    /// does not.
    pub fn of(piece: &Piece, read: &Read) -> Self {
        let about = match piece.subject {
            // "README" is no title.
            Subject::Topic if read.note.is_folder_page() && piece.titles.is_empty() => None,
            Subject::Topic => Some(About::Title(slugify(&piece.title))),
            subject => Some(About::Subject(subject)),
        };
        let (words, blocks) = blocks(&read.outline.events[piece.events.clone()]);
        Self { words, blocks, about }
    }
}

/// How many words events have, and a number for each paragraph, item, cell and code block.
fn blocks(events: &[Placed]) -> (usize, HashSet<u64>) {
    let (mut blocks, mut words, mut all) = (HashSet::new(), 0, 0);
    let mut hasher = DefaultHasher::new();
    for (event, _) in events {
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::Html(text)
            | Event::InlineHtml(text) => {
                for word in text.split_whitespace() {
                    word.hash(&mut hasher);
                    words += 1;
                }
            }
            Event::TaskListMarker(done) => done.hash(&mut hasher),
            Event::Start(tag) => {
                discriminant(tag).hash(&mut hasher);
                if let Tag::Link { dest_url: to, .. } | Tag::Image { dest_url: to, .. } = tag {
                    to.hash(&mut hasher);
                    words += 1;
                }
            }
            Event::End(tag) if !is_inline(*tag) && words > 0 => {
                blocks.insert(take(&mut hasher).finish());
                all += take(&mut words);
            }
            _ => {}
        }
    }
    (all, blocks)
}
