//! Tells the paragraphs of a note apart and finds the code in them: a span of code may cross lines, and never paragraphs.

use super::bars;
use super::lines::{Kind, Line};
use std::collections::HashMap;
use std::ops::Range;

/// The lines, a paragraph at a time. What is no paragraph, such as a heading or a row of a table, stands alone.
pub(super) fn paragraphs<'l>(note: &str, lines: &'l [Line]) -> impl Iterator<Item = &'l [Line]> {
    let rows = bars::rows(note, lines);
    let is_row = move |line: &Line| rows.binary_search(&line.start).is_ok();
    lines.chunk_by(move |above, below| goes_on(note, above, below) && !is_row(above) && !is_row(below))
}

/// Whether the paragraph of one line goes on in the next.
fn goes_on(note: &str, above: &Line, below: &Line) -> bool {
    // What is quoted in a line, if it is not blank.
    let quoted = |line: &Line| {
        let words = line.words(note);
        let quoted = words.trim_start_matches(['>', ' ', '\t']);
        (words.starts_with('>') && !quoted.is_empty()).then_some(quoted)
    };
    let goes_on = match below.kind {
        Kind::Text => true,
        Kind::Block if below.words(note).starts_with('>') => {
            let below = quoted(below).filter(|words| !words.starts_with(['-', '*', '+', '#', '|']));
            below.is_some() && quoted(above).is_some()
        }
        Kind::Block => below.words(note).starts_with('|'),
        _ => false,
    };
    goes_on && matches!(above.kind, Kind::Text | Kind::Item { .. } | Kind::Tight { .. } | Kind::Block)
}

/// The bytes of such lines.
pub(super) fn bytes(paragraph: &[Line]) -> Range<usize> {
    paragraph[0].text..paragraph[paragraph.len() - 1].end
}

/// The code spans of a paragraph, in order.
pub(super) fn code_spans(paragraph: &str) -> Vec<Range<usize>> {
    let mut ticks = Ticks::of(paragraph);
    let mut spans: Vec<Range<usize>> = Vec::new();
    while let Some(span) = ticks.span_from(spans.last().map_or(0, |span| span.end)) {
        spans.push(span);
    }
    spans
}

/// Whether one of `spans`, which are in order, holds the byte `at`.
pub(super) fn hold(spans: &[Range<usize>], at: usize) -> bool {
    spans.get(spans.partition_point(|span| span.end <= at)).is_some_and(|span| span.contains(&at))
}

/// The runs of backticks of a paragraph that begin a span, if none that stands before has taken them in.
pub(super) struct Ticks {
    /// What each would make a span of, the last first.
    spans: Vec<Range<usize>>,
}

impl Ticks {
    /// Pairs each run of `paragraph` with the next of its length.
    pub fn of(paragraph: &str) -> Self {
        let mut spans = Vec::new();
        let mut closers: HashMap<usize, usize> = HashMap::new();
        let mut rest = paragraph;
        while let Some(end) = rest.rfind('`').map(|at| at + 1) {
            let before = rest[..end].trim_end_matches('`');
            let length = end - before.len();
            // A backslash takes the first tick away from a run that begins a span, never from one that ends it.
            let slashes = before.len() - before.trim_end_matches('\\').len();
            let opening = length - slashes % 2;
            if let Some(&close) = closers.get(&opening) {
                spans.push(end - opening..close);
            }
            closers.insert(length, end);
            rest = before;
        }
        Self { spans }
    }

    /// The first span at or behind byte `from`, which never becomes smaller from call to call.
    pub fn span_from(&mut self, from: usize) -> Option<Range<usize>> {
        while self.spans.last().is_some_and(|span| span.start < from) {
            self.spans.pop();
        }
        self.spans.last().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, code_spans, paragraphs};
    use crate::notes::repair::lines::scan;

    fn code(text: &str) -> Vec<&str> {
        code_spans(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn only_a_run_of_the_same_length_ends_a_span() {
        assert_eq!(code("a `b``` c` `d`"), ["`b``` c`", "`d`"]);
        assert_eq!(code("`` a ` b `` `c\nd`"), ["`` a ` b ``", "`c\nd`"]);
        assert_eq!(code(r"\`a` b `c\` \\`d`"), ["` b `", "`d`"]);
        assert_eq!(code(r"\``a` ```b``"), ["`a`"]);
        assert_eq!(code("``` `` `"), [""; 0]);
    }

    #[test]
    fn items_headings_and_rows_of_tables_are_no_part_of_a_paragraph() {
        let text = "a\nb\n- c\nd\n# e\nf\n\n> g\n> h\n>\n> i\n\nx | y\n-|-\nz\nz";
        let lines = scan(text, 0).all;
        let found: Vec<&str> = paragraphs(text, &lines)
            .map(|paragraph| &text[bytes(paragraph)])
            .filter(|text| !text.is_empty())
            .collect();
        assert_eq!(found, ["a\nb", "- c\nd", "# e", "f", "> g\n> h", ">", "> i", "x | y", "-|-", "z", "z"]);
    }
}
