//! The site as a person meets it: in a real browser, on a telephone and on a desk, by day and by night.
#![allow(clippy::disallowed_methods, reason = "tests use real files and processes")]

mod driver;
mod preview;
mod search;
mod study;

use driver::{Browser, ENTER, ESCAPE, PROJECT, Preview, TAB, explanation};
use serde_json::Value;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// One page of each kind; that of SQS has a picture from elsewhere.
const PAGES: [&str; 13] = [
    "index.html",
    "sqs.html",
    "unsorted.html",
    "category-compute.html",
    "search.html",
    "references.html",
    "key-points.html",
    "numbers.html",
    "compare.html",
    "doubts.html",
    "flashcards.html",
    "404.html",
    "print.html",
];

/// The one address of another host that the notes themselves show a picture from.
const PICTURE: &str = "https://lucid.app/";

fn project() -> &'static Path {
    Path::new(PROJECT)
}

/// How far the page goes beyond the right edge of the window, and what does.
const TOO_WIDE: &str = "
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return '';
    const wide = [...document.body.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > width + 1);
    return wide.map((it) => it.outerHTML.slice(0, 80)).slice(-3).join(' ') || 'the page itself';";

#[test]
fn no_page_scrolls_sideways_complains_or_asks_another_host() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    for page in PAGES {
        for width in [320, 360, 768, 1280] {
            for scheme in ["light", "dark"] {
                browser.look(width, scheme);
                browser.go(&format!("{}/{page}", preview.url));
                assert_eq!(browser.text(TOO_WIDE), "", "{page} at {width}");
            }
        }
    }
    let mut requests = browser.requests();
    assert!(requests.len() > PAGES.len(), "what the pages asked for is known: {requests:?}");
    requests.retain(|url| !url.starts_with(&preview.url) && !url.starts_with(PICTURE));
    assert_eq!(requests, Vec::<String>::new());
    let mut complaints = browser.complaints();
    complaints.retain(|complaint| !complaint.starts_with(PICTURE));
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn every_page_of_the_notes_fits_a_small_telephone() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.look(320, "light");
    for slug in slugs() {
        browser.go(&format!("{}/{slug}.html", preview.url));
        assert_eq!(browser.text(TOO_WIDE), "", "{slug}");
    }
}

fn slugs() -> Vec<String> {
    let explanation = explanation(project());
    let pages = explanation["pages"].as_array().expect("pages are a list");
    pages.iter().filter_map(|page| Some(page["slug"].as_str()?.to_owned())).collect()
}

#[test]
fn dark_is_dark_and_light_is_light() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    let brightness = "
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part, 0) / 3;";
    for page in PAGES {
        let [light, dark] = ["light", "dark"].map(|scheme| {
            browser.look(1280, scheme);
            browser.go(&format!("{}/{page}", preview.url));
            browser.script(brightness).as_f64().expect("brightness is a number")
        });
        assert!(light > 200.0 && dark < 60.0, "{page}: {light} by day, {dark} by night");
    }
}

/// The words of a text, addresses apart: those are shown by their names.
fn words(text: &str) -> Vec<String> {
    let plain = text.split_whitespace().filter(|word| !word.contains("://"));
    let words = plain.flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of the notes that a page was made of.
fn words_of_notes(page: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for source in page["sources"].as_array().expect("sources are a list") {
        let file = source["file"].as_str().expect("a file has a name");
        let note = fs::read_to_string(project().join(file)).expect("the note is there");
        let line = |at: usize| source["lines"][at].as_u64().and_then(|line| usize::try_from(line).ok());
        let (from, to) = (line(0).expect("there is a first line"), line(1).expect("there is a last line"));
        all.extend(note.lines().take(to).skip(from - 1).flat_map(words));
    }
    all
}

#[test]
fn without_scripts_every_word_of_the_notes_can_be_read() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.without_scripts();
    for page in explanation(project())["pages"].as_array().expect("pages are a list") {
        let slug = page["slug"].as_str().expect("a page has an address");
        browser.go(&format!("{}/{slug}.html", preview.url));
        let shown: HashSet<String> =
            words(&browser.text("return document.querySelector('main').innerText")).into_iter().collect();
        let wanted = words_of_notes(page);
        let pictured = browser.text("return [...document.images].map((image) => image.alt).join(' ')");
        let pictured = words(&pictured);
        let lost: Vec<&String> =
            wanted.iter().filter(|word| !shown.contains(*word) && !pictured.contains(word)).collect();
        assert!(!wanted.is_empty() && lost.is_empty(), "{slug} does not show {lost:?}");
    }
}

