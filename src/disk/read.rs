//! Reads a place: its notes, what stands among them, and what the site's pages are made with.

use super::ignored::{Ignored, is_editors_own};
use super::kept::Kept;
use super::{CONFIG, CONTENT, Error, Place, THEME, is_note};
use crate::references::evidence::LOCK;
use crate::source::{File, Snapshot, Unreadable};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What was read, and where.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Everything that a build needs, but for the history.
    pub snapshot: Snapshot,
    /// The folders in which something may come, go or change that a build needs.
    pub folders: Vec<PathBuf>,
    /// Where the site's own links lead to.
    pub linked: Vec<PathBuf>,
}

/// Reads everything anew but what is `kept` and still the same.
///
/// # Errors
/// Where the folder itself cannot be read.
pub(super) fn read(place: &Place, kept: &mut Kept) -> Result<Read, Error> {
    fs::read_dir(&place.root).map_err(Error::refused(&place.root))?;
    kept.begin();
    let mut reading = Reading { place, kept, read: Read::default() };
    reading.read_all();
    let read = reading.read;
    // Where it was removed meanwhile, what was read is a part of what was there.
    fs::read_dir(&place.root).map_err(Error::refused(&place.root))?;
    kept.end();
    Ok(read)
}

/// Whether a build may need what stands at `path`, which counts from the root.
pub(super) fn concerns(place: &Place, path: &Utf8Path) -> bool {
    let first = path.iter().next().unwrap_or_default();
    let is_alone = path == first;
    let is_own = first == CONTENT || THEME.contains(&first);
    match (&place.note, place.notes.as_str()) {
        (Some(_), _) => is_alone,
        (None, "") => true,
        (None, _) => is_own || is_alone && (first == LOCK || is_yaml(path)),
    }
}

fn is_yaml(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("yaml" | "yml"))
}

struct Reading<'a> {
    place: &'a Place,
    kept: &'a mut Kept,
    read: Read,
}

