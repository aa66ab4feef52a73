//! `check --fix` on real files: what it writes, what it shows first, and what it leaves alone.

use crate::driver::{self, Ran, SEED, leafcutter, on_disk, ran, run, tree};
use leafcutter::disk::Place;
use leafcutter::pipeline;
use leafcutter::source::Snapshot;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

/// Two notes to mend and a clean one.
const UNTIDY: &str = "\
-- content/more notes/cloud\u{e9}.md --
**Amazon CloudFront**
\tdistribution
\t\tALB
-- content/sqs.md --
# Amazon SQS

Queues.
-- content/storage.md --
**AWS S3:**
- buckets
-- leafcutter.yaml --
title: Cloud
";

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).expect("the note is there, and is text")
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    fs::write(folder.join(path), bytes).expect("a note can be written");
}

/// A folder with one note of these bytes, after `check --fix`.
fn fixed(bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    write(folder.path(), "note.md", bytes);
    run(folder.path(), &["check", "--fix"]);
    fs::read(folder.path().join("note.md")).expect("the note is still there")
}

#[track_caller]
fn assert_ends(ran: &Ran, code: i32, words: &str) {
    assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
    assert!(ran.out.trim_end().ends_with(words), "{}", ran.out);
}

#[test]
fn the_notes_are_mended_and_nothing_else_is_touched() {
    let site = on_disk(UNTIDY);
    let before = tree(site.path());
    assert_ends(&run(site.path(), &["check", "--fix"]), 0, "mended 6 places in 2 notes");
    assert_eq!(read(site.path(), "content/storage.md"), "## AWS S3:\n- buckets\n");
    let cloud = "content/more notes/cloud\u{e9}.md";
    assert_eq!(read(site.path(), cloud), "## Amazon CloudFront\n- distribution\n  - ALB\n");
    let after = tree(site.path());
    let changed: Vec<_> = after.iter().filter(|(path, hash)| before.get(*path) != Some(hash)).collect();
    assert_eq!((after.len(), changed.len()), (before.len(), 2), "{changed:?}");
    assert_ends(&run(site.path(), &["check", "--fix"]), 0, "nothing to mend");
    assert_eq!(tree(site.path()), after);
}

#[test]
fn a_dry_run_shows_the_same_changes_and_writes_nothing() {
    let (site, other) = (on_disk(UNTIDY), on_disk(UNTIDY));
    let before = tree(site.path());
    let dry = run(site.path(), &["check", "--fix", "--dry-run"]);
    assert_ends(&dry, 0, "would mend 6 places in 2 notes; nothing was written");
    assert_eq!(tree(site.path()), before);
    let wet = run(other.path(), &["check", "--fix"]);
    let diff = "--- a/content/storage.md\n+++ b/content/storage.md\n@@ -1,2 +1,2 @@\n-**AWS S3:**\n+## AWS S3:\n - buckets\n";
    assert!(dry.out.contains(diff) && wet.out.contains(diff), "{}", dry.out);
}

#[test]
fn the_changes_are_coloured_on_a_terminal() {
    let site = on_disk(UNTIDY);
    let dry = ran(leafcutter(site.path(), &["check", "--fix", "--dry-run"]).env("CLICOLOR_FORCE", "1"));
    assert!(dry.out.contains("\u{1b}[32m+## AWS S3:\u{1b}[0m\n"), "{:?}", dry.out);
}

