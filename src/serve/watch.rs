//! Decides when to look at the files again and at which: what the system tells only wakes, and what changed is read.
#![allow(clippy::disallowed_methods, reason = "waiting for quiet needs the clock")]

mod native;
mod pending;

use crate::disk::{Error, Place, Scanner, Seen};
use native::Native;
use pending::{Look, Pending, Sign};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So often is looked whether the folders are still the same ones.
const GROUND: Duration = Duration::from_secs(2);
/// So often everything is looked at where the system does not tell of changes …
const POLL: Duration = Duration::from_secs(1);
/// … but no more than this part of the time.
const POLL_SHARE: u32 = 20;
/// A change that was found by looking is looked at again after this time, until it has ended …
const POLL_QUIET: Duration = Duration::from_millis(100);
/// … or has lasted this long.
const POLL_PATIENCE: Duration = Duration::from_secs(1);
/// So many looks that are due at once are one.
const LOOKS: usize = 4;

/// How changes are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The system tells of them.
    Told,
    /// By looking again and again, as was asked for.
    Asked,
    /// By looking, because a file system of this kind does not tell.
    Remote(&'static str),
    /// By looking, because the system refuses to tell; why, and what to do about it.
    Refused(String),
}

/// Wakes whoever waits for something to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Bell(Arc<(Mutex<Heard>, Condvar)>);

#[derive(Debug, Default)]
struct Heard {
    pending: Pending,
    /// What was removed or renamed. Where a folder was, another may have come since.
    gone: BTreeSet<PathBuf>,
    /// Events were lost.
    lost: bool,
    stop: bool,
}

impl Bell {
    /// Time to go.
    pub fn stop(&self) {
        self.heard().stop = true;
        self.0.1.notify_all();
    }

    /// Whether something was saved that is to be looked at now.
    pub fn is_urgent(&self) -> bool {
        self.heard().pending.has_named(Instant::now())
    }

    /// Whether it is time to go.
    pub fn is_ended(&self) -> bool {
        self.heard().stop
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, sign: Sign, gone: bool, paths: impl Iterator<Item = PathBuf>) {
        let now = Instant::now();
        let mut heard = self.heard();
        for path in paths {
            heard.gone.extend(gone.then(|| path.clone()));
            heard.pending.hear(sign, path, now);
        }
        drop(heard);
        self.0.1.notify_all();
    }

    fn lose(&self) {
        let mut heard = self.heard();
        heard.lost = true;
        heard.pending.all_by(Instant::now() + POLL_QUIET);
        drop(heard);
        self.0.1.notify_all();
    }
}

/// Watches a place.
pub(super) struct Watch {
    bell: Bell,
    native: Option<Native>,
    how: How,
    /// Whether `how`, or how much, is not what it was when last asked for.
    news: bool,
    ground: Vec<Option<(u64, u64)>>,
    next_ground: Instant,
    /// Whether everything was to be looked at and could not.
    failed: bool,
    /// Since when changes go on that were found by looking.
    unrest: Option<Instant>,
}

impl Watch {
    /// Begins to watch. What happened since the scanner last looked is looked for first.
    pub fn new(place: &Place, scanner: &Scanner, poll: bool, bell: Bell) -> Self {
        let (native, how) = match scanner.remote() {
            _ if poll => (None, How::Asked),
            Some(kind) => (None, How::Remote(kind)),
            None => Native::new(place, bell.clone())
                .map_or_else(|why| (None, How::Refused(why)), |native| (Some(native), How::Told)),
        };
        bell.heard().pending.all_by(Instant::now());
        let (ground, next_ground) = (scanner.ground(), Instant::now() + GROUND);
        let mut watch =
            Self { bell, native, how, news: true, ground, next_ground, failed: false, unrest: None };
        watch.arm(scanner);
        watch
    }

    /// How changes are noticed from now on, if that is news.
    pub fn news(&mut self) -> Option<How> {
        std::mem::take(&mut self.news).then(|| self.how.clone())
    }

