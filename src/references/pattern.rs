//! Patterns in which `*` stands for any characters, as rules about names and addresses have them.

/// Whether a text fits a pattern as a whole. `*` stands for any characters, also for none; everything else for itself.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut text) = text.strip_prefix(start).and_then(|text| text.strip_suffix(end)) else {
        return false;
    };
    for part in middle.split('*') {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters_and_all_else_for_itself() {
        for (pattern, text) in [
            ("*.pdf", "x.pdf.pdf"),
            ("*.pdf", ".pdf"),
            ("a*", "a"),
            ("a*", "añ*"),
            ("*b*", "abc"),
            ("a*b*b", "a b b b"),
            ("a**b", "ab"),
            ("*", ""),
            ("", ""),
            ("ebs-*-x*", "ebs-a-x-x"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("*.pdf", "x.pdf.zip"),
            ("a", "ab"),
            ("", "a"),
            ("a*b", "a"),
            ("ab*ba", "aba"),
            ("a*b*b", "a b"),
            ("*b*", "ac"),
            ("a*", "Ab"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_is_answered_at_once() {
        assert!(!fits(&"*a".repeat(5_000), &"a".repeat(4_999)));
        assert!(fits(&"*a".repeat(5_000), &"a".repeat(50_000)));
    }
}
