//! Images and other files of the notes: found as authors name them, published where a page shows them.

use crate::driver::{self, body, findings, on_disk, run};
use leafcutter::pipeline::{self, Build};

/// A note on S3 in `content/far/n.md`, among these files.
fn built(note: &str, files: &[&str]) -> Build {
    let mut snapshot = driver::snapshot(&format!("-- content/far/n.md --\n## S3\n{note}\n"));
    snapshot.assets.extend(files.iter().map(|file| format!("content/{file}").into()));
    snapshot.assets.sort();
    pipeline::build(&snapshot)
}

fn html(note: &str, files: &[&str]) -> String {
    body(&built(note, files), "s3.html")
}

fn published(built: &Build) -> Vec<&str> {
    let files = built.site.as_ref().expect("a site").keys();
    files.filter_map(|path| path.as_str().strip_prefix("files/")).collect()
}

#[test]
fn a_size_is_written_and_is_no_part_of_the_words() {
    for (note, shown) in [
        ("![[a.png|300]]", "alt=\"a.png\" width=\"300\""),
        ("![[a.png | 400]]", "alt=\"a.png\" width=\"400\""),
        ("![[a.png|300x200]]", "alt=\"a.png\" width=\"300\" height=\"200\""),
        ("![[a.png|a bucket|300]]", "alt=\"a bucket\" width=\"300\""),
        ("![a bucket|300](a.png)", "alt=\"a bucket\" width=\"300\""),
        ("![a|b](a.png)", "alt=\"a|b\""),
        ("![a bucket](a.png =300x200) x", "alt=\"a bucket\" width=\"300\" height=\"200\""),
        ("![a](a.png =x200)", "alt=\"a\" height=\"200\""),
        ("![300](a.png)", "alt=\"300\""),
        ("|a|b|\n|-|-|\n|![[a.png|a b|300]]|c|", "alt=\"a b\" width=\"300\""),
    ] {
        let built = built(note, &["a.png"]);
        let html = body(&built, "s3.html");
        assert!(html.contains(&format!("<img src=\"files/a.png\" {shown} loading")), "{note}: {html}");
        assert_eq!(built.explanation.words.read, built.explanation.words.shown, "{note}");
    }
}

#[test]
fn a_file_is_found_by_path_by_name_and_in_the_own_folder_first() {
    let files = [
        "Untitled.png",
        "deep/er/Only one.png",
        "far/Untitled.png",
        "far/img/x y.png",
        "far/att/Near.png",
        "Near.png",
        "far/caf\u{e9}.png",
        "far/#1.png",
    ];
    for (note, file) in [
        ("![a](Untitled.png)", "far/Untitled.png"),
        ("![[Untitled.png]]", "far/Untitled.png"),
        ("![a](../Untitled.png)", "Untitled.png"),
        ("![a](/Untitled.png)", "Untitled.png"),
        ("![a](img/x%20y.png)", "far/img/x%20y.png"),
        ("![a](<img/x y.png>)", "far/img/x%20y.png"),
        ("![a](IMG/X%20Y.PNG)", "far/img/x%20y.png"),
        ("![[img/x y.png]]", "far/img/x%20y.png"),
        ("![[x y.png]]", "far/img/x%20y.png"),
        ("![[Only one.png]]", "deep/er/Only%20one.png"),
        ("![[er/Only one.png]]", "deep/er/Only%20one.png"),
        ("![a](Only%20one.png)", "deep/er/Only%20one.png"),
        ("![[near.png]]", "far/att/Near.png"),
        ("![a](cafe\u{301}.png)", "far/caf%C3%A9.png"),
        ("![a](%231.png)", "far/%231.png"),
    ] {
        let html = html(note, &files);
        assert!(html.contains(&format!("<img src=\"files/{file}\"")), "{note}: {html}");
    }
}

#[test]
fn files_that_differ_in_case_alone_are_both_published() {
    let built = built("![a](A.png) ![b](a.PNG) ![c](a.png)", &["far/A.png", "far/a.PNG", "far/a.png"]);
    assert_eq!(published(&built), ["far/A.png", "far/a-2.PNG", "far/a-3.png"]);
}

#[test]
fn only_what_a_page_shows_or_leads_to_is_published() {
    let built = built(
        "![a](a.png)\n<img src=\"b.png\" alt=\"b\"> <a href='c.zip'>c</a>\n[d](d.pdf)\n",
        &["far/a.png", "far/b.png", "far/c.zip", "far/d.pdf", "far/e.png"],
    );
    assert_eq!(published(&built), ["far/a.png", "far/b.png", "far/c.zip", "far/d.pdf"]);
    assert_eq!(findings(&built.report), [""; 0]);
}