    /// Waits until there is something to look at; `None` when it is time to go.
    pub fn next(&mut self, scanner: &Scanner) -> Option<Look> {
        let bell = self.bell.clone();
        let mut heard = bell.heard();
        while !heard.stop {
            let now = Instant::now();
            if now >= self.next_ground {
                self.next_ground = now + GROUND;
                if self.has_moved(scanner) {
                    heard.lost = true;
                    heard.pending.all_by(now);
                }
            }
            if let Some(look) = heard.pending.take(now) {
                return Some(look);
            }
            let until = heard.pending.due().map_or(self.next_ground, |due| due.min(self.next_ground));
            let waited = bell.0.1.wait_timeout(heard, until.saturating_duration_since(now));
            heard = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        None
    }

    /// Whether other folders stand where the watched ones were, or did when everything was last to be looked at.
    fn has_moved(&mut self, scanner: &Scanner) -> bool {
        let before = std::mem::replace(&mut self.ground, scanner.ground());
        self.failed || before != self.ground
    }

    /// Looks, and at what is due by then too. Adds to `seen` what came of it.
    ///
    /// # Errors
    /// Where the folder itself cannot be read. It is looked at again, until it can.
    pub fn look(&mut self, look: Look, scanner: &mut Scanner, seen: &mut Seen) -> Result<(), Error> {
        let mut look = look;
        for further in (0..LOOKS).rev() {
            let now = self.look_once(look, scanner)?;
            seen.changed |= now.changed;
            seen.pictures |= now.pictures;
            let mut heard = self.bell.heard();
            if now.doubtful {
                heard.pending.doubt(Instant::now());
            }
            let due = if further > 0 { heard.pending.take(Instant::now()) } else { None };
            let Some(due) = due else { break };
            look = due;
        }
        Ok(())
    }

    /// Whether what was found by looking may go on to change, and will be looked at again soon.
    pub fn is_unsettled(&self) -> bool {
        self.unrest.is_some()
    }

    fn look_once(&mut self, look: Look, scanner: &mut Scanner) -> Result<Seen, Error> {
        match look {
            Look::At(paths) => {
                let (seen, unclear) = scanner.reread(paths);
                if !unclear.is_empty() {
                    self.bell.heard().pending.unclear(unclear, Instant::now());
                }
                Ok(seen)
            }
            Look::AtEmptied => Ok(scanner.believe()),
            Look::AtAll => self.look_at_all(scanner),
        }
    }

    fn look_at_all(&mut self, scanner: &mut Scanner) -> Result<Seen, Error> {
        let begun = Instant::now();
        let seen = scanner.rescan().inspect_err(|_| (self.failed, self.unrest) = (true, None))?;
        self.news |= std::mem::take(&mut self.failed);
        if self.native.is_some() {
            self.arm(scanner);
        } else {
            self.look_again(seen, begun);
        }
        Ok(seen)
    }

    /// Watches the folders that were seen last. Where one is new, what happened there meanwhile was not heard.
    fn arm(&mut self, scanner: &Scanner) {
        let Some(native) = &mut self.native else { return };
        let mut heard = self.bell.heard();
        let (gone, lost) = (std::mem::take(&mut heard.gone), std::mem::take(&mut heard.lost));
        drop(heard);
        native.forget(&gone);
        if lost {
            native.forget_all();
        }
        match native.watch(scanner.folders()) {
            Ok(false) => {}
            Ok(true) => self.bell.heard().pending.all_by(Instant::now()),
            Err(why) => {
                (self.native, self.how, self.news) = (None, How::Refused(why), true);
                self.bell.heard().pending.all_by(Instant::now());
            }
        }
    }

    /// Sets the time of the next look where the system tells nothing.
    fn look_again(&mut self, seen: Seen, begun: Instant) {
        let now = Instant::now();
        let since = *self.unrest.get_or_insert(now);
        let goes_on = (seen.changed || seen.pictures) && now.duration_since(since) < POLL_PATIENCE;
        self.unrest = goes_on.then_some(since);
        let pause = if goes_on { POLL_QUIET } else { POLL.max(POLL_SHARE * (now - begun)) };
        self.bell.heard().pending.all_by(now + pause);
    }
}
