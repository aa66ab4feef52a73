//! The sections of every topic are linked, judged and rendered.

use super::memos::Memos;
use crate::config::RawHtml;
use crate::diagnostic::Outcome;
use crate::fingerprint::Fingerprint;
use crate::notes::{Destination, Mention, Read, Section, Subject, Ties, Topic, link};
use crate::references::evidence::Evidence;
use crate::references::judge::{self, Reference};
use crate::site::marks::Marks;
use crate::site::{Mentioned, Page, Rendered, RenderedSection, blocks, body, html, page, study};
use crate::source::Sources;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What sections are linked, judged and rendered with.
pub(super) struct Rendering<'a> {
    pub notes: &'a [Read<'a>],
    /// What stands for each note as it was understood.
    pub keys: &'a [Fingerprint],
    pub links: &'a link::Links<'a>,
    /// What stands for all that links are resolved against.
    pub links_key: Fingerprint,
    /// The texts, for lines.
    pub sources: &'a Sources,
    pub evidence: &'a Evidence,
    pub evidence_key: Fingerprint,
}

/// What a section leads to.
#[derive(Debug)]
pub(super) struct Linked {
    outcome: Outcome<Ties>,
    /// What stands for it.
    key: Fingerprint,
    /// Whether it shows parts of other notes: where these stand may change though what they are called does not.
    embeds: bool,
}

/// A section with its topic.
#[derive(Clone, Copy)]
struct Place<'a> {
    topic: &'a Topic,
    section: &'a Section,
    /// What stands for the section, its note and its topic.
    key: Fingerprint,
}

impl Rendering<'_> {
    /// Links, judges and renders the sections of every topic.
    pub fn pages<'a>(&self, topics: &'a [Topic], memos: &mut Memos) -> Vec<Page<'a>> {
        let places: Vec<Place> = topics.iter().flat_map(|topic| self.places(topic)).collect();
        let key = |place: &Place| Fingerprint::of(&(place.key, self.links_key));
        let mut linked = memos.linked.all(&places, key, |place| Arc::new(self.link(place)));
        for (place, linked) in places.iter().zip(&mut linked).filter(|(_, linked)| linked.embeds) {
            *linked = Arc::new(self.link(place));
        }
        let places: Vec<(Place, Arc<Linked>)> = places.into_iter().zip(linked).collect();
        let key = |(place, linked): &(Place, Arc<Linked>)| {
            Fingerprint::of(&(place.key, linked.key, self.evidence_key))
        };
        let rendered =
            memos.rendered.all(&places, key, |both| Arc::new(self.render(&both.0, &both.1, key(both))));
        let mut sections = places.into_iter().zip(rendered).map(|((place, _), rendered)| RenderedSection {
            section: place.section,
            html: rendered.html.clone(),
            rendered,
        });
        let page = |topic: &'a Topic| Page {
            topic,
            sections: sections.by_ref().take(topic.sections.len()).collect(),
        };
        topics.iter().map(page).collect()
    }

    fn places<'a>(&self, topic: &'a Topic) -> impl Iterator<Item = Place<'a>> {
        topic.sections.iter().map(move |section| {
            let key = Fingerprint::of(&(self.keys[section.note], section, topic.subject, &topic.slug));
            Place { topic, section, key }
        })
    }

    fn link(&self, place: &Place) -> Linked {
        let outcome = link::link(self.links, place.topic, place.section, &self.notes[place.section.note]);
        let embeds = outcome.value.links.values().any(|to| matches!(to, Destination::Embed(_)));
        Linked { key: Fingerprint::of(&(&outcome.value, &outcome.diagnostics)), outcome, embeds }
    }

    fn render(&self, place: &Place, linked: &Linked, key: Fingerprint) -> Rendered {
        let Place { topic, section, .. } = *place;
        let read = &self.notes[section.note];
        let mut ties = linked.outcome.value.clone();
        let addresses = std::mem::take(&mut ties.addresses);
        let mut diagnostics = linked.outcome.diagnostics.clone();
        let references = judge::judge(addresses, self.evidence).unpack(&mut diagnostics);
        let marks = Marks::of(&references);
        let blocks = blocks::blocks(read.outline, &section.stretches());
        let study = study::find(&blocks, read.outline, &ties, topic.subject == Subject::Unsorted);
        let places = study::places(&study, section, read.outline);
        let part = body::Part { read, section, ties: &ties, marks: &marks, places: &places, copy: None };
        let html = body::render(&part, self.links.raw_html == RawHtml::Trust, &mut |_| None);
        let words = html::count_words(&html) + html::words(&page::typed(section, self.notes)).count();
        Rendered {
            key,
            told: self.told(place, &ties, &references, &study),
            embeds: linked.embeds,
            mentions: mentioned(&ties),
            html: html.into(),
            found: study,
            ties,
            references,
            marks,
            blocks,
            places,
            words,
            diagnostics,
        }
    }
}

impl Rendering<'_> {
    /// What stands for what a page shows of a section besides its text.
    fn told(
        &self,
        place: &Place,
        ties: &Ties,
        references: &[Reference],
        study: &study::Found,
    ) -> Fingerprint {
        let Place { topic, section, .. } = *place;
        let Read { note, outline, .. } = self.notes[section.note];
        let titles: Vec<&str> =
            section.titles.iter().map(|&title| outline.headings[title].text.as_str()).collect();
        let stands = page::lines(section, self.sources);
        let references: Vec<_> =
            references.iter().map(|reference| (&reference.address, &reference.judgement)).collect();
        let marks: Vec<_> =
            study.marks.iter().map(|mark| (&mark.text, &study.spots[&mark.block].path)).collect();
        let own = (&section.id, section.part, titles, stands, &section.hints, note.path.as_str());
        // A list of Markdown links may be a list of contents; one of raw HTML, which looks the same, is none.
        let links: Vec<&Destination> = ties.links.values().collect();
        Fingerprint::of(&(own, topic.subject, links, references, marks))
    }
}

/// The pages that a section mentions, each once, with what stands for all that it says of them.
fn mentioned(ties: &Ties) -> Mentioned {
    let mut by_page: BTreeMap<&str, Vec<&Mention>> = BTreeMap::new();
    for mention in &ties.mentions {
        by_page.entry(&mention.of).or_default().push(mention);
    }
    let of: Vec<(String, Fingerprint)> =
        by_page.into_iter().map(|(page, mentions)| (page.to_owned(), Fingerprint::of(&mentions))).collect();
    Mentioned { key: Fingerprint::of(&of), of }
}
