//! Comparisons: headings, sentences and tables that set things against each other.

use super::reading::Reading;
use super::text::{Prose, trimmed, word_count};
use super::units::{among, is_function, is_one_of};
use crate::site::blocks::{Kind, Style};
use crate::site::view::study::{PieceView, TableView};
use std::ops::Range;

/// Things that are set against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The block that sets them so, or the first cell of a table.
    pub block: usize,
    /// The things.
    pub names: Vec<String>,
    /// The sentence; empty where the block is the names and nothing else.
    pub text: Vec<PieceView>,
    /// The first words below a heading.
    pub below: Vec<PieceView>,
    /// The table.
    pub table: Option<TableView>,
}

/// A side has at most this many words.
const SIDE: usize = 5;

/// A table is shown with at most this many rows and columns.
const ROWS: usize = 30;
const COLUMNS: usize = 8;

/// The comparisons of a section, in order.
pub(super) fn comparisons(reading: &Reading) -> Vec<Comparison> {
    let mut found: Vec<Comparison> = Vec::new();
    let mut shown: Option<usize> = None;
    for (at, prose) in reading.text() {
        let table = match prose.block.kind {
            Kind::Cell { table, row: 0, column: 0 | 1 } if reading.tables[&table].first() == Some(&at) => {
                Some(table).filter(|table| shown != Some(*table))
            }
            Kind::Cell { .. } => None,
            _ => {
                let comparison = in_text(reading, at, prose);
                shown = comparison.as_ref().and(table_below(reading, at)).or(shown);
                found.extend(comparison);
                None
            }
        };
        found.extend(table.and_then(|table| of_table(reading, table)));
    }
    found
}

/// The comparison that a heading, a bold line or a sentence makes.
fn in_text(reading: &Reading, at: usize, prose: &Prose) -> Option<Comparison> {
    let text = &prose.block.text;
    // Most blocks are read no further than this.
    let lower = [" vs", "versus", "VS", "ifference"];
    if !lower.iter().any(|word| text.contains(word)) || is_pointer(prose) {
        return None;
    }
    let heading = prose.block.kind == Kind::Heading;
    let first = prose.sentences.first()?.clone();
    let title = if heading { Some((0..text.len(), text.len())) } else { title(prose) };
    let begun = title.and_then(|(title, rest)| Some((names(&text[title.clone()])?, title, rest)));
    if let Some((names, title, rest)) = begun {
        let said = trimmed(text, rest..text.len());
        let below = if said.is_some() { None } else { below(reading, at) };
        let table = table_below(reading, at).and_then(|table| table_view(reading, table));
        let alone = below.is_none() && said.is_none() && table.is_none();
        // A heading may stand alone; a line that only names things may be an entry of a list.
        return (heading || !alone).then(|| Comparison {
            block: at,
            names,
            text: said.map_or_else(Vec::new, |said| prose.pieces(first.start..said.end, &[title])),
            below: below.unwrap_or_default(),
            table,
        });
    }
    let mut sentences = prose.sentences.iter();
    sentences.find_map(|sentence| {
        let (sides, range) = inside(prose, sentence)?;
        let text = prose.pieces(sentence.clone(), &[range]);
        Some(Comparison { block: at, names: sides, text, below: Vec::new(), table: None })
    })
}

/// Whether a block only leads to a comparison elsewhere.
fn is_pointer(prose: &Prose) -> bool {
    let text = &prose.block.text;
    let links = prose.block.styled(Style::Link).map(|link| word_count(&text[link.clone()])).sum::<usize>();
    prose.block.kind != Kind::Heading && links > 0 && word_count(text) <= links + 3
}

/// The words that a block begins with as a title, and where what they introduce begins.
fn title(prose: &Prose) -> Option<(Range<usize>, usize)> {
    let first = prose.sentences.first()?;
    let inside = &prose.block.text[first.clone()];
    let ends = [": ", " - ", " – ", " — ", "? ", " -> ", " → "].iter().filter_map(|end| {
        let at = inside.find(end)?;
        Some((first.start + at, first.start + at + end.len()))
    });
    let whole = inside.trim_end_matches([':', '?', ' ']);
    let alone = prose.sentences.len() == 1 && !whole.ends_with(['.', '!']);
    let (end, rest) = ends.min().or_else(|| alone.then_some((first.start + whole.len(), first.end)))?;
    Some((first.start..end, rest))
}

/// The things that a title names: `A vs B`, `Difference between A and B`.
fn names(title: &str) -> Option<Vec<String>> {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let title = without_number(title);
    let lower = title.to_ascii_lowercase();
    let begins = [
        "difference between ",
        "differences between ",
        "the difference between ",
        "what is the difference between ",
    ];
    let between = begins.iter().find(|begin| lower.starts_with(*begin)).map(|begin| &title[begin.len()..]);
    let sides = match between {
        Some(rest) => split(rest, &[", and ", " and ", " & ", ", ", " vs. ", " vs ", " versus "]),
        None => split(title, &[" vs. ", " vs ", " versus ", " VS ", " VS. ", " Vs. ", " Vs ", " v/s "]),
    };
    (sides.len() >= 2 && sides.len() <= SIDE && sides.iter().all(|side| is_side(side))).then_some(sides)
}

