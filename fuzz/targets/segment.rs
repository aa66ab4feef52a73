//! Dividing notes among subjects loses no word and shows none twice; every page and place has a name of its own.
#![no_main]

mod notes;

use leafcutter::catalog;
use leafcutter::notes::segment::divided::divided;
use leafcutter::notes::segment::segment;
use leafcutter::notes::{Read, Section};
use leafcutter::site::{body, html, page};
use libfuzzer_sys::fuzz_target;
use notes::Notes;
use std::collections::HashSet;

/// The words of a section, its titles included.
fn count(section: &Section, notes: &[Read]) -> usize {
    let outline = notes[section.note].outline;
    assert!(section.stretches().iter().all(|stretch| stretch.start <= stretch.end));
    let text = body::plain(outline, section.stretches().into_iter().flatten());
    html::count_words(&text) + notes::words(&page::typed(section, notes)).len()
}

fuzz_target!(|text: &[u8]| {
    let mut all = Notes::new(&notes::files(text));
    let outlines = all.outlines();
    let notes: Vec<Read> = all
        .notes
        .iter()
        .zip(all.repaired.iter().zip(&outlines))
        .map(|(note, (repaired, outline))| Read { note, repaired, outline })
        .collect();
    let pieces: Vec<_> = notes.iter().map(|note| divided(note, catalog::aws(), notes.len() == 1)).collect();
    let divided = segment(&notes, &pieces.iter().collect::<Vec<_>>(), catalog::aws());
    let topics = &divided.value;
    let sections = topics.iter().flat_map(|topic| &topic.sections);
    let shown = sections.flat_map(|section| std::iter::once(section).chain(&section.copies));
    let shown: usize = shown.map(|section| count(section, &notes)).sum();
    let read: usize = outlines
        .iter()
        .map(|outline| html::count_words(&body::plain(outline, 0..outline.events.len())))
        .sum();
    assert_eq!(read, shown, "words of the notes and of the sections");
    let mut pages = HashSet::new();
    for topic in topics {
        assert!(pages.insert(&topic.slug), "two pages have the address {}", topic.slug);
        let mut ids = HashSet::new();
        for section in &topic.sections {
            let _ = page::lines(section, &all.sources);
            for id in section.headings.values().map(|heading| &heading.id).chain([&section.id]) {
                assert!(ids.insert(id), "two places on {} have the id {id}", topic.slug);
            }
        }
    }
    let found = divided.diagnostics;
    all.found.extend(found);
    all.show_findings();
});
