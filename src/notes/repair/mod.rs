//! Untidy lines become Markdown, as a list of edits: the page is made from the edited text, and the same edits can be written back.

mod lines;
mod lists;
mod stars;
mod titles;

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Edit, Outcome};
use crate::notes::{Note, Repaired};
use crate::rules;
use crate::source::{Sources, Span};

/// Repairs a note's body, line by line, before any Markdown parser sees it.
///
/// The laws: repairing a repaired text makes no edit; an edit touches markers and white space, never a word; code is not
/// touched; what Markdown reads as its author meant it gets no edit.
pub fn repair(note: &Note, catalog: &Catalog, sources: &Sources) -> Outcome<Repaired> {
    let text = sources.get(note.source).text.as_str();
    let span = |range: std::ops::Range<usize>| Span::new(note.source, range);
    let lines = lines::scan(text, note.body);
    let titles = titles::find(text, &lines, catalog, note.path.file_stem().unwrap_or_default());
    let mut diagnostics = Vec::new();
    if let Some(fence) = lines.unclosed_fence.clone() {
        diagnostics.push(rules::unclosed_fence(span(fence)));
    }
    diagnostics.extend(titles.iter().filter(|title| title.is_bold()).map(|title| title.diagnostic(&span)));
    diagnostics.extend(lists::mend(text, &lines, &titles, &span));
    diagnostics.extend(stars::escape(text, &lines.lines, &span));
    let edits = in_order(&diagnostics);
    Outcome { value: Repaired::new(note.source, text, note.body, edits), diagnostics }
}

fn in_order(diagnostics: &[Diagnostic]) -> Vec<Edit> {
    let fixes = diagnostics.iter().filter_map(|found| found.fix.as_ref());
    let mut edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.iter().cloned()).collect();
    edits.sort_by_key(|edit| edit.span);
    edits
}
