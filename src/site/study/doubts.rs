//! Doubts: what the author left open.

use super::reading::Reading;
use super::text::{Prose, trimmed};
use crate::notes::{Destination, Outline, Target, Ties};
use crate::site::blocks::{Kind, Style};
use crate::site::view::study::PieceView;
use aho_corasick::AhoCorasick;
use pulldown_cmark::{Event, Tag};
use std::ops::Range;
use std::sync::LazyLock;

/// Something that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The block that it stands in.
    pub block: usize,
    /// Of what kind it is.
    pub kind: Open,
    /// The sentence, with what tells the doubt highlighted.
    pub text: Vec<PieceView>,
}

/// How something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// The author asks, or is not sure.
    Question,
    /// The author means to do something yet.
    Task,
    /// It stands under no title.
    Unsorted,
    /// A link leads nowhere.
    Dangling,
    /// A picture is not there.
    Missing,
}

/// A service that is named, and has no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    /// The block that names it.
    pub block: usize,
    /// Its documentation.
    pub docs: String,
}

/// What is open in a section, in order.
pub(super) fn doubts(reading: &Reading) -> Vec<Doubt> {
    let mut found = Vec::new();
    for (at, prose) in reading.text() {
        let whole = || prose.sentences.first().map(|first| first.start..prose.block.text.len());
        let asked = callout(prose);
        if prose.block.kind == Kind::Item(Some(false)) {
            let text = whole().map_or_else(Vec::new, |whole| prose.pieces(whole, &[]));
            found.push(Doubt { block: at, kind: Open::Task, text });
        } else if let Some(kind) = asked.filter(|_| prose.block.kind != Kind::Summary) {
            found.push(Doubt { block: at, kind, text: with_body(reading, at) });
        } else {
            let sure = prose.has_tags() || OPEN.is_match(&prose.block.text);
            found.extend(in_sentences(prose).filter(|_| sure).map(|(kind, text)| Doubt {
                block: at,
                kind,
                text,
            }));
        }
    }
    found
}

/// The open question or task that a callout's title says it is.
fn callout(prose: &Prose) -> Option<Open> {
    let kind = prose.block.styled(Style::CalloutKind).next()?;
    match prose.block.text[kind.clone()].trim_end_matches(':').to_lowercase().as_str() {
        "question" | "help" => Some(Open::Question),
        "todo" => Some(Open::Task),
        _ => None,
    }
}

/// The title of a callout, and the first words in it where the title has none.
fn with_body(reading: &Reading, at: usize) -> Vec<PieceView> {
    let prose = &reading.prose[at];
    let kind: Vec<Range<usize>> = prose.block.styled(Style::CalloutKind).take(1).cloned().collect();
    let title = prose.pieces(0..prose.block.text.len(), &kind);
    let titled = kind.first().is_some_and(|kind| kind.end < prose.block.text.len());
    let next = reading.prose.get(at + 1).filter(|next| !titled && next.block.heading == prose.block.heading);
    let body = next.and_then(|next| Some(next.pieces(next.sentences.first()?.clone(), &[])));
    let gap = body.as_ref().map(|_| super::text::plain(" "));
    title.into_iter().chain(gap).chain(body.into_iter().flatten()).collect()
}

fn in_sentences<'p>(prose: &'p Prose) -> impl Iterator<Item = (Open, Vec<PieceView>)> + use<'p> {
    prose.sentences.iter().filter_map(move |sentence| {
        let inside = &prose.block.text[sentence.clone()];
        let mut tags = prose.tags(sentence).iter();
        let tagged = tags.find_map(|tag| Some((tagged(&prose.block.text[tag.clone()])?, tag.clone())));
        let (kind, range) = tagged.or_else(|| {
            let (kind, range) = said(inside)?;
            Some((kind, range.start + sentence.start..range.end + sentence.start))
        })?;
        (!prose.has_code(&range)).then(|| (kind, prose.pieces(sentence.clone(), &[range])))
    })
}

