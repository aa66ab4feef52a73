//! Headings become topics: one a service, one for what has a title of its own, and one for lines that have none.

use super::{
    Decision, Heading, Note, Outline, PageHeading, Placed, Repaired, Section, Subject, Topic, outline,
};
use crate::catalog::{Catalog, Naming, Reading, ServiceId};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::rules;
use camino::{Utf8Path, Utf8PathBuf};
use pulldown_cmark::{Event, Tag};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A note with all that the stages before found in it.
#[derive(Clone, Copy, Debug)]
pub struct Read<'a> {
    /// The note.
    pub note: &'a Note,
    /// Its text after repair.
    pub repaired: &'a Repaired,
    /// Its events.
    pub outline: &'a Outline<'a>,
}

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
    topics.name_addresses(notes, catalog, &mut diagnostics);
    for topic in &mut topics.all {
        name_places(topic, notes, catalog);
    }
    Outcome { value: topics.all, diagnostics }
}

/// A stretch of one note, and what it is about.
struct Piece {
    subject: Subject,
    title: String,
    titles: Vec<usize>,
    events: Range<usize>,
    naming: Option<Naming>,
    hints: Vec<ServiceId>,
    decided: Decision,
}

impl Piece {
    fn diagnostic(&self, note: &Read, catalog: &Catalog) -> Option<Diagnostic> {
        let heading = self.titles.last().map(|&title| &note.outline.headings[title]);
        let place = |events: &[Placed]| {
            let start = events.first().map_or(0, |(_, range)| range.start);
            let end =
                start + note.repaired.text[start..].find('\n').unwrap_or(note.repaired.text.len() - start);
            note.repaired.span(start..end)
        };
        let name = |&id: &ServiceId| catalog.service(id).title();
        match (self.decided, heading) {
            (Decision::CorrectedTitle, Some(heading)) => {
                let span = place(&note.outline.events[heading.events.clone()]);
                Some(rules::title_corrected(span, &heading.text, &self.title))
            }
            (Decision::AmbiguousTitle, Some(heading)) => {
                let span = place(&note.outline.events[heading.events.clone()]);
                let candidates: Vec<String> = self.hints.iter().map(name).collect();
                Some(rules::ambiguous_title(span, &heading.text, &candidates))
            }
            (Decision::NoTitle, _) => {
                let span = place(&note.outline.events[self.events.clone()]);
                Some(rules::unsorted(span, self.hints.first().map(name).as_deref()))
            }
            _ => None,
        }
    }
}

/// Divides one note.
struct Divider<'a> {
    note: &'a Read<'a>,
    catalog: &'a Catalog,
    readings: Vec<Reading>,
    name: String,
}

impl<'a> Divider<'a> {
    fn new(note: &'a Read<'a>, catalog: &'a Catalog) -> Self {
        let readings =
            note.outline.headings.iter().map(|heading| catalog.read_title(&heading.text)).collect();
        Self { note, catalog, readings, name: name_of(&note.note.path) }
    }

    fn pieces(&self) -> Vec<Piece> {
        let file = match self.catalog.read_title(&self.name) {
            Reading::Named(naming) => Some(naming),
            _ => None,
        };
        let level = self.service_level();
        match (file, level) {
            (Some(naming), None) => self.whole(Some(naming)),
            (Some(naming), Some(level)) if level.services < 3 && naming.also.is_empty() => {
                self.whole(Some(naming))
            }
            (_, Some(level)) => self.split(level.level),
            (None, None) => self.whole(None),
        }
    }

    /// The level at which the note's headings name services: where most do, weighed by how many of that level do.
    fn service_level(&self) -> Option<ServiceLevel> {
        let mut best: Option<(usize, ServiceLevel)> = None;
        for level in 1..=6 {
            let at_level = |heading: &&Heading| heading.top && heading.level == level;
            let all = self.note.outline.headings.iter().filter(at_level).count();
            let named: HashSet<ServiceId> = self
                .titles()
                .filter(|(_, heading, naming)| heading.level == level && !naming.plain_word)
                .map(|(_, _, naming)| naming.named.service)
                .collect();
            let services = named.len();
            // services² / all, compared between levels without fractions
            let score = services * services * 1000 / all.max(1);
            if services > 0 && best.as_ref().is_none_or(|(top, _)| score > *top) {
                best = Some((score, ServiceLevel { level, services }));
            }
        }
        best.map(|(_, level)| level)
    }

    fn titles(&self) -> impl Iterator<Item = (usize, &Heading, &Naming)> {
        let headings = self.note.outline.headings.iter().enumerate().filter(|(_, heading)| heading.top);
        headings.filter_map(|(index, heading)| Some((index, heading, self.readings[index].naming()?)))
    }

