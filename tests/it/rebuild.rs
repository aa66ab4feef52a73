//! Building again after an edit: the same bytes and findings as from nothing, and no more made anew than the edit touches.

use crate::driver::{SEED, snapshot};
use camino::Utf8PathBuf;
use leafcutter::diagnostic::Edit;
use leafcutter::pipeline::{self, Anew, Build, Memos};
use leafcutter::references::listing;
use leafcutter::report::json;
use leafcutter::site::{Artifacts, Audience};
use leafcutter::source::{Content, File, Snapshot};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many random edits are made, in so many sites side by side.
const EDITS: usize = 1000;
const SITES: usize = 4;

/// A site with something of everything that ties notes to each other.
const SITE: &str = "\
-- leafcutter.yaml --
title: Notes
allow: [empty-note]
-- physics.yaml --
services: [{name: Optics, aliases: [Light]}, {name: Heat}]
-- templates/404.html --
{% extends \"base.html\" %}
-- static/leafcutter.css --
body { color: black }
-- static/icons/s3.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>
-- content/aws.md --
**AWS Lambda**
- runs code for 15 minutes, see S3 and [[storage]]
**Amazon SQS:
	a queue
		holds messages for 14 days
**Amazon EC2** machines; **==spot==** ones are cheaper

Q: what is a spot price?
A: a market price
-- content/storage.md --
---
title: Storage
aliases: [Disks]
---
# Amazon S3

Buckets hold objects up to 5 TB.[^1] Lambda reads them. ^limits

[^1]: in parts

## Classes

| class | price |
| --- | ---: |
| Standard | 0.023 |

```bash
aws s3 ls # list
```

![[pictures/bucket.png]] https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html
-- content/exam/lambda.md --
# Lambda

Concurrency: 1,000. TODO: burst? ![[storage#Classes]]

## Layers

up to five, [more](../storage.md#classes), [[Disks^limits]], [[nothing]]
-- content/exam/copy of s3.md --
# Amazon S3

Buckets hold objects and this sentence is long enough to be taken for a copy of another.
-- content/exam/long.md --
# Amazon S3

Buckets hold objects and this sentence is long enough to be taken for a copy of another.

It stands here with one more.
-- content/reading/retries.md --
# Retries

Back off. See [SQS](../aws.md#sqs) or DynamoDB versus RDS.
-- content/private.md --
---
draft: true
---
# Secret plans
-- content/pictures/bucket.png --
a picture
";

/// What one edit writes.
const LINES: &[&str] = &[
    "plain words about Amazon S3 and KMS",
    "- a bullet on Lambda, 10 seconds",
    "## Limits",
    "# DynamoDB",
    "**Amazon SNS**",
    "**AWS Glue:",
    "\tan outline",
    "==a mark==",
    "[[storage#Limits]] and [[Retries]] and [[gone]]",
    "![[storage#Classes]] ![[exam/lambda]] ![[aws]]",
    "[^1] and [^2]\n\n[^2]: a footnote",
    "Buckets hold objects and this sentence is long enough to be taken for a copy of another.",
    "It stands here with one more.",
    "TODO: ask why",
    "a block with a name ^limits",
    "<a id=\"limits\">raw</a>",
    "```python\nprint('x')\n```",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "https://docs.aws.amazon.com/lambda/latest/dg/welcome.html",
    "---\ntitle: Other\naliases: [Disks]\n---",
    "Q: why?\nA: because",
    "azure azure Azure Key Vault, Microsoft, Cosmos DB",
    "[one](exam/long.md) and [two](exam/copy%20of%20s3.md) and [three](../exam/long.md)",
    "## <a id=\"limits\"></a> Quotas",
    "- [Limits](#limits)\n- [Classes](#classes)",
    "- <a href=\"#limits\">Limits</a>\n- <a href=\"#classes\">Classes</a>",
    "> # Amazon SQS\n> quoted",
    "Retries Backoff Amazon SQS Amazon SNS Amazon SES AWS KMS",
    "",
];

const NAMES: &[&str] = &[
    "content/s3.md",
    "content/exam/SQS.md",
    "content/reading/SUMMARY.md",
    "content/a b.md",
    "content/README.md",
    "content/exam/private/x.md",
];

const SETTINGS: &[&str] = &[
    "title: Other\n",
    "line_breaks: keep\n",
    "html: escape\n",
    "catalogs: [physics.yaml, aws]\n",
    "services_without_page: plain\nallow: [broken-link]\n",
    "url: https://a.example/notes/\nlanguage: de\n",
    "nonsense: [\n",
    "",
];

const TEMPLATES: &[(&str, &str)] = &[
    (
        "page.html",
        "{% extends \"base.html\" %}{% block body %}<main>{{ page.tile.title }}{% for s in page.sections %}{{ s.html | safe }}{% endfor %}</main>{% endblock body %}",
    ),
    ("page.html", "{{ nothing.here }}"),
    ("404.html", "{{ unclosed"),
    ("category.html", "{% extends \"base.html\" %}"),
];

/// Random numbers that are always the same (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed >> 33) % sides as u64).expect("it is less than sides")
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }
}

/// Makes one random edit, and says which.
fn edit(site: &mut Snapshot, dice: &mut Dice) -> String {
    let note = dice.roll(site.notes.len().max(1));
    match dice.roll(12) {
        0 => {
            let name = Utf8PathBuf::from(*dice.pick(NAMES));
            let text =
                format!("# {}\n\n{}\n", dice.pick(&["Amazon SNS", "Retries", "Notes"]), dice.pick(LINES));
            site.notes.retain(|file| file.path != name);
            site.notes.push(File { path: name.clone(), bytes: text.into_bytes().into() });
            site.notes.sort_by(|a, b| a.path.cmp(&b.path));
            format!("write {name}")
        }
        1 if site.notes.len() > 5 => format!("remove {}", site.notes.remove(note).path),
        2 if !site.notes.is_empty() => {
            let name = Utf8PathBuf::from(*dice.pick(NAMES));
            site.notes.retain(|file| file.path != name);
            let Some(file) = site.notes.first_mut() else { return String::new() };
            let from = std::mem::replace(&mut file.path, name);
            site.notes.sort_by(|a, b| a.path.cmp(&b.path));
            format!("rename {from}")
        }
        3 => edit_settings(site, dice),
        _ if site.notes.is_empty() => String::new(),
        _ => edit_lines(&mut site.notes[note], dice),
    }
}

/// Changes something that is no note, and says what.
fn edit_settings(site: &mut Snapshot, dice: &mut Dice) -> String {
    match dice.roll(8) {
        0 => {
            let text = *dice.pick(SETTINGS);
            site.config =
                Some(File { path: "leafcutter.yaml".into(), bytes: text.as_bytes().to_vec().into() });
            format!("settings {text:?}")
        }
        1 => {
            site.catalogs[0].bytes =
                b"services: [{name: Optics}, {name: Queue, aliases: [SQS]}]".to_vec().into();
            "catalogue".to_owned()
        }
        2 => {
            let (name, text) = *dice.pick(TEMPLATES);
            site.templates = vec![File { path: name.into(), bytes: text.as_bytes().to_vec().into() }];
            format!("template {name} {text:?}")
        }
        3 => {
            site.templates.clear();
            "no templates".to_owned()
        }
        4 => {
            site.statics[0].bytes = format!("body {{ order: {} }}", dice.roll(9)).into_bytes().into();
            "style sheet".to_owned()
        }
        5 if site.assets.is_empty() => {
            site.assets.push("content/pictures/bucket.png".into());
            "picture".to_owned()
        }
        5 => {
            site.assets.clear();
            "no picture".to_owned()
        }
        6 => {
            let day = format!("2026-01-0{}", 1 + dice.roll(9));
            site.changed = site.notes.iter().map(|file| (file.path.clone(), day.clone())).collect();
            "dates".to_owned()
        }
        _ => {
            let line = "{\"u\":\"https://docs.aws.amazon.com/lambda/latest/dg/welcome.html\",\"v\":\"dead\",\"at\":\"2026-11-22\"}\n";
            let text = *dice.pick(&[line, ""]);
            site.lock = Some(File { path: "links.lock".into(), bytes: text.as_bytes().to_vec().into() });
            "what is known of links".to_owned()
        }
    }
}

/// Puts a line into a note, or takes one out.
fn edit_lines(note: &mut File, dice: &mut Dice) -> String {
    let text = String::from_utf8_lossy(&note.bytes).into_owned();
    let mut lines: Vec<&str> = text.lines().collect();
    let at = dice.roll(lines.len() + 1);
    let told = if dice.roll(3) == 0 && at < lines.len() {
        format!("{}: without {:?}", note.path, lines.remove(at))
    } else {
        lines.insert(at, LINES[dice.roll(LINES.len())]);
        format!("{}:{at} with {:?}", note.path, lines[at])
    };
    note.bytes = (lines.join("\n") + "\n").into_bytes().into();
    told
}

/// All that a build gives, to be compared.
fn told(build: Build) -> (Option<Artifacts>, String, String) {
    let explanation = serde_json::to_string(&build.explanation).expect("an explanation is plain data");
    let file = |edit: &Edit| build.report.sources.get(edit.span.source).path.clone();
    let edits: Vec<_> =
        build.edits.iter().map(|edit| (file(edit), edit.span.start, &edit.replacement)).collect();
    let references = listing::rows(&build.references, &build.report.sources);
    let explanation = format!("{explanation} {edits:?}");
    let findings = json::render(&build.report, Some(&references));
    (build.site, findings, explanation)
}

/// That a build which takes over what it can gives what one from nothing does; whether that is a site.
#[track_caller]
fn same(warm: Build, cold: Build, after: &[String]) -> bool {
    let (warm, cold) = (told(warm), told(cold));
    assert!(warm.1 == cold.1, "findings after {after:#?}: {}\n{}", warm.1, cold.1);
    assert!(warm.2 == cold.2, "explanation after {after:#?}: {}\n{}", warm.2, cold.2);
    let differ = |path: &&Utf8PathBuf| {
        let file = |site: &Option<Artifacts>| site.as_ref().and_then(|site| site.get(*path)).cloned();
        file(&warm.0) != file(&cold.0)
    };
    let mut files = warm.0.iter().chain(&cold.0).flat_map(|site| site.keys());
    assert_eq!(files.find(differ), None, "after {after:#?}");
    cold.0.is_some()
}

/// Somebody who stays, or goes away at a random moment.
struct Reader(AtomicUsize);

impl Audience for Reader {
    fn show(&mut self, _: &[(Utf8PathBuf, Content)]) {}

    fn stays(&self) -> bool {
        let left = self.0.load(Ordering::Relaxed).saturating_sub(1);
        self.0.store(left, Ordering::Relaxed);
        left > 0
    }
}

fn patient() -> Reader {
    Reader(AtomicUsize::new(usize::MAX))
}

fn edits_give_what_a_build_from_nothing_gives(seed: usize) {
    let mut dice = Dice(seed as u64);
    let fresh = snapshot(SITE);
    let mut site = fresh.clone();
    let mut memos = Memos::default();
    let mut script = Vec::new();
    let mut sites = 0;
    for _ in 0..EDITS / SITES {
        if dice.roll(3) > 0 {
            // Most flaws in settings and templates are mended at once.
            site.config.clone_from(&fresh.config);
            site.templates.clone_from(&fresh.templates);
        }
        script.push(edit(&mut site, &mut dice));
        if dice.roll(12) == 0 {
            pipeline::rebuild(&site, &mut memos, &mut Reader(AtomicUsize::new(dice.roll(12))));
            script.push("a build that nobody waits for".to_owned());
        }
        let warm = pipeline::rebuild(&site, &mut memos, &mut patient()).expect("somebody stays");
        let last = script.len().saturating_sub(4);
        sites += usize::from(same(warm, pipeline::build(&site), &script[last..]));
    }
    assert!(sites * 10 > EDITS / SITES * 8, "{sites} sites");
}

#[test]
fn edits_give_what_a_build_from_nothing_gives_1() {
    edits_give_what_a_build_from_nothing_gives(1);
}

#[test]
fn edits_give_what_a_build_from_nothing_gives_2() {
    edits_give_what_a_build_from_nothing_gives(2);
}

#[test]
fn edits_give_what_a_build_from_nothing_gives_3() {
    edits_give_what_a_build_from_nothing_gives(3);
}

#[test]
fn edits_give_what_a_build_from_nothing_gives_4() {
    edits_give_what_a_build_from_nothing_gives(4);
}

/// A site that was built, to be edited.
struct Site {
    snapshot: Snapshot,
    memos: Memos,
}

impl Site {
    fn of(text: &str) -> Self {
        let mut site = Self { snapshot: snapshot(text), memos: Memos::default() };
        site.build();
        site
    }

    fn build(&mut self) -> [usize; 3] {
        pipeline::rebuild(&self.snapshot, &mut self.memos, &mut patient()).expect("somebody stays");
        let Anew { notes, sections, pages } = self.memos.anew();
        [notes, sections, pages]
    }

    /// How many notes are read, sections rendered and pages made anew when `from` becomes `to` in the file `path`.
    fn edit(&mut self, path: &str, from: &str, to: &str) -> [usize; 3] {
        let Snapshot { notes, templates, statics, config, .. } = &mut self.snapshot;
        let mut files = notes.iter_mut().chain(templates).chain(statics).chain(config);
        let file = files.find(|file| file.path == path).expect("it is a file of the site");
        let text = String::from_utf8_lossy(&file.bytes).replacen(from, to, 1);
        file.bytes = text.into_bytes().into();
        self.build()
    }
}

#[test]
fn an_edit_makes_anew_what_it_touches() {
    let mut site = Site::of(SITE);
    assert_eq!(site.build(), [0, 0, 0], "nothing changed");
    assert_eq!(site.edit("content/reading/retries.md", "Back off.", "Back off, twice."), [1, 1, 1]);
    assert_eq!(site.edit("leafcutter.css", "black", "green"), [0, 0, 0]);
    let all = snapshot(SITE).notes.len() - 1;
    let pages = pipeline::build(&site.snapshot).explanation.pages.len();
    assert_eq!(site.edit("404.html", "%}", "%}\n"), [0, 0, pages], "every page may use a template");
    let [_, sections, made] = site.edit("leafcutter.yaml", "Notes", "My notes");
    assert!(sections >= all && made == pages, "{sections} sections, {made} pages");
}

#[test]
fn a_sentence_that_mentions_a_page_is_told_there_and_nowhere_else() {
    let mut site = Site::of(SITE);
    let added = site.edit("content/reading/retries.md", "Back off.", "Back off. Lambda does.");
    assert_eq!(added, [1, 1, 2], "the page itself, and the one that is mentioned");
}

#[test]
fn a_word_in_one_of_many_services_of_a_note_makes_that_note_s_pages_at_most() {
    let mut site =
        Site::of(&format!("-- content/aws.md --\n{SEED}-- content/other.md --\n# Retries\n\nBack off.\n"));
    let [notes, sections, pages] = site.edit("content/aws.md", "SQS", "SQS queue");
    assert!(notes == 1 && sections <= 21 && pages <= 4, "{sections} sections, {pages} pages");
}

/// That an edit which makes the note at `path` say `text` gives what a build from nothing does.
#[track_caller]
fn same_after(site: &str, path: &str, text: &str) {
    let mut site = Site::of(site);
    let file = site.snapshot.notes.iter_mut().find(|file| file.path == path).expect("it is a note");
    file.bytes = text.as_bytes().to_vec().into();
    let warm = pipeline::rebuild(&site.snapshot, &mut site.memos, &mut patient()).expect("somebody stays");
    assert!(same(warm, pipeline::build(&site.snapshot), &[]), "it is a site");
}

const LONG: &str = "Buckets hold objects and this sentence is long enough to be taken for a copy of another.";

#[test]
fn links_to_a_section_follow_it_when_it_becomes_a_copy_and_when_it_is_none_any_more() {
    let site = |second: &str| {
        format!(
            "-- content/a/retries.md --\n# Retries\n\n{LONG}\n-- content/b/retries.md --\n# Retries\n\n{second}\n\
             -- content/c.md --\n# Links\n\n[one](b/retries.md) and [two](a/retries.md)\n"
        )
    };
    let other = "Something else stands here.";
    same_after(&site(other), "content/b/retries.md", &format!("# Retries\n\n{LONG}\n"));
    same_after(&site(LONG), "content/b/retries.md", &format!("# Retries\n\n{other}\n"));
}

#[test]
fn a_name_that_moves_into_a_title_is_no_longer_where_it_was() {
    let note = |first: &str, title: &str| {
        format!("# Amazon S3\n\nBuckets.\n\n{first}\n\n# {title}AWS Lambda\n\nCode.\n")
    };
    let name = "<a id=\"x\"></a>";
    let site = format!("-- content/n.md --\n{}-- content/c.md --\n# Links\n\n[x](n.md#x)\n", note(name, ""));
    same_after(&site, "content/n.md", &note("", &format!("{name} ")));
}

#[test]
fn a_list_of_contents_made_by_hand_is_one_only_as_markdown() {
    let note = |list: &str| format!("# Retries\n\n{list}\n\n## Limits\n\none\n\n## Prices\n\ntwo\n");
    let site = note("- [Limits](#limits)\n- [Prices](#prices)");
    let raw = note("- <a href=\"#limits\">Limits</a>\n- <a href=\"#prices\">Prices</a>");
    same_after(
        &format!("-- content/n.md --\n{site}-- content/c.md --\n# Links\n\nwords\n"),
        "content/n.md",
        &raw,
    );
}

#[test]
fn a_build_that_gives_no_site_made_no_page() {
    let mut site = Site::of(SITE);
    assert_eq!(site.edit("404.html", "%}", "%} {{ unclosed")[2], 0);
}
