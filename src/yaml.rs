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

/// As many flaws as are told of one text: each costs a reading of it.
const FLAWS: usize = 12;

/// Reads `text` as a `T` as far as it can be read: an item with a flaw is passed over, as if it were not there; where that
/// does not help, the top-level entry that it stands in.
pub fn parse_most<T: DeserializeOwned + Default>(text: &str) -> (T, Vec<Flaw>) {
    let mut text = text.to_owned();
    let mut flaws: Vec<Flaw> = Vec::new();
    while flaws.len() < FLAWS {
        let flaw = match parse(&text) {
            Ok(value) => return (value, flaws),
            Err(flaw) => flaw,
        };
        let at = flaw.range.start;
        let without_item = blanked(&text, item_at(&text, at));
        text = match parse::<T>(&without_item) {
            Err(next) if next.range.start <= at => blanked(&text, entry_at(&text, at)),
            _ => without_item,
        };
        flaws.push(flaw);
    }
    flaws.truncate(1);
    (T::default(), flaws)
}

/// `text` with spaces in the place of `range`, so that all else stays where it is.
fn blanked(text: &str, range: Range<usize>) -> String {
    let spaces: String = text[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    [&text[..range.start], &spaces, &text[range.end..]].concat()
}

/// The line in which byte `at` lies, and those below that are indented more.
fn item_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let below = lines.take_while(|line| line.trim().is_empty() || indent(line) > indent(first));
    start..start + first.len() + below.map(str::len).sum::<usize>()
}

/// The lines of the top-level entry in which byte `at` lies.
fn entry_at(text: &str, at: usize) -> Range<usize> {
    let goes_on =
        |line: &str| line.trim_end().is_empty() || line.starts_with([' ', '\t', '#', '-', ']', '}']);
    let mut entry = 0..text.len();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !goes_on(line) {
            if start > at {
                entry.end = start;
                break;
            }
            entry.start = start;
        }
        start += line.len();
    }
    entry
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

    #[derive(Debug, Default, Deserialize, PartialEq)]
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
    fn an_entry_with_a_flaw_takes_no_other_with_it() {
        for (text, count, flaws) in [
            ("title: a\ncount: 2\n", Some(2), 0),
            ("title: [a\n  , b]\n# c\ncount: 2\n", Some(2), 1),
            ("count: 2\ntitel: é\ncolour: red\n", Some(2), 2),
            ("count: 2\ncount: 3\n", Some(2), 1),
            ("title:\n- a\ncount: 2", Some(2), 1),
            ("title: \"a\ncount: 2\n", Some(2), 1),
            ("title: [a\ncount: 2\n", Some(2), 1),
            ("title: a: b\ncount: 2\n", Some(2), 1),
            ("count: 2\n\ttitle: a\n", None, 1),
            ("words\ncount: 2\n", Some(2), 1),
        ] {
            let (read, found) = parse_most::<Example>(text);
            assert_eq!((read.count, found.len()), (count, flaws), "{text:?}");
        }
    }

    #[test]
    fn comments_alone_are_an_empty_mapping() {
        assert_eq!(parse::<Example>("# nothing yet\n"), Ok(Example { title: None, count: None }));
    }

    #[test]
    fn an_item_with_a_flaw_costs_that_item_alone_and_where_that_does_not_help_its_entry() {
        #[derive(Debug, Default, Deserialize, PartialEq)]
        #[serde(deny_unknown_fields, default)]
        struct Site {
            skip: Vec<Skip>,
            title: String,
            hosts: std::collections::BTreeMap<String, Vec<u8>>,
        }
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(deny_unknown_fields)]
        struct Skip {
            at: String,
            why: String,
        }
        let read = |text: &str| {
            let (site, flaws): (Site, _) = parse_most(text);
            (site.skip.into_iter().map(|skip| skip.at).collect::<Vec<_>>().join(" "), site.title, flaws.len())
        };
        let good = "skip:\n  - at: a\n    why: x\n";
        for (bad, flaws) in [
            ("  - b\n", 1),
            ("  - at: b\n", 1),
            ("  - at: b\n    why: y\n    how: z\n", 1),
            ("  - [b]\n  - {at: 1, why: [2]}\n", 2),
        ] {
            let (skipped, title, found) = read(&format!("{good}{bad}title: t\n"));
            assert_eq!((skipped.split(' ').next(), title.as_str(), found), (Some("a"), "t", flaws), "{bad}");
        }
        assert_eq!(read("hosts:\n  a.io: x\n  b.io: [1]\ntitle: t\n").1, "t");
        assert_eq!(read("skip: nonsense\ntitle: t\n"), (String::new(), "t".to_owned(), 1));
    }
}
