//! Which notes and files are the author's alone: these are taken out before any other stage sees them.

use super::Note;
use crate::fingerprint::Fingerprint;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashMap;

/// Why something is withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The name of the rule.
    pub rule: &'static str,
    /// In words.
    pub why: String,
}

/// Why `note` is withheld, if it is: by its path, or by what the front matter of `text` says.
///
/// The front matter is read line by line here, and not by the YAML parser: a flaw in it must not publish what is meant to
/// be private.
pub fn note(note: &Note, text: &str) -> Option<Reason> {
    let path = || file(&note.path).or_else(|| repository_file(&note.path));
    path().or_else(|| front_entries(text, note.body).find_map(said))
}

/// Why a note is withheld whose front matter has `entry`, if it is.
fn said(entry: &str) -> Option<Reason> {
    // YAML and JSON have a colon behind a key, TOML has an equals sign.
    let (key, value) = entry.split_once([':', '='])?;
    let word = |text: &str| text.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let value = word(value.split(" #").next().unwrap_or(value));
    let no = matches!(value.as_str(), "false" | "no" | "off" | "n" | "0");
    let yes = !no && !matches!(value.as_str(), "" | "null" | "~");
    let (rule, holds) = match word(key).as_str() {
        "draft" => ("draft", yes),
        "status" => ("draft", value == "draft"),
        "dg-publish" | "publish" | "published" => ("withheld", no),
        "private" => ("withheld", yes),
        "visibility" => ("withheld", value == "private"),
        _ => return None,
    };
    holds.then(|| Reason { rule, why: format!("its front matter says `{}`", entry.trim()) })
}

/// Why the file at `path`, from the folder of the notes, is withheld, if it is.
pub fn file(path: &Utf8Path) -> Option<Reason> {
    let folders = path.parent().map(Utf8Path::components).into_iter().flatten();
    let name = path.file_name().unwrap_or_default().to_ascii_lowercase();
    let is_private = |name: &str| name.strip_prefix('_').unwrap_or(name).eq_ignore_ascii_case("private");
    if let Some(folder) = folders.into_iter().find(|folder| is_private(folder.as_str())) {
        let why = format!("it stands in a folder `{}`", folder.as_str().to_ascii_lowercase());
        Some(Reason { rule: "private-folder", why })
    } else if name.contains(".excalidraw") {
        Some(Reason { rule: "drawing", why: "it is a drawing of Excalidraw".to_owned() })
    } else if is_key_file(&name) {
        Some(Reason { rule: "key-file", why: "files of this name hold keys or passwords".to_owned() })
    } else {
        None
    }
}

/// Files that say something about a repository, and nothing about what is studied.
fn repository_file(path: &Utf8Path) -> Option<Reason> {
    const NAMES: &[&str] = &["license", "licence", "code_of_conduct", "contributing"];
    let stem = path.file_stem().unwrap_or_default();
    NAMES.iter().any(|name| stem.eq_ignore_ascii_case(name)).then(|| Reason {
        rule: "repository-file",
        why: "it is about the repository, and no note".to_owned(),
    })
}

/// Whether files of this name, in lower case, are for keys and passwords.
fn is_key_file(name: &str) -> bool {
    const NAMES: &[&str] = &[".env", ".htpasswd", ".netrc", ".npmrc", ".pgpass", ".pypirc", "credentials"];
    const STARTS: &[&str] = &[".env.", "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"];
    const EXTENSIONS: &[&str] =
        &["jks", "kdbx", "key", "keystore", "p12", "p8", "pem", "pfx", "ppk", "tfstate", "tfvars"];
    let extension = Utf8Path::new(name).extension().unwrap_or_default();
    NAMES.contains(&name)
        || EXTENSIONS.contains(&extension)
        || (extension != "pub" && STARTS.iter().any(|start| name.starts_with(start)))
}

/// The entries of what is front matter, or may be meant as such, where nothing closes it or blank lines stand before it:
/// lines of YAML or TOML, or what stands between the braces and commas of JSON.
fn front_entries(text: &str, body: usize) -> impl Iterator<Item = &str> {
    let closed = body > '\u{FEFF}'.len_utf8();
    let text = text.trim_start_matches('\u{FEFF}');
    let json = json(text);
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    let fence =
        lines.next().map(str::trim_end).filter(|line| json.is_none() && matches!(*line, "---" | "+++"));
    let ends = move |line: &&str| {
        let line = line.trim_end();
        fence == Some(line) || (fence == Some("---") && line == "...") || (!closed && line.is_empty())
    };
    let lines = lines.take_while(move |line| fence.is_some() && !ends(line));
    lines.chain(json.unwrap_or_default().split(['{', ',', '}']))
}

/// The JSON that `text` begins with, if it does: up to a line `}`, or all in one line.
fn json(text: &str) -> Option<&str> {
    text.strip_prefix('{').filter(|keys| keys.trim_start().starts_with('"'))?;
    let first = text.lines().next().unwrap_or_default().trim_end();
    let end = || text.find("\n}").or_else(|| text.find("\n\n")).unwrap_or(text.len());
    Some(if first.ends_with('}') { first } else { &text[..end()] })
}

