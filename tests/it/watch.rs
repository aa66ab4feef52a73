//! Whatever way files are saved, moved and removed: the preview shows what a fresh build of the folder would, and never
//! anything that was only half there.

use crate::driver::{on_disk, run, tree};
use crate::preview::{Answer, PATIENCE, Preview, SILENCE, has};
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, UNIX_EPOCH};

const SITE: &str = "\
-- content/storage.md --
# Amazon S3

Buckets hold objects, all of them. ![A bucket](bucket.png)
-- content/more/queues.md --
# Amazon SQS

Queues hold messages.
-- content/bucket.png --
the first picture
";

/// By looking every second, instead of being told.
const POLL: &[&str] = &["--port", "0", "--poll"];
const TOLD: &[&str] = &["--port", "0"];

const STORAGE: &str = "content/storage.md";

fn millis(millis: u64) {
    sleep(Duration::from_millis(millis));
}

/// A note that is long enough to be written in pieces. Its last word tells whether it is there as a whole.
fn note(words: &str) -> String {
    format!("# Amazon S3\n\n{words}\n\n{}\n\nwhole\n", "Buckets hold objects. ".repeat(200))
}

fn is_whole(answer: &Answer) -> bool {
    answer.status == 200 && (answer.body.contains("whole") || answer.body.contains("all of them"))
}

/// Tries both ways of noticing changes, at once: looking takes its time.
fn both_ways(test: impl Fn(&[&str]) -> std::io::Result<()> + Sync) {
    std::thread::scope(|threads| {
        for options in [TOLD, POLL] {
            let test = &test;
            threads.spawn(move || test(options).expect("files can be written, moved and removed"));
        }
    });
}

/// A site whose first build has been counted.
fn site(text: &str, options: &[&str]) -> Preview {
    let preview = Preview::with(text, options);
    preview.says_all(&[
        if options.contains(&"--poll") { "looking for changes" } else { "watching" },
        "no findings",
    ]);
    preview
}

fn at(preview: &Preview, path: &str) -> PathBuf {
    preview.site.path().join(path)
}

/// A page or file as it was built.
fn plain(answer: &Answer) -> String {
    let mut parts = answer.body.split("<script src=\"/__leafcutter/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once("</script>").map_or(part, |(_, rest)| rest))
}

/// Waits until all that is shown is what a fresh build of the folder gives, and nothing else.
#[track_caller]
fn is_as_built(preview: &Preview) {
    let out = tempfile::tempdir().expect("a temporary folder can be made");
    let built = run(preview.site.path(), &["build", "--out", out.path().to_str().expect("it is plain")]);
    assert_ne!(built.code, Some(2), "{}", built.err);
    let files = tree(out.path()).into_iter().filter(|(_, what)| what != "folder").map(|(path, _)| path);
    let files: Vec<String> = files.filter(|path| !path.starts_with('.')).collect();
    let differs = || {
        let wrong = files.iter().find(|path| {
            let bytes = fs::read(out.path().join(path)).expect("it was built");
            let answer = preview.get(&format!("/{path}"));
            answer.status != 200 || plain(&answer) != String::from_utf8_lossy(&bytes)
        });
        wrong.cloned()
    };
    let begun = Instant::now();
    while let Some(path) = differs() {
        assert!(begun.elapsed() < PATIENCE, "{path} is not what a fresh build gives");
        millis(20);
    }
    for page in ["s3.html", "sqs.html", "ec2.html", "lambda.html", "files/bucket.png"] {
        let is_built = files.iter().any(|file| file == page);
        assert_eq!(preview.get(&format!("/{page}")).status, if is_built { 200 } else { 404 }, "{page}");
    }
}

/// Looks at the page for so long; it is whole all the time.
#[track_caller]
fn is_whole_for(preview: &Preview, time: u64) {
    assert_eq!(torn_for(preview, time), None);
}

/// Looks at the page for so long, and gives it back as soon as it is not whole.
fn torn_for(preview: &Preview, time: u64) -> Option<String> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(time) {
        let answer = preview.get("/s3.html");
        if !is_whole(&answer) {
            return Some(plain(&answer));
        }
        millis(3);
    }
    None
}

