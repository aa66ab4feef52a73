//! Untidy notes for the benchmarks: the same number gives the same notes, on every machine.

use leafcutter::catalog;
use leafcutter::source::{File, Snapshot};

/// One note in this many is about services by name, among the first so many: there are more notes than services. The others
/// have a title of their own, and each is a page.
const SERVICE_NOTES: usize = 4;
const AMONG: usize = 400;

/// A site of `count` notes of about four kilobytes each.
pub fn site(count: usize) -> Snapshot {
    let names: Vec<String> = (0..count).map(path).collect();
    let notes = names.iter().enumerate().map(|(index, name)| {
        let mut writer = Writer { dice: Dice(index as u64), names: &names, text: String::new() };
        if index < AMONG && index.is_multiple_of(SERVICE_NOTES) {
            writer.services();
        } else {
            writer.topic(index);
        }
        File { path: format!("content/{name}").into(), bytes: writer.text.into_bytes().into() }
    });
    let mut notes: Vec<File> = notes.collect();
    notes.sort_by(|a, b| a.path.cmp(&b.path));
    Snapshot { name: "Benchmark".to_owned(), notes_dir: "content".into(), notes, ..Snapshot::default() }
}

/// A site of `count` notes with `each` outside links, and a `links.lock` by which each of them has this verdict, if any.
pub fn linked(count: usize, each: usize, verdict: Option<&str>) -> Snapshot {
    let url =
        |note: usize, link: usize| format!("https://docs.aws.amazon.com/guide-{note:03}/page-{link:03}.html");
    let note = |note: usize| {
        let lines = (0..each).map(|link| format!("- [page {link}]({}) says more\n", url(note, link)));
        let text = format!("# Notes {note:03}\n\n{}", lines.collect::<String>());
        File { path: format!("content/{note:03}.md").into(), bytes: text.into_bytes().into() }
    };
    let entry = |(note, link), verdict: &str| {
        format!("{{\"u\":\"{}\",\"v\":\"{verdict}\",\"at\":\"2026-11-22\"}}\n", url(note, link))
    };
    let lock = verdict.map(|verdict| {
        let all = (0..count).flat_map(|note| (0..each).map(move |link| (note, link)));
        let text: String = all.map(|place| entry(place, verdict)).collect();
        File { path: "links.lock".into(), bytes: text.into_bytes().into() }
    });
    let notes = (0..count).map(note).collect();
    Snapshot { name: "Benchmark".to_owned(), notes_dir: "content".into(), notes, lock, ..Snapshot::default() }
}

/// A site of one note.
pub fn one(text: &str) -> Snapshot {
    let note = File { path: "content/notes.md".into(), bytes: text.as_bytes().to_vec().into() };
    Snapshot {
        name: "Benchmark".to_owned(),
        notes_dir: "content".into(),
        notes: vec![note],
        ..Snapshot::default()
    }
}

/// How many bytes the notes of a site have.
pub fn bytes(site: &Snapshot) -> u64 {
    site.notes.iter().map(|note| note.bytes.len() as u64).sum()
}

/// Random numbers that are always the same (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed >> 33) % sides as u64).unwrap_or_default()
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }

    /// A word, now and then the name of a service.
    fn word(&mut self) -> &'static str {
        if self.roll(12) == 0 { self.pick(NAMES) } else { self.pick(WORDS) }
    }
}

const FOLDERS: &[&str] = &["exam", "labs", "work/platform", "work/on call", "reading"];
const SUBJECTS: &[&str] =
    &["Health checks", "Retries", "Blue green", "Costs", "Backups", "Tracing", "Limits"];

fn path(index: usize) -> String {
    let folder = FOLDERS[index % FOLDERS.len()];
    let subject = SUBJECTS[index % SUBJECTS.len()];
    format!("{folder}/{subject} {index:05}.md")
}

/// Writes one note.
struct Writer<'a> {
    dice: Dice,
    names: &'a [String],
    text: String,
}

const SIZE: usize = 4000;

