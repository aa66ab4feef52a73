//! Names of blocks, as Obsidian writes them: ` ^name` at the end of one, or in a paragraph of its own behind it.

use super::is_inline;
use crate::notes::Placed;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{HashMap, HashSet};

/// Takes the names of blocks out of the text; gives them by the index of the block's first event.
pub(super) fn take(events: Vec<Placed<'_>>) -> (Vec<Placed<'_>>, HashMap<usize, String>) {
    if !events.iter().any(|(event, _)| matches!(event, Event::Text(text) if text.contains('^'))) {
        return (events, HashMap::new());
    }
    let mut blocks = Blocks::default();
    for placed in events {
        blocks.see(placed);
    }
    (blocks.kept, blocks.named)
}

#[derive(Default)]
struct Blocks<'a> {
    kept: Vec<Placed<'a>>,
    open: Vec<Open>,
    /// The last block that stands in no other.
    last: Option<usize>,
    named: HashMap<usize, String>,
    known: HashSet<String>,
}

/// An open block.
struct Open {
    tag: TagEnd,
    start: usize,
    /// Where the last block in it begins.
    last: Option<usize>,
}

impl<'a> Blocks<'a> {
    fn see(&mut self, placed: Placed<'a>) {
        match &placed.0 {
            Event::Start(tag) if !is_inline(tag.to_end()) => {
                let tag = tag.to_end();
                // The text of an item ends where a list in it begins.
                if self.open.last().is_some_and(|open| open.tag == TagEnd::Item) {
                    self.take_from_end();
                }
                self.open.push(Open { tag, start: self.kept.len(), last: None });
                self.kept.push(placed);
            }
            Event::End(tag) if !is_inline(*tag) => self.end(placed),
            _ => self.kept.push(placed),
        }
    }

    fn end(&mut self, placed: Placed<'a>) {
        let alone = self.named_alone();
        if alone.is_none() {
            self.take_from_end();
        }
        let Some(Open { start, .. }) = self.open.pop() else { return };
        if let Some((block, name)) = alone {
            self.kept.truncate(start);
            self.name(block, name);
            return;
        }
        let last = self.open.last_mut().map_or(&mut self.last, |above| &mut above.last);
        *last = Some(start);
        self.kept.push(placed);
    }

    /// The name that is all the innermost block has, and the block that it names: that before a paragraph, or the table of
    /// a row.
    fn named_alone(&self) -> Option<(usize, String)> {
        let (inner, outer) = self.open.split_last()?;
        let above = outer.last();
        let block = match inner.tag {
            TagEnd::Paragraph => above.map_or(self.last, |above| above.last)?,
            TagEnd::TableRow => above?.start,
            _ => return None,
        };
        let cell =
            |event: &Event| matches!(event, Event::Start(Tag::TableCell) | Event::End(TagEnd::TableCell));
        let mut inside = self.kept[inner.start + 1..].iter().filter(|(event, _)| !cell(event));
        let (Some((Event::Text(text), _)), None) = (inside.next(), inside.next()) else { return None };
        let (words, name) = split(text)?;
        words.is_empty().then(|| (block, name.to_owned()))
    }

    /// Takes a name off the end of what the innermost block has so far, if it is a paragraph, a heading or an item.
    fn take_from_end(&mut self) {
        let Some((inner, outer)) = self.open.split_last() else { return };
        let fits = matches!(inner.tag, TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item);
        let [.., (before, _), (Event::Text(text), range)] = &self.kept[..] else { return };
        let Some((words, name)) = split(text).filter(|_| fits) else { return };
        let own_line = text.starts_with('^');
        if own_line && !matches!(before, Event::SoftBreak | Event::HardBreak) {
            return;
        }
        // The first paragraph of an item speaks for the item.
        let item = outer.last().filter(|above| above.tag == TagEnd::Item && above.last.is_none());
        let block = item.unwrap_or(inner).start;
        let verbatim = text.len() == range.len();
        let place = range.start..if verbatim { range.start + words.len() } else { range.end };
        let (words, name) = (words.to_owned(), name.to_owned());
        self.kept.truncate(self.kept.len() - if own_line { 2 } else { 1 });
        if !words.is_empty() {
            self.kept.push((Event::Text(words.into()), place));
        }
        self.name(block, name);
    }

