//! Quantities in running text: a number with its unit, or with what it counts.

use super::limits::{behind, lead};
use super::units::{
    is_function, is_label, is_one_of, is_plural, is_scale, last_word, spelled, unit, word_at,
};
use std::ops::Range;

/// A quantity in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    /// Its bytes: the words of a limit, the number, its unit and what it is reckoned by.
    pub range: Range<usize>,
    /// Where its number begins.
    pub number: usize,
    /// What it counts, where it counts something.
    pub noun: Option<Range<usize>>,
}

/// The quantities of a text, in order and apart.
pub(super) fn quantities(text: &str) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut token = Token::default();
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        if token.end <= start {
            token = Token::around(text, at, start);
        }
        let from = found.last().map_or(0, |last| last.range.end);
        let quantity = Some(from).filter(|_| token.may_hold(start));
        let quantity = quantity.and_then(|from| quantity_at(text, from, start));
        let whole = |quantity: &Quantity| !begins_late(text, quantity.number) && !ends_early(text, quantity);
        at = quantity.as_ref().map_or(token.end, |quantity| quantity.range.end);
        found.extend(quantity.filter(whole));
    }
    found
}

/// Whether a number is the end of a range or of a choice whose beginning is not in the quantity: `200 or 300 status`.
fn begins_late(text: &str, number: usize) -> bool {
    let near = &text[text.ceil_char_boundary(number.saturating_sub(NEAR))..number];
    let joint = [" or ", " to ", "-to-", " - ", " – ", " — ", "-", "–"]
        .iter()
        .find_map(|joint| near.strip_suffix(joint));
    if joint.is_some_and(|before| is_number(last_word(before))) {
        return true;
    }
    let clause = near.rsplit(['.', ';', ':', '\n']).next().filter(|_| near.ends_with(" and "));
    let lower = clause.unwrap_or_default().to_ascii_lowercase();
    lower.rsplit_once("between ").is_some_and(|(_, range)| range.split_whitespace().count() <= 3)
}

/// Whether a range or a choice goes on behind a quantity: `1024 - 65535`.
fn ends_early(text: &str, quantity: &Quantity) -> bool {
    let end = quantity.range.end;
    let ranges = [" to ", "-to-", "-", "–", "—"];
    let choices = [" or ", " - ", " – ", " — "];
    let limits = ["default", "maximum", "max", "minimum", "min"];
    if is_one_of(&limits, last_word(&text[quantity.number..end])) {
        return false;
    }
    let bare = text[quantity.number..end].ends_with(|c: char| c.is_ascii_digit());
    let joints = ranges.iter().chain(choices.iter().filter(|_| bare));
    let mut behind = joints.filter_map(|joint| text[end..].strip_prefix(joint).map(|_| end + joint.len()));
    behind.any(|next| amount(text, next).or_else(|| spelled(text, next)).is_some())
}

/// Whether a word is a number and nothing else.
fn is_number(word: &str) -> bool {
    spelled(word, 0) == Some(word.len())
        || word.starts_with(|c: char| c.is_ascii_digit()) && amount(word, 0) == Some(word.len())
}

/// What stands between two spaces. It may hold many numbers, so it is looked through once.
#[derive(Default)]
struct Token {
    end: usize,
    /// From here on it is an address; nothing where it is none.
    address: Option<usize>,
}

impl Token {
    /// The token of `start`; it begins at `from` or behind it, or goes on from there.
    fn around(text: &str, from: usize, start: usize) -> Self {
        let begin = text[from..start].rfind(char::is_whitespace).map_or(from, |space| from + space);
        let end = token_end(text, start);
        let token = &text[begin..end];
        let whole = token.contains("://") || text[start..].starts_with("www.");
        let address = if whole { Some(0) } else { token.find(['@', '/']) };
        Self { end, address: address.map(|at| begin + at) }
    }

    /// Whether a number at `start` is no part of an address.
    fn may_hold(&self, start: usize) -> bool {
        self.address.is_none_or(|address| start <= address)
    }
}

