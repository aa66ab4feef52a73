//! `==Marked==` text.

use crate::notes::Placed;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// A pair of `==` in the text of an event.
struct Stroke {
    event: usize,
    at: usize,
    depth: usize,
}

/// `==marked==` text becomes a `<mark>`, where both ends stand in the same container and touch a word.
pub(super) fn with_marks<'a>(events: Vec<Placed<'a>>, source: &str) -> Vec<Placed<'a>> {
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
        let verbatim = source[range.clone()] == **text;
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
                    let (left, right) = (text[..at].chars().next_back(), text[at + 2..].chars().next());
                    let inside_word = left.is_some_and(joins) && right.is_some_and(joins);
                    let closes = touches(left, before) && !inside_word;
                    let opens = touches(right, after) && !inside_word;
                    pending = match pending.take() {
                        Some(open) if closes && open.depth == depth => {
                            pairs.extend([open, Stroke { event: index, at, depth }]);
                            None
                        }
                        None if opens => Some(Stroke { event: index, at, depth }),
                        open => open,
                    };
                }
            }
            _ => {}
        }
    }
    pairs
}

/// Whether `c` beside `==` makes a comparison of it, as in `x==1`. Scripts without spaces between words never do.
fn joins(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
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

#[cfg(test)]
mod tests {
    use super::with_marks;
    use pulldown_cmark::{Parser, TextMergeWithOffset, html};

    fn marked(text: &str) -> String {
        let events = TextMergeWithOffset::new(Parser::new(text).into_offset_iter()).collect();
        let events = with_marks(events, text);
        let mut rendered = String::new();
        html::push_html(&mut rendered, events.into_iter().map(|(event, _)| event));
        rendered.trim_end().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn a_mark_holds_other_markup() {
        assert_eq!(marked("==mark with **bold**=="), "<mark>mark with <strong>bold</strong></mark>");
        assert_eq!(marked("a ==b== c ==d=="), "a <mark>b</mark> c <mark>d</mark>");
        assert_eq!(marked("这是==重点==内容"), "这是<mark>重点</mark>内容");
        assert_eq!(marked("==`code` first=="), "<mark><code>code</code> first</mark>");
        assert_eq!(marked("==over\ntwo lines=="), "<mark>over\ntwo lines</mark>");
    }

    #[test]
    fn comparisons_code_and_crossing_marks_are_left_alone() {
        for text in
            ["a == b", "if x == 1 and y == 2", "==", "====", "==open", "x==1 and y==2", "a==b or c==d"]
        {
            assert_eq!(marked(text), text);
        }
        assert_eq!(marked("`==a==`"), "<code>==a==</code>");
        assert_eq!(marked("==a **b== c**"), "==a <strong>b== c</strong>");
    }
}
