//! Reads a title: which service it names, however it is decorated, abbreviated or misspelt.

mod scan;

use super::{Named, Service, ServiceId};
use crate::spelling::Spelling;
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization, is_nfkc};

/// What a title says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It names a service, or several.
    Named(Naming),
    /// It begins with a service's name, and says something about it: "S3 Storage Classes".
    About(Naming),
    /// It says something in which one service is named: "Logging on EC2".
    Mentions(Naming),
    /// It is a misspelling of any of these.
    Ambiguous(Vec<ServiceId>),
    /// It names no service.
    Other,
}

/// The service that a title names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Naming {
    /// The service, or its part.
    pub named: Named,
    /// The other services of a title that names several.
    pub also: Vec<ServiceId>,
    /// Whether the title is misspelt or a wrong name.
    pub corrected: bool,
    /// Whether it might as well be a plain word: "Config", without a brand.
    pub plain_word: bool,
}

impl Reading {
    /// The naming, where there is one.
    pub fn naming(&self) -> Option<&Naming> {
        match self {
            Self::Named(naming) => Some(naming),
            _ => None,
        }
    }

    /// The service that it names or says something about, unless its name might as well be a plain word.
    pub fn subject(&self) -> Option<&Naming> {
        match self {
            Self::Named(naming) | Self::About(naming) | Self::Mentions(naming) if !naming.plain_word => {
                Some(naming)
            }
            _ => None,
        }
    }
}

#[derive(Debug)]
struct Entry {
    named: Named,
    wrong: bool,
    english: bool,
}

/// Every name of every service, by its key.
#[derive(Debug)]
pub(super) struct Index {
    brands: Vec<String>,
    entries: BTreeMap<String, Entry>,
    /// Every right name, by its key.
    right: Spelling<RightName>,
}

#[derive(Debug)]
struct RightName {
    named: Named,
    english: bool,
    /// The lengths of its key at the ends of its words.
    word_ends: Vec<usize>,
}

impl RightName {
    /// Whether an unknown title may be a misspelling of it. A plain word without a brand is nearly another plain word too
    /// often, a wrong digit is no typing error ("Cloud" is not "Cloud9"), and neither is a word that is not there
    /// ("Developer" is not "Q Developer").
    fn may_be_meant(&self, key: &str, bare: &str, branded: bool) -> bool {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (own, typed) = (digits(key), digits(bare));
        let same_digits = if branded { own.is_empty() == typed.is_empty() } else { own == typed };
        let is_last_words = self.word_ends.iter().any(|&end| key[end..] == *bare);
        same_digits && !is_last_words && (branded || !self.english)
    }

    /// Whether each word of a title is nearly that of the name, where they have as many: "Elastic IPs" are no "Elastic GPUs".
    fn is_near_word_by_word(&self, key: &str, words: &[String]) -> bool {
        let starts = std::iter::once(0).chain(self.word_ends.iter().copied());
        let own: Vec<&str> = starts.zip(&self.word_ends).map(|(start, &end)| &key[start..end]).collect();
        let near = |(own, typed): (&&str, &String)| {
            strsim::osa_distance(own, typed) <= (typed.chars().count() / 3).max(1)
        };
        own.len() != words.len() || own.iter().zip(words).all(near)
    }
}

/// Names within this many typing errors of a title may be meant by it.
const TYPING_ERRORS: usize = 2;

/// Up to this many letters, a title is an abbreviation, and every abbreviation is near to some other.
const SHORT: usize = 4;

/// Shorter titles are not taken for the start of a longer name.
const SHORTEST_START: usize = 7;

/// Titles longer than this many bytes are sentences, and name no service.
const LONGEST_TITLE: usize = 160;