/// The next place at or behind `at` where a number may begin.
fn next_start(text: &str, at: usize) -> Option<usize> {
    let mut before = text[..at].chars().next_back();
    let mut last = text[..at].chars().rev().nth(1);
    for (offset, c) in text[at..].char_indices() {
        let begins = c.is_ascii_digit() || matches!(c, '$' | '€' | '£') || c.is_ascii_alphabetic();
        let apart = match before {
            None => true,
            Some('-') => last.is_none_or(char::is_whitespace),
            Some(':' | ',' | '.') => last.is_none_or(|c| !c.is_ascii_digit()) && c.is_ascii_digit(),
            Some(b) => {
                b.is_whitespace()
                    || "([{\"'“‘*~<>=≤≥≈+±;!|–—→".contains(b)
                    || !b.is_ascii() && b.is_alphabetic()
            }
        };
        if begins
            && apart
            && (!c.is_ascii_alphabetic()
                || spelled(text, at + offset).is_some()
                || label(text, at + offset).is_some())
        {
            return Some(at + offset);
        }
        (last, before) = (before, Some(c));
    }
    None
}

/// Where the token at `at` ends: the next space.
fn token_end(text: &str, at: usize) -> usize {
    let next = text[at..].chars().next().map_or(1, char::len_utf8);
    text[at + next..].find(char::is_whitespace).map_or(text.len(), |space| at + next + space)
}

/// The quantity whose number begins at `start`, if one does. What stands before `from` belongs to another.
fn quantity_at(text: &str, from: usize, start: usize) -> Option<Quantity> {
    if let Some(end) = label(text, start) {
        return labelled(text, start, end);
    }
    if let Some(end) = spelled(text, start) {
        return in_words(text, from, start, end);
    }
    let money = text[start..].starts_with(['$', '€', '£']);
    let end = joined(text, start, amount(text, start)?);
    let lead = lead(text, from, start);
    let from = lead.as_ref().map_or(start, |lead| lead.start);
    let whole = |end, noun| Some(Quantity { range: from..behind(text, end), number: start, noun });
    if let Some(end) = nines(text, end) {
        return whole(end, None);
    }
    if text[start..].starts_with("100%") && lead.is_none() {
        return None;
    }
    if let Some(end) = measured(text, end).filter(|_| !is_decade(&text[start..], end - start)) {
        return whole(rate(text, end), None);
    }
    if money || text[end..].starts_with(['$', '€']) {
        return whole(rate(text, end + text[end..].find(|c| !matches!(c, '$' | '€')).unwrap_or(0)), None);
    }
    if text[end..].starts_with(|c: char| {
        c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.') && digit_at(text, end + 1)
    }) {
        return None;
    }
    if let Some(end) = answer_code(text, start, end) {
        return whole(end, None);
    }
    let alone = |number: &str| is_year(number) || number == "1";
    let version = is_version(&text[start..end]);
    let countable = !version && (lead.is_some() || !alone(&text[start..end]));
    if let Some(noun) = counted(text, start, end).filter(|_| countable) {
        return whole(rate(text, noun.end), Some(noun));
    }
    let bare = lead.is_some_and(|lead| lead.firm)
        && !version
        && !text[end..].starts_with(['-', '/', '*', ':', '(', '=']);
    bare.then(|| whole(end, None))?
}

fn digit_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// Where a number ends: digits, perhaps in groups, and decimals. Nothing for versions, addresses, times and dates.
fn amount(text: &str, start: usize) -> Option<usize> {
    let mut near = text[start..].char_indices().take(3);
    let (before, _) = near.find(|(_, c)| !matches!(c, '$' | '€' | '£' | ' '))?;
    let from = start + before;
    if !digit_at(text, from) || before > 3 {
        return None;
    }
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while digit_at(text, at) {
            at += 1;
        }
        at
    };
    let mut end = digits(from);
    if bytes[from] == b'0' && end > from + 1 {
        return None;
    }
    while bytes.get(end) == Some(&b',') && digits(end + 1) == end + 4 {
        end += 4;
    }
    if bytes.get(end) == Some(&b'.') && digit_at(text, end + 1) {
        end = digits(end + 1);
    }
    let thousands = matches!(bytes.get(end), Some(b'K' | b'k' | b'M' | b'B'));
    if thousands && !text[end + 1..].starts_with(|c: char| c.is_alphanumeric()) {
        end += 1;
    }
    let goes_on = matches!(bytes.get(end), Some(b'.' | b',' | b':' | b'/')) && digit_at(text, end + 1);
    (!goes_on && end - from <= 16).then(|| scaled(text, end).unwrap_or(end))
}

