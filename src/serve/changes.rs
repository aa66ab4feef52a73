//! What a build changed: which pages, and where on each of them.

use crate::source::Content;
use camino::Utf8PathBuf;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many pages are named.
const NAMED: usize = 20;
/// So many pages are looked through for changes of their own text.
const LOOKED_THROUGH: usize = 300;
/// The elements that count as blocks. The script that goes to a change counts the same.
const BLOCKS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "pre", "tr", "dt", "dd", "summary"];
/// Where a page says of which lines a section is made.
const ORIGIN: &[u8] = b"<p class=\"origin\">";
/// Elements that hold text alone, whatever it looks like.
const TEXTS: &[&str] = &["script", "style", "textarea", "title", "noscript", "template"];

/// The files of a site by path.
pub(super) type Files = BTreeMap<Utf8PathBuf, Content>;

/// A page that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    /// Its path.
    pub page: Utf8PathBuf,
    /// Which of the blocks in its `main` is the first that differs, in the order of the document.
    pub block: usize,
}

/// Whether two contents have the same bytes. What is shared costs nothing.
fn same(one: &Content, other: &Content) -> bool {
    (one.as_ptr(), one.len()) == (other.as_ptr(), other.len()) || **one == **other
}

/// Puts what is in `before` already in the place of equal bytes in `now`: it may know its fingerprint. Gives the paths of
/// what is new or differs.
pub(super) fn share(before: &Files, now: &mut Files) -> Vec<Utf8PathBuf> {
    let mut differing = Vec::new();
    let mut before = before.iter().peekable();
    for (path, bytes) in now {
        // Nearly always the two are side by side, and texts are compared sooner than paths.
        let is_it = |old: &Utf8PathBuf| old.as_str() == path.as_str();
        while before.next_if(|(old, _)| !is_it(old) && *old < path).is_some() {}
        match before.next_if(|(old, _)| is_it(old)) {
            Some((_, old)) if same(old, bytes) => *bytes = old.clone(),
            _ => differing.push(path.clone()),
        }
    }
    differing
}

/// The pages among the `differing` files whose sections changed, those that are new first. What a page says of itself or of its
/// neighbours does not count.
pub(super) fn changes([before, now]: [&Files; 2], differing: &[Utf8PathBuf]) -> Vec<Change> {
    let placed = |page: &Utf8PathBuf| {
        let old = before.get(page);
        let block = old.map_or(Some(0), |old| first_changed(old, &now[page]))?;
        Some((old.is_some(), Change { page: page.clone(), block }))
    };
    let mut found: Vec<(bool, Change)> = differing.iter().take(LOOKED_THROUGH).filter_map(placed).collect();
    found.sort_by_key(|(known, _)| *known);
    found.into_iter().map(|(_, change)| change).take(NAMED).collect()
}

/// Which block of the new page's `main` holds the first byte of its sections by which they differ from the old one's; `None`
/// where these are the same.
fn first_changed(old: &[u8], new: &[u8]) -> Option<usize> {
    let (old, new) = (main_of(old), main_of(new));
    let begin = |page| position(page, b"<section", 0).unwrap_or(0);
    let at = difference(old, new, (begin(old), begin(new)))?;
    Some(blocks_until(new, at).saturating_sub(1))
}

/// Where in `new` it first differs from `old`, each from its place on. Which lines a section is made of counts nowhere: a
/// line that is put in changes it on every page that follows.
fn difference(old: &[u8], new: &[u8], (mut was, mut now): (usize, usize)) -> Option<usize> {
    loop {
        let equal = in_common(&old[was..], &new[now..]);
        (was, now) = (was + equal, now + equal);
        if was == old.len() && now == new.len() {
            return None;
        }
        let tag = new[..now].iter().rposition(|&byte| byte == b'<').unwrap_or(now);
        if !new[tag..now].starts_with(ORIGIN) {
            return Some(now);
        }
        (was, now) = (after(old, was, b"</p>"), after(new, now, b"</p>"));
    }
}

/// With how many same bytes both begin. Stretches are compared at once, and only the last one byte by byte.
fn in_common(one: &[u8], other: &[u8]) -> usize {
    const STRETCH: usize = 256;
    let stretches = one.chunks(STRETCH).zip(other.chunks(STRETCH));
    let from = stretches.take_while(|(one, other)| one.len() == STRETCH && one == other).count() * STRETCH;
    from + one[from..].iter().zip(&other[from..]).take_while(|(one, other)| one == other).count()
}

