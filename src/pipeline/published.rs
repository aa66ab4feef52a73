//! Parts what may be published of a snapshot from what may not, before any other stage sees it.

use super::memos::Memos;
use crate::catalog::choose::Evidence;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::explain::LeftOut;
use crate::fingerprint::Fingerprint;
use crate::notes::withhold::{self, Reason, Withheld};
use crate::notes::{Note, read};
use crate::source::{Content, File, Snapshot, Source, SourceId, Sources};
use crate::{rules, secrets};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashMap;
use std::sync::Arc;

/// What may be published of a snapshot, and what may not.
#[derive(Default)]
pub(super) struct Published<'a> {
    pub notes: Vec<Arc<Note>>,
    /// Their bytes, and what else was read of them, by number.
    pub read: HashMap<SourceId, (Content, Arc<ReadNote>)>,
    /// Other files among the notes, from the folder of the notes.
    pub assets: Vec<Utf8PathBuf>,
    pub statics: Vec<&'a File>,
    pub withheld: Withheld,
    pub left_out: Vec<LeftOut>,
}

impl Published<'_> {
    /// What the notes show of the catalogue that they are about.
    pub fn evidence(&self) -> Vec<&Evidence> {
        self.read.values().map(|(_, read)| &read.evidence).collect()
    }

    /// What stands for each note, where `settings` stands for all that notes are read by.
    pub fn keys(&self, settings: Fingerprint) -> Vec<Fingerprint> {
        let only = self.notes.len() == 1;
        let key = |note: &Arc<Note>| {
            let (bytes, _) = &self.read[&note.source];
            Fingerprint::of(&(settings, note.source, bytes.fingerprint(), &note.front.title, only))
        };
        self.notes.iter().map(key).collect()
    }
}

/// A note as it was read.
#[derive(Debug)]
pub(super) struct ReadNote {
    source: Arc<Source>,
    /// `None` where it is no text.
    note: Option<Arc<Note>>,
    diagnostics: Vec<Diagnostic>,
    /// Why it is withheld, if it is.
    reason: Option<Reason>,
    /// What it shows of the catalogue that the notes are about.
    pub evidence: Evidence,
}

impl ReadNote {
    fn of(file: &File, notes_dir: &Utf8Path, allowed: &[String], number: u32) -> Self {
        let (source, read) = read::read(file, notes_dir, allowed, number);
        let reason = read.value.as_ref().and_then(|note| withhold::note(note, &source.text));
        let evidence = read.value.as_ref().map(|note| Evidence::of(note.name(), &source.text[note.body..]));
        Self {
            note: read.value.map(Arc::new),
            diagnostics: read.diagnostics,
            reason,
            evidence: evidence.unwrap_or_default(),
            source: Arc::new(source),
        }
    }
}

/// Reads the notes, and parts what is private from them, so that nothing behind this can show it.
pub(super) fn published<'a>(
    snapshot: &'a Snapshot,
    config: &Config,
    memos: &mut Memos,
    sources: &mut Sources,
    found: &mut Vec<Diagnostic>,
) -> Published<'a> {
    let mut all = Published::default();
    let numbered: Vec<(&File, u32)> =
        snapshot.notes.iter().map(|file| (file, memos.numbers.of(&file.path))).collect();
    let (folder, allowed) = (&snapshot.notes_dir, &config.allow_secrets);
    let settings = Fingerprint::of(&(folder, allowed));
    let read = memos.read.all(
        &numbered,
        |(file, number)| Fingerprint::of(&(number, file.bytes.fingerprint(), settings)),
        |(file, number)| Arc::new(ReadNote::of(file, folder, allowed, *number)),
    );
    for ((file, number), read) in numbered.into_iter().zip(read) {
        sources.add_note(number, Arc::clone(&read.source));
        let Some(note) = &read.note else {
            found.extend(read.diagnostics.iter().cloned());
            continue;
        };
        let Some(reason) = &read.reason else {
            all.notes.push(Arc::clone(note));
            found.extend(read.diagnostics.iter().cloned());
            all.read.insert(note.source, (file.bytes.clone(), read));
            continue;
        };
        all.withheld.add(&note.path, reason);
        all.left_out.push(LeftOut::withheld(&file.path, reason.clone()));
    }
    found.extend((all.notes.is_empty() && !all.left_out.is_empty()).then(rules::all_withheld));
    let (notes, summaries) = memos.order.of(all.notes, sources);
    all.notes = notes;
    all.left_out.extend(summaries.iter().map(|summary| LeftOut::summary(&sources.get(summary.source).path)));
    for path in snapshot.assets.iter().filter_map(|path| path.strip_prefix(&snapshot.notes_dir).ok()) {
        match withhold::file(path) {
            Some(reason) => all.withheld.add(path, &reason),
            None => all.assets.push(path.to_owned()),
        }
    }
    for file in &snapshot.statics {
        if let Some(reason) = withhold::file(&file.path) {
            all.left_out.push(LeftOut::withheld(&Utf8Path::new("static").join(&file.path), reason));
        } else {
            found.extend(secret_in(file, &config.allow_secrets));
            all.statics.push(file);
        }
    }
    all.left_out.extend(snapshot.skipped.iter().map(|skipped| LeftOut {
        file: skipped.path.clone(),
        lines: None,
        rule: skipped.rule,
        why: skipped.why.to_owned(),
        skipped: true,
    }));
    all
}

/// The first of what looks like a secret in a static file.
fn secret_in(file: &File, allowed: &[String]) -> Option<Diagnostic> {
    let (secret, line) =
        secrets::first_in_file(&file.bytes, |secret| !allowed.contains(&secret.fingerprint))?;
    let path = Utf8Path::new("static").join(&file.path);
    Some(rules::secret_in_file(&path, line, secret.kind.name(), &secret.fingerprint))
}
