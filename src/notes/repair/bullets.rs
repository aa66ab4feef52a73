//! Tells list items that Markdown does not know: `• text` pasted from slides, `2.text` that lacks its space.

use super::lines::{Kind, Line, columns, is_delimiter, is_underline, plain_kind};

/// Bullets of slides, word processors and PDF files. The last three are how a symbol font has them.
const BULLETS: &str = "•‣⁃∙▪▫●○◦·・･▸►➢➤❖\u{f0b7}\u{f0a7}\u{f0d8}";
/// Marks that begin ordinary lines too: they are bullets only in a row of their like, or right under a list item.
const FAMILIES: [&str; 4] = ["–—", "■◆", "→⇒➔➜", "✓✔✅☑✗✘❌☒☐\u{f0fc}"];
/// The families whose marks mean something, and stay.
const SPEAKING: [&str; 2] = [FAMILIES[2], FAMILIES[3]];
/// Marks that stand before titles, too.
const ORNAMENTS: &str = "■◆◇▼●";

/// The mark at the start of `words`, with the white space behind it.
fn marked(words: &str) -> Option<(char, usize)> {
    let mark = words.chars().next().filter(|&mark| is_mark(mark))?;
    let text = words[mark.len_utf8()..].trim_start_matches(|c: char| c == '\u{fe0f}' || c.is_whitespace());
    Some((mark, words.len() - text.len()))
}

fn is_mark(c: char) -> bool {
    BULLETS.contains(c) || family(c).is_some()
}

fn family(mark: char) -> Option<&'static str> {
    FAMILIES.into_iter().find(|family| family.contains(mark))
}

/// How many bytes a foreign bullet takes up, and what should stand there.
pub(super) fn mended(words: &str) -> Option<(usize, String)> {
    let (mark, length) = marked(words)?;
    let speaks = SPEAKING.iter().any(|marks| marks.contains(mark));
    Some((length, format!("- {}", if speaks { &words[..length] } else { "" })))
}

/// The ornament before a title, and how many bytes it takes up.
pub(super) fn ornament(words: &str) -> Option<(char, usize)> {
    let mark = words.chars().next().filter(|&mark| ORNAMENTS.contains(mark))?;
    let text = words[mark.len_utf8()..].trim_start();
    Some((mark, words.len() - text.len()))
}

/// The kind of a line of text that is meant as a list item, with the note from the line `above` it, and all that is `below`.
pub(super) fn kind(
    note: &str,
    above: Option<&Line>,
    words: &str,
    column: usize,
    below: &str,
) -> Option<Kind> {
    let above = above.filter(|above| above.kind != Kind::Blank);
    let row = Row { note, above, below };
    if row.is_continued() {
        return None;
    }
    match marked(words) {
        Some((mark, length)) => row.is_bullet(mark, &words[length..], column).then_some(Kind::Foreign),
        None => row.is_number(words, column).then(|| Kind::Tight { mark: number(words).len() + 1 }),
    }
}

/// What stands around a line.
struct Row<'a> {
    note: &'a str,
    above: Option<&'a Line>,
    below: &'a str,
}

