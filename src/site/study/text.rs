//! A block as sentences, and stretches of it as pieces.

use crate::site::blocks::{Block, Style};
use crate::site::view::study::PieceView;
use std::ops::Range;

/// A row shows at most about this many characters of a text.
const LONGEST: usize = 600;

/// Where a text is cut before what the row is about, this many bytes of it stay.
const BEFORE: usize = 160;

/// A block with its sentences, and what stands out in it in order.
#[derive(Debug)]
pub(super) struct Prose<'b> {
    pub block: &'b Block,
    pub sentences: Vec<Range<usize>>,
    code: Vec<Range<usize>>,
    strong: Vec<Range<usize>>,
    tags: Vec<Range<usize>>,
}

impl<'b> Prose<'b> {
    pub fn new(block: &'b Block) -> Self {
        let sorted = |style| {
            let mut ranges: Vec<Range<usize>> = block.styled(style).cloned().collect();
            ranges.sort_by_key(|range| range.start);
            ranges
        };
        let (code, strong, tags) = (sorted(Style::Code), sorted(Style::Strong), sorted(Style::Tag));
        Self { block, sentences: sentences(&block.text), code, strong, tags }
    }

    /// The stretch from the beginning of the sentence in which `range` begins to the end of that in which it ends.
    pub fn around(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.sentences.partition_point(|sentence| sentence.end <= range.start);
        let last = self.sentences.partition_point(|sentence| sentence.start < range.end);
        let start = self.sentences.get(first).map_or(range.start, |sentence| sentence.start.min(range.start));
        let end = last.checked_sub(1).and_then(|last| self.sentences.get(last));
        start..end.map_or(range.end, |sentence| sentence.end.max(range.end))
    }

    /// The last bold words that stand before the end of `range`, and in it.
    pub fn last_strong(&self, range: &Range<usize>) -> Option<&Range<usize>> {
        let next = self.strong.partition_point(|strong| strong.start < range.end);
        let last = self.strong[..next].iter().rev().take(2).find(|strong| strong.end <= range.end);
        last.filter(|strong| range.start <= strong.start)
    }

    /// Whether there is any tag in it.
    pub fn has_tags(&self) -> bool {
        !self.tags.is_empty()
    }

    /// The tags that begin in `range`.
    pub fn tags(&self, range: &Range<usize>) -> &[Range<usize>] {
        let first = self.tags.partition_point(|tag| tag.start < range.start);
        let end = self.tags.partition_point(|tag| tag.start < range.end);
        &self.tags[first..end]
    }

    /// Whether any of `range` is code.
    pub fn has_code(&self, range: &Range<usize>) -> bool {
        let next = self.code.partition_point(|code| code.end <= range.start);
        self.code.get(next).is_some_and(|code| code.start < range.end)
    }

    /// The text of `range` in pieces, with `marks`, in order and apart, highlighted. A long one is cut around the first.
    pub fn pieces(&self, range: Range<usize>, marks: &[Range<usize>]) -> Vec<PieceView> {
        let text = &self.block.text;
        let shown = window(text, &range, marks.first());
        let first = self.code.partition_point(|code| code.end <= shown.start);
        let code = self.code[first..].iter().take_while(|code| code.start < shown.end);
        let edges = marks.iter().chain(code).flat_map(|piece| [piece.start, piece.end]);
        let mut cuts: Vec<usize> = edges.filter(|&at| shown.start < at && at < shown.end).collect();
        cuts.extend([shown.start, shown.end]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut pieces: Vec<PieceView> = Vec::new();
        pieces.extend((shown.start > range.start).then(|| plain("… ")));
        pieces.extend(cuts.windows(2).map(|cut| PieceView {
            text: text[cut[0]..cut[1]].to_owned(),
            mark: marks.iter().any(|mark| mark.contains(&cut[0])),
            code: self.has_code(&(cut[0]..cut[1])),
        }));
        pieces.extend((shown.end < range.end).then(|| plain(" …")));
        pieces
    }
}

/// A piece that does not stand out.
pub(super) fn plain(text: &str) -> PieceView {
    PieceView { text: text.to_owned(), mark: false, code: false }
}

/// The words of pieces.
pub(super) fn words_of(pieces: &[PieceView]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// What of `range` is shown: all of it, or so much around `about` as fits, cut between words.
fn window(text: &str, range: &Range<usize>, about: Option<&Range<usize>>) -> Range<usize> {
    if range.len() <= LONGEST {
        return range.clone();
    }
    let about = about.map_or(range.start, |about| about.start.max(range.start));
    let wanted = about.saturating_sub(BEFORE).max(range.start);
    let start = if wanted == range.start {
        wanted
    } else {
        let from = text.ceil_char_boundary(wanted);
        text[from..about]
            .find(char::is_whitespace)
            .map_or(about, |space| text.ceil_char_boundary(from + space + 1))
    };
    let end = text.floor_char_boundary((start + LONGEST).min(range.end));
    let space = text[start..end].rfind(char::is_whitespace).filter(|_| end < range.end);
    start..space.map_or(end, |space| start + space)
}

/// Words that are cut short with a full stop, which ends no sentence.
const SHORT: [&str; 16] = [
    "e.g", "i.e", "eg", "ie", "vs", "approx", "max", "min", "no", "nr", "fig", "ca", "cf", "incl", "resp",
    "etc",
];

/// A line of at least this many bytes may have been broken by an editor.
const WRAPPED: usize = 50;

/// The sentences of a text: each ends with its line, unless that was only broken, or with a mark before a space and no
/// small letter.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '!', '?', '\n', '。', '！', '？']) {
        let end = at + mark.len();
        if at >= start && ends_sentence(text, start, at, mark) {
            sentences.extend(trimmed(text, start..end));
            start = end;
        }
    }
    sentences.extend(trimmed(text, start..text.len()));
    sentences
}