#[test]
fn video_and_sound_have_controls_and_documents_are_links() {
    let files = ["far/clip.mp4", "far/talk.mp3", "far/slides.pdf", "far/data.zip"];
    for (note, shown) in [
        ("![[clip.mp4|400]]", "<video src=\"files/far/clip.mp4\" width=\"400\" controls"),
        ("![talk](talk.mp3)", "<audio src=\"files/far/talk.mp3\" controls"),
        ("![[slides.pdf]]", "<a href=\"files/far/slides.pdf\">slides.pdf</a>"),
        ("![[data.zip]]", "<a href=\"files/far/data.zip\">data.zip</a>"),
        ("![v](https://a.io/v.webm?x=1)", "<video src=\"https://a.io/v.webm?x=1\""),
        ("![i](https://a.io/image)", "<img src=\"https://a.io/image\""),
    ] {
        let built = built(note, &files);
        let html = body(&built, "s3.html");
        assert!(html.contains(shown), "{note}: {html}");
        assert_eq!(built.explanation.words.read, built.explanation.words.shown, "{note}");
    }
    let raw = html("<video src=\"clip.mp4\" autoplay onplay=\"x()\">no</video>\n", &files);
    assert!(raw.contains("src=\"files/far/clip.mp4\"") && raw.contains("controls"), "{raw}");
    assert!(!raw.contains("autoplay") && !raw.contains("onplay"), "{raw}");
}

#[test]
fn raw_html_leads_where_markdown_does() {
    let note = "<a href=\"../other.md#Part two\">o</a> <img src='img/x y.png' width=40>\n\
        <p><img src=img/x%20y.png> <a href=\"#limits\">l</a> <a href=\"mailto:a@b.io\">m</a></p>\n\n### Limits\nx";
    let mut snapshot = driver::snapshot(&format!(
        "-- content/far/n.md --\n## S3\n{note}\n-- content/other.md --\n# Other\n## Part two\ny\n"
    ));
    driver::add(&mut snapshot, "content/far/img/x y.png", &[]);
    let built = pipeline::build(&snapshot);
    let html = body(&built, "s3.html");
    for shown in [
        "href=\"other.html#other-part-two\"",
        "<img src=\"files/far/img/x%20y.png\" width=\"40\">",
        "href=\"#s3-limits\"",
        "href=\"mailto:a@b.io\"",
    ] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    assert_eq!(findings(&built.report), [""; 0]);
}

#[test]
fn a_broken_link_in_raw_html_is_found_where_it_stands() {
    let built = built(
        "x <a href='gone.md'>g</a>\n\n<div>\n<img src=\"gone.png\" alt=\"picture\">\n</div>\n",
        &["far/gnoe.png"],
    );
    assert_eq!(
        findings(&built.report),
        [
            "content/far/n.md:2:3 broken-link: this link leads nowhere: `gone.md`",
            "content/far/n.md:5:11 broken-link: this link leads nowhere: `gone.png`",
        ]
    );
    assert_eq!(built.report.diagnostics[1].help, "did you mean `far/gnoe.png`?");
    let html = body(&built, "s3.html");
    assert!(html.contains(">g</a>") && html.contains("picture") && !html.contains("gone"), "{html}");
}

#[test]
fn drawings_of_obsidian_are_named_and_not_shown() {
    for note in ["![[b.canvas]]", "[[b.canvas]]", "[[d.base]]"] {
        let built = built(note, &["b.canvas", "d.base"]);
        assert!(
            findings(&built.report)[0].contains("broken-link: a file of this kind is not shown"),
            "{note}"
        );
        assert!(published(&built).is_empty());
    }
}

#[test]
fn an_image_in_an_address_is_shown_unless_it_could_run_a_script() {
    assert!(
        html("![i](data:image/png;base64,AAAA)", &[]).contains("<img src=\"data:image/png;base64,AAAA\"")
    );
    for unsafe_image in ["data:image/svg+xml;base64,alert", "data:text/html,x", "javascript:alert(1)"] {
        let built = built(&format!("![i]({unsafe_image}) <img src=\"{unsafe_image}\">"), &[]);
        let html = body(&built, "s3.html");
        assert!(!html.contains("data:") && !html.contains("alert"), "{html}");
        assert!(findings(&built.report)[0].contains("unsafe-link"), "{unsafe_image}");
    }
}

#[test]
fn files_that_can_run_scripts_are_published_only_where_html_is_trusted() {
    let sanitized = built("[page](old.html)", &["old.html"]);
    assert!(findings(&sanitized.report)[0].contains("unsafe-link: this file is not published"));
    assert!(published(&sanitized).is_empty());
}

#[test]
fn a_picture_that_could_run_a_script_is_told_and_shown_all_the_same() {
    let site = on_disk(
        "-- content/s3.md --\n# Amazon S3\n\n![a](evil.svg) ![b](good.svg)\n-- content/evil.svg --\n<svg onload=\"1\"/>\n-- content/good.svg --\n<svg/>\n",
    );
    let ran = run(site.path(), &["build"]);
    assert!(ran.out.contains("warning[active-picture]: content/evil.svg holds a script"), "{}", ran.out);
    assert!(
        !ran.out.contains("content/good.svg holds") && site.path().join("public/files/evil.svg").is_file()
    );
}