    /// The whole note as one piece: of the service that its file is named after, or a topic of its own.
    fn whole(&self, naming: Option<Naming>) -> Vec<Piece> {
        let events = &self.note.outline.events;
        if !has_words(events) {
            return Vec::new();
        }
        let first =
            self.note.outline.headings.first().filter(|heading| heading.top && heading.events.start == 0);
        let alone = |heading: &&Heading| {
            self.note
                .outline
                .headings
                .iter()
                .filter(|other| other.top && other.level <= heading.level)
                .count()
                == 1
        };
        let same_service = |_: &&Heading| match (&naming, self.readings.first().and_then(Reading::naming)) {
            (Some(file), Some(first)) => file.named.service == first.named.service,
            (file, _) => file.is_none(),
        };
        let first = first.filter(alone).filter(same_service);
        let start = first.map_or(0, |heading| heading.events.end);
        let titles = first.map(|_| 0).into_iter().collect();
        let (subject, title, decided) = match &naming {
            Some(naming) => self.service(naming, Decision::FileName),
            None => {
                let title =
                    self.note.note.front.title.clone().or_else(|| first.map(|heading| heading.text.clone()));
                let title =
                    title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| self.name.clone());
                (Subject::Topic, title, Decision::WholeNote)
            }
        };
        vec![Piece {
            subject,
            title,
            titles,
            events: start..events.len(),
            naming,
            hints: Vec::new(),
            decided,
        }]
    }

    /// The note cut at its titles: headings down to `level` that name a service, or that end one.
    fn split(&self, level: u8) -> Vec<Piece> {
        let mut pieces = vec![self.untitled()];
        let mut current: Option<u8> = None;
        for (index, heading) in self.note.outline.headings.iter().enumerate() {
            let deeper = heading.level > level || !heading.top;
            let named = match &self.readings[index] {
                Reading::Named(naming) => !naming.plain_word || heading.level == level,
                Reading::Ambiguous(_) => heading.level == level,
                Reading::Other => false,
            };
            if deeper || (!named && current.is_some_and(|outer| outer < heading.level)) {
                continue;
            }
            pieces.last_mut().expect("there is a first piece").events.end = heading.events.start;
            pieces.push(self.piece(index, heading, named));
            current = Some(heading.level);
        }
        self.lead_in(pieces)
    }

    fn piece(&self, index: usize, heading: &Heading, named: bool) -> Piece {
        let mut piece = self.untitled();
        piece.events.start = heading.events.end;
        piece.titles = vec![index];
        piece.hints = Vec::new();
        (piece.subject, piece.title, piece.decided) = match &self.readings[index] {
            Reading::Named(naming) if named => {
                piece.naming = Some(naming.clone());
                let title = if naming.corrected { Decision::CorrectedTitle } else { Decision::Title };
                self.service(naming, title)
            }
            Reading::Ambiguous(candidates) if named => {
                piece.hints.clone_from(candidates);
                (Subject::Unsorted, heading.text.clone(), Decision::AmbiguousTitle)
            }
            _ => (Subject::Topic, heading.text.clone(), Decision::OwnTitle),
        };
        piece
    }

    fn service(&self, naming: &Naming, decided: Decision) -> (Subject, String, Decision) {
        let id = naming.named.service;
        (Subject::Service(id), self.catalog.service(id).title(), decided)
    }

    fn untitled(&self) -> Piece {
        Piece {
            subject: Subject::Unsorted,
            title: String::new(),
            titles: Vec::new(),
            events: 0..self.note.outline.events.len(),
            naming: None,
            hints: Vec::new(),
            decided: Decision::NoTitle,
        }
    }

    /// Titles of no service with no text of their own lead in the next piece; what is empty is left out.
    fn lead_in(&self, pieces: Vec<Piece>) -> Vec<Piece> {
        let mut kept = Vec::new();
        let mut leading: Vec<usize> = Vec::new();
        for mut piece in pieces {
            let empty = !has_words(&self.note.outline.events[piece.events.clone()]);
            match piece.subject {
                Subject::Unsorted if empty && piece.titles.is_empty() => continue,
                Subject::Topic if empty => {
                    leading.append(&mut piece.titles);
                    continue;
                }
                _ => {}
            }
            piece.titles.splice(0..0, leading.drain(..));
            if piece.decided == Decision::NoTitle {
                piece.hints = self.hints(piece.events.clone());
            }
            kept.push(piece);
        }
        if let Some(&last) = leading.last() {
            let heading = &self.note.outline.headings[last];
            let end = self.note.outline.events.len();
            let (title, decided) = (heading.text.clone(), Decision::OwnTitle);
            let piece = Piece {
                subject: Subject::Topic,
                title,
                titles: leading,
                events: end..end,
                decided,
                ..self.untitled()
            };
            kept.push(piece);
        }
        kept
    }

    /// The services that a stretch speaks of, the first first: by name, or by a short name in any case.
    fn hints(&self, events: Range<usize>) -> Vec<ServiceId> {
        let words = outline::text(&self.note.outline.events[events]);
        let mut hints: Vec<ServiceId> = Vec::new();
        for word in words.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 2) {
            let named = self.catalog.read_title(word);
            if let Some(naming) = named.naming().filter(|naming| !naming.corrected && !naming.plain_word)
                && !hints.contains(&naming.named.service)
            {
                hints.push(naming.named.service);
            }
        }
        hints
    }
}

