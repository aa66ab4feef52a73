//! Notes in, pages out: titles, lists, line breaks, words.

use crate::driver::{SEED, body, build, findings, output, pages};
use leafcutter::pipeline::Build;

/// The seed's service pages in the order of the note: slug, title, category.
const SEED_PAGES: &[(&str, &str, &str)] = &[
    ("unsorted", "Unsorted", "Other notes"),
    ("cloudwatch", "Amazon CloudWatch", "Management and Governance"),
    ("elasticache", "Amazon ElastiCache", "Database"),
    ("ecs", "Amazon Elastic Container Service", "Containers"),
    ("cognito", "Amazon Cognito", "Security, Identity, and Compliance"),
    ("api-gateway", "Amazon API Gateway", "Networking and Content Delivery"),
    ("s3", "Amazon S3", "Storage"),
    ("kms", "AWS Key Management Service", "Security, Identity, and Compliance"),
    ("codedeploy", "AWS CodeDeploy", "Developer Tools"),
    ("elb", "Elastic Load Balancing", "Networking and Content Delivery"),
    ("iam", "AWS Identity and Access Management", "Security, Identity, and Compliance"),
    ("ec2", "Amazon EC2", "Compute"),
    ("cloudfront", "Amazon CloudFront", "Networking and Content Delivery"),
    ("lambda", "AWS Lambda", "Compute"),
    ("sqs", "Amazon SQS", "Application Integration"),
    ("dynamodb", "Amazon DynamoDB", "Database"),
    ("elastic-beanstalk", "AWS Elastic Beanstalk", "Compute"),
    ("sns", "Amazon SNS", "Application Integration"),
    ("systems-manager", "AWS Systems Manager", "Management and Governance"),
    ("rds", "Amazon RDS", "Database"),
];

fn one_page(note: &str) -> String {
    let built = build(note);
    let page = built.explanation.pages.first().expect("the note gives a page").slug.clone();
    body(&built, &format!("{page}.html"))
}

/// How deep the list item with these words is.
fn depth(html: &str, words: &str) -> usize {
    let before = &html[..html.find(words).unwrap_or_else(|| panic!("{words} is not in {html}"))];
    before.matches("<li>").count() - before.matches("</li>").count()
}

#[test]
fn the_users_note_gives_its_nineteen_services_and_one_page_of_strays() {
    let built = build(SEED);
    let found: Vec<_> = built
        .explanation
        .pages
        .iter()
        .map(|page| (page.slug.as_str(), page.title.as_str(), page.category.as_str()))
        .collect();
    assert_eq!(found, SEED_PAGES);
    let corrected: Vec<_> =
        built.explanation.pages.iter().filter(|page| page.corrected).map(|page| &page.slug).collect();
    assert_eq!(corrected, ["elastic-beanstalk"]);
    let strays = output(&built, "unsorted.html");
    assert!(strays.contains("sam local invoke command") && strays.contains("AWS SAM"));
}

#[test]
fn every_page_knows_its_lines() {
    let built = build(SEED);
    let mut lines: Vec<[usize; 2]> = built
        .explanation
        .pages
        .iter()
        .flat_map(|page| page.sources.iter().map(|source| source.lines))
        .collect();
    lines.sort_unstable();
    assert_eq!((lines.len(), lines[0], lines[1], lines[20]), (21, [1, 1], [2, 5], [101, 102]));
    assert!(lines.is_sorted_by(|a, b| a[1] < b[0]), "stretches overlap: {lines:?}");
}

#[test]
fn an_unclosed_title_is_a_title_and_its_text_is_not_bold() {
    let built = build("intro\n**AWS ECS:\nTypes of deployment\n- Canary\n");
    assert_eq!(pages(&built), ["unsorted (unsorted)", "ecs (service)"]);
    assert!(!body(&built, "ecs.html").contains("<strong>"));
    assert_eq!(
        findings(&built.report)[1],
        "content/notes.md:2:1 unclosed-title: this bold title is never closed; it is read as a title"
    );
    let fix = built.report.diagnostics[1].fix.as_ref().expect("it can be mended");
    assert_eq!(fix.edits[0].replacement, "## ");
}