#[test]
fn without_scripts_one_can_go_from_home_to_a_page_to_the_next_and_back() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.without_scripts();
    browser.go(&preview.url);
    let heading = "return document.querySelector('h1').innerText";
    let home = browser.text(heading);
    assert!(browser.text("return getComputedStyle(document.querySelector('.filter')).display") == "none");
    browser.follow("//main//a[.='Amazon S3']");
    assert_eq!(browser.text(heading), "Amazon S3");
    let next = browser.text("return document.querySelector('a.next span').innerText");
    browser.follow("//a[@rel='next']");
    assert_eq!(browser.text(heading), next);
    browser.follow("//nav[@aria-label='Breadcrumb']//a[.='Home']");
    assert_eq!(browser.text(heading), home);
}

/// The titles of the tiles that can be seen.
fn tiles(browser: &Browser) -> Vec<String> {
    let tiles = browser.script("return [...document.querySelectorAll('.tile a')].filter((it) => it.checkVisibility()).map((it) => it.innerText)");
    let tiles = tiles.as_array().expect("tiles are a list").iter();
    tiles.filter_map(|tile| Some(tile.as_str()?.to_owned())).collect()
}

#[test]
fn typing_on_the_home_page_leaves_the_pages_that_are_meant_and_enter_opens_the_first() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.go(&preview.url);
    let all = tiles(&browser);
    assert_eq!(all.len(), slugs().len());
    browser.script("document.getElementById('lc-filter').focus()");
    browser.press("ddb");
    assert_eq!(tiles(&browser), ["Amazon DynamoDB"]);
    browser.press(ESCAPE);
    assert_eq!(tiles(&browser), all);
    browser.press("no such page");
    assert_eq!(tiles(&browser), Vec::<String>::new());
    assert!(
        browser.text("return document.querySelector('[role=status]').innerText").contains("no such page")
    );
    browser.press(ENTER);
    browser.await_element("//h1[.='Search']");
    assert_eq!(browser.text("return document.getElementById('lc-query').value"), "no such page");
    browser.go(&preview.url);
    browser.script("document.getElementById('lc-filter').focus()");
    browser.press("ddb");
    browser.press(ENTER);
    browser.await_element("//h1[.='Amazon DynamoDB']");
    assert!(browser.text("return location.pathname") == "/dynamodb.html");
}

#[test]
fn the_filter_box_shows_what_was_typed_as_text_and_runs_none_of_it() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.go(&preview.url);
    browser.script("document.getElementById('lc-filter').focus()");
    browser.press("<img src=x onerror=document.title='taken'>");
    assert!(browser.text("return document.querySelector('[role=status]').innerText").contains("<img src=x"));
    assert_ne!(browser.text("return document.title"), "taken");
}

#[test]
fn code_is_copied_by_its_button_and_the_contents_show_the_place_in_view() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let long = "A paragraph.\n\n".repeat(80);
    let note = format!("# Amazon S3\n\n## One\n\n```sh\naws s3 ls\n```\n\n{long}## Two\n\n{long}");
    fs::write(folder.path().join("notes.md"), note).expect("a note can be written");
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.look(1280, "light");
    browser.go(&format!("{}/s3.html", preview.url));
    browser.follow("//button[.='Copy']");
    browser.await_element("//button[.='Copied']");
    browser.await_element("//nav[@class='margin']//a[@aria-current and .='One']");
    browser.script("document.getElementById('s3-two').scrollIntoView()");
    browser.await_element("//nav[@class='margin']//a[@aria-current and .='Two']");
}

#[test]
fn a_theme_that_was_chosen_holds_on_every_page_until_it_is_given_back_to_the_system() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.look(1280, "light");
    browser.go(&preview.url);
    let dark = "return getComputedStyle(document.documentElement).colorScheme === 'dark'";
    for (chosen, is_dark) in [("dark", true), ("light", false)] {
        browser.follow("//button[@id='lc-theme']");
        browser.await_element(&format!("//html[@data-theme='{chosen}']"));
        browser.go(&format!("{}/sqs.html", preview.url));
        assert_eq!(browser.script(dark), is_dark, "{chosen}");
    }
    browser.follow("//button[@id='lc-theme']");
    browser.await_element("//html[@data-theme='system']");
    assert_eq!(browser.script(dark), false);
}

