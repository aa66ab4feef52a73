//! Where guides and pages of AWS documentation moved, as far as is known.

use super::{By, Page, spelling};
use crate::references::pattern::fits;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A guide, or some of its pages, that moved.
struct Move {
    from: &'static str,
    to: &'static str,
    /// Names of pages with `*` for any letters, and with `!` before what is excepted; none for the whole guide.
    pages: Vec<&'static str>,
}

struct Moves {
    guides: Vec<Move>,
    pages: HashMap<&'static str, &'static str>,
}

static MOVES: LazyLock<Moves> = LazyLock::new(|| {
    let mut guides: Vec<Move> = rows(include_str!("guides.tsv"))
        .map(|(from, rest)| {
            let (to, pages) = rest.split_once('\t').unwrap_or((rest, ""));
            Move { from, to, pages: pages.split_whitespace().collect() }
        })
        .collect();
    // the nearest folder decides, and what is said of some pages before what is said of all
    guides.sort_by_key(|known| (std::cmp::Reverse(known.from.len()), known.pages.is_empty()));
    Moves { guides, pages: rows(include_str!("pages.tsv")).collect() }
});

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

impl Move {
    /// The guide where a page of `guide` went, if this move was about it.
    fn apply(&self, guide: &str, leaf: &str) -> Option<String> {
        let below =
            guide.strip_prefix(self.from).filter(|below| below.is_empty() || below.starts_with('/'))?;
        let mut included = self.pages.is_empty();
        for pattern in &self.pages {
            match pattern.strip_prefix('!') {
                Some(excepted) if fits(excepted, leaf) => return None,
                Some(_) => {}
                None => included |= fits(pattern, leaf),
            }
        }
        included.then(|| format!("{}{below}", self.to))
    }
}

/// Where a page went, step by step, the last place last. A move back to a place where it was before ends the way.
pub(super) fn way(page: &Page) -> Vec<(Page, By)> {
    let mut seen = HashSet::from([page.place()]);
    let mut way: Vec<(Page, By)> = Vec::new();
    while let Some((next, by)) = step(way.last().map_or(page, |(last, _)| last)) {
        if !seen.insert(next.place()) {
            break;
        }
        way.push((next, by));
    }
    way
}

/// One move, if one is known: of this place on the page, of the page, or of its guide.
fn step(page: &Page) -> Option<(Page, By)> {
    let pages = &MOVES.pages;
    if let Some(to) = pages.get(page.place().as_str()) {
        return Some((Page::at(to)?, By::Pair));
    }
    if let Some(to) = pages.get(page.path().as_str()) {
        let to = Page::at(to)?;
        let fragment = to.fragment.clone().or_else(|| page.fragment.clone());
        return Some((Page { fragment, ..to }, By::Pair));
    }
    // files beside the pages of a guide do not move with it
    if page.leaf.strip_suffix(".html").is_none() && spelling::has_ending(&page.leaf) {
        return None;
    }
    let guide = MOVES.guides.iter().find_map(|known| known.apply(&page.guide, &page.leaf))?;
    let moved = if guide.split('/').count() == 3 {
        Page { guide, ..page.clone() }
    } else {
        Page::at(&Page { guide, ..page.clone() }.place())?
    };
    Some((moved, By::GuideMoved))
}

/// Whether a page itself is known to have moved.
pub(super) fn has_page(page: &Page) -> bool {
    MOVES.pages.contains_key(page.path().as_str())
}

/// Where a document that was no page of a guide went.
pub(super) fn document(address: &str) -> Option<&'static str> {
    MOVES.pages.get(address).copied()
}

/// Guides that a move ties to this one, on either side.
pub(super) fn tied(guide: &str) -> impl Iterator<Item = &'static str> {
    MOVES.guides.iter().filter_map(move |known| {
        if known.from == guide { Some(known.to) } else { (known.to == guide).then_some(known.from) }
    })
}

/// Every guide that a move leads to.
pub(super) fn arrivals() -> impl Iterator<Item = &'static str> {
    MOVES.guides.iter().map(|known| known.to).filter(|to| to.split('/').count() == 3)
}

/// Whether a guide as a whole is known to have moved away.
pub(super) fn has_left(guide: &str) -> bool {
    MOVES.guides.iter().any(|known| known.pages.is_empty() && known.apply(guide, "").is_some())
}

/// Every guide that is known to have moved away.
pub(super) fn departures() -> impl Iterator<Item = &'static str> {
    MOVES.guides.iter().filter(|known| known.pages.is_empty()).map(|known| known.from)
}
