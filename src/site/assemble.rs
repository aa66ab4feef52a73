//! Rendered topics become the files of a site.

use super::template::{Templates, static_files};
use super::view::{
    BacklinkView, CategoryLink, CategoryView, ContentsEntry, HomeView, Kind, PageView, ReferencesView,
    SectionView, SiteView, Tile,
};
use super::{Artifact, Artifacts, Page, RenderedSection, body, contents, references};
use crate::catalog::{self, Catalog};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::notes::order::counted;
use crate::notes::{Asset, Destination, Mention, Read, Section, Subject, Target};
use crate::slug::slugify;
use crate::source::{File, Sources};
use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

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

/// The category of topics that are no services, and of lines under no title.
const OTHER: &str = "Other notes";
/// Its colour: that of the theme itself.
const OTHER_HUE: u16 = 150;

/// Makes the files of a site. Where a template fails there are none, and the finding says why.
pub fn assemble(pages: &[Page], parts: &Parts, templates: &Templates) -> Outcome<Option<Artifacts>> {
    let listed = references::of_site(pages, parts);
    let shelves = Shelves::new(pages, parts, listed.as_ref().map_or(0, |listed| listed.total));
    let mentions = mentions(pages);
    let render = |template: &str, path: &str, view: Option<View>| {
        let rendering = Rendering { site: &shelves.site, view };
        (path.to_owned(), templates.render(template, &rendering, path, parts.sources))
    };
    let page = |(place, &index): (usize, &usize)| {
        let view = shelves.page(place, &pages[index], parts, &mentions);
        render("page.html", &view.tile.href, Some(View::Page(&view)))
    };
    let list = |listed| render("references.html", "references.html", Some(View::References(listed)));
    // The list is one long page: it is made beside the others.
    let (rendered, listed) = rayon::join(
        || shelves.order.par_iter().enumerate().map(page).collect::<Vec<_>>(),
        || listed.as_ref().map(list),
    );
    let home = render("index.html", "index.html", Some(View::Home(&shelves.home)));
    let search = render("search.html", "search.html", None);
    let mut artifacts = Artifacts::new();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for (path, html) in rendered.into_iter().chain([home, search]).chain(listed) {
        match html {
            Ok(html) => drop(artifacts.insert(path.into(), Artifact::Bytes(html.into_bytes()))),
            // A template that fails does so on every page: once is enough.
            Err(found) if diagnostics.is_empty() => diagnostics = found,
            Err(_) => {}
        }
    }
    if !diagnostics.is_empty() {
        return Outcome { value: None, diagnostics };
    }
    for (path, bytes) in static_files(parts.statics) {
        artifacts.entry(path).or_insert(Artifact::Bytes(bytes));
    }
    for file in files(pages) {
        let published = Utf8Path::new(body::FILES).join(&file.published);
        artifacts.insert(published, Artifact::Copy(parts.notes_dir.join(&file.path)));
    }
    // Without this file GitHub Pages would run the site through Jekyll.
    artifacts.insert(".nojekyll".into(), Artifact::Bytes(Vec::new()));
    Outcome { value: Some(artifacts), diagnostics }
}

/// What a template is given: `site`, and `home`, `page`, `references` or, for the search, nothing else.
#[derive(Serialize)]
struct Rendering<'a> {
    site: &'a SiteView,
    #[serde(flatten)]
    view: Option<View<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum View<'a> {
    Home(&'a HomeView),
    Page(&'a PageView),
    References(&'a ReferencesView),
}

/// The files from among the notes that pages show or lead to.
fn files<'a>(pages: &'a [Page]) -> impl Iterator<Item = &'a Asset> {
    let ties = pages.iter().flat_map(|page| &page.sections).map(|section| &section.ties);
    let links = ties.flat_map(|ties| ties.links.values().chain(ties.raw.iter().map(|link| &link.to)));
    links.filter_map(|to| match to {
        Destination::File(asset) => Some(asset),
        _ => None,
    })
}

/// A mention and the page that makes it.
type MentionOn<'a> = (usize, &'a Mention);

