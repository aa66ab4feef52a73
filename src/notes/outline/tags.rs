//! Tells the tags of raw HTML from what only looks like one, and brings those of untrusted notes into order.

mod elements;

use crate::config::RawHtml;
use crate::notes::Placed;
pub use elements::seen;
use elements::{is_allowed, needs_end};
use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};
use pulldown_cmark::{Event, Tag, TagEnd};
use pulldown_cmark_escape::escape_html;

/// Raw tags may stand inside each other this deep; what is deeper is shown as text, for a parser of HTML is slow on it.
const DEEPEST: usize = 64;

/// Events in which blocks of raw HTML are one event each, comments are gone, and placeholders are text. Where the notes are
/// not trusted, every tag that is left is whole, ends, and wears nothing of the theme's.
pub(super) fn tell_apart(events: Vec<Placed<'_>>, html: RawHtml) -> Vec<Placed<'_>> {
    let mut told = Vec::with_capacity(events.len());
    let mut block: Option<(String, usize)> = None;
    let mut tags = Tags { trusted: html == RawHtml::Trust, ..Tags::default() };
    let mut images = 0_usize;
    for (event, range) in events {
        match (event, &mut block) {
            (Event::Start(Tag::HtmlBlock), _) => block = Some((String::new(), range.start)),
            (Event::End(TagEnd::HtmlBlock), Some((text, start))) => {
                told.push((Event::Html(tags.clean(text).into()), *start..range.end));
                block = None;
            }
            (Event::Html(line) | Event::Text(line), Some((text, _))) => text.push_str(&line),
            (Event::InlineHtml(tag), _) if tags.is_placeholder(&tag) => told.push((Event::Text(tag), range)),
            // An alternative text holds no elements.
            (Event::InlineHtml(_), _) if images > 0 => {}
            (Event::InlineHtml(tag), _) => push_html(&mut told, tags.clean(&tag), range),
            (event, _) => {
                images += usize::from(matches!(event, Event::Start(Tag::Image { .. })));
                images -= usize::from(matches!(event, Event::End(TagEnd::Image)));
                match event {
                    Event::Start(_) => tags.enter(),
                    Event::End(_) => push_html(&mut told, tags.leave(), range.end..range.end),
                    _ => {}
                }
                told.push((event, range));
            }
        }
    }
    told
}

fn push_html(events: &mut Vec<Placed>, html: String, range: std::ops::Range<usize>) {
    if !html.is_empty() {
        events.push((Event::InlineHtml(html.into()), range));
    }
}

/// The raw tags of a note as they are read, one after the other.
#[derive(Default)]
struct Tags {
    trusted: bool,
    /// The names of the raw elements that are open, and `None` for each piece of Markdown that is.
    open: Vec<Option<String>>,
    /// How many open elements are shown as text, because they stand too deep.
    too_deep: usize,
    /// Whether a raw paragraph is open.
    paragraph: bool,
}

impl Tags {
    /// Whether what looks like a tag is none: a placeholder, as in `<bucket-name>`, or a comparison, as in `a<b and c>d`.
    fn is_placeholder(&self, tag: &str) -> bool {
        const BARE_ATTRIBUTES: &[&str] = &["checked", "controls", "disabled", "hidden", "open", "reversed"];
        if tag.starts_with("<!--") {
            return false;
        }
        let words = || tag.trim_end_matches(['>', '/']).split_whitespace().skip(1);
        let quoted = tag.contains(['"', '\'']);
        let compares = !quoted && words().any(|word| !word.contains('=') && !BARE_ATTRIBUTES.contains(&word));
        compares || !is_allowed(&name(tag), self.trusted)
    }

    /// A piece of raw HTML without its comments; what only looks like a tag is made text.
    fn clean(&mut self, html: &str) -> String {
        if self.trusted {
            return without_placeholders(html);
        }
        let mut clean = String::with_capacity(html.len());
        let mut from = 0;
        for token in Tokenizer::new_with_emitter(html, DefaultEmitter::new_with_span()).flatten() {
            let (span, tag) = match token {
                Token::StartTag(tag) => (tag.span, self.start(&tag)),
                Token::EndTag(tag) => (tag.span, self.end(&tag)),
                Token::Comment(comment) if html[comment.span.start..].starts_with("<!--") => {
                    let closed = html[..comment.span.end].ends_with("-->");
                    (comment.span, closed.then(String::new))
                }
                _ => continue,
            };
            // What is no tag stays among the text, up to the next that is one.
            let Some(tag) = tag else { continue };
            clean.push_str(&html[from..span.start].replace('<', "&lt;"));
            clean.push_str(&tag);
            from = span.end;
        }
        clean + &html[from..].replace('<', "&lt;")
    }

    /// A start tag as it is put out; `None` if it is shown as text.
    fn start(&mut self, tag: &StartTag<usize>) -> Option<String> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if !is_allowed(&name, false) {
            return None;
        }
        let written = written(&name, tag);
        self.paragraph |= name == "p";
        if needs_end(&name) {
            if self.open.iter().flatten().count() >= DEEPEST {
                self.too_deep += 1;
                return None;
            }
            self.open.push(Some(name));
        }
        Some(written)
    }

    /// An end tag as it is put out, with those of the elements in it that were left open; nothing for a stray one; `None` if
    /// it is shown as text.
    fn end(&mut self, tag: &EndTag<usize>) -> Option<String> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if !is_allowed(&name, false) {
            return None;
        }
        // Browsers take a stray end of these two for a beginning.
        match name.as_str() {
            "br" => return Some("<br>".to_owned()),
            "p" if !std::mem::take(&mut self.paragraph) => return Some(String::new()),
            _ if !needs_end(&name) => return Some(format!("</{name}>")),
            _ => {}
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return None;
        }
        let Some(at) = self.open.iter().rposition(|open| open.as_ref() == Some(&name)) else {
            return Some(String::new());
        };
        if self.open[at..].contains(&None) {
            // It was opened outside of the Markdown that it is closed in, as `<details>` above a paragraph often is.
            self.open.remove(at);
            return Some(format!("</{name}>"));
        }
        Some(self.close(at))
    }

    /// A piece of Markdown begins: a block of it ends a raw paragraph.
    fn enter(&mut self) {
        self.open.push(None);
        self.paragraph = false;
    }

    /// The end tags of what was opened in a piece of Markdown that ends and is still open.
    fn leave(&mut self) -> String {
        let outside = self.open.iter().rposition(Option::is_none).expect("what ends has begun");
        let ends = self.close(outside + 1);
        self.paragraph = false;
        self.open.truncate(outside);
        ends
    }

    /// The end tags of the elements from the `at`th on, which are no longer open.
    fn close(&mut self, at: usize) -> String {
        let mut ends = String::new();
        for name in self.open.drain(at..).rev().flatten() {
            ends.extend(["</", &name, ">"]);
        }
        ends
    }
}

