//! The search as a person meets it: by keyboard, by click, by a link, and on the page that it leads to.

use crate::driver::{Browser, CONTROL, DOWN, ENTER, ESCAPE, Preview, TAB, built};
use crate::{TOO_WIDE, broken_rules, project};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// What Enter would open.
const CHOSEN: &str = "//dialog[@open]//*[@role='option' and @aria-selected='true']";

/// Opens a page, and the search on it, and types.
fn searching(browser: &Browser, page: &str, words: &str) {
    browser.go(page);
    browser.press("/");
    browser.await_element("//dialog[@open]//*[@role='option']");
    browser.press(words);
}

/// The address of the page shown, from the `/` on.
fn address(browser: &Browser) -> String {
    browser.text("return location.pathname + location.search + location.hash")
}

/// A site of a note of its own.
fn site(note: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join("notes.md"), note).expect("a note can be written");
    folder
}

const QUEUES: &str = "\
# Amazon SQS

## Messages

Queues hold messages.

## Visibility timeout

What was received stays hidden.

# Amazon S3

## Lifecycle rules

Objects move to colder classes; messages tell of it.

## Versions

Nothing is lost.
";

#[test]
fn by_keyboard_alone_one_finds_a_section_reads_it_marked_and_comes_back_to_the_list() {
    let folder = site(QUEUES);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    searching(&browser, &preview.url, "messages");
    browser.await_element(&format!("{CHOSEN}[contains(., 'Queues hold messages')]"));
    browser.press(DOWN);
    browser.await_element(&format!("{CHOSEN}[contains(., 'Lifecycle rules')]"));
    browser.press(ENTER);
    browser.await_element("//button[starts-with(., 'Clear 1 mark')]");
    assert_eq!(address(&browser), "/s3.html?q=messages#s3-lifecycle-rules");
    assert_eq!(browser.text("return [...CSS.highlights.get('search')].join()"), "messages");
    browser.press(ESCAPE);
    assert_eq!(address(&browser), "/s3.html#s3-lifecycle-rules");
    assert_eq!(browser.script("return CSS.highlights.has('search')"), false);
    browser.back();
    browser.await_element(CHOSEN);
    assert_eq!(browser.text("return document.querySelector('dialog input').value"), "messages");
}

#[test]
fn a_phrase_that_begins_in_bold_and_ends_in_a_link_is_marked_but_none_that_crosses_a_line_or_a_block() {
    let folder = site(
        "# Amazon SQS\n\n## Delivery\n\nIt is **exactly** [once](https://example.com/), not more.\n\n- exactly\n- once\n\nexactly  \nonce\n",
    );
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&format!("{}/sqs.html?q=%22exactly+once%22", preview.url));
    browser.await_element("//button[starts-with(., 'Clear 1 mark')]");
    assert_eq!(browser.text("return [...CSS.highlights.get('search')].join('|')"), "exactly| |once");
}

#[test]
fn enter_waits_for_the_answer_to_what_was_typed() {
    let folder = site(QUEUES);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&preview.url);
    browser.press("/");
    browser.press(&format!("lifecycle{ENTER}"));
    browser.await_element("//h1[.='Amazon S3']");
}

#[test]
fn control_k_opens_the_search_and_escape_closes_it_where_one_was() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.go(&format!("{}/sqs.html", preview.url));
    browser.script("document.querySelector('a[rel=next]').focus()");
    let focus = "return document.activeElement.rel ?? document.activeElement.getAttribute('role')";
    browser.press_with(CONTROL, "k");
    browser.await_element("//dialog[@open]");
    assert_eq!(browser.text(focus), "combobox");
    browser.press(ESCAPE);
    assert_eq!(browser.script("return document.querySelector('dialog').open"), false);
    assert_eq!(browser.text(focus), "next");
    browser.press_with(CONTROL, "k");
    browser.press("queue");
    browser.await_element(&format!("{CHOSEN}[contains(., 'queue')]"));
    browser.press_with(CONTROL, ENTER);
    assert_eq!((browser.windows(), address(&browser).as_str()), (2, "/sqs.html"), "a new tab is opened");
}

#[test]
fn nothing_of_the_index_is_asked_for_before_the_search_is_opened() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    let of_search = |urls: Vec<String>| urls.into_iter().filter(|url| url.contains("search-")).count();
    browser.go(&format!("{}/sqs.html", preview.url));
    assert_eq!(of_search(browser.requests()), 0);
    browser.press("/");
    browser.await_element("//dialog//*[@role='option']");
    assert!(of_search(browser.requests()) > 0);
}

