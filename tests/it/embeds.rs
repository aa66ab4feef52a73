//! Notes shown in other notes: in place, once more, and never without end.

use crate::driver::{body, build, findings};
use leafcutter::pipeline::Build;
use std::fmt::Write;

const LIBRARY: &str = "\
-- content/Limits.md --
# Limits and quotas

Before. ^intro

## Buckets
A hundred[^1] in [S3](#Buckets), see Lambda.

- one
- two ^second
  - deeper

[^1]: on request

### Names
sixty three

## Functions
<a id=\"raw\"></a>a thousand

> quoted
> ## Inside
> here

";

/// The page of a note that holds `text`, with the library beside it.
fn embedding(text: &str) -> (Build, String) {
    let built =
        build(&format!("{LIBRARY}-- content/Host.md --\n# Host\n\n{text}\n-- content/s3.md --\n# S3\nx\n"));
    let html = body(&built, "host.html");
    (built, html)
}

#[test]
fn a_note_is_shown_in_place_with_a_link_to_where_it_stands() {
    let (built, html) = embedding("above\n\n![[Limits]]\n\nbelow");
    assert!(html.contains("<figure class=\"embed\">\n<figcaption>From <a href=\"limits-and-quotas.html\">Limits</a></figcaption>"), "{html}");
    for shown in ["Before.", "A hundred", "sixty three", "on request", "a thousand"] {
        assert_eq!(html.matches(shown).count(), 1, "{shown}: {html}");
    }
    assert!(!html.contains("id=\"limits") && !html.contains("id=\"raw\""), "{html}");
    assert_eq!(findings(&built.report), [""; 0]);
}

#[test]
fn a_heading_or_a_block_can_be_embedded_alone() {
    for (embed, shown, hidden) in [
        ("![[Limits#Buckets]]", ["A hundred", "sixty three"], ["Before", "thousand"]),
        ("![[Limits#Names]]", ["Names</h", "sixty three"], ["hundred", "thousand"]),
        ("![[Limits#^intro|x]]", ["Before.", "From <a"], ["hundred", "thousand"]),
        ("![[Limits#^second]]", ["two", "deeper"], ["one", "hundred"]),
        ("![[Limits#Inside]]", ["Inside", "here"], ["quoted", "thousand"]),
        ("![Limits](Limits.md#functions)", ["a thousand", "quoted"], ["hundred", "Before"]),
    ] {
        let (built, html) = embedding(embed);
        let frame = html.split("</figcaption>").nth(1).unwrap_or_default();
        assert!(shown.iter().all(|words| html.contains(words)), "{embed}: {html}");
        assert!(!hidden.iter().any(|words| frame.contains(words)), "{embed}: {html}");
        assert_eq!(findings(&built.report), [""; 0], "{embed}");
    }
}

#[test]
fn an_embed_in_a_text_is_named_there_and_shown_behind_it() {
    let (_, html) =
        embedding("see ![[Limits#Names|names]] here\n\n- item ![[Limits#^intro]]\n  - inner\n- next");
    assert!(html.contains("see <a href=\"limits-and-quotas.html#limits-and-quotas-buckets-names\">names</a> here</p>\n<figure class=\"embed\">"), "{html}");
    let item = html.find("<li>item").expect("the item");
    let (frame, inner) = (html[item..].find("<figure"), html[item..].find("inner"));
    assert!(frame < inner && frame.is_some(), "{html}");
}

#[test]
fn embedded_words_are_counted_where_they_stand() {
    for text in ["![[Limits]]", "a ![[Limits#Buckets|x y]] b", "![[Host]]", "![[Gone]]", "- ![[Limits]]"] {
        let (built, _) = embedding(text);
        assert_eq!(built.explanation.words.read, built.explanation.words.shown, "{text}");
    }
}

#[test]
fn notes_that_embed_each_other_are_found_and_the_pages_stand() {
    let built = build(
        "-- content/a.md --\n# A\nin a ![[b]]\n-- content/b.md --\n# B\nin b ![[c]]\n-- content/c.md --\n# C\nin c ![[a]]\n",
    );
    let cycle = |from: &str, chain: &str| {
        format!("content/{from}.md:2:6 embed-as-link: this embed would show itself: {chain}")
    };
    assert_eq!(
        findings(&built.report),
        [
            cycle("a", "b.md → c.md → a.md → b.md"),
            cycle("b", "c.md → a.md → b.md → c.md"),
            cycle("c", "a.md → b.md → c.md → a.md"),
        ]
    );
    let a = body(&built, "a.html");
    assert!(a.contains("in b") && a.contains("in c") && a.matches("in a").count() == 1, "{a}");
}

#[test]
fn a_section_may_be_embedded_in_its_own_note_but_not_in_itself() {
    let built =
        build("# Plan\n## One\nfirst\n## Two\n![[#One]]\n\n![[#Two]]\n\n![[#^bb]]\n\nx ![[#^bb]] ^bb\n");
    let found = findings(&built.report);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found.iter().all(|found| found.contains("embed-as-link") && found.ends_with("notes.md → notes.md"))
    );
    assert_eq!(body(&built, "plan.html").matches("first").count(), 2);
}

#[test]
fn embeds_stand_in_one_another_four_deep_and_no_deeper() {
    let mut notes = String::new();
    for level in 0..7 {
        writeln!(notes, "-- content/n{level}.md --\n# N{level}\nlevel-{level}\n\n![[n{}]]", level + 1)
            .expect("text");
    }
    let built = build(&format!("{notes}-- content/n7.md --\n# N7\nend\n"));
    let html = body(&built, "n0.html");
    assert!(html.contains("level-4") && !html.contains("level-5"), "{html}");
    assert!(
        findings(&built.report)
            .iter()
            .any(|found| found.contains("embed-as-link: embeds stand in one another more than 4 deep"))
    );
}

#[test]
fn a_bomb_of_embeds_does_not_grow_beyond_measure() {
    let mut notes = String::new();
    for level in 0..10 {
        let embeds = format!("![[n{}]]\n\n", level + 1).repeat(100);
        writeln!(notes, "-- content/n{level}.md --\n# N{level}\n\n{}\n\n{embeds}", "word ".repeat(1000))
            .expect("text");
    }
    let built = build(&notes);
    for level in 0..9 {
        let size = body(&built, &format!("n{level}.html")).len();
        assert!(size < 5_000_000, "n{level} has {size} bytes");
    }
    assert!(
        findings(&built.report)
            .iter()
            .any(|found| found.contains("embed-as-link: so much is embedded already"))
    );
}

#[test]
fn links_lead_to_blocks_with_names() {
    let (built, html) = embedding("[[Limits#^intro]] [x](Limits.md#^second) [[Limits#^gone]]");
    assert!(html.contains("href=\"limits-and-quotas.html#limits--intro\""), "{html}");
    assert!(html.contains("href=\"limits-and-quotas.html#limits--second\""), "{html}");
    let page = body(&built, "limits-and-quotas.html");
    assert!(page.contains("<p><span id=\"limits--intro\"></span>Before.</p>"), "{page}");
    assert!(page.contains("<li><span id=\"limits--second\"></span>two"), "{page}");
    let expected = "content/Host.md:3:42 broken-link: there is no such block: `Limits#^gone`";
    assert_eq!(findings(&built.report), [expected]);
}
