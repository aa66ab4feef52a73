//! Makes lists of what is meant as one: outlines by tabs, bullets too far in, bullets without a space, lines swallowed by a bullet.

use super::bullets::{mended, runs_on, tight_box, wraps};
use super::lines::{Kind, Line, Lines, columns, is_delimiter};
use super::titles::Title;
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::ops::Range;

/// The findings about lists, with their fixes. Only a line right below another is mended: after a blank line Markdown's
/// own reading stands.
pub(super) fn mend(
    note: &str,
    lines: &Lines,
    titles: &[Title],
    span: &impl Fn(Range<usize>) -> Span,
) -> Vec<Diagnostic> {
    let mut mender = Mender {
        note,
        lines: &lines.all,
        span,
        rows: Vec::new(),
        above: Above::Blank,
        run: Run::default(),
        outline: None,
        foreign: None,
        found: Vec::new(),
    };
    let mut titles = titles.iter().peekable();
    for index in 0..lines.all.len() {
        match titles.next_if(|title| title.line == index) {
            Some(title) => mender.title(title.service),
            None => mender.line(index),
        }
    }
    mender.finish_lists();
    mender.found
}

/// A list item, or an outline's line, that the next lines may belong to.
struct Row {
    /// Lines from this column on belong to it, as the note stands.
    from: usize,
    /// The column at which its text begins once it is mended.
    to: usize,
    /// The column of a line that had no bullet.
    bare: Option<usize>,
}

/// What stands on the line above.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    Blank,
    Title { service: bool },
    Text,
    Other,
}

struct Mender<'a, S> {
    note: &'a str,
    lines: &'a [Line],
    span: &'a S,
    rows: Vec<Row>,
    above: Above,
    run: Run,
    outline: Option<Diagnostic>,
    foreign: Option<Diagnostic>,
    found: Vec<Diagnostic>,
}

/// Indented lines with no blank line between them.
#[derive(Clone, Copy, Default)]
struct Run {
    /// The line behind the last of them.
    end: usize,
    /// Whether some of them look like code: then none of them is an outline.
    code: bool,
}