#[test]
fn a_save_is_shown_by_one_build() {
    let preview = site(SITE, TOLD);
    preview.save(STORAGE, &note("saved plainly"));
    preview.until("/s3.html", has("saved plainly"));
    is_as_built(&preview);
    millis(300);
    assert_eq!(preview.builds(), 1);
}

#[test]
fn a_note_that_is_cut_off_closed_and_then_written_is_never_shown_empty() {
    both_ways(|options| {
        let preview = site(SITE, options);
        preview.builds();
        let mut prompt = 0;
        for round in 0..20 {
            let begun = Instant::now();
            preview.save(STORAGE, "");
            let torn = torn_for(&preview, 30);
            preview.save(STORAGE, &note(&format!("round {round}.")));
            let pause = begun.elapsed();
            let torn = torn.or_else(|| torn_for(&preview, 60));
            preview.until("/s3.html", has(&format!("round {round}.")));
            // On a machine with much else to do a pause may have been as long as after an end.
            if pause < Duration::from_millis(120) {
                assert_eq!(torn, None);
                prompt += 1;
            }
            if prompt == 3 {
                break;
            }
        }
        assert_eq!(prompt, 3, "a pause is hardly ever short here");
        is_as_built(&preview);
        Ok(())
    });
}

#[test]
fn a_note_that_is_emptied_for_good_is_believed() {
    both_ways(|options| {
        let preview = site(SITE, options);
        preview.save(STORAGE, "");
        preview.until("/s3.html", |answer| answer.status == 404);
        preview.save(STORAGE, &note("again"));
        preview.until("/s3.html", has("again"));
        is_as_built(&preview);
        Ok(())
    });
}

#[test]
fn a_note_that_is_written_in_pieces_and_held_open_is_shown_when_it_is_whole() -> std::io::Result<()> {
    let preview = site(SITE, TOLD);
    for round in 0.. {
        let text = note(&format!("written in pieces {round}."));
        preview.builds();
        let mut torn = None;
        let mut file = File::create(at(&preview, STORAGE))?;
        for piece in text.as_bytes().chunks(text.len() / 6 + 1) {
            file.write_all(piece)?;
            millis(15);
            torn = torn.or_else(|| Some(preview.get("/s3.html")).filter(|answer| !is_whole(answer)));
        }
        drop(file);
        preview.until("/s3.html", has(&format!("written in pieces {round}.")));
        is_as_built(&preview);
        // On a machine with much else to do a pause may have been as long as after a last piece, here or there.
        let found = (preview.builds(), torn.map(|page| plain(&page)));
        assert!(round < 10, "it is torn again and again: {found:?}");
        if found == (1, None) {
            break;
        }
    }
    Ok(())
}

/// Puts a text into the note.
type Saving<'a> = &'a dyn Fn(&str) -> std::io::Result<()>;

#[test]
fn vim_emacs_and_programs_that_rename_save_by_one_build_each() -> std::io::Result<()> {
    let preview = site(SITE, TOLD);
    let (note_path, folder) = (at(&preview, STORAGE), at(&preview, "content"));
    let vim = |text: &str| {
        fs::write(folder.join(".storage.md.swp"), "swap")?;
        fs::write(folder.join("4913"), "")?;
        fs::remove_file(folder.join("4913"))?;
        fs::rename(&note_path, folder.join("storage.md~"))?;
        fs::write(&note_path, text)?;
        fs::remove_file(folder.join("storage.md~"))
    };
    let emacs = |text: &str| {
        std::os::unix::fs::symlink("me@here.1:2", folder.join(".#storage.md"))?;
        fs::write(folder.join("#storage.md#"), text)?;
        fs::rename(&note_path, folder.join("storage.md~"))?;
        fs::write(&note_path, text)?;
        fs::remove_file(folder.join("#storage.md#"))?;
        fs::remove_file(folder.join(".#storage.md"))
    };
    let renamed = |text: &str| {
        fs::write(folder.join("storage.md.new"), text)?;
        fs::rename(folder.join("storage.md.new"), &note_path)
    };
    let jetbrains = |text: &str| {
        fs::write(folder.join("storage.md___jb_tmp___"), text)?;
        fs::rename(&note_path, folder.join("storage.md___jb_old___"))?;
        fs::rename(folder.join("storage.md___jb_tmp___"), &note_path)?;
        fs::remove_file(folder.join("storage.md___jb_old___"))
    };
    let ways: [(&str, Saving); 4] =
        [("vim", &vim), ("emacs", &emacs), ("a new name", &renamed), ("jetbrains", &jetbrains)];
    for (way, save) in ways {
        save(&note(&format!("saved by {way}")))?;
        is_whole_for(&preview, 150);
        preview.until("/s3.html", has(&format!("saved by {way}")));
        is_as_built(&preview);
        // A machine with much else to do may stall in the middle of a save.
        let builds = preview.builds();
        assert!((1..=2).contains(&builds), "{way}: {builds} builds");
    }
    Ok(())
}

