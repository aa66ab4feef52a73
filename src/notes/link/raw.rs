//! Links in raw HTML: they lead where the same links of Markdown would.

use super::Linker;
use super::written::{Written, scheme, stripped};
use crate::config::RawHtml;
use crate::notes::raw::attributes;
use crate::notes::{Destination, RawLink};
use std::ops::Range;

/// The attributes that lead somewhere, and whether what they lead to is shown in place.
const LINKS: &[(&str, &str, bool)] = &[
    ("a", "href", false),
    ("area", "href", false),
    ("audio", "src", true),
    ("img", "src", true),
    ("source", "src", true),
    ("track", "src", true),
    ("video", "poster", true),
    ("video", "src", true),
];

impl Linker<'_> {
    /// Finds where the links in a piece of raw HTML lead.
    pub(super) fn raw_html(&mut self, event: usize, html: &str, range: &Range<usize>) {
        let mut rest = range.clone();
        for attribute in attributes(html) {
            let known = |&&(element, name, _): &&(&str, &str, bool)| {
                attribute.element == element && attribute.name == name
            };
            let Some(&(_, name, shown)) = LINKS.iter().find(known) else { continue };
            let (written, typed) = (&html[attribute.place.clone()], &attribute.value);
            let found = self.read.repaired.text[rest.clone()].find(written).map(|at| rest.start + at);
            // Where the text is not as in the note, as without a comment, the whole of it is pointed at.
            rest.start = found.map_or(rest.end, |at| at + written.len());
            let at = found.map_or(range.clone(), |at| {
                let value = written.rfind(typed).map_or(0..written.len(), |start| start..start + typed.len());
                at + value.start..at + value.end
            });
            let span = self.read.repaired.span(at);
            let known = self.ties.addresses.len();
            let place = attribute.place.clone();
            if let Some(to) = self.raw_link(Written { typed, span, shown }) {
                self.ties.raw.push(RawLink { event, range: attribute.place, attribute: name, to });
            }
            if self.ties.addresses.get(known).is_some_and(|found| found.address.typed == *typed)
                && self.read.repaired.text[range.clone()] == *html
            {
                let value = value(&html[place.clone()]);
                let start = range.start + place.start;
                let stretch = self.stretch(start + value.start..start + value.end, false);
                self.ties.addresses[known].stretches.extend(stretch);
            }
        }
    }

    /// Where a link of raw HTML leads. One to the top stays, and so does one of another kind where the notes are trusted.
    fn raw_link(&mut self, link: Written) -> Option<Destination> {
        let scheme = scheme(&stripped(link.typed));
        let other = scheme.is_some_and(|scheme| !matches!(scheme.as_str(), "http" | "https"));
        let stays =
            other && self.links.raw_html == RawHtml::Trust || matches!(link.typed.trim(), "" | "#" | "#top");
        (!stays).then(|| self.link(link))
    }
}

/// The place of the value in an attribute, quotes apart.
fn value(attribute: &str) -> Range<usize> {
    let written = attribute.split_once('=').map_or("", |(_, value)| value.trim_start());
    let value = written.trim_matches(['"', '\'']);
    let start = attribute.len() - written.len() + usize::from(written.starts_with(['"', '\'']));
    start..start + value.len()
}
