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

/// Words by their first or second letter and their length: the same letter is looked for in the first place, then in the second.
/// A word is followed by a digit, which says roughly how many sections have it.
#[derive(Debug, Default)]
pub struct Spellings(BTreeMap<String, String>);

impl Spellings {
    /// Adds `term` if it is a word.
    pub fn add(&mut self, term: &str, sections: u32) {
        let length = u32::try_from(term.chars().count()).unwrap_or(u32::MAX);
        if !LENGTHS.contains(&length) || !term.chars().all(|c| c.is_alphabetic() && !is_unspaced(c)) {
            return;
        }
        let often = char::from_digit(sections.ilog2().min(9), 10).expect("it is a digit");
        let length = char::from_u32(64 + length).expect("it is a capital letter");
        for (place, letter) in ['1', '2'].into_iter().zip(term.chars()) {
            let words = self.0.entry(String::from_iter([place, letter, length])).or_default();
            words.push_str(term);
            words.push(often);
        }
    }

    /// The files, and for each the first letter and length in it, with the letters of its name that stand for its bytes.
    pub fn files(&self) -> (Vec<[String; 2]>, Vec<File>) {
        let mut stretches: Vec<(Vec<&str>, Vec<&str>, usize)> = Vec::new();
        for (key, words) in &self.0 {
            match stretches.last_mut() {
                Some((keys, lists, size)) if *size + words.len() <= FULL => {
                    keys.push(key);
                    lists.push(words);
                    *size += words.len();
                }
                _ => stretches.push((vec![key], vec![words], words.len())),
            }
        }
        let file = |(number, (keys, lists, _)): (usize, &(Vec<&str>, Vec<&str>, usize))| {
            let data = script(&json!([keys.join(" "), lists.join(" ")]));
            let hash = short_hash(&[&data]);
            let path = Utf8PathBuf::from(format!("search/v{number}-{hash}.js"));
            ([keys[0].to_owned(), hash], (path, data))
        };
        stretches.iter().enumerate().map(file).unzip()
    }
}
