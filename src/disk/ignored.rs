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
    /// The folders that the walk came into, and those with the settings of vaults.
    pub folders: Vec<PathBuf>,
}

impl<'a> Ignored<'a> {
    pub fn new(root: &'a Path, notes: &Path, own: &'static [&'static str]) -> Self {
        let (skipped, folders) = (Vec::new(), Vec::new());
        let mut ignored = Self { root, own, git: Vec::new(), templates: Vec::new(), skipped, folders };
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
        } else if entry.depth() == 0 || entry.file_type().is_dir() {
            // The walk goes into the folder of the notes even where that is a link.
            self.enter(entry.path());
        }
        reason.is_some()
    }

    /// The name of the rule by which an entry is passed over, and why, in words.
    fn reason(&self, entry: &DirEntry) -> Option<(&'static str, &'static str)> {
        let is_dir = entry.file_type().is_dir();
        let name = entry.file_name().to_string_lossy();
        if name.starts_with('.') {
            Some(("hidden", "its name begins with a dot"))
        } else if !is_dir && is_editors_own(&name) {
            Some(("editors-file", "a program keeps it while a file is edited"))
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
        self.folders.push(folder.to_owned());
        let file = folder.join(".gitignore");
        if file.is_file() {
            let mut builder = GitignoreBuilder::new(folder);
            // A line that git would not understand either is passed over.
            let _ = builder.add(file);
            self.git.extend(builder.build());
        }
        let settings = folder.join(".obsidian");
        if settings.is_dir() {
            self.templates.extend(templates(folder));
            self.folders.push(settings);
        }
    }
}

/// Whether a file is, by its name, one that an editor makes beside the file it saves, and takes away again.
pub(super) fn is_editors_own(name: &str) -> bool {
    let unfinished = |(_, rest): (&str, &str)| {
        // `a.md.tmp`, `a.md.tmpX1`, `a.md.tmp.4711`; but `a.tmp.md` is a file of its own.
        let ending = rest.rsplit_once('.').map_or("", |(_, ending)| ending);
        ending.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    name == "4913"
        || name.ends_with('~')
        || name.starts_with(".#")
        || (name.starts_with('#') && name.ends_with('#'))
        || (name.contains("___jb_") && name.ends_with("___"))
        || is_swap_file(name)
        || name.rsplit_once(".tmp").is_some_and(unfinished)
}

/// Vim's: `.a.md.swp`, and other letters where one of that name is there already.
fn is_swap_file(name: &str) -> bool {
    let ending = name.strip_prefix('.').and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    ending.is_some_and(|ending| ending.len() == 3 && ending.starts_with("sw"))
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

#[cfg(test)]
mod tests {
    use super::is_editors_own;

    #[test]
    fn what_editors_put_beside_a_note_is_known_by_its_name_and_no_note_is_taken_for_it() {
        for name in [
            "4913",
            "a.md~",
            "#a.md#",
            ".#a.md",
            ".a.md.swp",
            ".a.md.swx",
            "a.md.tmp",
            "a.md.tmp4f",
            "a.md.tmpXy_z",
            "a.md.tmp.4711.16",
            "a.md___jb_tmp___",
            "a.md___jb_old___",
        ] {
            assert!(is_editors_own(name), "{name}");
        }
        for name in ["a.md", "4913.md", "#a.md", "a.tmp.md", "plan.tmp.png", ".gitignore", ".swp", "a~b.txt"]
        {
            assert!(!is_editors_own(name), "{name}");
        }
    }
}
