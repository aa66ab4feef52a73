//! How all notes go together: their topics, and where everything stands. It stays while only words change between headings.

use super::map::Index;
use super::segment::divided::Divided;
use super::segment::segment;
use super::segment::shared::Shared;
use super::{Read, Topic};
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
    pub key: Fingerprint,
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
        let key = key(parts);
        let kept = before.filter(|before| before.key == key).and_then(|before| before.with_words_of(parts));
        kept.unwrap_or_else(|| Self::new(parts, key))
    }

    fn new(parts: &Parts, key: Fingerprint) -> Self {
        let segmented = segment(parts.notes, parts.divided, parts.catalog);
        let topics = segmented.value;
        Self {
            index: Index::new(&topics, parts.notes, parts.assets),
            topics,
            key,
            diagnostics: segmented.diagnostics,
            notes: parts.keys.to_vec(),
            shared: Shared::of(parts.divided),
        }
    }

    /// The same with the places of notes that changed; `None` where their words decide about copies.
    fn with_words_of(mut self, parts: &Parts) -> Option<Self> {
        let changed: Vec<usize> =
            (0..parts.keys.len()).filter(|&note| self.notes[note] != parts.keys[note]).collect();
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

/// What stands for all that decides how notes go together, and for all that links can lead to.
fn key(parts: &Parts) -> Fingerprint {
    let of_note = |(read, divided): (&Read, &&Divided)| {
        let aliases: Vec<&str> = read.note.front.aliases().collect();
        Fingerprint::of(&(read.note.source, &read.note.path, &read.note.front.title, aliases, divided.shape))
    };
    let notes: Vec<Fingerprint> = parts.notes.iter().zip(parts.divided).map(of_note).collect();
    Fingerprint::of(&(notes, parts.assets, parts.settings))
}
