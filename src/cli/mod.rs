//! The commands: what they print, and the code they end with.

mod args;
mod fix;
mod online;
mod preview;

use anstream::eprintln;
use args::{Cli, Command, Format, Input, Told};
use clap::Parser;
use leafcutter::diagnostic::{Report, Severity};
use leafcutter::disk::{self, Place};
use leafcutter::explain::Explanation;
use leafcutter::pipeline::{self, Build};
use leafcutter::references::verdict::Verdict;
use leafcutter::references::{listing, locked};
use leafcutter::report::{human, json};
use leafcutter::rules;
use leafcutter::source::Snapshot;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Nothing to report.
const CLEAN: u8 = 0;
/// There are findings.
const FINDINGS: u8 = 1;
/// The command could not run.
const FAILED: u8 = 2;

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Build { input, out, told } => build(&input, out.as_deref(), told),
        Command::Serve { input, open, preview } => preview::serve(&input, preview, open),
        Command::Check { input, fix: true, dry_run, .. } => fix::fix(&input, dry_run),
        Command::Check { input, told, online: true, budget, locked, .. } => {
            online::online(&input, told, budget, locked)
        }
        Command::Check { input, told, locked, .. } => check(&input, told, locked),
        Command::Explain { input, told } => explain(&input, told),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {}", human::printable(&error.to_string()));
        FAILED
    })
    .into()
}

fn read(input: &Input) -> Result<(Place, Build), disk::Error> {
    let place = Place::find(&input.dir)?;
    let snapshot = Snapshot { changed: place.history(), ..place.read()? };
    let build = pipeline::build(&snapshot);
    let found =
        build.site.iter().flat_map(|site| disk::examine(site, &place, &build.allowed_secrets)).collect();
    Ok((place, Build { report: build.report.with(found), ..build }))
}

fn build(input: &Input, out: Option<&Path>, told: Told) -> Result<u8, disk::Error> {
    let (place, build) = read(input)?;
    let references = listing::rows(&build.references, &build.report.sources);
    let Build { site, explanation, report, allowed_secrets, .. } = build;
    let default = place.default_output();
    let out = out.unwrap_or(&default);
    let Some(site) = site else {
        print_report(input.format, &report, Some(&references), Severity::Warning)?;
        eprintln!("error: no site was made; {} is as it was", out.display());
        return Ok(FAILED);
    };
    if report.diagnostics.iter().any(|found| found.rule.name == rules::SECRET.name) {
        print_report(input.format, &report, Some(&references), Severity::Warning)?;
        eprintln!(
            "error: nothing was published, because of what looks like secrets; {} is as it was",
            out.display()
        );
        return Ok(FINDINGS);
    }
    let published = disk::publish(&site, &place, out, &allowed_secrets)?;
    print_report(input.format, &report, Some(&references), Severity::Warning)?;
    if input.format == Format::Human {
        let pages = explanation.pages.len();
        let s = if pages == 1 { "" } else { "s" };
        print(&format!("{pages} page{s} of notes in {} ({} files)", shown(out), published.files))?;
        let withheld = explanation.left_out.iter().filter(|left| !left.skipped).count();
        if told.verbose {
            print_left_out(&explanation, true)?;
        } else if withheld > 0 {
            print(&format!("left out of the site: {withheld} (leafcutter explain tells what, and why)"))?;
        }
        for path in &published.kept {
            print(&format!(
                "kept, because somebody else made or changed it: {}",
                human::printable(path.as_str())
            ))?;
        }
        print(&format!(
            "to look at them: leafcutter serve{} --open, or open {}",
            dir(input),
            shown(&out.join("index.html"))
        ))?;
    }
    Ok(code(&report, Severity::Error))
}

/// What was named on the command line, to be named again.
fn dir(input: &Input) -> String {
    if input.dir == Path::new(".") { String::new() } else { format!(" {}", input.dir.display()) }
}

