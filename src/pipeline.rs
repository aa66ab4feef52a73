//! The chain from a snapshot to a site: repair, outline, segment, link, judge, assemble, in this order and nothing else.

mod make;
mod memos;
mod published;
mod sections;
mod settings;

use make::{Basis, Made, make};
pub use memos::{Anew, Memos};

use crate::catalog::Catalog;
use crate::catalog::choose::Chosen;
use crate::config::{Config, Host};
use crate::diagnostic::{Diagnostic, Edit, Report};
use crate::explain::Explanation;
use crate::fingerprint::Fingerprint;
use crate::notes::mend::{self, Left, Mending};
use crate::notes::understood::{Reading, Understood};
use crate::notes::whole::{self, Whole};
use crate::notes::{Note, segment};
use crate::references::evidence::Evidence;
use crate::references::judge::Reference;
use crate::rules;
use crate::site::template::Templates;
use crate::site::{Artifacts, Audience};
use crate::source::{Content, File, Snapshot, Sources};
use camino::{Utf8Path, Utf8PathBuf};
use published::{Published, published};
use settings::{choose_catalog, configure, evidence};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What a build gives: the site, how the notes were understood, and what was found.
#[derive(Debug)]
pub struct Build {
    /// The files of the site; `None` where a template fails, or where the notes give no page.
    pub site: Option<Artifacts>,
    /// The path below which the site will stand: `/`, or that of its address.
    pub base: String,
    /// Its pages and where each came from, in the order in which the notes first speak of them.
    pub explanation: Explanation,
    /// The findings, with the texts they point into.
    pub report: Report,
    /// What would have to change in the notes for them to need no repair: edits by place, none overlapping another.
    pub edits: Vec<Edit>,
    /// The outside addresses of the notes, in the order of the pages.
    pub references: Vec<Reference>,
    /// What was known of them.
    pub evidence: Evidence,
    /// How hosts are treated that are asked about them, by name.
    pub hosts: BTreeMap<String, Host>,
    /// The catalogue that it was made with.
    pub catalog: Chosen,
    /// The fingerprints of what looks like a secret, and may be published.
    pub allowed_secrets: BTreeSet<String>,
}

/// Builds a site. The same snapshot gives the same bytes and the same findings, on any number of threads.
pub fn build(snapshot: &Snapshot) -> Build {
    rebuild(snapshot, &mut Memos::default(), &mut Nobody).expect("nobody does not go away")
}

/// Builds a site anew: what `memos` has of an earlier build of it, and what did not change, is taken over. The pages of
/// notes are made first and handed to `audience`; `None` where it then goes away.
pub fn rebuild(snapshot: &Snapshot, memos: &mut Memos, audience: &mut dyn Audience) -> Option<Build> {
    memos.begin();
    let mut sources = Sources::default();
    let mut found = unread(snapshot);
    let config = configure(snapshot, &mut sources, &mut found);
    let templates = Templates::new(&snapshot.templates, &mut sources).unpack(&mut found);
    let published = published(snapshot, &config, memos, &mut sources, &mut found);
    let evidence = evidence(snapshot, &config, &mut sources, &mut found);
    let chosen = choose_catalog(snapshot, &config, &published.evidence(), &mut sources, &mut found);
    let settings = settings_key(snapshot, &chosen);
    let notes = &published.notes;
    let reading = Reading {
        catalog: &chosen,
        line_breaks: config.line_breaks,
        html: config.html,
        only: notes.len() == 1,
    };
    let keys = published.keys(settings);
    let understood = understand(&published, &keys, &reading, &sources, memos);
    let parts = whole::Parts {
        notes: &understood.iter().map(|note| note.read()).collect::<Vec<_>>(),
        divided: &understood.iter().map(|note| &note.divided).collect::<Vec<_>>(),
        keys: &keys,
        catalog: &chosen,
        assets: &published.assets,
        settings,
    };
    let whole = Whole::of(&parts, memos.whole.take());
    let basis = Basis {
        snapshot,
        settings,
        config: &config,
        templates: templates.as_ref(),
        sources: &sources,
        evidence: &evidence,
        published: &published,
    };
    let made = make(&basis, &parts, &whole, memos, audience);
    let whole = memos.whole.insert(whole);
    let Made { site, explanation, references, diagnostics } = made?;
    let later = parts.divided.iter().flat_map(|divided| &divided.diagnostics).chain(&whole.diagnostics);
    let copied = segment::copied(&whole.topics, parts.notes);
    let later: Vec<Diagnostic> = later.cloned().chain(copied).chain(diagnostics).collect();
    let edits = gather(parts.notes.iter().map(|read| &*read.repaired.edits), &later, &sources);
    found.extend(understood.iter().flat_map(|note| note.repairs.iter().cloned()).chain(later));
    let in_notes = notes.iter().flat_map(|note| note.allowed_secrets.clone());
    let allowed_secrets = in_notes.chain(config.allow_secrets.clone()).collect();
    let report = Report::new(sources, found, &config.allow);
    let (base, catalog, hosts) = (base(&config), chosen, config.references.hosts);
    Some(Build {
        site,
        base,
        explanation,
        report,
        edits,
        references,
        evidence,
        hosts,
        catalog,
        allowed_secrets,
    })
}

