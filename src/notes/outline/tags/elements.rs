//! The elements of HTML, and what is to be known of them to bring raw tags into order.

use html5gum::StartTag;

/// Elements that a browser would read on behind, or run, or read in a language of their own: `GFM` 0.29 shows most of them
/// as text (6.11). Only notes that are trusted may have them.
const DISALLOWED: &[&str] = &[
    "embed",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "object",
    "plaintext",
    "script",
    "style",
    "svg",
    "textarea",
    "title",
    "xmp",
];

/// Elements that have no end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that the next one of their kind ends.
const SELF_ENDING: &[&str] = &[
    "caption", "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot",
    "th", "thead", "tr",
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

/// Elements whose beginning does not end a word. An end never does: a stray one is dropped, by browsers as by sanitising.
const INLINE: &[&[u8]] = &[
    b"a", b"b", b"code", b"del", b"em", b"i", b"img", b"kbd", b"mark", b"s", b"span", b"strong", b"sub",
    b"sup", b"u",
];

/// What a start tag adds to the words around it: an alternative text, and white space where it ends a word.
pub fn seen(tag: &StartTag<()>) -> String {
    let words = tag.attributes.get(b"alt".as_slice());
    let mut seen = words.map_or_else(String::new, |words| String::from_utf8_lossy(words).into_owned());
    if !INLINE.contains(&tag.name.as_slice()) {
        seen.push(' ');
    }
    seen
}

/// Whether `name` is an element that notes may have.
pub(super) fn is_allowed(name: &str, trusted: bool) -> bool {
    ELEMENTS.contains(&name) && (trusted || !DISALLOWED.contains(&name))
}

/// Whether what stands behind the start of such an element is inside it until its end comes.
pub(super) fn needs_end(name: &str) -> bool {
    !VOID.contains(&name) && !SELF_ENDING.contains(&name)
}
