//! The rim towards files: reads all that a build needs at once, writes mended notes, publishes a site whole or not at all.
#![allow(clippy::disallowed_methods, reason = "files are read and written here, and nowhere else")]

mod examine;
mod ignored;
mod kept;
mod memory;
mod mount;
mod publish;
mod read;
mod rewrite;
mod scan;

pub use examine::examine;
pub use publish::{Published, publish};
pub use scan::{Scanner, Seen};

use crate::site::{Artifact, Artifacts};
use crate::source::{Content, Snapshot};
use camino::{Utf8Path, Utf8PathBuf};
use kept::Kept;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// The files of a site as far as they can be read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Their bytes.
    pub files: BTreeMap<Utf8PathBuf, Content>,
    /// Why the others are missing.
    pub missing: Vec<Error>,
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

    /// When each file of this place was last committed (`YYYY-MM-DD`), by path, as far as git knows.
    pub fn history(&self) -> BTreeMap<Utf8PathBuf, String> {
        last_changes(&self.root)
    }

    /// Reads everything that a build of this place needs, but for the history.
    ///
    /// # Errors
    /// Where the folder itself cannot be read. What is unreadable in it is told in the snapshot.
    pub fn read(&self) -> Result<Snapshot, Error> {
        Ok(read::read(self, &mut Kept::default())?.snapshot)
    }

    fn name(&self) -> String {
        let stem = self.note.as_ref().and_then(|note| note.file_stem()).map(ToOwned::to_owned);
        let folder = || self.root.file_name().map(|name| name.to_string_lossy().into_owned());
        stem.or_else(folder).unwrap_or_else(|| "Notes".to_owned())
    }

    fn shown(&self, path: &Path) -> Utf8PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned().into()
    }

    /// The bytes of every file of a site, those taken over from among the notes read now.
    ///
    /// # Errors
    /// Where such a file cannot be read.
    pub fn load(&self, site: &Artifacts) -> Result<BTreeMap<Utf8PathBuf, Content>, Error> {
        let Loaded { files, missing } = self.load_with(site, &mut Kept::default());
        missing.into_iter().next().map_or(Ok(files), Err)
    }

    /// The same as far as files can be read; what is kept already is not read again.
    fn load_with(&self, site: &Artifacts, kept: &mut Kept) -> Loaded {
        let mut loaded = Loaded::default();
        kept.begin();
        let mut bytes = |artifact: &Artifact| match artifact {
            Artifact::Bytes(bytes) => Ok(bytes.clone()),
            Artifact::Copy(from) => {
                kept.read(&self.root, from).map_err(Error::refused(&self.root.join(from)))
            }
        };
        for (path, artifact) in site {
            match bytes(artifact) {
                Ok(bytes) => drop(loaded.files.insert(path.clone(), bytes)),
                Err(error) => loaded.missing.push(error),
            }
        }
        kept.end();
        loaded
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
