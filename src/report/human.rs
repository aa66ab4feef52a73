//! Findings for a person at a terminal: message, place, excerpt with carets, and what to do next.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::{SourceId, Sources};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::{BTreeMap, HashMap};

/// Of a line with more bytes than this nothing is shown but the place: no terminal has room for it.
const LONGEST_LINE: usize = 4000;

/// Where not every finding was asked for, so many of each rule are told; the others are counted.
const TOLD: usize = 10;

/// The findings of at least `least`, one below the other, with terminal colours; and a line that counts all of them.
/// Hints of one rule about one file are shown once, with the lines of the others.
pub fn render(report: &Report, least: Severity) -> String {
    let renderer = Renderer::styled();
    let mut text = String::new();
    let mut alike = Alike::new(report);
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for found in report.diagnostics.iter().filter(|found| found.rule.severity >= least) {
        let count = told.entry(found.rule.name).or_default();
        *count += 1;
        if least > Severity::Hint && *count > TOLD {
            continue;
        }
        if let Some(others) = alike.others(found) {
            text.push_str(&finding(&renderer, found, &others, &report.sources));
            text.push_str("\n\n");
        }
    }
    text.push_str(&summary(report));
    let more = told.into_iter().filter(|(_, count)| least > Severity::Hint && *count > TOLD);
    let mut more: Vec<String> = more.map(|(rule, count)| format!("{} more {rule}", count - TOLD)).collect();
    more.extend((least > Severity::Hint && report.count(Severity::Hint) > 0).then(|| "the hints".to_owned()));
    if !more.is_empty() {
        text.extend([" (leafcutter check shows ", &more.join(", "), ")"]);
    }
    text
}

/// The lines of hints that are alike: of one rule, about one file, in the same words.
struct Alike<'a>(HashMap<Kind<'a>, Vec<usize>>);

type Kind<'a> = (&'a str, SourceId, &'a str, &'a str);

fn kind(found: &Diagnostic, source: SourceId) -> Kind<'_> {
    (found.rule.name, source, &found.message, &found.help)
}

impl<'a> Alike<'a> {
    fn new(report: &'a Report) -> Self {
        let mut lines: HashMap<_, Vec<usize>> = HashMap::new();
        for found in report.diagnostics.iter().filter(|found| found.rule.severity == Severity::Hint) {
            if let Some(span) = found.span {
                let line = report.sources.line(span.source, span.start);
                lines.entry(kind(found, span.source)).or_default().push(line);
            }
        }
        Self(lines)
    }

    /// The lines of the findings like `found` after it; `None` where it was told with one before it.
    fn others(&mut self, found: &'a Diagnostic) -> Option<Vec<usize>> {
        match found.span.filter(|_| found.rule.severity == Severity::Hint) {
            Some(span) => self.0.remove(&kind(found, span.source)).map(|lines| lines[1..].to_vec()),
            None => Some(Vec::new()),
        }
    }
}

fn finding(renderer: &Renderer, found: &Diagnostic, others: &[usize], sources: &Sources) -> String {
    let level = match found.rule.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let title = level.primary_title(printable(&found.message)).id(found.rule.name);
    let mut group = Group::with_title(title);
    if let Some(span) = found.span {
        let source = sources.get(span.source);
        let first = sources.first_line(span);
        // The renderer reads all that it is given, for every finding: a line is all it needs.
        let line = sources.whole_line(first);
        let place = first.start - line.start..first.end - line.start;
        let annotation = AnnotationKind::Primary.span(place).label(printable(&found.label));
        let path = printable(source.path.as_str());
        let number = sources.line(line.source, line.start);
        group = if line.end - line.start > LONGEST_LINE {
            let column = sources.column(line.source, first.start);
            group.element(Origin::path(path).line(number).char_column(column))
        } else {
            let excerpt = Snippet::source(sources.slice(line)).line_start(number).path(path);
            group.element(excerpt.annotation(annotation))
        };
    }
    if !found.help.is_empty() {
        group = group.element(Level::HELP.message(printable(&found.help)));
    }
    if !others.is_empty() {
        let lines: Vec<String> = others.iter().map(ToString::to_string).collect();
        group = group.element(Level::NOTE.message(format!(
            "the same on line{} {}",
            if lines.len() == 1 { "" } else { "s" },
            lines.join(", ")
        )));
    }
    renderer.render(&[group])
}

/// `text` without characters that would steer the terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

/// How many findings there are, in words.
fn summary(report: &Report) -> String {
    let count = |severity, word| match report.count(severity) {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    };
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Hint, "hint")];
    let words: Vec<String> =
        counts.into_iter().filter_map(|(severity, word)| count(severity, word)).collect();
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}
