//! What a note is understood to be: the types that the stages `repair`, `outline`, `segment` and `link` hand on.

mod decision;
mod front;
pub mod link;
pub mod map;
pub mod mend;
mod name;
pub mod order;
pub mod outline;
pub mod raw;
pub mod read;
pub mod repair;
pub mod segment;
mod ties;
pub mod understood;
pub mod whole;
pub mod withhold;

pub use decision::Decision;
pub use front::FrontMatter;
pub use ties::{Asset, Destination, Embed, Mention, RawLink, Target, Tie, Ties};

use crate::catalog::ServiceId;
use crate::diagnostic::Edit;
use crate::source::{SourceId, Span};
use camino::Utf8PathBuf;
use pulldown_cmark::Event;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A note as text, its front matter apart.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its whole text.
    pub source: SourceId,
    /// Where it stands among the notes, with `/`.
    pub path: Utf8PathBuf,
    /// What its front matter says.
    pub front: FrontMatter,
    /// Where its text begins, behind the front matter.
    pub body: usize,
    /// The fingerprints of what looks like a secret in it, and may be published.
    pub allowed_secrets: Vec<String>,
}

/// A note's body after repair: what the Markdown parser reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The text.
    pub text: String,
    /// The edits that made it, in order.
    pub edits: Vec<Edit>,
    source: SourceId,
    /// The stretches of `text` that were taken over, in order.
    stretches: Vec<Stretch>,
}

/// A stretch of a note that a repaired text has too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    /// Where it begins in the repaired text.
    here: usize,
    /// Where it begins in the note.
    there: usize,
    length: usize,
}

impl Repaired {
    /// The text of `note` from byte `from`, with `edits` applied, which must be in order and apart.
    pub fn new(source: SourceId, note: &str, from: usize, edits: Vec<Edit>) -> Self {
        let mut text = String::with_capacity(note.len() - from + 64);
        let mut stretches = Vec::with_capacity(edits.len() + 1);
        let mut at = from;
        for edit in &edits {
            stretches.push(Stretch { here: text.len(), there: at, length: edit.span.start - at });
            text.push_str(&note[at..edit.span.start]);
            text.push_str(&edit.replacement);
            at = edit.span.end;
        }
        stretches.push(Stretch { here: text.len(), there: at, length: note.len() - at });
        text.push_str(&note[at..]);
        Self { text, edits, source, stretches }
    }

    /// The same without `cuts` of its text, in order and apart, which no edit takes out of the note.
    #[must_use]
    pub fn without(self, cuts: &[Range<usize>]) -> Self {
        if cuts.is_empty() {
            return self;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut stretches = Vec::new();
        let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut.end));
        let ends = cuts.iter().map(|cut| cut.start).chain([self.text.len()]);
        for (start, end) in starts.zip(ends) {
            let first = self.place(start);
            let kept = self.stretches[first..].iter().take_while(|stretch| stretch.here < end.max(start + 1));
            stretches.extend(kept.filter_map(|stretch| {
                let from = stretch.here.max(start);
                let to = (stretch.here + stretch.length).min(end);
                Some(Stretch {
                    here: text.len() + from - start,
                    there: stretch.there + from - stretch.here,
                    length: to.checked_sub(from)?,
                })
            }));
            text.push_str(&self.text[start..end]);
        }
        Self { text, stretches, ..self }
    }

    /// The place in the note that `range` of the repaired text came from. What stands in a replacement came from all that
    /// was replaced.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.origin(range.start).start;
        Span::new(self.source, start..self.origin(range.end).end.max(start))
    }

    fn origin(&self, offset: usize) -> Range<usize> {
        let place = self.place(offset);
        let Stretch { here, there, length } = self.stretches[place];
        let next = self.stretches.get(place + 1).filter(|_| offset > here + length);
        let end = there + length.min(offset - here);
        end..next.map_or(end, |next| next.there)
    }

    /// The last stretch that begins at or before `offset`.
    fn place(&self, offset: usize) -> usize {
        self.stretches.partition_point(|stretch| stretch.here <= offset).saturating_sub(1)
    }
}

/// A Markdown event and where it stands in the repaired text.
pub type Placed<'a> = (Event<'a>, Range<usize>);

