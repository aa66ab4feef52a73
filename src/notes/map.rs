//! Where everything of the notes stands on the site: what a link in a note is looked up in.

use super::{Read, Section, Subject, Topic};
use crate::catalog::{Catalog, Named};
use crate::spelling::{Spelling, typing_errors};
use camino::{Utf8Path, Utf8PathBuf};
use pulldown_cmark::Event;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// Where the headings of a note stand.
#[derive(Debug, Default)]
struct Headings {
    by_fragment: HashMap<String, String>,
    /// The fragments, made ready for looking up misspelt ones when the first is.
    fragments: OnceLock<Spelling<()>>,
}

/// The pages and places of a site, by what notes call them.
#[derive(Debug)]
pub struct Map<'a> {
    catalog: &'a Catalog,
    services: HashMap<Named, String>,
    notes: HashMap<String, usize>,
    stems: HashMap<String, usize>,
    pages: Vec<Option<String>>,
    headings: Vec<Headings>,
    assets: HashMap<String, Utf8PathBuf>,
    files: Spelling<()>,
    slugs: HashSet<&'a str>,
}

impl<'a> Map<'a> {
    /// Maps the topics of `notes`. `assets` are the other files among the notes, from the folder of the notes.
    pub fn new(topics: &'a [Topic], notes: &[Read], catalog: &'a Catalog, assets: &[Utf8PathBuf]) -> Self {
        let path = |path: &Utf8Path| path.as_str().to_lowercase();
        let mut stems = HashMap::new();
        for (index, read) in notes.iter().enumerate() {
            stems.entry(read.note.path.file_stem().unwrap_or_default().to_lowercase()).or_insert(index);
        }
        let mut pages: Vec<Option<String>> = vec![None; notes.len()];
        for (topic, section) in sections(topics) {
            pages[section.note].get_or_insert_with(|| format!("{}.html", topic.slug));
        }
        let notes_by_path: HashMap<String, usize> =
            notes.iter().enumerate().map(|(index, read)| (path(&read.note.path), index)).collect();
        let assets: HashMap<String, Utf8PathBuf> =
            assets.iter().map(|asset| (path(asset), asset.clone())).collect();
        let names = notes_by_path.keys().chain(assets.keys()).chain(stems.keys());
        Self {
            files: Spelling::new(names.map(|name| (name.clone(), ()))),
            catalog,
            services: services(topics),
            notes: notes_by_path,
            stems,
            pages,
            headings: headings(topics, notes),
            assets,
            slugs: topics.iter().map(|topic| topic.slug.as_str()).collect(),
        }
    }

    /// The page of a service, and the place of the part that is named, if the notes have it.
    pub fn service(&self, named: Named) -> Option<&str> {
        let whole = || self.services.get(&Named { part: None, ..named });
        self.services.get(&named).or_else(whole).map(String::as_str)
    }

    /// The note at `path` from the folder of the notes, in any case, with or without its extension.
    pub fn note_at(&self, path: &Utf8Path) -> Option<usize> {
        let path = path.as_str().to_lowercase();
        let readme = |path: &str| {
            format!("{}readme.md", if path.is_empty() { String::new() } else { format!("{path}/") })
        };
        [path.clone(), format!("{path}.md"), readme(path.trim_end_matches('/'))]
            .iter()
            .find_map(|path| self.notes.get(path))
            .copied()
    }

    /// The note of a name, as wikilinks give it: its path, or its file's name alone.
    pub fn note_named(&self, name: &str) -> Option<usize> {
        let stem = name.strip_suffix(".md").unwrap_or(name).to_lowercase();
        self.note_at(Utf8Path::new(name)).or_else(|| self.stems.get(&stem).copied())
    }

    /// The page of the service of a name, as wikilinks give it, or its documentation.
    pub fn service_named(&self, name: &str) -> Option<Result<String, &str>> {
        let reading = self.catalog.read_title(name);
        let named = reading.naming().filter(|naming| !naming.corrected)?.named;
        let docs = || self.catalog.service(named.service).docs.as_deref().map(Err);
        self.service(named).map(|page| Ok(page.to_owned())).or_else(docs)
    }

    /// The page on which a note begins.
    pub fn page(&self, note: usize) -> Option<&str> {
        self.pages[note].as_deref()
    }

    /// The place of a note's heading, from a fragment in any spelling: `GitHub`'s, Obsidian's, or another case.
    pub fn heading(&self, note: usize, fragment: &str) -> Option<&str> {
        self.headings[note].by_fragment.get(&fragment_key(fragment)).map(String::as_str)
    }

