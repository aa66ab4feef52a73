//! The events of a section become safe HTML: one adapter a feature, then pulldown-cmark's own writer.

mod images;
mod links;
mod math;
mod part;
mod raw;

pub use links::FILES;
pub(super) use part::whole;
pub use part::{Copied, Part};

use super::highlight;
use super::html::{attribute, safe};
use crate::notes::{Destination, Outline, PageHeading, Placed, RawLink, Tie, outline};
use crate::references::Address;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd, html};
use raw::RawMarks;
use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::vec::IntoIter;

/// Gives what is shown for the embed that begins with an event, as HTML, or nothing where a link must do.
pub type Frames<'f> = dyn FnMut(usize) -> Option<String> + 'f;

/// Renders a section or a part of it. Raw HTML is made safe unless `trusted`.
pub fn render(part: &Part, trusted: bool, frames: &mut Frames) -> String {
    let events = footnotes(Resolver::new(part, frames).events(), part.name());
    let events = tasks(tables(headings(events, part.headings().into_iter())));
    let events = math::formulas(events);
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    if part.read.outline.raw_html && !trusted { safe(&rendered) } else { rendered }
}

/// Events of a note, by their indices, as pulldown-cmark's writer alone renders them: what its words are counted in.
pub fn plain(outline: &Outline, events: impl Iterator<Item = usize>) -> String {
    let mut rendered = String::new();
    html::push_html(&mut rendered, events.map(|index| outline.events[index].0.clone()));
    rendered
}

/// Makes the events of a part with links, images, embeds, code and raw HTML as they are put out.
struct Resolver<'a, 'f> {
    part: &'a Part<'a>,
    frames: &'f mut Frames<'f>,
    all: &'a [Placed<'a>],
    events: Vec<Event<'a>>,
    words: Peekable<IntoIter<&'a Tie>>,
    raw: Peekable<IntoIter<&'a RawLink>>,
    /// What ends each open link.
    ends: Vec<&'static str>,
    /// What stands behind the outermost open link.
    behind: Vec<String>,
    raw_marks: RawMarks<'a>,
    /// What is embedded in the text of the present block, to be shown behind it.
    waiting: Vec<String>,
}

impl<'a, 'f> Resolver<'a, 'f> {
    fn new(part: &'a Part<'a>, frames: &'f mut Frames<'f>) -> Self {
        let shown = |event: usize| part.copy.is_none_or(|copy| copy.events.contains(&event));
        let words: Vec<&Tie> = part.ties.words.iter().filter(|tie| shown(tie.event)).collect();
        let raw: Vec<&RawLink> = part.ties.raw.iter().filter(|link| shown(link.event)).collect();
        Self {
            part,
            frames,
            all: &part.read.outline.events,
            events: Vec::with_capacity(part.section.events.len() * 2),
            words: words.into_iter().peekable(),
            raw: raw.into_iter().peekable(),
            ends: Vec::new(),
            behind: Vec::new(),
            raw_marks: RawMarks::new(part.marks),
            waiting: Vec::new(),
        }
    }

