//! Links as HTML: those of Markdown, and of words that lead somewhere.

use crate::notes::{Asset, Destination, Embed, Target, Tie};
use crate::references::Address;
use crate::references::vet::Skip;
use crate::site::html::attribute;
use crate::site::marks::Marks;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pulldown_cmark::Event;

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

/// What begins and ends a link with the text `words`. What leads nowhere keeps its text, marked.
pub(super) fn link(to: Option<&Destination>, title: &str, words: &str) -> (String, &'static str) {
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
        (Some(Destination::Outside(address)), None) => not_linked(address, words),
        (Some(Destination::Withheld), None) => (String::new(), ""),
        _ => ("<span class=\"broken\" title=\"This link leads nowhere.\">".to_owned(), "</span>"),
    }
}

/// What begins and ends the text of a link that may not be followed: code where it is the address itself.
pub(super) fn not_linked(address: &Address, words: &str) -> (String, &'static str) {
    let why = address.skip.map(Skip::reason).unwrap_or_default();
    let (element, end) = if names_itself(address, words) { ("code", "</code>") } else { ("span", "</span>") };
    (format!("<{element} class=\"address\" title=\"Not a link: {}\">", attribute(why)), end)
}

/// Whether the text of a link is its address.
pub(super) fn names_itself(address: &Address, words: &str) -> bool {
    words.trim() == address.typed
}

pub(super) fn titled(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) }
}

/// Pushes a text with links around the stretches that lead somewhere. A copy of it has no ids.
pub(super) fn tied_text<'a, 't>(
    events: &mut Vec<Event<'a>>,
    text: &str,
    ties: impl Iterator<Item = &'t Tie>,
    marks: &Marks,
    copy: bool,
) {
    let mut from = 0;
    for tie in ties {
        events.push(Event::Text(text[from..tie.range.start].to_owned().into()));
        let (open, close) = tied(&tie.target, copy);
        events.push(Event::InlineHtml(open.into()));
        events.push(Event::Text(text[tie.range.clone()].to_owned().into()));
        events.push(Event::InlineHtml(close.into()));
        if let Target::Address(address @ Address { skip: None, .. }) = &tie.target {
            events.extend(marks.behind(address).map(|mark| Event::InlineHtml(mark.into())));
        }
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
