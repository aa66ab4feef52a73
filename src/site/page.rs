//! What a page of notes shows of its topic: its category, its headings, its sections and where they came from.

use super::view::{ContentsEntry, Kind, SectionView};
use super::{Page, Parts, RenderedSection};
use crate::catalog::{Catalog, Service};
use crate::notes::segment::OTHER;
use crate::notes::{Read, Section, Subject};
use crate::slug::slugify;
use crate::source::Sources;

/// The service that a page is about.
pub(super) fn service<'c>(page: &Page, catalog: &'c Catalog) -> Option<&'c Service> {
    match page.topic.subject {
        Subject::Service(id) => Some(catalog.service(id)),
        Subject::Topic | Subject::Unsorted => None,
    }
}

/// What a page is about.
pub(super) fn kind(page: &Page) -> Kind {
    match page.topic.subject {
        Subject::Service(_) => Kind::Service,
        Subject::Topic => Kind::Topic,
        Subject::Unsorted => Kind::Unsorted,
    }
}

/// The category that a page stands in.
pub fn category_name<'c>(page: &Page, catalog: &'c Catalog) -> &'c str {
    service(page, catalog).map_or(OTHER, |service| service.category.as_str())
}

/// The heading of a section that is about a named part of its service. A second section on it is headed as its author did,
/// so that the two can be told apart.
pub(super) fn part_heading(page: &Page, section: &RenderedSection, parts: &Parts) -> Option<String> {
    let service = service(page, parts.catalog)?;
    let Section { part, titles, note, id, .. } = section.section;
    let heading = &service.parts[(*part)?].section;
    let first = *id == slugify(heading);
    let title =
        titles.last().filter(|_| !first).map(|&title| &parts.notes[*note].outline.headings[title].text);
    Some(title.unwrap_or(heading).clone())
}

/// The headings of a page, in order.
pub(super) fn contents(page: &Page, parts: &Parts) -> Vec<ContentsEntry> {
    let mut entries = Vec::new();
    for section in &page.sections {
        if let Some(title) = part_heading(page, section, parts) {
            entries.push(ContentsEntry { title, id: section.section.id.clone(), level: 2 });
        }
        let headings = section.section.headings_in(parts.notes[section.section.note].outline).into_iter();
        entries.extend(headings.filter_map(|(index, heading)| {
            let place = section.section.headings.get(&index)?;
            Some(ContentsEntry { title: heading.text.clone(), id: place.id.clone(), level: place.level })
        }));
    }
    entries
}

/// The titles above a section as the author typed them.
pub fn typed(section: &Section, notes: &[Read]) -> String {
    let headings = &notes[section.note].outline.headings;
    section.titles.iter().map(|&title| headings[title].text.as_str()).collect::<Vec<_>>().join(" › ")
}

/// A section as its page shows it.
pub(super) fn section_view(page: &Page, section: &RenderedSection, parts: &Parts) -> SectionView {
    let (from, to) = lines(section.section, parts.sources);
    let hints = section.section.hints.first().filter(|_| kind(page) == Kind::Unsorted);
    SectionView {
        id: section.section.id.clone(),
        heading: part_heading(page, section, parts),
        typed: typed(section.section, parts.notes),
        file: parts.sources.get(section.section.span.source).path.to_string(),
        from,
        to,
        hint: hints.map(|&id| parts.catalog.service(id).title()),
        html: section.html.clone(),
    }
}

/// The first and last line of a section in its note.
pub fn lines(section: &Section, sources: &Sources) -> (usize, usize) {
    let span = section.span;
    let end = span.start + sources.slice(span).trim_end().len();
    (sources.line(span.source, span.start), sources.line(span.source, end))
}
