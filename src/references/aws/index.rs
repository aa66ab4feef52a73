//! The pages of a guide, as one of the three indexes that AWS publishes for it lists them.

use super::DOCUMENTATION;
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// More pages than any guide has: what an index lists beyond them is left out.
const MOST_PAGES: usize = 50_000;

/// Longer than any title of a page.
const LONGEST_TITLE: usize = 200;

/// The pages of a guide, with their titles where the index gives them.
///
/// That a page is listed proves that it exists. That it is not listed proves nothing: indexes lag behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    pages: BTreeMap<String, Option<String>>,
}

/// Where a guide has its indexes, in the order to ask.
pub fn index_addresses(guide: &str) -> [String; 3] {
    ["llms.txt", "toc-contents.json", "sitemap.xml"]
        .map(|name| format!("https://{DOCUMENTATION}/{guide}/{name}"))
}

impl Index {
    /// An index of these pages and titles.
    pub fn new(pages: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        Self { pages: pages.into_iter().collect() }
    }

    /// Reads `llms.txt`, `toc-contents.json` or `sitemap.xml`, told apart by what is in them; `None` for anything else, as the
    /// page that AWS shows instead of a missing file.
    pub fn parse(guide: &str, text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let base = Url::parse(&format!("https://{DOCUMENTATION}/{guide}/")).ok()?;
        let mut index = Self::default();
        let mut list = |href: &str, title: Option<&str>| index.list(&base, href, title);
        if text.starts_with('{') {
            contents(&serde_json::from_str(text).ok()?, &mut list);
        } else if text.starts_with('<') {
            if text.contains("<urlset") {
                locations(text, &mut list);
            }
        } else {
            links(text, &mut list);
        }
        (!index.pages.is_empty()).then_some(index)
    }

    fn list(&mut self, base: &Url, href: &str, title: Option<&str>) {
        let Ok(url) = base.join(href) else { return };
        let Some(leaf) = url.path().strip_prefix(base.path()).filter(|_| url.host() == base.host()) else {
            return;
        };
        let leaf = leaf.strip_suffix(".md").map_or_else(|| leaf.to_owned(), |stem| format!("{stem}.html"));
        if self.pages.len() < MOST_PAGES && leaf.strip_suffix(".html").is_some() {
            let own = self.pages.entry(leaf).or_default();
            // a part of a page has a title of its own
            let title = title.filter(|_| own.is_none() && url.fragment().is_none());
            if let Some(title) = title.map(cleaned).filter(|title| !title.is_empty()) {
                *own = Some(title);
            }
        }
    }

    /// Whether a page is listed.
    pub fn has(&self, leaf: &str) -> bool {
        self.pages.contains_key(leaf)
    }

    /// The title of a page.
    pub fn title(&self, leaf: &str) -> Option<&str> {
        self.pages.get(leaf)?.as_deref()
    }

    /// The pages, in alphabetical order.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }
}

/// `{"contents": [{"title", "href", "contents"}]}`, however deep.
fn contents(root: &Value, list: &mut impl FnMut(&str, Option<&str>)) {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if let Some(href) = node.get("href").and_then(Value::as_str) {
            list(href, node.get("title").and_then(Value::as_str));
        }
        open.extend(node.get("contents").and_then(Value::as_array).into_iter().flatten());
    }
}

/// `<loc>address</loc>`.
fn locations(text: &str, list: &mut impl FnMut(&str, Option<&str>)) {
    for location in text.split("<loc>").skip(1) {
        let href = location.split('<').next().unwrap_or(location).trim();
        list(&href.replace("&amp;", "&"), None);
    }
}

/// `- [title](address): what it is about`.
fn links(text: &str, list: &mut impl FnMut(&str, Option<&str>)) {
    for line in text.lines() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("](") {
            let title = before.rsplit_once('[').map(|(_, title)| title);
            let (href, behind) = after.split_once(')').unwrap_or((after, ""));
            list(href.split_whitespace().next().unwrap_or(href), title);
            rest = behind;
        }
    }
}

/// A title as one line of words.
fn cleaned(title: &str) -> String {
    let visible: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LONGEST_TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "AmazonS3/latest/userguide";

    fn listed(text: &str) -> Option<Vec<(String, Option<String>)>> {
        let index = Index::parse(GUIDE, text)?;
        Some(index.pages().map(|leaf| (leaf.to_owned(), index.title(leaf).map(str::to_owned))).collect())
    }

    #[test]
    fn all_three_indexes_of_a_guide_list_its_pages() {
        let cors = |title: Option<&str>| Some(vec![("cors.html".to_owned(), title.map(str::to_owned))]);
        assert_eq!(
            listed(
                "# S3\n\n- [Using  CORS](https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.md): how\n"
            ),
            cors(Some("Using CORS"))
        );
        assert_eq!(
            listed(
                r#"{"contents": [{"title": "A", "contents": [{"title": "Using CORS", "href": "cors.html"},
                {"title": "Part", "href": "cors.html#part"}, {"title": "B", "href": "../API/b.html"}]}]}"#
            ),
            cors(Some("Using CORS"))
        );
        assert_eq!(
            listed(
                "<?xml version=\"1.0\"?><urlset><url><loc>
                https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html</loc></url></urlset>"
            ),
            cors(None)
        );
    }

    #[test]
    fn what_is_no_index_lists_nothing() {
        for text in
            ["", "not found", "<!doctype html><a href=\"cors.html\">CORS</a>", "{\"contents\": 3}", "{\"con"]
        {
            assert_eq!(listed(text), None, "{text}");
        }
        let deep = format!("{}{}", "{\"contents\":[".repeat(100_000), "]}".repeat(100_000));
        assert_eq!(listed(&deep), None);
    }
}
