//! A site in a test is one text: `-- content/notes.md --`, then the file's lines, then the next file.

use camino::Utf8PathBuf;
use leafcutter::diagnostic::Report;
use leafcutter::pipeline::{self, Build};
use leafcutter::site::Artifact;
use leafcutter::source::{File, Snapshot};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// The user's own note.
pub const SEED: &str = include_str!("../../content/aws-developer-notes.md");

/// The files of a text with `-- path --` lines. A text without any is one note.
pub fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --")) {
            Some(path) => files.push((path.to_owned(), String::new())),
            None if files.is_empty() => files.push(("content/notes.md".to_owned(), line.to_owned())),
            None => files.last_mut().expect("it was just looked at").1.push_str(line),
        }
    }
    files
}

/// A snapshot of such a text, as if it had been read from disk.
pub fn snapshot(text: &str) -> Snapshot {
    let mut snapshot =
        Snapshot { name: "Notes".to_owned(), notes_dir: "content".into(), ..Snapshot::default() };
    for (path, text) in files(text) {
        add(&mut snapshot, &path, text.as_bytes());
    }
    snapshot
}

/// Puts a file into a snapshot, where the program would have put it.
pub fn add(snapshot: &mut Snapshot, path: &str, bytes: &[u8]) {
    let file = |path: &str| File { path: path.into(), bytes: bytes.to_vec().into() };
    match path.split_once('/') {
        None if path == "leafcutter.yaml" => snapshot.config = Some(file(path)),
        None if path == "links.lock" => snapshot.lock = Some(file(path)),
        None if Utf8PathBuf::from(path).extension() == Some("yaml") => snapshot.catalogs.push(file(path)),
        Some(("templates", name)) => snapshot.templates.push(file(name)),
        Some(("static", name)) => snapshot.statics.push(file(name)),
        _ if Utf8PathBuf::from(path).extension() == Some("png") => snapshot.assets.push(path.into()),
        _ => snapshot.notes.push(file(path)),
    }
}

/// Builds such a text.
pub fn build(text: &str) -> Build {
    pipeline::build(&snapshot(text))
}

/// The same snapshot with the notes mended as `check --fix` would, and those that it would leave alone.
pub fn mended(snapshot: &Snapshot) -> (Snapshot, Vec<String>) {
    let build = pipeline::build(snapshot);
    let mending = pipeline::mend(snapshot, &build);
    let mut after = snapshot.clone();
    for note in &mending.notes {
        let file = after.notes.iter_mut().find(|file| file.path == note.file.path);
        file.expect("only notes are mended").bytes = note.bytes.clone();
    }
    (after, mending.left.iter().map(|left| left.path.to_string()).collect())
}

/// Every file of a build, as text, without the lines of the notes that it was made of.
pub fn site(build: &Build) -> BTreeMap<String, String> {
    let files = build.site.iter().flatten();
    let text = |artifact: &Artifact| match artifact {
        Artifact::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Artifact::Copy(from) => from.to_string(),
    };
    let without_lines = |page: String| {
        let mut parts = page.split("<p class=\"origin\">");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + part.split_once("</p>").map_or(part, |(_, rest)| rest))
    };
    files.map(|(path, artifact)| (path.to_string(), without_lines(text(artifact)))).collect()
}

/// A file of a build, as text.
pub fn output(build: &Build, path: &str) -> String {
    match build.site.as_ref().expect("the site was made").get(camino::Utf8Path::new(path)) {
        Some(Artifact::Bytes(bytes)) => String::from_utf8(bytes.to_vec()).expect("pages are text"),
        other => panic!("{path} is {other:?}"),
    }
}

/// The text of the notes on a page, as HTML, chrome apart.
pub fn body(build: &Build, path: &str) -> String {
    let page = output(build, path);
    let bodies = page
        .split("<div class=\"note\">")
        .skip(1)
        .map(|rest| rest.split("<p class=\"origin\">").next().unwrap_or(rest));
    bodies.collect()
}

/// The pages of a build: `slug (kind)`, in order.
pub fn pages(build: &Build) -> Vec<String> {
    build.explanation.pages.iter().map(|page| format!("{} ({})", page.slug, page.kind)).collect()
}

/// The findings of a build, a line each: `file:line:column rule: message`.
pub fn findings(report: &Report) -> Vec<String> {
    let found = report.diagnostics.iter().map(|found| {
        let place = found.span.map_or_else(String::new, |span| {
            let sources = &report.sources;
            let (line, column) =
                (sources.line(span.source, span.start), sources.column(span.source, span.start));
            format!("{}:{line}:{column} ", sources.get(span.source).path)
        });
        format!("{place}{}: {}", found.rule.name, found.message)
    });
    found.collect()
}

/// Such a text as files in a folder of its own.
pub fn on_disk(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (path, text) in files(text) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

/// The program, to be run in `folder`. It is stopped after a minute, so that one that hangs fails its test.
pub fn leafcutter(folder: &Path, args: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
    command.current_dir(folder).args(args).timeout(Duration::from_mins(1));
    command
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

/// Runs the program in `folder`.
pub fn run(folder: &Path, args: &[&str]) -> Ran {
    ran(&mut leafcutter(folder, args))
}

/// Runs it as it was prepared.
pub fn ran(command: &mut assert_cmd::Command) -> Ran {
    let output = command.output().expect("the program was built before its tests");
    let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// All that stands in a folder: for each path the hash of the file there, where the link leads, or `folder`.
pub fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder of a test can be read") {
            let path = entry.expect("a folder of a test stays as it is").path();
            let what = match fs::read_link(&path) {
                Ok(to) => format!("link to {}", to.display()),
                Err(_) if path.is_dir() => {
                    folders.push(path.clone());
                    "folder".to_owned()
                }
                Err(_) => {
                    fs::read(&path).map_or_else(|why| why.to_string(), |it| blake3::hash(&it).to_string())
                }
            };
            let inside = path.strip_prefix(folder).expect("it was found there");
            found.insert(inside.to_string_lossy().into_owned(), what);
        }
    }
    found
}
