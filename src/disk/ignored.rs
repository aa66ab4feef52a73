//! What is passed over while notes are read: hidden files, what git ignores, templates of a vault, folders of programs.

use super::publish::is_output;
use crate::source::Skipped;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::DirEntry;

/// Decides it, entry by entry, in the order of a walk.
pub(super) struct Ignored<'a> {
    root: &'a Path,
    /// Folders of the site's own beside its notes.
    own: &'static [&'static str],
    /// The `.gitignore` files of the folders that the walk is in, the innermost last.
    git: Vec<Gitignore>,
    /// The folders of templates of the vaults that the walk came into.
    templates: Vec<PathBuf>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
}

impl<'a> Ignored<'a> {
    pub fn new(root: &'a Path, notes: &Path, own: &'static [&'static str]) -> Self {
        let mut ignored = Self { root, own, git: Vec::new(), templates: Vec::new(), skipped: Vec::new() };
        if root != notes {
            ignored.enter(root);
        }
        ignored
    }

    pub fn skips(&mut self, entry: &DirEntry) -> bool {
        let is_own = || self.own.iter().any(|own| entry.file_name() == *own);
        if entry.depth() == 1 && is_own() {
            return true;
        }
        self.git.truncate(self.git.iter().take_while(|git| entry.path().starts_with(git.path())).count());
        let reason = if entry.depth() > 0 { self.reason(entry) } else { None };
        if let Some((rule, why)) = reason {
            let inside = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
            self.skipped.push(Skipped { path: inside.to_string_lossy().into_owned().into(), rule, why });
        } else if entry.file_type().is_dir() {
            self.enter(entry.path());
        }
        reason.is_some()
    }

    /// The name of the rule by which an entry is passed over, and why, in words.
    fn reason(&self, entry: &DirEntry) -> Option<(&'static str, &'static str)> {
        let is_dir = entry.file_type().is_dir();
        if entry.file_name().to_string_lossy().starts_with('.') {
            Some(("hidden", "its name begins with a dot"))
        } else if is_dir && entry.file_name() == "node_modules" {
            Some(("ignored-folder", "it holds packages of npm"))
        } else if is_dir && is_output(entry.path()) {
            Some(("ignored-folder", "a site was published to it"))
        } else if is_dir && self.templates.iter().any(|folder| is_same(folder, entry.path())) {
            Some(("vault-templates", "it holds the templates of an Obsidian vault"))
        } else if self.is_ignored_by_git(entry.path(), is_dir) {
            Some(("gitignored", "a `.gitignore` file names it"))
        } else {
            None
        }
    }

    /// As git does: the innermost `.gitignore` file that says anything decides.
    fn is_ignored_by_git(&self, path: &Path, is_dir: bool) -> bool {
        let said = self.git.iter().rev().map(|git| git.matched(path, is_dir));
        said.into_iter().find(|said| !said.is_none()).is_some_and(|said| matches!(said, Match::Ignore(_)))
    }

    fn enter(&mut self, folder: &Path) {
        let file = folder.join(".gitignore");
        if file.is_file() {
            let mut builder = GitignoreBuilder::new(folder);
            // A line that git would not understand either is passed over.
            let _ = builder.add(file);
            self.git.extend(builder.build());
        }
        if folder.join(".obsidian").is_dir() {
            self.templates.extend(templates(folder));
        }
    }
}

fn is_same(folder: &Path, other: &Path) -> bool {
    folder.as_os_str().eq_ignore_ascii_case(other.as_os_str())
}

/// The folders of templates of an Obsidian vault: `templates`, and the one that its settings name.
fn templates(vault: &Path) -> impl Iterator<Item = PathBuf> {
    let settings = fs::read(vault.join(".obsidian/templates.json")).unwrap_or_default();
    let settings: serde_json::Value = serde_json::from_slice(&settings).unwrap_or_default();
    let named = settings["folder"].as_str().map(|folder| folder.trim_matches(['/', '.']).to_owned());
    let named = named.filter(|folder| !folder.is_empty());
    ["templates".to_owned()].into_iter().chain(named).map(|folder| vault.join(folder))
}
