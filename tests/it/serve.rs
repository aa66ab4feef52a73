//! The preview, as a browser on this machine and as a stranger's page in that browser meet it.

use crate::driver::{on_disk, run, tree};
use crate::preview::{Answer, Events, PATIENCE, Preview, SILENCE, has};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

const SITE: &str = "\
-- content/storage.md --
# Amazon S3

Buckets hold objects. ![A bucket](bucket.png)
-- content/bucket.png --
the first picture
-- content/unused.png --
CANARY
-- secret.txt --
CANARY
";

#[test]
fn home_pages_style_sheet_and_pictures_are_shown_each_as_what_it_is() {
    let preview = Preview::of(SITE);
    for (path, kind, words) in [
        ("/", "text/html; charset=utf-8", "Amazon S3"),
        ("/index.html", "text/html; charset=utf-8", "Amazon S3"),
        ("/s3.html", "text/html; charset=utf-8", "Buckets hold objects."),
        ("/s3.html?from=home#top", "text/html; charset=utf-8", "Buckets hold objects."),
        ("/leafcutter.css", "text/css; charset=utf-8", "{"),
        ("/filter.js", "text/javascript; charset=utf-8", "filter"),
        ("/favicon.svg", "image/svg+xml", "<svg"),
        ("/files/bucket.png", "image/png", "the first picture"),
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.head.contains(&format!("content-type: {kind}")), "{path}: {}", answer.head);
        assert!(answer.body.contains(words), "{path}");
    }
}

#[test]
fn an_unknown_address_is_404_and_is_not_printed_back() {
    let preview = Preview::of(SITE);
    for path in ["/nothing.html", "/s3", "/__leafcutter/", "/__leafcutter/x", "/<script>alert(1)</script>"] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("alert(1)"), "{path}");
    }
}

#[test]
fn no_address_leads_to_a_file_that_is_not_of_the_site() {
    let preview = Preview::of(SITE);
    let absolute = format!("http://localhost:{}/../secret.txt", preview.port);
    let outside = preview.site.path().join("secret.txt");
    let outside = outside.to_str().expect("a temporary folder has a plain name");
    for path in [
        "/../secret.txt",
        "/../../secret.txt",
        "/files/../../secret.txt",
        "/files/../../content/unused.png",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/..%2f..%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/%5c..%5csecret.txt",
        "/secret.txt",
        "/secret.txt%00.html",
        "/%00secret.txt",
        "/./secret.txt",
        "//secret.txt",
        "/files/unused.png",
        "/content/unused.png",
        "/unused.png",
        "/content/storage.md",
        "/files/storage.md",
        "/.%00./secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/..;/secret.txt",
        "/.git/config",
        "/leafcutter.yaml",
        "../secret.txt",
        "secret.txt",
        "file:///etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "*",
        outside,
        &format!("/{outside}"),
        &absolute,
    ] {
        let answer = preview.get(path);
        assert_ne!(answer.status, 200, "{path}: {answer:?}");
        assert!(!answer.body.contains("CANARY"), "{path}: {answer:?}");
    }
    assert_eq!(preview.get("/").status, 200, "and it is still there");
}

#[test]
fn only_a_request_to_this_machine_by_its_own_name_is_answered() {
    let preview = Preview::of(SITE);
    let port = preview.port;
    let status = |hosts: &str| preview.ask(&format!("GET / HTTP/1.1\r\n{hosts}")).status;
    assert_eq!(status(&format!("Host: localhost:{port}\r\n")), 200);
    assert_eq!(status(&format!("Host: 127.0.0.1:{port}\r\n")), 200);
    for host in [
        "evil.example",
        "localhost.evil.example",
        "localhost.",
        "user@localhost",
        "0.0.0.0",
        "2130706433",
        "127.1",
        "[::]",
        "",
        "localhost:1,",
    ] {
        assert_eq!(status(&format!("Host: {host}:{port}\r\n")), 403, "{host}");
    }
    assert_eq!(status(""), 403, "no host");
    assert_eq!(status("Host: localhost:1\r\n"), 403, "another port");
    assert_eq!(status(&format!("Host: localhost:{port}\r\nHost: evil.example\r\n")), 403, "two hosts");
}

