//! The shapes in which people write notes, and the pages that come of each. The texts are made up after real ones.

use crate::driver::{build, pages};

/// Every text gives these pages, in their order, and loses no word.
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let built = build(text);
        let pages = pages(&built);
        let named: Vec<String> = pages.iter().map(|page| page.replace(" (service)", "")).collect();
        assert_eq!(named.join(" "), *expected, "{text}");
        assert_eq!(built.explanation.words.read, built.explanation.words.shown, "{text}");
    }
}

#[test]
fn headings_that_say_something_about_a_service_stand_on_its_page() {
    check(&[
        ("# AWS notes\n## S3 basics\na\n## S3 storage classes\nb\n## EC2\nc\n", "s3 ec2"),
        (
            "## 1.2.7. CloudFormation Basics\na\n## 1.2.8. Route53 Fundamentals\nb\n",
            "cloudformation route-53",
        ),
        ("## SQS vs SNS\na\n## SNS\nb\n", "sqs sns"),
        ("## Relational-Database-Service-RDS\na\n## Day 3: SNS\nb\n", "rds sns"),
        ("## RDS\na\n### MultiAZ\nb\n## Logging on EC2\nc\n", "rds ec2"),
    ]);
}

#[test]
fn what_stands_under_a_service_s_chapter_belongs_to_it() {
    check(&[
        (
            "## 0. Exam\n## 1. EC2\na\n### EBS\nb\n### Placement groups\nc\n### Status checks\nd\n## 2. VPC\ne\n### NAT\nf\n### Lambda\ng\n### Fargate\nh\n",
            "ec2 ebs vpc lambda fargate",
        ),
        ("# Lambda\na\n## VPC\nb\n## Limits\nc\n# S3\nd\n", "lambda s3"),
    ]);
}

#[test]
fn headings_among_which_few_are_services_are_no_pages() {
    let questions = (1..9).map(|n| format!("## Question {n}\nwhich one?\n")).collect::<Vec<_>>().concat();
    check(&[(&format!("# Quiz\n{questions}## S3\nbuckets\n"), "quiz (topic) s3")]);
}

#[test]
fn steps_that_name_services_stay_together() {
    let steps = "# Deploying Rails\n## Step 1: Create an EC2 instance\na\n## Step 2: Configure RDS for it\nb\n## Step 3: Done\nc\n";
    check(&[(steps, "deploying-rails (topic)")]);
}

#[test]
fn the_name_of_a_file_or_of_its_folder_says_what_a_note_is_about() {
    check(&[
        ("-- section-9-s3/cors.md --\n# CORS\nheaders\n-- section-9-s3/urls.md --\nsigned\n", "s3"),
        ("-- services/S3/README.md --\n# Notes\nbuckets\n-- compute/ec2-pricing.md --\nspot\n", "ec2 s3"),
        ("-- WAF & Shield.md --\nboth\n-- dyamodb.md --\ntables\n", "dynamodb waf"),
        ("-- SQS 15a3fa6ae48380209873f76872cef294.md --\nqueues\n-- plan.md --\nx\n", "plan (topic) sqs"),
        (
            "-- Serverless.md --\nSee also the list.\n## Lambda\na\n## API Gateway\nb\n-- x.md --\ny\n",
            "serverless (topic) lambda api-gateway x (topic)",
        ),
    ]);
}

#[test]
fn a_list_of_links_to_other_notes_is_not_divided() {
    let hub = "-- Compute.md --\n# Compute\n## EC2\n- [[EC2]] servers\n- [[EBS]] disks\n## Lambda\n- [[Lambda]] functions\n- [[Layers]]\n- [[SAM]]\n";
    check(&[(
        &format!("{hub}-- EC2.md --\nservers\n-- Lambda.md --\nfunctions\n"),
        "compute (topic) ec2 lambda",
    )]);
}

