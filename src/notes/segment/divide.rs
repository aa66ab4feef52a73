//! Divides one note at its titles, which it finds at the level where the note really has its services.

use crate::catalog::{Catalog, Naming, Reading, ServiceId};
use crate::diagnostic::Diagnostic;
use crate::notes::{Decision, Heading, Placed, Read, Subject, outline};
use crate::rules;
use pulldown_cmark::{Event, Tag};
use std::collections::HashSet;
use std::ops::Range;

/// A stretch of one note, and what it is about.
pub(super) struct Piece {
    pub subject: Subject,
    pub title: String,
    pub titles: Vec<usize>,
    pub events: Range<usize>,
    pub naming: Option<Naming>,
    pub hints: Vec<ServiceId>,
    pub decided: Decision,
}

impl Piece {
    pub fn diagnostic(&self, note: &Read, catalog: &Catalog) -> Option<Diagnostic> {
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
pub(super) struct Divider<'a> {
    note: &'a Read<'a>,
    catalog: &'a Catalog,
    readings: Vec<Reading>,
}

impl<'a> Divider<'a> {
    pub fn new(note: &'a Read<'a>, catalog: &'a Catalog) -> Self {
        let readings =
            note.outline.headings.iter().map(|heading| catalog.read_title(&heading.text)).collect();
        Self { note, catalog, readings }
    }

    pub fn pieces(&self) -> Vec<Piece> {
        let file = self.note.note.service(self.catalog);
        let level = self.service_level();
        let file = file.filter(|naming| !self.is_titled_otherwise(naming));
        match (file, level) {
            (Some(naming), None) => self.whole(Some(naming)),
            (Some(naming), Some(level)) if level.services < 3 && naming.also.is_empty() => {
                self.whole(Some(naming))
            }
            (_, Some(level)) => self.split(level.level),
            (None, None) => self.whole(None),
        }
    }

    /// Whether the note has one title over all, which names another service than its file does.
    fn is_titled_otherwise(&self, file: &Naming) -> bool {
        let mut top = self.note.outline.headings.iter().enumerate().filter(|(_, heading)| heading.top);
        let level = self
            .note
            .outline
            .headings
            .iter()
            .filter(|heading| heading.top)
            .map(|heading| heading.level)
            .min();
        let highest = |(_, heading): &(usize, &Heading)| Some(heading.level) == level;
        let Some((0, first)) = top.find(highest) else { return false };
        let alone = !top.any(|heading| highest(&heading));
        let named = self.readings[0].naming().filter(|naming| !naming.plain_word && !naming.corrected);
        alone
            && first.events.start == 0
            && named.is_some_and(|naming| naming.named.service != file.named.service)
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
        let own_title = || {
            let given =
                self.note.note.front.title.clone().or_else(|| first.map(|heading| heading.text.clone()));
            given.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| self.note.note.name().to_owned())
        };
        let (subject, title, decided) = naming.as_ref().map_or_else(
            || (Subject::Topic, own_title(), Decision::WholeNote),
            |naming| self.service(naming, Decision::FileName),
        );
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
                piece.hints.extend(self.hint(piece.events.clone()));
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

    /// The first service that a stretch speaks of: by its name in one word, in any case.
    fn hint(&self, events: Range<usize>) -> Option<ServiceId> {
        let words = outline::text(&self.note.outline.events[events]);
        let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 2);
        words.find_map(|word| self.catalog.named(word)).map(|named| named.service)
    }
}

#[derive(Clone, Copy)]
struct ServiceLevel {
    level: u8,
    services: usize,
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
