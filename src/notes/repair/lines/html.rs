//! Which lines begin a block of HTML, and what ends it.

use super::Open;

/// Elements that begin a block of HTML wherever they stand (`CommonMark` 0.31.2, 4.6, kind 6), those that notes have.
const BLOCK_ELEMENTS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// The block of HTML that the line begins, if it does.
pub(super) fn opened(words: &str, after_blank: bool) -> Option<Open> {
    let tag = words.strip_prefix('<')?;
    if tag.starts_with("!--") {
        return Some(Open::HtmlUntil { end: "-->" });
    }
    let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let verbatim =
        [("pre", "</pre>"), ("script", "</script>"), ("style", "</style>"), ("textarea", "</textarea>")];
    if let Some((_, end)) = verbatim.iter().find(|(element, _)| *element == name) {
        return Some(Open::HtmlUntil { end });
    }
    let alone = after_blank && !name.is_empty() && words.ends_with('>') && !words.contains("://");
    (BLOCK_ELEMENTS.contains(&name.as_str()) || alone).then_some(Open::HtmlUntilBlank)
}