impl Row<'_> {
    /// Whether the line is the rest of the one above, the text of a heading, or the head of a table.
    fn is_continued(&self) -> bool {
        let next = self.below.lines().next().unwrap_or_default();
        let alone = self.above.is_none_or(|above| above.kind != Kind::Foreign);
        self.above.is_some_and(|above| above.words(self.note).ends_with('\\'))
            || is_delimiter(next)
            || (alone && is_underline(next.trim()))
    }

    fn is_bullet(&self, mark: char, text: &str, column: usize) -> bool {
        is_item_text(text)
            && family(mark).is_none_or(|family| {
                let (indent, next) = self.next();
                self.is_under_item(text)
                    || (indent >= column && next.starts_with(|mark| family.contains(mark)))
            })
    }

    /// The column and the words of the next line.
    fn next(&self) -> (usize, &str) {
        indented(self.below.lines().next().unwrap_or_default())
    }

    fn is_under_item(&self, text: &str) -> bool {
        self.above.is_some_and(|above| {
            let item = matches!(above.kind, Kind::Item { .. } | Kind::Foreign | Kind::Tight { .. });
            item && !wraps(above.words(self.note), text)
        })
    }

    /// Whether `words` is `2.text`, and the lines above or below it have the numbers before or after.
    fn is_number(&self, words: &str, column: usize) -> bool {
        let digits = number(words);
        let text = words[digits.len()..].strip_prefix('.');
        let Ok(number) = digits.parse::<u32>() else { return false };
        text.is_some_and(|text| text.starts_with(char::is_alphabetic))
            && (self.follows(number, column) || self.leads(number, column))
    }

    /// Whether the line above has the same number or the one before.
    fn follows(&self, number: u32, column: usize) -> bool {
        let item = |above: &&Line| matches!(above.kind, Kind::Item { .. } | Kind::Tight { .. });
        self.above.filter(item).is_some_and(|above| {
            above.column > column || numbered(above.words(self.note)).is_some_and(|n| is_next(n, number))
        })
    }

    /// Whether the next line that is not indented deeper has the same number or the one after.
    fn leads(&self, number: u32, column: usize) -> bool {
        let mut lines = self.below.lines().map(indented);
        let next = lines.find(|(indent, words)| *indent <= column || words.is_empty());
        next.is_some_and(|(_, words)| numbered(words).is_some_and(|n| is_next(number, n)))
    }
}

fn is_next(number: u32, next: u32) -> bool {
    next == number || next == number + 1
}

fn indented(line: &str) -> (usize, &str) {
    let words = line.trim_start_matches([' ', '\t']);
    (columns(&line[..line.len() - words.len()]), words.trim_end())
}

fn number(words: &str) -> &str {
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    &words[..if digits <= 9 { digits } else { 0 }]
}

/// The number of `2. text` or `2.text`.
fn numbered(words: &str) -> Option<u32> {
    let digits = number(words);
    let text = words[digits.len()..].strip_prefix('.')?;
    text.starts_with(|c: char| c.is_alphabetic() || c.is_whitespace()).then(|| digits.parse().ok()).flatten()
}

/// Whether what stands behind a bullet is the text of an item, and would begin no block of another kind.
fn is_item_text(text: &str) -> bool {
    let block = ["```", "~~~", "$$", "<", ":", "\\"].iter().any(|mark| text.starts_with(mark));
    let definition = text.starts_with('[') && text.contains("]:");
    plain_kind(text, 0) == Kind::Text
        && !text.starts_with(is_mark)
        && !block
        && !definition
        && text.contains(char::is_alphanumeric)
}

/// Whether `words` are only the rest of the line above, which an editor broke at a common width.
pub(super) fn wraps(above: &str, words: &str) -> bool {
    const FULL_LINE: usize = 60;
    above.chars().count() >= FULL_LINE && runs_on(above, words)
}

/// Whether the line above goes on in this one: it ends in a word or a comma, and this one begins with a small letter.
pub(super) fn runs_on(above: &str, words: &str) -> bool {
    above.ends_with(|c: char| c.is_alphanumeric() || c == ',') && words.starts_with(char::is_lowercase)
}

/// The byte of a list item, `- [ ]text`, at which the space behind its box is missing.
pub(super) fn tight_box(words: &str) -> Option<usize> {
    let item = words.trim_start_matches(['-', '*', '+']).trim_start();
    let text = after_box(item)?;
    text.starts_with(char::is_alphabetic).then(|| words.len() - text.len())
}

/// Whether `item`, the text of a list item, is that of a task.
pub(super) fn is_task(item: &str) -> bool {
    after_box(item).is_some_and(|text| text.starts_with(|c: char| c.is_whitespace() || c.is_alphabetic()))
}

fn after_box(item: &str) -> Option<&str> {
    ["[ ]", "[x]", "[X]"].iter().find_map(|task| item.strip_prefix(task))
}
