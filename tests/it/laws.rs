//! The laws of repair: well-formed Markdown stays, a repaired text needs no repair, no word changes, no word is lost.

use crate::driver::{self, SEED};
use leafcutter::catalog;
use leafcutter::config::{LineBreaks, RawHtml};
use leafcutter::diagnostic::{Edit, Report, Severity};
use leafcutter::notes::outline::outline;
use leafcutter::notes::read::read;
use leafcutter::notes::repair::repair;
use leafcutter::notes::{Note, Repaired};
use leafcutter::pipeline;
use leafcutter::references::listing;
use leafcutter::report::{human, json};
use leafcutter::site::body;
use leafcutter::source::File;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, html};
use serde_json::Value;

fn repaired(text: &str) -> (Repaired, Vec<String>) {
    let file = File { path: "notes.md".into(), bytes: text.as_bytes().to_vec().into() };
    let (source, note) = read(&file, "".into(), &[], 0);
    let note: Note = note.value.expect("text is a note");
    let outcome = repair(&note, &source, catalog::aws());
    let rules = outcome.diagnostics.iter().map(|found| found.rule.name.to_owned()).collect();
    (outcome.value, rules)
}

/// Words as runs of letters and digits: what is left when every marker is taken away.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The examples of a specification: (section, number, Markdown).
fn examples(json: &str) -> Vec<(String, u64, String)> {
    let all: Vec<Value> = serde_json::from_str(json).expect("the examples are JSON");
    let text = |example: &Value, key: &str| example[key].as_str().expect("a text").to_owned();
    let example = |example: &Value| {
        (text(example, "section"), example["example"].as_u64().expect("a number"), text(example, "markdown"))
    };
    all.iter().map(example).collect()
}

const COMMONMARK: &str = include_str!("../data/commonmark-0.31.2.json");
const GFM: &str = include_str!("../data/gfm-0.29.json");

/// The examples that repair reads otherwise, each with its reason.
const EXCEPTIONS: &[(u64, &str)] = &[
    (
        312,
        "bullets, each a space further in than the one before, are one list; Markdown glues the last to the one above",
    ),
    (356, "a star between digits multiplies; Markdown takes two of them for emphasis"),
];

#[test]
fn every_commonmark_example_but_the_exceptions_is_left_alone() {
    let mut edited = Vec::new();
    for (section, number, markdown) in examples(COMMONMARK) {
        let (repaired, rules) = repaired(&markdown);
        if repaired.text != markdown {
            edited.push((number, format!("{section} {rules:?}\n{markdown}---\n{}", repaired.text)));
        }
    }
    let unexpected: Vec<_> =
        edited.iter().filter(|(number, _)| !EXCEPTIONS.iter().any(|(known, _)| known == number)).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(edited.len(), EXCEPTIONS.len(), "an exception that is none any more is to be struck out");
}

/// The examples of GFM's extensions that repair reads otherwise, each with its reason.
const GFM_EXCEPTIONS: &[(u64, &str)] = &[(
    204,
    "a row has more cells than the header; Markdown leaves the last out, and its words would be lost",
)];

#[test]
fn every_gfm_extension_example_but_the_exceptions_is_left_alone() {
    let extensions = examples(GFM).into_iter().filter(|(section, ..)| section.ends_with("(extension)"));
    let mut count = 0;
    for (section, number, markdown) in extensions {
        count += 1;
        let exception = GFM_EXCEPTIONS.iter().any(|(known, _)| *known == number);
        assert_eq!(repaired(&markdown).0.text != markdown, exception, "{section} {number}");
    }
    assert_eq!(count, 24);
}

/// The examples that are shown otherwise than pulldown-cmark alone shows them, each with its reason.
const SHOWN_OTHERWISE: &[(u64, &str)] = &[
    (64, "`#hashtag` is a tag"),
    (548, "`[[foo]]` is a link to a note"),
    (559, "`[[*foo* bar]]` is a link to a note"),
    (590, "`![[foo]]` embeds a note"),
];

