//! The site's pages are rendered, each kind by its template, and become files beside what is copied.

use super::search::{self, PageWords};
use super::shelves::{Keys, Mentions, Shelves};
use super::study::{self, Study};
use super::template::{Templates, static_files};
use super::view::study::{CompareView, DoubtsView, FlashcardsView, KeyPointsView, NumbersView};
use super::view::{
    CategoryView, HomeView, ListLink, MissingView, PageView, PrintView, ReferencesView, SiteView, Tile,
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
    tiles: Memo<Arc<Tile>>,
    mentions: Mentions,
    pages: Memo<Result<Content, Vec<Diagnostic>>>,
    words: Memo<Arc<PageWords>>,
}

impl Memos {
    /// A build begins: nothing is made yet.
    pub fn begin(&mut self) {
        self.pages.begin();
    }

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
    let mut shelves = Shelves::new(pages, parts, theme.key, &mut memos.tiles);
    shelves.site.lists = existing(&shelves, pages, parts);
    let desk = Desk { pages, parts, theme, shelves: &shelves };
    let links = shelves.links();
    memos.mentions.gather(pages, &links);
    let keys = shelves.keys(pages, &links, &memos.mentions, theme.key);
    let mut artifacts = match desk.pages(&keys, &memos.mentions, &mut memos.pages) {
        Ok(made) => made,
        Err(diagnostics) => return Some(Outcome { value: None, diagnostics }),
    };
    audience.show(&desk.replaced(&memos.pages));
    if !audience.stays() {
        return None;
    }
    if let Err(diagnostics) = desk.lists(&mut artifacts, audience)? {
        return Some(Outcome { value: None, diagnostics });
    }
    let places: Vec<usize> = (0..pages.len()).collect();
    let words = memos.words.all(
        &places,
        |&place| keys[place].text,
        |&place| Arc::new(passages::read(&pages[shelves.order[place]], &shelves.tiles[place], parts)),
    );
    let index = search::index(&words);
    artifacts.extend(index.into_iter().map(|(path, bytes)| (path, Artifact::Bytes(bytes.into()))));
    add_files(&mut artifacts, pages, parts);
    Some(Outcome { value: Some(artifacts), diagnostics: Vec::new() })
}

/// The pages that gather something from all notes, as far as they exist.
fn existing(shelves: &Shelves, pages: &[Page], parts: &Parts) -> Vec<ListLink> {
    let sections = pages.iter().flat_map(|page| &page.sections);
    let references = sections.into_iter().any(|section| !section.references.is_empty());
    let lists = study::lists(shelves, pages, parts).into_iter().chain(references.then_some(REFERENCES));
    lists.map(|(title, href)| ListLink { title, href, count: 0 }).collect()
}

/// The title and the file of the list of all references.
const REFERENCES: (&str, &str) = ("References", "references.html");

/// Where pages are made: all that they are made from.
struct Desk<'a> {
    pages: &'a [Page<'a>],
    parts: &'a Parts<'a>,
    theme: &'a Theme<'a>,
    shelves: &'a Shelves,
}

impl Desk<'_> {
    fn render(&self, template: &str, here: &str, view: View) -> Result<Content, Vec<Diagnostic>> {
        let rendering = Rendering { site: &self.shelves.site, here, view };
        let html = self.theme.templates.render(template, &rendering, here, self.parts.sources)?;
        Ok(html.into_bytes().into())
    }

    /// The pages of notes. A template that fails does so on every page: once is enough.
    fn pages(
        &self,
        keys: &[Keys],
        mentions: &Mentions,
        memo: &mut Memo<Result<Content, Vec<Diagnostic>>>,
    ) -> Result<Artifacts, Vec<Diagnostic>> {
        let places: Vec<usize> = (0..self.pages.len()).collect();
        let page = |&place: &usize| {
            let view = self.shelves.page(place, self.pages, self.parts, mentions);
            self.render("page.html", &view.tile.href, View::Page(&view))
        };
        let made = memo.all(&places, |&place| keys[place].whole, page);
        let path = |tile: &Arc<Tile>| Utf8PathBuf::from(tile.href.as_str());
        let tiles = self.shelves.tiles.iter();
        tiles.map(path).zip(made).map(|(path, html)| Ok((path, Artifact::Bytes(html?)))).collect()
    }

    /// The pages of notes that the last build did not have in their places.
    fn replaced(&self, memo: &Memo<Result<Content, Vec<Diagnostic>>>) -> Vec<(Utf8PathBuf, Content)> {
        let page = |(place, html): (usize, &Result<Content, _>)| {
            Some((self.shelves.tiles[place].href.as_str().into(), html.clone().ok()?))
        };
        memo.replaced().filter_map(page).collect()
    }

    /// Adds the lists of the site; `None` where nobody stays for them.
    fn lists(
        &self,
        artifacts: &mut Artifacts,
        audience: &dyn Audience,
    ) -> Option<Result<(), Vec<Diagnostic>>> {
        let Self { pages, parts, shelves, .. } = *self;
        let study = Study::of(shelves, pages, parts);
        let listed = references::of_site(pages, parts);
        let home = HomeView { lists: counted(&study, listed.as_ref()), ..shelves.home.clone() };
        let print = print::view(shelves, pages, parts);
        let missing =
            MissingView { base: parts.config.url.as_ref().map_or("/", |url| url.path()).to_owned() };
        let mut lists = vec![
            ("index.html", "index.html", View::Home(&home)),
            ("404.html", "404.html", View::Missing(&missing)),
            ("search.html", "search.html", View::Search {}),
            ("print.html", print::FILE, View::Print(&print)),
        ];
        lists.extend(listed.as_ref().map(|all| (REFERENCES.1, REFERENCES.1, View::References(all))));
        lists.extend(study_pages(&study));
        let categories = shelves.categories.iter();
        lists.extend(categories.map(|one| ("category.html", one.link.href.as_str(), View::Category(one))));
        let render = |(template, path, view)| {
            audience
                .stays()
                .then(|| Ok((Utf8PathBuf::from(path), Artifact::Bytes(self.render(template, path, view)?))))
        };
        let made: Option<Result<Vec<_>, Vec<Diagnostic>>> = {
            let made: Vec<_> = lists.into_par_iter().map(render).collect();
            made.into_iter().collect::<Option<Vec<_>>>().map(|made| made.into_iter().collect())
        };
        match made? {
            Ok(made) => artifacts.extend(made),
            Err(diagnostics) => return Some(Err(diagnostics)),
        }
        let anki = study.anki().map(|(name, text)| (name.into(), Artifact::Bytes(text.into_bytes().into())));
        artifacts.extend(anki);
        audience.stays().then_some(Ok(()))
    }
}

/// The lists as the home page shows them: with how much each has.
fn counted(study: &Study, references: Option<&ReferencesView>) -> Vec<ListLink> {
    let references = references.map(|all| (REFERENCES.0, REFERENCES.1, all.total));
    let lists = study.lists().into_iter().chain(references);
    lists.map(|(title, href, count)| ListLink { title, href, count }).collect()
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
