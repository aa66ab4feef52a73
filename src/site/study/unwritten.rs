//! Services that the notes name, and that they have nothing on.

use super::gather::Place;
use super::text::plain;
use crate::catalog::{Reading, ServiceId};
use crate::site::view::study::DoubtView;
use crate::site::view::{PlaceView, Tile};
use crate::site::{Page, Parts, html};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// So many of the places that name a service are shown.
const PLACES: usize = 3;

/// The services that are named and have neither a page nor a heading, those first that are named most often.
pub(super) fn unwritten<'a>(
    pages: impl Iterator<Item = (&'a Page<'a>, &'a Arc<Tile>)> + Clone,
    parts: &'a Parts<'a>,
) -> Vec<DoubtView> {
    let sections = pages.clone().flat_map(|(page, _)| &page.sections);
    let wanted: HashSet<&str> =
        sections.flat_map(|section| &section.found.unwritten).map(|found| found.docs.as_str()).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let headed = headed(pages.clone().map(|(page, _)| page), parts, &wanted);
    let services = parts.catalog.services().filter(|(id, _)| !headed.contains(id));
    let titles: HashMap<&str, String> =
        services.filter_map(|(_, service)| Some((service.docs.as_deref()?, service.title()))).collect();
    let mut named: BTreeMap<String, DoubtView> = BTreeMap::new();
    for (page, tile) in pages {
        for section in &page.sections {
            let place = Place { page, tile, section, parts };
            for found in &section.found.unwritten {
                let Some(title) = titles.get(found.docs.as_str()) else { continue };
                let row = named.entry(title.clone()).or_insert_with(|| DoubtView {
                    page: None,
                    href: found.docs.clone(),
                    path: Vec::new(),
                    text: vec![plain(title)],
                    hint: None,
                    count: 0,
                    places: Vec::new(),
                });
                row.count += 1;
                if row.places.len() < PLACES {
                    let (href, path) = place.of(found.block);
                    let heading = path.last().cloned().unwrap_or_default();
                    let place = PlaceView { page: tile.title.clone(), heading, href };
                    row.places
                        .extend(row.places.iter().all(|other| other.href != place.href).then_some(place));
                }
            }
        }
    }
    let mut rows: Vec<DoubtView> = named.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

/// Of the services with the documentation `wanted`, those that headings name, or begin with: there are notes on them, though
/// on another's page.
fn headed<'a>(
    pages: impl Iterator<Item = &'a Page<'a>>,
    parts: &Parts,
    wanted: &HashSet<&str>,
) -> HashSet<ServiceId> {
    let services = parts.catalog.services().map(|(_, service)| service);
    let names = services
        .filter(|service| service.docs.as_deref().is_some_and(|docs| wanted.contains(docs)))
        .flat_map(|service| service.names().map(|(name, _)| name.to_lowercase()).collect::<Vec<_>>());
    let words: HashSet<String> =
        names.flat_map(|name| html::words(&name).map(str::to_owned).collect::<Vec<_>>()).collect();
    // To read a title takes long where it names nothing: most share no word with these names.
    let may_name = |heading: &&str| html::words(&heading.to_lowercase()).any(|word| words.contains(word));
    let sections = pages.flat_map(|page| &page.sections).map(|section| section.section);
    let headings = sections.flat_map(|section| {
        let headings = &parts.notes[section.note].outline.headings;
        section.headings.keys().map(|&heading| headings[heading].text.as_str())
    });
    let read = headings.filter(may_name).filter_map(|heading| match parts.catalog.read_title(heading) {
        // In "Logging on EC2" the notes are on logging.
        Reading::Named(naming) | Reading::About(naming) => Some(naming),
        Reading::Mentions(_) | Reading::Ambiguous(_) | Reading::Other => None,
    });
    read.flat_map(|naming| naming.also.into_iter().chain([naming.named.service])).collect()
}
