//! What words and links lead to: cross-links, backlinks, ids, outside addresses.

use crate::driver::{self, SEED, body, build, findings, output};
use leafcutter::notes::raw::attributes;
use leafcutter::pipeline;
use leafcutter::site::html;

#[test]
fn the_users_note_is_cross_linked_by_plain_mentions() {
    let built = build(SEED);
    for (from, to) in [
        ("cloudfront", "cognito.html"),
        ("cloudfront", "elb.html#application-load-balancer"),
        ("lambda", "cognito.html"),
        ("lambda", "s3.html"),
        ("kms", "s3.html"),
        ("ec2", "kms.html"),
        ("ec2", "iam.html"),
        ("s3", "iam.html"),
        ("rds", "iam.html"),
        ("sns", "sqs.html"),
        ("api-gateway", "lambda.html"),
    ] {
        assert!(body(&built, &format!("{from}.html")).contains(&format!("href=\"{to}\"")), "{from} -> {to}");
    }
    let rds = body(&built, "rds.html");
    assert!(!rds.contains("sqs.html"), "SQL Server is no queue");
    assert_eq!(
        body(&built, "s3.html").matches("class=\"mention\"").count(),
        1,
        "nothing in an address is a mention"
    );
}

#[test]
fn a_mention_is_linked_once_a_section_and_never_in_headings_links_or_code() {
    let html = body(
        &build(
            "## S3\nLambda and Lambda\n### Lambda\n`Lambda` [Lambda](https://a.io) S3\n### More\nLambda\n## Lambda\nx\n",
        ),
        "s3.html",
    );
    assert_eq!(html.matches("href=\"lambda.html\"").count(), 2, "{html}");
    assert!(!html.contains("href=\"s3.html\""), "{html}");
}

#[test]
fn a_service_without_a_page_leads_to_its_documentation() {
    let note = "## S3\nan EBS volume and Batch and AWS Batch\n";
    let html = body(&build(note), "s3.html");
    assert_eq!(html.matches("class=\"mention outside\"").count(), 2, "{html}");
    assert!(html.contains("href=\"https://docs.aws.amazon.com/ebs/"), "{html}");
    let plain =
        build(&format!("-- leafcutter.yaml --\nservices_without_page: nothing\n-- content/n.md --\n{note}"));
    assert!(!body(&plain, "s3.html").contains("mention"));
}

#[test]
fn a_page_lists_the_sentences_that_mention_it() {
    let page =
        output(&build("## SNS\nFirst. A dead-letter queue is an SQS one. Last.\n## SQS\nx\n"), "sqs.html");
    assert!(page.contains("A dead-letter queue is an <mark>SQS</mark> one."), "{page}");
    assert!(page.contains("href=\"sns.html#notes--to--sqs\""), "{page}");
}

#[test]
fn an_id_stays_when_headings_come_before_it_or_elsewhere() {
    let id = |note: &str| {
        let html = body(&build(note), "lambda.html");
        let before = &html[..html.find("Limits of size").expect("the heading")];
        before[before.rfind("id=\"").expect("an id") + 4..before.rfind('"').expect("its end")].to_owned()
    };
    let alone = id("## Lambda\n### Limits of size\nx\n");
    assert_eq!(alone, "lambda-limits-of-size");
    assert_eq!(
        id("## S3\n### Limits of size\ny\n## Lambda\n### Prices\n#### Limits\ny\n### Limits of size\nx\n"),
        alone
    );
}

#[test]
fn links_between_notes_and_headings_lead_right_after_splitting() {
    let built = build(
        "-- content/all.md --\n- [x](#s3)\n\n## S3\n[limits](#Lambda%20limits) [[sub/Other#Part Two|p]]\n## Lambda\n### Lambda limits\n[o](sub/other.md) [[S3]]\n\
         -- content/sub/Other.md --\n# Other things\n## Part Two\n[back](../all.md#lambda-limits)\n",
    );
    assert!(body(&built, "s3.html").contains("href=\"lambda.html#lambda-lambda-limits\""));
    assert!(body(&built, "s3.html").contains("href=\"sub-other-things.html#sub-other-things-part-two\""));
    assert!(body(&built, "lambda.html").contains("href=\"sub-other-things.html\""));
    assert!(body(&built, "lambda.html").contains("href=\"s3.html\""));
    assert!(body(&built, "sub-other-things.html").contains("href=\"lambda.html#lambda-lambda-limits\""));
    assert_eq!(
        findings(&built.report).iter().filter(|found| found.contains("broken")).count(),
        0,
        "{:?}",
        findings(&built.report)
    );
}