/// Where `wanted` begins, looked for from `from` on.
fn position(html: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    html.get(from..)?.windows(wanted.len()).position(|found| found == wanted).map(|at| from + at)
}

/// The page from its `main` on, to the end of that; nothing where there is none.
fn main_of(html: &[u8]) -> &[u8] {
    let start = position(html, b"<main", 0).unwrap_or(html.len());
    let tag = html[start..].windows(b"</main".len()).rposition(|found| found == b"</main");
    let end = tag.map_or(html.len(), |tag| start + tag);
    &html[start..end]
}

/// How many blocks begin at or before byte `at`.
fn blocks_until(html: &[u8], at: usize) -> usize {
    let mut count = 0;
    let mut rest = 0;
    while let Some(open) = html[rest..].iter().position(|&byte| byte == b'<').map(|found| rest + found) {
        if open > at {
            break;
        }
        let tag = &html[open + 1..];
        if tag.starts_with(b"!--") {
            rest = after(html, open + 4, b"-->");
            continue;
        }
        let length = tag.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = String::from_utf8_lossy(&tag[..length]);
        count += usize::from(BLOCKS.contains(&&*name));
        rest = end_of_tag(html, open + 1);
        if TEXTS.contains(&&*name) {
            rest = after(html, rest, format!("</{name}").as_bytes());
        }
    }
    count
}

/// The place behind `end`, looked for from `from` on.
fn after(html: &[u8], from: usize, end: &[u8]) -> usize {
    position(html, end, from).map_or(html.len(), |found| found + end.len())
}

/// The place behind the tag that `from` lies in: its values may hold what looks like its end.
fn end_of_tag(html: &[u8], from: usize) -> usize {
    let mut quote = None;
    for (at, &byte) in html.iter().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::{Change, Files, changes, first_changed, share};

    const PAGE: &str = "<title>t</title><p>no</p><main class=\"a>b\"><h1>One</h1>\
        <!-- <p> --><p title='<p>'>two</p><script>'<p>'</script><ul><li>three</li></ul></main><p>foot</p>";

    fn block_of(old: &str, new: &str) -> Option<usize> {
        first_changed(old.as_bytes(), new.as_bytes())
    }

    #[test]
    fn the_changed_block_is_counted_among_those_of_main_as_a_browser_counts_them() {
        for (old, new, block) in [
            ("One", "Oh", Some(0)),
            ("two", "twice", Some(1)),
            ("three", "thrice", Some(2)),
            ("<li>three", "<li>new</li><li>three", Some(2)),
            ("<p title", "<pre>x</pre><p title", Some(1)),
            ("<li>three</li>", "", Some(1)),
            ("foot", "feet", None),
            (">no<", ">yes<", None),
            ("<title>t", "<title>u", None),
        ] {
            assert!(PAGE.contains(old), "{old}");
            assert_eq!(block_of(PAGE, &PAGE.replace(old, new)), block, "{old}");
        }
        assert_eq!(block_of("", PAGE), Some(0), "a new page is new from its beginning");
    }

    #[test]
    fn the_text_of_a_page_counts_and_not_what_the_page_says_of_itself() {
        let page = |words: &str, text: &str| {
            format!("<main><h1>One</h1><p>{words}</p><section><p>a</p><p>{text}</p></section></main>")
        };
        let block = |new: &str| block_of(&page("2 words", "b"), new);
        assert_eq!(block(&page("3 words", "b c")), Some(3));
        assert_eq!(block(&page("3 words", "b")), None);
        assert_eq!(block(&page("2 words", "b")), None);
        let moved = |lines: &str| {
            format!("<main><section><p class=\"origin\">a.md, lines {lines}</p></section></main>")
        };
        assert_eq!(block_of(&moved("1–3"), &moved("2–4")), None);
    }

    #[test]
    fn new_pages_come_first_then_those_whose_sections_changed() {
        let page = |about: &str, text: &str| {
            format!("<main><p>{about}</p><section><p>{text}</p></section></main>").into_bytes().into()
        };
        let before: Files =
            ["a", "b", "c"].map(|name| (format!("{name}.html").into(), page("1 word", "x"))).into();
        let mut now = before.clone();
        now.insert("b.html".into(), page("2 words", "x"));
        now.insert("c.html".into(), page("2 words", "x y"));
        now.insert("d.html".into(), page("1 word", "x"));
        let found = changes([&before, &now], &share(&before, &mut now.clone()));
        let found: Vec<_> = found.iter().map(|Change { page, block }| (page.as_str(), *block)).collect();
        assert_eq!(found, [("d.html", 0), ("c.html", 1)]);
    }
}
