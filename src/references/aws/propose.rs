//! Where a page of AWS documentation may be now: the moves that are known, and what indexes and names suggest.

use super::likeness::{has_same_letters, is_telling};
use super::{By, CHINA, Candidate, DOCUMENTATION, Index, Page, canonical, guides, language, moves};
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
    let Some(page) = Page::of(&own) else { return documents(&own, index) };
    let mut seen = HashSet::from([own.to_string(), url.to_string(), page.url()]);
    let mut candidates: Vec<Candidate> = Search::run(&page, index)
        .into_iter()
        .map(|(page, by)| (address(&page, &own), page, by))
        .filter(|(url, ..)| seen.insert(url.clone()))
        .map(|(url, page, by)| Candidate { url, by, listed: search::is_listed(&page, index) })
        .collect();
    // Where an index lists a page on the way of a move as well as its end, the page has not gone on.
    let way: Vec<String> = moves::way(&page).iter().map(|(page, _)| address(page, &own)).collect();
    let steps = |candidate: &Candidate| way.iter().position(|step| *step == candidate.url).unwrap_or(0);
    candidates
        .sort_by_key(|candidate| (!candidate.listed, if candidate.listed { steps(candidate) } else { 0 }));
    candidates.truncate(MOST_CANDIDATES);
    candidates
}

/// The address of a page, in the language of the address that was asked for, and on its host where that has documentation of its own.
fn address(page: &Page, asked: &Url) -> String {
    let is_china = asked.host_str() == Some(CHINA);
    let host = if is_china { CHINA } else { DOCUMENTATION };
    let mut address = page.url();
    if let Some(language) = language(asked).or(is_china.then_some("en_us")) {
        address = address.replacen(DOCUMENTATION, &format!("{host}/{language}"), 1);
    }
    Url::parse(&address).map_or(address, |url| canonical(url).into())
}

/// Where a document went that is no page of a guide, if that is known.
fn document(url: &Url) -> Option<String> {
    let to = moves::document(url.as_str())?;
    if to.starts_with("https://") { Some(to.to_owned()) } else { Page::at(to).map(|page| page.url()) }
}

/// The pages that a document which is no page of a guide may be now.
fn documents<'i>(url: &Url, index: &dyn Fn(&str) -> Option<&'i Index>) -> Vec<Candidate> {
    let known = document(url).map(|to| (to, By::Pair));
    let pages = whitepaper(url).into_iter().flat_map(|guide| {
        ["welcome.html", "introduction.html"].map(|leaf| format!("https://{DOCUMENTATION}/{guide}/{leaf}"))
    });
    let is_listed = |to: &str| {
        Url::parse(to).ok().and_then(|to| Page::of(&to)).is_some_and(|page| search::is_listed(&page, index))
    };
    let all = known.into_iter().chain(pages.map(|to| (to, By::SimilarName)));
    let mut seen = HashSet::new();
    let all = all.filter(|(to, _)| seen.insert(to.clone()));
    let mut all: Vec<Candidate> =
        all.map(|(url, by)| Candidate { listed: is_listed(&url), url, by }).collect();
    all.sort_by_key(|candidate| !candidate.listed);
    all
}

/// The guide that a whitepaper became: `whitepapers/AWS_Blue_Green_Deployments.pdf` is `whitepapers/latest/blue-green-deployments`.
fn whitepaper(url: &Url) -> Option<String> {
    let mut pieces = url.path_segments()?.filter(|_| url.host_str() == Some("d1.awsstatic.com"));
    pieces.find(|piece| *piece == "whitepapers")?;
    let name = pieces.next_back()?.strip_suffix(".pdf")?.to_ascii_lowercase().replace('_', "-");
    Some(format!("whitepapers/latest/{}", name.strip_prefix("aws-").unwrap_or(&name)))
}

