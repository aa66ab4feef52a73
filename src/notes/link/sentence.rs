//! The sentence in which a name stands.

use std::ops::Range;

/// A sentence is shown with at most this many characters on each side of the name.
const SENTENCE_SIDE: usize = 120;

/// A sentence is looked for within this many bytes on each side of the name: four for each character that is shown.
const NEAR: usize = 4 * (SENTENCE_SIDE + 1);

/// The words before and after `name` in its sentence.
pub(super) fn sentence(text: &str, name: &Range<usize>) -> (String, String) {
    let near = text.floor_char_boundary(name.start.saturating_sub(NEAR))
        ..text.ceil_char_boundary(name.end.saturating_add(NEAR));
    let before = &text[near.start..name.start];
    let start = before
        .match_indices(['.', '!', '?', '\n'])
        .rfind(|(at, end)| ends_sentence(text, near.start + *at, end));
    let before = before[start.map_or(0, |(at, _)| at + 1)..].trim_start();
    let after = &text[name.end..near.end];
    let mut ends = after
        .match_indices(['.', '!', '?', '\n'])
        .filter(|(at, end)| ends_sentence(text, name.end + at, end));
    let after = after[..ends.next().map_or(after.len(), |(at, end)| if end == "\n" { at } else { at + 1 })]
        .trim_end();
    (last_words(before), first_words(after))
}

fn ends_sentence(text: &str, at: usize, mark: &str) -> bool {
    mark == "\n" || text[at + 1..].chars().next().is_none_or(char::is_whitespace)
}

fn last_words(text: &str) -> String {
    match text.char_indices().rev().nth(SENTENCE_SIDE) {
        None => text.to_owned(),
        Some((at, _)) => format!("… {}", text[at..].split_once(' ').map_or("", |(_, rest)| rest)),
    }
}

fn first_words(text: &str) -> String {
    match text.char_indices().nth(SENTENCE_SIDE) {
        None => text.to_owned(),
        Some((at, _)) => format!("{} …", text[..at].rsplit_once(' ').map_or("", |(words, _)| words)),
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_sentence_ends_at_a_full_stop_before_a_space_or_at_a_line() {
        let text = "First. Use appspec.yml with Lambda v2.1 here! Last\nline";
        let at = text.find("Lambda").expect("it is there");
        assert_eq!(
            sentence(text, &(at..at + 6)),
            ("Use appspec.yml with ".to_owned(), " v2.1 here!".to_owned())
        );
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let text = format!("{} S3 {}", "word ".repeat(60), "word ".repeat(60));
        let (before, after) = sentence(&text, &(301..303));
        assert!(before.starts_with("… word ") && after.ends_with("word …"), "{before}|{after}");
    }
}
