//! Key points: what the author marked, with its sentence.

use super::reading::Reading;
use crate::site::blocks::Style;
use crate::site::view::study::PieceView;
use std::ops::Range;

/// A sentence of which something is marked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The block that it stands in.
    pub block: usize,
    /// The sentence, or as many as the mark covers.
    pub text: Vec<PieceView>,
}

/// The marked sentences, in order; marks in one sentence stand together.
pub(super) fn marks(reading: &Reading) -> Vec<Mark> {
    let mut found = Vec::new();
    for (at, prose) in reading.text() {
        let mut sentences: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
        for mark in
            prose.block.styled(Style::Mark).filter(|mark| has_words(&prose.block.text[(*mark).clone()]))
        {
            let around = prose.around(mark);
            match sentences.last_mut() {
                Some((last, marks)) if around.start < last.end => {
                    last.end = last.end.max(around.end);
                    marks.push(mark.clone());
                }
                _ => sentences.push((around, vec![mark.clone()])),
            }
        }
        found.extend(
            sentences.into_iter().map(|(range, marks)| Mark { block: at, text: prose.pieces(range, &marks) }),
        );
    }
    found
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use crate::site::study::tests::found;

    /// The key points of a note, what is marked in brackets.
    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        let show = |mark: &super::Mark| -> String {
            mark.text.iter().map(|p| if p.mark { format!("[{}]", p.text) } else { p.text.clone() }).collect()
        };
        assert_eq!(found(note).marks.iter().map(show).collect::<Vec<_>>(), expected, "{note}");
    }

    #[test]
    fn a_mark_comes_with_its_sentence() {
        check(
            "First. Choose ==a sort key== that fits. Last.\n\n- ==One **bold**== and ==two==\n- none\n",
            &["Choose [a sort key] that fits.", "[One bold] and [two]"],
        );
    }

    #[test]
    fn a_mark_over_several_sentences_is_one_key_point() {
        check("A. ==B is. C goes== on. D\n", &["[B is. C goes] on."]);
    }

    #[test]
    fn marks_in_headings_and_cells_count_and_code_and_comparisons_do_not() {
        check("## The ==hard== part\n\n| a | b |\n|-|-|\n| c | ==d== |\n", &["The [hard] part", "[d]"]);
        check("`==x==` and a == b == c\n\n```\n==y==\n```\n", &[]);
    }
}
