//! Numbers: quantities with their sentence, and what they are about.

use super::quantity::{Quantity, quantities};
use super::reading::{Reading, heading_like};
use super::text::{Prose, plain, short, word_count};
use super::units::{is_function, is_one_of, last_word};
use crate::site::blocks::{Kind, Style};
use crate::site::view::study::PieceView;
use std::ops::Range;

/// A quantity in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The block that it stands in.
    pub block: usize,
    /// What it is about, in words of the note; empty where none are sure.
    pub term: String,
    /// The number with its unit.
    pub quantity: String,
    /// The sentence; of a cell of a table, with the heads of its row and column.
    pub text: Vec<PieceView>,
}

/// A sentence with more quantities than this is a list, and shown with the first of them.
const MOST: usize = 6;

/// A term has at most this many words.
const TERM: usize = 6;

/// The quantities of a section, in order.
pub(super) fn numbers(reading: &Reading) -> Vec<Number> {
    let mut found = Vec::new();
    for (at, prose) in reading.text().filter(|(_, prose)| is_told(&prose.block.kind, &prose.block.text)) {
        for sentence in &prose.sentences {
            let inside = quantities(&prose.block.text[sentence.clone()]).into_iter();
            let inside = inside.map(|quantity| shifted(quantity, sentence.start));
            let inside = inside.filter(|quantity| !prose.has_code(&quantity.range)).take(MOST);
            found.extend(inside.map(|quantity| number(reading, at, prose, sentence, &quantity)));
        }
    }
    found
}

/// Whether what a block says is told as true: answers to choose from may be wrong.
fn is_told(kind: &Kind, text: &str) -> bool {
    let answer = text.len() > 2
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text[1..].starts_with([')', '.'])
        && text[2..].starts_with(' ');
    !answer && !matches!(kind, Kind::Heading | Kind::Summary | Kind::Cell { row: 0, .. })
}

fn shifted(quantity: Quantity, by: usize) -> Quantity {
    Quantity {
        range: quantity.range.start + by..quantity.range.end + by,
        number: quantity.number + by,
        noun: quantity.noun.map(|noun| noun.start + by..noun.end + by),
    }
}

fn number(reading: &Reading, at: usize, prose: &Prose, sentence: &Range<usize>, quantity: &Quantity) -> Number {
    let mut text = prose.pieces(sentence.clone(), std::slice::from_ref(&quantity.range));
    let heads = heads(reading, at);
    let term = if heads.is_empty() {
        term(reading, at, prose, sentence, quantity)
    } else {
        heads.join(" · ")
    };
    if !heads.is_empty() {
        text.insert(0, plain(&format!("{}: ", heads.join(" · "))));
    }
    Number { block: at, term, quantity: prose.block.text[quantity.range.clone()].to_owned(), text }
}

/// The heads of the row and of the column that a cell stands in.
fn heads(reading: &Reading, at: usize) -> Vec<String> {
    let Kind::Cell { table, row, column } = reading.blocks[at].kind else { return Vec::new() };
    let cells = reading.tables[&table].as_slice();
    let place = |cell: &usize| match reading.blocks[*cell].kind {
        Kind::Cell { row, column, .. } => (row, column),
        _ => (0, 0),
    };
    let text = |wanted: (usize, usize)| {
        let found = cells.binary_search_by_key(&wanted, place).ok()?;
        Some(short(&reading.blocks[cells[found]].text, TERM))
    };
    let own = (column > 0).then(|| text((row, 0))).flatten();
    own.into_iter().chain(text((0, column))).collect()
}

/// What a quantity is about: words of its own sentence first, then what it counts, then what its block stands under.
fn term(reading: &Reading, at: usize, prose: &Prose, sentence: &Range<usize>, quantity: &Quantity) -> String {
    let text = &prose.block.text;
    let before = &text[sentence.start..quantity.range.start];
    let noun = quantity.noun.clone().and_then(|noun| clean(&text[noun]));
    let bold = |from: usize| {
        let strong = prose.block.styled(Style::Strong);
        let strong = strong.filter(|strong| from <= strong.start && strong.end <= quantity.range.start);
        strong.last().and_then(|strong| clean(&text[strong.clone()]))
    };
    let parent = || reading.parent(at).and_then(|parent| clean(&parent.text));
    label(before)
        .or_else(|| bold(sentence.start))
        .or_else(|| subject(before))
        .or_else(|| measured(before))
        .or_else(|| behind(text, quantity))
        .or(noun)
        .or_else(|| bold(0))
        .or_else(parent)
        .or_else(|| reading.heading(at).and_then(clean))
        .unwrap_or_default()
}

/// `RTO` of `RTO: 30 seconds`.
fn label(before: &str) -> Option<String> {
    let ends = [": ", " - ", " – ", " — ", " = ", " -> ", " => ", " → "];
    let before = format!("{} ", before.trim_end());
    let (at, _) = ends.iter().filter_map(|end| Some((before.find(end)?, end))).min()?;
    clean(&before[..at])
}

/// `Visibility timeout` of `Visibility timeout is 30 seconds`.
fn subject(before: &str) -> Option<String> {
    let padded = format!("{} ", before.trim_end());
    let verbs = [" is ", " are ", " can be ", " defaults ", " must be ", " may be ", " takes ", " lasts "];
    let at = verbs.iter().filter_map(|verb| padded.find(verb)).min()?;
    let known = clean(&padded[..at]).filter(|_| word_count(&padded[..at]) < TERM)?;
    (!known.contains([',', ';', '('])).then_some(known)
}