/// A path as short as it can be said from here.
fn shown(path: &Path) -> String {
    let here = std::path::absolute(".").unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

fn check(input: &Input, told: Told, locked: bool) -> Result<u8, disk::Error> {
    let (_, build) = read(input)?;
    print_check(input, told, if locked { with_unknown(build) } else { build })
}

/// The same with a finding for every address of which nothing is known.
fn with_unknown(build: Build) -> Build {
    let unknown = locked::unchecked(&build.references, &build.evidence);
    Build { report: build.report.with(unknown), ..build }
}

/// Prints the findings of a build and the addresses of its notes.
fn print_check(input: &Input, told: Told, build: Build) -> Result<u8, disk::Error> {
    let Build { explanation, report, references, .. } = build;
    let rows = listing::rows(&references, &report.sources);
    print_report(input.format, &report, Some(&rows), Severity::Hint)?;
    if input.format == Format::Human && told.verbose {
        print_left_out(&explanation, true)?;
    }
    if input.format == Format::Human && !rows.is_empty() {
        print(&counted(&rows))?;
    }
    let mendable = report.diagnostics.iter().filter(|found| found.fix.is_some()).count();
    if input.format == Format::Human && mendable > 0 {
        print(&format!("to mend {mendable} of them in the notes: leafcutter check{} --fix", dir(input)))?;
    }
    Ok(code(&report, Severity::Warning))
}

/// How many outside addresses there are, by what is known of them.
fn counted(rows: &[json::Reference]) -> String {
    let count = |verdict: &Verdict| {
        let some = rows.iter().filter(|row| row.verdict == verdict.name()).count();
        (some > 0).then(|| format!("{some} {}", verdict.name()))
    };
    let counts: Vec<String> = Verdict::ALL.iter().filter_map(count).collect();
    let es = if rows.len() == 1 { "" } else { "es" };
    let unchecked = rows.iter().any(|row| row.verdict == Verdict::Unchecked.name());
    let look = if unchecked { " (leafcutter check --online looks at them)" } else { "" };
    format!("{} outside address{es}: {}{look}", rows.len(), counts.join(", "))
}

fn explain(input: &Input, told: Told) -> Result<u8, disk::Error> {
    let (_, Build { explanation, report, .. }) = read(input)?;
    match input.format {
        Format::Json => {
            print(&serde_json::to_string_pretty(&explanation).expect("an explanation is plain data"))?;
        }
        Format::Human => {
            print(&explained(&explanation))?;
            print_left_out(&explanation, told.verbose)?;
        }
    }
    Ok(code(&report, Severity::Error))
}

fn explained(explanation: &Explanation) -> String {
    let mut lines = Vec::new();
    for page in &explanation.pages {
        let corrected = if page.corrected { ", title corrected" } else { "" };
        lines.push(format!(
            "{} ({}.html, {}{corrected})",
            human::printable(&page.title),
            page.slug,
            page.kind
        ));
        for source in &page.sources {
            let [from, to] = source.lines;
            let file = human::printable(source.file.as_str());
            let sure = source.confidence * 100.0;
            lines.push(format!("    {file}:{from}-{to}  by {}, sure to {sure:.0} %", source.rule));
        }
    }
    let words = &explanation.words;
    lines.push(format!("{} words in the notes, {} on the pages", words.read, words.shown));
    lines.join("\n")
}

/// Prints what was left out; what was passed over while the notes were read, as hidden files are, only if `skipped`.
fn print_left_out(explanation: &Explanation, skipped: bool) -> Result<(), disk::Error> {
    let mut headline = Some("Left out:");
    for left in explanation.left_out.iter().filter(|left| skipped || !left.skipped) {
        headline.take().map_or(Ok(()), print)?;
        let lines = left.lines.map_or_else(String::new, |[from, to]| format!(":{from}-{to}"));
        let file = human::printable(left.file.as_str());
        print(&format!("    {file}{lines}  {}: {}", left.rule, human::printable(&left.why)))?;
    }
    Ok(())
}

fn print_report(
    format: Format,
    report: &Report,
    references: Option<&[json::Reference]>,
    least: Severity,
) -> Result<(), disk::Error> {
    print(&match format {
        Format::Human => human::render(report, least),
        Format::Json => json::render(report, references),
    })
}

/// Prints a text and an end of line. A reader that went away wants no more; that is no fault.
fn print(text: &str) -> Result<(), disk::Error> {
    match writeln!(anstream::stdout(), "{text}") {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(disk::Error::Refused { path: "standard output".into(), why })
        }
        _ => Ok(()),
    }
}

fn code(report: &Report, least: Severity) -> u8 {
    if report.worst().is_some_and(|worst| worst >= least) { FINDINGS } else { CLEAN }
}