#[test]
fn a_note_saved_every_fifth_of_a_second_is_always_whole_and_ends_as_its_last_words() {
    let preview = site(SITE, TOLD);
    for save in 0..10 {
        preview.save(STORAGE, &note(&format!("save {save}.")));
        is_whole_for(&preview, 200);
    }
    preview.until("/s3.html", has("save 9."));
    is_as_built(&preview);
    let builds = preview.builds();
    // Of a build that is given up for a newer one nothing is told.
    assert!((1..=10).contains(&builds), "{builds} builds");
}

#[test]
fn hundreds_of_writes_and_renames_at_once_are_few_builds() -> std::io::Result<()> {
    let many: Vec<String> =
        (0..20).map(|n| format!("-- content/{n}.md --\n# Amazon EC2\n\nfirst {n}.\n")).collect();
    let preview = site(&format!("{SITE}{}", many.concat()), TOLD);
    for way in ["written", "renamed"] {
        for n in 0..500 {
            let path = at(&preview, &format!("content/{}.md", n % 20));
            let text = format!("# Amazon EC2\n\n{way} {n}.\n");
            if way == "written" {
                fs::write(path, text)?;
            } else {
                fs::write(path.with_extension("new"), text)?;
                fs::rename(path.with_extension("new"), path)?;
            }
        }
        preview.until("/ec2.html", has(&format!("{way} 499.")));
        is_as_built(&preview);
        let builds = preview.builds();
        assert!((1..=6).contains(&builds), "{way}: {builds} builds");
    }
    Ok(())
}

#[test]
fn notes_and_folders_that_come_move_and_go_are_followed() {
    both_ways(|options| {
        let preview = site(SITE, options);
        let content = at(&preview, "content");
        fs::write(content.join("compute.md"), "# AWS Lambda\n\nFunctions run.\n")?;
        is_as_built(&preview);
        fs::rename(content.join("compute.md"), content.join("functions.md"))?;
        is_as_built(&preview);
        fs::create_dir_all(content.join("a/b/c"))?;
        fs::write(content.join("a/b/c/deep.md"), "# Amazon EC2\n\nMachines.\n")?;
        is_as_built(&preview);
        fs::rename(content.join("a"), content.join("z"))?;
        is_as_built(&preview);
        fs::write(content.join("z/b/c/deep.md"), "# Amazon EC2\n\nMoved machines.\n")?;
        is_as_built(&preview);
        fs::rename(content.join("z/b"), content.join("b"))?;
        fs::create_dir_all(content.join("z/b"))?;
        fs::write(content.join("z/b/late.md"), "# Amazon EC2\n\nLate machines.\n")?;
        is_as_built(&preview);
        fs::write(content.join("z/b/late.md"), "# Amazon EC2\n\nThe latest machines.\n")?;
        is_as_built(&preview);
        fs::remove_dir_all(content.join("z"))?;
        fs::remove_dir_all(content.join("b"))?;
        fs::remove_file(content.join("functions.md"))?;
        is_as_built(&preview);
        Ok(())
    });
}

#[test]
fn a_folder_that_is_removed_and_made_anew_at_once_is_still_watched() -> std::io::Result<()> {
    let preview = site(SITE, TOLD);
    let folder = at(&preview, "content/more");
    for round in 0..3 {
        fs::remove_dir_all(&folder)?;
        fs::create_dir(&folder)?;
        fs::write(folder.join("queues.md"), format!("# Amazon SQS\n\nround {round}, first\n"))?;
        is_as_built(&preview);
        fs::write(folder.join("queues.md"), format!("# Amazon SQS\n\nround {round}, second\n"))?;
        is_as_built(&preview);
    }
    Ok(())
}

