//! All that a template can see: the only types that are handed to Tera.

pub mod study;

use super::html::Html;
use serde::Serialize;
use std::sync::Arc;

/// The site as every page sees it; its size does not depend on the number of pages.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SiteView {
    /// The site's title.
    pub title: String,
    /// A sentence about it; may be empty.
    pub description: String,
    /// The language of the notes, as in HTML's `lang`.
    pub language: String,
    /// Whether the notes are not trusted: then pages allow browsers to run and load only what the theme needs.
    pub guarded: bool,
    /// The categories that have pages, in the catalogue's order; topics and unsorted lines come last.
    pub categories: Vec<CategoryLink>,
    /// The pages that gather something from all notes, such as `references.html`: those that have anything to show.
    pub lists: Vec<ListLink>,
}

/// A page that gathers something from all notes, as the navigation shows it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ListLink {
    /// Its title.
    pub title: &'static str,
    /// Where it is.
    pub href: &'static str,
    /// How many entries it has, where that is told: on the home page.
    pub count: usize,
}

/// A category as the navigation shows it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CategoryLink {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// The colour of its tiles, 0–359.
    pub hue: u16,
    /// How many pages it has.
    pub pages: usize,
}

/// A category with its pages, as its own page shows it, and the home page as far as it has room.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryView {
    /// The id of its heading on the home page.
    pub id: String,
    /// Its name, page, colour, and how many pages it has in all.
    pub link: CategoryLink,
    /// How many words the notes have in it.
    pub words: usize,
    /// When its notes last changed (`YYYY-MM-DD`), where git knows.
    pub updated: Option<String>,
    /// Its pages, by title.
    pub pages: Vec<Arc<Tile>>,
}

/// A page as lists of pages show it.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Tile {
    /// The page's title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// One to four letters that stand for it.
    pub monogram: String,
    /// Its colour, 0–359.
    pub hue: u16,
    /// The picture that the site has for it instead of the letters, in `static/icons/`.
    pub icon: Option<String>,
    /// Other names by which people look for it, for the filter; one string.
    pub names: String,
    /// How many words the notes have about it.
    pub words: usize,
    /// How many sections it has.
    pub sections: usize,
    /// When its notes last changed (`YYYY-MM-DD`), where git knows.
    pub updated: Option<String>,
}

/// A page as its neighbours show it: nothing that changes with its text.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PageLink {
    /// The page's title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// One to four letters that stand for it.
    pub monogram: String,
    /// Its colour, 0–359.
    pub hue: u16,
    /// The picture that the site has for it instead of the letters, in `static/icons/`.
    pub icon: Option<String>,
}

impl Tile {
    /// The page as its neighbours show it.
    pub fn link(&self) -> PageLink {
        let Self { title, href, monogram, hue, icon, .. } = self.clone();
        PageLink { title, href, monogram, hue, icon }
    }
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A service of the catalogue.
    Service,
    /// Something else that the notes have a title for.
    Topic,
    /// Lines that stand under no title.
    Unsorted,
}

/// The home page.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// The pages that gather something from all notes.
    pub lists: Vec<ListLink>,
    /// Every category with its pages.
    pub categories: Vec<CategoryView>,
    /// How many pages of notes there are.
    pub pages: usize,
    /// How many words the notes have in all.
    pub words: usize,
    /// When the notes last changed (`YYYY-MM-DD`), where git knows.
    pub updated: Option<String>,
}

/// A page of notes.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The page as lists show it: title, monogram, colour, counts.
    pub tile: Arc<Tile>,
    /// What it is about.
    pub kind: Kind,
    /// The category it stands in.
    pub category: CategoryLink,
    /// The service's official documentation.
    pub docs: Option<String>,
    /// What else the service is called: its abbreviation.
    pub abbreviation: Option<String>,
    /// What it was called before.
    pub former: Vec<String>,
    /// Its headings, for the list of contents; none where the author made such a list.
    pub contents: Vec<ContentsEntry>,
    /// Its text, in reading order.
    pub sections: Vec<SectionView>,
    /// Where other pages mention it.
    pub backlinks: Vec<BacklinkView>,
    /// What is marked on it.
    pub key_points: Vec<study::KeyPointView>,
    /// The outside addresses it leads to.
    pub references: Vec<ReferenceView>,
    /// The pages of its category, itself among them; of a large one, those around it.
    pub siblings: Vec<PageLink>,
    /// The page before it in the site's order.
    pub previous: Option<PageLink>,
    /// The page after it in the site's order.
    pub next: Option<PageLink>,
}

