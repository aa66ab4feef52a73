//! The lines of a note, told apart: which are code and must be left alone, and what the others look like.

mod html;

use super::{bullets, conflicts};
use std::ops::Range;

/// A line, without its line break.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// First byte.
    pub start: usize,
    /// First byte that is no white space.
    pub text: usize,
    /// One past the last byte that is no white space.
    pub end: usize,
    /// The column of `text`, from 0, with tab stops of four.
    pub column: usize,
    /// Whether a tab stands before `text`.
    pub tabbed: bool,
    /// What it looks like.
    pub kind: Kind,
}

impl Line {
    /// The line's text, without white space around it.
    pub fn words<'a>(&self, note: &'a str) -> &'a str {
        &note[self.text..self.end]
    }

    /// The bytes of its white space at the start.
    pub fn indent(&self) -> Range<usize> {
        self.start..self.text
    }
}

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space.
    Blank,
    /// Code, HTML or mathematics: not to be touched.
    Verbatim,
    /// `# Heading`.
    Heading,
    /// The line under a heading's text: `===` or `---`.
    Underline,
    /// A rule, a quote or a row of a table.
    Block,
    /// A mark that git left where two versions of a note are to be merged.
    Conflict,
    /// A list item; its text begins at column `inner`.
    Item { inner: usize },
    /// `-text`, `2.text`: a list item whose marker, so many bytes long, lacks its space.
    Tight { mark: usize },
    /// `• text`: a list item with a bullet that Markdown does not know.
    Foreign,
    /// Anything else.
    Text,
}

impl Kind {
    /// The column at which the text begins of a list item at `column`, once it is mended.
    pub fn inner(self, column: usize) -> Option<usize> {
        match self {
            Self::Item { inner } => Some(inner),
            Self::Tight { mark } => Some(column + mark + 1),
            Self::Foreign => Some(column + 2),
            _ => None,
        }
    }
}

/// What the scan found.
pub(super) struct Lines {
    /// The lines, in order.
    pub all: Vec<Line>,
    /// The first line of a fence that is never closed.
    pub unclosed_fence: Option<Range<usize>>,
    /// The `<!--` of every comment that is never closed: it is read as text.
    pub unclosed_comments: Vec<Range<usize>>,
}

