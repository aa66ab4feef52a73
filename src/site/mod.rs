//! What a site is made of: its pages before they are rendered, and its finished files.

pub mod assemble;
pub mod blocks;
pub mod body;
mod contents;
pub mod crawl;
pub mod embeds;
pub mod highlight;
pub mod html;
pub mod marks;
mod references;
pub mod study;
pub mod template;
pub mod view;

use crate::notes::{Section, Ties, Topic};
use crate::references::judge::Reference;
use camino::Utf8PathBuf;
use marks::Marks;
use std::collections::BTreeMap;

/// A topic with its sections rendered and its references judged.
#[derive(Debug)]
pub struct Page<'a> {
    /// What it is about.
    pub topic: &'a Topic,
    /// Its sections, in reading order.
    pub sections: Vec<RenderedSection<'a>>,
}

/// A section of a page, rendered.
#[derive(Debug)]
pub struct RenderedSection<'a> {
    /// The stretch of notes.
    pub section: &'a Section,
    /// What its words and links lead to.
    pub ties: Ties,
    /// Its addresses, judged.
    pub references: Vec<Reference>,
    /// What stands behind its links.
    pub marks: Marks,
    /// Its text as safe HTML.
    pub html: String,
    /// How many words it shows, its title among them.
    pub words: usize,
}

/// A finished file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// A file from among the notes, taken over as it is; its path from the folder the user named.
    Copy(Utf8PathBuf),
}

/// Every file of a finished site, by its path in the output.
pub type Artifacts = BTreeMap<Utf8PathBuf, Artifact>;
