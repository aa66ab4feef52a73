//! One note in pieces, each about one subject, with what must be known of them to put the pieces of all notes together.

use super::copies::Wording;
use super::divide::divide;
use super::piece::Piece;
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::notes::{Read, Section, map};
use pulldown_cmark::{Event, Tag};

/// One note in pieces.
#[derive(Debug)]
pub struct Divided {
    /// What stands for all that decides how its pieces go together with those of other notes, and what links can lead to in
    /// it: everything but what stands between its headings, and where.
    pub shape: Fingerprint,
    pub(super) pieces: Vec<Piece>,
    /// What each of them says.
    pub(super) wordings: Vec<Wording>,
    /// What there is to say about their titles.
    pub diagnostics: Vec<Diagnostic>,
}

/// Divides one note. `only` says that it is all there is.
pub fn divided(note: &Read, catalog: &Catalog, only: bool) -> Divided {
    let pieces = divide(note, catalog, only);
    let wordings = pieces.iter().map(|piece| Wording::of(piece, note)).collect();
    let diagnostics = pieces.iter().filter_map(|piece| piece.diagnostic(note, catalog)).collect();
    Divided { shape: shape(note, &pieces), pieces, wordings, diagnostics }
}

fn shape(note: &Read, pieces: &[Piece]) -> Fingerprint {
    let mut bounds: Vec<usize> =
        pieces.iter().flat_map(|piece| [piece.events.start, piece.events.end]).collect();
    bounds.sort_unstable();
    let piece = |piece: &Piece| {
        let Piece { subject, title, titles, naming, hints, decided, events } = piece;
        Fingerprint::of(&(subject, title, titles, naming, hints, decided, events.is_empty()))
    };
    let pieces: Vec<Fingerprint> = pieces.iter().map(piece).collect();
    let headings: Vec<(u8, &str)> =
        note.outline.headings.iter().map(|heading| (heading.level, heading.text.as_str())).collect();
    // Footnotes go from section to section.
    let footnotes = note
        .outline
        .events
        .iter()
        .any(|(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(_))));
    let text = footnotes.then_some(&note.repaired.text);
    Fingerprint::of(&(map::names(note, &bounds), pieces, headings, text))
}

impl Divided {
    /// Gives `section` of this note its place in it, which changes with the text above it.
    pub(in crate::notes) fn place(&self, section: &mut Section, read: &Read) {
        let piece = &self.pieces[section.piece];
        section.events = piece.events.clone();
        section.span = piece.span(read);
    }
}
