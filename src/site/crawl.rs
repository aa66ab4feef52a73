//! Follows every link of the finished site, and says which lead nowhere.

use super::html::{Anchors, anchors};
use super::{Artifact, Artifacts};
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::{SourceId, Sources, Span};
use camino::Utf8Path;
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};

/// Checks every link and anchor in the HTML files of a site. `texts` are the notes and templates that they were made
/// from, in which a broken link is looked for.
pub fn crawl(artifacts: &Artifacts, texts: &[SourceId], sources: &Sources) -> Vec<Diagnostic> {
    let pages: BTreeMap<&Utf8Path, Anchors> = artifacts
        .par_iter()
        .filter(|(path, _)| path.extension() == Some("html"))
        .filter_map(|(path, artifact)| match artifact {
            Artifact::Bytes(html) => Some((path.as_path(), anchors(&String::from_utf8_lossy(html)))),
            Artifact::Copy(_) => None,
        })
        .collect();
    let ids: BTreeMap<&Utf8Path, HashSet<&str>> =
        pages.iter().map(|(path, page)| (*path, page.ids.iter().map(String::as_str).collect())).collect();
    let mut found = Vec::new();
    for (path, page) in &pages {
        let mut seen = HashSet::new();
        found.extend(
            page.ids
                .iter()
                .filter(|id| !seen.insert(id.as_str()))
                .map(|id| rules::duplicate_id(path.as_str(), id)),
        );
        let mut judged = HashSet::new();
        for link in page.links.iter().filter(|link| judged.insert(link.as_str())) {
            if !leads_somewhere(path, link, artifacts, &ids) {
                found.push(broken(path, link, texts, sources));
            }
        }
    }
    found
}

fn leads_somewhere(
    from: &Utf8Path,
    link: &str,
    artifacts: &Artifacts,
    ids: &BTreeMap<&Utf8Path, HashSet<&str>>,
) -> bool {
    if link.contains(':') || link.starts_with("//") {
        return true;
    }
    let (path, fragment) =
        link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    let path = percent_decode_str(path.split('?').next().unwrap_or(path)).decode_utf8_lossy();
    let target = if path.is_empty() { from } else { Utf8Path::new(path.as_ref()) };
    if !artifacts.contains_key(target) {
        return false;
    }
    let fragment =
        fragment.map(|fragment| percent_decode_str(fragment).decode_utf8_lossy()).unwrap_or_default();
    fragment.is_empty()
        || fragment == "top"
        || ids.get(target).is_none_or(|ids| ids.contains(fragment.as_ref()))
}

fn broken(page: &Utf8Path, link: &str, texts: &[SourceId], sources: &Sources) -> Diagnostic {
    let place = texts.iter().find_map(|&id| {
        let text = &sources.get(id).text;
        let at =
            [format!("\"{link}\""), format!("'{link}'")].iter().find_map(|quoted| text.find(quoted))? + 1;
        Some(Span::new(id, at..at + link.len()))
    });
    match place {
        Some(span) => rules::broken_link(span, link, None),
        None => rules::broken_output_link(page.as_str(), link),
    }
}