fn git(folder: &Path, words: &str) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"]);
    let done = git.args(words.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(done.status().expect("git is there").success(), "git {words}");
}

#[test]
fn a_checkout_of_another_branch_is_shown_as_it_is() {
    let notes = |state: &str| {
        let notes: Vec<String> = (0..60)
            .map(|n| format!("-- content/d{}/{n}.md --\n# Amazon EC2\n\n{state} {n}.\n", n % 7))
            .collect();
        notes.concat()
    };
    let folder = on_disk(&format!("{SITE}{}", notes("first")));
    git(folder.path(), "init");
    git(folder.path(), "add .");
    git(folder.path(), "commit -m first");
    git(folder.path(), "checkout -b other");
    for (path, text) in crate::driver::files(&notes("second")) {
        fs::write(folder.path().join(path), text).expect("a note can be written");
    }
    git(folder.path(), "commit -am second");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
    command.args(["serve", "--port", "0"]);
    let preview = Preview::by(command, folder);
    preview.says("watching");
    for branch in ["main", "other", "main"] {
        git(preview.site.path(), &format!("checkout {branch}"));
        is_as_built(&preview);
    }
    let builds = preview.builds();
    assert!((3..=12).contains(&builds), "{builds} builds");
}

#[test]
fn a_folder_that_is_deleted_leaves_the_last_good_site_and_one_that_comes_back_is_shown() {
    both_ways(|options| {
        let preview = site(SITE, options);
        let root = preview.site.path();
        fs::rename(root, root.with_extension("away")).expect("a folder can be moved");
        preview.says("the last good site stays");
        assert!(is_whole(&preview.get("/s3.html")));
        fs::create_dir_all(root.join("content")).expect("a folder can be made");
        preview.save(STORAGE, &note("back again"));
        preview.until("/s3.html", has("back again"));
        preview.save(STORAGE, &note("and watched"));
        preview.until("/s3.html", has("and watched"));
        is_as_built(&preview);
        fs::remove_dir_all(root).expect("a folder can be removed");
        preview.says("the last good site stays");
        assert_eq!(preview.get("/").status, 200);
        fs::rename(root.with_extension("away"), root).expect("a folder can be moved");
        preview.until("/s3.html", has("all of them"));
        is_as_built(&preview);
        Ok(())
    });
}

#[test]
fn reading_touching_and_changing_permissions_again_and_again_gives_no_build() {
    both_ways(|options| {
        let preview = site(SITE, options);
        let files = [STORAGE, "content/more/queues.md", "content/bucket.png"].map(|path| at(&preview, path));
        preview.builds();
        for round in 0..50 {
            for file in &files {
                let text = fs::read(file)?;
                File::options()
                    .write(true)
                    .open(file)?
                    .set_modified(UNIX_EPOCH + Duration::from_secs(round))?;
                fs::set_permissions(
                    file,
                    Permissions::from_mode(if round % 2 == 0 { 0o644 } else { 0o600 }),
                )?;
                fs::write(file, text)?;
            }
            fs::write(at(&preview, "content/storage.md~"), "a backup")?;
            fs::write(at(&preview, "server.log"), "a line")?;
            fs::read_dir(at(&preview, "content"))?.for_each(drop);
            millis(20);
        }
        sleep(2 * SILENCE);
        assert_eq!(preview.builds(), 0);
        is_as_built(&preview);
        Ok(())
    });
}

#[test]
fn a_file_s_time_is_never_taken_for_its_content() {
    both_ways(|options| {
        let preview = site(SITE, options);
        // Of one length, and with times that say nothing.
        for (words, seconds) in [("aaaa", 0), ("bbbb", 4_102_444_800), ("cccc", 0), ("dddd", 0), ("eeee", 0)]
        {
            let path = at(&preview, STORAGE);
            fs::write(&path, note(words))?;
            File::options()
                .write(true)
                .open(&path)?
                .set_modified(UNIX_EPOCH + Duration::from_secs(seconds))?;
            preview.until("/s3.html", has(words));
        }
        is_as_built(&preview);
        Ok(())
    });
}

