//! The cards as a file that Anki reads: text with tabs between the fields, and headers that say what they are.

use super::text::words_of;
use crate::site::view::study::FlashcardsView;
use std::fmt::Write;

/// The name of the file.
pub(super) const FILE: &str = "flashcards.txt";

/// The cards, a line each: their name, by which Anki knows them again, the front, the back and the tag of their page.
pub(super) fn file(cards: &FlashcardsView) -> String {
    let mut file =
        "#separator:tab\n#html:false\n#guid column:1\n#tags column:4\n#columns:Guid\tFront\tBack\tTags\n"
            .to_owned();
    for page in &cards.pages {
        let tag = page.page.href.trim_end_matches(".html");
        for card in &page.rows {
            let above = card.path.last().filter(|above| **above != page.page.title);
            let asked = above.map_or_else(String::new, |above| format!(" › {above}"));
            let front = format!("{}{asked}\n{}", page.page.title, words_of(&card.front));
            let (front, back) = (field(&front), field(&words_of(&card.back)));
            let written = writeln!(file, "{}\t{front}\t{back}\t{tag}", card.id);
            written.expect("text can always be written to");
        }
    }
    file
}

/// A text as a field: in quotes, which keep its line breaks, with its own quotes doubled.
fn field(text: &str) -> String {
    format!("\"{}\"", text.trim().replace('\t', " ").replace('\0', "").replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn a_field_keeps_its_lines_and_its_quotes() {
        assert_eq!(field("say \"A\"\tB\nC"), "\"say \"\"A\"\" B\nC\"");
    }
}
