//! The pages in the order of the site: by category, and there by name, with what lists of pages show of them.

use super::page::{category_name, contents, kind, section_view, service};
use super::view::{BacklinkView, CategoryLink, CategoryView, HomeView, PageView, SiteView, Tile};
use super::{Page, Parts, contents, references, study};
use crate::catalog::{self, Catalog};
use crate::config::RawHtml;
use crate::fingerprint::Fingerprint;
use crate::memo::Memo;
use crate::notes::Subject;
use crate::notes::order::counted;
use crate::notes::segment::category_address;
use crate::slug::Unique;
use camino::Utf8Path;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The colour of what is no service: that of the theme itself.
const OTHER_HUE: u16 = 150;

/// A section that mentions a page: its page and its place there.
#[derive(Clone, Copy, Debug)]
struct MentionedBy {
    page: usize,
    section: usize,
}

/// The sections that mention a page, and what stands for all that they say of it.
#[derive(Debug, Default)]
struct Backlinks {
    by: Vec<MentionedBy>,
    key: Fingerprint,
}

/// What stands for a page that mentions another, and for all that one of its sections says of that.
type Said = (Fingerprint, Fingerprint);

/// Who mentions whom.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// By the address of the page that is mentioned.
    of: HashMap<String, Backlinks>,
    /// What stands for all that it was made from.
    key: Fingerprint,
}

impl Mentions {
    /// Gathers the mentions of `pages`, or keeps what was gathered of the same ones. `links` stand for the pages as others
    /// show them.
    pub fn gather(&mut self, pages: &[Page], links: &[Fingerprint]) {
        let said = |page: &Page| {
            let said: Vec<Fingerprint> = page.sections.iter().map(|section| section.mentions.key).collect();
            Fingerprint::of(&(&page.topic.slug, said))
        };
        let all: Vec<Fingerprint> = pages.par_iter().map(said).collect();
        let key = Fingerprint::of(&(all, links));
        if key == self.key {
            return;
        }
        let mut of: HashMap<String, (Vec<MentionedBy>, Vec<Said>)> = HashMap::new();
        for (index, page) in pages.iter().enumerate() {
            for (place, section) in page.sections.iter().enumerate() {
                for (named, said) in section.mentions.of.iter().filter(|(of, _)| *of != page.topic.slug) {
                    let (by, keys) = of.entry(named.clone()).or_default();
                    by.push(MentionedBy { page: index, section: place });
                    keys.push((links[index], *said));
                }
            }
        }
        let backlinks =
            |(by, keys): (Vec<MentionedBy>, Vec<Said>)| Backlinks { by, key: Fingerprint::of(&keys) };
        self.of = of.into_iter().map(|(of, both)| (of, backlinks(both))).collect();
        self.key = key;
    }
}

/// What stands for a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    /// For the text of its notes.
    pub text: Fingerprint,
    /// For all that it shows, its neighbours and what others say of it among it.
    pub whole: Fingerprint,
}

/// The pages in the order of the site, with what lists of pages show of them.
pub(super) struct Shelves {
    pub site: SiteView,
    pub home: HomeView,
    /// Every category with all of its pages.
    pub categories: Vec<CategoryView>,
    /// Indices of pages, category by category.
    pub order: Vec<usize>,
    /// Their tiles, in the same order.
    pub tiles: Vec<Arc<Tile>>,
    /// For each page in that order, its category.
    category_of: Vec<usize>,
    /// The place of each page in that order.
    places: Vec<usize>,
}

