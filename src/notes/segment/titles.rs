//! The headings of a note as a tree, what each of them says, and at which level its services stand.

use crate::catalog::{Catalog, Naming, Reading, ServiceId};
use crate::notes::{Heading, Outline, Placed};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{BTreeSet, HashMap};

/// Plain words are services' names where at least so many names stand together, and as many as other headings: "Pods",
/// "Services", "Deployments".
const PLAIN_WORDS: usize = 3;

/// The headings of a note.
pub(super) struct Titles<'a> {
    pub headings: &'a [Heading],
    pub readings: Vec<Reading>,
    /// For each heading, the one that it stands under.
    parents: Vec<Option<usize>>,
    /// For each heading that others stand under, and for the note itself, and for each level of these: how many there
    /// are, and how many are about a service.
    children: HashMap<(Option<usize>, u8), (usize, usize)>,
    /// For each service that a heading names, the level of the highest that does.
    named: HashMap<ServiceId, u8>,
    /// The title over the whole note: no other heading is as high, and no words stand above it.
    pub over_all: Option<usize>,
}

/// The level at which a note has its services.
#[derive(Clone, Copy)]
pub(super) struct ServiceLevel {
    pub level: u8,
    /// How many services are named there.
    pub services: usize,
}

impl<'a> Titles<'a> {
    pub fn new(outline: &'a Outline, catalog: &Catalog) -> Self {
        let headings = outline.headings.as_slice();
        let readings: Vec<Reading> =
            headings.iter().map(|heading| catalog.read_title(&heading.text)).collect();
        let parents = parents(headings);
        let mut children: HashMap<_, (usize, usize)> = HashMap::new();
        for (index, heading) in headings.iter().enumerate().filter(|(_, heading)| heading.top) {
            let counts = children.entry((parents[index], heading.level)).or_default();
            counts.0 += 1;
            counts.1 += usize::from(readings[index].subject().is_some());
        }
        let over_all = over_all(outline);
        let mut titles = Self { headings, readings, parents, children, named: HashMap::new(), over_all };
        titles.named = titles.names();
        titles
    }

    fn names(&self) -> HashMap<ServiceId, u8> {
        let mut named = HashMap::new();
        for (heading, naming, _) in self.subjects().filter(|(.., reading)| reading.naming().is_some()) {
            let level = named.entry(naming.named.service).or_insert(heading.level);
            *level = heading.level.min(*level);
        }
        named
    }

    /// The level at which the headings name services: where most do, weighed by how many of that level do. A heading that
    /// begins with a service's name and goes on counts half of one that is such a name.
    pub fn service_level(&self) -> Option<ServiceLevel> {
        let mut best: Option<(usize, ServiceLevel)> = None;
        for level in 1..=6 {
            let all = self.headings.iter().filter(|heading| heading.top && heading.level == level).count();
            let (named, about) = self.services_at(level, all);
            let weight = named.len() + about.len();
            // (services / 2)² / all, compared between levels without fractions
            let score = weight * weight * 1000 / all.max(1);
            if weight > 0 && best.as_ref().is_none_or(|(top, _)| score > *top) {
                best = Some((score, ServiceLevel { level, services: named.len() }));
            }
        }
        best.map(|(_, level)| level)
    }

    /// The services that the `all` headings of a level name, and those that they are about. The name of a part counts only
    /// where every heading is about some service, below one title at most: otherwise it is one of many in a chapter.
    fn services_at(&self, level: u8, all: usize) -> (BTreeSet<ServiceId>, BTreeSet<ServiceId>) {
        let at_level: Vec<_> = self
            .subjects()
            .filter(|(heading, _, reading)| {
                heading.level == level && !matches!(reading, Reading::Mentions(_))
            })
            .collect();
        let higher = self.headings.iter().filter(|heading| heading.top && heading.level < level).count();
        let parts_too = at_level.len() == all && higher <= 1;
        let counts = |naming: &Naming| parts_too || naming.named.part.is_none();
        let counted = || at_level.iter().filter(|(_, naming, _)| counts(naming));
        let service = |(_, naming, _): &(&Heading, &Naming, &Reading)| naming.named.service;
        let mut named: BTreeSet<ServiceId> =
            counted().filter(|(.., reading)| reading.naming().is_some()).map(service).collect();
        let mut about: BTreeSet<ServiceId> = counted().map(service).collect();
        let plain = self.plain_words_at(level);
        let together = plain.len() + named.len();
        if plain.len() <= named.len() || (together >= PLAIN_WORDS && together * 2 >= all) {
            named.extend(&plain);
            about.extend(&plain);
        }
        (named, about)
    }

    /// The services whose names, as headings of a level have them, might as well be plain words.
    fn plain_words_at(&self, level: u8) -> BTreeSet<ServiceId> {
        let at_level = |heading: &Heading| heading.top && heading.level == level;
        let readings = self.headings.iter().zip(&self.readings).filter(|(heading, _)| at_level(heading));
        let namings = readings.filter_map(|(_, reading)| reading.naming());
        namings.filter(|naming| naming.plain_word).map(|naming| naming.named.service).collect()
    }

    /// The headings that are about a service, with that service, and what they say.
    fn subjects(&self) -> impl Iterator<Item = (&Heading, &Naming, &Reading)> {
        let top = self.headings.iter().zip(&self.readings).filter(|(heading, _)| heading.top);
        top.filter_map(|(heading, reading)| Some((heading, reading.subject()?, reading)))
    }

    /// The service that a heading names, and nothing else, without an error or a doubt.
    pub fn exactly(&self, index: usize) -> Option<&Naming> {
        self.readings[index].naming().filter(|naming| !naming.plain_word && !naming.corrected)
    }

    /// Whether a heading down to `level` is the service's name.
    pub fn has_title_of(&self, service: ServiceId, level: u8) -> bool {
        self.named.get(&service).is_some_and(|&highest| highest <= level)
    }

    /// Whether a heading stands among others of which a good share are about services: then it is as good a title as they.
    pub fn is_among_services(&self, index: usize) -> bool {
        let key = (self.parents[index], self.headings[index].level);
        self.children.get(&key).is_some_and(|&(all, services)| services * 3 >= all)
    }
}

fn parents(headings: &[Heading]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(headings.len());
    for (index, heading) in headings.iter().enumerate() {
        while open.last().is_some_and(|&above| headings[above].level >= heading.level) {
            open.pop();
        }
        parents.push(open.last().copied());
        if heading.top {
            open.push(index);
        }
    }
    parents
}

fn over_all(outline: &Outline) -> Option<usize> {
    let top = || outline.headings.iter().enumerate().filter(|(_, heading)| heading.top);
    let highest = top().map(|(_, heading)| heading.level).min()?;
    let (first, heading) = top().next().filter(|(_, heading)| heading.level == highest)?;
    let alone = top().filter(|(_, heading)| heading.level == highest).count() == 1;
    (alone && !speaks(&outline.events[..heading.events.start])).then_some(first)
}

/// Whether events say anything: pictures, badges and tags do not.
fn speaks(events: &[Placed]) -> bool {
    let mut images = 0_usize;
    events.iter().any(|(event, _)| match event {
        Event::Start(Tag::Image { .. }) => {
            images += 1;
            false
        }
        Event::End(TagEnd::Image) => {
            images -= 1;
            false
        }
        Event::Text(text) | Event::Code(text) if images == 0 => {
            text.split_whitespace().any(|word| !word.starts_with('#') && word.contains(char::is_alphanumeric))
        }
        _ => false,
    })
}
