//! Contents of files by path, each with a stamp of the file: it is read again only where it may be another by now.

use crate::source::Content;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A file that changed less than this before it was read may change again and have the same time: clocks of file systems
/// are as coarse as this.
const COARSEST: Duration = Duration::from_secs(2);

/// What tells, without reading it, that a file is the one that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: (i64, i64),
    /// Set by the system alone: a file whose time of modification was put back has it too.
    changed: (i64, i64),
    size: u64,
    file: (u64, u64),
}

impl Stamp {
    fn of(file: &Metadata) -> Self {
        Self {
            modified: (file.mtime(), file.mtime_nsec()),
            changed: (file.ctime(), file.ctime_nsec()),
            size: file.size(),
            file: (file.dev(), file.ino()),
        }
    }

    /// Whether a later change would show in the stamp.
    fn is_sure(&self) -> bool {
        let before = SystemTime::now().checked_sub(COARSEST).unwrap_or(SystemTime::UNIX_EPOCH);
        let before = before.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let before = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
        self.changed.0 < before && self.modified.0 < before
    }
}

#[derive(Debug)]
struct Held {
    stamp: Stamp,
    /// Whether an equal stamp means that the file is the same.
    sure: bool,
    bytes: Content,
    /// The reading in which it was last asked for.
    reading: u64,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Kept {
    files: HashMap<Utf8PathBuf, Held>,
    reading: u64,
    /// Files that are empty now and were not: what they held stays until they are believed.
    emptied: HashMap<Utf8PathBuf, Stamp>,
    /// Whether a file that is as empty as it was found before is believed.
    believing: bool,
    /// Whether one was found empty since this was last asked.
    doubtful: bool,
}

impl Kept {
    /// Begins a reading of everything.
    pub fn begin(&mut self) {
        self.reading += 1;
    }

    /// Ends it: what was not asked for in it is forgotten.
    pub fn end(&mut self) {
        self.files.retain(|_, held| held.reading == self.reading);
        self.emptied.retain(|path, _| self.files.contains_key(path));
    }

    /// Whether a file is kept.
    pub fn holds(&self, path: &Utf8Path) -> bool {
        self.files.contains_key(path)
    }

    /// The files that are kept, in no order.
    pub fn paths(&self) -> Vec<Utf8PathBuf> {
        self.files.keys().cloned().collect()
    }

    /// What a file was when it was last read.
    pub fn get(&self, path: &Utf8Path) -> Option<&Content> {
        self.files.get(path).map(|held| &held.bytes)
    }

    /// What a file was when it was last read, as if it had been read again.
    pub fn as_it_was(&mut self, path: &Utf8Path) -> Option<Content> {
        let held = self.files.get_mut(path)?;
        held.reading = self.reading;
        Some(held.bytes.clone())
    }

    /// What the file holds, `path` counted from `root`.
    ///
    /// # Errors
    /// What the system said.
    pub fn read(&mut self, root: &Path, path: &Utf8Path) -> io::Result<Content> {
        let full = root.join(path);
        // Looked at before it is read: a change between the two shows the next time.
        let stamp = Stamp::of(&fs::metadata(&full)?);
        if let Some(held) = self.files.get_mut(path)
            && held.sure
            && held.stamp == stamp
        {
            held.reading = self.reading;
            return Ok(held.bytes.clone());
        }
        let bytes = fs::read(&full)?;
        let (bytes, believed) = self.believed(path, bytes, stamp);
        let held =
            Held { stamp, sure: believed && stamp.is_sure(), bytes: bytes.clone(), reading: self.reading };
        self.files.insert(path.to_owned(), held);
        Ok(bytes)
    }

    /// What is taken for the content of a file that was found to hold `bytes`, and whether that is it.
    fn believed(&mut self, path: &Utf8Path, bytes: Vec<u8>, stamp: Stamp) -> (Content, bool) {
        let before = self.get(path).filter(|before| !before.is_empty()).cloned();
        let Some(before) = before else {
            return (bytes.into(), true);
        };
        if !bytes.is_empty() {
            self.emptied.remove(path);
            // The same content stays one content.
            return if *before == *bytes { (before, true) } else { (bytes.into(), true) };
        }
        let known = self.emptied.get(path) == Some(&stamp);
        if known && self.believing {
            self.emptied.remove(path);
            return (bytes.into(), true);
        }
        self.emptied.insert(path.to_owned(), stamp);
        self.doubtful |= !known;
        (before, false)
    }

    /// Whether a file was found empty that was not, since this was last asked.
    pub fn take_doubt(&mut self) -> bool {
        std::mem::take(&mut self.doubtful)
    }

    /// Looks again at the files that were found empty, and believes those that still are.
    pub fn believe(&mut self, root: &Path) -> Vec<(Utf8PathBuf, Content)> {
        self.believing = true;
        let paths: Vec<Utf8PathBuf> = self.emptied.keys().cloned().collect();
        // One that is gone by now is noticed as such.
        let read = paths.into_iter().filter_map(|path| Some((path.clone(), self.read(root, &path).ok()?)));
        let read = read.collect();
        self.believing = false;
        read
    }
}