#[test]
fn bold_that_names_no_service_is_never_a_page() {
    let note = "**AWS S3:**\n- **Lambda** calls it\n**deployment options:**\n**Client Side Encryption:**\n- x **SQS** y\n**B. 42**\n";
    assert_eq!(pages(&build(note)), ["s3 (service)"]);
    let note = "# Lambda\n## Limits\n**S3:**\n- event source\n## Prices\n**SQS**\n- queue\n";
    assert_eq!(
        pages(&build(note)),
        ["lambda (service)"],
        "in a note with headings, bold lines are no titles"
    );
}

#[test]
fn the_same_service_in_several_places_is_one_page() {
    let built = build(
        "**S3**\nfirst\n**SQS**\nqueue\n**Amazon ElastiCache for Redis**\nr\n**ElastiCache for Memcached**\nm\n**AWS S3:**\nsecond\n",
    );
    assert_eq!(pages(&built), ["s3 (service)", "sqs (service)", "elasticache (service)"]);
    let s3 = body(&built, "s3.html");
    assert!(s3.find("first").expect("first") < s3.find("second").expect("second"));
    let cache = output(&built, "elasticache.html");
    assert!(cache.contains("id=\"redis\"") && cache.contains("id=\"memcached\""));
}

#[test]
fn a_service_inside_the_chapter_of_another_stays_there() {
    let note = "-- content/lambda.md --\n# Limits\nx\n# VPC\ny\n# Triggers\nz\n-- content/all.md --\n# EC2\na\n## Security\nb\n## S3\nc\n";
    assert_eq!(pages(&build(note)), ["ec2 (service)", "lambda (service)"]);
}

#[test]
fn the_level_of_the_services_is_found() {
    let note = "# Compute\n## 1.2.5. Elastic Compute Cloud (EC2)\na\n### Types\nb\n## AWS Lambda\nc\n# Storage\nwhat is kept\n## S3\nd\n";
    let built = build(note);
    assert_eq!(pages(&built), ["ec2 (service)", "lambda (service)", "storage (topic)", "s3 (service)"]);
    assert!(
        output(&built, "ec2.html")
            .contains("<p class=\"typed\">Compute › 1.2.5. Elastic Compute Cloud (EC2)"),
        "no heading is lost"
    );
}

#[test]
fn a_part_of_a_service_among_other_titles_does_not_divide_the_note() {
    let note = "# Gateways\n## Comparison\na\n### NAT Gateway\nb\n## Prices\nc\n";
    assert_eq!(pages(&build(note)), ["gateways (topic)"]);
    assert_eq!(pages(&build("# Balancing\n## ALB\na\n## NLB\nb\n")), ["elb (service)"]);
    assert_eq!(pages(&build("# Amazon Machine Image (AMI)\na\n")), ["ec2 (service)"]);
}

#[test]
fn a_misspelt_title_is_corrected_and_an_ambiguous_one_reported() {
    let built = build("**AWS Lamda**\na\n**Amazon s2**\nb\n");
    assert_eq!(pages(&built), ["lambda (service)", "unsorted (unsorted)"]);
    let found = findings(&built.report).join("\n");
    assert!(found.contains("title-corrected: `AWS Lamda` is read as AWS Lambda"), "{found}");
    assert!(found.contains("ambiguous-title: `Amazon s2` may be Amazon S3"), "{found}");
}

#[test]
fn an_outline_by_tabs_is_a_list_four_levels_deep() {
    let html = body(&build(SEED), "cloudfront.html");
    let depths = [
        "distribution origin",
        ">ALB<",
        "authentication provider",
        ">Amazon Cognito<",
        "field level encryption",
    ];
    assert_eq!(depths.map(|words| depth(&html, words)), [1, 2, 3, 4, 1]);
    let spaces = "**Amazon CloudFront**\n    origin\n        ALB\n            provider\n    logs\n";
    assert_eq!(
        ["origin", "ALB", "provider", "logs"].map(|words| depth(&one_page(spaces), words)),
        [1, 2, 3, 1]
    );
}

#[test]
fn a_list_right_under_a_title_or_a_paragraph_is_a_list() {
    for above in ["**SQS:**", "## SQS", "SQS\n---", "## SQS\nwords"] {
        let html = one_page(&format!("{above}\n\t- one\n\t\t- two\n\t- three\n   - four\n"));
        assert_eq!(
            ["one", "two", "three", "four"].map(|words| depth(&html, words)),
            [1, 2, 1, 1],
            "{above}: {html}"
        );
    }
}

