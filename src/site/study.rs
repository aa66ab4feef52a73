//! Pages made from what is understood: key points, numbers, comparisons, doubts and flashcards.

mod marks;
mod numbers;
mod quantity;
mod reading;
mod text;
mod units;

pub use marks::Mark;
pub use numbers::Number;

use super::blocks::Block;
use crate::notes::{Outline, Ties};
use reading::Reading;

/// What a section has for the study pages.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What is marked in it.
    pub marks: Vec<Mark>,
    /// Its numbers.
    pub numbers: Vec<Number>,
}

/// Finds what a section has for the study pages.
pub fn find(blocks: &[Block], outline: &Outline, ties: &Ties) -> Found {
    let reading = Reading::new(blocks, outline);
    Found { marks: marks::marks(&reading), numbers: numbers::numbers(&reading) }
}

#[cfg(test)]
mod tests {
    use super::{Found, find};
    use crate::config::{LineBreaks, RawHtml};
    use crate::notes::{Repaired, Ties, outline};
    use crate::site::blocks::blocks;
    use crate::source::Sources;

    /// What is found in a note.
    pub(super) fn found(note: &str) -> Found {
        let source = Sources::default().add("n.md".into(), note.to_owned());
        let repaired = Repaired::new(source, note, 0, Vec::new());
        let outline = outline::outline(&repaired, LineBreaks::Auto, RawHtml::Sanitize);
        let blocks = blocks(&outline, &[0..outline.events.len()]);
        find(&blocks, &outline, &Ties::default())
    }
}