/// `visibility timeout` of `with a visibility timeout of 30 seconds`.
fn measured(before: &str) -> Option<String> {
    let before = before.trim_end().strip_suffix(" of")?;
    let words = before.rsplit(' ').take_while(|word| !is_function(word) && word.chars().all(|c| c.is_alphanumeric() || c == '-'));
    let mut words: Vec<&str> = words.take(3).collect();
    words.reverse();
    clean(&words.join(" "))
}

/// `retention` of `90-day retention`.
fn behind(text: &str, quantity: &Quantity) -> Option<String> {
    let hyphen = text[quantity.number..quantity.range.end].contains('-');
    let spaced = text[quantity.number..quantity.range.end].contains(' ');
    let rest = text[quantity.range.end..].strip_prefix(' ').filter(|_| hyphen && !spaced)?;
    let words = rest.split(' ').take_while(|word| !is_function(word)).take(2);
    let mut noun: Vec<&str> = Vec::new();
    for word in words {
        let plain = word.trim_end_matches([',', '.', ';', ':', ')', '!', '?']);
        noun.push(plain);
        if plain != word {
            break;
        }
    }
    clean(&noun.join(" "))
}

/// Words that say nothing of what a number is about.
const EMPTY: &[&str] = &[
    "a", "an", "the", "max", "maximum", "min", "minimum", "default", "defaults", "limit", "limits", "quota", "quotas", "value", "it", "this",
    "that", "there", "they", "you", "we", "which", "what", "these", "those", "each", "every", "all", "note", "notes", "important", "example", "e.g", "eg", "i.e", "tip",
    "warning", "remember", "caution", "only", "of", "to", "for", "is", "are", "its", "your", "and", "or", "also", "can", "size", "pricing", "price", "cost", "costs", "features",
    "if", "when", "in", "on", "at", "with", "by", "per", "so", "then", "but", "how", "why", "time", "up", "will", "be",
];

/// A text as a term: without the marks and the articles around it, if enough of it is left and it is short.
fn clean(text: &str) -> Option<String> {
    let text = heading_like(text).trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '%'));
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > TERM || words.is_empty() || text.contains("://") {
        return None;
    }
    let articles = ["the", "a", "an", "its", "their", "your", "default", "maximum", "minimum", "max", "min", "by"];
    while words.len() > 1 && is_one_of(&articles, words[0]) {
        words.remove(0);
    }
    let says = |word: &&str| word.contains(char::is_alphabetic) && !is_one_of(EMPTY, last_word(word));
    words.iter().any(says).then(|| words.join(" "))
}

/// A term by which those of the same meaning are found: without articles, limits and plurals.
pub(super) fn key(term: &str) -> String {
    let words = term.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let words = words.filter(|word| !is_one_of(&EMPTY[..13], word)).map(|word| {
        let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
        word[..word.len() - usize::from(plural)].to_owned()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::key;
    use crate::site::study::tests::found;

    /// The numbers of a note: `term | quantity | sentence`.
    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        let lines = found(note).numbers.into_iter().map(|number| {
            let text: String = number.text.iter().map(|piece| piece.text.as_str()).collect();
            format!("{} | {} | {text}", number.term, number.quantity)
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected, "{note}");
    }

    #[test]
    fn a_number_is_about_the_words_of_its_sentence() {
        check("- RTO: 30 seconds or less\n", &["RTO | 30 seconds or less | RTO: 30 seconds or less"]);
        check(
            "The maximum message size is 256 KB. Use it.\n",
            &["message size | 256 KB | The maximum message size is 256 KB."],
        );
        check(
            "Try a visibility timeout of 30 seconds.\n",
            &["visibility timeout | 30 seconds | Try a visibility timeout of 30 seconds."],
        );
        check("with a 90-day retention period.\n", &["retention period | 90-day | with a 90-day retention period."]);
    }

    #[test]
    fn a_number_is_about_what_stands_out_before_it() {
        check(
            "**visibility timeout** hides a message. The default is 30 seconds.\n",
            &["visibility timeout | default is 30 seconds | The default is 30 seconds."],
        );
        check("Up to 10 messages at once\n", &["messages | Up to 10 messages | Up to 10 messages at once"]);
    }

    #[test]
    fn a_number_alone_is_about_what_it_stands_under() {
        check("- Object size\n  - Zero bytes to 5 TB\n", &["Object size | 5 TB | Zero bytes to 5 TB"]);
        check("## Cold start\n\nless than 1 second\n", &["Cold start | less than 1 second | less than 1 second"]);
    }

    #[test]
    fn a_cell_is_about_its_row_and_its_column() {
        check(
            "| Class | Min. storage |\n|-|-|\n| Glacier | 90 days |\n| 30 days | x |\n",
            &["Glacier · Min. storage | 90 days | Glacier · Min. storage: 90 days", "Class | 30 days | Class: 30 days"],
        );
    }

    #[test]
    fn what_is_no_fact_of_the_notes_is_left_out() {
        check("## 3 things in 5 minutes\n\n```\nsleep 5 seconds\n```\n\n`timeout 30 seconds`\n", &[]);
        check("- A. 5 minutes\n- B) 15 minutes\n", &[]);
        check("<details><summary>After 5 minutes?</summary>no</details>\n", &[]);
    }

    #[test]
    fn terms_are_the_same_whatever_their_number_and_article() {
        assert_eq!(key("The Visibility Timeouts"), key("default visibility timeout"));
        assert_ne!(key("message size"), key("message retention"));
    }
}
