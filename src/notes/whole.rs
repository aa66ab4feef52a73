//! How all notes go together: their topics, and where everything stands. It stays while only words change between headings.

use super::map::Index;
use super::segment::divided::Divided;
use super::segment::segment;
use super::segment::shared::Shared;
use super::{Read, Section, Topic};
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use camino::Utf8PathBuf;

/// All notes, understood together.
#[derive(Debug)]
pub struct Whole {
    /// The topics, a page each.
    pub topics: Vec<Topic>,
    /// Where everything stands, by what it is called.
    pub index: Index,
    /// What stands for all that links can lead to.
    pub links: Fingerprint,
    /// What stands for all that decides about it but for the words between headings, which may make copies.
    shape: Fingerprint,
    /// What there was to say about the addresses of the topics.
    pub diagnostics: Vec<Diagnostic>,
    /// What stands for each note as it was understood.
    notes: Vec<Fingerprint>,
    shared: Shared,
}

/// The notes, each understood by itself.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The notes.
    pub notes: &'a [Read<'a>],
    /// Their pieces.
    pub divided: &'a [&'a Divided],
    /// What stands for each of them.
    pub keys: &'a [Fingerprint],
    /// The services.
    pub catalog: &'a Catalog,
    /// The other files among the notes.
    pub assets: &'a [Utf8PathBuf],
    /// What stands for all that notes are read by, besides themselves.
    pub settings: Fingerprint,
}

impl Whole {
    /// Understands notes together, or takes over `before` where nothing but words between headings changed since.
    pub fn of(parts: &Parts, before: Option<Self>) -> Self {
        let shape = shape(parts);
        let kept =
            before.filter(|before| before.shape == shape).and_then(|before| before.with_words_of(parts));
        kept.unwrap_or_else(|| Self::new(parts, shape))
    }

    fn new(parts: &Parts, shape: Fingerprint) -> Self {
        let segmented = segment(parts.notes, parts.divided, parts.catalog);
        let topics = segmented.value;
        Self {
            index: Index::new(&topics, parts.notes, parts.assets),
            links: Fingerprint::of(&(shape, places(&topics))),
            topics,
            shape,
            diagnostics: segmented.diagnostics,
            notes: parts.keys.to_vec(),
            shared: Shared::of(parts.divided),
        }
    }

    /// The same with the places of notes that changed; `None` where their words decide about copies.
    fn with_words_of(mut self, parts: &Parts) -> Option<Self> {
        let changed: Vec<usize> =
            (0..parts.keys.len()).filter(|&note| self.notes[note] != parts.keys[note]).collect();
        // Each change is looked at by itself; of many, putting all together anew is the shorter way.
        if changed.len() > MANY {
            return None;
        }
        for &note in &changed {
            let source = parts.notes[note].note.source;
            let told = |found: &Diagnostic| found.span.is_some_and(|span| span.source == source);
            if self.diagnostics.iter().any(told) || !self.shared.change(note, parts.divided[note]) {
                return None;
            }
            self.notes[note] = parts.keys[note];
        }
        let sections = self.topics.iter_mut().flat_map(|topic| &mut topic.sections);
        for section in sections.filter(|section| changed.contains(&section.note)) {
            parts.divided[section.note].place(section, &parts.notes[section.note]);
        }
        Some(self)
    }
}

/// Of more changed notes than these, everything is put together anew.
const MANY: usize = 32;

/// What stands for the places of topics, by what they are called.
fn places(topics: &[Topic]) -> Fingerprint {
    let section = |section: &Section| {
        let Section { note, piece, id, headings, left_out, taken_in, .. } = section;
        let copies: Vec<(usize, usize)> = section.copies.iter().map(|copy| (copy.note, copy.piece)).collect();
        Fingerprint::of(&(note, piece, id, headings, left_out, taken_in, copies))
    };
    let topic = |topic: &Topic| {
        let sections: Vec<Fingerprint> = topic.sections.iter().map(section).collect();
        Fingerprint::of(&(topic.subject, &topic.title, &topic.folder, &topic.slug, sections))
    };
    Fingerprint::of(&topics.iter().map(topic).collect::<Vec<_>>())
}

/// What stands for how notes are divided, and for what in them has a name.
fn shape(parts: &Parts) -> Fingerprint {
    let of_note = |(read, divided): (&Read, &&Divided)| {
        let aliases: Vec<&str> = read.note.front.aliases().collect();
        Fingerprint::of(&(read.note.source, &read.note.path, &read.note.front.title, aliases, divided.shape))
    };
    let notes: Vec<Fingerprint> = parts.notes.iter().zip(parts.divided).map(of_note).collect();
    Fingerprint::of(&(notes, parts.assets, parts.settings))
}