#[test]
fn git_applies_what_a_dry_run_prints() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let notes = folder.path().join("my notes");
    fs::create_dir(&notes).expect("a folder can be made");
    let texts: [(&str, &str); 4] = [
        ("seed.md", SEED),
        ("no end \u{e9}.md", "\u{feff}**AWS S3:**\n- buckets  \n-glued dash of words"),
        ("dos.md", "**AWS SQS:**\r\n- a\r\n  - b\r\n  Note: c\r\n"),
        ("quote\" and \\ and\ttab.md", "**AWS ECS:\n- runs containers\n"),
    ];
    for (name, text) in texts {
        write(&notes, name, text.as_bytes());
    }
    let dry = run(folder.path(), &["check", "my notes", "--fix", "--dry-run"]);
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.args(args).current_dir(&notes).output().expect("git is there")
    };
    write(folder.path(), "fix.diff", dry.out.as_bytes());
    assert!(git(&["init", "-q", ".."]).status.success());
    let applied = git(&["apply", "../fix.diff"]);
    assert!(applied.status.success(), "{}\n{}", String::from_utf8_lossy(&applied.stderr), dry.out);
    for (name, text) in texts {
        assert_eq!(read(&notes, name).as_bytes(), fixed(text.as_bytes()), "{name}");
        assert_ne!(read(&notes, name), text, "{name}");
    }
    assert!(run(&notes, &["check", "--fix"]).out.trim_end().ends_with("nothing to mend"));
}

#[test]
fn the_mended_seed_gives_the_same_site_and_no_finding_that_can_be_mended() {
    let site = on_disk("-- content/notes.md --\n");
    write(site.path(), "content/notes.md", SEED.as_bytes());
    let place = Place::find(site.path()).expect("it is a site");
    let build = || pipeline::build(&place.read().expect("it can be read"));
    let before = build();
    assert_ends(&run(site.path(), &["check", "--fix"]), 1, "places in 1 note");
    let after = build();
    assert!(driver::site(&before) == driver::site(&after));
    assert!(after.report.diagnostics.iter().all(|found| found.fix.is_none()) && after.edits.is_empty());
}

#[test]
fn every_case_of_a_finding_gives_the_same_site_once_it_is_mended() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    for case in fs::read_dir(folder).expect("the cases are there").flatten() {
        let text = fs::read_to_string(case.path()).expect("a case is text");
        let text: String = text.split_inclusive('\n').filter(|line| !line.contains("]: ")).collect();
        // An address that has moved is written anew, which readers see.
        let before = Snapshot { lock: None, ..driver::snapshot(&text) };
        let (after, left) = driver::mended(&before);
        let (before, after) = (pipeline::build(&before), pipeline::build(&after));
        // An address that moved is another one afterwards.
        let same = text.contains("-- links.lock --") || driver::site(&before) == driver::site(&after);
        assert!(same, "{}", case.path().display());
        // What git left half merged is the author's to decide.
        let mended = left.is_empty() && after.edits.is_empty();
        assert_eq!(mended, !text.contains("<<<<<<< "), "{}", case.path().display());
    }
}

#[test]
fn all_that_is_no_repair_stays_byte_for_byte() {
    let before = "\u{feff}---\r\ntitle:   My notes  \r\n---\r\n\r\n**AWS S3:**  \r\n- a \t\r\n  - b\r\n  Note: \u{a0}c\r\n\r\n```\r\n\tcode  \r\n```\r\n%%mine%%   ";
    let after = "\u{feff}---\r\ntitle:   My notes  \r\n---\r\n\r\n## AWS S3:  \r\n- a \t\r\n  - b\r\n\r\n  Note: \u{a0}c\r\n\r\n```\r\n\tcode  \r\n```\r\n%%mine%%   ";
    assert_eq!(String::from_utf8(fixed(before.as_bytes())).as_deref(), Ok(after));
}

#[test]
fn lines_mended_in_several_rounds_keep_the_line_ends_of_their_note() {
    let text = "## Amazon SQS\r\n<!-- open\r\n\ta\r\n- b\r\n  - c\r\n  Note: d\r\n";
    let after = String::from_utf8(fixed(text.as_bytes())).expect("a mended note is text");
    assert_eq!(after, "## Amazon SQS\r\n\\<!-- open\r\n- a\r\n- b\r\n  - c\r\n\r\n  Note: d\r\n");
}