impl Shelves {
    pub fn new(pages: &[Page], parts: &Parts, theme: Fingerprint, memo: &mut Memo<Arc<Tile>>) -> Self {
        let rank = |page: &Page| match page.topic.subject {
            Subject::Service(id) => parts.catalog.category_rank(&parts.catalog.service(id).category),
            Subject::Topic | Subject::Unsorted => usize::MAX,
        };
        // Services are looked up by name. The order of topics is the author's.
        let title =
            |page: &Page| service(page, parts.catalog).map(|_| sort_title(&page.topic.title, parts.catalog));
        let mut order: Vec<usize> = (0..pages.len()).collect();
        order.sort_by_cached_key(|&index| {
            let topic = pages[index].topic;
            (rank(&pages[index]), topic.subject == Subject::Unsorted, title(&pages[index]), index)
        });
        let icons: HashSet<&Utf8Path> = parts.statics.iter().map(|file| &*file.path).collect();
        let dates: Vec<(&str, &str)> =
            parts.changed.iter().map(|(path, day)| (path.as_str(), day.as_str())).collect();
        let statics: Vec<&str> = parts.statics.iter().map(|file| file.path.as_str()).collect();
        let common = Fingerprint::of(&(theme, dates, statics));
        let tile_key = |&index: &usize| {
            let page = &pages[index];
            let sections: Vec<Fingerprint> = page.sections.iter().map(|section| section.key).collect();
            Fingerprint::of(&(common, &page.topic.title, &page.topic.slug, sections))
        };
        let tiles = memo.all(&order, tile_key, |&index| Arc::new(tile(&pages[index], parts, &icons)));
        let (categories, category_of) = categories(pages, &order, &tiles, parts.catalog);
        let links = categories.iter().map(|category| category.link.clone());
        let site = SiteView {
            title: parts.config.title.clone().unwrap_or_else(|| parts.name.to_owned()),
            description: parts.config.description.clone(),
            language: parts.config.language.clone().unwrap_or_else(|| "en".to_owned()),
            guarded: parts.config.html == RawHtml::Sanitize,
            categories: links.collect(),
            lists: Vec::new(),
        };
        let home = HomeView {
            pages: pages.len(),
            words: tiles.iter().map(|tile| tile.words).sum(),
            updated: newest(&tiles),
            categories: categories.iter().map(CategoryView::begun).collect(),
            lists: Vec::new(),
        };
        let mut places = vec![0; pages.len()];
        for (place, &index) in order.iter().enumerate() {
            places[index] = place;
        }
        Self { site, home, categories, order, tiles, category_of, places }
    }

    /// The pages around the one at `place` in its category.
    fn siblings(&self, place: usize) -> impl Iterator<Item = usize> {
        let same = move |&at: &usize| self.category_of[at] == self.category_of[place];
        let before = (0..place).rev().take_while(same).take(SIBLINGS / 2).count();
        let first = place - before;
        (first..self.tiles.len()).take_while(same).take(SIBLINGS)
    }

    /// What stands for the pages as others show them, by their indices.
    pub fn links(&self) -> Vec<Fingerprint> {
        let link = |&place: &usize| {
            let Tile { title, href, monogram, hue, icon, .. } = &*self.tiles[place];
            Fingerprint::of(&(title, href, monogram, hue, icon))
        };
        self.places.par_iter().map(link).collect()
    }

    /// What stands for each page, in order, where `theme` stands for all that they have in common.
    pub fn keys(
        &self,
        pages: &[Page],
        links: &[Fingerprint],
        mentions: &Mentions,
        theme: Fingerprint,
    ) -> Vec<Keys> {
        let common = Fingerprint::of(&(theme, &self.site));
        let keys = |(place, &index): (usize, &usize)| {
            let page = &pages[index];
            let link = |at: usize| links[self.order[at]];
            let texts: Vec<_> = page.sections.iter().map(|section| section.key).collect();
            let shown: Vec<_> =
                page.sections.iter().map(|section| (section.html.key, section.told)).collect();
            let mentions = mentions.of.get(&page.topic.slug).map(|backlinks| backlinks.key);
            let siblings: Vec<_> = self.siblings(place).map(link).collect();
            let around = (place.checked_sub(1).map(link), links.get(place + 1).map(|_| link(place + 1)));
            let own = (Fingerprint::of(&*self.tiles[place]), self.category_of[place], page.topic.subject);
            Keys {
                text: Fingerprint::of(&(own, texts)),
                whole: Fingerprint::of(&(common, own, shown, mentions, siblings, around)),
            }
        };
        self.order.par_iter().enumerate().map(keys).collect()
    }

