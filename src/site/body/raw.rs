//! Raw HTML as it is put out: its links lead where they do, and marks stand behind what they belong to.

use super::links::href;
use crate::notes::raw::attributes;
use crate::notes::{Destination, RawLink};
use crate::site::html::attribute;
use crate::site::marks::Marks;
use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::ops::Range;

/// Raw HTML with its links leading where they do; a copy of it in another place loses the names that it gives to places.
pub(super) fn raw_html(html: &str, links: &[&RawLink], copy: bool, marks: &mut RawMarks) -> String {
    let link = |link: &&RawLink| (link.range.clone(), raw_attribute(link.attribute, href(Some(&link.to))));
    let mut changes: Vec<(Range<usize>, String)> = links.iter().map(link).collect();
    if copy {
        let names = attributes(html).into_iter().filter(|found| matches!(found.name.as_str(), "id" | "name"));
        changes.extend(names.map(|found| (found.place, String::new())));
    }
    changes.extend(marks.see(html, links).into_iter().map(|(at, mark)| (at..at, mark)));
    changes.sort_by_key(|(place, _)| place.start);
    let mut rewritten = String::with_capacity(html.len());
    let mut from = 0;
    for (place, replacement) in changes {
        rewritten.push_str(&html[from..place.start]);
        rewritten.push_str(&replacement);
        from = place.end;
    }
    rewritten.push_str(&html[from..]);
    rewritten
}

fn raw_attribute(name: &str, href: Option<String>) -> String {
    href.map_or_else(String::new, |href| format!("{name}=\"{}\"", attribute(&href)))
}

/// The marks of raw elements that are still open.
pub(super) struct RawMarks<'a> {
    marks: &'a Marks,
    /// The names of the elements behind whose end a mark stands, and the mark.
    waiting: Vec<(&'static [&'static str], String)>,
}

impl<'a> RawMarks<'a> {
    pub(super) fn new(marks: &'a Marks) -> Self {
        Self { marks, waiting: Vec::new() }
    }

    /// Reads a piece of raw HTML with `links`; gives the marks that stand in it and their places.
    fn see(&mut self, html: &str, links: &[&RawLink]) -> Vec<(usize, String)> {
        let marked = links.iter().filter_map(|link| match &link.to {
            Destination::Outside(address) => Some((link.range.start, self.marks.behind(address)?)),
            _ => None,
        });
        let mut marked = marked.collect::<Vec<_>>().into_iter().peekable();
        let mut placed = Vec::new();
        if marked.peek().is_none() && self.waiting.is_empty() {
            return placed;
        }
        for token in Tokenizer::new_with_emitter(html, DefaultEmitter::new_with_span()).flatten() {
            match token {
                Token::StartTag(tag) => {
                    let ends = ends(&tag.name);
                    while let Some((_, mark)) = marked.next_if(|(at, _)| *at < tag.span.end) {
                        if ends.is_empty() {
                            placed.push((tag.span.end, mark));
                        } else {
                            self.waiting.push((ends, mark));
                        }
                    }
                }
                Token::EndTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name);
                    let ended = self.waiting.extract_if(.., |(ends, _)| ends.contains(&name.as_ref()));
                    placed.extend(ended.map(|(_, mark)| (tag.span.end, mark)));
                }
                _ => {}
            }
        }
        placed
    }

    /// The marks of elements that never end.
    pub(super) fn rest(&mut self) -> impl Iterator<Item = String> {
        self.waiting.drain(..).map(|(_, mark)| mark)
    }
}

/// The elements behind whose end the mark of `element` stands; none where it stands behind the tag itself.
fn ends(element: &[u8]) -> &'static [&'static str] {
    match element {
        b"a" => &["a"],
        b"area" => &["map"],
        b"audio" => &["audio"],
        b"video" => &["video"],
        b"source" | b"track" => &["audio", "picture", "video"],
        _ => &[],
    }
}
