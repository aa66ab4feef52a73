//! Writes a note anew: whole or not at all, and only where the very file still stands that was read.

use super::{Error, Place};
use crate::source::File;
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

impl Place {
    /// Puts `bytes` in the place of what was read as `note`; its permissions and its owner stay.
    ///
    /// # Errors
    /// Where another file stands there by now, where nobody may write it, or the system refuses. It is then as it was.
    pub fn rewrite(&self, note: &File, bytes: &[u8]) -> Result<(), Error> {
        let named = note.path.as_std_path();
        let folder = self.folder_of(named)?;
        let path = folder.join(named.file_name().unwrap_or_default());
        let present = fs::symlink_metadata(&path).map_err(Error::refused(named))?;
        if !present.is_file() {
            return Err(changed(named, "this is no longer a file of its own"));
        }
        if present.permissions().readonly() {
            let help = "It was left as it is: allow writing to it, or mend it by hand.";
            return Err(Error::unfit(named, "this note is not to be written", help));
        }
        let mut new = tempfile::Builder::new()
            .prefix(".leafcutter-")
            .tempfile_in(&folder)
            .map_err(Error::refused(named))?;
        new.write_all(bytes).and_then(|()| dress(new.as_file(), &present)).map_err(Error::refused(named))?;
        if content(&path).map_err(Error::refused(named))? != *note.bytes {
            return Err(changed(named, "this note was changed after it was read"));
        }
        new.persist(&path).map(drop).map_err(|why| Error::refused(named)(why.error))
    }

    /// The folder of a note, without links, which must lie in the folder of the notes.
    fn folder_of(&self, note: &Path) -> Result<PathBuf, Error> {
        let real = |path: &Path| fs::canonicalize(path).map_err(Error::refused(note));
        let folder = real(self.root.join(note).parent().unwrap_or(&self.root))?;
        if folder.starts_with(real(&self.root.join(&self.notes))?) {
            return Ok(folder);
        }
        Err(changed(note, "this no longer lies in the folder of the notes"))
    }
}

fn changed(note: &Path, why: &str) -> Error {
    Error::unfit(note, why, "It was left as it is: run leafcutter again.")
}

/// What a file holds that may be written.
fn content(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::OpenOptions::new().read(true).write(true).open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Gives a new file the owner and the permissions of the `old` one, and waits until it is on disk.
fn dress(new: &fs::File, old: &fs::Metadata) -> io::Result<()> {
    let made = new.metadata()?;
    if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
        fchown(new, Some(old.uid()), Some(old.gid()))?;
    }
    new.set_permissions(old.permissions())?;
    new.sync_all()
}
