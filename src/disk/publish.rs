//! Publishes a site: written whole beside its place, then put there in one step.

use super::{Error, Place};
use crate::rules;
use crate::secrets::{self, Secret};
use crate::site::{Artifact, Artifacts};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The file by which an output folder is known, and which lists what was written to it.
const MANIFEST: &str = ".leafcutter.json";

#[derive(Debug, Default, Deserialize, Serialize)]
struct Manifest {
    tool: String,
    /// The hash of each file that was written.
    files: BTreeMap<Utf8PathBuf, String>,
}

/// What publishing did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// How many files the site has.
    pub files: usize,
    /// Files in the folder that are not of the site, and were kept.
    pub kept: Vec<Utf8PathBuf>,
}

/// Whether `folder` is one that a site was published to.
pub fn is_output(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// Publishes `site` to the folder `out`. Until the last step the old site stays as it was. Files in `out` that the
/// program did not make, or that somebody changed since, are kept.
///
/// # Errors
/// Where `out` is a folder that must not be replaced, a file holds what looks like a secret, or the system refuses.
pub fn publish(
    site: &Artifacts,
    place: &Place,
    out: &Path,
    allowed_secrets: &BTreeSet<String>,
) -> Result<Published, Error> {
    let out = resolve(out)?;
    check(&out, place)?;
    let files = place.load(site)?;
    for (path, artifact) in site {
        look_for_secrets(path, artifact, &files[path], allowed_secrets)?;
    }
    let parent = out.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(parent).map_err(Error::refused(parent))?;
    let staging = tempfile::Builder::new()
        .prefix(".leafcutter-")
        .permissions(folder_permissions())
        .tempdir_in(parent)
        .map_err(Error::refused(parent))?;
    let mut manifest = Manifest { tool: "leafcutter".to_owned(), files: BTreeMap::new() };
    for (path, bytes) in &files {
        write(&staging.path().join(path), bytes)?;
        manifest.files.insert(path.clone(), blake3::hash(bytes).to_string());
    }
    let json = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
    write(&staging.path().join(MANIFEST), &json)?;
    let kept = keep_foreign(&out, staging.path(), &manifest)?;
    swap(staging.path(), &out)?;
    Ok(Published { files: files.len(), kept })
}

/// Refuses a file that holds what looks like a secret and is not allowed. What was made of notes, in which secrets are
/// covered, is searched for those that show by themselves.
fn look_for_secrets(
    path: &Utf8Path,
    artifact: &Artifact,
    bytes: &[u8],
    allowed: &BTreeSet<String>,
) -> Result<(), Error> {
    let (path, made) = match artifact {
        Artifact::Copy(from) => (from.as_path(), false),
        Artifact::Bytes(_) => (path, true),
    };
    let wanted =
        |secret: &Secret| !allowed.contains(&secret.fingerprint) && (!made || secret.kind.has_shape());
    match secrets::first_in_file(&as_read(path, bytes), wanted) {
        None => Ok(()),
        Some((Secret { kind, fingerprint, .. }, line)) => Err(Error::unfit(
            path.as_std_path(),
            &format!("line {line} holds what looks like {}; nothing was published", kind.name()),
            &rules::secret_help(&fingerprint, ""),
        )),
    }
}

/// What a file says to who reads it: texts in the scripts of the search index are written as JSON.
fn as_read<'b>(path: &Utf8Path, bytes: &'b [u8]) -> Cow<'b, [u8]> {
    if !path.starts_with("search") || path.extension() != Some("js") {
        return Cow::Borrowed(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut read = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        let escaped = if c == '\\' { characters.next() } else { None };
        read.push(match escaped {
            Some('n') => '\n',
            Some('t') => '\t',
            Some(other) => other,
            None => c,
        });
    }
    Cow::Owned(read.into_bytes())
}

/// The umask decides, as for any folder; `tempfile` alone would close the folder to all but its owner.
fn folder_permissions() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o777)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder).map_err(Error::refused(folder))?;
    fs::write(path, bytes).map_err(Error::refused(path))
}

/// `out` without links and dots, as far as it exists.
fn resolve(out: &Path) -> Result<PathBuf, Error> {
    let full = std::path::absolute(out).map_err(Error::refused(out))?;
    let mut missing = Vec::new();
    let mut existing = full.as_path();
    loop {
        match fs::canonicalize(existing) {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, name| path.join(name))),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
                let (Some(name), Some(parent)) = (existing.file_name(), existing.parent()) else {
                    return Err(Error::Refused { path: out.to_owned(), why });
                };
                missing.push(name.to_owned());
                existing = parent;
            }
            Err(why) => {
                return Err(Error::Refused { path: out.to_owned(), why });
            }
        }
    }
}

