//! The one place that knows the YAML crate: text in, a typed value or one flaw with its place out.

use crate::spelling;
use serde::de::DeserializeOwned;
use serde_yaml::{Error, Location, MessageFormatter, UserMessageFormatter};
use std::ops::Range;

/// Why a YAML text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where in the text, in bytes.
    pub range: Range<usize>,
    /// What is the matter.
    pub message: String,
    /// What to do next; may be empty.
    pub help: String,
}

/// Reads `text` as a `T`. An empty text reads as an empty mapping.
///
/// # Errors
/// The first flaw: broken syntax, an unknown or repeated key, a value of the wrong type, an alias, or more than the budget
/// allows (YAML that unfolds to much more than it looks is an old attack).
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Flaw> {
    let blank = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    let options = serde_yaml::options! {
        with_snippet: false,
        merge_keys: serde_yaml::MergeKeyPolicy::Error,
        budget: serde_yaml::budget! {
            max_depth: 16, max_nodes: 50_000, max_anchors: 0, max_aliases: 0, max_total_scalar_bytes: 4_000_000
        },
    };
    serde_yaml::from_str_with_options(if blank { "{}" } else { text }, options).map_err(|error| {
        let (message, help) = words(error.without_snippet());
        Flaw { range: error.location().map_or(0..0, |place| range(text, place)), message, help }
    })
}

/// The bytes of a place. The crate counts characters where its scanner failed, and bytes elsewhere.
fn range(text: &str, place: Location) -> Range<usize> {
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let start = place.span().byte_offset().map_or_else(
        || text.char_indices().nth(number(place.span().offset())).map_or(text.len(), |(at, _)| at),
        number,
    );
    let start = text.floor_char_boundary(start);
    let end = start + number(place.span().byte_len().unwrap_or(0)).min(text.len() - start);
    start..text.floor_char_boundary(end).max(start)
}

fn words(error: &Error) -> (String, String) {
    match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            let help = match spelling::nearest(field, expected.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("known keys: {}", expected.join(", ")),
            };
            (format!("unknown key `{field}`"), help)
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => (
            format!("`{variant}` is not a value that this key can have"),
            format!("it can have: {}", expected.join(", ")),
        ),
        Error::Budget { .. } => {
            ("too large, too deep, or with anchors, which are not read".to_owned(), String::new())
        }
        other => (UserMessageFormatter.format_message(other).into_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Example {
        title: Option<String>,
        count: Option<u32>,
    }

    fn flaw_of(text: &str) -> (String, String, String) {
        let flaw = parse::<Example>(text).expect_err("the text has a flaw");
        (text[flaw.range].to_owned(), flaw.message, flaw.help)
    }

    #[test]
    fn an_unknown_key_is_named_with_the_nearest_known_one() {
        let (at, message, help) = flaw_of("count: 1\ntitel: x\n");
        assert_eq!((at.as_str(), message.as_str()), ("titel", "unknown key `titel`"));
        assert_eq!(help, "did you mean `title`?");
    }

    #[test]
    fn a_wrong_type_and_broken_syntax_have_a_place() {
        assert_eq!(flaw_of("count: many\n").0, "many");
        assert!(!flaw_of("title: [a\ncount: 1\n").1.is_empty());
    }

    #[test]
    fn comments_alone_are_an_empty_mapping() {
        assert_eq!(parse::<Example>("# nothing yet\n"), Ok(Example { title: None, count: None }));
    }
}
