//! The bytes of a note become its text, and its front matter is read.

use super::{FrontMatter, Note};
use crate::diagnostic::Outcome;
use crate::secrets::{self, Secret};
use crate::source::{File, Source, SourceId, Span};
use crate::{rules, yaml};
use camino::Utf8Path;
use std::borrow::Cow;
use std::ops::Range;

/// A file of which more than one character in this many is no text is not a note.
const BINARY_SHARE: usize = 3;
/// The same for a file with control characters, which no encoding of text has.
const BINARY_SHARE_WITH_CONTROLS: usize = 20;
/// Front matter of more bytes than this is none that anybody wrote.
const LONGEST_FRONT_MATTER: usize = 64 * 1024;

/// Reads a note. Bytes that are no text are replaced and reported; a file that is mostly such bytes is `None`.
/// `notes_dir` is the folder of the notes. What looks like a secret is covered before anything sees the text, and reported,
/// unless its fingerprint is among `allowed` or a comment in the text allows it. `number` is that of the note among sources.
pub fn read(
    file: &File,
    notes_dir: &Utf8Path,
    allowed: &[String],
    number: u32,
) -> (Source, Outcome<Option<Note>>) {
    let mut diagnostics = Vec::new();
    let decoded = decode(&file.bytes);
    let text = if decoded.binary { String::new() } else { decoded.text };
    let (allowed, secrets) = secrets_in(&text, allowed);
    let read = Source::new(&file.path, secrets::mask(&text, &secrets));
    let source = SourceId::Note(number);
    let text = read.text.as_str();
    if let Some(fault) = decoded.fault {
        let start = fault.text.min(text.len());
        let length = text[start..].chars().next().map_or(0, char::len_utf8);
        let span = Span::new(source, start..start + length);
        diagnostics.push(match decoded.encoding {
            _ if decoded.binary => rules::binary_note(span, fault.byte),
            Some(encoding) => rules::other_encoding(span, encoding),
            None => rules::not_utf8(span, fault.byte),
        });
    }
    if decoded.binary {
        return (read, Outcome { value: None, diagnostics });
    }
    diagnostics.extend(secrets.into_iter().map(|secret| {
        rules::secret(Span::new(source, secret.range), secret.kind.name(), &secret.fingerprint)
    }));
    let front = front_matter(text);
    let front_matter = front.as_ref().map_or_else(FrontMatter::default, |front| {
        read_front_matter(text, front, source).unpack(&mut diagnostics)
    });
    let body = front.map_or(start_of_text(text), |front| front.body);
    if text[body..].trim().is_empty() {
        diagnostics
            .push(rules::empty_note(Span::new(source, 0..text.chars().next().map_or(0, char::len_utf8))));
    }
    let path = file.path.strip_prefix(notes_dir).unwrap_or(&file.path).to_owned();
    let allowed_secrets = allowed.into_iter().map(|secret| secret.fingerprint).collect();
    let note = Note { source, path, front: front_matter, body, allowed_secrets };
    (read, Outcome { value: Some(note), diagnostics })
}

/// What front matter tells, and its flaws. Of TOML only what is known of it is read.
fn read_front_matter(text: &str, place: &FrontMatterPlace, source: SourceId) -> Outcome<FrontMatter> {
    let front = &text[place.text.clone()];
    if front.len() > LONGEST_FRONT_MATTER {
        let first = Span::new(source, place.text.start..place.text.start);
        let flaw = rules::bad_front_matter(first, "it is longer than 64 KB");
        return Outcome { value: FrontMatter::default(), diagnostics: vec![flaw] };
    }
    let clean = without_comments(front);
    if place.toml {
        return Outcome { value: FrontMatter::of_toml(&clean), diagnostics: Vec::new() };
    }
    let (value, flaws) = yaml::parse_most(&clean);
    let diagnostics = flaws.into_iter().map(|flaw| {
        let range = place.text.start + flaw.range.start..place.text.start + flaw.range.end;
        rules::bad_front_matter(Span::new(source, range), &flaw.message)
    });
    Outcome { value, diagnostics: diagnostics.collect() }
}