#[test]
fn titles_that_markdown_does_not_see_are_titles() {
    check(&[
        (
            "Elastic Beanstalk:\ndeploys\n\nAPI gateway\nstages\n\ne.g:\nthis\n",
            "elastic-beanstalk api-gateway",
        ),
        (
            "## Compute\n\n**AWS Lambda:** runs code.\n\n**EC2**: rents machines.\n\n**ECS:** runs containers.\n",
            "lambda ec2 ecs",
        ),
        ("#Compute:\n\n#S3\nbuckets\n\n#SQS\nqueues #aws\n", "s3 sqs"),
        ("■EC2\n・machines\n■S3\n・buckets\n\n● Lambda\ncode\n", "ec2 s3 lambda"),
        ("S3\n--\nbuckets\n\nEC2\n===\nmachines\n", "s3 ec2"),
        ("# 8️⃣ RDS + Aurora + ElastiCache\na\n# ⏹️ElastiCache\nb\n", "rds elasticache"),
        (
            "## \\[2] [[AWS Kinesis]] for streams\na\n## What is AWS KMS?<a name=\"k\"></a>\nb\n",
            "kinesis kms",
        ),
        ("## ＥＣ２（Elastic Compute Cloud）：\na\n## S3とは\nb\n", "ec2 s3"),
    ]);
}

#[test]
fn what_only_looks_like_a_title_is_none() {
    check(&[
        ("## S3\n**Do you want versioning?**\nyes\n\nLab:\ntry it\n", "s3"),
        ("## S3\n- **EC2:** not a page\n- **SQS:** nor this\n- **SNS:** nor this\n", "s3"),
        ("## S3\n**EC2:** reads from it.\n", "s3"),
        ("## S3\nAnswer:\n\n**B. Amazon SQS**\n", "s3"),
        ("# Quiz\nWhich one?\n\n**S3:** right.\n\n**EC2:** wrong.\n\n**Lambda:** wrong.\n", "quiz (topic)"),
        ("-- soup.md --\n#Lambda\nLeek and potatoes.\n-- x.md --\ny\n", "soup (topic) x (topic)"),
    ]);
}

#[test]
fn notes_on_another_vendor_are_read_by_its_catalogue() {
    check(&[
        (
            "Notes on Azure\n# Azure Cosmos DB\na\n# Key Vault\nb\n# AKS\nc\n",
            "unsorted (unsorted) cosmos-db key-vault aks",
        ),
        (
            "# Kubernetes\n## Pods\na\n## Services\nb\n## Deployments\nc\n### Pods\nd\n",
            "pod service deployment",
        ),
    ]);
}

#[test]
fn a_site_may_bring_a_catalogue_of_its_own_beside_a_built_in_one() {
    let own = "-- physics.yaml --\nservices:\n- name: Optics\n  aliases: [Light]\n- name: Heat\n";
    let notes = "-- content/n.md --\n# Light\nbends\n# Heat\nflows\n# S3\nbuckets\n";
    check(&[
        (&format!("-- leafcutter.yaml --\ncatalogs: [physics.yaml]\n{own}{notes}"), "optics heat s3 (topic)"),
        (&format!("-- leafcutter.yaml --\ncatalogs: [aws, physics.yaml]\n{own}{notes}"), "optics heat s3"),
    ]);
}

#[test]
fn headings_in_a_fold_divide_nothing() {
    let fold = |question: &str, answer: &str| {
        format!("<details><summary>{question}</summary>\n\n## {answer}\n\nBecause.\n\n</details>\n\n")
    };
    let quiz =
        format!("# Quiz\n\n{}{}Good luck!\n", fold("Which storage?", "S3"), fold("Which queue?", "SQS"));
    check(&[(&quiz, "quiz (topic)")]);
}

#[test]
fn chapters_of_one_name_in_two_notes_are_two_pages_that_can_be_told_apart() {
    let notes = "-- a.md --\n# SQL\n## Comparison\na\n## RDS\nb\n## Aurora\nc\n-- b.md --\n# Streams\n## Comparison\nd\n## SQS\ne\n## SNS\nf\n";
    check(&[(notes, "comparison (topic) rds aurora b-comparison (topic) sqs sns")]);
    let titles: Vec<String> = build(notes).explanation.pages.into_iter().map(|page| page.title).collect();
    assert!(
        titles.contains(&"SQL: Comparison".to_owned()) && titles.contains(&"Streams: Comparison".to_owned())
    );
}

#[test]
fn an_export_of_notion_has_no_ids_in_its_addresses() {
    let id = "15a3fa6ae48380209873f76872cef294";
    let notes =
        format!("-- AWS {id}/Plans {id}/One {id}.md --\nx\n-- AWS {id}/Plans {id}/Two {id}.md --\ny\n");
    check(&[(&notes, "aws-plans-one (topic) aws-plans-two (topic)")]);
}
