//! Links in raw HTML: they lead where the same links of Markdown would.

use super::Linker;
use super::written::{Written, scheme, stripped};
use crate::config::RawHtml;
use crate::notes::raw::{Attribute, attributes};
use crate::notes::{Destination, RawLink};
use std::collections::{HashMap, VecDeque};
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
        let attributes = attributes(html);
        let mut values = Values::new(&self.read.repaired.text[range.clone()], &attributes);
        for attribute in attributes {
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
            let stretch = values
                .next(&attribute)
                .and_then(|value| self.stretch(range.start + value.start..range.start + value.end, false));
            let known = self.ties.addresses.len();
            if let Some(to) = self.raw_link(Written { typed, span, shown }) {
                self.ties.raw.push(RawLink { event, range: attribute.place, attribute: name, to });
            }
            if let Some(found) = self.ties.addresses.get_mut(known) {
                found.stretches.extend(stretch.filter(|_| found.address.typed == attribute.value));
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

/// Where the note has the values of attributes that were put in order since.
struct Values(HashMap<[String; 3], VecDeque<Range<usize>>>);

impl Values {
    /// Those of `known` that are as many in `html`, as the author wrote it: they come in the same order.
    fn new(html: &str, known: &[Attribute]) -> Self {
        let mut places: HashMap<_, VecDeque<_>> = HashMap::new();
        let mut counts: HashMap<_, usize> = HashMap::new();
        for attribute in known {
            *counts.entry(key(attribute)).or_default() += 1;
        }
        for attribute in attributes(html) {
            let value = value(&html[attribute.place.clone()]);
            let start = attribute.place.start;
            places.entry(key(&attribute)).or_default().push_back(start + value.start..start + value.end);
        }
        places.retain(|key, places| counts.get(key) == Some(&places.len()));
        Self(places)
    }

    fn next(&mut self, attribute: &Attribute) -> Option<Range<usize>> {
        self.0.get_mut(&key(attribute))?.pop_front()
    }
}

fn key(Attribute { element, name, value, .. }: &Attribute) -> [String; 3] {
    [element, name, value].map(Clone::clone)
}

/// The place of the value in an attribute, quotes apart.
fn value(attribute: &str) -> Range<usize> {
    let written = attribute.split_once('=').map_or("", |(_, value)| value.trim_start());
    let value = written.trim_matches(['"', '\'']);
    let start = attribute.len() - written.len() + usize::from(written.starts_with(['"', '\'']));
    start..start + value.len()
}
