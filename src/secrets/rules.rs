//! What secrets look like: a pattern each, and what must be true besides.

use super::Kind;
use super::judge::{entropy, is_example, is_password, is_placeholder, is_strong};
use aho_corasick::AhoCorasick;
use regex::bytes::{Regex, RegexBuilder};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

/// How many bytes around a value are looked at: an address that is presigned with a token is long.
const FAR: usize = 2_000;

/// What is as long as this is no password, and hides none.
const LONG: usize = 200;

/// What one kind of secret looks like.
struct Rule {
    kind: Kind,
    /// A text that has none of these, in any case, has no such secret.
    signs: &'static [&'static str],
    /// Matches bytes; the value is the group that takes part.
    pattern: &'static str,
    /// The place of the secret in what was found, if it is one.
    value: fn(&Found) -> Option<Range<usize>>,
}

impl Rule {
    /// The secrets of this kind in `text`; `regex` is the pattern.
    fn find(&self, regex: &Regex, text: &str) -> Vec<Range<usize>> {
        let mut secrets = Vec::new();
        let mut from = 0;
        // To find is fast, and to tell the groups of what was found is not.
        while let Some(whole) = regex.find_at(text.as_bytes(), from).map(|found| found.range()) {
            let captures = regex.captures_at(text.as_bytes(), whole.start);
            let group = captures.iter().flat_map(|groups| groups.iter().skip(1).flatten()).next();
            let value = group.map_or(whole.clone(), |group| group.range());
            let found = Found { text, start: whole.start, value: value.clone() };
            let secret = text.get(value.clone()).and_then(|_| (self.value)(&found));
            from = match &secret {
                Some(range) => range.end,
                // What is no value may be the words before one.
                None if whole.start < value.start && value.len() < LONG => value.start,
                None => whole.end,
            };
            secrets.extend(secret);
        }
        secrets
    }
}

/// What a pattern matched.
struct Found<'t> {
    text: &'t str,
    /// Where the match begins.
    start: usize,
    value: Range<usize>,
}

impl<'t> Found<'t> {
    fn value(&self) -> &'t str {
        &self.text[self.value.clone()]
    }

    /// What was matched before the value.
    fn key(&self) -> &'t str {
        &self.text[self.start..self.value.start]
    }

    /// The line behind the value, as far as it matters.
    fn rest(&self) -> &'t str {
        let end = self.text.floor_char_boundary(self.value.end.saturating_add(FAR));
        self.text[self.value.end..end].lines().next().unwrap_or_default()
    }

    /// The text before the value, as far as it matters.
    fn before(&self, far: usize) -> &'t str {
        &self.text[self.text.floor_char_boundary(self.value.start.saturating_sub(far))..self.value.start]
    }

    /// The value, if `holds`.
    fn only_if(&self, holds: bool) -> Option<Range<usize>> {
        holds.then(|| self.value.clone())
    }
}

/// What looks like a secret of a `wanted` kind in `text`, rule by rule.
pub(super) fn search(text: &str, wanted: fn(Kind) -> bool) -> Vec<(Kind, Range<usize>)> {
    // Most texts have the signs of no rule or few, so most patterns need never be made ready.
    static REGEXES: [OnceLock<Regex>; RULES.len()] = [const { OnceLock::new() }; RULES.len()];
    let mut secrets = Vec::new();
    for index in signed(text).into_iter().filter(|&index| wanted(RULES[index].kind)) {
        let rule = &RULES[index];
        let made = || RegexBuilder::new(rule.pattern).unicode(false).build();
        let regex = REGEXES[index].get_or_init(|| made().expect("the rules are regexes"));
        secrets.extend(rule.find(regex, text).into_iter().map(|range| (rule.kind, range)));
    }
    secrets
}

/// The rules of which `text` has a sign, in order.
fn signed(text: &str) -> BTreeSet<usize> {
    static SIGNS: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
        let signs = RULES.iter().flat_map(|rule| rule.signs);
        let all = AhoCorasick::builder().ascii_case_insensitive(true).build(signs);
        let rules = RULES.iter().enumerate().flat_map(|(index, rule)| rule.signs.iter().map(move |_| index));
        (all.expect("the signs are few"), rules.collect())
    });
    let (signs, rules) = &*SIGNS;
    signs.find_overlapping_iter(text).map(|sign| rules[sign.pattern().as_usize()]).collect()
}

