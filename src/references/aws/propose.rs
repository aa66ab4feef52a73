//! Where a page of AWS documentation may be now: the moves that are known, and what indexes and names suggest.

use super::{By, Candidate, Index, Page, canonical, guides, moves};
use std::collections::HashSet;
use url::Url;

mod search;

use search::Search;

/// More than a reader looks at.
const MOST_CANDIDATES: usize = 5;

/// More than it is polite to ask for one address.
const MOST_GUIDES: usize = 3;

/// Addresses where the page at an address may be now, the best first, those that an index lists before all others.
///
/// `index` gives the index of a guide where one is at hand. The address itself is never among them.
pub fn candidates<'i>(url: &Url, index: &dyn Fn(&str) -> Option<&'i Index>) -> Vec<Candidate> {
    let own = canonical(url.clone());
    let Some(page) = Page::of(&own) else { return document(&own).into_iter().collect() };
    let mut seen = HashSet::from([own.to_string(), url.to_string(), page.url()]);
    let mut candidates: Vec<Candidate> = Search::run(&page, index)
        .into_iter()
        .map(|(page, by)| (canonical_of(&page), page, by))
        .filter(|(url, ..)| seen.insert(url.clone()))
        .map(|(url, page, by)| Candidate { url, by, listed: search::is_listed(&page, index) })
        .collect();
    candidates.sort_by_key(|candidate| !candidate.listed);
    candidates.truncate(MOST_CANDIDATES);
    candidates
}

fn canonical_of(page: &Page) -> String {
    Url::parse(&page.url()).map_or_else(|_| page.url(), |url| canonical(url).into())
}

/// Where a document that was no page of a guide went, a whitepaper for example.
fn document(url: &Url) -> Option<Candidate> {
    let to = Page::at(moves::document(url.as_str())?)?;
    Some(Candidate { url: to.url(), by: By::Pair, listed: false })
}

/// The guides whose indexes could list where the page at an address is now, the best first.
pub fn guides_to_ask(url: &Url) -> Vec<String> {
    let Some(page) = Page::of(&canonical(url.clone())) else { return Vec::new() };
    let mut asked: Vec<String> = Vec::new();
    let mut ask = |guide: &str| {
        if guide.contains('/') && !moves::has_left(guide) && !asked.iter().any(|other| other == guide) {
            asked.push(guide.to_owned());
        }
    };
    let meant = guides::meant(&page);
    for (home, _) in homes(&page) {
        ask(&home.guide);
    }
    if meant.is_empty() {
        ask(&page.guide);
    }
    let held = guides::holders(page.stem());
    guides::siblings(&page.guide).filter(|guide| held.contains(guide)).for_each(&mut ask);
    if page.leaf.starts_with("API_") {
        guides::siblings(&page.guide).filter(|guide| guides::kind(guide) == "api").for_each(&mut ask);
    }
    moves::tied(&page.guide).for_each(&mut ask);
    guides::siblings(&page.guide).filter(|guide| guides::kind(guide) != "api").for_each(&mut ask);
    asked.truncate(MOST_GUIDES);
    asked
}

/// Where the page at an address probably is, from what is known offline; `None` for an address that is believed to be fine,
/// and where nothing is known.
pub fn guess(url: &Url) -> Option<String> {
    let own = canonical(url.clone());
    let Some(page) = Page::of(&own) else { return document(&own).map(|candidate| candidate.url) };
    let to = moved(&page).or_else(|| {
        if guides::has(&page) {
            return None;
        }
        let readings = [mended(&page), certain(&page), recased(&page), in_api_reference(&page)];
        let reading = readings.into_iter().flatten().next()?;
        Some(moved(&reading).unwrap_or(reading))
    })?;
    Some(canonical_of(&to)).filter(|to| *to != own.as_str() && *to != page.url())
}

fn moved(page: &Page) -> Option<Page> {
    moves::way(page).pop().map(|(page, _)| page)
}

fn certain(page: &Page) -> Option<Page> {
    guides::meant(page).into_iter().find(|meant| meant.certain).map(|meant| meant.page)
}

/// A page whose name ends in something else than `.html`, or goes on behind it.
fn mended(page: &Page) -> Option<Page> {
    let leaf = match page.leaf.split_once(".html") {
        Some((_, "")) | None => format!("{}.html", page.leaf.strip_suffix(".xml")?),
        Some((stem, _)) => format!("{stem}.html"),
    };
    Some(Page { leaf, ..page.clone() })
}

/// The known page of the guide whose name differs in case alone.
fn recased(page: &Page) -> Option<Page> {
    let (stem, _) = guides::pages(&page.guide).find(|(stem, _)| stem.eq_ignore_ascii_case(page.stem()))?;
    Some(Page { leaf: format!("{stem}.html"), ..page.clone() })
}

/// The known page about an operation, where the address names a guide that has none about operations.
fn in_api_reference(page: &Page) -> Option<Page> {
    let about_operations = |guide: &str| guides::pages(guide).any(|(stem, _)| stem.starts_with("API_"));
    if !page.leaf.starts_with("API_") || about_operations(&page.guide) {
        return None;
    }
    let held = guides::holders(page.stem());
    let guide = guides::siblings(&page.guide).find(|guide| held.contains(guide))?;
    Some(Page { guide: guide.to_owned(), ..page.clone() })
}

/// The places where a page itself may be, by what is known of moves and of typing errors; the likeliest first.
fn homes(page: &Page) -> Vec<(Page, By)> {
    let mut homes = Vec::new();
    let mut readings = vec![page.clone()];
    readings.extend(mended(page));
    readings.extend(guides::meant(page).into_iter().map(|meant| meant.page));
    readings.extend(recased(page));
    if let Some((_, place)) = page.fragment.as_deref().and_then(|place| place.rsplit_once('#')) {
        readings.push(Page { fragment: Some(place.to_owned()), ..page.clone() });
    }
    for reading in readings {
        let way = moves::way(&reading);
        homes.extend(way.into_iter().rev());
        if reading != *page {
            homes.push((reading, By::Spelling));
        }
    }
    homes
}
