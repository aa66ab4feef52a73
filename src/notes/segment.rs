//! Headings become topics: one a service, one for what has a title of its own, and one for lines that have none.

mod copies;
mod divide;
pub mod divided;
mod footnotes;
mod piece;
mod places;
pub(super) mod shared;
mod titles;

use super::{Decision, Read, Section, Subject, Topic};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::rules;
use crate::slug::{Unique, slugify};
use camino::Utf8PathBuf;
use copies::Wording;
use divided::Divided;
use piece::Piece;
use places::name_places;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Puts the pieces of all notes together by subject. Topics come in the order in which the notes first speak of them.
pub fn segment(notes: &[Read], divided: &[&Divided], catalog: &Catalog) -> Outcome<Vec<Topic>> {
    let mut diagnostics = Vec::new();
    let mut topics = Topics::default();
    for (index, (note, divided)) in notes.iter().zip(divided).enumerate() {
        for piece in 0..divided.pieces.len() {
            topics.add((index, piece), note, divided, catalog);
        }
    }
    copies::leave_out(&mut topics.all, notes, &topics.wordings);
    topics.name_addresses(notes, catalog, &mut diagnostics);
    topics.name_apart(notes);
    let mut topics = topics.all;
    footnotes::share(&mut topics, notes);
    for topic in &mut topics {
        name_places(topic, notes, catalog);
    }
    Outcome { value: topics, diagnostics }
}

/// For each note of which something is left out, the finding that says so.
pub fn copied(topics: &[Topic], notes: &[Read]) -> Vec<Diagnostic> {
    let sections = topics.iter().flat_map(|topic| &topic.sections);
    let mut copies: Vec<(&Section, &Section)> =
        sections.flat_map(|of| of.copies.iter().map(move |copy| (copy, of))).collect();
    copies.sort_by_key(|(copy, _)| (copy.note, copy.span.start));
    let of_note = |copies: &[(&Section, &Section)]| {
        let (copy, of) = copies[0];
        rules::copied(copy.span, copies.len(), &notes[of.note].note.path)
    };
    copies.chunk_by(|(a, _), (b, _)| a.note == b.note).map(of_note).collect()
}

/// The topics so far, and where each is among them.
#[derive(Default)]
struct Topics<'a> {
    all: Vec<Topic>,
    /// What the sections of each say.
    wordings: Vec<Vec<&'a Wording>>,
    places: HashMap<Key, usize>,
}

/// By what a piece finds the topic that it belongs to.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Subject(Subject),
    /// A title in one note.
    Title(usize, String),
}

impl<'a> Topics<'a> {
    /// The topic of a piece of the note `index`, which is made where there is none yet.
    fn place(&mut self, piece: &Piece, index: usize, read: &Read, catalog: &Catalog) -> usize {
        let key = match piece.subject {
            Subject::Topic => Key::Title(index, piece.title.to_lowercase()),
            subject => Key::Subject(subject),
        };
        let all = &mut self.all;
        *self.places.entry(key).or_insert_with(|| {
            let (title, folder, slug) = match piece.subject {
                Subject::Service(id) => {
                    (piece.title.clone(), Utf8PathBuf::new(), catalog.service(id).slug.clone())
                }
                Subject::Topic => (piece.title.clone(), read.note.folder(), read.note.address(&piece.title)),
                Subject::Unsorted => ("Unsorted".to_owned(), Utf8PathBuf::new(), UNSORTED.to_owned()),
            };
            all.push(Topic { subject: piece.subject, title, folder, slug, sections: Vec::new() });
            self.wordings.push(Vec::new());
            all.len() - 1
        })
    }

    /// Adds a piece, given by its note and its place there.
    fn add(&mut self, (index, number): (usize, usize), read: &Read, divided: &'a Divided, catalog: &Catalog) {
        let piece = divided.pieces[number].clone();
        let place = self.place(&piece, index, read, catalog);
        self.wordings[place].push(&divided.wordings[number]);
        let span = piece.span(read);
        self.all[place].sections.push(Section {
            note: index,
            piece: number,
            events: piece.events,
            left_out: Vec::new(),
            taken_in: Vec::new(),
            titles: piece.titles,
            part: piece.naming.as_ref().and_then(|naming| naming.named.part),
            also: piece.naming.map(|naming| naming.also).unwrap_or_default(),
            decided: piece.decided,
            hints: piece.hints,
            id: String::new(),
            headings: BTreeMap::new(),
            span,
            copies: Vec::new(),
        });
    }

    /// Topics of one title, in several notes, are told apart by the titles of these.
    fn name_apart(&mut self, notes: &[Read]) {
        let topics = || self.all.iter().filter(|topic| topic.subject == Subject::Topic);
        let mut alike: HashMap<String, usize> = HashMap::new();
        for topic in topics() {
            *alike.entry(topic.title.to_lowercase()).or_default() += 1;
        }
        for topic in &mut self.all {
            let section = &topic.sections[0];
            let chapter = section.decided == Decision::OwnTitle;
            if chapter && alike.get(&topic.title.to_lowercase()).is_some_and(|&alike| alike > 1) {
                let read = &notes[section.note];
                let over = read.outline.headings.first().filter(|first| first.top && first.level == 1);
                let note = over.map_or_else(|| read.note.title(), |over| over.text.clone());
                topic.title = format!("{note}: {}", topic.title);
            }
        }
    }

    /// Gives every topic an address of its own. A service's is never given away, whether or not it has a page.
    fn name_addresses(&mut self, notes: &[Read], catalog: &Catalog, diagnostics: &mut Vec<Diagnostic>) {
        let services = catalog.services().map(|(_, service)| service.slug.clone());
        let categories = catalog.categories.iter().map(|category| category.name.as_str()).chain([OTHER]);
        let reserved: HashSet<String> = services
            .chain(categories.map(category_address))
            .chain(SITE_PAGES.iter().map(|&page| page.to_owned()))
            .collect();
        let mut unique = Unique::default();
        let mut owners: HashMap<String, (usize, String)> = HashMap::new();
        for topic in self.all.iter_mut().filter(|topic| topic.subject == Subject::Topic) {
            if topic.slug.is_empty() || reserved.contains(&topic.slug) {
                topic.slug = slugify(&format!("{} notes", topic.slug));
            }
            let (index, chapter) = (topic.sections[0].note, topic.sections[0].decided == Decision::OwnTitle);
            if chapter && owners.get(&topic.slug).is_some_and(|(other, _)| *other != index) {
                let note = notes[index].note;
                topic.slug = note.address(&format!("{} {}", note.name(), topic.title));
            }
            let given = unique.name(&topic.slug);
            if let Some((_, other)) = owners.get(&topic.slug) {
                diagnostics.push(rules::slug_collision(topic.sections[0].span, &topic.slug, other, &given));
            }
            owners.insert(given.clone(), (index, format!("“{}”", topic.title)));
            topic.slug = given;
        }
    }
}

/// The address of the page of lines under no title.
pub const UNSORTED: &str = "unsorted";

/// The category of topics that are no services, and of lines under no title.
pub const OTHER: &str = "Other notes";

/// The address of a category's page.
pub fn category_address(name: &str) -> String {
    format!("category-{}", slugify(name))
}

/// Addresses of pages that a site has or will have besides those of its notes.
const SITE_PAGES: &[&str] = &[
    "index",
    "search",
    "references",
    "key-points",
    "numbers",
    "compare",
    "doubts",
    "flashcards",
    "404",
    "print",
    UNSORTED,
];
