//! The study pages: they exist where they have something to show, say only what the notes say, and lead to its place.

use crate::driver::{SEED, build, output, site};
use leafcutter::pipeline::Build;
use std::collections::{BTreeMap, HashSet};

const PAGES: [&str; 5] = ["key-points", "numbers", "compare", "doubts", "flashcards"];

/// Notes that have something for every page.
const NOTES: &str = "\
-- content/sqs.md --
# SQS

## Queues

==Messages are kept for **four days**== by default, ==not for ever==.

- **Visibility timeout:** hides a message from others
  - default is 30 seconds
- TODO: read on `delay` queues

| Queue | Throughput |
|-------|------------|
| FIFO  | up to 300 messages per second |

### SQS vs SNS

One is pulled. The other pushes to [[Nobody]].

> [!question]- How long is a message kept?
> Four days.

```
sleep 30 seconds
```

-- content/s3.md --
# S3

The **visibility timeout** is 5 minutes. It works with AWS Snowball. ^known

RTO
: time until it is back
";

/// The study pages of a build that exist.
fn existing(built: &Build) -> Vec<&'static str> {
    let site = site(built);
    PAGES.into_iter().filter(|page| site.contains_key(&format!("{page}.html"))).collect()
}

/// The links of a page's rows.
fn links(page: &str) -> Vec<&str> {
    let main = page.split("<main").nth(1).unwrap_or_default().split("</main>").next().unwrap_or_default();
    let rows = main.split("class=\"where\"").skip(1);
    let links =
        rows.flat_map(|row| row.split("</li>").next().unwrap_or(row).split("href=\"").skip(1).take(1));
    links.map(|link| link.split('"').next().unwrap_or(link)).filter(|link| link.contains(".html#")).collect()
}

/// The words of a text of HTML, tags apart.
fn words(html: &str) -> Vec<String> {
    let texts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text = texts.collect::<Vec<_>>().join(" ").replace("&#x27;", "'").replace("&amp;", "&");
    plain_words(&text)
}

fn plain_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn a_page_with_nothing_to_show_does_not_exist() {
    assert_eq!(existing(&build("# S3\n\nKeeps things.\n")), [""; 0]);
    assert_eq!(existing(&build("# S3\n\n==Keeps== things.\n")), ["key-points"]);
    assert_eq!(existing(&build("# S3\n\nKeeps 5 TB.\n")), ["numbers"]);
    assert_eq!(existing(&build("# S3\n\nWhat for?? \n")), ["doubts"]);
    assert_eq!(existing(&build("# S3\n\n- **RTO**: time until it is back\n")), ["flashcards"]);
    assert_eq!(existing(&build("# S3\n\nKeeps.\n\n# SQS\n\nHands on.\n")), ["compare"]);
    assert_eq!(existing(&build(NOTES)), PAGES);
    assert!(!site(&build("# S3\n\nKeeps things.\n")).contains_key("flashcards.txt"));
}

#[test]
fn each_row_leads_to_the_block_that_it_was_found_in() {
    let site = site(&build(NOTES));
    let mut count = 0;
    for page in PAGES {
        for link in links(&site[&format!("{page}.html")]) {
            let (to, id) = link.split_once('#').expect("a row leads to a place");
            let places = site[to].matches(&format!(" id=\"{id}\"")).count();
            assert_eq!(places, 1, "{page}.html leads to {link}");
            count += 1;
        }
    }
    assert!(count >= 12, "{count} rows");
    let queue = &site["sqs.html"];
    for (place, text) in [
        ("<td><span id=\"", "up to 300"),
        ("<p><span id=\"", "<mark>Messages"),
        ("<li><span id=\"", "default is 30"),
    ] {
        let found = queue
            .split(place)
            .skip(1)
            .any(|rest| rest.split_once("\"></span>").is_some_and(|(_, rest)| rest.starts_with(text)));
        assert!(found, "{text}: {queue}");
    }
    assert!(
        site["compare.html"].contains("href=\"sqs.html#sqs-queues-sqs-vs-sns\""),
        "a heading is led to by its own id"
    );
    assert!(
        links(&site["numbers.html"]).iter().any(|link| link.ends_with("--known")),
        "{:?}",
        links(&site["numbers.html"])
    );
}

#[test]
fn a_block_keeps_its_id_when_others_come_and_go() {
    let ids = |note: &str| -> HashSet<String> {
        let site = site(&build(note));
        links(&site["numbers.html"]).into_iter().map(str::to_owned).collect()
    };
    let before = ids("# S3\n\nAn object has up to 5 TB.\n\nA part has 5 MB.\n");
    let after = ids(
        "# S3\n\nIt came in 2006, with 3 nines.\n\nAn object has up to 5 TB.\n\nNew.\n\nA part has 5 MB.\n",
    );
    assert_eq!(before.len(), 2);
    assert!(before.is_subset(&after), "{before:?} {after:?}");
}

