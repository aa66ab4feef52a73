//! The chain from a snapshot to a site: repair, outline, segment, link, judge, assemble, in this order and nothing else.

use crate::catalog::{self, Catalog};
use crate::config::{self, Config, RawHtml};
use crate::diagnostic::{Diagnostic, Report};
use crate::notes::segment::{Copied, Segmented, segment};
use crate::notes::{Note, Read, Subject, Topic, link, map, order, outline, read, repair};
use crate::references::judge;
use crate::rules;
use crate::site::assemble::{self, Parts, assemble};
use crate::site::template::Templates;
use crate::site::{Artifacts, Page, RenderedSection, body, crawl, html};
use crate::source::{Snapshot, Sources, Span};
use camino::Utf8PathBuf;
use rayon::prelude::*;
use serde::Serialize;
use std::ops::Range;

/// What a build gives: the site, how the notes were understood, and what was found.
#[derive(Debug)]
pub struct Build {
    /// The files of the site; `None` where a template fails, or where the notes give no page.
    pub site: Option<Artifacts>,
    /// Its pages and where each came from, in the order in which the notes first speak of them.
    pub explanation: Explanation,
    /// The findings, with the texts they point into.
    pub report: Report,
}

/// How notes became pages.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The pages.
    pub pages: Vec<PageOrigin>,
    /// The count that shows that no word was lost.
    pub words: Words,
}

/// A page and where it came from.
#[derive(Debug, Serialize)]
pub struct PageOrigin {
    /// Its title.
    pub title: String,
    /// Its address, without `.html`.
    pub slug: String,
    /// Its category.
    pub category: String,
    /// `service`, `topic` or `unsorted`.
    pub kind: &'static str,
    /// Whether a misspelt title led to it.
    pub corrected: bool,
    /// The stretches of notes that it is made of, in reading order.
    pub sources: Vec<SourceLines>,
}

/// A stretch of a note.
#[derive(Debug, Serialize)]
pub struct SourceLines {
    /// The note, from the folder the user named.
    pub file: Utf8PathBuf,
    /// Its first and last line.
    pub lines: [usize; 2],
    /// The rule that decided where it belongs.
    pub rule: &'static str,
    /// How sure that is, from 0 to 1.
    pub confidence: f64,
}

/// Words of the notes, markup apart, and of the pages' bodies.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// In the notes.
    #[serde(rename = "in")]
    pub read: usize,
    /// On the pages.
    #[serde(rename = "out")]
    pub shown: usize,
}

/// Builds a site. The same snapshot gives the same bytes and the same findings, on any number of threads.
pub fn build(snapshot: &Snapshot) -> Build {
    let catalog = catalog::aws();
    let mut sources = Sources::default();
    let mut found: Vec<Diagnostic> = snapshot.unreadable.iter().map(rules::unreadable).collect();
    found.extend(snapshot.unfollowed.iter().map(rules::unfollowed));
    found.extend(snapshot.notes.is_empty().then(rules::no_notes));
    let config = configure(snapshot, &mut sources, &mut found);
    let templates_from = sources.len();
    let templates = Templates::new(&snapshot.templates, &mut sources).unpack(&mut found);
    let templates_to = sources.len();
    let notes: Vec<Note> = snapshot
        .notes
        .iter()
        .filter_map(|file| read::read(file, &snapshot.notes_dir, &mut sources).unpack(&mut found))
        .collect();
    let (notes, _summaries) = order::reading_order(notes, &sources);

    let repaired: Vec<_> = notes.par_iter().map(|note| repair::repair(note, catalog, &sources)).collect();
    let repaired: Vec<_> = repaired.into_iter().map(|outcome| outcome.unpack(&mut found)).collect();
    let outlines: Vec<_> =
        repaired.par_iter().map(|note| outline::outline(note, config.line_breaks, config.html)).collect();
    let read: Vec<Read> = notes
        .iter()
        .zip(repaired.iter().zip(&outlines))
        .map(|(note, (repaired, outline))| Read { note, repaired, outline })
        .collect();
    let Segmented { topics, copies } = segment(&read, catalog).unpack(&mut found);
    let assets = below(&snapshot.assets, &snapshot.notes_dir);
    let map = map::Map::new(&topics, &read, catalog, &assets);
    let links = link::Links { map: &map, catalog, without_page: config.services_without_page };
    let pages = render(&topics, &read, &links, &config, &mut found);
    let parts = Parts {
        notes: &read,
        catalog,
        config: &config,
        name: &snapshot.name,
        sources: &sources,
        changed: &snapshot.changed,
        statics: &snapshot.statics,
        notes_dir: &snapshot.notes_dir,
    };
    let templates = templates.filter(|_| !pages.is_empty());
    let site = templates.and_then(|templates| assemble(&pages, &parts, &templates).unpack(&mut found));
    if let Some(site) = &site {
        found.extend(crawl::crawl(site, &origins(&pages, templates_from..templates_to, &sources), &sources));
    }
    let explanation = explain(&pages, &copies, &read, catalog, &sources);
    Build { site, explanation, report: Report::new(sources, found, &config.allow) }
}

