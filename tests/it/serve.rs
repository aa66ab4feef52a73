//! The preview, as a browser on this machine and as a stranger's page in that browser meet it.

use crate::driver::{on_disk, run, tree};
use crate::preview::{Answer, Events, PATIENCE, Preview, SILENCE, has};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

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

/// Ways to write "one folder up".
const UP: &[&str] = &[
    "..",
    "%2e%2e",
    "%2E%2E",
    ".%2e",
    "%2e.",
    "%252e%252e",
    "..;",
    ".%00.",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%uff0e%uff0e",
    "%ef%bc%8e%ef%bc%8e",
];
/// Ways to write a slash.
const SLASH: &[&str] = &["/", "//", "%2f", "%252f", "\\", "%5c", "%255c", "%c0%af", "/./"];

#[test]
fn no_address_leads_to_a_file_that_is_not_of_the_site() {
    let preview = Preview::of(SITE);
    let root = preview.site.path().to_str().expect("a temporary folder has a plain name");
    let mut paths: Vec<String> = UP
        .iter()
        .flat_map(|up| {
            SLASH.iter().map(move |slash| format!("/files{slash}{up}{slash}{up}{slash}secret.txt"))
        })
        .collect();
    let plain = "/../secret.txt /secret.txt /secret.txt%00.html /%00secret.txt /./secret.txt //secret.txt /%2f/secret.txt \
        /files/unused.png /content/unused.png /unused.png /content/storage.md /files/storage.md /.git/config \
        /leafcutter.yaml ../secret.txt secret.txt file:///etc/passwd /etc/passwd //etc/passwd * /?../secret.txt/x \
        /files/ /files /files/bucket.png/ /s3.html/ /s3.html%20 /S3.HTML /s3.html%0d%0aX-Evil:1 /~root /index.html/.. \
        http://evil.example/ https://localhost/ localhost:80 //evil.example/%2e%2e";
    paths.extend(plain.split_whitespace().map(str::to_owned));
    paths.extend([format!("{root}/secret.txt"), format!("/{root}/secret.txt")]);
    paths.push(format!("http://localhost:{}/../secret.txt", preview.port));
    assert!(paths.len() > 120);
    for path in &paths {
        let answer = preview.get(path);
        let front = path.starts_with("/?");
        assert!(matches!(answer.status, 400 | 404) || front, "{path}: {answer:?}");
        assert!(!answer.body.contains("CANARY"), "{path}: {answer:?}");
        assert!(!answer.head.contains("x-evil"), "{path}: {answer:?}");
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
    assert_eq!(status(&format!("Host: [::1]:{port}\r\n")), 200);
    assert_eq!(status("Host: localhost\r\n"), 403, "no port");
    assert_eq!(status(&format!("Host: localhost:0{port}\r\n")), 403, "the port in another notation");
    assert_eq!(status(&format!("Host: localhost:{port}/\r\n")), 403, "a path");
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
        "LOCALHOST.example",
        "localhost@evil.example",
        "127.0.0.1.",
        "127.000.000.001",
        "0177.0.0.1",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
        "::1",
        "http://localhost",
        "localhost ",
        "notes.example",
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
fn what_a_browser_says_of_the_page_that_asks_is_believed() {
    let preview = Preview::of(SITE);
    let own = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    for (site, mode, dest, status) in [
        ("same-origin", "cors", "empty", 200),
        ("same-origin", "no-cors", "image", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "navigate", "document", 200),
        ("same-site", "navigate", "document", 200),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "no-cors", "script", 403),
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "cors", "empty", 403),
        ("cross-site", "cors", "document", 403),
        ("same-site", "no-cors", "script", 403),
        ("same-site", "cors", "empty", 403),
        ("unheard-of", "cors", "empty", 403),
    ] {
        let fetch = format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}\r\n");
        for path in ["/s3.html", "/leafcutter.css", "/__leafcutter/state", "/__leafcutter/live.js"] {
            let answer = preview.ask(&format!("GET {path} {own}{fetch}"));
            assert_eq!(answer.status, status, "{path} for {site} {mode} {dest}");
        }
    }
}