/// Every mention, by the address of the page that is mentioned.
fn mentions<'a>(pages: &'a [Page]) -> HashMap<&'a str, Vec<MentionOn<'a>>> {
    let mut mentions: HashMap<&str, Vec<MentionOn>> = HashMap::new();
    for (index, page) in pages.iter().enumerate() {
        for mention in page.sections.iter().flat_map(|section| &section.ties.mentions) {
            if mention.of != page.topic.slug {
                mentions.entry(&mention.of).or_default().push((index, mention));
            }
        }
    }
    mentions
}

/// The pages in the order of the site, with what lists of pages show of them.
struct Shelves {
    site: SiteView,
    home: HomeView,
    /// Indices of pages, category by category.
    order: Vec<usize>,
    /// Their tiles, in the same order.
    tiles: Vec<Tile>,
    /// For each page in that order, its category.
    categories: Vec<usize>,
    /// The place of each page in that order.
    places: Vec<usize>,
}

impl Shelves {
    fn new(pages: &[Page], parts: &Parts, references: usize) -> Self {
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
        let tiles: Vec<Tile> = order.iter().map(|&index| tile(&pages[index], parts)).collect();
        let mut categories: Vec<CategoryView> = Vec::new();
        let mut category_of = Vec::new();
        for (&index, tile) in order.iter().zip(&tiles) {
            let name = category_name(&pages[index], parts.catalog);
            if categories.last().is_none_or(|last| last.name != name) {
                let id = format!("category-{}", slugify(name));
                categories.push(CategoryView { id, name: name.to_owned(), hue: tile.hue, pages: Vec::new() });
            }
            category_of.push(categories.len() - 1);
            categories.last_mut().expect("one was just pushed").pages.push(tile.clone());
        }
        let links = categories.iter().map(|category| CategoryLink {
            name: category.name.clone(),
            href: format!("index.html#{}", category.id),
            hue: category.hue,
            pages: category.pages.len(),
        });
        let site = SiteView {
            title: parts.config.title.clone().unwrap_or_else(|| parts.name.to_owned()),
            description: parts.config.description.clone(),
            language: parts.config.language.clone().unwrap_or_else(|| "en".to_owned()),
            categories: links.collect(),
            references,
        };
        let home = HomeView {
            pages: pages.len(),
            words: tiles.iter().map(|tile| tile.words).sum(),
            updated: tiles.iter().filter_map(|tile| tile.updated.clone()).max(),
            categories,
        };
        let mut places = vec![0; pages.len()];
        for (place, &index) in order.iter().enumerate() {
            places[index] = place;
        }
        Self { site, home, order, tiles, categories: category_of, places }
    }

    /// The pages around the one at `place` in its category.
    fn siblings(&self, place: usize) -> Vec<Tile> {
        let same = |&at: &usize| self.categories[at] == self.categories[place];
        let before = (0..place).rev().take_while(same).take(SIBLINGS / 2).count();
        let first = place - before;
        (first..self.tiles.len()).take_while(same).take(SIBLINGS).map(|at| self.tiles[at].clone()).collect()
    }

    fn page(
        &self,
        place: usize,
        page: &Page,
        parts: &Parts,
        mentions: &HashMap<&str, Vec<MentionOn>>,
    ) -> PageView {
        let category = self.categories[place];
        let backlinks =
            mentions.get(page.topic.slug.as_str()).into_iter().flatten().map(|(index, mention)| {
                let tile = &self.tiles[self.places[*index]];
                BacklinkView {
                    href: format!("{}#{}", tile.href, mention.place),
                    page: tile.clone(),
                    before: mention.before.clone(),
                    mention: mention.name.clone(),
                    after: mention.after.clone(),
                }
            });
        PageView {
            tile: self.tiles[place].clone(),
            kind: kind(page),
            category: self.site.categories[category].clone(),
            docs: service(page, parts.catalog).and_then(|service| service.docs.clone()),
            contents: contents::unless_hand_made(contents(page, parts), page, parts.notes),
            sections: page.sections.iter().map(|section| section_view(page, section, parts)).collect(),
            backlinks: backlinks.collect(),
            references: references::of_page(page, parts.catalog),
            siblings: self.siblings(place),
            previous: place.checked_sub(1).map(|place| self.tiles[place].clone()),
            next: self.tiles.get(place + 1).cloned(),
        }
    }
}

/// A page shows at most this many of its category, so that its size does not grow with the site.
const SIBLINGS: usize = 24;