#[test]
fn a_link_that_has_the_focus_shows_what_it_leads_to_until_escape() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let note = "# Amazon S3\n\nSee [limits](#limits), [EC2](ec2.md) and [types](ec2.md#types).\n\n## Limits\n\nFew.\n";
    fs::write(folder.path().join("s3.md"), note).expect("a note can be written");
    fs::write(folder.path().join("ec2.md"), "# Amazon EC2\n\nMachines.\n\n## Types\n\nMany.\n")
        .expect("a note can be written");
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&format!("{}/s3.html", preview.url));
    for (link, shown) in [("limits", "Few."), ("EC2", "Machines."), ("types", "Many.")] {
        browser.press(TAB);
        let focus = "[...document.querySelectorAll('.note a')].find((a) => a.textContent ===";
        browser.script(&format!("{focus} '{link}').focus({{ focusVisible: true }})"));
        browser.await_element(&format!("//*[@id='lc-preview' and not(@hidden) and contains(., '{shown}')]"));
        browser.await_element("//a[@aria-describedby='lc-preview']");
        browser.press(ESCAPE);
        browser.await_element("//*[@id='lc-preview' and @hidden]");
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn on_paper_stand_the_notes_with_their_addresses_and_nothing_to_press() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    browser.on_paper();
    for page in ["cloudfront.html", "print.html"] {
        browser.go(&format!("{}/{page}", preview.url));
        let pressed = "[...document.querySelectorAll('button, input, summary.tool, .lists a, .rail a, .search-button')]";
        let shown = browser.script(&format!("return {pressed}.filter((it) => it.checkVisibility()).length"));
        assert_eq!(shown, 0, "{page}");
        let address =
            browser.text("return getComputedStyle(document.querySelector('a.external'), '::after').content");
        assert!(address.contains("https://"), "{page}: {address}");
    }
}

#[test]
fn from_disk_a_page_is_whole_and_complains_of_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let content = folder.path().join("content");
    fs::create_dir(&content).expect("a folder can be made");
    let note = "content/aws-developer-notes.md";
    fs::copy(project().join(note), folder.path().join(note)).expect("the note is there");
    let public = driver::built(folder.path());
    let browser = Browser::open();
    for page in PAGES.into_iter().filter(|page| *page != "404.html") {
        browser.go(&format!("file://{}/{page}", public.display()));
        browser.await_element("//html[@data-theme='system']");
    }
    let mut complaints = browser.complaints();
    complaints.retain(|complaint| !complaint.starts_with(PICTURE));
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn saving_a_note_shows_the_new_text_in_the_open_page() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let note = folder.path().join("notes.md");
    fs::write(&note, "# Amazon S3\n\nBuckets hold objects.\n").expect("a note can be written");
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&format!("{}/s3.html", preview.url));
    for words in ["Vaults hold archives.", "Shelves hold books."] {
        fs::write(&note, format!("# Amazon S3\n\n{words}\n")).expect("a note can be written");
        browser.await_element(&format!("//p[contains(., '{words}')]"));
    }
}

/// The accessibility rules that the page shown breaks, those that matter little apart.
fn broken_rules(browser: &Browser) -> String {
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(axe)
        .expect("axe-core is installed: npm ci --prefix tests/browser --ignore-scripts");
    browser.script(&axe);
    browser.text(
        "return axe.run().then(({ violations }) => violations
           .filter(({ impact }) => ['serious', 'critical'].includes(impact))
           .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`).join('\\n'));",
    )
}

#[test]
fn accessibility_rules_find_nothing_serious_by_day_or_night() {
    let (preview, browser) = (Preview::of(project()), Browser::open());
    for page in PAGES {
        for (width, scheme) in [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")] {
            browser.look(width, scheme);
            browser.go(&format!("{}/{page}", preview.url));
            assert_eq!(broken_rules(&browser), "", "{page} at {width}, {scheme}");
        }
    }
}
