//! The preview as somebody meets it who writes: the page in view follows the notes, and what one was doing on it goes on.

use crate::broken_rules;
use crate::driver::{Browser, ESCAPE, Preview};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// Two services: the first has a page that is longer than any window.
fn notes(first: &str) -> String {
    let long = "Objects are kept in buckets, each under a key.\n\n".repeat(60);
    format!(
        "# Amazon S3\n\n{first}\n\n## Middle\n\n<details><summary>More</summary>Much more.</details>\n\nThey are kept, ==all of them==.\n\n{long}# Amazon SQS\n\nQueues hold messages.\n"
    )
}

/// A site in a folder of its own, which holds these files.
fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (path, text) in files {
        save(folder.path(), path, text);
    }
    folder
}

fn save(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

/// Opens a page of the preview, and lets it count what it is told of.
fn open(browser: &Browser, preview: &Preview, page: &str) {
    browser.look(1280, "light");
    browser.go(&format!("{}/{page}", preview.url));
    browser.script(
        "window.stayed = true;
        window.news = [];
        document.addEventListener('leafcutter:shown', ({ detail }) => news.push(detail));",
    );
}

/// Waits until an expression holds.
#[track_caller]
fn until(browser: &Browser, expression: &str) {
    for _ in 0..200 {
        if browser.script(&format!("return Boolean({expression})")) == true {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it never holds: {expression}\n{:?}", browser.complaints());
}

/// Does something, and waits until the page shows what comes of it.
#[track_caller]
fn shows(browser: &Browser, act: impl FnOnce(), expression: &str) {
    browser.script("window.news?.splice(0)");
    act();
    until(browser, &format!("news.length && ({expression})"));
    assert_eq!(browser.script("return window.stayed"), true, "the page was not loaded anew");
}

/// Something within the part of the page that the preview adds.
fn own(selector: &str) -> String {
    format!("document.querySelector('#lc-live')?.shadowRoot.querySelector('{selector}:not([hidden])')")
}

const FIRST: &str = "document.querySelector('main').innerText.includes";

#[test]
fn what_was_saved_is_in_the_page_and_everything_one_was_doing_there_goes_on() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    browser.script(
        "document.querySelector('.note details').open = true;
        document.querySelector('details.key-points').open = true;
        document.querySelector('.note summary').focus();
        const text = [...document.querySelectorAll('.note p')].at(-1).firstChild;
        getSelection().setBaseAndExtent(text, 2, text, 9);
        document.getElementById('s3-middle').scrollIntoView({ behavior: 'instant' });",
    );
    let state = "return [
        document.querySelector('.note details').open, document.querySelector('details.key-points').open,
        document.activeElement.textContent, String(getSelection()),
        Math.round(document.getElementById('s3-middle').getBoundingClientRect().top)].join()";
    let before = browser.text(state);
    assert!(before.starts_with("true,true,More,jects a,"), "{before}");
    let edits = [
        (notes("Two paragraphs.\n\nAnd a list:\n\n- one\n- two"), "two"),
        (notes("Buckets hold ==everything==."), "everything"),
        (notes("Nothing.").replace("Much more", "Even more"), "Even more"),
    ];
    for (note, words) in edits {
        shows(&browser, || save(folder.path(), "notes.md", &note), &format!("{FIRST}('{words}')"));
        assert_eq!(browser.text(state), before, "{words}");
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_page_that_did_not_change_is_left_alone() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "sqs.html");
    browser.script(
        "window.touched = 0;
        const all = { subtree: true, childList: true, attributes: true, characterData: true };
        new MutationObserver((records) => { touched += records.length; }).observe(document, all);",
    );
    shows(&browser, || save(folder.path(), "notes.md", &notes("Buckets hold files.")), "true");
    assert_eq!(browser.script("return touched"), 0);
    save(folder.path(), "notes.md", &notes("Buckets hold files.").replace("Queues hold", "A queue holds"));
    until(&browser, "touched");
}

#[test]
fn the_open_search_and_the_narrowed_home_page_keep_what_was_typed_and_find_what_is_new() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    browser.press("/");
    browser.press("zebra");
    until(&browser, "document.querySelector('dialog .search-said').textContent.startsWith('Nothing')");
    shows(&browser, || save(folder.path(), "notes.md", &notes("A zebra.")), &format!("{FIRST}('zebra')"));
    assert_eq!(browser.text("return document.querySelector('dialog[open] input').value"), "zebra");
    browser.press(ESCAPE);
    browser.press("/");
    browser.await_element("//dialog[@open]//a[contains(., 'A zebra.')]");

    open(&browser, &preview, "index.html");
    browser.script("document.querySelector('.filter input').focus()");
    browser.press("ecs");
    let tiles = "[...document.querySelectorAll('.tile:not([hidden]) a')].map((it) => it.textContent).join()";
    assert_eq!(browser.text(&format!("return {tiles}")), "");
    let more = notes("A zebra.") + "\n# Amazon ECS\n\nIt runs containers.\n";
    shows(
        &browser,
        || save(folder.path(), "notes.md", &more),
        &format!("{tiles} === 'Amazon Elastic Container Service'"),
    );
    assert_eq!(browser.text("return document.activeElement.value"), "ecs");
}