fn service<'c>(page: &Page, catalog: &'c Catalog) -> Option<&'c catalog::Service> {
    match page.topic.subject {
        Subject::Service(id) => Some(catalog.service(id)),
        Subject::Topic | Subject::Unsorted => None,
    }
}

fn kind(page: &Page) -> Kind {
    match page.topic.subject {
        Subject::Service(_) => Kind::Service,
        Subject::Topic => Kind::Topic,
        Subject::Unsorted => Kind::Unsorted,
    }
}

/// The category that a page stands in.
pub fn category_name<'c>(page: &Page, catalog: &'c Catalog) -> &'c str {
    service(page, catalog).map_or(OTHER, |service| service.category.as_str())
}

/// A title as it is sorted: "Amazon S3" stands under S.
fn sort_title(title: &str, catalog: &Catalog) -> String {
    let brand = catalog.brands.iter().find_map(|brand| title.strip_prefix(brand.as_str())?.strip_prefix(' '));
    counted(&brand.unwrap_or(title).to_lowercase())
}

fn tile(page: &Page, parts: &Parts) -> Tile {
    let topic = page.topic;
    let service = service(page, parts.catalog);
    let hue = service
        .and_then(|service| parts.catalog.categories.get(parts.catalog.category_rank(&service.category)));
    let names = service.map(|service| service.names().map(|(name, _)| name).collect::<Vec<_>>().join(" · "));
    let changed = page
        .sections
        .iter()
        .filter_map(|section| parts.changed.get(&parts.sources.get(section.section.span.source).path));
    Tile {
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

/// The heading of a section that is about a named part of its service. A second section on it is headed as its author did,
/// so that the two can be told apart.
pub(super) fn part_heading(page: &Page, section: &RenderedSection, parts: &Parts) -> Option<String> {
    let service = service(page, parts.catalog)?;
    let Section { part, titles, note, id, .. } = section.section;
    let heading = &service.parts[(*part)?].section;
    let first = *id == slugify(heading);
    let title =
        titles.last().filter(|_| !first).map(|&title| &parts.notes[*note].outline.headings[title].text);
    Some(title.unwrap_or(heading).clone())
}

fn contents(page: &Page, parts: &Parts) -> Vec<ContentsEntry> {
    let mut entries = Vec::new();
    for section in &page.sections {
        if let Some(title) = part_heading(page, section, parts) {
            entries.push(ContentsEntry { title, id: section.section.id.clone(), level: 2 });
        }
        let headings = section.section.headings_in(parts.notes[section.section.note].outline).into_iter();
        entries.extend(headings.filter_map(|(index, heading)| {
            let place = section.section.headings.get(&index)?;
            Some(ContentsEntry { title: heading.text.clone(), id: place.id.clone(), level: place.level })
        }));
    }
    entries
}

/// The titles above a section as the author typed them.
pub fn typed(section: &Section, notes: &[Read]) -> String {
    let headings = &notes[section.note].outline.headings;
    section.titles.iter().map(|&title| headings[title].text.as_str()).collect::<Vec<_>>().join(" › ")
}

fn section_view(page: &Page, section: &RenderedSection, parts: &Parts) -> SectionView {
    let (from, to) = lines(section.section, parts.sources);
    let hints = section.section.hints.first().filter(|_| kind(page) == Kind::Unsorted);
    SectionView {
        id: section.section.id.clone(),
        heading: part_heading(page, section, parts),
        typed: typed(section.section, parts.notes),
        file: parts.sources.get(section.section.span.source).path.to_string(),
        from,
        to,
        hint: hints.map(|&id| parts.catalog.service(id).title()),
        html: section.html.clone(),
    }
}

/// The first and last line of a section in its note.
pub fn lines(section: &Section, sources: &Sources) -> (usize, usize) {
    let span = section.span;
    let end = span.start + sources.slice(span).trim_end().len();
    (sources.line(span.source, span.start), sources.line(span.source, end))
}

/// The pages of this site that a page leads to by plain mention, by their `href`.
pub fn edges<'a>(page: &'a Page) -> impl Iterator<Item = &'a str> {
    page.sections.iter().flat_map(|section| &section.ties.words).filter_map(|tie| match &tie.target {
        Target::Page { href, .. } => Some(href.as_str()),
        _ => None,
    })
}
