//! How the notes were understood: for every page the lines it is made of, what was left out and why, and a count of words.

use crate::notes::withhold::Reason;
use crate::notes::{Read, Section, Subject};
use crate::site::{Page, Parts, body, html, page};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

/// How notes became pages.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The pages.
    pub pages: Vec<PageOrigin>,
    /// The count that shows that no word was lost.
    pub words: Words,
    /// What is not on the site, and why.
    pub left_out: Vec<LeftOut>,
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

/// A file, a folder or a stretch of a note that is not on the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The file or folder, from the folder the user named.
    pub file: Utf8PathBuf,
    /// Its first and last line, where it is a stretch of a note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<[usize; 2]>,
    /// The rule by which it was left out.
    pub rule: &'static str,
    /// Why, in words.
    pub why: String,
    /// Whether it was passed over while the notes were read, as hidden files are.
    #[serde(skip)]
    pub skipped: bool,
}

impl LeftOut {
    /// A file that must not be published.
    pub fn withheld(file: &Utf8Path, reason: Reason) -> Self {
        Self { file: file.to_owned(), lines: None, rule: reason.rule, why: reason.why, skipped: false }
    }

    /// A summary that was followed.
    pub fn summary(file: &Utf8Path) -> Self {
        let why = "it gives the order and the titles of the other notes".to_owned();
        Self { file: file.to_owned(), lines: None, rule: "summary", why, skipped: false }
    }

    fn copied(copy: &Section, of: &Section, parts: &Parts) -> Self {
        let (from, to) = page::lines(copy, parts.sources);
        Self {
            file: parts.sources.get(copy.span.source).path.clone(),
            lines: Some([from, to]),
            rule: "copied",
            why: format!("the same words stand in {}", parts.sources.get(of.span.source).path),
            skipped: false,
        }
    }
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

/// Tells where `pages` came from. `left_out` is what no page was made of, and `words_read` how many words each note has.
pub fn explain(
    pages: &[Page],
    mut left_out: Vec<LeftOut>,
    words_read: &[usize],
    parts: &Parts,
) -> Explanation {
    let sections = || pages.iter().flat_map(|page| &page.topic.sections);
    let copies = || sections().flat_map(|of| of.copies.iter().map(move |copy| (copy, of)));
    left_out.extend(copies().map(|(copy, of)| LeftOut::copied(copy, of, parts)));
    let all: usize = words_read.iter().sum();
    let not_shown: usize = copies().map(|(copy, _)| words(copy, parts)).sum();
    let shown = pages.iter().flat_map(|page| &page.sections).map(|section| section.words).sum();
    let pages = pages.iter().map(|page| origin(page, parts)).collect();
    Explanation { pages, words: Words { read: all - not_shown, shown }, left_out }
}

/// How many words a note has.
pub fn count(note: &Read) -> usize {
    html::count_words(&body::plain(note.outline, 0..note.outline.events.len()))
}

/// The words of a section as it stands in its note, its titles included.
fn words(section: &Section, parts: &Parts) -> usize {
    let outline = parts.notes[section.note].outline;
    let text = body::plain(outline, section.stretches().into_iter().flatten());
    html::count_words(&text) + html::words(&page::typed(section, parts.notes)).count()
}

fn origin(page: &Page, parts: &Parts) -> PageOrigin {
    let source = |section: &Section| {
        let (from, to) = page::lines(section, parts.sources);
        SourceLines {
            file: parts.sources.get(section.span.source).path.clone(),
            lines: [from, to],
            rule: section.decided.name(),
            confidence: section.decided.confidence(),
        }
    };
    PageOrigin {
        title: page.topic.title.clone(),
        slug: page.topic.slug.clone(),
        category: page::category_name(page, parts.catalog).to_owned(),
        kind: match page.topic.subject {
            Subject::Service(_) => "service",
            Subject::Topic => "topic",
            Subject::Unsorted => "unsorted",
        },
        corrected: page.topic.sections.iter().any(|section| section.decided.is_correction()),
        sources: page.topic.sections.iter().map(source).collect(),
    }
}
