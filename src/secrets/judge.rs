//! Tells a secret from what only stands in its place: examples, placeholders, names, words.

use regex::bytes::{Regex, RegexBuilder};
use std::sync::LazyLock;

/// How much chance there is in `text`, in bits a byte.
#[allow(clippy::cast_precision_loss, reason = "no secret is so long")]
pub(super) fn entropy(text: &str) -> f64 {
    let mut counts = [0_usize; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let all = text.len() as f64;
    let shares = counts.iter().filter(|&&count| count > 0).map(|&count| count as f64 / all);
    shares.map(|share| -share * share.log2()).sum()
}

/// Whether a key or token is one that documentation shows, or that was made up.
pub(super) fn is_example(value: &str) -> bool {
    const LONG: usize = 64;
    let lower = value.to_ascii_lowercase();
    let made_up = || {
        let mut kinds: Vec<u8> = lower.bytes().filter(u8::is_ascii_alphanumeric).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len() <= 5 || is_counted(&lower)
    };
    lower.contains("example") || lower.contains("xxxx") || (value.len() <= LONG && made_up())
}

/// Whether somebody went through the alphabet or the digits for it: `123456`, `a1b2c3d4e5f6`.
fn is_counted(value: &str) -> bool {
    const STEPS: usize = 5;
    let counts = |bytes: Vec<u8>| {
        let follows = |pair: &[u8]| pair[1] == pair[0] + 1 || (pair[0] == b'9' && pair[1] == b'0');
        bytes.windows(STEPS + 1).any(|run| run.windows(2).all(follows))
    };
    counts(value.bytes().collect())
        || counts(value.bytes().filter(u8::is_ascii_digit).collect())
        || counts(value.bytes().filter(u8::is_ascii_alphabetic).collect())
}

/// Whether `value` holds the place of a password: it says what should stand there, is covered, or is filled in by a program.
pub(super) fn is_placeholder(value: &str) -> bool {
    static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
        any_of(&[
            // Words for it, P@ssw0rd among them.
            r"p[a@4]?[s$5]{1,2}w[o0]?r?d|passphrase|passwort|example|your|change.?me|placeholder|secret|default|dummy|foobar|contrase|geheim|kennwort",
            r"^(?:abc|admin|demo|guest|letmein|qwerty|root|test|user(?:name)?|welcome)[0-9!]*$",
            // The password that the documentation of Kubernetes shows.
            r"^1f2d1e",
            // What is cut short or covered.
            r"xxxx|\*\*\*|\.\.\.|…|•|__",
            // Variables, tags of CloudFormation, paths, calls and the like.
            r"[<>{}\[\]()]|\$[a-z_]|%[a-z_]+%|%s|^[/.$^&]|^!\w+$|::|https?:|^arn:|^\w+:[a-z/]",
            // Dotted names, as programs have them, and e-mail addresses.
            r"^[a-z_]\w*(?:\.[a-z_]\w*)+$|^[\w.+-]+@[\w-]+\.[\w.]+$",
        ])
    });
    let covered = value.chars().all(|c| c.is_whitespace() || c.eq_ignore_ascii_case(&'x'));
    covered || is_counted(&value.to_ascii_lowercase()) || PLACEHOLDER.is_match(value.as_bytes())
}

/// Whether `value` is a word or a measure, as notes have them behind "password:".
fn is_word(value: &str) -> bool {
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        any_of(&[
            // Words and numbers with hyphens between them.
            r"^(?:[a-z]+|[0-9]+)(?:[-_./:+](?:[a-z]+|[0-9]+))*$",
            // Numbers with a unit.
            r"^[0-9.,<>=+%/-]+[a-z]{0,3}$|^[0-9]+(?:days?|hours?|chars?|characters?|minutes?|bits?|bytes?)$",
            // Methods, formats and services whose names end in a number.
            r"^(?:aes|argon|base|bcrypt|ec|ed|es|hs|http|ipv|md|mysql|oauth|pbkdf|route|rs|rsa|s|saml|scram|sha|sql|ssl|tls|utf|v|varchar|x)[-_.v]*[0-9.]+[a-z]{0,2}(?:[-_][a-z0-9]+)*$",
        ])
    });
    WORD.is_match(value.as_bytes())
}

fn any_of(patterns: &[&str]) -> Regex {
    let all = RegexBuilder::new(&patterns.join("|")).unicode(false).case_insensitive(true).build();
    all.expect("they are regexes")
}

/// Whether `value` is the Base64 of what is no password, as in the manifest of a Secret of Kubernetes.
fn is_encoded_example(value: &str) -> bool {
    let plain = base64(value).and_then(|bytes| String::from_utf8(bytes).ok());
    plain.is_some_and(|plain| {
        !plain.contains(char::is_control) && (is_placeholder(plain.trim()) || is_word(plain.trim()))
    })
}

/// What `value` is the Base64 of, if that is so.
fn base64(value: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const SHORTEST: usize = 8;
    let digits = value.trim_end_matches('=').bytes();
    if value.len() < SHORTEST || !value.len().is_multiple_of(4) || value.len() - digits.len() > 2 {
        return None;
    }
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(value.len()), 0_u16, 0);
    for digit in digits {
        let digit = DIGITS.iter().position(|&known| known == digit).and_then(|at| u16::try_from(at).ok())?;
        bits = bits << 6 | digit;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.extend(u8::try_from(bits >> count & 0xFF));
        }
    }
    Some(bytes)
}

/// Whether `value` is a password and no word: letters, and among them digits or the like.
pub(super) fn is_password(value: &str) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let inner = value.trim_end_matches(|c: char| c.is_ascii_punctuation());
    let odd = inner.contains(|c: char| c.is_ascii_digit() || "!@#$%^&*=?~".contains(c));
    (6..=200).contains(&value.len())
        && letters > 0
        && odd
        && !is_placeholder(value)
        && !is_word(value)
        && !is_encoded_example(value)
}

/// Whether `value` can be nothing but a password, in the middle of a sentence.
pub(super) fn is_strong(value: &str) -> bool {
    let has = |is: fn(char) -> bool| value.contains(is);
    value.len() >= 8
        && has(|c| c.is_ascii_digit())
        && has(|c| c.is_ascii_alphabetic())
        && has(|c| "!@#$%^&*=?~+".contains(c))
        && is_password(value)
}