#[test]
fn a_note_that_is_not_all_text_is_left_alone_and_the_others_are_mended() {
    for bytes in [&b"**AWS SQS:**\n- caf\xe9 and more words\n"[..], b"**AWS SQS:**\n- a\0b and more words\n"]
    {
        let site = on_disk(UNTIDY);
        write(site.path(), "content/old.md", bytes);
        let ran = run(site.path(), &["check", "--fix"]);
        assert_ends(&ran, 1, "mended 6 places in 2 notes");
        assert!(ran.err.contains("content/old.md is left as it is: not all of it is UTF-8"), "{}", ran.err);
        assert_eq!(fs::read(site.path().join("content/old.md")).expect("it is there"), bytes);
    }
}

#[test]
fn a_note_whose_mended_text_would_be_front_matter_is_left_alone() {
    let text = "---\n**AWS Lambda:**\ntype: function\n---\nruns code\n";
    let folder = on_disk(&format!("-- lambda notes.md --\n{text}"));
    let ran = run(folder.path(), &["check", "--fix"]);
    assert_ends(&ran, 0, "nothing was mended");
    assert!(ran.err.contains("lambda notes.md is left as it is: with its repairs"), "{}", ran.err);
    assert!(ran.out.contains("hint[bold-title]"), "what is not mended is still told: {}", ran.out);
    assert_eq!(read(folder.path(), "lambda notes.md"), text);
}

#[test]
fn a_note_that_is_not_to_be_written_is_told_and_the_others_are_mended() {
    let site = on_disk(UNTIDY);
    let closed = site.path().join("content/storage.md");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o444)).expect("one may close one's own file");
    let ran = run(site.path(), &["check", "--fix"]);
    assert_ends(&ran, 2, "mended 4 places in 1 note");
    assert!(ran.err.contains("content/storage.md: this note is not to be written"), "{}", ran.err);
    assert!(ran.out.contains("hint[bold-title]"), "what is not mended is still told: {}", ran.out);
    assert_eq!(read(site.path(), "content/storage.md"), "**AWS S3:**\n- buckets\n");
}

