//! What a word is: the rules by which texts are indexed here and queries are read in `static/search-engine.js`.
//!
//! A *piece* is a run of letters, digits and marks. Pieces with only `JOINTS` between them are a *compound*. Both sides
//! are held to `tests/data/search_words.json`.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What can stand between the pieces of a compound: `X-Forwarded-For`, `s3:GetObject`, `10.0.0.0/16`.
const JOINTS: &str = "-._:/@'’,&+*#=\\\u{2010}\u{2011}";
/// At most so many of them in a row: `arn:aws:s3:::bucket`.
const WIDEST_JOINT: usize = 3;
/// Compounds of more pieces are found by these alone.
const MOST_PIECES: usize = 12;
/// Names of more parts than this are found whole and by each part.
const MOST_PARTS: usize = 8;
/// Longer terms are cut here, in the index and in queries alike. Runs that spaces do not divide are not: they become pairs.
const LONGEST: usize = 64;
/// How far apart the last word of a block and the first of the next one are taken to be: no phrase reaches so far.
pub const BREAK: u32 = 10;

/// Gives every term of `text` with its position, which counts pieces, and the byte at which it begins; returns the position
/// behind the last.
pub fn each(text: &str, found: &mut impl FnMut(&str, u32, usize)) -> u32 {
    let (mut compound, mut position, mut end) = (Vec::new(), 0, 0);
    while let Some(piece) = next_piece(text, end) {
        let gap = &text[end..piece.start];
        if !is_joint(gap) {
            join(text, &compound, found);
            compound.clear();
        }
        if position > 0 && gap.contains('\n') {
            position += BREAK;
        }
        end = piece.end;
        compound.push((piece.clone(), position));
        position = read_piece(text, piece, position, found);
    }
    join(text, &compound, found);
    position
}

/// A name as one term, by which the page that has it is found: `Route 53` is `route53`.
pub fn name(text: &str) -> String {
    let (mut name, mut end) = (String::new(), 0);
    while let Some(piece) = next_piece(text, end) {
        end = piece.end;
        fold(&text[piece], LONGEST, &mut name);
    }
    name
}

fn next_piece(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(char::is_alphanumeric)?;
    let continues =
        |c: char| c.is_alphanumeric() || (!c.is_ascii() && (is_combining_mark(c) || is_unseen(c)));
    let length = text[start..].find(|c| !continues(c)).unwrap_or(text.len() - start);
    Some(start..start + length)
}

fn is_joint(gap: &str) -> bool {
    !gap.is_empty() && gap.chars().count() <= WIDEST_JOINT && gap.chars().all(|c| JOINTS.contains(c))
}

/// Soft hyphens, joiners and the like: they divide no word and are no part of any.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Scripts that put no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    !c.is_ascii()
        && matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x3005..=0x3007 | 0x3040..=0x30ff
        | 0x3130..=0x318f | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff
        | 0xff66..=0xffdc | 0x20000..=0x3ffff)
}

/// Appends `word` in the one spelling by which words are compared: compatibility forms undone, no accents and no vowel marks
/// of Hebrew and Arabic, lower case, cut to so many characters.
fn fold(word: &str, longest: usize, into: &mut String) {
    if word.is_ascii() {
        let from = into.len();
        into.push_str(&word[..word.len().min(longest)]);
        into[from..].make_ascii_lowercase();
        return;
    }
    let kept = word.nfkd().filter(|&c| !is_unseen(c) && !is_small_mark(c));
    let mut lower = String::new();
    for c in kept.flat_map(char::to_lowercase) {
        match c {
            'ß' => lower.push_str("ss"),
            'æ' => lower.push_str("ae"),
            'œ' => lower.push_str("oe"),
            'ς' => lower.push('σ'),
            'ø' => lower.push('o'),
            'ł' => lower.push('l'),
            'đ' => lower.push('d'),
            'ı' => lower.push('i'),
            _ => lower.push(c),
        }
    }
    into.extend(lower.nfc().take(longest));
}

/// What is written above or below letters and is often left out; the space stands for what some of it leaves when it is undone.
fn is_small_mark(c: char) -> bool {
    matches!(c, ' ' | '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{20d0}'..='\u{20ff}')
}

fn folded(word: &str, longest: usize) -> String {
    let mut folded = String::with_capacity(word.len());
    fold(word, longest, &mut folded);
    folded
}

/// Gives the terms of one piece, which is cut where scripts change that have spaces and that have none.
fn read_piece(
    text: &str,
    piece: Range<usize>,
    mut position: u32,
    found: &mut impl FnMut(&str, u32, usize),
) -> u32 {
    let mut at = piece.start;
    while at < piece.end {
        let rest = &text[at..piece.end];
        let unspaced = rest.starts_with(is_unspaced);
        let length = rest.find(|c| is_unspaced(c) != unspaced).unwrap_or(rest.len());
        let word = &rest[..length];
        position += if unspaced {
            pairs(&folded(word, usize::MAX), |term, index| found(term, position + index, at))
        } else {
            parts(word, |term| found(term, position, at));
            whole(word, |term| found(term, position, at))
        };
        at += length;
    }
    position
}