#[test]
fn a_broken_link_is_found_with_its_place_and_the_nearest_name() {
    let built = build("## S3\nsee [x](#lifecicle) and [y](gone.md)\n### Lifecycle\nz\n");
    assert_eq!(
        findings(&built.report),
        [
            "content/notes.md:2:5 broken-link: there is no such heading: `#lifecicle`",
            "content/notes.md:2:25 broken-link: this link leads nowhere: `gone.md`",
        ]
    );
    assert_eq!(built.report.diagnostics[0].help, "did you mean `#lifecycle`?");
    assert!(body(&built, "s3.html").contains(">x</span>"), "its text stays");
}

#[test]
fn links_in_raw_html_and_in_templates_are_checked_too() {
    let built = build("## S3\n<a href=\"nowhere.html\">x</a>\n");
    let expected = "content/notes.md:2:10 broken-link: this link leads nowhere: `nowhere.html`";
    assert_eq!(findings(&built.report), [expected]);
    let built =
        build("-- content/n.md --\n## S3\nx\n-- templates/index.html --\n<a href=\"gone.html\">x</a>\n");
    let expected = "templates/index.html:1:10 broken-link: this link leads nowhere: `gone.html`";
    assert!(findings(&built.report).iter().any(|found| found == expected));
}

#[test]
fn an_id_that_stands_twice_on_a_page_is_found() {
    let built = build("## S3\n<b id=\"twice\">x</b> <b id=\"twice\">y</b>\n");
    assert_eq!(findings(&built.report), ["duplicate-id: the id `twice` stands more than once on s3.html"]);
}

#[test]
fn addresses_that_are_only_examples_are_never_links() {
    let built =
        build("## EC2\nask http://169.254.169.254/latest/meta-data/ or [it](http://169.254.169.254/)\n");
    let page = output(&built, "ec2.html");
    assert!(
        page.contains("<code class=\"address\">http://169.254.169.254/latest/meta-data/</code>"),
        "{page}"
    );
    assert!(!page.contains("href=\"http://169.254"), "{page}");
    assert!(findings(&built.report)[0].starts_with("content/notes.md:2:5 skipped-address"));
}

#[test]
fn every_address_of_the_users_note_is_a_reference_of_its_page() {
    let built = build(SEED);
    for (page, address) in [
        (
            "cloudwatch",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html#high-resolution-metrics",
        ),
        ("ecs", "https://d1.awsstatic.com/whitepapers/AWS_Blue_Green_Deployments.pdf"),
        ("ec2", "http://169.254.169.254/latest/meta-data/"),
        (
            "cloudfront",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions.html",
        ),
        ("lambda", "https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html"),
        ("sqs", "https://lucid.app/publicSegments/view/d20a8dd2-db3c-4f11-acad-3db4607e5b58/image.png"),
    ] {
        let page = output(&built, &format!("{page}.html"));
        let references = &page[page.find("References").expect("a list of references")..];
        assert!(references.contains(address), "{address}");
    }
}

/// Addresses that run a script, lead into the machine, or start a program, however they are disguised.
const UNSAFE: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java&#x73;cript:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#106;avascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "\u{a0}javascript:alert(1)",
    "\u{1b}javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\u{0}script:alert(1)",
    "java\u{85}script:alert(1)",
    "javascript://a.io/%0aalert(1)",
    "javascript:/*https://a.io*/alert(1)",
    "vbscript:x",
    "VBSCRIPT:x",
    "livescript:x",
    "data:text/html,x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:,x",
    "data:application/xhtml+xml,x",
    "data:image/svg+xml,x",
    "DATA:image/svg+xml;base64,x",
    "data:image/png.svg,x",
    "file:///etc/passwd",
    "FILE:C:/x",
    "blob:https://a.io/x",
    "filesystem:https://a.io/x",
    "about:blank",
    "view-source:https://a.io",
    "jar:https://a.io!/x",
    "feed:javascript:alert(1)",
    "ms-word:ofe|u|https://a.io",
    "search-ms:query=x",
    "intent://a.io#Intent;end",
    "obsidian://open?vault=x",
    "ssh://a.io",
    "c:/windows/x",
    "x-y.z+1:abc",
];

