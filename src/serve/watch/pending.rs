//! What was heard of files and not yet looked at, and when it is time to look.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Files that are complete are looked at when no further one was heard of for this long: saves of one moment are one.
const SETTLED: Duration = Duration::from_millis(4);
/// Others are looked at after this time: who writes in pieces is done by then. Where the system never says that a file is
/// complete, this is the rule for all.
const QUIET: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 100 } else { 40 });
/// Nothing waits longer than this.
const PATIENCE: Duration = Duration::from_secs(1);
/// A file that is empty, and was not, is believed after this time.
const DOUBT: Duration = Duration::from_millis(150);
/// With more paths than these, all is looked at.
const MANY: usize = 10_000;

/// What is said of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Who wrote it has closed it, or it was put there whole.
    Complete,
    /// Something came, went or changed, and may go on to change.
    Stirred,
    /// Not what it holds, but its time or who may read it. An editor sets these when it has closed a file.
    Touched,
}

/// What is to be looked at.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::serve) enum Look {
    /// These paths.
    At(BTreeSet<PathBuf>),
    /// Everything.
    AtAll,
    /// The files that were found empty.
    AtEmptied,
}

/// Paths that are looked at together.
#[derive(Debug, Default)]
struct Lane {
    paths: BTreeSet<PathBuf>,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Lane {
    fn add(&mut self, path: PathBuf, now: Instant) {
        let is_late = self.last.is_none_or(|last| now.saturating_duration_since(last) > QUIET);
        if self.first.is_none() || (self.paths.is_empty() && is_late) {
            self.first = Some(now);
        }
        self.last = Some(now);
        self.paths.insert(path);
    }

    fn due(&self, quiet: Duration) -> Option<Instant> {
        let (first, last) = (self.first?, self.last?);
        (!self.paths.is_empty()).then(|| (last + quiet).min(first + PATIENCE))
    }

    fn take(&mut self) -> BTreeSet<PathBuf> {
        std::mem::take(self).paths
    }
}

/// All that waits.
#[derive(Debug, Default)]
pub(super) struct Pending {
    complete: Lane,
    stirred: Lane,
    all: Option<Instant>,
    emptied: Option<Instant>,
}

impl Pending {
    /// Takes in what was heard of a path.
    pub fn hear(&mut self, sign: Sign, path: PathBuf, now: Instant) {
        let (to, from) = match sign {
            Sign::Complete => (&mut self.complete, &mut self.stirred),
            Sign::Touched if self.complete.paths.contains(&path) => return,
            Sign::Stirred | Sign::Touched => (&mut self.stirred, &mut self.complete),
        };
        from.paths.remove(&path);
        to.add(path, now);
        if self.complete.paths.len() + self.stirred.paths.len() > MANY {
            self.complete.take();
            self.stirred.take();
            self.all.get_or_insert(now + QUIET);
        }
    }

    /// Everything is to be looked at, at the latest at this time.
    pub fn all_by(&mut self, time: Instant) {
        self.all = Some(self.all.map_or(time, |all| all.min(time)));
    }

    /// Files were found empty that were not.
    pub fn doubt(&mut self, now: Instant) {
        self.emptied = Some(now + DOUBT);
    }

    /// Everything is to be looked at for the sake of these paths: now, or together with what is not quiet yet.
    pub fn unclear(&mut self, paths: BTreeSet<PathBuf>, now: Instant) {
        if self.stirred.paths.is_empty() {
            self.all_by(now);
        } else {
            self.stirred.paths.extend(paths);
        }
    }

    /// When the next look is due.
    pub fn due(&self) -> Option<Instant> {
        let lanes = [self.complete.due(SETTLED), self.stirred.due(QUIET), self.all_due(), self.emptied];
        lanes.into_iter().flatten().min()
    }

    /// Whether a look at named paths is due.
    pub fn has_named(&self, now: Instant) -> bool {
        let lanes = [self.complete.due(SETTLED), self.stirred.due(QUIET)];
        lanes.into_iter().flatten().any(|due| due <= now)
    }

