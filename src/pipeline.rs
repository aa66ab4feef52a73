//! The chain from a snapshot to a site: repair, outline, segment, link, judge, assemble, in this order and nothing else.

mod published;
mod settings;

use crate::catalog::choose::Chosen;
use crate::config::{Host, RawHtml};
use crate::diagnostic::{Diagnostic, Edit, Report};
use crate::explain::{Explanation, explain};
use crate::notes::mend::{self, Left, Mending};
use crate::notes::segment::segment;
use crate::notes::{Read, Repaired, Subject, Topic, link, map, outline, repair};
use crate::references::evidence::Evidence;
use crate::references::judge::{self, Reference};
use crate::rules;
use crate::site::assemble::assemble;
use crate::site::marks::Marks;
use crate::site::template::Templates;
use crate::site::{Artifacts, Page, Parts, RenderedSection, blocks, body, crawl, embeds, html, page, study};
use crate::source::{File, Snapshot, Sources};
use camino::Utf8Path;
use published::{Published, published};
use rayon::prelude::*;
use settings::{choose_catalog, configure, evidence};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

/// What a build gives: the site, how the notes were understood, and what was found.
#[derive(Debug)]
pub struct Build {
    /// The files of the site; `None` where a template fails, or where the notes give no page.
    pub site: Option<Artifacts>,
    /// The path below which the site will stand: `/`, or that of its address.
    pub base: String,
    /// Its pages and where each came from, in the order in which the notes first speak of them.
    pub explanation: Explanation,
    /// The findings, with the texts they point into.
    pub report: Report,
    /// What would have to change in the notes for them to need no repair: edits by place, none overlapping another.
    pub edits: Vec<Edit>,
    /// The outside addresses of the notes, in the order of the pages.
    pub references: Vec<Reference>,
    /// What was known of them.
    pub evidence: Evidence,
    /// How hosts are treated that are asked about them, by name.
    pub hosts: BTreeMap<String, Host>,
    /// The catalogue that it was made with.
    pub catalog: Chosen,
    /// The fingerprints of what looks like a secret, and may be published.
    pub allowed_secrets: BTreeSet<String>,
}

/// Builds a site. The same snapshot gives the same bytes and the same findings, on any number of threads.
pub fn build(snapshot: &Snapshot) -> Build {
    let mut sources = Sources::default();
    let mut found = unread(snapshot);
    let config = configure(snapshot, &mut sources, &mut found);
    let templates_from = sources.len();
    let templates = Templates::new(&snapshot.templates, &mut sources).unpack(&mut found);
    let templates_to = sources.len();
    let Published { notes, assets, statics, withheld, left_out } =
        published(snapshot, &config, &mut sources, &mut found);
    let evidence = evidence(snapshot, &config, &mut sources, &mut found);
    let chosen = choose_catalog(snapshot, &config, &notes, &mut sources, &mut found);
    let catalog = &*chosen;
    let repaired: Vec<_> = notes.par_iter().map(|note| repair::repair(note, catalog, &sources)).collect();
    let repaired: Vec<_> = repaired.into_iter().map(|outcome| outcome.unpack(&mut found)).collect();
    let after_repair = found.len();
    let outlines: Vec<_> =
        repaired.par_iter().map(|note| outline::outline(note, config.line_breaks, config.html)).collect();
    let read: Vec<Read> = notes
        .iter()
        .zip(repaired.iter().zip(&outlines))
        .map(|(note, (repaired, outline))| Read { note, repaired, outline })
        .collect();
    let topics = segment(&read, catalog).unpack(&mut found);
    let map = map::Map::new(&topics, &read, catalog, &assets);
    let links = link::Links {
        map: &map,
        catalog,
        without_page: config.services_without_page,
        withheld: &withheld,
        raw_html: config.html,
    };
    let rendering = Rendering { notes: &read, links: &links, evidence: &evidence };
    let pages = render(&topics, &rendering, &mut found);
    let parts = Parts {
        notes: &read,
        catalog,
        config: &config,
        name: &snapshot.name,
        sources: &sources,
        changed: &snapshot.changed,
        statics: &statics,
        notes_dir: &snapshot.notes_dir,
    };
    let templates = templates.filter(|_| !pages.is_empty());
    let site = templates.and_then(|templates| assemble(&pages, &parts, &templates).unpack(&mut found));
    if let Some(site) = &site {
        found.extend(crawl::crawl(site, &origins(&pages, templates_from..templates_to, &sources), &sources));
    }
    let explanation = explain(&pages, left_out, &parts);
    let references =
        pages.iter().flat_map(|page| &page.sections).flat_map(|section| section.references.clone()).collect();
    let edits = gather(repaired, &found[after_repair..]);
    let in_notes = notes.iter().flat_map(|note| note.allowed_secrets.clone());
    let allowed_secrets = in_notes.chain(config.allow_secrets).collect();
    let report = Report::new(sources, found, &config.allow);
    let base = base(config.url.as_ref().map_or("/", |url| url.path()));
    let (catalog, hosts) = (chosen, config.references.hosts);
    Build { site, base, explanation, report, edits, references, evidence, hosts, catalog, allowed_secrets }
}

