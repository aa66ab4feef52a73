//! What was found in all sections, gathered into the views of the study pages.

use super::doubts::Open;
use super::numbers::{is_generic, key};
use super::text::words_of;
use super::unwritten::unwritten;
use super::{Card, Found, Number, anki, id};
use crate::notes::Subject;
use crate::site::page::{part_heading, service};
use crate::site::shelves::Shelves;
use crate::site::view::Tile;
use crate::site::view::study::{
    CardView, ChoiceView, CompareView, ComparisonView, DoubtGroupView, DoubtView, DoubtsView, FlashcardsView,
    KeyPointView, KeyPointsView, NumberView, NumbersView, OfPage, TermView,
};
use crate::site::{Page, Parts, RenderedSection};
use crate::slug::Unique;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The study pages of a site; those with nothing to show do not exist.
#[derive(Debug)]
pub struct Study {
    /// All that is marked.
    pub key_points: Option<KeyPointsView>,
    /// All numbers.
    pub numbers: Option<NumbersView>,
    /// All that is compared; it exists wherever there are two services to be put side by side.
    pub compare: Option<CompareView>,
    /// All that is open.
    pub doubts: Option<DoubtsView>,
    /// All questions with answers.
    pub flashcards: Option<FlashcardsView>,
}

/// The titles and files of the study pages, in the order in which they are shown.
const LISTS: [(&str, &str); 5] = [
    ("Key points", "key-points.html"),
    ("Numbers", "numbers.html"),
    ("Compare", "compare.html"),
    ("Flashcards", "flashcards.html"),
    ("Doubts", "doubts.html"),
];

/// The study pages that exist, title and file, told without making them.
pub(in crate::site) fn lists(
    shelves: &Shelves,
    pages: &[Page],
    parts: &Parts,
) -> Vec<(&'static str, &'static str)> {
    let tiles = || shelves.order.iter().zip(&shelves.tiles).map(|(&index, tile)| (&pages[index], tile));
    let places = || {
        let places = |(page, tile)| move |section| Place { page, tile, section, parts };
        tiles().flat_map(move |both: (&Page, &Arc<Tile>)| both.0.sections.iter().map(places(both)))
    };
    let found = |some: fn(&Found) -> bool| places().any(|place| some(&place.section.found));
    let services = tiles().filter(|(page, _)| service(page, parts.catalog).is_some()).take(2).count();
    let exist = [
        found(|found| !found.marks.is_empty()),
        found(|found| !found.numbers.is_empty()),
        services > 1 || found(|found| !found.comparisons.is_empty()),
        places().any(|place| sensible(&place).next().is_some()),
        found(|found| !found.doubts.is_empty()) || !unwritten(tiles(), parts).is_empty(),
    ];
    LISTS.into_iter().zip(exist).filter(|(_, exists)| *exists).map(|(list, _)| list).collect()
}

/// The cards of a section that ask for more than what its page is called.
fn sensible<'a>(place: &Place<'a>) -> impl Iterator<Item = &'a Card> {
    place.section.found.cards.iter().filter(|card| !is_title(place, &words_of(&card.front)))
}

/// So many of the titles above a row are shown, those nearest to it.
const PATH: usize = 3;

/// A section with its page.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub page: &'a Page<'a>,
    pub tile: &'a Arc<Tile>,
    pub section: &'a RenderedSection<'a>,
    pub parts: &'a Parts<'a>,
}

impl Place<'_> {
    /// Where a block stands: the page and the place on it, and what stands above it.
    pub fn of(&self, block: usize) -> (String, Vec<String>) {
        let spot = &self.section.found.spots[&block];
        let outline = self.parts.notes[self.section.section.note].outline;
        let id = id(spot, self.section.section, outline, &self.section.places);
        let part = part_heading(self.page, self.section, self.parts);
        let path = part.into_iter().chain(spot.path.iter().cloned());
        let mut path: Vec<String> = path.filter(|title| *title != self.tile.title).collect();
        path.drain(..path.len().saturating_sub(PATH));
        (format!("{}#{id}", self.tile.href), path)
    }
}

