//! Numbers: quantities with their sentence, and what they are about.

use super::quantity::{Quantity, quantities};
use super::reading::{Reading, heading_like};
use super::text::{Prose, plain, short, word_count};
use super::units::{among, is_function, is_one_of, last_word};
use crate::site::blocks::{Kind, Style};
use crate::site::view::study::PieceView;
use std::ops::Range;

/// The quantities of a sentence that are about the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The block that they stand in.
    pub block: usize,
    /// The heading that it stands under, by its index in the note.
    pub heading: Option<usize>,
    /// What they are about, in words of the note; may be empty.
    pub term: String,
    /// Whether the term is so sure that others with it are about the same.
    pub sure: bool,
    /// The numbers with their units.
    pub quantities: Vec<String>,
    /// The sentence; of a cell of a table, with the heads of its row and column.
    pub text: Vec<PieceView>,
}

/// A sentence with more quantities than this is a list, and shown with the first of them.
const MOST: usize = 6;

/// A term has at most this many words, and bytes.
const TERM: usize = 6;
const LONGEST: usize = 160;

/// The quantities of a section, in order.
pub(super) fn numbers(reading: &Reading) -> Vec<Number> {
    let mut found = Vec::new();
    let made_up = |at: usize| reading.parent(at).is_some_and(|parent| begins_example(&parent.text));
    let told = |(at, prose): &(usize, &Prose)| is_told(&prose.block.kind, &prose.block.text) && !made_up(*at);
    for (at, prose) in reading.text().filter(told) {
        for sentence in &prose.sentences {
            let words = &prose.block.text[sentence.clone()];
            let inside = quantities(words);
            if !inside.is_empty() && !is_example(words) {
                found.extend(of_sentence(reading, at, sentence, inside));
            }
        }
    }
    found
}

/// What numbers are about, and whether that is sure.
type Term = (String, bool);

/// The quantities of a sentence, by what they are about.
fn of_sentence(reading: &Reading, at: usize, sentence: &Range<usize>, all: Vec<Quantity>) -> Vec<Number> {
    let prose = &reading.prose[at];
    let inside = all.into_iter().map(|quantity| shifted(quantity, sentence.start));
    let aside = asides(&prose.block.text[sentence.clone()]);
    let is_aside = |at: usize| {
        aside[..aside.partition_point(|(from, _)| *from <= at)].last().is_some_and(|(_, aside)| *aside)
    };
    let told =
        |quantity: &Quantity| !prose.has_code(&quantity.range) && !is_aside(quantity.number - sentence.start);
    let inside = inside.filter(told).take(MOST);
    let mut by_term: Vec<(Term, Vec<Range<usize>>)> = Vec::new();
    let heads = heads(reading, at).join(" · ");
    for quantity in inside {
        let term =
            if heads.is_empty() { term(reading, at, sentence, &quantity) } else { (heads.clone(), true) };
        match by_term.iter_mut().find(|(other, _)| *other == term) {
            Some((_, ranges)) => ranges.push(quantity.range),
            None => by_term.push((term, vec![quantity.range])),
        }
    }
    let numbers = by_term.into_iter().map(|((term, sure), ranges)| {
        let mut text = prose.pieces(sentence.clone(), &ranges);
        if !heads.is_empty() {
            text.insert(0, plain(&format!("{heads}: ")));
        }
        let quantities: Vec<String> =
            ranges.into_iter().map(|range| prose.block.text[range].to_owned()).collect();
        // Where a sentence reckons with many numbers, they are steps on the way.
        let sure = sure && quantities.len() <= 2;
        Number { block: at, heading: reading.blocks[at].heading, term, sure, quantities, text }
    });
    numbers.collect()
}

/// Words behind which a number is an example.
const SUPPOSED: &str = "e.g, eg, ex, example, such, say, suppose, imagine";

/// From where on the numbers of a sentence are told, and from where on they stand aside: as examples, or in brackets behind
/// the number that they only explain, as in `16,000 (at 5,334 GiB)`.
fn asides(sentence: &str) -> Vec<(usize, bool)> {
    let mut turns = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    let mut aside = false;
    let mut begun = 0;
    for (at, c) in sentence.char_indices() {
        if c.is_alphanumeric() || c == '.' {
            continue;
        }
        let supposed = among(SUPPOSED, sentence[begun..at].trim_end_matches('.'));
        let was = aside;
        match c {
            '(' => {
                open.push(aside || supposed);
                aside = is_bare(last_word(&sentence[..at]));
            }
            ')' => aside = open.pop().unwrap_or(false),
            ':' if !supposed => aside = false,
            _ => aside |= supposed,
        }
        turns.extend((was != aside).then_some((at, aside)));
        begun = at + c.len_utf8();
    }
    turns
}

