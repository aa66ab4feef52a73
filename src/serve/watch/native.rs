//! Lets the system tell of changes, and says in plain words why it does not.

use super::{Bell, Sign};
use crate::disk::Place;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Whether each folder is watched by itself, so that folders which are passed over cost nothing. Elsewhere the system
/// watches all that is in a folder at no cost.
const FOLDER_BY_FOLDER: bool = cfg!(target_os = "linux");

/// What the system watches.
pub(super) struct Native {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
    root: PathBuf,
    mode: RecursiveMode,
    known: Known,
}

/// The folders that were seen last. One that is gone is known by this alone to have been no file.
#[derive(Clone, Default)]
struct Known(Arc<Mutex<BTreeSet<PathBuf>>>);

impl Known {
    fn set(&self, folders: &BTreeSet<PathBuf>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone_from(folders);
    }

    fn holds(&self, folder: &Path) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(folder)
    }
}

impl Native {
    /// Watches nothing yet; what is heard later goes to `bell`.
    ///
    /// # Errors
    /// What the system said, and what to do about it.
    pub fn new(place: &Place, bell: Bell) -> Result<Self, String> {
        let (concerned, known) = (place.clone(), Known::default());
        let folders = known.clone();
        let hear = move |event: notify::Result<notify::Event>| match event {
            Ok(event) if !event.need_rescan() => {
                let paths = event.paths.into_iter();
                let paths = paths.filter(|path| concerned.heeds(path) || folders.holds(path));
                if let Some(sign) = sign(event.kind) {
                    bell.hear(sign, is_end(event.kind), paths);
                }
            }
            _ => bell.lose(),
        };
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(hear, config).map_err(|error| words(&error))?;
        let is_deep = !FOLDER_BY_FOLDER && place.note.is_none();
        let mode = if is_deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        Ok(Self { watcher, watched: BTreeSet::new(), root: place.root.clone(), mode, known })
    }

    /// These folders are no longer what is watched, if they were.
    pub fn forget(&mut self, gone: &BTreeSet<PathBuf>) {
        if !gone.is_empty() {
            self.watched.retain(|folder| !folder.ancestors().any(|ancestor| gone.contains(ancestor)));
        }
    }

    /// Nothing is known any more of what is watched.
    pub fn forget_all(&mut self) {
        self.watched.clear();
    }

    /// Watches these folders and no others. Tells whether any was not watched before: what happened there until now was
    /// not heard.
    ///
    /// # Errors
    /// What the system said, and what to do about it, where it watches no further folder.
    pub fn watch(&mut self, folders: &BTreeSet<PathBuf>) -> Result<bool, String> {
        self.known.set(folders);
        let mut wanted = if FOLDER_BY_FOLDER { folders.clone() } else { BTreeSet::from([self.root.clone()]) };
        // Only there is seen that the root itself comes back.
        let parent = self.root.parent().filter(|_| FOLDER_BY_FOLDER).map(Path::to_owned);
        wanted.extend(parent.clone());
        for folder in self.watched.difference(&wanted) {
            // One that is gone is not watched any more.
            let _ = self.watcher.unwatch(folder);
        }
        self.watched.retain(|folder| wanted.contains(folder));
        let mut news = false;
        for folder in wanted {
            if self.watched.contains(&folder) {
                continue;
            }
            let mode = if folder == self.root { self.mode } else { RecursiveMode::NonRecursive };
            match self.watcher.watch(&folder, mode) {
                Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => return Err(words(&error)),
                // It is gone, or may not be read: its parent tells when that changes, and it is tried again.
                Err(_) => {}
                Ok(()) => {
                    news |= parent.as_ref() != Some(&folder);
                    self.watched.insert(folder);
                }
            }
        }
        Ok(news)
    }
}

/// What an event says of its paths. Reading a file is an event too, and a build reads them.
fn sign(kind: EventKind) -> Option<Sign> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Some(Sign::Complete),
        // A name that another one took is told twice before.
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => None,
        EventKind::Modify(ModifyKind::Metadata(_)) => Some(Sign::Touched),
        _ => Some(Sign::Stirred),
    }
}

/// Whether what stood at the paths of an event is no longer there.
fn is_end(kind: EventKind) -> bool {
    matches!(kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)))
}

/// What to do where the system watches no further folder.
const MORE_FOLDERS: &str = "the system watches no more folders for this user; to allow it more: \
    sudo sysctl fs.inotify.max_user_watches=524288";
/// What to do where the system lets no further program watch.
const MORE_PROGRAMS: &str = "too many programs watch files for this user; to allow more: \
    sudo sysctl fs.inotify.max_user_instances=1024";
/// What the system says then, as a number: it has no other words for it.
const TOO_MANY_OPEN: i32 = 24;

fn words(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => MORE_FOLDERS.to_owned(),
        ErrorKind::Io(why) if why.raw_os_error() == Some(TOO_MANY_OPEN) => MORE_PROGRAMS.to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Sign, is_end, sign, words};
    use notify::event::*;
    use notify::{Error, ErrorKind};

    #[test]
    fn reading_says_nothing_and_only_what_is_closed_or_put_there_whole_is_complete() {
        let name = |mode| EventKind::Modify(ModifyKind::Name(mode));
        for kind in [AccessKind::Read, AccessKind::Open(AccessMode::Any), AccessKind::Close(AccessMode::Read)]
        {
            assert_eq!(sign(EventKind::Access(kind)), None);
        }
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!([closed, name(RenameMode::To)].map(sign), [Some(Sign::Complete); 2]);
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        for kind in [data, name(RenameMode::From), EventKind::Create(CreateKind::File), EventKind::Any] {
            assert_eq!(sign(kind), Some(Sign::Stirred), "{kind:?}");
        }
        assert!(is_end(name(RenameMode::From)) && !is_end(data));
    }

    #[test]
    fn a_limit_of_the_system_is_said_with_what_raises_it() {
        assert!(words(&Error::new(ErrorKind::MaxFilesWatch)).contains("sysctl fs.inotify.max_user_watches="));
        let instances = Error::io(std::io::Error::from_raw_os_error(24));
        assert!(words(&instances).contains("sysctl fs.inotify.max_user_instances="));
        assert_eq!(words(&Error::generic("no")), "no");
    }
}
