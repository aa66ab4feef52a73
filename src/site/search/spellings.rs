//! The words that a typing error may have meant, in files by a letter and their length.

use super::File;
use super::coding::{script, short_hash};
use super::words::is_unspaced;
use camino::Utf8PathBuf;
use serde_json::json;
use std::collections::BTreeMap;

/// Shorter words are too like each other, and longer ones are no words.
const LENGTHS: std::ops::RangeInclusive<u32> = 3..=24;
/// A file is full at this many bytes.
const FULL: usize = 8 * 1024;

/// The first or the second letter, that letter, and the length as a letter.
type Cell = [char; 3];

/// Words by a letter and their length, for the same letter is looked for in the first place, then in the second. A word is
/// followed by a digit, which says roughly how many sections have it.
#[derive(Debug, Default)]
pub struct Spellings(BTreeMap<Cell, String>);

impl Spellings {
    /// Adds `term` if it is a word; terms come in order.
    pub fn add(&mut self, term: &str, sections: u32) {
        let length = u32::try_from(term.chars().count()).unwrap_or(u32::MAX);
        if !LENGTHS.contains(&length) || !term.chars().all(|c| c.is_alphabetic() && !is_unspaced(c)) {
            return;
        }
        let often = char::from_digit(sections.ilog2().min(9), 10).expect("it is a digit");
        let length = char::from_u32(64 + length).expect("it is a capital letter");
        for (place, letter) in ['1', '2'].into_iter().zip(term.chars()) {
            let words = self.0.entry([place, letter, length]).or_default();
            words.push_str(term);
            words.push(often);
        }
    }

    /// Adds the words of `later`, all of which come behind.
    pub fn append(&mut self, later: &Self) {
        for (cell, words) in &later.0 {
            self.0.entry(*cell).or_default().push_str(words);
        }
    }

    /// The first cell of each file and the letters in its name; and the files.
    pub fn files(&self) -> ([String; 2], Vec<File>) {
        let mut stretches: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
        let mut size = FULL;
        for (cell, words) in &self.0 {
            if size + words.len() > FULL {
                stretches.push((Vec::new(), Vec::new()));
                size = 0;
            }
            let (cells, lists) = stretches.last_mut().expect("the first begins one");
            cells.push(cell.iter().collect());
            lists.push(words);
            size += words.len();
        }
        let (mut files, mut hashes) = (Vec::new(), Vec::new());
        for (number, (cells, lists)) in stretches.iter().enumerate() {
            let data = script(&json!([cells.join(" "), lists.join(" ")]));
            let hash = short_hash(&[&data]);
            files.push((Utf8PathBuf::from(format!("search/v{number}-{hash}.js")), data));
            hashes.push(hash);
        }
        let firsts: Vec<&str> = stretches.iter().map(|(cells, _)| cells[0].as_str()).collect();
        ([firsts.join(" "), hashes.join(" ")], files)
    }
}
