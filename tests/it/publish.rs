//! What becomes of the output folder: whole or untouched, the same bytes every time, and nothing lost that is not the program's.

use crate::driver::{SEED, leafcutter, on_disk, ran, run, tree};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// A site with two services, each in a note of its own.
const SITE: &str = "\
-- content/storage.md --
# Amazon S3

Buckets hold objects.
-- content/queues.md --
# Amazon SQS

Queues hold messages.
";

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

fn write(folder: &Path, path: &str, text: &str) {
    fs::write(folder.join(path), text).unwrap_or_else(|why| panic!("{path}: {why}"));
}

fn is(path: &str, kind: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == kind)
}

#[track_caller]
fn build(folder: &Path) {
    let ran = run(folder, &["build"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
}

/// The user's own notes as a site.
fn seed() -> tempfile::TempDir {
    let site = on_disk(SITE);
    write(site.path(), "content/storage.md", SEED);
    site
}

#[test]
fn a_rebuild_removes_stale_pages_and_keeps_what_the_program_did_not_make() {
    let site = on_disk(SITE);
    build(site.path());
    write(site.path(), "public/CNAME", "notes.example\n");
    write(site.path(), "public/s3.html", "edited by hand");
    fs::remove_file(site.path().join("content/queues.md")).expect("a note can be removed");
    let ran = run(site.path(), &["build"]);
    assert_eq!(read(site.path(), "public/CNAME"), "notes.example\n");
    assert_eq!(read(site.path(), "public/s3.html.orig"), "edited by hand");
    assert!(read(site.path(), "public/s3.html").contains("Buckets hold objects."));
    assert!(!site.path().join("public/sqs.html").exists(), "the dropped note's page is gone");
    for kept in ["CNAME", "s3.html.orig"] {
        assert!(
            ran.out.contains(&format!("kept, because somebody else made or changed it: {kept}")),
            "{}",
            ran.out
        );
    }
}

#[test]
fn an_edit_by_hand_is_kept_also_where_an_earlier_one_was() {
    let site = on_disk(SITE);
    build(site.path());
    for edit in ["the first edit", "the second edit"] {
        write(site.path(), "public/s3.html", edit);
        build(site.path());
    }
    let files = fs::read_dir(site.path().join("public")).expect("the site stands there");
    let texts: Vec<String> =
        files.flatten().map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect();
    for edit in ["the first edit", "the second edit"] {
        assert!(texts.iter().any(|text| text == edit), "{edit} is lost");
    }
}

#[test]
fn what_was_kept_once_is_kept_by_every_later_build() {
    let site = on_disk(SITE);
    build(site.path());
    fs::create_dir(site.path().join("public/old")).expect("a folder can be made");
    write(site.path(), "public/old/talk.html", "a talk");
    std::os::unix::fs::symlink("old/talk.html", site.path().join("public/talk")).expect("a link can be made");
    build(site.path());
    build(site.path());
    assert_eq!(read(site.path(), "public/talk"), "a talk", "through the link that was kept too");
}

#[test]
fn a_site_whose_list_of_files_is_broken_loses_no_file() {
    let site = on_disk(SITE);
    build(site.path());
    write(site.path(), "public/CNAME", "notes.example\n");
    write(site.path(), "public/.leafcutter.json", "{ cut off");
    build(site.path());
    assert_eq!(read(site.path(), "public/CNAME"), "notes.example\n");
    assert!(read(site.path(), "public/s3.html").contains("Buckets hold objects."));
}

/// The places that must never become a site, each as an `--out` below a folder that holds `site/` and more.
const REFUSED: &[(&str, &str)] = &[
    ("the root of the machine", "/"),
    ("the home folder, though empty", "../home"),
    ("what holds the home folder", ".."),
    ("the root of the site", "."),
    ("the root of the site by another way", "../site/content/.."),
    ("the notes", "content"),
    ("the templates", "templates"),
    ("the static files", "static"),
    ("a new folder in the templates", "templates/out"),
    ("a link to the notes", "../link-to-notes"),
    ("a link to the root of the site", "../link-to-site"),
    ("a folder with other things in it", "../foreign"),
    ("a file", "leafcutter.yaml"),
    ("a place below a file", "leafcutter.yaml/out"),
];

#[test]
fn a_place_that_is_not_for_a_site_is_refused_and_nothing_changes() {
    let folder = on_disk(
        "-- site/content/n.md --\n# Amazon S3\n\nx\n-- site/leafcutter.yaml --\ntitle: Mine\n\
         -- site/templates/own.html --\nx\n-- site/static/own.css --\nx\n-- foreign/thesis.txt --\nyears of work\n",
    );
    fs::create_dir(folder.path().join("home")).expect("a folder can be made");
    for (to, name) in [("site/content", "link-to-notes"), ("site", "link-to-site")] {
        std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link can be made");
    }
    let before = tree(folder.path());
    for (what, out) in REFUSED {
        let mut command = leafcutter(&folder.path().join("site"), &["build", "--out", out]);
        let ran = ran(command.env("HOME", folder.path().join("home")));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{what} ({out})");
        assert!(ran.err.starts_with("error: "), "{what} ({out}): {}", ran.err);
        assert_eq!(tree(folder.path()), before, "{what} ({out})");
    }
}

#[test]
fn a_link_to_an_output_folder_is_followed_and_stays() {
    let site = on_disk(&format!("{SITE}-- elsewhere/.keep --\n"));
    fs::remove_file(site.path().join("elsewhere/.keep")).expect("it was just made");
    std::os::unix::fs::symlink("elsewhere", site.path().join("public")).expect("a link can be made");
    build(site.path());
    build(site.path());
    assert!(fs::read_link(site.path().join("public")).is_ok_and(|to| to == Path::new("elsewhere")));
    assert!(read(site.path(), "elsewhere/s3.html").contains("Buckets hold objects."));
}

#[test]
fn a_reader_of_the_site_never_misses_a_page_while_it_is_rebuilt() {
    let site = on_disk(SITE);
    build(site.path());
    let page = site.path().join("public/index.html");
    let done = AtomicBool::new(false);
    let (reads, missed) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut reads, mut missed) = (0, 0);
            while !done.load(Ordering::Relaxed) {
                let whole = fs::read_to_string(&page).is_ok_and(|text| text.trim_end().ends_with("</html>"));
                (reads, missed) = (reads + 1, missed + usize::from(!whole));
            }
            (reads, missed)
        });
        for round in 0..30 {
            write(site.path(), "content/storage.md", &format!("# Amazon S3\n\nround {round}\n"));
            build(site.path());
        }
        done.store(true, Ordering::Relaxed);
        reader.join().expect("the reader counts and does not fail")
    });
    assert!(reads > 30, "the reader was there: {reads}");
    assert_eq!(missed, 0, "of {reads} reads");
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let site = on_disk(SITE);
    build(site.path());
    let whole = tree(&site.path().join("public"));
    let staged = || fs::read_dir(site.path()).expect("the site is there").count() > 2;
    for _ in 0..5 {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
        let child = command.arg("build").current_dir(site.path()).stdout(Stdio::null()).spawn();
        let mut child = child.expect("the program was built before its tests");
        while !staged() && child.try_wait().expect("a child can be asked").is_none() {
            std::thread::yield_now();
        }
        child.kill().expect("a child can be killed");
        child.wait().expect("a child ends");
        assert_eq!(tree(&site.path().join("public")), whole);
        build(site.path());
    }
    assert_eq!(tree(&site.path().join("public")), whole);
}

