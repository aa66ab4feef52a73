//! What the targets share: a site written as one text, as in `tests/it/driver.rs`, and notes read up to their outline.
#![allow(dead_code, reason = "each target uses a part of it")]

use leafcutter::catalog;
use leafcutter::config::{LineBreaks, RawHtml};
use leafcutter::diagnostic::Diagnostic;
use leafcutter::notes::outline::outline;
use leafcutter::notes::read::read;
use leafcutter::notes::repair::repair;
use leafcutter::notes::{Note, Outline, Repaired};
use leafcutter::source::{File, Snapshot, Sources};
use std::collections::BTreeMap;
use std::sync::Arc;

/// More notes than this find nothing that these do not.
const MOST: usize = 3;

/// The folder of the notes.
pub const FOLDER: &str = "content";

/// The files of a text with `-- path --` lines, sorted. A text without any is one note.
pub fn files(input: &[u8]) -> Vec<File> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut path = format!("{FOLDER}/notes.md");
    for line in input.split_inclusive(|&byte| byte == b'\n') {
        match named(line) {
            Some(name) if files.len() < MOST => path = name,
            _ => files.entry(path.clone()).or_default().extend_from_slice(line),
        }
    }
    files.into_iter().map(|(path, bytes)| File { path: path.into(), bytes: bytes.into() }).collect()
}

/// The path that a line of the input gives to the file behind it, as a disk could have it.
fn named(line: &[u8]) -> Option<String> {
    let path = str::from_utf8(line).ok()?.trim_end().strip_prefix("-- ")?.strip_suffix(" --")?;
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "." | "..") && !part.contains('\0'));
    let path = parts.collect::<Vec<_>>().join("/");
    (!path.is_empty()).then_some(path)
}

/// A snapshot of such a text: pictures are assets, all else notes.
pub fn snapshot(input: &[u8]) -> Snapshot {
    let (assets, notes): (Vec<File>, Vec<File>) =
        files(input).into_iter().partition(|file| file.path.extension() == Some("png"));
    let assets = assets.into_iter().map(|file| file.path).collect();
    Snapshot { name: "Notes".into(), notes_dir: FOLDER.into(), notes, assets, ..Snapshot::default() }
}

/// The notes of a text, repaired, with the texts that they point into.
#[derive(Default)]
pub struct Notes {
    pub sources: Sources,
    pub notes: Vec<Note>,
    pub repaired: Vec<Repaired>,
    pub found: Vec<Diagnostic>,
}

impl Notes {
    pub fn new(files: &[File]) -> Self {
        let mut all = Self::default();
        for (file, number) in files.iter().zip(0..) {
            let (source, note) = read(file, FOLDER.into(), &[], number);
            all.notes.extend(note.unpack(&mut all.found));
            all.sources.add_note(number, Arc::new(source));
        }
        let repair = |note: &Note| {
            repair(note, all.sources.get(note.source), catalog::aws()).unpack(&mut all.found)
        };
        all.repaired = all.notes.iter().map(repair).collect();
        all
    }

    pub fn outlines(&self) -> Vec<Outline<'_>> {
        self.repaired.iter().map(|note| outline(note, LineBreaks::Auto, RawHtml::Sanitize)).collect()
    }

    /// Every place of every finding can be shown.
    pub fn show_findings(&self) {
        for span in self.found.iter().filter_map(|found| found.span) {
            let _ = (self.sources.slice(span), self.sources.column(span.source, span.start));
        }
    }
}

/// The words of a text: runs of letters and digits.
pub fn words(text: &str) -> Vec<&str> {
    leafcutter::site::html::words(text).collect()
}