#[test]
fn every_commonmark_example_but_the_exceptions_is_shown_as_markdown_has_it() {
    let mut otherwise = Vec::new();
    for (section, number, markdown) in examples(COMMONMARK) {
        let (note, _) = repaired(&markdown);
        let outline = outline(&note, LineBreaks::Reflow, RawHtml::Trust);
        let shown = body::plain(&outline, 0..outline.events.len());
        let events: Vec<Event> = Parser::new_ext(&markdown, Options::empty()).collect();
        // Raw HTML has rules of its own.
        let raw = events.iter().any(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
        let mut plain = String::new();
        html::push_html(&mut plain, events.into_iter());
        if shown != plain && !raw && !EXCEPTIONS.iter().any(|(known, _)| *known == number) {
            otherwise.push((number, format!("{section}\n{markdown}---\n{plain}---\n{shown}")));
        }
    }
    let unexpected: Vec<_> = otherwise
        .iter()
        .filter(|(number, _)| !SHOWN_OTHERWISE.iter().any(|(known, _)| known == number))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(
        otherwise.len(),
        SHOWN_OTHERWISE.len(),
        "an exception that is none any more is to be struck out"
    );
}

/// Laws that hold for any text whatever.
fn hold_the_laws(text: &str) {
    // A blank line first, so that nothing is taken for front matter; and no comments, which are taken out.
    let text = &format!("\n{}", text.replace("%%", ""));
    let (once, _) = repaired(text);
    let (twice, rules) = repaired(&once.text);
    assert!(twice.edits.is_empty(), "{rules:?}\n{text:?}\n{:?}\n{:?}", once.text, twice.text);
    assert_eq!(words(&once.text), words(text));
    let marker = |edit: &Edit| !edit.replacement.contains(char::is_alphanumeric);
    assert!(once.edits.iter().all(marker));
    for (event, range) in outline(&once, LineBreaks::Auto, RawHtml::Sanitize).events {
        let span = once.span(range);
        assert!(text.get(span.start..span.end).is_some(), "{text:?}\n{event:?} came from {span:?}");
    }
}

/// Texts that broke a law once; fuzzing found them.
const BROKE_ONCE: &[&str] = &[
    "<!--\n<!--\n<!--\n<!--\n<!--\n<!--\n<!--",
    "-\n\tS\n<!--\n\ta\n-h e n o\n\nps/a.b\nn\n\ta\n-h y o`h\nn o\n\n! gn\na\n\nS",
    "}\te\n\t\u{FFFD} ou\n\t-\n  ###\n\n",
    "# Am<br/>azon MQ\n",
    "# S3 <img alt=\"a b\">\n",
    "r</p>a</p>p</br>s",
    "![<strong>]()",
    "[^1]:",
    "# S3 [^1]\n\n[^1]: a\n",
    "**AWS Lambda:** 3*2=6 runs\n\n**EC2:** x\n\n**ECS:** y\n-\n  ###\n-q r\n\tS\n",
    "# S3\n[^a-b]\n# SQS\n[^a-b]\n\n[^a-b]: c\n",
];

#[test]
fn texts_that_broke_a_law_once_hold_all_of_them() {
    for text in BROKE_ONCE {
        hold_the_laws(text);
        hold_when_written_back(text);
        no_word_is_lost(text);
    }
}

#[test]
fn a_finding_points_at_whole_characters_whatever_the_note_is_written_in() {
    let mut snapshot = driver::snapshot("");
    let text = "\u{FEFF}Хранилище\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    driver::add(&mut snapshot, "content/notes.md", &text);
    assert!(human::render(&pipeline::build(&snapshot).report, Severity::Hint).contains("UTF-16"));
}

#[test]
fn the_seed_holds_the_laws_and_so_does_every_example() {
    hold_the_laws(SEED);
    for (.., markdown) in examples(COMMONMARK).into_iter().chain(examples(GFM)) {
        hold_the_laws(&markdown);
    }
}

#[test]
fn a_repaired_note_needs_no_repair_for_its_lists_to_be_lists() {
    let (note, _) = repaired(SEED);
    let outline = outline(&note, LineBreaks::Auto, RawHtml::Sanitize);
    let html = body::plain(&outline, 0..outline.events.len());
    assert!(!html.contains("**") && !html.contains("<pre>"), "{html}");
}

/// Untidy lines, as people write them.
const LINES: &[&str] = &[
    "AWS S3",
    "**AWS Lambda:**",
    "**AWS SQS",
    "some words",
    "## EC2",
    "# Notes",
    "-glued dash of words",
    "- bullet",
    "* star",
    "1. one",
    "2) two",
    "> quote",
    "```",
    "~~~sh",
    "---",
    "===",
    "| a | b |",
    "|---|---|",
    "| [[S3|x]] | ![[y|z|30]] |",
    "| `ps | grep x` | more | cells | than columns |",
    "<div>",
    "</div>",
    "$$",
    "3*2=6 and 7*10=70",
    "==mark==",
    "long line of words that an editor broke at a common width of",
    "continues, here",
    "__Amazon RDS__:",
    "[a](#b)",
    "![i](i.png)",
    "`code",
    "",
    "\\",
    "<!-- c",
    "-->",
    "- [ ] task",
    "-",
    "+",
    "Note: x",
    "a name ^block-1",
    "^alone-2",
    "![[notes#^block-1|embed]] ![[notes]]",
    "![[#S3]]",
    "![a|30](i.png) ![b](i.png =3x2)",
    "[[gone|x]] [[S3|]]",
    "<a href=\"gone.md\" id=x>y</a>",
    "%%",
    "a %%é b%% c",
    "<!-- open",
    "**Amazon s2:**",
    "Elastic Beanstalk:",
    "Amazon SNS",
    "#S3",
    "##Compute",
    "**AWS Lambda:** runs code",
    "**Amazon S3**: keeps things",
    "**EC2:** runs machines",
    "> [!faq]- Why **so**?",
    "> [!x]",
    "> > [!note] Deep",
    "formula $x^2$ and $5 or 10$",
    "$\\frac{a}{b$ $x$",
    "#aws/s3 and #1 (#doubt)",
    ": definition",
    "a <b class=callout>b <i>c</b>",
    "<details><summary>s</summary>",
    "</details> end",
    "<<<<<<< HEAD",
    "=======",
    ">>>>>>> laptop",
    "• Objects have keys",
    "•\tmax 5 TB",
    "○keys",
    "・ 1. one",
    "· [x]: y",
    "• ```",
    "– dash of words",
    "—dash",
    "→ leads on",
    "✓ checked",
    "✔\u{fe0f} done",
    "■EC2",
    "● Amazon S3",
    "2.two",
    "1.one",
    "-[ ] task",
    "- [ ]task",
    "-[x]task",
    "a | b",
    "---|---",
];

/// One of them, indented in some way.
fn line() -> impl Strategy<Value = String> {
    let text = proptest::sample::select(LINES);
    let indent = prop_oneof![4 => Just(""), 2 => Just("\t"), 1 => Just("\t\t"), 1 => Just("  "), 1 => Just("    "), 1 => Just("   "), 1 => Just(" \t"), 1 => Just("      ")];
    (indent, text, prop_oneof![9 => Just("\n"), 1 => Just("\r\n")])
        .prop_map(|(indent, text, end)| format!("{indent}{text}{end}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn untidy_lines_hold_the_laws(lines in proptest::collection::vec(line(), 0..14)) {
        hold_the_laws(&lines.concat());
    }

    #[test]
    fn any_text_holds_the_laws(text in "(\\PC|[\t\n\r*#`>|=_$:!-]){0,200}") {
        hold_the_laws(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_untidy_notes_is_lost_or_invented(lines in proptest::collection::vec(line(), 0..30)) {
        no_word_is_lost(&lines.concat());
    }

    #[test]
    fn untidy_notes_give_the_same_site_when_their_repairs_are_written_back(
        lines in proptest::collection::vec(line(), 0..30)
    ) {
        hold_when_written_back(&lines.concat());
    }

    #[test]
    fn no_word_of_any_text_is_lost_or_invented(text in "(\\PC|[\t\n\r*#`>|=_$:!-]){0,200}") {
        no_word_is_lost(&text);
    }
}

/// Cells, as people write them; words of their own stand where one is to be found again.
const CELLS: &[&str] =
    &["WORD", "`WORD`", "`a | WORD`", "`a | b", "` WORD", "[[S3|WORD]]", "", " ", "\\| WORD", "``a|`|WORD``"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_a_table_is_lost(
        columns in 1..4usize,
        rows in proptest::collection::vec(proptest::collection::vec(proptest::sample::select(CELLS), 1..6), 0..4)
    ) {
        let mut text = format!("|{}\n|{}\n", " a |".repeat(columns), "---|".repeat(columns));
        let mut words = 0;
        for row in &rows {
            text += "|";
            for cell in row {
                text = format!("{text}{}|", cell.replace("WORD", &format!("word{words}x")));
                words += usize::from(cell.contains("WORD"));
            }
            text += "\n";
        }
        hold_the_laws(&text);
        let (note, _) = repaired(&format!("\n{text}"));
        let outline = outline(&note, LineBreaks::Reflow, RawHtml::Trust);
        let html = body::plain(&outline, 0..outline.events.len());
        for word in 0..words {
            assert!(html.contains(&format!("word{word}x")), "{text}\n{html}");
        }
    }
}

/// Writing the repairs back leaves nothing to repair and the same site, unless the note is left alone.
fn hold_when_written_back(text: &str) {
    let before = driver::snapshot(&format!("-- content/notes.md --\n{text}"));
    let (after, left) = driver::mended(&before);
    if !left.is_empty() {
        assert_eq!(before, after);
        return;
    }
    let (before, after) = (pipeline::build(&before), pipeline::build(&after));
    assert!(after.edits.is_empty(), "{text:?}\n{:?}", after.edits);
    assert!(driver::site(&before) == driver::site(&after), "{text:?}");
    let remaining = before.report.remaining(|_| true);
    assert_eq!(kinds(&remaining), kinds(&after.report), "{text:?}");
}

fn kinds(report: &Report) -> Vec<&str> {
    let mut kinds: Vec<&str> = report.diagnostics.iter().map(|found| found.rule.name).collect();
    kinds.sort_unstable();
    kinds
}

#[test]
fn the_seed_and_every_example_give_the_same_site_when_their_repairs_are_written_back() {
    hold_when_written_back(SEED);
    for (.., markdown) in examples(COMMONMARK).into_iter().chain(examples(GFM)) {
        hold_when_written_back(&markdown);
    }
}

fn no_word_is_lost(text: &str) {
    let built = driver::build(&format!("-- content/notes.md --\n{text}"));
    let words = &built.explanation.words;
    assert_eq!(words.read, words.shown, "{text:?}");
    // Every place of every finding and of every address can be shown.
    let rows = listing::rows(&built.references, &built.report.sources);
    assert!(!human::render(&built.report, Severity::Hint).is_empty());
    assert!(!json::render(&built.report, Some(&rows)).is_empty());
}

#[test]
fn no_word_of_the_seed_or_of_any_example_is_lost_or_invented() {
    no_word_is_lost(SEED);
    for (.., markdown) in examples(COMMONMARK).into_iter().chain(examples(GFM)) {
        no_word_is_lost(&markdown);
    }
}

#[test]
fn no_word_of_other_peoples_notes_is_lost_or_invented() {
    let Some(corpora) = std::env::var_os("LEAFCUTTER_CORPORA") else {
        println!("skipped: LEAFCUTTER_CORPORA names no folder of notes");
        return;
    };
    for entry in std::fs::read_dir(corpora)
        .expect("the folder can be read")
        .flatten()
        .filter(|entry| entry.path().is_dir())
    {
        let place = leafcutter::disk::Place::find(&entry.path()).expect("it is a folder");
        let words = pipeline::build(&place.read().expect("it can be read")).explanation.words;
        assert_eq!(words.read, words.shown, "{}", entry.path().display());
    }
}