/// What looks like a secret in `text`: what is allowed, and what is not.
fn secrets_in(text: &str, allowed: &[String]) -> (Vec<Secret>, Vec<Secret>) {
    const ALLOW: &str = "<!-- allow-secret -->";
    let mut lines: Vec<Range<usize>> = Vec::new();
    let (mut start, mut next) = (0, false);
    for line in text.split_inclusive('\n') {
        if next || line.contains(ALLOW) {
            lines.push(start..start + line.len());
        }
        next = line.trim() == ALLOW;
        start += line.len();
    }
    let in_lines = |at: usize| {
        let line = lines.partition_point(|line| line.end <= at);
        lines.get(line).is_some_and(|line| line.contains(&at))
    };
    secrets::find(text)
        .into_iter()
        .partition(|secret| allowed.contains(&secret.fingerprint) || in_lines(secret.range.start))
}

struct Decoded {
    text: String,
    /// What it was written in, if not in UTF-8.
    encoding: Option<&'static str>,
    fault: Option<Fault>,
    binary: bool,
}

/// The first place that is no UTF-8 text.
struct Fault {
    /// Its byte in the file.
    byte: usize,
    /// Its byte in the text.
    text: usize,
}

fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, text)) = utf16(bytes) {
        let decoded = decode(text.as_bytes());
        return Decoded { encoding: Some(encoding), fault: Some(Fault { byte: 0, text: 0 }), ..decoded };
    }
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
    let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let share = if bytes.iter().any(is_control) { BINARY_SHARE_WITH_CONTROLS } else { BINARY_SHARE };
    let binary = replaced * share > text.chars().count();
    Decoded { text: with_line_feeds(text), encoding: None, fault, binary }
}

/// The text of bytes that begin with the mark of UTF-16, and which of the two kinds it is.
fn utf16(bytes: &[u8]) -> Option<(&'static str, String)> {
    let (encoding, unit): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xFF, 0xFE, ..] => ("UTF-16 LE", u16::from_le_bytes),
        [0xFE, 0xFF, ..] => ("UTF-16 BE", u16::from_be_bytes),
        _ => return None,
    };
    let (pairs, rest) = bytes[2..].as_chunks();
    let text = char::decode_utf16(pairs.iter().map(|&pair| unit(pair)));
    let text = text.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some((encoding, text.chain(rest.first().map(|_| char::REPLACEMENT_CHARACTER)).collect()))
}

/// A carriage return alone ended a line on old Macs: it gives way to a line feed, which takes as much room.
fn with_line_feeds(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut bytes = text.into_bytes();
    for at in 0..bytes.len() {
        if bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
            bytes[at] = b'\n';
        }
    }
    String::from_utf8(bytes).expect("one character of ASCII gave way to another")
}

struct FrontMatterPlace {
    text: Range<usize>,
    body: usize,
    toml: bool,
}

fn start_of_text(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 }
}

/// Front matter: a first line `---`, then lines that look like YAML, closed by a line `---` or `...`; or the same with `+++`
/// around TOML.
fn front_matter(text: &str) -> Option<FrontMatterPlace> {
    let start = start_of_text(text);
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| matches!(line.trim_end(), "---" | "+++"))?;
    let toml = first.starts_with('+');
    let (ends, sign) = if toml { (["+++", "+++"], '=') } else { (["---", "..."], ':') };
    let from = start + first.len();
    let mut at = from;
    for line in lines {
        if ends.contains(&line.trim_end()) {
            let keyed = text[from..at].lines().find(|line| !line.trim().is_empty()).is_some_and(|line| {
                line.starts_with('#')
                    || (toml && line.starts_with('['))
                    || line.split_once(sign).is_some_and(|(key, _)| !key.trim().contains(' '))
            });
            return keyed.then_some(FrontMatterPlace { text: from..at, body: at + line.len(), toml });
        }
        at += line.len();
    }
    None
}

