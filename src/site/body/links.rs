//! Links as HTML: those of Markdown, of raw HTML, and of words that lead somewhere.

use crate::notes::raw::attributes;
use crate::notes::{Asset, Destination, Embed, RawLink, Target, Tie};
use crate::references::Address;
use crate::site::html::attribute;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pulldown_cmark::Event;
use std::ops::Range;

/// The folder of the output in which files from among the notes are published.
pub const FILES: &str = "files";

/// What a path in an `href` must not hold as it is.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'`');

/// Where a file from among the notes is published, as a link has it.
fn file_href(asset: &Asset) -> String {
    format!("{FILES}/{}", utf8_percent_encode(asset.published.as_str(), PATH))
}

/// The address that a link has, if it may be followed.
pub(super) fn href(to: Option<&Destination>) -> Option<String> {
    match to? {
        Destination::Page(href) | Destination::Typed(href) | Destination::Embed(Embed { href, .. }) => {
            Some(href.clone())
        }
        Destination::File(asset) => Some(file_href(asset)),
        Destination::Outside(Address { typed, skip: None, .. }) => Some(typed.clone()),
        Destination::Outside(_) | Destination::Withheld | Destination::Nowhere => None,
    }
}

/// What begins and ends a link. What leads nowhere keeps its text, marked.
pub(super) fn link(to: Option<&Destination>, title: &str) -> (String, &'static str) {
    match (to, href(to)) {
        (Some(Destination::Outside(address)), Some(href)) if address.skip.is_none() => (
            format!(
                "<a class=\"external\" href=\"{}\" rel=\"noopener noreferrer\"{}>",
                attribute(&href),
                titled(title)
            ),
            "</a>",
        ),
        (_, Some(href)) => (format!("<a href=\"{}\"{}>", attribute(&href), titled(title)), "</a>"),
        (Some(Destination::Outside(Address { skip: Some(skip), .. })), None) => (
            format!("<span class=\"address\" title=\"Not a link: {}\">", attribute(skip.reason())),
            "</span>",
        ),
        (Some(Destination::Withheld), None) => (String::new(), ""),
        _ => ("<span class=\"broken\" title=\"This link leads nowhere.\">".to_owned(), "</span>"),
    }
}

pub(super) fn titled(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) }
}

/// Raw HTML with its links leading where they do; a copy of it in another place loses the names that it gives to places.
pub(super) fn raw_html<'t>(html: &str, links: impl Iterator<Item = &'t RawLink>, copy: bool) -> String {
    let link = |link: &RawLink| (link.range.clone(), raw_attribute(link.attribute, href(Some(&link.to))));
    let mut changes: Vec<(Range<usize>, String)> = links.map(link).collect();
    if copy {
        let names = attributes(html).into_iter().filter(|found| matches!(found.name.as_str(), "id" | "name"));
        changes.extend(names.map(|found| (found.place, String::new())));
        changes.sort_by_key(|(place, _)| place.start);
    }
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

/// Pushes a text with links around the stretches that lead somewhere. A copy of it has no ids.
pub(super) fn tied_text<'a, 't>(
    events: &mut Vec<Event<'a>>,
    text: &str,
    ties: impl Iterator<Item = &'t Tie>,
    copy: bool,
) {
    let mut from = 0;
    for tie in ties {
        events.push(Event::Text(text[from..tie.range.start].to_owned().into()));
        let (open, close) = tied(&tie.target, copy);
        events.push(Event::InlineHtml(open.into()));
        events.push(Event::Text(text[tie.range.clone()].to_owned().into()));
        events.push(Event::InlineHtml(close.into()));
        from = tie.range.end;
    }
    events.push(Event::Text(text[from..].to_owned().into()));
}

fn tied(target: &Target, copy: bool) -> (String, &'static str) {
    match target {
        Target::Page { href, .. } if copy => {
            (format!("<a class=\"mention\" href=\"{}\">", attribute(href)), "</a>")
        }
        Target::Page { href, id } => {
            (format!("<a class=\"mention\" id=\"{}\" href=\"{}\">", attribute(id), attribute(href)), "</a>")
        }
        Target::Documentation(docs) => (
            format!("<a class=\"mention outside\" href=\"{}\" rel=\"noopener noreferrer\">", attribute(docs)),
            "</a>",
        ),
        Target::Address(Address { skip: Some(_), .. }) => ("<code class=\"address\">".to_owned(), "</code>"),
        Target::Address(address) => (
            format!(
                "<a class=\"external\" href=\"{}\" rel=\"noopener noreferrer\">",
                attribute(&address.typed)
            ),
            "</a>",
        ),
    }
}
