//! The commands as a person or a program runs them: what is printed, what is written, and the exit code.

use crate::driver::{Ran, SEED, leafcutter, on_disk, ran, run, tree};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A site without a flaw.
const CLEAN: &str = "\
-- content/storage.md --
# Amazon S3

Buckets hold objects.
";

/// A site with something to warn of: bold that is never closed.
const WARNED: &str = "\
-- content/storage.md --
# Amazon S3

Buckets hold objects.

**AWS ECS:
- runs containers
";

/// A site with an error: front matter that is no YAML.
const WRONG: &str = "\
-- content/storage.md --
---
title: [a
---
# Amazon S3

Buckets hold objects.
";

/// The findings that were printed as JSON.
fn findings(ran: &Ran) -> Vec<Value> {
    let json: Value = serde_json::from_str(&ran.out).expect("--format json prints JSON and nothing else");
    json["findings"].as_array().expect("the findings are a list").clone()
}

/// Puts a file of these bytes among the notes of a clean site, builds, and gives what was said and the folder.
fn beside_a_good_note(name: &str, bytes: &[u8]) -> (Ran, tempfile::TempDir) {
    let site = on_disk(CLEAN);
    fs::write(site.path().join("content").join(name), bytes).expect("a note can be written");
    (run(site.path(), &["build"]), site)
}

fn assert_built(site: &Path) {
    let page = fs::read_to_string(site.join("public/s3.html")).expect("the good note has a page");
    assert!(page.contains("Buckets hold objects."));
}

/// Where and what to do next, as a person reads it.
#[track_caller]
fn assert_told(ran: &Ran, wanted: &[&str]) {
    for words in wanted {
        assert!(ran.out.contains(words), "{words:?} is not in:\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn every_command_takes_a_site_a_folder_of_notes_one_note_or_the_folder_it_is_run_in() {
    let note = "# Amazon S3\n\nBuckets hold objects.\n";
    let site = format!("-- site/content/n.md --\n{note}");
    let notes = format!("-- notes/n.md --\n{note}");
    let cases: [(&str, &str, &[&str], &str); 4] = [
        (&site, "", &["site"], "site/public/s3.html"),
        (&notes, "", &["notes"], "notes/public/s3.html"),
        (&notes, "", &["notes/n.md"], "notes/public/s3.html"),
        (&site, "site", &[], "site/public/s3.html"),
    ];
    for (text, cwd, named, page) in cases {
        let folder = on_disk(text);
        for command in ["check", "explain", "build"] {
            let args = [&[command], named].concat();
            let ran = run(&folder.path().join(cwd), &args);
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{args:?}: {}", ran.out);
            assert_eq!(folder.path().join(page).exists(), command == "build", "{args:?}");
        }
    }
}

#[test]
fn build_says_how_many_pages_it_made_and_where_they_can_be_seen() {
    let site = on_disk(CLEAN);
    let ran = run(site.path(), &["build", "--out", "site/aws"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_told(&ran, &["1 page of notes in site/aws", "open site/aws/index.html"]);
    assert!(site.path().join("site/aws/index.html").is_file());
}

#[test]
fn one_note_alone_is_built_without_its_neighbours() {
    let folder = on_disk("-- one.md --\n# Amazon S3\n\na\n-- two.md --\n# Amazon SQS\n\nb\n");
    assert_eq!(run(folder.path(), &["build", "one.md", "--out", "out"]).code, Some(0));
    assert!(folder.path().join("out/s3.html").is_file() && !folder.path().join("out/sqs.html").exists());
}

#[test]
fn exit_codes_are_0_for_clean_1_for_findings_and_2_where_it_could_not_run() {
    let code = |text: &str, command: &str| run(on_disk(text).path(), &[command]).code;
    assert_eq!(["build", "check", "explain"].map(|it| code(CLEAN, it)), [Some(0); 3]);
    assert_eq!(["build", "check", "explain"].map(|it| code(WARNED, it)), [Some(0), Some(1), Some(0)]);
    assert_eq!(["build", "check", "explain"].map(|it| code(WRONG, it)), [Some(1); 3]);
    for command in ["build", "check", "explain", "serve"] {
        let ran = run(on_disk(CLEAN).path(), &[command, "nowhere"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{command}");
        assert!(ran.err.contains("nowhere: there is no such file or folder"), "{}", ran.err);
        assert!(ran.err.contains("Name a site, a folder of notes, or one note."), "{}", ran.err);
    }
}

#[test]
fn a_mistyped_command_or_option_is_said_with_the_nearest_known_one() {
    for (typed, known) in [(&["biuld"][..], "build"), (&["build", "--ouut", "x"], "--out")] {
        let ran = run(on_disk(CLEAN).path(), typed);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(known), "{}", ran.err);
    }
}

#[test]
fn the_help_of_every_command_shows_an_example() {
    for command in ["build", "serve", "check", "explain"] {
        let ran = run(on_disk(CLEAN).path(), &[command, "--help"]);
        assert_eq!(ran.code, Some(0));
        let (_, examples) = ran.out.split_once("Examples:").expect("the help has examples");
        assert!(examples.contains(&format!("leafcutter {command} ")), "{}", ran.out);
    }
    assert_told(&run(on_disk(CLEAN).path(), &["--help"]), &["Exit codes:", "0  ", "1  ", "2  "]);
}

#[test]
fn a_run_without_time_says_what_it_would_ask_and_leaves_a_lock_and_a_memory_behind() {
    let site = on_disk(&format!("-- content/notes.md --\n{SEED}"));
    let ran = run(site.path(), &["check", "--online", "--budget", "0"]);
    assert!(ran.err.starts_with("asking 3 hosts about 9 addresses\n"), "{}", ran.err);
    assert!(ran.err.contains("9 addresses were left for another run: the time for this run was over"));
    let lock = fs::read_to_string(site.path().join("links.lock")).expect("it was written");
    assert_eq!(lock.lines().count(), 2, "{lock}");
    assert!(lock.contains("\"u\":\"http://169.254.169.254/latest/meta-data/\",\"v\":\"skipped\""), "{lock}");
    let ignored = fs::read_to_string(site.path().join(".leafcutter/.gitignore")).expect("it was written");
    assert_eq!(ignored, "*\n");
    assert!(!run(site.path(), &["build"]).err.contains("asking"));
}

#[test]
fn with_a_lock_that_must_stay_a_run_that_would_change_it_fails_and_writes_nothing() {
    let site = on_disk("-- content/notes.md --\n# Amazon S3\n\nSee http://10.0.0.1/ here.\n");
    let ran = run(site.path(), &["check", "--online", "--locked", "--budget", "0"]);
    assert_eq!((ran.code, site.path().join("links.lock").exists()), (Some(1), false));
    assert!(ran.err.contains("links.lock is not what was seen now"), "{}", ran.err);
    run(site.path(), &["check", "--online", "--budget", "0"]);
    assert_eq!(run(site.path(), &["check", "--online", "--locked", "--budget", "0"]).code, Some(0));
}

#[test]
fn findings_as_json_have_rule_file_line_and_column() {
    let site = on_disk(WARNED);
    for args in [&["check", "--format", "json"][..], &["build", "--format", "json", "--out", "out"]] {
        let found = findings(&run(site.path(), args));
        let found = found.iter().find(|it| it["rule"] == "unclosed-title").expect("the flaw is found");
        assert_eq!(found["severity"], "warning");
        assert_eq!(found["file"], "content/storage.md");
        assert_eq!((found["line"].as_u64(), found["column"].as_u64()), (Some(5), Some(1)));
        assert_eq!(found["excerpt"], "**AWS ECS:");
        assert!(found["help"].as_str().is_some_and(|help| !help.is_empty()));
    }
}

#[test]
fn findings_as_json_count_what_they_list_and_are_an_empty_list_for_clean_notes() {
    let ran = run(on_disk(CLEAN).path(), &["check", "--format", "json"]);
    assert_eq!(findings(&ran), Vec::<Value>::new());
    let ran = run(on_disk(WARNED).path(), &["check", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let count = |severity| findings(&ran).iter().filter(|it| it["severity"] == severity).count();
    assert_eq!(json["warnings"], count("warning"));
    assert_eq!(json["errors"], count("error"));
    assert_eq!(json["hints"], count("hint"));
}

/// The shape of a JSON value: keys in order, the first entry of each list, and no values.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{key}{}", shape(value))).collect();
            format!("{{{}}}", entries.join(" "))
        }
        Value::Array(list) => {
            let mut shapes: Vec<String> = list.iter().map(shape).collect();
            shapes.dedup();
            format!("[{}]", shapes.join("|"))
        }
        Value::Number(_) => ":number".to_owned(),
        Value::Bool(_) => ":bool".to_owned(),
        Value::String(_) => ":text".to_owned(),
        Value::Null => ":null".to_owned(),
    }
}

#[test]
fn explain_as_json_has_the_documented_keys_and_no_others() {
    let site = on_disk(&format!("{WARNED}-- content/LICENSE.md --\nx\n"));
    let ran = run(site.path(), &["explain", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).expect("--format json prints JSON and nothing else");
    assert_eq!(
        shape(&json),
        "{left_out[{file:text rule:text why:text}] \
         pages[{category:text corrected:bool kind:text slug:text \
         sources[{confidence:number file:text lines[:number] rule:text}] title:text}] \
         words{in:number out:number}}"
    );
}

#[test]
fn explain_tells_for_every_page_its_lines_the_rule_and_how_sure_it_is() {
    let site = on_disk(CLEAN);
    let ran = run(site.path(), &["explain", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let page = &json["pages"][0];
    assert_eq!((&page["title"], &page["slug"]), (&"Amazon S3".into(), &"s3".into()));
    assert_eq!(page["sources"][0]["lines"], serde_json::json!([1, 3]));
    assert_eq!(json["words"]["in"], json["words"]["out"]);
    let human = run(site.path(), &["explain"]);
    assert_told(&human, &["Amazon S3 (s3.html, service)", "content/storage.md:1-3  by title, sure to"]);
}

#[test]
fn an_empty_note_is_told_and_the_others_are_built() {
    let (ran, site) = beside_a_good_note("nothing.md", b"");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_built(site.path());
    let ran = run(site.path(), &["check"]);
    assert_told(&ran, &["error[empty-note]", "content/nothing.md:1:1", "help: write something in it"]);
}

#[test]
fn a_binary_file_named_like_a_note_is_left_out_and_the_others_are_built() {
    let (ran, site) = beside_a_good_note("photo.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff\xfe\xfd");
    assert_eq!(ran.code, Some(1));
    assert_told(&ran, &["error[binary-note]", "content/photo.md:1:1", "byte 0", "help: save it as UTF-8"]);
    assert_built(site.path());
}

#[test]
fn a_note_that_is_not_utf_8_is_built_with_its_bad_bytes_marked_and_told() {
    let (ran, site) = beside_a_good_note("old.md", b"# Amazon SQS\n\nThe queue at the caf\xE9 is long\n");
    assert_eq!(ran.code, Some(1));
    assert_told(&ran, &["error[not-utf8]", "content/old.md:3:21", "byte 34", "help: open the note"]);
    assert_built(site.path());
    let page = fs::read_to_string(site.path().join("public/sqs.html")).expect("it has a page too");
    assert!(page.contains("caf\u{FFFD} is long"));
}

#[test]
fn a_note_in_utf_16_is_built_and_told() {
    let text: Vec<u8> =
        "\u{FEFF}# Amazon SQS\r\nA queue\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (ran, site) = beside_a_good_note("wide.md", &text);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_told(&ran, &["warning[other-encoding]", "content/wide.md:1:1", "UTF-16 LE", "save it as UTF-8"]);
    let page = fs::read_to_string(site.path().join("public/sqs.html")).expect("it has a page");
    assert!(page.contains("A queue"));
}

#[test]
fn a_code_fence_that_is_never_closed_is_told_at_the_line_where_it_opens() {
    let (ran, site) = beside_a_good_note("code.md", b"# Amazon SQS\n\n```sh\naws sqs list-queues\n");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_told(&ran, &["error[unclosed-fence]", "content/code.md:3:1", "help: close it"]);
    assert_built(site.path());
}

#[test]
fn front_matter_that_is_no_yaml_is_told_and_the_notes_text_is_built() {
    let site = on_disk(WRONG);
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(1));
    assert_told(&ran, &["error[bad-front-matter]", "content/storage.md:2:", "help: mend it"]);
    assert_built(site.path());
}

#[test]
fn an_unknown_key_of_the_configuration_is_told_with_the_nearest_known_one() {
    let site = on_disk(&format!("{CLEAN}-- leafcutter.yaml --\n# mine\ntitel: Cloud\n"));
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(1));
    assert_told(
        &ran,
        &["error[bad-config]", "unknown key `titel`", "leafcutter.yaml:2:1", "did you mean `title`?"],
    );
    assert_built(site.path());
}

#[test]
fn a_flaw_in_one_setting_leaves_the_others_in_force() {
    let site =
        on_disk(&format!("{CLEAN}-- leafcutter.yaml --\nhtml: [x\nline_breaks: sometimes\ntitle: Cloud\n"));
    let ran = run(site.path(), &["build"]);
    assert_told(&ran, &["leafcutter.yaml:1:", "leafcutter.yaml:2:", "it can have: auto, keep, reflow"]);
    let page = fs::read_to_string(site.path().join("public/index.html")).expect("the site is built");
    assert!(page.contains("<title>Cloud"), "{page}");
}

#[test]
fn a_template_that_does_not_parse_is_told_with_its_place_and_the_old_site_stays() {
    let site = on_disk(CLEAN);
    assert_eq!(run(site.path(), &["build"]).code, Some(0));
    let before = tree(&site.path().join("public"));
    fs::create_dir(site.path().join("templates")).expect("a folder can be made");
    fs::write(site.path().join("templates/page.html"), "<h1>\n{% if %}\n").expect("a file can be written");
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(2));
    assert_told(&ran, &["error[bad-template]", "templates/page.html:2:", "help: no page was made"]);
    assert!(ran.err.contains("no site was made"), "{}", ran.err);
    assert_eq!(tree(&site.path().join("public")), before);
}

#[test]
fn an_output_folder_with_other_files_in_it_is_refused_and_left_alone() {
    let site = on_disk(&format!("{CLEAN}-- public/diary.txt --\nmine\n"));
    let before = tree(site.path());
    let ran = run(site.path(), &["build"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("this folder holds files that leafcutter did not make"), "{}", ran.err);
    assert!(ran.err.contains("--out"), "{}", ran.err);
    assert_eq!(tree(site.path()), before);
}

#[test]
fn a_note_that_is_a_link_to_nowhere_is_told_and_the_others_are_built() {
    let site = on_disk(CLEAN);
    std::os::unix::fs::symlink("gone.md", site.path().join("content/lost.md")).expect("a link can be made");
    let ran = run(site.path(), &["check"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert_told(&ran, &["warning[unfollowed]", "content/lost.md is left out", "help: "]);
    run(site.path(), &["build"]);
    assert_built(site.path());
}

#[test]
fn a_note_whose_name_is_no_text_is_told_and_the_others_are_built() {
    use std::os::unix::ffi::OsStrExt;
    let site = on_disk(CLEAN);
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9.md");
    fs::write(site.path().join("content").join(name), "# Amazon SQS\n").expect("a note can be written");
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(1));
    assert_told(
        &ran,
        &["error[unreadable]", "caf\u{FFFD}.md cannot be read", "its name is not UTF-8", "help: "],
    );
    assert_built(site.path());
}

#[test]
fn a_note_without_permission_to_read_is_told_and_the_others_are_built() {
    use std::os::unix::fs::PermissionsExt;
    let site = on_disk(&format!("{CLEAN}-- content/closed.md --\n# Amazon SQS\n"));
    let closed = site.path().join("content/closed.md");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("one may close one's own file");
    if fs::read(&closed).is_ok() {
        eprintln!("not tested: this user (root?) reads files that nobody may read");
        return;
    }
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(1));
    assert_told(&ran, &["error[unreadable]", "content/closed.md cannot be read", "permissions"]);
    assert_built(site.path());
}

#[test]
fn a_pipe_or_a_folder_named_like_a_note_does_not_stop_the_build() {
    let site = on_disk(&format!("{CLEAN}-- content/folder.md/inside.md --\n# Amazon SQS\n\nqueues\n"));
    let fifo = site.path().join("content/pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.expect("mkfifo is part of every Unix").success());
    assert_eq!(run(site.path(), &["build"]).code, Some(0), "a pipe is not read, so nothing hangs");
    assert_built(site.path());
    assert!(site.path().join("public/sqs.html").is_file(), "notes in such a folder are notes");
}

#[test]
fn a_yaml_bomb_is_told_at_once_and_the_site_is_built() {
    let bomb = "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\ntitle: *c\n";
    let site = on_disk(&format!("{CLEAN}-- leafcutter.yaml --\n{bomb}"));
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(1));
    assert_told(&ran, &["error[bad-config]", "leafcutter.yaml:"]);
    assert_built(site.path());
}

/// A note that tries to steer the terminal by its name, its title and its text, and one that is only copied.
const STEERING: &str = "\
-- content/\u{1b}]0;named\u{7}.md --
# \u{1b}]0;titled\u{7} Queues

Text \u{1b}[2J\u{1b}]0;told\u{7} and [a link](nowhere-\u{1b}]0;linked\u{7}.md).

**AWS \u{1b}]0;bold\u{7} ECS:
";

#[test]
fn no_escape_from_a_note_reaches_the_output_when_it_is_piped() {
    let site = on_disk(STEERING);
    let fix = ["check", "--fix", "--dry-run"];
    for args in [&["check"][..], &["build"], &["explain"], &["check", "--format", "json"], &fix] {
        let ran = run(site.path(), args);
        let steers = |text: &str| text.contains(['\u{1b}', '\u{7}']);
        assert!(!steers(&ran.out) && !steers(&ran.err), "{args:?}: {:?} {:?}", ran.out, ran.err);
    }
}

#[test]
fn no_escape_from_a_note_reaches_a_terminal_that_shows_colours() {
    let site = on_disk(STEERING);
    run(site.path(), &["build"]);
    fs::write(site.path().join("public/\u{1b}]0;kept\u{7}.txt"), "mine").expect("a file can be written");
    for args in [&["check"][..], &["explain"], &["build"], &["check", "--fix", "--dry-run"]] {
        let ran = ran(leafcutter(site.path(), args).env("CLICOLOR_FORCE", "1"));
        for (at, _) in ran.out.match_indices('\u{1b}') {
            let sequence: String = ran.out[at..].chars().skip(1).take_while(|c| *c != 'm').collect();
            let colours =
                sequence.starts_with('[') && sequence[1..].chars().all(|c| c.is_ascii_digit() || c == ';');
            assert!(colours, "{args:?} prints {sequence:?}");
        }
        assert!(!ran.out.contains('\u{7}'), "{args:?} rings: {:?}", ran.out);
    }
}

#[test]
fn colours_are_for_terminals_alone() {
    let site = on_disk(WARNED);
    assert!(!run(site.path(), &["check"]).out.contains('\u{1b}'));
    let forced = |name: &str| ran(leafcutter(site.path(), &["check"]).env(name, "1")).out.contains('\u{1b}');
    assert!(forced("CLICOLOR_FORCE") && !forced("NO_COLOR"));
}

#[test]
fn a_reader_that_goes_away_is_no_reason_to_panic() {
    let site = on_disk(WARNED);
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
    let output = command.arg("check").current_dir(site.path()).stdout(writer).output();
    let output = output.expect("the program was built before its tests");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    assert_ne!(output.status.code(), Some(101));
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_an_error_and_no_panic() {
    let site = on_disk(WARNED);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has this device");
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
    let output = command.arg("check").current_dir(site.path()).stdout(full).output();
    let output = output.expect("the program was built before its tests");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_site_is_not_replaced_by_an_empty_one() {
    let site = on_disk(CLEAN);
    assert_eq!(run(site.path(), &["build"]).code, Some(0));
    let before = tree(&site.path().join("public"));
    fs::remove_dir_all(site.path().join("content")).expect("the notes can be removed");
    fs::create_dir(site.path().join("content")).expect("the folder can be made anew");
    let ran = run(site.path(), &["build"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert_told(&ran, &["error[no-notes]", "there are no notes here", "help: "]);
    assert_eq!(tree(&site.path().join("public")), before);
}

#[test]
fn a_file_that_is_no_note_is_refused() {
    let site = on_disk("-- slides.pdf --\n%PDF\n");
    let ran = run(site.path(), &["build", "slides.pdf"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("this is not a note"), "{}", ran.err);
}

#[test]
fn of_a_line_that_no_terminal_has_room_for_only_the_place_is_shown() {
    let long = format!("# S3\n{}[[nowhere]]\n", "words ".repeat(1000));
    let ran = run(on_disk(&long).path(), &["check"]);
    assert!(ran.out.contains("notes.md:2:6001") && !ran.out.contains("words words"), "{}", ran.out);
}

#[test]
fn a_build_tells_some_findings_of_each_rule_and_counts_the_others() {
    let links: String = ["[[no such note]]\n"].repeat(25).concat();
    let site = on_disk(&format!("# S3\n{links}"));
    let built = run(site.path(), &["build"]);
    assert_eq!(built.out.matches("leads nowhere").count(), 10, "{}", built.out);
    assert!(built.out.contains("25 warnings (leafcutter check shows 15 more broken-link)"), "{}", built.out);
    assert_eq!(run(site.path(), &["check"]).out.matches("leads nowhere").count(), 25);
}
