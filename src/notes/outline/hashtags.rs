//! Tags in running text: `#aws/s3`.

use super::is_silent;
use crate::notes::Placed;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::HashSet;
use std::ops::Range;

/// Tags are put into a label of their own, outside of headings, links and code.
pub(super) fn with_hashtags<'a>(events: Vec<Placed<'a>>, source: &str) -> Vec<Placed<'a>> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Text(text) if text.contains('#'))) {
        return events;
    }
    let mut tagged: Vec<Placed> = Vec::with_capacity(events.len());
    let mut silent = 0_usize;
    for (event, range) in events {
        match &event {
            Event::Start(tag) => silent += usize::from(is_silent(tag.to_end())),
            Event::End(tag) => silent -= usize::from(is_silent(*tag)),
            Event::Text(text) if silent == 0 && text.contains('#') => {
                let begins = tagged.last().is_none_or(|(before, _)| begins_text(before));
                split(&mut tagged, text, &range, begins, source);
                continue;
            }
            _ => {}
        }
        tagged.push((event, range));
    }
    tagged
}

/// Whether a text behind this event begins as if a space stood before it.
fn begins_text(before: &Event) -> bool {
    match before {
        Event::SoftBreak | Event::HardBreak | Event::TaskListMarker(_) | Event::Html(_) => true,
        Event::Start(tag) => !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough),
        Event::End(tag) => !matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
        ),
        _ => false,
    }
}

/// Pushes a text with its tags set apart. `begins` says whether its first character may begin a tag.
fn split(events: &mut Vec<Placed>, text: &str, range: &Range<usize>, begins: bool, source: &str) {
    let verbatim = source[range.clone()] == *text;
    let escaped = escaped(&source[..range.end], range.start);
    let mut push = |event: fn(String) -> Event<'static>, words: &str, part: Range<usize>| {
        let place = if verbatim { range.start + part.start..range.start + part.end } else { range.clone() };
        events.push((event(words.to_owned()), place));
    };
    let written = |words: String| Event::Text(words.into());
    let markup = |html: String| Event::InlineHtml(html.into());
    let mut from = 0;
    for (at, _) in text.match_indices('#') {
        let before = text[..at].chars().next_back();
        let name = name(&text[at + 1..]);
        let apart = before.map_or(begins, |c| c.is_whitespace() || c == '(');
        // Digits alone are a number, as in "issue #123".
        if !apart || !name.contains(char::is_alphabetic) || escaped.contains(name) {
            continue;
        }
        if from < at {
            push(written, &text[from..at], from..at);
        }
        from = at + 1 + name.len();
        push(markup, "<span class=\"tag\">", at..at);
        push(written, &text[at..from], at..from);
        push(markup, "</span>", from..from);
    }
    if from < text.len() {
        push(written, &text[from..], from..text.len());
    }
}

/// The name of a tag that `text` begins with, as Obsidian reads it: letters, digits, `_`, `-` and `/`.
fn name(text: &str) -> &str {
    let end =
        text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '/')).unwrap_or(text.len());
    text[..end].trim_end_matches(['-', '/'])
}

/// The names in `source` from byte `from` on that a backslash keeps from being tags.
fn escaped(source: &str, from: usize) -> HashSet<&str> {
    // A text begins behind the backslash of its first character.
    let from = from - usize::from(source[..from].ends_with('\\'));
    source[from..].split("\\#").skip(1).map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::with_hashtags;
    use pulldown_cmark::{Parser, TextMergeWithOffset, html};

    fn tags(text: &str) -> Vec<String> {
        let events = TextMergeWithOffset::new(Parser::new(text).into_offset_iter()).collect();
        let events = with_hashtags(events, text);
        let mut rendered = String::new();
        html::push_html(&mut rendered, events.into_iter().map(|(event, _)| event));
        let tags = rendered.split("<span class=\"tag\">").skip(1);
        tags.map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn tags_are_words_behind_a_hash() {
        assert_eq!(
            tags("#aws #aws/s3, (#doubt) and #exam-1.\n#y2024"),
            ["#aws", "#aws/s3", "#doubt", "#exam-1", "#y2024"]
        );
        assert_eq!(tags("- #存储 ok\n- [a](b) #c"), ["#存储", "#c"]);
    }

    #[test]
    fn numbers_headings_code_and_addresses_are_none() {
        for text in [
            "#1 and #123",
            "# #aws\n",
            "`#aws`",
            "    #aws",
            "[#aws](x)",
            "https://a.io/#aws",
            "C# and x#y",
            "**C**#aws",
            "\\#a#b # c",
        ] {
            assert_eq!(tags(text), [""; 0], "{text}");
        }
    }
}
