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
pub mod page;
mod passages;
mod print;
mod references;
pub mod search;
mod shelves;
pub mod study;
pub mod template;
pub mod view;

use crate::catalog::Catalog;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::notes::{Read, Section, Ties, Topic};
use crate::references::judge::Reference;
use crate::source::{Content, File, Sources};
use blocks::Block;
use camino::{Utf8Path, Utf8PathBuf};
use html::Html;
use marks::Marks;
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

/// What pages are assembled from, besides themselves.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The notes.
    pub notes: &'a [Read<'a>],
    /// The services.
    pub catalog: &'a Catalog,
    /// The author's choices.
    pub config: &'a Config,
    /// The site's title where the configuration gives none.
    pub name: &'a str,
    /// The texts, for lines and names of files.
    pub sources: &'a Sources,
    /// When each note last changed, by path.
    pub changed: &'a BTreeMap<Utf8PathBuf, String>,
    /// The site's own static files.
    pub statics: &'a [&'a File],
    /// The folder of the notes.
    pub notes_dir: &'a Utf8Path,
}

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
    /// What was made of it.
    pub rendered: Arc<Rendered>,
    /// Its text as safe HTML, with what it embeds.
    pub html: Html,
}

impl Deref for RenderedSection<'_> {
    type Target = Rendered;

    fn deref(&self) -> &Rendered {
        &self.rendered
    }
}

/// What is made of a section by itself.
#[derive(Debug)]
pub struct Rendered {
    /// What its words and links lead to.
    pub ties: Ties,
    /// Its addresses, judged.
    pub references: Vec<Reference>,
    /// What stands behind its links.
    pub marks: Marks,
    /// Its text by blocks.
    pub blocks: Vec<Block>,
    /// What it has for the study pages.
    pub found: study::Found,
    /// The ids of the blocks that rows of those lead to, by the events that they begin with.
    pub places: HashMap<usize, String>,
    /// Its text as safe HTML, without what it embeds.
    pub html: Html,
    /// How many words it shows, its title among them.
    pub words: usize,
    /// What stands for what it was made from.
    pub key: Fingerprint,
    /// What stands for what its page shows of it besides its text: where it came from, what is known of its addresses, and
    /// what is marked.
    pub told: Fingerprint,
    /// Whether it shows parts of other notes.
    pub embeds: bool,
    /// The pages that it mentions.
    pub mentions: Mentioned,
    /// What there was to say about its links and addresses.
    pub diagnostics: Vec<Diagnostic>,
}

/// The pages that a section mentions.
#[derive(Debug)]
pub struct Mentioned {
    /// Each once, with what stands for all that is said of it.
    pub of: Vec<(String, Fingerprint)>,
    /// What stands for all of them.
    pub key: Fingerprint,
}

/// A finished file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// Its bytes.
    Bytes(Content),
    /// A file from among the notes, taken over as it is; its path from the folder the user named.
    Copy(Utf8PathBuf),
}

/// Who waits for a site while it is made.
pub trait Audience: Sync {
    /// The pages of notes are made, and these are not what they were; the lists of the site follow.
    fn show(&mut self, pages: &[(Utf8PathBuf, Content)]);
    /// Whether the rest is still wanted.
    fn stays(&self) -> bool;
}

/// Every file of a finished site, by its path in the output.
pub type Artifacts = BTreeMap<Utf8PathBuf, Artifact>;
