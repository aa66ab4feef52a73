//! Leaves out sections that only repeat what another note says: a README that is all other notes in one, or a second copy.

use crate::notes::link::is_inline;
use crate::notes::{Read, Section, Topic};
use pulldown_cmark::{Event, Tag};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Shorter sections, in words, are alike by chance: "See the documentation."
const FEWEST_WORDS: usize = 12;

/// A section that is not published, for its text stands elsewhere.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The section.
    pub section: Section,
    /// The section that says the same, or the first of those that do together.
    pub of: Section,
}

/// A section among all, and what it says: a number a block, in order.
struct Text {
    topic: usize,
    section: usize,
    note: usize,
    words: usize,
    blocks: Vec<u64>,
}

/// Takes the sections out of `topics` every block of which stands in another note as well. Of several, what stands in the
/// shortest note stays, and of notes as long the first.
pub(super) fn leave_out(topics: &mut Vec<Topic>, notes: &[Read]) -> Vec<Copied> {
    let mut texts = texts(topics, notes);
    let mut words_of_note = vec![0; notes.len()];
    for text in &texts {
        words_of_note[text.note] += text.words;
    }
    texts.sort_by_key(|text| (Reverse((words_of_note[text.note], text.note)), text.topic, text.section));
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, text) in texts.iter().enumerate() {
        for &block in &text.blocks {
            let holders = holders.entry(block).or_default();
            // One of each note: they stand together, and sections of one note are no copies of each other.
            if holders.last().is_none_or(|&last: &usize| texts[last].note != text.note) {
                holders.push(index);
            }
        }
    }
    let mut copies: Vec<(usize, usize)> = Vec::new();
    let mut left_out = vec![false; texts.len()];
    for (index, text) in texts.iter().enumerate().filter(|(_, text)| text.words >= FEWEST_WORDS) {
        // Those of longer notes stand before it. The last holder is the most likely to stay.
        let elsewhere = |block: &u64| {
            holders[block]
                .iter()
                .rev()
                .copied()
                .find(|&other| texts[other].note != text.note && !left_out[other])
        };
        let Some(others) = text.blocks.iter().map(elsewhere).collect::<Option<Vec<usize>>>() else {
            continue;
        };
        left_out[index] = true;
        copies.extend(others.first().map(|&other| (index, other)));
    }
    let section = |text: usize| topics[texts[text].topic].sections[texts[text].section].clone();
    let mut found: Vec<Copied> =
        copies.iter().map(|&(copy, of)| Copied { section: section(copy), of: section(of) }).collect();
    found.sort_by_key(|copy| (copy.section.note, copy.section.span.start));
    let mut gone: Vec<(usize, usize)> =
        copies.iter().map(|&(copy, _)| (texts[copy].topic, texts[copy].section)).collect();
    gone.sort_unstable_by(|a, b| b.cmp(a));
    for (topic, section) in gone {
        topics[topic].sections.remove(section);
    }
    topics.retain(|topic| !topic.sections.is_empty());
    found
}

fn texts(topics: &[Topic], notes: &[Read]) -> Vec<Text> {
    let mut texts = Vec::new();
    for (topic, section, place) in topics.iter().enumerate().flat_map(|(index, topic)| {
        topic.sections.iter().enumerate().map(move |(place, section)| (index, section, place))
    }) {
        let (words, blocks) = blocks(section, &notes[section.note]);
        texts.push(Text { topic, section: place, note: section.note, words, blocks });
    }
    texts
}

/// How many words a section has, and a number for each of its paragraphs, items, cells and code blocks.
fn blocks(section: &Section, note: &Read) -> (usize, Vec<u64>) {
    let (mut blocks, mut words, mut all) = (Vec::new(), 0, 0);
    let mut hasher = DefaultHasher::new();
    for (event, _) in &note.outline.events[section.events.clone()] {
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::Html(text)
            | Event::InlineHtml(text) => {
                for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                    word.hash(&mut hasher);
                    words += 1;
                }
            }
            Event::Start(Tag::Link { dest_url: to, .. } | Tag::Image { dest_url: to, .. }) => {
                // Where a copy lies in another folder, its links have other paths.
                to.rsplit('/').next().hash(&mut hasher);
                words += 1;
            }
            Event::End(tag) if !is_inline(*tag) && words > 0 => {
                blocks.push(std::mem::take(&mut hasher).finish());
                all += std::mem::take(&mut words);
            }
            _ => {}
        }
    }
    (all, blocks)
}
