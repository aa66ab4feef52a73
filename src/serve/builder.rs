//! Builds the site that is shown, again and again: the pages of notes at once, and the rest when nothing newer waits.
#![allow(clippy::disallowed_methods, reason = "how long a build may be given up needs the clock")]

use super::Notice;
use super::editor::Editor;
use super::shown::{Made, Shown};
use super::watch::Bell;
use crate::disk::{Error, Loaded, Place, Scanner, Seen};
use crate::pipeline::{self, Build, Memos};
use crate::report::rows::{self, Rows};
use crate::site::{Artifacts, Audience};
use crate::source::Content;
use camino::Utf8PathBuf;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Pages of notes come first, and what is made of all of them may be given up for something newer, for so long.
const PATIENCE: Duration = Duration::from_secs(2);

/// What builds the site of one place.
pub(super) struct Builder<'a> {
    place: &'a Place,
    editor: Option<&'a Editor>,
    shown: &'a Shown,
    bell: &'a Bell,
    memos: Memos,
    /// The last site that was made whole: pictures may change without another one.
    made: Option<Whole>,
    /// Since when no build was done because something newer came.
    unfinished: Option<Instant>,
    /// Why the site could not be shown, when that was last tried.
    refused: Option<String>,
}

struct Whole {
    site: Option<Artifacts>,
    base: String,
    rows: Rows,
}

/// Those who look at the preview, who want what is newer rather than what is whole.
struct Readers<'a> {
    shown: &'a Shown,
    bell: &'a Bell,
    /// Until when they can be without a site that is whole.
    patience: Instant,
}

impl Audience for Readers<'_> {
    fn show(&mut self, pages: &[(Utf8PathBuf, Content)]) {
        self.shown.draft(pages);
    }

    fn stays(&self) -> bool {
        let left = Instant::now() < self.patience;
        !(self.bell.is_ended() || left && self.bell.is_urgent())
    }
}

impl<'a> Builder<'a> {
    pub fn new(place: &'a Place, editor: Option<&'a Editor>, shown: &'a Shown, bell: &'a Bell) -> Self {
        let memos = Memos::default();
        Self { place, editor, shown, bell, memos, made: None, unfinished: None, refused: None }
    }

    /// Builds what was seen to have changed, and shows it.
    pub fn build(&mut self, scanner: &mut Scanner, seen: Seen, notice: &mut impl FnMut(&Notice)) {
        let Seen { changed, pictures, .. } = seen;
        let stale = changed || self.unfinished.is_some();
        if stale {
            self.rebuild(scanner, notice);
        }
        if self.unfinished.is_some() || !(stale || pictures || self.refused.is_some()) {
            return;
        }
        let Some(Whole { site, base, rows }) = &self.made else { return };
        let loaded = site.as_ref().map(|site| scanner.load(site));
        let (files, missing) = loaded.map(|Loaded { files, missing }| (files, missing)).unzip();
        self.shown.show(Made { files, base, rows });
        self.lack(&missing.unwrap_or_default(), notice);
    }

    /// Says, once, which files the site is shown without, and why: they are tried again and again.
    fn lack(&mut self, missing: &[Error], notice: &mut impl FnMut(&Notice)) {
        let why: Vec<String> = missing.iter().map(ToString::to_string).collect();
        let why = (!why.is_empty()).then(|| why.join("\n"));
        if self.refused != why {
            for error in missing {
                notice(&Notice::Without(error));
            }
        }
        self.refused = why;
    }

    fn rebuild(&mut self, scanner: &Scanner, notice: &mut impl FnMut(&Notice)) {
        let begun = self.unfinished.unwrap_or_else(Instant::now);
        // Without a first site there is nothing to look at meanwhile.
        let patience = if self.made.is_some() { begun + PATIENCE } else { begun };
        let mut readers = Readers { shown: self.shown, bell: self.bell, patience };
        let work = || pipeline::rebuild(scanner.snapshot(), &mut self.memos, &mut readers);
        // A flaw of ours must not take the preview away: the last good site stays.
        let Ok(built) = catch_unwind(AssertUnwindSafe(work)) else {
            // Nothing of a build that failed is taken for true.
            (self.memos, self.made, self.unfinished) = (Memos::default(), None, None);
            notice(&Notice::Failed);
            let why = "Leafcutter failed on these notes, which is a flaw of its own. The terminal says more.";
            return self.shown.fail(why);
        };
        self.unfinished = built.is_none().then_some(begun);
        let Some(Build { site, base, report, .. }) = built else { return };
        notice(&Notice::Built(&report));
        if self.made.as_ref().is_some_and(|before| before.base != base) {
            notice(&Notice::Below(&base));
        }
        let root = &self.place.root;
        let open = |file: &str, line, column| self.editor?.link(root, file, line, column);
        self.made = Some(Whole { site, base, rows: rows::rows(&report, open) });
    }

    /// Says, once, that the last good site stays, and why: it is tried again and again.
    pub fn keep(&mut self, error: &Error, notice: &mut impl FnMut(&Notice)) {
        let why = error.to_string();
        // Where the notes stand on this machine is nothing for a page to know.
        let root = self.place.root.display().to_string();
        self.shown.fail(&why.replace(&format!("{root}/"), "").replace(&root, "the notes"));
        if self.refused.as_ref() != Some(&why) {
            notice(&Notice::Kept(error));
        }
        self.refused = Some(why);
    }
}
