//! Headings become topics: one a service, one for what has a title of its own, and one for lines that have none.

mod divide;
mod footnotes;
mod places;

use super::{Placed, Read, Section, Subject, Topic};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::rules;
use crate::slug::{Unique, slugify};
use camino::{Utf8Path, Utf8PathBuf};
use divide::{Divider, Piece};
use places::name_places;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Divides notes among subjects. Topics come in the order in which the notes first speak of them.
pub fn segment(notes: &[Read], catalog: &Catalog) -> Outcome<Vec<Topic>> {
    let mut diagnostics = Vec::new();
    let mut topics = Topics::default();
    for (index, note) in notes.iter().enumerate() {
        for piece in Divider::new(note, catalog).pieces() {
            diagnostics.extend(piece.diagnostic(note, catalog));
            topics.add(piece, index, note, catalog);
        }
    }
    topics.name_addresses(catalog, &mut diagnostics);
    footnotes::share(&mut topics.all, notes);
    for topic in &mut topics.all {
        name_places(topic, notes, catalog);
    }
    Outcome { value: topics.all, diagnostics }
}

/// The topics so far, and where each is among them.
#[derive(Default)]
struct Topics {
    all: Vec<Topic>,
    places: HashMap<(Subject, Utf8PathBuf, String), usize>,
}

impl Topics {
    fn add(&mut self, piece: Piece, index: usize, read: &Read, catalog: &Catalog) {
        let own = piece.subject == Subject::Topic;
        let folder = read.note.path.parent().filter(|_| own).map(Utf8Path::to_owned).unwrap_or_default();
        let title = if piece.subject == Subject::Unsorted { "Unsorted".to_owned() } else { piece.title };
        let key = (piece.subject, folder.clone(), if own { title.to_lowercase() } else { String::new() });
        let all = &mut self.all;
        let place = *self.places.entry(key).or_insert_with(|| {
            let slug = match piece.subject {
                Subject::Service(id) => catalog.service(id).slug.clone(),
                Subject::Topic => slugify(&format!("{folder} {title}")),
                Subject::Unsorted => UNSORTED.to_owned(),
            };
            all.push(Topic { subject: piece.subject, title, folder, slug, sections: Vec::new() });
            all.len() - 1
        });
        let covered = covered(read, &piece.titles, piece.events.clone());
        all[place].sections.push(Section {
            note: index,
            events: piece.events,
            left_out: Vec::new(),
            taken_in: Vec::new(),
            titles: piece.titles,
            part: piece.naming.as_ref().and_then(|naming| naming.named.part),
            also: piece.naming.map(|naming| naming.also).unwrap_or_default(),
            decided: piece.decided,
            hints: piece.hints,
            id: String::new(),
            headings: HashMap::new(),
            span: read.repaired.span(covered),
        });
    }

    /// Gives every topic an address of its own. A service's is never given away, whether or not it has a page.
    fn name_addresses(&mut self, catalog: &Catalog, diagnostics: &mut Vec<Diagnostic>) {
        let reserved: HashSet<&str> = catalog
            .services()
            .map(|(_, service)| service.slug.as_str())
            .chain(SITE_PAGES.iter().copied())
            .collect();
        let mut unique = Unique::default();
        let mut owners: HashMap<String, String> = HashMap::new();
        for topic in self.all.iter_mut().filter(|topic| topic.subject == Subject::Topic) {
            if topic.slug.is_empty() || reserved.contains(topic.slug.as_str()) {
                topic.slug = slugify(&format!("{} notes", topic.slug));
            }
            let given = unique.name(&topic.slug);
            if let Some(other) = owners.get(&topic.slug) {
                diagnostics.push(rules::slug_collision(topic.sections[0].span, &topic.slug, other, &given));
            }
            owners.insert(given.clone(), format!("“{}”", topic.title));
            topic.slug = given;
        }
    }
}

/// The address of the page of lines under no title.
pub const UNSORTED: &str = "unsorted";

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

/// The bytes of the repaired text that a piece covers, its titles included.
fn covered(read: &Read, titles: &[usize], events: Range<usize>) -> Range<usize> {
    let place = |events: &[Placed]| {
        let start = events.iter().map(|(_, range)| range.start).min();
        start.zip(events.iter().map(|(_, range)| range.end).max())
    };
    let title = titles
        .first()
        .and_then(|&title| place(&read.outline.events[read.outline.headings[title].events.clone()]));
    let last = titles
        .last()
        .and_then(|&title| place(&read.outline.events[read.outline.headings[title].events.clone()]));
    let body = place(&read.outline.events[events]);
    let start = title.or(body).map_or(0, |(start, _)| start);
    let end = body.or(last).map_or(start, |(_, end)| end);
    start..start + read.repaired.text[start..end].trim_end().len()
}
