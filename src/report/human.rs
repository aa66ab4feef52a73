//! Findings for a person at a terminal: message, place, excerpt with carets, and what to do next.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::Sources;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// The findings of at least `least`, one below the other, with terminal colours; and a line that counts all of them.
pub fn render(report: &Report, least: Severity) -> String {
    let renderer = Renderer::styled();
    let mut text = String::new();
    for found in report.diagnostics.iter().filter(|found| found.rule.severity >= least) {
        text.push_str(&finding(&renderer, found, &report.sources));
        text.push_str("\n\n");
    }
    text.push_str(&summary(report));
    text
}

fn finding(renderer: &Renderer, found: &Diagnostic, sources: &Sources) -> String {
    let level = match found.rule.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group =
        Group::with_title(level.clone().primary_title(printable(&found.message)).id(found.rule.name));
    if let Some(span) = found.span {
        let source = sources.get(span.source);
        let first = sources.first_line(span);
        let annotation = AnnotationKind::Primary.span(first.start..first.end).label(printable(&found.label));
        let path = printable(source.path.as_str());
        group = group.element(Snippet::source(source.text.as_str()).path(path).annotation(annotation));
    }
    if !found.help.is_empty() {
        group = group.element(Level::HELP.message(printable(&found.help)));
    }
    renderer.render(&[group])
}

/// `text` without characters that would steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

/// How many findings there are, in words.
fn summary(report: &Report) -> String {
    let count = |severity, word| match report.count(severity) {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    };
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let words: Vec<String> =
        counts.into_iter().filter_map(|(severity, word)| count(severity, word)).collect();
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}