fn configure(snapshot: &Snapshot, sources: &mut Sources, found: &mut Vec<Diagnostic>) -> Config {
    let Some(file) = &snapshot.config else {
        return Config::default();
    };
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    let source = sources.add(&file.path, text);
    let text = &sources.get(source).text;
    let config = config::parse(text).unwrap_or_else(|flaw| {
        found.push(rules::bad_config(Span::new(source, flaw.range), &flaw.message, &flaw.help));
        Config::default()
    });
    for name in config.allow.iter().filter(|name| !rules::ALL.iter().any(|rule| rule.name == **name)) {
        let at = text.find(name.as_str()).unwrap_or(0);
        found.push(rules::bad_allow(Span::new(source, at..at + name.len().min(text.len() - at)), name));
    }
    config
}

fn below(paths: &[Utf8PathBuf], folder: &camino::Utf8Path) -> Vec<Utf8PathBuf> {
    paths.iter().filter_map(|path| path.strip_prefix(folder).ok()).map(ToOwned::to_owned).collect()
}

/// Links, judges and renders the sections of every topic.
fn render<'a>(
    topics: &'a [Topic],
    notes: &[Read],
    links: &link::Links,
    config: &Config,
    found: &mut Vec<Diagnostic>,
) -> Vec<Page<'a>> {
    let trusted = config.html == RawHtml::Trust;
    let pages: Vec<(Page, Vec<Diagnostic>)> = topics
        .par_iter()
        .map(|topic| {
            let mut found = Vec::new();
            let sections = topic.sections.iter().map(|section| {
                let read = &notes[section.note];
                let mut ties = link::link(links, topic, section, read).unpack(&mut found);
                let references = judge::judge(std::mem::take(&mut ties.addresses)).unpack(&mut found);
                let html = body::render(read, section, &ties, trusted);
                let words = html::count_words(&html) + html::words(&assemble::typed(section, notes)).count();
                RenderedSection { section, ties, references, html, words }
            });
            let sections = sections.collect();
            (Page { topic, sections }, found)
        })
        .collect();
    let mut rendered = Vec::with_capacity(pages.len());
    for (page, diagnostics) in pages {
        found.extend(diagnostics);
        rendered.push(page);
    }
    rendered
}

/// Where the text of each page may come from.
fn origins(pages: &[Page], templates: Range<usize>, sources: &Sources) -> crawl::Origins {
    let stretches = |page: &Page| page.topic.sections.iter().map(|section| section.span).collect();
    crawl::Origins {
        notes: pages
            .iter()
            .map(|page| (format!("{}.html", page.topic.slug).into(), stretches(page)))
            .collect(),
        templates: sources
            .ids()
            .skip(templates.start)
            .take(templates.len())
            .map(|id| sources.whole(id))
            .collect(),
    }
}

fn explain(
    pages: &[Page],
    copies: &[Copied],
    notes: &[Read],
    catalog: &Catalog,
    sources: &Sources,
) -> Explanation {
    let origin = |page: &Page| PageOrigin {
        title: page.topic.title.clone(),
        slug: page.topic.slug.clone(),
        category: assemble::category_name(page, catalog).to_owned(),
        kind: match page.topic.subject {
            Subject::Service(_) => "service",
            Subject::Topic => "topic",
            Subject::Unsorted => "unsorted",
        },
        corrected: page.topic.sections.iter().any(|section| section.decided.is_correction()),
        sources: page
            .topic
            .sections
            .iter()
            .map(|section| {
                let (from, to) = assemble::lines(section, sources);
                SourceLines {
                    file: sources.get(section.span.source).path.clone(),
                    lines: [from, to],
                    rule: section.decided.name(),
                    confidence: section.decided.confidence(),
                }
            })
            .collect(),
    };
    let all: usize = notes
        .par_iter()
        .map(|note| html::count_words(&body::plain(note.outline, 0..note.outline.events.len())))
        .sum();
    let left_out = |copy: &Copied| {
        let outline = notes[copy.section.note].outline;
        let shown = html::count_words(&body::plain(outline, copy.section.stretches().into_iter().flatten()));
        shown + html::words(&assemble::typed(&copy.section, notes)).count()
    };
    let read = all - copies.iter().map(left_out).sum::<usize>();
    let shown = pages.iter().flat_map(|page| &page.sections).map(|section| section.words).sum();
    Explanation { pages: pages.iter().map(origin).collect(), words: Words { read, shown } }
}
