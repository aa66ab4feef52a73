//! Two rounds of edits as one: the changes that lead from a text to another with the same words.

use crate::diagnostic::Edit;
use crate::source::{SourceId, Span};

/// The edits that make `after` of the part of `before` that begins at byte `from`. The words of both are the same, in the
/// same order; what stands between two of them may differ.
pub(super) fn between(source: SourceId, before: &str, from: usize, after: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for ((start, old), (_, new)) in gaps(&before[from..]).into_iter().zip(gaps(after)) {
        if old == new {
            continue;
        }
        let same = old.char_indices().zip(new.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        let begin = same.unwrap_or(old.len().min(new.len()));
        let (old, new) = (&old[begin..], &new[begin..]);
        let same = old.chars().rev().zip(new.chars().rev()).take_while(|(a, b)| a == b);
        let end: usize = same.map(|(c, _)| c.len_utf8()).sum();
        let at = from + start + begin;
        let span = Span::new(source, at..at + old.len() - end);
        edits.push(Edit { span, replacement: new[..new.len() - end].to_owned() });
    }
    edits
}

/// What stands before, between and behind the words of a text, and where.
fn gaps(text: &str) -> Vec<(usize, &str)> {
    let mut gaps = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        match (in_word, c.is_alphanumeric()) {
            (false, true) => gaps.push((start, &text[start..at])),
            (true, false) => start = at,
            _ => {}
        }
        in_word = c.is_alphanumeric();
    }
    gaps.push(if in_word { (text.len(), "") } else { (start, &text[start..]) });
    gaps
}

#[cfg(test)]
mod tests {
    use super::between;
    use crate::notes::Repaired;
    use crate::source::Sources;

    #[test]
    fn the_edits_lead_from_one_text_to_the_other() {
        for (before, after) in [
            ("\t-a b**\n  c\n\nd 3*2", "- a b\n\n  c\n\n## d 3\\*2"),
            ("**a:** b\n-c\n\n**d**: e é", "### a:\n\nb\n- c\n\n### d:\n\ne é"),
            ("--- a", "-- a"),
            ("", "\n"),
        ] {
            let source = Sources::default().add("n.md".into(), String::new());
            let edits = between(source, before, 0, after);
            assert_eq!(Repaired::new(source, before, 0, edits).text, after);
        }
    }
}
