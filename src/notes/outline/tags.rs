//! Tells the tags of raw HTML from what only looks like one.

use crate::config::RawHtml;
use crate::notes::Placed;
use pulldown_cmark::{Event, Tag, TagEnd};

/// Events in which blocks of raw HTML are one event each, comments are gone, and placeholders are text.
pub(super) fn tell_apart(events: Vec<Placed<'_>>, html: RawHtml) -> Vec<Placed<'_>> {
    let mut told = Vec::with_capacity(events.len());
    let mut block: Option<(String, usize)> = None;
    for (event, range) in events {
        match (event, &mut block) {
            (Event::Start(Tag::HtmlBlock), _) => block = Some((String::new(), range.start)),
            (Event::End(TagEnd::HtmlBlock), Some((text, start))) => {
                told.push((Event::Html(without_placeholders(text, html).into()), *start..range.end));
                block = None;
            }
            (Event::Html(line) | Event::Text(line), Some((text, _))) => text.push_str(&line),
            (Event::InlineHtml(tag), _) if is_placeholder(&tag, html) => told.push((Event::Text(tag), range)),
            (Event::InlineHtml(tag), _) if tag.starts_with("<!--") => {}
            (event, _) => told.push((event, range)),
        }
    }
    told
}

/// Whether what looks like a tag is none: a placeholder, as in `<bucket-name>`, or a comparison, as in `a<b and c>d`.
fn is_placeholder(tag: &str, html: RawHtml) -> bool {
    const BARE_ATTRIBUTES: &[&str] = &["checked", "controls", "disabled", "hidden", "open", "reversed"];
    let words = || tag.trim_end_matches(['>', '/']).split_whitespace().skip(1);
    let quoted = tag.contains(['"', '\'']);
    let compares = !quoted
        && !tag.starts_with("<!")
        && !tag.starts_with("<?")
        && words().any(|word| !word.contains('=') && !BARE_ATTRIBUTES.contains(&word));
    compares || without_placeholders(tag, html).starts_with("&lt;")
}

/// Elements that a browser would read on behind, or run: `GFM` 0.29 shows them as text (6.11), and `object` and `embed` with
/// them. Only notes that are trusted may have them.
const DISALLOWED: &[&str] = &[
    "embed",
    "iframe",
    "noembed",
    "noframes",
    "object",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// The elements of HTML. What looks like a tag and is none of these is a placeholder, as in `<bucket-name>`.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// A piece of raw HTML from a note, without its comments; what only looks like a tag is made text.
pub(super) fn without_placeholders(text: &str, html: RawHtml) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let comment = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->"));
        if let Some((_, behind)) = comment {
            rest = behind;
            continue;
        }
        let name = rest[1..].trim_start_matches('/');
        let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        let allowed = html == RawHtml::Trust || !DISALLOWED.contains(&name.as_str());
        let known = allowed && ELEMENTS.contains(&name.as_str());
        clean.push_str(if known { "<" } else { "&lt;" });
        rest = &rest[1..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::without_placeholders;
    use crate::config::RawHtml::{Sanitize, Trust};

    #[test]
    fn placeholders_are_text_and_elements_stay() {
        assert_eq!(without_placeholders("<bucket-name>", Sanitize), "&lt;bucket-name>");
        assert_eq!(
            without_placeholders("<details><IP><!-- secret --></details>", Sanitize),
            "<details>&lt;IP></details>"
        );
    }

    #[test]
    fn what_would_run_is_text_unless_the_notes_are_trusted() {
        assert_eq!(without_placeholders("<script>x</script>", Sanitize), "&lt;script>x&lt;/script>");
        assert_eq!(without_placeholders("<script>x</script>", Trust), "<script>x</script>");
    }
}