impl<S: Fn(Range<usize>) -> Span> Mender<'_, S> {
    fn title(&mut self, service: bool) {
        self.rows.clear();
        self.finish_lists();
        self.above = Above::Title { service };
    }

    fn line(&mut self, index: usize) {
        let line = &self.lines[index];
        match line.kind {
            Kind::Blank => self.above = Above::Blank,
            Kind::Item { .. } | Kind::Tight { .. }
                if self.rows.is_empty() && self.is_left_to_markdown(line) => {}
            Kind::Item { inner } => {
                if let Some(at) = tight_box(line.words(self.note)) {
                    self.space(line, line.text + at);
                }
                self.item(line, inner);
            }
            Kind::Tight { mark } => {
                self.space(line, line.text + mark);
                self.item(line, line.column + mark + 1);
                // What stands below the text of `2.text` belongs to it.
                let row = self.rows.last_mut().expect("an item is a row");
                row.from = line.column + mark.max(2);
            }
            Kind::Foreign => {
                self.edit_foreign(line);
                self.item(line, line.column + 2);
            }
            Kind::Text => self.text(index),
            Kind::Verbatim if index > 0 && self.lines[index - 1].kind == Kind::Verbatim => self.follow(line),
            Kind::Block if self.is_swallowed_table(index) => {
                self.set_apart(line);
                self.above = Above::Other;
            }
            Kind::Verbatim | Kind::Heading | Kind::Underline | Kind::Block | Kind::Conflict => {
                self.block(line);
            }
        }
    }

    /// A line that begins a block of another kind: it stays beside its siblings where they were moved.
    fn block(&mut self, line: &Line) {
        let sibling = self.leave(line.column);
        if sibling.is_some_and(|to| to <= line.column) {
            let parent = self.rows.last().map_or(0, |row| row.to);
            self.rows.push(Row { from: line.column, to: parent, bare: None });
        }
        self.follow(line);
        self.above = Above::Other;
    }

    /// Puts a space at byte `at`, behind the marker of a list item.
    fn space(&mut self, line: &Line, at: usize) {
        let edit = Edit { span: (self.span)(at..at), replacement: " ".to_owned() };
        self.found.push(rules::bullet_without_space((self.span)(line.text..line.end)).fix(vec![edit]));
    }

    /// Puts a bullet that Markdown knows in the place of another.
    fn edit_foreign(&mut self, line: &Line) {
        let (length, replacement) = mended(line.words(self.note)).expect("the line begins with a bullet");
        let edit = Edit { span: (self.span)(line.text..line.text + length), replacement };
        let place = (self.span)(line.text..line.end);
        let found = self.foreign.get_or_insert_with(|| rules::foreign_bullet(place).fix(Vec::new()));
        found.fix.as_mut().expect("a bullet's finding is made with a fix").edits.push(edit);
    }

    /// Whether a first item is not mended: `2. text` right under a paragraph, or one right under a quote, a table or code.
    fn is_left_to_markdown(&self, line: &Line) -> bool {
        if self.above != Above::Text {
            return self.above == Above::Other && line.column >= 4;
        }
        let words = line.words(self.note);
        words.starts_with(|c: char| c.is_ascii_digit())
            && !words.starts_with("1.")
            && !words.starts_with("1)")
    }

    fn item(&mut self, line: &Line, inner: usize) {
        let sibling = self.leave(line.column);
        let parent = self.rows.last().map_or(0, |row| row.to);
        let fits = (parent..sibling.unwrap_or(usize::MAX).min(parent + 4)).contains(&line.column);
        let column = if fits {
            line.column
        } else if self.above == Above::Blank {
            self.followed(line.column)
        } else {
            parent
        };
        if column != line.column {
            self.edit_outline(line, line.indent(), " ".repeat(column));
        }
        self.rows.push(Row { from: inner, to: column + inner - line.column, bare: None });
        self.above = Above::Text;
    }

    fn text(&mut self, index: usize) {
        let line = &self.lines[index];
        if line.column > 0 && index >= self.run.end {
            self.run = self.run_from(index);
        }
        if self.above == Above::Blank {
            self.leave(line.column);
            if self.rows.is_empty() {
                self.finish_lists();
            }
            self.follow(line);
        } else if line.column > 0 && self.is_outline(index) {
            self.leave(line.column);
            let column = self.rows.last().map_or(0, |row| row.to);
            self.edit_outline(line, line.indent(), format!("{}- ", " ".repeat(column)));
            self.rows.push(Row { from: line.column + 1, to: column + 2, bare: Some(line.column) });
        } else if self.is_swallowed(index) {
            self.set_apart(line);
        }
        self.above = Above::Text;
    }

    /// Puts a blank line before a line, so that it belongs to the row that it is aligned with.
    fn set_apart(&mut self, line: &Line) {
        self.leave(line.column);
        let column = self.rows.last().map_or(0, |row| row.to);
        let break_before = if self.note[..line.start].ends_with("\r\n") { "\r\n" } else { "\n" };
        let replacement = format!("{break_before}{}", " ".repeat(column));
        let edit = Edit { span: (self.span)(line.indent()), replacement };
        self.found.push(rules::swallowed_line((self.span)(line.text..line.end)).fix(vec![edit]));
    }

    /// Leaves the rows that a line at `column` does not belong to; gives the column at which the text of the last of them,
    /// the line's nearest sibling, begins once it is mended.
    fn leave(&mut self, column: usize) -> Option<usize> {
        let mut sibling = None;
        while let Some(row) = self.rows.pop_if(|row| column < row.from) {
            sibling = Some(row.to);
        }
        sibling
    }

    /// Moves a line along with the row that it belongs to.
    fn follow(&mut self, line: &Line) {
        let Some(row) = self.rows.last().filter(|row| row.from != row.to && line.column >= row.from) else {
            return;
        };
        let white = &self.note[line.indent()];
        let kept = white
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .find(|&at| columns(&white[..at]) >= row.from);
        let kept = kept.unwrap_or(white.len());
        let surplus = columns(&white[..kept]).saturating_sub(row.from);
        let moved = format!("{}{}", " ".repeat(row.to + surplus), &white[kept..]);
        self.edit_outline(line, line.indent(), moved);
    }

    fn followed(&self, column: usize) -> usize {
        self.rows.last().map_or(column, |row| row.to + column.saturating_sub(row.from))
    }

    fn edit_outline(&mut self, line: &Line, at: Range<usize>, replacement: String) {
        if self.note[at.clone()] == replacement {
            return;
        }
        let edit = Edit { span: (self.span)(at), replacement };
        let place = (self.span)(line.text..line.end);
        let found = self.outline.get_or_insert_with(|| rules::outline_without_list(place).fix(Vec::new()));
        found.fix.as_mut().expect("an outline's finding is made with a fix").edits.push(edit);
    }

    fn finish_lists(&mut self) {
        self.found.extend(self.outline.take());
        self.found.extend(self.foreign.take());
    }

    /// Whether an indented line without a bullet is a line of an outline, rather than the rest of the line above.
    fn is_outline(&self, index: usize) -> bool {
        let line = &self.lines[index];
        let in_outline = self.rows.iter().any(|row| row.bare.is_some_and(|column| column <= line.column));
        if self.run.code {
            return false;
        }
        let titled = matches!(self.above, Above::Title { .. });
        let under_service = self.above == Above::Title { service: true };
        if !line.tabbed {
            return in_outline || (under_service && line.column >= 2 && self.has_depth(index));
        }
        if titled {
            return under_service || self.has_depth(index);
        }
        let above = &self.lines[index - 1];
        let (before, words) = self.pair(index);
        let bulleted = self.rows.last().is_none_or(|row| row.bare.is_none());
        let continues = above.kind == Kind::Text && above.column == line.column;
        let aligned = self.rows.last().is_some_and(|row| row.from == line.column);
        self.above == Above::Text && !(bulleted && (aligned || continues || wraps(before, words)))
    }

    /// The indented lines from `index` on.
    fn run_from(&self, index: usize) -> Run {
        let indented = |line: &&Line| line.kind != Kind::Blank && line.column > 0;
        let lines = self.lines[index..].iter().take_while(indented);
        let code = |line: &Line| line.kind == Kind::Text && !is_prose(line.words(self.note));
        lines.fold(Run { end: index, code: false }, |run, line| Run {
            end: run.end + 1,
            code: run.code || code(line),
        })
    }

    /// Whether one of the lines right below `index` is indented deeper than it.
    fn has_depth(&self, index: usize) -> bool {
        let first = self.lines[index].column;
        let row = |line: &&Line| matches!(line.kind, Kind::Text | Kind::Item { .. } | Kind::Foreign);
        let mut run = self.lines[index..].iter().take_while(row);
        run.any(|line| line.column > first)
    }

    /// The words of the line above and of the line itself.
    fn pair(&self, index: usize) -> (&str, &str) {
        (self.lines[index - 1].words(self.note), self.lines[index].words(self.note))
    }

    /// Whether Markdown would take the line into a bullet deeper than the one it is aligned with.
    fn is_swallowed(&self, index: usize) -> bool {
        let line = &self.lines[index];
        let Some((deepest, outer)) = self.rows.split_last() else { return false };
        let (before, words) = self.pair(index);
        let aligned = outer.iter().rev().find(|row| row.from <= line.column);
        let aligned = aligned.is_some_and(|row| line.column <= row.from + 1);
        // A picture pasted at the margin of an outline belongs to the line above it.
        let outside = deepest.bare.is_some_and(|bare| line.column < bare) && !words.starts_with("![");
        self.above == Above::Text
            && line.column < deepest.from
            && (outside || aligned)
            && !runs_on(before, words)
    }

    /// Whether a table begins right under a bullet that it does not belong to, and that would take it in as text.
    fn is_swallowed_table(&self, index: usize) -> bool {
        let row = |at: usize| self.lines.get(at).map_or("", |line| line.words(self.note));
        let delimiter = row(index + 1);
        self.above == Above::Text
            && self.rows.last().is_some_and(|deepest| self.lines[index].column < deepest.from)
            && row(index).starts_with('|')
            && is_delimiter(delimiter)
    }
}

/// Whether a line reads like words, rather than like code or Markdown of another kind.
fn is_prose(words: &str) -> bool {
    let begins =
        words.starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii() || "*_=[!(\"'~`".contains(c));
    let ends_like_code = words.ends_with(['{', '}', ';', '\\']);
    let marks_only = !words.contains(|c: char| c.is_alphanumeric());
    begins && !ends_like_code && !marks_only
}
