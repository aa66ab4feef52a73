//! Keeps `3*2=6 … 7*10=70` from becoming emphasis: a star between digits multiplies.

use super::lines::{Kind, Line};
use super::spans::{bytes, code_spans, hold, paragraphs};
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::ops::Range;

/// The findings about paragraphs in which Markdown would pair such stars, with their fixes.
pub(super) fn escape(note: &str, lines: &[Line], span: &impl Fn(Range<usize>) -> Span) -> Vec<Diagnostic> {
    let prose = |line: &Line| matches!(line.kind, Kind::Text | Kind::Heading) || line.kind.inner(0).is_some();
    let mut found = Vec::new();
    for paragraph in paragraphs(note, lines) {
        let code = code_spans(&note[bytes(paragraph)]);
        let from = paragraph[0].text;
        let lines = paragraph.iter().filter(|line| prose(line));
        let stars: Vec<usize> =
            lines.flat_map(|line| stars(note, line)).filter(|star| !hold(&code, star - from)).collect();
        let [first, .., last] = stars.as_slice() else {
            continue;
        };
        let edits = stars.iter().map(|&at| Edit { span: span(at..at), replacement: "\\".to_owned() });
        found.push(rules::multiplied(span(first - 1..last + 2)).fix(edits.collect()));
    }
    found
}

/// The stars of a line that stand between two digits.
fn stars<'n>(note: &'n str, line: &Line) -> impl Iterator<Item = usize> + 'n {
    let start = line.text;
    let digits = |three: &[u8]| three[0].is_ascii_digit() && three[1] == b'*' && three[2].is_ascii_digit();
    let threes = line.words(note).as_bytes().windows(3).enumerate();
    threes.filter(move |(_, three)| digits(three)).map(move |(at, _)| start + at + 1)
}