/// Whether a word is a number without a unit.
fn is_bare(word: &str) -> bool {
    let digits = word.trim_end_matches(['k', 'K', 'M']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}

/// Whether a sentence says itself that its numbers are made up.
fn is_example(sentence: &str) -> bool {
    let supposed = ["n our case", "n this case", "n my case"];
    begins_example(sentence) || supposed.iter().any(|words| sentence.contains(words))
}

fn begins_example(sentence: &str) -> bool {
    let words = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = |start: &&str| words.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    [
        "e.g",
        "eg:",
        "eg.",
        "for example",
        "for instance",
        "example",
        "ex:",
        "ex.",
        "suppose",
        "imagine",
        "let's say",
    ]
    .iter()
    .any(begins)
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

/// What a quantity is about, and whether that is sure: words of its own sentence first, then what it counts, then what its
/// block stands under.
fn term(reading: &Reading, at: usize, sentence: &Range<usize>, quantity: &Quantity) -> Term {
    let block = &reading.blocks[at];
    let before = &block.text[sentence.start..quantity.range.start];
    let bold = |from: usize| {
        let strong = reading.prose[at].last_strong(&(from..quantity.range.start))?;
        clean(&block.text[strong.clone()])
    };
    let own = label(before).or_else(|| bold(sentence.start)).or_else(|| subject(before));
    let own = own.or_else(|| measured(before)).or_else(|| behind(&block.text, quantity));
    let noun = || clean(&block.text[quantity.noun.clone()?]);
    if let Some(own) = own {
        return (own, true);
    }
    if let Some(noun) = noun() {
        let sure = noun.contains(' ');
        return (noun, sure);
    }
    if let Some(bold) = bold(0) {
        return (bold, is_limit(&block.text[sentence.clone()]));
    }
    let parent = reading.parent(at);
    let named = parent.and_then(|parent| {
        let strong = parent.styled(Style::Strong).next().filter(|strong| strong.start == 0)?;
        clean(&parent.text[strong.clone()])
    });
    if let Some(named) = named {
        return (named, is_limit(&block.text[sentence.clone()]));
    }
    let parent = parent.and_then(|parent| title(&parent.text));
    (parent.or_else(|| reading.heading(at).and_then(title)).unwrap_or_default(), false)
}

/// Whether a sentence says that it tells a limit, or what holds where nobody chooses.
fn is_limit(sentence: &str) -> bool {
    let lower = sentence.to_ascii_lowercase();
    ["default", "maximum", "minimum", "max ", "min ", "limit"].iter().any(|word| lower.contains(word))
}

/// A line above as a term, if it is no sentence.
fn title(text: &str) -> Option<String> {
    let joins = |word: &str| !is_function(word) || is_one_of(&["of", "and", "for"], word);
    clean(text).filter(|term| word_count(term) <= 4 && term.split(' ').all(joins))
}

/// `RTO` of `RTO: 30 seconds`.
fn label(before: &str) -> Option<String> {
    let ends = [": ", " - ", " – ", " — ", " = ", " -> ", " => ", " → "];
    let before = format!("{} ", before.trim_end());
    let (at, _) = ends.iter().filter_map(|end| Some((before.find(end)?, end))).min()?;
    // `2 RCUs = …` tells of two numbers, and names nothing.
    clean(&before[..at])
        .filter(|term| !term.starts_with(|c: char| c.is_ascii_digit()) || word_count(term) > 2)
}

/// `Visibility timeout` of `Visibility timeout is 30 seconds`.
fn subject(before: &str) -> Option<String> {
    let padded = format!("{} ", before.trim_end());
    let verbs = [" is ", " are ", " can be ", " defaults ", " must be ", " may be ", " takes ", " lasts "];
    let at = verbs.iter().filter_map(|verb| padded.find(verb)).min()?;
    title(&padded[..at]).filter(|subject| !subject.contains([',', ';', '(']))
}

/// `visibility timeout` of `with a visibility timeout of 30 seconds`.
fn measured(before: &str) -> Option<String> {
    let before = before.trim_end().strip_suffix(" of")?;
    let words = before
        .rsplit(' ')
        .take_while(|word| !is_function(word) && word.chars().all(|c| c.is_alphanumeric() || c == '-'));
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

/// Articles, and words that tell one limit from another.
const LIMITS: &str =
    "a, an, the, max, maximum, min, minimum, default, defaults, limit, limits, quota, quotas";

/// Other words that say nothing of what a number is about.
const EMPTY: &str = "value, it, this, that, there, they, you, we, which, what, these, those, each, every, all, note, notes, \
    important, example, e.g, eg, i.e, tip, warning, remember, caution, only, of, to, for, is, are, its, \
    your, and, or, also, can, size, pricing, price, cost, costs, features, if, when, increments, increment, \
    chunks, units, total, amount, average, range, in, on, at, with, by, per, so, then, but, how, why, time, \
    up, will, be";

/// A text as a term: without the marks and the articles around it, if enough of it is left and it is short.
fn clean(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let text = heading_like(text).trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '%'));
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let odd = text.contains("://") || text.contains(']') != text.contains('[') || begins_example(text);
    if words.len() > TERM || words.is_empty() || odd {
        return None;
    }
    let articles =
        ["the", "a", "an", "its", "their", "your", "default", "maximum", "minimum", "max", "min", "by"];
    while words.len() > 1 && is_one_of(&articles, words[0]) {
        words.remove(0);
    }
    if is_scrap(&words) {
        return None;
    }
    let says = |word: &&str| {
        word.contains(char::is_alphabetic)
            && !among(LIMITS, last_word(word))
            && !among(EMPTY, last_word(word))
    };
    words.iter().any(says).then(|| words.join(" "))
}

/// Words that lead on, and so begin and end no term; besides those that end a noun.
const LEADING: &str = "before, after, during, under, over, above, below, least, most, more, less, fewer, about, around, until, \
    since, upto, through, without, against, onto, up, should, must, would, could, may, might, not";

/// Whether words are only a part of what was meant: they hold a number with its unit, half a bracket, or lead on.
fn is_scrap(words: &[&str]) -> bool {
    let text = words.join(" ");
    let leads = |word: &str| is_function(word) || among(LEADING, word);
    let (first, last) = (words[0], words[words.len() - 1]);
    let named = words.len() > 1 && words[words.len() - 2].starts_with(char::is_uppercase);
    let chapter = first.ends_with('.') || first.matches('.').count() > 1;
    let numbered = is_bare(first) && !chapter || is_bare(last) && !named;
    !is_balanced(&text) || numbered || leads(first) || leads(last) || !quantities(&text).is_empty()
}

/// Whether every round bracket is opened, and then closed.
fn is_balanced(text: &str) -> bool {
    let open = text.chars().try_fold(0_usize, |open, c| match c {
        '(' => Some(open + 1),
        ')' => open.checked_sub(1),
        _ => Some(open),
    });
    open == Some(0)
}

/// Words with which many things begin that are not the same.
const GENERIC: &str = "answer, answers, note, example, examples, question, questions, solution, solutions, standard, \
    explanation, option, options, tip, summary, description, overview, step, steps, result, results, pros, \
    cons, basic, premium, general, custom, detail, details, feature, features, limit, limits, limitation, \
    limitations, pricing, price, cost, costs, performance, type, types, value, size, time, name, use, case, \
    cases, correct, wrong, scenario, key, point, points, service, services, important, exam, hint, other";

/// Whether a term is nothing but words with which many things begin.
pub(super) fn is_generic(term: &str) -> bool {
    let mut words = term.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| among(GENERIC, word) || among(LIMITS, word) || word.bytes().all(|b| b.is_ascii_digit()))
}

