//! Looks for a page that is not where it was: known moves first, then what an index or a name makes likely.

use super::{as_resource, homes};
use crate::references::aws::likeness::{Weights, has_same_letters, is_misspelt, is_telling, words};
use crate::references::aws::{By, Index, Page, guides, moves};
use std::collections::HashSet;

/// From which likeness on a name counts as nearly the same.
const ALIKE: f64 = 0.5;

/// From which likeness on one name is another form of the other, and not that of a part.
const RENAMED: f64 = 0.7;

/// From which likeness on a page may have taken in another.
const ABSORBED: f64 = 0.4;

/// How many pages of a similar name are worth to be shown.
const MOST_ALIKE: usize = 3;

/// Guides in which a page of the same name is looked for.
const MOST_GUIDES: usize = 12;

/// Whether an index that is at hand lists a page.
pub(super) fn is_listed<'i>(page: &Page, index: &dyn Fn(&str) -> Option<&'i Index>) -> bool {
    index(&page.guide).is_some_and(|index| index.has(&page.leaf))
}

pub(super) struct Search<'s, 'i> {
    page: &'s Page,
    index: &'s dyn Fn(&str) -> Option<&'i Index>,
    /// The guides where the page may be, the likeliest first.
    guides: Vec<String>,
    /// Guides of the same service, and such as a move ties to those.
    others: Vec<&'static str>,
    found: Vec<(Page, By)>,
}

impl<'s, 'i> Search<'s, 'i> {
    pub(super) fn run(page: &'s Page, index: &'s dyn Fn(&str) -> Option<&'i Index>) -> Vec<(Page, By)> {
        let found = homes(page);
        let mut guides: Vec<String> = Vec::new();
        for guide in found.iter().map(|(home, _)| &home.guide).chain([&page.guide]) {
            if !guide.is_empty() && !guides.contains(guide) {
                guides.push(guide.clone());
            }
        }
        let mut search = Self { page, index, guides, others: Vec::new(), found };
        search.other_spelling();
        search.other_guides();
        search.anchor_became_page();
        search.same_leaf();
        search.page_became_anchor();
        if !search.is_settled() {
            search.similar();
        }
        search.found
    }

    /// Whether the page as a whole is looked for: no place on it, or one of its own name.
    fn is_whole(&self) -> bool {
        self.page.fragment.as_deref().is_none_or(|place| place == self.page.stem())
    }

    fn is_there(&self, page: &Page) -> bool {
        is_listed(page, self.index) || guides::has(page)
    }

    /// Whether something was found that a similar name cannot outdo.
    fn is_settled(&self) -> bool {
        self.found.iter().any(|(page, by)| {
            is_listed(page, self.index) || (*by == By::Pair && (self.index)(&page.guide).is_none())
        })
    }

    /// The same name in other letters, or as a resource, in a guide whose index is at hand.
    fn other_spelling(&mut self) {
        let stem = self.page.stem();
        if stem.is_empty() {
            return;
        }
        let resource = as_resource(stem);
        for guide in &self.guides {
            let Some(index) = (self.index)(guide).filter(|index| !index.has(&self.page.leaf)) else {
                continue;
            };
            let is_it = |leaf: &&str| {
                let other = leaf.strip_suffix(".html").unwrap_or(leaf);
                has_same_letters(other, stem) || resource.as_deref() == Some(other)
            };
            if let Some(leaf) = index.pages().find(is_it) {
                let page = Page { guide: guide.clone(), leaf: leaf.to_owned(), ..self.page.clone() };
                self.found.push((page, By::Spelling));
            }
        }
    }

    fn other_guides(&mut self) {
        for guide in &self.guides {
            self.others.extend(moves::tied(guide).chain(guides::siblings(guide)).take(MOST_GUIDES));
        }
        let mut seen: HashSet<&str> = self.guides.iter().map(String::as_str).collect();
        self.others.retain(|guide| seen.insert(guide));
    }

    /// `page.html#place` becomes `place.html`.
    fn anchor_became_page(&mut self) {
        let homes = self.found.iter().filter_map(|(home, _)| home.fragment.as_deref());
        let mut places: Vec<String> =
            self.page.fragment.as_deref().into_iter().chain(homes).map(str::to_owned).collect();
        places.dedup();
        for place in places {
            let stem = place.strip_suffix(".html").unwrap_or(&place);
            if stem.is_empty() || stem.contains(['/', '#', '?']) || stem == self.page.stem() {
                continue;
            }
            let at =
                |guide: &str| Page { guide: guide.to_owned(), leaf: format!("{stem}.html"), fragment: None };
            let near: Vec<Page> = self.guides.iter().map(|guide| at(guide)).collect();
            let far: Vec<Page> =
                self.others.iter().map(|guide| at(guide)).filter(|page| self.is_there(page)).collect();
            // a page of the very name of the place is a better sign than that the guide moved
            let first = self.found.iter().position(|(_, by)| *by != By::Pair).unwrap_or(self.found.len());
            let (there, rest): (Vec<Page>, Vec<Page>) =
                near.into_iter().partition(|page| is_telling(stem) && self.is_there(page));
            let with_by = |page| (page, By::AnchorBecamePage);
            self.found.splice(first..first, there.into_iter().map(with_by));
            self.found.extend(far.into_iter().chain(rest).map(with_by));
        }
    }

