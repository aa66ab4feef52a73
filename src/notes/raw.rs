//! The attributes in raw HTML, and where they stand.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use std::ops::Range;

/// An attribute that has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The element's name, in lower case.
    pub element: String,
    /// Its own name, in lower case.
    pub name: String,
    /// What it says, entities decoded.
    pub value: String,
    /// Its bytes, name and quotes included.
    pub place: Range<usize>,
}

/// The attributes in a piece of HTML that have a value, in order.
pub fn attributes(html: &str) -> Vec<Attribute> {
    if !html.contains('=') {
        return Vec::new();
    }
    let emitter: DefaultEmitter<usize> = DefaultEmitter::new_with_span();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut found = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        let Token::StartTag(tag) = token else { continue };
        found.extend(tag.attributes.iter().filter(|(_, value)| !value.is_empty()).filter_map(
            |(name, value)| {
                let written = html.get(value.span.start..value.span.end)?;
                // The place of a value without quotes has the character behind it too.
                let behind = usize::from(written.ends_with(|c: char| c == '>' || c.is_ascii_whitespace()));
                let place = value.span.start..value.span.end - behind;
                Some(Attribute { element: text(&tag.name), name: text(name), value: text(value), place })
            },
        ));
    }
    found.sort_by_key(|attribute| attribute.place.start);
    found
}

#[cfg(test)]
mod tests {
    use super::attributes;

    #[test]
    fn the_place_of_an_attribute_is_all_of_it() {
        for (html, attribute) in [
            ("x <A HREF='a &amp; b'>", "HREF='a &amp; b'"),
            ("<img src=x.png>", "src=x.png"),
            ("<img src=é/ alt>", "src=é/"),
            ("<a\nhref = \"n\" >", "href = \"n\""),
        ] {
            let found = attributes(html);
            assert_eq!(&html[found[0].place.clone()], attribute);
            assert_eq!(found.len(), 1);
        }
        assert_eq!(attributes("<A HREF='a &amp; b'>")[0].value, "a & b");
        assert!(attributes("<a href=\"\"> = <b").is_empty());
    }
}
