//! Two rounds of edits as one: the changes that lead from a text to another with the same words.

use crate::diagnostic::Edit;
use crate::source::{SourceId, Span};

/// The edits that make `after` of the part of `before` that begins at byte `from`. Lines correspond, apart from blank
/// lines that `after` has besides; the words of a line and its fellow are the same.
pub(super) fn between(source: SourceId, before: &str, from: usize, after: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = from;
    let mut new = after.split_inclusive('\n');
    for old in before[from..].split_inclusive('\n') {
        let mut inserted = String::new();
        let mut fellow = new.next().unwrap_or_default();
        while fellow.trim().is_empty() && !old.trim().is_empty() {
            inserted.push_str(fellow);
            let Some(next) = new.next() else { break };
            fellow = next;
        }
        if !inserted.is_empty() {
            edits.push(Edit { span: Span::new(source, at..at), replacement: inserted });
        }
        for (gap, fellow) in gaps(old).into_iter().zip(gaps(fellow)) {
            let (start, gap) = gap;
            if gap != fellow.1 {
                let span = Span::new(source, at + start..at + start + gap.len());
                edits.push(Edit { span, replacement: fellow.1.to_owned() });
            }
        }
        at += old.len();
    }
    edits
}

/// What stands before, between and behind the words of a line, and where.
fn gaps(line: &str) -> Vec<(usize, &str)> {
    let mut gaps = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, c) in line.char_indices() {
        match (in_word, c.is_alphanumeric()) {
            (false, true) => gaps.push((start, &line[start..at])),
            (true, false) => start = at,
            _ => {}
        }
        in_word = c.is_alphanumeric();
    }
    gaps.push(if in_word { (line.len(), "") } else { (start, &line[start..]) });
    gaps
}

#[cfg(test)]
mod tests {
    use super::between;
    use crate::notes::Repaired;
    use crate::source::Sources;

    #[test]
    fn the_edits_lead_from_one_text_to_the_other() {
        let (before, after) = ("\t-a b**\n  c\n\nd 3*2", "- a b\n\n  c\n\n## d 3\\*2");
        let source = Sources::default().add("n.md".into(), String::new());
        let edits = between(source, before, 0, after);
        assert_eq!(edits.len(), 5);
        assert_eq!(Repaired::new(source, before, 0, edits).text, after);
    }
}
