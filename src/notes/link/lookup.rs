//! What a path or a name in a note stands for.

use super::Links;
use crate::catalog::Catalog;
use crate::notes::Asset;
use crate::notes::map::Map;
use camino::{Utf8Path, Utf8PathBuf};

/// What a path or a name stands for.
pub(super) enum Found<'a> {
    Note(usize),
    File(&'a Asset),
    /// A page that is not found by the name of a note.
    Page(String),
    Documentation(&'a str),
}

/// Looks up what is written in the notes of one folder.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    map: &'a Map<'a>,
    catalog: &'a Catalog,
    folder: &'a Utf8Path,
}

impl<'a> Lookup<'a> {
    pub fn new(links: &Links<'a>, note: &'a Utf8Path) -> Self {
        let folder = note.parent().unwrap_or(Utf8Path::new(""));
        Self { map: links.map, catalog: links.catalog, folder }
    }

    /// As Markdown means it: from the folder of the note. Obsidian shortens such paths, so the end of one will do.
    pub fn by_path(&self, path: &str) -> Option<Found<'a>> {
        let full = self.path_from_root(path)?;
        let end = without_dots(path);
        self.at(&full).or_else(|| self.at(Utf8Path::new(end))).or_else(|| self.ending(end))
    }

    /// As Obsidian means it; and what it does not know, as a reader would.
    pub fn by_name(&self, name: &str) -> Option<Found<'a>> {
        if name.starts_with("./") || name.starts_with("../") {
            return self.by_path(name);
        }
        let known = self.file_named(name.trim_matches('/'));
        let known = known.or_else(|| self.map.note_called(name, self.folder).map(Found::Note));
        if known.as_ref().is_some_and(|found| self.has_page(found)) {
            return known;
        }
        let service = self.map.service_named(name);
        let page = service.and_then(|service| self.map.service(service)).map(str::to_owned);
        let like = || self.map.note_like(name, self.folder).map(Found::Note);
        let topic = || self.map.topic_titled(name, self.folder);
        let docs = || self.catalog.service(service?.service).docs.as_deref();
        page.map(Found::Page)
            .or_else(|| like().filter(|found| self.has_page(found)))
            .or_else(|| topic().map(Found::Page))
            .or_else(|| docs().map(Found::Documentation))
            .or(known)
    }

    /// A path of several pieces is looked for from the folder of the notes first, a name alone beside the note.
    fn file_named(&self, name: &str) -> Option<Found<'a>> {
        let from_root = name.contains('/').then(|| self.at(Utf8Path::new(name))).flatten();
        from_root.or_else(|| self.at(&self.folder.join(name))).or_else(|| self.ending(name))
    }

    fn at(&self, path: &Utf8Path) -> Option<Found<'a>> {
        let file = self.map.asset_at(path).map(Found::File);
        file.or_else(|| self.map.note_at(path).map(Found::Note))
    }

    fn ending(&self, end: &str) -> Option<Found<'a>> {
        let file = self.map.asset_ending(end, self.folder).map(Found::File);
        file.or_else(|| self.map.note_ending(end, self.folder).map(Found::Note))
    }

    fn has_page(&self, found: &Found) -> bool {
        !matches!(found, Found::Note(note) if self.map.page(*note).is_none())
    }

    /// The file that was probably meant by a path.
    pub fn near_path(&self, path: &str) -> Option<String> {
        let full = self.path_from_root(path)?;
        let near =
            |path: &str| if is_note(path) { self.map.near_note(path) } else { self.map.near_asset(path) };
        near(full.as_str()).or_else(|| near(full.file_name()?)).map(str::to_owned)
    }

    /// What was probably meant by a name: a note, a page, a service or a file.
    pub fn near_name(&self, name: &str) -> Option<String> {
        let last = name.rsplit('/').next().unwrap_or(name);
        if !is_note(name) {
            return self.map.near_asset(name).or_else(|| self.map.near_asset(last)).map(str::to_owned);
        }
        let reading = self.catalog.read_title(name);
        let service = || Some(self.catalog.service(reading.naming()?.named.service).title());
        self.map.near_name(last).map(str::to_owned).or_else(service)
    }

    /// `path`, as a link gives it, from the folder of the notes; `None` where it leads out of that folder.
    pub fn path_from_root(&self, path: &str) -> Option<Utf8PathBuf> {
        let mut full = if path.starts_with('/') { Utf8PathBuf::new() } else { self.folder.to_owned() };
        for piece in path.split('/') {
            match piece {
                "" | "." => {}
                ".." => full.pop().then_some(())?,
                piece => full.push(piece),
            }
        }
        Some(full)
    }
}

/// Whether what a link names may be a note: anything without an extension, or with a note's.
fn is_note(name: &str) -> bool {
    let extension = Utf8Path::new(name).extension().unwrap_or_default();
    let is_word = extension.len() <= 5 && extension.contains(char::is_alphabetic);
    !is_word || ["md", "markdown", "txt", "html", "htm"].iter().any(|of| extension.eq_ignore_ascii_case(of))
}

/// A path without the `./`, `../` and `/` that it begins with.
fn without_dots(path: &str) -> &str {
    let mut rest = path;
    while let Some(shorter) = ["../", "./", "/"].iter().find_map(|dots| rest.strip_prefix(dots)) {
        rest = shorter;
    }
    rest.trim_end_matches('/')
}
