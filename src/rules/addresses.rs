//! Findings about addresses outside of the notes.

use super::{
    BAD_LOCK, DEAD_ADDRESS, MISSING_ANCHOR, MOVED_ADDRESS, PERHAPS_MOVED, REDIRECTED_ADDRESS, SECRET_ADDRESS,
    SKIPPED_ADDRESS, UNCHECKED_ADDRESS, UNSURE_ADDRESS,
};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What was seen of an address.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// In words.
    pub why: &'a str,
    /// The day of the look.
    pub day: Option<String>,
    /// The last day on which it was as it should be.
    pub good: Option<String>,
}

impl Seen<'_> {
    /// `what`, and why if that is known.
    fn with_reason(&self, what: &str) -> String {
        if self.why.is_empty() { what.to_owned() } else { format!("{what}: {}", self.why) }
    }

    fn label(&self) -> String {
        self.day.as_ref().map_or_else(String::new, |day| format!("seen on {day}"))
    }

    fn good(&self) -> String {
        self.good.as_ref().map_or_else(String::new, |day| format!("it was there on {day}; "))
    }
}

/// A line of `links.lock` that cannot be read.
pub fn bad_lock(span: Span, message: &str) -> Diagnostic {
    Diagnostic::at(&BAD_LOCK, span, format!("this line cannot be read: {message}"))
        .help("remove it; `leafcutter check --online` writes it anew")
}

/// A first line of `links.lock` by which the whole file is for a later version of the program.
pub fn newer_lock(span: Span, message: &str) -> Diagnostic {
    Diagnostic::at(&BAD_LOCK, span, format!("this line cannot be read: {message}"))
        .help("use a newer leafcutter, which may know it; until then the file is best left as it is")
}

/// An address that leads nowhere, or to something else. `next` is what could stand in its place, and whether it was seen.
pub fn dead_address(span: Span, seen: &Seen, next: Option<(&str, bool)>) -> Diagnostic {
    Diagnostic::at(&DEAD_ADDRESS, span, seen.with_reason("what this address names is gone"))
        .label(seen.label())
        .help(format!("{}{}", seen.good(), instead(next)))
}

/// An address of a place that its page no longer has.
pub fn missing_anchor(span: Span, seen: &Seen, next: Option<(&str, bool)>) -> Diagnostic {
    Diagnostic::at(&MISSING_ANCHOR, span, seen.why).label(seen.label()).help(instead(next))
}

/// An address that has another for good.
pub fn moved_address(span: Span, seen: &Seen, next: Option<(&str, bool)>) -> Diagnostic {
    Diagnostic::at(&MOVED_ADDRESS, span, "this page has moved").label(seen.label()).help(instead(next))
}

/// An address whose corrected form leads to what it names.
pub fn mistyped_address(span: Span, seen: &Seen, next: Option<(&str, bool)>) -> Diagnostic {
    let help = match next {
        Some((url, true)) => format!("it is right so: {url} (`leafcutter check --fix` writes that)"),
        Some((url, false)) => format!("perhaps it is right so: {url}"),
        None => "look for it anew, or take the link out".to_owned(),
    };
    Diagnostic::at(&MOVED_ADDRESS, span, "this address is mistyped").label(seen.label()).help(help)
}

fn instead(next: Option<(&str, bool)>) -> String {
    match next {
        Some((url, true)) => format!("it is there now: {url} (`leafcutter check --fix` writes that)"),
        Some((url, false)) => format!("perhaps it is there now: {url}"),
        None => "look for it anew, or take the link out".to_owned(),
    }
}

/// An address that has probably moved, by what is known of such addresses alone.
pub fn perhaps_moved(span: Span, url: &str) -> Diagnostic {
    Diagnostic::at(&PERHAPS_MOVED, span, "this address is probably not right any more")
        .help(format!("perhaps it is there now: {url}; `leafcutter check --online` makes sure"))
}

/// An address that leads on, for now; `to` is where.
pub fn redirected_address(span: Span, seen: &Seen, to: Option<&str>) -> Diagnostic {
    Diagnostic::at(&REDIRECTED_ADDRESS, span, seen.with_reason("this address leads elsewhere"))
        .label(seen.label())
        .help(to.map_or_else(String::new, |to| format!("for now it leads to {to}")))
}

/// An address that lets in whoever reads it.
pub fn secret_address(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::at(&SECRET_ADDRESS, span, format!("this address lets in whoever reads it: {reason}"))
        .label("shown as code, not as a link")
        .help("take that part out of the address, and change the password or the key")
}

/// An address that must not be asked or followed.
pub fn skipped_address(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::at(&SKIPPED_ADDRESS, span, format!("this address is shown as code, not as a link: {reason}"))
}

/// An address of which nothing is known where all should be.
pub fn unchecked_address(span: Span, reason: &str) -> Diagnostic {
    let why = if reason.is_empty() { "nobody has looked yet" } else { reason };
    Diagnostic::at(&UNCHECKED_ADDRESS, span, format!("nothing is known of this address: {why}"))
        .help("`leafcutter check --online` looks, and writes what it sees to links.lock")
}

/// An address that could not be judged.
pub fn unsure_address(span: Span, seen: &Seen) -> Diagnostic {
    Diagnostic::at(&UNSURE_ADDRESS, span, seen.with_reason("this address could not be judged"))
        .label(seen.label())
        .help(format!("{}nothing needs to be done for now", seen.good()))
}