    fn events(mut self) -> Vec<Event<'a>> {
        let mut indices = self.part.stretches().into_iter().flatten();
        while let Some(index) = indices.next() {
            let end = self.see(index);
            if end > index {
                indices.find(|&at| at == end);
            }
        }
        let rest = self.raw_marks.rest().map(|mark| Event::InlineHtml(mark.into()));
        self.events.extend(rest);
        self.show_waiting();
        self.events
    }

    /// Pushes what is put out for the event at `index` and perhaps for those behind it; gives the index of the last.
    fn see(&mut self, index: usize) -> usize {
        let copy = self.part.copy.is_some();
        let event = &self.all[index].0;
        self.begin_block(index, event);
        match event {
            Event::Start(Tag::CodeBlock(kind)) => return code_block(&mut self.events, self.all, index, kind),
            Event::Start(Tag::Image { title, .. }) => return self.image(index, title),
            Event::Start(Tag::Paragraph) if self.embeds_alone(index) => return end_of(self.all, index),
            Event::Start(Tag::Link { title, .. }) => self.begin_link(index, title),
            Event::End(TagEnd::Link) => {
                let end = self.ends.pop().unwrap_or_default();
                self.events.push(Event::InlineHtml(end.into()));
                self.show_behind();
            }
            Event::Text(text) => {
                let of_event = std::iter::from_fn(|| self.words.next_if(|tie| tie.event == index));
                links::tied_text(&mut self.events, text, of_event, self.part.marks, copy);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let of_event = std::iter::from_fn(|| self.raw.next_if(|link| link.event == index));
                let of_event: Vec<&RawLink> = of_event.collect();
                let html = raw::raw_html(html, &of_event, copy, &mut self.raw_marks).into();
                let block = matches!(event, Event::Html(_));
                self.events.push(if block { Event::Html(html) } else { Event::InlineHtml(html) });
            }
            Event::SoftBreak if self.part.read.outline.keeps_lines => self.events.push(Event::HardBreak),
            other => self.events.push(other.clone()),
        }
        self.end_block(index, event);
        index
    }

    fn begin_link(&mut self, index: usize, title: &str) {
        let to = self.part.ties.links.get(&index);
        let (open, end) = links::link(to, title, &self.words_where_skipped(index, to));
        self.events.push(Event::InlineHtml(open.into()));
        self.ends.push(end);
        self.mark(index, to);
    }

    /// The text of the link or image at `index`, where it leads to what may not be followed.
    fn words_where_skipped(&self, index: usize, to: Option<&Destination>) -> String {
        match to {
            Some(Destination::Outside(Address { skip: Some(_), .. })) => {
                outline::text(&self.all[index..end_of(self.all, index)])
            }
            _ => String::new(),
        }
    }

    /// Keeps the mark of a link or an image, which stands behind it, or behind the link around it.
    fn mark(&mut self, index: usize, to: Option<&Destination>) {
        let Some(Destination::Outside(address)) = to else { return };
        if links::names_itself(address, &self.words_where_skipped(index, to)) {
            return;
        }
        let mark = self.part.marks.behind(address).filter(|mark| !self.behind.contains(mark));
        self.behind.extend(mark);
    }

    fn show_behind(&mut self) {
        if self.ends.is_empty() {
            self.events.extend(self.behind.drain(..).map(|mark| Event::InlineHtml(mark.into())));
        }
    }

    /// The id of a block stands in it, if text can; or else before it.
    fn begin_block(&mut self, index: usize, event: &Event) {
        let within = matches!(event, Event::End(TagEnd::Paragraph | TagEnd::Heading(_)));
        let inline = match event {
            Event::Start(tag) => outline::is_inline(tag.to_end()),
            Event::End(tag) => outline::is_inline(*tag),
            _ => true,
        };
        if !inline && !within {
            self.show_waiting();
        }
        if !holds_text(event) {
            self.name_block(index);
        }
    }

    fn end_block(&mut self, index: usize, event: &Event) {
        if holds_text(event) {
            self.name_block(index);
        } else if let Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) = event {
            self.show_waiting();
        }
    }

    fn name_block(&mut self, index: usize) {
        let id = self.part.block_id(index);
        let html = id.map(|id| format!("<span id=\"{}\"></span>", attribute(&id)));
        self.events.extend(html.map(|html| Event::InlineHtml(html.into())));
    }

    fn show_waiting(&mut self) {
        self.events.extend(self.waiting.drain(..).map(|html| Event::Html(html.into())));
    }

    /// Pushes an image; gives the index of its last event. What is embedded in a text is named there, and shown behind it.
    fn image(&mut self, index: usize, title: &str) -> usize {
        let end = end_of(self.all, index);
        let words = outline::text(&self.all[index..end]);
        let to = self.part.ties.links.get(&index);
        let html = images::image(to, &words, title, self.part.read.outline.sizes.get(&index).copied());
        self.events.push(Event::InlineHtml(html.into()));
        self.mark(index, to);
        self.show_behind();
        if let Some(Destination::Embed(_)) = to {
            let frame =
                (self.frames)(index).map(|html| format!("<figure class=\"embed\">\n{html}</figure>\n"));
            self.waiting.extend(frame);
        }
        end
    }

    /// Shows what a paragraph embeds that holds nothing else; each frame has a link to where its text stands.
    fn embeds_alone(&mut self, paragraph: usize) -> bool {
        let links = &self.part.ties.links;
        let mut embeds = Vec::new();
        let mut at = paragraph + 1;
        loop {
            match &self.all[at].0 {
                Event::Start(Tag::Image { .. }) if matches!(links.get(&at), Some(Destination::Embed(_))) => {
                    embeds.push(at);
                    at = end_of(self.all, at);
                }
                Event::SoftBreak | Event::HardBreak => {}
                Event::End(TagEnd::Paragraph) if !embeds.is_empty() => break,
                _ => return false,
            }
            at += 1;
        }
        self.name_block(paragraph);
        for embed in embeds {
            let words = outline::text(&self.all[embed..end_of(self.all, embed)]);
            let link = images::image(links.get(&embed), &words, "", None);
            let html = (self.frames)(embed).map_or_else(
                || format!("<p>{link}</p>\n"),
                |html| {
                    format!(
                        "<figure class=\"embed\">\n<figcaption>From {link}</figcaption>\n{html}</figure>\n"
                    )
                },
            );
            self.events.push(Event::Html(html.into()));
        }
        true
    }
}

/// Whether text can stand in what begins here.
fn holds_text(event: &Event) -> bool {
    matches!(
        event,
        Event::Start(
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::Item
                | Tag::TableCell
                | Tag::DefinitionListTitle
                | Tag::DefinitionListDefinition
        )
    )
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
            let link = (!id.is_empty()).then(|| Event::InlineHtml(link.into()));
            link.into_iter().chain([Event::End(TagEnd::Heading(level))]).collect()
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
    // References lead to the first of two definitions; the second is shown, under a name of its own.
    let mut defined: HashMap<String, usize> = HashMap::new();
    let mut name_apart = move |label: &str| {
        let count = defined.entry(label.to_owned()).or_default();
        *count += 1;
        if *count == 1 { label.to_owned() } else { format!("{label}-again-{count}") }
    };
    events.into_iter().map(move |event| match event {
        Event::FootnoteReference(label) if here.contains(&*label) => Event::FootnoteReference(name(&label)),
        Event::FootnoteReference(label) => {
            Event::InlineHtml(format!("<sup class=\"elsewhere\">{}</sup>", attribute(&label)).into())
        }
        Event::Start(Tag::FootnoteDefinition(label)) => {
            Event::Start(Tag::FootnoteDefinition(name(&name_apart(&label))))
        }
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
