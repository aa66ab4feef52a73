//! What the words of a section lead to: mentions of services, links between notes, bare addresses.

mod address;
mod destination;
mod inside;
mod lookup;
mod raw;
mod sentence;
mod written;

use super::map::Map;
use super::outline::{is_inline, is_silent};
use super::withhold::Withheld;
use super::{Destination, Embed, Mention, Read, Section, Subject, Target, Tie, Ties, Topic};
use crate::catalog::{Catalog, Named, ServiceId};
use crate::config::{RawHtml, WithoutPage};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::references::mend::Occurrence;
use crate::source::Span;
use address::bare_addresses;
use inside::Near;
use lookup::Lookup;
use pulldown_cmark::{Event, Tag, TagEnd};
use sentence::sentence;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use written::Written;

/// What links are resolved against.
#[derive(Clone, Copy, Debug)]
pub struct Links<'a> {
    /// Where everything stands.
    pub map: &'a Map<'a>,
    /// The services that may be mentioned.
    pub catalog: &'a Catalog,
    /// Where the name of a service without a page leads.
    pub without_page: WithoutPage,
    /// What must not be linked to.
    pub withheld: &'a Withheld,
    /// Whether raw HTML is trusted.
    pub raw_html: RawHtml,
}

/// Resolves the links of one section of `topic`.
pub fn link(links: &Links, topic: &Topic, section: &Section, read: &Read) -> Outcome<Ties> {
    let own = match topic.subject {
        Subject::Service(id) => Some(id),
        _ => None,
    };
    let linker = Linker {
        links,
        lookup: Lookup::new(links, &read.note.path),
        read,
        section,
        own,
        page: format!("{}.html", topic.slug),
        place: section.id.clone(),
        spoken_of: HashSet::new(),
        block: Block::default(),
        nearest: HashMap::new(),
        ties: Ties::default(),
        diagnostics: Vec::new(),
    };
    linker.run()
}

struct Linker<'a> {
    links: &'a Links<'a>,
    lookup: Lookup<'a>,
    read: &'a Read<'a>,
    section: &'a Section,
    own: Option<ServiceId>,
    /// The page that the section stands on.
    page: String,
    /// The id of the heading that the present text stands under.
    place: String,
    /// The services that were mentioned under that heading.
    spoken_of: HashSet<ServiceId>,
    block: Block,
    /// What was found near to names that do not exist.
    nearest: HashMap<String, Option<Near>>,
    ties: Ties,
    diagnostics: Vec<Diagnostic>,
}

/// The text of a paragraph or the like, and the names in it that want their sentence.
#[derive(Default)]
struct Block {
    text: String,
    /// The place of each name, the page that it names, and the id of the place where it does.
    names: Vec<(Range<usize>, String, String)>,
    /// The page that an open link leads to, and where its text begins.
    link: Option<(String, usize)>,
}