/// The path below which a site stands, on whatever host: two slashes at its beginning would name another one.
fn base(config: &Config) -> String {
    let path = config.url.as_ref().map_or("/", |url| url.path());
    format!("/{}", path.trim_start_matches('/'))
}

/// Understands every note by itself; `keys` stand for them.
fn understand(
    published: &Published,
    keys: &[Fingerprint],
    reading: &Reading,
    sources: &Sources,
    memos: &mut Memos,
) -> Vec<Arc<Understood>> {
    let notes: Vec<(&Arc<Note>, Fingerprint)> = published.notes.iter().zip(keys.iter().copied()).collect();
    let make = |(note, _): &(&Arc<Note>, Fingerprint)| {
        Arc::new(Understood::new(Arc::clone(note), sources.get(note.source), reading))
    };
    memos.understood.all(&notes, |(_, key)| *key, make)
}

/// Who wants a whole site, and nothing before it.
struct Nobody;

impl Audience for Nobody {
    fn show(&mut self, _: &[(Utf8PathBuf, Content)]) {}

    fn stays(&self) -> bool {
        true
    }
}

/// What stands for all that notes are read by, besides themselves.
fn settings_key(snapshot: &Snapshot, catalog: &Catalog) -> Fingerprint {
    let files = snapshot.config.iter().chain(&snapshot.catalogs);
    let files: Vec<_> = files.map(|file| (&file.path, file.bytes.fingerprint())).collect();
    Fingerprint::of(&(files, &catalog.name, &snapshot.notes_dir, &snapshot.name))
}

/// What stands for all that pages look like.
fn templates_key(snapshot: &Snapshot) -> Fingerprint {
    let files: Vec<_> =
        snapshot.templates.iter().map(|file| (&file.path, file.bytes.fingerprint())).collect();
    Fingerprint::of(&files)
}

/// What of the notes could not be read at all.
fn unread(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let unreadable = snapshot.unreadable.iter().map(rules::unreadable);
    let unfollowed = snapshot.unfollowed.iter().map(rules::unfollowed);
    unreadable.chain(unfollowed).chain(snapshot.notes.is_empty().then(rules::no_notes)).collect()
}

/// The edits that the pages were made with, and the fixes that later stages propose. An edit that overlaps the one before it
/// is left out.
fn gather<'a>(
    repairs: impl Iterator<Item = &'a [Edit]>,
    later: &[Diagnostic],
    sources: &Sources,
) -> Vec<Edit> {
    let fixes = later.iter().filter_map(|found| found.fix.as_ref()).flat_map(|fix| fix.edits.clone());
    let mut edits: Vec<Edit> = repairs.flatten().cloned().chain(fixes).collect();
    edits.sort_by(|a, b| sources.order(a.span, b.span));
    edits.dedup_by(|next, kept| next.span.source == kept.span.source && next.span.start < kept.span.end);
    edits
}

/// The notes of `snapshot` with the edits of its `build` written back.
pub fn mend<'a>(snapshot: &'a Snapshot, build: &'a Build) -> Mending<'a> {
    let files: HashMap<&Utf8Path, &File> = snapshot.notes.iter().map(|file| (&*file.path, file)).collect();
    let conflicts = build.report.diagnostics.iter().filter(|found| found.rule == &rules::MERGE_CONFLICT);
    let conflicts: HashSet<_> = conflicts.filter_map(|found| found.span).map(|span| span.source).collect();
    let in_conflict = |source| conflicts.contains(&source);
    let mut mending = Mending::default();
    for edits in build.edits.chunk_by(|one, next| one.span.source == next.span.source) {
        let source = build.report.sources.get(edits[0].span.source);
        let file = files[&*source.path];
        let mended = if in_conflict(edits[0].span.source) {
            Err("two versions of some of its lines wait to be merged; decide for one first")
        } else {
            mend::mend(file, source, edits, &snapshot.notes_dir, &build.catalog)
        };
        match mended {
            Ok(note) => mending.notes.push(note),
            Err(why) => mending.left.push(Left { path: &source.path, why }),
        }
    }
    mending
}

#[cfg(test)]
mod tests {
    use super::gather;
    use crate::diagnostic::{Diagnostic, Edit};
    use crate::notes::Repaired;
    use crate::rules;
    use crate::source::{Sources, Span};

    #[test]
    fn a_fix_of_a_later_stage_is_taken_unless_it_overlaps_a_repair() {
        let mut sources = Sources::default();
        let source = sources.add("n.md".into(), "abcdef".to_owned());
        let edit = |start, end| Edit { span: Span::new(source, start..end), replacement: String::new() };
        let repaired = Repaired::new(source, "abcdef", 0, vec![edit(2, 4)]);
        let fix = |start, end| Diagnostic::nowhere(&rules::BROKEN_LINK, "").fix(vec![edit(start, end)]);
        let edits = gather([&*repaired.edits].into_iter(), &[fix(4, 6), fix(3, 5), fix(0, 1)], &sources);
        assert_eq!(edits, [edit(0, 1), edit(2, 4), edit(4, 6)]);
    }
}
