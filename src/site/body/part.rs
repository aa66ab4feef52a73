//! What of a section is rendered: all of it where it stands, or a stretch of it in another place.

use crate::notes::{PageHeading, Placed, Read, Section, Ties};
use crate::site::marks::Marks;
use pulldown_cmark::{Event, Tag};
use std::collections::HashMap;
use std::ops::Range;

/// A section, or what is shown of it in another place.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The note.
    pub read: &'a Read<'a>,
    /// The section.
    pub section: &'a Section,
    /// What its words and links lead to.
    pub ties: &'a Ties,
    /// What stands behind its links.
    pub marks: &'a Marks,
    /// The ids of the blocks that rows of the study pages lead to, by the events that they begin with.
    pub places: &'a HashMap<usize, String>,
    /// Where it is a copy: what is shown of it.
    pub copy: Option<&'a Copied>,
}

/// A stretch of a note that is shown in another place too. It gives no ids to links, but for its footnotes.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The events, whole blocks of them.
    pub events: Range<usize>,
    /// A name that nothing else on the page begins its ids with.
    pub name: String,
}

impl Part<'_> {
    /// The stretches of the note's events that are shown.
    pub(super) fn stretches(&self) -> Vec<Range<usize>> {
        let all = self.section.stretches();
        let Some(Copied { events, .. }) = self.copy else { return all };
        let inside = |stretch: Range<usize>| stretch.start.max(events.start)..stretch.end.min(events.end);
        all.into_iter().map(inside).filter(|stretch| !stretch.is_empty()).collect()
    }

    /// The level and id of each heading that is shown, in order.
    pub(super) fn headings(&self) -> Vec<PageHeading> {
        let stretches = self.stretches();
        let shown = stretches.iter().flat_map(|stretch| self.read.outline.headings_in(stretch));
        let mut headings: Vec<PageHeading> =
            shown.filter_map(|(index, _)| self.section.headings.get(&index).cloned()).collect();
        if self.copy.is_some() {
            for heading in &mut headings {
                heading.id.clear();
            }
        }
        headings
    }

    /// What the ids of its footnotes begin with.
    pub(super) fn name(&self) -> &str {
        self.copy.map_or(&self.section.id, |copy| &copy.name)
    }

    /// The id of the block that begins with an event, if it has one.
    pub(super) fn block_id(&self, event: usize) -> Option<String> {
        if self.copy.is_some() {
            return None;
        }
        let named = self.read.outline.blocks.get(&event).map(|name| self.section.block_id(name));
        named.or_else(|| self.places.get(&event).cloned())
    }
}

/// The whole blocks among `wanted`: from its first event on, without the end of anything that began before, and with the
/// rest of what begins in it. Of an item, what it holds.
pub(crate) fn whole(events: &[Placed], wanted: &Range<usize>) -> Range<usize> {
    let item = matches!(events.get(wanted.start), Some((Event::Start(Tag::Item), _)));
    let start = wanted.start + usize::from(item);
    let mut depth = usize::from(item);
    for (at, (event, _)) in events.iter().enumerate().skip(start) {
        if depth == 0 && at >= wanted.end {
            return start..at;
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth <= usize::from(item) => return start..at,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    start..events.len()
}