impl Linker<'_> {
    fn run(mut self) -> Outcome<Ties> {
        let mut silent = 0_usize;
        let mut raw = RawTags::default();
        for index in self.section.stretches().into_iter().flatten() {
            let (event, range) = &self.read.outline.events[index];
            match event {
                Event::Start(tag) => {
                    silent += usize::from(is_silent(tag.to_end()));
                    self.start(index, tag, range);
                }
                Event::End(tag) => {
                    if !is_inline(*tag) {
                        raw = RawTags::default();
                    }
                    silent -= usize::from(is_silent(*tag));
                    self.end(*tag);
                }
                Event::Text(text) => {
                    if silent == 0 && !raw.is_silent() {
                        self.words(index, text, range);
                    }
                    self.block.text.push_str(text);
                }
                Event::InlineHtml(tag) => {
                    raw.see(tag);
                    self.raw_html(index, tag, range);
                }
                Event::Html(html) => self.raw_html(index, html, range),
                Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                    self.block.text.push_str(text);
                }
                Event::SoftBreak if self.read.outline.keeps_lines => self.block.text.push('\n'),
                Event::SoftBreak | Event::HardBreak => self.block.text.push(' '),
                _ => {}
            }
        }
        self.end_block();
        self.also_titled();
        Outcome { value: self.ties, diagnostics: self.diagnostics }
    }

    /// A section whose title names several services stands on the page of the first; the others mention it.
    fn also_titled(&mut self) {
        let titles = self.section.titles.last().map(|&title| &self.read.outline.headings[title].text);
        for &service in &self.section.also {
            let named = Named { service, part: None };
            if let (Some(title), Some(_)) = (titles, self.links.map.service(named)) {
                let of = self.links.catalog.service(service).slug.clone();
                let (before, after) = (String::new(), String::new());
                let mention =
                    Mention { of, place: self.section.id.clone(), before, name: title.clone(), after };
                self.ties.mentions.push(mention);
            }
        }
    }

    fn start(&mut self, index: usize, tag: &Tag, range: &Range<usize>) {
        match tag {
            Tag::Heading { .. } => self.heading(index),
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                let span = self.read.repaired.span(range.clone());
                let shown = matches!(tag, Tag::Image { .. });
                let known = self.ties.addresses.len();
                let to = self.markdown_link(*link_type, Written { typed: dest_url, span, shown });
                if let Some(typed) = self.ties.addresses.get(known).map(|found| found.address.typed.clone()) {
                    self.ties.addresses[known].stretches = self.stretches(index, &typed);
                }
                if let Destination::Page(href) | Destination::Embed(Embed { href, .. }) = &to {
                    let slug = self.links.map.slug_of(href).map(str::to_owned);
                    self.block.link = slug.map(|slug| (slug, self.block.text.len()));
                }
                self.ties.links.insert(index, to);
            }
            _ if is_inline(tag.to_end()) => {}
            _ => self.end_block(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => {
                if let Some((slug, start)) = self.block.link.take() {
                    self.block.names.push((start..self.block.text.len(), slug, self.place.clone()));
                }
            }
            // A title and code are no sentences.
            TagEnd::Heading(_) | TagEnd::CodeBlock => self.block = Block::default(),
            _ if is_inline(tag) => {}
            _ => self.end_block(),
        }
    }

    fn heading(&mut self, index: usize) {
        self.end_block();
        self.spoken_of.clear();
        let heading = self.read.outline.headings_in(&(index..index + 1)).next();
        if let Some(heading) = heading.and_then(|(heading, _)| self.section.headings.get(&heading)) {
            self.place.clone_from(&heading.id);
        }
    }

    /// Finds the addresses and the mentions in a text event.
    fn words(&mut self, event: usize, text: &str, range: &Range<usize>) {
        let addresses = bare_addresses(text);
        let mut from = 0;
        for (address, within) in &addresses {
            self.mentions(event, text, from..within.start);
            from = within.end;
            let span = self.span_in(text, range, within.clone());
            let place = range.start + within.start..range.start + within.end;
            let verbatim = self.read.repaired.text.get(place.clone()) == Some(&address.typed);
            let stretches = verbatim.then(|| self.stretch(place, true)).flatten().into_iter().collect();
            self.ties.addresses.push(Occurrence { address: address.clone(), span, stretches });
            self.ties.words.push(Tie {
                event,
                range: within.clone(),
                target: Target::Address(address.clone()),
            });
        }
        self.mentions(event, text, from..text.len());
    }

    fn mentions(&mut self, event: usize, text: &str, within: Range<usize>) {
        for mention in self.links.catalog.find_mentions(&text[within.clone()]) {
            let service = mention.named.service;
            if Some(service) == self.own || self.spoken_of.contains(&service) {
                continue;
            }
            let range = within.start + mention.range.start..within.start + mention.range.end;
            let known = self.links.catalog.service(service);
            let target = match self.links.map.service(mention.named) {
                Some(href) => {
                    let id = format!("{}--to--{}", self.place, known.slug);
                    let at = self.block.text.len();
                    self.block.names.push((at + range.start..at + range.end, known.slug.clone(), id.clone()));
                    Target::Page { href: href.to_owned(), id }
                }
                None => match &known.docs {
                    Some(docs) if self.links.without_page == WithoutPage::Documentation => {
                        Target::Documentation(docs.clone())
                    }
                    _ => continue,
                },
            };
            self.spoken_of.insert(service);
            self.ties.words.push(Tie { event, range, target });
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        for (name, of, place) in block.names {
            let (before, after) = sentence(&block.text, &name);
            let name = block.text[name].to_owned();
            self.ties.mentions.push(Mention { of, place, before, name, after });
        }
    }

    /// The place in the note of `part` of a text event, which may be written with entities or escapes.
    fn span_in(&self, text: &str, range: &Range<usize>, part: Range<usize>) -> Span {
        let verbatim = self.read.repaired.text[range.clone()] == *text;
        let range = if verbatim { range.start + part.start..range.start + part.end } else { range.clone() };
        self.read.repaired.span(range)
    }
}

/// The raw tags that are open in a paragraph.
#[derive(Default)]
struct RawTags(usize);

impl RawTags {
    /// Elements of raw HTML in which nothing is linked.
    const SILENT: &[&str] = &["a", "code", "kbd", "pre", "samp"];

    fn see(&mut self, tag: &str) {
        let name = tag.trim_start_matches(['<', '/']);
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if Self::SILENT.iter().any(|silent| name.eq_ignore_ascii_case(silent)) {
            self.0 = if tag.starts_with("</") { self.0.saturating_sub(1) } else { self.0 + 1 };
        }
    }

    fn is_silent(&self) -> bool {
        self.0 > 0
    }
}