/// Refuses a folder that is not for this: the notes, what holds them, the home folder, or one with other things in it.
fn check(out: &Path, place: &Place) -> Result<(), Error> {
    let help = "Name another folder with --out: a new one, an empty one, or one that leafcutter made.";
    let notes = place.root.join(&place.notes);
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    if place.root.starts_with(out) || notes.starts_with(out) || home.is_some_and(|home| home.starts_with(out))
    {
        return Err(Error::unfit(
            out,
            "this folder holds the notes or the home folder, and will not be replaced",
            help,
        ));
    }
    if out.join(".git").exists() {
        return Err(Error::unfit(out, "this folder is a git repository, and will not be replaced", help));
    }
    let source_folders = ["templates", "static"].map(|name| place.root.join(name));
    if source_folders.iter().any(|folder| place.note.is_none() && out.starts_with(folder)) {
        return Err(Error::unfit(out, "this folder is part of what the site is made from", help));
    }
    let holds_files = match fs::read_dir(out) {
        Ok(entries) => entries.count() > 0,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => false,
        Err(why) => {
            return Err(Error::Refused { path: out.to_owned(), why });
        }
    };
    if holds_files && !is_output(out) {
        return Err(Error::unfit(out, "this folder holds files that leafcutter did not make", help));
    }
    Ok(())
}

/// Takes over into `staging` what somebody else put into `out`, or changed there.
fn keep_foreign(out: &Path, staging: &Path, new: &Manifest) -> Result<Vec<Utf8PathBuf>, Error> {
    let mut kept = Vec::new();
    if !is_output(out) {
        return Ok(kept);
    }
    let listed = out.join(MANIFEST);
    let bytes = fs::read(&listed).map_err(Error::refused(&listed))?;
    let old: Manifest = serde_json::from_slice(&bytes).unwrap_or_default();
    let made_folders: HashSet<&Path> =
        old.files.keys().flat_map(|file| file.as_std_path().ancestors().skip(1)).collect();
    for entry in WalkDir::new(out).min_depth(1) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(out).to_owned();
            Error::Refused { path, why: error.into() }
        })?;
        let inside = entry.path().strip_prefix(out).unwrap_or(entry.path());
        if entry.file_type().is_dir() {
            let folder = staging.join(inside);
            if !made_folders.contains(inside) {
                fs::create_dir_all(&folder).map_err(Error::refused(&folder))?;
            }
            continue;
        }
        let made = Utf8Path::from_path(inside).and_then(|path| Some((path, old.files.get(path)?)));
        if inside == Path::new(MANIFEST) {
            continue;
        }
        if let Some((_, hash)) = made
            && fs::read(entry.path()).is_ok_and(|bytes| blake3::hash(&bytes).to_string() == *hash)
        {
            continue;
        }
        let taken = Utf8Path::from_path(inside).is_some_and(|path| new.files.contains_key(path));
        let name = if taken { aside(inside, out, staging) } else { inside.to_owned() };
        let target = staging.join(&name);
        let folder = target.parent().unwrap_or(staging);
        fs::create_dir_all(folder).map_err(Error::refused(folder))?;
        let moved = if entry.path_is_symlink() {
            fs::read_link(entry.path()).and_then(|to| std::os::unix::fs::symlink(to, &target))
        } else {
            fs::hard_link(entry.path(), &target).or_else(|_| fs::copy(entry.path(), &target).map(drop))
        };
        moved.map_err(Error::refused(entry.path()))?;
        kept.push(name.to_string_lossy().into_owned().into());
    }
    Ok(kept)
}

/// A name for a file whose own is taken, which stands neither in `out` nor in `staging`.
fn aside(inside: &Path, out: &Path, staging: &Path) -> PathBuf {
    let free =
        |name: &PathBuf| [out, staging].iter().all(|folder| fs::symlink_metadata(folder.join(name)).is_err());
    let numbered = |n: usize| {
        let mut name = inside.as_os_str().to_owned();
        name.push(if n == 1 { ".orig".to_owned() } else { format!(".orig-{n}") });
        PathBuf::from(name)
    };
    (1..usize::MAX).map(numbered).find(free).expect("a folder has fewer files than there are numbers")
}

/// Puts `staging` in the place of `out` in one step, where the system can do that; `staging` then holds the old site.
fn swap(staging: &Path, out: &Path) -> Result<(), Error> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let fresh = matches!(fs::symlink_metadata(out), Err(why) if why.kind() == std::io::ErrorKind::NotFound);
    if fresh {
        return fs::rename(staging, out).map_err(Error::refused(out));
    }
    renameat_with(CWD, staging, CWD, out, RenameFlags::EXCHANGE)
        .or_else(|_| {
            let aside = staging.with_extension("old");
            fs::rename(out, &aside)
                .and_then(|()| fs::rename(staging, out).inspect_err(|_| drop(fs::rename(&aside, out))))
                .and_then(|()| fs::rename(aside, staging))
        })
        .map_err(Error::refused(out))
}