fn tagged(tag: &str) -> Option<Open> {
    match tag.trim_start_matches('#').to_lowercase().as_str() {
        "doubt" | "doubts" | "question" | "questions" | "unsure" | "unclear" => Some(Open::Question),
        "todo" | "todos" => Some(Open::Task),
        _ => None,
    }
}

/// Signs that something is open, where they stand alone.
const SIGNS: [(&str, Open); 5] = [
    ("TODO", Open::Task),
    (concat!("FIX", "ME"), Open::Task),
    ("TBD", Open::Task),
    ("TBC", Open::Task),
    ("??", Open::Question),
];

/// A sign is looked for in a sentence at most so many times.
const TRIES: usize = 20;

/// Finds the blocks that may have any of these: most have none, and are read no further.
static OPEN: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = SAID.iter().chain(&SIGNS).map(|(words, _)| *words);
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
    finder.expect("so few words make a small automaton")
});

/// Words that say for sure that something is open.
const SAID: &[(&str, Open)] = &[
    ("not sure if", Open::Question),
    ("not sure why", Open::Question),
    ("not sure how", Open::Question),
    ("not sure what", Open::Question),
    ("not sure whether", Open::Question),
    ("not sure about", Open::Question),
    ("i'm not sure", Open::Question),
    ("i’m not sure", Open::Question),
    ("not sure yet", Open::Question),
    ("to be checked", Open::Task),
    ("to be confirmed", Open::Task),
    ("look this up", Open::Task),
    ("need to look up", Open::Task),
    ("look it up later", Open::Task),
    ("check this later", Open::Task),
    ("to look up:", Open::Task),
    ("to check:", Open::Task),
    ("(to check)", Open::Task),
];

/// The words of a sentence that say that something is open.
fn said(sentence: &str) -> Option<(Open, Range<usize>)> {
    for (sign, kind) in SIGNS {
        let mut places = sentence.match_indices(sign).map(|(at, _)| at).take(TRIES);
        let place = places.find(|&at| stands_alone(sentence, at, sign));
        if let Some(at) = place {
            let rest = &sentence[at..];
            let end = if sign == "??" { rest.find(|c| c != '?').unwrap_or(rest.len()) } else { sign.len() };
            return Some((kind, at..at + end));
        }
    }
    // Letters outside of ASCII keep their length, so places stay.
    let lower = sentence.to_ascii_lowercase();
    let apart = |at: usize, words: &str| {
        let (before, after) = (lower[..at].trim_end(), &lower[at + words.len()..]);
        let others = ["you", "they", "users", "not", "when", "if"];
        !lower[..at].ends_with(char::is_alphanumeric)
            && !after.starts_with(char::is_alphanumeric)
            && !before.rsplit(' ').next().is_some_and(|word| others.contains(&word))
            && (!words.starts_with("to be") || is_remark(before, after))
    };
    SAID.iter().find_map(|(words, kind)| {
        let at = lower.find(words).filter(|&at| apart(at, words))?;
        Some((*kind, at..at + words.len()))
    })
}

/// Whether words between `before` and `after` are a remark on what stands before them, and no part of its sentence.
fn is_remark(before: &str, after: &str) -> bool {
    let before =
        before.strip_suffix("still").or_else(|| before.strip_suffix("yet")).unwrap_or(before).trim_end();
    let apart = before.is_empty() || before.ends_with(['(', '[', ',', ';', ':', '-', '–', '—']);
    apart && after.trim_end_matches(['.', '!', '?', ')', ']', ' ']).is_empty()
        || before.ends_with(['(', '[']) && after.starts_with([')', ']'])
}

/// What people build, and call so.
const TODO_THINGS: [&str; 10] =
    ["app", "apps", "application", "list", "lists", "api", "item", "items", "service", "example"];

