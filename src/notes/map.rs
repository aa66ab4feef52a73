//! Where everything of the notes stands on the site: what a link in a note is looked up in.

mod assets;
mod fragments;
mod names;
mod near;
mod paths;
mod places;

use super::{Asset, Read, Section, Subject, Topic};
use crate::catalog::{Catalog, Named};
use crate::fingerprint::Fingerprint;
use assets::Assets;
use camino::{Utf8Path, Utf8PathBuf};
use fragments::Fragments;
use names::Names;
use near::Near;
use paths::{Paths, fold};
use places::Kind;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Pages of one title are looked through up to this many.
const ALIKE: usize = 1000;

/// Where the notes, the pages and their sections stand, by what they are called.
#[derive(Debug)]
pub struct Index {
    services: HashMap<Named, String>,
    note_paths: Paths,
    names: Names,
    /// The topics that are no services, by title.
    titles: HashMap<String, Vec<usize>>,
    /// For each note, where it begins.
    pages: Vec<Option<String>>,
    /// For each note, its sections: the topic of each, and its place there.
    sections: Vec<Vec<(usize, usize)>>,
    assets: Assets,
    slugs: HashMap<String, usize>,
}

impl Index {
    /// Indexes the topics of `notes`. `assets` are the other files among the notes, from the folder of the notes.
    pub fn new(topics: &[Topic], notes: &[Read], assets: &[Utf8PathBuf]) -> Self {
        let mut titles: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, topic) in topics.iter().enumerate().filter(|(_, topic)| topic.subject == Subject::Topic) {
            titles.entry(fold(&topic.title)).or_default().push(index);
        }
        Self {
            services: services(topics),
            note_paths: Paths::new(notes.iter().enumerate().flat_map(|(index, read)| {
                [
                    (read.note.path.to_string(), index),
                    (read.note.path.with_extension("").into_string(), index),
                ]
            })),
            names: Names::new(notes),
            titles,
            pages: pages(topics, notes),
            sections: sections_of(topics, notes),
            assets: Assets::new(assets),
            slugs: topics.iter().map(|topic| topic.slug.clone()).zip(0..).collect(),
        }
    }
}

/// The pages and places of a site, by what notes call them.
#[derive(Debug)]
pub struct Map<'a> {
    index: &'a Index,
    catalog: &'a Catalog,
    topics: &'a [Topic],
    notes: &'a [Read<'a>],
    /// The places of notes and pages, found when the first link asks for them.
    fragments: Vec<OnceLock<Fragments>>,
    page_fragments: Vec<OnceLock<Fragments>>,
    /// For each note, where what stands under each of its headings ends; found likewise.
    heading_ends: Vec<OnceLock<Vec<usize>>>,
    near_notes: OnceLock<Near>,
    near_assets: OnceLock<Near>,
    near_names: OnceLock<Near>,
}

