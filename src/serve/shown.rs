//! What the preview shows: one site at a time, exchanged whole, with the number of its build and what is told of it.
#![allow(clippy::disallowed_methods, reason = "builds are numbered from the time on")]

use super::changes::{Change, Files, changes, share};
use crate::report::rows::Rows;
use crate::source::Content;
use camino::Utf8PathBuf;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

/// What is shown, and those who wait for something newer.
#[derive(Clone, Debug)]
pub(super) struct Shown(Arc<(Mutex<Held>, Condvar)>);

#[derive(Debug)]
struct Held {
    site: Arc<Site>,
    /// How often those who wait were to say that they are there.
    roused: u64,
    stopped: bool,
}

/// A site as it is shown. It never changes: a newer one takes its place.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// The number of its build.
    pub build: u64,
    /// The path below which it stands, with a slash at both ends.
    pub base: String,
    /// Its files. There are none until the first site was made.
    pub files: Files,
    /// Whether the last build gave a site; if not, the files are those of the last one that did.
    made: bool,
    /// Why there was no last build.
    failed: Option<String>,
    /// The pages of notes that changed last, and with which build.
    changed: Vec<Change>,
    changed_by: u64,
    rows: Rows,
    state: OnceLock<Content>,
}

/// What a build gave.
#[derive(Debug)]
pub(super) struct Made<'a> {
    /// The files of the site, if one could be made.
    pub files: Option<Files>,
    /// The path below which it stands.
    pub base: &'a str,
    /// What is told of its findings.
    pub rows: &'a Rows,
}

#[derive(Serialize)]
struct State<'a> {
    build: u64,
    base: &'a str,
    made: bool,
    failed: Option<&'a str>,
    files: BTreeMap<&'a str, String>,
    changed: &'a [Change],
    changed_by: u64,
    #[serde(flatten)]
    rows: &'a Rows,
}

impl Site {
    /// What a page can ask about the site it belongs to, as JSON.
    pub fn state(&self) -> Content {
        self.state.get_or_init(|| self.told().into()).clone()
    }

    fn told(&self) -> Vec<u8> {
        let listed = self
            .files
            .iter()
            .filter(|(path, _)| path.extension() != Some("html") && !path.starts_with("search"));
        let state = State {
            build: self.build,
            base: &self.base,
            made: self.made,
            failed: self.failed.as_deref(),
            files: listed.map(|(path, bytes)| (path.as_str(), bytes.fingerprint().to_string())).collect(),
            changed: &self.changed,
            changed_by: self.changed_by,
            rows: &self.rows,
        };
        serde_json::to_vec(&state).expect("a state is plain data")
    }

    /// The site with what a build gave, unless a reader would see no difference.
    fn with(&self, made: Made) -> Option<Self> {
        let Made { files, base, rows } = made;
        let was_made = files.is_some();
        let base = if was_made { base } else { &self.base };
        let mut files = files.unwrap_or_else(|| self.files.clone());
        let differing = share(&self.files, &mut files);
        let equal = differing.is_empty() && files.len() == self.files.len();
        let unchanged =
            (self.base.as_str(), self.made, &self.failed, &self.rows) == (base, was_made, &None, rows);
        if equal && unchanged {
            return None;
        }
        let (base, rows) = (base.to_owned(), rows.clone());
        Some(Self { base, made: was_made, failed: None, rows, ..self.next(files) })
    }

    /// The site with newer pages of notes, unless they are the same.
    fn drafted(&self, pages: &[(Utf8PathBuf, Content)]) -> Option<Self> {
        let mut now: Files = pages.iter().cloned().collect();
        let differing = share(&self.files, &mut now);
        // Where there was no site, the last good one stays as it is: its lists would not follow.
        if !self.made || differing.is_empty() {
            return None;
        }
        let mut files = self.files.clone();
        files.extend(differing.iter().map(|path| (path.clone(), now[path].clone())));
        let changed = changes([&self.files, &files], &differing);
        Some(Self { changed, changed_by: self.build + 1, ..self.next(files) })
    }

    /// The same with the next number and these files.
    fn next(&self, files: Files) -> Self {
        Self {
            build: self.build + 1,
            base: self.base.clone(),
            files,
            made: self.made,
            failed: self.failed.clone(),
            changed: self.changed.clone(),
            changed_by: self.changed_by,
            rows: self.rows.clone(),
            state: OnceLock::new(),
        }
    }
}

