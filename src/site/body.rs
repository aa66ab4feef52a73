//! The events of a section become safe HTML: one adapter a feature, then pulldown-cmark's own writer.

use super::highlight;
use super::html::{attribute, safe};
use crate::notes::{
    Asset, Destination, Outline, PageHeading, Placed, Read, Section, Target, Tie, Ties, outline,
};
use crate::references::Address;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd, html};
use std::collections::HashSet;

/// The folder of the output in which files from among the notes are published.
pub const FILES: &str = "files";

/// What a path in an `href` must not hold as it is.
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'%').add(b'\\');

/// Renders a section. Raw HTML is made safe unless `trusted`.
pub fn render(read: &Read, section: &Section, ties: &Ties, trusted: bool) -> String {
    let events = footnotes(resolved(read, section, ties), &section.id);
    let events = tasks(tables(headings(events, heading_ids(read, section).into_iter())));
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    if read.outline.raw_html && !trusted { safe(&rendered) } else { rendered }
}

/// Events of a note, by their indices, as pulldown-cmark's writer alone renders them: what its words are counted in.
pub fn plain(outline: &Outline, events: impl Iterator<Item = usize>) -> String {
    let mut rendered = String::new();
    html::push_html(&mut rendered, events.map(|index| outline.events[index].0.clone()));
    rendered
}

/// The events of a section with links, images, code and raw HTML as they are put out.
fn resolved<'a>(read: &Read<'a>, section: &Section, ties: &Ties) -> Vec<Event<'a>> {
    let all = &read.outline.events;
    let mut events = Vec::with_capacity(section.events.len() * 2);
    let mut words = ties.words.iter().peekable();
    let mut ends: Vec<&str> = Vec::new();
    let mut indices = section.stretches().into_iter().flatten();
    while let Some(index) = indices.next() {
        match &all[index].0 {
            Event::Start(Tag::CodeBlock(kind)) => {
                let end = code_block(&mut events, all, index, kind);
                indices.find(|&at| at == end);
            }
            Event::Start(Tag::Image { title, .. }) => {
                let end = image(&mut events, all, index, ties.links.get(&index), title);
                indices.find(|&at| at == end);
            }
            Event::Start(Tag::Link { title, .. }) => {
                let (open, end) = link(ties.links.get(&index), title);
                events.push(Event::InlineHtml(open.into()));
                ends.push(end);
            }
            Event::End(TagEnd::Link) => events.push(Event::InlineHtml(ends.pop().unwrap_or_default().into())),
            Event::Text(text) => {
                let of_event = std::iter::from_fn(|| words.next_if(|tie| tie.event == index));
                tied_text(&mut events, text, of_event);
            }
            Event::SoftBreak if read.outline.keeps_lines => events.push(Event::HardBreak),
            other => events.push(other.clone()),
        }
    }
    events
}

/// The level and id of each heading of the section, in order.
fn heading_ids(read: &Read, section: &Section) -> Vec<PageHeading> {
    let headings = section.headings_in(read.outline).into_iter();
    headings.filter_map(|(index, _)| section.headings.get(&index).cloned()).collect()
}

/// Gives headings their level on the page, their id and a link to themselves. Attributes that the author wrote are not
/// put out: they could be event handlers.
fn headings<'a>(
    events: impl Iterator<Item = Event<'a>>,
    ids: impl Iterator<Item = PageHeading>,
) -> impl Iterator<Item = Event<'a>> {
    let mut ids = ids;
    let mut open: Option<(HeadingLevel, String)> = None;
    events.flat_map(move |event| match event {
        Event::Start(Tag::Heading { .. }) => {
            let heading = ids.next().unwrap_or_else(|| PageHeading { level: 6, id: String::new() });
            let level = HeadingLevel::try_from(usize::from(heading.level)).unwrap_or(HeadingLevel::H6);
            let id = (!heading.id.is_empty()).then(|| heading.id.clone().into());
            open = Some((level, heading.id));
            vec![Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() })]
        }
        Event::End(TagEnd::Heading(_)) => {
            let (level, id) = open.take().expect("a heading ends only after it began");
            let link = format!(
                "<a class=\"anchor\" href=\"#{}\" aria-label=\"Link to this section\"></a>",
                attribute(&id)
            );
            vec![Event::InlineHtml(link.into()), Event::End(TagEnd::Heading(level))]
        }
        other => vec![other],
    })
}

/// Puts tables into a box that scrolls sideways by itself.
fn tables<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    events.flat_map(|event| match event {
        Event::Start(Tag::Table(_)) => {
            vec![Event::Html("<div class=\"table-scroll\" tabindex=\"0\">".into()), event]
        }
        Event::End(TagEnd::Table) => vec![event, Event::Html("</div>\n".into())],
        other => vec![other],
    })
}

/// Gives the box of a task its words for those who do not see it.
fn tasks<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    events.map(|event| match event {
        Event::TaskListMarker(done) => {
            let (checked, words) = if done { (" checked", "done") } else { ("", "open") };
            let html = format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{words}\"> ");
            Event::InlineHtml(html.into())
        }
        other => other,
    })
}

