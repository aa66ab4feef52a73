//! A stretch of one note, and what it is about.

use crate::catalog::{Catalog, Naming, ServiceId};
use crate::diagnostic::Diagnostic;
use crate::notes::{Decision, Placed, Read, Subject};
use crate::rules;
use crate::source::Span;
use pulldown_cmark::{Event, Tag};
use std::ops::Range;

/// A stretch of one note, and what it is about.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub subject: Subject,
    pub title: String,
    /// The headings above its events that have no text of their own, its title last.
    pub titles: Vec<usize>,
    pub events: Range<usize>,
    pub naming: Option<Naming>,
    pub hints: Vec<ServiceId>,
    pub decided: Decision,
}

impl Piece {
    /// What its title should be called.
    fn right_name(&self, catalog: &Catalog) -> String {
        let named = self.naming.as_ref().map(|naming| naming.named);
        let part = named.and_then(|named| Some(&catalog.service(named.service).parts[named.part?]));
        part.map_or_else(|| self.title.clone(), |part| part.name.clone())
    }

    /// The bytes of the note that it covers, its titles included.
    pub fn span(&self, read: &Read) -> Span {
        let place = |events: &[Placed]| {
            let start = events.iter().map(|(_, range)| range.start).min();
            start.zip(events.iter().map(|(_, range)| range.end).max())
        };
        let of_title =
            |&title: &usize| place(&read.outline.events[read.outline.headings[title].events.clone()]);
        let body = place(&read.outline.events[self.events.clone()]);
        let start = self.titles.first().and_then(of_title).or(body).map_or(0, |(start, _)| start);
        let end = body.or_else(|| self.titles.last().and_then(of_title)).map_or(start, |(_, end)| end);
        read.repaired.span(start..start + read.repaired.text[start..end].trim_end().len())
    }

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
                Some(rules::title_corrected(span, &heading.text, &self.right_name(catalog)))
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

pub(super) fn has_words(events: &[Placed]) -> bool {
    events.iter().any(|(event, _)| match event {
        Event::Text(text)
        | Event::Code(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text)
        | Event::Html(text)
        | Event::InlineHtml(text) => !text.trim().is_empty(),
        Event::Start(Tag::Image { .. }) => true,
        _ => false,
    })
}
