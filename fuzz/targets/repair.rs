//! Repairing any text never fails, changes no word, and leaves nothing to repair.
#![no_main]

mod notes;

use leafcutter::source::File;
use libfuzzer_sys::fuzz_target;
use notes::{Notes, words};

fn repaired(text: &str) -> Notes {
    Notes::new(&[File { path: "content/notes.md".into(), bytes: text.as_bytes().to_vec().into() }])
}

fuzz_target!(|text: &str| {
    // A blank line first, so that nothing is taken for front matter; and no comments, which are taken out.
    let text = format!("\n{}", text.replace("%%", ""));
    let once = repaired(&text);
    once.show_findings();
    let Some(note) = once.repaired.first() else { return };
    // As it was read: secrets are covered.
    let read = &once.sources.get(once.notes[0].source).text;
    assert_eq!(words(&note.text), words(read), "a word changed");
    for edit in &note.edits {
        assert!(!edit.replacement.contains(char::is_alphanumeric), "an edit writes words: {edit:?}");
        assert!(words(once.sources.slice(edit.span)).is_empty(), "an edit takes words: {edit:?}");
    }
    let twice = repaired(&note.text);
    assert!(
        twice.repaired[0].edits.is_empty(),
        "{:?} is repaired to {:?}",
        note.text,
        twice.repaired[0].text
    );
});
