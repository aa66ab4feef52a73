//! Untidy lines become Markdown, as a list of edits: the page is made from the edited text, and the same edits can be written back.

mod bars;
mod bullets;
mod comments;
mod compose;
mod conflicts;
mod lines;
mod lists;
mod spans;
mod stars;
mod titles;

use crate::catalog::{Catalog, Naming};
use crate::diagnostic::{Diagnostic, Edit, Fix, Outcome};
use crate::notes::{Note, Repaired};
use crate::rules;
use crate::source::{Source, SourceId, Span};
use std::ops::Range;

/// One round is enough for nearly every note, and the second finds nothing. In contrived texts a mended line gives the next a
/// new meaning; no random text has needed more rounds than this.
const ROUNDS: usize = 6;

/// Repairs a note's body, line by line, before any Markdown parser sees it.
///
/// The laws: repairing a repaired text makes no edit; an edit touches markers and white space, never a word; code is not
/// touched; what Markdown reads as its author meant it gets no edit. The text that pages are made from lacks
/// `%%comments%%` besides; no edit takes them out of the note. `source` is the note's text.
pub fn repair(note: &Note, source: &Source, catalog: &Catalog) -> Outcome<Repaired> {
    let text = source.text.as_str();
    let reader = Reader { source: note.source, named: note.service(catalog), catalog };
    let mut diagnostics = reader.find(text, note.body);
    let mut repaired = Repaired::new(note.source, text, note.body, in_order(&diagnostics));
    diagnostics.retain(|found| found.fix.is_some());
    for _ in 1..ROUNDS {
        let more = reader.find(&repaired.text, 0);
        let edits = in_order(&more);
        // What no edit mends is told as it stands in the end.
        let told = more.into_iter().filter(|found| found.fix.is_some() || edits.is_empty());
        diagnostics.extend(told.map(|found| {
            let span = found.span.map(|span| repaired.span(span.start..span.end));
            // These edits are of a text that nobody has; what mends the note is among its own.
            let fix = found.fix.map(|_| Fix { edits: Vec::new() });
            Diagnostic { span, fix, ..found }
        }));
        if edits.is_empty() {
            break;
        }
        let next = Repaired::new(note.source, &repaired.text, 0, edits).text;
        let edits = compose::between(note.source, text, note.body, &next);
        repaired = Repaired::new(note.source, text, note.body, edits);
        debug_assert_eq!(repaired.text, next, "two rounds as one give the same text");
    }
    let comments = comments::find(&repaired.text, &lines::scan(&repaired.text, 0));
    Outcome { value: repaired.without(&comments.closed), diagnostics }
}

/// What finds the flaws of one note.
struct Reader<'a> {
    source: SourceId,
    /// The service that the note itself is named after.
    named: Option<Naming>,
    catalog: &'a Catalog,
}

impl Reader<'_> {
    /// The findings about `text` from byte `from`, with their fixes.
    fn find(&self, text: &str, from: usize) -> Vec<Diagnostic> {
        let span = |range: Range<usize>| Span::new(self.source, range);
        let mut lines = lines::scan(text, from);
        let comments = comments::find(text, &lines);
        comments::set_aside(&comments.closed, &mut lines);
        let mut titles = titles::find(text, &lines, self.catalog, self.named.as_ref());
        let mut found: Vec<Diagnostic> =
            lines.unclosed_fence.iter().map(|fence| rules::unclosed_fence(span(fence.clone()))).collect();
        found.extend(comments.unclosed.map(|comment| rules::unclosed_comment(span(comment), "%%")));
        found.extend(conflicts::escape(text, &lines.all, &span));
        found.extend(titles.iter().filter_map(|title| title.diagnostic(&span)));
        titles.retain(|title| !title.is_run_in());
        found.extend(lists::mend(text, &lines, &titles, &span));
        // Where a line is moved and its first mark escaped, the move comes first.
        found.extend(lines.unclosed_comments.iter().map(|comment| {
            let at = span(comment.start..comment.start);
            rules::unclosed_comment(span(comment.clone()), "-->")
                .fix(vec![Edit { span: at, replacement: "\\".to_owned() }])
        }));
        found.extend(stars::escape(text, &lines.all, &span));
        found.extend(bars::escape(text, &lines.all, &span));
        found
    }
}

fn in_order(diagnostics: &[Diagnostic]) -> Vec<Edit> {
    let fixes = diagnostics.iter().filter_map(|found| found.fix.as_ref());
    let mut edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.iter().cloned()).collect();
    edits.sort_by_key(|edit| edit.span);
    edits
}
