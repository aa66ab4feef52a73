//! What the index promises: nothing is left out, and the same pages give the same files.

use super::{Page, Run, Section, index, read, words};
use camino::Utf8PathBuf;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn page<'a>(title: &'a str, text: &'a str) -> Page<'a> {
    let run = |text: &'a str, strong| Run { text: text.into(), strong };
    let section = |id, path, text: &'a str| Section {
        id,
        path,
        text: vec![run(text, false), run("\n", false), run(text, true)],
    };
    Page {
        title,
        href: "page.html",
        category: "Storage",
        names: vec!["S3", "Simple Storage Service"],
        monogram: "S3",
        hue: 120,
        icon: None,
        service: true,
        sections: vec![section("", vec![], "At the top."), section("limits", vec!["Limits"], text)],
    }
}

/// The files by their names.
fn files(pages: &[Page]) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
    index(&pages.iter().map(read).map(Arc::new).collect::<Vec<_>>()).into_iter().collect()
}

fn data(script: &[u8]) -> Value {
    let text = std::str::from_utf8(script).expect("scripts are text");
    let inside = text.strip_prefix("LeafcutterSearch.take(").and_then(|text| text.strip_suffix(");\n"));
    serde_json::from_str(inside.expect("it hands data to the engine")).expect("the data is JSON")
}

fn named<'f>(
    files: &'f BTreeMap<Utf8PathBuf, Vec<u8>>,
    start: &str,
) -> impl Iterator<Item = Value> + use<'f> {
    let start = format!("search/{start}");
    files.iter().filter(move |(path, _)| path.as_str().starts_with(&start)).map(|(_, script)| data(script))
}

fn terms(files: &BTreeMap<Utf8PathBuf, Vec<u8>>) -> BTreeSet<String> {
    let lists = named(files, "w").map(|shard| shard[0].as_str().expect("the terms come first").to_owned());
    lists.flat_map(|list| list.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Pages enough for several files of every kind.
fn many() -> Vec<(String, String)> {
    let word = |number: usize| format!("w{}{}", number % 900, "x".repeat(number % 40));
    let text = |page: usize| (0..300).map(|number| word(page * 7 + number)).collect::<Vec<_>>().join(" ");
    (0..40).map(|page| (format!("Page {page}"), text(page))).collect()
}

proptest! {
    #[test]
    fn every_word_of_any_text_is_found(title in "\\PC{0,20}", text in "(\\PC|\n){0,200}") {
        let found = terms(&files(&[page(&title, &text)]));
        for part in [&title, &text] {
            let mut missing = Vec::new();
            words::each(part, &mut |term, _, _| if !found.contains(term) { missing.push(term.to_owned()) });
            prop_assert!(missing.is_empty(), "{missing:?} of {part:?}");
        }
    }
}

#[test]
fn the_lists_of_a_file_are_as_long_as_each_other() {
    let text = many();
    let pages: Vec<Page> = text.iter().map(|(title, text)| page(title, text)).collect();
    let files = files(&pages);
    let shards: Vec<_> = named(&files, "w").zip(named(&files, "o")).collect();
    assert!(shards.len() > 3, "{} are too few to see anything", shards.len());
    for (words, places) in shards {
        let count = |list: &Value| list.as_str().expect("it is a text").split(' ').count();
        assert_eq!([count(&words[0]); 2], [count(&words[1]), count(&places)]);
    }
}

#[test]
fn the_same_pages_give_the_same_files_on_any_number_of_threads() {
    let text = many();
    let on = |threads| {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        let pages: Vec<Page> = text.iter().map(|(title, text)| page(title, text)).collect();
        pool.install(|| files(&pages))
    };
    assert!(on(1) == on(4), "the files differ");
}

#[test]
fn an_edit_changes_the_names_of_the_files_it_changes() {
    let mut text = many();
    let on = |text: &[(String, String)]| {
        files(&text.iter().map(|(title, text)| page(title, text)).collect::<Vec<_>>())
    };
    let before = on(&text);
    text[3].1.push_str("new");
    let after = on(&text);
    for (path, bytes) in &before {
        let kept = after.get(path).is_none_or(|after| after == bytes) || path == "search/index.js";
        assert!(kept, "{path} has other bytes");
    }
    let same = before.keys().filter(|path| after.contains_key(*path)).count();
    assert!(same > before.len() / 2, "only {same} of {} files kept their names", before.len());
}

#[test]
fn no_note_can_end_the_script_that_holds_it() {
    let files = files(&[page("\"); alert(1); (\"", "</script><img src=x onerror=alert(1)>\\")]);
    let page = named(&files, "p/").next().expect("there is a page");
    assert_eq!(page[0][0], "\"); alert(1); (\"");
    assert!(page[1][1][2].as_str().is_some_and(|text| text.contains("onerror=alert(1)>\\")), "{page}");
}

#[test]
fn a_long_page_is_loaded_in_parts() {
    let long = "word ".repeat(3000);
    let mut own = page("Long", &long);
    own.sections.push(own.sections[1].clone());
    let files = files(&[own]);
    let parts = files.keys().filter(|path| path.as_str().starts_with("search/p/")).count();
    assert_eq!(parts, 3, "{:?}", files.keys());
}

#[test]
fn a_site_without_pages_has_an_index() {
    assert_eq!(data(&files(&[])[&Utf8PathBuf::from("search/index.js")])["sections"], 0);
}
