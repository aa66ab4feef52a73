//! Looks at a place again and again, and reads of it only what may have changed.

use super::ignored::is_editors_own;
use super::kept::Kept;
use super::{Error, Loaded, Place, mount, publish, read};
use crate::site::Artifacts;
use crate::source::{Content, File, Snapshot};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A place, as it was when it was last looked at.
#[derive(Debug)]
pub struct Scanner {
    place: Place,
    /// All files that a snapshot holds.
    kept: Kept,
    /// Files among the notes that pages show.
    pictures: Kept,
    snapshot: Snapshot,
    /// The folders in which something may come, go or change.
    folders: BTreeSet<PathBuf>,
    /// Where the site's own links lead to.
    linked: Vec<PathBuf>,
    /// Other files whose coming and going counts.
    others: HashSet<Utf8PathBuf>,
    /// What was passed over, but for folders that a site was published to: those may become something else.
    passed_over: HashSet<Utf8PathBuf>,
}

/// What a look came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The snapshot is another than before.
    pub changed: bool,
    /// A file that pages show is another than before.
    pub pictures: bool,
    /// A file is empty that was not. It is taken for what it was until [`Scanner::believe`] is called.
    pub doubtful: bool,
}

impl Seen {
    /// What is seen for the first time.
    pub const EVERYTHING: Self = Self { changed: true, pictures: true, doubtful: false };
}

/// What a path has to do with what is known.
enum Bearing {
    /// A build does not need it.
    None,
    /// It is a file of the snapshot, and still a file.
    File(Utf8PathBuf),
    /// It is a file that pages may show.
    Picture(Utf8PathBuf),
    /// What it means can only be seen by looking at everything.
    Unclear,
}

impl Place {
    /// Whether anything that happens at `path` can matter, as far as its name tells, and whether it is a folder.
    pub fn heeds(&self, path: &Path) -> bool {
        let is_editors = path.file_name().is_some_and(|name| is_editors_own(&name.to_string_lossy()));
        let is_editors = is_editors && !path.is_dir();
        let is_gits = |inside: &Path| inside.iter().any(|name| name == ".git");
        let inside = path.strip_prefix(&self.root);
        self.root.starts_with(path) || !is_editors && inside.is_ok_and(|inside| !is_gits(inside))
    }
}

impl Scanner {
    /// Reads everything for the first time.
    ///
    /// # Errors
    /// Where the folder itself cannot be read.
    pub fn new(place: &Place) -> Result<Self, Error> {
        let mut scanner = Self {
            place: place.clone(),
            kept: Kept::default(),
            pictures: Kept::default(),
            snapshot: Snapshot { changed: place.history(), ..Snapshot::default() },
            folders: BTreeSet::new(),
            linked: Vec::new(),
            others: HashSet::new(),
            passed_over: HashSet::new(),
        };
        scanner.rescan()?;
        Ok(scanner)
    }

    /// All that was read. What is passed over is not in it: it may come and go, and that is no reason to build.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The folders in which something may come, go or change.
    pub fn folders(&self) -> &BTreeSet<PathBuf> {
        &self.folders
    }

