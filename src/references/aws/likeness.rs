//! How alike two names of pages are: by their words, whatever form these have, rare words counting most.

use std::collections::{HashMap, HashSet};

/// The words of a name, in one form each: `deleting-fleets` and `DeleteFleet` have the same.
pub(super) fn words(name: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut word = String::new();
    let mut chars = name.chars().chain([' ']).peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        // `APIErrors` is `API` and `Errors`
        let ends_capitals = last.is_uppercase() && chars.peek().is_some_and(|next| next.is_lowercase());
        let begins = c.is_uppercase() && (last.is_lowercase() || ends_capitals);
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            words.insert(stem(&std::mem::take(&mut word)));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        last = c;
    }
    let telling: HashSet<String> =
        words.iter().filter(|word| !SILENT.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

/// Words, in the form that `stem` gives them, that tell nothing about a page.
const SILENT: [&str; 18] = [
    "the", "of", "a", "an", "to", "for", "with", "in", "on", "and", "your", "us", "how", "work", "amazon",
    "aws", "html", "is",
];

/// Words, in the form that `stem` gives them, for which AWS has come to write others.
const RENAMED: [(&str, &str); 3] =
    [("limit", "quota"), ("whitelist", "allowlist"), ("blacklist", "denylist")];

/// A word without its ending.
fn stem(word: &str) -> String {
    let mut stem = word;
    if stem.len() > 3 && !stem.ends_with("ss") {
        stem = stem.strip_suffix('s').unwrap_or(stem);
    }
    for ending in ["ing", "ed", "ion"] {
        if let Some(short) = stem.strip_suffix(ending).filter(|short| short.chars().count() >= 2) {
            stem = short;
            let mut back = stem.chars().rev();
            if let (Some(a), Some(b)) = (back.next(), back.next())
                && a == b
                && !matches!(a, 's' | 'l')
            {
                stem = &stem[..stem.len() - a.len_utf8()];
            }
            break;
        }
    }
    for ending in ["e", "at"] {
        stem = stem.strip_suffix(ending).filter(|short| short.chars().count() >= 3).unwrap_or(stem);
    }
    let stem = stem.strip_suffix('y').map_or_else(|| stem.to_owned(), |short| format!("{short}i"));
    RENAMED.iter().find(|(former, _)| *former == stem).map_or(stem, |(_, now)| (*now).to_owned())
}

/// How much each word tells about the pages of a guide: what stands in many names tells little.
pub(super) struct Weights {
    pages: f64,
    counts: HashMap<String, f64>,
}

impl Weights {
    pub(super) fn of<'w>(names: impl Iterator<Item = &'w HashSet<String>>) -> Self {
        let mut weights = Self { pages: 0.0, counts: HashMap::new() };
        for name in names {
            weights.pages += 1.0;
            for word in name {
                *weights.counts.entry(word.clone()).or_default() += 1.0;
            }
        }
        weights
    }

    fn of_word(&self, word: &str) -> f64 {
        let count = self.counts.get(word).copied().unwrap_or_default();
        ((self.pages + 2.0) / (count + 1.0)).ln().max(0.2)
    }

    fn sum<'w>(&self, words: impl Iterator<Item = &'w String>) -> f64 {
        let mut each: Vec<f64> = words.map(|word| self.of_word(word)).collect();
        // sums of floats depend on their order, and that of a set is not fixed
        each.sort_by(f64::total_cmp);
        each.iter().sum()
    }

    /// From 0, nothing in common, to 1, the same words.
    pub(super) fn likeness(&self, a: &HashSet<String>, b: &HashSet<String>) -> f64 {
        let whole = self.sum(a.iter()) + self.sum(b.iter());
        if whole > 0.0 { 2.0 * self.sum(a.intersection(b)) / whole } else { 0.0 }
    }
}

/// Whether a name is long enough that no other page has it by chance.
pub(super) fn is_telling(stem: &str) -> bool {
    stem.len() >= 14 || (stem.len() >= 10 && words(stem).len() >= 2)
}

/// Whether two names differ at most by the case of letters and by what stands between words.
pub(super) fn has_same_letters(a: &str, b: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = char> {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(a).next().is_some() && letters(a).eq(letters(b))
}

/// Whether two names differ by the case of letters, by what stands between words, or by a typing error or two in many letters.
pub(super) fn is_misspelt(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 6 {
        return false;
    }
    let letters =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (a, b): (String, String) = (letters(a), letters(b));
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let errors = a.len().min(b.len()) / 12;
    a == b
        || (a.len().abs_diff(b.len()) <= errors
            && digits(&a) == digits(&b)
            && strsim::osa_distance(&a, &b) <= errors.min(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one() {
        assert_eq!(words("deleting-fleets"), words("DeleteFleet"));
        assert_eq!(words("setting_policies"), words("set-policy"));
        assert_eq!(words("replication-limits"), words("ReplicateQuota"));
        assert_eq!(words("APIErrors"), words("api-error"));
        assert_ne!(words("what-is-cfnstacksets"), words("stacksets-concepts"));
    }

    #[test]
    fn a_rare_word_in_common_counts_more_than_one_that_all_names_have() {
        let names = ["using-lambda-layers", "using-lambda-aliases", "using-lambda-edge"].map(words);
        let weights = Weights::of(names.iter());
        let asked = words("lambda-layer-versions");
        assert!(weights.likeness(&asked, &names[0]) > 2.0 * weights.likeness(&asked, &names[1]));
        assert!(is_misspelt("API_PutDeliveryDestinationolicy", "API_PutDeliveryDestinationPolicy"));
        assert!(is_misspelt("ServiceDiscovery", "service-discovery"));
        assert!(!is_misspelt("cluster-v1", "cluster-v2"));
    }
}