#[test]
fn links_that_could_run_a_script_are_not_put_out() {
    for target in UNSAFE {
        for link in ["[x](<{}>)", "![x](<{}>)", "[x]: <{}>\n\n[x]", "[[{}]]", "![[{}|y]]"] {
            let built = build(&format!("## S3\n{}\n", link.replace("{}", target)));
            assert!(!findings(&built.report).is_empty(), "{link} {target}");
            assert_eq!(html::anchors(&body(&built, "s3.html")).links, [""; 0], "{link} {target}");
        }
        for raw in
            ["<a href=\"{}\">x</a>", "<img src='{}'>", "<video src=\"{}\"></video>", "<a href={}>x</a>"]
        {
            let built = build(&format!("## S3\n{}\n", raw.replace("{}", target)));
            assert_eq!(html::anchors(&body(&built, "s3.html")).links, [""; 0], "{raw} {target}");
        }
    }
}

#[test]
fn what_notes_write_does_not_break_out_of_an_attribute() {
    let attack = "q\"'><b onclick=alert(1) x=`";
    let built = build(&format!(
        "## S3\n[x](https://a.io/ \"t\\\"><b onclick=alert(1)\") ![a\"><b onclick=alert(1)](https://a.io/i.png 't\"><b onclick=alert(1)')\n\
         ![[x.png|a\"><b onclick=alert(1)|30]] <a href='https://a.io/?\"onclick=alert(1)'>x</a> [y](https://a.io/\"onclick=alert(1))\n\n\
         {attack} ^a-b\n\n[z](#{attack}) [[S3#{attack}]]\n\n<a name='{attack}'></a>\n"
    ));
    let html = body(&built, "s3.html");
    let bad = attributes(&html).into_iter().find(|attribute| attribute.name.starts_with("on"));
    assert_eq!(bad, None, "{html}");
}

#[test]
fn only_images_that_a_page_shows_are_published() {
    let mut snapshot = driver::snapshot(
        "-- content/n.md --\n## S3\n![a](img/My%20Pic.PNG) ![[other.png]] ![gone](none.png)\n",
    );
    for name in ["content/img/my pic.png", "content/other.png", "content/unused.png"] {
        driver::add(&mut snapshot, name, &[]);
    }
    let built = pipeline::build(&snapshot);
    let files: Vec<_> =
        built.site.as_ref().expect("a site").keys().filter(|path| path.starts_with("files")).collect();
    assert_eq!(files, ["files/img/my pic.png", "files/other.png"]);
    assert!(body(&built, "s3.html").contains("src=\"files/img/my%20pic.png\" alt=\"a\""));
    assert_eq!(
        findings(&built.report),
        ["content/n.md:2:39 broken-link: this link leads nowhere: `none.png`"]
    );
}

#[test]
fn a_place_named_by_raw_html_can_be_linked_to() {
    let note = "## S3\n[limits](#limits) [up](#top)\n## Lambda\n<a name=\"top\"></a>\n\nx <span id=\"limits\">100</span>\n";
    let built = build(note);
    assert_eq!(findings(&built.report), [""; 0]);
    let s3 = body(&built, "s3.html");
    assert!(s3.contains("href=\"lambda.html#limits\"") && s3.contains("href=\"lambda.html#top\""), "{s3}");
}

#[test]
fn a_list_of_contents_that_the_author_made_is_not_shown_twice() {
    let headings = "## One\nx\n## Two\ny\n## Three\nz\n";
    let shown = |list: &str| output(&build(&format!("# Plan\n{list}\n\n{headings}")), "plan.html");
    let generated = "class=\"contents\"";
    for list in ["- [1](#one)\n- [2](#two)\n- [3](#three)", "1. x\n   - [1](#one)\n   - [[#Three]]"] {
        let page = shown(list);
        assert!(!page.contains(generated) && page.contains("href=\"plan.html#plan-one\""), "{page}");
    }
    for list in
        ["- [1](#one)", "[1](#one) [2](#two) [3](#three)", "- [1](#one)\n- [1](#one)\n\ntext\n\n- [2](#two)"]
    {
        assert!(shown(list).contains(generated), "{list}");
    }
}