#[derive(Clone, Copy)]
struct ServiceLevel {
    level: u8,
    services: usize,
}

/// What a note is called: its file's name, or its folder's where the file is only the folder's page.
fn name_of(path: &Utf8Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    let folder_page = ["readme", "index", "_index"].contains(&stem.to_lowercase().as_str());
    match path.parent().and_then(Utf8Path::file_name) {
        Some(folder) if folder_page => folder.to_owned(),
        _ => stem.to_owned(),
    }
}

fn has_words(events: &[Placed]) -> bool {
    events.iter().any(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
            !text.trim().is_empty()
        }
        Event::Start(Tag::Image { .. }) => true,
        _ => false,
    })
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
    fn name_addresses(&mut self, notes: &[Read], catalog: &Catalog, diagnostics: &mut Vec<Diagnostic>) {
        let reserved: HashSet<&str> = catalog
            .services()
            .map(|(_, service)| service.slug.as_str())
            .chain(SITE_PAGES.iter().copied())
            .collect();
        let mut taken: HashMap<String, String> = HashMap::new();
        for topic in self.all.iter_mut().filter(|topic| topic.subject == Subject::Topic) {
            if topic.slug.is_empty() || reserved.contains(topic.slug.as_str()) {
                topic.slug = slugify(&format!("{} notes", topic.slug));
            }
            if let Some(other) = taken.get(&topic.slug) {
                let free =
                    (2..).map(|n| format!("{}-{n}", topic.slug)).find(|slug| !taken.contains_key(slug));
                let free = free.expect("there is always a next number");
                let section = &topic.sections[0];
                let line = notes[section.note].repaired.span(0..0);
                let span = if section.span.start < section.span.end { first_line(section) } else { line };
                diagnostics.push(rules::slug_collision(span, &topic.slug, other, &free));
                topic.slug = free;
            }
            taken.insert(topic.slug.clone(), format!("“{}”", topic.title));
        }
    }
}

fn first_line(section: &Section) -> crate::source::Span {
    crate::source::Span { end: section.span.start + 1, ..section.span }
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

/// Names the sections and headings of a topic's page. A heading's id is made of the page's and of the headings above it,
/// so that it stays when another is put before it.
fn name_places(topic: &mut Topic, notes: &[Read], catalog: &Catalog) {
    let mut taken = HashSet::new();
    for section in &mut topic.sections {
        let part = match (topic.subject, section.part) {
            (Subject::Service(id), Some(part)) => Some(slugify(&catalog.service(id).parts[part].section)),
            _ => None,
        };
        let file = slugify(notes[section.note].note.path.file_stem().unwrap_or_default());
        section.id = unique(&mut taken, part.as_deref().unwrap_or(&file).to_owned());
        let root = part.as_ref().map_or(topic.slug.clone(), |part| format!("{}-{part}", topic.slug));
        let outline = notes[section.note].outline;
        let inside = |heading: &Heading| section.events.contains(&heading.events.start);
        let headings = || outline.headings.iter().enumerate().filter(|(_, heading)| inside(heading));
        let top = headings().map(|(_, heading)| heading.level).min().unwrap_or(1);
        let first = if part.is_some() { 3 } else { 2 };
        let mut path: Vec<(u8, String)> = Vec::new();
        let mut named = HashMap::new();
        for (index, heading) in headings() {
            path.retain(|(level, _)| *level < heading.level);
            let parent = path.last().map_or(root.as_str(), |(_, id)| id.as_str());
            let id =
                own_id(outline, heading).unwrap_or_else(|| format!("{parent}-{}", slugify(&heading.text)));
            let id = unique(&mut taken, id.trim_end_matches('-').to_owned());
            path.push((heading.level, id.clone()));
            named.insert(index, PageHeading { level: (heading.level - top + first).min(6), id });
        }
        section.headings = named;
    }
}

/// The id that the author gave a heading, `{#like-this}`.
fn own_id(outline: &Outline, heading: &Heading) -> Option<String> {
    let Event::Start(Tag::Heading { id: Some(id), .. }) = &outline.events[heading.events.start].0 else {
        return None;
    };
    let safe = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    safe.then(|| id.to_string())
}

fn unique(taken: &mut HashSet<String>, id: String) -> String {
    let id = if id.is_empty() { "notes".to_owned() } else { id };
    let free = if taken.contains(&id) {
        (2..)
            .map(|n| format!("{id}-{n}"))
            .find(|id| !taken.contains(id))
            .expect("there is always a next number")
    } else {
        id
    };
    taken.insert(free.clone());
    free
}

/// Addresses longer than this many characters are cut at a word: file systems allow 255 bytes.
const LONGEST_SLUG: usize = 60;

/// The words of `name` in lower case, joined by hyphens. Letters of every script stay.
pub fn slugify(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in name.nfc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let cut = slug.char_indices().nth(LONGEST_SLUG).and_then(|(at, _)| slug[..at].rfind('-'));
    slug.truncate(cut.unwrap_or(slug.len()).min(slug.floor_char_boundary(200)));
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
