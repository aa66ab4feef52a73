//! The shape of the code: who uses whom, how long files are, what stands on their first line.

use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The layers: a module uses names of its own folder and of modules strictly before it.
const LAYERS: &[&[&str]] = &[
    &["fingerprint"],
    &["memo", "source", "slug", "spelling", "secrets"],
    &["diagnostic"],
    &["rules"],
    &["yaml"],
    &["config", "catalog", "report"],
    &["references"],
    &["notes"],
    &["site"],
    &["explain"],
    &["pipeline"],
    &["disk"],
    &["net"],
    &["serve"],
    &["cli"],
];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = WalkDir::new(&root).sort_by_file_name().into_iter().flatten();
    let rust = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "rs"));
    rust.map(|file| {
        let inside = file.path().strip_prefix(&root).expect("it is below src").to_owned();
        (inside, fs::read_to_string(file.path()).expect("it is text"))
    })
    .collect()
}

/// The part of a file before its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn a_module_uses_only_what_stands_before_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let first = path.iter().next().expect("a path has a name").to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs");
        let Some(own) = layer(module) else {
            assert!(matches!(module, "lib" | "main"), "{module} stands in no layer");
            continue;
        };
        for used in code(&text).split("crate::").skip(1).chain(code(&text).split("leafcutter::").skip(1)) {
            // `use crate::{rules, yaml};` names several at once
            let names = used.strip_prefix('{').map_or(used, |list| list.split('}').next().unwrap_or(list));
            let list = if used.starts_with('{') {
                names
            } else {
                names.split([':', ';', ' ', ',']).next().unwrap_or(names)
            };
            for name in list.split(',').map(|name| name.trim().split("::").next().unwrap_or_default()) {
                let allowed = name == module || layer(name).is_none_or(|used| used < own);
                if !allowed {
                    wrong.push(format!("{} uses {name}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_file_begins_with_what_it_is_for_and_is_not_too_long() {
    for (path, text) in sources() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.ends_with(['.', ':']), "{}: {first}", path.display());
        let length = code(&text).lines().count();
        assert!(length <= 400, "{} has {length} lines", path.display());
    }
}

#[test]
fn nothing_is_left_to_be_done() {
    for (path, text) in sources() {
        for word in [concat!("to", "do!"), concat!("unimple", "mented!"), concat!("FIX", "ME"), ".unwrap()"] {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn every_kind_of_finding_has_a_test() {
    let tests: String = ["embeds", "findings", "notes", "images", "links", "references", "cli"]
        .map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/{name}.rs")))
        .iter()
        .map(|path| fs::read_to_string(path).expect("it is text"))
        .collect();
    let cases =
        WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings")).into_iter().flatten();
    let cases: String = cases.filter_map(|case| fs::read_to_string(case.path()).ok()).collect();
    for rule in leafcutter::rules::ALL {
        assert!(tests.contains(rule.name) || cases.contains(rule.name), "no test shows {}", rule.name);
    }
}