/// The guides whose indexes could list where the page at an address is now, the best first.
pub fn guides_to_ask(url: &Url) -> Vec<String> {
    let url = canonical(url.clone());
    let Some(page) = Page::of(&url) else { return whitepaper(&url).into_iter().collect() };
    let own = page.guide.as_str();
    let homes = homes(&page);
    let held = guides::holders(page.stem());
    let is_operation = page.leaf.starts_with("API_");
    // a guide that moved away has an index no more, or one of a page in between
    let (left, current): (Vec<&str>, Vec<&str>) =
        homes.iter().map(|(home, _)| home.guide.as_str()).partition(|guide| moves::has_left(guide));
    let known = guides::meant(&page).is_empty() && !moves::has_left(own);
    let siblings = || guides::siblings(own);
    let others = siblings()
        .filter(|guide| held.contains(guide))
        .chain(siblings().filter(|guide| is_operation && guides::kind(guide) == "api"))
        .chain(moves::tied(own).filter(|guide| !moves::has_left(guide)))
        .chain(siblings().filter(|guide| guides::kind(guide) != "api"));
    let homes = current.into_iter().chain(known.then_some(own)).chain(left);
    let mut asked: Vec<String> = homes.map(str::to_owned).chain(others.map(str::to_owned)).collect();
    let mut seen = HashSet::new();
    asked.retain(|guide| guide.contains('/') && seen.insert(guide.clone()));
    asked.truncate(MOST_GUIDES);
    asked
}

/// Where the page at an address probably is, from what is known offline; `None` for an address that is believed to be fine,
/// and where nothing is known.
pub fn guess(url: &Url) -> Option<String> {
    let own = canonical(url.clone());
    let Some(page) = Page::of(&own) else { return document(&own) };
    let to = match moves::way(&page).pop() {
        Some((to, By::Pair)) => to,
        Some((to, _)) => now_page(&to).or_else(|| respelt(&to)).unwrap_or(to),
        None if guides::has(&page) => now_page(&page)?,
        None => {
            let mended = mended(&page)
                .filter(|mended| page.leaf.strip_suffix(".xml").is_none() || guides::has(mended));
            let reading = mended
                .or_else(|| certain(&page))
                .or_else(|| respelt(&page))
                .or_else(|| in_api_reference(&page))?;
            let to = moved(&reading).unwrap_or(reading);
            now_page(&to).or_else(|| respelt(&to)).unwrap_or(to)
        }
    };
    Some(address(&to, &own)).filter(|to| *to != own.as_str() && *to != page.url())
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

/// The known page of the guide whose name differs in case or in what stands between words, if that page itself is not known. What
/// was a page about the properties of a resource is one about the resource.
fn respelt(page: &Page) -> Option<Page> {
    if page.stem().is_empty() || guides::has(page) {
        return None;
    }
    let mut stems = guides::pages(&page.guide).map(|(stem, _)| stem);
    let resource = as_resource(page.stem());
    let is_it = |stem: &&str| has_same_letters(stem, page.stem()) || resource.as_deref() == Some(*stem);
    stems.find(is_it).map(|stem| Page { leaf: format!("{stem}.html"), ..page.clone() })
}

/// `aws-properties-s3-bucket` is `aws-resource-s3-bucket`.
fn as_resource(stem: &str) -> Option<String> {
    Some(format!("aws-resource-{}", stem.strip_prefix("aws-properties-")?))
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

/// The known page that has the name of a place, where the place itself is not known.
fn now_page(page: &Page) -> Option<Page> {
    let place = page.fragment.as_deref().filter(|place| is_telling(place) && *place != page.stem())?;
    let to = Page { leaf: format!("{place}.html"), fragment: None, ..page.clone() };
    (guides::has(&to) && !guides::has_place(page)).then_some(to)
}

/// The places where a page itself may be, by what is known of moves and of typing errors; the likeliest first.
fn homes(page: &Page) -> Vec<(Page, By)> {
    let mut homes = Vec::new();
    let mut readings = vec![page.clone()];
    readings.extend(mended(page));
    readings.extend(guides::meant(page).into_iter().map(|meant| meant.page));
    readings.extend(respelt(page));
    if let Some((_, place)) = page.fragment.as_deref().and_then(|place| place.rsplit_once('#')) {
        readings.push(Page { fragment: Some(place.to_owned()), ..page.clone() });
    }
    for reading in readings {
        let way = moves::way(&reading);
        let respelt = way.last().and_then(|(last, _)| respelt(last));
        homes.extend(respelt.map(|page| (page, By::Spelling)));
        homes.extend(way.into_iter().rev());
        if reading != *page {
            homes.push((reading, By::Spelling));
        }
    }
    homes
}
