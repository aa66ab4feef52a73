//! HTML as text: what is escaped, what raw HTML may hold, which words a piece of it shows, and where it links.

use super::marks;
use crate::fingerprint::Fingerprint;
use crate::notes::outline::seen;
use ammonia::Builder;
use html5gum::{HtmlString, StartTag, Token, Tokenizer};
use serde::{Serialize, Serializer};
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::LazyLock;

/// Safe HTML that is shared, never copied, with what stands for it.
#[derive(Clone, Debug)]
pub struct Html {
    text: Arc<str>,
    /// What stands for the text.
    pub key: Fingerprint,
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self { key: Fingerprint::of_bytes(text.as_bytes()), text: text.into() }
    }
}

impl Deref for Html {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// `text` as it stands in a double-quoted attribute.
pub fn attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html(&mut escaped, text).expect("writing to a string does not fail");
    escaped
}

/// The elements of formulas.
const MATHML: &[&str] = &[
    "annotation",
    "math",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "semantics",
];

/// Their attributes; none of them can load or run anything.
const MATHML_ATTRIBUTES: &[&str] = &[
    "accent",
    "class",
    "depth",
    "display",
    "displaystyle",
    "encoding",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rspace",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "width",
];

/// A formula with nothing in it but the elements of formulas.
pub fn safe_math(mathml: &str) -> String {
    static SAFE: LazyLock<Builder> = LazyLock::new(|| {
        let mut builder = Builder::empty();
        builder.add_tags(MATHML).add_generic_attributes(MATHML_ATTRIBUTES);
        builder
    });
    SAFE.clean(mathml).to_string()
}

/// `html` with nothing in it that could run, load or cover anything: ammonia's list of elements, what Markdown needs, and
/// formulas, of which raw HTML has lost its own before.
pub fn safe(html: &str) -> String {
    static SAFE: LazyLock<Builder> = LazyLock::new(|| {
        let mut builder = Builder::default();
        for element in MATHML {
            builder.add_tag_attributes(element, MATHML_ATTRIBUTES);
        }
        builder
            .add_tags(MATHML)
            .add_tags(["audio", "input", "mark", "section", "source", "track", "video"])
            .add_generic_attributes([
                "class",
                "id",
                "aria-label",
                "role",
                "tabindex",
                "data-language",
                "data-callout",
            ])
            .add_tag_attributes("input", ["type", "checked", "disabled"])
            .add_tag_attributes("a", ["name", "rel"])
            .add_tag_attributes("img", ["loading"])
            .add_tag_attributes("ol", ["start"])
            .add_tag_attributes("audio", ["src", "loop", "muted", "preload"])
            .add_tag_attributes("video", ["src", "poster", "width", "height", "loop", "muted", "preload"])
            .add_tag_attributes("source", ["src", "type"])
            .add_tag_attributes("track", ["src", "kind", "srclang", "label", "default"])
            .set_tag_attribute_value("audio", "controls", "")
            .set_tag_attribute_value("video", "controls", "")
            .add_tag_attributes("details", ["open"])
            .add_tag_attributes("p", ["align"])
            .add_tag_attributes("div", ["align"])
            .add_tag_attributes("td", ["style"])
            .add_tag_attributes("th", ["style"])
            .attribute_filter(|element, attribute, value| {
                let own = match (element, attribute) {
                    ("input", "type") => value == "checkbox",
                    // How Markdown's tables are aligned.
                    (_, "style") => {
                        matches!(value, "text-align: left" | "text-align: center" | "text-align: right")
                    }
                    _ => true,
                };
                own.then(|| value.into())
            })
            .link_rel(None)
            .url_schemes(["http", "https", "mailto", "tel"].into());
        builder
    });
    SAFE.clean(html).to_string()
}

/// How many words `html` shows, alternative texts of images among them.
pub fn count_words(html: &str) -> usize {
    let mut text = String::new();
    let mut hidden = false;
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) if matches!(tag.name.as_slice(), b"script" | b"style") => {
                hidden = !tag.self_closing;
            }
            Token::StartTag(tag) if is_footnote_mark(&tag) || is_address_mark(&tag) => hidden = true,
            // The words of a formula are those of its source.
            Token::StartTag(tag) if tag.name.as_slice() == b"math" => hidden = true,
            Token::StartTag(tag) if tag.name.as_slice() == b"annotation" => hidden = false,
            Token::EndTag(tag)
                if matches!(tag.name.as_slice(), b"script" | b"style" | b"math" | b"sup" | b"small") =>
            {
                hidden = false;
            }
            Token::String(_) | Token::StartTag(_) if hidden => {}
            Token::String(string) => text.push_str(&String::from_utf8_lossy(&string)),
            Token::StartTag(tag) => text.push_str(&seen(&tag)),
            _ => {}
        }
    }
    words(&text).count()
}