/// Of two that are found at one place, the earlier names it.
const RULES: &[Rule] = &[
    Rule {
        kind: Kind::AccessKeyId,
        signs: &["A3T", "ABIA", "ACCA", "AKIA", "ASIA"],
        pattern: r"\b((?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{16})\b",
        value: |found| found.only_if(!is_example(found.value())),
    },
    Rule {
        kind: Kind::SecretAccessKey,
        signs: &["secret", "AKIA", "ASIA"],
        pattern: r"([A-Za-z0-9/+]{40,})",
        value: secret_access_key,
    },
    Rule {
        kind: Kind::SessionToken,
        signs: &["AQoDYXdz", "FQoDYXdz", "GZXIvYXdz", "IQoJb3JpZ2lu", "security", "session"],
        pattern: SESSION_TOKEN,
        value: |found| found.only_if(found.value().len() >= 100 && !is_example(found.value())),
    },
    Rule { kind: Kind::PrivateKey, signs: &["PRIVATE KEY"], pattern: PRIVATE_KEY, value: private_key },
    Rule {
        kind: Kind::Signature,
        signs: &["X-Amz-Signature"],
        pattern: r"(?i)X-Amz-Signature(?:=|%3D)([0-9a-f]{64})\b",
        value: signature,
    },
    Rule {
        kind: Kind::Token,
        signs: &[
            "gho_",
            "ghp_",
            "ghr_",
            "ghs_",
            "ghu_",
            "github_pat_",
            "glpat-",
            "xox",
            "_live_",
            "sk-",
            "AIza",
            "GOCSPX-",
            "npm_",
            "pypi-",
            "dckr_pat_",
            "dop_v1_",
            "hf_",
            "hvs.",
            "SG.",
            "ABSK",
            "eyJ",
            "hooks.slack.com",
            "AccountKey",
        ],
        pattern: TOKEN,
        value: token,
    },
    Rule {
        kind: Kind::ApiKey,
        signs: &["api", "encryption", "secret", "token"],
        pattern: API_KEY,
        value: api_key,
    },
    Rule { kind: Kind::Password, signs: &["@"], pattern: ADDRESS, value: password_in_address },
    Rule {
        kind: Kind::Password,
        signs: &["curl", "mariadb", "mysql", "pass"],
        pattern: COMMAND,
        value: |found| found.only_if(is_password(found.value())),
    },
    Rule {
        kind: Kind::Password,
        signs: &[
            "contrase",
            "hasło",
            "kennwort",
            "pass",
            "pw",
            "senha",
            "wachtwoord",
            "ароль",
            "パスワード",
            "密码",
            "密碼",
            "비밀번호",
        ],
        pattern: PASSWORD,
        value: password,
    },
];

/// By its first characters, which tell who gave it; or any long enough one behind its name.
const SESSION_TOKEN: &str = r"(?x)\b((?:AQoDYXdz|FQoDYXdz|F[Qw]oGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=%]+)
    | (?i:(?:security|session)[\x20_-]?token)[^A-Za-z0-9/+\n]{1,12}([A-Za-z0-9/+=]+)";

