//! The words that make a number a quantity, and those that say that it is none.

use std::ops::Range;

/// Units that are written in one way.
const EXACT: &str = "%, s, ms, µs, μs, ns, B, KB, kB, Kb, kb, KiB, MB, Mb, mb, MiB, GB, Gb, gb, GiB, TB, Tb, tb, TiB, PB, \
    PiB, EB, EiB, bps, Kbps, kbps, Mbps, mbps, Gbps, gbps, Tbps, KBps, MBps, GBps, IOPS, iops, TPS, RPS, \
    QPS, RCU, RCUs, WCU, WCUs, ACU, ACUs, DPU, DPUs, RPU, RPUs, LCU, LCUs, vCPU, vCPUs, CPU, CPUs, AZ, AZs, \
    USD, EUR";

/// Units that are letters so short that they are units only right behind a number: `24h`, `10x`.
const GLUED: &str = "h, d, x, K, k, M";

/// Units that are words.
const WORDS: &str = "second, seconds, sec, secs, minute, minutes, min, mins, hour, hours, hr, hrs, day, days, week, weeks, \
    month, months, year, years, millisecond, milliseconds, microsecond, microseconds, nanosecond, \
    nanoseconds, byte, bytes, bits, kilobyte, kilobytes, megabyte, megabytes, gigabyte, gigabytes, terabyte, \
    terabytes, petabyte, petabytes, percent, dollars, cents, nines";

/// Units of time that others are reckoned by: `GB-seconds`.
const TIMES: &str = "second, seconds, minute, minutes, hour, hours, hr, hrs, day, days, month, months, mo, year, years, \
    milliseconds";

/// Words that multiply a number.
const SCALES: &str = "thousand, million, billion, trillion";

/// Numbers that are words.
const SPELLED: &str = "zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, fifteen, twenty, thirty, \
    sixty, ninety";

/// No number of those has more letters.
const NUMERAL: usize = 7;

/// Words that stand before a number that is a name, a date or a place in a list, and no quantity.
const LABELS: &str = "step, steps, type, types, phase, layer, layers, level, levels, tier, part, chapter, section, option, \
    figure, fig, table, version, versions, route, case, example, lab, question, class, gen, generation, \
    node, server, instance, account, group, subnet, page, task, stage, rule, number, no, nr, in, since, \
    until, from, by, line, lesson, module, domain, day, week, ip, ipv, http, tls, ssl, id, vpc, region, az, \
    user, item, scenario, solution, bucket, client, service, application, app, release, issue, rfc, iso, \
    sha, pci, soc, raid, port, ports, error, errors, code, status";

/// Words that end the noun that a number may count.
const FUNCTION: &str = "a, an, the, of, to, in, on, at, by, for, with, from, and, or, as, is, are, was, were, be, been, has, \
    have, had, does, do, can, will, if, then, than, that, this, these, those, which, who, its, it, they, \
    you, we, not, but, per, into, via, vs, when, where, while, so, only, also, each, every, plus, minus, \
    across, versus, within, between, because";

/// Words in `s` that are no plurals.
const NO_PLURALS: &str = "uses, allows, sends, gets, creates, makes, needs, runs, stores, goes, provides, supports, contains, \
    returns, takes, works, means, becomes, starts, stops, requires, exists, shows, lets, includes, receives, \
    gives, keeps, helps, applies, depends, always, sometimes, perhaps, besides, less, access, aws, ecs, sqs, \
    sns, eks, dns, rds, ebs, efs, kms, https, tls, kinesis, postgres, kubernetes, jenkins, yes, others, \
    theirs, ours, yours, gas, plus, redis, analysis, basis, status, process, address";

/// Verbs with which a sentence may begin before a number.
const VERBS: &str = "has, have, supports, support, requires, require, keeps, keep, stores, store, allows, allow, uses, use, \
    needs, need, creates, create, maintains, provides, provide, get, gets, add, adds, takes, take, with, \
    only, over, under, about, for, every, after, all, the, within, at, to, of, and, or, can, runs, run, \
    first, last, these, those, both, set, contains, contain, includes, include, offers, offer, consists, \
    around, approximately, between, copies, replicates, spans, retains, sends, returns, handles, holds";