#[test]
fn a_line_without_a_bullet_belongs_where_it_is_aligned() {
    let html = one_page("## KMS\n- **Keys:**\n  words\n  - inner\n  Note: more\n");
    assert_eq!(["words", "inner", "Note: more"].map(|words| depth(&html, words)), [1, 2, 1]);
    let wrapped =
        one_page("## KMS\n- a sentence that an editor broke at a common width and so it\n\tgoes on here\n");
    assert_eq!(depth(&wrapped, "goes on here"), 1);
}

#[test]
fn a_title_after_a_list_is_not_in_its_last_bullet() {
    let built = build("**S3**\n- a\n- b\n**SQS**\n- c\n");
    assert!(!body(&built, "s3.html").contains("SQS"));
}

#[test]
fn bullets_pasted_from_slides_are_bullets() {
    let html = one_page("## S3\nFacts:\n• Objects\n  ○\u{a0}max 5 TB\n- real\n•glued\n→ leads on\n2 words\n");
    assert_eq!(
        ["Objects", "max 5 TB", "real", "glued", "→ leads on"].map(|words| depth(&html, words)),
        [1, 2, 1, 1, 1]
    );
    assert!(!html.contains(['•', '○']));
    for other in
        ["– one dash", "→ one arrow", "• • •", "○○ Inc.", "a | b\n---|---\n• c | d", "2.text", "3.js\n7.js"]
    {
        let html = one_page(&format!("## S3\n{other}\n"));
        assert!(!html.contains("<li>"), "{other}: {html}");
    }
}

#[test]
fn numbers_and_boxes_without_a_space_are_items() {
    let html = one_page("## S3\n1.Create\n  - sub\n2.Tag\n\n-[ ] Pay\n- [x]Delete\n");
    assert_eq!(["Create", "sub", "Tag", "Pay", "Delete"].map(|words| depth(&html, words)), [1, 2, 1, 1, 1]);
    assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
}

#[test]
fn a_dash_without_space_is_a_bullet_only_where_it_is_prose() {
    assert_eq!(depth(&one_page("## RDS\n-SQL Server does not support IAM credentials\n"), "SQL Server"), 1);
    assert_eq!(depth(&one_page("## RDS\n-Disabled\n-Rolling\n"), "Rolling"), 1);
    for other in [
        "-x + 2y = 3",
        "-C \"$VAR\" \\",
        "-la",
        "--dry-run of it all",
        "```\n-text in code here\n```",
        "-name foo -type f",
    ] {
        let html = one_page(&format!("## RDS\n{other}\n"));
        assert!(!html.contains("<li>"), "{other}: {html}");
    }
}

#[test]
fn stars_between_digits_multiply() {
    assert!(one_page("## DynamoDB\n3*2=6 and for writes 7*10=70\n").contains("3*2=6 and for writes 7*10=70"));
}

#[test]
fn line_breaks_are_kept_where_they_mean_something() {
    assert!(one_page("## S3\none\ntwo\nthree\n").contains("one<br"));
    let wrapped = "## S3\nAmazon S3 stores objects in buckets, each in one\nregion, and keeps every object in three or more\nzones at once, which is why it is said to have\neleven nines of durability over a given year.\n";
    assert!(!one_page(wrapped).contains("<br"));
    let kept = format!("-- leafcutter.yaml --\nline_breaks: keep\n-- content/n.md --\n{wrapped}");
    assert!(one_page(&kept).contains("<br"));
    assert!(
        !one_page("-- leafcutter.yaml --\nline_breaks: reflow\n-- content/n.md --\n## S3\none\ntwo\n")
            .contains("<br")
    );
}

#[test]
fn template_syntax_in_a_note_comes_out_as_typed() {
    let typed = "{{ site.title }} {% hint %} ${{ secrets.X }} {{ get_env(name=\"HOME\") }} {# c #}";
    let html = one_page(&format!("## S3\n{typed}\n"));
    assert!(html.contains(typed), "{html}");
}

