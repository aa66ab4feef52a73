//! Every case in `tests/findings/` says under a line what is found there: `^^^ warning[rule]: message`.

use crate::driver;
use leafcutter::diagnostic::{Diagnostic, Report, Severity};
use leafcutter::pipeline;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// A case without its expectations, and these: line, column, length in characters, and `severity[rule]: message`.
fn split(case: &str) -> (String, Vec<(usize, usize, usize, String)>) {
    let (mut text, mut expected, mut line) = (String::new(), Vec::new(), 0);
    for row in case.split_inclusive('\n') {
        let words = row.trim();
        let carets = words.len() - words.trim_start_matches('^').len();
        if carets == 0 || !words.contains("]: ") {
            text.push_str(row);
            line = if row.starts_with("-- ") { 0 } else { line + 1 };
            continue;
        }
        expected.push((
            line,
            1 + row.chars().take_while(|&c| c == ' ').count(),
            carets,
            words[carets..].trim().to_owned(),
        ));
    }
    (text, expected)
}

fn found(report: &Report) -> Vec<(usize, usize, usize, String)> {
    let sources = &report.sources;
    let place = |found: &Diagnostic| {
        let span = found.span.unwrap_or_else(|| panic!("{} has no place", found.message));
        let words = format!("{}[{}]: {}", found.rule.severity.word(), found.rule.name, found.message);
        let (line, column) = (sources.line(span.source, span.start), sources.column(span.source, span.start));
        (line, column, sources.slice(sources.first_line(span)).chars().count(), words)
    };
    report.diagnostics.iter().map(place).collect()
}

#[test]
fn every_case_gives_the_findings_that_it_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    let (mut count, mut wrong) = (0, Vec::new());
    for file in WalkDir::new(folder).sort_by_file_name().into_iter().flatten() {
        if !file.file_type().is_file() {
            continue;
        }
        let case = fs::read_to_string(file.path()).expect("a case is text");
        let (text, expected) = split(&case);
        let report = pipeline::build(&driver::snapshot(&text)).report;
        let found = found(&report);
        if found != expected {
            wrong.push(format!("{}\nfound    {found:?}\nexpected {expected:?}", file.file_name().display()));
        }
        let helped = |found: &Diagnostic| found.rule.severity == Severity::Hint || !found.help.is_empty();
        assert!(report.diagnostics.iter().all(helped), "a finding without a next step");
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 15, "the cases were not found");
}