    /// The heading's fragment that is nearest to one that does not exist.
    pub fn near_heading(&self, note: usize, fragment: &str) -> Option<String> {
        let headings = &self.headings[note];
        let names = || Spelling::new(headings.by_fragment.keys().map(|name| (name.clone(), ())));
        let wanted = fragment_key(fragment);
        let near = headings.fragments.get_or_init(names).within(&wanted, typing_errors(&wanted));
        near.first().map(|(near, ())| format!("#{near}"))
    }

    /// The path or name of a note or file that is nearest to one that does not exist.
    pub fn near_file(&self, path: &str) -> Option<&str> {
        let path = path.to_lowercase();
        self.files.within(&path, typing_errors(&path)).first().map(|(name, ())| *name)
    }

    /// The file at `path` from the folder of the notes, in any case.
    pub fn asset(&self, path: &Utf8Path) -> Option<&Utf8PathBuf> {
        self.assets.get(&path.as_str().to_lowercase())
    }

    /// The topic's address in an `href` of this site, if it is one.
    pub fn slug_of<'h>(&self, href: &'h str) -> Option<&'h str> {
        href.split_once(".html").map(|(slug, _)| slug).filter(|slug| self.slugs.contains(slug))
    }
}

/// Every section, with the topic that it belongs to.
fn sections(topics: &[Topic]) -> impl Iterator<Item = (&Topic, &Section)> {
    topics.iter().flat_map(|topic| topic.sections.iter().map(move |section| (topic, section)))
}

/// Where the services that the notes have stand: their pages, and on these the first section of each part.
fn services(topics: &[Topic]) -> HashMap<Named, String> {
    let mut services = HashMap::new();
    for (topic, section) in sections(topics) {
        let Subject::Service(service) = topic.subject else { continue };
        services.entry(Named { service, part: None }).or_insert_with(|| format!("{}.html", topic.slug));
        if section.part.is_some() {
            let named = Named { service, part: section.part };
            services.entry(named).or_insert_with(|| format!("{}.html#{}", topic.slug, section.id));
        }
    }
    services
}

/// For each note, where its headings stand, by their fragments.
fn headings(topics: &[Topic], notes: &[Read]) -> Vec<Headings> {
    let mut places: Vec<HashMap<usize, String>> = vec![HashMap::new(); notes.len()];
    for (topic, section) in sections(topics) {
        let places = &mut places[section.note];
        places.extend(
            section.titles.iter().map(|&title| (title, format!("{}.html#{}", topic.slug, section.id))),
        );
        places.extend(
            section
                .headings
                .iter()
                .map(|(&index, heading)| (index, format!("{}.html#{}", topic.slug, heading.id))),
        );
    }
    let by_fragment = |(note, places): (&Read, HashMap<usize, String>)| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut fragments = HashMap::new();
        for (index, heading) in note.outline.headings.iter().enumerate() {
            let Some(place) = places.get(&index) else { continue };
            let key = fragment_key(&heading.text);
            let count = counts.entry(key.clone()).or_default();
            let numbered = if *count == 0 { key } else { format!("{key}-{count}") };
            *count += 1;
            fragments.entry(numbered).or_insert_with(|| place.clone());
        }
        Headings { by_fragment: fragments, fragments: OnceLock::new() }
    };
    let mut headings: Vec<Headings> = notes.iter().zip(places).map(by_fragment).collect();
    for (topic, section) in sections(topics) {
        let events = &notes[section.note].outline.events;
        let fragments = &mut headings[section.note].by_fragment;
        for name in section.stretches().into_iter().flatten().flat_map(|index| raw_names(&events[index].0)) {
            let place = format!("{}.html#{name}", topic.slug);
            fragments.entry(fragment_key(&name)).or_insert(place);
        }
    }
    headings
}

/// The names that raw HTML gives to places: `<a name="limits">`, `<span id="limits">`.
fn raw_names(event: &Event) -> Vec<String> {
    let (Event::Html(html) | Event::InlineHtml(html)) = event else { return Vec::new() };
    let tags = html5gum::Tokenizer::new(&**html).flatten().filter_map(|token| match token {
        html5gum::Token::StartTag(tag) => Some(tag),
        _ => None,
    });
    let attributes = tags.flat_map(|tag| tag.attributes);
    let names = attributes.filter(|(name, _)| matches!(name.as_slice(), b"id" | b"name"));
    names
        .map(|(_, value)| String::from_utf8_lossy(&value).into_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// What is compared of a fragment: GitHub's spelling, in which case does not matter and runs of hyphens are one.
fn fragment_key(fragment: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
    let mut key = String::new();
    for c in decoded.trim().chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            key.push(c);
        } else if (c.is_whitespace() || c == '-') && !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    key.truncate(key.trim_end_matches('-').len());
    key
}
