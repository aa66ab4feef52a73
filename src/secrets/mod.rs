//! Finds what looks like a secret in a text (keys, tokens, passwords), and covers it.

mod judge;
mod rules;
mod tables;
mod view;

use rules::search;
use std::ops::Range;
use view::View;

/// A stretch of a text that looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it looks like.
    pub kind: Kind,
    /// A name for its value that does not tell it.
    pub fingerprint: String,
}

/// What a secret looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The name of a key of AWS, which goes with a secret access key.
    AccessKeyId,
    /// A key of AWS.
    SecretAccessKey,
    /// What goes with a key of AWS that ends by itself.
    SessionToken,
    /// A private key, as PEM and PGP have it.
    PrivateKey,
    /// What makes an address open a private file.
    Signature,
    /// A token of a service, by its shape.
    Token,
    /// A key or token, by the words before it.
    ApiKey,
    /// A password, by the words before it.
    Password,
}

impl Kind {
    /// What it is, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessKeyId => "an AWS access key id",
            Self::SecretAccessKey => "an AWS secret access key",
            Self::SessionToken => "an AWS session token",
            Self::PrivateKey => "a private key",
            Self::Signature => "the signature of a presigned address",
            Self::Token => "an access token",
            Self::ApiKey => "an API key or a token",
            Self::Password => "a password",
        }
    }

    /// Whether its value alone shows what it is, whatever stands around it.
    pub fn has_shape(self) -> bool {
        !matches!(self, Self::SecretAccessKey | Self::ApiKey | Self::Password)
    }
}

/// All that looks like a secret in `text`, in order and apart. Marks of Markdown and tags inside a secret do not hide it.
/// What documentation shows as an example, and what only holds the place of a secret, is none.
pub fn find(text: &str) -> Vec<Secret> {
    let view = View::of(text);
    let secret = |text: &str, kind, range: Range<usize>| {
        let fingerprint = fingerprint(kind, &text[range.clone()]);
        Secret { range, kind, fingerprint }
    };
    let named = search(&view.text, |_| true).into_iter().chain(tables::search(&view.text));
    let plain = named.map(|(kind, range)| {
        let found = secret(&view.text, kind, range);
        Secret { range: view.origin(found.range), ..found }
    });
    // A mark right behind a secret parts it from the next word: taken away, it would hide it.
    let marked = search(text, Kind::has_shape).into_iter().map(|(kind, range)| secret(text, kind, range));
    let mut all: Vec<Secret> = plain.chain(marked).collect();
    all.sort_by_key(|secret| (secret.range.start, std::cmp::Reverse(secret.range.end)));
    let mut apart: Vec<Secret> = Vec::with_capacity(all.len());
    for secret in all {
        match apart.last_mut() {
            Some(last) if secret.range.start < last.range.end => {
                last.range.end = last.range.end.max(secret.range.end);
            }
            _ => apart.push(secret),
        }
    }
    apart
}

/// The lines of a private key are the same key however they are indented.
fn fingerprint(kind: Kind, value: &str) -> String {
    let told = |c: &char| kind != Kind::PrivateKey || is_of_key(*c);
    let value: String = value.chars().filter(told).collect();
    blake3::hash(value.as_bytes()).to_hex()[..12].to_owned()
}

/// Whether the lines of a private key are made of such characters.
fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

/// The first secret that is `wanted` in a file, if that is text, and its line, counted from 1.
pub fn first_in_file(bytes: &[u8], wanted: impl Fn(&Secret) -> bool) -> Option<(Secret, usize)> {
    const BEGINNING: usize = 8_000;
    if bytes[..bytes.len().min(BEGINNING)].contains(&0) {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let secret = find(&text).into_iter().find(wanted)?;
    let line = 1 + text[..secret.range.start].matches('\n').count();
    Some((secret, line))
}

/// `text` with its `secrets` covered, each byte by one, so that every place in it stays where it is. Of an access key id the
/// first four characters and the last four are left, by which its owner knows it.
pub fn mask(text: &str, secrets: &[Secret]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for Secret { range, kind, .. } in secrets {
        // What was pasted may have marks of several bytes in it that nobody sees.
        let whole = [range.start + 4, range.end - 4].iter().all(|&at| text.is_char_boundary(at));
        let shown = if *kind == Kind::AccessKeyId && whole { 4 } else { 0 };
        masked.push_str(&text[from..range.start + shown]);
        for c in text[range.start + shown..range.end - shown].chars() {
            let covered = match kind {
                Kind::PrivateKey => is_of_key(c),
                _ => !c.is_whitespace(),
            };
            if covered {
                masked.extend(std::iter::repeat_n('x', c.len_utf8()));
            } else {
                masked.push(c);
            }
        }
        from = range.end - shown;
    }
    masked + &text[from..]
}