impl Index {
    pub(super) fn new(services: &[Service], brands: &[String]) -> Self {
        let mut entries = BTreeMap::new();
        for (index, service) in services.iter().enumerate() {
            let wrong = service.wrong.iter().map(|name| (name.as_str(), None, true));
            for (name, part, wrong) in service.names().map(|(name, part)| (name, part, false)).chain(wrong) {
                let named = Named { service: ServiceId(index), part };
                let entry = Entry { named, wrong, english: service.is_english(name) };
                entries.entry(key(name)).or_insert(entry);
            }
        }
        let right = services.iter().enumerate().flat_map(|(index, service)| {
            service.names().map(move |(name, part)| {
                let named = Named { service: ServiceId(index), part };
                (
                    key(name),
                    RightName { named, english: service.is_english(name), word_ends: word_ends(name) },
                )
            })
        });
        Self { brands: brands.iter().map(|brand| key(brand)).collect(), entries, right: Spelling::new(right) }
    }

    pub(super) fn read(&self, title: &str) -> Reading {
        if title.len() > LONGEST_TITLE {
            return Reading::Other;
        }
        let title = if is_nfkc(title) { Cow::Borrowed(title) } else { title.nfkc().collect() };
        let title = undecorated(&title);
        let naming =
            self.one(title).or_else(|| self.with_abbreviation(title)).or_else(|| self.several(title));
        if let Some(naming) = naming {
            return Reading::Named(naming);
        }
        match self.misspelt(title) {
            Reading::Named(naming) => Reading::Named(naming),
            other => self.scan(title).unwrap_or(other),
        }
    }

    /// A title that is one service's name and nothing else.
    pub(super) fn one(&self, title: &str) -> Option<Naming> {
        let (bare, branded) = self.without_brand(title);
        let singular = || self.entries.get(bare.strip_suffix('s')?);
        // "EB" is not the singular of "EBS".
        let plural = || self.entries.get(&format!("{bare}s")).filter(|_| bare.chars().count() > SHORT);
        let entry = self.entries.get(&bare).or_else(singular).or_else(plural)?;
        let plain_word = entry.english && !branded;
        Some(Naming { named: entry.named, also: Vec::new(), corrected: entry.wrong, plain_word })
    }

    /// `Elastic Compute Cloud (EC2)`, in either order: both name the same service, or one of them names one.
    fn with_abbreviation(&self, title: &str) -> Option<Naming> {
        let (outer, inner) = title.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        match (self.one(outer), self.one(inner)) {
            (Some(outer), Some(inner)) if outer.named.service != inner.named.service => None,
            (Some(outer), Some(inner)) => {
                Some(Naming { plain_word: outer.plain_word && inner.plain_word, ..outer })
            }
            (Some(outer), None) => Some(outer),
            (None, Some(inner)) if !inner.plain_word => Some(Naming { corrected: false, ..inner }),
            (None, _) => None,
        }
    }

    /// `ECS and ECR`, `SQS, SNS & Kinesis`: every piece names a service.
    fn several(&self, title: &str) -> Option<Naming> {
        let spaced = title.replace(" and ", " & ").replace(" And ", " & ");
        let pieces: Vec<&str> =
            spaced.split(['&', ',', '+', '/']).map(str::trim).filter(|s| !s.is_empty()).collect();
        if pieces.len() < 2 {
            return None;
        }
        let mut all = pieces.iter().map(|piece| self.one(piece)).collect::<Option<Vec<_>>>()?.into_iter();
        let first = all.next()?;
        let mut also: Vec<ServiceId> = all.map(|naming| naming.named.service).collect();
        also.retain(|&service| service != first.named.service);
        also.dedup();
        Some(Naming { also, ..first })
    }

    /// A title that is nearly a name: the start of exactly one, or within typing errors of exactly one.
    fn misspelt(&self, title: &str) -> Reading {
        let (bare, branded) = self.without_brand(title);
        let length = bare.chars().count();
        if length < 2 {
            return Reading::Other;
        }
        let corrected = |named| Naming { named, also: Vec::new(), corrected: true, plain_word: false };
        match self.start_of(&bare).as_slice() {
            [one] => return Reading::Named(corrected(*one)),
            [] => {}
            _ => return Reading::Other,
        }
        let mut words: Vec<String> = scan::words(title).into_iter().map(|word| word.key).collect();
        if words.concat().len() > bare.len() {
            words.remove(0);
        }
        let near = match typing_errors(&bare, branded) {
            0 => Vec::new(),
            errors => one_per_service(
                self.right
                    .within(&bare, errors)
                    .into_iter()
                    .filter(|(key, name)| name.may_be_meant(key, &bare, branded))
                    .filter(|(key, name)| name.is_near_word_by_word(key, &words)),
            ),
        };
        match near.as_slice() {
            [one] if length > SHORT => Reading::Named(corrected(*one)),
            [_, ..] if branded => Reading::Ambiguous(near.iter().map(|named| named.service).collect()),
            _ => Reading::Other,
        }
    }