impl Reading<'_> {
    fn read_all(&mut self) {
        let place = self.place;
        self.read.snapshot.notes_dir.clone_from(&place.notes);
        self.read.snapshot.name = place.name();
        self.read.folders.push(place.root.clone());
        match &place.note {
            Some(note) => {
                self.read.snapshot.notes = self.file(note.clone()).into_iter().collect();
                self.read.snapshot.assets = self.files_beside();
            }
            None => self.notes(),
        }
        self.read.snapshot.lock = self.own(LOCK);
        if place.is_site() {
            self.read.snapshot.config = self.own(CONFIG);
            self.read.snapshot.catalogs = self.catalogs();
            self.read.snapshot.templates = self.folder("templates");
            self.read.snapshot.statics = self.folder("static");
        }
    }

    fn file(&mut self, path: Utf8PathBuf) -> Option<File> {
        match self.kept.read(&self.place.root, &path) {
            Ok(bytes) => Some(File { path, bytes }),
            // Gone since the folder was looked at: perhaps for good, perhaps only until it is saved.
            Err(why) if why.kind() == ErrorKind::NotFound => {
                let bytes = self.kept.as_it_was(&path)?;
                Some(File { path, bytes })
            }
            Err(why) => {
                self.read.snapshot.unreadable.push(Unreadable { path, why: why.to_string() });
                None
            }
        }
    }

    /// The file `name` in the root, if there is one and it is the site's.
    fn own(&mut self, name: &str) -> Option<File> {
        let is_file = self.is_own(name) && self.place.root.join(name).is_file();
        if is_file { self.file(name.into()) } else { None }
    }

    /// Whether `name` in the root is no link that leads out of it: what such a link shows is not the site's.
    fn is_own(&mut self, name: &str) -> bool {
        let full = self.place.root.join(name);
        if !full.is_symlink() {
            return true;
        }
        let flaw = flaw_of_link(&full, &self.place.root);
        let own = flaw.is_none();
        self.read.linked.extend(own.then(|| fs::canonicalize(&full).ok()).flatten());
        self.read.snapshot.unfollowed.extend(flaw.map(|why| Unreadable { path: name.into(), why }));
        own
    }

    /// The YAML files of the root that are not its configuration.
    fn catalogs(&mut self) -> Vec<File> {
        let beside = self.files_beside().into_iter().filter(|path| is_yaml(path) && path != CONFIG);
        beside.filter_map(|path| self.file(path)).collect()
    }

    /// The files in the root itself, which a single note may show.
    fn files_beside(&self) -> Vec<Utf8PathBuf> {
        let files = WalkDir::new(&self.place.root).min_depth(1).max_depth(1).sort_by_file_name();
        let files = files.into_iter().flatten().filter(|file| file.file_type().is_file());
        let names = files.filter_map(|file| file.file_name().to_str().map(Utf8PathBuf::from));
        names.filter(|name| !is_editors_own(name.as_str())).collect()
    }

    fn notes(&mut self) {
        let place = self.place;
        let folder = place.root.join(&place.notes);
        let own = if place.is_site() && place.notes == "" { THEME } else { &[] };
        let mut ignored = Ignored::new(&place.root, &folder, own);
        let walk = WalkDir::new(&folder).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| !ignored.skips(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => self.file_among_notes(&entry),
                Ok(entry) if entry.path_is_symlink() => {
                    let flaw = flaw_of_link(entry.path(), &folder);
                    let path = place.shown(entry.path());
                    self.read.snapshot.unfollowed.extend(flaw.map(|why| Unreadable { path, why }));
                }
                Ok(_) => {}
                Err(error) => {
                    let path = place.shown(error.path().unwrap_or(&folder));
                    let why = error
                        .into_io_error()
                        .map_or_else(|| "it leads back to itself".to_owned(), |why| why.to_string());
                    self.read.snapshot.unreadable.push(Unreadable { path, why });
                }
            }
        }
        self.read.snapshot.skipped = ignored.skipped;
        self.read.folders.extend(ignored.folders);
    }

    fn file_among_notes(&mut self, entry: &DirEntry) {
        let inside = entry.path().strip_prefix(&self.place.root).unwrap_or(entry.path());
        match Utf8PathBuf::from_path_buf(inside.to_owned()) {
            Ok(path) if is_note(&path) => {
                let note = self.file(path);
                self.read.snapshot.notes.extend(note);
            }
            Ok(path) => self.read.snapshot.assets.push(path),
            Err(_) => {
                let why = "its name is not UTF-8".to_owned();
                let path = self.place.shown(entry.path());
                self.read.snapshot.unreadable.push(Unreadable { path, why });
            }
        }
    }

    /// The files below `name` in the root, by their path from there.
    fn folder(&mut self, name: &str) -> Vec<File> {
        let folder = self.place.root.join(name);
        let mut files = Vec::new();
        if !self.is_own(name) || !folder.is_dir() {
            return files;
        }
        for entry in WalkDir::new(&folder).sort_by_file_name().into_iter().flatten() {
            let path = self.place.shown(entry.path());
            if !entry.file_type().is_dir() && is_editors_own(&entry.file_name().to_string_lossy()) {
                continue;
            }
            if entry.file_type().is_file() && Utf8Path::from_path(entry.path()).is_some() {
                files.extend(self.file(path));
            } else if entry.path_is_symlink() && entry.depth() > 0 {
                let why = "it is a link, and these are not followed here".to_owned();
                self.read.snapshot.unfollowed.push(Unreadable { path, why });
            } else {
                self.read.folders.push(entry.into_path());
            }
        }
        for file in &mut files {
            file.path = file.path.strip_prefix(name).unwrap_or(&file.path).to_owned();
        }
        files
    }
}

/// Why what a link among the notes leads to is missing from the site; `None` where it is read at its own place.
fn flaw_of_link(link: &Path, notes: &Path) -> Option<String> {
    match (fs::canonicalize(link), fs::canonicalize(notes)) {
        (Ok(to), Ok(notes)) if to.starts_with(&notes) => None,
        (Ok(_), _) => Some("it is a link that leaves its folder".to_owned()),
        (Err(why), _) => Some(format!("it is a link, and {why}")),
    }
}
