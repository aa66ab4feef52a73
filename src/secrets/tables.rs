//! Passwords and keys in the cells of a table, which the head of their column names.

use super::Kind;
use super::judge::{entropy, is_password, is_strong};
use std::ops::Range;

/// Heads of columns of passwords, or their last words.
const PASSWORDS: &[&str] = &[
    "contraseña",
    "contrasena",
    "hasło",
    "kennwort",
    "mot de passe",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "pw",
    "pwd",
    "senha",
    "wachtwoord",
    "пароль",
    "パスワード",
    "密码",
    "密碼",
    "비밀번호",
];

/// Heads of columns of keys, or their last words.
const KEYS: &[&str] = &["api key", "apikey", "secret", "secret key", "token"];

/// What looks like a secret in the columns of `text` whose heads say so.
pub(super) fn search(text: &str) -> Vec<(Kind, Range<usize>)> {
    let mut secrets = Vec::new();
    let (mut head, mut columns) = ("", Vec::new());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.contains('|') {
            columns.clear();
        } else if is_delimiter(line) {
            columns = cells(head).map(|cell| kind(&head[cell])).collect();
        } else {
            let named = cells(line).zip(&columns).filter_map(|(cell, kind)| Some((cell, (*kind)?)));
            let found = named.filter(|(cell, kind)| is_secret(&line[cell.clone()], *kind));
            secrets.extend(found.map(|(cell, kind)| (kind, start + cell.start..start + cell.end)));
        }
        head = line;
        start += line.len();
    }
    secrets
}

/// Whether `line` parts the head of a table from its rows.
fn is_delimiter(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| c.is_whitespace() || matches!(c, '|' | '-' | ':' | '>'))
}

/// The cells of a row, without the blanks around them.
fn cells(row: &str) -> impl Iterator<Item = Range<usize>> {
    let lead = row.len() - row.trim_start_matches([' ', '\t', '>']).len();
    let lead = lead + usize::from(row[lead..].starts_with('|'));
    let mut at = lead;
    row[lead..].split('|').map(move |cell| {
        let start = at + cell.len() - cell.trim_start().len();
        at += cell.len() + 1;
        start..start + cell.trim().len()
    })
}

/// What stands in the column under `head`, if that is secret.
fn kind(head: &str) -> Option<Kind> {
    let head = head.split('(').next().unwrap_or_default().trim().to_lowercase();
    let named = |names: &[&str]| {
        names.iter().any(|name| {
            let before = head.strip_suffix(name).and_then(|before| before.chars().next_back());
            head == *name || before.is_some_and(|c| matches!(c, ' ' | '_' | '-' | '/'))
        })
    };
    match () {
        () if named(PASSWORDS) => Some(Kind::Password),
        () if named(KEYS) => Some(Kind::ApiKey),
        () => None,
    }
}

/// Whether `cell` is what the head of its column says, and no word about that.
fn is_secret(cell: &str, kind: Kind) -> bool {
    const SHORTEST: usize = 8;
    const SHORTEST_KEY: usize = 20;
    let is_name =
        |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let is_path = cell.contains('/') && cell.split('/').all(is_name);
    let is_key = || {
        cell.len() >= SHORTEST_KEY
            && cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'=')
            && entropy(cell) > 3.4
    };
    cell.len() >= SHORTEST
        && !cell.contains(char::is_whitespace)
        && !is_path
        && is_password(cell)
        && (kind == Kind::Password || is_key() || (is_strong(cell) && !cell.contains(['=', '?'])))
}