/// Makes the names of footnotes unique on a page that is made of several notes. A second section that refers to a footnote
/// shows its mark alone.
fn footnotes<'a>(events: Vec<Event<'a>>, section: &str) -> impl Iterator<Item = Event<'a>> {
    let definitions = events.iter().filter_map(|event| match event {
        Event::Start(Tag::FootnoteDefinition(label)) => Some(label.to_string()),
        _ => None,
    });
    let here: HashSet<String> = definitions.collect();
    let name = move |label: &str| format!("{section}-note-{label}").into();
    events.into_iter().map(move |event| match event {
        Event::FootnoteReference(label) if here.contains(&*label) => Event::FootnoteReference(name(&label)),
        Event::FootnoteReference(label) => {
            Event::InlineHtml(format!("<sup class=\"elsewhere\">{}</sup>", attribute(&label)).into())
        }
        Event::Start(Tag::FootnoteDefinition(label)) => Event::Start(Tag::FootnoteDefinition(name(&label))),
        other => other,
    })
}

/// Pushes a code block as HTML; gives the index of its last event.
fn code_block(events: &mut Vec<Event>, all: &[Placed], index: usize, kind: &CodeBlockKind) -> usize {
    let end = end_of(all, index);
    let mut code = String::new();
    for (event, _) in &all[index..end] {
        if let Event::Text(text) = event {
            code.push_str(text);
        }
    }
    let info = match kind {
        CodeBlockKind::Fenced(info) => info,
        CodeBlockKind::Indented => "",
    };
    events.push(Event::Html(highlight::code_block(info, &code).into()));
    end
}

/// Pushes an image; gives the index of its last event.
fn image(
    events: &mut Vec<Event>,
    all: &[Placed],
    index: usize,
    to: Option<&Destination>,
    title: &str,
) -> usize {
    let end = end_of(all, index);
    let words = attribute(&outline::text(&all[index..end]));
    let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) };
    if let Some(Destination::Page(href)) = to {
        events.push(Event::InlineHtml(format!("<a href=\"{}\">{words}</a>", attribute(href)).into()));
        return end;
    }
    let source = match to {
        Some(Destination::File(asset)) => Some(file_href(asset)),
        Some(Destination::Outside(Address { typed, skip: None, .. })) => Some(typed.clone()),
        _ => None,
    };
    let html = match source {
        None if to == Some(&Destination::Withheld) => words,
        Some(source) => {
            format!("<img src=\"{}\" alt=\"{words}\"{title} loading=\"lazy\">", attribute(&source))
        }
        None => format!("<span class=\"broken\">{words}</span>"),
    };
    events.push(Event::InlineHtml(html.into()));
    end
}

/// The index of the event that ends what begins at `index`.
fn end_of(events: &[Placed], index: usize) -> usize {
    let mut depth = 0_usize;
    for (at, (event, _)) in events.iter().enumerate().skip(index) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    events.len()
}

/// Where a file from among the notes is published, as a link has it.
fn file_href(asset: &Asset) -> String {
    format!("{FILES}/{}", utf8_percent_encode(asset.published.as_str(), PATH))
}

/// What begins and ends a link. What leads nowhere keeps its text, marked.
fn link(to: Option<&Destination>, title: &str) -> (String, &'static str) {
    let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) };
    let open = match to {
        Some(Destination::Page(href) | Destination::Typed(href)) => {
            format!("<a href=\"{}\"{title}>", attribute(href))
        }
        Some(Destination::File(asset)) => {
            format!("<a href=\"{}\"{title}>", attribute(&file_href(asset)))
        }
        Some(Destination::Outside(Address { skip: Some(skip), .. })) => {
            return (
                format!("<span class=\"address\" title=\"Not a link: {}\">", attribute(skip.reason())),
                "</span>",
            );
        }
        Some(Destination::Outside(address)) => {
            format!(
                "<a class=\"external\" href=\"{}\" rel=\"noopener noreferrer\"{title}>",
                attribute(&address.typed)
            )
        }
        Some(Destination::Withheld) => return (String::new(), ""),
        Some(Destination::Nowhere) | None => {
            return ("<span class=\"broken\" title=\"This link leads nowhere.\">".to_owned(), "</span>");
        }
    };
    (open, "</a>")
}

/// Pushes a text with links around the stretches that lead somewhere.
fn tied_text<'a, 't>(events: &mut Vec<Event<'a>>, text: &str, ties: impl Iterator<Item = &'t Tie>) {
    let mut from = 0;
    for tie in ties {
        events.push(Event::Text(text[from..tie.range.start].to_owned().into()));
        let (open, close) = tied(&tie.target);
        events.push(Event::InlineHtml(open.into()));
        events.push(Event::Text(text[tie.range.clone()].to_owned().into()));
        events.push(Event::InlineHtml(close.into()));
        from = tie.range.end;
    }
    events.push(Event::Text(text[from..].to_owned().into()));
}

fn tied(target: &Target) -> (String, &'static str) {
    match target {
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
