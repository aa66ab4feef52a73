//! A page whose author made a list of its contents needs no other.

use super::view::ContentsEntry;
use super::{Page, RenderedSection};
use crate::notes::{Destination, Read};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::HashSet;

/// The list of contents, unless a list of the notes leads to at least two thirds of it.
pub(super) fn unless_hand_made(
    entries: Vec<ContentsEntry>,
    page: &Page,
    notes: &[Read],
) -> Vec<ContentsEntry> {
    let ids: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    let top = format!("{}.html#", page.topic.slug);
    let most = page.sections.iter().flat_map(|section| {
        lists(section, &notes[section.section.note]).map(|links| {
            let led = links.filter_map(|to| match to {
                Destination::Page(href) => ids.get(href.strip_prefix(&top)?).copied(),
                _ => None,
            });
            led.collect::<HashSet<&str>>().len()
        })
    });
    let hand_made = most.max().is_some_and(|most| most * 3 >= ids.len() * 2);
    if hand_made { Vec::new() } else { entries }
}

/// The links of each list of a section that stands in no other.
fn lists<'a>(
    section: &'a RenderedSection,
    read: &'a Read,
) -> impl Iterator<Item = impl Iterator<Item = &'a Destination>> {
    let mut depth = 0_usize;
    let mut lists: Vec<Vec<&Destination>> = Vec::new();
    for index in section.section.stretches().into_iter().flatten() {
        match &read.outline.events[index].0 {
            Event::Start(Tag::List(_)) => {
                depth += 1;
                lists.extend((depth == 1).then(Vec::new));
            }
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Link { .. }) if depth > 0 => {
                let list = lists.last_mut().expect("a list is open");
                list.extend(section.ties.links.get(&index));
            }
            _ => {}
        }
    }
    lists.into_iter().map(Vec::into_iter)
}