impl Writer<'_> {
    /// A note with a chapter a service, its titles as people write them.
    fn services(&mut self) {
        let services: Vec<_> = catalog::aws().services().map(|(_, service)| service).collect();
        while self.text.len() < SIZE {
            let service = self.dice.pick(&services);
            let (name, title) = (&service.name, service.title());
            let heading = match self.dice.roll(4) {
                0 => format!("**{title}:**"),
                1 => format!("**AWS {name}**"),
                2 => format!("**{title}:"),
                _ => format!("**{title}** "),
            };
            self.line(&heading);
            for _ in 0..3 {
                self.block();
            }
        }
    }

    /// A note with a title of its own.
    fn topic(&mut self, index: usize) {
        let subject = SUBJECTS[index % SUBJECTS.len()];
        self.line(&format!("---\ntags: [aws, study]\n---\n# {subject} {index}\n"));
        while self.text.len() < SIZE {
            let section = self.dice.pick(&["What is it?", "Tips", "Limits", "Questions", "How it works"]);
            self.line(&format!("\n## {section}"));
            for _ in 0..3 {
                self.block();
            }
        }
    }

    fn block(&mut self) {
        match self.dice.roll(12) {
            0..=3 => self.bullets(),
            4..=6 => self.paragraph(),
            7 => self.outline(),
            8 => self.code(),
            9 => self.table(),
            10 => self.links(),
            _ => self.dashes(),
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn sentence(&mut self) -> String {
        let words = 6 + self.dice.roll(10);
        let mut sentence = String::new();
        for _ in 0..words {
            sentence.push_str(self.dice.word());
            sentence.push(' ');
        }
        match self.dice.roll(8) {
            0 => format!("=={}==", sentence.trim_end()),
            1 => format!("**{}** {sentence}", self.dice.pick(WORDS)),
            2 => format!("{sentence}`aws {} --{}`", self.dice.pick(WORDS), self.dice.pick(WORDS)),
            _ => sentence,
        }
    }

    fn paragraph(&mut self) {
        for _ in 0..2 + self.dice.roll(3) {
            let sentence = self.sentence();
            self.line(sentence.trim_end());
        }
        self.line("");
    }

    fn bullets(&mut self) {
        for _ in 0..3 + self.dice.roll(4) {
            let indent = self.dice.pick(&["", "", "\t", "  ", "\t\t"]);
            let sentence = self.sentence();
            self.line(&format!("{indent}- {sentence}"));
        }
    }

    fn outline(&mut self) {
        for depth in [0, 1, 2, 3, 2, 1] {
            let (first, second) = (self.dice.word(), self.dice.word());
            self.line(&format!("{}{first} {second}", "\t".repeat(depth)));
        }
        self.line("");
    }

    fn dashes(&mut self) {
        for _ in 0..3 {
            let sentence = self.sentence();
            self.line(&format!("-{}", sentence.trim_start_matches(['=', '*'])));
        }
        self.line("");
    }

    fn code(&mut self) {
        let (language, code) = self.dice.pick(CODE);
        self.line(&format!("\n```{language}\n{code}\n```\n"));
    }

    fn table(&mut self) {
        self.line("\n| name | limit | why |\n| --- | ---: | --- |");
        for _ in 0..4 {
            let (name, limit, why) = (self.dice.pick(NAMES), self.dice.roll(20_000), self.dice.pick(WORDS));
            self.line(&format!("| {name} | {limit} | {why} |"));
        }
        self.line("");
    }

    fn links(&mut self) {
        let other = self.dice.roll(self.names.len());
        let stem = self.names[other].rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
        let page = self.dice.roll(500);
        self.line(&format!(
            "See [[{stem}]] and https://docs.aws.amazon.com/lambda/latest/dg/page-{page}.html."
        ));
        self.line("Also [the guide](https://docs.aws.amazon.com/AmazonS3/latest/userguide/) and [[S3]].\n");
    }
}

const NAMES: &[&str] = &[
    "Lambda",
    "Amazon S3",
    "SQS",
    "DynamoDB",
    "EC2",
    "IAM",
    "AWS KMS",
    "CloudFront",
    "API Gateway",
    "ECS",
    "Kinesis Data Streams",
    "CloudWatch",
    "an ALB",
    "RDS",
    "SNS",
    "Step Functions",
    "EventBridge",
    "Route 53",
];

const WORDS: &[&str] = &[
    "the",
    "a",
    "queue",
    "message",
    "is",
    "are",
    "when",
    "role",
    "policy",
    "bucket",
    "key",
    "table",
    "index",
    "retry",
    "after",
    "before",
    "timeout",
    "seconds",
    "limit",
    "of",
    "to",
    "and",
    "or",
    "only",
    "once",
    "consumer",
    "producer",
    "partition",
    "shard",
    "region",
    "zone",
    "instance",
    "container",
    "image",
    "deploy",
    "traffic",
    "shifted",
    "equal",
    "increments",
    "request",
    "response",
    "header",
    "cache",
    "origin",
    "signed",
    "cookie",
    "token",
    "pool",
    "user",
    "identity",
    "encrypted",
    "at",
    "rest",
    "with",
    "without",
    "because",
    "exam",
    "often",
    "asks",
    "this",
    "remember",
    "cross-account",
    "throttled",
    "burst",
    "provisioned",
    "on-demand",
    "capacity",
];

const CODE: &[(&str, &str)] = &[
    (
        "python",
        "import boto3\n\ns3 = boto3.client('s3')\nfor page in s3.get_paginator('list_objects_v2').paginate(Bucket='notes'):\n    for item in page.get('Contents', []):\n        print(item['Key'], item['Size'])  # bytes",
    ),
    (
        "bash",
        "set -euo pipefail\nfor queue in $(aws sqs list-queues --query 'QueueUrls[]' --output text); do\n  aws sqs get-queue-attributes --queue-url \"$queue\" --attribute-names All | jq .\ndone",
    ),
    (
        "yaml",
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 30\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt DeadLetters.Arn\n        maxReceiveCount: 5",
    ),
    (
        "json",
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::notes/*\"}\n  ]\n}",
    ),
    ("", "arn:aws:lambda:eu-central-1:123456789012:function:notes:live"),
];