#[test]
fn a_mended_note_keeps_its_permissions() {
    let site = on_disk(UNTIDY);
    let note = site.path().join("content/storage.md");
    fs::set_permissions(&note, fs::Permissions::from_mode(0o640)).expect("one may open one's own file");
    run(site.path(), &["check", "--fix"]);
    let mode = fs::metadata(&note).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_note_is_written_only_where_what_was_read_still_stands() {
    let site = on_disk(&format!("{UNTIDY}-- elsewhere/storage.md --\n**AWS S3:**\n- buckets\n"));
    let place = Place::find(site.path()).expect("it is a site");
    let notes = place.read().expect("it can be read").notes;
    let note = notes.iter().find(|note| note.path.ends_with("storage.md")).expect("it is a note");
    let refused = || place.rewrite(note, b"new").expect_err("it is another file").to_string();
    let content = site.path().join("content");

    write(&content, "storage.md", b"saved meanwhile");
    assert!(refused().contains("content/storage.md: this note was changed after it was read"));
    assert_eq!(read(&content, "storage.md"), "saved meanwhile");

    fs::remove_file(content.join("storage.md")).expect("it can be removed");
    symlink("../elsewhere/storage.md", content.join("storage.md")).expect("a link can be made");
    assert!(refused().contains("no longer a file of its own"));

    fs::remove_file(content.join("storage.md")).expect("it can be removed");
    assert!(refused().contains("No such file"));

    assert_eq!(read(site.path(), "elsewhere/storage.md"), "**AWS S3:**\n- buckets\n");
    assert!(tree(&content).keys().all(|name| !name.contains(".leafcutter-")), "nothing is left behind");
}

#[test]
fn a_folder_that_became_a_link_out_of_the_notes_is_not_written_through() {
    let site = on_disk("-- content/aws/s3.md --\n**AWS S3:**\n");
    let place = Place::find(site.path()).expect("it is a site");
    let notes = place.read().expect("it can be read").notes;
    fs::rename(site.path().join("content/aws"), site.path().join("aws")).expect("it can be moved");
    symlink("../aws", site.path().join("content/aws")).expect("a link can be made");
    let refused = place.rewrite(&notes[0], b"new").expect_err("it lies elsewhere").to_string();
    assert!(refused.contains("no longer lies in the folder of the notes"), "{refused}");
    assert_eq!(read(site.path(), "aws/s3.md"), "**AWS S3:**\n");
}

#[test]
fn notes_that_are_links_are_mended_at_their_own_place_alone() {
    let site = on_disk("-- content/own.md --\n**AWS S3:**\n-- outside.md --\n**AWS SQS:**\n");
    symlink("own.md", site.path().join("content/same.md")).expect("a link can be made");
    symlink("../outside.md", site.path().join("content/out.md")).expect("a link can be made");
    run(site.path(), &["check", "--fix"]);
    assert_eq!(read(site.path(), "outside.md"), "**AWS SQS:**\n");
    assert_eq!(read(site.path(), "content/same.md"), "## AWS S3:\n");
    assert!(site.path().join("content/same.md").is_symlink());
}

#[test]
fn one_note_alone_is_mended_without_its_neighbours() {
    let folder = on_disk("-- one.md --\n**AWS S3:**\n-- two.md --\n**AWS SQS:**\n");
    let ran = run(folder.path(), &["check", "one.md", "--fix"]);
    assert!(ran.out.starts_with("--- a/one.md\n+++ b/one.md\n"), "{}", ran.out);
    assert_eq!(read(folder.path(), "one.md"), "## AWS S3:\n");
    assert_eq!(read(folder.path(), "two.md"), "**AWS SQS:**\n");
}

#[test]
fn findings_that_were_mended_do_not_count_and_others_do() {
    let misspelt = "-- content/n.md --\n**AWS ElasticBean:**\n- a\n";
    for (args, end) in [(&["--dry-run"][..], "in 1 note; nothing was written"), (&[], "in 1 note")] {
        let ran = run(on_disk(misspelt).path(), &[&["check", "--fix"], args].concat());
        assert_ends(&ran, 1, end);
        assert!(ran.out.contains("warning[title-corrected]") && !ran.out.contains("[bold-title]"));
    }
}

#[test]
fn as_json_the_notes_stand_beside_the_findings_that_remain() {
    let json = |site: &Path, args: &[&str]| -> Value {
        let ran = run(site, &[&["check", "--format", "json"], args].concat());
        serde_json::from_str(&ran.out).expect("--format json prints JSON and nothing else")
    };
    let site = on_disk(UNTIDY);
    assert_eq!(json(site.path(), &[]).get("fixed"), None);
    for (args, written) in [(&["--fix", "--dry-run"][..], false), (&["--fix"], true)] {
        let all = json(site.path(), args);
        assert_eq!(all["written"], written);
        assert_eq!(all["fixed"][1], serde_json::json!({"file": "content/storage.md", "edits": 2}));
        assert_eq!((&all["findings"], &all["hints"]), (&serde_json::json!([]), &0.into()));
    }
    assert_eq!(read(site.path(), "content/storage.md"), "## AWS S3:\n- buckets\n");
}

#[test]
fn a_dry_run_without_fix_is_a_mistake() {
    let ran = run(on_disk(UNTIDY).path(), &["check", "--dry-run"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--fix"), "{}", ran.err);
}

#[test]
fn check_names_the_command_that_mends() {
    let site = on_disk(UNTIDY);
    let ran = run(site.path(), &["check"]);
    assert!(
        ran.out.trim_end().ends_with("to mend 3 of them in the notes: leafcutter check --fix"),
        "{}",
        ran.out
    );
}

#[test]
fn a_note_that_git_left_half_merged_is_left_alone() {
    let note = "**AWS S3:**\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> laptop\n";
    assert_eq!(fixed(note.as_bytes()), note.as_bytes());
}