/// Tells the lines of `note` apart, from byte `from`.
pub(super) fn scan(note: &str, from: usize) -> Lines {
    let mut scan = Scan {
        note,
        from,
        lines: Vec::new(),
        open: None,
        containers: Vec::new(),
        last_math: note.rfind("$$"),
        last_comment_end: note.rfind("-->"),
        unclosed_comments: Vec::new(),
        conflicts: conflicts::markers(note, from),
        table: false,
    };
    let mut start = from;
    for line in note[from..].split_inclusive('\n') {
        scan.line(start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
    }
    let unclosed_fence = match scan.open {
        Some(Open::Fence { line, .. }) => Some(scan.lines[line].text..scan.lines[line].end),
        _ => None,
    };
    let mut lines = scan.lines;
    mark_dashes(note, &mut lines);
    Lines { all: lines, unclosed_fence, unclosed_comments: scan.unclosed_comments }
}

/// A block that holds its lines verbatim until it is closed.
enum Open {
    Fence { mark: char, length: usize, container: usize, line: usize },
    HtmlUntil { end: &'static str },
    HtmlUntilBlank,
    Math,
}

struct Scan<'a> {
    note: &'a str,
    from: usize,
    lines: Vec<Line>,
    open: Option<Open>,
    /// The columns at which the text of the list items begins that the line may belong to.
    containers: Vec<usize>,
    /// The last `$$` of the note, which may close a block of mathematics.
    last_math: Option<usize>,
    /// The last `-->` of the note, which may close a comment.
    last_comment_end: Option<usize>,
    unclosed_comments: Vec<Range<usize>>,
    /// Where each line that marks a conflict begins.
    conflicts: Vec<usize>,
    /// Whether the line above is of a table, which goes on to the next blank line.
    table: bool,
}

impl Scan<'_> {
    fn line(&mut self, start: usize, line: &str) {
        let body = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - body.len()];
        let words = if body.trim().is_empty() { "" } else { body.trim_end() };
        let column = columns(indent);
        let text = start + indent.len();
        let kind =
            if self.continues_open(words, column) { Kind::Verbatim } else { self.kind(words, column, text) };
        if let Some(inner) = kind.inner(column) {
            self.leave(column);
            self.containers.push(inner);
        }
        self.table = matches!(kind, Kind::Text | Kind::Block) && (self.table || is_delimiter(words));
        let end = text + words.len();
        self.lines.push(Line { start, text, end, column, tabbed: indent.contains('\t'), kind });
    }

    /// Whether the line belongs to the open verbatim block, which it may close.
    fn continues_open(&mut self, words: &str, column: usize) -> bool {
        let (inside, closed) = match &self.open {
            None => (false, false),
            Some(Open::Fence { container, .. }) if column < *container && !words.is_empty() => (false, true),
            Some(Open::Fence { mark, length, .. }) => {
                (true, words.len() >= *length && !words.is_empty() && words.chars().all(|c| c == *mark))
            }
            Some(Open::HtmlUntil { end }) => (true, words.contains(end)),
            Some(Open::HtmlUntilBlank) => (!words.is_empty(), words.is_empty()),
            Some(Open::Math) => (true, words.ends_with("$$")),
        };
        if closed {
            self.open = None;
        }
        inside
    }

    fn kind(&mut self, words: &str, column: usize, text: usize) -> Kind {
        let after_blank = self.lines.last().is_none_or(|line| line.kind == Kind::Blank);
        if words.is_empty() {
            return Kind::Blank;
        }
        if self.conflicts.binary_search(&text).is_ok() {
            self.leave(column);
            return Kind::Conflict;
        }
        if (after_blank || self.after_indented_code()) && self.is_indented_code(column) {
            return Kind::Verbatim;
        }
        if self.opens_verbatim(words, column, text, after_blank) {
            return Kind::Verbatim;
        }
        if column < 4 && self.underlines(words) {
            return Kind::Underline;
        }
        let kind = plain_kind(words, column);
        if matches!(kind, Kind::Heading | Kind::Block) || after_blank {
            self.leave(column);
        }
        if kind != Kind::Text || self.table {
            return kind;
        }
        let below = self.note[text..].split_once('\n').map_or("", |(_, below)| below);
        bullets::kind(self.note, self.lines.last(), words, column, below).unwrap_or(kind)
    }

    fn after_indented_code(&self) -> bool {
        self.open.is_none()
            && self
                .lines
                .last()
                .is_some_and(|line| line.kind == Kind::Verbatim && line.column >= 4 && !self.was_open(line))
    }

    /// Whether a verbatim line was the end of a fence or of HTML, after which an indented line is no code of its own.
    fn was_open(&self, line: &Line) -> bool {
        let words = line.words(self.note);
        words.starts_with("```")
            || words.starts_with("~~~")
            || words.starts_with('<')
            || words.ends_with("$$")
    }

    fn is_indented_code(&mut self, column: usize) -> bool {
        self.leave(column);
        column >= self.containers.last().unwrap_or(&0) + 4
    }

    /// Leaves the list items whose text begins to the right of `column`.
    fn leave(&mut self, column: usize) {
        while self.containers.last().is_some_and(|&inner| column < inner) {
            self.containers.pop();
        }
    }

    fn opens_verbatim(&mut self, words: &str, column: usize, text: usize, after_blank: bool) -> bool {
        let code = words.trim_start_matches(['-', '*', '+', '>', ' ']);
        let code = if words.starts_with(code) || words.len() == code.len() { words } else { code };
        if let Some((mark, length)) = fence(code) {
            let container =
                self.containers.iter().rev().find(|&&inner| inner <= column).copied().unwrap_or(0);
            let container =
                if code.len() == words.len() { container } else { column + words.len() - code.len() };
            let quoted = words.starts_with('>');
            self.open = (!quoted).then_some(Open::Fence { mark, length, container, line: self.lines.len() });
            return true;
        }
        if words.starts_with("$$") && !(words.len() > 2 && words.ends_with("$$")) {
            let closes = self.last_math.is_some_and(|last| last >= text + words.len());
            self.open = closes.then_some(Open::Math);
            return closes;
        }
        if column < 4 && words.starts_with("<!--") && self.last_comment_end.is_none_or(|end| end < text) {
            self.unclosed_comments.push(text..text + "<!--".len());
            return false;
        }
        self.open = if column < 4 { html::opened(words, after_blank) } else { None };
        match self.open {
            Some(Open::HtmlUntil { end }) if words.contains(end) => {
                self.open = None;
                true
            }
            Some(_) => true,
            None => false,
        }
    }

    /// Whether the line underlines the paragraph above it, and so makes a heading of it.
    fn underlines(&self, words: &str) -> bool {
        is_underline(words)
            && self
                .lines
                .last()
                .is_some_and(|line| line.kind == Kind::Text && line.column < 4 && line.start >= self.from)
            && self.containers.is_empty()
    }
}

