//! Where an address stands in the notes, and what another is written over.

use super::Address;
use crate::diagnostic::Edit;
use crate::source::Span;
use url::Url;

/// An outside address, at one of the places where the notes lead to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Occurrence {
    /// The address.
    pub address: Address,
    /// The link, or the address itself where it stands bare.
    pub span: Span,
    /// Where the notes have the address itself. Where that is not certain there is none, and nothing is mended.
    pub stretches: Vec<Stretch>,
}

/// A stretch of a note that is an address and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// Its place.
    pub span: Span,
    /// Whether it is read as text, where more characters mean something than in the destination of a link.
    pub prose: bool,
}

/// An address longer than this is not written into notes.
pub(super) const LONGEST: usize = 2_000;

/// The edits that put `new` in the place of the address.
pub(super) fn edits(occurrence: &Occurrence, new: &str) -> Vec<Edit> {
    let Some(new) = writable(new).filter(|new| *new != occurrence.address.typed) else { return Vec::new() };
    let stretches = occurrence.stretches.iter().filter(|stretch| !stretch.prose || is_plain(&new));
    stretches.map(|stretch| Edit { span: stretch.span, replacement: new.clone() }).collect()
}

/// `new` as it is written, where it may be followed and stays one address wherever Markdown or HTML has one.
fn writable(new: &str) -> Option<String> {
    let breaks = |c: char| c.is_whitespace() || c.is_control() || "<>|\"'`\\*[]".contains(c);
    let written = String::from(Url::parse(new).ok().filter(|_| !new.contains(breaks))?);
    let mut depth = 0_i32;
    let balanced = written.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    let may_be_followed = Address::parse(&written).is_some_and(|address| address.skip.is_none());
    let stays = balanced && depth == 0 && !written.contains(breaks) && !has_reference(&written);
    (may_be_followed && stays && written.len() <= LONGEST).then_some(written)
}

/// Whether something in it is read as another character: `&copy;`.
fn has_reference(address: &str) -> bool {
    let name = |part: &str| part.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
    let mut parts = address.split('&').skip(1);
    parts.any(|part| name(part).is_some_and(|end| end > 0 && part[end..].starts_with(';')))
}

/// Whether text that is this address is read as no more and no less: nothing in it is markup, and no sentence ends with it.
fn is_plain(address: &str) -> bool {
    let marks = ["~", "$", "==", "%%", "^"].iter().any(|mark| address.contains(mark));
    let within = |(at, _)| {
        let word = |c: Option<char>| c.is_some_and(|c: char| c.is_ascii_alphanumeric());
        word(address[..at].chars().next_back()) && word(address[at + 1..].chars().next())
    };
    let ends = address.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    !marks && ends && address.match_indices('_').all(within)
}

#[cfg(test)]
mod tests {
    use super::{is_plain, writable};

    #[test]
    fn an_address_is_written_in_its_one_spelling() {
        for (new, written) in [
            ("HTTPS://A.io/x", "https://a.io/x"),
            ("https://a.io/\u{202e}é", "https://a.io/%E2%80%AE%C3%A9"),
            ("https://a.io/?a=1&b=2&copy=3", "https://a.io/?a=1&b=2&copy=3"),
            ("https://a.io/S3_(storage)", "https://a.io/S3_(storage)"),
        ] {
            assert_eq!(writable(new).as_deref(), Some(written));
        }
    }

    #[test]
    fn what_would_be_read_as_something_else_is_not_written() {
        let long = format!("https://a.io/{}", "x".repeat(2_000));
        for new in
            ["https://a.io/?a=1&copy;b", "https://a.io/&#169;", "https://a.io/\n", "https://a.io/)(", &long]
        {
            assert_eq!(writable(new), None, "{new}");
        }
    }

    #[test]
    fn in_text_fewer_addresses_stay_what_they_are() {
        for plain in ["https://a.io/", "https://a.io/snake_case/b.html#c"] {
            assert!(is_plain(plain), "{plain}");
        }
        for marked in ["https://a.io/_x_", "https://a.io/~b~", "https://a.io/x.", "https://a.io/a==b==c"] {
            assert!(!is_plain(marked), "{marked}");
        }
    }
}