/// The first two things that the page of results finds: their pages, and what is shown of them.
fn first_two(browser: &Browser, preview: &Preview, query: &str) -> Vec<String> {
    browser.go(&preview.url);
    browser
        .script(&format!("location = 'search.html?' + new URLSearchParams({{ q: {} }})", Value::from(query)));
    browser.await_element("//*[@id='lc-hits']//a");
    let found = browser.script(
        "return [...document.querySelectorAll('#lc-hits :is(.hit, .go)')].map((it) => it.getAttribute('href').split('?')[0] + ' ' + it.innerText)",
    );
    let found = found.as_array().expect("results are a list").iter().take(2);
    found.filter_map(|found| Some(found.as_str()?.to_owned())).collect()
}

#[test]
fn what_readers_of_the_notes_ask_for_is_found_first_or_second() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    for (query, page, words) in [
        ("S3", "s3.html", ""),
        ("SSE-C", "s3.html", "SSE-C"),
        ("sse", "s3.html", "SSE-C"),
        ("169.254", "ec2.html", "169.254"),
        ("30 seconds", "sqs.html", "30 seconds"),
        ("get-session-token", "iam.html", "get-session-token"),
        ("session token", "iam.html", "session-token"),
        ("X-Forwarded-For", "elb.html", "X-Forwarded-For"),
        ("appspec.yml", "codedeploy.html", "appspec.yml"),
        ("RCU", "dynamodb.html", "RCU"),
        ("if", "sqs.html", "If"),
        ("high resolution", "cloudwatch.html", "High resolution"),
        ("DynmoDB", "dynamodb.html", "DynamoDB"),
        ("ddb", "dynamodb.html", "DynamoDB"),
        ("alb", "elb.html", ""),
        ("elasticash", "elasticache.html", "ElastiCache"),
        ("KMS key", "kms.html", ""),
        ("dead letter", "sns.html", "dead-letter"),
        ("20,000", "sqs.html", "20,000"),
    ] {
        let found = first_two(&browser, &preview, query);
        let meant = |found: &String| found.starts_with(page) && found.contains(words);
        assert!(found.iter().any(meant), "{query}: {found:#?}");
    }
}

#[test]
fn a_link_to_the_search_shows_the_same_list_and_typing_changes_the_address() {
    let folder = site(QUEUES);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    let list = "return document.getElementById('lc-hits').innerText";
    browser.go(&format!("{}/search.html", preview.url));
    browser.press("messages");
    browser.await_element("//a[@class='hit']");
    assert_eq!(address(&browser), "/search.html?q=messages");
    let typed = browser.text(list);
    browser.go(&format!("{}{}", preview.url, address(&browser)));
    browser.await_element("//a[@class='hit']");
    assert_eq!(browser.text(list), typed);
    browser.follow("//a[@class='hit'][contains(., 'colder')]");
    browser.await_element("//h1[.='Amazon S3']");
    browser.back();
    browser.await_element("//a[@class='hit']");
    assert_eq!(browser.text(list), typed);
}

#[test]
fn a_service_is_chosen_by_click_by_key_or_by_typing() {
    let folder = site(QUEUES);
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    let only = "//dialog[not(.//*[@role='option' and contains(., 'Queues hold')])]//*[@role='option' and contains(., 'colder')]";
    let chosen = "//dialog//button[@aria-pressed='true' and contains(., 'Amazon S3')]";
    searching(&browser, &preview.url, "messages");
    browser.follow("//dialog//button[@class='facet' and contains(., 'Amazon S3')]");
    browser.await_element(only);
    browser.await_element(chosen);
    searching(&browser, &preview.url, "s3: messages");
    browser.await_element(only);
    browser.await_element(chosen);
    assert_eq!(browser.text("return document.querySelector('dialog input').value"), "messages");
    searching(&browser, &format!("{}/s3.html", preview.url), "messages");
    browser.press(TAB);
    browser.await_element(only);
    browser.await_element(chosen);
    browser.go(&format!("{}/search.html?q=messages", preview.url));
    browser.follow("//nav[@id='lc-facets']//a[contains(., 'Storage')]");
    browser.await_element("//nav[@id='lc-facets']//a[@aria-current='true' and contains(., 'Storage')]");
    assert_eq!(address(&browser), "/search.html?q=messages&category=Storage");
}

