//! A link as the author wrote it: it leads to another host, into the notes, or nowhere.

use super::Linker;
use crate::diagnostic::Diagnostic;
use crate::notes::Destination;
use crate::references::Address;
use crate::references::mend::Occurrence;
use crate::rules;
use crate::source::Span;
use pulldown_cmark::LinkType;

/// A link as the author wrote it.
#[derive(Clone, Copy)]
pub(super) struct Written<'t> {
    pub typed: &'t str,
    pub span: Span,
    /// Whether what it leads to is to be shown in place, as an image is.
    pub shown: bool,
}

/// The kinds of image that may stand in an address itself; others, such as SVG, can run scripts.
const DATA_IMAGES: &[&str] =
    &["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp"];

impl Linker<'_> {
    /// Where a link or an image of Markdown leads.
    pub(super) fn markdown_link(&mut self, kind: LinkType, link: Written) -> Destination {
        match kind {
            LinkType::WikiLink { .. } => {
                // In tables a backslash stands before the bar.
                let words: Vec<&str> = link.typed.trim_end_matches('\\').split_whitespace().collect();
                self.wikilink(Written { typed: &words.join(" "), ..link })
            }
            LinkType::Email if !link.typed.contains(':') => {
                Destination::Typed(format!("mailto:{}", stripped(link.typed)))
            }
            _ => self.link(link),
        }
    }

    /// Where an address leads, or a path in the notes.
    pub(super) fn link(&mut self, link: Written) -> Destination {
        let plain = stripped(link.typed);
        match scheme(&plain).as_deref() {
            Some("http" | "https") => self.outside(&plain, link),
            Some("mailto" | "tel") if !link.shown => Destination::Typed(plain),
            Some("data") if link.shown && is_data_image(&plain) => Destination::Typed(plain),
            Some(_) => self.nowhere(rules::unsafe_link(link.span, shortened(link.typed))),
            None if plain.starts_with("//") => self.outside(&format!("https:{plain}"), link),
            None => self.inside(link),
        }
    }

    pub(super) fn outside(&mut self, address: &str, link: Written) -> Destination {
        let Some(address) = Address::parse(address) else {
            return self.nowhere(rules::broken_link(link.span, link.typed, None));
        };
        let found = Occurrence { address: address.clone(), span: link.span, stretches: Vec::new() };
        self.ties.addresses.push(found);
        Destination::Outside(address)
    }

    pub(super) fn nowhere(&mut self, found: Diagnostic) -> Destination {
        self.diagnostics.push(found);
        Destination::Nowhere
    }
}

/// An address without white space and control characters, which browsers skip.
pub(super) fn stripped(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}

/// The scheme of an address, in lower case.
pub(super) fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    fits.then(|| scheme.to_ascii_lowercase())
}

fn is_data_image(address: &str) -> bool {
    let (kind, _) = address.split_once([';', ',']).unwrap_or((address, ""));
    DATA_IMAGES.iter().any(|known| kind.eq_ignore_ascii_case(known))
}

/// As much of an address as a message shows.
fn shortened(typed: &str) -> &str {
    &typed[..typed.floor_char_boundary(80)]
}
