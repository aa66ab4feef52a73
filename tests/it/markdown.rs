//! Markdown and Obsidian's additions to it: what each is shown as, and what is none.

use crate::driver::{body, build, findings, output};
use leafcutter::pipeline::Build;

/// The page of a note that stands under the title S3, with nothing lost on the way.
fn page(note: &str) -> String {
    let built = build(&format!("## S3\n{note}"));
    no_word_is_lost(&built);
    body(&built, "s3.html")
}

fn no_word_is_lost(built: &Build) {
    let words = &built.explanation.words;
    assert_eq!(words.read, words.shown);
}

#[test]
fn a_callout_tells_its_kind_in_words_and_holds_anything() {
    let html = page("> [!tip] Use **rules** with Lambda\n> text\n> - one\n\n## Lambda\nx\n");
    assert!(
        html.contains("<div class=\"callout\" data-callout=\"tip\" role=\"note\">\n<p class=\"callout-title\"><span class=\"callout-kind\">Tip:</span> Use <strong>rules</strong> with <a class=\"mention\""),
        "{html}"
    );
    assert!(html.contains("</p>\n<p>text</p>\n<ul>\n<li>one</li>\n</ul>\n</div>"), "{html}");
    assert!(!html.contains("[!"), "{html}");
}

#[test]
fn callouts_fold_nest_and_do_without_a_title() {
    let html = page("> [!faq]- Why?\n> because\n> > [!danger]+ Deep\n> > inside\n");
    assert!(html.contains("<details class=\"callout\" data-callout=\"question\">\n<summary class=\"callout-title\"><span class=\"callout-kind\">FAQ:</span> Why?</summary>"), "{html}");
    assert!(html.contains("<details class=\"callout\" data-callout=\"danger\" open>"), "{html}");
    let html = page("> [!NOTE]\n> GitHub's.\n");
    assert!(html.contains("<span class=\"callout-kind\">Note</span> </p>\n<p>GitHub's.</p>"), "{html}");
}

#[test]
fn any_type_is_a_callout_and_other_names_of_a_type_look_like_it() {
    for (typed, kind, label) in [
        ("summary", "abstract", "Summary"),
        ("TLDR", "abstract", "TLDR"),
        ("hint", "tip", "Hint"),
        ("IMPORTANT", "tip", "Important"),
        ("check", "success", "Check"),
        ("help", "question", "Help"),
        ("CAUTION", "warning", "Caution"),
        ("attention", "warning", "Attention"),
        ("missing", "failure", "Missing"),
        ("error", "danger", "Error"),
        ("cite", "quote", "Cite"),
        ("moneh", "note", "Moneh"),
        ("exam-trap", "note", "Exam trap"),
        ("note|right", "note", "Note"),
        ("Q&A", "note", "Q&amp;A"),
    ] {
        let html = page(&format!("> [!{typed}] T\n"));
        assert!(html.contains(&format!("data-callout=\"{kind}\"")), "{typed}: {html}");
        assert!(html.contains(&format!(">{label}:</span> T</p>")), "{typed}: {html}");
    }
}

#[test]
fn only_a_quote_that_begins_with_a_type_is_a_callout() {
    for note in
        ["- [!tip] x\n", "a [!tip] x\n", "> a\n> [!tip] x\n", "> \\[!tip] x\n", "> [!] x\n", "> `[!tip]` x\n"]
    {
        let html = page(note);
        assert!(!html.contains("callout") && html.contains("[!"), "{note}: {html}");
    }
}

#[test]
fn formulas_are_shown_and_prices_stay() {
    let html = page("to $3^{rd}$ parties\n\n$$\n\\frac{a}{b}\n$$\n\nbad $\\nope$\n");
    assert!(html.contains("to <math display=\"inline\"><semantics><mrow><msup><mn>3</mn>"), "{html}");
    assert!(html.contains("<math display=\"block\"><semantics><mrow><mfrac>"), "{html}");
    assert!(html.contains("bad <code class=\"math\">\\nope</code>"), "{html}");
    let html = page("$0.023 per GB and $5, $25/$45/**$100**/$125+ or $5 **and** 10$ set $HOME/$USER\n");
    assert!(!html.contains("math") && html.contains("$25/$45/<strong>$100</strong>/$125+"), "{html}");
    let html = page("a formula $x^2$ and from $5 to 10$ a month\n");
    assert_eq!(html.matches("<math").count(), 1, "{html}");
    assert!(html.contains("from $5 to 10$ a month"), "{html}");
}

#[test]
fn a_formula_beside_raw_html_is_shown_and_raw_formulas_are_text() {
    let html = page("<b>x</b> $x^2$ <math><mi>raw</mi></math>\n");
    assert_eq!(html.matches("<math").count(), 1, "{html}");
    assert!(html.contains("<msup>") && html.contains("&lt;math&gt;&lt;mi&gt;raw"), "{html}");
}