/// A note's events, with what stands out among them.
#[derive(Clone, Debug, Default)]
pub struct Outline<'a> {
    /// The events, in order.
    pub events: Vec<Placed<'a>>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Whether its single line breaks carry meaning.
    pub keeps_lines: bool,
    /// Whether it has raw HTML, which must be made safe.
    pub raw_html: bool,
    /// The sizes that the author gave images, by the index of the image's first event.
    pub sizes: HashMap<usize, Size>,
    /// The names that the author gave blocks, by the index of the block's first event.
    pub blocks: HashMap<usize, String>,
    /// Where the definitions of links stand in the repaired text, by their labels in lower case.
    pub definitions: HashMap<String, Range<usize>>,
}

/// The width and height at which an image is shown, in pixels, as far as they are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The width.
    pub width: Option<u32>,
    /// The height.
    pub height: Option<u32>,
}

impl Outline<'_> {
    /// The headings among `events`, with their index among all.
    pub fn headings_in(&self, events: &Range<usize>) -> impl Iterator<Item = (usize, &Heading)> {
        let place = |event: usize| self.headings.partition_point(|heading| heading.events.start < event);
        let indices = place(events.start)..place(events.end).max(place(events.start));
        indices.map(|index| (index, &self.headings[index]))
    }
}

/// A note with all that the stages before found in it.
#[derive(Clone, Copy, Debug)]
pub struct Read<'a> {
    /// The note.
    pub note: &'a Note,
    /// Its text after repair.
    pub repaired: &'a Repaired,
    /// Its events.
    pub outline: &'a Outline<'a>,
}

/// A heading of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words, markup apart.
    pub text: String,
    /// Its events, from start to end.
    pub events: Range<usize>,
    /// Whether it stands by itself, not inside a quote or a list.
    pub top: bool,
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A service of the catalogue.
    Service(ServiceId),
    /// Something else that the notes have a title for.
    Topic,
    /// Lines that stand under no title.
    Unsorted,
}

/// Everything the notes have on one subject: a page to be.
#[derive(Clone, Debug)]
pub struct Topic {
    /// What it is about.
    pub subject: Subject,
    /// Its title.
    pub title: String,
    /// The folder of its first note, from the folder of the notes; empty for a service.
    pub folder: Utf8PathBuf,
    /// Its address, without `.html`.
    pub slug: String,
    /// Its stretches of notes, in reading order.
    pub sections: Vec<Section>,
}

/// A stretch of a note that belongs to one subject.
#[derive(Clone, Debug, Hash)]
pub struct Section {
    /// Which note, by its index.
    pub note: usize,
    /// Which of the pieces of that note.
    pub piece: usize,
    /// Its events, its title apart.
    pub events: Range<usize>,
    /// Footnotes among its events that belong to other sections.
    pub left_out: Vec<Range<usize>>,
    /// Footnotes among the events of other sections that belong to it.
    pub taken_in: Vec<Range<usize>>,
    /// The headings above it in the note that have no text of their own, its title last.
    pub titles: Vec<usize>,
    /// The part of the service that it is about.
    pub part: Option<usize>,
    /// Other services that its title names.
    pub also: Vec<ServiceId>,
    /// What decided where it belongs.
    pub decided: Decision,
    /// For lines under no title: the services they may belong to.
    pub hints: Vec<ServiceId>,
    /// Its id on the page.
    pub id: String,
    /// Its headings on the page, by their index in the note.
    pub headings: BTreeMap<usize, PageHeading>,
    /// The bytes of the note that it covers, its title included.
    pub span: Span,
    /// Sections of other notes that say the same, and are not shown.
    pub copies: Vec<Section>,
}

impl Section {
    /// The stretches of the note's events that it shows, in order.
    pub fn stretches(&self) -> Vec<Range<usize>> {
        let mut stretches = Vec::with_capacity(1 + self.left_out.len() + self.taken_in.len());
        let mut start = self.events.start;
        for hole in &self.left_out {
            stretches.push(start..hole.start);
            start = hole.end;
        }
        stretches.push(start..self.events.end);
        stretches.extend(self.taken_in.iter().cloned());
        stretches
    }

    /// The id on the page of a block that the author gave a name.
    pub fn block_id(&self, name: &str) -> String {
        format!("{}--{name}", self.id)
    }

    /// The headings that it shows, in order, with their index among all of the note.
    pub fn headings_in<'o>(&self, outline: &'o Outline) -> Vec<(usize, &'o Heading)> {
        self.stretches().iter().flat_map(|stretch| outline.headings_in(stretch)).collect()
    }
}

/// A heading as it stands on its page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageHeading {
    /// 2 to 6.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: String,
}