/// Where the word ends that a number up to `end` is multiplied by: `37.5 billion`.
fn scaled(text: &str, end: usize) -> Option<usize> {
    let word = word_at(text, end + text[end..].strip_prefix([' ', '-']).map(|_| 1)?)?;
    is_scale(&text[word.clone()]).then_some(word.end)
}

/// Whether a number counts no single things: `5.7 features` are those of a version, `1.5 million users` are users.
fn is_version(number: &str) -> bool {
    number.contains('.') && !number.ends_with(char::is_alphabetic)
}

/// Where a range ends that begins with the number up to `end`: `0 - 12`, `1 to 14`, `64 KB–5 TB`.
fn joined(text: &str, start: usize, end: usize) -> usize {
    let measured = unit(text, end);
    let first = measured.unwrap_or(end);
    let joints = ["-", "–", "—", " - ", " – ", " — ", " to ", "-to-", " or ", " and "];
    let between = last_word(&text[..start]).eq_ignore_ascii_case("between");
    let second = joints.iter().filter(|joint| **joint != " and " || between).find_map(|joint| {
        let next = first + text[first..].strip_prefix(joint).map(|_| joint.len())?;
        let second =
            amount(text, next).or_else(|| spelled(text, next).map(|end| scaled(text, end).unwrap_or(end)))?;
        let sure = measured.is_none() && *joint != " or " || unit(text, second).is_some();
        let dated = matches!(text.as_bytes().get(second), Some(b'-' | b'/')) && digit_at(text, second + 1);
        (sure && !dated).then_some(second)
    });
    second.unwrap_or(end)
}

fn measured(text: &str, end: usize) -> Option<usize> {
    unit(text, end).or_else(|| unit(text, end + text[end..].strip_prefix("+").map(|_| 1)?))
}

/// What a quantity is reckoned by: `/s`, `per second`, `per 1,000 requests`, `a day`.
fn rate(text: &str, end: usize) -> usize {
    let mut end = end;
    loop {
        let rest = &text[end..];
        let next = rest.strip_prefix('/').map_or_else(
            || {
                [" per ", " / ", " a ", " each "]
                    .iter()
                    .find_map(|joint| rest.strip_prefix(joint).map(|_| end + joint.len()))
            },
            |_| Some(end + 1),
        );
        let Some(next) = next else { return end };
        let timed = rest.starts_with(" a ") || rest.starts_with(" each ");
        let number = amount(text, next).filter(|_| !timed);
        let by = match number {
            Some(amount) => {
                measured(text, amount).or_else(|| counted(text, next, amount).map(|noun| noun.end))
            }
            None if timed => unit(text, next),
            None => by_noun(text, next),
        };
        match by {
            Some(by) => end = by,
            None => return end,
        }
    }
}

/// Where the noun ends that begins at `at`: `region`, `hosted zone`.
fn by_noun(text: &str, at: usize) -> Option<usize> {
    let noun = |at: usize| word_at(text, at).filter(|word| !is_function(&text[word.clone()]));
    let first = noun(at)?;
    let word = &text[first.clone()];
    let goes_on = word.ends_with("ed") || ["target", "load"].contains(&word) || is_scale(word);
    let second = text[first.end..].strip_prefix(' ').filter(|_| goes_on).and_then(|_| noun(first.end + 1));
    Some(second.map_or(first.end, |second| second.end))
}

