//! Keeps `[[S3|buckets]]` in a table together: Markdown ends a cell at every bar that has no backslash before it.

use super::lines::{Kind, Line};
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::ops::Range;

/// The findings about wikilinks in tables whose bars would end a cell, with their fixes.
pub(super) fn escape(note: &str, lines: &[Line], span: &impl Fn(Range<usize>) -> Span) -> Vec<Diagnostic> {
    let mut mended = Vec::new();
    let mut at = 1;
    while at < lines.len() {
        let (header, below) = (&lines[at - 1], &lines[at]);
        at += 1;
        if below.kind == Kind::Verbatim || header.kind == Kind::Verbatim || !is_delimiter(cells(note, below))
        {
            continue;
        }
        let wanted = count(cells(note, below));
        let found = count(cells(note, header));
        let in_header = links_in(note, header);
        let bars: usize = in_header.iter().map(|link| link.bars.len()).sum();
        // A header with as many bars as its delimiters is one already.
        if bars > 0 && found - bars == wanted {
            mended.extend(in_header);
        } else if found != wanted {
            continue;
        }
        let row = |line: &&Line| !matches!(line.kind, Kind::Blank | Kind::Verbatim | Kind::Heading);
        for line in lines[at..].iter().take_while(row) {
            mended.extend(links_in(note, line));
            at += 1;
        }
    }
    let finding = |link: Link| {
        let edits = link.bars.iter().map(|&bar| Edit { span: span(bar..bar), replacement: "\\".to_owned() });
        rules::unescaped_bar(span(link.whole)).fix(edits.collect())
    };
    mended.into_iter().map(finding).collect()
}

/// A wikilink, and its bars that no backslash stands before.
struct Link {
    whole: Range<usize>,
    bars: Vec<usize>,
}

/// The wikilinks of a line with such bars, outside code.
fn links_in(note: &str, line: &Line) -> Vec<Link> {
    let words = line.words(note);
    let mut links = Vec::new();
    let mut at = 0;
    while let Some(found) = words[at..].find(['`', '\\', '[']) {
        at += found;
        let rest = &words[at..];
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        if ticks > 0 {
            let close = rest[ticks..].find(&rest[..ticks]);
            at += close.map_or(ticks, |close| ticks + close + ticks);
        } else if let Some(inner) = rest.strip_prefix("[[").and_then(inner) {
            let start = line.text + at;
            let bars: Vec<usize> =
                bars(inner).map(|bar| start + 2 + bar).filter(|&bar| bar > start + 2).collect();
            let whole = start..start + inner.len() + 4;
            links.extend((!bars.is_empty()).then_some(Link { whole, bars }));
            at += inner.len() + 4;
        } else {
            at +=
                1 + usize::from(rest.starts_with('\\')) * rest[1..].chars().next().map_or(0, char::len_utf8);
        }
    }
    links
}

/// What stands between `[[` and `]]`.
fn inner(rest: &str) -> Option<&str> {
    let end = rest.find(['[', ']', '`'])?;
    rest[end..].starts_with("]]").then_some(&rest[..end])
}

/// The bars that no backslash stands before.
fn bars(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('|').map(|(at, _)| at).filter(|&at| !text[..at].ends_with('\\'))
}

/// The cells of a row, without what it begins and ends with.
fn cells<'n>(note: &'n str, line: &Line) -> &'n str {
    let row = line.words(note).trim_start_matches(['>', ' ', '\t']);
    let row = row.strip_prefix('|').unwrap_or(row);
    row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row)
}

fn count(cells: &str) -> usize {
    bars(cells).count() + 1
}

/// Whether the line is `---|:-:`, which makes the one above it the header of a table.
fn is_delimiter(cells: &str) -> bool {
    let cell = |cell: &str| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    cells.split('|').all(cell)
}

#[cfg(test)]
mod tests {
    use super::escape;
    use crate::notes::Repaired;
    use crate::notes::repair::{in_order, lines::scan};
    use crate::source::{Sources, Span};

    fn escaped(text: &str) -> String {
        let source = Sources::default().add("n.md".into(), String::new());
        let found = escape(text, &scan(text, 0).all, &|range| Span::new(source, range));
        Repaired::new(source, text, 0, in_order(&found)).text
    }

    #[test]
    fn bars_of_links_in_tables_are_escaped() {
        let table = |row: &str| escaped(&format!("a | b\n--|--\n{row}")).split_off(12);
        assert_eq!(
            table("| [[S3|x]] | ![[a b.png|alt|30]] |\n"),
            "| [[S3\\|x]] | ![[a b.png\\|alt\\|30]] |\n"
        );
        assert_eq!(table("[[S3\\|x]] | [[S3]] [[a|b]]"), "[[S3\\|x]] | [[S3]] [[a\\|b]]");
        assert_eq!(
            escaped("> | [[a|b]] |\n> |---|\n> | [[c|d]] |\n"),
            "> | [[a\\|b]] |\n> |---|\n> | [[c\\|d]] |\n"
        );
    }

    #[test]
    fn code_and_what_is_no_table_stay() {
        for text in [
            "[[a|b]] | c\n",
            "a | b\n--|--\n`[[a|b]]` | \\[[a|b]]\n",
            "a | b\n--|--\n[[|a]] | [[x|[y]]\n",
            "a | b\n--|--\nc\n\n[[a|b]]\n",
            "a | b | c\n--|--\n[[a|b]]\n",
            "[[a|b]]\n--|--\n",
            "```\n| [[a|b]] |\n|---|\n```\n",
        ] {
            assert_eq!(escaped(text), text);
        }
    }
}