/// The key points of a page of notes.
pub(in crate::site) fn key_points(page: &Page, tile: &Arc<Tile>, parts: &Parts) -> Vec<KeyPointView> {
    let places = page.sections.iter().map(|section| Place { page, tile, section, parts });
    places.flat_map(|place| marked(&place)).collect()
}

fn marked(place: &Place) -> Vec<KeyPointView> {
    let marks = place.section.found.marks.iter().map(|mark| {
        let (href, path) = place.of(mark.block);
        KeyPointView { href, path, text: mark.text.clone() }
    });
    marks.collect()
}

impl Study {
    /// Gathers what was found on the pages of a site, in its order.
    pub(in crate::site) fn of(shelves: &Shelves, pages: &[Page], parts: &Parts) -> Self {
        let tiles = || shelves.order.iter().zip(&shelves.tiles).map(|(&index, tile)| (&pages[index], tile));
        Self {
            key_points: by_page(tiles(), parts, marked).map(|(total, pages)| KeyPointsView { total, pages }),
            numbers: numbers(tiles(), parts),
            compare: compare(tiles(), parts),
            doubts: doubts(tiles(), parts),
            flashcards: flashcards(tiles(), parts),
        }
    }

    /// The pages that exist: title, file, and how many entries each has.
    pub(in crate::site) fn lists(&self) -> Vec<(&'static str, &'static str, usize)> {
        let totals = [
            self.key_points.as_ref().map(|all| all.total),
            self.numbers.as_ref().map(|all| all.total),
            self.compare.as_ref().map(|all| all.total),
            self.flashcards.as_ref().map(|all| all.total),
            self.doubts.as_ref().map(|all| all.total),
        ];
        LISTS.iter().zip(totals).filter_map(|((title, href), total)| Some((*title, *href, total?))).collect()
    }

    /// The file of the cards for Anki, where there are any: its name and its text.
    pub(in crate::site) fn anki(&self) -> Option<(&'static str, String)> {
        self.flashcards.as_ref().map(|cards| (cards.anki, anki::file(cards)))
    }
}

/// The rows that `rows` makes of each section, by page, and how many there are; nothing where there are none.
fn by_page<'a, T>(
    pages: impl Iterator<Item = (&'a Page<'a>, &'a Arc<Tile>)>,
    parts: &'a Parts<'a>,
    rows: impl Fn(&Place) -> Vec<T>,
) -> Option<(usize, Vec<OfPage<T>>)> {
    let of_page = |(page, tile): (&'a Page<'a>, &'a Arc<Tile>)| {
        let places = page.sections.iter().map(|section| Place { page, tile, section, parts });
        let rows: Vec<T> = places.flat_map(|place| rows(&place)).collect();
        (!rows.is_empty()).then(|| OfPage { id: heading_id(tile), page: tile.clone(), rows })
    };
    let pages: Vec<OfPage<T>> = pages.filter_map(of_page).collect();
    let total = pages.iter().map(|page| page.rows.len()).sum();
    (total > 0).then_some((total, pages))
}

/// The id of the heading under which a page's rows stand; no id of the theme's begins so.
fn heading_id(tile: &Tile) -> String {
    format!("of-{}", tile.href.trim_end_matches(".html"))
}

/// A number as it is told, with the id of its section.
type Told = (Number, String, NumberView);

fn numbers<'a>(
    pages: impl Iterator<Item = (&'a Page<'a>, &'a Arc<Tile>)>,
    parts: &'a Parts<'a>,
) -> Option<NumbersView> {
    let row = |place: &Place| {
        let numbers = place.section.found.numbers.iter().map(|number| {
            let (href, path) = place.of(number.block);
            let quantity = number.quantities.join(" · ");
            let text = number.text.clone();
            let view = NumberView { page: place.tile.title.clone(), href, path, quantity, text };
            (number.clone(), place.section.section.id.clone(), view)
        });
        numbers.collect::<Vec<_>>()
    };
    let (_, pages) = by_page(pages, parts, row)?;
    let differing = pages.iter().flat_map(|page| differing(&page.rows)).collect();
    let total = pages.iter().flat_map(|page| &page.rows).map(|(number, ..)| number.quantities.len()).sum();
    let pages = pages.into_iter().map(|page| OfPage { id: page.id, page: page.page, rows: terms(page.rows) });
    Some(NumbersView { total, differing, pages: pages.collect() })
}