/// A first word of a sentence has at most this many bytes.
const NEAR: usize = 40;

/// The noun that a number counts: a plural within three words.
fn counted(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let near = text.floor_char_boundary(start.saturating_sub(NEAR));
    let opened = text[near..start].rfind(['.', '!', '?', ':', '\n', '(']);
    let begun = opened.map_or(near, |at| near + at + 1);
    let first = (opened.is_some() || near == 0) && text[begun..start].split_whitespace().count() <= 1;
    if is_label(&text[..start], first) || text[..start].ends_with('#') {
        return None;
    }
    let mut at = end;
    for _ in 0..3 {
        let next = at + text[at..].strip_prefix(' ').map(|_| 1)?;
        let word = word_at(text, next)?;
        let letters = &text[word.clone()];
        if is_function(letters) || !letters.contains(char::is_alphabetic) {
            return None;
        }
        if is_plural(letters) {
            return Some(end + 1..word.end);
        }
        at = word.end;
    }
    None
}

/// Whether a number is rather a year.
fn is_year(number: &str) -> bool {
    number.len() == 4 && number.parse::<u16>().is_ok_and(|year| (1990..2040).contains(&year))
}

/// Whether a text, whose digits are the first `end` bytes, begins with a decade (`1990s`) or tells only how many digits
/// a number has (`100s of`).
fn is_decade(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    end == 4 && rest.starts_with('s') && text.starts_with(['1', '2'])
        || rest.starts_with("s ") && matches!(&text[..end], "100" | "1000")
}

/// Where `nines` end, as in `11 9's` and `five nines`.
fn nines(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].strip_prefix(' ')?;
    let word = ["9's", "9’s", "9s", "nines"].into_iter().find(|word| {
        rest.strip_prefix(word).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    })?;
    Some(end + 1 + word.len())
}

/// Where `in_words` a number ends whose unit is known: `fifteen minutes`, `one-minute`.
fn in_words(text: &str, from: usize, start: usize, end: usize) -> Option<Quantity> {
    let end = joined(text, start, scaled(text, end).unwrap_or(end));
    let last = nines(text, end).or_else(|| unit(text, end).filter(|&end| end > start + 6))?;
    let lead = lead(text, from, start).map_or(start, |lead| lead.start);
    Some(Quantity { range: lead..behind(text, rate(text, last)), number: start, noun: None })
}

/// Where the word ends at `at` that a port or an answer of HTTP is told by.
fn label(text: &str, at: usize) -> Option<usize> {
    let ends = |end: usize| !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let known = ["ports", "port", "error", "http", "status"].iter().find(|known| {
        let word = text.get(at..at + known.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(known)) && ends(at + known.len())
    });
    known.map(|known| at + known.len())
}

/// The port or the answer of HTTP that a word before it tells: `port 443`, `HTTP 429`, `status code 200`.
fn labelled(text: &str, start: usize, end: usize) -> Option<Quantity> {
    let port = text[start..end].to_ascii_lowercase().starts_with("port");
    let code = text[end..].strip_prefix(" code").map_or(end, |_| end + 5);
    let code = text[code..].strip_prefix('s').map_or(code, |_| code + 1);
    let rest = text[code..].trim_start_matches([':', ' ']);
    let number = text.len() - rest.len();
    let last = amount(text, number).filter(|&last| number > code && ends_plainly(text, last))?;
    let known = if port { 0..=65_535 } else { 100..=599 };
    let sure = |number: Range<usize>| text[number].parse::<u32>().is_ok_and(|value| known.contains(&value));
    let joints = ["-", "–", " - ", " – ", " to ", " or ", " and "];
    let second = joints.iter().find_map(|joint| {
        let next = last + text[last..].strip_prefix(joint).map(|_| joint.len())?;
        let end = amount(text, next).filter(|&end| ends_plainly(text, end))?;
        sure(next..end).then_some(end)
    });
    let end = second.unwrap_or(last);
    sure(number..last).then_some(Quantity { range: start..end, number, noun: None })
}

