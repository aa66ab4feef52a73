//! A note as it is understood by itself: repaired, parsed and divided, whatever the other notes say.

use super::segment::divided::{Divided, divided};
use super::{Note, Outline, Read, Repaired, outline, repair};
use crate::catalog::Catalog;
use crate::config::{LineBreaks, RawHtml};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::sync::Arc;

/// What decides how a note is understood, besides its text.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The services that it may be about.
    pub catalog: &'a Catalog,
    /// What its single line breaks mean.
    pub line_breaks: LineBreaks,
    /// What becomes of raw HTML.
    pub html: RawHtml,
    /// Whether it is the only note.
    pub only: bool,
}

/// A note as it is understood by itself. It owns all that it holds, so it can be kept from build to build.
#[derive(Debug)]
pub struct Understood {
    parsed: Parsed,
    /// Its pieces, each about one subject.
    pub divided: Divided,
    /// What its repair had to say.
    pub repairs: Vec<Diagnostic>,
}

self_cell::self_cell!(
    struct Parsed {
        owner: Text,
        #[covariant]
        dependent: Outline,
    }

    impl {Debug}
);

#[derive(Debug)]
struct Text {
    note: Arc<Note>,
    repaired: Repaired,
}

impl Understood {
    /// Understands a note, of which `source` is the text.
    pub fn new(note: Arc<Note>, source: &Source, reading: &Reading) -> Self {
        let repair = repair::repair(&note, source, reading.catalog);
        let (repaired, repairs) = (repair.value, repair.diagnostics);
        let parsed = Parsed::new(Text { note, repaired }, |text| {
            outline::outline(&text.repaired, reading.line_breaks, reading.html)
        });
        let divided = divided(&read(&parsed), reading.catalog, reading.only);
        Self { parsed, divided, repairs }
    }

    /// The note with what was found in it.
    pub fn read(&self) -> Read<'_> {
        read(&self.parsed)
    }
}

fn read(parsed: &Parsed) -> Read<'_> {
    let Text { note, repaired } = parsed.borrow_owner();
    Read { note, repaired, outline: parsed.borrow_dependent() }
}
