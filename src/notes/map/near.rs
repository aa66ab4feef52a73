//! Names, to look up what was probably meant by one that does not exist.

use super::paths::fold;
use crate::spelling::{Spelling, typing_errors};
use std::collections::{BTreeMap, HashMap};

/// Names by the digits in them: a wrong digit is no typing error, and files of a series differ in nothing else.
#[derive(Debug)]
pub(super) struct Near(HashMap<String, Spelling<String>>);

impl Near {
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut by_digits: HashMap<String, BTreeMap<String, String>> = HashMap::new();
        for name in names {
            let alike = by_digits.entry(digits(name)).or_default();
            alike.entry(fold(name)).or_insert_with(|| name.to_owned());
        }
        Self(by_digits.into_iter().map(|(digits, names)| (digits, Spelling::new(names))).collect())
    }

    /// The name that is nearest to `wanted`, if one is near.
    pub fn find(&self, wanted: &str) -> Option<&str> {
        let folded = fold(wanted);
        let near = self.0.get(&digits(wanted))?.within(&folded, typing_errors(&folded));
        near.first().map(|(_, name)| name.as_str())
    }
}

fn digits(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::Near;

    #[test]
    fn a_name_is_near_that_differs_in_letters_and_not_in_digits() {
        let near = Near::new(["Week 1", "Week 2", "Lambda"]);
        assert_eq!(near.find("wek 2"), Some("Week 2"));
        assert_eq!(near.find("lamdba"), Some("Lambda"));
        assert_eq!((near.find("Week 3"), near.find("Glue")), (None, None));
    }
}
