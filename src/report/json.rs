//! Findings for programs: one JSON object.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::{Sources, Span};
use camino::Utf8PathBuf;
use serde::Serialize;

#[derive(Serialize)]
struct All<'a> {
    findings: Vec<Finding<'a>>,
    errors: usize,
    warnings: usize,
    hints: usize,
    #[serde(flatten)]
    fixing: Option<&'a Fixing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<&'a [Reference]>,
}

/// An outside address, what is known of it, and where it stands in the notes.
#[derive(Debug, Serialize)]
pub struct Reference {
    /// As it was first typed, without what in it lets in whoever reads it.
    pub url: String,
    /// The one spelling by which it is compared, likewise.
    pub canonical: String,
    /// What is known of it, in one word.
    pub verdict: &'static str,
    /// Why, in words; may be empty.
    pub reason: String,
    /// The day on which that was seen (`YYYY-MM-DD`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The last day on which it was as it should be, where it no longer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_good: Option<String>,
    /// What could stand in its place.
    pub proposal: Option<Proposal>,
    /// Where it leads for now, where that may change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<String>,
    /// Where it stands, in the order of the notes.
    pub places: Vec<Point>,
}

/// An address that could stand in the place of another.
#[derive(Debug, Serialize)]
pub struct Proposal {
    /// The address.
    pub url: String,
    /// Whether it was seen to be there.
    pub confirmed: bool,
}

/// A place in a note.
#[derive(Debug, Serialize)]
pub struct Point {
    /// The note, from the folder the user named.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
}

/// What `check --fix` did, or without `written` what it would do.
#[derive(Debug, Serialize)]
pub struct Fixing {
    /// Whether the notes were written.
    pub written: bool,
    /// The notes that were mended.
    pub fixed: Vec<Fixed>,
}

/// A note that was mended.
#[derive(Debug, Serialize)]
pub struct Fixed {
    /// Where it stands, from the folder the user named.
    pub file: Utf8PathBuf,
    /// In how many places it was edited.
    pub edits: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    help: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    fix: Vec<Change<'a>>,
}

/// Lines and columns count from 1, columns in characters; the end is the first place behind.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    excerpt: &'a str,
}

#[derive(Serialize)]
struct Change<'a> {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    replacement: &'a str,
}

/// All findings, and the outside addresses of the notes where these are asked for, as JSON.
pub fn render(report: &Report, references: Option<&[Reference]>) -> String {
    all(report, references, None)
}

/// The findings that remain when notes are mended, and which these are, as JSON.
pub fn render_fixing(report: &Report, references: &[Reference], fixing: &Fixing) -> String {
    all(report, Some(references), Some(fixing))
}

fn all(report: &Report, references: Option<&[Reference]>, fixing: Option<&Fixing>) -> String {
    let all = All {
        findings: report.diagnostics.iter().map(|found| finding(found, &report.sources)).collect(),
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        hints: report.count(Severity::Hint),
        fixing,
        references,
    };
    serde_json::to_string_pretty(&all).expect("findings are plain data")
}

fn finding<'a>(found: &'a Diagnostic, sources: &'a Sources) -> Finding<'a> {
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    Finding {
        rule: found.rule.name,
        severity: found.rule.severity.word(),
        message: &found.message,
        help: &found.help,
        place: found.span.map(|span| place(span, sources)),
        fix: edits
            .map(|edit| {
                let Place { line, column, end_line, end_column, .. } = place(edit.span, sources);
                Change { line, column, end_line, end_column, replacement: &edit.replacement }
            })
            .collect(),
    }
}

fn place(span: Span, sources: &Sources) -> Place<'_> {
    let source = sources.get(span.source);
    Place {
        file: source.path.as_str(),
        line: sources.line(span.source, span.start),
        column: sources.column(span.source, span.start),
        end_line: sources.line(span.source, span.end),
        end_column: sources.column(span.source, span.end),
        excerpt: sources.slice(sources.first_line(span)),
    }
}