    /// The services of which `bare` is at least two thirds of a name, broken off inside a word: "`ElasticBean`". Whole words
    /// of a name are no misspelling of it: "Serverless" is not "Serverless Repo".
    fn start_of(&self, bare: &str) -> Vec<Named> {
        let broken_off = |(key, name): &(&str, &RightName)| {
            key.starts_with(bare) && bare.len() * 3 >= key.len() * 2 && !name.word_ends.contains(&bare.len())
        };
        if bare.len() < SHORTEST_START {
            return Vec::new();
        }
        one_per_service(self.right.iter().filter(broken_off))
    }

    /// The key of `title` after its brands ("Microsoft Azure"), and whether it has any.
    fn without_brand(&self, title: &str) -> (String, bool) {
        let whole = key(title);
        if self.entries.contains_key(&whole) {
            let branded = self.brands.iter().any(|brand| whole.starts_with(brand.as_str()));
            return (whole, branded);
        }
        let brands = title.split_whitespace().map(key).take_while(|word| self.brands.contains(word));
        let length = brands.map(|brand| brand.len()).sum();
        (whole[length..].to_owned(), length > 0)
    }
}

fn one_per_service<'n>(names: impl IntoIterator<Item = (&'n str, &'n RightName)>) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for (_, name) in names {
        if !found.iter().any(|other| other.service == name.named.service) {
            found.push(name.named);
        }
    }
    found
}

/// The lengths of a name's key at the ends of its words: `Cluster` is a word of `ClusterIP`.
fn word_ends(name: &str) -> Vec<usize> {
    let next = name.chars().skip(1).map(Some).chain([None]);
    let mut length = 0;
    let mut ends = Vec::new();
    for (c, next) in name.chars().zip(next) {
        length += key(c.encode_utf8(&mut [0; 4])).len();
        let capital = c.is_lowercase() && next.is_some_and(char::is_uppercase);
        if capital || next.is_none_or(char::is_whitespace) {
            ends.push(length);
        }
    }
    ends
}

/// How many typing errors are forgiven in a title. "AWS ML" means what it says; "Amazon S2" may not.
fn typing_errors(bare: &str, branded: bool) -> usize {
    match bare.chars().count() {
        0..=SHORT => usize::from(branded && bare.contains(|c: char| c.is_ascii_digit())),
        5..=8 => 1,
        _ => TYPING_ERRORS,
    }
}