#[test]
fn two_blocks_of_the_same_text_have_ids_of_their_own() {
    let site = site(&build("# S3\n\n- up to 5 TB\n- up to 5 TB\n"));
    let links: HashSet<&str> = links(&site["numbers.html"]).into_iter().collect();
    assert_eq!(links.len(), 2, "{links:?}");
}

#[test]
fn rows_have_no_word_that_the_notes_do_not_have() {
    for notes in [NOTES, SEED] {
        let built = build(notes);
        let known: HashSet<String> = plain_words(notes).into_iter().collect();
        for page in existing(&built) {
            let html = output(&built, &format!("{page}.html"));
            let rows = html.split("class=\"sentence\"").skip(1);
            let texts = rows.map(|row| {
                row.split("class=\"where\"").next().unwrap_or(row).split("</p>").next().unwrap_or(row)
            });
            // The names of services without notes are the catalogue's.
            for text in texts.filter(|text| !text.contains("class=\"outside\"")) {
                let text =
                    text.split_once('>').map_or(text, |(_, text)| text).split("</s").next().unwrap_or(text);
                let new: Vec<String> = words(text).into_iter().filter(|word| !known.contains(word)).collect();
                assert!(new.is_empty(), "{page}: {new:?} in {text}");
            }
        }
    }
}

/// What the page of numbers says is told more than once.
fn told_twice(notes: &str) -> String {
    let numbers = output(&build(notes), "numbers.html");
    let behind = numbers.split("id=\"lc-differing\"").nth(1).unwrap_or_default();
    behind.split("</section>").next().unwrap_or_default().to_owned()
}

#[test]
fn numbers_about_the_same_stand_together() {
    let twice =
        told_twice("# SQS\n\n- Visibility timeout: 30 seconds\n- The visibility timeout is 5 minutes\n");
    assert!(twice.contains("30 seconds") && twice.contains("5 minutes"), "{twice}");
    let notes = "-- content/a.md --\n# SQS\n\n## Limits\n\nRetention: 4 days\n\n\
        -- content/b.md --\n# SQS\n\n## Exam\n\nRetention: 14 days\n";
    let twice = told_twice(notes);
    assert!(twice.contains("4 days") && twice.contains("14 days"), "{twice}");
    assert!(!output(&build(NOTES), "numbers.html").contains("sleep"), "code holds no facts");
}

#[test]
fn numbers_about_different_things_do_not_stand_together() {
    for notes in [
        "# SQS\n\nTimeout: 30 seconds\n\n# S3\n\nTimeout: 5 minutes\n",
        "# SQS\n\n## FIFO\n\nRetention: 4 days\n\n## Standard\n\nRetention: 14 days\n",
        "# SQS\n\nAnswer: 4 days\n\nAnswer: 14 days\n",
    ] {
        assert_eq!(told_twice(notes), "", "{notes}");
    }
}

#[test]
fn doubts_are_told_by_kind() {
    let doubts = output(&build(NOTES), "doubts.html");
    for (kind, text) in
        [("id=\"tasks\"", "TODO"), ("id=\"dangling\"", "Nobody"), ("id=\"unwritten\"", "Snow")]
    {
        let group =
            doubts.split(kind).nth(1).unwrap_or_default().split("</section>").next().unwrap_or_default();
        assert!(group.contains(text), "{kind}: {doubts}");
    }
    let unsorted = output(&build(SEED), "doubts.html");
    assert!(
        unsorted.contains("sam local invoke command") && unsorted.contains("<strong>AWS SAM</strong>"),
        "{unsorted}"
    );
}

#[test]
fn a_service_with_a_heading_on_another_page_has_notes() {
    let note = "# EBS\n\nIt is a disk, as Amazon EFS and AWS Fargate are not, nor is AWS Snowball.\n\n### EFS\n\nA share.\n\n### Backups as in AWS Snowball\n\nThey are slow.\n\n### Fargate vs EC2\n\nOne has no servers.\n";
    let doubts = output(&build(note), "doubts.html");
    let group = doubts.split("id=\"unwritten\"").nth(1).unwrap_or_default();
    assert!(group.contains("Snow"), "{doubts}");
    assert!(!group.contains(">Amazon Elastic File System<") && !group.contains("Fargate"), "{group}");
}

