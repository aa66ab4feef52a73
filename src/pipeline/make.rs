//! The pages of a site are made, and its lists, from notes that are understood.

use super::memos::Memos;
use super::published::Published;
use super::sections::Rendering;
use super::templates_key;
use crate::config::{Config, RawHtml};
use crate::diagnostic::Diagnostic;
use crate::explain::{Explanation, count, explain};
use crate::fingerprint::Fingerprint;
use crate::notes::whole::{self, Whole};
use crate::notes::{link, map};
use crate::references::evidence::Evidence;
use crate::references::judge::Reference;
use crate::site::assemble::{Theme, assemble};
use crate::site::template::Templates;
use crate::site::{Artifacts, Audience, Page, Parts, crawl, embeds};
use crate::source::{Snapshot, Sources};

/// What a site is made from, besides its notes.
pub(super) struct Basis<'a> {
    pub snapshot: &'a Snapshot,
    /// What stands for all that notes are read by, besides themselves.
    pub settings: Fingerprint,
    pub config: &'a Config,
    pub templates: Option<&'a Templates>,
    pub sources: &'a Sources,
    pub evidence: &'a Evidence,
    pub published: &'a Published<'a>,
}

/// A site, and what there is to tell of it.
pub(super) struct Made {
    /// `None` where a template fails, or where the notes give no page.
    pub site: Option<Artifacts>,
    pub explanation: Explanation,
    pub references: Vec<Reference>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Makes a site; `None` where its audience goes away.
pub(super) fn make(
    basis: &Basis,
    parts: &whole::Parts,
    whole: &Whole,
    memos: &mut Memos,
    audience: &mut dyn Audience,
) -> Option<Made> {
    let Basis { snapshot, config, sources, published, .. } = *basis;
    let mut pages = pages(basis, parts, whole, memos);
    let keys = parts.keys;
    let mut diagnostics = Vec::new();
    // What is embedded is shown once more, so its words are not counted again.
    let trusted = config.html == RawHtml::Trust;
    for filled in embeds::embeds(&pages, parts.notes, trusted).unpack(&mut diagnostics) {
        pages[filled.page].sections[filled.section].html = filled.html;
    }
    let parts = Parts {
        notes: parts.notes,
        catalog: parts.catalog,
        config,
        name: &snapshot.name,
        sources,
        changed: &snapshot.changed,
        statics: &published.statics,
        notes_dir: &snapshot.notes_dir,
    };
    let mut site = None;
    if let Some(templates) = basis.templates.filter(|_| !pages.is_empty()) {
        let key = Fingerprint::of(&(basis.settings, templates_key(snapshot)));
        let theme = Theme { templates, key };
        site = assemble(&pages, &parts, &theme, &mut memos.site, audience)?.unpack(&mut diagnostics);
    }
    if let Some(site) = &site {
        let origins = crawl::Origins::of(&pages, basis.templates, sources);
        diagnostics.extend(crawl::crawl(site, &mut memos.anchors, &origins, sources));
    }
    let sections = || pages.iter().flat_map(|page| &page.sections);
    diagnostics.extend(sections().flat_map(|section| section.diagnostics.iter().cloned()));
    if !audience.stays() {
        return None;
    }
    let notes: Vec<usize> = (0..parts.notes.len()).collect();
    let words = memos.counted.all(&notes, |&note| keys[note], |&note| count(&parts.notes[note]));
    Some(Made {
        site,
        explanation: explain(&pages, published.left_out.clone(), &words, &parts),
        references: sections().flat_map(|section| section.references.clone()).collect(),
        diagnostics,
    })
}

/// The topics with their sections linked, judged and rendered.
fn pages<'a>(basis: &Basis, parts: &whole::Parts, whole: &'a Whole, memos: &mut Memos) -> Vec<Page<'a>> {
    let Basis { snapshot, config, sources, published, .. } = *basis;
    let links = link::Links {
        map: &map::Map::new(&whole.index, &whole.topics, parts.notes, parts.catalog),
        catalog: parts.catalog,
        without_page: config.services_without_page,
        withheld: &published.withheld,
        raw_html: config.html,
    };
    let rendering = Rendering {
        notes: parts.notes,
        keys: parts.keys,
        links: &links,
        links_key: Fingerprint::of(&(whole.links, published.withheld.fingerprint())),
        sources,
        evidence: basis.evidence,
        evidence_key: Fingerprint::of(&snapshot.lock.as_ref().map(|lock| lock.bytes.fingerprint())),
    };
    rendering.pages(&whole.topics, memos)
}