impl<'a> Map<'a> {
    /// Maps the topics of `notes`, of which `index` was made.
    pub fn new(index: &'a Index, topics: &'a [Topic], notes: &'a [Read<'a>], catalog: &'a Catalog) -> Self {
        Self {
            index,
            catalog,
            topics,
            notes,
            fragments: notes.iter().map(|_| OnceLock::new()).collect(),
            page_fragments: topics.iter().map(|_| OnceLock::new()).collect(),
            heading_ends: notes.iter().map(|_| OnceLock::new()).collect(),
            near_notes: OnceLock::new(),
            near_assets: OnceLock::new(),
            near_names: OnceLock::new(),
        }
    }

    /// The page of a service, and the place of the part that is named, if the notes have it.
    pub fn service(&self, named: Named) -> Option<&str> {
        let whole = || self.index.services.get(&Named { part: None, ..named });
        self.index.services.get(&named).or_else(whole).map(String::as_str)
    }

    /// The service of a name, as wikilinks give it.
    pub fn service_named(&self, name: &str) -> Option<Named> {
        let reading = self.catalog.read_title(name);
        reading.naming().filter(|naming| !naming.corrected).map(|naming| naming.named)
    }

    /// The note at `path` from the folder of the notes, in any case, with or without its extension; of a folder, the note
    /// that is its page.
    pub fn note_at(&self, path: &Utf8Path) -> Option<usize> {
        let path = path.as_str().trim_end_matches('/');
        let stem = || ["html", "htm", "md"].iter().find_map(|of| path.strip_suffix(of)?.strip_suffix('.'));
        let renamed = || self.index.note_paths.at(stem()?);
        let folder_page = |name: &&str| self.index.note_paths.at(Utf8Path::new(path).join(name).as_str());
        let own_name = || folder_page(&Utf8Path::new(path).file_name()?);
        let of_folder = || ["readme", "index", "_index"].iter().find_map(folder_page).or_else(own_name);
        self.index.note_paths.at(path).or_else(renamed).or_else(of_folder)
    }

    /// The note whose path ends in `end`, with or without its extension: of several, the one that is nearest to `folder`.
    pub fn note_ending(&self, end: &str, folder: &Utf8Path) -> Option<usize> {
        self.index.note_paths.ending(end, folder)
    }

    /// The note that has `name` as alias or title.
    pub fn note_called(&self, name: &str, folder: &Utf8Path) -> Option<usize> {
        self.index.names.given(name, folder, self.notes)
    }

    /// The note of a name that differs in decoration alone: numbers before it, emoji, punctuation, spaces, an id behind it.
    pub fn note_like(&self, name: &str, folder: &Utf8Path) -> Option<usize> {
        self.index.names.bare(name, folder, self.notes)
    }

    /// The page of a topic that is no service, by its title; of several, the one from `folder` rather.
    pub fn topic_titled(&self, title: &str, folder: &Utf8Path) -> Option<String> {
        let alike = self.index.titles.get(&fold(title))?;
        let beside = |&&topic: &&usize| self.topics[topic].folder == folder;
        let topic = *alike.iter().take(ALIKE).find(beside).or_else(|| alike.first())?;
        Some(format!("{}.html", self.topics[topic].slug))
    }

    /// The page on which a note begins, and the place where it does.
    pub fn page(&self, note: usize) -> Option<&str> {
        self.index.pages[note].as_deref()
    }

    fn places(&self, note: usize) -> &Fragments {
        let section =
            |&(topic, section): &(usize, usize)| (&self.topics[topic], &self.topics[topic].sections[section]);
        self.fragments[note]
            .get_or_init(|| places::of_note(self.index.sections[note].iter().map(section), note, self.notes))
    }

    /// The place of a fragment in a note.
    pub fn place_in_note(&self, note: usize, fragment: &str) -> Option<&str> {
        self.places(note).find(fragment).map(|place| place.href.as_str())
    }

    /// The events of a whole note.
    pub fn events(&self, note: usize) -> Range<usize> {
        0..self.notes[note].outline.events.len()
    }

    /// The events of a note that stand at the place of a fragment: those under a heading, or the first of a block.
    pub fn events_at(&self, note: usize, fragment: &str) -> Option<Range<usize>> {
        match self.places(note).find(fragment)?.kind {
            Kind::Heading(heading) => {
                let start = self.notes[note].outline.headings[heading].events.start;
                let ends = self.heading_ends[note].get_or_init(|| places::heading_ends(&self.notes[note]));
                Some(start..ends[heading])
            }
            Kind::Block(start) => Some(start..start + 1),
            Kind::Raw => None,
        }
    }

    /// The place of a fragment on the page that `href` leads to.
    pub fn place_on_page(&self, href: &str, fragment: &str) -> Option<&str> {
        let topic = *self.index.slugs.get(self.slug_of(href)?)?;
        let fragments =
            self.page_fragments[topic].get_or_init(|| places::of_page(&self.topics[topic], self.notes));
        fragments.find(fragment).map(|place| place.href.as_str())
    }

    /// The heading's fragment that is nearest to one that a note does not have, and its place.
    pub fn near_place(&self, note: usize, fragment: &str) -> Option<(&str, &str)> {
        self.places(note).near(fragment)
    }

    /// The path or name of a note that is nearest to one that does not exist.
    pub fn near_note(&self, path: &str) -> Option<&str> {
        let paths = || near_files(self.notes.iter().map(|read| &read.note.path));
        self.near_notes.get_or_init(paths).find(path)
    }

    /// The path or name of another file that is nearest to one that does not exist.
    pub fn near_asset(&self, path: &str) -> Option<&str> {
        self.near_assets.get_or_init(|| near_files(self.index.assets.paths())).find(path)
    }

    /// The name of a note, a page or a service that is nearest to one that does not exist.
    pub fn near_name(&self, name: &str) -> Option<&str> {
        let names = || near_names(self.topics, self.notes, self.catalog);
        self.near_names.get_or_init(names).find(name)
    }

    /// The file at `path` from the folder of the notes, in any case.
    pub fn asset_at(&self, path: &Utf8Path) -> Option<&Asset> {
        self.index.assets.at(path)
    }

    /// The file whose path ends in `end`: of several, the one that is nearest to `folder`.
    pub fn asset_ending(&self, end: &str, folder: &Utf8Path) -> Option<&Asset> {
        self.index.assets.ending(end, folder)
    }

    /// The topic's address in an `href` of this site, if it is one.
    pub fn slug_of<'h>(&self, href: &'h str) -> Option<&'h str> {
        href.split_once(".html").map(|(slug, _)| slug).filter(|slug| self.index.slugs.contains_key(*slug))
    }
}