/// Whether what begins here is the mark of a footnote: a number that nobody wrote, and none in a title.
fn is_footnote_mark(tag: &StartTag<()>) -> bool {
    const MARKS: &[&[u8]] = &[b"elsewhere", b"footnote-definition-label", b"footnote-reference"];
    let class = tag.attributes.get(b"class".as_slice());
    tag.name.as_slice() == b"sup" && class.is_some_and(|class| MARKS.contains(&class.as_slice()))
}

/// Whether what begins here tells readers of an address, in words that nobody wrote.
fn is_address_mark(tag: &StartTag<()>) -> bool {
    tag.attributes.get(b"class".as_slice()).is_some_and(|class| class.as_slice() == marks::CLASS.as_bytes())
}

/// The words of a text: runs of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a picture of elements (SVG) could run a script when it is opened by itself.
pub fn runs_scripts(svg: &[u8]) -> bool {
    let leads_to_script = |value: &[u8]| {
        let seen = value.iter().filter(|byte| !byte.is_ascii_whitespace() && !byte.is_ascii_control());
        seen.map(u8::to_ascii_lowercase).take(11).eq(*b"javascript:")
    };
    Tokenizer::new(svg).flatten().any(|token| {
        let Token::StartTag(tag) = token else { return false };
        let active = |(name, value): (&HtmlString, &[u8])| name.starts_with(b"on") || leads_to_script(value);
        tag.name.ends_with(b"script")
            || tag.name.as_slice() == b"handler"
            || tag.attributes.iter().any(|(name, value)| active((name, value.as_slice())))
    })
}

/// What a finished page offers to links, and where its own links lead.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Its ids.
    pub ids: HashSet<String>,
    /// Those that it has more than once.
    pub twice: Vec<String>,
    /// The values of its `href` and `src` attributes, each once, in order.
    pub links: Vec<String>,
}

/// Reads the ids and links of a finished page.
pub fn anchors(html: &str) -> Anchors {
    let mut anchors = Anchors::default();
    let mut seen = HashSet::new();
    let take = |anchors: &mut Anchors, id: String| {
        if !anchors.ids.insert(id.clone()) {
            anchors.twice.push(id);
        }
    };
    for token in Tokenizer::new(html).flatten() {
        let Token::StartTag(tag) = token else { continue };
        // What a page's links begin from is no link.
        if tag.name.as_slice() == b"base" {
            continue;
        }
        for (name, value) in &tag.attributes {
            let value = || String::from_utf8_lossy(value).into_owned();
            match name.as_slice() {
                b"id" => take(&mut anchors, value()),
                b"name" if tag.name.as_slice() == b"a" => take(&mut anchors, value()),
                b"href" | b"src" if seen.insert(value()) => anchors.links.push(value()),
                _ => {}
            }
        }
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_survives() {
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"java&#x73;cript:alert(1)\">x</a>",
            "<svg onload=alert(1)>",
            "<iframe src=//evil.example></iframe>",
            "<p style=\"position:fixed\">x</p>",
            "<form action=//evil.example><button formaction=javascript:alert(1)>x</button></form>",
            "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
        ] {
            let clean = safe(attack);
            for bad in ["script", "onerror", "onload", "iframe", "style", "form", "svg", "alert(1)\""] {
                assert!(!clean.contains(bad), "{attack} gave {clean}");
            }
            assert_eq!(safe(&clean), clean);
        }
    }

    #[test]
    fn pictures_that_could_run_scripts_are_told_from_others() {
        for active in [
            "<svg><script>1</script></svg>",
            "<svg:svg><svg:script href=\"a.js\"/></svg:svg>",
            "<svg onload=\"1\">",
            "<svg><a xlink:href=\" java&#10;script:1\"><text>x</text></a></svg>",
            "<svg><animate attributeName=\"href\" values=\"javascript:1\"/></svg>",
        ] {
            assert!(runs_scripts(active.as_bytes()), "{active}");
        }
        for still in [
            "<svg><a href=\"https://a.io\"><text>on script: javascript</text></a></svg>",
            "<svg opacity=\"1\"/>",
        ] {
            assert!(!runs_scripts(still.as_bytes()), "{still}");
        }
    }

    #[test]
    fn what_is_centred_stays_so() {
        for html in ["<p align=\"center\">x</p>", "<div align=\"center\">x</div>"] {
            assert_eq!(safe(html), html);
        }
    }

    #[test]
    fn words_are_counted_as_they_are_seen() {
        assert_eq!(
            count_words("<p>one <b>t</b>wo</p><li>three</li> <img alt=\"four five\"> <code>six&lt;7</code>"),
            7
        );
    }
}