#[test]
fn a_fragment_leads_to_its_heading_in_every_spelling_after_the_note_was_divided() {
    let note = "# All\n## Lambda\n### 🚀 Scaling plan\na\n### `put_item` & co.\nb\n### 1.2. Limits\nc\n\
        ### 配额 限制\nd\n### Costs\ne\n### Costs\nf\n### Named {#custom-id}\ng\n### [Linked](https://a.io) *text*\nh\n\
        <a name=\"raw\"></a>\n### ![icon](i.png) Pictured\ni\n## S3\n";
    for (fragment, id) in [
        ("lambda", "notes"),
        ("-scaling-plan", "lambda-scaling-plan"),
        ("rocket-scaling-plan", "none"),
        ("scaling-plan", "lambda-scaling-plan"),
        ("Scaling%20plan", "lambda-scaling-plan"),
        ("🚀%20Scaling%20plan", "lambda-scaling-plan"),
        ("user-content-scaling-plan", "lambda-scaling-plan"),
        ("put_item--co", "lambda-put-item-co"),
        ("put_item-co", "lambda-put-item-co"),
        ("put-item-co", "lambda-put-item-co"),
        ("12-limits", "lambda-1-2-limits"),
        ("1-2-limits", "lambda-1-2-limits"),
        ("limits", "lambda-1-2-limits"),
        ("1.2.-limits", "lambda-1-2-limits"),
        ("配额-限制", "lambda-配额-限制"),
        ("%E9%85%8D%E9%A2%9D-%E9%99%90%E5%88%B6", "lambda-配额-限制"),
        ("costs", "lambda-costs"),
        ("COSTS-1", "lambda-costs-2"),
        ("custom-id", "custom-id"),
        ("named", "custom-id"),
        ("linked-text", "lambda-linked-text"),
        ("raw", "raw"),
        ("-pictured", "lambda-icon-pictured"),
        ("pictured", "lambda-icon-pictured"),
    ] {
        let built = build(&format!("{note}[x](#{fragment})\n"));
        let html = body(&built, "s3.html");
        let led = html.contains(&format!("<a href=\"lambda.html#{id}\">x</a>"));
        assert_eq!(led, id != "none", "#{fragment}: {html}");
    }
}

#[test]
fn a_fragment_that_is_nearly_a_heading_leads_to_its_page_and_is_found() {
    let note = "## Lambda\n### Scaling plan for tests\na\n### Other things\nb\n## S3\n";
    for (fragment, near) in [
        ("scaling-plan", "scaling-plan-for-tests"),
        ("other-things-and-more", "other-things"),
        ("sclaing-plan-for-tests", "scaling-plan-for-tests"),
    ] {
        let built = build(&format!("{note}[x](#{fragment})\n"));
        assert!(body(&built, "s3.html").contains("<a href=\"lambda.html\">x</a>"), "{fragment}");
        let expected = format!("content/notes.md:7:1 broken-link: there is no such heading: `#{fragment}`");
        assert_eq!(findings(&built.report), [expected]);
        assert_eq!(built.report.diagnostics[0].help, format!("did you mean `#{near}`?"));
    }
    let top = build("## S3\nx\n\n[back to top](#top)\n");
    assert!(body(&top, "s3.html").contains("<a href=\"#top\">") && findings(&top.report).is_empty());
}

#[test]
fn a_path_leads_to_its_note_however_it_is_written() {
    let vault = "-- content/a/b/Deep note.md --\n# Deep\nx\n-- content/a/README.md --\n# Folder\ny\n\
        -- content/c/c.md --\n# Own name\nz\n-- content/Other.markdown --\n# Other\nw\n-- content/a/from.md --\n# From\n";
    for (link, to) in [
        ("b/Deep%20note.md", "a-b-deep"),
        ("<b/Deep note.md>", "a-b-deep"),
        ("./b/../b/Deep%20note", "a-b-deep"),
        ("/a/b/Deep%20note.md", "a-b-deep"),
        ("B/DEEP%20NOTE.MD", "a-b-deep"),
        ("b/Deep%20note.html", "a-b-deep"),
        ("Deep%20note.md?plain=1", "a-b-deep"),
        ("../Other.markdown", "other"),
        ("../Other.md", "other"),
        ("../Other", "other"),
        ("./", "a-folder"),
        ("../a", "a-folder"),
        ("../a/", "a-folder"),
        ("../c/", "c-own-name"),
    ] {
        let built = build(&format!("{vault}[x]({link})\n"));
        let html = body(&built, "a-from.html");
        assert!(html.contains(&format!("<a href=\"{to}.html\">x</a>")), "{link}: {html}");
    }
    for broken in ["../../../etc/passwd", "../..", "/", "b/", "?x", "b/Deep%20note/x"] {
        let built = build(&format!("{vault}[x]({broken})\n"));
        assert!(body(&built, "a-from.html").contains(">x</span>"), "{broken}");
        assert!(findings(&built.report)[0].contains("broken-link"), "{broken}");
    }
}