#[test]
fn every_kind_of_answer_is_kept_from_other_sites_and_kept_by_nobody() {
    let preview = Preview::of(&format!("{SITE}-- static/deep/index.html --\n<body>deep</body>\n"));
    let own = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    let tag = preview.get("/s3.html").header("etag").expect("a page has a tag").to_owned();
    for (request, status) in [
        (format!("GET / {own}"), 200),
        (format!("HEAD / {own}"), 200),
        (format!("GET /leafcutter.css {own}"), 200),
        (format!("GET /__leafcutter/live.js {own}"), 200),
        (format!("GET /__leafcutter/state {own}"), 200),
        (format!("HEAD /__leafcutter/events {own}"), 200),
        (format!("GET /s3.html {own}If-None-Match: {tag}\r\n"), 304),
        (format!("GET /deep {own}"), 302),
        (format!("GET /.. {own}"), 400),
        (format!("GET * {own}"), 400),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n".to_owned(), 403),
        (format!("GET / {own}Origin: http://evil.example\r\n"), 403),
        (format!("GET /nothing {own}"), 404),
        (format!("POST / {own}"), 405),
        (format!("POST / {own}Content-Length: 4\r\n\r\nbody"), 405),
        (format!("POST / {own}Content-Length: 4000\r\n"), 405),
        (format!("GET / {own}Content-Length: 4000\r\n"), 413),
        (format!("GET /{} {own}", "a".repeat(8 * 1024)), 414),
        (format!("GET / {own}{}", "A: b\r\n".repeat(100)), 431),
        (format!("GET / {own}A: {}\r\n", "b".repeat(64 * 1024)), 431),
    ] {
        let answer = preview.ask(&request);
        let what = request.chars().take(60).collect::<String>();
        assert_eq!(answer.status, status, "{what}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "sameorigin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{what}: {name}");
        }
        assert!(!answer.head.contains("access-control"), "{what}: {}", answer.head);
        assert_eq!(answer.header("allow"), (status == 405).then_some("get, head"), "{what}");
    }
}

#[test]
fn what_a_request_says_is_never_said_back() {
    let preview = Preview::of(&format!("{SITE}-- static/a'b<c>/index.html --\n<body>deep</body>\n"));
    let own = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    for request in [
        format!("GET /<b>REFLECTED</b> {own}"),
        format!("GET /?REFLECTED {own}"),
        format!("GET /..REFLECTED/.. {own}"),
        format!("REFLECTED / {own}"),
        "GET / HTTP/1.1\r\nHost: REFLECTED\r\n".to_owned(),
        format!("GET / {own}Origin: http://REFLECTED\r\nReferer: REFLECTED\r\nUser-Agent: REFLECTED\r\n"),
        format!("GET /__leafcutter/REFLECTED {own}"),
        format!("GET /__leafcutter/state?REFLECTED {own}If-None-Match: \"REFLECTED\"\r\n"),
    ] {
        let answer = preview.ask(&request);
        let said = answer.head + &answer.body.to_lowercase();
        assert!(!said.contains("reflected"), "{request}: {said}");
    }
    let leads_on = preview.get("/a'b%3Cc%3E");
    assert_eq!((leads_on.status, leads_on.header("location")), (302, Some("./a%27b%3cc%3e/")));
}

#[test]
fn no_answer_tells_where_the_notes_stand_or_whose_they_are() {
    let preview = Preview::with(SITE, &["--port", "0", "--editor", "x-none:{path}"]);
    let root = preview.site.path().to_str().expect("a temporary folder has a plain name");
    preview.save("content/storage.md", "# Amazon S3\n\n[x](nowhere.md)\n");
    let state = preview.until("/__leafcutter/state", has("nowhere.md")).body;
    let link = format!("\"x-none:{root}/content/storage.md\"");
    assert!(state.contains(&link), "{link} is not in {state}");
    assert!(!state.replace(&link, "").contains(root), "{state}");
    for path in ["/", "/s3.html", "/nothing", "/..", "/leafcutter.css", "/__leafcutter/live.js"] {
        let answer = preview.get(path);
        assert!(!answer.body.contains(root) && !answer.head.contains(root), "{path}: {}", answer.body);
    }
    fs::remove_dir_all(preview.site.path()).expect("a folder can be removed");
    let mut events = preview.events(0);
    while preview.state()["failed"].is_null() {
        assert!(events.next().is_some(), "it is told that the notes are gone: {}", preview.state());
    }
    let state = preview.get("/__leafcutter/state").body.replace(&link, "");
    assert!(state.contains("No such file") && !state.contains(root), "{state}");
    assert_eq!(preview.get("/s3.html").status, 200, "the last good page stays");
}

