//! The rim towards files: reads all that a build needs at once, writes mended notes, publishes a site whole or not at all.
#![allow(clippy::disallowed_methods, reason = "files are read and written here, and nowhere else")]

mod examine;
mod ignored;
mod memory;
mod publish;
mod rewrite;

pub use examine::examine;
pub use publish::{Published, publish};

use crate::references::evidence::LOCK;
use crate::site::{Artifact, Artifacts};
use crate::source::{Content, File, Snapshot, Unreadable};
use camino::{Utf8Path, Utf8PathBuf};
use ignored::Ignored;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use walkdir::WalkDir;

/// What the system refused, or what must not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused.
    #[error("{}: {why}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The place is not one for this.
    #[error("{}: {why}\n{help}", path.display())]
    Unfit {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        why: String,
        /// What to do instead.
        help: String,
    },
}

impl Error {
    fn refused(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |why| Self::Refused { path, why }
    }

    /// A place that is not one for this; `help` says what to do instead.
    pub fn unfit(path: &Path, why: &str, help: &str) -> Self {
        Self::Unfit { path: path.to_owned(), why: why.to_owned(), help: help.to_owned() }
    }
}

/// Where notes and what belongs to them stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder that paths count from.
    pub root: PathBuf,
    /// The folder of the notes, from `root`.
    pub notes: Utf8PathBuf,
    /// The one note, if only one was named.
    pub note: Option<Utf8PathBuf>,
}

/// The name of the configuration file.
const CONFIG: &str = "leafcutter.yaml";
/// The folders of what a site's pages are made with, besides the notes.
const THEME: &[&str] = &["templates", "static"];
/// The folder of a site's notes.
const CONTENT: &str = "content";

impl Place {
    /// Finds out what `path` is: a site's root, with `content/` or `leafcutter.yaml`; a folder of notes; or one note.
    ///
    /// # Errors
    /// Where there is nothing at `path`, or nothing that can be read.
    pub fn find(path: &Path) -> Result<Self, Error> {
        let full = fs::canonicalize(path).map_err(|why| match why.kind() {
            std::io::ErrorKind::NotFound => Error::unfit(
                path,
                "there is no such file or folder",
                "Name a site, a folder of notes, or one note.",
            ),
            _ => Error::Refused { path: path.to_owned(), why },
        })?;
        if full.is_file() {
            let name = full.file_name().and_then(|name| name.to_str()).map(Utf8PathBuf::from);
            let root = full.parent().unwrap_or(Path::new("/")).to_owned();
            let note = name.filter(|name| is_note(name)).ok_or_else(|| {
                Error::unfit(
                    path,
                    "this is not a note",
                    "Notes are files that end in .md, .markdown or .txt.",
                )
            })?;
            return Ok(Self { root, notes: Utf8PathBuf::new(), note: Some(note) });
        }
        if !full.is_dir() {
            let help = "Name a site, a folder of notes, or one note.";
            return Err(Error::unfit(path, "this is neither a file nor a folder", help));
        }
        let has_content = full.join(CONTENT).is_dir();
        let notes = Utf8PathBuf::from(if has_content { CONTENT } else { "" });
        Ok(Self { root: full, notes, note: None })
    }

    /// Whether the root may hold templates and static files of the site's own: it has `content/` or `leafcutter.yaml`.
    /// Elsewhere, folders of these names are the author's.
    fn is_site(&self) -> bool {
        self.note.is_none() && (self.notes == CONTENT || self.root.join(CONFIG).is_file())
    }

    /// The folder that a site is published to where no other is named.
    pub fn default_output(&self) -> PathBuf {
        self.root.join("public")
    }

