//! What Markdown is read as is balanced and in order, and every event stands somewhere in the text.
#![no_main]

mod notes;

use leafcutter::notes::Outline;
use leafcutter::site::body;
use libfuzzer_sys::fuzz_target;
use notes::Notes;
use pulldown_cmark::Event;

fn balanced(outline: &Outline) {
    let mut open = Vec::new();
    for (event, _) in &outline.events {
        match event {
            Event::Start(tag) => open.push(tag.to_end()),
            Event::End(tag) => assert_eq!(open.pop(), Some(*tag), "what ends is not what began last"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} never end");
}

fuzz_target!(|text: &[u8]| {
    let notes = Notes::new(&notes::files(text));
    for (repaired, outline) in notes.repaired.iter().zip(notes.outlines()) {
        balanced(&outline);
        for (event, range) in &outline.events {
            assert!(repaired.text.get(range.clone()).is_some(), "{event:?} stands at {range:?}");
            let _ = notes.sources.slice(repaired.span(range.clone()));
        }
        let mut before = 0;
        for heading in &outline.headings {
            assert!(before <= heading.events.start && heading.events.end <= outline.events.len());
            assert!((1..=6).contains(&heading.level));
            before = heading.events.end;
        }
        let marked = outline.sizes.keys().chain(outline.blocks.keys());
        assert!(marked.into_iter().all(|&event| event < outline.events.len()));
        let _ = body::plain(&outline, 0..outline.events.len());
    }
});