/// The numbers of a page by term: those about the same stand where the first of them does.
fn terms(rows: Vec<Told>) -> Vec<TermView> {
    let mut terms: Vec<TermView> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (number, _, row) in rows {
        let key = key(&number.term);
        let term = TermView { term: number.term, rows: vec![row] };
        if let Some(&at) = known.get(&key).filter(|_| !key.is_empty()) {
            terms[at].rows.extend(term.rows);
        } else {
            known.insert(key, terms.len());
            terms.push(term);
        }
    }
    terms
}

/// The terms of a page about which the notes tell different numbers, where it is sure that they are the same: below one
/// heading, or in two sections.
fn differing(rows: &[Told]) -> Vec<TermView> {
    let mut terms: BTreeMap<String, Vec<&Told>> = BTreeMap::new();
    for told in rows.iter().filter(|(number, ..)| number.sure && !is_generic(&number.term)) {
        let key = key(&told.0.term);
        if !key.is_empty() {
            terms.entry(key).or_default().push(told);
        }
    }
    let mut groups: Vec<Vec<&Told>> = Vec::new();
    for told in terms.into_values() {
        if told.iter().any(|(_, section, _)| *section != told[0].1) {
            groups.push(told);
            continue;
        }
        let mut by_heading: BTreeMap<Option<usize>, Vec<&Told>> = BTreeMap::new();
        for one in told {
            by_heading.entry(one.0.heading).or_default().push(one);
        }
        groups.extend(by_heading.into_values());
    }
    let differ = |told: &Vec<&Told>| {
        told.iter().map(|(.., row)| row.quantity.to_lowercase()).collect::<HashSet<_>>().len() > 1
    };
    let view = |told: Vec<&Told>| {
        let rows = told.iter().map(|(.., row)| row.clone()).collect();
        TermView { term: told[0].0.term.clone(), rows }
    };
    groups.into_iter().filter(differ).map(view).collect()
}

fn compare<'a>(
    pages: impl Iterator<Item = (&'a Page<'a>, &'a Arc<Tile>)> + Clone,
    parts: &'a Parts<'a>,
) -> Option<CompareView> {
    let services = pages.clone().filter(|(page, _)| service(page, parts.catalog).is_some());
    let services: Vec<ChoiceView> =
        services.map(|(_, tile)| ChoiceView { title: tile.title.clone(), href: tile.href.clone() }).collect();
    let row = |place: &Place| {
        let rows = place.section.found.comparisons.iter().map(|found| {
            let (href, path) = place.of(found.block);
            ComparisonView {
                href,
                path,
                names: found.names.clone(),
                text: found.text.clone(),
                below: found.below.clone(),
                table: found.table.clone(),
            }
        });
        rows.collect::<Vec<_>>()
    };
    let (total, pages) = by_page(pages, parts, row).unwrap_or_default();
    (total > 0 || services.len() > 1).then_some(CompareView { total, services, pages })
}

/// The kinds of doubts with their headings, and what to do about each.
const DOUBTS: [(Open, &str, &str, &str); 5] = [
    (Open::Question, "questions", "Questions", "Find the answers, and write them in their place."),
    (Open::Task, "tasks", "Still to do", "Do what these say, and take the reminder out, or tick its box."),
    (
        Open::Unsorted,
        "unsorted",
        "Under no title",
        "Put these lines below the title of the service that they are about.",
    ),
    (
        Open::Dangling,
        "dangling",
        "Links that lead nowhere",
        "Mend the names of what these lead to, or write the note that is missing.",
    ),
    (
        Open::Missing,
        "pictures",
        "Pictures that are not there",
        "Put the files among the notes, or mend their names.",
    ),
];

