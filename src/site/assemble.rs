//! The site's pages are rendered, each kind by its template, and become files beside what is copied.

use super::search::{self, PageWords};
use super::shelves::{Shelves, mentions};
use super::study::Study;
use super::template::{Templates, static_files};
use super::view::study::{CompareView, DoubtsView, FlashcardsView, KeyPointsView, NumbersView};
use super::view::{
    CategoryView, HomeView, ListLink, MissingView, PageView, PrintView, ReferencesView, SiteView,
};
use super::{Artifact, Artifacts, Audience, Page, Parts, body, passages, print, references};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::fingerprint::Fingerprint;
use crate::memo::Memo;
use crate::notes::{Asset, Destination};
use crate::source::Content;
use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// What pages look like.
#[derive(Clone, Copy, Debug)]
pub struct Theme<'a> {
    /// The templates.
    pub templates: &'a Templates,
    /// What stands for them, and for all else that pages of one site have in common.
    pub key: Fingerprint,
}

/// What builds of one site leave for the next.
#[derive(Debug, Default)]
pub struct Memos {
    pages: Memo<Result<Content, Vec<Diagnostic>>>,
    words: Memo<Arc<PageWords>>,
}

impl Memos {
    /// How many pages of notes the last build made.
    pub fn pages(&self) -> usize {
        self.pages.made()
    }
}

/// Makes the files of a site: the pages of notes first, which are handed to `audience`. Where a template fails there are
/// none, and the finding says why; where nobody stays for the rest there is nothing at all.
pub fn assemble(
    pages: &[Page],
    parts: &Parts,
    theme: &Theme,
    memos: &mut Memos,
    audience: &mut dyn Audience,
) -> Option<Outcome<Option<Artifacts>>> {
    let listed = references::of_site(pages, parts);
    let mut shelves = Shelves::new(pages, parts);
    let study = Study::of(&shelves, pages, parts);
    let references = |all: &ReferencesView| ("References", "references.html", all.total);
    let lists = study.lists().into_iter().chain(listed.as_ref().map(references));
    shelves.home.lists = lists.map(|(title, href, count)| ListLink { title, href, count }).collect();
    shelves.site.lists = shelves.home.lists.iter().map(|list| ListLink { count: 0, ..*list }).collect();
    let mentions = mentions(pages);
    let render = |template: &str, path: &str, view: View| {
        let rendering = Rendering { site: &shelves.site, here: path, view };
        let html = theme.templates.render(template, &rendering, path, parts.sources);
        html.map(|html| Content::from(html.into_bytes()))
    };
    let places: Vec<(usize, &Page)> = shelves.order.iter().map(|&index| &pages[index]).enumerate().collect();
    let keys = shelves.keys(&places, &mentions, theme.key);
    let page = |&(place, page): &(usize, &Page)| {
        let view = shelves.page(place, page, parts, &mentions);
        render("page.html", &view.tile.href, View::Page(&view))
    };
    let rendered = memos.pages.all(&places, |(place, _)| keys[*place].whole, page);
    let mut artifacts = Artifacts::new();
    let mut made = Vec::with_capacity(pages.len());
    for (tile, html) in shelves.tiles.iter().zip(rendered) {
        match html {
            Ok(html) => made.push((Utf8PathBuf::from(&*tile.href), html)),
            // A template that fails does so on every page: once is enough.
            Err(diagnostics) => return Some(Outcome { value: None, diagnostics }),
        }
    }
    audience.show(&made);
    artifacts.extend(made.into_iter().map(|(path, html)| (path, Artifact::Bytes(html))));
    if !audience.stays() {
        return None;
    }
    let print = print::view(&shelves, pages, parts);
    let missing = MissingView { base: parts.config.url.as_ref().map_or("/", |url| url.path()).to_owned() };
    let mut others = vec![
        ("index.html", "index.html", View::Home(&shelves.home)),
        ("404.html", "404.html", View::Missing(&missing)),
        ("search.html", "search.html", View::Search {}),
        ("print.html", print::FILE, View::Print(&print)),
    ];
    others.extend(listed.as_ref().map(|all| ("references.html", "references.html", View::References(all))));
    others.extend(study_pages(&study));
    let categories = shelves.categories.iter();
    others.extend(categories.map(|one| ("category.html", one.link.href.as_str(), View::Category(one))));
    let others: Vec<_> =
        others.into_par_iter().map(|(template, path, view)| (path, render(template, path, view))).collect();
    for (path, html) in others {
        match html {
            Ok(html) => drop(artifacts.insert(path.into(), Artifact::Bytes(html))),
            Err(diagnostics) => return Some(Outcome { value: None, diagnostics }),
        }
    }
    if !audience.stays() {
        return None;
    }
    let words = memos.words.all(
        &places,
        |(place, _)| keys[*place].own,
        |(place, page)| Arc::new(passages::read(page, &shelves.tiles[*place], parts)),
    );
    let index = search::index(&words);
    artifacts.extend(index.into_iter().map(|(path, bytes)| (path, Artifact::Bytes(bytes.into()))));
    let anki = study.anki().map(|(name, text)| (name.into(), Artifact::Bytes(text.into_bytes().into())));
    artifacts.extend(anki);
    add_files(&mut artifacts, pages, parts);
    Some(Outcome { value: Some(artifacts), diagnostics: Vec::new() })
}

/// The study pages that have anything to show: template, file and view.
fn study_pages(study: &Study) -> impl Iterator<Item = (&str, &str, View<'_>)> {
    let views = [
        ("key-points.html", study.key_points.as_ref().map(View::KeyPoints)),
        ("numbers.html", study.numbers.as_ref().map(View::Numbers)),
        ("compare.html", study.compare.as_ref().map(View::Compare)),
        ("doubts.html", study.doubts.as_ref().map(View::Doubts)),
        ("flashcards.html", study.flashcards.as_ref().map(View::Flashcards)),
    ];
    views.into_iter().filter_map(|(name, view)| Some((name, name, view?)))
}

/// Adds what is not rendered: static files, and files from among the notes.
fn add_files(artifacts: &mut Artifacts, pages: &[Page], parts: &Parts) {
    for (path, bytes) in static_files(parts.statics) {
        artifacts.entry(path).or_insert(Artifact::Bytes(bytes));
    }
    for file in files(pages) {
        let published = Utf8Path::new(body::FILES).join(&file.published);
        artifacts.insert(published, Artifact::Copy(parts.notes_dir.join(&file.path)));
    }
    // Without this file GitHub Pages would run the site through Jekyll.
    artifacts.insert(".nojekyll".into(), Artifact::Bytes(Content::default()));
}

/// What a template is given: `site`, the name of the file that is made (`here`), and what its kind of page shows.
#[derive(Serialize)]
struct Rendering<'a> {
    site: &'a SiteView,
    here: &'a str,
    #[serde(flatten)]
    view: View<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum View<'a> {
    Home(&'a HomeView),
    Page(&'a PageView),
    Category(&'a CategoryView),
    References(&'a ReferencesView),
    KeyPoints(&'a KeyPointsView),
    Numbers(&'a NumbersView),
    Compare(&'a CompareView),
    Doubts(&'a DoubtsView),
    Flashcards(&'a FlashcardsView),
    Print(&'a PrintView),
    Missing(&'a MissingView),
    Search {},
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