/// A term by which those of the same meaning are found: without articles, limits and plurals.
pub(super) fn key(term: &str) -> String {
    let words =
        term.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let words = words.filter(|word| !among(LIMITS, word)).map(|word| {
        let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
        word[..word.len() - usize::from(plural)].to_owned()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{is_generic, key};
    use crate::site::study::tests::found;

    /// The numbers of a note: `term | quantity | sentence`.
    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        let lines = found(note).numbers.into_iter().map(|number| {
            let text: String = number.text.iter().map(|piece| piece.text.as_str()).collect();
            format!("{} | {} | {text}", number.term, number.quantities.join(" + "))
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
        check(
            "with a 90-day retention period.\n",
            &["retention period | 90-day | with a 90-day retention period."],
        );
    }

    #[test]
    fn numbers_of_one_sentence_about_the_same_stand_together() {
        check(
            "Retention: 4 days, max 14 days; up to 10 tags\n",
            &[
                "Retention | 4 days + max 14 days + up to 10 tags | Retention: 4 days, max 14 days; up to 10 tags",
            ],
        );
        check(
            "3 dashboards with up to 50 metrics\n",
            &[
                "dashboards | 3 dashboards | 3 dashboards with up to 50 metrics",
                "metrics | up to 50 metrics | 3 dashboards with up to 50 metrics",
            ],
        );
    }

    #[test]
    fn a_number_is_not_about_another_number() {
        check(
            "**RCU**\n2 RCUs = a read up to 4 KB\n",
            &["RCU | 2 RCUs + up to 4 KB | 2 RCUs = a read up to 4 KB"],
        );
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
        check(
            "- Object size\n  - Zero bytes to 5 TB\n",
            &["Object size | Zero bytes to 5 TB | Zero bytes to 5 TB"],
        );
        check(
            "## Cold start\n\nless than 1 second\n",
            &["Cold start | less than 1 second | less than 1 second"],
        );
    }

    #[test]
    fn a_number_below_a_definition_is_about_its_term() {
        check(
            "- **Visibility timeout:** hides a message from others\n  - 30 seconds\n",
            &["Visibility timeout | 30 seconds | 30 seconds"],
        );
    }

    #[test]
    fn a_cell_is_about_its_row_and_its_column() {
        check(
            "| Class | Min. storage |\n|-|-|\n| Glacier | 90 days |\n| 30 days | x |\n",
            &[
                "Glacier · Min. storage | 90 days | Glacier · Min. storage: 90 days",
                "Class | 30 days | Class: 30 days",
            ],
        );
    }

    #[test]
    fn what_is_no_fact_of_the_notes_is_left_out() {
        check("## 3 things in 5 minutes\n\n```\nsleep 5 seconds\n```\n\n`timeout 30 seconds`\n", &[]);
        check("E.g. a timeout of 5 minutes. For example 3 queues\n", &[]);
        check("- E.g. a raid\n  - space is 500 GB\n\nIn our case it is 7 KB.\n", &[]);
        check("- A. 5 minutes\n- B) 15 minutes\n", &[]);
        check("<details><summary>After 5 minutes?</summary>no</details>\n", &[]);
    }

    #[test]
    fn a_term_is_no_scrap_of_a_sentence() {
        for (line, quantity) in [
            ("6TB: 4TB", "6TB + 4TB"),
            ("2.5 KB / 1 KB: 3 units", "2.5 KB / 1 KB + 3 units"),
            ("(Optionally) Transactions (for writes: 5 ms", "5 ms"),
            ("There is a warning before: 2 minutes", "2 minutes"),
            ("**At queue level** 5 ms", "5 ms"),
        ] {
            check(
                &format!("## Storage\n\n{line}\n"),
                &[&format!("Storage | {quantity} | {}", line.replace("**", ""))],
            );
        }
        check("Route 53: 5 ms\n", &["Route 53 | 5 ms | Route 53: 5 ms"]);
    }

    #[test]
    fn an_example_is_no_fact_wherever_it_stands() {
        check(
            "Rates are set (e.g. 5 MB), up to 10 MB\n",
            &["Rates | up to 10 MB | Rates are set (e.g. 5 MB), up to 10 MB"],
        );
        for text in [
            "A timeout, for example 5 minutes\n",
            "Any time, such as 5 minutes or 7 hours\n",
            "After a while, say 30 seconds\n",
            "A delay (ex: 5 minutes)\n",
            "With a TTL of eg. 60 seconds\n",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn of_a_sentence_with_thousands_of_numbers_the_first_are_told() {
        for part in ["5ms,", "5 cats ", "e.g. (5 s) ", "(5 s ", "a: 5 s; "] {
            let numbers = found(&part.repeat(20_000)).numbers;
            assert!(numbers.iter().map(|number| number.quantities.len()).sum::<usize>() <= 6, "{part}");
        }
    }

    #[test]
    fn what_explains_a_number_in_brackets_is_not_told_for_it() {
        check("| Type | Max IOPS |\n|-|-|\n| gp2 | 16,000 (5,334 GiB) |\n", &[]);
        check(
            "Object size: 5 GB (10 GB later)\n",
            &["Object size | 5 GB + 10 GB | Object size: 5 GB (10 GB later)"],
        );
    }

    #[test]
    fn a_term_that_stands_everywhere_is_about_nothing_of_its_own() {
        assert!(is_generic("Answer 3") && is_generic("Use cases") && is_generic("Standard"));
        assert!(!is_generic("Visibility timeout") && !is_generic("RTO") && !is_generic("Standard queue"));
    }

    #[test]
    fn terms_are_the_same_whatever_their_number_and_article() {
        assert_eq!(key("The Visibility Timeouts"), key("default visibility timeout"));
        assert_ne!(key("message size"), key("message retention"));
    }
}