/// A header, lines of Base64, and perhaps lines such as `Proc-Type: 4,ENCRYPTED` before these. Line breaks may be written as
/// `\n`, and quotes or bullets may stand around the lines.
const PRIVATE_KEY: &str = r#"(?x)-----BEGIN\x20[A-Z0-9\x20]*PRIVATE\x20KEY(?:\x20BLOCK)?-----
    (?:(?:\\[nr]|[^A-Za-z0-9+/=]){1,40}[A-Za-z-]+:\x20[^\n]*)*
    (?: ( (?:(?:\\[nr]|[^A-Za-z0-9+/=]){0,40}[A-Za-z0-9+/=]{20,})+ (?:\\[nr]|[^A-Za-z0-9+/=]){1,40}[A-Za-z0-9+/=]{1,19} )
        (?:\\[nr]|[\s"'`,|>])*-----END
      | ( (?:(?:\\[nr]|[^A-Za-z0-9+/=]){0,40}[A-Za-z0-9+/=]{20,})+ ) )"#;

/// Tokens that begin with the name of who gave them.
const TOKEN: &str = r"(?x)\b(
      gh[opsur]_[A-Za-z0-9]{36,} | github_pat_[A-Za-z0-9_]{40,} | glpat-[A-Za-z0-9_-]{20,}
    | xox[abeoprs]-[A-Za-z0-9-]{20,} | [rs]k_live_[A-Za-z0-9]{20,} | sk-(?:ant|proj)-[A-Za-z0-9_-]{32,}
    | AIza[A-Za-z0-9_-]{35} | GOCSPX-[A-Za-z0-9_-]{28} | npm_[A-Za-z0-9]{36} | pypi-AgE[A-Za-z0-9_-]{50,}
    | dckr_pat_[A-Za-z0-9_-]{27} | dop_v1_[a-f0-9]{64} | hf_[A-Za-z]{34} | hvs\.[A-Za-z0-9_-]{24,}
    | SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43} | ABSK[A-Za-z0-9+/]{100,}
    | eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}
    )|hooks\.slack\.com/services/(T[A-Z0-9]{7,}/B[A-Z0-9]{7,}/[A-Za-z0-9]{20,})|AccountKey=([A-Za-z0-9+/]{80,}=*)";

