//! One note in pieces, each about one subject, with what must be known of them to put the pieces of all notes together.

use super::copies::Wording;
use super::divide::divide;
use super::piece::Piece;
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::notes::{Read, map};

/// One note in pieces.
#[derive(Debug)]
pub struct Divided {
    /// What stands for all that links can lead to in it.
    pub names: Fingerprint,
    pub(super) pieces: Vec<Piece>,
    /// What each of them says.
    pub(super) wordings: Vec<Wording>,
    /// What there is to say about their titles.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Divides one note. `only` says that it is all there is.
pub fn divided(note: &Read, catalog: &Catalog, only: bool) -> Divided {
    let pieces = divide(note, catalog, only);
    let wordings =
        pieces.iter().map(|piece| Wording::of(&note.outline.events[piece.events.clone()])).collect();
    let diagnostics = pieces.iter().filter_map(|piece| piece.diagnostic(note, catalog)).collect();
    let mut starts: Vec<usize> = pieces.iter().map(|piece| piece.events.start).collect();
    starts.sort_unstable();
    Divided { names: map::names(note, &starts), pieces, wordings, diagnostics }
}
