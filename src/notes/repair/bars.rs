//! Keeps table cells together: Markdown ends one at every bar without a backslash, and drops those beyond the header's.

use super::lines::{Kind, Line};
use super::spans::{code_spans, hold};
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::ops::Range;

/// The findings about bars that would end a cell too early, with their fixes.
pub(super) fn escape(note: &str, lines: &[Line], span: &impl Fn(Range<usize>) -> Span) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut mend = |flaw: fn(Span) -> Diagnostic, whole: Range<usize>, bars: &[usize]| {
        let edits = bars.iter().map(|&bar| Edit { span: span(bar..bar), replacement: "\\".to_owned() });
        found.push(flaw(span(whole)).fix(edits.collect()));
    };
    for table in tables(note, lines) {
        let rows = &lines[table.header + 2..table.end];
        let header = &lines[table.header];
        let barred_header = (count(note, header) > table.columns).then_some(header);
        for line in barred_header.into_iter().chain(rows) {
            for link in links_in(note, line) {
                mend(rules::unescaped_bar, link.whole, &link.bars);
            }
        }
        for line in rows {
            let surplus = Surplus::of(note, line, table.columns);
            for code in surplus.code {
                mend(rules::unescaped_bar, code.whole, &code.bars);
            }
            if let Some(&first) = surplus.bars.first() {
                mend(rules::surplus_cells, first..surplus.end, &surplus.bars);
            }
        }
    }
    found
}

/// Where each line begins that belongs to a table.
pub(super) fn rows(note: &str, lines: &[Line]) -> Vec<usize> {
    tables(note, lines).flat_map(|table| &lines[table.header..table.end]).map(|line| line.start).collect()
}

/// The lines of a table: its header, the delimiters below, and its rows.
struct Table {
    header: usize,
    end: usize,
    columns: usize,
}

fn tables(note: &str, lines: &[Line]) -> impl Iterator<Item = Table> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (header, columns) = (at..lines.len().saturating_sub(1))
            .find_map(|at| Some((at, columns(note, &lines[at], &lines[at + 1])?)))?;
        let quotes = quotes(note, &lines[header]);
        let rows = lines[header + 2..].iter().take_while(|line| is_row(note, line, quotes));
        at = header + 2 + rows.count();
        Some(Table { header, end: at, columns })
    })
}

/// How many columns the table has that these two lines begin, if they do.
fn columns(note: &str, header: &Line, below: &Line) -> Option<usize> {
    let delimiters = delimiters(note, below)?;
    let fits = match header.kind {
        Kind::Text | Kind::Block => true,
        Kind::Item { inner } => below.column >= inner,
        _ => false,
    };
    if !fits || quotes(note, header) != quotes(note, below) {
        return None;
    }
    let found = count(note, header);
    let in_links: usize = links_in(note, header).iter().map(|link| link.bars.len()).sum();
    // A header with as many bars as its delimiters is one already; and one needs a bar of its own.
    let is_header =
        found == delimiters || found - in_links == delimiters && bars(header.words(note)).count() > in_links;
    is_header.then_some(delimiters)
}

/// How many columns `---|:-:` stands for.
fn delimiters(note: &str, line: &Line) -> Option<usize> {
    let cell = |cell: &str| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    // Without a bar it would be a rule, or underline a heading.
    let may_be = matches!(line.kind, Kind::Text | Kind::Block) && line.words(note).contains('|');
    let cells = may_be.then(|| &note[cells(note, line)])?;
    cells.split('|').all(cell).then(|| cells.split('|').count())
}

/// Whether the table that is quoted so deep goes on in this line.
fn is_row(note: &str, line: &Line, depth: usize) -> bool {
    let words = line.words(note).trim_start_matches(['>', ' ', '\t']);
    let rule = words.trim_start_matches(['-', '*', '_', ' ']).is_empty();
    matches!(line.kind, Kind::Text | Kind::Block) && !rule && quotes(note, line) == depth
}

/// In how many quotes a line stands.
fn quotes(note: &str, line: &Line) -> usize {
    let marks = line.words(note).bytes().take_while(|byte| matches!(byte, b'>' | b' ' | b'\t'));
    marks.filter(|byte| *byte == b'>').count()
}

/// The bytes of a row's cells, without what the row begins and ends with.
fn cells(note: &str, line: &Line) -> Range<usize> {
    let mut row = line.words(note).trim_start_matches(['>', ' ', '\t']);
    if let Kind::Item { .. } = line.kind {
        row = row.split_once([' ', '\t']).map_or("", |(_, row)| row.trim_start());
    }
    let row = row.strip_prefix('|').unwrap_or(row);
    let start = line.end - row.len();
    let row = row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row);
    start..start + row.len()
}

/// How many cells a row has.
fn count(note: &str, line: &Line) -> usize {
    bars(&note[cells(note, line)]).count() + 1
}

/// The bars that no backslash stands before.
fn bars(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('|').map(|(at, _)| at).filter(|&at| !text[..at].ends_with('\\'))
}

