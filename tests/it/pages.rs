//! Pages of the site besides those of the notes: by category, for paper, for what is not there.

use crate::driver::{build, output};

#[test]
fn the_page_with_everything_has_every_word_and_its_links_lead_to_its_own_places() {
    let built = build(
        "-- content/s3.md --\n# Amazon S3\n\n## Limits\n\nSee [ids](ec2.md#types), [here](#limits) and [all](ec2.md).\n-- content/ec2.md --\n# Amazon EC2\n\n## Types\n\nMany.\n",
    );
    let page = output(&built, "print.html");
    for (href, id) in
        [("ec2--ec2-types", "ec2--ec2-types"), ("s3--s3-limits", "s3--s3-limits"), ("ec2", "ec2")]
    {
        assert!(
            page.contains(&format!("<a href=\"#{href}\">")) && page.contains(&format!("id=\"{id}\"")),
            "{href}"
        );
    }
    assert!(page.contains("<h3 id=\"s3--s3-limits\">Limits") && page.contains("Many."));
}

#[test]
fn the_page_for_what_is_not_there_works_at_any_depth() {
    let base = |settings: &str| {
        let built = build(&format!(
            "-- leafcutter.yaml --\n{settings}\n-- content/s3.md --\n# Amazon S3\n\nBuckets.\n"
        ));
        let page = output(&built, "404.html").clone();
        page.split("<base href=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
    };
    assert_eq!(base("title: Notes").as_deref(), Some("/"));
    assert_eq!(base("url: https://me.github.io/notes").as_deref(), Some("/notes/"));
}

#[test]
fn a_category_has_a_page_that_breadcrumbs_and_home_lead_to() {
    let built = build(
        "-- content/s3.md --\n# Amazon S3\n\nBuckets.\n-- content/efs.md --\n# Amazon EFS\n\nFiles.\n-- content/x.md --\n# Exam day\n\nSleep.\n",
    );
    let page = output(&built, "category-storage.html");
    assert!(
        page.contains(">Amazon S3</a>")
            && page.contains("href=\"efs.html\"")
            && !page.contains(">Exam day</a>")
    );
    for from in ["index.html", "s3.html", "category-other-notes.html"] {
        assert!(output(&built, from).contains("href=\"category-storage.html\""), "{from}");
    }
}

#[test]
fn a_note_that_is_called_like_a_category_page_does_not_take_its_address() {
    let built = build(
        "-- content/s3.md --\n# Amazon S3\n\nBuckets.\n-- content/category-storage.md --\n# Category storage\n\nMine.\n",
    );
    assert!(output(&built, "category-storage.html").contains(">Amazon S3</a>"));
    assert!(output(&built, "category-storage-notes.html").contains("Mine."));
}

#[test]
fn a_site_may_bring_pictures_for_its_services() {
    let built = build(
        "-- static/icons/s3.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n-- content/s3.md --\n# Amazon S3\n\nBuckets.\n-- content/ec2.md --\n# Amazon EC2\n\nMany.\n",
    );
    let home = output(&built, "index.html");
    assert!(home.contains("src=\"icons/s3.svg\"") && !home.contains("icons/ec2.svg"));
}

#[test]
fn pages_of_notes_that_are_not_trusted_allow_browsers_to_run_only_the_theme() {
    let policy = "http-equiv=\"Content-Security-Policy\"";
    let built = build("# Amazon S3\n\nBuckets.\n");
    for page in ["index.html", "s3.html", "404.html", "print.html", "category-storage.html"] {
        assert!(output(&built, page).contains(policy), "{page}");
    }
    let trusted = build("-- leafcutter.yaml --\nhtml: trust\n-- content/s3.md --\n# Amazon S3\n\nBuckets.\n");
    assert!(!output(&trusted, "s3.html").contains(policy));
}

#[test]
fn neither_a_page_nor_the_first_page_grows_with_the_site() {
    let sizes = |notes: usize| {
        let note = |n| format!("-- content/t{n:03}.md --\n# Topic {n:03}\n\nText.\n");
        let notes: Vec<String> = (0..notes).map(note).collect();
        let built = build(&notes.concat());
        let page = format!("{}.html", built.explanation.pages[60].slug);
        [output(&built, &page).len(), output(&built, "index.html").len()]
    };
    let ([page, home], [page_of_many, home_of_many]) = (sizes(130), sizes(390));
    assert!(page_of_many < page + 200 && home_of_many < home + 200, "{page_of_many} {home_of_many}");
}
