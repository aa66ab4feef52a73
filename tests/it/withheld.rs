//! What its author keeps back: notes, files and comments that no byte of the site may show.

use crate::driver::{body, build, findings, on_disk, pages, run, tree};
use serde_json::Value;
use std::fs;

/// A site with a word in every place that is the author's alone: each begins with `canary`.
const PLANTED: &str = "\
-- content/storage.md --
---
title: Storage %%canaryTitle%%
owner: canaryOwner
# canaryRemark
---
# Amazon S3 %%canaryHeading%%

Seen %%canaryText%% <!-- canaryHtml --> here. See [the plan](private/canaryPath.md), [[canaryDraft|a draft]], ![[canaryEmbed|an embed]] and
[a picture](private/canaryPicture.png), [key](canary.pem), [words %%canaryLink%%](queues.md).

%%
canaryBlock

canaryBlock
%%

<!-- canaryHtml

canaryHtml -->

<div>
<!-- canaryHtml -->
</div>

| Storage | Price %%canaryCell%% |
| --- | --- |
| SQS %%canaryCell%% | low <!-- canaryHtml --> |

- item %%canaryItem%%
  <!-- canaryHtml -->

> quote %%canaryQuote%%
> <!-- canaryHtml -->

## AWS Lambda %%canaryHeading%%

Runs code.
-- content/functions.md --
---
title: Steps %%canaryTitle%%
---
**AWS Step Functions %%canaryBold%%**
- runs steps
-- content/queues.md --
# Amazon SQS

Queues. ![shown](shown.png)
-- content/canaryDraft.md --
---
draft: true
title: canaryTitle
aliases: [canaryAlias]
---
# AWS KMS canaryHeading

