//! A repaired note becomes Markdown events, with its headings, its marks and the meaning of its line breaks found.

mod blocks;
mod callouts;
mod definitions;
mod depth;
mod hashtags;
mod labels;
mod marks;
mod math;
mod tags;

use super::{Heading, Outline, Placed, Repaired};
use crate::config::{LineBreaks, RawHtml};
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::ops::Range;

pub use tags::seen;

/// The Markdown that notes are written in. Metadata blocks stay off: they swallow text between two rules, in time that
/// grows with the square of the input (pulldown-cmark#1000).
const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_WIKILINKS);

/// Reads a repaired note.
pub fn outline(note: &Repaired, line_breaks: LineBreaks, html: RawHtml) -> Outline<'_> {
    let text = note.text.as_str();
    let parser = Parser::new_ext(text, options(text)).into_offset_iter();
    let definitions = parser.reference_definitions().iter();
    let definitions =
        definitions.map(|(label, definition)| (label.to_lowercase(), definition.span.clone())).collect();
    let parser = parser.map(|placed| math::told_apart(placed, text));
    let events = tags::tell_apart(depth::flatten(TextMergeWithOffset::new(parser).collect()), html);
    let keeps_lines = match line_breaks {
        LineBreaks::Keep => true,
        LineBreaks::Reflow => false,
        LineBreaks::Auto => !is_hard_wrapped(text, &events),
    };
    let raw_html = events.iter().any(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let events = marks::with_marks(callouts::with_callouts(events, text), text);
    let events = hashtags::with_hashtags(events, text);
    let (mut events, blocks) = blocks::take(labels::with_spaced_images(events));
    let sizes = labels::take_sizes(&mut events);
    let headings = headings(&events);
    Outline { events, headings, keeps_lines, raw_html, sizes, blocks, definitions }
}

/// The Markdown that `text` is written in: what can be taken for prose is looked for only where it is meant.
fn options(text: &str) -> Options {
    let mut options = MARKDOWN;
    options.set(Options::ENABLE_DEFINITION_LIST, definitions::has_definitions(text));
    options.set(Options::ENABLE_MATH, math::has_formulas(text));
    options
}

/// Whether what a tag ends stands within a paragraph.
pub fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Whether nothing is linked or tagged in what a tag ends.
pub(super) fn is_silent(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image)
}

/// The words of `events`, markup apart; alternative texts of images count.
pub fn text(events: &[Placed]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words)
            | Event::Code(words)
            | Event::InlineMath(words)
            | Event::DisplayMath(words) => text.push_str(words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::InlineHtml(tag) => Tokenizer::new(&**tag).flatten().for_each(|token| {
                if let Token::StartTag(tag) = token {
                    text.push_str(&seen(&tag));
                }
            }),
            _ => {}
        }
    }
    text
}

/// The outermost `<details>` of raw HTML that are closed: they stay whole, whatever headings stand in them.
fn folds(events: &[Placed]) -> Vec<Range<usize>> {
    let mut folds: Vec<Range<usize>> = Vec::new();
    let mut open = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        let (Event::Html(html) | Event::InlineHtml(html)) = event else { continue };
        for tag in html.split('<').skip(1).map(str::to_ascii_lowercase) {
            if tag.starts_with("details") {
                open.push(index);
            } else if let Some(start) = open.pop_if(|_| tag.starts_with("/details")) {
                while folds.last().is_some_and(|inner| inner.start >= start) {
                    folds.pop();
                }
                folds.push(start..index);
            }
        }
    }
    folds
}

fn headings(events: &[Placed]) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut open = None;
    let mut depth = 0_usize;
    let folds = folds(events);
    for (index, (event, _)) in events.iter().enumerate() {
        let folded = || {
            folds
                .get(folds.partition_point(|fold| fold.end <= index))
                .is_some_and(|fold| fold.contains(&index))
        };
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open = Some((index, *level as u8, depth == 0 && !folded()));
            }
            Event::End(TagEnd::Heading(_)) => {
                let (start, level, top) = open.take().expect("a heading ends only after it began");
                let text = text(&events[start..index]).trim().to_owned();
                headings.push(Heading { level, text, events: start..index + 1, top });
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    headings
}

/// Lines up to this many characters may have been broken by an editor.
const WIDEST_WRAP: usize = 120;

/// Whether the note's lines are filled up to a common width: then its line breaks mean nothing. A line is filled if the
/// first word of the next one would not have fitted into it.
fn is_hard_wrapped(text: &str, events: &[Placed]) -> bool {
    let breaks: Vec<(usize, usize)> = events
        .iter()
        .filter(|(event, _)| matches!(event, Event::SoftBreak))
        .map(|(_, range)| (line_before(text, range.start), word_after(text, range.end)))
        .collect();
    let Some(width) = breaks.iter().map(|(line, _)| *line).max().filter(|&width| width <= WIDEST_WRAP) else {
        return false;
    };
    let filled = breaks.iter().filter(|(line, word)| line + 1 + word > width).count();
    breaks.len() >= 3 && filled * 5 >= breaks.len() * 4
}

fn line_before(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    text[start..at].trim_end().chars().count()
}

fn word_after(text: &str, at: usize) -> usize {
    text[at..].trim_start().chars().take_while(|c| !c.is_whitespace()).count()
}
