//! Every finding there is: its name, how grave it is, why it matters, and, here and in `rules/`, the one function that makes it.

mod addresses;
mod links;
mod repairs;

pub use addresses::*;
pub use links::*;
pub use repairs::*;

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::source::{Span, Unreadable};
use crate::spelling;
use camino::Utf8Path;

macro_rules! rules {
    ($($id:ident = $name:literal, $severity:ident, $why:literal;)*) => {
        $(#[doc = $why] pub static $id: Rule = Rule { name: $name, severity: Severity::$severity, why: $why };)*

        /// Every rule, in the order of the alphabet.
        pub static ALL: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    ACTIVE_PICTURE = "active-picture", Warning, "An SVG file can hold a script, which runs where it is opened by itself.";
    AMBIGUOUS_TITLE = "ambiguous-title", Warning, "A title that may be a misspelling of several services is never guessed.";
    BAD_ALLOW = "bad-allow", Warning, "A rule that does not exist cannot be left out.";
    BAD_CATALOG = "bad-catalog", Error, "Without its catalogue, a site does not know which services its notes are about.";
    BAD_CONFIG = "bad-config", Error, "A choice that cannot be read is not followed.";
    BAD_FRONT_MATTER = "bad-front-matter", Error, "What the front matter says about the note is not known.";
    BAD_LOCK = "bad-lock", Warning, "What was seen of an address is lost with its line.";
    BAD_TEMPLATE = "bad-template", Error, "No page can be made with a template that fails.";
    BINARY_NOTE = "binary-note", Error, "A file that is no text cannot be shown as a note.";
    BOLD_TITLE = "bold-title", Hint, "Markdown sees a bold line as part of the paragraph or list above it, not as a title.";
    BROKEN_LINK = "broken-link", Warning, "A reader who follows the link finds nothing.";
    BULLET_WITHOUT_SPACE = "bullet-without-space", Warning, "Markdown sees no list item in a marker without a space.";
    COPIED = "copied", Warning, "What stands in two notes would be published twice, and changed in one.";
    DEAD_ADDRESS = "dead-address", Warning, "A reader who follows the address finds nothing, or something else.";
    DUPLICATE_ID = "duplicate-id", Warning, "A link to an id that stands twice on a page leads to the first alone.";
    EMBED_AS_LINK = "embed-as-link", Warning, "A reader sees a link where the author meant to show a text.";
    EMPTY_NOTE = "empty-note", Error, "A note without text gives no page.";
    FOREIGN_BULLET = "foreign-bullet", Hint, "Markdown does not know such a bullet, and glues these lines together.";
    LINK_TO_WITHHELD = "link-to-withheld", Warning, "A reader would find a link to what is not published.";
    MERGE_CONFLICT = "merge-conflict", Warning, "Both versions are shown, and Markdown takes the marks for quotes and titles.";
    MISSING_ANCHOR = "missing-anchor", Warning, "A reader who follows the address has to look for the place on the page.";
    MOVED_ADDRESS = "moved-address", Warning, "An address that only leads on to another can stop to do so any day.";
    MULTIPLIED = "multiplied", Hint, "Markdown takes two stars between digits for emphasis, and swallows them.";
    NO_NOTES = "no-notes", Error, "A site without notes has no pages.";
    NOT_UTF8 = "not-utf8", Error, "Bytes that are no text are shown as replacement characters.";
    OTHER_ENCODING = "other-encoding", Warning, "Most programs take text for UTF-8, and show any other as garbage.";
    OUTLINE_WITHOUT_LIST = "outline-without-list", Warning, "Markdown glues indented lines together, or takes them for code.";
    PERHAPS_MOVED = "perhaps-moved", Hint, "Addresses of this form are known to have moved, or to be mistyped.";
    PLAIN_TITLE = "plain-title", Hint, "Markdown sees a line of its own as a paragraph, not as a title.";
    REDIRECTED_ADDRESS = "redirected-address", Hint, "A reader ends elsewhere than the address says.";
    RUN_IN_TITLE = "run-in-title", Hint, "Markdown sees a bold name with its text behind it as a paragraph, not as a title.";
    SECRET = "secret", Error, "Whoever reads a key or a password can use it, and programs look for them all day.";
    SECRET_ADDRESS = "secret-address", Error, "Whoever reads such an address is let in by it.";
    SKIPPED_ADDRESS = "skipped-address", Hint, "An address that only means something on one machine is shown, never linked.";
    SLUG_COLLISION = "slug-collision", Error, "Two pages cannot have one address.";
    SURPLUS_CELLS = "surplus-cells", Warning, "Markdown leaves out the cells of a row that the header of its table has none for.";
    SWALLOWED_LINE = "swallowed-line", Hint, "Markdown takes a line below a deeper bullet into that bullet.";
    TIGHT_HEADING = "tight-heading", Warning, "Markdown sees no heading in a mark without a space.";
    TITLE_CORRECTED = "title-corrected", Warning, "A misspelt title would be a page that nobody finds.";
    UNCHECKED_ADDRESS = "unchecked-address", Warning, "An address that nobody has looked at may lead nowhere.";
    UNCLOSED_COMMENT = "unclosed-comment", Warning, "What the author alone is to read is shown, or a browser hides all that follows.";
    UNCLOSED_FENCE = "unclosed-fence", Error, "All that follows in the note is shown as code.";
    UNCLOSED_TITLE = "unclosed-title", Warning, "Bold that is never closed makes the text below it bold, or shows its stars.";
    UNESCAPED_BAR = "unescaped-bar", Warning, "Markdown ends a cell of a table at every bar, even inside a link or code.";
    UNFOLLOWED = "unfollowed", Warning, "A link that leaves the folder of the notes could publish what is not meant to be.";
    UNREADABLE = "unreadable", Error, "What cannot be read is missing from the site.";
    UNSAFE_LINK = "unsafe-link", Warning, "An address of this kind could run a script.";
    UNSORTED = "unsorted", Warning, "Lines under no title are on no service's page.";
    UNSURE_ADDRESS = "unsure-address", Hint, "A host that fails today, or answers people alone, says nothing about its pages.";
}

/// An SVG file that could run a script.
pub fn active_picture(file: &Utf8Path) -> Diagnostic {
    Diagnostic::nowhere(
        &ACTIVE_PICTURE,
        format!("{file} holds a script; shown on a page it does not run, opened by itself it would"),
    )
    .help("save it again without the script, or as PNG")
}

/// A title that several services could be meant by.
pub fn ambiguous_title(span: Span, typed: &str, candidates: &[String]) -> Diagnostic {
    const SHOWN: usize = 4;
    let any_of = if candidates.len() > 1 { "any of " } else { "" };
    let more = if candidates.len() > SHOWN { " and others" } else { "" };
    let shown = candidates[..candidates.len().min(SHOWN)].join(", ");
    Diagnostic::at(&AMBIGUOUS_TITLE, span, format!("`{typed}` may be {any_of}{shown}{more}"))
        .label("not given to any of them")
        .help("write the service's name in full; until then these lines stand on the page Unsorted")
}

/// A rule to leave out that does not exist.
pub fn bad_allow(span: Span, name: &str) -> Diagnostic {
    let near = spelling::nearest(name, ALL.iter().map(|rule| rule.name));
    let help = near.map_or_else(
        || "`leafcutter check` names the rule of each finding".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::at(&BAD_ALLOW, span, format!("there is no rule `{name}`")).help(help)
}

/// A site's own catalogue that cannot be read.
pub fn bad_catalog(span: Span, message: &str, help: &str) -> Diagnostic {
    let lost = "until this is mended, the catalogue is not used";
    let help = if help.is_empty() { lost.to_owned() } else { format!("{help}; {lost}") };
    Diagnostic::at(&BAD_CATALOG, span, message).help(help)
}

/// A catalogue that is not built in, and no file.
pub fn unknown_catalog<'a>(
    span: Span,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = spelling::nearest(name, known.clone()).map_or_else(
        || format!("there are: {}", known.collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::at(&BAD_CATALOG, span, format!("there is no catalogue `{name}`")).help(help)
}

/// A configuration that cannot be read.
pub fn bad_config(span: Span, message: &str, help: &str) -> Diagnostic {
    let lost = "until this is mended, it is not followed";
    let help = if help.is_empty() { lost.to_owned() } else { format!("{help} {lost}") };
    Diagnostic::at(&BAD_CONFIG, span, message).help(help)
}

/// Front matter that cannot be read.
pub fn bad_front_matter(span: Span, message: &str) -> Diagnostic {
    Diagnostic::at(&BAD_FRONT_MATTER, span, format!("this front matter cannot be read: {message}"))
        .help("mend it, or take it out; the note is built as if this were not there")
}

/// A template that cannot be read or rendered.
pub fn bad_template(span: Span, message: &str, page: Option<&str>) -> Diagnostic {
    let made = page.map_or_else(
        || "no page was made".to_owned(),
        |page| format!("found while making {page}; no page was made"),
    );
    Diagnostic::at(&BAD_TEMPLATE, span, message).help(made)
}

/// A template that fails where there is no place to point at.
pub fn bad_template_set(message: &str) -> Diagnostic {
    Diagnostic::nowhere(&BAD_TEMPLATE, message).help("mend or remove the site's own file in `templates/`")
}

/// A file that is called a note and is no text.
pub fn binary_note(span: Span, byte: usize) -> Diagnostic {
    Diagnostic::at(
        &BINARY_NOTE,
        span,
        format!("this file is not text (first seen at byte {byte}); it is left out"),
    )
    .help("save it as UTF-8 text, or give it a name that does not end like a note's")
}

/// Notes of which none is to be published.
pub fn all_withheld() -> Diagnostic {
    Diagnostic::nowhere(&NO_NOTES, "every note here is withheld")
        .help("`leafcutter explain` tells why each of them is")
}

/// Sections of a note that only repeat another.
pub fn copied(span: Span, sections: usize, of: &Utf8Path) -> Diagnostic {
    let these = if sections == 1 {
        "these lines are".to_owned()
    } else {
        format!("{sections} sections of this note, from here on, are")
    };
    Diagnostic::at(&COPIED, span, format!("{these} left out: the same words stand in {of}"))
        .help("keep them in one place; `leafcutter explain` lists what is left out")
}

/// A note without text.
pub fn empty_note(span: Span) -> Diagnostic {
    Diagnostic::at(&EMPTY_NOTE, span, "this note is empty").help("write something in it, or remove the file")
}

/// A folder in which there is nothing to build from.
pub fn no_notes() -> Diagnostic {
    Diagnostic::nowhere(&NO_NOTES, "there are no notes here")
        .help("notes are files that end in .md, .markdown or .txt; a site has them in its folder `content`")
}

/// A note with bytes that are not UTF-8.
pub fn not_utf8(span: Span, byte: usize) -> Diagnostic {
    Diagnostic::at(&NOT_UTF8, span, format!("byte {byte} of this note is not UTF-8 text"))
        .label("shown as \u{FFFD}")
        .help("open the note in an editor and save it as UTF-8")
}

/// A note in another encoding, which it names by its first bytes.
pub fn other_encoding(span: Span, encoding: &str) -> Diagnostic {
    Diagnostic::at(&OTHER_ENCODING, span, format!("this note is {encoding} text, not UTF-8"))
        .label("read as such")
        .help("open the note in an editor and save it as UTF-8")
}

/// A rule that cannot be left out.
pub fn required_rule(span: Span, name: &str) -> Diagnostic {
    Diagnostic::at(&BAD_ALLOW, span, format!("`{name}` cannot be left out"))
        .help("name single ones under `allow_secrets`, by the fingerprints that their findings tell")
}

/// What looks like a key or a password in a note.
pub fn secret(span: Span, kind: &str, fingerprint: &str) -> Diagnostic {
    Diagnostic::at(&SECRET, span, format!("this looks like {kind}"))
        .label("covered here and on every page")
        .help(secret_help(fingerprint, "write `<!-- allow-secret -->` into its line or the one before, or "))
}

/// What looks like a key or a password in a file that is no note.
pub fn secret_in_file(file: &Utf8Path, line: usize, kind: &str, fingerprint: &str) -> Diagnostic {
    Diagnostic::nowhere(&SECRET, format!("line {line} of {file} holds what looks like {kind}"))
        .help(secret_help(fingerprint, ""))
}

/// What to do about a secret; `other` is another way to allow it.
pub fn secret_help(fingerprint: &str, other: &str) -> String {
    format!(
        "take it out, and revoke it wherever it is valid; if it is an example, {other}put `{fingerprint}` \
         under `allow_secrets` in leafcutter.yaml"
    )
}

/// Two topics whose names give the same address.
pub fn slug_collision(span: Span, slug: &str, other: &str, given: &str) -> Diagnostic {
    Diagnostic::at(&SLUG_COLLISION, span, format!("this page and {other} would both be `{slug}.html`"))
        .label(format!("published as `{given}.html`"))
        .help("give one of the two another title")
}

/// A title that is a misspelt or wrong name of a service.
pub fn title_corrected(span: Span, typed: &str, service: &str) -> Diagnostic {
    Diagnostic::at(&TITLE_CORRECTED, span, format!("`{typed}` is read as {service}"))
        .label("title corrected")
        .help(format!("if that is right, write `{service}`"))
}

/// A link among the notes that was not followed.
pub fn unfollowed(link: &Unreadable) -> Diagnostic {
    Diagnostic::nowhere(&UNFOLLOWED, format!("{} is left out: {}", link.path, link.why))
        .help("put the file itself in its place")
}

/// A file or folder that the system did not give.
pub fn unreadable(file: &Unreadable) -> Diagnostic {
    Diagnostic::nowhere(&UNREADABLE, format!("{} cannot be read: {}", file.path, file.why))
        .help("the rest is built without it; mend its name or its permissions")
}

/// Lines under no title.
pub fn unsorted(span: Span, hint: Option<&str>) -> Diagnostic {
    let help = hint.map_or_else(
        || "put them under a service's title".to_owned(),
        |service| format!("put them under a title; perhaps they belong to {service}"),
    );
    Diagnostic::at(&UNSORTED, span, "these lines stand under no title")
        .label("shown on the page Unsorted")
        .help(help)
}

#[cfg(test)]
mod tests {
    #[test]
    fn rules_stand_in_the_order_of_the_alphabet_and_once() {
        let names: Vec<&str> = super::ALL.iter().map(|rule| rule.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }
}