#[test]
fn services_can_be_opened_one_by_one_where_no_script_puts_them_side_by_side() {
    let compare = output(&build(NOTES), "compare.html");
    let without = compare.split("<noscript>").nth(1).and_then(|rest| rest.split("</noscript>").next());
    let without = without.expect("something is said where no script runs");
    assert!(without.contains("needs JavaScript"), "{without}");
    assert!(without.contains("href=\"s3.html\"") && without.contains("href=\"sqs.html\""), "{without}");
}

/// The cards of a build for Anki: the name of each by its front.
fn cards(notes: &str) -> BTreeMap<String, String> {
    let file = output(&build(notes), "flashcards.txt");
    let (head, rest) = file.split_once("#columns:Guid\tFront\tBack\tTags\n").expect("the columns are named");
    assert_eq!(head, "#separator:tab\n#html:false\n#guid column:1\n#tags column:4\n");
    let cards = rest.split("\tsqs\n").flat_map(|part| part.split("\ts3\n")).filter(|card| !card.is_empty());
    let cards = cards.map(|card| {
        let fields: Vec<&str> = card.split('\t').collect();
        assert_eq!(fields.len(), 3, "{card}");
        assert!(fields[0].len() == 10 && fields[0].chars().all(|c| c.is_ascii_hexdigit()), "{card}");
        (fields[1].to_owned(), fields[0].to_owned())
    });
    cards.collect()
}

#[test]
fn cards_for_anki_keep_their_names() {
    let before = cards(NOTES);
    let fronts: Vec<&str> = before.keys().map(|front| front.trim_matches('"')).collect();
    for asked in [
        "How long is a message kept?",
        "Visibility timeout",
        "RTO",
        "Messages are kept for four days by default, […].",
    ] {
        assert!(fronts.iter().any(|front| front.ends_with(asked)), "{asked}: {fronts:?}");
    }
    let more = NOTES.replace("## Queues\n", "## Queues\n\n- **FIFO queue**: keeps the order of messages\n");
    let after = cards(&more);
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|(front, name)| after.get(front) == Some(name)), "{before:?} {after:?}");
    assert_eq!(before.values().collect::<HashSet<_>>().len(), before.len());
}

#[test]
fn a_card_keeps_its_name_when_another_asks_the_same() {
    let bulk = "# S3\n\n## Flexible Retrieval\n\n- **Bulk:** large amounts in 5-12 hours\n";
    let deep = "## Deep Archive\n\n- **Bulk:** within 48 hours, cheapest\n\n## Flexible";
    let (before, after) = (cards(bulk), cards(&bulk.replace("## Flexible", deep)));
    let name = |cards: &BTreeMap<String, String>, under: &str| {
        cards.iter().find(|(front, _)| front.contains(under)).map(|(_, name)| name.clone())
    };
    assert!(name(&before, "Flexible").is_some());
    assert_eq!(name(&before, "Flexible"), name(&after, "Flexible"));
    assert_ne!(name(&after, "Deep"), name(&after, "Flexible"));

    let names = |note: &str| -> HashSet<String> {
        let file = output(&build(note), "flashcards.txt");
        let lines = file.lines().filter_map(|line| line.split_once("\t\"Amazon S3"));
        lines.map(|(name, _)| name.to_owned()).collect()
    };
    let twice = "# S3\n\n- **Bulk:** large amounts in 5-12 hours\n- **Bulk:** cheapest of them all\n";
    let thrice = twice.replacen("- **Bulk", "- **Bulk:** a third of the same\n- **Bulk", 1);
    assert_eq!(names(twice).len(), 2);
    assert!(names(twice).is_subset(&names(&thrice)), "{:?} {:?}", names(twice), names(&thrice));
}

#[test]
fn what_notes_say_is_text_on_the_study_pages() {
    let evil = "# S3\n\n==&lt;img src=x onerror=alert(1)&gt; {{ site.title }}== is up to 5 TB?? **\"><script>** - one two three four\n";
    let built = build(evil);
    for page in existing(&built) {
        let html = output(&built, &format!("{page}.html"));
        let main = html.split("<main").nth(1).unwrap_or_default();
        assert!(!main.contains("<img src=x") && !main.contains("\"><script>"), "{page}: {main}");
    }
    assert!(output(&built, "key-points.html").contains("{{ site.title }}"));
}

#[test]
fn a_page_of_notes_shows_its_own_key_points() {
    let built = build(NOTES);
    let page = output(&built, "sqs.html");
    let list = page
        .split("<details class=\"key-points")
        .nth(1)
        .unwrap_or_default()
        .split("</details>")
        .next()
        .unwrap_or_default();
    assert!(list.contains("<mark>Messages are kept for four days</mark>"), "{list}");
    assert!(!output(&built, "s3.html").contains("<details class=\"key-points"));
}
