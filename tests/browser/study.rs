//! The study pages as a person meets them: cards one at a time, and two services side by side.

use crate::driver::{Browser, Preview};
use std::fs;
use tempfile::TempDir;

/// Two services, with something to learn from each.
const NOTES: &str = "\
# Amazon SQS

## Terms

- **RTO**: time until it is back
- **RPO**: what may be lost of it

<script>window.ran = true</script>

# Amazon S3

## Lifecycle rules

- **Fanout**: one message goes to many, see [terms](#lifecycle-rules)
";

fn site() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join("notes.md"), NOTES).expect("a note can be written");
    folder
}

/// What the card shows, and what is said of the progress.
fn shown(browser: &Browser) -> String {
    browser.text(
        "const text = (id) => document.getElementById(id).hidden ? '-' : document.getElementById(id).innerText;
        return ['lc-front', 'lc-back', 'lc-progress'].map(text).join(' | ');",
    )
}

#[test]
fn cards_are_learned_by_keyboard_and_what_was_known_stays_known() {
    let folder = site();
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    let page = format!("{}/flashcards.html", preview.url);
    browser.go(&page);
    assert_eq!(shown(&browser), "Fanout | - | 3 to go, 0 of 3 known");
    browser.press(" ");
    assert!(shown(&browser).starts_with("Fanout | one message goes to many"), "{}", shown(&browser));
    browser.press("2");
    assert_eq!(shown(&browser), "RTO | - | 2 to go, 1 of 3 known");
    browser.press(" ");
    browser.press("1");
    assert_eq!(shown(&browser), "RPO | - | 2 to go, 1 of 3 known");
    browser.go(&page);
    assert_eq!(shown(&browser), "RTO | - | 2 to go, 1 of 3 known");
    for _ in 0..2 {
        browser.press(" ");
        browser.press("2");
    }
    assert_eq!(shown(&browser), "That was all for today. The next card comes tomorrow. | - | 3 of 3 known");
    browser.follow("//button[@id='lc-reset']");
    assert_eq!(shown(&browser), "Fanout | - | 3 cards, from the beginning");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_another_tab_learned_stays_learned() {
    let folder = site();
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&format!("{}/flashcards.html", preview.url));
    browser.script("localStorage.setItem('leafcutter-cards', JSON.stringify({ elsewhere: [2, 9] }))");
    browser.press(" ");
    browser.press("2");
    let kept = "return Object.keys(JSON.parse(localStorage.getItem('leafcutter-cards'))).length + ': '
        + localStorage.getItem('leafcutter-cards')";
    assert!(browser.text(kept).starts_with("2: {\"elsewhere\":[2,9]"), "{}", browser.text(kept));
    browser.follow("//button[@id='lc-reset']");
    assert_eq!(browser.text(kept), "1: {\"elsewhere\":[2,9]}");
}

#[test]
fn cards_of_one_page_can_be_learned_alone() {
    let folder = site();
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&format!("{}/flashcards.html", preview.url));
    browser.script(
        "const decks = document.getElementById('lc-deck');
        decks.value = 'of-sqs';
        decks.dispatchEvent(new Event('change'));",
    );
    assert_eq!(shown(&browser), "RTO | - | 2 to go, 0 of 2 known");
}

#[test]
fn two_services_stand_side_by_side_without_ids_or_scripts_of_their_own() {
    let folder = site();
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.go(&format!("{}/compare.html", preview.url));
    browser.follow("//button[.='Side by side']");
    browser.await_element(
        "//section[contains(@class, 'side')][2]//*[contains(., 'Fanout') or contains(., 'RTO')]",
    );
    let sides = browser.text("return document.getElementById('lc-sides').innerText");
    for words in ["Amazon S3", "Amazon SQS", "time until it is back", "one message goes to many"] {
        assert!(sides.contains(words), "{words}: {sides}");
    }
    let strange = "return [...document.querySelectorAll('#lc-sides [id]')].map((it) => it.id).filter((id) => !id.startsWith('lc-')).join()";
    assert_eq!(browser.text(strange), "");
    assert_eq!(
        browser.text("return document.querySelector('#lc-sides .note a').getAttribute('href')"),
        "s3.html#s3-lifecycle-rules"
    );
    assert_eq!(browser.script("return document.querySelectorAll('#lc-sides script').length"), 0);
    assert_eq!(browser.text("return location.search"), "?a=s3.html&b=sqs.html");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn key_points_stay_as_the_reader_left_them() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let note = "# Amazon SQS\n\nIt ==hands on== messages.\n\n# Amazon S3\n\nIt ==keeps== objects.\n";
    fs::write(folder.path().join("notes.md"), note).expect("a note can be written");
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    let open = "return document.querySelector('details.key-points').open";
    browser.go(&format!("{}/sqs.html", preview.url));
    assert_eq!(browser.script(open), false);
    browser.follow("//details[@class='key-points']/summary");
    browser.go(&format!("{}/s3.html", preview.url));
    assert_eq!(browser.script(open), true);
    browser.follow("//details[@class='key-points']/summary");
    browser.go(&format!("{}/sqs.html", preview.url));
    assert_eq!(browser.script(open), false);
}

#[test]
fn without_scripts_every_card_opens_and_nothing_stands_idle() {
    let folder = site();
    let (preview, browser) = (Preview::of(folder.path()), Browser::open());
    browser.without_scripts();
    browser.go(&format!("{}/flashcards.html", preview.url));
    browser.follow("//summary[.='RTO']");
    assert_eq!(
        browser.text("return document.querySelector('.card[open] .answer').innerText"),
        "time until it is back"
    );
    assert_eq!(browser.script("return document.getElementById('lc-practice').checkVisibility()"), false);
    browser.go(&format!("{}/compare.html", preview.url));
    assert_eq!(browser.script("return document.getElementById('lc-compare').checkVisibility()"), false);
    assert!(browser.text("return document.querySelector('main').innerText").contains("needs JavaScript"));
}
