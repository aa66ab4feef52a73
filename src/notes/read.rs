//! The bytes of a note become its text, and its front matter is read.

use super::{FrontMatter, Note};
use crate::diagnostic::Outcome;
use crate::source::{File, Sources, Span};
use crate::{rules, yaml};
use camino::Utf8Path;
use std::borrow::Cow;

/// A file of which more than one character in this many is no text is not a note.
const BINARY_SHARE: usize = 20;

/// Reads a note. Bytes that are no text are replaced and reported; a file that is mostly such bytes is `None`.
/// `notes_dir` is the folder of the notes.
pub fn read(file: &File, notes_dir: &Utf8Path, sources: &mut Sources) -> Outcome<Option<Note>> {
    let mut diagnostics = Vec::new();
    let decoded = decode(&file.bytes);
    let text = if decoded.binary { String::new() } else { decoded.text };
    let source = sources.add(&file.path, text);
    let text = sources.get(source).text.as_str();
    if let Some(fault) = decoded.fault {
        let at = fault.text.min(text.len())..(fault.text + '\u{FFFD}'.len_utf8()).min(text.len());
        let span = Span::new(source, at);
        diagnostics.push(if decoded.binary {
            rules::binary_note(span, fault.byte)
        } else {
            rules::not_utf8(span, fault.byte)
        });
    }
    if decoded.binary {
        return Outcome { value: None, diagnostics };
    }
    let front = front_matter(text);
    let parsed = front.as_ref().map_or(Ok(FrontMatter::default()), |front| {
        yaml::parse(&without_comments(&text[front.yaml.clone()]))
    });
    let front_matter = parsed.unwrap_or_else(|flaw| {
        let base = front.as_ref().map_or(0, |front| front.yaml.start);
        let range = base + flaw.range.start..base + flaw.range.end;
        diagnostics.push(rules::bad_front_matter(Span::new(source, range), &flaw.message));
        FrontMatter::default()
    });
    let body = front.map_or(start_of_text(text), |front| front.body);
    if text[body..].trim().is_empty() {
        diagnostics
            .push(rules::empty_note(Span::new(source, 0..text.chars().next().map_or(0, char::len_utf8))));
    }
    let path = file.path.strip_prefix(notes_dir).unwrap_or(&file.path).to_owned();
    Outcome { value: Some(Note { source, path, front: front_matter, body }), diagnostics }
}

struct Decoded {
    text: String,
    fault: Option<Fault>,
    binary: bool,
}

/// The first place that is no text.
struct Fault {
    /// Its byte in the file.
    byte: usize,
    /// Its byte in the text.
    text: usize,
}

fn decode(bytes: &[u8]) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut fault = None;
    let mut replaced = 0;
    let mut byte = 0;
    for chunk in bytes.utf8_chunks() {
        for piece in chunk.valid().split_inclusive('\0') {
            let clean = piece.strip_suffix('\0');
            text.push_str(clean.unwrap_or(piece));
            byte += piece.len();
            if clean.is_some() {
                fault.get_or_insert(Fault { byte: byte - 1, text: text.len() });
                replaced += 1;
                text.push('\u{FFFD}');
            }
        }
        if !chunk.invalid().is_empty() {
            fault.get_or_insert(Fault { byte, text: text.len() });
            replaced += 1;
            text.push('\u{FFFD}');
            byte += chunk.invalid().len();
        }
    }
    let binary = replaced * BINARY_SHARE > text.chars().count();
    Decoded { text, fault, binary }
}

struct FrontMatterPlace {
    yaml: std::ops::Range<usize>,
    body: usize,
}

fn start_of_text(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 }
}

/// Front matter: a first line `---`, then lines that look like YAML, closed by a line `---` or `...`.
fn front_matter(text: &str) -> Option<FrontMatterPlace> {
    let start = start_of_text(text);
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let yaml = start + first.len();
    let mut at = yaml;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            let keyed = text[yaml..at].lines().find(|line| !line.trim().is_empty()).is_some_and(|line| {
                line.starts_with('#')
                    || line.split_once(':').is_some_and(|(key, _)| !key.trim().contains(' '))
            });
            return keyed.then_some(FrontMatterPlace { yaml: yaml..at, body: at + line.len() });
        }
        at += line.len();
    }
    None
}

/// `yaml` with blanks for the `%%comments%%` in its values, which are the author's alone there too.
fn without_comments(yaml: &str) -> Cow<'_, str> {
    if !yaml.contains("%%") {
        return yaml.into();
    }
    let mut clean = String::with_capacity(yaml.len());
    for line in yaml.split_inclusive('\n') {
        let mut rest = line;
        while let Some((before, (comment, behind))) =
            rest.split_once("%%").and_then(|(before, open)| Some((before, open.split_once("%%")?)))
        {
            clean.push_str(before);
            clean.extend(std::iter::repeat_n(' ', comment.len() + "%%%%".len()));
            rest = behind;
        }
        clean.push_str(rest);
    }
    clean.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_bytes(bytes: &[u8]) -> (String, Vec<String>) {
        let mut sources = Sources::default();
        let file = File { path: "content/n.md".into(), bytes: bytes.to_vec() };
        let outcome = read(&file, Utf8Path::new("content"), &mut sources);
        let body = outcome
            .value
            .map_or("(none)".to_owned(), |note| sources.get(note.source).text[note.body..].to_owned());
        (
            body,
            outcome
                .diagnostics
                .iter()
                .map(|found| format!("{}: {}", found.rule.name, found.message))
                .collect(),
        )
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_said_with_their_offset() {
        let (body, found) = read_bytes(b"caf\xE9 is where I study for the exam\n");
        assert_eq!(body, "caf\u{FFFD} is where I study for the exam\n");
        assert_eq!(found, ["not-utf8: byte 3 of this note is not UTF-8 text"]);
    }

    #[test]
    fn a_binary_file_is_no_note() {
        let (body, found) = read_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0");
        assert_eq!(body, "(none)");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn front_matter_stands_only_at_the_start_and_only_if_it_is_keyed() {
        assert_eq!(read_bytes(b"\xEF\xBB\xBF---\ntitle: A\ntags:\n---\n# S3\n").0, "# S3\n");
        let rule = "---\nwords between two rules\n---\n";
        assert_eq!(read_bytes(rule.as_bytes()).0, rule);
        assert_eq!(read_bytes(b"---\ntitle: [a\n---\nx\n").1.len(), 1);
    }
}