#[test]
fn marks_and_comments_are_understood() {
    let html = one_page("## S3\n==key **point**== and a == b and `==c==` %%secret%%\n");
    assert!(
        html.contains("<mark>key <strong>point</strong></mark> and a == b and <code>==c==</code>"),
        "{html}"
    );
    let built = build("## S3\nseen %%hidden-word%% <!-- hidden-word -->\n\n%%\nhidden-word\n%%\n");
    for (path, artifact) in built.site.as_ref().expect("a site") {
        assert!(!format!("{artifact:?}").contains(&format!("{:?}", b"hidden-word")[1..40]), "{path}");
    }
}

#[test]
fn raw_html_is_made_safe_and_placeholders_are_text() {
    let note = "## S3\n<details><summary>Quiz</summary>\n\nanswer <bucket-name>\n\n</details>\n<img src=x onerror=alert(1)>\n<script>alert(1)</script>\n";
    let html = one_page(note);
    assert!(html.contains("<details>") && html.contains("&lt;bucket-name&gt;"), "{html}");
    assert!(!html.contains("onerror") && !html.contains("<script"), "{html}");
    let trusted = one_page(&format!("-- leafcutter.yaml --\nhtml: trust\n-- content/n.md --\n{note}"));
    assert!(trusted.contains("onerror"), "a site may trust its own notes");
}

#[test]
fn what_is_untrusted_never_becomes_an_attribute() {
    let note = "## S3 {onclick=alert(1) #x .y}\n### <b>T</b> \" onload=\"alert(1)\n[a](https://a.io \"t\\\" onclick=\\\"x\")\n\n```js\" onclick=\"x\n1\n```\n";
    let page = output(&build(note), "s3.html");
    let tags = html5gum::Tokenizer::new(&page).flatten().filter_map(|token| match token {
        html5gum::Token::StartTag(tag) => Some(tag),
        _ => None,
    });
    let names = tags
        .flat_map(|tag| tag.attributes.into_keys())
        .map(|name| String::from_utf8_lossy(&name).into_owned());
    let handlers: Vec<String> = names.filter(|name| name.starts_with("on")).collect();
    assert!(handlers.is_empty(), "{handlers:?}");
}

