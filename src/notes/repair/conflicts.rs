//! Keeps the marks that git leaves at a merge conflict from becoming titles and quotes.

use super::lines::{Kind, Line};
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::ops::Range;

/// Where the lines begin that mark conflicts of `note` from byte `from` on, from `<<<<<<<` by way of `=======` to `>>>>>>>`.
pub(super) fn markers(note: &str, from: usize) -> Vec<usize> {
    let mut markers = Vec::new();
    let mut open = Vec::new();
    let mut start = from;
    for line in note[from..].split_inclusive('\n') {
        let words = line.trim_end();
        let parts = open.len();
        match marked(words) {
            Some('<') => open = vec![start],
            Some('|') if parts == 1 => open.push(start),
            Some('=') if parts > 0 && words.len() == WIDTH => open.push(start),
            Some('>') if parts > 1 => {
                markers.append(&mut open);
                markers.push(start);
            }
            _ => {}
        }
        start += line.len();
    }
    markers
}

/// How wide the marks are.
const WIDTH: usize = 7;

/// The character of which the line begins with just so many, if it does.
fn marked(line: &str) -> Option<char> {
    let mark = line.chars().next().filter(|c| matches!(c, '<' | '|' | '=' | '>'))?;
    let rest = line.trim_start_matches(mark);
    (line.len() - rest.len() == WIDTH && (rest.is_empty() || rest.starts_with(' '))).then_some(mark)
}

/// The findings about conflicts, with their fixes.
pub(super) fn escape(note: &str, lines: &[Line], span: &impl Fn(Range<usize>) -> Span) -> Vec<Diagnostic> {
    let markers: Vec<&Line> = lines.iter().filter(|line| line.kind == Kind::Conflict).collect();
    let conflicts = markers.chunk_by(|_, next| !next.words(note).starts_with('<'));
    let escape = |line: &&Line| Edit { span: span(line.text..line.text), replacement: "\\".to_owned() };
    conflicts
        .map(|conflict| {
            let first = span(conflict[0].text..conflict[0].end);
            rules::merge_conflict(first).fix(conflict.iter().map(escape).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::markers;

    #[test]
    fn only_whole_conflicts_are_marked() {
        assert_eq!(markers("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\nd\n", 0), [2, 17, 27]);
        assert_eq!(markers("<<<<<<<\n||||||| base\n=======\n>>>>>>>", 0).len(), 4);
        for text in [
            "Title\n=======\n",
            ">>>>>>> quoted\n",
            "<<<<<<< HEAD\nb\n>>>>>>> x\n",
            "<<<<<<<< HEAD\n=======\n>>>>>>> x\n",
            "<<<<<<< HEAD\n=====>\n>>>>>>> x\n",
        ] {
            assert_eq!(markers(text, 0), [0; 0], "{text}");
        }
    }
}
