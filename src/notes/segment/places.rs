//! Names the places of a page: its sections and its headings.

use crate::catalog::Catalog;
use crate::notes::{Heading, Outline, PageHeading, Read, Subject, Topic};
use crate::slug::{Unique, slugify};
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeMap;

/// Names the sections and headings of a topic's page. A heading's id is made of the page's and of the headings above it,
/// so that it stays when another is put before it.
pub(super) fn name_places(topic: &mut Topic, notes: &[Read], catalog: &Catalog) {
    let mut unique = Unique::default();
    for section in &mut topic.sections {
        let part = match (topic.subject, section.part) {
            (Subject::Service(id), Some(part)) => Some(slugify(&catalog.service(id).parts[part].section)),
            _ => None,
        };
        let file = slugify(notes[section.note].note.path.file_stem().unwrap_or_default());
        section.id = unique.name(or_notes(part.as_deref().unwrap_or(&file)));
        let root = part.as_ref().map_or(topic.slug.clone(), |part| format!("{}-{part}", topic.slug));
        let outline = notes[section.note].outline;
        let all = section.headings_in(outline);
        let headings = || all.iter().copied();
        let top = headings().map(|(_, heading)| heading.level).min().unwrap_or(1);
        let first = if part.is_some() { 3 } else { 2 };
        let mut path: Vec<(u8, String)> = Vec::new();
        let mut named = BTreeMap::new();
        for (index, heading) in headings() {
            path.retain(|(level, _)| *level < heading.level);
            let parent = path.last().map_or(root.as_str(), |(_, id)| id.as_str());
            let id =
                own_id(outline, heading).unwrap_or_else(|| format!("{parent}-{}", slugify(&heading.text)));
            let id = unique.name(or_notes(id.trim_end_matches('-')));
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
    // The theme's own ids begin with `lc-`.
    let safe = !id.is_empty()
        && !id.starts_with("lc-")
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    safe.then(|| id.to_string())
}

/// `id`, or a name for what has no letters.
fn or_notes(id: &str) -> &str {
    if id.is_empty() { "notes" } else { id }
}