fn whole(word: &str, mut found: impl FnMut(&str)) -> u32 {
    let term = folded(word, LONGEST);
    if !term.is_empty() {
        found(&term);
    }
    u32::from(!term.is_empty())
}

/// Every two characters that stand together, and the last alone: so any stretch of the text is found.
fn pairs(word: &str, mut found: impl FnMut(&str, u32)) -> u32 {
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len(), word.len()]).collect();
    let mut count = 0;
    for ends in starts.windows(3).filter(|ends| ends[0] < word.len()) {
        found(&word[ends[0]..ends[2]], count);
        count += 1;
    }
    count
}

/// The parts of `maxReceiveCount`, and its tails: `receivecount`.
fn parts(word: &str, mut found: impl FnMut(&str)) {
    let starts = humps(word);
    if starts.is_empty() {
        return;
    }
    let ends = starts.iter().copied().chain([word.len()]);
    for (start, end) in [0].into_iter().chain(starts.iter().copied()).zip(ends) {
        whole(&word[start..end], &mut found);
    }
    if starts.len() < MOST_PARTS {
        for &start in &starts[..starts.len() - 1] {
            whole(&word[start..], &mut found);
        }
    }
}

/// Where the parts of a name in camelCase begin, without the first: at a capital behind a small letter or a digit, and at the
/// last capital of several that two small letters follow (`HTTPServer`, but not `ALBs`).
fn humps(word: &str) -> Vec<usize> {
    if word.get(1..).is_some_and(|rest| !rest.contains(char::is_uppercase)) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    let is_small = |at: usize| chars.get(at).is_some_and(|(_, c)| c.is_lowercase());
    let begins = |at: usize| {
        let (before, c) = (chars[at - 1].1, chars[at].1);
        let ends = before.is_lowercase() || before.is_numeric();
        c.is_uppercase() && (ends || (before.is_uppercase() && is_small(at + 1) && is_small(at + 2)))
    };
    (1..chars.len()).filter(|&at| begins(at)).map(|at| chars[at].0).collect()
}

/// Gives a compound as one term, without its marks: `xforwardedfor`. Between digits they stay, for `10.0` is not 100; but
/// `20,000` is `20000`.
fn join(text: &str, compound: &[(Range<usize>, u32)], found: &mut impl FnMut(&str, u32, usize)) {
    let pieces = || compound.iter().map(|(piece, _)| piece.clone());
    let unspaced = || pieces().any(|piece| text[piece].contains(is_unspaced));
    if !(2..=MOST_PIECES).contains(&compound.len()) || unspaced() {
        return;
    }
    let mut joined = String::new();
    let mut end = compound[0].0.start;
    for piece in pieces() {
        let next = folded(&text[piece.clone()], LONGEST);
        if joined.ends_with(|c: char| c.is_ascii_digit()) && next.starts_with(|c: char| c.is_ascii_digit()) {
            let gap = &text[end..piece.start];
            joined.push_str(if matches!(gap, "," | "_" | "'" | "’") && is_thousand(&next) {
                ""
            } else {
                gap
            });
        }
        joined.push_str(&next);
        end = piece.end;
    }
    if joined.chars().count() <= LONGEST {
        found(&joined, compound[0].1, compound[0].0.start);
    }
}

fn is_thousand(piece: &str) -> bool {
    piece.bytes().take_while(u8::is_ascii_digit).count() == 3
}

#[cfg(test)]
mod tests {
    use super::each;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn terms(text: &str) -> BTreeSet<String> {
        let mut terms = BTreeSet::new();
        each(text, &mut |term, position, _| {
            terms.insert(format!("{position} {term}"));
        });
        terms
    }

    #[test]
    fn words_are_those_of_the_table_that_the_engine_reads_too() {
        let table = include_str!("../../../tests/data/search_words.json");
        let cases: Vec<(String, Vec<String>)> = serde_json::from_str(table).expect("it is a list of pairs");
        for (text, expected) in cases {
            assert_eq!(terms(&text), expected.into_iter().collect(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_two_characters_that_no_space_divides_are_a_term(text in "[一-龥ぁ-んก-ฮ]{2,200}") {
            let all = terms(&text);
            let chars: Vec<char> = text.chars().collect();
            for (at, two) in chars.windows(2).enumerate() {
                let term = format!("{at} {}{}", two[0], two[1]);
                prop_assert!(all.contains(&term), "{term} of {text}");
            }
        }

        #[test]
        fn every_letter_and_digit_of_any_text_is_in_a_term(text in "\\PC{0,40}") {
            let all: String = terms(&text).into_iter().collect();
            for c in text.chars().filter(char::is_ascii_alphanumeric) {
                prop_assert!(all.contains(c.to_ascii_lowercase()), "{c} of {text} is not in {all}");
            }
        }
    }
}