/// Where the unit ends that stands at `at`, behind at most one space or hyphen; nothing where none does.
pub(super) fn unit(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let gap = if rest.starts_with('\u{a0}') { 2 } else { usize::from(rest.starts_with([' ', '-'])) };
    let rest = &rest[gap..];
    if let Some(behind) = rest.strip_prefix('%') {
        return (!behind.starts_with(char::is_alphanumeric)).then_some(at + gap + 1);
    }
    let word = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
    let glued = gap == 0
        && GLUED.split(", ").any(|unit| unit == word)
        && !rest[word.len()..].starts_with(|c: char| c.is_ascii_digit());
    let exact =
        EXACT.split(", ").any(|unit| unit == word) && !rest.starts_with("s'") && !rest.starts_with("s’");
    // `32-bit` is the name of an architecture, and `5-s` is nothing.
    let known =
        glued || exact && !(gap == 1 && word == "s" && text[at..].starts_with('-')) || among(WORDS, word);
    if !known || word.is_empty() || gap == 0 && word == "s" && is_answer(&text[..at]) {
        return None;
    }
    let end = compound(text, at + gap + word.len())?;
    (!text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(end)
}

/// Where a unit ends whose first word ends at `end`: of `GB-seconds` all is taken. Nothing where what goes on is no unit.
fn compound(text: &str, end: usize) -> Option<usize> {
    let behind = text[end..].strip_prefix('-').filter(|behind| behind.starts_with(char::is_alphabetic));
    let Some(behind) = behind.filter(|behind| !behind.starts_with("to-")) else { return Some(end) };
    let word = word_at(behind, 0)?;
    among(TIMES, &behind[word.clone()]).then_some(end + 1 + word.end)
}

/// Whether a text ends with what a server answers: `503s` are many answers, and no seconds.
fn is_answer(text: &str) -> bool {
    let mut last = text.bytes().rev();
    let digits = [last.next(), last.next(), last.next()];
    digits.iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_digit()))
        && matches!(digits[2], Some(b'1'..=b'5'))
        && !last.next().is_some_and(|before| before.is_ascii_digit() || matches!(before, b'.' | b','))
}

/// Whether a number is multiplied by a word.
pub(super) fn is_scale(word: &str) -> bool {
    among(SCALES, word)
}

/// Where a number in letters ends that stands at `at`.
pub(super) fn spelled(text: &str, at: usize) -> Option<usize> {
    let mut near = text[at..].char_indices().take(NUMERAL + 1);
    let letters = near.find(|(_, c)| !c.is_alphanumeric()).map_or(text.len() - at, |(letters, _)| letters);
    (letters <= NUMERAL && among(SPELLED, &text[at..at + letters])).then_some(at + letters)
}

/// The word that begins at `at`: letters, digits, and hyphens and slashes between them.
pub(super) fn word_at(text: &str, at: usize) -> Option<Range<usize>> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '_');
    let end = text[at..].find(|c: char| !inside(c)).map_or(text.len(), |end| at + end);
    let word = text[at..end].trim_end_matches(['-', '\'', '’']);
    (!word.is_empty()).then(|| at..at + word.len())
}

/// A word is looked back for at most so many bytes.
const BACK: usize = 64;

/// The last word of `text`, if nothing but space stands behind it.
pub(super) fn last_word(text: &str) -> &str {
    let text = &text[text.ceil_char_boundary(text.len().saturating_sub(BACK))..];
    let text = text.trim_end();
    let start = text.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '\'' | '’')));
    let start = start.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

/// Whether a word is the plural of a noun, as far as its letters tell.
pub(super) fn is_plural(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower == "people"
        || word.len() >= 3
            && word.ends_with('s')
            && !["ss", "us", "is", "'s", "’s"].iter().any(|end| lower.ends_with(end))
            && !among(NO_PLURALS, &lower)
            && !is_function(&lower)
}

pub(super) fn is_function(word: &str) -> bool {
    among(FUNCTION, word)
}

/// Whether a number behind `before` counts nothing: what stands there is a name or a label, or a list of them.
pub(super) fn is_label(before: &str, sentence_start: bool) -> bool {
    let word = last_word(before);
    if word.is_empty() || !before.ends_with(char::is_whitespace) {
        return false;
    }
    let name = word.starts_with(char::is_uppercase) || word.contains(|c: char| c.is_ascii_digit());
    among(LABELS, word.trim_end_matches('.')) || name && !(sentence_start && among(VERBS, word))
}

/// Whether a word is one of those of a list, which commas part.
pub(super) fn among(list: &str, word: &str) -> bool {
    list.split(", ").any(|own| own.eq_ignore_ascii_case(word))
}

/// Whether a word is one of a few, in whatever case.
pub(super) fn is_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|own| own.eq_ignore_ascii_case(word))
}