/// Whether nothing that belongs to a number stands behind it.
fn ends_plainly(text: &str, end: usize) -> bool {
    !text[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '%' | '_' | '$'))
        && unit(text, end).is_none()
}

/// Where `503 error` ends, and `200 or 300 status`.
fn answer_code(text: &str, start: usize, end: usize) -> Option<usize> {
    let code = |number: Range<usize>| text[number].parse().is_ok_and(|code| (100..600).contains(&code));
    let second = [" or ", " and ", "/"].iter().find_map(|joint| {
        let next = end + text[end..].strip_prefix(joint).map(|_| joint.len())?;
        amount(text, next).filter(|&end| code(next..end))
    });
    let known = code(start..end);
    let end = second.unwrap_or(end);
    let rest = text[end..].strip_prefix(' ')?;
    let word = word_at(rest, 0)?;
    let answers = ["error", "errors", "status", "response", "responses"];
    let named = answers.iter().any(|known| known.eq_ignore_ascii_case(&rest[word.clone()]));
    (known && named).then_some(end + 1 + word.end)
}

#[cfg(test)]
mod tests {
    use super::quantities;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = quantities(text).into_iter().map(|found| &text[found.range]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_number_with_a_unit_is_a_quantity() {
        check("The default is 30 seconds.", &["default is 30 seconds"]);
        check("RTO: 30 seconds or less", &["30 seconds or less"]);
        check(
            "expire after 90 days, 16KB, 99.99% and 5.26 minutes",
            &["90 days", "16KB", "99.99%", "5.26 minutes"],
        );
        check("10x faster with 100K IOPS, 25 Gbps", &["10x", "100K IOPS", "25 Gbps"]);
        check("up to 4 KB/s and 3 reads/second", &["up to 4 KB/s", "3 reads/second"]);
        check(
            "a 90-day retention, a one-minute granularity, one second",
            &["90-day", "one-minute", "one second"],
        );
        check(
            "It costs $0.05 per 1,000 requests, 12$ per year, $300",
            &["$0.05 per 1,000 requests", "12$ per year", "$300"],
        );
        check(
            "99.999999999% (11 9's), Five 9s, five nines",
            &["99.999999999%", "11 9's", "Five 9s", "five nines"],
        );
        check("最大 256 KB です", &["256 KB"]);
        check("(5 GB), \"10 ms\", ~20 ms, <= 5 minutes", &["5 GB", "10 ms", "~20 ms", "<= 5 minutes"]);
    }

    #[test]
    fn a_quantity_has_all_of_its_unit() {
        check(
            "400,000 GB-seconds, 10 GB-month and $0.09 per GB-hour",
            &["400,000 GB-seconds", "10 GB-month", "$0.09 per GB-hour"],
        );
        check("$37.549 billion, up to 5 million", &["$37.549 billion", "up to 5 million"]);
        check("1 million requests, $1 per million calls", &["1 million requests", "$1 per million calls"]);
        check(
            "1.5 million users, 2.5K users, one trillion bytes",
            &["1.5 million users", "2.5K users", "one trillion bytes"],
        );
        check("512MB default to 10GB maximum", &["512MB default", "10GB maximum"]);
        for text in [
            "503s are answered, 429s too",
            "MySQL 5.7 features, IP prefixes up to 10.10, 8.0 builds",
            "10 GB-ish, 5 minutes-like",
        ] {
            check(text, &[]);
        }
        check("30s, 90s and 900s", &["30s", "90s", "900s"]);
    }

    #[test]
    fn a_range_is_one_quantity() {
        check("0 - 12 hours", &["0 - 12 hours"]);
        check("from 1 to 14 days", &["1 to 14 days"]);
        check(
            "between 15 minutes to one hour, 1 or 3 years",
            &["between 15 minutes to one hour", "1 or 3 years"],
        );
        check("Files of 64 KB–5 TB", &["64 KB–5 TB"]);
        check("between 1 and 5 minutes", &["between 1 and 5 minutes"]);
        check("in 1-5 minutes", &["1-5 minutes"]);
        check("Memory: 128 MB to 10 GB", &["128 MB to 10 GB"]);
        check("5 GB and 3 minutes", &["5 GB", "3 minutes"]);
        check(
            "between one second and seven days, one to seven days",
            &["between one second and seven days", "one to seven days"],
        );
        check("ports 1024 - 65535, ports 80 and 443", &["ports 1024 - 65535", "ports 80 and 443"]);
        check("a 200 or 300 status, a 404 error", &["200 or 300 status", "404 error"]);
        check("between 45-60% less cost and 40% less time", &["between 45-60%", "40%"]);
        check("zero bytes to 5 TB", &["zero bytes to 5 TB"]);
        for text in
            ["between 0 (none) and 900 seconds", "from 3 days to 5, or 5 minutes to 10", "ports 1024 - 99999"]
        {
            check(text, &[]);
        }
    }

    #[test]
    fn a_number_that_counts_something_is_a_quantity() {
        check("up to 10 messages", &["up to 10 messages"]);
        check("maximum of 20,000 inflight messages.", &["maximum of 20,000 inflight messages"]);
        check("5 VPCs per region, 3 AZs", &["5 VPCs per region", "3 AZs"]);
        check("You can create up to 5 read replicas", &["up to 5 read replicas"]);
        check("Stores 6 copies across 3 AZ", &["6 copies", "3 AZ"]);
        check("Maximum: 1000", &["Maximum: 1000"]);
        check("can fail 3 times, up to 5 people", &["3 times", "up to 5 people"]);
        check("$0.50 per month per hosted zone", &["$0.50 per month per hosted zone"]);
    }

    #[test]
    fn ports_and_answers_say_what_they_are() {
        check("HTTPS is on port 443, not on 80", &["port 443"]);
        check(
            "throttled with HTTP 429, or a 503 error, status code 200",
            &["HTTP 429", "503 error", "status code 200"],
        );
        check("Ports: 22", &["Ports: 22"]);
        check("403 Forbidden, 500 or so; port 99999; HTTP 2", &[]);
    }

    #[test]
    fn names_versions_dates_and_addresses_are_none() {
        for text in [
            "S3, EC2, Route 53, t2.micro, SHA-256, AES-256, IMDSv2, IPv6, X.509, L4",
            "TLS 1.2, Python 3.9, Node.js 18, version 2, v1.2.3, Amazon Linux 2, Windows 10 users",
            "In 2019 requests were, since 2024, 2021-03-04, 3/4/2024, 12:30, 24/7, August 2016 estimate",
            "10.0.0.0/16, 169.254.169.254, 172.31.255.255, /28 prefix",
            "https://example.org/5 seconds?x=10%20days, a/30 days",
            "Step 2 creates nothing, phase 3 tests, layer 7 rules, question 5 asks, (13), [1], #5 items",
            "1. Fork the repository, 2) Make changes, SAA-C03, 956/1000, 64-bit, the 1990s, 9's, 007 agents",
            "the 5 who came, 2 of the best, 4 is even, request 1 fails, 100s of things, 100% isolated, 3*2=6, 3-2",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_long_line_is_looked_through_once() {
        const MANY: usize = 20_000;
        for (part, each) in [
            ("5ms,", 1),
            ("5 cats ", 1),
            ("$ ", 0),
            ("port'", 0),
            ("éa", 0),
            ("1,", 0),
            ("5 s, ", 1),
            ("between 1 ", 0),
        ] {
            assert_eq!(quantities(&part.repeat(MANY)).len(), MANY * each, "{part}");
        }
    }

    #[test]
    fn no_text_breaks_it() {
        for text in [
            "5",
            "$",
            "$ ",
            "5-",
            "5 - ",
            "up to",
            "up to 5",
            "ports ",
            "5,",
            "5.",
            "5\u{a0}GB",
            "a\u{a0}5 GB",
            "Ⅷ5 é5 GB",
            "five",
            "5 ",
            "1,,2",
            "HTTP ",
        ] {
            quantities(text);
        }
    }
}
