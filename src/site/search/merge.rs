//! All pages put together.

use super::File;
use super::coding::{push, script, short_hash};
use super::lists;
use super::page::{PageWords, STRETCHES, key};
use super::shards::{self, Shard};
use super::spellings::Spellings;
use camino::Utf8PathBuf;
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files of so many pages share the letters in their names that stand for what is in them.
const FOLDER: usize = 16;
/// A word in more sections than this, and in more than one in [`COMMON_PART`] of all, is common: a query that has other words is
/// answered without it, and one that has not by the sections that are most about it. All that have it are listed as well, for
/// phrases.
const COMMON: u32 = 4000;
/// One section in so many.
const COMMON_PART: u32 = 8;
/// Behind this stands a common word with all its sections; it sorts before every term.
const WHOLE: char = '!';

/// The files of the index, below `search/`: the same for the same pages, whatever the machine.
pub fn index(pages: &[Arc<PageWords>]) -> Vec<File> {
    let sections = pages.iter().map(|page| page.sections).sum();
    let ((words, word_files), (folders, page_files)) =
        rayon::join(|| all_words(pages, sections), || folders(pages));
    let services: Vec<_> = pages.iter().filter(|page| page.service).map(|page| &page.entry).collect();
    let services = script(&services);
    let services_hash = short_hash(&[&services]);
    let (categories, kinds) = kinds(pages);
    let first = script(&json!({
        "sections": sections, "categories": categories, "kinds": kinds, "folders": folders.join(" "),
        "services": services_hash, "words": words.shards, "spellings": words.spellings, "common": words.common,
    }));
    let own = [("index".to_owned(), first), (format!("s-{services_hash}"), services)];
    let own = own.map(|(name, bytes)| (Utf8PathBuf::from(format!("search/{name}.js")), bytes));
    own.into_iter().chain(word_files).chain(page_files).collect()
}

/// What the engine needs to know of the files with words.
#[derive(Debug)]
struct Names {
    /// The first term of each file, and the letters in its name.
    shards: [String; 2],
    /// The same of the files for typing errors.
    spellings: [String; 2],
    /// The words that nearly everything has.
    common: String,
}

/// The terms of all pages, which have so many sections.
fn all_words(pages: &[Arc<PageWords>], sections: u32) -> (Names, Vec<File>) {
    let stretches: Vec<Stretch> =
        (0..STRETCHES.len()).into_par_iter().map(|number| stretch(pages, number, sections)).collect();
    let (mut spellings, mut common, mut pieces) = (Spellings::default(), Vec::new(), Vec::new());
    for stretch in stretches {
        spellings.append(&stretch.spellings);
        common.extend(stretch.common);
        pieces.push(stretch.shards);
    }
    let mut whole = Vec::new();
    for (word, docs, places) in &common {
        shards::add(&mut whole, &format!("{WHOLE}{word}"), docs, places);
    }
    let shards = shards::merged(whole.into_iter().chain(pieces.into_iter().flatten()));
    let common: Vec<String> = common.into_iter().map(|(word, ..)| word).collect();
    let (cells, mut files) = spellings.files();
    let firsts: Vec<String> = shards.iter().map(|shard| shard.first().to_owned()).collect();
    let written: Vec<_> =
        shards.into_par_iter().enumerate().map(|(number, shard)| shard.files(number)).collect();
    let (hashes, written): (Vec<String>, Vec<_>) = written.into_iter().unzip();
    files.extend(written.into_iter().flatten());
    let shards = [firsts.join(" "), hashes.join(" ")];
    (Names { shards, spellings: cells, common: common.join(" ") }, files)
}

/// What all pages have between two of [`STRETCHES`].
#[derive(Debug, Default)]
struct Stretch {
    shards: Vec<Shard>,
    spellings: Spellings,
    /// Words that nearly everything has, with all their sections and positions.
    common: Vec<(String, String, String)>,
}