#[test]
fn builds_at_the_same_time_give_the_site_that_one_of_them_alone_gives() {
    let site = on_disk(SITE);
    build(site.path());
    let whole = tree(&site.path().join("public"));
    let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
        let builds: Vec<_> = (0..4).map(|_| scope.spawn(|| run(site.path(), &["build"]).code)).collect();
        builds.into_iter().map(|build| build.join().expect("a run is no panic")).collect()
    });
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
    assert_eq!(tree(&site.path().join("public")), whole);
}

#[test]
fn a_build_that_fails_leaves_the_old_site_byte_for_byte() {
    for broken in ["{% block %}", "{{ no_such_thing }}", "{% extends \"gone.html\" %}"] {
        let site = on_disk(SITE);
        build(site.path());
        let before = tree(&site.path().join("public"));
        fs::create_dir(site.path().join("templates")).expect("a folder can be made");
        write(site.path(), "templates/index.html", broken);
        write(site.path(), "content/storage.md", "# Amazon S3\n\nnewer words\n");
        assert_eq!(run(site.path(), &["build"]).code, Some(2), "{broken}");
        assert_eq!(tree(&site.path().join("public")), before, "{broken}");
        assert_eq!(
            fs::read_dir(site.path()).expect("the site is there").count(),
            3,
            "nothing is left beside it"
        );
    }
}

#[test]
fn the_same_notes_give_the_same_bytes_on_one_thread_and_from_anywhere() {
    let site = seed();
    assert_eq!(run(site.path(), &["build", "--out", "a"]).code, Some(0));
    let alone = ran(leafcutter(site.path(), &["build", "--out", "b"]).env("RAYON_NUM_THREADS", "1"));
    assert_eq!(alone.code, Some(0));
    assert_eq!(run(&site.path().join("content"), &["build", "..", "--out", "../c"]).code, Some(0));
    let zone =
        ran(leafcutter(site.path(), &["build", "--out", "d"]).env("TZ", "Asia/Tokyo").env("LANG", "C"));
    assert_eq!(zone.code, Some(0));
    let first = tree(&site.path().join("a"));
    assert!(first.len() > 20, "the whole seed is built");
    for other in ["b", "c", "d"] {
        assert_eq!(tree(&site.path().join(other)), first, "{other}");
    }
}

