//! Finds the lines that are titles, and makes headings of those that are only bold.

use super::lines::{Kind, Line, Lines};
use crate::catalog::{Catalog, Naming, Reading};
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::ops::Range;

/// A line that is a title.
#[derive(Clone, Debug)]
pub(super) struct Title {
    /// Which line.
    pub line: usize,
    /// Whether it names a service.
    pub service: bool,
    bold: Option<Bold>,
}

/// A line that is bold from end to end.
#[derive(Clone, Debug)]
struct Bold {
    /// The line from its first star.
    whole: Range<usize>,
    /// The two stars that open it.
    opening: Range<usize>,
    /// The two stars that close it, where they are there.
    closing: Option<Range<usize>>,
    words: String,
}

/// The level of the heading that a bold title becomes.
const BOLD_LEVEL: &str = "## ";

/// The titles of a note that is itself named after the service `named`, if it is; in order.
///
/// A bold line is a title if it names a service, and if the note has no better sign of where a service begins: at least
/// as many bold lines as headings name one, and the file itself is not named after one.
pub(super) fn find(note: &str, lines: &Lines, catalog: &Catalog, named: Option<&Naming>) -> Vec<Title> {
    let headings = headings(note, &lines.all, catalog);
    let bolds = bolds(note, &lines.all, catalog);
    let strong = bolds.iter().filter(|title| title.service).count();
    let other = headings.iter().filter(|title| title.service).count();
    let file_is_service = named.is_some_and(|naming| !naming.plain_word);
    let mut titles = headings;
    if strong >= other && !file_is_service {
        titles.extend(bolds);
    }
    titles.sort_by_key(|title| title.line);
    titles
}

fn headings(note: &str, lines: &[Line], catalog: &Catalog) -> Vec<Title> {
    let names = |words: &str| catalog.read_title(words).naming().is_some();
    let mut titles = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match line.kind {
            Kind::Heading => {
                let service = names(line.words(note).trim_matches('#'));
                titles.push(Title { line: index, service, bold: None });
            }
            Kind::Underline => {
                let service = names(lines[index - 1].words(note));
                titles.push(Title { line: index, service, bold: None });
            }
            _ => {}
        }
    }
    titles
}

fn bolds(note: &str, lines: &[Line], catalog: &Catalog) -> Vec<Title> {
    let mut titles = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let underlined = lines.get(index + 1).is_some_and(|next| next.kind == Kind::Underline);
        if line.kind != Kind::Text || line.column >= 4 || underlined {
            continue;
        }
        let Some(bold) = Bold::read(note, line) else {
            continue;
        };
        if bold.closing.is_none() && closes_later(note, &lines[index + 1..]) {
            continue;
        }
        match catalog.read_title(&bold.words) {
            Reading::Named(_) => titles.push(Title { line: index, service: true, bold: Some(bold) }),
            Reading::Ambiguous(_) => titles.push(Title { line: index, service: false, bold: Some(bold) }),
            Reading::About(_) | Reading::Other => {}
        }
    }
    titles
}

/// Whether stars further down in the paragraph close a bold that begins before `rest`.
fn closes_later(note: &str, rest: &[Line]) -> bool {
    let paragraph =
        rest.iter().take_while(|line| line.kind == Kind::Text && !line.words(note).starts_with("**"));
    paragraph.map(|line| line.words(note).matches("**").count()).sum::<usize>() % 2 == 1
}

impl Bold {
    /// A line that is `**words**`, with or without a colon before or after the stars, or with the last stars missing.
    fn read(note: &str, line: &Line) -> Option<Self> {
        let whole = line.text..line.end;
        let words = line.words(note);
        let mark = ["***", "**", "__"].into_iter().find(|mark| words.starts_with(mark))?;
        let inner = &words[mark.len()..];
        let opening = whole.start..whole.start + mark.len();
        let (inner, closing) = match inner.find(mark) {
            None => (inner, None),
            Some(at) if matches!(inner[at + mark.len()..].trim(), "" | ":") => {
                let start = opening.end + at;
                (&inner[..at], Some(start..start + mark.len()))
            }
            Some(_) => return None,
        };
        if inner.starts_with(char::is_whitespace) || inner.trim().is_empty() {
            return None;
        }
        Some(Self { whole, opening, closing, words: inner.to_owned() })
    }
}

impl Title {
    /// Whether it is a bold line, which repair makes a heading.
    pub fn is_bold(&self) -> bool {
        self.bold.is_some()
    }

    /// The finding about a bold title, with its fix.
    pub fn diagnostic(&self, span: &impl Fn(Range<usize>) -> Span) -> Diagnostic {
        let bold = self.bold.as_ref().expect("only bold titles are repaired");
        let mut edits = vec![Edit { span: span(bold.opening.clone()), replacement: BOLD_LEVEL.to_owned() }];
        match &bold.closing {
            Some(closing) => {
                edits.push(Edit { span: span(closing.clone()), replacement: String::new() });
                rules::bold_title(span(bold.whole.clone())).fix(edits)
            }
            None => rules::unclosed_title(span(bold.whole.clone()), bold.words.trim()).fix(edits),
        }
    }
}
