//! Addresses in running text, and links that are addresses without their scheme.

use crate::references::Address;
use linkify::{LinkFinder, LinkKind};
use std::ops::Range;

/// Punctuation of scripts without spaces, which ends an address that a space would end elsewhere.
const WIDE_PUNCTUATION: &[char] =
    &['。', '，', '、', '；', '：', '！', '？', '）', '】', '」', '』', '》', '”', '’'];

/// The bare `http` and `https` addresses in `text`, and their places.
pub(super) fn bare_addresses(text: &str) -> Vec<(Address, Range<usize>)> {
    if !text.contains("://") {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let found = finder.links(text).filter_map(|link| {
        let url = link.as_str().split(WIDE_PUNCTUATION).next().unwrap_or_default();
        Some((Address::parse(url)?, link.start()..link.start() + url.len()))
    });
    found.collect()
}

/// Whether a relative link is an address whose scheme was forgotten: `docs.aws.amazon.com/…`.
pub(super) fn looks_like_host(path: &str) -> bool {
    let host = path.split('/').next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    let named = labels.len() >= 2 && labels.iter().all(|label| !label.is_empty()) && !host.contains(' ');
    named && (matches!(top, "com" | "org" | "net" | "io" | "dev" | "edu" | "gov") || host.starts_with("www."))
}

#[cfg(test)]
mod tests {
    use super::{bare_addresses, looks_like_host};

    fn found(text: &str) -> Vec<String> {
        bare_addresses(text).into_iter().map(|(address, _)| address.typed).collect()
    }

    #[test]
    fn a_bare_address_ends_where_a_reader_sees_its_end() {
        assert_eq!(found("see https://a.io/edge.html. Ref"), ["https://a.io/edge.html"]);
        assert_eq!(found("(https://a.io/x_(y)), then"), ["https://a.io/x_(y)"]);
        assert_eq!(found("见 https://a.io/cadvisor。下一句"), ["https://a.io/cadvisor"]);
        assert!(found("s3://bucket/key and ftp://a.io").is_empty());
    }

    #[test]
    fn a_host_is_told_from_a_file() {
        assert!(looks_like_host("docs.aws.amazon.com/ja_jp/x.html"));
        assert!(
            !looks_like_host("notes.md")
                && !looks_like_host("sub/page.html")
                && !looks_like_host("my file.com")
        );
    }
}
