//! Wikilinks lead where Obsidian leads them, and where it does not know a name, to the service or page of that name.

use crate::driver::{body, build, findings};
use leafcutter::pipeline::Build;

/// A vault. Links are tried from `desk/Links.md`.
const VAULT: &str = "\
-- content/Index.md --
---
aliases: [Home, \"Start here\"]
---
# Welcome
words ^start
-- content/desk/Local.md --
beside
-- content/far/Local.md --
away
-- content/far/deep/Twin.md --
deep
-- content/far/Twin.md --
shallow
-- content/exams/Plan for May.md --
---
title: The great plan
alias: SAA, May plan
---
## Week 1
### Reading
a
## Week 2
### Reading
b
### Q & A: `cp`_x
c

A block with a name. ^named

- item
- second ^two
-- content/05. Networking basics 15a3fa6ae48380209873f76872cef294.md --
n
-- content/naïve Café.md --
accents
-- content/empty.md --
---
aliases: [Nothing]
---
-- content/notes.txt --
text
-- content/aws.md --
## Amazon S3
### Lifecycle rules
x
## AWS Lambda
y
## Study groups
z
";

fn linked(link: &str) -> Build {
    build(&format!("{VAULT}-- content/desk/Links.md --\n# Links\n\n{link}\n"))
}

/// Where the link leads, or else what was found about it.
fn led(link: &str) -> String {
    let built = linked(link);
    let html = body(&built, "desk-links.html");
    if let Some((href, _)) = html.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"')) {
        return href.to_owned();
    }
    let broken = built.report.diagnostics.iter().find(|found| found.rule.name == "broken-link");
    broken.map_or("nowhere".to_owned(), |found| format!("{}; {}", found.message, found.help))
}

fn lead(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(link, to)| (link, to, led(link)))
        .filter(|(_, to, led)| *to != led)
        .map(|(link, to, led)| format!("{link} leads to {led}, not to {to}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_name_leads_to_the_nearest_note_that_has_it() {
    lead(&[
        ("[[Index]]", "welcome.html"),
        ("[[index]]", "welcome.html"),
        ("[[ Index ]]", "welcome.html"),
        ("[[Index|text]]", "welcome.html"),
        ("[[Index.md]]", "welcome.html"),
        ("[[/Index]]", "welcome.html"),
        ("[[notes.txt]]", "notes.html"),
        ("[[Local]]", "desk-local.html"),
        ("[[far/Local]]", "far-local.html"),
        ("[[Far/local.md|away]]", "far-local.html"),
        ("[[../far/Local]]", "far-local.html"),
        ("[[./Local]]", "desk-local.html"),
        ("[[../Local]]", "desk-local.html"),
        ("[[Twin]]", "far-twin.html"),
        ("[[deep/Twin]]", "far-deep-twin.html"),
        ("[[far/deep/Twin]]", "far-deep-twin.html"),
        ("[[Plan for May]]", "exams-the-great-plan.html"),
        ("[[Plan%20for%20May]]", "exams-the-great-plan.html"),
        ("[[nai\u{308}ve cafe\u{301}]]", "naïve-café.html"),
        ("[[Links]]", "desk-links.html"),
    ]);
}

#[test]
fn aliases_titles_and_names_without_decoration_are_names_too() {
    lead(&[
        ("[[Home]]", "welcome.html"),
        ("[[start here|x]]", "welcome.html"),
        ("[[SAA]]", "exams-the-great-plan.html"),
        ("[[May plan]]", "exams-the-great-plan.html"),
        ("[[the great plan]]", "exams-the-great-plan.html"),
        ("[[Welcome]]", "welcome.html"),
        ("[[Networking basics]]", "05-networking-basics.html"),
        ("[[Networking: basics]]", "05-networking-basics.html"),
        ("[[Study groups]]", "study-groups.html"),
    ]);
}

#[test]
fn the_catalogue_knows_what_no_note_is_called() {
    lead(&[
        ("[[S3]]", "s3.html"),
        ("[[AWS S3]]", "s3.html"),
        ("[[Simple Storage Service]]", "s3.html"),
        ("[[Simple Storage Service (S3)|x]]", "s3.html"),
        ("[[Lambda]]", "lambda.html"),
        ("[[AWS VPC]]", "https://docs.aws.amazon.com/vpc/"),
        ("[[Batch]]", "https://docs.aws.amazon.com/batch/"),
        ("[[S3#Lifecycle rules]]", "s3.html#s3-lifecycle-rules"),
        ("[[https://aws.amazon.com/s3/|x]]", "https://aws.amazon.com/s3/"),
    ]);
}

#[test]
fn a_heading_is_found_by_its_text_by_its_slug_and_by_those_above_it() {
    lead(&[
        ("[[Plan for May#Week 1]]", "exams-the-great-plan.html#exams-the-great-plan-week-1"),
        ("[[SAA#week-2|x]]", "exams-the-great-plan.html#exams-the-great-plan-week-2"),
        ("[[SAA#Reading]]", "exams-the-great-plan.html#exams-the-great-plan-week-1-reading"),
        ("[[SAA#Week 2#Reading]]", "exams-the-great-plan.html#exams-the-great-plan-week-2-reading"),
        ("[[SAA#Q & A cp _x]]", "exams-the-great-plan.html#exams-the-great-plan-week-2-q-a-cp-x"),
        ("[[#Links]]", "desk-links.html#links"),
        ("[[aws#Study groups]]", "study-groups.html#aws"),
        ("[[aws#Lifecycle rules]]", "s3.html#s3-lifecycle-rules"),
    ]);
}

#[test]
fn in_a_table_the_bar_of_a_link_needs_no_backslash() {
    for row in ["| [[S3\\|the buckets]] | b |", "| [[S3|the buckets]] | b |"] {
        let built = linked(&format!("| a | b |\n|---|---|\n{row}"));
        let html = body(&built, "desk-links.html");
        assert!(html.contains("<td><a href=\"s3.html\">the buckets</a></td><td>b</td>"), "{html}");
    }
}

#[test]
fn a_name_that_nothing_has_is_found_with_the_nearest_that_something_has() {
    lead(&[
        ("[[Lokal]]", "this link leads nowhere: `Lokal`; did you mean `Local`?"),
        ("[[Strat here]]", "this link leads nowhere: `Strat here`; did you mean `Start here`?"),
        ("[[Lamdba]]", "this link leads nowhere: `Lamdba`; did you mean `Lambda`?"),
        ("[[ElasticBean]]", "this link leads nowhere: `ElasticBean`; did you mean `AWS Elastic Beanstalk`?"),
        ("[[../../Local]]", "this link leads nowhere: `../../Local`; did you mean `Local`?"),
        (
            "[[Zebra]]",
            "this link leads nowhere: `Zebra`; correct the link, or remove it; its text is shown without a link",
        ),
        (
            "[[Nothing]]",
            "this link leads to a note that has no page: `Nothing`; a note without text has none; write something in it, or remove the link",
        ),
        ("[[#Lniks]]", "there is no such heading: `#Lniks`; did you mean `#links`?"),
    ]);
    let built = linked("[[SAA#Raeding]]");
    assert_eq!(led("[[SAA#Raeding]]"), "exams-the-great-plan.html");
    assert!(
        findings(&built.report)
            .iter()
            .any(|found| found.ends_with("there is no such heading: `SAA#Raeding`"))
    );
}
