//! The lists of outside addresses: at the end of each page, and of the whole site by verdict.

use super::page::part_heading;
use super::view::{ListedView, NextView, PlaceView, ReferenceView, ReferencesView, VerdictView};
use super::{Page, Parts, RenderedSection};
use crate::catalog::Catalog;
use crate::references::Address;
use crate::references::evidence::Proposal;
use crate::references::judge::{Judgement, Reference};
use crate::references::verdict::Verdict;
use crate::references::vet::redacted;
use std::collections::{HashMap, HashSet};

/// The references of a page, each address once, in the order of the text.
pub(super) fn of_page(page: &Page, catalog: &Catalog) -> Vec<ReferenceView> {
    let mut seen = HashSet::new();
    let all = page.sections.iter().flat_map(|section| &section.references);
    let all = all.filter(|reference| seen.insert(reference.key()));
    all.map(|reference| view(reference, catalog)).collect()
}

/// The references of a site by verdict, each address once; `None` where there are none.
pub(super) fn of_site(pages: &[Page], parts: &Parts) -> Option<ReferencesView> {
    let mut listed: Vec<(Verdict, ListedView)> = Vec::new();
    let mut known: HashMap<(&str, bool), usize> = HashMap::new();
    let mut placed: HashSet<(usize, String)> = HashSet::new();
    for page in pages {
        for section in page.sections.iter().filter(|section| !section.references.is_empty()) {
            let headings = Headings::new(page, section, parts);
            for reference in &section.references {
                let index = *known.entry(reference.key()).or_insert_with(|| {
                    let reference_view = view(reference, parts.catalog);
                    let new = ListedView { reference: reference_view, places: Vec::new() };
                    listed.push((reference.judgement.verdict, new));
                    listed.len() - 1
                });
                let place = headings.above(reference);
                if placed.insert((index, place.href.clone())) {
                    listed[index].1.places.push(place);
                }
            }
        }
    }
    let total = listed.len();
    let mut groups: Vec<VerdictView> = Verdict::ALL.into_iter().map(group).collect();
    for (verdict, view) in listed {
        let of = Verdict::ALL.iter().position(|other| *other == verdict);
        groups[of.expect("all verdicts are among all")].references.push(view);
    }
    groups.retain(|group| !group.references.is_empty());
    (total > 0).then_some(ReferencesView { total, groups })
}

/// The headings of a section on its page, by their places in the note.
struct Headings {
    page: String,
    /// The page's file, and the id and title of the section itself.
    href: String,
    id: String,
    title: String,
    /// Where each begins, its id and its text.
    within: Vec<(usize, String, String)>,
}

impl Headings {
    fn new(page: &Page, section: &RenderedSection, parts: &Parts) -> Self {
        let read = &parts.notes[section.section.note];
        let shown = section.section.headings_in(read.outline).into_iter();
        let mut within: Vec<_> = shown
            .filter_map(|(index, heading)| {
                let id = section.section.headings.get(&index)?.id.clone();
                let bytes = &read.outline.events.get(heading.events.start)?.1;
                Some((read.repaired.span(bytes.clone()).start, id, heading.text.clone()))
            })
            .collect();
        within.sort();
        Self {
            page: page.topic.title.clone(),
            href: format!("{}.html", page.topic.slug),
            id: section.section.id.clone(),
            title: part_heading(page, section, parts).unwrap_or_default(),
            within,
        }
    }

    /// The place on the page that a reader should be led to who looks for a reference.
    fn above(&self, reference: &Reference) -> PlaceView {
        let before = self.within.partition_point(|(start, ..)| *start <= reference.span.start);
        let heading = before.checked_sub(1).map(|at| &self.within[at]);
        let (id, heading) = heading.map_or((&self.id, &self.title), |(_, id, text)| (id, text));
        let heading = if *heading == self.page { String::new() } else { heading.clone() };
        PlaceView { page: self.page.clone(), heading, href: format!("{}#{id}", self.href) }
    }
}

fn view(reference: &Reference, catalog: &Catalog) -> ReferenceView {
    let Reference { address, judgement, .. } = reference;
    let mistyped = reference.is_mistyped();
    let says_more = !matches!(judgement.verdict, Verdict::Moved | Verdict::AnchorMissing);
    ReferenceView {
        title: title(address, judgement, catalog),
        url: redacted(&address.typed),
        linked: address.skip.is_none(),
        verdict: judgement.verdict.name(),
        words: if mistyped { "Mistyped" } else { words(judgement.verdict).0 },
        reason: if says_more { judgement.reason.clone() } else { String::new() },
        day: judgement.day.map(|day| day.to_string()),
        good: judgement.good.filter(|_| !judgement.verdict.is_seen()).map(|day| day.to_string()),
        next: next(judgement, mistyped),
    }
}

/// What could stand in its place, or where it leads for now.
fn next(judgement: &Judgement, mistyped: bool) -> Option<NextView> {
    let (url, words, confirmed) = match (&judgement.proposal, &judgement.leads_to) {
        (Some(Proposal { url, confirmed: true }), _) => {
            (url, if mistyped { "Right so:" } else { "Now at" }, true)
        }
        (Some(Proposal { url, .. }), _) => {
            (url, if mistyped { "Perhaps right so:" } else { "Perhaps at" }, false)
        }
        (None, Some(to)) => (to, "For now it leads to", true),
        (None, None) => return None,
    };
    // What was fetched is linked only where an author's own link would be.
    let address = Address::parse(url).filter(|address| address.skip.is_none())?;
    Some(NextView { url: address.canonical, words, confirmed })
}

/// What people call it: the title that its page was seen to have, or else what the address tells.
fn title(address: &Address, judgement: &Judgement, catalog: &Catalog) -> String {
    let own = judgement.verdict.is_seen() || judgement.verdict == Verdict::AnchorMissing;
    let seen = judgement.title.as_deref().map(str::trim).filter(|title| own && !title.is_empty());
    redacted(&address.title(seen, catalog))
}

/// A verdict in a few words, as the heading of those that have it, and as a sentence on what it means.
fn words(verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::Dead => ("Gone", "Gone", "These lead nowhere any more."),
        Verdict::Soft404 => (
            "Gone",
            "Something else is shown",
            "The host answers, but what was named is not there: it shows something else instead.",
        ),
        Verdict::AnchorMissing => (
            "This place on the page is gone",
            "Place on the page gone",
            "The page is there. The place on it that the notes name is not.",
        ),
        Verdict::Moved => {
            ("Moved", "Moved", "What these name has another address for good, or theirs is mistyped.")
        }
        Verdict::Flaky => (
            "No good answer of late",
            "No good answer of late",
            "These failed when they were asked last, and may be there again tomorrow. Only what keeps failing counts as gone.",
        ),
        Verdict::Blocked => (
            "Closed to programs",
            "Closed to programs",
            "The host answers no programs, or wants a login. Whether the page is there, only a person can tell.",
        ),
        Verdict::Unchecked => {
            ("Not checked yet", "Not checked yet", "Nobody has looked yet, or nothing could be told.")
        }
        Verdict::Skipped => (
            "Not a link",
            "Never asked",
            "These mean something on one machine alone, are examples, or let in whoever has them. They are shown, and never followed.",
        ),
        Verdict::Redirected => (
            "Leads elsewhere",
            "Lead elsewhere for now",
            "These lead on to another address, which may change.",
        ),
        Verdict::Ok => ("Found", "Found", "These lead to what they name."),
    }
}

fn group(verdict: Verdict) -> VerdictView {
    let (_, title, meaning) = words(verdict);
    VerdictView { verdict: verdict.name(), title, meaning, references: Vec::new() }
}