fn ends_sentence(text: &str, start: usize, at: usize, mark: &str) -> bool {
    if mark == "\n" {
        let line = text[start..at].rsplit('\n').next().unwrap_or_default();
        let broken = line.len() >= WRAPPED && !line.trim_end().ends_with(['.', ':', ';', '!', '?']);
        return !(broken && text[at + 1..].starts_with(char::is_lowercase));
    }
    if !matches!(mark, "." | "!" | "?") {
        return true;
    }
    let behind = text[at + 1..].trim_start_matches([')', '"', '”', '\'', '’', '*', ']']);
    let next = behind.trim_start();
    if behind.len() == next.len() || next.starts_with(char::is_lowercase) {
        return next.is_empty();
    }
    let word = text[start..at].rsplit([' ', '(', '\u{a0}']).next().unwrap_or_default();
    mark != "." || !SHORT.iter().any(|short| word.eq_ignore_ascii_case(short))
}

/// `range` without the space around it, if anything else is in it.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let inside = &text[range.clone()];
    let start = range.start + inside.len() - inside.trim_start().len();
    let end = start + inside.trim().len();
    (start < end).then_some(start..end)
}

/// How many words a text has in which there is a letter or a digit, addresses apart.
pub(super) fn word_count(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| !word.contains("://"));
    words.filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// At most `most` words of a text, and not more characters than a heading should have.
pub(super) fn short(text: &str, most: usize) -> String {
    let longest = text.char_indices().nth(LONGEST / 5).map_or(text.len(), |(at, _)| at);
    let mut words = text[..longest].split_whitespace();
    let shown: Vec<&str> = words.by_ref().take(most).collect();
    let rest = words.next().is_some() || longest < text.len();
    format!("{}{}", shown.join(" "), if rest { " …" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::{Prose, sentences, word_count};
    use crate::site::blocks::{Block, Kind, Style};

    fn block(text: &str) -> Block {
        let code = text.find("`x`").map(|at| (Style::Code, at..at + 3));
        Block {
            event: 0,
            kind: Kind::Paragraph,
            depth: 0,
            heading: None,
            fold: None,
            quoted: false,
            text: text.to_owned(),
            styles: code.into_iter().collect(),
            links: Vec::new(),
        }
    }

    #[test]
    fn a_sentence_ends_where_a_reader_would_end_it() {
        let text = "Up to approx. 5 GB, e.g. on S3. Version 1.2 (or so.) works! not here? Next\nline. 一。二";
        let found = sentences(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(
            found,
            [
                "Up to approx. 5 GB, e.g. on S3.",
                "Version 1.2 (or so.) works! not here?",
                "Next",
                "line.",
                "一。",
                "二"
            ]
        );
    }

    #[test]
    fn a_sentence_goes_on_behind_a_line_that_an_editor_broke() {
        let text = "A lifecycle rule moves what is older to colder storage\nafter 90 days. Short\nline";
        let found = sentences(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(found, [&text[..69], "Short", "line"]);
    }

    #[test]
    fn pieces_keep_every_word_and_tell_what_stands_out() {
        let text = "First. Use `x` with care. Last";
        let block = block(text);
        let prose = Prose::new(&block);
        let care = text.find("care").expect("it is there");
        let pieces = prose.pieces(prose.around(&(care..care + 4)), std::slice::from_ref(&(care..care + 4)));
        let shown: Vec<_> = pieces.iter().map(|p| (p.text.as_str(), p.mark, p.code)).collect();
        assert_eq!(
            shown,
            [
                ("Use ", false, false),
                ("`x`", false, true),
                (" with ", false, false),
                ("care", true, false),
                (".", false, false)
            ]
        );
    }

    #[test]
    fn a_long_text_is_cut_around_what_it_is_about() {
        let text = format!("{}5 GB {}", "wörd ".repeat(300), "wörd ".repeat(300));
        let block = block(&text);
        let at = text.find("5 GB").expect("it is there");
        let pieces = Prose::new(&block).pieces(0..text.len(), std::slice::from_ref(&(at..at + 4)));
        let shown: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(
            shown.starts_with("… wörd") && shown.ends_with("wörd …") && shown.contains("5 GB"),
            "{shown}"
        );
        assert!(word_count(&shown) < 130, "{shown}");
    }
}
