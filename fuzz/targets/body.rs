//! A whole site is built without failing, the same each time, with every word and with nothing that could run.
#![no_main]

mod notes;

use html5gum::{StartTag, Token, Tokenizer};
use leafcutter::diagnostic::Severity;
use leafcutter::pipeline;
use leafcutter::references::listing;
use leafcutter::report::{human, json};
use leafcutter::site::Artifact;
use libfuzzer_sys::fuzz_target;

/// Longer texts are built only once.
const BUILT_TWICE: usize = 1024;

/// The theme's own scripts.
const SCRIPTS: [&[u8]; 2] = [b"page.js", b"filter.js"];

/// Whether raw HTML in the notes may give a place a name: two of them can be the same, and that is found.
fn names_places(text: &[u8]) -> bool {
    let text: String = String::from_utf8_lossy(text).split_whitespace().collect::<String>().to_lowercase();
    text.contains("id=") || text.contains("name=")
}

fn harmless(tag: &StartTag<()>) {
    match tag.name.as_slice() {
        b"script" => {
            let from = tag.attributes.get(b"src".as_slice()).map(|from| from.as_slice());
            assert!(from.is_some_and(|from| SCRIPTS.contains(&from)), "{tag:?}");
        }
        b"iframe" | b"object" | b"embed" | b"base" | b"style" | b"template" => panic!("{tag:?}"),
        _ => {}
    }
    for (name, value) in &tag.attributes {
        assert!(!name.starts_with(b"on") && name.as_slice() != b"srcdoc", "{tag:?}");
        let value = String::from_utf8_lossy(value).to_lowercase();
        let scheme: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let loads = matches!(name.as_slice(), b"href" | b"src" | b"action" | b"formaction" | b"poster");
        let runs = scheme.starts_with("javascript:") || scheme.starts_with("vbscript:");
        assert!(!(loads && runs), "{tag:?}");
    }
}

fuzz_target!(|text: &[u8]| {
    let snapshot = notes::snapshot(text);
    let build = pipeline::build(&snapshot);
    // Sanitising drops raw tags that stand where they cannot, and so joins the words around them.
    if !text.contains(&b'<') {
        assert_eq!(build.explanation.words.read, build.explanation.words.shown, "words read and shown");
    }
    for found in &build.report.diagnostics {
        assert!(found.rule.name != "duplicate-id" || names_places(text), "{}", found.message);
    }
    let rows = listing::rows(&build.references, &build.report.sources);
    let _ = (human::render(&build.report, Severity::Hint), json::render(&build.report, Some(&rows)));
    for (path, artifact) in build.site.iter().flatten() {
        if let (Some("html"), Artifact::Bytes(page)) = (path.extension(), artifact) {
            for token in Tokenizer::new(&page[..]).flatten() {
                if let Token::StartTag(tag) = token {
                    harmless(&tag);
                }
            }
        }
    }
    if text.len() <= BUILT_TWICE {
        let again = pipeline::build(&snapshot);
        assert!(build.site == again.site, "two builds differ");
        assert_eq!(build.report.diagnostics, again.report.diagnostics);
        assert_eq!(build.edits, again.edits);
    }
});
