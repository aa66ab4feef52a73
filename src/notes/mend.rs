//! A note with its edits written back, byte for byte what it was apart from them.

use super::{read, repair};
use crate::catalog::Catalog;
use crate::diagnostic::Edit;
use crate::source::{Content, File, Source};
use camino::Utf8Path;

/// What writing the edits of a build back to the notes would come to.
#[derive(Debug, Default)]
pub struct Mending<'a> {
    /// The notes that change, in order.
    pub notes: Vec<Mended<'a>>,
    /// Those that have edits and must be left alone.
    pub left: Vec<Left<'a>>,
}

/// A note that must be left alone.
#[derive(Debug)]
pub struct Left<'a> {
    /// Where it stands, from the folder the user named.
    pub path: &'a Utf8Path,
    /// Why.
    pub why: &'static str,
}

/// A note as it would be with its edits made.
#[derive(Debug)]
pub struct Mended<'a> {
    /// The note as it was read.
    pub file: &'a File,
    /// What it would hold.
    pub bytes: Content,
    /// Its text as findings show it.
    pub before: &'a str,
    /// The same with the edits made.
    pub after: String,
    /// How many edits there are.
    pub edits: usize,
}

/// Makes `edits`, in order and at least one, in the note that was read from `file` as `source`.
///
/// # Errors
/// Where the note must be left alone; says why.
pub fn mend<'a>(
    file: &'a File,
    source: &'a Source,
    edits: &[Edit],
    notes_dir: &Utf8Path,
    catalog: &Catalog,
) -> Result<Mended<'a>, &'static str> {
    let same_places = source.text.len() == file.bytes.len() && !file.bytes.contains(&0);
    if !same_places || std::str::from_utf8(&file.bytes).is_err() {
        return Err("not all of it is UTF-8 text; save it as UTF-8 first");
    }
    let bytes = applied(&file.bytes, edits);
    let after = File { path: file.path.clone(), bytes: bytes.into() };
    if !is_settled(&after, edits[0].span.start, notes_dir, catalog) {
        return Err("with its repairs written back it would be read in another way; mend it by hand");
    }
    let shown = String::from_utf8(applied(source.text.as_bytes(), edits));
    Ok(Mended {
        file,
        bytes: after.bytes,
        before: &source.text,
        after: shown.expect("edits of a text begin and end between its characters"),
        edits: edits.len(),
    })
}

fn applied(text: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut after = Vec::with_capacity(text.len() + edits.len());
    let mut at = 0;
    for Edit { span, replacement } in edits {
        after.extend_from_slice(&text[at..span.start]);
        after.extend_from_slice(replacement.as_bytes());
        at = span.end;
    }
    after.extend_from_slice(&text[at..]);
    after
}

/// Whether a note that was first edited at byte `first` is read as its pages were: it needs no repair, and no edit made front
/// matter of its text.
fn is_settled(note: &File, first: usize, notes_dir: &Utf8Path, catalog: &Catalog) -> bool {
    let (source, note) = read::read(note, notes_dir, &[], 0);
    note.value.is_some_and(|note| {
        note.body <= first && repair::repair(&note, &source, catalog).value.edits.is_empty()
    })
}