Uses Amazon S3 and [[storage]]: canarySentence. ![[canaryImage.png]] https://canary.invalid/
-- content/canaryEmbed.md --
---
title: [canary
publish: false
---
# Amazon SNS canary

canary [^1] about Amazon SQS

[^1]: canary
-- content/private/canaryPath.md --
# Amazon S3

canary ![](canaryPicture.png)
-- content/deep/Private/plan.md --
canary
-- content/Drawing.excalidraw.md --
canary
-- content/LICENSE.md --
canary
-- content/.obsidian/canary.md --
canary
-- content/.obsidian/templates.json --
{ \"folder\": \"Meta/Patterns\" }
-- content/templates/canary.md --
canary
-- content/Meta/patterns/canary.md --
canary
-- content/.trash/canary.md --
canary
-- content/node_modules/canary.md --
canary
-- content/.canary.md --
canary
-- content/deep/.gitignore --
canary*
!/kept.md
-- content/deep/canaryIgnored.md --
canary
-- content/deep/deeper/canaryIgnored.md --
canary
-- content/deep/kept.md --
# Kept

In spite of `.gitignore`.
-- content/canary.md~ --
canary
-- content/.storage.md.swp --
canary
-- content/canaryImage.png --
canary
-- content/private/canaryPicture.png --
canary
-- content/canary.pem --
canary
-- content/shown.png --
shown
-- static/canary.key --
canary
-- leafcutter.yaml --
# canary
title: Storage
";

/// Whether `text` holds the word, in any case.
fn sings(text: &str) -> bool {
    text.to_ascii_lowercase().contains("canary")
}

#[test]
fn nothing_private_is_in_any_byte_of_the_site() {
    for html in ["sanitize", "trust"] {
        let site = on_disk(&PLANTED.replace("title: Storage\n", &format!("title: Storage\nhtml: {html}\n")));
        let ran = run(site.path(), &["build"]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        let public = site.path().join("public");
        let files = tree(&public);
        for there in ["files/shown.png", "s3.html", "sqs.html", "steps.html", "deep-kept.html"] {
            assert!(files.contains_key(there), "{there} is not in {:?}", files.keys());
        }
        for path in files.keys() {
            let bytes = fs::read(public.join(path)).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            let line = text.lines().chain([path.as_str()]).find(|line| sings(line));
            assert_eq!(line, None, "html: {html}, in {path}");
        }
    }
}

#[test]
fn explain_tells_what_was_left_out_and_why() {
    let site = on_disk(PLANTED);
    let told = run(site.path(), &["explain", "--format", "json"]);
    let told: Value = serde_json::from_str(&told.out).expect("it is JSON");
    let left_out = told["left_out"].as_array().expect("a list");
    let left_out: Vec<String> = left_out
        .iter()
        .map(|left| {
            format!("{} {}", left["file"].as_str().unwrap_or(""), left["rule"].as_str().unwrap_or(""))
        })
        .collect();
    assert_eq!(
        left_out,
        [
            "content/Drawing.excalidraw.md drawing",
            "content/LICENSE.md repository-file",
            "content/canaryDraft.md draft",
            "content/canaryEmbed.md withheld",
            "content/deep/Private/plan.md private-folder",
            "content/private/canaryPath.md private-folder",
            "static/canary.key key-file",
            "content/.canary.md hidden",
            "content/.obsidian hidden",
            "content/.storage.md.swp hidden",
            "content/.trash hidden",
            "content/Meta/patterns vault-templates",
            "content/canary.md~ editors-file",
            "content/deep/.gitignore hidden",
            "content/deep/canaryIgnored.md gitignored",
            "content/deep/deeper/canaryIgnored.md gitignored",
            "content/node_modules ignored-folder",
            "content/templates vault-templates",
        ]
    );
    let human = |args: &[&str]| run(site.path(), args).out;
    let draft = "\nLeft out:\n    content/Drawing.excalidraw.md  drawing: it is a drawing of Excalidraw\n";
    assert!(human(&["explain"]).contains(draft) && !human(&["explain"]).contains("node_modules"));
    for command in ["explain", "check", "build"] {
        let told = human(&[command, "-v"]);
        assert!(told.contains(draft) && told.contains("content/node_modules  ignored-folder: "), "{told}");
    }
    assert!(human(&["build"]).contains("left out of the site: 7 (leafcutter explain tells what, and why)"));
}

#[test]
fn a_link_to_what_is_withheld_is_its_text_alone() {
    let built = build(
        "-- content/a.md --\n# Amazon S3\n\nsee [the plan](plan.md), [a file](private/x.png) and [[plan#Costs|costs]]\n\
         -- content/plan.md --\n---\ndraft: true\n---\n# Amazon SQS\n\nfour words of text\n\
         -- content/private/x.png --\n",
    );
    assert_eq!(pages(&built), ["s3 (service)"]);
    assert!(
        body(&built, "s3.html").contains("<p>see the plan, a file and costs</p>"),
        "{}",
        body(&built, "s3.html")
    );
    assert_eq!((built.explanation.words.read, built.explanation.words.shown), (9, 9));
}

#[test]
fn notes_that_are_all_withheld_give_no_site_and_say_so() {
    let built = build("---\ndraft: true\n---\n# Amazon S3\n\nx\n");
    assert!(built.site.is_none());
    assert_eq!(findings(&built.report), ["no-notes: every note here is withheld"]);
}

#[test]
fn git_ignores_are_followed_as_git_follows_them() {
    let names = [
        "a.md",
        "b.md",
        "keep.md",
        "sub/a.md",
        "sub/b.md",
        "sub/keep.md",
        "sub/deep/b.md",
        "out/b.md",
        "out/keep.md",
    ];
    let notes = names.map(|name| format!("-- {name} --\n# {name}\n\nx\n")).concat();
    let ignores = "-- .gitignore --\nb.md\n/out/\n[oops\nkeep.md\n-- sub/.gitignore --\n/a.md\n!keep.md\n-- sub/deep/.gitignore --\n!b.md\n";
    let site = on_disk(&format!("{notes}{ignores}"));
    let told = run(site.path(), &["explain", "--format", "json"]);
    let told: Value = serde_json::from_str(&told.out).expect("it is JSON");
    let mut read: Vec<&str> = told["pages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|page| page["sources"][0]["file"].as_str())
        .collect();
    read.sort_unstable();
    assert_eq!(read, ["a.md", "sub/deep/b.md", "sub/keep.md"]);
}

#[test]
fn files_for_keys_and_passwords_are_never_published_not_even_where_a_note_leads_to_them() {
    let names = [
        "a.pem",
        "b.key",
        "c.p12",
        "d.pfx",
        "e.jks",
        "f.keystore",
        "g.kdbx",
        "h.ppk",
        "i.p8",
        "id_rsa",
        "id_ed25519",
        "id_ecdsa_aws",
        "credentials",
        "terraform.tfstate",
        "prod.tfvars",
        "private/x.pdf",
        ".env",
        ".env.local",
        ".netrc",
        ".npmrc",
        ".htpasswd",
        ".git/config",
        ".aws/credentials",
        ".ssh/config",
        ".DS_Store",
    ];
    let links = names.map(|name| format!("- [x]({name}) ![y]({name})\n")).concat();
    let among = names.map(|name| format!("-- content/{name} --\nCANARY\n")).concat();
    let files =
        ["server.pem", "id_rsa", ".env"].map(|name| format!("-- static/{name} --\nCANARY\n")).concat();
    let site = on_disk(&format!("-- content/n.md --\n# Amazon S3\n\n{links}{among}{files}"));
    assert_eq!(run(site.path(), &["build"]).code, Some(0));
    let public = site.path().join("public");
    for path in tree(&public).keys() {
        assert!(!fs::read_to_string(public.join(path)).unwrap_or_default().contains("CANARY"), "{path}");
    }
}

#[test]
fn no_link_among_the_files_shows_what_stands_elsewhere() {
    let site = on_disk(
        "-- site/content/n.md --\n# Amazon S3\n\n![x](deep/x.png) ![y](y.png)\n-- canary.md --\nCANARY\n",
    );
    let content = site.path().join("site/content");
    fs::create_dir_all(site.path().join("site/static")).expect("a folder can be made");
    for (to, name) in [
        ("../../canary.md", "out.md"),
        ("../../canary.md", "y.png"),
        ("/etc/passwd", "passwd.md"),
        ("..", "up"),
        ("self.md", "self.md"),
        ("out.md", "chain.md"),
        ("gone.md", "dangling.md"),
        ("/dev/zero", "zero.md"),
        ("../..", "deep"),
        ("../../canary.md", "../static/canary.css"),
    ] {
        std::os::unix::fs::symlink(to, content.join(name)).expect("a link can be made");
    }
    let ran = run(&site.path().join("site"), &["build", "--format", "json"]);
    let told: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let rules = told["findings"].as_array().into_iter().flatten().filter_map(|found| found["rule"].as_str());
    assert_eq!(rules.filter(|rule| *rule == "unfollowed").count(), 10, "{}", ran.out);
    let public = site.path().join("site/public");
    for path in tree(&public).keys() {
        let text = fs::read_to_string(public.join(path)).unwrap_or_default();
        assert!(!text.contains("CANARY") && !text.contains("root:"), "{path}");
    }
}

#[test]
fn nothing_tells_where_on_the_machine_the_notes_stand() {
    let site = on_disk(
        "-- site/content/n.md --\n# Amazon S3\n\n[x](gone.md) **AWS ECS:\n-- site/leafcutter.yaml --\ntitel: x\n",
    );
    let here = site.path().to_str().expect("a temporary folder is named in text").to_owned();
    let home = site.path().join("site");
    let ran = run(site.path(), &["build", home.to_str().expect("text"), "--format", "json"]);
    assert!(!ran.out.contains(&here), "{}", ran.out);
    for path in tree(&home.join("public")).keys() {
        assert!(
            !fs::read_to_string(home.join("public").join(path)).unwrap_or_default().contains(&here),
            "{path}"
        );
    }
}

#[test]
fn a_site_s_folders_that_are_links_to_elsewhere_are_not_followed() {
    let (site, elsewhere) = (on_disk("-- content/n.md --\n## S3\nx\n"), on_disk("-- a.css --\ncanary\n"));
    std::os::unix::fs::symlink(elsewhere.path(), site.path().join("static")).expect("a link can be made");
    let built = run(site.path(), &["build"]);
    assert!(built.out.contains("static is left out: it is a link that leaves its folder"), "{}", built.out);
    assert!(!site.path().join("public/a.css").exists());
}

#[test]
fn where_the_folder_of_the_notes_is_a_link_what_it_keeps_back_is_kept_back_too() {
    let site = on_disk(&PLANTED.replace("-- content/", "-- notes/"));
    let notes = site.path().join("notes");
    fs::write(notes.join(".gitignore"), "canarySecret.md\n").expect("a file can be written");
    fs::write(notes.join("canarySecret.md"), "# Amazon EC2\n\ncanary\n").expect("a file can be written");
    std::os::unix::fs::symlink("notes", site.path().join("content")).expect("a link can be made");
    assert_eq!(run(site.path(), &["build"]).code, Some(0));
    let public = site.path().join("public");
    for path in tree(&public).keys() {
        let text = fs::read(public.join(path)).unwrap_or_default();
        assert!(!sings(path) && !sings(&String::from_utf8_lossy(&text)), "{path}");
    }
}