/// The columns that white space takes up, with tab stops of four.
pub(super) fn columns(white: &str) -> usize {
    columns_from(0, white)
}

/// The column behind white space that begins at `column`.
fn columns_from(column: usize, white: &str) -> usize {
    white.chars().fold(column, |column, c| if c == '\t' { column / 4 * 4 + 4 } else { column + 1 })
}

/// Whether `words` would make a heading of the text above them.
pub(super) fn is_underline(words: &str) -> bool {
    ['=', '-'].iter().any(|&mark| words.starts_with(mark) && words.chars().all(|c| c == mark))
}

/// Whether the line divides the head of a table from its body.
pub(super) fn is_delimiter(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// What a line that is not code looks like by itself.
pub(super) fn plain_kind(words: &str, column: usize) -> Kind {
    let hashes = words.len() - words.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && column < 4 && words[hashes..].starts_with([' ', '\t']) {
        return Kind::Heading;
    }
    if is_rule(words) || words.starts_with(['>', '|']) {
        return Kind::Block;
    }
    inner_column(words, column).map_or(Kind::Text, |inner| Kind::Item { inner })
}

fn is_rule(words: &str) -> bool {
    let mut marks = words.chars().filter(|c| !c.is_whitespace());
    let first = marks.next();
    matches!(first, Some('-' | '*' | '_'))
        && words.chars().all(|c| c.is_whitespace() || Some(c) == first)
        && marks.count() >= 2
}

/// The column at which the text of a list item begins whose marker stands at `column`, if the line is one.
fn inner_column(words: &str, column: usize) -> Option<usize> {
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = match digits {
        0 if words.starts_with(['-', '*', '+']) => 1,
        1..=9 if words[digits..].starts_with(['.', ')']) => digits + 1,
        _ => return None,
    };
    let rest = &words[mark..];
    let after = column + mark;
    let text = columns_from(after, &rest[..rest.len() - rest.trim_start().len()]);
    match text - after {
        0 if rest.is_empty() => Some(after + 1),
        0 => None,
        1..=4 => Some(text),
        _ => Some(after + 1),
    }
}

/// The mark and length of the fence that the line opens.
fn fence(words: &str) -> Option<(char, usize)> {
    let mark = words.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = words.len() - words.trim_start_matches(mark).len();
    (length >= 3 && !(mark == '`' && words[length..].contains('`'))).then_some((mark, length))
}

/// Marks `-text` lines as bullets: a sentence, or several such lines in a row.
fn mark_dashes(note: &str, lines: &mut [Line]) {
    let candidate: Vec<bool> =
        lines.iter().map(|line| line.kind == Kind::Text && looks_like_dash(line.words(note))).collect();
    for index in 0..lines.len() {
        let words = lines[index].words(note);
        let neighbour = |at: Option<usize>| at.and_then(|at| candidate.get(at)).copied().unwrap_or(false);
        let in_a_row = neighbour(index.checked_sub(1)) || neighbour(Some(index + 1));
        let continued = index > 0 && note[..lines[index - 1].end].ends_with('\\');
        let task = words.strip_prefix('-').is_some_and(bullets::is_task);
        if candidate[index] && !continued && (in_a_row || task || words.split_whitespace().count() >= 3) {
            lines[index].kind = Kind::Tight { mark: 1 };
        }
    }
}

/// Whether `words` is `-text` and the text is prose: no option of a command, no formula.
fn looks_like_dash(words: &str) -> bool {
    let Some(text) = words.strip_prefix('-') else { return false };
    if bullets::is_task(text) || !text.starts_with(char::is_alphabetic) {
        return bullets::is_task(text);
    }
    let first = text.split_whitespace().next().unwrap_or_default();
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    let command = |word: &str| word.starts_with(['-', '$', '|', '<', '>']) || word.contains(['=', '`', '{']);
    letters >= 2 && !text.ends_with(['\\', ';', '{']) && !text.split_whitespace().any(command)
}