/// The path of an address as that of a folder on whatever host: two slashes at its beginning would name another one.
fn base(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

/// What of the notes could not be read at all.
fn unread(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let unreadable = snapshot.unreadable.iter().map(rules::unreadable);
    let unfollowed = snapshot.unfollowed.iter().map(rules::unfollowed);
    unreadable.chain(unfollowed).chain(snapshot.notes.is_empty().then(rules::no_notes)).collect()
}

/// The edits that the pages were made with, and the fixes that later stages propose. An edit that overlaps the one before it
/// is left out.
fn gather(repaired: Vec<Repaired>, later: &[Diagnostic]) -> Vec<Edit> {
    let fixes = later.iter().filter_map(|found| found.fix.as_ref()).flat_map(|fix| fix.edits.clone());
    let mut edits: Vec<Edit> = repaired.into_iter().flat_map(|note| note.edits).chain(fixes).collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup_by(|next, kept| next.span.source == kept.span.source && next.span.start < kept.span.end);
    edits
}

/// The notes of `snapshot` with the edits of its `build` written back.
pub fn mend<'a>(snapshot: &'a Snapshot, build: &'a Build) -> Mending<'a> {
    let files: HashMap<&Utf8Path, &File> = snapshot.notes.iter().map(|file| (&*file.path, file)).collect();
    let conflicts = build.report.diagnostics.iter().filter(|found| found.rule == &rules::MERGE_CONFLICT);
    let conflicts: HashSet<_> = conflicts.filter_map(|found| found.span).map(|span| span.source).collect();
    let in_conflict = |source| conflicts.contains(&source);
    let mut mending = Mending::default();
    for edits in build.edits.chunk_by(|one, next| one.span.source == next.span.source) {
        let source = build.report.sources.get(edits[0].span.source);
        let file = files[&*source.path];
        let mended = if in_conflict(edits[0].span.source) {
            Err("two versions of some of its lines wait to be merged; decide for one first")
        } else {
            mend::mend(file, source, edits, &snapshot.notes_dir, &build.catalog)
        };
        match mended {
            Ok(note) => mending.notes.push(note),
            Err(why) => mending.left.push(Left { path: &source.path, why }),
        }
    }
    mending
}

/// What sections are linked, judged and rendered with.
struct Rendering<'a> {
    notes: &'a [Read<'a>],
    links: &'a link::Links<'a>,
    evidence: &'a Evidence,
}

/// Links, judges and renders the sections of every topic.
fn render<'a>(topics: &'a [Topic], with: &Rendering, found: &mut Vec<Diagnostic>) -> Vec<Page<'a>> {
    let Rendering { notes, links, evidence } = *with;
    let trusted = links.raw_html == RawHtml::Trust;
    let pages: Vec<(Page, Vec<Diagnostic>)> = topics
        .par_iter()
        .map(|topic| {
            let mut found = Vec::new();
            let sections = topic.sections.iter().map(|section| {
                let read = &notes[section.note];
                let mut ties = link::link(links, topic, section, read).unpack(&mut found);
                let addresses = std::mem::take(&mut ties.addresses);
                let references = judge::judge(addresses, evidence).unpack(&mut found);
                let marks = Marks::of(&references);
                let blocks = blocks::blocks(read.outline, &section.stretches());
                let unsorted = topic.subject == Subject::Unsorted;
                let study = study::find(&blocks, read.outline, &ties, unsorted);
                let places = study::places(&study, section, read.outline);
                let part =
                    body::Part { read, section, ties: &ties, marks: &marks, places: &places, copy: None };
                let html = body::render(&part, trusted, &mut |_| None);
                let words = html::count_words(&html) + html::words(&page::typed(section, notes)).count();
                RenderedSection {
                    section,
                    ties,
                    references,
                    marks,
                    blocks,
                    found: study,
                    places,
                    html,
                    words,
                }
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
    // What is embedded is shown once more, so its words are not counted again.
    for filled in embeds::embeds(&rendered, notes, trusted).unpack(found) {
        rendered[filled.page].sections[filled.section].html = filled.html;
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

#[cfg(test)]
mod tests {
    use super::gather;
    use crate::diagnostic::{Diagnostic, Edit};
    use crate::notes::Repaired;
    use crate::rules;
    use crate::source::{Sources, Span};

    #[test]
    fn a_fix_of_a_later_stage_is_taken_unless_it_overlaps_a_repair() {
        let source = Sources::default().add("n.md".into(), "abcdef".to_owned());
        let edit = |start, end| Edit { span: Span::new(source, start..end), replacement: String::new() };
        let repaired = Repaired::new(source, "abcdef", 0, vec![edit(2, 4)]);
        let fix = |start, end| Diagnostic::nowhere(&rules::BROKEN_LINK, "").fix(vec![edit(start, end)]);
        let edits = gather(vec![repaired], &[fix(4, 6), fix(3, 5), fix(0, 1)]);
        assert_eq!(edits, [edit(0, 1), edit(2, 4), edit(4, 6)]);
    }
}
