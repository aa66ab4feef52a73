//! Parts what may be published of a snapshot from what may not, before any other stage sees it.

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::explain::LeftOut;
use crate::notes::withhold::{self, Withheld};
use crate::notes::{Note, order, read};
use crate::source::{File, Snapshot, Sources};
use crate::{rules, secrets};
use camino::{Utf8Path, Utf8PathBuf};

/// What may be published of a snapshot, and what may not.
#[derive(Default)]
pub(super) struct Published<'a> {
    pub notes: Vec<Note>,
    /// Other files among the notes, from the folder of the notes.
    pub assets: Vec<Utf8PathBuf>,
    pub statics: Vec<&'a File>,
    pub withheld: Withheld,
    pub left_out: Vec<LeftOut>,
}

/// Reads the notes, and parts what is private from them, so that nothing behind this can show it.
pub(super) fn published<'a>(
    snapshot: &'a Snapshot,
    config: &Config,
    sources: &mut Sources,
    found: &mut Vec<Diagnostic>,
) -> Published<'a> {
    let mut all = Published::default();
    for file in &snapshot.notes {
        let read = read::read(file, &snapshot.notes_dir, &config.allow_secrets, sources);
        let Some(note) = &read.value else {
            found.extend(read.diagnostics);
            continue;
        };
        let Some(reason) = withhold::note(note, &sources.get(note.source).text) else {
            all.notes.extend(read.unpack(found));
            continue;
        };
        all.withheld.add(&note.path, &reason);
        all.left_out.push(LeftOut::withheld(&file.path, reason));
    }
    found.extend((all.notes.is_empty() && !all.left_out.is_empty()).then(rules::all_withheld));
    let (notes, summaries) = order::reading_order(all.notes, sources);
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
