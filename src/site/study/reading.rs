//! A section's blocks with what stands around each.

use super::text::{Prose, short};
use crate::notes::Outline;
use crate::site::blocks::{Block, Kind};
use std::collections::{BTreeSet, HashMap};

/// How many words of what a block stands under are shown.
const ABOVE: usize = 10;

/// What a block stands under is shown where it is no sentence, but at most this many words.
const TITLE: usize = 8;

/// The blocks of a section, as the finders read them.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub blocks: &'a [Block],
    /// The blocks as sentences; code has none.
    pub prose: Vec<Prose<'a>>,
    /// The blocks by the events that they begin with.
    order: Vec<usize>,
    /// For each block, the item or the line that introduces it.
    parents: Vec<Option<usize>>,
    /// The cells of each table, in order, by the event with which it begins.
    pub tables: HashMap<usize, Vec<usize>>,
    outline: &'a Outline<'a>,
}

impl<'a> Reading<'a> {
    pub fn new(blocks: &'a [Block], outline: &'a Outline<'a>) -> Self {
        let mut tables: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, block) in blocks.iter().enumerate() {
            if let Kind::Cell { table, .. } = block.kind {
                tables.entry(table).or_default().push(at);
            }
        }
        let prose = blocks.iter().map(Prose::new).collect();
        let mut order: Vec<usize> = (0..blocks.len()).collect();
        order.sort_by_key(|&at| blocks[at].event);
        Self { blocks, prose, order, parents: parents(blocks), tables, outline }
    }

    /// The blocks that are text, with their indices.
    pub fn text(&self) -> impl Iterator<Item = (usize, &Prose<'a>)> {
        self.prose.iter().enumerate().filter(|(_, prose)| prose.block.kind != Kind::Code)
    }

    /// The item or the line that introduces a block.
    pub fn parent(&self, at: usize) -> Option<&'a Block> {
        self.parents[at].map(|parent| &self.blocks[parent])
    }

    /// The text of the heading that a block stands under.
    pub fn heading(&self, at: usize) -> Option<&'a str> {
        let heading = self.blocks[at].heading.filter(|_| self.blocks[at].kind != Kind::Heading);
        heading.map(|heading| self.outline.headings[heading].text.as_str())
    }

    /// The last block that begins at `event` or before it.
    pub fn holding(&self, event: usize) -> Option<usize> {
        let next = self.order.partition_point(|&at| self.blocks[at].event <= event);
        next.checked_sub(1).map(|last| self.order[last])
    }

    /// For each of the blocks `wanted`, in order, the headings above it and what introduces it, the nearest last.
    pub fn paths(&self, wanted: &BTreeSet<usize>) -> Vec<Vec<String>> {
        let mut above: Vec<(u8, usize)> = Vec::new();
        let paths = self.blocks.iter().enumerate().map(|(at, block)| {
            let heading = block.heading.filter(|_| block.kind == Kind::Heading);
            let level = heading.map(|heading| self.outline.headings[heading].level);
            above.retain(|(other, _)| level.is_none_or(|level| *other < level));
            let path = wanted.contains(&at).then(|| self.path(at, &above));
            above.extend(level.map(|level| (level, at)));
            path
        });
        paths.flatten().collect()
    }

    fn path(&self, at: usize, above: &[(u8, usize)]) -> Vec<String> {
        let parent = self.parents[at].map(|parent| heading_like(&self.blocks[parent].text));
        let parent = parent.filter(|parent| parent.split_whitespace().nth(TITLE).is_none());
        let titles = above.iter().map(|(_, above)| self.blocks[*above].text.as_str());
        titles.chain(parent).map(|title| short(title, ABOVE)).collect()
    }
}

/// A line without the mark that leads on from it.
pub(super) fn heading_like(text: &str) -> &str {
    text.trim().trim_end_matches([':', '-', '–', '—', '=', '>', '→', ' '])
}

/// For each block the one that introduces it: of an item, the item above it, or the short line above its list.
fn parents(blocks: &[Block]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let apart = |other: &Block| other.heading != block.heading || other.fold != block.fold;
        if open.last().is_some_and(|&last| apart(&blocks[last])) || matches!(block.kind, Kind::Heading) {
            open.clear();
        }
        while open.last().is_some_and(|&last| blocks[last].depth >= block.depth) {
            open.pop();
        }
        parents.push(open.last().copied().filter(|_| block.depth > 0));
        if introduces(block) {
            open.push(at);
        }
    }
    parents
}

fn introduces(block: &Block) -> bool {
    let text = block.text.trim_end();
    match block.kind {
        _ if text.contains("://") => false,
        Kind::Item(_) => true,
        Kind::Paragraph => text.ends_with(':') || text.split_whitespace().nth(8).is_none(),
        _ => false,
    }
}
