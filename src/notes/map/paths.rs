//! Files by what notes call them: by their path, in any case, or by as much of its end as was typed.

use camino::Utf8Path;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Files that share a name are looked through up to this many.
const ALIKE: usize = 1000;

/// Files, each under one path or several.
#[derive(Debug)]
pub(super) struct Paths {
    /// The shortest path first.
    all: Vec<Spelt>,
    exact: HashMap<String, usize>,
    any_case: HashMap<String, usize>,
    /// Places in `all`, by the last piece of the path, folded.
    named: HashMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Spelt {
    path: String,
    folded: String,
    file: usize,
}

impl Paths {
    /// The files of `paths`, each by its number.
    pub fn new(paths: impl IntoIterator<Item = (String, usize)>) -> Self {
        let spelt = |(path, file): (String, usize)| {
            let path: String = path.nfc().collect();
            Spelt { folded: fold(&path), path, file }
        };
        let mut all: Vec<Spelt> = paths.into_iter().map(spelt).collect();
        all.sort_by_cached_key(|spelt| {
            (spelt.path.matches('/').count(), spelt.path.len(), spelt.path.clone())
        });
        let (mut exact, mut any_case) = (HashMap::new(), HashMap::new());
        let mut named: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, spelt) in all.iter().enumerate() {
            exact.entry(spelt.path.clone()).or_insert(spelt.file);
            any_case.entry(spelt.folded.clone()).or_insert(spelt.file);
            named.entry(last(&spelt.folded).to_owned()).or_default().push(place);
        }
        Self { all, exact, any_case, named }
    }

    /// The file at `path`; one that is spelt just so comes before one in another case.
    pub fn at(&self, path: &str) -> Option<usize> {
        let exact: String = path.nfc().collect();
        self.exact.get(&exact).or_else(|| self.any_case.get(&fold(&exact))).copied()
    }

    /// The file whose path ends in `end`: of several, one in or below `folder`, or else the one with the shortest path.
    pub fn ending(&self, end: &str, folder: &Utf8Path) -> Option<usize> {
        let exact: String = end.nfc().collect();
        let (end, folder) = (fold(&exact), fold(folder.as_str()));
        let alike = self.named.get(last(&end))?.iter().take(ALIKE).map(|&place| &self.all[place]);
        let ends = |path: &str, end: &str| {
            path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let found = alike.filter(|spelt| ends(&spelt.folded, &end)).min_by_key(|spelt| {
            let below = spelt.folded.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/'));
            (!below, !ends(&spelt.path, &exact))
        });
        found.map(|spelt| spelt.file)
    }
}

/// `text` as it is compared where case and composition do not matter.
pub(super) fn fold(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).collect()
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::Paths;

    #[test]
    fn the_exact_spelling_comes_first_then_the_own_folder_then_the_shortest_path() {
        let names = ["z/a.png", "A.png", "a.png", "x/y/b.png", "x/b.png", "q/b.png", "x/caf\u{e9}.png"];
        let paths = Paths::new(names.iter().enumerate().map(|(index, name)| ((*name).to_owned(), index)));
        let at = |path| paths.at(path).map(|file| names[file]);
        assert_eq!(
            (at("a.png"), at("A.png"), at("Z/A.PNG")),
            (Some("a.png"), Some("A.png"), Some("z/a.png"))
        );
        assert_eq!(at("X/cafe\u{301}.png"), Some("x/caf\u{e9}.png"));
        let ending = |end, folder: &str| paths.ending(end, folder.into()).map(|file| names[file]);
        assert_eq!(ending("b.png", "x/y"), Some("x/y/b.png"));
        assert_eq!(ending("b.png", "x"), Some("x/b.png"));
        assert_eq!(ending("b.png", ""), Some("q/b.png"));
        assert_eq!(ending("y/B.png", "q"), Some("x/y/b.png"));
        assert_eq!(ending("g.png", "x"), None);
    }
}