/// A heading in the list of contents.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsEntry {
    /// Its text.
    pub title: String,
    /// Its id.
    pub id: String,
    /// Its level on the page: 2 to 6.
    pub level: u8,
}

/// A stretch of a note, as HTML, and where it came from.
#[derive(Clone, Debug, Serialize)]
pub struct SectionView {
    /// Its id on the page.
    pub id: String,
    /// Its own heading, where it is a named part of the service ("Redis" of Amazon `ElastiCache`).
    pub heading: Option<String>,
    /// The title as the author typed it, markup apart; empty where there is none.
    pub typed: String,
    /// The note it came from.
    pub file: String,
    /// Its first line there.
    pub from: usize,
    /// Its last line there.
    pub to: usize,
    /// A guess at the service it belongs to, for lines that stand under no title.
    pub hint: Option<String>,
    /// Its text: safe HTML, to be put out as it is.
    pub html: Html,
}

/// A sentence on another page that mentions this one.
#[derive(Clone, Debug, Serialize)]
pub struct BacklinkView {
    /// The page it stands on.
    pub page: PageLink,
    /// The place on that page.
    pub href: String,
    /// The sentence before the mention.
    pub before: String,
    /// The mention, as it was typed.
    pub mention: String,
    /// The sentence after the mention.
    pub after: String,
}

/// An outside address, as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct ReferenceView {
    /// A title for people: that of the page where it was seen, or one made from the address.
    pub title: String,
    /// The address as typed, without what in it lets in whoever reads it.
    pub url: String,
    /// Whether it may be followed: an address that is only an example may not.
    pub linked: bool,
    /// What is known of it, by the name that programs use: `dead`, `soft-404`, `anchor-missing`, `moved`, `flaky`, `blocked`,
    /// `unchecked`, `skipped`, `redirected` or `ok`.
    pub verdict: &'static str,
    /// The same in words.
    pub words: &'static str,
    /// Why, in a few words; may be empty.
    pub reason: String,
    /// The day on which that was seen (`YYYY-MM-DD`).
    pub day: Option<String>,
    /// The last day on which it was as it should be, where it no longer is.
    pub good: Option<String>,
    /// Where it is now, or may be, or leads for now.
    pub next: Option<NextView>,
}

/// An address that could stand in the place of another, or to which that leads for now. It may be followed.
#[derive(Clone, Debug, Serialize)]
pub struct NextView {
    /// The address.
    pub url: String,
    /// What it is to the other, in words that stand before it: `Now at`.
    pub words: &'static str,
    /// Whether it was seen to be there; a guess otherwise.
    pub confirmed: bool,
}

/// Every page as one, for paper.
#[derive(Clone, Debug, Serialize)]
pub struct PrintView {
    /// The categories, in the order of the site.
    pub categories: Vec<PrintCategory>,
}

/// A category on paper.
#[derive(Clone, Debug, Serialize)]
pub struct PrintCategory {
    /// Its name.
    pub link: CategoryLink,
    /// Its pages.
    pub pages: Vec<PrintPage>,
}

/// A page on paper.
#[derive(Clone, Debug, Serialize)]
pub struct PrintPage {
    /// The id of its title.
    pub id: String,
    /// The page as lists show it.
    pub tile: Arc<Tile>,
    /// Its text; ids and links are those of the one page.
    pub sections: Vec<SectionView>,
}

/// What is shown where there is no page.
#[derive(Clone, Debug, Serialize)]
pub struct MissingView {
    /// The path below which the site is published, with `/` at its ends: this page is shown at any address.
    pub base: String,
}

/// All references of the site.
#[derive(Clone, Debug, Serialize)]
pub struct ReferencesView {
    /// How many there are.
    pub total: usize,
    /// By verdict, those first about which something should be done.
    pub groups: Vec<VerdictView>,
}

/// The references with one verdict.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictView {
    /// The verdict, by the name that programs use.
    pub verdict: &'static str,
    /// A heading for it.
    pub title: &'static str,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// The references, in the order of the site's notes.
    pub references: Vec<ListedView>,
}

/// A reference with the places that lead to it.
#[derive(Clone, Debug, Serialize)]
pub struct ListedView {
    /// The reference.
    #[serde(flatten)]
    pub reference: ReferenceView,
    /// Where it stands, each place once.
    pub places: Vec<PlaceView>,
}

/// A place on a page of notes.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// The page's title.
    pub page: String,
    /// The heading on it; empty where there is none.
    pub heading: String,
    /// The page, and the place on it.
    pub href: String,
}