/// Whether a `TODO` is the author's own: a sentence, a bracket or what a colon introduces begins with it.
fn is_reminder(before: &str, after: &str) -> bool {
    let begins = !before.contains(char::is_alphanumeric) || before.trim_end().ends_with(['(', '[', '{']);
    let next = after.split_whitespace().next().unwrap_or_default().to_lowercase();
    let thing = next.trim_matches(|c: char| !c.is_alphanumeric());
    after.starts_with(':') || begins && !TODO_THINGS.contains(&thing)
}

fn stands_alone(sentence: &str, at: usize, sign: &str) -> bool {
    let (before, after) = (&sentence[..at], &sentence[at + sign.len()..]);
    let begun = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let ended = after.split(char::is_whitespace).next().unwrap_or_default();
    if sign == "??" {
        let rest = ended.trim_start_matches('?');
        // `a ?? b` is code, and so is what has `=` or `/` around it.
        let operator =
            before.ends_with(' ') && rest.is_empty() && after.trim_start_matches('?').starts_with(' ');
        return !operator && !begun.contains("://") && !rest.contains(['=', '/', '&', '+']);
    }
    if matches!(sign, "TODO" | concat!("FIX", "ME")) && !is_reminder(before, after) {
        return false;
    }
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    !begun.ends_with(word)
        && !ended.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '-'))
}

/// The first words of a section, where it stands under no title.
pub(super) fn unsorted(reading: &Reading) -> Option<Doubt> {
    let (at, prose) = reading.prose.iter().enumerate().next()?;
    let end = prose.sentences.get(2).or_else(|| prose.sentences.last())?.end;
    Some(Doubt { block: at, kind: Open::Unsorted, text: prose.pieces(0..end, &[]) })
}

/// The links and pictures of a section that lead nowhere and show words, in order.
pub(super) fn dangling(reading: &Reading, outline: &Outline, ties: &Ties) -> Vec<Doubt> {
    let nowhere = |to: &Destination| *to == Destination::Nowhere;
    let links = ties.links.iter().filter(|(_, to)| nowhere(to));
    let mut events: Vec<usize> = links.map(|(event, _)| *event).collect();
    events.sort_unstable();
    let found = events.into_iter().filter_map(|event| {
        let at = reading.holding(event)?;
        let prose = &reading.prose[at];
        let links = &prose.block.links;
        let link = links.binary_search_by_key(&event, |(own, _)| *own).ok()?;
        let range = trimmed(&prose.block.text, links[link].1.clone())?;
        let picture = matches!(outline.events[event].0, Event::Start(Tag::Image { .. }));
        let kind = if picture { Open::Missing } else { Open::Dangling };
        Some(Doubt { block: at, kind, text: prose.pieces(prose.around(&range), &[range]) })
    });
    found.collect()
}