/// What is compared of a name: its letters and digits, in lower case.
fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `title` without what people put around it: numbers, emoji, emphasis, a colon.
fn undecorated(title: &str) -> &str {
    let start = title.trim_start_matches(|c: char| !c.is_alphanumeric() || c.is_ascii_digit());
    // A name may itself begin with a digit; only what is set off from it is a number.
    let numbered = title[..title.len() - start.len()].ends_with(|c: char| !c.is_ascii_digit());
    let start = if numbered { start } else { title.trim_start_matches(|c: char| !c.is_alphanumeric()) };
    start.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')')
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Reading, aws};

    fn read(title: &str) -> String {
        let slug = |id| aws().service(id).slug.as_str();
        match aws().read_title(title) {
            Reading::Named(naming) => {
                let also = naming.also.iter().flat_map(|&id| ["+", slug(id)]).collect::<String>();
                let section = naming
                    .named
                    .part
                    .map_or("", |part| &aws().service(naming.named.service).parts[part].section);
                let mark = if naming.corrected { "~" } else { "" };
                format!(
                    "{mark}{}{also}{}{section}",
                    slug(naming.named.service),
                    if section.is_empty() { "" } else { "/" }
                )
            }
            Reading::About(naming) | Reading::Mentions(naming) => {
                let also = naming.also.iter().flat_map(|&id| ["+", slug(id)]).collect::<String>();
                format!("about {}{also}", slug(naming.named.service))
            }
            Reading::Ambiguous(_) => "?".to_owned(),
            Reading::Other => String::new(),
        }
    }

    #[test]
    fn a_title_names_its_service_however_it_is_decorated() {
        for title in [
            "AWS S3",
            "Amazon S3:",
            "1.2.5. Simple Storage Service (S3)",
            "8️⃣ S3",
            "What is AWS S3?",
            "\\[2] [[S3]]",
        ] {
            assert_eq!(read(title), "s3", "{title}");
        }
        assert_eq!(read("Load Balancers"), "elb");
        assert_eq!(read("AWS Application load balancer(ALB):"), "elb/Application Load Balancer");
        assert_eq!(read("Amazon ElastiCache for Redis"), "elasticache/Redis");
        assert_eq!(read("Elasticsearch Service"), "opensearch-service");
        assert_eq!(read("CloudWatch Alarm"), read("CloudWatch Alarms"));
        assert_eq!(read("AWS SDK"), "sdk");
        assert_eq!(read("1.5. Virtual-Private-Cloud-VPC"), "vpc");
    }

    #[test]
    fn several_services_are_named_in_their_order() {
        assert_eq!(read("ECS and ECR"), "ecs+ecr");
        assert_eq!(read("SQS, SNS, & Lambda"), "sqs+sns+lambda");
    }

    #[test]
    fn a_title_with_words_of_its_own_is_about_the_service_it_begins_with_or_the_only_one_it_names() {
        for (title, about) in [
            ("S3 Storage Classes", "about s3"),
            ("1.2.7. CloudFormation Basics", "about cloudformation"),
            ("EBS vs Instance Store", "about ebs"),
            ("SQS vs Kinesis", "about sqs+kinesis"),
            ("Elastic-Cloud-Compute-EC2", "ec2"),
            ("Relational-Database-Service-RDS", "rds"),
            ("SNS - Simple Notification Service", "sns"),
            ("S3 - object storage", "about s3"),
            ("Logging on EC2", "about ec2"),
            ("Day 3: SNS", "sns"),
            ("Introduction to AWS Lambda", "lambda"),
            ("ＥＣ２（Elastic Compute Cloud）", "ec2"),
            ("S3とは", "about s3"),
            ("Encryption in AWS (SSM, KMS, Secrets Manager)", ""),
            ("Migrating to the cloud with more words than a title has about S3", ""),
            ("Connect a batch to the backup", ""),
            ("What ram and sam are", ""),
        ] {
            assert_eq!(read(title), about, "{title}");
        }
    }

    #[test]
    fn a_misspelling_of_one_service_is_corrected() {
        for (typed, meant) in [
            ("AWS ElasticBean", "~elastic-beanstalk"),
            ("CloudTrall", "~cloudtrail"),
            ("dyamodb", "~dynamodb"),
            ("AWS Budgest", "~budgets"),
            ("Amazon Lamda", "~lambda"),
            ("Athna", "~athena"),
        ] {
            assert_eq!(read(typed), meant, "{typed}");
        }
    }

    #[test]
    fn what_could_be_several_services_or_none_is_not_guessed() {
        assert_eq!(read("Amazon s2"), "?");
        for other in [
            "deployment options:",
            "Client Side Encryption",
            "Immutable",
            "Serverless",
            "AWS ML",
            "AWS SLA",
            "AWS Cloud",
            "AWS MySQL",
            "AWS Developer",
            "AWS Services",
            "AWS Users",
            "Elastic IPs",
            "Do you want versioning?",
            "",
        ] {
            assert_eq!(read(other), "", "{other}");
        }
    }
}
