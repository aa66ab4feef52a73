//! The search index: every word of the pages, in small scripts of which the engine loads those that a query needs.
//!
//! It is made in two steps. [`read`] takes one page apart, which is the dear part and needs to know of no other page;
//! [`index`] puts all pages together. A preview keeps what `read` gave and calls it again for pages that changed.
//!
//! The engine is `static/search-engine.js`. It loads, by adding script elements, which works from disk as well:
//!
//! - `search/index.js`: the names of all others, and what every query needs;
//! - `search/w…`: a stretch of the terms in their order, with the sections that have each, and how much each is about it;
//!   `search/o…`: for the same terms the positions, for phrases and nearness;
//! - `search/p…/…`: a page, with the texts of its sections for excerpts; long ones in several files;
//! - `search/v…`: words by a letter and their length, to repair typing errors; `search/s…`: the pages that are services.

pub mod coding;
mod lists;
mod merge;
mod page;
mod score;
mod shards;
mod spellings;
pub mod words;

use camino::Utf8PathBuf;
pub use merge::index;
pub use page::{PageWords, read};
use std::borrow::Cow;

/// A file of the index: its path in the site, and its bytes.
pub type File = (Utf8PathBuf, Vec<u8>);

/// A page as the index reads it.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Where it is, from the root of the site.
    pub href: &'a str,
    /// The category it belongs to.
    pub category: &'a str,
    /// What else it is called: abbreviations, former names. Who types one of them is led to it.
    pub names: Vec<&'a str>,
    /// A few letters that stand for it.
    pub monogram: &'a str,
    /// Its category's colour, 0–359.
    pub hue: u16,
    /// Where its icon is, if it has one.
    pub icon: Option<&'a str>,
    /// Whether it is about a service, to which a search can be narrowed.
    pub service: bool,
    /// Its text, in order.
    pub sections: Vec<Section<'a>>,
}

/// The text under one heading of a page.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// The id of its heading; empty at the top of the page.
    pub id: &'a str,
    /// The headings above it, and its own last; empty at the top of the page.
    pub path: Vec<&'a str>,
    /// Its text. A run that ends with a line break ends a block.
    pub text: Vec<Run<'a>>,
}

/// A stretch of text.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// Whether it stands out: marked, bold or code.
    pub strong: bool,
}

#[cfg(test)]
mod tests;