/// What was withheld, by what links call it.
#[derive(Debug, Default)]
pub struct Withheld {
    reasons: HashMap<String, Reason>,
}

impl Withheld {
    /// What stands for all that is withheld.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut names: Vec<(&str, &str, &str)> = self
            .reasons
            .iter()
            .map(|(name, reason)| (name.as_str(), reason.rule, reason.why.as_str()))
            .collect();
        names.sort_unstable();
        Fingerprint::of(&names)
    }

    /// Remembers that the file at `path`, from the folder of the notes, is withheld.
    pub fn add(&mut self, path: &Utf8Path, reason: &Reason) {
        let whole = path.as_str().to_lowercase();
        let bare = Utf8PathBuf::from(&whole).with_extension("");
        let names = [bare.file_name(), path.file_name()].map(|name| name.unwrap_or_default().to_lowercase());
        for name in [whole, bare.into_string()].into_iter().chain(names) {
            self.reasons.entry(name).or_insert_with(|| reason.clone());
        }
    }

    /// Why what a link names is withheld: by its path from the folder of the notes, or by its name alone, in any case, with
    /// or without its extension.
    pub fn find(&self, path: &str) -> Option<&Reason> {
        self.reasons.get(&path.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str, text: &str) -> Option<&'static str> {
        let file = crate::source::File { path: path.into(), bytes: text.as_bytes().to_vec().into() };
        let (source, read) = crate::notes::read::read(&file, "".into(), &[], 0);
        note(&read.value.expect("it is text"), &source.text).map(|reason| reason.rule)
    }

    #[test]
    fn a_path_tells_what_is_private() {
        for (path, wanted) in [
            ("private/a.md", Some("private-folder")),
            ("aws/Private/deep/a.md", Some("private-folder")),
            ("private.md", None),
            ("privateer/a.md", None),
            ("_private/a.md", Some("private-folder")),
            ("Plan.Excalidraw.md", Some("drawing")),
            ("docs/LICENSE.md", Some("repository-file")),
            ("Contributing.txt", Some("repository-file")),
            ("licenses.md", None),
        ] {
            assert_eq!(rule(path, "## S3\nx\n"), wanted, "{path}");
        }
        for (name, wanted) in
            [("id_rsa", true), ("id_rsa.pub", false), ("a/Server.PEM", true), ("a.png", false)]
        {
            assert_eq!(file(name.into()).is_some(), wanted, "{name}");
        }
    }

    #[test]
    fn front_matter_tells_also_where_it_cannot_be_parsed() {
        for (front, wanted) in [
            ("draft: true", Some("draft")),
            ("Draft:  \"Yes\"  # not yet", Some("draft")),
            ("draft: not finished", Some("draft")),
            ("title: [a\ndraft: true", Some("draft")),
            ("a key: x\ndraft: true", Some("draft")),
            ("publish: false", Some("withheld")),
            ("published: no", Some("withheld")),
            ("dg-publish: false", Some("withheld")),
            ("private: true", Some("withheld")),
            ("status: Draft", Some("draft")),
            ("visibility: private", Some("withheld")),
            ("private: false\nstatus: done\nvisibility: public", None),
            ("draft: false\npublish: true", None),
            ("draft:", None),
            ("publish: 2024-05-01", None),
            ("# draft: true\ntitle: a", None),
            ("meta:\n  redraft: true", None),
        ] {
            assert_eq!(rule("a.md", &format!("---\n{front}\n---\n# S3\nx\n")), wanted, "{front}");
            assert_eq!(
                rule("a.md", &format!("\u{FEFF}---\r\n{front}\n\n# S3\nx\n")),
                wanted,
                "never closed: {front}"
            );
        }
        assert_eq!(rule("a.md", "# S3\n\n---\ndraft: true\n---\n"), None);
    }

    #[test]
    fn front_matter_of_other_kinds_and_places_is_obeyed() {
        for (text, wanted) in [
            ("+++\ndraft = true\n+++\n# S3\n", Some("draft")),
            ("+++\ntitle = 'x'\n\npublish=false # yet\n+++\n# S3\n", Some("withheld")),
            ("+++\ndraft = false\n+++\n# S3\n\ndraft = true\n", None),
            ("\n---\ndraft: true\n---\n# S3\n", Some("draft")),
            ("\n---\nwords\n\ndraft: true\n", None),
            ("{ \"draft\": true }\n# S3\n", Some("draft")),
            ("{\n  \"title\": \"x\",\n\n  \"private\": true\n}\n# S3\n", Some("withheld")),
            ("{\n  \"draft\": false\n}\n\ndraft: true\n", None),
            ("{ \"draft\": false }\n# S3\n\nprivate: true\n", None),
            ("{{toc}}\n\nPrivate: no route out\n", None),
        ] {
            assert_eq!(rule("a.md", text), wanted, "{text}");
        }
    }
}
