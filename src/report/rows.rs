//! Findings for whoever looks at the preview: the gravest ones, each with the lines around it.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::rules;
use crate::source::{Sources, Span};
use serde::Serialize;

/// So many findings are told one by one; all are counted.
const TOLD: usize = 100;
/// Of a line no more characters than these are shown.
const LONGEST_LINE: usize = 240;
/// A place further to the right than this is shown from so many characters before it.
const BEFORE: usize = 80;

/// What is told of the findings of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// How many there are.
    pub counts: Counts,
    /// The gravest, gravest first, else in the order of the notes.
    pub findings: Vec<Row>,
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Hints.
    pub hint: usize,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its severity, in a word.
    pub severity: &'static str,
    /// The name of its rule.
    pub rule: &'static str,
    /// What is the matter.
    pub message: String,
    /// A few words at the place itself; may be empty.
    pub label: String,
    /// What to do next; may be empty.
    pub help: String,
    /// The file, from the folder the user named; none of these four where there is no place.
    pub file: Option<String>,
    /// Its line, from 1.
    pub line: Option<usize>,
    /// Its column in characters, from 1.
    pub column: Option<usize>,
    /// The line with those before and after it.
    pub excerpt: Vec<Line>,
    /// A link that opens the place in the reader's editor, where one is known.
    pub open: Option<String>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number, from 1.
    pub line: usize,
    /// What it says, cut where it is very long.
    pub text: String,
}

/// The findings of `report` as rows. `open` makes a link of a file, a line and a column.
pub fn rows(report: &Report, open: impl Fn(&str, usize, usize) -> Option<String>) -> Rows {
    let counts = Counts {
        error: report.count(Severity::Error),
        warning: report.count(Severity::Warning),
        hint: report.count(Severity::Hint),
    };
    let of = |severity| report.diagnostics.iter().filter(move |found| found.rule.severity == severity);
    // What keeps a site from being made comes before all else.
    let fatal = |found: &&Diagnostic| found.rule == &rules::BAD_TEMPLATE;
    let gravest = [Severity::Error, Severity::Warning, Severity::Hint].into_iter().flat_map(of);
    let (first, others): (Vec<_>, Vec<_>) = gravest.partition(fatal);
    let gravest = first.into_iter().chain(others).take(TOLD);
    let findings = gravest.map(|found| row(found, &report.sources, &open)).collect();
    Rows { counts, findings }
}

fn row(found: &Diagnostic, sources: &Sources, open: impl Fn(&str, usize, usize) -> Option<String>) -> Row {
    let bare = Row {
        severity: found.rule.severity.word(),
        rule: found.rule.name,
        message: found.message.clone(),
        label: found.label.clone(),
        help: found.help.clone(),
        file: None,
        line: None,
        column: None,
        excerpt: Vec::new(),
        open: None,
    };
    let Some(span) = found.span else {
        return bare;
    };
    let file = sources.get(span.source).path.as_str();
    let line = sources.line(span.source, span.start);
    let column = sources.column(span.source, span.start);
    Row {
        file: Some(file.to_owned()),
        line: Some(line),
        column: Some(column),
        excerpt: excerpt(span, line, column, sources),
        open: open(file, line, column),
        ..bare
    }
}

/// The line in which `span` begins, with its neighbours.
fn excerpt(span: Span, line: usize, column: usize, sources: &Sources) -> Vec<Line> {
    let own = sources.whole_line(sources.first_line(span));
    let text = &sources.get(span.source).text;
    let above = text[..own.start].strip_suffix('\n').map(|text| text.rsplit('\n').next().unwrap_or_default());
    let below = text[own.end..].split_once('\n').map(|(_, text)| text.split('\n').next().unwrap_or_default());
    let from = if column > LONGEST_LINE { column - BEFORE } else { 0 };
    let own = Line { line, text: cut(sources.slice(own), from) };
    let above = above.map(|text| Line { line: line - 1, text: cut(text, 0) });
    let below = below.filter(|text| !text.is_empty()).map(|text| Line { line: line + 1, text: cut(text, 0) });
    above.into_iter().chain([own]).chain(below).collect()
}

/// As many characters of a line as are shown, after the first `from`.
fn cut(text: &str, from: usize) -> String {
    let text = text.trim_end_matches('\r');
    let mut rest = text.chars().skip(from);
    let before = if from > 0 { "…" } else { "" };
    let shown: String = before.chars().chain(rest.by_ref().take(LONGEST_LINE)).collect();
    if rest.next().is_some() { shown + "…" } else { shown }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_LINE, rows};
    use crate::diagnostic::{Diagnostic, Report};
    use crate::rules;
    use crate::source::{Sources, Span};

    #[test]
    fn a_finding_is_told_with_its_place_and_the_lines_around_it() {
        let mut sources = Sources::default();
        let note = sources.add("a.md".into(), "one\r\ntwo words\nthree".to_owned());
        let found = Diagnostic::at(&rules::BROKEN_LINK, Span::new(note, 9..14), "m");
        let report = Report::new(sources, vec![found, Diagnostic::nowhere(&rules::NO_NOTES, "n")], &[]);
        let rows = rows(&report, |file, line, column| Some(format!("edit:{file}:{line}:{column}")));
        let place = rows.findings.iter().find(|row| row.rule == "broken-link").expect("it was found");
        assert_eq!((place.file.as_deref(), place.line, place.column), (Some("a.md"), Some(2), Some(5)));
        assert_eq!(place.open.as_deref(), Some("edit:a.md:2:5"));
        let lines: Vec<_> = place.excerpt.iter().map(|line| (line.line, line.text.as_str())).collect();
        assert_eq!(lines, [(1, "one"), (2, "two words"), (3, "three")]);
        let nowhere = rows.findings.iter().find(|row| row.rule == "no-notes").expect("it was found");
        assert_eq!((nowhere.file.as_ref(), nowhere.line, nowhere.open.as_ref()), (None, None, None));
    }

    #[test]
    fn no_more_than_a_part_of_a_very_long_line_is_shown_and_the_place_is_in_it() {
        let mut sources = Sources::default();
        let text = format!("{}!{}", "ä".repeat(100_000), "b".repeat(100_000));
        let at = text.find('!').expect("it is there");
        let note = sources.add("a.md".into(), text);
        let found = Diagnostic::at(&rules::BROKEN_LINK, Span::new(note, at..at + 1), "m");
        let rows = rows(&Report::new(sources, vec![found], &[]), |_, _, _| None);
        let shown = &rows.findings[0].excerpt[0].text;
        assert!(shown.contains('!') && shown.chars().count() <= LONGEST_LINE + 2, "{shown}");
    }
}
