//! The user's own note as a site, file by file, kept in `tests/golden/`. `UPDATE_GOLDEN=1 cargo test golden` writes it anew.

use crate::driver::SEED;
use leafcutter::pipeline;
use leafcutter::site::Artifact;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

fn built() -> BTreeMap<String, String> {
    let snapshot = crate::driver::snapshot(&format!(
        "-- leafcutter.yaml --\ntitle: AWS developer notes\n-- content/aws-developer-notes.md --\n{SEED}"
    ));
    let site = pipeline::build(&snapshot).site.expect("the site is made");
    let pages = site.into_iter().filter(|(path, _)| path.extension() == Some("html"));
    pages
        .filter_map(|(path, artifact)| match artifact {
            Artifact::Bytes(bytes) => {
                Some((path.into_string(), String::from_utf8(bytes.to_vec()).expect("pages are text")))
            }
            Artifact::Copy(_) => None,
        })
        .collect()
}

#[test]
fn the_users_note_gives_the_same_site_as_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let built = built();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (path, html) in &built {
            fs::write(folder.join(path), html).expect("a page can be written");
        }
    }
    let kept: Vec<String> = WalkDir::new(&folder)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(built.keys().collect::<Vec<_>>(), kept.iter().collect::<Vec<_>>());
    for (path, html) in &built {
        let before = fs::read_to_string(folder.join(path)).expect("a kept page is text");
        let differs = before.lines().zip(html.lines()).find(|(before, now)| before != now);
        assert!(before == *html, "{path} is not as it was kept: {differs:?}");
    }
}