    /// The page at `place`, with what others say of it.
    pub fn page(&self, place: usize, pages: &[Page], parts: &Parts, mentions: &Mentions) -> PageView {
        let page = &pages[self.order[place]];
        let category = self.category_of[place];
        let service = service(page, parts.catalog);
        let by = mentions.of.get(&page.topic.slug).map_or(&[][..], |backlinks| &backlinks.by).iter();
        let backlinks = by.flat_map(|by| {
            let link = self.tiles[self.places[by.page]].link();
            let mentions = pages[by.page].sections[by.section].ties.mentions.iter();
            mentions.filter(|mention| mention.of == page.topic.slug).map(move |mention| BacklinkView {
                href: format!("{}#{}", link.href, mention.place),
                page: link.clone(),
                before: mention.before.clone(),
                mention: mention.name.clone(),
                after: mention.after.clone(),
            })
        });
        PageView {
            tile: self.tiles[place].clone(),
            kind: kind(page),
            category: self.site.categories[category].clone(),
            docs: service.and_then(|service| service.docs.clone()),
            abbreviation: service.and_then(|service| service.abbr.clone()),
            former: service.map_or_else(Vec::new, |service| service.former.clone()),
            contents: contents::unless_hand_made(contents(page, parts), page, parts.notes),
            sections: page.sections.iter().map(|section| section_view(page, section, parts)).collect(),
            backlinks: backlinks.collect(),
            key_points: study::key_points(page, &self.tiles[place], parts),
            references: references::of_page(page, parts.catalog),
            siblings: self.siblings(place).map(|at| self.tiles[at].link()).collect(),
            previous: place.checked_sub(1).map(|place| self.tiles[place].link()),
            next: self.tiles.get(place + 1).map(|tile| tile.link()),
        }
    }
}

/// The categories of pages in the order of the site, and which of them each page stands in.
fn categories(
    pages: &[Page],
    order: &[usize],
    tiles: &[Arc<Tile>],
    catalog: &Catalog,
) -> (Vec<CategoryView>, Vec<usize>) {
    let mut categories: Vec<CategoryView> = Vec::new();
    let mut category_of = Vec::with_capacity(order.len());
    let mut unique = Unique::default();
    for (&index, tile) in order.iter().zip(tiles) {
        let name = category_name(&pages[index], catalog);
        if categories.last().is_none_or(|last| last.link.name != name) {
            let id = unique.name(&category_address(name));
            let href = format!("{id}.html");
            let link = CategoryLink { name: name.to_owned(), href, hue: tile.hue, pages: 0 };
            categories.push(CategoryView { id, link, words: 0, updated: None, pages: Vec::new() });
        }
        category_of.push(categories.len() - 1);
        categories.last_mut().expect("one was just pushed").pages.push(tile.clone());
    }
    for category in &mut categories {
        category.link.pages = category.pages.len();
        category.words = category.pages.iter().map(|tile| tile.words).sum();
        category.updated = newest(&category.pages);
    }
    (categories, category_of)
}

/// The last day on which any of these pages changed.
fn newest(tiles: &[Arc<Tile>]) -> Option<String> {
    tiles.iter().filter_map(|tile| tile.updated.clone()).max()
}

impl CategoryView {
    /// The same with its first pages alone, as the home page has it.
    fn begun(&self) -> Self {
        Self { pages: self.pages.iter().take(SHELF).cloned().collect(), ..self.clone() }
    }
}

/// The home page shows at most this many pages of a category; the page of the category has all of them.
const SHELF: usize = 120;

/// A page shows at most this many of its category, so that its size does not grow with the site.
const SIBLINGS: usize = 24;

/// A title as it is sorted: "Amazon S3" stands under S.
fn sort_title(title: &str, catalog: &Catalog) -> String {
    let brand = catalog.brands.iter().find_map(|brand| title.strip_prefix(brand.as_str())?.strip_prefix(' '));
    counted(&brand.unwrap_or(title).to_lowercase())
}

fn tile(page: &Page, parts: &Parts, icons: &HashSet<&Utf8Path>) -> Tile {
    let topic = page.topic;
    let service = service(page, parts.catalog);
    let hue = service
        .and_then(|service| parts.catalog.categories.get(parts.catalog.category_rank(&service.category)));
    let names = service.map(|service| service.names().map(|(name, _)| name).collect::<Vec<_>>().join(" · "));
    let changed = page
        .sections
        .iter()
        .filter_map(|section| parts.changed.get(&parts.sources.get(section.section.span.source).path));
    let icon = format!("icons/{}.svg", topic.slug);
    Tile {
        icon: icons.contains(Utf8Path::new(&icon)).then_some(icon),
        title: topic.title.clone(),
        href: format!("{}.html", topic.slug),
        monogram: service.map_or_else(|| catalog::monogram(&topic.title), catalog::Service::monogram),
        hue: hue.map_or(OTHER_HUE, |category| category.hue),
        names: names.unwrap_or_default(),
        words: page.sections.iter().map(|section| section.words).sum(),
        sections: contents(page, parts).len().max(page.sections.len()),
        updated: changed.max().cloned(),
    }
}