/// A start tag written out anew. No class, and no name of a place that could be taken for the theme's, is kept.
fn written(name: &str, tag: &StartTag<usize>) -> String {
    let mut written = format!("<{name}");
    for (key, value) in &tag.attributes {
        let (key, value) = (String::from_utf8_lossy(key), String::from_utf8_lossy(value));
        let safe = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let place = matches!(&*key, "id" | "name") && value.starts_with("lc-");
        if safe && !place && key != "class" && !key.starts_with("data-") {
            written.extend([" ", &key, "=\""]);
            escape_html(&mut written, &value).expect("writing to a string does not fail");
            written.push('"');
        }
    }
    written + ">"
}

/// The name of the element that a piece of text which begins with `<` may be a tag of.
fn name(tag: &str) -> String {
    let name = tag[1..].trim_start_matches('/');
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(name.len());
    name[..end].to_ascii_lowercase()
}

/// A piece of trusted HTML without its comments; what only looks like a tag is made text.
fn without_placeholders(html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let comment = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->"));
        if let Some((_, behind)) = comment {
            rest = behind;
            continue;
        }
        clean.push_str(if is_allowed(&name(rest), true) { "<" } else { "&lt;" });
        rest = &rest[1..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::Tags;

    fn clean(html: &str) -> String {
        Tags::default().clean(html)
    }

    #[test]
    fn placeholders_are_text_and_elements_stay() {
        assert_eq!(clean("<bucket-name>"), "&lt;bucket-name>");
        assert_eq!(clean("é\r\n<details><IP><!-- secret --></details>"), "é\r\n<details>&lt;IP></details>");
        assert_eq!(clean("a < b <!-- open"), "a &lt; b &lt;!-- open");
        assert_eq!(clean("<b>x</b> <b"), "<b>x</b> &lt;b");
    }

    #[test]
    fn what_would_run_is_text_unless_the_notes_are_trusted() {
        assert_eq!(clean("<script>x</script>"), "&lt;script>x&lt;/script>");
        assert_eq!(clean("<math><svg></math>"), "&lt;math>&lt;svg>&lt;/math>");
        let mut trusted = Tags { trusted: true, ..Tags::default() };
        assert_eq!(trusted.clean("<script>x</script>"), "<script>x</script>");
    }

    #[test]
    fn a_tag_cannot_wear_what_is_the_themes() {
        assert_eq!(
            clean("<img CLASS=callout id='lc-main' data-callout=tip width=720 alt='\"<a>'>"),
            "<img alt=\"&quot;&lt;a&gt;\" width=\"720\">"
        );
    }

    #[test]
    fn elements_end_in_order_and_stray_ends_are_dropped() {
        assert_eq!(clean("<div><b><i>x</div></i>"), "<div><b><i>x</i></b></div>");
        assert_eq!(clean("<p>a</p></p>b</br>c"), "<p>a</p>b<br>c");
        assert_eq!(clean("<ul><li>a<li>b</ul><br/>"), "<ul><li>a<li>b</ul><br>");
    }

    #[test]
    fn what_stands_too_deep_is_text() {
        let html = clean(&("<div>".repeat(100) + &"</div>".repeat(100)));
        assert_eq!((html.matches("<div>").count(), html.matches("</div>").count()), (64, 64));
        assert_eq!((html.matches("&lt;div>").count(), html.matches("&lt;/div>").count()), (36, 36));
    }
}
