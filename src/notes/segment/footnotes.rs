//! A footnote goes with the first section that refers to it, wherever in the note it is written.

use crate::notes::{Placed, Read, Topic};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// Moves footnotes between the sections of each note.
pub(super) fn share(topics: &mut [Topic], notes: &[Read]) {
    let mut sections: Vec<_> = topics.iter_mut().flat_map(|topic| &mut topic.sections).collect();
    sections.sort_by_key(|section| (section.note, section.events.start));
    for sections in sections.chunk_by_mut(|a, b| a.note == b.note) {
        let events = &notes[sections[0].note].outline.events;
        let references = first_references(events);
        let holder = |event: usize| {
            let before = sections.partition_point(|section| section.events.start <= event).checked_sub(1)?;
            sections[before].events.contains(&event).then_some(before)
        };
        let moves: Vec<(usize, usize, Range<usize>)> = definitions(events)
            .filter_map(|(label, range)| {
                Some((holder(range.start)?, holder(*references.get(label)?)?, range))
            })
            .filter(|(from, to, _)| from != to)
            .collect();
        for (from, to, range) in moves {
            sections[from].left_out.push(range.clone());
            sections[to].taken_in.push(range);
        }
    }
}

/// The first reference to each footnote, by its label.
fn first_references<'e>(events: &'e [Placed]) -> HashMap<&'e str, usize> {
    let mut first = HashMap::new();
    for (index, (event, _)) in events.iter().enumerate() {
        if let Event::FootnoteReference(label) = event {
            first.entry(&**label).or_insert(index);
        }
    }
    first
}

/// The label and the events of every footnote.
fn definitions<'e>(events: &'e [Placed]) -> impl Iterator<Item = (&'e str, Range<usize>)> {
    let mut open = None;
    events.iter().enumerate().filter_map(move |(index, (event, _))| match event {
        Event::Start(Tag::FootnoteDefinition(label)) => {
            open = Some((&**label, index));
            None
        }
        Event::End(TagEnd::FootnoteDefinition) => open.take().map(|(label, start)| (label, start..index + 1)),
        _ => None,
    })
}
