//! Outside addresses as writers, readers and programs see them: findings, marks, lists, JSON, and mending of what has moved.

use crate::driver::{add, body, build, findings, mended, on_disk, output, run, site, snapshot};
use leafcutter::diagnostic::Severity;
use leafcutter::pipeline;
use leafcutter::report::human;
use serde_json::{Value, json};

/// A note with an address of every fate, and what was seen of them.
const SITE: &str = "\
-- content/notes.md --
# Amazon SQS
[Timeouts](https://docs.aws.amazon.com/sqs/timeout.html), https://docs.aws.amazon.com/sqs/fifo.html
and <https://docs.aws.amazon.com/sqs/fifo.html>.
# Amazon S3
Ask https://me:secret@files.aws.com/k?token=abc or http://169.254.169.254/latest/.
[Dead letters](https://docs.aws.amazon.com/sqs/dlq.html#max)
-- links.lock --
{\"lock\":1}
{\"u\":\"https://docs.aws.amazon.com/sqs/fifo.html\",\"v\":\"moved\",\"at\":\"2026-11-22\",\"to\":\"https://docs.aws.amazon.com/sqs/first-in.html\"}
{\"u\":\"https://docs.aws.amazon.com/sqs/timeout.html\",\"v\":\"dead\",\"at\":\"2026-11-22\",\"why\":\"gone (410)\",\"good\":\"2026-10-01\"}
";

/// What `check` with `more` prints as JSON.
fn checked(site: &str, more: &[&str]) -> (Option<i32>, Value) {
    let folder = on_disk(site);
    let ran = run(folder.path(), &[&["check", "--format", "json"], more].concat());
    (ran.code, serde_json::from_str(&ran.out).expect("--format json prints JSON and nothing else"))
}

/// The findings named `rule` of what `check` with `more` found, as `line:column help`.
fn found(site: &str, more: &[&str], rule: &str) -> Vec<String> {
    let (_, json) = checked(site, more);
    let all = json["findings"].as_array().expect("the findings are a list").iter();
    let place =
        |it: &Value| format!("{}:{} {}", it["line"], it["column"], it["message"].as_str().expect("words"));
    all.filter(|it| it["rule"] == rule).map(place).collect()
}

#[test]
fn programs_get_every_address_once_in_the_order_of_the_notes_and_no_secret() {
    let at = |line, column| json!({"file": "content/notes.md", "line": line, "column": column});
    let (_, json) = checked(SITE, &[]);
    assert_eq!(
        json["references"],
        json!([
            {
                "url": "https://docs.aws.amazon.com/sqs/timeout.html",
                "canonical": "https://docs.aws.amazon.com/sqs/timeout.html",
                "verdict": "dead",
                "reason": "gone (410)",
                "day": "2026-11-22",
                "last_good": "2026-10-01",
                "proposal": null,
                "places": [at(2, 1)]
            },
            {
                "url": "https://docs.aws.amazon.com/sqs/fifo.html",
                "canonical": "https://docs.aws.amazon.com/sqs/fifo.html",
                "verdict": "moved",
                "reason": "",
                "day": "2026-11-22",
                "proposal": {"url": "https://docs.aws.amazon.com/sqs/first-in.html", "confirmed": true},
                "places": [at(2, 59), at(3, 5)]
            },
            {
                "url": "https://…@files.aws.com/k?token=…",
                "canonical": "https://…@files.aws.com/k?token=…",
                "verdict": "skipped",
                "reason": "it carries a user name or password",
                "proposal": null,
                "places": [at(5, 5)]
            },
            {
                "url": "http://169.254.169.254/latest/",
                "canonical": "http://169.254.169.254/latest/",
                "verdict": "skipped",
                "reason": "a link-local address, which means something only on the machine itself",
                "proposal": null,
                "places": [at(5, 52)]
            },
            {
                "url": "https://docs.aws.amazon.com/sqs/dlq.html#max",
                "canonical": "https://docs.aws.amazon.com/sqs/dlq.html#max",
                "verdict": "unchecked",
                "reason": "",
                "proposal": null,
                "places": [at(6, 1)]
            }
        ])
    );
}

#[test]
fn build_and_fix_tell_programs_of_the_addresses_too() {
    for args in [&["build"][..], &["check", "--fix", "--dry-run"]] {
        let folder = on_disk("# Amazon S3\nhttps://aws.amazon.com/s3/\n");
        let ran = run(folder.path(), &[args, &["--format", "json"]].concat());
        let json: Value = serde_json::from_str(&ran.out).expect("it is JSON");
        assert_eq!(json["references"][0]["url"], "https://aws.amazon.com/s3/", "{args:?}");
    }
    let (_, json) = checked("# Amazon S3\nBuckets.\n", &[]);
    assert_eq!(json["references"], json!([]));
}

#[test]
fn a_build_server_can_ask_for_a_lock_that_knows_every_address() {
    let site = "\
-- content/notes.md --
# Amazon S3
https://aws.amazon.com/s3/, https://aws.amazon.com/s3/#faq and https://aws.amazon.com/s3/#new
https://aws.amazon.com/new/ is not http://localhost/, nor https://aws.amazon.com/robots/#all
-- links.lock --
{\"u\":\"https://aws.amazon.com/robots/\",\"v\":\"unchecked\",\"at\":\"2026-11-22\",\"why\":\"its host asks programs to stay away\"}
{\"u\":\"https://aws.amazon.com/s3/\",\"v\":\"ok\",\"at\":\"2026-11-22\",\"ids\":[\"faq\"]}
";
    let nothing = "nothing is known of this address: nobody has looked";
    assert_eq!(
        found(site, &["--locked"], "unchecked-address"),
        [format!("2:64 {nothing} for this place on the page yet"), format!("3:1 {nothing} yet")]
    );
    assert_eq!(checked(site, &["--locked"]).0, Some(1));
    assert_eq!(found(site, &[], "unchecked-address"), [""; 0]);
    assert_eq!(checked(site, &[]).0, Some(0));
}

#[test]
fn with_locked_a_finding_can_be_left_out_and_nothing_can_be_mended() {
    let allowed = "-- content/notes.md --\n# Amazon S3\nhttps://aws.amazon.com/s3/\n-- leafcutter.yaml --\nallow: [unchecked-address]\n";
    assert_eq!(checked(allowed, &["--locked"]).0, Some(0));
    let ran = run(on_disk(allowed).path(), &["check", "--locked", "--fix"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("'--locked' cannot be used with '--fix'"), "{}", ran.err);
}

#[test]
fn a_lock_with_a_flaw_costs_its_line_alone() {
    let report = build(&SITE.replace("{\"lock\":1}", "{\"u\":7}")).report;
    let found = findings(&report);
    assert!(found.iter().any(|it| it.starts_with("links.lock:1:1 bad-lock: ")), "{found:#?}");
    assert!(found.iter().any(|it| it.contains("dead-address")), "{found:#?}");
}

/// What was seen of the addresses in the tests of marks.
const SEEN: &str = "-- links.lock --
{\"u\":\"https://a.io/dead\",\"v\":\"dead\",\"at\":\"2026-11-22\"}
{\"u\":\"https://a.io/dead.png\",\"v\":\"dead\",\"at\":\"2026-11-20\"}
{\"u\":\"https://a.io/soft\",\"v\":\"soft-404\",\"at\":\"2026-11-21\"}
{\"u\":\"https://a.io/moved\",\"v\":\"moved\",\"at\":\"2026-11-22\",\"to\":\"https://a.io/new\"}
{\"u\":\"https://a.io/page\",\"v\":\"ok\",\"at\":\"2026-11-22\",\"gone\":[\"part\"]}
{\"u\":\"https://a.io/on\",\"v\":\"redirected\",\"at\":\"2026-11-22\",\"to\":\"https://a.io/new\"}
{\"u\":\"https://a.io/flaky\",\"v\":\"flaky\",\"at\":\"2026-11-22\"}
{\"u\":\"https://a.io/blocked\",\"v\":\"blocked\",\"at\":\"2026-11-22\"}
{\"u\":\"https://a.io/undated\",\"v\":\"dead\"}
";

/// What a page shows for `note`, judged by `SEEN`, without the attributes that every link has.
#[track_caller]
fn shown(note: &str) -> String {
    let built = build(&format!("-- content/notes.md --\n# Amazon SQS\n{note}\n{SEEN}"));
    let words = &built.explanation.words;
    assert_eq!(words.read, words.shown, "a mark is counted among the words of the note");
    let html = body(&built, "sqs.html").trim_end().trim_end_matches("</div>").to_owned();
    let plain = html.replace(" class=\"external\"", "").replace(" rel=\"noopener noreferrer\"", "");
    let days = ["20", "21", "22"].map(|day| format!("2026-11-{day}"));
    let time = |day: &String| format!("<time>{day}</time>");
    let plain = days.iter().fold(plain, |html, day| html.replace(&time(day), day));
    plain
        .replace(" <small class=\"address-mark\">", " <mark>")
        .replace("</small>", "</mark>")
        .trim()
        .to_owned()
}

#[test]
fn readers_are_told_behind_a_link_what_became_of_it_and_when_that_was_seen() {
    for (typed, told) in [
        ("https://a.io/dead", "(gone, seen 2026-11-22)"),
        ("https://a.io/soft", "(gone, seen 2026-11-21)"),
        ("https://a.io/moved", "(moved, <a href=\"https://a.io/new\">now here</a>, seen 2026-11-22)"),
        ("https://a.io/page#part", "(this place on the page is gone, seen 2026-11-22)"),
        ("https://a.io/undated", "(gone)"),
    ] {
        let link = format!("<p><a href=\"{typed}\">{typed}</a> <mark>{told}</mark>.</p>");
        assert_eq!(shown(&format!("{typed}.")), link);
        assert_eq!(shown(&format!("<{typed}>.")), link);
    }
    for typed in ["page", "on", "flaky", "blocked", "nobody-looked", "page#other"] {
        assert!(
            !shown(&format!("https://a.io/{typed} [x](https://a.io/{typed})")).contains("<mark>"),
            "{typed}"
        );
    }
}

#[test]
fn every_kind_of_link_has_its_mark_once_and_behind_it() {
    let gone = "<mark>(gone, seen 2026-11-22)</mark>";
    let link = "<a href=\"https://a.io/dead\">";
    for (note, html) in [
        (
            "[a *b* `c`](https://a.io/dead) d",
            format!("<p>{link}a <em>b</em> <code>c</code></a> {gone} d</p>"),
        ),
        ("[a][b]\n\n[b]: https://a.io/dead", format!("<p>{link}a</a> {gone}</p>")),
        ("<a href='https://a.io/dead'>a <b>b</b></a> c", format!("<p>{link}a <b>b</b></a> {gone} c</p>")),
        ("<div>\n<a href='https://a.io/dead'>a</a>\n</div>", format!("<div>\n{link}a</a> {gone}\n</div>")),
        ("<a href='https://a.io/dead'>never closed", format!("<p>{link}never closed</a> {gone}</p>")),
        ("## [a](https://a.io/dead)\nb", format!("{link}a</a> {gone}<a class=\"anchor\"")),
    ] {
        let shown = shown(note);
        assert!(shown.contains(&html), "{note}\ngave {shown}");
        assert_eq!(shown.matches("(gone").count(), 1, "{shown}");
    }
    let image =
        shown("[![i](https://a.io/dead.png)](https://a.io/dead) and <img src='https://a.io/dead.png'>");
    let old = "<mark>(gone, seen 2026-11-20)</mark>";
    assert!(image.contains(&format!("loading=\"lazy\"></a> {gone} {old} and ")), "{image}");
    assert!(image.ends_with(&format!("<img src=\"https://a.io/dead.png\"> {old}</p>")), "{image}");
    let video = shown("<video src='https://a.io/dead'><source src='https://a.io/dead.png'></video>");
    assert!(video.contains(&format!("</video> {gone} {old}")), "{video}");
}

#[test]
fn a_mark_goes_with_a_text_that_is_shown_in_another_note() {
    let site = format!(
        "-- content/sqs.md --\n# Amazon SQS\n[a](https://a.io/dead)\n-- content/s3.md --\n# Amazon S3\n![[sqs]]\n{SEEN}"
    );
    let built = build(&site);
    assert_eq!(body(&built, "s3.html").matches("(gone, seen <time>").count(), 1);
    assert_eq!(built.explanation.words.read, built.explanation.words.shown);
}

#[test]
fn an_address_that_must_not_be_followed_is_code_however_it_is_linked() {
    let code = "<code class=\"address\">http://localhost/x</code>";
    for note in [
        "http://localhost/x",
        "<http://localhost/x>",
        "[http://localhost/x](http://localhost/x)",
        "[a](http://localhost/x)",
        "[a][b]\n\n[b]: http://localhost/x",
        "![a](http://localhost/x)",
        "![](http://localhost/x)",
        "[![a](http://localhost/x)](http://localhost/x)",
        "<a href='http://localhost/x'>a</a>",
        "<img src='http://localhost/x' alt='a'>",
        "<video src='http://localhost/x'></video>",
    ] {
        let shown =
            shown(note).replace(" title=\"Not a link: an address of the reader&#39;s own machine\"", "");
        let shown = shown.replace(" title=\"Not a link: an address of the reader's own machine\"", "");
        assert_eq!(shown.matches(code).count(), 1, "{note}\ngave {shown}");
        assert!(!shown.contains("href") && !shown.contains("src"), "{note}\ngave {shown}");
    }
    let secret = shown("[a](https://files.aws.com/k?token=abc) ![b](https://me@files.aws.com/k)");
    assert!(secret.contains("k?token=…") && secret.contains("https://…@files"), "{secret}");
    assert!(!secret.contains("abc") && !secret.contains("me@"), "{secret}");
}

/// A page of a build without its white space, so that tests need not know how templates are laid out.
fn squeezed(html: &str) -> String {
    html.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The references at the end of a page.
fn listed(site: &str, page: &str) -> String {
    let html = squeezed(&output(&build(site), page));
    let list = html.split("<ol class=\"references\">").nth(1).unwrap_or_default();
    list.split("</ol>").next().unwrap_or_default().to_owned()
}

#[test]
fn a_page_ends_with_its_references_once_each_with_verdict_day_reason_and_where_they_are_now() {
    let list = listed(SITE, "sqs.html");
    assert_eq!(list.matches("<li").count(), 2, "{list}");
    assert!(
        list.contains(
            "<strong>Gone</strong>, seen <time>2026-11-22</time>: gone (410); \
             last there <time>2026-10-01</time>"
        ),
        "{list}"
    );
    let new = "https://docs.aws.amazon.com/sqs/first-in.html";
    assert!(
        list.contains(&format!("Now at <a href=\"{new}\" rel=\"noopener noreferrer\">{new}</a></p>")),
        "{list}"
    );
    let list = listed(SITE, "s3.html");
    assert!(list.contains("<code class=\"url\">https://…@files.aws.com/k?token=…</code>"), "{list}");
    assert!(list.contains("<strong>Not a link</strong>: it carries a user name or password"), "{list}");
    assert!(list.contains("<strong>Not checked yet</strong>"), "{list}");
}

/// A note with one address, and an entry of the lock for it.
fn locked(entry: &str) -> String {
    format!(
        "-- content/notes.md --\n# Amazon S3\nhttps://a.io/page#part\n-- links.lock --\n{{\"u\":\"https://a.io/page\",{entry}}}\n"
    )
}

#[test]
fn a_reference_is_called_what_its_page_is_called_only_while_that_page_is_there() {
    let title = |entry: &str| {
        let list = listed(&locked(entry), "s3.html");
        let name = list.split("noreferrer\">").nth(1).unwrap_or_default();
        name.split("</a>").next().unwrap_or_default().to_owned()
    };
    assert_eq!(title(r#""v":"ok","title":"Buckets & keys","ids":["part"]"#), "Buckets &amp; keys › Part");
    assert_eq!(title(r#""v":"ok","title":"Buckets","gone":["part"]"#), "Buckets › Part");
    assert_eq!(title(r#""v":"dead","title":"404 Not Found""#), "a.io/page › Part");
    assert_eq!(title(r#""v":"ok","title":"  ","ids":["part"]"#), "a.io/page › Part");
}

#[test]
fn a_guess_is_called_one() {
    let list = listed(
        &locked(r#""v":"dead","next":{"part":{"url":"https://a.io/x","confirmed":false}}"#),
        "s3.html",
    );
    assert!(list.contains("Perhaps at <a href=\"https://a.io/x\""), "{list}");
    assert!(list.contains("(a guess)"), "{list}");
}

#[test]
fn nothing_that_was_fetched_runs_loads_or_is_linked_where_an_authors_own_link_would_not_be() {
    let evil = r#"</p><script>alert(1)</script><img src=x onerror=\"x\">"#;
    for url in [
        "javascript:alert(1)",
        "http://169.254.169.254/",
        "https://me:secret@a.io/",
        "//a.io",
        "data:text/html,x",
        evil,
    ] {
        let entry = format!(
            r#""v":"dead","at":"2026-11-22","why":"{evil}","title":"{evil}","to":"{url}","next":{{"part":{{"url":"{url}","confirmed":true}}}}"#
        );
        for (verdict, page) in [("dead", "s3.html"), ("ok", "s3.html"), ("moved", "references.html")] {
            let html = output(
                &build(&locked(&entry.replace("\"v\":\"dead\"", &format!("\"v\":\"{verdict}\"")))),
                page,
            );
            assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
            assert!(!html.contains(&format!("href=\"{url}")) && !html.contains("Now at"), "{url} in {html}");
        }
    }
}

#[test]
fn one_page_lists_all_references_by_verdict_with_what_it_means_and_where_they_stand() {
    let site = SITE.replace(
        "# Amazon S3",
        "## Limits\n[Again](https://docs.aws.amazon.com/sqs/timeout.html)\n# Amazon S3",
    );
    let html = squeezed(&output(&build(&site), "references.html"));
    let headings: Vec<&str> =
        html.split("<h2 id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or(rest)).collect();
    assert_eq!(headings, ["dead", "moved", "unchecked", "skipped"]);
    let counts = html.split("<ul class=\"counts\">").nth(1).and_then(|rest| rest.split("</ul>").next());
    let counts = counts.expect("the page begins with counts");
    assert!(
        counts.contains("<a href=\"#skipped\">Never asked</a> <span class=\"tally\">2</span>"),
        "{counts}"
    );
    let dead = html.split("<h2 id=\"dead\">").nth(1).and_then(|rest| rest.split("</section>").next());
    let dead = dead.expect("there is one that is gone");
    assert!(dead.contains("These lead nowhere any more."), "{dead}");
    assert_eq!(dead.matches("<li").count(), 1, "{dead}");
    let places = "<p class=\"places\">In <a href=\"sqs.html#notes\">Amazon SQS</a>, <a href=\"sqs.html#sqs-limits\">Amazon SQS › Limits</a></p>";
    assert!(dead.contains(places), "{dead}");
    assert!(
        html.contains("<code class=\"url\">https://…@files.aws.com/k?token=…</code>")
            && !html.contains("secret")
    );
}

#[test]
fn every_page_leads_to_the_page_of_references_and_without_any_there_is_none() {
    let built = build(&format!("{SITE}-- content/sns.md --\n# Amazon SNS\nTopics.\n"));
    for page in ["index.html", "sqs.html", "sns.html", "references.html"] {
        assert!(output(&built, page).contains("<a href=\"references.html\""), "{page}");
    }
    let without = build("# Amazon SNS\nTopics, and s3://bucket.\n");
    assert!(!site(&without).contains_key("references.html"));
    assert!(!output(&without, "sns.html").contains("references.html"));
    assert!(!output(&without, "index.html").contains("references.html"));
}

#[test]
fn a_topic_named_references_has_a_page_of_its_own() {
    let built =
        build("# References\nBooks: https://a.io/book\n# Amazon S3\nBuckets.\n# Amazon SQS\nQueues.\n");
    assert!(output(&built, "references-notes.html").contains("Books"));
    assert!(output(&built, "references.html").contains("<a href=\"references-notes.html#"));
}

/// What was seen of the addresses in the tests of mending: where `https://a.io/old` is now, and that of the others nobody is sure.
const MOVED: &str = "\
{\"u\":\"https://a.io/new\",\"v\":\"ok\",\"at\":\"2026-11-22\"}
{\"u\":\"https://a.io/old\",\"v\":\"moved\",\"at\":\"2026-11-22\",\"to\":\"https://a.io/new\"}
{\"u\":\"https://a.io/guess\",\"v\":\"dead\",\"at\":\"2026-11-22\",\"next\":{\"\":{\"url\":\"https://a.io/new\",\"confirmed\":false}}}
{\"u\":\"https://a.io/seen\",\"v\":\"dead\",\"at\":\"2026-11-22\",\"next\":{\"\":{\"url\":\"https://a.io/found\",\"confirmed\":true}}}
";

/// A note after `check --fix`, with what was seen of its addresses.
#[track_caller]
fn fixed(note: &str, lock: &str) -> String {
    let mut before = snapshot("");
    add(&mut before, "content/note.md", note.as_bytes());
    add(&mut before, "links.lock", lock.as_bytes());
    let (after, left) = mended(&before);
    assert!(left.is_empty(), "{left:?} is left alone");
    let build = pipeline::build(&after);
    let again = findings(&build.report);
    assert!(!again.iter().any(|it| it.contains("moved-address")), "{note}\n{again:#?}");
    assert!(build.edits.is_empty(), "{:?} is left to be mended", build.edits);
    String::from_utf8(after.notes[0].bytes.to_vec()).expect("a mended note is text")
}

#[test]
fn what_has_moved_is_rewritten_wherever_it_is_linked_and_nothing_else_changes() {
    for note in [
        "[a](https://a.io/old) b",
        "[a](<https://a.io/old> \"title\") b",
        "<https://a.io/old>, b",
        "https://a.io/old.",
        "(https://a.io/old)",
        "**https://a.io/old**",
        "[https://a.io/old](https://a.io/old)",
        "![a](https://a.io/old)",
        "[![a](https://a.io/old)](https://a.io/old)",
        "[a][b] and [b]\n\n[b]: https://a.io/old 'title'",
        "[b]\n\n[b]: <https://a.io/old>",
        "<a href=\"https://a.io/old\">a</a>",
        "<div>\n<img src='https://a.io/old'>\n</div>",
        "| a | b |\n|---|---|\n| [a](https://a.io/old) | https://a.io/old |",
        "- a\r\n- https://a.io/old\r\n\r\n  [b](https://a.io/old)  \r\nc",
        "é — https://a.io/old \u{1F33F}",
        "[^1]\n\n[^1]: https://a.io/old",
        "> [!tip] [a](https://a.io/old)\n> b",
    ] {
        let note = format!("# Amazon S3\n{note}\n");
        assert_eq!(fixed(&note, MOVED), note.replace("/old", "/new"));
    }
    assert_eq!(
        fixed("# Amazon S3\n[a](https://a.io/seen)\n", MOVED),
        "# Amazon S3\n[a](https://a.io/found)\n"
    );
}

#[test]
fn code_longer_addresses_and_guesses_are_left_as_they_are() {
    for kept in [
        "`https://a.io/old`",
        "```\ncurl https://a.io/old\n[b]: https://a.io/old\n```",
        "https://a.io/old/page and https://a.io/older",
        "https://a.io/old.html, https://a.io/old?a=b and https://a.io/old-page",
        "[a](https://a.io/guess)",
        "https://a.io/guess",
    ] {
        let note = format!("# Amazon S3\n{kept}\n\n[moved](https://a.io/old)\n");
        let wanted = note.replace("[moved](https://a.io/old)", "[moved](https://a.io/new)");
        assert_eq!(fixed(&note, MOVED), wanted);
    }
    let text =
        "# Amazon S3\n[https://a.io/old.html and https://b.io/?u=https://a.io/old](https://a.io/old)\n";
    assert_eq!(fixed(text, MOVED), text.replace("](https://a.io/old)", "](https://a.io/new)"));
}

#[test]
fn an_address_is_mended_where_it_leads_and_what_people_say_about_it_is_not() {
    for (note, kept) in [
        ("[a](https://a.io/old \"was https://a.io/old\")", "was https://a.io/old"),
        ("[`https://a.io/old`](https://a.io/old)", "`https://a.io/old`"),
        ("[the guide was at https://a.io/old](https://a.io/old)", "at https://a.io/old"),
        ("![https://a.io/old](https://a.io/old)", "![https://a.io/old]"),
        ("[a<!-- https://a.io/old -->](https://a.io/old)", "<!-- https://a.io/old -->"),
        ("<a title=\"https://a.io/old\" href=\"https://a.io/old\">a</a>", "title=\"https://a.io/old\""),
        (
            "[https://a.io/old]\n\n[https://a.io/old]: https://a.io/old",
            "[https://a.io/old]\n\n[https://a.io/old]:",
        ),
        ("[a][b]\n\n[b]: https://a.io/old 'https://a.io/old'", "'https://a.io/old'"),
    ] {
        let note = format!("# Amazon S3\n{note}\n");
        let new = note.replace("https://a.io/old", "https://a.io/new");
        let new = new.replace(&kept.replace("/old", "/new"), kept);
        assert_eq!(fixed(&note, MOVED), new);
    }
}

#[test]
fn an_address_is_mended_however_it_is_written_down() {
    for (note, mended) in [
        ("[a](https://a.io&#47;old)", "[a](https://a.io/new)"),
        ("[a](<https://a.io/ol\\d>)", "[a](<https://a.io/ol\\d>)"),
        ("<a href='https://a.io&#47;old'>a</a>", "<a href='https://a.io/new'>a</a>"),
        ("<a href=https://a.io/old>a</a>", "<a href=https://a.io/new>a</a>"),
        ("[a](//a.io/old)", "[a](https://a.io/new)"),
        ("[a](a.io/old)", "[a](https://a.io/new)"),
        ("[*https://a.io/old*](https://a.io/old)", "[*https://a.io/new*](https://a.io/new)"),
        ("[[https://a.io/old|a]]", "[[https://a.io/new|a]]"),
        ("[r]\n\n[r]:\n  https://a.io/old", "[r]\n\n[r]:\n  https://a.io/new"),
        ("> [r]\n>\n> [r]:\n> https://a.io/old", "> [r]\n>\n> [r]:\n> https://a.io/new"),
        (
            "[Z]\n\n[z]: https://a.io/old\n\n```\n[z]: https://a.io/old\na[0]: https://a.io/old\n```",
            "[Z]\n\n[z]: https://a.io/new\n\n```\n[z]: https://a.io/old\na[0]: https://a.io/old\n```",
        ),
        (
            "[a](https://a.io/&#111;ld)\n\n```\na[0]: https://a.io/old\n```\n`a[0]: https://a.io/old`",
            "[a](https://a.io/new)\n\n```\na[0]: https://a.io/old\n```\n`a[0]: https://a.io/old`",
        ),
    ] {
        assert_eq!(fixed(&format!("# Amazon S3\n{note}\n"), MOVED), format!("# Amazon S3\n{mended}\n"));
    }
}

/// A lock that knows one page of AWS documentation.
fn cors(entry: &str) -> String {
    format!(
        "{{\"u\":\"https://docs.aws.amazon.com/AmazonS3/latest/dev/cors.html\",\"at\":\"2026-11-22\",{entry}}}\n"
    )
}

/// An address with a slash too many.
const MISTYPED: &str = "https://docs.aws.amazon.com/AmazonS3/latest/dev//cors.html";

#[test]
fn the_right_form_of_a_mistyped_address_leads_to_the_same_place_on_its_page() {
    let right = MISTYPED.replace("dev//", "dev/");
    for (entry, proposal) in [
        (r#""v":"ok","ids":["how"]"#, json!({"url": format!("{right}#how"), "confirmed": true})),
        (
            r#""v":"moved","to":"https://docs.aws.amazon.com/new.html","ids":["how"]"#,
            json!({"url": "https://docs.aws.amazon.com/new.html#how", "confirmed": true}),
        ),
        (
            r#""v":"ok","untold":{"how":"a script makes it"}"#,
            json!({"url": format!("{right}#how"), "confirmed": false}),
        ),
    ] {
        let site =
            format!("-- content/n.md --\n# Amazon S3\n{MISTYPED}#how\n-- links.lock --\n{}", cors(entry));
        let (_, json) = checked(&site, &[]);
        let reference = &json["references"][0];
        assert_eq!((&reference["verdict"], &reference["proposal"]), (&json!("moved"), &proposal));
        assert_eq!(reference["reason"], "the address is mistyped");
        assert_eq!(json["findings"][0]["message"], "this address is mistyped");
    }
    let gone = cors(
        r#""v":"ok","gone":["how"],"next":{"how":{"url":"https://docs.aws.amazon.com/x.html","confirmed":true}}"#,
    );
    let (_, json) =
        checked(&format!("-- content/n.md --\n# Amazon S3\n{MISTYPED}#how\n-- links.lock --\n{gone}"), &[]);
    assert_eq!(json["references"][0]["verdict"], "anchor-missing");
    assert_eq!(json["references"][0]["proposal"]["url"], "https://docs.aws.amazon.com/x.html");
}

#[test]
fn a_mistyped_address_is_listed_beside_its_right_form_and_readers_see_no_mark() {
    let right = MISTYPED.replace("dev//", "dev/");
    let lock = cors(r#""v":"ok""#);
    for typed in [format!("{right} {MISTYPED}"), format!("{MISTYPED} {right}")] {
        let site = format!("-- content/n.md --\n# Amazon S3\n{typed}\n-- links.lock --\n{lock}");
        let rows = checked(&site, &[]).1["references"].as_array().expect("a list").clone();
        let mut verdicts: Vec<_> =
            rows.iter().map(|row| (row["url"].clone(), row["verdict"].clone())).collect();
        verdicts.sort_by_key(|(url, _)| url.to_string());
        assert_eq!(verdicts, [(json!(MISTYPED), json!("moved")), (json!(right), json!("ok"))]);
        assert!(!output(&build(&site), "s3.html").contains("address-mark"));
        let list = listed(&site, "s3.html");
        assert!(
            list.contains("<strong>Found</strong>") && list.contains("<strong>Mistyped</strong>"),
            "{list}"
        );
        assert!(list.contains(&format!("Right so: <a href=\"{right}\"")), "{list}");
        let all = squeezed(&output(&build(&site), "references.html"));
        assert!(all.contains("<h2 id=\"ok\">") && all.contains("<h2 id=\"moved\">"), "{all}");
    }
}

#[test]
fn the_lists_tell_where_an_address_leads_for_now() {
    let site = locked(r#""v":"redirected","at":"2026-11-22","to":"https://a.io/today","ids":["part"]"#);
    let list = listed(&site, "s3.html");
    assert!(list.contains("For now it leads to <a href=\"https://a.io/today\""), "{list}");
    let (_, json) = checked(&site, &[]);
    assert_eq!(json["references"][0]["leads_to"], "https://a.io/today");
    assert_eq!(json["findings"][0]["help"], "for now it leads to https://a.io/today");
}

#[test]
fn a_lock_of_a_newer_program_is_not_to_be_removed() {
    let report =
        build(&locked(r#""v":"ok""#).replace("links.lock --\n", "links.lock --\n{\"lock\":2}\n")).report;
    assert!(
        report.diagnostics[0].help.starts_with("use a newer leafcutter"),
        "{}",
        report.diagnostics[0].help
    );
}

#[test]
fn no_password_and_no_character_of_control_comes_from_the_lock_to_a_page() {
    let why = "led to https://user:pw@x.io/ \\u0000\\u001b[31m\\u202e";
    let site = locked(&format!(r#""v":"dead","at":"2026-11-22","why":"{why}{}""#, "word ".repeat(9_000)));
    let built = build(&site);
    let told = human::render(&built.report, Severity::Hint);
    let told = told.replace("\u{1b}[", "");
    for text in [output(&built, "references.html"), output(&built, "s3.html"), told] {
        assert!(text.contains("led to https://…@x.io/ [31mword") && !text.contains("pw@"), "{text}");
        assert!(!text.contains(['\0', '\u{1b}', '\u{202e}']), "{text}");
        assert!(text.matches("word ").count() < 100, "{text}");
    }
}

#[test]
fn an_address_is_not_written_where_it_would_be_read_as_something_else() {
    let note = "# Amazon S3\n| a |\n|---|\n| [a](https://a.io/old) |\n";
    for to in [
        "javascript:alert(1)",
        "http://169.254.169.254/",
        "https://a.io/x) [b](c",
        "https://a.io/a|b",
        "https://a.io/\\n# B",
        "https://me@a.io/",
    ] {
        let lock =
            format!("{{\"u\":\"https://a.io/old\",\"v\":\"moved\",\"at\":\"2026-11-22\",\"to\":\"{to}\"}}\n");
        let built = build(&format!("-- content/note.md --\n{note}-- links.lock --\n{lock}"));
        assert!(built.edits.is_empty(), "{:?}", built.edits);
        assert!(findings(&built.report).iter().any(|it| it.contains("moved-address")));
    }
    let signed = "{\"u\":\"https://a.io/old\",\"v\":\"moved\",\"to\":\"https://a.io/new?token=abc\"}\n";
    let report = build(&format!("-- content/note.md --\n{note}-- links.lock --\n{signed}")).report;
    assert!(report.diagnostics[0].help.ends_with("perhaps it is there now: https://a.io/new?token=…"));
    let wiki = MOVED.replace("a.io/new", "a.io/S3_(storage)");
    assert_eq!(
        fixed("# Amazon S3\n[a](https://a.io/old)\n", &wiki),
        "# Amazon S3\n[a](https://a.io/S3_(storage))\n"
    );
}

#[test]
fn addresses_that_cannot_be_judged_are_told_together_only_where_the_reason_is_the_same() {
    let lock = |page: &str, why: &str| {
        format!(
            "{{\"u\":\"https://a.io/{page}\",\"v\":\"blocked\",\"at\":\"2026-11-22\",\"why\":\"{why}\"}}\n"
        )
    };
    let text = format!(
        "# S3\n\nhttps://a.io/1\n\nhttps://a.io/2\n\nhttps://a.io/3\n-- links.lock --\n{}{}{}",
        lock("1", "it is shy"),
        lock("2", "it is asleep"),
        lock("3", "it is shy")
    );
    let told = human::render(&build(&text).report, Severity::Hint);
    assert!(told.contains("judged: it is shy") && told.contains("judged: it is asleep"), "{told}");
    assert_eq!(told.matches("the same on line 7").count(), 1, "{told}");
}