    /// A look at everything would see files that are being written: it waits until they are quiet.
    fn all_due(&self) -> Option<Instant> {
        let quiet = self.stirred.due(QUIET);
        self.all.map(|all| quiet.map_or(all, |quiet| all.max(quiet)))
    }

    /// The look that is due.
    pub fn take(&mut self, now: Instant) -> Option<Look> {
        let is_due = |time: Option<Instant>| time.is_some_and(|time| time <= now);
        if is_due(self.all_due()) {
            *self = Self { emptied: self.emptied, ..Self::default() };
            return Some(Look::AtAll);
        }
        if is_due(self.stirred.due(QUIET)) {
            let mut paths = self.stirred.take();
            paths.append(&mut self.complete.take());
            return Some(Look::At(paths));
        }
        if is_due(self.complete.due(SETTLED)) {
            return Some(Look::At(self.complete.take()));
        }
        is_due(self.emptied).then(|| {
            self.emptied = None;
            Look::AtEmptied
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, PATIENCE, Pending, QUIET, SETTLED, Sign};
    use std::collections::BTreeSet;
    use std::time::{Duration, Instant};

    fn at(path: &str) -> Look {
        Look::At(BTreeSet::from([path.into()]))
    }

    /// Signs at times in milliseconds, and every look that follows from them with its time.
    fn looks(signs: &[(u64, Sign, &str)]) -> Vec<(u64, Look)> {
        let begun = Instant::now();
        let (mut pending, mut signs, mut looks) = (Pending::default(), signs.iter().peekable(), Vec::new());
        for time in 0..3000 {
            let now = begun + Duration::from_millis(time);
            while let Some((_, sign, path)) = signs.next_if(|(at, ..)| *at == time) {
                pending.hear(*sign, path.into(), now);
            }
            looks.extend(pending.take(now).map(|look| (time, look)));
        }
        looks
    }

    fn millis(time: Duration) -> u64 {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
    }

    #[test]
    fn a_file_that_was_closed_is_looked_at_at_once_and_one_that_is_held_open_when_it_is_quiet() {
        let closed = looks(&[(0, Sign::Stirred, "a"), (1, Sign::Complete, "a")]);
        assert_eq!(closed, [(1 + millis(SETTLED), at("a"))]);
        let touched = looks(&[(1, Sign::Complete, "a"), (2, Sign::Touched, "a")]);
        assert_eq!(touched, closed);
        let open = looks(&[(0, Sign::Stirred, "a"), (60, Sign::Stirred, "a")]);
        assert_eq!(open, [(60 + millis(QUIET), at("a"))]);
    }

    #[test]
    fn a_burst_is_one_look_and_an_endless_one_is_looked_at_every_second() {
        let burst: Vec<_> = (0..500).map(|n| (n / 100, Sign::Complete, "a")).collect();
        assert_eq!(looks(&burst).len(), 1);
        let endless: Vec<_> = (0..2500).map(|time| (time, Sign::Complete, "a")).collect();
        let endless = looks(&endless);
        assert_eq!(endless[0].0, millis(PATIENCE));
        assert_eq!(endless.len(), 3);
    }

    #[test]
    fn a_note_saved_again_and_again_is_looked_at_although_it_is_always_being_written() {
        let saves = (0..800).flat_map(|n| [(n * 3, Sign::Stirred, "a"), (n * 3 + 2, Sign::Complete, "a")]);
        let looks = looks(&saves.collect::<Vec<_>>());
        assert!(looks.len() >= 2, "{looks:?}");
    }

    #[test]
    fn what_is_unclear_waits_for_files_that_are_being_written_and_for_nothing_else() {
        let now = Instant::now();
        let mut pending = Pending::default();
        pending.unclear(BTreeSet::from(["new".into()]), now);
        assert_eq!(pending.take(now), Some(Look::AtAll));
        pending.hear(Sign::Stirred, "open".into(), now);
        pending.unclear(BTreeSet::from(["new".into()]), now);
        pending.all_by(now);
        assert_eq!(pending.take(now), None);
        assert_eq!(pending.due(), Some(now + QUIET));
        assert_eq!(pending.take(now + QUIET), Some(Look::AtAll));
        assert_eq!(pending.due(), None);
    }
}
