//! The files among the notes that are no notes, and what each is called where it is published.

use super::paths::{Paths, fold};
use crate::notes::Asset;
use crate::slug::Unique;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashMap;

/// The files among the notes.
#[derive(Debug)]
pub(super) struct Assets {
    all: Vec<Asset>,
    paths: Paths,
}

impl Assets {
    pub fn new(paths: &[Utf8PathBuf]) -> Self {
        let mut names = Published::default();
        let asset = |path: &Utf8PathBuf| Asset { path: path.clone(), published: names.file(path) };
        Self {
            all: paths.iter().map(asset).collect(),
            paths: Paths::new(paths.iter().map(ToString::to_string).zip(0..)),
        }
    }

    /// The path of every file.
    pub fn paths(&self) -> impl Iterator<Item = &Utf8PathBuf> {
        self.all.iter().map(|asset| &asset.path)
    }

    /// The file at `path`, in any case.
    pub fn at(&self, path: &Utf8Path) -> Option<&Asset> {
        self.paths.at(path.as_str()).map(|asset| &self.all[asset])
    }

    /// The file whose path ends in `end`: of several, the one that is nearest to `folder`.
    pub fn ending(&self, end: &str, folder: &Utf8Path) -> Option<&Asset> {
        self.paths.ending(end, folder).map(|asset| &self.all[asset])
    }
}

/// Gives files names that differ in more than their case: to many file systems, names that do not are one.
#[derive(Default)]
struct Published {
    /// The first spelling of each folder.
    folders: HashMap<String, Utf8PathBuf>,
    files: Unique,
}

impl Published {
    fn file(&mut self, path: &Utf8Path) -> Utf8PathBuf {
        let (stem, extension) = (path.file_stem().unwrap_or_default(), path.extension());
        let folder = self.folder(path.parent().unwrap_or(Utf8Path::new("")));
        let key = fold(&format!("{}:{}", extension.unwrap_or_default(), folder.join(stem)));
        let number = self.files.name(&key).split_off(key.len());
        let dot = if extension.is_some() { "." } else { "" };
        folder.join(format!("{stem}{number}{dot}{}", extension.unwrap_or_default()))
    }

    fn folder(&mut self, path: &Utf8Path) -> Utf8PathBuf {
        let Some(name) = path.file_name() else { return Utf8PathBuf::new() };
        if let Some(known) = self.folders.get(&fold(path.as_str())) {
            return known.clone();
        }
        let folder = path.parent().map(|above| self.folder(above)).unwrap_or_default().join(name);
        self.folders.insert(fold(path.as_str()), folder.clone());
        folder
    }
}

#[cfg(test)]
mod tests {
    use super::Published;

    #[test]
    fn published_files_differ_in_more_than_case() {
        let mut names = Published::default();
        let names = ["IMG/a.png", "IMG/a-2.png", "img/A.png", "img/b", "Img/a.PNG"]
            .map(|path| names.file(path.into()));
        assert_eq!(names, ["IMG/a.png", "IMG/a-2.png", "IMG/A-3.png", "IMG/b", "IMG/a-4.PNG"]);
    }
}
