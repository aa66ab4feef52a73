//! The places that links can lead to: headings, and what the author gave a name of its own.

use super::fragments::Fragments;
use crate::fingerprint::Fingerprint;
use crate::notes::raw::attributes;
use crate::notes::{Read, Section, Topic, outline};
use pulldown_cmark::{Event, Tag, TagEnd};

/// A place, as links see it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The level of a heading.
    pub level: u8,
    /// The words of a heading, or the name.
    pub text: String,
    /// Where it stands on the site.
    pub href: String,
    pub kind: Kind,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading, by its index in the note.
    Heading(usize),
    /// A block, by its first event.
    Block(usize),
    /// Something that raw HTML gives a name.
    Raw,
}

/// The places of a note or of a page.
#[derive(Default)]
struct Places {
    /// Headings, each with what it is sorted by.
    headings: Vec<(usize, Place)>,
    named: Vec<Place>,
}

/// The places of a note by fragment, from its sections.
pub(super) fn of_note<'t>(
    sections: impl Iterator<Item = (&'t Topic, &'t Section)>,
    note: usize,
    notes: &[Read],
) -> Fragments {
    let mut places = Places::default();
    for (topic, section) in sections {
        if section.note == note {
            places.add(topic, section, &notes[note]);
        }
        for copy in section.copies.iter().filter(|copy| copy.note == note) {
            places.add_copy(topic, section, copy, notes);
        }
    }
    places.headings.sort_by_key(|(index, _)| *index);
    places.fragments()
}

/// The places of a page by fragment.
pub(super) fn of_page(topic: &Topic, notes: &[Read]) -> Fragments {
    let mut places = Places::default();
    for section in &topic.sections {
        places.add(topic, section, &notes[section.note]);
    }
    places.fragments()
}

impl Places {
    fn fragments(self) -> Fragments {
        Fragments::new(self.headings.into_iter().map(|(_, place)| place).collect(), self.named)
    }

    /// Adds the titles and headings of `copy`, which stand where those of `section` do.
    fn add_copy(&mut self, topic: &Topic, section: &Section, copy: &Section, notes: &[Read]) {
        let read = &notes[copy.note];
        let shown = section.headings_in(notes[section.note].outline).into_iter();
        let ids = shown.filter_map(|(index, _)| Some(section.headings.get(&index)?.id.as_str()));
        let headings = copy.headings_in(read.outline).into_iter().map(|(index, _)| index).zip(ids);
        let titles = copy.titles.iter().map(|&title| (title, section.id.as_str()));
        for (index, id) in titles.chain(headings) {
            let href = format!("{}.html#{id}", topic.slug);
            let level = read.outline.headings[index].level;
            let place = Place { level, text: words(read, index), href, kind: Kind::Heading(index) };
            self.headings.push((index, place));
        }
    }

    /// Adds the titles and headings of a section, and what has a name in it.
    fn add(&mut self, topic: &Topic, section: &Section, read: &Read) {
        let titles = section.titles.iter().map(|&title| (title, section.id.as_str()));
        let mut headings: Vec<(usize, &str)> =
            section.headings.iter().map(|(&index, heading)| (index, heading.id.as_str())).collect();
        headings.sort_unstable();
        let href = |id: &str| format!("{}.html#{id}", topic.slug);
        for (index, id) in titles.chain(headings) {
            let heading = &read.outline.headings[index];
            let kind = Kind::Heading(index);
            let place = Place { level: heading.level, text: words(read, index), href: href(id), kind };
            if let Event::Start(Tag::Heading { id: Some(own), .. }) =
                &read.outline.events[heading.events.start].0
            {
                self.named.push(Place { text: own.to_string(), ..place.clone() });
            }
            self.headings.push((index, place));
        }
        for event in section.stretches().into_iter().flatten() {
            if let Some(name) = read.outline.blocks.get(&event) {
                let href = href(&section.block_id(name));
                self.named.push(Place { level: 0, text: format!("^{name}"), href, kind: Kind::Block(event) });
            }
            for name in raw_names(&read.outline.events[event].0) {
                self.named.push(Place { level: 0, href: href(&name), text: name, kind: Kind::Raw });
            }
        }
    }
}

/// What stands for all that links can lead to in a note: its headings and the names in it, with the stretch between two of
/// `bounds` in which each stands.
pub(super) fn names(read: &Read, bounds: &[usize]) -> Fingerprint {
    let stretch = |event: usize| bounds.partition_point(|bound| *bound <= event);
    let mut names: Vec<(u8, String, String)> = Vec::new();
    for (index, heading) in read.outline.headings.iter().enumerate() {
        let own = match &read.outline.events[heading.events.start].0 {
            Event::Start(Tag::Heading { id: Some(own), .. }) => own.to_string(),
            _ => String::new(),
        };
        let before = stretch(heading.events.start);
        names.push((heading.level, words(read, index), format!("{own} {before} {}", heading.top)));
    }
    let mut blocks: Vec<(usize, &String)> =
        read.outline.blocks.iter().map(|(at, name)| (*at, name)).collect();
    blocks.sort_unstable();
    let blocks: Vec<(usize, &String)> = blocks.into_iter().map(|(at, name)| (stretch(at), name)).collect();
    let events = read.outline.events.iter().enumerate();
    let raw: Vec<(usize, Vec<String>)> = events
        .map(|(at, (event, _))| (stretch(at), raw_names(event)))
        .filter(|(_, names)| !names.is_empty())
        .collect();
    Fingerprint::of(&(names, blocks, raw))
}

/// For each heading of a note, the event at which what stands under it ends.
pub(super) fn heading_ends(read: &Read) -> Vec<usize> {
    let headings = &read.outline.headings;
    let mut ends = vec![read.outline.events.len(); headings.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        // A heading in a quote or a list ends nothing outside of it.
        while let Some(&above) = open.last() {
            if headings[above].top && !(heading.top && heading.level <= headings[above].level) {
                break;
            }
            ends[above] = heading.events.start;
            open.pop();
        }
        open.push(index);
    }
    ends
}

/// A heading's words without alternative texts of images, which are no part of a fragment, unless there are no others.
fn words(read: &Read, index: usize) -> String {
    let heading = &read.outline.headings[index];
    let all = &read.outline.events[heading.events.clone()];
    if !all.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. }))) {
        return heading.text.clone();
    }
    let mut images = 0_usize;
    let events = all.iter().filter(|(event, _)| {
        images += usize::from(matches!(event, Event::Start(Tag::Image { .. })));
        let shown = images == 0;
        images -= usize::from(matches!(event, Event::End(TagEnd::Image)));
        shown
    });
    let events: Vec<_> = events.cloned().collect();
    let text = outline::text(&events).trim().to_owned();
    if text.is_empty() { heading.text.clone() } else { text }
}

/// The names that raw HTML gives to places: `<a name="limits">`, `<span id="limits">`.
fn raw_names(event: &Event) -> Vec<String> {
    let (Event::Html(html) | Event::InlineHtml(html)) = event else { return Vec::new() };
    let names =
        attributes(html).into_iter().filter(|attribute| matches!(attribute.name.as_str(), "id" | "name"));
    names.map(|attribute| attribute.value).collect()
}