#[test]
fn a_page_of_another_site_gets_nothing_not_even_the_news() {
    let preview = Preview::of(SITE);
    for path in ["/", "/s3.html", "/__leafcutter/events?since=0", "/__leafcutter/live.js"] {
        for origin in ["http://evil.example", "null", "http://localhost:1", "https://localhost"] {
            let host = format!("Host: localhost:{}\r\n", preview.port);
            let answer = preview.ask(&format!("GET {path} HTTP/1.1\r\n{host}Origin: {origin}\r\n"));
            assert_eq!(answer.status, 403, "{path} for {origin}");
        }
    }
    let own = format!("localhost:{}", preview.port);
    let answer = preview.ask(&format!("GET / HTTP/1.1\r\nHost: {own}\r\nOrigin: http://{own}\r\n"));
    assert_eq!(answer.status, 200);
}

#[test]
fn every_answer_tells_browsers_to_keep_it_from_other_sites_and_not_to_keep_it_at_all() {
    let preview = Preview::of(SITE);
    for path in ["/", "/s3.html", "/leafcutter.css", "/nothing"] {
        let head = preview.get(path).head;
        for line in [
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
            "referrer-policy: no-referrer",
        ] {
            assert!(head.contains(line), "{path}: {line} is not in {head}");
        }
        assert!(!head.contains("access-control-allow"), "{path}: {head}");
    }
}

#[test]
fn only_get_and_head_are_answered_and_head_without_a_body() {
    let preview = Preview::of(SITE);
    let host = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        for path in ["/", "/s3.html", "/__leafcutter/events"] {
            let answer = preview.ask(&format!("{method} {path} {host}Content-Length: 0\r\n"));
            assert_eq!(answer.status, 405, "{method} {path}");
        }
    }
    let head = preview.ask(&format!("HEAD /s3.html {host}"));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let length = |answer: &Answer| {
        answer.head.lines().find(|line| line.starts_with("content-length")).map(str::to_owned)
    };
    assert_eq!(length(&head), length(&preview.get("/s3.html")));
}

#[test]
fn saving_a_note_tells_waiting_pages_of_a_newer_build_that_has_the_new_text() {
    let preview = Preview::of(SITE);
    let seen = preview.build();
    let mut waiting = [preview.events(seen), preview.events(seen)];
    preview.save("content/storage.md", "# Amazon S3\n\nVaults hold archives.\n");
    for page in &mut waiting {
        assert!(page.next().expect("the save is noticed") > seen);
    }
    preview.until("/s3.html", has("Vaults hold archives."));
}

/// Puts a text that names the way of saving into the note.
type Saving<'a> = &'a dyn Fn(&str) -> std::io::Result<()>;

#[test]
fn every_way_in_which_editors_save_is_noticed() {
    let preview = Preview::of(SITE);
    let note = preview.site.path().join("content/storage.md");
    let text = |way: &str| format!("# Amazon S3\n\nsaved by {way}\n");
    let rename_over = |way: &str| {
        let new = note.with_extension("md~new");
        fs::write(&new, text(way)).and_then(|()| fs::rename(new, &note))
    };
    let move_away_and_write =
        |way: &str| fs::rename(&note, note.with_extension("bak")).and_then(|()| fs::write(&note, text(way)));
    let cut_off_and_write = |way: &str| {
        let mut file = fs::File::create(&note)?;
        text(way).bytes().try_for_each(|byte| file.write_all(&[byte]))
    };
    let remove_and_write = |way: &str| fs::remove_file(&note).and_then(|()| fs::write(&note, text(way)));
    let ways: [(&str, Saving); 4] = [
        ("rename over", &rename_over),
        ("move away and write", &move_away_and_write),
        ("cut off and write", &cut_off_and_write),
        ("remove and write", &remove_and_write),
    ];
    for (way, save) in ways {
        save(way).unwrap_or_else(|why| panic!("{way}: {why}"));
        preview.until("/s3.html", has(&format!("saved by {way}")));
    }
}

