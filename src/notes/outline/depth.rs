//! Quotes and lists nested deeper than anyone reads are shown at the deepest level there is.

use crate::notes::Placed;
use pulldown_cmark::{Event, Tag, TagEnd};

/// So many quotes and lists may stand inside each other: browsers and parsers of HTML are slow on deeper ones.
const DEEPEST: usize = 64;

/// Events without the quotes and lists that stand deeper; what they hold stays.
pub(super) fn flatten(mut events: Vec<Placed<'_>>) -> Vec<Placed<'_>> {
    let mut open: Vec<bool> = Vec::new();
    let mut depth = 0;
    events.retain_mut(|(event, _)| match event {
        Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => {
            let kept = depth < DEEPEST;
            depth += usize::from(kept);
            open.push(kept);
            kept
        }
        Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => {
            let kept = open.pop().expect("what ends has begun");
            depth -= usize::from(kept);
            kept
        }
        Event::Start(Tag::Item) if open.last() == Some(&false) => {
            *event = Event::HardBreak;
            true
        }
        Event::End(TagEnd::Item) => open.last() != Some(&false),
        _ => true,
    });
    events
}
