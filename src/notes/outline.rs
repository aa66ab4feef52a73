//! A repaired note becomes Markdown events, with its headings, its marks and the meaning of its line breaks found.

use super::{Heading, Outline, Placed, Repaired};
use crate::config::LineBreaks;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::ops::Range;

/// The Markdown that notes are written in. Metadata blocks stay off: they swallow text between two rules, in time that
/// grows with the square of the input (pulldown-cmark#1000).
pub const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_WIKILINKS);

/// Reads a repaired note.
pub fn outline(note: &Repaired, line_breaks: LineBreaks) -> Outline<'_> {
    let parser = Parser::new_ext(&note.text, MARKDOWN).into_offset_iter();
    let events: Vec<Placed> = TextMergeWithOffset::new(parser).collect();
    let keeps_lines = match line_breaks {
        LineBreaks::Keep => true,
        LineBreaks::Reflow => false,
        LineBreaks::Auto => !is_hard_wrapped(&note.text, &events),
    };
    let raw_html = events.iter().any(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let events = with_marks(events);
    let headings = headings(&events);
    Outline { events, headings, keeps_lines, raw_html }
}

/// The words of `events`, markup apart; alternative texts of images count.
pub fn text(events: &[Placed]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// A repaired note as pulldown-cmark alone renders it: what the words of the notes are counted in.
pub fn plain_html(note: &Repaired) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(&note.text, MARKDOWN));
    html
}

fn headings(events: &[Placed]) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut open = None;
    let mut depth = 0_usize;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => open = Some((index, *level as u8, depth == 0)),
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

/// A pair of `==` in the text of an event.
struct Stroke {
    event: usize,
    at: usize,
    depth: usize,
}

/// `==marked==` text becomes a `<mark>`, where both ends stand in the same container and touch a word.
fn with_marks(events: Vec<Placed>) -> Vec<Placed> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Text(text) if text.contains("=="))) {
        return events;
    }
    let mut pairs = pair_strokes(&events);
    pairs.sort_by_key(|stroke| (stroke.event, stroke.at));
    let mut tags = pairs.into_iter().peekable();
    let mut marked = Vec::with_capacity(events.len());
    let mut opens = true;
    for (index, (event, range)) in events.into_iter().enumerate() {
        let Event::Text(text) = &event else {
            marked.push((event, range));
            continue;
        };
        let verbatim = text.len() == range.len();
        let place = |part: Range<usize>| {
            if verbatim { range.start + part.start..range.start + part.end } else { range.clone() }
        };
        let mut from = 0;
        while let Some(stroke) = tags.next_if(|stroke| stroke.event == index) {
            push_text(&mut marked, &text[from..stroke.at], place(from..stroke.at));
            let tag = if opens { "<mark>" } else { "</mark>" };
            marked.push((Event::InlineHtml(tag.into()), place(stroke.at..stroke.at + 2)));
            opens = !opens;
            from = stroke.at + 2;
        }
        match from {
            0 => marked.push((event, range)),
            _ => push_text(&mut marked, &text[from..], place(from..text.len())),
        }
    }
    marked
}

fn push_text(events: &mut Vec<Placed<'_>>, text: &str, range: Range<usize>) {
    if !text.is_empty() {
        events.push((Event::Text(text.to_owned().into()), range));
    }
}

/// The strokes that form pairs: opening, closing, opening, closing, each pair at one depth of one block.
fn pair_strokes(events: &[Placed]) -> Vec<Stroke> {
    let mut pairs = Vec::new();
    let mut pending: Option<Stroke> = None;
    let mut depth = 0_usize;
    let mut verbatim = false;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => verbatim = true,
            Event::End(TagEnd::CodeBlock) => verbatim = false,
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) => depth += 1,
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {
                depth -= 1;
                pending = pending.filter(|open| open.depth <= depth);
            }
            Event::Start(_) | Event::End(_) => pending = None,
            Event::Text(text) if !verbatim => {
                let before = index.checked_sub(1).is_some_and(|at| is_inline(&events[at].0));
                let after = events.get(index + 1).is_some_and(|(next, _)| is_inline(next));
                for (at, _) in text.match_indices("==") {
                    let touches = (
                        touches(text[..at].chars().next_back(), before),
                        touches(text[at + 2..].chars().next(), after),
                    );
                    pending = match pending.take() {
                        Some(open) if touches.0 && open.depth == depth => {
                            pairs.extend([open, Stroke { event: index, at, depth }]);
                            None
                        }
                        None if touches.1 => Some(Stroke { event: index, at, depth }),
                        open => open,
                    };
                }
            }
            _ => {}
        }
    }
    pairs
}

/// Whether the character beside a stroke makes it touch a word; at the end of a text, whether another inline follows.
fn touches(c: Option<char>, beside_inline: bool) -> bool {
    c.map_or(beside_inline, |c| !c.is_whitespace() && c != '=')
}

fn is_inline(event: &Event) -> bool {
    matches!(
        event,
        Event::Code(_)
            | Event::Start(
                Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
            )
            | Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
            )
    )
}