    /// The kind of file system that the place, or a folder of it, lies on, where that does not tell of changes.
    pub fn remote(&self) -> Option<&'static str> {
        self.remote_by(mount::remote)
    }

    fn remote_by(&self, kind: impl Fn(&Path) -> Option<&'static str>) -> Option<&'static str> {
        self.standing().iter().find_map(|folder| kind(folder))
    }

    /// The folders that all others are in. Each may be a link, or a mount of its own.
    fn standing(&self) -> [PathBuf; 4] {
        ["", self.place.notes.as_str(), "templates", "static"].map(|folder| self.place.root.join(folder))
    }

    /// Which folders the place stands on now: others have taken their place where this is not what it was.
    pub fn ground(&self) -> Vec<Option<(u64, u64)>> {
        let identity = |folder| fs::metadata(folder).ok().map(|folder| (folder.dev(), folder.ino()));
        self.standing().into_iter().map(identity).collect()
    }

    /// Looks at everything, and reads the files that may have changed.
    ///
    /// # Errors
    /// Where the folder itself cannot be read. All is then as it was.
    pub fn rescan(&mut self) -> Result<Seen, Error> {
        let read::Read { mut snapshot, folders, linked } = read::read(&self.place, &mut self.kept)?;
        let history = std::mem::take(&mut self.snapshot.changed);
        let skipped = std::mem::take(&mut snapshot.skipped).into_iter().map(|skipped| skipped.path);
        self.passed_over = skipped.filter(|path| !publish::is_output(&self.place.root.join(path))).collect();
        let flawed = snapshot.unreadable.iter().chain(&snapshot.unfollowed).map(|flawed| &flawed.path);
        self.others = snapshot.assets.iter().chain(flawed).cloned().collect();
        self.folders = folders.into_iter().collect();
        self.folders.extend(linked.iter().filter_map(|to| folder_of(to)));
        self.linked = linked;
        let changed = snapshot != self.snapshot;
        self.snapshot = Snapshot { changed: history, ..snapshot };
        let shown = self.pictures.paths();
        Ok(Seen { changed, ..self.look_at_pictures(&shown) })
    }

    /// Reads the files of these paths, and nothing else. Gives back the paths of which only a look at everything can tell
    /// what they mean.
    pub fn reread(&mut self, paths: BTreeSet<PathBuf>) -> (Seen, BTreeSet<PathBuf>) {
        let mut unclear = BTreeSet::new();
        let (mut files, mut pictures) = (Vec::new(), Vec::new());
        for path in paths {
            match self.bearing(&path) {
                Bearing::None => {}
                Bearing::File(file) => match self.kept.read(&self.place.root, &file) {
                    Ok(bytes) => files.push((file, bytes)),
                    Err(_) => drop(unclear.insert(path)),
                },
                Bearing::Picture(picture) => pictures.push(picture),
                Bearing::Unclear => drop(unclear.insert(path)),
            }
        }
        let changed = self.take_in(files);
        (Seen { changed, ..self.look_at_pictures(&pictures) }, unclear)
    }

    /// Looks again at the files that were found empty, and believes those that still are.
    pub fn believe(&mut self) -> Seen {
        let files = self.kept.believe(&self.place.root);
        let pictures = !self.pictures.believe(&self.place.root).is_empty();
        Seen { changed: self.take_in(files), pictures, doubtful: self.take_doubt() }
    }

    /// The bytes of every file of a site, but for those from among the notes that cannot be read.
    pub fn load(&mut self, site: &Artifacts) -> Loaded {
        self.place.load_with(site, &mut self.pictures)
    }

    fn bearing(&self, path: &Path) -> Bearing {
        if self.linked.iter().any(|linked| path.starts_with(linked)) || self.place.root.starts_with(path) {
            return Bearing::Unclear;
        }
        let Ok(inside) = path.strip_prefix(&self.place.root) else {
            return Bearing::None;
        };
        let Some(inside) = Utf8Path::from_path(inside) else {
            return Bearing::Unclear;
        };
        let known = self.kept.holds(inside);
        let is_other = self.others.contains(inside);
        match fs::symlink_metadata(path) {
            Ok(file) if file.is_file() && known => Bearing::File(inside.to_owned()),
            Ok(file) if file.is_file() && self.snapshot.assets.iter().any(|asset| asset == inside) => {
                Bearing::Picture(inside.to_owned())
            }
            _ if known || is_other || self.folders.contains(path) || decides(inside) => Bearing::Unclear,
            Ok(file) if !self.is_passed_over(inside, file.is_dir()) => Bearing::Unclear,
            _ => Bearing::None,
        }
    }

    /// Whether a build has nothing to do with what stands at `path`, though something does.
    fn is_passed_over(&self, path: &Utf8Path, is_dir: bool) -> bool {
        let first = path.iter().next().unwrap_or_default();
        let is_theme = self.place.is_site() && super::THEME.contains(&first);
        let is_hidden = !is_theme && path.iter().any(|name| name.starts_with('.'));
        let is_output = |folder: &Utf8Path| publish::is_output(&self.place.root.join(folder));
        let mut ancestors = path.ancestors().filter(|ancestor| *ancestor != "");
        is_hidden
            || (!is_dir && is_editors_own(path.file_name().unwrap_or_default()))
            || !read::concerns(&self.place, path)
            || ancestors.any(|ancestor| self.passed_over.contains(ancestor) || is_output(ancestor))
    }

    /// Puts what was read in the place of what is known of these files; tells whether anything is another than before.
    fn take_in(&mut self, read: Vec<(Utf8PathBuf, Content)>) -> bool {
        if read.is_empty() {
            return false;
        }
        let read: HashMap<Utf8PathBuf, Content> = read.into_iter().collect();
        let Snapshot { notes, templates, statics, config, catalogs, lock, .. } = &mut self.snapshot;
        let mut changed = false;
        for file in notes.iter_mut().chain(catalogs).chain(config).chain(lock) {
            changed |= replace(file, read.get(&file.path));
        }
        for (folder, files) in [("templates", templates), ("static", statics)] {
            for file in files {
                changed |= replace(file, read.get(&Utf8Path::new(folder).join(&file.path)));
            }
        }
        changed
    }

    fn look_at_pictures(&mut self, pictures: &[Utf8PathBuf]) -> Seen {
        let mut changed = false;
        for picture in pictures {
            let before = self.pictures.get(picture).cloned();
            let now = before.is_some().then(|| self.pictures.read(&self.place.root, picture).ok()).flatten();
            changed |= before != now;
        }
        Seen { changed: false, pictures: changed, doubtful: self.take_doubt() }
    }

    fn take_doubt(&mut self) -> bool {
        // Both are asked, whatever the first says.
        self.kept.take_doubt() | self.pictures.take_doubt()
    }
}

