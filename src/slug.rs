//! Names become addresses.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Names that are given once each: the second to ask for one gets it with a number.
#[derive(Debug, Default)]
pub struct Unique(HashMap<String, usize>);

impl Unique {
    /// `wanted`, or the first free of `wanted-2`, `wanted-3` and so on.
    pub fn name(&mut self, wanted: &str) -> String {
        let mut free = wanted.to_owned();
        while self.0.contains_key(&free) {
            let count = self.0.entry(wanted.to_owned()).or_insert(1);
            *count += 1;
            free = format!("{wanted}-{count}");
        }
        self.0.insert(free.clone(), 1);
        free
    }
}

/// Addresses longer than this many characters are cut at a word: file systems allow 255 bytes.
const LONGEST_SLUG: usize = 60;

/// The words of `name` in lower case, joined by hyphens. Letters of every script stay.
pub fn slugify(name: &str) -> String {
    let mut slug = String::new();
    for c in name.nfc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let cut = slug.char_indices().nth(LONGEST_SLUG).and_then(|(at, _)| slug[..at].rfind('-'));
    slug.truncate(cut.unwrap_or(slug.len()).min(slug.floor_char_boundary(200)));
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::{Unique, slugify};

    #[test]
    fn a_name_is_given_once() {
        let mut unique = Unique::default();
        let names: Vec<String> = ["a", "a", "a-2", "a", "a-2"].iter().map(|name| unique.name(name)).collect();
        assert_eq!(names, ["a", "a-2", "a-2-2", "a-3", "a-2-3"]);
    }

    #[test]
    fn words_are_joined_and_letters_of_every_script_stay() {
        assert_eq!(slugify("Limits & Quotas (2024)"), "limits-quotas-2024");
        assert_eq!(slugify("  Café 使用S3 "), "café-使用s3");
        assert_eq!(slugify("🙂"), "");
    }

    #[test]
    fn a_long_name_is_cut_at_a_word() {
        let slug = slugify(&"lambda ".repeat(40));
        assert!(slug.len() <= 60 && slug.ends_with("lambda"), "{slug}");
        assert!(slugify(&"存".repeat(400)).len() <= 200);
    }
}