#[test]
fn all_that_a_site_is_made_of_is_watched() -> std::io::Result<()> {
    let more = "-- content/draft.md --\n# AWS Lambda\n\nFunctions.\n-- leafcutter.yaml --\ntitle: First\n\
        -- content/physics.md --\n# Mechanics\n\nForces.\n";
    let preview = site(&format!("{SITE}{more}"), TOLD);
    fs::create_dir(at(&preview, "static"))?;
    fs::create_dir(at(&preview, "templates"))?;
    for (path, text) in [
        ("leafcutter.yaml", "title: Second\n"),
        ("static/leafcutter.css", "p { color: green }"),
        ("static/leafcutter.css", "p { color: olive }"),
        ("templates/404.html", "<body>first</body>"),
        ("templates/404.html", "<body>other</body>"),
        ("content/bucket.png", "the other picture"),
        (".gitignore", "draft.md\n"),
        ("content/.gitignore", "!draft.md\n"),
        ("mine.yaml", "services:\n  - name: Optics\n  - name: Mechanics\n"),
        ("leafcutter.yaml", "title: Third\ncatalogs: [aws, mine.yaml]\n"),
        ("mine.yaml", "services:\n  - name: Mechanics\n    category: Forces\n"),
    ] {
        preview.save(path, text);
        is_as_built(&preview);
    }
    for path in ["content/.gitignore", "templates/404.html", "static/leafcutter.css", "leafcutter.yaml"] {
        fs::remove_file(at(&preview, path))?;
        is_as_built(&preview);
    }
    Ok(())
}

#[test]
fn templates_behind_a_link_and_the_settings_of_a_vault_are_watched() -> std::io::Result<()> {
    let vault =
        "-- content/.obsidian/templates.json --\n{}\n-- content/forms/a.md --\n# AWS Lambda\n\nFunctions.\n";
    let preview = site(&format!("{SITE}{vault}-- theme/404.html --\n<body>first</body>\n"), TOLD);
    std::os::unix::fs::symlink("theme", at(&preview, "templates"))?;
    is_as_built(&preview);
    for (path, text) in [
        ("theme/404.html", "<body>second</body>"),
        ("content/.obsidian/templates.json", "{\"folder\": \"forms\"}"),
        ("theme/404.html", "<body>third</body>"),
        ("content/.obsidian/templates.json", "{\"folder\": \"others\"}"),
    ] {
        preview.save(path, text);
        is_as_built(&preview);
    }
    Ok(())
}

/// A preview in which nobody may read what stands at `closed`, not even root; `None` where that cannot be.
fn with_closed(closed: &str) -> Option<Preview> {
    let folder = on_disk(SITE);
    let closed = folder.path().join(closed);
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).expect("one may close one's own file");
    let mut command = Command::new("setpriv");
    command.arg("--bounding-set=-dac_override,-dac_read_search");
    let program = assert_cmd::cargo::cargo_bin!("leafcutter");
    if File::open(&closed).is_err() {
        command = Command::new(program);
    } else if command.arg("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        command = Command::new("setpriv");
        command.arg("--bounding-set=-dac_override,-dac_read_search").arg(program);
    } else {
        return None;
    }
    command.args(["serve", "--port", "0"]);
    Some(Preview::by(command, folder))
}

#[test]
fn a_folder_that_could_not_be_read_is_watched_once_it_can_be() -> std::io::Result<()> {
    let Some(preview) = with_closed("content/more") else { return Ok(()) };
    preview.says("watching");
    assert_eq!(preview.get("/sqs.html").status, 404);
    let (folder, note_path) = (at(&preview, "content/more"), at(&preview, "content/more/queues.md"));
    fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
    preview.until("/sqs.html", |answer| answer.status == 200);
    fs::write(note_path, "# Amazon SQS\n\nreadable again\n")?;
    preview.until("/sqs.html", has("readable again"));
    Ok(())
}

#[test]
fn a_picture_that_cannot_be_read_is_missing_alone_until_it_can_be() -> std::io::Result<()> {
    let Some(preview) = with_closed("content/bucket.png") else { return Ok(()) };
    preview.says_all(&["content/bucket.png: Permission denied", "watching"]);
    assert_eq!(preview.get("/files/bucket.png").status, 404);
    preview.save(STORAGE, &format!("{}\n![A bucket](bucket.png)\n", note("shown all the same")));
    preview.until("/s3.html", has("shown all the same"));
    preview.until("/sqs.html", |answer| answer.status == 200);
    assert!(!preview.heard().contains("Permission denied"), "it is said once");
    fs::set_permissions(at(&preview, "content/bucket.png"), Permissions::from_mode(0o644))?;
    preview.until("/files/bucket.png", |answer| answer.status == 200);
    Ok(())
}