/// A title without the number before it.
fn without_number(title: &str) -> &str {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if title[..title.len() - rest.len()].contains('.') && rest.starts_with(' ') {
        rest.trim_start()
    } else {
        title
    }
}

fn split(text: &str, ends: &[&str]) -> Vec<String> {
    let mut sides = Vec::new();
    let mut rest = text;
    while let Some((at, end)) = ends
        .iter()
        .filter_map(|end| Some((rest.find(end)?, end)))
        .min_by_key(|(at, end)| (*at, usize::MAX - end.len()))
        .filter(|_| sides.len() <= SIDE)
    {
        sides.push(side(&rest[..at]));
        rest = &rest[at + end.len()..];
    }
    sides.push(side(rest));
    sides
}

fn side(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '/' | '+' | '#')).to_owned()
}

/// Words with which no name begins, but sentences that only use `vs` do.
const NO_NAMES: &str = "larger, different, better, more, less, higher, lower, cheaper, great, good, best, use, using, when, why, \
    how, see, read, choose, choice, check, compare, it, this, that, is, are, if, to, for, not, in, on, with";

/// Words behind which stands what is compared elsewhere, or nothing that is.
const LED: &str = "see, also, read, compare, choose, check, different, larger, better";

fn is_side(side: &str) -> bool {
    let first = side.split_whitespace().next().unwrap_or_default();
    let joins = |word: &str| !is_function(word) || is_one_of(&["of", "and", "for", "the", "on", "to"], word);
    let words = side.split(|c: char| !c.is_alphanumeric());
    (1..=SIDE).contains(&word_count(side))
        && !among(NO_NAMES, first)
        && side.matches('(').count() == side.matches(')').count()
        && words.clone().all(joins)
}

/// The names in a sentence, and where they stand, if both look like names.
fn inside(prose: &Prose, sentence: &Range<usize>) -> Option<(Vec<String>, Range<usize>)> {
    let text = &prose.block.text[sentence.clone()];
    let (at, joint) =
        [" vs. ", " vs ", " versus "].iter().filter_map(|joint| Some((text.find(joint)?, joint))).min()?;
    let is_name = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.starts_with(char::is_uppercase) && !is_function(word) && !among(NO_NAMES, word)
    };
    let before: Vec<&str> = text[..at].rsplit(' ').take_while(is_name).take(SIDE).collect();
    let after: Vec<&str> = text[at + joint.len()..].split(' ').take_while(is_name).take(SIDE).collect();
    let after = match after.iter().position(|word| word.ends_with([',', '.', ';', ':', ')', '!', '?'])) {
        Some(last) => &after[..=last],
        None => &after[..],
    };
    let start = at.checked_sub(before.iter().map(|word| word.len() + 1).sum::<usize>().checked_sub(1)?)?;
    let end = at + joint.len() + after.iter().map(|word| word.len() + 1).sum::<usize>().checked_sub(1)?;
    let names = vec![side(&text[start..at]), side(&text[at + joint.len()..end])];
    let led = text[..start].trim_end().rsplit(' ').next().is_some_and(|word| among(LED, word));
    if led || word_count(text) == word_count(&text[start..end]) || !names.iter().all(|name| is_side(name)) {
        return None;
    }
    let end =
        end - (text[..end].len() - text[..end].trim_end_matches([',', '.', ';', ':', ')', '!', '?']).len());
    Some((names, sentence.start + start..sentence.start + end))
}

/// The first words below a block: of a heading those that stand under it, of an item those that it introduces.
fn below(reading: &Reading, at: usize) -> Option<Vec<PieceView>> {
    let block = &reading.blocks[at];
    let next = reading.blocks.get(at + 1)?;
    let under = next.heading == block.heading && (block.kind == Kind::Heading || next.depth > block.depth);
    let text = matches!(next.kind, Kind::Paragraph | Kind::Item(_) | Kind::Definition);
    if !under || !text {
        return None;
    }
    let prose = &reading.prose[at + 1];
    let last = prose.sentences.get(1).or_else(|| prose.sentences.first())?;
    Some(prose.pieces(0..last.end, &[]))
}

/// The table right below a block, or below one paragraph that follows it.
fn table_below(reading: &Reading, at: usize) -> Option<usize> {
    let heading = reading.blocks[at].heading;
    let next = reading.blocks.iter().skip(at + 1).take(2).take_while(|next| next.heading == heading);
    next.into_iter().find_map(|next| match next.kind {
        Kind::Cell { table, .. } => Some(table),
        _ => None,
    })
}

