//! The order in which notes are read: as people count, or as a `SUMMARY.md` lists them, with the titles that it gives.

use super::Note;
use crate::source::{SourceId, Sources};
use camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The file in which `mdBook` and `GitBook` keep the order and the titles of notes.
const SUMMARY: &str = "summary.md";

/// A summary that names fewer notes than this says nothing about an order.
const FEWEST: usize = 2;

/// Puts notes into reading order: a folder's own page first, then as people count, "2" before "10". Where a `SUMMARY.md`
/// lists notes of its folder, these come in its order and take its titles, unless they have their own; the summary itself
/// is navigation, and is handed back apart.
fn reading_order(mut notes: Vec<Arc<Note>>, sources: &Sources) -> (Vec<Arc<Note>>, Vec<Arc<Note>>) {
    let mut listed: HashMap<Utf8PathBuf, (usize, String)> = HashMap::new();
    let paths: HashSet<Utf8PathBuf> = notes.iter().map(|note| note.path.clone()).collect();
    let mut is_summary = |note: &Note| {
        if !is_named_summary(note) {
            return false;
        }
        let text = &sources.get(note.source).text[note.body..];
        let folder = note.path.parent().unwrap_or(Utf8Path::new(""));
        let entries = entries(text, folder);
        let known: Vec<_> = entries.into_iter().filter(|(path, _)| paths.contains(path)).collect();
        if known.len() < FEWEST {
            return false;
        }
        for (path, title) in known {
            let place = listed.len();
            listed.entry(path).or_insert((place, title));
        }
        true
    };
    let summaries: Vec<Arc<Note>> = notes.extract_if(.., |note| is_summary(note)).collect();
    for note in &mut notes {
        if let Some((_, title)) = listed.get(&note.path).filter(|_| note.front.title.is_none()) {
            Arc::make_mut(note).front.title = Some(title.clone()).filter(|title| !title.is_empty());
        }
    }
    notes.sort_by_cached_key(|note| {
        let place = listed.get(&note.path).map_or(usize::MAX, |(place, _)| *place);
        (place, natural(&note.path), note.path.clone())
    });
    (notes, summaries)
}

/// The order in which notes were read last: as long as these are the same, and no summary is among them, it stays.
#[derive(Debug, Default)]
pub struct Order {
    notes: Vec<SourceId>,
    /// Their places among the notes, in reading order; `None` where a summary decided.
    places: Option<Vec<usize>>,
}

impl Order {
    /// Puts notes into reading order. The second are summaries: navigation, apart from the notes.
    pub fn of(&mut self, notes: Vec<Arc<Note>>, sources: &Sources) -> (Vec<Arc<Note>>, Vec<Arc<Note>>) {
        let same = notes.iter().map(|note| note.source).eq(self.notes.iter().copied());
        if let Some(places) = self.places.as_ref().filter(|_| same) {
            return (places.iter().map(|&place| Arc::clone(&notes[place])).collect(), Vec::new());
        }
        self.places = None;
        self.notes = notes.iter().map(|note| note.source).collect();
        let decided = notes.iter().any(|note| is_named_summary(note));
        let places: HashMap<SourceId, usize> = self.notes.iter().copied().zip(0..).collect();
        let (notes, summaries) = reading_order(notes, sources);
        self.places = (!decided).then(|| notes.iter().map(|note| places[&note.source]).collect());
        (notes, summaries)
    }
}

fn is_named_summary(note: &Note) -> bool {
    note.path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(SUMMARY))
}

/// The notes that a summary leads to, and what it calls them.
fn entries(text: &str, folder: &Utf8Path) -> Vec<(Utf8PathBuf, String)> {
    let mut entries = Vec::new();
    let mut open: Option<(String, String)> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => open = Some((dest_url.to_string(), String::new())),
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, title)) = &mut open {
                    title.push_str(&words);
                }
            }
            Event::End(TagEnd::Link) => {
                let Some((to, title)) = open.take() else { continue };
                let path = percent_decode_str(to.split('#').next().unwrap_or_default());
                let path = folder.join(path.decode_utf8_lossy().trim_start_matches("./"));
                entries.push((path, title.trim().to_owned()));
            }
            _ => {}
        }
    }
    entries
}

/// A key by which paths stand as people count, a folder's own page before its other notes.
fn natural(path: &Utf8Path) -> Vec<(u8, String)> {
    let name = path.file_name();
    let page = |part: &str| {
        Some(part) == name && ["readme.md", "index.md", "_index.md"].contains(&part.to_lowercase().as_str())
    };
    path.components()
        .map(|part| (u8::from(!page(part.as_str())), counted(&part.as_str().to_lowercase())))
        .collect()
}

/// A key by which "1.2" stands before "1.10".
pub fn counted(title: &str) -> String {
    let mut key = String::with_capacity(title.len() + 8);
    let mut rest = title;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = rest[at..].len() - rest[at..].trim_start_matches(|c: char| c.is_ascii_digit()).len();
        key.push_str(&rest[..at]);
        key.extend(std::iter::repeat_n('0', 12_usize.saturating_sub(digits)));
        key.push_str(&rest[at..at + digits]);
        rest = &rest[at + digits..];
    }
    key.push_str(rest);
    key
}
