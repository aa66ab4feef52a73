//! The text of a section by blocks, with what stands out in it: what search and the study pages read.

use crate::notes::Outline;
use crate::notes::outline::seen;
use html5gum::{StartTag, Token, Tokenizer};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// A paragraph, an item, a cell, a heading or another stretch of text that is read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The event that it begins with, by its index in the note.
    pub event: usize,
    /// What it is.
    pub kind: Kind,
    /// In how many lists it stands.
    pub depth: usize,
    /// The heading that it is or stands under, by its index in the note; none above the section's first.
    pub heading: Option<usize>,
    /// The innermost `<details>` that it stands in: a number that no other of the section has.
    pub fold: Option<usize>,
    /// Whether it stands in a quote.
    pub quoted: bool,
    /// Its words. Lines are parted by `\n` where the note's line breaks carry meaning.
    pub text: String,
    /// What stands out in it, in the order in which it ends.
    pub styles: Vec<(Style, Range<usize>)>,
    /// Where its links and images stand in it, by the events that they begin with, in order.
    pub links: Vec<(usize, Range<usize>)>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Heading,
    /// A paragraph, or text in raw HTML.
    Paragraph,
    /// An item of a list, or a paragraph in it; whether it is done, where it is a task.
    Item(Option<bool>),
    /// A cell of a table.
    Cell {
        /// The event with which the table begins.
        table: usize,
        /// Its row; 0 is the head.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// A block of code.
    Code,
    /// The term of a definition list.
    Term,
    /// A definition in such a list.
    Definition,
    /// What a fold shows while it is closed.
    Summary,
}

/// How a stretch of text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `==marked==`.
    Mark,
    /// Bold.
    Strong,
    /// Code in running text.
    Code,
    /// The text of a link.
    Link,
    /// A `#tag`.
    Tag,
    /// The words that say of what kind a callout is.
    CalloutKind,
}

impl Block {
    /// The stretches of its text that have a style, in order.
    pub fn styled(&self, style: Style) -> impl Iterator<Item = &Range<usize>> {
        self.styles.iter().filter(move |(own, _)| *own == style).map(|(_, range)| range)
    }
}

/// The blocks among stretches of a note's events that have any text, in order.
pub fn blocks(outline: &Outline, stretches: &[Range<usize>]) -> Vec<Block> {
    let mut reader = Reader::new(outline);
    for index in stretches.iter().cloned().flatten() {
        reader.see(index);
    }
    let mut blocks = reader.blocks;
    for block in &mut blocks {
        block.text.truncate(block.text.trim_end().len());
        let end = block.text.len();
        block.styles.retain_mut(|(_, range)| {
            range.end = range.end.min(end);
            range.start < range.end
        });
        for (_, range) in &mut block.links {
            *range = range.start.min(end)..range.end.min(end);
        }
        block.links.sort_unstable_by_key(|(event, _)| *event);
    }
    blocks.retain(|block| !block.text.is_empty());
    blocks
}

struct Reader<'a> {
    outline: &'a Outline<'a>,
    blocks: Vec<Block>,
    /// The blocks that have not ended, by their place among all.
    open: Vec<usize>,
    /// The block of text that stands in no block, while nothing else comes between.
    loose: Option<usize>,
    /// The styles that have not ended, and where in the text of the present block they began.
    styles: Vec<(Style, usize)>,
    /// The links and images that have not ended: their events, and where in the text of the present block they began.
    links: Vec<(usize, usize)>,
    /// What each open item, definition and quote makes of a paragraph in it.
    within: Vec<Option<Kind>>,
    depth: usize,
    heading: Option<usize>,
    folds: Vec<usize>,
    fold_count: usize,
    /// The table, and the row and column of the next cell.
    cell: (usize, usize, usize),
    /// Whether what follows is a script or a style sheet.
    hidden: bool,
}

impl<'a> Reader<'a> {
    fn new(outline: &'a Outline<'a>) -> Self {
        Self {
            outline,
            blocks: Vec::new(),
            open: Vec::new(),
            loose: None,
            styles: Vec::new(),
            links: Vec::new(),
            within: Vec::new(),
            depth: 0,
            heading: None,
            folds: Vec::new(),
            fold_count: 0,
            cell: (0, 0, 0),
            hidden: false,
        }
    }