/// What stands for all that links can lead to in a note, whose pieces begin and end at the events `bounds`.
pub(super) fn names(note: &Read, bounds: &[usize]) -> Fingerprint {
    places::names(note, bounds)
}

/// The stretches of notes whose text a section shows: itself, and those that say the same.
fn shown_by(section: &Section) -> impl Iterator<Item = &Section> {
    std::iter::once(section).chain(&section.copies)
}

/// Every section, with the topic that it belongs to.
fn sections(topics: &[Topic]) -> impl Iterator<Item = (&Topic, &Section)> {
    topics.iter().flat_map(|topic| topic.sections.iter().map(move |section| (topic, section)))
}

/// For each note, the sections that show its text: the topic of each, and its place there.
fn sections_of(topics: &[Topic], notes: &[Read]) -> Vec<Vec<(usize, usize)>> {
    let mut all = vec![Vec::new(); notes.len()];
    for (topic, sections) in topics.iter().map(|topic| &topic.sections).enumerate() {
        for (index, section) in sections.iter().enumerate() {
            for shown in shown_by(section) {
                all[shown.note].push((topic, index));
            }
        }
    }
    all
}

/// Where the services that the notes have stand: their pages, and on these the first section of each part.
fn services(topics: &[Topic]) -> HashMap<Named, String> {
    let mut services = HashMap::new();
    for (topic, section) in sections(topics) {
        let Subject::Service(service) = topic.subject else { continue };
        services.entry(Named { service, part: None }).or_insert_with(|| format!("{}.html", topic.slug));
        if section.part.is_some() {
            let named = Named { service, part: section.part };
            services.entry(named).or_insert_with(|| format!("{}.html#{}", topic.slug, section.id));
        }
    }
    services
}

/// For each note, where its first section stands; lines under no title come last.
fn pages(topics: &[Topic], notes: &[Read]) -> Vec<Option<String>> {
    let mut first: Vec<Option<(bool, usize, &Topic, &Section)>> = vec![None; notes.len()];
    for (topic, section) in sections(topics) {
        for shown in shown_by(section) {
            let rank = (topic.subject == Subject::Unsorted, shown.events.start);
            let known = &mut first[shown.note];
            if known.is_none_or(|(unsorted, start, ..)| rank < (unsorted, start)) {
                *known = Some((rank.0, rank.1, topic, section));
            }
        }
    }
    let href = |(_, _, topic, section): (bool, usize, &Topic, &Section)| {
        let opens = topic.sections.first().is_some_and(|first| first.id == section.id);
        if opens { format!("{}.html", topic.slug) } else { format!("{}.html#{}", topic.slug, section.id) }
    };
    first.into_iter().map(|first| first.map(href)).collect()
}

/// Paths and names of files, to look up misspelt ones in.
fn near_files<'p>(paths: impl IntoIterator<Item = &'p Utf8PathBuf>) -> Near {
    Near::new(paths.into_iter().flat_map(|path| [path.as_str(), path.file_name().unwrap_or_default()]))
}

/// What notes, pages and services are called, to look up misspelt names in.
fn near_names(topics: &[Topic], notes: &[Read], catalog: &Catalog) -> Near {
    let of_notes = notes.iter().flat_map(|read| {
        let stem = read.note.path.file_stem().unwrap_or_default();
        std::iter::once(stem).chain(read.note.front.aliases()).chain(names::title(read))
    });
    let titles =
        topics.iter().filter(|topic| topic.subject != Subject::Unsorted).map(|topic| topic.title.as_str());
    let services = catalog.services().flat_map(|(_, service)| service.names()).map(|(name, _)| name);
    Near::new(of_notes.chain(titles).chain(services))
}
