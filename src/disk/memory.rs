//! What a look at addresses leaves behind: `links.lock`, for everybody, and `.leafcutter/`, for this machine.

use super::{Error, Place};
use crate::references::evidence::LOCK;
use crate::source::File;
use std::fs::{self, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The folder for what can be thrown away.
const FOLDER: &str = ".leafcutter";
/// What was learned of pages, guides and hosts.
const CACHE: &str = "links.jsonl";

impl Place {
    /// The `links.lock` as it is now, if there is one.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn lock(&self) -> Result<Option<File>, Error> {
        let path = self.root.join(LOCK);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(File { path: LOCK.into(), bytes: bytes.into() })),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
            Err(why) => Err(Error::refused(&path)(why)),
        }
    }

    /// Puts `text` in the place of `links.lock`, whole or not at all; not where it says so already.
    ///
    /// # Errors
    /// Where it cannot be written. It is then as it was.
    pub fn write_lock(&self, text: &str) -> Result<(), Error> {
        if self.lock()?.is_some_and(|file| *file.bytes == *text.as_bytes()) {
            return Ok(());
        }
        replace(&self.root, LOCK, text)
    }

    /// What was left in `.leafcutter/`; empty where there is nothing, or nothing that can be read.
    pub fn memory(&self) -> String {
        fs::read_to_string(self.root.join(FOLDER).join(CACHE)).unwrap_or_default()
    }

    /// Leaves `text` in `.leafcutter/`, which git is told to leave alone.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn remember(&self, text: &str) -> Result<(), Error> {
        let folder = self.root.join(FOLDER);
        if folder.is_symlink() {
            let help = "Put a folder in its place, or remove it.";
            return Err(Error::unfit(&folder, "this is a link, and nothing is written through it", help));
        }
        fs::create_dir_all(&folder).map_err(Error::refused(&folder))?;
        if !folder.join(".gitignore").exists() {
            replace(&folder, ".gitignore", "*\n")?;
        }
        replace(&folder, CACHE, text)
    }
}

fn replace(folder: &Path, name: &str, text: &str) -> Result<(), Error> {
    let path = folder.join(name);
    let mut new = tempfile::Builder::new()
        .prefix(".leafcutter-")
        // The umask decides, as for any file.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(Error::refused(&path))?;
    new.write_all(text.as_bytes()).and_then(|()| new.as_file().sync_all()).map_err(Error::refused(&path))?;
    new.persist(&path).map(drop).map_err(|why| Error::refused(&path)(why.error))
}
