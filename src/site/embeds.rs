//! Notes that are shown in other notes, as `![[Note]]` asks for.

use super::body::{self, Copied, Part};
use super::html::Html;
use super::{Page, Rendered, RenderedSection};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::notes::{Destination, Embed, Placed, Read};
use crate::rules;
use std::ops::Range;

/// Embeds stand in embeds at most this deep.
const DEPTH: usize = 4;

/// A section shows at most this many bytes of others, and so does a site, unless its notes are long.
const MOST: usize = 2_000_000;

/// A site shows at most this many times the bytes of its notes again.
const TIMES: usize = 10;

/// What a frame counts for besides what is in it.
const FRAME: usize = 100;

/// A section, rendered anew.
#[derive(Debug)]
pub struct Filled {
    /// The index of its page.
    pub page: usize,
    /// Its index on the page.
    pub section: usize,
    /// Its text with what it embeds.
    pub html: Html,
}

/// Renders the sections that embed others.
pub fn embeds(pages: &[Page], notes: &[Read], trusted: bool) -> Outcome<Vec<Filled>> {
    if !pages.iter().flat_map(|page| &page.sections).any(|section| section.embeds) {
        return Outcome::default();
    }
    let places =
        |(index, page): (usize, &Page)| (0..page.sections.len()).map(move |section| (index, section));
    let mut sections: Vec<Vec<Place>> = vec![Vec::new(); notes.len()];
    let mut embedding = Vec::new();
    for place in pages.iter().enumerate().flat_map(places) {
        let rendered = &pages[place.0].sections[place.1];
        sections[rendered.section.note].push(place);
        embedding.extend(rendered.embeds.then_some(place));
    }
    for sections in &mut sections {
        sections.sort_by_key(|&(page, section)| pages[page].sections[section].section.events.start);
    }
    let source: usize = notes.iter().map(|read| read.repaired.text.len()).sum();
    let mut frames = Frames {
        pages,
        notes,
        sections,
        trusted,
        left: MOST.max(TIMES.saturating_mul(source)),
        left_here: 0,
        count: 0,
        chain: Vec::new(),
        diagnostics: Vec::new(),
    };
    let value = embedding.into_iter().map(|place| frames.fill(place)).collect();
    Outcome { value, diagnostics: frames.diagnostics }
}

/// A page, and the place of a section on it.
type Place = (usize, usize);

/// Makes what is shown of notes in others.
struct Frames<'a> {
    pages: &'a [Page<'a>],
    notes: &'a [Read<'a>],
    /// For each note, its sections in order.
    sections: Vec<Vec<Place>>,
    trusted: bool,
    /// How many bytes more the site may show again, and the present section.
    left: usize,
    left_here: usize,
    /// How many frames the present section has.
    count: usize,
    /// The embeds that the present one stands in, itself last: the note of each, and its event.
    chain: Vec<(usize, usize)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Frames<'a> {
    fn fill(&mut self, (page, section): Place) -> Filled {
        let rendered = &self.pages[page].sections[section];
        (self.left_here, self.count) = (MOST, 0);
        let html = self.render(rendered, None, &rendered.section.id);
        Filled { page, section, html: html.into() }
    }

    /// Renders a section, or a copy of a part of it, on the page of the section `host`.
    fn render(&mut self, rendered: &'a RenderedSection<'a>, copy: Option<&Copied>, host: &str) -> String {
        let Rendered { ties, marks, places, .. } = &**rendered;
        let section = rendered.section;
        let part = Part { read: &self.notes[section.note], section, ties, marks, places, copy };
        let trusted = self.trusted;
        body::render(&part, trusted, &mut |event| match ties.links.get(&event) {
            Some(Destination::Embed(embed)) => self.frame(embed, (section.note, event), host),
            _ => None,
        })
    }

    /// What an embed shows, if it may.
    fn frame(&mut self, embed: &Embed, at: (usize, usize), host: &str) -> Option<String> {
        self.chain.push(at);
        let flaw = self.flaw(embed);
        let html = if flaw.is_none() { self.copy(embed, host) } else { String::new() };
        self.diagnostics.extend(flaw);
        self.chain.pop();
        (!html.is_empty()).then_some(html)
    }

    /// Why an embed is not shown.
    fn flaw(&self, embed: &Embed) -> Option<Diagnostic> {
        let events = |note: usize| &self.notes[note].outline.events;
        let &(note, event) = self.chain.last()?;
        let span = self.notes[note].repaired.span(events(note)[event].1.clone());
        let bytes = bytes(events(embed.note), &embed.events);
        let holds = |&(note, event): &(usize, usize)| {
            note == embed.note && bytes.contains(&events(note)[event].1.start)
        };
        if let Some(first) = self.chain.iter().rposition(holds) {
            let notes = self.chain[first..].iter().map(|&(note, _)| note).chain([embed.note]);
            let names: Vec<&str> = notes.map(|note| self.notes[note].note.path.as_str()).collect();
            Some(rules::embed_cycle(span, &names))
        } else if self.chain.len() > DEPTH {
            Some(rules::embed_too_deep(span, DEPTH))
        } else if bytes.len() + FRAME > self.left.min(self.left_here) {
            Some(rules::embed_too_large(span))
        } else {
            None
        }
    }

    fn copy(&mut self, embed: &Embed, host: &str) -> String {
        self.count += 1;
        let events = body::whole(&self.notes[embed.note].outline.events, &embed.events);
        let copied = Copied { events, name: format!("{host}-embed-{}", self.count) };
        let pages = self.pages;
        let section = |&(page, section): &Place| &pages[page].sections[section];
        let all = &self.sections[embed.note];
        let first = all.partition_point(|place| section(place).section.events.end <= copied.events.start);
        let inside = |rendered: &&RenderedSection| rendered.section.events.start < copied.events.end;
        let shown: Vec<_> = all[first..].iter().map(section).take_while(inside).collect();
        let html: String =
            shown.into_iter().map(|rendered| self.render(rendered, Some(&copied), host)).collect();
        self.left = self.left.saturating_sub(html.len() + FRAME);
        self.left_here = self.left_here.saturating_sub(html.len() + FRAME);
        html
    }
}

/// The bytes of a note's text that events take up.
fn bytes(events: &[Placed], range: &Range<usize>) -> Range<usize> {
    let Some((_, first)) = events.get(range.start) else { return 0..0 };
    let last = range.end.min(events.len()).checked_sub(1).map_or(first.end, |last| events[last].1.end);
    first.start..last.max(first.end)
}
