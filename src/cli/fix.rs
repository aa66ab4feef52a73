//! `check --fix`: shows what mending changes in the notes, writes it, and tells what remains.

use super::{FAILED, code, print, print_report};
use crate::cli::args::{Format, Input};
use anstream::eprintln;
use camino::Utf8Path;
use leafcutter::diagnostic::Severity;
use leafcutter::disk::{self, Place};
use leafcutter::notes::mend::Mended;
use leafcutter::pipeline::{self, Build};
use leafcutter::references::listing;
use leafcutter::report::json::{Fixed, Fixing};
use leafcutter::report::{diff, human, json};
use std::collections::HashSet;

/// Mends the notes, or with `dry_run` only shows how.
pub fn fix(input: &Input, dry_run: bool) -> Result<u8, disk::Error> {
    let place = Place::find(&input.dir)?;
    let snapshot = place.read()?;
    let build = pipeline::build(&snapshot);
    let mending = pipeline::mend(&snapshot, &build);
    if input.format == Format::Human {
        for note in &mending.notes {
            print(diff::render(&note.file.path, note.before, &note.after).trim_end_matches('\n'))?;
        }
    }
    for left in &mending.left {
        let path = human::printable(left.path.as_str());
        eprintln!("warning: {path} is left as it is: {}", left.why);
    }
    let wanted = mending.notes.len();
    let mendable = !build.edits.is_empty();
    let fixed: Vec<Fixed> =
        mending.notes.iter().filter(|note| dry_run || written(&place, note)).map(counted).collect();
    let failed = fixed.len() < wanted;
    let Build { report, references, .. } = if dry_run {
        let mended: HashSet<&Utf8Path> = fixed.iter().map(|note| &*note.file).collect();
        Build { report: build.report.remaining(|path| mended.contains(path)), ..build }
    } else {
        pipeline::build(&place.read()?)
    };
    match input.format {
        Format::Json => {
            let rows = listing::rows(&references, &report.sources);
            print(&json::render_fixing(&report, &rows, &Fixing { written: !dry_run, fixed }))?;
        }
        Format::Human => {
            print_report(input.format, &report, None, Severity::Hint)?;
            print(&if mendable { summary(&fixed, dry_run) } else { "nothing to mend".to_owned() })?;
        }
    }
    Ok(if failed { FAILED } else { code(&report, Severity::Warning) })
}

/// Whether a note could be written; if not, says why.
fn written(place: &Place, note: &Mended) -> bool {
    let done = place.rewrite(note.file, &note.bytes);
    done.inspect_err(|error| eprintln!("error: {}", human::printable(&error.to_string()))).is_ok()
}

fn counted(note: &Mended) -> Fixed {
    Fixed { file: note.file.path.clone(), edits: note.edits }
}

fn summary(fixed: &[Fixed], dry_run: bool) -> String {
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let places = count(fixed.iter().map(|note| note.edits).sum(), "place");
    let notes = count(fixed.len(), "note");
    match (fixed, dry_run) {
        ([], _) => "nothing was mended".to_owned(),
        (_, true) => format!("would mend {places} in {notes}; nothing was written"),
        (_, false) => format!("mended {places} in {notes}"),
    }
}