#[test]
fn a_note_saved_in_many_steps_ends_as_its_last_words() {
    let preview = Preview::of(SITE);
    for step in 0..200 {
        preview.save("content/storage.md", &format!("# Amazon S3\n\nstep {step} of many\n"));
    }
    preview.until("/s3.html", has("step 199 of many"));
}

#[test]
fn new_renamed_and_deleted_notes_come_move_and_go() {
    let preview = Preview::of(SITE);
    let deep = preview.site.path().join("content/a/b/c");
    fs::create_dir_all(&deep)
        .and_then(|()| fs::write(deep.join("queues.md"), "# Amazon SQS\n\nq\n"))
        .expect("it can be made");
    preview.until("/sqs.html", has("a/b/c/queues.md"));
    let content = preview.site.path().join("content");
    fs::rename(content.join("a"), content.join("z")).expect("a folder can be renamed");
    preview.until("/sqs.html", has("z/b/c/queues.md"));
    fs::remove_dir_all(content.join("z")).expect("a folder can be removed");
    preview.until("/sqs.html", |answer| answer.status == 404);
    assert_eq!(preview.get("/s3.html").status, 200);
}

#[test]
fn configuration_templates_and_style_sheets_are_watched_too() {
    let preview = Preview::of(SITE);
    preview.save("leafcutter.yaml", "title: A better name\n");
    preview.until("/", has("A better name"));
    fs::create_dir(preview.site.path().join("static")).expect("a folder can be made");
    preview.save("static/leafcutter.css", "p { color: green }");
    preview.until("/leafcutter.css", has("green"));
    fs::create_dir(preview.site.path().join("templates")).expect("a folder can be made");
    preview.save("templates/index.html", "<body>my own home</body>");
    preview.until("/", has("my own home"));
}

#[test]
fn a_picture_that_was_drawn_anew_is_shown() {
    let preview = Preview::of(SITE);
    assert!(preview.get("/files/bucket.png").body.contains("the first picture"));
    preview.save("content/bucket.png", "the second picture");
    preview.until("/files/bucket.png", has("the second picture"));
}

#[test]
fn touching_a_file_gives_no_build() {
    let preview = Preview::of(SITE);
    preview.save("content/storage.md", "# Amazon S3\n\nwatched\n");
    preview.until("/s3.html", has("watched"));
    let seen = preview.build();
    let note = preview.site.path().join("content/storage.md");
    let mut events = preview.events(seen);
    touch(&note);
    fs::read(&note).expect("a note can be read");
    preview.save("content/storage.md", "# Amazon S3\n\nwatched\n");
    preview.save("diary.txt~", "a file that is no part of the site");
    assert_eq!(events.within(SILENCE), None, "nothing has changed");
    preview.save("content/storage.md", "# Amazon S3\n\nchanged\n");
    assert_eq!(events.within(PATIENCE), Some(seen + 1));
}

fn touch(path: &Path) {
    let file = fs::File::options().write(true).open(path).expect("a note can be opened");
    let then = std::time::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    file.set_modified(then).expect("a file's time can be set");
}

#[test]
fn a_broken_template_keeps_the_last_good_pages_and_says_where_it_is_broken() {
    let preview = Preview::of(SITE);
    fs::create_dir(preview.site.path().join("templates")).expect("a folder can be made");
    preview.save("templates/page.html", "<p>\n{% if %}\n");
    preview.says("templates/page.html:2:");
    let page = preview.get("/s3.html");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Buckets hold objects."));
    preview.save("templates/page.html", "<body>mended</body>");
    preview.until("/s3.html", has("mended"));
}

#[test]
fn a_site_that_is_broken_from_the_start_is_shown_as_soon_as_it_is_mended() {
    let preview = Preview::of(&format!("{SITE}-- templates/page.html --\n{{% if %}}\n"));
    let waiting = preview.get("/");
    assert!(waiting.body.contains("live.js"), "whatever is shown meanwhile waits for news: {waiting:?}");
    fs::remove_file(preview.site.path().join("templates/page.html")).expect("a file can be removed");
    preview.until("/s3.html", has("Buckets hold objects."));
}

