//! Guides and pages of AWS documentation that are known to exist, and which of them a damaged path means.

use super::likeness::is_telling;
use super::{Page, moves};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Guides, each with its pages: names without `.html`, each followed by the places on it, with `#` before each.
static KNOWN: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
    let listed = lines(include_str!("known.txt")).map(|line| line.split_once('\t').unwrap_or((line, "")));
    let alone = moves::arrivals().chain(lines(include_str!("guides.txt"))).map(|guide| (guide, ""));
    alone.chain(listed).collect()
});

/// The guides that have a page of a name.
static HOLDERS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut holders: HashMap<&str, Vec<&str>> = HashMap::new();
    for guide in KNOWN.keys() {
        for (stem, _) in pages(guide) {
            holders.entry(stem).or_default().push(guide);
        }
    }
    holders
});

/// Whether a guide is known.
pub(super) fn knows(guide: &str) -> bool {
    KNOWN.contains_key(guide)
}

/// All known guides.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    KNOWN.keys().copied()
}

/// The known pages of a guide, without ending, and the places on each.
pub(super) fn pages(
    guide: &str,
) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str> + Clone + use<>)> + use<> {
    let pages = KNOWN.get(guide).copied().unwrap_or_default();
    pages.split(' ').filter(|page| !page.is_empty()).map(|page| {
        let mut parts = page.split('#');
        (parts.next().unwrap_or_default(), parts)
    })
}

/// Whether a page is known.
pub(super) fn has(page: &Page) -> bool {
    page.leaf.strip_suffix(".html").is_some_and(|wanted| pages(&page.guide).any(|(stem, _)| stem == wanted))
}

/// Whether a place on a page is known.
pub(super) fn has_place(page: &Page) -> bool {
    let wanted = page.fragment.as_deref();
    pages(&page.guide)
        .any(|(stem, mut places)| stem == page.stem() && places.any(|place| Some(place) == wanted))
}

/// The guides that have a page of this name.
pub(super) fn holders(stem: &str) -> &'static [&'static str] {
    HOLDERS.get(stem).map(Vec::as_slice).unwrap_or_default()
}

/// The guides of the service that a guide is about, whatever version of it: `lex` and `lexv2`.
pub(super) fn siblings(guide: &str) -> impl Iterator<Item = &'static str> {
    let any_version = |guide: &str| {
        let service = service(guide);
        service.strip_suffix("v2").map(|service| service.to_owned().into()).unwrap_or(service)
    };
    let service = any_version(guide);
    all().filter(move |other| any_version(other) == service)
}

/// The service and the kind of every guide that is known, where it is or where it was.
static NAMES: LazyLock<HashMap<&str, (String, String)>> = LazyLock::new(|| {
    all().chain(moves::departures()).map(|guide| (guide, (service_of(guide), kind_of(guide)))).collect()
});

/// The service in the path of a guide, without brand, case and hyphens: `AmazonECS/latest/developerguide` is about `ecs`.
fn service(guide: &str) -> Cow<'static, str> {
    NAMES.get(guide).map_or_else(|| service_of(guide).into(), |(service, _)| service.as_str().into())
}

/// What kind of guide it is, by the last folder of its path: the many names for a user guide are one kind.
pub(super) fn kind(guide: &str) -> Cow<'static, str> {
    NAMES.get(guide).map_or_else(|| kind_of(guide).into(), |(_, kind)| kind.as_str().into())
}