/// Whether a key is a term, and not only how one begins.
fn is_whole(key: u64) -> bool {
    key.to_be_bytes()[7] == 0
}

/// A term of a page: the beginning of the term, the page, and where it stands there.
type Entry = (u64, u32, u32);

fn stretch(pages: &[Arc<PageWords>], number: usize, all: u32) -> Stretch {
    let mut entries: Vec<Entry> = Vec::new();
    for (page, at) in pages.iter().zip(0..) {
        let range = page.stretch(number);
        let mut from = range.start;
        while from < range.end {
            let term = page.term(from);
            entries.push((key(term.text), at, from));
            from += term.size;
        }
    }
    entries.sort_unstable();
    let text = |entry: &Entry| pages[entry.1 as usize].term(entry.2).text;
    let mut stretch = Stretch::default();
    for alike in entries.chunk_by_mut(|a, b| a.0 == b.0) {
        if !is_whole(alike[0].0) {
            alike.sort_by(|a, b| text(a).cmp(text(b)));
        }
        for same in alike.chunk_by(|a, b| is_whole(a.0) || text(a) == text(b)) {
            stretch.add(pages, same, all);
        }
    }
    stretch
}

impl Stretch {
    /// Puts together what the pages have of one term; they come in order.
    fn add(&mut self, pages: &[Arc<PageWords>], same: &[Entry], all: u32) {
        let (mut docs, mut places, mut sections, mut next, mut text) =
            (String::new(), String::new(), 0, 0, "");
        for &(_, page, at) in same {
            let term = pages[page as usize].term(at);
            push(&mut docs, page + 1 - next);
            docs.push_str(term.docs);
            places.push_str(term.places);
            (sections, next, text) = (sections + term.sections, page + 1, term.text);
        }
        if sections > COMMON.max(all / COMMON_PART) {
            let (most, their_places) = lists::most_about(&docs, &places, COMMON);
            shards::add(&mut self.shards, text, &most, &their_places);
            self.common.push((text.to_owned(), docs, places));
        } else {
            shards::add(&mut self.shards, text, &docs, &places);
        }
        self.spellings.add(text, sections);
    }
}

/// The files of the pages, and for every few of them the letters in their names.
fn folders(pages: &[Arc<PageWords>]) -> (Vec<String>, Vec<File>) {
    let folder = |(number, pages)| folder(number * FOLDER, pages);
    let (hashes, files): (Vec<_>, Vec<_>) = pages.par_chunks(FOLDER).enumerate().map(folder).unzip();
    (hashes, files.into_iter().flatten().collect())
}

/// The files of some pages, the first of which has this number, and the letters of their names that stand for their bytes.
fn folder(first: usize, pages: &[Arc<PageWords>]) -> (String, Vec<File>) {
    let hash = short_hash(&pages.iter().map(|page| page.hash.as_bytes()).collect::<Vec<_>>());
    let files = pages.iter().zip(first..).flat_map(|(page, number)| {
        let path = |part| if part == 0 { format!("{number}") } else { format!("{number}-{part}") };
        let files = page.scripts.iter().enumerate();
        files
            .map(|(part, script)| {
                (Utf8PathBuf::from(format!("search/p/{hash}/{}.js", path(part))), script.clone())
            })
            .collect::<Vec<_>>()
    });
    let files = files.collect();
    (hash, files)
}

/// The categories with their colours, and for each page in order which is its own, and whether it is a service.
fn kinds(pages: &[Arc<PageWords>]) -> (Vec<(&str, u16)>, String) {
    let (mut categories, mut numbers, mut kinds) = (Vec::new(), BTreeMap::new(), String::new());
    for page in pages {
        let category = *numbers.entry(page.category.as_str()).or_insert_with(|| {
            categories.push((page.category.as_str(), page.hue));
            u32::try_from(categories.len() - 1).expect("there are no more categories than pages")
        });
        push(&mut kinds, 2 * category + u32::from(page.service));
    }
    (categories, kinds)
}