#[test]
fn a_port_that_is_taken_is_an_error_where_it_was_named() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    let port = taken.local_addr().expect("it has an address").port().to_string();
    let ran = run(on_disk(SITE).path(), &["serve", "--port", &port]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains(&format!("port {port}")), "{}", ran.err);
    assert!(ran.err.contains("--port"), "it says what to do: {}", ran.err);
}

#[test]
fn without_a_named_port_the_next_free_one_is_taken_and_said() {
    // Whoever has this port, it is taken now.
    let _taken = TcpListener::bind(("127.0.0.1", 4040));
    let first = Preview::with(SITE, &[]);
    let second = Preview::with(SITE, &[]);
    assert!(first.port > 4040 && second.port > 4040 && first.port != second.port);
    assert_eq!(first.get("/").status, 200);
    assert_eq!(second.get("/").status, 200);
}

#[test]
fn nobody_else_on_the_network_can_reach_it() {
    let preview = Preview::of(SITE);
    let taken_alone = TcpListener::bind(("127.0.0.2", preview.port));
    assert!(taken_alone.is_ok(), "it listens on more than 127.0.0.1");
}

#[test]
fn ctrl_c_ends_it_with_0_and_frees_the_port_though_pages_wait_for_news() {
    let preview = Preview::of(SITE);
    let port = preview.port;
    let _waiting: Vec<Events> = (0..4).map(|_| preview.events(preview.build())).collect();
    assert_eq!(preview.interrupt().code(), Some(0));
    assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
}

#[test]
fn the_preview_writes_nothing_and_the_built_site_knows_nothing_of_it() {
    let preview = Preview::of(SITE);
    let before = tree(preview.site.path());
    assert!(preview.get("/s3.html").body.contains("__leafcutter"));
    assert_eq!(tree(preview.site.path()), before);
    assert_eq!(run(preview.site.path(), &["build"]).code, Some(0));
    let site = preview.site.path().join("public");
    for path in tree(&site).keys() {
        let text = fs::read_to_string(site.join(path)).unwrap_or_default();
        assert!(!text.contains("__leafcutter") && !text.contains("localhost"), "{path}");
    }
}

#[test]
fn building_beside_a_running_preview_gives_it_nothing_to_do() {
    let preview = Preview::of(SITE);
    let mut events = preview.events(preview.build());
    assert_eq!(run(preview.site.path(), &["build"]).code, Some(0));
    assert_eq!(run(preview.site.path(), &["build", "--out", "content/out"]).code, Some(0));
    assert_eq!(events.within(SILENCE), None);
}

#[test]
fn a_picture_opened_by_itself_runs_nothing_and_what_is_not_there_is_said_in_the_sites_own_words() {
    let preview = Preview::of(
        "-- content/s3.md --\n# Amazon S3\n\n![a](evil.svg)\n-- content/evil.svg --\n<svg onload=\"1\"/>\n",
    );
    let picture = preview.get("/files/evil.svg");
    assert!(picture.head.contains("content-security-policy: sandbox; script-src 'none'"), "{}", picture.head);
    let missing = preview.get("/no/such/page");
    assert!(missing.status == 404 && missing.body.contains("There is no such page"));
}

#[test]
fn connections_that_come_at_once_and_stay_open_are_all_answered() {
    let preview = Preview::of("# Amazon S3\n\nBuckets.\n");
    for count in 4..32 {
        let connect = |_| TcpStream::connect(("127.0.0.1", preview.port)).expect("the preview listens");
        let mut open: Vec<TcpStream> = (0..count).map(connect).collect();
        for stream in &mut open {
            let request = format!("GET /s3.html HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port);
            stream.write_all(request.as_bytes()).expect("the preview reads");
        }
        for stream in &mut open {
            stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
            let answered = stream.read(&mut [0; 1]);
            assert!(answered.is_ok_and(|bytes| bytes == 1), "every one is answered");
        }
    }
}
