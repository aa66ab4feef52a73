//! Follows every link of the finished site, and says which lead nowhere.

use super::html::{Anchors, anchors};
use super::template::Templates;
use super::{Artifact, Artifacts, Page, print};
use crate::diagnostic::Diagnostic;
use crate::memo::Memo;
use crate::rules;
use crate::source::{Content, Sources, Span};
use camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Where the text of a page may come from: the stretches of notes that it shows, by its path, and the templates.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// For each page, its stretches of notes.
    pub notes: BTreeMap<Utf8PathBuf, Vec<Span>>,
    /// The templates, whole.
    pub templates: Vec<Span>,
}

impl Origins {
    /// Where the text of `pages` may come from.
    pub fn of(pages: &[Page], templates: Option<&Templates>, sources: &Sources) -> Self {
        let stretches = |page: &Page| page.topic.sections.iter().map(|section| section.span).collect();
        let notes = pages.iter().map(|page| (format!("{}.html", page.topic.slug).into(), stretches(page)));
        let templates = templates.into_iter().flat_map(Templates::sources);
        Self { notes: notes.collect(), templates: templates.map(|id| sources.whole(id)).collect() }
    }
}

/// Checks every link and anchor in the HTML files of a site. A broken one is looked for in the page's `origins`.
pub fn crawl(
    artifacts: &Artifacts,
    memo: &mut Memo<Arc<Anchors>>,
    origins: &Origins,
    sources: &Sources,
) -> Vec<Diagnostic> {
    let pages: Vec<(&Utf8Path, &Content)> = artifacts
        .iter()
        // What is wrong on the page with everything is wrong on the page that it was taken from.
        .filter(|(path, _)| path.extension() == Some("html") && *path != print::FILE)
        .filter_map(|(path, artifact)| match artifact {
            Artifact::Bytes(html) => Some((path.as_path(), html)),
            Artifact::Copy(_) => None,
        })
        .collect();
    let read = |(_, html): &(&Utf8Path, &Content)| Arc::new(anchors(&String::from_utf8_lossy(html)));
    let anchors = memo.all(&pages, |(_, html)| html.fingerprint(), read);
    // Files that are no pages have no ids that could be missing.
    let files = artifacts.keys().map(|path| (path.as_str(), None));
    let with_ids = pages.iter().zip(&anchors).map(|((path, _), anchors)| (path.as_str(), Some(&**anchors)));
    let targets: Targets = files.chain(with_ids).collect();
    let judge = |((path, _), page): (&(&Utf8Path, &Content), &Arc<Anchors>)| {
        let twice = page.twice.iter().map(|id| rules::duplicate_id(path.as_str(), id));
        let broken_links = page.links.iter().filter(|link| !leads_somewhere(path, link, &targets));
        twice.chain(broken_links.map(|link| broken(path, link, origins, sources))).collect::<Vec<_>>()
    };
    pages.par_iter().zip(&anchors).flat_map_iter(judge).collect()
}

/// The files of a site by path, pages with their anchors.
type Targets<'a> = HashMap<&'a str, Option<&'a Anchors>>;

fn leads_somewhere(from: &Utf8Path, link: &str, targets: &Targets) -> bool {
    if link.contains(':') || link.starts_with("//") {
        return true;
    }
    let (path, fragment) =
        link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    let path = percent_decode_str(path.split('?').next().unwrap_or(path)).decode_utf8_lossy();
    let target = if path.is_empty() { from.as_str() } else { path.as_ref() };
    let Some(target) = targets.get(target) else { return false };
    let fragment =
        fragment.map(|fragment| percent_decode_str(fragment).decode_utf8_lossy()).unwrap_or_default();
    fragment.is_empty() || fragment == "top" || target.is_none_or(|page| page.ids.contains(fragment.as_ref()))
}

fn broken(page: &Utf8Path, link: &str, origins: &Origins, sources: &Sources) -> Diagnostic {
    let stretches = origins.notes.get(page).into_iter().flatten().chain(&origins.templates);
    let place = stretches.into_iter().find_map(|&span| {
        let text = sources.slice(span);
        let at =
            [format!("\"{link}\""), format!("'{link}'")].iter().find_map(|quoted| text.find(quoted))? + 1;
        let start = span.start + at;
        Some(Span { start, end: start + link.len(), ..span })
    });
    match place {
        Some(span) => rules::broken_link(span, link, None),
        None => rules::broken_output_link(page.as_str(), link),
    }
}