    /// Whether a change at `path` can change the site.
    pub fn concerns(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.root) else {
            return false;
        };
        let hidden = inside.iter().any(|name| name.to_string_lossy().starts_with('.'));
        let built = publish::is_output(&self.root.join(inside.iter().next().unwrap_or_default()));
        !hidden && !built
    }

    /// When each file of this place was last committed (`YYYY-MM-DD`), by path, as far as git knows.
    pub fn history(&self) -> BTreeMap<Utf8PathBuf, String> {
        last_changes(&self.root)
    }

    /// Reads everything that a build of this place needs, but for the history.
    ///
    /// # Errors
    /// Where the folder itself cannot be read. What is unreadable in it is told in the snapshot.
    pub fn read(&self) -> Result<Snapshot, Error> {
        let mut snapshot =
            Snapshot { notes_dir: self.notes.clone(), name: self.name(), ..Snapshot::default() };
        fs::read_dir(&self.root).map_err(Error::refused(&self.root))?;
        match &self.note {
            Some(note) => {
                self.read_file(note.clone(), &mut snapshot.notes, &mut snapshot.unreadable);
                snapshot.assets = self.files_beside();
            }
            None => self.read_notes(&mut snapshot),
        }
        snapshot.lock = self.read_own(LOCK, &mut snapshot);
        if self.is_site() {
            snapshot.config = self.read_own(CONFIG, &mut snapshot);
            snapshot.catalogs = self.catalogs(&mut snapshot.unreadable);
            snapshot.templates = self.read_folder("templates", &mut snapshot);
            snapshot.statics = self.read_folder("static", &mut snapshot);
        }
        Ok(snapshot)
    }

    /// The file `name` in the root, if there is one and it is the site's.
    fn read_own(&self, name: &str, snapshot: &mut Snapshot) -> Option<File> {
        let mut read = Vec::new();
        if self.is_own(name, snapshot) && self.root.join(name).is_file() {
            self.read_file(name.into(), &mut read, &mut snapshot.unreadable);
        }
        read.pop()
    }

    /// Whether `name` in the root is no link that leads out of it: what such a link shows is not the site's.
    fn is_own(&self, name: &str, snapshot: &mut Snapshot) -> bool {
        let full = self.root.join(name);
        let flaw = if full.is_symlink() { flaw_of_link(&full, &self.root) } else { None };
        let own = flaw.is_none();
        snapshot.unfollowed.extend(flaw.map(|why| Unreadable { path: name.into(), why }));
        own
    }

    /// The YAML files of the root that are not its configuration.
    fn catalogs(&self, unreadable: &mut Vec<Unreadable>) -> Vec<File> {
        let mut catalogs = Vec::new();
        for path in self.files_beside() {
            if matches!(path.extension(), Some("yaml" | "yml")) && path != CONFIG {
                self.read_file(path, &mut catalogs, unreadable);
            }
        }
        catalogs
    }

    fn name(&self) -> String {
        let stem = self.note.as_ref().and_then(|note| note.file_stem()).map(ToOwned::to_owned);
        let folder = || self.root.file_name().map(|name| name.to_string_lossy().into_owned());
        stem.or_else(folder).unwrap_or_else(|| "Notes".to_owned())
    }

    fn read_notes(&self, snapshot: &mut Snapshot) {
        let folder = self.root.join(&self.notes);
        let own = if self.is_site() && self.notes == "" { THEME } else { &[] };
        let mut ignored = Ignored::new(&self.root, &folder, own);
        for entry in
            WalkDir::new(&folder).sort_by_file_name().into_iter().filter_entry(|entry| !ignored.skips(entry))
        {
            let entry = match entry {
                Ok(entry) if entry.file_type().is_file() => entry,
                Ok(entry) if entry.path_is_symlink() => {
                    let flaw = flaw_of_link(entry.path(), &folder);
                    let path = self.shown(entry.path());
                    snapshot.unfollowed.extend(flaw.map(|why| Unreadable { path, why }));
                    continue;
                }
                Ok(_) => continue,
                Err(error) => {
                    let path = error.path().unwrap_or(&folder).to_owned();
                    let why = error
                        .into_io_error()
                        .map_or_else(|| "it leads back to itself".to_owned(), |why| why.to_string());
                    snapshot.unreadable.push(Unreadable { path: self.shown(&path), why });
                    continue;
                }
            };
            let inside = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
            match Utf8PathBuf::from_path_buf(inside.to_owned()) {
                Ok(path) if is_note(&path) => {
                    self.read_file(path, &mut snapshot.notes, &mut snapshot.unreadable);
                }
                Ok(path) => snapshot.assets.push(path),
                Err(_) => {
                    let why = "its name is not UTF-8".to_owned();
                    snapshot.unreadable.push(Unreadable { path: self.shown(entry.path()), why });
                }
            }
        }
        snapshot.skipped = ignored.skipped;
    }

    /// The files in the root itself, which a single note may show.
    fn files_beside(&self) -> Vec<Utf8PathBuf> {
        let files =
            WalkDir::new(&self.root).min_depth(1).max_depth(1).sort_by_file_name().into_iter().flatten();
        let files = files.filter(|file| file.file_type().is_file());
        files.filter_map(|file| file.file_name().to_str().map(Utf8PathBuf::from)).collect()
    }

    fn read_folder(&self, name: &str, snapshot: &mut Snapshot) -> Vec<File> {
        let folder = self.root.join(name);
        let mut files = Vec::new();
        if !self.is_own(name, snapshot) || !folder.is_dir() {
            return files;
        }
        for entry in WalkDir::new(&folder).sort_by_file_name().into_iter().flatten() {
            let path = self.shown(entry.path());
            if entry.file_type().is_file() && Utf8Path::from_path(entry.path()).is_some() {
                self.read_file(path, &mut files, &mut snapshot.unreadable);
            } else if entry.path_is_symlink() && entry.depth() > 0 {
                let why = "it is a link, and these are not followed here".to_owned();
                snapshot.unfollowed.push(Unreadable { path, why });
            }
        }
        for file in &mut files {
            file.path = file.path.strip_prefix(name).unwrap_or(&file.path).to_owned();
        }
        files
    }

    fn read_file(&self, path: Utf8PathBuf, files: &mut Vec<File>, unreadable: &mut Vec<Unreadable>) {
        match fs::read(self.root.join(&path)) {
            Ok(bytes) => files.push(File { path, bytes: bytes.into() }),
            Err(why) => unreadable.push(Unreadable { path, why: why.to_string() }),
        }
    }

    fn shown(&self, path: &Path) -> Utf8PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned().into()
    }

    /// The bytes of every file of a site, those taken over from among the notes read now.
    ///
    /// # Errors
    /// Where such a file cannot be read.
    pub fn load(&self, site: &Artifacts) -> Result<BTreeMap<Utf8PathBuf, Content>, Error> {
        let bytes = |artifact: &Artifact| match artifact {
            Artifact::Bytes(bytes) => Ok(bytes.clone()),
            Artifact::Copy(from) => {
                let from = self.root.join(from);
                fs::read(&from).map(Content::from).map_err(Error::refused(&from))
            }
        };
        site.iter().map(|(path, artifact)| Ok((path.clone(), bytes(artifact)?))).collect()
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

/// Whether a file is a note, by its name.
fn is_note(path: &Utf8Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    matches!(extension.as_str(), "md" | "markdown" | "txt")
}

/// When each file below `root` was last committed, as git tells; nothing where there is no git or no repository.
fn last_changes(root: &Path) -> BTreeMap<Utf8PathBuf, String> {
    let mut changes = BTreeMap::new();
    // A repository's own configuration must not make git start other programs.
    let log = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false"])
        .args(["log", "--relative", "--no-renames", "--name-only", "--format=%x01%cs", "--", "."])
        .output();
    let Some(log) = log.ok().filter(|log| log.status.success()) else {
        return changes;
    };
    let mut day = String::new();
    for line in String::from_utf8_lossy(&log.stdout).lines() {
        match line.strip_prefix('\u{1}') {
            Some(date) => date.clone_into(&mut day),
            None if line.is_empty() => {}
            None => drop(changes.entry(line.into()).or_insert_with(|| day.clone())),
        }
    }
    changes
}