/// A link or code, and its bars that no backslash stands before.
struct Barred {
    whole: Range<usize>,
    bars: Vec<usize>,
}

/// The wikilinks of a line with such bars, outside code.
fn links_in(note: &str, line: &Line) -> Vec<Barred> {
    let words = line.words(note);
    let code = code_spans(words);
    let mut links = Vec::new();
    let mut at = 0;
    while let Some(found) = words[at..].find(['\\', '[']) {
        at += found;
        let rest = &words[at..];
        let inner = rest.strip_prefix("[[").and_then(inner).filter(|_| !hold(&code, at));
        if let Some(inner) = inner {
            let start = line.text + at;
            let bars: Vec<usize> =
                bars(inner).map(|bar| start + 2 + bar).filter(|&bar| bar > start + 2).collect();
            let whole = start..start + inner.len() + 4;
            links.extend((!bars.is_empty()).then_some(Barred { whole, bars }));
            at += inner.len() + 4;
        } else {
            // In code, a backslash takes nothing away.
            let escapes = rest.starts_with('\\') && !hold(&code, at);
            at += 1 + usize::from(escapes) * rest[1..].chars().next().map_or(0, char::len_utf8);
        }
    }
    links
}

/// What stands between `[[` and `]]`.
fn inner(rest: &str) -> Option<&str> {
    let end = rest.find(['[', ']', '`'])?;
    rest[end..].starts_with("]]").then_some(&rest[..end])
}

/// The bars of a row that make more cells than its table has columns.
struct Surplus {
    /// Those in code, which are the first to be escaped.
    code: Vec<Barred>,
    /// Those that are still too many then.
    bars: Vec<usize>,
    /// Where the last cell with words ends.
    end: usize,
}

impl Surplus {
    fn of(note: &str, line: &Line, columns: usize) -> Self {
        let cells = cells(note, line);
        // Nothing is lost with cells that are empty.
        let end = cells.start + note[cells.clone()].trim_end_matches(['|', ' ', '\t']).len();
        let links: Vec<Range<usize>> = links_in(note, line).into_iter().map(|link| link.whole).collect();
        let bars = bars(&note[cells.clone()]).map(|bar| cells.start + bar);
        let mut bars: Vec<usize> = bars.filter(|&bar| bar < end && !hold(&links, bar)).collect();
        let mut code = Vec::new();
        if bars.len() >= columns {
            let spans = code_spans(line.words(note)).into_iter();
            let spans: Vec<Range<usize>> =
                spans.map(|span| line.text + span.start..line.text + span.end).collect();
            let inside: Vec<usize> = bars.extract_if(.., |bar| hold(&spans, *bar)).collect();
            let first = |span: &Range<usize>| inside.partition_point(|&bar| bar < span.start);
            code.extend(spans.into_iter().map(|span| {
                let bars = inside[first(&span)..].iter().copied().take_while(|&bar| bar < span.end);
                Barred { bars: bars.collect(), whole: span }
            }));
            code.retain(|code| !code.bars.is_empty());
        }
        Self { code, bars: bars.split_off((columns - 1).min(bars.len())), end }
    }
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
            "a | b | c | d\n-|-|-|-\n`[[a|b]]` | \\[[a|b]]\n",
            "a | b | c | d\n-|-|-|-\n[[|a]] | [[x|[y]]\n",
            "a | b\n--|--\nc\n\n[[a|b]]\n",
            "a | b | c\n--|--\n[[a|b]]\n",
            "[[a|b]]\n--|--\n",
            "```\n| [[a|b]] |\n|---|\n```\n",
            "text\n\n---\nSee [[S3|buckets]]\n",
            "Look at [[S3|x]] here\n---\n",
            "> [[S3|x]]\n---\n[[S3|x]]\n",
            "# a | b\n--|--\n[[a|b]]\n",
            "a | b\n--|--\nc\n***\n[[a|b]]\n",
            "a | b\n--|--\nc\n> [[a|b]]\n",
            "- a | b\n--|--\n[[a|b]]\n",
        ] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn the_words_of_a_row_with_too_many_cells_stand_in_its_last_one() {
        let row = |row: &str| escaped(&format!("a | b\n--|--\n{row}")).split_off(12);
        assert_eq!(row("| find | `ps aux | grep zebra` |"), "| find | `ps aux \\| grep zebra` |");
        assert_eq!(row("| x | y | lost | too | |"), "| x | y \\| lost \\| too | |");
        assert_eq!(row("| [[a|b]] | `c|d` | ``e|`|f`` | g"), "| [[a\\|b]] | `c\\|d` \\| ``e\\|`\\|f`` \\| g");
        for well_formed in ["| x | y | | |", "x | y \\| z |", "| `a|b` |", "| x |"] {
            assert_eq!(row(well_formed), well_formed);
        }
        assert_eq!(
            escaped("- | a | b |\n  |---|---|\n  | c | d | e |\n"),
            "- | a | b |\n  |---|---|\n  | c | d \\| e |\n"
        );
    }
}
