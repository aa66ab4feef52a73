//! How much a section is about a word, by where the word stands in it.

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// In a title or another name of the page, of so many words.
    Title(u16),
    /// In the section's own heading, of so many words.
    Heading(u16),
    /// In a heading above that.
    Above,
    /// In bold, marked or code.
    Strong,
    /// In the rest of the text.
    Body,
}

/// The most that is given: one letter holds it.
const MOST: f32 = 59.0;
/// What a word in the text gives at most, however often it stands there.
const TEXT: f32 = 22.0;
/// How many words in bold count as.
const STRONG: f32 = 2.5;
/// How soon more of the same word no longer matters, as in BM25.
const SATURATION: f32 = 1.2;
/// The length of a section at which its words count as they are. It is the same for all sites, so that a page can be read
/// without knowing the others.
const USUAL_LENGTH: f32 = 60.0;
/// How much of a section's length counts.
const LENGTH: f32 = 0.5;

/// How much a section is about a word that stands in `fields` of it, 1 to 59; its text has `length` words. The shorter a heading or
/// a title, the more of it the word is.
pub fn impact(fields: impl IntoIterator<Item = Field>, length: u32) -> u32 {
    let (mut count, mut named, mut above) = (0.0, 0.0_f32, 0.0);
    for field in fields {
        match field {
            Field::Title(words) => named = named.max(26.0 + 33.0 / f32::from(words.max(1))),
            Field::Heading(words) => named = named.max(16.0 + 18.0 / f32::from(words.max(1))),
            Field::Above => above = 5.0,
            Field::Strong => count += STRONG,
            Field::Body => count += 1.0,
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "lengths are far below the precision")]
    let often = count / (1.0 - LENGTH + LENGTH * length as f32 / USUAL_LENGTH);
    let sum = named + above + TEXT * often / (often + SATURATION);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between the two")]
    let impact = sum.clamp(1.0, MOST) as u32;
    impact
}

#[cfg(test)]
mod tests {
    use super::{Field, impact};

    #[test]
    fn a_title_counts_more_than_a_heading_and_that_more_than_any_text() {
        let one = |field| impact([field], 60);
        let rising = [
            one(Field::Body),
            one(Field::Strong),
            impact([Field::Body; 100], 60),
            one(Field::Heading(2)),
            one(Field::Heading(1)),
            one(Field::Title(2)),
            one(Field::Title(1)),
        ];
        assert!(rising.is_sorted_by(|a, b| a < b), "{rising:?}");
    }

    #[test]
    fn a_short_text_is_more_about_its_words_than_a_long_one() {
        assert!(impact([Field::Body], 10) > impact([Field::Body], 500));
        assert!(impact([Field::Body], u32::MAX) >= 1);
    }
}