const API_KEY: &str = r#"(?ix)
    (?: (?:app|client|consumer|shared|signing|webhook)[\x20_-]?secret | api[\x20_-]?(?:key|secret|token)
      | (?:access|auth|bearer|refresh)[\x20_-]?token | secret[\x20_-]?(?:key|token) | encryption[\x20_-]?key )
    ["'\]]{0,2} [\x20\t]*(?::=|=>|[:=|])[\x20\t]*["']?
    ([A-Za-z0-9_+/=.~-]{20,})"#;

const ADDRESS: &str = r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>]*:([^\s/@"'<>]+)@[A-Za-z0-9]"#;

const COMMAND: &str = r#"(?x)--[a-z-]*pass(?:phrase|word)[\x20\t]+["']?([^\s"'-][^\s"']*)
    | \b(?:mariadb|mysql|mysqladmin|mysqldump)\b[^\n|;]*?\x20-p["']?([^\s"']+)
    | \bsshpass\x20+-p\x20*["']?([^\s"']+)
    | \bcurl\b[^\n|;]*?\x20(?:-u|--user)[\x20=]*["']?[^\s:"']+:([^\s"']+)"#;

/// A word for it in many languages, perhaps what it is for, a colon or a verb, perhaps quotes. Blanks may be of any width.
const PASSWORD: &str = r#"(?ix)
    (?:passphrase|passwd|password|passwort|kennwort|mot\x20de\x20passe|contrase(?:n|ñ|Ñ)a|senha|wachtwoord|hasło|(?:п|П)ароль
      |パスワード|密码|密碼|비밀번호|\bpass|\bpw|\bpwd|_pass|_pw|_pwd) ["'\]]{0,2} (?:[\x20\t]*\([^()\n]{0,40}\))?
    (?:[\x20\t]|\xC2\xA0|\xE2\x80\xAF|\xE3\x80\x80)* (?::=|=>|[:=|]|：|\b(?:is|was|ist|lautet|est|es)\b:?)
    (?:[\x20\t]|\xC2\xA0|\xE3\x80\x80)* (?: "([^"\n]+)" | '([^'\n]+)' | ([^\s"'|][^\s|]*) )"#;

/// Forty characters that look like chance, near the word or near an access key id.
fn secret_access_key(found: &Found) -> Option<Range<usize>> {
    const NEAR: usize = 160;
    let value = found.value();
    let named = || {
        let before = found.before(NEAR).to_ascii_lowercase();
        ["secret", "akia", "asia"].iter().any(|word| before.contains(word))
    };
    let mixed = [u8::is_ascii_digit, u8::is_ascii_lowercase, u8::is_ascii_uppercase];
    let holds = value.len() == 40
        && !found.rest().starts_with('=')
        && mixed.iter().all(|is| value.bytes().any(|byte| is(&byte)))
        && entropy(value) > 4.2
        && !is_example(value)
        && named();
    found.only_if(holds)
}

fn private_key(found: &Found) -> Option<Range<usize>> {
    found.only_if(found.value().len() >= 60 && !is_example(found.value()))
}

/// A signature is an example where the key is that it was made with.
fn signature(found: &Found) -> Option<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '>' | '<');
    let before = found.before(FAR).rsplit(ends).next().unwrap_or_default();
    let behind = found.rest().split(ends).next().unwrap_or_default();
    let example = [before, behind].iter().any(|part| part.contains("EXAMPLE"));
    found.only_if(!example && !is_example(found.value()))
}

fn token(found: &Found) -> Option<Range<usize>> {
    /// The user of every JWT in a textbook: `"sub":"1234567890"`.
    const TEXTBOOK: &str = "eyJzdWIiOiIxMjM0NTY3ODkw";
    let value = found.value();
    let digits = value.starts_with("hf_") || value.contains(|c: char| c.is_ascii_digit());
    found.only_if(digits && entropy(value) > 3.0 && !is_example(value) && !value.contains(TEXTBOOK))
}

fn api_key(found: &Found) -> Option<Range<usize>> {
    let value = found.value();
    let mixed =
        value.contains(|c: char| c.is_ascii_digit()) && value.contains(|c: char| c.is_ascii_alphabetic());
    found.only_if(mixed && entropy(value) > 3.4 && is_password(value))
}

fn password_in_address(found: &Found) -> Option<Range<usize>> {
    let value = found.value();
    let user = found.key().rsplit("//").next().unwrap_or_default().trim_end_matches(':');
    let host = found.rest().trim_start_matches('@');
    let host =
        host.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-').next().unwrap_or_default();
    let example = host.split('.').any(|label| label == "example");
    let named = matches!(value, "pass" | "pw" | "token" | "user") || value.eq_ignore_ascii_case(user);
    found.only_if(value.len() >= 4 && !named && !example && !is_placeholder(value))
}

fn password(found: &Found) -> Option<Range<usize>> {
    let quoted = found.key().ends_with(['"', '\'']);
    let typed = if quoted { found.value() } else { unquoted(found.value()) };
    let separator = found.key().trim_end_matches(['"', '\'', ' ', '\t']);
    let said = separator.ends_with(|c: char| c.is_ascii_alphabetic() || c == '|');
    let rest = &found.text[found.value.start + typed.len()..found.value.end + found.rest().len()];
    let prose = said || (!quoted && goes_on(rest));
    let holds = if prose { is_strong(typed) } else { is_password(typed) };
    let value = found.value.start..found.value.start + typed.len();
    holds.then_some(value)
}

/// A value without the punctuation behind it, and without the next of `key=value;key=value`.
fn unquoted(value: &str) -> &str {
    let is_pair = |rest: &str| {
        rest.split_once('=').is_some_and(|(key, _)| {
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        })
    };
    // Chinese and Japanese go on without a blank.
    let value = value.split(|c| c >= '\u{2E80}').next().unwrap_or_default();
    let next = value.match_indices([';', '&', ',']).find(|(at, _)| is_pair(&value[at + 1..]));
    let value = next.map_or(value, |(at, _)| &value[..at]);
    value.trim_end_matches(['"', '\'', ',', ';', '.', ')', ']', '}', '?', ':'])
}

/// Whether a line goes on as a sentence does, behind what may be a password.
fn goes_on(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['"', '\'', ',', ';', '.', ')', ']', '}', '?', ':', ' ', '\t']);
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
    let is_key = rest[word..].trim_start().starts_with([':', '=']);
    word > 0 && !rest.starts_with("--") && !is_key
}