#[test]
fn of_a_page_with_many_sections_three_are_listed_and_all_when_it_is_asked_for_alone() {
    let sections: String = (1..6).map(|number| format!("## Part {number}\n\nzebra\n\n")).collect();
    let folder = site(&format!("# Amazon S3\n\n{sections}# Amazon SQS\n\nzebra\n"));
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    searching(&browser, &preview.url, "zebra");
    browser.follow("//dialog//*[@role='option' and contains(., '2 more sections in Amazon S3')]");
    browser.await_element("//dialog//button[@aria-pressed='true']");
    let hits = "return document.querySelectorAll('dialog .hit').length";
    assert_eq!(browser.script(hits), 5);
}

#[test]
fn what_stands_in_the_address_or_in_a_note_is_shown_as_text_and_runs_nothing() {
    let evil = "<img src=x onerror=document.title='taken'>";
    let folder = site(&format!("# Amazon S3\n\n## `{evil}`\n\nMarkup: `{evil}`\n"));
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    for query in [evil, "onerror"] {
        let found = first_two(&browser, &preview, query);
        assert!(found.iter().any(|found| found.contains(evil)), "{query}: {found:#?}");
    }
    searching(&browser, &preview.url, "onerror");
    browser.await_element(&format!("{CHOSEN}[contains(., '<img')]"));
    browser.press(ENTER);
    browser.await_element("//button[starts-with(., 'Clear')]");
    browser
        .go(&format!("{}/search.html?service=%3Cimg+src%3Dx%3E&category=%3Ci%3E&q=%3Cb%3Ezzzz", preview.url));
    browser.await_element("//*[@id='lc-said' and contains(., '<b>zzzz')]");
    assert_eq!(browser.text("return [...document.images].map((it) => it.outerHTML).join()"), "");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn headings_that_are_called_like_parts_of_the_browser_hinder_nothing() {
    let names = [
        "location",
        "constructor",
        "history",
        "document",
        "CSS",
        "Highlight",
        "Range",
        "performance",
        "open",
    ];
    let sections: String = names.iter().map(|name| format!("## {name}\n\nzebra\n\n")).collect();
    let folder = site(&format!("# Amazon S3\n\n{sections}"));
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    searching(&browser, &format!("{}/s3.html", preview.url), "constructor");
    browser.await_element(&format!("{CHOSEN}[contains(., 'constructor')]"));
    browser.press(ENTER);
    browser.await_element("//button[starts-with(., 'Clear 1 mark')]");
    assert_eq!(address(&browser), "/s3.html?q=constructor#s3-constructor");
}

#[test]
fn without_a_server_the_search_finds_and_marks_as_well() {
    let folder = site(QUEUES);
    let page = |name: &str| format!("file://{}", built(folder.path()).join(name).display());
    let browser = Browser::open();
    searching(&browser, &page("sqs.html"), "lifecycle");
    browser.await_element(&format!("{CHOSEN}[contains(., 'Lifecycle')]"));
    browser.press(ENTER);
    browser.await_element("//button[starts-with(., 'Clear')]");
    assert!(browser.text("return location.href").ends_with("/s3.html?q=lifecycle#s3-lifecycle-rules"));
    browser.go(&page("search.html?q=lifecycle"));
    browser.await_element("//a[@class='hit']");
}

#[test]
fn without_scripts_the_search_page_says_so_and_leads_to_every_category() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.without_scripts();
    browser.go(&preview.url);
    browser.follow("//a[contains(., 'Search the notes')]");
    assert!(browser.text("return document.querySelector('main').innerText").contains("needs JavaScript"));
    browser.follow("//main//a[.='Storage']");
    assert_eq!(address(&browser), "/category-storage.html");
}

#[test]
fn the_search_fits_a_telephone_and_breaks_no_accessibility_rule_by_day_or_night() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    for (width, scheme) in [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")] {
        browser.look(width, scheme);
        for words in ["", "queue", "zzzz"] {
            searching(&browser, &format!("{}/sqs.html", preview.url), words);
            // What is said is said last.
            browser.await_element(&format!(
                "//dialog[{}]",
                if words.is_empty() { "true()" } else { ".//p[@role='status' and text()]" }
            ));
            assert_eq!(broken_rules(&browser), "", "{words:?} at {width}, {scheme}");
            assert_eq!(browser.text(TOO_WIDE), "", "{words:?} at {width}");
        }
        browser.go(&format!("{}/search.html?q=queue", preview.url));
        browser.await_element("//p[@role='status' and text()]");
        assert_eq!(
            (broken_rules(&browser), browser.text(TOO_WIDE)),
            (String::new(), String::new()),
            "{width}, {scheme}"
        );
    }
}
