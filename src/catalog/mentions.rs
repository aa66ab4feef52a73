//! Finds the names of services in running text.

use super::{Named, Service, ServiceId};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, Input, MatchKind};
use std::ops::Range;

/// A name in a text and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its place in the text that was searched, in bytes.
    pub range: Range<usize>,
    /// What it stands for.
    pub named: Named,
}

/// A finder of service names: the longest at each place, whole words only.
#[derive(Debug)]
pub(super) struct Mentions {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
    brands: Vec<String>,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    named: Named,
    manner: Manner,
}

/// What an occurrence must look like to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Any case will do.
    AnyCase,
    /// A short abbreviation: in lower case it may be a word ("iam", "ram").
    ExactCase,
    /// A plain word, listed only so that it is not taken for a part of something longer.
    Never,
}

/// Abbreviations of up to this many letters must be written in their own case.
const SHORT: usize = 4;

impl Mentions {
    pub(super) fn new(services: &[Service], brands: &[String]) -> Self {
        let patterns: Vec<Pattern> = services
            .iter()
            .enumerate()
            .flat_map(|(index, service)| {
                service.names().map(move |(name, part)| Pattern {
                    text: name.to_owned(),
                    named: Named { service: ServiceId(index), part },
                    manner: manner(service, name),
                })
            })
            .collect();
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns.iter().map(|pattern| &pattern.text))
            .expect("a catalogue's names are far below the automaton's limits");
        Self { automaton, patterns, brands: brands.to_vec() }
    }

    pub(super) fn find(&self, text: &str) -> Vec<Mention> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(hit) = self.automaton.find(Input::new(text).range(from..)) {
            let pattern = &self.patterns[hit.pattern().as_usize()];
            let free = found.last().map_or(0, |mention: &Mention| mention.range.end);
            let branded = self.brand_before(&text[..hit.start()]).filter(|&start| start >= free);
            let accepted = branded.is_some() || pattern.accepts(&text[hit.range()]);
            let whole = whole_word(text, branded.unwrap_or(hit.start())..hit.end());
            match whole.filter(|_| accepted) {
                Some(range) => {
                    from = range.end;
                    found.push(Mention { range, named: pattern.named });
                }
                None => from = next_word(text, hit.start()),
            }
        }
        found
    }

    /// Where the brand begins that `text` ends with, if it is a word by itself.
    fn brand_before(&self, text: &str) -> Option<usize> {
        let text = text.strip_suffix(' ')?;
        self.brands.iter().find_map(|brand| {
            let start = text.len().checked_sub(brand.len())?;
            let typed = text.get(start..)?;
            (typed.eq_ignore_ascii_case(brand) && begins_word(text, start)).then_some(start)
        })
    }
}

impl Pattern {
    fn accepts(&self, typed: &str) -> bool {
        match self.manner {
            Manner::AnyCase => true,
            Manner::ExactCase => typed == self.text,
            Manner::Never => false,
        }
    }
}

fn manner(service: &Service, name: &str) -> Manner {
    if service.is_english(name) {
        Manner::Never
    } else if name.len() <= SHORT && name.chars().all(char::is_alphabetic) {
        Manner::ExactCase
    } else {
        Manner::AnyCase
    }
}

/// `range`, with a plural's `s`, where it is a word by itself and no piece of an identifier, path or host name.
fn whole_word(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let end = if starts_with_plural(&text[range.end..]) { range.end + 1 } else { range.end };
    let mut after = text[end..].chars();
    let (next, second) = (after.next(), after.next());
    let inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let fits_after = !next.is_some_and(|c| {
        joins(c)
            || matches!(c, '_' | '@')
            || (matches!(c, '.' | ':') && inner(second))
            || (c == '/' && inner(second) && !starts_name(second))
    });
    (begins_word(text, range.start) && fits_after).then_some(range.start..end)
}

fn begins_word(text: &str, start: usize) -> bool {
    let before = text[..start].chars().next_back();
    !before.is_some_and(|c| joins(c) || matches!(c, '_' | '@' | '.' | ':' | '-' | '\\' | '$'))
}

fn starts_with_plural(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next() == Some('s') && !chars.next().is_some_and(joins)
}

/// Whether `c` beside a name makes a longer word of it. Scripts without spaces between words never do.
fn joins(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
}

/// Whether what follows a `/` may be another name ("EC2/ECS"), rather than a path.
fn starts_name(c: Option<char>) -> bool {
    c.is_some_and(char::is_uppercase)
}

fn next_word(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use crate::catalog::aws;

    fn found(text: &str) -> Vec<String> {
        let catalog = aws();
        let name = |mention: &super::Mention| {
            format!("{}={}", &text[mention.range.clone()], catalog.service(mention.named.service).slug)
        };
        catalog.find_mentions(text).iter().map(name).collect()
    }

    #[test]
    fn the_longest_name_wins_and_a_brand_belongs_to_it() {
        assert_eq!(
            found("an Amazon SQS message, then Amazon Kinesis Data Streams"),
            ["Amazon SQS=sqs", "Amazon Kinesis Data Streams=kinesis-data-streams"]
        );
    }

    #[test]
    fn only_whole_words_count() {
        assert!(
            found("SQL Server, kms-objects is s3.amazonaws.com, my_s3, arn:aws:s3:::b, s3:GetObject")
                .is_empty()
        );
        assert_eq!(found("two ALBs, EC2/ECS, 使用S3存储."), ["ALBs=elb", "EC2=ec2", "ECS=ecs", "S3=s3"]);
    }

    #[test]
    fn plain_words_need_their_brand_and_short_ones_their_case() {
        assert!(found("connect the config in a batch; iam what iam; ram and sam").is_empty());
        assert_eq!(found("AWS Config and the IAM role"), ["AWS Config=config", "IAM=iam"]);
    }
}
