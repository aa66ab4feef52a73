//! What the words and links of a section lead to.

use crate::references::Address;
use crate::references::mend::Occurrence;
use camino::Utf8PathBuf;
use std::collections::BTreeMap;
use std::ops::Range;

/// What the words and links of a section lead to.
#[derive(Clone, Debug, Default, Hash)]
pub struct Ties {
    /// Stretches of text events that become links, in order.
    pub words: Vec<Tie>,
    /// Where each link or image leads, by the index of its first event.
    pub links: BTreeMap<usize, Destination>,
    /// Where the links of raw HTML lead, in order.
    pub raw: Vec<RawLink>,
    /// Pages of this site that the section speaks of, with the sentence.
    pub mentions: Vec<Mention>,
    /// The outside addresses of the section, in order.
    pub addresses: Vec<Occurrence>,
}

/// A stretch of a text event that becomes a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tie {
    /// The text event.
    pub event: usize,
    /// The bytes of its text.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: Target,
}

/// Where a tied stretch of text leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The page of a service that is mentioned; `id` is the id of the mention itself, for links back to it.
    Page {
        /// The page, and the place on it.
        href: String,
        /// The id of the mention.
        id: String,
    },
    /// The official documentation of a service that has no page.
    Documentation(String),
    /// A bare address.
    Address(Address),
}

/// A sentence that speaks of another page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// The address of that page, without `.html`.
    pub of: String,
    /// The id of the place where it does.
    pub place: String,
    /// The words of the sentence before the name.
    pub before: String,
    /// The name, as it was typed.
    pub name: String,
    /// The words of the sentence after it.
    pub after: String,
}

/// Where a link or an image leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// A page, or a place on a page, of this site.
    Page(String),
    /// A stretch of a note, to be shown in place.
    Embed(Embed),
    /// A file among the notes, to be published with them.
    File(Asset),
    /// Another host.
    Outside(Address),
    /// As it was typed: an address of a kind that is not judged, such as `mailto:`.
    Typed(String),
    /// Something that is withheld: its text stays, and nothing shows that it was a link.
    Withheld,
    /// Nowhere: what it names does not exist, or must not be followed. Its text stays.
    Nowhere,
}

/// A file among the notes that is no note.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asset {
    /// Its path from the folder of the notes.
    pub path: Utf8PathBuf,
    /// Its path in the folder of the output for such files.
    pub published: Utf8PathBuf,
}

/// A stretch of a note that is shown in another place too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Embed {
    /// Which note, by its index.
    pub note: usize,
    /// Its events, or the first event of a block.
    pub events: Range<usize>,
    /// Where it stands.
    pub href: String,
}

/// An attribute of raw HTML that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RawLink {
    /// The event of raw HTML.
    pub event: usize,
    /// The bytes of its text that the attribute takes up.
    pub range: Range<usize>,
    /// The attribute's name.
    pub attribute: &'static str,
    /// Where it leads.
    pub to: Destination,
}

impl Asset {
    /// The extension of its name, in lower case.
    pub fn extension(&self) -> String {
        self.path.extension().unwrap_or_default().to_ascii_lowercase()
    }
}
