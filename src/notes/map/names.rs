//! Notes by what they are called besides their file's name: aliases, titles, and names without their decoration.

use super::paths::fold;
use crate::notes::Read;
use camino::Utf8Path;
use std::collections::HashMap;

/// Notes that share a name are looked through up to this many.
const ALIKE: usize = 1000;

/// Which notes a name may stand for; those that come first are meant rather.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By alias, then by title.
    given: HashMap<String, Vec<usize>>,
    /// By alias, title or file's name, as far as they are letters and digits.
    bare: HashMap<String, Vec<usize>>,
}

impl Names {
    pub fn new(notes: &[Read]) -> Self {
        let mut names = Self::default();
        for (note, read) in notes.iter().enumerate() {
            names.add(note, read.note.front.aliases().map(str::to_owned));
        }
        for (note, read) in notes.iter().enumerate() {
            names.add(note, title(read).map(str::to_owned));
        }
        for (note, read) in notes.iter().enumerate() {
            names.add_bare(note, read.note.path.file_stem().unwrap_or_default());
        }
        names
    }

    fn add(&mut self, note: usize, names: impl IntoIterator<Item = String>) {
        for name in names {
            self.given.entry(fold(&name)).or_default().push(note);
            self.add_bare(note, &name);
        }
    }

    fn add_bare(&mut self, note: usize, name: &str) {
        let key = letters(undecorated(name));
        if !key.is_empty() {
            self.bare.entry(key).or_default().push(note);
        }
    }

    /// The note that has the name as alias or title; of several, one in `folder` rather.
    pub fn given(&self, name: &str, folder: &Utf8Path, notes: &[Read]) -> Option<usize> {
        near(self.given.get(&fold(name))?, folder, notes)
    }

    /// The note of a name that differs in numbers before it, emoji, punctuation and spaces, or in an id behind it.
    pub fn bare(&self, name: &str, folder: &Utf8Path, notes: &[Read]) -> Option<usize> {
        near(self.bare.get(&letters(undecorated(name)))?, folder, notes)
    }
}

fn near(alike: &[usize], folder: &Utf8Path, notes: &[Read]) -> Option<usize> {
    let beside = |&&note: &&usize| notes[note].note.path.parent() == Some(folder);
    alike.iter().take(ALIKE).find(beside).or_else(|| alike.first()).copied()
}

/// A note's title: what its front matter says, or its only heading of the first level.
pub(super) fn title<'a>(read: &Read<'a>) -> Option<&'a str> {
    let mut first = read.outline.headings.iter().filter(|heading| heading.level == 1);
    let only = first.next().filter(|_| first.next().is_none());
    read.note.front.title.as_deref().or_else(|| only.map(|heading| heading.text.as_str()))
}

/// A name without the number before it, and without the id that Notion puts behind the names of files.
fn undecorated(name: &str) -> &str {
    let name = name.trim();
    let name = name.rsplit_once(' ').filter(|(_, id)| is_id(id)).map_or(name, |(name, _)| name);
    let rest = name.trim_start_matches(|c: char| !c.is_alphabetic());
    // A name may itself begin with a digit; only what is set off from it is a number.
    let set_off = !name[..name.len() - rest.len()].ends_with(char::is_numeric);
    if set_off && !rest.is_empty() { rest } else { name }
}

fn is_id(word: &str) -> bool {
    word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn letters(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::undecorated;

    #[test]
    fn numbers_emoji_and_ids_are_no_part_of_a_name() {
        for (decorated, name) in [
            ("05-01-02 Compute", "Compute"),
            ("1.2. Compute", "Compute"),
            ("🖥 Compute 15a3fa6ae48380209873f76872cef294", "Compute"),
            ("3D models", "3D models"),
            ("2024-05-01", "2024-05-01"),
        ] {
            assert_eq!(undecorated(decorated), name);
        }
    }
}