#[test]
fn others_who_are_let_in_are_not_told_where_the_notes_stand_whatever_the_editor() {
    let broken = format!("{SITE}-- content/broken.md --\n# Amazon EC2\n\n[x](nowhere.md)\n");
    let state = |options: &[&str]| {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("leafcutter"));
        command.args(["serve", "--port", "0"]).args(options).env("VISUAL", "code").env("EDITOR", "code");
        let preview = Preview::by(command, on_disk(&broken));
        let state = preview.until("/__leafcutter/state", has("nowhere.md")).body;
        let root = preview.site.path().to_str().expect("a temporary folder has a plain name");
        (state.contains(root), state.contains("\"open\":\""))
    };
    assert_eq!(state(&[]), (true, true), "the author alone is led to the editor");
    for options in [
        &["--host", "0.0.0.0"][..],
        &["--host", "0.0.0.0", "--editor", "x-none:{path}"],
        &["--allow-host", "notes.example"],
    ] {
        assert_eq!(state(options), (false, false), "{options:?}");
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
    let seen = preview.settled();
    let note = preview.site.path().join("content/storage.md");
    let mut events = preview.events(seen);
    touch(&note);
    fs::read(&note).expect("a note can be read");
    preview.save("content/storage.md", "# Amazon S3\n\nwatched\n");
    preview.save("diary.txt~", "a file that is no part of the site");
    assert_eq!(events.within(SILENCE), None, "nothing has changed");
    preview.save("content/storage.md", "# Amazon S3\n\nchanged\n");
    assert!(events.within(PATIENCE) > Some(seen));
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
    let waiting = preview.get("/any/page.html");
    assert_eq!((waiting.status, preview.state()["made"].as_bool()), (503, Some(false)));
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
    first.begins_with("port 4040 is taken");
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
fn ctrl_c_ends_it_at_once_and_the_same_port_can_be_taken_again_though_pages_wait_and_readers_stall() {
    let preview = Preview::of(SITE);
    fs::write(preview.site.path().join("content/bucket.png"), vec![7; 16 << 20]).expect("it can be written");
    let (port, build) = (preview.port, preview.build());
    preview.until("/files/bucket.png", |answer| answer.body.len() > 1 << 20);
    let _waiting: Vec<Events> = (0..31).map(|_| preview.events(build)).collect();
    let ask = format!("GET /files/bucket.png HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    let stalled = |_| {
        let mut stream = preview.connect();
        stream.write_all(ask.as_bytes()).expect("it can be asked");
        stream
    };
    let _stalled: Vec<TcpStream> = (0..64).map(stalled).collect();
    let begun = Instant::now();
    while preview.get("/s3.html").status != 200 {
        assert!(begun.elapsed() < PATIENCE, "others are answered as soon as all those have come");
    }
    let begun = Instant::now();
    assert_eq!(preview.interrupt().code(), Some(0));
    let lasted = begun.elapsed();
    println!("it ended within {lasted:.1?}");
    assert!(lasted < PATIENCE, "it takes {lasted:.1?}");
    let again = Preview::with(SITE, &["--port", &port.to_string()]);
    assert_eq!((again.port, again.get("/").status), (port, 200));
}

#[test]
fn a_second_ctrl_c_does_not_wait_for_a_long_build() {
    let long: Vec<String> =
        (0..40_000).map(|i| format!("## Heading {i}\n\nAmazon S3 and [[{i}]] and EC2.\n\n")).collect();
    // When a build begins is not said: where it has not yet, the first Ctrl-C ends all there is.
    let interrupted = |attempt: u64| {
        let mut preview = Preview::of(SITE);
        preview.save("content/storage.md", &long.concat());
        std::thread::sleep(Duration::from_millis(100 * attempt));
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            preview.press_ctrl_c();
            if let Some(ended) = preview.child.try_wait().expect("it is a child") {
                return ended.code() == Some(130);
            }
        }
        false
    };
    assert!((1..20_u64).any(interrupted), "it always waits for the build");
}