#[test]
fn definitions_are_a_list_of_terms() {
    let html = page("RCU\n: Read capacity unit\n\nWCU\n: Write capacity unit\n");
    assert!(html.contains("RCU</dt>\n<dd>Read capacity unit</dd>"), "{html}");
    let html = page("Note : this\n:::tip\n:smile: yes\n");
    assert!(!html.contains("<dl>") && html.contains(":::tip") && html.contains(":smile: yes"), "{html}");
}

#[test]
fn tags_are_labels() {
    let html = page(
        "#aws #aws/s3\n\nsee #doubt, not #1, `#code`, [#link](https://a.io) or https://a.io/#place\n\n### #head\nx\n",
    );
    assert_eq!(html.matches("<span class=\"tag\">").count(), 3, "{html}");
    assert!(
        html.contains("<p><span class=\"tag\">#aws</span> <span class=\"tag\">#aws/s3</span></p>"),
        "{html}"
    );
}

#[test]
fn tags_in_the_front_matter_may_be_written_in_any_way() {
    for tags in [
        "tags: aws",
        "tags: aws, s3",
        "tags: [aws, s3]",
        "tags:\n  - aws\n  - s3",
        "tags:\n- aws",
        "tags:",
        "tag: \"#aws\"",
        "tags: #aws",
        "tags: [\"#aws\", 2024]",
        "aliases: S3\ncssclasses: [wide]\ntags: aws s3",
    ] {
        let built = build(&format!("---\n{tags}\n---\n## S3\nx\n"));
        assert_eq!(findings(&built.report), [""; 0], "{tags}");
    }
}

#[test]
fn blocks_that_other_programs_run_are_shown_as_their_source() {
    let html =
        page("```mermaid\ngraph LR; A-->B\n```\n\n```dataview\ntable x\n```\n\n`= this.x` and `$= dv.x`\n");
    assert!(html.contains("data-language=\"Mermaid diagram (source)\""), "{html}");
    assert!(html.contains("data-language=\"Dataview query (source)\""), "{html}");
    assert!(html.contains("<code>= this.x</code> and <code>$= dv.x</code>"), "{html}");
}

#[test]
fn marks_go_over_lines_and_stand_anywhere() {
    let html = page(
        "- ==in `code` an item==\n\n| ==cell== |\n|---|\n| ==**x** y== |\n\n### ==head==\n\n==over\ntwo lines== (==in brackets==)\n",
    );
    assert_eq!(html.matches("<mark>").count(), 6, "{html}");
    assert_eq!(html.matches("</mark>").count(), 6, "{html}");
    let html = page("if (a==b && c==d) and a == b, == alone, ==> and ===\n");
    assert!(!html.contains("<mark>"), "{html}");
}

#[test]
fn a_comment_over_blank_lines_and_items_is_in_no_file() {
    let note =
        "## S3\n- a %%unseen\n- unseen%% b\n\n%%\nunseen\n\n**AWS Lambda:**\n\n```\nunseen\n```\n%%\nend\n";
    let built = build(note);
    assert_eq!(findings(&built.report), [""; 0]);
    for path in built.site.as_ref().expect("a site").keys().filter(|path| path.extension() == Some("html")) {
        let page = output(&built, path.as_str());
        assert!(!page.contains("unseen") && !page.contains("%%"), "{path}: {page}");
    }
    assert!(body(&built, "s3.html").contains("end"));
}