#[test]
fn words_that_were_searched_for_are_marked_in_new_text_too() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html?q=buckets");
    browser.await_element("//button[starts-with(., 'Clear 61 marks')]");
    let added = notes("Buckets hold objects.\n\nAll buckets have names.");
    shows(&browser, || save(folder.path(), "notes.md", &added), "CSS.highlights.get('search').size === 62");
    browser.await_element("//button[starts-with(., 'Clear 62 marks')]");
}

#[test]
fn code_that_is_new_can_be_copied_and_the_contents_know_new_headings() {
    let folder = site(&[("notes.md", &notes("## One\n\nOne.\n\n## Two"))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    let long = "A paragraph.\n\n".repeat(40);
    let added = notes(&format!("## One\n\nOne.\n\n## Second\n\n```sh\naws s3 ls\n```\n\n{long}## Two"));
    shows(&browser, || save(folder.path(), "notes.md", &added), &format!("{FIRST}('aws s3 ls')"));
    browser.follow("//button[.='Copy']");
    browser.await_element("//button[.='Copied']");
    browser.script("document.getElementById('s3-second').scrollIntoView()");
    browser.await_element("//nav[@class='margin']//a[@aria-current and .='Second']");
}

#[test]
fn a_turned_flashcard_stays_turned_while_others_come() {
    let folder = site(&[("notes.md", "# Amazon SQS\n\n- **RTO**: time until it is back\n")]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "flashcards.html");
    browser.press(" ");
    let card = "document.getElementById('lc-card').innerText.replace(/\\s+/g, ' ')
        + document.getElementById('lc-progress').textContent";
    let note = "# Amazon SQS\n\n- **RPO**: what may be lost\n- **RTO**: time until it is back\n";
    let wanted = format!("/RTO time until it is back2 to go, 0 of 2 known/.test({card})");
    shows(&browser, || save(folder.path(), "notes.md", note), &wanted);
}

#[test]
fn a_style_sheet_and_a_picture_are_taken_over_and_a_script_loads_the_page_anew_where_it_was() {
    let dot = |fill: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' width='{fill}' height='9'/>");
    let sheet = |colour: &str| format!("/* mine */ body {{ color: {colour} }}");
    let folder = site(&[
        ("content/notes.md", &notes("![a dot](dot.svg)")),
        ("content/dot.svg", &dot("10")),
        ("static/leafcutter.css", &sheet("rgb(1, 2, 3)")),
        ("static/preview.js", "// nothing"),
    ]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    let colour = "getComputedStyle(document.body).color";
    assert_eq!(browser.text(&format!("return {colour}")), "rgb(1, 2, 3)");
    browser.script("document.body.style.minHeight = '5000px'; scrollTo(0, 700)");
    for new in ["rgb(4, 5, 6)", "rgb(7, 8, 9)"] {
        shows(
            &browser,
            || save(folder.path(), "static/leafcutter.css", &sheet(new)),
            &format!("{colour} === '{new}'"),
        );
    }
    assert_eq!(
        browser.script("return document.querySelectorAll('link[href*=\"leafcutter.css\"]').length"),
        1
    );
    let width = "document.querySelector('.note img').naturalWidth";
    for new in ["20", "30"] {
        shows(&browser, || save(folder.path(), "content/dot.svg", &dot(new)), &format!("{width} === {new}"));
    }
    let place = browser.script("return scrollY");
    save(folder.path(), "static/preview.js", "window.ran = true;");
    until(&browser, "window.ran && !window.stayed");
    until(&browser, &format!("Math.abs(scrollY - {place}) < 2"));
}

#[test]
fn a_theme_that_was_chosen_outlives_a_newer_style_sheet() {
    let dark = |paper: &str| format!(":root {{ color-scheme: dark; --paper: {paper} }}");
    let folder = site(&[("content/notes.md", &notes("")), ("static/dark.css", &dark("rgb(1, 2, 3)"))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    browser.follow("//button[@id='lc-theme']");
    let paper = "getComputedStyle(document.body).backgroundColor";
    until(&browser, &format!("{paper} === 'rgb(1, 2, 3)'"));
    let newer = format!("{paper} === 'rgb(4, 5, 6)'");
    shows(&browser, || save(folder.path(), "static/dark.css", &dark("rgb(4, 5, 6)")), &newer);
    browser.follow("//button[@id='lc-theme']");
    until(&browser, "document.documentElement.dataset.theme === 'light'");
    assert_eq!(browser.script(&format!("return {newer}")), false);
}

#[test]
fn a_page_whose_note_is_gone_says_so_and_stays_until_it_is_back() {
    let folder = site(&[("s3.md", "# Amazon S3\n\nBuckets.\n"), ("sqs.md", "# Amazon SQS\n\nQueues.\n")]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    let gone = format!("/no longer part/.test({}?.textContent)", own(".bar"));
    shows(&browser, || fs::remove_file(folder.path().join("s3.md")).expect("it is there"), &gone);
    assert!(browser.text("return document.querySelector('main').innerText").contains("Buckets."));
    let back = format!("!{} && {FIRST}('Vaults.')", own(".bar"));
    shows(&browser, || save(folder.path(), "s3.md", "# Amazon S3\n\nVaults.\n"), &back);
}

/// A note that is empty, which is an error, under a name that would do something were it HTML.
const HOSTILE: &str = "content/<img src=x onerror=window.ran=1>.md";

#[test]
fn an_error_lies_over_the_page_with_its_place_until_it_is_mended_and_is_text() {
    let folder = site(&[("content/notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    let panel = own(".panel");
    browser.script("document.querySelector('.search-button').focus()");
    shows(&browser, || save(folder.path(), HOSTILE, ""), &format!("{panel}?.innerText.includes('onerror')"));
    assert_eq!(browser.script("return document.activeElement.matches('.search-button')"), true);
    for (width, scheme) in [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")] {
        browser.look(width, scheme);
        assert_eq!(broken_rules(&browser), "", "{width}, {scheme}");
    }
    assert_eq!(browser.script("return window.ran ?? null"), Value::Null);
    let template = "{% extends \"base.html\" %}\n{% block body %}\n{{ page.nothing }}\n{% endblock body %}\n";
    shows(
        &browser,
        || save(folder.path(), "templates/page.html", template),
        &format!(
            "/page.html:3:\\d+/.test({panel}?.innerText) && {panel}.querySelector('.meant .words')?.textContent.includes('page.nothing')"
        ),
    );
    assert!(
        browser.text("return document.querySelector('main').innerText").contains("Buckets hold objects.")
    );
    fs::remove_file(folder.path().join(HOSTILE)).expect("it is there");
    shows(
        &browser,
        || fs::remove_file(folder.path().join("templates/page.html")).expect("it is there"),
        &format!("!{panel}"),
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn before_there_is_a_site_its_errors_are_shown_and_then_the_site_comes_by_itself() {
    let folder =
        site(&[("content/notes.md", &notes("Buckets hold objects.")), ("templates/page.html", "{% if %}")]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&format!("{}/s3.html", preview.url));
    until(&browser, &format!("/page.html:1:/.test({}?.innerText)", own(".panel")));
    assert_eq!(broken_rules(&browser), "");
    fs::remove_file(folder.path().join("templates/page.html")).expect("it is there");
    browser.await_element("//p[.='Buckets hold objects.']");
    until(&browser, &format!("!{}", own(".panel")));
}

#[test]
fn what_was_closed_stays_closed_until_the_findings_change_and_can_be_opened_again() {
    let folder = site(&[("content/notes.md", &notes("Buckets hold objects.")), ("content/empty.md", "")]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    let (panel, pill) = (own(".panel"), own(".pill"));
    open(&browser, &preview, "s3.html");
    until(&browser, &panel);
    browser.press(ESCAPE);
    until(&browser, &format!("!{panel} && {pill}?.textContent === '1 error'"));
    shows(
        &browser,
        || save(folder.path(), "content/notes.md", &notes("Files.")),
        &format!("{FIRST}('Files.')"),
    );
    open(&browser, &preview, "sqs.html");
    until(&browser, &format!("!{panel} && {pill}"));
    browser.script(&format!("{pill}.click()"));
    until(&browser, &panel);
    browser.press(ESCAPE);
    shows(&browser, || save(folder.path(), "content/more.md", ""), &panel);
}

#[test]
fn warnings_alone_are_a_small_count_that_can_be_sent_away() {
    let folder = site(&[("notes.md", &notes("See [that](nowhere.md)."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    until(&browser, &format!("{}?.textContent === '1 warning' && !{}", own(".pill"), own(".panel")));
    browser.on_paper();
    assert_eq!(browser.script(&format!("return {}.checkVisibility()", own(".pill"))), false);
    browser.script(&format!("{}.click()", own(".dismiss")));
    open(&browser, &preview, "sqs.html");
    shows(&browser, || save(folder.path(), "notes.md", &notes("See [this](nowhere.md).")), "true");
    assert_eq!(browser.script(&format!("return Boolean({})", own(".pill"))), false);
}

#[test]
fn asked_to_follow_the_browser_goes_to_what_was_changed_and_marks_it() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let preview = Preview::with(folder.path(), &["--port", "0", "--follow"]);
    let browser = Browser::open();
    open(&browser, &preview, "sqs.html");
    let text = notes("Buckets hold objects.");
    let (head, tail) = text.split_once("# Amazon SQS").expect("it is there");
    save(folder.path(), "notes.md", &format!("{head}Here it changed.\n\n# Amazon SQS{tail}"));
    browser.await_element("//p[.='Here it changed.' and contains(@class, 'leafcutter-changed')]");
    assert_eq!(browser.text("return location.pathname"), "/s3.html");
    let inside = "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)";
    let seen = |words: &str| {
        format!(
            "{inside}(document.evaluate(\"//p[contains(., '{words}')]\", document).iterateNext().getBoundingClientRect())"
        )
    };
    until(&browser, &seen("Here it changed."));
    save(
        folder.path(),
        "notes.md",
        &format!("{}Here it changed.\n\n# Amazon SQS{tail}", head.replace("hold objects", "hold vases")),
    );
    browser.await_element("//p[contains(., 'hold vases') and contains(@class, 'leafcutter-changed')]");
    until(&browser, &seen("hold vases"));
    until(&browser, "!document.querySelector('.leafcutter-changed')");
}

#[test]
fn a_preview_that_ended_is_missed_and_one_that_begins_again_is_caught_up_with() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    let port = preview.port().to_owned();
    drop(preview);
    let missed = format!("/not running/.test({}?.textContent)", own(".bar"));
    until(&browser, &missed);
    save(folder.path(), "notes.md", &notes("Vaults hold archives."));
    let _again = Preview::with(folder.path(), &["--port", &port]);
    until(&browser, &format!("{FIRST}('Vaults hold archives.') && !{}", own(".bar")));
    assert_eq!(browser.script("return window.stayed"), true);
}

#[test]
fn a_tab_in_the_background_shows_the_newest_text_when_it_is_looked_at_again() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    browser.open_tab();
    open(&browser, &preview, "s3.html");
    shows(&browser, || save(folder.path(), "notes.md", &notes("Vaults.")), &format!("{FIRST}('Vaults.')"));
    browser.close_tab();
    until(&browser, &format!("{FIRST}('Vaults.') && window.stayed"));
}

#[test]
fn a_page_that_one_comes_back_to_goes_on_to_follow_the_notes() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    browser.go(&format!("{}/sqs.html", preview.url));
    save(folder.path(), "notes.md", &notes("Vaults."));
    browser.back();
    until(&browser, &format!("{FIRST}('Vaults.')"));
    save(folder.path(), "notes.md", &notes("Shelves."));
    until(&browser, &format!("{FIRST}('Shelves.')"));
}

/// Takes every line on which the server tells of news.
fn take_all_lines(port: &str) -> Vec<BufReader<TcpStream>> {
    let line = || {
        let mut line = TcpStream::connect(format!("127.0.0.1:{port}")).expect("the preview listens");
        let request = format!(
            "GET /__leafcutter/events?since=99999999999999 HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
        );
        line.write_all(request.as_bytes()).expect("it hears");
        let mut line = BufReader::new(line);
        let mut status = String::new();
        line.read_line(&mut status).expect("it answers");
        status.contains(" 200 ").then_some(line)
    };
    std::iter::from_fn(line).take(2000).collect()
}

#[test]
fn where_too_many_pages_listen_one_more_still_follows_the_notes() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    let lines = take_all_lines(preview.port());
    assert!(lines.len() < 2000, "there is an end to them");
    open(&browser, &preview, "s3.html");
    for words in ["Vaults.", "Shelves."] {
        shows(&browser, || save(folder.path(), "notes.md", &notes(words)), &format!("{FIRST}('{words}')"));
    }
    assert_eq!(browser.script(&format!("return Boolean({})", own(".bar"))), false);
    drop(lines);
}

#[test]
fn a_site_that_is_published_below_a_path_is_previewed_below_it() {
    let folder = site(&[
        ("leafcutter.yaml", "url: https://example.org/repo/\n"),
        ("content/notes.md", &notes("Buckets hold objects.")),
    ]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    assert!(preview.url.ends_with("/repo"), "{}", preview.url);
    open(&browser, &preview, "s3.html");
    shows(
        &browser,
        || save(folder.path(), "content/notes.md", &notes("Vaults.")),
        &format!("{FIRST}('Vaults.')"),
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// A site of somebody else's on this machine, which is one page.
fn foreign(html: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length:";
            let _ = stream.write_all(format!("{head} {}\r\n\r\n{html}", html.len()).as_bytes());
        }
    });
    format!("http://localhost:{port}/")
}

#[test]
fn a_page_of_another_site_can_read_nothing_of_the_preview() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    let script = "
        const come = (tag, url) => new Promise((resolve) => {
          const it = Object.assign(document.createElement(tag), { onload: () => resolve('came'), onerror: () => resolve('refused') });
          it.src = url;
          document.body.append(it);
        });
        const listen = (url) => new Promise((resolve) => {
          const events = new EventSource(url);
          Object.assign(events, { onopen: () => resolve('came'), onmessage: () => resolve('came'), onerror: () => resolve('refused') });
        });
        const read = (url, options) => fetch(url, options).then(() => 'came', () => 'refused');
        window.found = Promise.all([
          read(at + '/s3.html'), read(at + '/__leafcutter/state'), read(at + '/s3.html', { mode: 'no-cors' }),
          read(at + '/__leafcutter/state', { mode: 'no-cors' }), come('script', at + '/__leafcutter/live.js'), come('script', at + '/search.js'),
          come('img', at + '/favicon.svg'), listen(at + '/__leafcutter/events?since=0'),
        ]);";
    let html = |at: &str| format!("<!doctype html><body><script>const at = {};{script}</script>", json!(at));
    browser.go(&foreign(html(&preview.url)));
    assert_eq!(browser.script("return window.found"), json!(["refused"; 8].to_vec()));
    // What the same script may read of its own site, so that it is known to work.
    open(&browser, &preview, "s3.html");
    browser.script(&format!("const at = '';{script}"));
    assert_eq!(browser.script("return window.found"), json!(["came"; 8].to_vec()));
}

#[test]
fn the_page_is_painted_soon_after_it_is_told_of_news() {
    let folder = site(&[("notes.md", &notes("Text 0."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    let mut times: Vec<f64> = (1..=20)
        .map(|n| {
            let text = format!("Text {n}.");
            shows(&browser, || save(folder.path(), "notes.md", &notes(&text)), &format!("{FIRST}('{text}')"));
            browser.script("return news.at(-1).took").as_f64().expect("a time is a number")
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("from the news to the painted page: median {:.1} ms, p95 {:.1} ms", times[10], times[18]);
    assert!(times[18] < 500.0, "{times:?}");
}

#[test]
fn a_page_follows_the_site_to_another_path() {
    let folder = site(&[("notes.md", &notes("Buckets hold objects."))]);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    open(&browser, &preview, "s3.html");
    save(folder.path(), "leafcutter.yaml", "url: https://me.github.io/notes/\n");
    until(&browser, "location.pathname === '/notes/s3.html' && document.readyState === 'complete'");
    assert_eq!(browser.text("return document.querySelector('h1').textContent"), "Amazon S3");
}