#[test]
fn a_folder_that_is_named_like_an_editor_s_file_is_followed_as_any_other() {
    both_ways(|options| {
        let preview = site(SITE, options);
        let elsewhere = tempfile::tempdir()?;
        fs::create_dir(at(&preview, "static"))?;
        for name in ["content/old~", "content/x.tmp", "content/#inbox#", "content/4913", "static/old~"] {
            let folder = at(&preview, name);
            fs::create_dir(&folder)?;
            is_as_built(&preview);
            fs::write(folder.join("late.md"), "# Amazon EC2\n\nMachines.\n")?;
            is_as_built(&preview);
            fs::rename(&folder, elsewhere.path().join(name.replace('/', "-")))?;
            is_as_built(&preview);
        }
        Ok(())
    });
}

#[test]
fn a_folder_of_notes_that_is_a_link_to_elsewhere_is_watched() -> std::io::Result<()> {
    let elsewhere = on_disk(SITE);
    let folder = on_disk("-- leafcutter.yaml --\ntitle: First\n");
    std::os::unix::fs::symlink(elsewhere.path().join("content"), folder.path().join("content"))?;
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
    command.args(["serve", "--port", "0"]);
    let preview = Preview::by(command, folder);
    preview.says("watching");
    for (path, text) in [(STORAGE, note("at its own place")), ("content/.gitignore", "more/\n".to_owned())] {
        fs::write(elsewhere.path().join(path), text)?;
        is_as_built(&preview);
    }
    preview.until("/s3.html", has("at its own place"));
    Ok(())
}

#[test]
fn by_looking_alone_style_sheets_templates_and_pictures_are_noticed_too() -> std::io::Result<()> {
    let preview = site(SITE, POLL);
    fs::create_dir(at(&preview, "static"))?;
    for text in ["p { color: green }", "p { color: olive }"] {
        preview.save("static/leafcutter.css", text);
        preview.save("content/bucket.png", text);
        is_as_built(&preview);
    }
    preview.save(".gitignore", "more/\n");
    is_as_built(&preview);
    Ok(())
}

#[test]
fn building_into_any_folder_gives_the_preview_nothing_to_do() {
    let notes = "-- storage.md --\n# Amazon S3\n\nBuckets.\n";
    let outside = tempfile::tempdir().expect("a temporary folder can be made");
    let elsewhere = outside.path().join("site").to_string_lossy().into_owned();
    let layouts: [(&str, &str, &str); 6] = [
        (SITE, ".", "public"),
        (SITE, ".", "content/out"),
        (SITE, ".", "content/more/deep/out"),
        (SITE, ".", &elsewhere),
        (notes, ".", "public"),
        (notes, "storage.md", "out"),
    ];
    std::thread::scope(|threads| {
        for (text, dir, out) in layouts {
            threads.spawn(move || {
                let preview = site(text, &[dir, "--port", "0"]);
                for _ in 0..2 {
                    let built = run(preview.site.path(), &["build", dir, "--out", out]);
                    assert_eq!(built.code, Some(0), "{out}: {}", built.err);
                    sleep(SILENCE);
                    assert_eq!(preview.builds(), 0, "{dir} to {out}");
                }
            });
        }
    });
}

#[test]
fn where_the_system_watches_no_more_folders_it_says_what_to_do_and_looks_by_itself() {
    let lowered = "echo 1 > /proc/sys/user/max_inotify_watches";
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c", script]);
        command
    };
    // Not every system lets a user lower a limit of his own.
    if !unshare(lowered).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return;
    }
    let program = assert_cmd::cargo::cargo_bin!("leafcutter");
    let script = format!("{lowered} && exec '{}' serve --port 0", program.display());
    let preview = Preview::by(unshare(&script), on_disk(SITE));
    preview.says("sysctl fs.inotify.max_user_watches=");
    preview.save(STORAGE, &note("seen all the same"));
    preview.until("/s3.html", has("seen all the same"));
    is_as_built(&preview);
}