impl Shown {
    /// Nothing yet. Builds are numbered from the time on, so that a page of an earlier preview knows that it is old.
    pub fn new() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let build = u64::try_from(since.as_millis()).unwrap_or_default();
        let site = Arc::new(Site { build, base: "/".to_owned(), ..Site::default() });
        Self(Arc::new((Mutex::new(Held { site, roused: 0, stopped: false }), Condvar::new())))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is shown at this moment.
    pub fn now(&self) -> Arc<Site> {
        Arc::clone(&self.held().site)
    }

    /// Shows what a build gave, and tells those who wait, unless nothing can be seen to have changed.
    pub fn show(&self, made: Made) {
        // One thread alone builds, so nothing comes in between.
        if let Some(site) = self.now().with(made) {
            self.exchange(site);
        }
    }

    /// Shows newer pages of notes, before what is made of all of them.
    pub fn draft(&self, pages: &[(Utf8PathBuf, Content)]) {
        if let Some(site) = self.now().drafted(pages) {
            self.exchange(site);
        }
    }

    /// Goes on showing the same files, and says why there are no newer ones.
    pub fn fail(&self, why: &str) {
        let now = self.now();
        if now.failed.as_deref() == Some(why) {
            return;
        }
        self.exchange(Site { made: false, failed: Some(why.to_owned()), ..now.next(now.files.clone()) });
    }

    fn exchange(&self, site: Site) {
        self.held().site = Arc::new(site);
        self.0.1.notify_all();
    }

    /// Lets all go who wait.
    pub fn stop(&self) {
        self.held().stopped = true;
        self.0.1.notify_all();
    }

    /// Ends the waiting of all, though nothing is newer.
    pub fn rouse(&self) {
        self.held().roused += 1;
        self.0.1.notify_all();
    }

    /// Waits for a build newer than `seen`, at most for this long; `None` when the preview ends.
    pub fn newer(&self, seen: u64, patience: Duration) -> Option<u64> {
        let held = self.held();
        let roused = held.roused;
        let waiting = |held: &mut Held| held.site.build <= seen && held.roused == roused && !held.stopped;
        let waited = self.0.1.wait_timeout_while(held, patience, waiting);
        let (held, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (!held.stopped).then_some(held.site.build)
    }
}

#[cfg(test)]
mod tests {
    use super::{Files, Made, Rows, Shown};
    use crate::source::Content;
    use std::time::Duration;

    fn files(texts: &[(&str, &str)]) -> Files {
        texts.iter().map(|(path, text)| ((*path).into(), Content::from(text.as_bytes().to_vec()))).collect()
    }

    fn show(shown: &Shown, files: Option<Files>, rows: &Rows) -> u64 {
        shown.show(Made { files, base: "/", rows });
        shown.now().build
    }

    #[test]
    fn only_what_a_reader_can_see_gives_a_new_number() {
        let shown = Shown::new();
        let mut rows = Rows::default();
        let first = show(&shown, Some(files(&[("a.html", "<main><p>a</main>")])), &rows);
        assert_eq!(show(&shown, Some(files(&[("a.html", "<main><p>a</main>")])), &rows), first);
        assert_eq!(show(&shown, Some(files(&[("a.html", "<main><p>b</main>")])), &rows), first + 1);
        rows.counts.hint = 1;
        assert_eq!(show(&shown, Some(files(&[("a.html", "<main><p>b</main>")])), &rows), first + 2);
        assert_eq!(show(&shown, None, &rows), first + 3, "no site");
        assert_eq!(show(&shown, None, &rows), first + 3);
        assert_eq!(shown.now().files.len(), 1, "the last good one stays");
        shown.fail("why");
        shown.fail("why");
        assert_eq!(shown.now().build, first + 4);
        assert_eq!(show(&shown, Some(files(&[("b.html", "")])), &rows), first + 5);
    }

    #[test]
    fn what_did_not_change_is_still_the_same_memory() {
        let shown = Shown::new();
        let rows = Rows::default();
        show(&shown, Some(files(&[("a.css", "p{}"), ("b.css", "1")])), &rows);
        let before = shown.now().files[camino::Utf8Path::new("a.css")].as_ptr();
        show(&shown, Some(files(&[("a.css", "p{}"), ("b.css", "2")])), &rows);
        assert_eq!(shown.now().files[camino::Utf8Path::new("a.css")].as_ptr(), before);
    }

    #[test]
    fn whoever_waits_is_told_of_a_newer_build_and_of_the_end() {
        let shown = Shown::new();
        let seen = shown.now().build;
        assert_eq!(shown.newer(seen, Duration::ZERO), Some(seen), "nothing is newer");
        let number = show(&shown, Some(files(&[("a", "")])), &Rows::default());
        assert_eq!(shown.newer(seen, Duration::from_secs(9)), Some(number));
        shown.stop();
        assert_eq!(shown.newer(number, Duration::from_secs(9)), None);
    }
}
