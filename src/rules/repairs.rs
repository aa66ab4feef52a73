//! Findings about lines that are not written as Markdown wants them.

use super::{
    BOLD_TITLE, BULLET_WITHOUT_SPACE, FOREIGN_BULLET, MERGE_CONFLICT, MULTIPLIED, OUTLINE_WITHOUT_LIST,
    PLAIN_TITLE, RUN_IN_TITLE, SURPLUS_CELLS, SWALLOWED_LINE, TIGHT_HEADING, UNCLOSED_COMMENT,
    UNCLOSED_FENCE, UNCLOSED_TITLE, UNESCAPED_BAR,
};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A bold line that is read as a title.
pub fn bold_title(span: Span) -> Diagnostic {
    Diagnostic::at(&BOLD_TITLE, span, "this bold line is read as a title")
        .help("write it as a heading: `## …`")
}

/// A dash, a number or a box right before a word at the start of a line.
pub fn bullet_without_space(span: Span) -> Diagnostic {
    Diagnostic::at(&BULLET_WITHOUT_SPACE, span, "this line is read as a list item")
        .help("put a space behind the dash, the number or the box")
}

/// Lines that begin with a bullet of slides or word processors.
pub fn foreign_bullet(span: Span) -> Diagnostic {
    Diagnostic::at(&FOREIGN_BULLET, span, "these lines are read as a list")
        .label("the first of them")
        .help("begin each of them with `- `")
}

/// Two versions of some lines that git could not merge.
pub fn merge_conflict(span: Span) -> Diagnostic {
    Diagnostic::at(&MERGE_CONFLICT, span, "two versions of these lines wait to be merged; both are shown")
        .help("decide for one of the two, and take out the other and the marks")
}

/// Stars that multiply numbers.
pub fn multiplied(span: Span) -> Diagnostic {
    Diagnostic::at(&MULTIPLIED, span, "the stars between these numbers are read as times, not as emphasis")
        .help("write each of them as `\\*`")
}

/// Indented lines that are meant as a list.
pub fn outline_without_list(span: Span) -> Diagnostic {
    Diagnostic::at(&OUTLINE_WITHOUT_LIST, span, "these indented lines are read as a list")
        .label("the first of them")
        .help("indent them by two spaces a level, and give each of them a bullet, `- `")
}

/// A line of its own that is read as a title.
pub fn plain_title(span: Span) -> Diagnostic {
    Diagnostic::at(&PLAIN_TITLE, span, "this line is read as a title").help("write it as a heading: `## …`")
}

/// A bold name with its text right behind it that is read as a title.
pub fn run_in_title(span: Span) -> Diagnostic {
    Diagnostic::at(&RUN_IN_TITLE, span, "these bold words are read as the title of what follows")
        .help("write them as a heading, `### …`, on a line of their own")
}

/// Cells of a row behind the last that its table has a column for.
pub fn surplus_cells(span: Span) -> Diagnostic {
    Diagnostic::at(
        &SURPLUS_CELLS,
        span,
        "this row has more cells than the header; the last ones are read as one",
    )
    .help("add a column to the header, or write a bar that ends no cell as `\\|`")
}

/// A line that is aligned with a bullet further out than the one right above it.
pub fn swallowed_line(span: Span) -> Diagnostic {
    Diagnostic::at(
        &SWALLOWED_LINE,
        span,
        "this line is read as belonging to the bullet that it is aligned with",
    )
    .help("put a blank line before it")
}

/// A heading without the space behind its marks.
pub fn tight_heading(span: Span) -> Diagnostic {
    Diagnostic::at(&TIGHT_HEADING, span, "this line is read as a heading").help("put a space behind the `#`")
}

/// A comment without its end, which is `mark`.
pub fn unclosed_comment(span: Span, mark: &str) -> Diagnostic {
    Diagnostic::at(&UNCLOSED_COMMENT, span, "this comment is never closed; it is shown as text")
        .help(format!("close it with `{mark}`, or take it out"))
}

/// A code fence without an end.
pub fn unclosed_fence(span: Span) -> Diagnostic {
    Diagnostic::at(&UNCLOSED_FENCE, span, "this code fence is never closed; it ends at the end of the note")
        .help("close it with a line of the same marks")
}

/// A bold title without its last two stars.
pub fn unclosed_title(span: Span, title: &str) -> Diagnostic {
    Diagnostic::at(&UNCLOSED_TITLE, span, "this bold title is never closed; it is read as a title")
        .label("two stars are missing at its end")
        .help(format!("write `**{title}**`, or better `## {}`", title.trim_end_matches(':')))
}

/// A wikilink or code in a table whose bar would end the cell.
pub fn unescaped_bar(span: Span) -> Diagnostic {
    Diagnostic::at(
        &UNESCAPED_BAR,
        span,
        "the bar in here is read as part of the link or code, not as the end of a cell",
    )
    .help("write it as `\\|`")
}