#[test]
fn no_more_than_32_pages_wait_for_news_and_those_that_went_make_room_for_others() {
    let preview = Preview::of(SITE);
    let host = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    let waiting: Vec<Events> = (0..32).map(|_| preview.events(preview.build())).collect();
    let refused = preview.ask(&format!("GET /__leafcutter/events?since=0 {host}"));
    assert_eq!(refused.status, 204, "a status that tells a browser not to come back");
    drop(waiting);
    std::thread::sleep(Duration::from_millis(1100));
    let mut later = preview.events(0);
    assert_eq!(later.next(), Some(preview.build()));
    let head = preview.ask(&format!("HEAD /__leafcutter/events?since=0 {host}"));
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
    let other_preview = preview.events(u64::MAX).next();
    assert_eq!(other_preview, Some(preview.build()), "a number that was never given is another preview's");
}

#[test]
fn a_reader_that_asks_for_much_and_reads_nothing_keeps_nobody_waiting() {
    let preview = Preview::of(SITE);
    fs::write(preview.site.path().join("content/bucket.png"), vec![7; 6 << 20]).expect("it can be written");
    preview.until("/files/bucket.png", |answer| answer.body.len() > 1 << 20);
    let host = format!("HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port);
    let ask = format!("GET /files/bucket.png {host}GET /s3.html {host}").repeat(100);
    let greedy = |_| {
        let mut stream = preview.connect();
        stream.write_all(ask.as_bytes()).expect("it can be asked");
        stream
    };
    let _greedy: Vec<TcpStream> = (0..4).map(greedy).collect();
    for _ in 0..20 {
        assert_eq!(preview.get("/s3.html").status, 200);
    }
}

#[test]
fn a_body_is_not_waited_for_however_long_it_is_said_to_be() {
    let preview = Preview::of(SITE);
    let host = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    for length in
        ["1025", "1000000", "999999999999", "9223372036854775807", "18446744073709551615", "-1", "x"]
    {
        let mut stream = preview.connect();
        write!(stream, "POST / {host}Content-Length: {length}\r\n\r\n").expect("it can be asked");
        let mut start = [0; 12];
        stream.read_exact(&mut start).expect("it answers at once");
        assert_eq!(&start, b"HTTP/1.1 405", "{length}");
        drop(stream);
        assert_eq!(preview.get("/").status, 200, "{length}");
    }
}

#[test]
fn what_a_browser_has_already_is_not_sent_again() {
    let preview = Preview::of(SITE);
    let host = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    for path in ["/", "/s3.html", "/leafcutter.css", "/files/bucket.png"] {
        let tag = preview.get(path).header("etag").expect("it has a tag").to_owned();
        assert!(tag.len() == 34 && tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let answer = preview.ask(&format!("GET {path} {host}If-None-Match: {known}\r\n"));
            assert_eq!(
                (answer.status, answer.header("etag"), &*answer.body),
                (304, Some(&*tag), ""),
                "{path}"
            );
        }
        let other = preview.ask(&format!("GET {path} {host}If-None-Match: \"0\"\r\n"));
        assert_eq!(other.status, 200, "{path}");
    }
    let tag = preview.get("/s3.html").header("etag").expect("it has a tag").trim_matches('"').to_owned();
    assert!(preview.get("/s3.html").body.contains(&format!("data-etag=\"{tag}\"")), "the page knows its own");
    preview.save("leafcutter.yaml", "title: Another name\n");
    preview.until("/", has("Another name"));
    let answer = preview.ask(&format!("GET /s3.html {host}If-None-Match: \"{tag}\"\r\n"));
    assert_eq!(answer.status, 200, "a page that changed is another one");
}

#[test]
fn the_state_tells_what_changed_and_what_was_found_and_where() {
    let preview = Preview::with(SITE, &["--port", "0", "--editor", "vscode"]);
    let first = preview.state();
    assert_eq!((&first["made"], &first["failed"]), (&true.into(), &serde_json::Value::Null));
    assert_eq!(first["build"], preview.build());
    assert_eq!(first["changed"], serde_json::json!([]), "nothing was there before");
    let tag =
        preview.get("/leafcutter.css").header("etag").expect("it has a tag").trim_matches('"').to_owned();
    assert_eq!(first["files"]["leafcutter.css"], tag);
    let files = first["files"].as_object().expect("files by name");
    assert!(files.contains_key("files/bucket.png") && !files.contains_key("s3.html"));
    assert!(!files.keys().any(|name| name.starts_with("search/")));

    let note =
        "# Amazon S3\n\nBuckets hold objects. ![A bucket](bucket.png)\n\n- one\n- see [x](nowhere.md)\n";
    preview.save("content/storage.md", note);
    preview.until("/__leafcutter/state", has("broken-link"));
    let state = preview.state();
    assert_eq!(state["changed"][0]["page"], "s3.html", "{}", state["changed"]);
    assert_eq!(state["counts"], serde_json::json!({"error": 0, "warning": 1, "hint": 0}));
    let finding = &state["findings"][0];
    assert_eq!(finding["rule"], "broken-link");
    assert_eq!((&finding["file"], &finding["line"]), (&"content/storage.md".into(), &6.into()));
    assert_eq!(finding["excerpt"][1], serde_json::json!({"line": 6, "text": "- see [x](nowhere.md)"}));
    let link = finding["open"].as_str().expect("an editor was named");
    assert!(link.starts_with("vscode://file/") && link.ends_with("/content/storage.md:6:7"), "{link}");
}

#[test]
fn a_secret_is_covered_in_the_state_as_it_is_everywhere() {
    // It is put together here so that no file holds one.
    let secret = ["AKIA", "Q3EGRIJZ7XMPL2TN"].concat();
    let preview = Preview::of(&format!("# Amazon S3\n\nThe key is {secret} and no other.\n"));
    let state = preview.get("/__leafcutter/state").body;
    assert!(state.contains("\"rule\":\"secret\"") && !state.contains(&secret), "{state}");
    assert!(!preview.get("/s3.html").body.contains(&secret));
}

#[test]
fn a_build_that_gives_no_site_is_told_of_over_the_last_good_one() {
    let preview = Preview::of(SITE);
    let mut events = preview.events(preview.build());
    fs::create_dir(preview.site.path().join("templates")).expect("a folder can be made");
    preview.save("templates/page.html", "<p>\n{% if %}\n");
    assert!(events.next().is_some(), "what was found is news too");
    let state = preview.state();
    assert_eq!((&state["made"], &state["findings"][0]["severity"]), (&false.into(), &"error".into()));
    assert_eq!(state["findings"][0]["file"], "templates/page.html");
    assert!(preview.get("/s3.html").body.contains("Buckets hold objects."));
    fs::remove_dir_all(preview.site.path().join("templates")).expect("a folder can be removed");
    assert!(events.next().is_some());
    let state = preview.state();
    assert_eq!((&state["made"], &state["findings"]), (&true.into(), &serde_json::json!([])));
}

#[test]
fn a_page_that_was_loaded_when_the_site_stood_elsewhere_hears_where_it_is_now() {
    let preview = Preview::of(SITE);
    let mut events = preview.events(preview.settled());
    preview.save("leafcutter.yaml", "url: https://me.github.io/notes/\n");
    preview.says("the site stands below /notes/ now");
    assert!(events.next().is_some(), "it is told");
    assert_eq!(preview.state()["base"], "/notes/", "at the address that it knows");
    assert_eq!(preview.get("/s3.html").header("location"), Some("/notes/s3.html"));
}

#[test]
fn the_site_stands_below_the_path_of_its_address_and_the_root_leads_there() {
    let site = format!("{SITE}-- leafcutter.yaml --\nurl: https://me.github.io/my%20notes/\n");
    let preview = Preview::of(&format!("{site}-- static/deep/index.html --\n<body>deep</body>\n"));
    let base = "/my%20notes/";
    for from in ["/", "/my%20notes"] {
        let answer = preview.get(from);
        assert_eq!((answer.status, answer.header("location")), (302, Some(base)), "{from}");
    }
    for (path, status) in [
        (base, 200),
        ("/my%20notes/s3.html", 200),
        ("/my%20notes/__leafcutter/state", 200),
        ("/my%20notes/__leafcutter/live.js", 200),
        ("/my%20notes/deep/", 200),
        ("/my%20notes/deep", 302),
        ("/s3.html", 302),
        ("/none.html", 404),
        ("/__leafcutter/state", 200),
        ("/my%20notes/my%20notes/s3.html", 404),
    ] {
        assert_eq!(preview.get(path).status, status, "{path}");
    }
    let page = preview.get("/my%20notes/s3.html").body;
    assert!(
        page.contains("src=\"/my%20notes/__leafcutter/live.js\"")
            && page.contains("data-base=\"/my%20notes/\"")
    );
    assert_eq!(preview.get("/my%20notes/deep").header("location"), Some("./deep/"));
}

#[test]
fn no_path_of_an_address_leads_to_another_host() {
    let preview =
        Preview::of(&format!("{SITE}-- leafcutter.yaml --\nurl: https://me.github.io//evil.example/\n"));
    assert_eq!(preview.get("/").header("location"), Some("/evil.example/"));
    assert!(preview.get("/evil.example/s3.html").body.contains("src=\"/evil.example/__leafcutter/live.js\""));
}

#[test]
fn pages_go_where_something_changed_only_if_asked() {
    assert!(!Preview::of(SITE).get("/").body.contains("data-follow"));
    let follows = Preview::with(SITE, &["--port", "0", "--follow"]);
    assert!(follows.get("/").body.contains(" data-follow></script>"));
}

#[test]
fn the_address_that_it_says_is_one_that_it_answers_to() {
    let preview = Preview::with(SITE, &["--port", "0", "--host", "127.0.0.2"]);
    let own = ("127.0.0.2", preview.port);
    let mut stream = TcpStream::connect(own).expect("it listens where it was told to");
    write!(stream, "GET / HTTP/1.1\r\nHost: {}:{}\r\n\r\n", own.0, own.1).expect("it can be asked");
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("it answers");
    assert_eq!(&start, b"HTTP/1.1 200");
}

#[test]
fn others_are_let_in_only_where_that_was_asked_for_and_are_told_of() {
    let preview = Preview::with(SITE, &["--port", "0", "--host", "0.0.0.0", "--allow-host", "notes.example"]);
    let port = preview.port;
    let status = |host: &str| preview.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n")).status;
    assert_eq!(status(&format!("localhost:{port}")), 200);
    assert_eq!((status("notes.example"), status(&format!("notes.example:{port}"))), (200, 200));
    assert_eq!((status("evil.example"), status("sub.notes.example"), status("0.0.0.0")), (403, 403, 403));
    let origin = |origin: &str| {
        preview.ask(&format!("GET / HTTP/1.1\r\nHost: notes.example\r\nOrigin: {origin}\r\n")).status
    };
    assert_eq!((origin("https://notes.example"), origin("https://evil.example")), (200, 403));
    preview.begins_with("can read these notes");
    for wrong in [["--host", "everywhere"], ["--allow-host", "a b"], ["--editor", "javascript:{path}"]] {
        assert_eq!(run(on_disk(SITE).path(), &["serve", wrong[0], wrong[1]]).code, Some(2), "{wrong:?}");
    }
}

#[test]
fn a_reader_meets_whole_pages_of_one_build_however_often_there_is_a_new_one() {
    // The whole number takes a minute.
    let builds = std::env::var("STORM_SECONDS").map_or(20, |_| 200);
    let note = |n: usize| format!("# Amazon S3\n\nfirst <{n}>\n\n# Amazon EC2\n\nsecond <{n}>\n");
    let preview = Preview::of(&format!("-- content/a.md --\n{}", note(0)));
    let over = AtomicBool::new(false);
    let (met, builds_met) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| read_on(&preview, &over));
        let mut events = preview.events(preview.build());
        for n in 1..=builds {
            preview.save("content/a.md", &note(n));
            assert!(events.next().is_some(), "build {n} is told");
        }
        over.store(true, Ordering::Relaxed);
        reader.join().expect("what was read is whole")
    });
    println!("{met} pages of {builds_met} builds");
    assert!(builds_met > builds / 4, "only {builds_met} builds were met");
}

/// Reads two pages in turn until it is over. Gives how many pages of how many builds these were.
fn read_on(preview: &Preview, over: &AtomicBool) -> (usize, usize) {
    let (mut met, mut generations) = (0, BTreeMap::new());
    while !over.load(Ordering::Relaxed) {
        for (path, word) in [("/s3.html", "first"), ("/ec2.html", "second")] {
            let page = preview.get(path);
            assert_eq!(page.status, 200, "{page:?}");
            assert!(page.body.trim_end().ends_with("</html>"), "{page:?}");
            let said =
                page.body.split(&format!("{word} &lt;")).nth(1).and_then(|rest| rest.split("&gt;").next());
            let generation = said.unwrap_or_else(|| panic!("{}", page.body)).to_owned();
            let build = page.build().expect("a page knows its build");
            let known = generations.entry(build).or_insert_with(|| generation.clone());
            assert_eq!(*known, generation, "one build, one text");
            met += 1;
        }
    }
    (met, generations.len())
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