/// `front` with blanks for the `%%comments%%` in its values, which are the author's alone there too.
fn without_comments(front: &str) -> Cow<'_, str> {
    if !front.contains("%%") {
        return front.into();
    }
    let mut clean = String::with_capacity(front.len());
    for line in front.split_inclusive('\n') {
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
        let file = File { path: "content/n.md".into(), bytes: bytes.to_vec().into() };
        let (source, outcome) = read(&file, Utf8Path::new("content"), &[], 0);
        let body = outcome.value.map_or("(none)".to_owned(), |note| source.text[note.body..].to_owned());
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
        let (body, found) = read_bytes(b"# RDS\n\nDatenbank f\xFCr Gr\xF6\xDFe");
        assert_eq!(body, "# RDS\n\nDatenbank f\u{FFFD}r Gr\u{FFFD}\u{FFFD}e");
        assert_eq!(found, ["not-utf8: byte 18 of this note is not UTF-8 text"]);
    }

    #[test]
    fn utf_16_is_read_and_said() {
        let text = "# S3\r\nbücket 🪣\n";
        let units = || std::iter::once(0xFEFF).chain(text.encode_utf16());
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [(little, "UTF-16 LE"), (big, "UTF-16 BE")] {
            let said = format!("other-encoding: this note is {encoding} text, not UTF-8");
            assert_eq!(read_bytes(&bytes), (text.to_owned(), vec![said]));
        }
        assert_eq!(read_bytes(b"\xFF\xFEa\0b").0, "a\u{FFFD}");
        let utf32: Vec<u8> =
            "\u{FEFF}words of text".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(read_bytes(&utf32).0, "(none)");
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        assert_eq!(read_bytes(b"---\rtitle: a\r---\r# S3\rone\r\ntwo").0, "# S3\none\r\ntwo");
    }

    #[test]
    fn front_matter_that_attacks_its_reader_is_told_at_once_and_the_text_stays() {
        for yaml in [
            "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\ntitle: *c".to_owned(),
            format!("x: {}", "[".repeat(60_000)),
            format!("x: {}{}", "{a: ".repeat(12_000), "}".repeat(12_000)),
            format!("x:\n{}", "- ".repeat(30_000)),
            (0..300).map(|depth| " ".repeat(depth) + "a:\n").collect(),
            format!("title: \"{}\"", "x".repeat(5_000_000)),
            format!("title: \"{}", "x\\n".repeat(20_000)),
            "title: [!!python/object/apply:os.system ls]".to_owned(),
            "title: a\ntitle: b".to_owned(),
            "<<: *a".to_owned(),
            "&a k: 1\n".repeat(6_000),
            format!("x:\n {}", "? ".repeat(30_000)),
        ] {
            let (body, found) = read_bytes(format!("---\nkey: 1\n{yaml}\n---\n# S3\n").as_bytes());
            let start = &yaml[..yaml.len().min(40)];
            assert_eq!((body.as_str(), found.is_empty()), ("# S3\n", false), "{start}");
            assert!(found.iter().all(|found| found.starts_with("bad-front-matter: ")), "{start}: {found:?}");
        }
    }

    #[test]
    fn a_binary_file_is_no_note() {
        let (body, found) = read_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0");
        assert_eq!(body, "(none)");
        assert_eq!(found.len(), 1);
        for bytes in [&b"\x1F\x8B\x08 some words \xFE\xFE around"[..], b"\xFD\xFEab\xFC"] {
            assert_eq!(read_bytes(bytes).0, "(none)");
        }
    }

    #[test]
    fn front_matter_of_toml_is_read_and_is_not_shown() {
        let text = "+++\ndate = 2024-05-01\ntitle = \"S3: \\\"notes\\\"\" # mine\n\n[params]\ntitle = 'x'\n+++\nBuckets\n";
        let file = File { path: "n.md".into(), bytes: text.as_bytes().to_vec().into() };
        let (_, read) = read(&file, "".into(), &[], 0);
        let note = read.value.expect("it is text");
        assert_eq!(note.front.title.as_deref(), Some("S3: \"notes\""));
        assert_eq!((&text[note.body..], read.diagnostics.len()), ("Buckets\n", 0));
        let plain = "+++\nwords between two lines\n+++\n";
        assert_eq!(read_bytes(plain.as_bytes()).0, plain);
    }

    #[test]
    fn front_matter_stands_only_at_the_start_and_only_if_it_is_keyed() {
        assert_eq!(read_bytes(b"\xEF\xBB\xBF---\ntitle: A\ntags:\n---\n# S3\n").0, "# S3\n");
        let rule = "---\nwords between two rules\n---\n";
        assert_eq!(read_bytes(rule.as_bytes()).0, rule);
        assert_eq!(read_bytes(b"---\ntitle: [a\n---\nx\n").1.len(), 1);
    }
}
