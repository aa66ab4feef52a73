//! All pages put together.

use super::File;
use super::coding::{push, script, short_hash};
use super::page::{PageWords, STRETCHES, key};
use super::shards::{self, Shard};
use super::spellings::Spellings;
use camino::Utf8PathBuf;
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// The files of so many pages share the letters in their names that stand for what is in them.
const FOLDER: usize = 16;
/// A word in more sections than this is left out of a query that has others, if it is also in [`COMMON_PART`] of all.
const COMMON: u32 = 4000;
/// One section in so many.
const COMMON_PART: u32 = 8;

/// The files of the index, below `search/`: the same for the same pages, whatever the machine.
pub fn index(pages: &[PageWords]) -> Vec<File> {
    let sections = pages.iter().map(|page| page.sections).sum();
    let stretches: Vec<Stretch> =
        (0..STRETCHES.len()).into_par_iter().map(|number| stretch(pages, number, sections)).collect();
    let mut spellings = Spellings::default();
    let mut common = Vec::new();
    let mut pieces = Vec::new();
    for stretch in stretches {
        stretch.words.iter().for_each(|(word, sections)| spellings.add(word, *sections));
        common.extend(stretch.common);
        pieces.push(stretch.shards);
    }
    let shards = shards::merged(pieces.into_iter().flatten());
    let written: Vec<_> = shards.par_iter().enumerate().map(|(number, shard)| shard.files(number)).collect();
    let (spelling_keys, spelling_files) = spellings.files();
    let (folders, page_files): (Vec<String>, Vec<_>) =
        pages.par_chunks(FOLDER).enumerate().map(|(number, pages)| folder(number * FOLDER, pages)).unzip();
    let services =
        script(&pages.iter().filter(|page| page.service).map(|page| &page.entry).collect::<Vec<_>>());
    let services_hash = short_hash(&[&services]);
    let (categories, kinds) = kinds(pages);
    let firsts: Vec<&str> = shards.iter().map(Shard::first).collect();
    let hashes: Vec<&str> = written.iter().map(|(hash, _)| hash.as_str()).collect();
    let [keys, key_hashes] =
        [0, 1].map(|part| spelling_keys.iter().map(|key| key[part].as_str()).collect::<Vec<_>>().join(" "));
    let first = script(&json!({
        "sections": sections, "pages": pages.len(), "categories": categories, "kinds": kinds, "common": common.join(" "),
        "words": [firsts.join(" "), hashes.join(" ")], "spellings": [keys, key_hashes], "folders": folders.join(" "),
        "services": services_hash,
    }));
    let own = [("index.js".to_owned(), first), (format!("s-{services_hash}.js"), services)];
    let own = own.into_iter().map(|(name, bytes)| (Utf8PathBuf::from(format!("search/{name}")), bytes));
    own.chain(written.into_iter().flat_map(|(_, files)| files))
        .chain(spelling_files)
        .chain(page_files.into_iter().flatten())
        .collect()
}

/// What all pages have between two of [`STRETCHES`].
#[derive(Debug, Default)]
struct Stretch {
    shards: Vec<Shard>,
    /// Every term, and how many sections have it.
    words: Vec<(String, u32)>,
    /// Those that nearly everything has.
    common: Vec<String>,
}

/// Whether a key is a term, and not only how one begins.
fn is_whole(key: u64) -> bool {
    key.to_be_bytes()[7] == 0
}

/// A term of a page: the beginning of the term, the page, and where it stands there.
type Entry = (u64, u32, u32);

fn stretch(pages: &[PageWords], number: usize, all: u32) -> Stretch {
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
    fn add(&mut self, pages: &[PageWords], same: &[Entry], all: u32) {
        let (mut docs, mut places, mut sections, mut next, mut text) =
            (String::new(), String::new(), 0, 0, "");
        for &(_, page, at) in same {
            let term = pages[page as usize].term(at);
            push(&mut docs, page + 1 - next);
            docs.push_str(term.docs);
            places.push_str(term.places);
            (sections, next, text) = (sections + term.sections, page + 1, term.text);
        }
        shards::add(&mut self.shards, text, &docs, &places);
        if sections > COMMON.max(all / COMMON_PART) {
            self.common.push(text.to_owned());
        }
        self.words.push((text.to_owned(), sections));
    }
}

/// The files of some pages, the first of which has this number, and the letters of their names that stand for their bytes.
fn folder(first: usize, pages: &[PageWords]) -> (String, Vec<File>) {
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
fn kinds(pages: &[PageWords]) -> (Vec<(&str, u16)>, String) {
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