fn service_of(guide: &str) -> String {
    let first = guide.split('/').next().unwrap_or(guide).to_ascii_lowercase();
    let name =
        first.strip_prefix("amazon").or_else(|| first.strip_prefix("aws")).filter(|name| !name.is_empty());
    name.unwrap_or(&first).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn kind_of(guide: &str) -> String {
    let last = guide.rsplit('/').next().unwrap_or(guide);
    let letters: String =
        last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let kind = match letters.as_str() {
        "api" | "apireference" | "apiref" => "api",
        "dg" | "dev" | "devguide" | "developerguide" => "dev",
        "ug" | "user" | "userguide" => "user",
        "ag" | "admin" | "adminguide" | "administrationguide" => "admin",
        other => other,
    };
    kind.to_owned()
}

/// A page that a damaged path may mean, and whether that is as good as certain.
pub(super) struct Meant {
    pub(super) page: Page,
    pub(super) certain: bool,
}

/// The pages that the path of a page may mean, if no guide of that path is known; the likeliest first.
pub(super) fn meant(page: &Page) -> Vec<Meant> {
    if knows(&page.guide) || moves::has_left(&page.guide) || is_beside_guides(&page.guide) {
        return Vec::new();
    }
    let found = inner(page).or_else(|| ungrown(page)).or_else(|| alike(page)).or_else(|| misspelt(page));
    match found {
        Some(page) => vec![Meant { page, certain: true }],
        None => shortened(page),
    }
}

/// Whether a path lies beside the guides by design: it leads on to other places, or has files.
fn is_beside_guides(path: &str) -> bool {
    ["assets", "console", "goto", "images", "pdfs"].contains(&path.split('/').next().unwrap_or(path))
}

/// More folders than stand before the right path.
const MOST_FOLDERS: usize = 16;

/// A path that has the right one inside: `AmazonECR/AmazonECR/latest/userguide/x.html`.
fn inner(page: &Page) -> Option<Page> {
    let place = page.place();
    let cuts = place.match_indices('/').take(MOST_FOLDERS).map(|(at, _)| Page::at(&place[at + 1..]));
    cuts.flatten().find(|inner| is_current(&inner.guide) && inner.guide.contains('/'))
}

/// Whether a guide is known, where it is or where it was.
fn is_current(guide: &str) -> bool {
    knows(guide) || (guide.split('/').count() == 3 && moves::has_left(guide))
}

/// A path in which `latest` grew together with what stands beside it: `acm/latestAPIReference`.
fn ungrown(page: &Page) -> Option<Page> {
    let place = page.place();
    let (before, after) = place.split_once("latest")?;
    let apart = format!("{}/latest/{}", before.trim_end_matches('/'), after.trim_start_matches('/'));
    let apart = Page::at(&apart).filter(|apart| apart.guide != page.guide)?;
    if is_current(&apart.guide) { Some(apart) } else { alike(&apart) }
}

/// The only guide that differs in case, brand, hyphens or in the name for its kind, and `atest` or the day of a version for `latest`.
fn alike(page: &Page) -> Option<Page> {
    let [first, version, last] = *page.guide.split('/').collect::<Vec<_>>() else { return None };
    let is_latest = is_day(version) || strsim::osa_distance(version, "latest") <= 2;
    let right = if is_latest { "latest" } else { version };
    let guide = format!("{first}/{right}/{last}");
    if is_current(&guide) {
        return Some(Page { guide, ..page.clone() });
    }
    let (service, kind) = (service(&guide), kind(&guide));
    let same = |other: &&str| {
        self::service(other) == service && self::kind(other) == kind && other.split('/').nth(1) == Some(right)
    };
    let left = || moves::departures().filter(|guide| guide.split('/').count() == 3);
    let found = likeliest(all().filter(same), &guide).or_else(|| likeliest(left().filter(same), &guide));
    found.map(|guide| Page { guide: guide.to_owned(), ..page.clone() })
}

/// Whether a folder is named after a day, as versions of guides once were: `2006-03-01`.
fn is_day(folder: &str) -> bool {
    let shape: String = folder.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

/// The only guide whose service is written nearly like this one, which nobody knows.
fn misspelt(page: &Page) -> Option<Page> {
    let pieces: Vec<&str> = page.guide.split('/').collect();
    let [first, version, _] = *pieces else { return None };
    let known = |other: &&str| self::service(other) == service(&page.guide);
    if first.len() < 4 || all().any(|other| known(&other)) {
        return None;
    }
    let errors = if first.len() >= 10 { 2 } else { 1 };
    let kind = kind(&page.guide);
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let near = |other: &&str| {
        let mut of = other.split('/');
        let service = of.next().unwrap_or_default().to_ascii_lowercase();
        // `apigateway` and `apigatewayv2` are two services
        digits(&service) == digits(first)
            && strsim::osa_distance(&service, &first.to_ascii_lowercase()) <= errors
            && of.next() == Some(version)
            && self::kind(other) == kind
    };
    let left = moves::departures().filter(|guide| guide.split('/').count() == 3);
    let found = likeliest(all().chain(left).filter(near), &page.guide);
    found.map(|guide| Page { guide: guide.to_owned(), ..page.clone() })
}

/// A path without the folders that make a guide: `AWSCloudFormation/template-macros.html`, `peering/x.html`, `API_Decrypt.html`.
fn shortened(page: &Page) -> Vec<Meant> {
    let pieces: Vec<&str> =
        page.guide.split('/').filter(|piece| !piece.is_empty() && *piece != "latest").collect();
    // `docs.aws.amazon.com/lambda` is where a service begins
    let is_page = page.leaf.strip_suffix(".html").is_some_and(|stem| !pieces.is_empty() || is_telling(stem));
    if !is_page || page.guide.split('/').count() > 2 || pieces.len() > 2 {
        return Vec::new();
    }
    let holding = holders(page.stem());
    let at = |guide: &&str, certain: bool| Meant {
        page: Page { guide: (*guide).to_owned(), ..page.clone() },
        certain,
    };
    let Some(first) = pieces.first() else {
        return holding.iter().map(|guide| at(guide, holding.len() == 1)).collect();
    };
    let own: Vec<&str> = siblings(first).collect();
    let named: Vec<&str> = if own.is_empty() {
        all().filter(|guide| guide.rsplit('/').next() == Some(*first)).collect()
    } else {
        own
    };
    let held: Vec<&str> = named.iter().copied().filter(|guide| holding.contains(guide)).collect();
    if !held.is_empty() {
        return held.iter().map(|guide| at(guide, held.len() == 1)).collect();
    }
    let grown = named.iter().find_map(|guide| {
        let stem = page.leaf.strip_prefix(guide.rsplit('/').next()?)?;
        Some(Page { guide: (*guide).to_owned(), leaf: stem.to_owned(), fragment: page.fragment.clone() })
    });
    if let Some(page) = grown.filter(|page| page.stem().len() > 3) {
        return vec![Meant { page, certain: true }];
    }
    let wants_api = page.leaf.starts_with("API_");
    let mut fitting: Vec<&str> =
        named.into_iter().filter(|guide| (kind(guide) == "api") == wants_api).collect();
    fitting.sort_by_key(|guide| std::cmp::Reverse(pages(guide).count()));
    let certain = fitting.len() == 1;
    fitting.iter().take(3).map(|guide| at(guide, certain)).collect()
}

/// The only one of some guides, or the only one whose last folder is written as that of `like`.
fn likeliest<'g>(guides: impl Iterator<Item = &'g str>, like: &str) -> Option<&'g str> {
    let mut guides: Vec<&str> = guides.collect();
    guides.sort_unstable();
    guides.dedup();
    if guides.len() > 1 {
        guides.retain(|guide| guide.rsplit('/').next() == like.rsplit('/').next());
    }
    if let [only] = *guides { Some(only) } else { None }
}