    /// A page of this name in another guide of the service, in one that a move ties to it, or the only one of a telling name.
    fn same_leaf(&mut self) {
        let stem = self.page.stem();
        let is_operation = stem.starts_with("API_");
        for guide in &self.others {
            let page = Page { guide: (*guide).to_owned(), ..self.page.clone() };
            if self.is_there(&page) || (is_operation && guides::kind(guide) == "api") {
                self.found.push((page, By::SameLeaf));
            }
        }
        if let [guide] = guides::holders(stem)
            && is_telling(stem)
            && *guide != self.page.guide
        {
            self.found.push((Page { guide: (*guide).to_owned(), ..self.page.clone() }, By::SameLeaf));
        }
    }

    /// `leaf.html` becomes `page.html#leaf`, where such a place is known.
    fn page_became_anchor(&mut self) {
        if self.page.leaf.is_empty() || !self.is_whole() {
            return;
        }
        let stem = self.page.stem().to_owned();
        for guide in &self.guides {
            let pages = guides::pages(guide).filter(|(name, _)| *name != stem);
            let with =
                pages.filter_map(|(name, mut places)| places.any(|place| place == stem).then_some(name));
            self.found.extend(
                with.map(|name| (anchor(guide, &format!("{name}.html"), &stem), By::PageBecameAnchor)),
            );
        }
    }

    /// Pages of the likely guides whose names or titles have nearly the same words.
    fn similar(&mut self) {
        let mut names: Vec<(&str, bool)> = Vec::new();
        names.extend(self.page.fragment.as_deref().map(|place| (place, false)));
        if self.page.fragment.is_none() || !self.is_there(self.page) {
            names.push((self.page.stem(), self.is_whole()));
        }
        let mut scored: Vec<(f64, Page)> = Vec::new();
        for guide in &self.guides {
            let pages = self.pages(guide);
            let weights = Weights::of(pages.iter().map(|page| &page.words));
            for (name, may_be_place) in names.iter().filter(|(name, _)| !name.is_empty()) {
                let asked = Asked { name, words: words(name), guide, may_be_place: *may_be_place };
                scored.extend(pages.iter().filter_map(|page| asked.score(page, &weights)));
            }
        }
        // stable: what was found in the likelier guide stays before its equals
        scored.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
        scored.truncate(MOST_ALIKE);
        // the best page by a new name may as well be one that took the old in: only the page itself shows it
        let absorbed = scored.first().filter(|_| self.is_whole());
        let absorbed = absorbed.map(|(_, page)| anchor(&page.guide, &page.leaf, self.page.stem()));
        let all = scored.into_iter().map(|(_, page)| page).chain(absorbed);
        self.found.extend(all.map(|page| (page, By::SimilarName)));
    }

    /// The pages of a guide, from its index and from what is known offline.
    fn pages(&self, guide: &str) -> Vec<Named> {
        let index = (self.index)(guide);
        let mut leaves: Vec<String> = guides::pages(guide).map(|(stem, _)| format!("{stem}.html")).collect();
        leaves.extend(index.into_iter().flat_map(Index::pages).map(str::to_owned));
        leaves.sort_unstable();
        leaves.dedup();
        let named = |leaf: String| Named {
            words: words(leaf.strip_suffix(".html").unwrap_or(&leaf)),
            title: index.and_then(|index| index.title(&leaf)).map(words),
            leaf,
        };
        leaves.into_iter().filter(|leaf| *leaf != self.page.leaf).map(named).collect()
    }
}

/// A page with the words by which it is found.
struct Named {
    leaf: String,
    words: HashSet<String>,
    title: Option<HashSet<String>>,
}

/// A name that is looked for among the pages of a guide.
struct Asked<'a> {
    name: &'a str,
    words: HashSet<String>,
    guide: &'a str,
    /// Whether the page of this name may have become a place on another.
    may_be_place: bool,
}

impl Asked<'_> {
    /// How likely a page is the one of this name, or took it in; `None` if it is neither.
    fn score(&self, page: &Named, weights: &Weights) -> Option<(f64, Page)> {
        let stem = page.leaf.strip_suffix(".html").unwrap_or(&page.leaf);
        let is_operation = self.name.starts_with("API_");
        if stem.starts_with("API_") != is_operation {
            return None;
        }
        let whole = Page { guide: self.guide.to_owned(), leaf: page.leaf.clone(), fragment: None };
        if is_misspelt(stem, self.name) {
            return Some((2.0, whole));
        }
        let by_title = page.title.as_ref().map_or(0.0, |title| 0.9 * weights.likeness(&self.words, title));
        let likeness = weights.likeness(&self.words, &page.words).max(by_title);
        let begins = self.name.strip_prefix(stem).is_some_and(|rest| rest.starts_with(['-', '_', '.']));
        let contains = page.words.is_subset(&self.words) && page.words.len() >= 2;
        let is_another = likeness < RENAMED && page.words != self.words;
        if self.may_be_place && !is_operation && (begins || is_another && (contains || likeness >= ABSORBED))
        {
            return Some((likeness + if begins { 0.5 } else { 0.0 }, whole));
        }
        let least = if is_operation { 0.7 } else { ALIKE };
        (likeness >= least).then_some((likeness, whole))
    }
}

fn anchor(guide: &str, leaf: &str, place: &str) -> Page {
    Page { guide: guide.to_owned(), leaf: leaf.to_owned(), fragment: Some(place.to_owned()) }
}
