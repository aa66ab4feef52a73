//! Keeps `3*2=6 … 7*10=70` from becoming emphasis: a star between digits multiplies.

use super::lines::{Kind, Line};
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::ops::Range;

/// The findings about paragraphs in which Markdown would pair such stars, with their fixes.
pub(super) fn escape(note: &str, lines: &[Line], span: &impl Fn(Range<usize>) -> Span) -> Vec<Diagnostic> {
    let prose = |line: &Line| matches!(line.kind, Kind::Text | Kind::Heading) || line.kind.inner(0).is_some();
    let mut found = Vec::new();
    for paragraph in lines.chunk_by(|above, below| prose(above) && matches!(below.kind, Kind::Text)) {
        let stars: Vec<usize> =
            paragraph.iter().filter(|line| prose(line)).flat_map(|line| stars(note, line)).collect();
        let [first, .., last] = stars.as_slice() else {
            continue;
        };
        let edits = stars.iter().map(|&at| Edit { span: span(at..at), replacement: "\\".to_owned() });
        found.push(rules::multiplied(span(first - 1..last + 2)).fix(edits.collect()));
    }
    found
}

/// The stars of a line that stand between two digits, outside code.
fn stars(note: &str, line: &Line) -> Vec<usize> {
    let bytes = line.words(note).as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut in_code = false;
    let mut stars = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        in_code ^= *byte == b'`';
        if *byte == b'*' && !in_code && digit(at.checked_sub(1)) && digit(Some(at + 1)) {
            stars.push(line.text + at);
        }
    }
    stars
}