    fn see(&mut self, index: usize) {
        let outline = self.outline;
        match &outline.events[index].0 {
            Event::Start(tag) => self.start(index, tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                self.push(index, words);
            }
            Event::Code(words) => {
                self.begin_style(index, Style::Code);
                self.push(index, words);
                self.end_style(Style::Code);
            }
            Event::SoftBreak if !outline.keeps_lines => self.push(index, " "),
            Event::SoftBreak | Event::HardBreak => self.push(index, "\n"),
            Event::TaskListMarker(done) => {
                if let Some(&open) = self.open.last() {
                    self.blocks[open].kind = Kind::Item(Some(*done));
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw(index, html),
            Event::FootnoteReference(_) | Event::Rule => {}
        }
    }

    fn start(&mut self, index: usize, tag: &Tag) {
        match tag {
            Tag::Heading { .. } => {
                let headings = &self.outline.headings;
                self.heading = headings.binary_search_by_key(&index, |heading| heading.events.start).ok();
                self.open_block(index, Kind::Heading);
            }
            Tag::Paragraph | Tag::HtmlBlock => {
                let kind = self.within.last().copied().flatten().unwrap_or(Kind::Paragraph);
                self.open_block(index, kind);
            }
            Tag::Item => self.open_container(index, Kind::Item(None)),
            Tag::DefinitionListDefinition => self.open_container(index, Kind::Definition),
            Tag::DefinitionListTitle => self.open_block(index, Kind::Term),
            Tag::CodeBlock(_) => self.open_block(index, Kind::Code),
            Tag::BlockQuote(_) => self.within.push(None),
            Tag::List(_) => self.depth += 1,
            Tag::Table(_) => self.cell = (index, 0, 0),
            Tag::TableHead | Tag::TableRow => self.cell.2 = 0,
            Tag::TableCell => {
                let (table, row, column) = self.cell;
                self.open_block(index, Kind::Cell { table, row, column });
                self.cell.2 += 1;
            }
            Tag::Strong => self.begin_style(index, Style::Strong),
            Tag::Link { .. } => {
                self.begin_style(index, Style::Link);
                self.begin_link(index);
            }
            Tag::Image { dest_url, .. } => {
                self.begin_link(index);
                self.hidden |= self.is_named_by_its_file(index, dest_url);
            }
            _ => {}
        }
    }

    /// Whether nobody wrote what a picture shows: then its words are the name of its file.
    fn is_named_by_its_file(&self, image: usize, file: &str) -> bool {
        let Some((Event::Text(words), _)) = self.outline.events.get(image + 1) else { return false };
        words.contains('.') && file.replace("%20", " ").ends_with(&**words)
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item | TagEnd::DefinitionListDefinition => {
                self.within.pop();
                self.open.pop();
            }
            TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::HtmlBlock
            | TagEnd::DefinitionListTitle
            | TagEnd::CodeBlock
            | TagEnd::TableCell => drop(self.open.pop()),
            TagEnd::BlockQuote(_) => drop(self.within.pop()),
            TagEnd::List(_) => self.depth -= 1,
            TagEnd::TableHead | TagEnd::TableRow => self.cell.1 += 1,
            TagEnd::Strong => self.end_style(Style::Strong),
            TagEnd::Link => {
                self.end_style(Style::Link);
                self.end_link();
            }
            TagEnd::Image => {
                self.hidden = false;
                self.end_link();
            }
            _ => {}
        }
    }

    /// Sees raw HTML: elements that stand out, folds, and the text between tags.
    fn raw(&mut self, index: usize, html: &str) {
        for token in Tokenizer::new(html).flatten() {
            match token {
                Token::StartTag(tag) => self.raw_start(index, &tag),
                Token::EndTag(tag) => self.raw_end(tag.name.as_slice()),
                Token::String(words) => self.push(index, &String::from_utf8_lossy(&words)),
                _ => {}
            }
        }
    }

    fn raw_start(&mut self, index: usize, tag: &StartTag<()>) {
        match tag.name.as_slice() {
            b"script" | b"style" => self.hidden = !tag.self_closing,
            b"details" => {
                self.fold_count += 1;
                self.folds.push(self.fold_count);
            }
            b"summary" => self.open_block(index, Kind::Summary),
            name => {
                match style(name, tag.attributes.get(b"class".as_slice()).map(|class| class.as_slice())) {
                    Some(style) => self.begin_style(index, style),
                    None => self.push(index, &seen(tag)),
                }
            }
        }
    }

    fn raw_end(&mut self, name: &[u8]) {
        match name {
            b"script" | b"style" => self.hidden = false,
            b"details" => drop(self.folds.pop()),
            b"summary" => {
                let blocks = &self.blocks;
                self.open.pop_if(|at| blocks[*at].kind == Kind::Summary);
            }
            b"span" => {
                let last = self.styles.last().map(|(style, _)| *style);
                let ours = last.filter(|style| matches!(style, Style::Tag | Style::CalloutKind));
                if let Some(style) = ours {
                    self.end_style(style);
                }
            }
            name => style(name, None).into_iter().for_each(|style| self.end_style(style)),
        }
    }

    fn open_block(&mut self, event: usize, kind: Kind) {
        self.open.push(self.blocks.len());
        self.loose = None;
        self.styles.clear();
        self.links.clear();
        self.blocks.push(Block {
            event,
            kind,
            depth: self.depth,
            heading: self.heading,
            fold: self.folds.last().copied(),
            quoted: self.within.contains(&None),
            text: String::new(),
            styles: Vec::new(),
            links: Vec::new(),
        });
    }

    fn open_container(&mut self, event: usize, kind: Kind) {
        self.open_block(event, kind);
        self.within.push(Some(kind));
    }

    /// The block that text goes to: the innermost open one, or a paragraph of its own.
    fn present(&mut self, index: usize) -> usize {
        if let Some(at) = self.open.last().copied().or(self.loose) {
            return at;
        }
        self.open_block(index, Kind::Paragraph);
        self.loose = self.open.pop();
        self.blocks.len() - 1
    }

    fn push(&mut self, index: usize, words: &str) {
        if self.hidden || (self.open.is_empty() && self.loose.is_none() && words.trim().is_empty()) {
            return;
        }
        let at = self.present(index);
        let text = &mut self.blocks[at].text;
        text.push_str(if text.is_empty() { words.trim_start() } else { words });
    }

    fn begin_style(&mut self, index: usize, style: Style) {
        let at = self.present(index);
        self.styles.push((style, self.blocks[at].text.len()));
    }

    fn begin_link(&mut self, index: usize) {
        let at = self.present(index);
        self.links.push((index, self.blocks[at].text.len()));
    }

    fn end_link(&mut self) {
        let Some((event, start)) = self.links.pop() else { return };
        if let Some(at) = self.open.last().copied().or(self.loose) {
            let block = &mut self.blocks[at];
            block.links.push((event, start.min(block.text.len())..block.text.len()));
        }
    }

    fn end_style(&mut self, style: Style) {
        let Some(found) = self.styles.iter().rposition(|(open, _)| *open == style) else { return };
        let (_, start) = self.styles.remove(found);
        if let Some(at) = self.open.last().copied().or(self.loose) {
            let block = &mut self.blocks[at];
            block.styles.push((style, start.min(block.text.len())..block.text.len()));
        }
    }
}

/// How raw HTML makes its text stand out.
fn style(element: &[u8], class: Option<&[u8]>) -> Option<Style> {
    match element {
        b"span" if class == Some(b"tag") => Some(Style::Tag),
        b"span" if class == Some(b"callout-kind") => Some(Style::CalloutKind),
        b"mark" => Some(Style::Mark),
        b"b" | b"strong" => Some(Style::Strong),
        b"code" | b"kbd" => Some(Style::Code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::config::{LineBreaks, RawHtml};
    use crate::notes::{Repaired, outline};
    use crate::source::Sources;

    /// The blocks of a note, a line each: what it is, and its text, with what stands out in brackets.
    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        let source = Sources::default().add("n.md".into(), note.to_owned());
        let repaired = Repaired::new(source, note, 0, Vec::new());
        let outline = outline::outline(&repaired, LineBreaks::Auto, RawHtml::Sanitize);
        let found = blocks(&outline, std::slice::from_ref(&(0..outline.events.len())));
        let lines = found.iter().map(|block| {
            let styles = block.styles.iter();
            let styles: Vec<String> =
                styles.map(|(style, range)| format!(" [{style:?} {}]", &block.text[range.clone()])).collect();
            let styles = styles.concat();
            let fold = if block.fold.is_some() { " folded" } else { "" };
            format!("{:?}{fold}: {}{styles}", block.kind, block.text)
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn text_is_read_by_blocks_with_what_stands_out() {
        check(
            "# Title\n\nOne **bold** and ==marked `x`== [link](a.md)\n\n- item\n  - [x] deep **one**\n\n| a | b |\n|---|---|\n| c | `d` |\n",
            &[
                "Heading: Title",
                "Paragraph: One bold and marked x link [Strong bold] [Code x] [Mark marked x] [Link link]",
                "Item(None): item",
                "Item(Some(true)): deep one [Strong one]",
                "Cell { table: 32, row: 0, column: 0 }: a",
                "Cell { table: 32, row: 0, column: 1 }: b",
                "Cell { table: 32, row: 1, column: 0 }: c",
                "Cell { table: 32, row: 1, column: 1 }: d [Code d]",
            ],
        );
    }

    #[test]
    fn folds_keep_their_summary_and_their_text_together() {
        check(
            "<details><summary>Why?</summary>\n\nBecause.\n\n</details>\n\nAfter\n\n> [!question]- How?\n> So.\n",
            &[
                "Summary folded: Why?",
                "Paragraph folded: Because.",
                "Paragraph: After",
                "Summary folded: Question: How? [CalloutKind Question:]",
                "Paragraph folded: So.",
            ],
        );
    }

    #[test]
    fn what_a_picture_shows_is_read_and_the_name_of_its_file_is_not() {
        check(
            "One ![a queue](q.png) and ![[EFS Icon.png]] ![v1.2](v1.2.png)\n",
            &["Paragraph: One a queue and  v1.2"],
        );
    }

    #[test]
    fn text_in_raw_html_is_read_and_scripts_are_not() {
        check(
            "<div>in <b>html</b></div>\n\nText <kbd>Esc</kbd> #tag\n",
            &["Paragraph: in html [Strong html]", "Paragraph: Text Esc #tag [Code Esc] [Tag #tag]"],
        );
    }
}