#[test]
fn raw_html_keeps_what_notes_need() {
    let html = page(
        "<details><summary>Quiz</summary>\n\n**answer** B </details>\n\n<img src=\"https://a.io/x.png\" width=720 height=\"40\">\n\n<figure><figcaption>words</figcaption></figure>\n\n<center><font color=red>kept</font></center>\n\n<kbd>K</kbd> H<sub>2</sub>O<br>x <mark>m</mark>\n\n<table><tr><td colspan=2>cell</td></tr></table>\n",
    );
    for part in [
        "<details><summary>Quiz</summary>",
        "<strong>answer</strong> B",
        "width=\"720\"",
        "height=\"40\"",
        "<figcaption>words",
        "kept",
        "<kbd>K</kbd> H<sub>2</sub>O<br>x <mark>m</mark>",
        "<td colspan=\"2\">cell</td>",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(html.find("</details>").expect("it ends") < html.find("<img").expect("a picture"), "{html}");
}

#[test]
fn a_table_beside_raw_html_stays_aligned() {
    let html = page("| a |\n|--:|\n| <b>1</b> |\n\n<table><tr><td style=\"color: red\">2</table>\n");
    assert!(html.contains("<td style=\"text-align: right\"><b>1</b>") && html.contains("<td>2"), "{html}");
}

#[test]
fn raw_html_wears_nothing_of_the_themes() {
    let html = page(
        "<div class=\"callout\" data-callout=\"danger\" id=\"lc-main\" style=\"position:fixed\">x</div>\n\n<a class='external' id=mine href=\"https://a.io\">y</a> <div title=\"\n\n<p class=broken>z\n",
    );
    for part in ["callout", "lc-main", "external", "style", "broken"] {
        assert!(!html.contains(part), "{part}: {html}");
    }
    assert!(html.contains("id=\"mine\""), "{html}");
}

#[test]
fn an_element_that_is_left_open_ends_with_its_paragraph() {
    let html = page("a <b>bold\n\nplain *x <i>y* z</i>\n");
    assert!(html.contains("a <b>bold</b></p>") && html.contains("plain <em>x <i>y</i></em> z"), "{html}");
}

#[test]
fn nesting_without_end_is_shown_flat() {
    for note in [
        "<div>".repeat(3000),
        format!("{}x <b>y</b>", ">".repeat(3000)),
        format!("{}x <b>y</b>", "- ".repeat(3000)),
    ] {
        let html = page(&note);
        for element in ["<div", "<blockquote", "<ul"] {
            assert!(html.matches(element).count() <= 64);
        }
    }
}

#[test]
fn both_sides_of_a_merge_conflict_are_shown_as_they_are() {
    let note = "## S3\n<<<<<<< HEAD\nkeeps objects\n=======\nkeeps files\n>>>>>>> laptop\n\nclient =====> server\n\narrow\n=====>\n";
    let built = build(note);
    let html = body(&built, "s3.html");
    assert!(!html.contains("<h") && !html.contains("<blockquote>"), "{html}");
    for part in ["&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD", "keeps objects", "\n=======\n", "keeps files", "laptop"]
    {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(findings(&built.report)[0].starts_with("content/notes.md:2:1 merge-conflict"));
    let code = build("## S3\n```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n```\n");
    assert_eq!(findings(&code.report), [""; 0]);
}

#[test]
fn template_syntax_is_text_in_every_place() {
    let typed = "{{ get_env(name=\"HOME\") }} {% include \"page.html\" %} {# c #}";
    let html = page(&format!("> [!tip] {typed}\n\n- {typed}\n\n{typed}\n: {typed}\n"));
    assert_eq!(
        html.matches(&typed.replace('"', "&quot;")).count() + html.matches(typed).count(),
        4,
        "{html}"
    );
}

/// Elements that no note may bring in.
const NEVER: &[&str] =
    &["script", "style", "svg", "iframe", "form", "base", "meta", "link", "mglyph", "textarea"];

#[test]
fn nothing_that_a_note_says_runs_or_covers_the_page() {
    for attack in [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<img src=\"x`\" `onerror=alert(1)//\">",
        "<img \"\"\"><script>alert(1)</script>\">",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href='vbscript:x' xlink:href='javascript:x'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<svg/onload=alert(1)>",
        "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<style>@import url(//evil.example)</style>",
        "<div style=\"position:fixed;inset:0\">x</div>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<form action=//evil.example><input type=submit formaction=javascript:alert(1)></form>",
        "<base href=//evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=//evil.example>",
        "<details open ontoggle=alert(1)><summary>x",
        "<textarea><img title=\"</textarea><img src onerror=alert(1)>\">",
        "<!--><img src onerror=alert(1)>-->",
        "<![CDATA[><img src onerror=alert(1)>]]>",
        "<div title=\"\n\n<img src onerror=alert(1)>\n",
        "> [!<img src=x onerror=alert(1)>] t",
        "> [!\"onclick=alert(1)] t",
        "$a</annotation></math><img src=x onerror=alert(1)>\\x$",
        "<b>raw</b> $\\text{</mtext></math><img src=x onerror=alert(1)>}^2$",
        "#<img/src=x/onerror=alert(1)>",
        "```mermaid\" onclick=\"alert(1)\nx\n```",
    ] {
        let html = page(&format!("{attack}\n\n<b>raw</b>\n"));
        for token in html5gum::Tokenizer::new(&html).flatten() {
            let html5gum::Token::StartTag(tag) = token else { continue };
            let name = String::from_utf8_lossy(&tag.name).into_owned();
            assert!(!NEVER.contains(&name.as_str()), "{attack}: {html}");
            for (key, value) in &tag.attributes {
                let (key, value) = (String::from_utf8_lossy(key), String::from_utf8_lossy(value));
                assert!(
                    !key.starts_with("on") && !["srcdoc", "action", "formaction"].contains(&&*key),
                    "{attack}: {html}"
                );
                assert!(!value.contains("script:") && !value.contains("position"), "{attack}: {html}");
            }
        }
    }
}

#[test]
fn a_footnote_defined_twice_is_shown_twice_without_one_id_for_both() {
    let built = build("## S3\na[^1]\n\n[^1]: first\n\n[^1]: second\n");
    assert_eq!(findings(&built.report), [""; 0]);
    assert!(body(&built, "s3.html").contains("second"));
}
