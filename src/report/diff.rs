//! What mending changes in a note: a unified diff, for people and for `git apply`.

use annotate_snippets::renderer::{AnsiColor, Style};
use camino::Utf8Path;
use similar::{ChangeTag, TextDiff};

const NAME: Style = Style::new().bold();
const PLACE: Style = AnsiColor::Cyan.on_default();
const BEFORE: Style = AnsiColor::Red.on_default();
const AFTER: Style = AnsiColor::Green.on_default();

/// The lines of `path` that differ between two of its texts, with three lines around them, and with terminal colours.
/// Characters that would steer the terminal are replaced; git then finds other lines in the note and does not apply the diff.
pub fn render(path: &Utf8Path, before: &str, after: &str) -> String {
    // Lines as git has them: the library would also end them at a carriage return alone.
    let before: Vec<&str> = before.split_inclusive('\n').collect();
    let after: Vec<&str> = after.split_inclusive('\n').collect();
    let diff = TextDiff::from_slices(&before, &after);
    let mut text = painted(NAME, &format!("--- {}", name("a", path)));
    text.push_str(&painted(NAME, &format!("+++ {}", name("b", path))));
    for hunk in diff.unified_diff().iter_hunks() {
        text.push_str(&painted(PLACE, &hunk.header().to_string()));
        for change in hunk.iter_changes() {
            let style = match change.tag() {
                ChangeTag::Delete => BEFORE,
                ChangeTag::Insert => AFTER,
                ChangeTag::Equal => Style::new(),
            };
            let line = change.value().strip_suffix('\n');
            let shown = printable(line.unwrap_or(change.value()));
            text.push_str(&painted(style, &format!("{}{shown}", change.tag())));
            if line.is_none() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

fn painted(style: Style, line: &str) -> String {
    format!("{style}{line}{style:#}\n")
}

/// `line` without characters that would steer the terminal. Tabs and the first half of a line end are what it is about.
fn printable(line: &str) -> String {
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    let shown = line.chars().map(|c| if c.is_control() && c != '\t' { '\u{FFFD}' } else { c });
    shown.chain(end.chars()).collect()
}

/// A name as git writes it: with a tab behind it if it has spaces, and in quotes if it has marks that would end it.
fn name(side: &str, path: &Utf8Path) -> String {
    let name = format!("{side}/{path}");
    if !name.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
        return if name.contains(' ') { name + "\t" } else { name };
    }
    let mut quoted = String::from('"');
    for c in name.chars() {
        if c.is_control() {
            let octal = |byte: &u8| format!("\\{byte:03o}");
            quoted.extend(c.to_string().as_bytes().iter().map(octal));
        } else {
            quoted.extend(matches!(c, '"' | '\\').then_some('\\'));
            quoted.push(c);
        }
    }
    quoted + "\""
}
