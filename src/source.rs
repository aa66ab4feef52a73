//! Texts and the places in them: what every stage reads and what every finding points at.

use crate::fingerprint::Fingerprint;
use camino::{Utf8Path, Utf8PathBuf};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

/// Which text of a build a [`Span`] lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceId {
    /// A setting, a template or the like, by its place among these.
    Other(u32),
    /// A note, by a number that it keeps from build to build.
    Note(u32),
}

/// A stretch of one source, in bytes, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text it lies in.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes of `range` in `source`.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, start: range.start, end: range.end }
    }
}

/// A text that was read: a note, a template or a YAML file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it stands, from the folder the user named, with `/`.
    pub path: Utf8PathBuf,
    /// What it says.
    pub text: String,
    /// Where each of its lines begins.
    lines: Vec<usize>,
}

impl Source {
    /// A text and where it stands.
    pub fn new(path: &Utf8Path, text: String) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        Self { path: path.to_owned(), text, lines }
    }
}

/// Every text of a build.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    others: Vec<Arc<Source>>,
    /// By their numbers; those of notes that are no more are vacant.
    notes: Vec<Option<Arc<Source>>>,
}

impl Sources {
    /// Keeps a text that is no note, and gives the name by which spans refer to it.
    ///
    /// # Panics
    /// Beyond four thousand million sources.
    pub fn add(&mut self, path: &Utf8Path, text: String) -> SourceId {
        let number = u32::try_from(self.others.len()).expect("fewer sources than u32 can count");
        self.others.push(Arc::new(Source::new(path, text)));
        SourceId::Other(number)
    }

    /// Keeps the text of the note of this number.
    pub fn add_note(&mut self, number: u32, source: Arc<Source>) {
        let place = number as usize;
        self.notes.resize(self.notes.len().max(place + 1), None);
        self.notes[place] = Some(source);
    }

    /// The text that `id` stands for.
    ///
    /// # Panics
    /// For a note that was not added.
    pub fn get(&self, id: SourceId) -> &Source {
        match id {
            SourceId::Other(number) => &self.others[number as usize],
            SourceId::Note(number) => {
                self.notes[number as usize].as_ref().expect("spans refer to notes of the same build")
            }
        }
    }

    /// Which of two places comes first: settings and templates before notes, and notes by their paths.
    pub fn order(&self, one: Span, other: Span) -> Ordering {
        let within = || (one.start, one.end).cmp(&(other.start, other.end));
        match (one.source, other.source) {
            (SourceId::Note(a), SourceId::Note(b)) if a != b => {
                self.get(one.source).path.cmp(&self.get(other.source).path)
            }
            (a, b) => a.cmp(&b).then_with(within),
        }
    }

    /// The whole of a text.
    pub fn whole(&self, id: SourceId) -> Span {
        Span::new(id, 0..self.get(id).text.len())
    }

    /// The words that `span` covers.
    pub fn slice(&self, span: Span) -> &str {
        &self.get(span.source).text[span.start..span.end]
    }

    /// As much of `span` as lies on its first line.
    pub fn first_line(&self, span: Span) -> Span {
        let length = self.slice(span).find(['\n', '\r']).unwrap_or(span.end - span.start);
        Span { end: span.start + length, ..span }
    }

    /// The line in which `span` begins, without its break; `span` must not go beyond it.
    pub fn whole_line(&self, span: Span) -> Span {
        let source = self.get(span.source);
        let start = source.lines[self.line(span.source, span.start) - 1];
        let length = source.text[start..].find(['\n', '\r']).unwrap_or(source.text.len() - start);
        Span { start, end: (start + length).max(span.end), ..span }
    }

    /// The line of byte `offset`, counted from 1.
    pub fn line(&self, id: SourceId, offset: usize) -> usize {
        self.get(id).lines.partition_point(|&start| start <= offset)
    }

    /// The column of byte `offset` in its line, counted in characters from 1.
    pub fn column(&self, id: SourceId, offset: usize) -> usize {
        let source = self.get(id);
        let start = source.lines[self.line(id, offset) - 1];
        1 + source.text[start..source.text.floor_char_boundary(offset)].chars().count()
    }
}

/// Bytes that are shared, never copied, and compared by their fingerprint, which is reckoned when it is first asked for.
#[derive(Clone, Default)]
pub struct Content(Arc<(Vec<u8>, OnceLock<Fingerprint>)>);

impl Content {
    /// What stands for the bytes.
    pub fn fingerprint(&self) -> Fingerprint {
        *self.0.1.get_or_init(|| Fingerprint::of_bytes(&self.0.0))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new((bytes, OnceLock::new())))
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0.0
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.fingerprint() == other.fingerprint()
    }
}

impl Eq for Content {}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self))
    }
}

/// A file that was read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it stands, from the folder the user named, with `/`.
    pub path: Utf8PathBuf,
    /// What it holds.
    pub bytes: Content,
}

/// A file or folder that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it stands, from the folder the user named; characters that are no UTF-8 are replaced.
    pub path: Utf8PathBuf,
    /// What the system said.
    pub why: String,
}

/// A file or folder that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands, from the folder the user named; characters that are no UTF-8 are replaced.
    pub path: Utf8PathBuf,
    /// The name of the rule by which it was.
    pub rule: &'static str,
    /// Why, in words that go on after its name.
    pub why: &'static str,
}

/// All that a build reads, read at once: the same snapshot gives the same site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// A name for the site where its configuration gives none: the folder's or the note's.
    pub name: String,
    /// The folder of the notes, from the folder the user named; empty where the two are one.
    pub notes_dir: Utf8PathBuf,
    /// The notes, sorted by path.
    pub notes: Vec<File>,
    /// Other files among the notes, which a page may show; sorted, from the folder the user named.
    pub assets: Vec<Utf8PathBuf>,
    /// The site's own templates, by their name below `templates/`.
    pub templates: Vec<File>,
    /// The site's own static files, by their name below `static/`.
    pub statics: Vec<File>,
    /// The site's `leafcutter.yaml`, if there is one.
    pub config: Option<File>,
    /// Other YAML files beside it, which may be catalogues.
    pub catalogs: Vec<File>,
    /// What was seen of outside addresses: its `links.lock`, if there is one.
    pub lock: Option<File>,
    /// When a note last changed (`YYYY-MM-DD`), by path, as far as git knows.
    pub changed: BTreeMap<Utf8PathBuf, String>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Links among the notes that lead out of their folder, or nowhere, and were not followed.
    pub unfollowed: Vec<Unreadable>,
    /// What was passed over among the notes.
    pub skipped: Vec<Skipped>,
}