/// The services that a section names and the notes have no page for, in order.
pub(super) fn unwritten(reading: &Reading, ties: &Ties) -> Vec<Unwritten> {
    let named = ties.words.iter().filter_map(|tie| match &tie.target {
        Target::Documentation(docs) => Some((tie.event, docs)),
        _ => None,
    });
    named
        .filter_map(|(event, docs)| Some(Unwritten { block: reading.holding(event)?, docs: docs.clone() }))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::notes::{Destination, Ties};
    use crate::site::study::Doubt;
    use crate::site::study::tests::{found, found_with};
    use pulldown_cmark::{Event, Tag};

    /// The doubts of a note: their kind, and the sentence with what tells the doubt in brackets.
    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        assert_eq!(lines(found(note).doubts), expected, "{note}");
    }

    fn lines(doubts: Vec<Doubt>) -> Vec<String> {
        let lines = doubts.into_iter().map(|doubt| {
            let text =
                doubt.text.iter().map(|p| if p.mark { format!("[{}]", p.text) } else { p.text.clone() });
            format!("{:?}: {}", doubt.kind, text.collect::<String>())
        });
        lines.collect()
    }

    /// The same for a note in which every link leads nowhere.
    #[track_caller]
    fn check_broken(note: &str, expected: &[&str]) {
        let found = found_with(note, |outline| {
            let events = outline.events.iter().enumerate();
            let links = events.filter(|(_, (event, _))| {
                matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }))
            });
            Ties { links: links.map(|(at, _)| (at, Destination::Nowhere)).collect(), ..Ties::default() }
        });
        assert_eq!(lines(found.doubts), expected, "{note}");
    }

    #[test]
    fn a_broken_link_is_shown_where_it_stands_though_its_words_stand_elsewhere_too() {
        check_broken(
            "Put the guide first. Then read [guide](missing.md). Or [guide](gone.md).\n",
            &["Dangling: Then read [guide].", "Dangling: Or [guide]."],
        );
        check_broken(
            "See [guide](a.md) and [guide](b.md)\n",
            &["Dangling: See [guide] and guide", "Dangling: See guide and [guide]"],
        );
        check_broken(
            "- a plan [![a plan](a.png)](b.md) of [it](c.md)\n  - [it](d.md)\n",
            &[
                "Dangling: a plan [a plan] of it",
                "Missing: a plan [a plan] of it",
                "Dangling: a plan a plan of [it]",
                "Dangling: [it]",
            ],
        );
        check_broken("Nothing is shown of ![](a.png) this.\n\n![](b.png)\n", &[]);
    }

    #[test]
    fn what_is_open_is_found_with_its_sentence() {
        check("Fine. TODO: read on KMS. Fine.\n", &["Task: [TODO]: read on KMS."]);
        check("- is it 5 or 10 minutes???\n", &["Question: is it 5 or 10 minutes[???]"]);
        check("- limits of SQS ?? \n", &["Question: limits of SQS [??]"]);
        check("Regional #doubt\n", &["Question: Regional [#doubt]"]);
        check("- [ ] read on `kms`\n- [x] done\n", &["Task: read on kms"]);
        check("I'm not sure why this fails\n", &["Question: I'm [not sure why] this fails"]);
        check("Price TBD, needs to be checked.\n", &["Task: Price [TBD], needs to be checked."]);
        check("Up to 5 (to be checked) a day\n", &["Task: Up to 5 ([to be checked]) a day"]);
        check(
            "The limit is 5, still to be confirmed.\n",
            &["Task: The limit is 5, still [to be confirmed]."],
        );
        check("- 📝 TODO read on KMS\n", &["Task: 📝 [TODO] read on KMS"]);
        check("Limits (TODO: find them)\n", &["Task: Limits ([TODO]: find them)"]);
        check("My TODO: read on KMS\n", &["Task: My [TODO]: read on KMS"]);
    }

    #[test]
    fn open_callouts_are_doubts_and_folded_ones_are_cards() {
        check("> [!question] Is it regional?\n> Perhaps.\n", &["Question: [Question:] Is it regional?"]);
        check("> [!todo]\n> Read on KMS. Then rest.\n", &["Task: [Todo] Read on KMS."]);
        check("> [!question]- Is it regional?\n> Yes, of course.\n", &[]);
    }

    #[test]
    fn what_only_looks_open_is_left_out() {
        for note in [
            "`TODO` and `a ?? b`\n\n```\nTODO\n```\n",
            "const x = a ?? b;\n",
            "https://example.org/x??y=1\n",
            "Make sure if you can. You need to check the health of nodes.\n",
            "TODO_LIST and my/TODO/app and TODOs\n",
            "What is S3? Why?\n",
            "Use #tags and #important\n",
            "A subscription has to be confirmed by its owner. The token is to be checked.\n",
            "The queue needs to be checked every few seconds\n",
            "Build a TODO app with Amplify\n\n- TODO app with Amplify\n\nMark it as TODO or DONE\n",
            "If not sure whether to use it, ask.\n",
        ] {
            check(note, &[]);
        }
    }
}