fn doubts<'a>(
    pages: impl Iterator<Item = (&'a Page<'a>, &'a Arc<Tile>)> + Clone,
    parts: &'a Parts<'a>,
) -> Option<DoubtsView> {
    let (_, all) = by_page(pages.clone(), parts, open).unwrap_or_default();
    let mut groups: Vec<DoubtGroupView> = Vec::new();
    for (kind, id, title, advice) in DOUBTS {
        let rows = all.iter().flat_map(|page| &page.rows).filter(|(own, _)| *own == kind);
        groups.push(DoubtGroupView { id, title, advice, rows: rows.map(|(_, row)| row.clone()).collect() });
    }
    groups.push(DoubtGroupView {
        id: "unwritten",
        title: "Named, but without notes",
        advice: "Write what you know about these, or leave them to the official documentation, where their names lead.",
        rows: unwritten(pages, parts),
    });
    groups.retain(|group| !group.rows.is_empty());
    let total = groups.iter().map(|group| group.rows.len()).sum();
    (total > 0).then_some(DoubtsView { total, groups })
}

/// What is open in a section.
fn open(place: &Place) -> Vec<(Open, DoubtView)> {
    let catalog = place.parts.catalog;
    let unsorted = place.page.topic.subject == Subject::Unsorted;
    let hint =
        place.section.section.hints.first().filter(|_| unsorted).map(|&id| catalog.service(id).title());
    let rows = place.section.found.doubts.iter().map(|doubt| {
        let (href, path) = place.of(doubt.block);
        let hint = hint.clone().filter(|_| doubt.kind == Open::Unsorted);
        let page = Some(place.tile.clone());
        (
            doubt.kind,
            DoubtView { page, href, path, text: doubt.text.clone(), hint, count: 0, places: Vec::new() },
        )
    });
    rows.collect()
}

fn flashcards<'a>(
    pages: impl Iterator<Item = (&'a Page<'a>, &'a Arc<Tile>)>,
    parts: &'a Parts<'a>,
) -> Option<FlashcardsView> {
    let row =
        |place: &Place| sensible(place).map(|card| (place.of(card.block), card.clone())).collect::<Vec<_>>();
    let (_, pages) = by_page(pages, parts, row)?;
    let mut ids = Unique::default();
    let pages = pages.into_iter().map(|page| {
        let slug = page.page.href.trim_end_matches(".html").to_owned();
        OfPage { id: page.id, page: page.page, rows: cards(&slug, page.rows, &mut ids) }
    });
    let pages: Vec<OfPage<CardView>> = pages.collect();
    let total = pages.iter().map(|page| page.rows.len()).sum();
    Some(FlashcardsView { total, anki: anki::FILE, pages })
}

/// The cards of a page with their names. A card is known by what it asks and where; the answer, which its author may
/// correct, is part of the name only where several cards ask the same in one place.
fn cards(slug: &str, mut rows: Vec<((String, Vec<String>), Card)>, ids: &mut Unique) -> Vec<CardView> {
    let mut seen = HashSet::new();
    rows.retain(|(_, card)| seen.insert((words_of(&card.front), words_of(&card.back))));
    let asks = |((_, path), card): &((String, Vec<String>), Card)| -> String {
        let front = words_of(&card.front);
        let about = path.iter().map(String::as_str).chain([front.as_str()]);
        [card.form.name(), slug].into_iter().chain(about).collect::<Vec<_>>().join("\0")
    };
    let names: Vec<String> = rows.iter().map(asks).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *times.entry(name).or_default() += 1;
    }
    let rows = rows.into_iter().zip(&names).map(|(((href, path), card), name)| {
        let answer = if times[name.as_str()] > 1 { words_of(&card.back) } else { String::new() };
        let hash = blake3::hash([name, "\0", &answer].concat().as_bytes()).to_hex();
        CardView { id: ids.name(&hash[..10]), href, path, front: card.front, back: card.back }
    });
    rows.collect()
}

/// Whether a term is only what its page is called.
fn is_title(place: &Place, term: &str) -> bool {
    let named = place.parts.catalog.named(term);
    let own = named.is_some_and(|named| {
        named.part.is_none() && place.page.topic.subject == Subject::Service(named.service)
    });
    own || key(term) == key(&place.tile.title)
}