    /// Names a block; a name that another block has is dropped.
    fn name(&mut self, block: usize, name: String) {
        if self.known.insert(name.to_lowercase()) {
            self.named.entry(block).or_insert(name);
        }
    }
}

/// A text that ends in ` ^name`, without it, and the name. What could be a power, as in `2 ^10`, is none.
fn split(text: &str) -> Option<(&str, &str)> {
    let (words, name) = text.trim_end().rsplit_once('^')?;
    let long = name.len() >= if name.contains(|c: char| c.is_ascii_alphabetic()) { 2 } else { 6 };
    let fits = long && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let set_off = words.is_empty() || words.ends_with(char::is_whitespace);
    (fits && set_off).then_some((words.trim_end(), name))
}

#[cfg(test)]
mod tests {
    use super::take;
    use crate::notes::outline::MARKDOWN;
    use pulldown_cmark::{Event, Parser, TextMergeWithOffset, html};

    /// The text as HTML, with `[name]` before each block that has one.
    fn named(text: &str) -> String {
        let events = TextMergeWithOffset::new(Parser::new_ext(text, MARKDOWN).into_offset_iter()).collect();
        let (events, mut named) = take(events);
        let mut rendered = String::new();
        html::push_html(
            &mut rendered,
            events.into_iter().enumerate().flat_map(|(index, (event, _))| {
                let name = named.remove(&index).map(|name| Event::InlineHtml(format!("[{name}]").into()));
                name.into_iter().chain([event])
            }),
        );
        rendered.replace('\n', "")
    }

    #[test]
    fn a_name_behind_a_block_is_taken_out() {
        assert_eq!(named("one\ntwo ^ab-1"), "[ab-1]<p>onetwo</p>");
        assert_eq!(named("**b** ^37066d\n\nx"), "[37066d]<p><strong>b</strong></p><p>x</p>");
        assert_eq!(
            named("- a ^aa\n  - b ^bb\n- c"),
            "<ul>[aa]<li>a<ul>[bb]<li>b</li></ul></li><li>c</li></ul>"
        );
        assert_eq!(named("- a ^aa\n\n  b ^bb\n"), "<ul>[aa]<li><p>a</p>[bb]<p>b</p></li></ul>");
        assert_eq!(named("> q\n^qq"), "<blockquote>[qq]<p>q</p></blockquote>");
        assert_eq!(named("## T ^tt"), "[tt]<h2>T</h2>");
    }

    #[test]
    fn a_name_alone_is_that_of_the_block_before_it() {
        assert_eq!(named("- a\n\n^list\n\nx"), "[list]<ul><li>a</li></ul><p>x</p>");
        assert_eq!(named("> a\n\n^quote"), "[quote]<blockquote><p>a</p></blockquote>");
        let table = "|a|\n|-|\n|1|\n";
        assert_eq!(named(&format!("{table}^tab")), named(&format!("{table}\n^tab")));
        assert!(named(&format!("{table}^tab")).starts_with("[tab]<table>"));
    }

    #[test]
    fn powers_and_code_are_no_names() {
        for text in ["2 ^10", "a^b", "x ^n", "^first", "a ^b c", "a ^b_c", "- ^aa"] {
            assert!(named(text).contains('^') && !named(text).contains('['), "{text}: {}", named(text));
        }
        assert_eq!(named("`a ^bb`"), "<p><code>a ^bb</code></p>");
        assert_eq!(named("a ^bb\n\nb ^BB"), "[bb]<p>a</p><p>b</p>");
    }
}