#[test]
fn one_template_and_one_style_sheet_of_the_site_stand_in_for_the_built_in_ones() {
    let site = on_disk(&format!(
        "{SITE}-- templates/index.html --\n<h1>Mine: {{{{ site.title }}}}</h1>\n-- static/leafcutter.css --\nh1 {{ color: red }}\n\
         -- static/fonts/own.txt --\nbeside\n-- leafcutter.yaml --\ntitle: Cloud\n"
    ));
    build(site.path());
    assert_eq!(read(site.path(), "public/index.html").trim(), "<h1>Mine: Cloud</h1>");
    assert_eq!(read(site.path(), "public/leafcutter.css"), "h1 { color: red }\n");
    assert_eq!(read(site.path(), "public/fonts/own.txt"), "beside\n");
    assert!(
        read(site.path(), "public/s3.html").contains("<main"),
        "the page's template is still the built-in one"
    );
    assert!(site.path().join("public/filter.js").is_file());
}

#[test]
fn an_image_that_a_note_shows_is_copied_and_another_is_not() {
    let site = on_disk(
        "-- content/n.md --\n# Amazon S3\n\n![A bucket](img/bucket.png)\n-- content/img/bucket.png --\nused\n-- content/img/spare.png --\nunused\n",
    );
    build(site.path());
    let files = tree(&site.path().join("public"));
    let images: Vec<&String> = files.keys().filter(|path| is(path, "png")).collect();
    assert_eq!(images.len(), 1, "{images:?}");
    assert_eq!(read(site.path(), &format!("public/{}", images[0])), "used\n");
    assert!(read(site.path(), "public/s3.html").contains(&format!("src=\"{}\"", images[0])));
}

#[test]
fn nothing_private_beside_the_notes_is_published() {
    let private =
        ["content/.env", "content/.obsidian/app.json", "content/key.pem", "content/.git/config", "secret.md"];
    let planted = private.map(|path| format!("-- {path} --\nCANARY\n")).concat();
    let site = on_disk(&format!("{SITE}{planted}"));
    build(site.path());
    for path in tree(&site.path().join("public")).keys() {
        let file = site.path().join("public").join(path);
        assert!(!fs::read_to_string(&file).unwrap_or_default().contains("CANARY"), "{path}");
    }
}

#[test]
fn github_pages_takes_the_site_as_it_is() {
    let site = seed();
    build(site.path());
    assert_eq!(read(site.path(), "public/.nojekyll"), "");
    let files = tree(&site.path().join("public"));
    assert!(files.keys().all(|path| !path.starts_with('_')), "{files:?}");
}

/// The paths of a folder that differ from another one by case alone.
fn twins(folder: &Path) -> Vec<String> {
    let files = tree(folder);
    let mut names: Vec<String> = files.keys().map(|path| path.to_lowercase()).collect();
    names.sort_unstable();
    names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect()
}

#[test]
fn no_two_files_differ_by_case_alone() {
    let site = on_disk(
        "-- content/Retries.md --\n# Retries\n\na ![x](IMG/a.png)\n-- content/deep/retries.md --\n# RETRIES\n\n\
         b ![x](../img/A.png)\n-- content/IMG/a.png --\none\n-- content/img/A.png --\ntwo\n",
    );
    run(site.path(), &["build"]);
    assert_eq!(twins(&site.path().join("public")), Vec::<String>::new());
}

/// The addresses that the pages of a folder lead to, with the page.
fn addresses(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in tree(folder).into_keys().filter(|path| is(path, "html")) {
        let html = read(folder, &path);
        let values = ["href=\"", "src=\""].into_iter().flat_map(|name| html.split(name).skip(1));
        found.extend(values.map(|rest| (path.clone(), rest.split('"').next().unwrap_or(rest).to_owned())));
    }
    found
}

#[test]
fn no_page_has_an_absolute_path_so_the_site_works_in_any_folder_and_from_disk() {
    let site = seed();
    write(site.path(), "content/queues.md", "# Amazon MQ\n\n[up](/content/storage.md) ![y](/y.png)\n");
    run(site.path(), &["build"]);
    let addresses = addresses(&site.path().join("public"));
    assert!(addresses.len() > 100, "the pages are full of links");
    // What is shown where there is no page is shown at any address, and says from where its links begin.
    for (page, address) in
        addresses.into_iter().filter(|(page, address)| page != "404.html" || address != "/")
    {
        assert!(!address.starts_with('/') && !address.starts_with("file:"), "{page} leads to {address}");
    }
}

#[test]
fn no_file_of_the_site_tells_where_on_the_machine_it_was_built() {
    let site = seed();
    build(site.path());
    let here = site.path().to_str().expect("a temporary folder has a plain name");
    for path in tree(&site.path().join("public")).keys() {
        let text = fs::read_to_string(site.path().join("public").join(path)).unwrap_or_default();
        assert!(!text.contains(here), "{path}");
    }
}

#[test]
fn a_git_repository_is_no_output_folder() {
    let site = on_disk(SITE);
    assert_eq!(run(site.path(), &["build"]).code, Some(0));
    fs::create_dir_all(site.path().join("public/.git/refs")).expect("a folder can be made");
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("this folder is a git repository"), "{}", ran.err);
    assert!(site.path().join("public/.git/refs").is_dir());
}
