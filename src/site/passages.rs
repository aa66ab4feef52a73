//! What can be found: the text of the pages by headings, for the search index.

use super::blocks::{Block, Kind, Style};
use super::page::{category_name, part_heading, service, typed};
use super::search::{self, Run, Section};
use super::view::Tile;
use super::{Page, Parts, RenderedSection};
use crate::catalog::Service;
use crate::notes::PageHeading;
use std::borrow::Cow;

/// The words of a page.
pub(super) fn read(page: &Page, tile: &Tile, parts: &Parts) -> search::PageWords {
    let service = service(page, parts.catalog);
    let titles: Vec<Titles> = page.sections.iter().map(|section| Titles::of(page, section, parts)).collect();
    let mut passages = Vec::new();
    for (section, titles) in page.sections.iter().zip(&titles) {
        push_section(&mut passages, section, titles, parts);
    }
    let names = service.into_iter().flat_map(Service::names);
    search::read(&search::Page {
        title: &tile.title,
        href: &tile.href,
        category: category_name(page, parts.catalog),
        names: names.map(|(name, _)| name).collect(),
        monogram: &tile.monogram,
        hue: tile.hue,
        icon: tile.icon.as_deref(),
        service: service.is_some(),
        sections: passages,
    })
}

/// The titles that a section has besides its headings.
struct Titles {
    /// Its heading, where it is a named part of its service.
    part: Option<String>,
    /// Its title as the author typed it.
    typed: String,
}

impl Titles {
    fn of(page: &Page, section: &RenderedSection, parts: &Parts) -> Self {
        Self { part: part_heading(page, section, parts), typed: typed(section.section, parts.notes) }
    }
}

/// Pushes what stands under each heading of a section; what stands above the first is led to by the section's own id.
fn push_section<'a>(
    passages: &mut Vec<Section<'a>>,
    section: &'a RenderedSection,
    titles: &'a Titles,
    parts: &Parts<'a>,
) {
    let first = passages.is_empty();
    let part: Vec<&str> = titles.part.as_deref().into_iter().collect();
    let id = if first { "" } else { section.section.id.as_str() };
    passages.push(Section { id, path: part.clone(), text: Vec::new() });
    push(passages, Cow::Owned(format!("{}\n", titles.typed)), false);
    let headings = &parts.notes[section.section.note].outline.headings;
    let mut above: Vec<(u8, &str)> = Vec::new();
    for block in &section.blocks {
        let heading = block.heading.filter(|_| block.kind == Kind::Heading);
        let place = heading.and_then(|index| Some((index, section.section.headings.get(&index)?)));
        if let Some((index, PageHeading { level, id })) = place {
            above.retain(|(over, _)| over < level);
            above.push((*level, &headings[index].text));
            let path = part.iter().copied().chain(above.iter().map(|(_, title)| *title)).collect();
            passages.push(Section { id, path, text: Vec::new() });
        } else {
            push_block(passages, block);
        }
    }
}

/// Pushes a block in runs that stand out or do not.
fn push_block<'a>(passages: &mut [Section<'a>], block: &'a Block) {
    let stands_out = |style| matches!(style, Style::Mark | Style::Strong | Style::Code | Style::Tag);
    let mut strong: Vec<_> = block.styles.iter().filter(|(style, _)| stands_out(*style)).collect();
    strong.sort_by_key(|(_, range)| range.start);
    let mut from = 0;
    for (_, range) in strong {
        // What stands out in what stands out is within it.
        let start = range.start.max(from);
        if start < range.end {
            push(passages, Cow::Borrowed(&block.text[from..start]), false);
            push(passages, Cow::Borrowed(&block.text[start..range.end]), true);
            from = range.end;
        }
    }
    push(passages, Cow::Owned(format!("{}\n", &block.text[from..])), false);
}

fn push<'a>(passages: &mut [Section<'a>], text: Cow<'a, str>, strong: bool) {
    let last = passages.last_mut().expect("a section has a passage before it has text");
    if !text.is_empty() {
        last.text.push(Run { text, strong });
    }
}