/// The comparison that a table makes by itself: its corner is empty or names what the rows are, and its head names things.
fn of_table(reading: &Reading, table: usize) -> Option<Comparison> {
    let corners = [
        "",
        "feature",
        "features",
        "property",
        "criteria",
        "aspect",
        "characteristic",
        "characteristics",
        "attribute",
        "topic",
    ];
    let view = table_view(reading, table)?;
    let text = |cell: &Vec<PieceView>| cell.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let names: Vec<String> = view.head.iter().skip(1).map(text).map(|name| side(&name)).collect();
    let is_name =
        |name: &String| is_side(name) && name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let sure = is_one_of(&corners, text(view.head.first()?).trim()) && (2..=COLUMNS).contains(&names.len());
    let block = *reading.tables[&table].first()?;
    (sure && names.iter().all(is_name) && !view.rows.is_empty()).then(|| Comparison {
        block,
        names,
        text: Vec::new(),
        below: Vec::new(),
        table: Some(view),
    })
}

fn table_view(reading: &Reading, table: usize) -> Option<TableView> {
    let mut rows: Vec<Vec<Vec<PieceView>>> = Vec::new();
    for &cell in &reading.tables[&table] {
        let Kind::Cell { row, column, .. } = reading.blocks[cell].kind else { continue };
        if row > ROWS || column >= COLUMNS {
            continue;
        }
        while rows.len() <= row {
            rows.push(Vec::new());
        }
        while rows[row].len() < column {
            rows[row].push(Vec::new());
        }
        let prose = &reading.prose[cell];
        rows[row].push(prose.pieces(0..prose.block.text.len(), &[]));
    }
    let columns = rows.iter().map(Vec::len).max()?;
    for row in &mut rows {
        row.resize(columns, Vec::new());
    }
    let rest = rows.split_off(1);
    Some(TableView { head: rows.pop()?, rows: rest })
}

#[cfg(test)]
mod tests {
    use crate::site::study::tests::found;

    /// The comparisons of a note: `names | sentence | below | cells`.
    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        let words =
            |pieces: &[super::PieceView]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        let lines = found(note).comparisons.into_iter().map(|found| {
            let cells =
                found.table.iter().flat_map(|table| table.rows.iter().chain([&table.head]).flatten()).count();
            format!(
                "{} | {} | {} | {cells}",
                found.names.join(" + "),
                words(&found.text),
                words(&found.below)
            )
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected, "{note}");
    }

    #[test]
    fn a_heading_compares_what_it_names() {
        check(
            "### 1.13.10. SQS vs Kinesis\n\nOne queue. Many shards. More.\n",
            &["SQS + Kinesis |  | One queue. Many shards. | 0"],
        );
        check("# Public vs Private vs Multi Cloud\n", &["Public + Private + Multi Cloud |  |  | 0"]);
        check(
            "## Difference between EKS Anywhere, Distro and EKS Connector\n\n- on site\n",
            &["EKS Anywhere + Distro + EKS Connector |  | on site | 0"],
        );
        check(
            "## Pets vs. cattle\n\n|  | Pets | Cattle |\n|-|-|-|\n| name | yes | no |\n",
            &["Pets + cattle |  |  | 6"],
        );
    }

    #[test]
    fn a_line_compares_what_it_begins_with() {
        check(
            "- **EBS vs instance storage:** EBS is slower. It stays.\n",
            &["EBS + instance storage | EBS vs instance storage: EBS is slower. It stays. |  | 0"],
        );
        check("- SNS versus SQS:\n  - push and pull\n", &["SNS + SQS |  | push and pull | 0"]);
    }

    #[test]
    fn a_sentence_compares_names() {
        check(
            "Remember how Gateway Endpoints vs Interface Endpoints are paid. Yes.\n",
            &[
                "Gateway Endpoints + Interface Endpoints | Remember how Gateway Endpoints vs Interface Endpoints are paid. |  | 0",
            ],
        );
    }

    #[test]
    fn a_table_compares_what_its_head_names() {
        check("| Feature | SQS | SNS |\n|-|-|-|\n| push | no | yes |\n", &["SQS + SNS |  |  | 6"]);
        check(
            "|  | S3 Standard | Glacier |\n|-|-|-|\n| price | high |\n",
            &["S3 Standard + Glacier |  |  | 6"],
        );
        check("| Service | What for |\n|-|-|\n| SQS | queues |\n", &[]);
        check("| Name | Size | Colour |\n|-|-|-|\n| a | b | c |\n", &[]);
    }

    #[test]
    fn what_is_only_said_in_passing_is_left_out() {
        for note in [
            "- great for high throughput vs IOPs\n",
            "- Larger capacity vs snowball.\n- Different Limits vs Normal Lambda\n- No fan out, see SQS vs SNS\n",
            "It is better to use a role versus attaching a policy.\n",
            "**10 Gbps single stream** vs 5 Gbps normally. They are fast.\n",
            "- [SQS vs SNS](#x)\n- See also [Aurora vs RDS](#y)\n",
            "The time difference between the last backup and the failure.\n",
            "`a vs b`\n\n```\nA vs B\n```\n",
        ] {
            check(note, &[]);
        }
    }
}
