//! Where a link or its definition has the address that it leads to, and where its text is that address.

use super::Linker;
use super::written::stripped;
use crate::notes::Placed;
use crate::references::mend::Stretch;
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use std::ops::Range;

impl Linker<'_> {
    /// The stretches of the note that are the address `typed`, to which the link with the first event `index` leads.
    pub(super) fn stretches(&self, index: usize, typed: &str) -> Vec<Stretch> {
        let events = &self.read.outline.events[index..];
        let (Event::Start(tag), range) = &events[0] else { return Vec::new() };
        let (Tag::Link { link_type, dest_url, id, .. } | Tag::Image { link_type, dest_url, id, .. }) = tag
        else {
            return Vec::new();
        };
        let text = self.read.repaired.text.as_str();
        let image = matches!(tag, Tag::Image { .. });
        let inner = inner(events, tag.to_end());
        let from = match link_type {
            LinkType::Inline => {
                let start = range.start + if image { "![".len() } else { "[".len() };
                let end = inner.iter().map(|(_, range)| range.end).max().unwrap_or(start);
                without_comments(&text[end..]).strip_prefix("](").map(|rest| text.len() - rest.len())
            }
            LinkType::Autolink => Some(range.start),
            LinkType::WikiLink { .. } => {
                text[range.start..].find("[[").map(|at| range.start + at + "[[".len())
            }
            _ => self.definition(id),
        };
        let destination = from.and_then(|from| destination(text, from, *link_type)).filter(|place| {
            let written = &text[place.clone()];
            names(dest_url, typed) && (*written == **dest_url || reads_as(written, dest_url))
        });
        let labelled = !image && matches!(link_type, LinkType::Inline | LinkType::Reference);
        let named = destination.is_some() && labelled;
        let named = named.then(|| names_itself(inner, typed)).flatten();
        let named = named.filter(|place| text[place.clone()] == *typed);
        let stretches = destination.map(|place| self.stretch(place, false)).into_iter();
        stretches.chain(named.map(|place| self.stretch(place, true))).flatten().collect()
    }

    /// Where the destination begins in the definition with this label, or the white space before it.
    fn definition(&self, label: &str) -> Option<usize> {
        let definition = self.read.outline.definitions.get(&label.to_lowercase())?;
        let label = self.read.repaired.text[definition.clone()].find("]:")?;
        Some(definition.start + label + "]:".len())
    }

    /// The stretch of the note that is `range` of its repaired text, if no repair changed it.
    pub(super) fn stretch(&self, range: Range<usize>, prose: bool) -> Option<Stretch> {
        let length = range.len();
        let span = self.read.repaired.span(range);
        (span.end - span.start == length).then_some(Stretch { span, prose })
    }
}

/// Whether a link that leads to `destination` leads to the address `typed`, whose scheme may have been forgotten.
fn names(destination: &str, typed: &str) -> bool {
    let destination = stripped(destination);
    let rest = typed.strip_prefix("https:").unwrap_or(typed);
    destination == typed || destination == rest || rest.strip_prefix("//") == Some(&destination)
}

/// What stands behind comments of HTML, which are no events.
fn without_comments(mut text: &str) -> &str {
    while let Some((_, rest)) = text.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        text = rest;
    }
    text
}

/// The events within the link that begins `events`.
fn inner<'e, 'a>(events: &'e [Placed<'a>], end: TagEnd) -> &'e [Placed<'a>] {
    let mut depth = 0_usize;
    let close = events.iter().position(|(event, _)| {
        match event {
            Event::Start(tag) if tag.to_end() == end => depth += 1,
            Event::End(tag) if *tag == end => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    events.get(1..close.unwrap_or(1)).unwrap_or_default()
}

/// The place of the text of a link, where that is the address and nothing else.
fn names_itself(inner: &[Placed], typed: &str) -> Option<Range<usize>> {
    let mut named = None;
    for (event, range) in inner {
        match event {
            Event::Text(text) if **text == *typed && named.is_none() => named = Some(range.clone()),
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            _ => return None,
        }
    }
    named
}

/// The destination that is written behind byte `from`, without what stands around it.
fn destination(text: &str, from: usize, kind: LinkType) -> Option<Range<usize>> {
    let rest = text[from..].trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let pointed = rest.strip_prefix('<');
    let rest = pointed.unwrap_or(rest);
    let start = text.len() - rest.len();
    let wiki = matches!(kind, LinkType::WikiLink { .. });
    let mut depth = 0_usize;
    let mut escaped = false;
    let end = rest.find(|c: char| {
        let literal = escaped;
        escaped = c == '\\' && !literal;
        if c.is_whitespace() {
            return pointed.is_none() || c == '\n';
        }
        depth += usize::from(c == '(' && !literal);
        let closes = c == ')' && !literal;
        let ends = match c {
            '>' => pointed.is_some() && !literal,
            '|' | ']' => wiki,
            _ => closes && depth == 0 && pointed.is_none() && kind == LinkType::Inline,
        };
        depth -= usize::from(closes && depth > 0);
        ends
    });
    Some(start..start + end.unwrap_or(rest.len())).filter(|place| !place.is_empty())
}

/// Whether `written` is `destination` with references to characters, or with escapes.
fn reads_as(written: &str, destination: &str) -> bool {
    let link = format!("[x](<{written}>)");
    let first = Parser::new(&link).find(|event| matches!(event, Event::Start(Tag::Link { .. })));
    matches!(first, Some(Event::Start(Tag::Link { dest_url, .. })) if *dest_url == *destination)
}