fn replace(file: &mut File, read: Option<&Content>) -> bool {
    let Some(bytes) = read.filter(|bytes| **bytes != file.bytes) else {
        return false;
    };
    file.bytes = bytes.clone();
    true
}

/// The folder to watch for changes of what a link leads to.
fn folder_of(to: &Path) -> Option<PathBuf> {
    if to.is_dir() { Some(to.to_owned()) } else { to.parent().map(Path::to_owned) }
}

/// Whether a file decides about others: what git ignores, and which folder of a vault holds its templates.
fn decides(path: &Utf8Path) -> bool {
    path.file_name() == Some(".gitignore")
        || path.ends_with(".obsidian")
        || path.ends_with(".obsidian/templates.json")
}

#[cfg(test)]
mod tests {
    use super::{Place, Scanner, Seen};
    use crate::site::{Artifact, Artifacts};
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    const CHANGED: Seen = Seen { changed: true, pictures: false, doubtful: false };

    fn place(files: &[(&str, &str)]) -> (tempfile::TempDir, Place) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
        let place = Place::find(folder.path()).expect("it was just made");
        (folder, place)
    }

    fn texts(scanner: &Scanner) -> Vec<&str> {
        let notes = scanner.snapshot().notes.iter();
        notes.map(|note| std::str::from_utf8(&note.bytes).expect("it is text")).collect()
    }

    fn reread(scanner: &mut Scanner, root: &Path, paths: &[&str]) -> (Seen, Vec<String>) {
        let paths: BTreeSet<_> = paths.iter().map(|path| root.join(path)).collect();
        let (seen, unclear) = scanner.reread(paths);
        let inside = |path: &Path| path.strip_prefix(root).expect("it is").to_string_lossy().into_owned();
        (seen, unclear.iter().map(|path| inside(path)).collect())
    }

    #[test]
    fn a_file_that_is_named_is_read_and_no_other_and_the_same_content_is_no_change() {
        let (_folder, place) = place(&[("content/a.md", "a"), ("content/b.md", "b")]);
        let mut scanner = Scanner::new(&place).expect("it can be read");
        fs::write(place.root.join("content/a.md"), "new a").expect("a file can be written");
        fs::write(place.root.join("content/b.md"), "new b").expect("a file can be written");
        assert_eq!(reread(&mut scanner, &place.root, &["content/a.md"]), (CHANGED, vec![]));
        assert_eq!(texts(&scanner), ["new a", "b"]);
        assert_eq!(reread(&mut scanner, &place.root, &["content/a.md"]), (Seen::default(), vec![]));
        assert_eq!(scanner.rescan().expect("it can be read"), CHANGED);
        assert_eq!(texts(&scanner), ["new a", "new b"]);
        assert_eq!(scanner.rescan().expect("it can be read"), Seen::default());
    }

    #[test]
    fn only_paths_that_may_mean_more_than_a_content_need_a_look_at_everything() {
        let log = ("content/log/x.md", "x");
        let (_folder, place) = place(&[("content/a.md", "a"), ("content/.gitignore", "log/"), log]);
        let mut scanner = Scanner::new(&place).expect("it can be read");
        for path in
            ["content/new.md", "content/dir/x", "static/.well-known/x", "mine.yaml", "content/.gitignore"]
        {
            let path = place.root.join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder can be made");
            fs::write(path, "").expect("a file can be written");
        }
        fs::write(place.root.join("server.log"), "").expect("a file can be written");
        fs::write(place.root.join("content/a.md~"), "").expect("a file can be written");
        fs::write(place.root.join("content/.hidden"), "").expect("a file can be written");
        let unclear = [
            "content",
            "content/.gitignore",
            "content/dir",
            "content/new.md",
            "mine.yaml",
            "static/.well-known/x",
        ];
        let clear = [
            "server.log",
            "content/a.md~",
            "content/.hidden",
            "content/log/x.md",
            "content/gone.md.new",
            "other",
        ];
        let (seen, found) = reread(&mut scanner, &place.root, &[&unclear[..], &clear].concat());
        assert_eq!((seen, found), (Seen::default(), unclear.map(str::to_owned).to_vec()));
    }

    #[test]
    fn a_picture_that_cannot_be_read_is_missing_alone_and_the_others_stay_known() {
        let (_folder, place) =
            place(&[("content/a.md", "a"), ("content/x.png", "x"), ("content/y.png", "y")]);
        let mut scanner = Scanner::new(&place).expect("it can be read");
        let names = ["x.png", "y.png"];
        let copy = |name: &str| (name.into(), Artifact::Copy(format!("content/{name}").into()));
        let site: Artifacts = names.map(copy).into_iter().collect();
        assert_eq!(scanner.load(&site).files.len(), 2);
        fs::remove_file(place.root.join("content/x.png")).expect("a file can be removed");
        let loaded = scanner.load(&site);
        assert_eq!((loaded.files.len(), loaded.missing.len()), (1, 1));
        fs::write(place.root.join("content/y.png"), "new y").expect("a file can be written");
        let (seen, _) = reread(&mut scanner, &place.root, &["content/y.png"]);
        assert!(seen.pictures, "it is still known to be shown");
        assert!(place.load(&site).is_err(), "a site is published whole or not at all");
    }

    #[test]
    fn notes_on_a_mount_of_their_own_are_asked_about_too() {
        let (_folder, place) = place(&[("content/a.md", "a")]);
        let scanner = Scanner::new(&place).expect("it can be read");
        for (folder, kind) in [("content", Some("NFS")), ("static", Some("NFS")), ("public", None)] {
            let folder = place.root.join(folder);
            assert_eq!(scanner.remote_by(|asked| (asked == folder).then_some("NFS")), kind);
        }
    }

    #[test]
    fn a_file_that_was_emptied_is_what_it_was_until_it_is_believed() {
        let (_folder, place) = place(&[("content/a.md", "a")]);
        let mut scanner = Scanner::new(&place).expect("it can be read");
        fs::write(place.root.join("content/a.md"), "").expect("a file can be written");
        let doubt = Seen { doubtful: true, ..Seen::default() };
        assert_eq!(reread(&mut scanner, &place.root, &["content/a.md"]), (doubt, vec![]));
        assert_eq!(scanner.rescan().expect("it can be read"), Seen::default());
        assert_eq!(texts(&scanner), ["a"]);
        assert_eq!(scanner.believe(), CHANGED);
        assert_eq!(texts(&scanner), [""]);
    }
}