#[test]
fn tables_tasks_and_code_are_shown() {
    let html = one_page(
        "## S3\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n\n```bash\necho \"<hi>\" # c\n```\n\n~~old~~\n",
    );
    for part in [
        "class=\"table-scroll\"",
        "<td>2</td>",
        "aria-label=\"done\"",
        "class=\"language-bash\"",
        "&lt;hi&gt;",
        "<del>old</del>",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn crlf_bom_and_other_scripts_survive() {
    let html = one_page("\u{FEFF}**AWS S3:**\r\n\t- naïve 存储 🙂 مرحبا\r\n\t- two");
    assert!(html.contains("naïve 存储 🙂 مرحبا"));
    assert_eq!(depth(&html, "two"), 1);
}

#[test]
fn words_in_are_words_out() {
    let Build { explanation, .. } = build(SEED);
    assert_eq!(explanation.words.read, explanation.words.shown);
    assert!(explanation.words.read > 1000);
}

#[test]
fn a_note_without_text_is_said_and_the_others_are_built() {
    let built = build("-- content/empty.md --\n\n-- content/s3.md --\nx\n");
    assert_eq!(pages(&built), ["s3 (service)"]);
    assert_eq!(findings(&built.report), ["content/empty.md:1:1 empty-note: this note is empty"]);
}

#[test]
fn a_footnote_goes_with_the_section_that_refers_to_it() {
    let built =
        build("## S3\na[^1]\n## SQS\nb[^2] and again[^1]\n\n[^1]: about buckets\n[^2]: about queues\n");
    assert!(
        body(&built, "s3.html").contains("about buckets")
            && !body(&built, "sqs.html").contains("about buckets")
    );
    assert!(body(&built, "sqs.html").contains("about queues"));
    assert_eq!(findings(&built.report), [""; 0]);
    assert_eq!(built.explanation.words.read, built.explanation.words.shown);
}

#[test]
fn a_title_over_the_whole_note_beats_the_name_of_its_file() {
    let built = build("-- content/q.md --\n# Amazon SQS\nx\n## Limits\ny\n");
    assert_eq!(pages(&built), ["sqs (service)"]);
}

#[test]
fn a_folder_without_notes_is_said_to_be_one() {
    let built = build("-- leafcutter.yaml --\ntitle: x\n");
    assert_eq!(findings(&built.report), ["no-notes: there are no notes here"]);
}

#[test]
fn a_comment_leaves_what_stands_around_it_as_it_was() {
    assert!(
        one_page("## S3\n%%todo%% S3 stores objects.\n").contains("<p> S3 stores")
            || one_page("## S3\n%%todo%% S3 stores objects.\n").contains("<p>S3 stores")
    );
    assert!(one_page("## S3\na %% é %% b\n").contains("a  b"));
    let html = one_page("## S3\nuse %%i here:\n\n```bat\nfor %%i in (*)\n```\n");
    assert!(html.contains("use %%i here") && html.contains("language-bat"), "{html}");
}

#[test]
fn a_line_back_at_the_margin_is_not_in_the_outline_above() {
    let html = one_page("## S3\nOrigins\n\tS3 bucket\n\tALB\nBehaviours\n\tcache\nPlain end.\n");
    let depths = ["S3 bucket", "ALB", "Behaviours", "cache", "Plain end."].map(|words| depth(&html, words));
    assert_eq!(depths, [1, 1, 0, 1, 0], "{html}");
}

#[test]
fn indented_code_right_under_a_line_is_no_outline() {
    let html =
        one_page("## Lambda\nHandler:\n\tdef handler(e):\n\t\treturn {\n\t\t\t\"statusCode\": 200\n\t\t}\n");
    assert!(!html.contains("<li>"), "{html}");
    let html = one_page("## Lambda\n1. Install:\n\n\tnpm install -g foo\n\tfoo --help\n");
    assert_eq!(html.matches("<li>").count(), 1, "{html}");
}

#[test]
fn a_table_right_under_a_bullet_is_a_table() {
    let html = one_page("## S3\n- item\n| a | b |\n|---|---|\n| 1 | 2 |\n");
    assert!(html.contains("<td>2</td>"), "{html}");
}

#[test]
fn a_sentence_in_a_bullet_that_an_editor_broke_stays_whole() {
    let html =
        one_page("## S3\n- a\n  - made by AWS when a service is used such\n  as Lambda which has keys\n");
    assert_eq!(depth(&html, "which has keys"), 2, "{html}");
}

#[test]
fn wide_spaces_are_words_own_not_indentation() {
    let html = one_page("## S3\n　　one\n　　　two\n　three\n");
    assert!(!html.contains("<li>"), "{html}");
    assert_eq!(findings(&build("-- content/s3.md --\n\u{3000}").report).len(), 1);
}

#[test]
fn a_comparison_is_no_tag_and_a_raw_link_is_left_as_it_is() {
    assert!(one_page("## S3\na<b and c>d\n").contains("a&lt;b and c&gt;d"));
    let html = one_page("## S3\n<a href=\"https://x.io\">the Lambda docs</a> and Lambda\n");
    assert!(html.contains("the Lambda docs</a>") && html.contains("and <a class=\"mention"), "{html}");
}

#[test]
fn the_title_in_the_front_matter_names_the_service() {
    assert_eq!(pages(&build("---\ntitle: Amazon SQS\n---\nqueues\n")), ["sqs (service)"]);
}

#[test]
fn a_section_on_several_services_is_listed_on_the_others() {
    let built = build("## ECS & ECR\nboth\n## ECR\nimages\n");
    assert!(output(&built, "ecr.html").contains("<mark>ECS &amp; ECR</mark>"));
}

#[test]
fn topics_stand_in_the_order_of_the_notes_as_people_count() {
    let notes = "-- content/10 b.md --\nten\n-- content/2 a.md --\n## 1.2. Zebra's regions\nx\n## S3\nx\n## 1.10. Costs\nx\n";
    let home = output(&build(notes), "index.html");
    let place = |words: &str| home.find(words).unwrap_or_else(|| panic!("{words} is not in {home}"));
    assert!(place("Zebra") < place("Costs") && place("Costs") < place("10 b"));
    assert!(!home.contains("1.10."), "a chapter's number is no part of its title");
    assert!(home.contains(">Zr<"), "a monogram has no genitive");
}

#[test]
fn a_template_that_fails_names_its_place_the_way_there_and_the_page() {
    let text = "-- content/n.md --\n## S3\nx\n-- templates/page.html --\n<p>\n{% include \"part.html\" %}\n-- templates/part.html --\n<i>{{ page.titel }}</i>\n";
    let built = build(text);
    assert!(built.site.is_none());
    let [found] = built.report.diagnostics.as_slice() else { panic!("{:?}", findings(&built.report)) };
    let place = findings(&built.report).concat();
    assert!(
        place.starts_with("templates/part.html:1:12 bad-template: Field `titel` is not defined."),
        "{place}"
    );
    assert!(place.contains("called from page.html:2:"), "{place}");
    assert!(found.help.contains("found while making s3.html"), "{}", found.help);
}

const S3: &str =
    "Objects live in buckets, and each has a key that may hold slashes, as if there were folders.";
const SQS: &str =
    "Queues hold messages for four days, unless they are told to hold them for longer than that.";

#[test]
fn a_note_that_repeats_the_others_is_not_published_twice_and_loses_nothing_of_its_own() {
    let all = format!("# My notes\nread me first\n## S3\n{S3}\n## SQS\n{SQS}\n## SNS\ntopics\n");
    let built = build(&format!("-- README.md --\n{all}-- s3.md --\n{S3}\n-- sqs.md --\n{SQS}\n"));
    assert_eq!(pages(&built), ["my-notes (topic)", "s3 (service)", "sqs (service)", "sns (service)"]);
    assert_eq!(output(&built, "s3.html").matches("Objects live in buckets").count(), 1);
    assert_eq!(built.explanation.words.read, built.explanation.words.shown);
}

#[test]
fn a_link_to_what_is_left_out_as_a_copy_leads_to_where_its_words_stand() {
    let all = format!("# My notes\n[first](#s3)\n## S3\n{S3}\n## SNS\ntopics\n");
    let copy = format!(
        "-- README.md --\n{all}-- s3.md --\n{S3}\n-- b/copy of s3.md --\n# S3\n{S3}\n-- z.md --\n[[copy of s3]]\n"
    );
    let built = build(&copy);
    assert!(
        body(&built, "my-notes.html").contains("<a href=\"s3.html#"),
        "{}",
        body(&built, "my-notes.html")
    );
    assert!(body(&built, "z.html").contains("<a href=\"s3.html"), "{}", body(&built, "z.html"));
}

#[test]
fn sections_that_differ_in_a_sign_a_tick_or_their_title_are_no_copies() {
    for (one, other) in [
        ("# Deploy to staging\n{}", "# Deploy to production\n{}"),
        ("# Quiz\n{}\n- [x] yes\n- [ ] no", "# Quiz\n{}\n- [ ] yes\n- [x] no"),
        ("# Sums\n{} a > b", "# Sums\n{} a < b"),
        ("# Sums\n{} $a + b$", "# Sums\n{} $a - b$"),
        ("# Look\n{} ![](a/image.png)", "# Look\n{} ![](b/image.png)"),
        ("# Look\n{} **bold**", "# Look\n{} ~~bold~~"),
    ] {
        let text = |text: &str| text.replace("{}", S3);
        let built = build(&format!("-- a.md --\n{}\n-- b.md --\n{}\n", text(one), text(other)));
        assert_eq!(built.explanation.left_out, [], "{one}");
    }
}

#[test]
fn a_summary_gives_the_order_and_the_titles_and_is_no_page() {
    let notes =
        "-- SUMMARY.md --\n# Summary\n- [Start here](z.md)\n- [Amazon SQS](b/q.md)\n- [Costs](a.md)\n";
    let built = build(&format!("{notes}-- a.md --\nmoney\n-- b/q.md --\nqueues\n-- z.md --\nhello\n"));
    assert_eq!(pages(&built), ["start-here (topic)", "sqs (service)", "costs (topic)"]);
}

#[test]
fn two_sections_on_one_part_of_a_service_keep_their_titles() {
    let html =
        output(&build("## VPC Gateway Endpoints\na\n## VPC Interface Endpoints\nb\n## S3\nc\n"), "vpc.html");
    assert!(
        html.contains("VPC Interface Endpoints</h2>") || html.contains("VPC Interface Endpoints<a"),
        "{html}"
    );
}

#[test]
fn a_readme_that_is_another_note_once_more_is_one_page_with_it() {
    let notes = format!("-- README.md --\n{S3}\n-- Main.md --\n{S3}\n-- x.md --\ny\n");
    assert_eq!(build(&notes).explanation.pages.len(), 2);
}
