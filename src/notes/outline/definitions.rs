//! Definition lists, told from other lines that begin with a colon.

/// Whether `text` has definitions, `: like this`, and no line such as `:::tip` or `:smile: yes`, of which pulldown-cmark
/// would make a definition too, and swallow the colon.
pub(super) fn has_definitions(text: &str) -> bool {
    let mut fenced = false;
    let mut found = false;
    for line in text.lines().map(|line| line.trim_start_matches([' ', '\t', '>'])) {
        fenced ^= line.starts_with("```") || line.starts_with("~~~");
        match line.strip_prefix(':').filter(|_| !fenced) {
            Some(rest) if rest.starts_with([' ', '\t']) && !rest.trim().is_empty() => found = true,
            Some(_) => return false,
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::has_definitions;

    #[test]
    fn a_definition_is_a_colon_with_a_space_behind_it() {
        assert!(has_definitions("RCU\n: read\n\n```\n:wq\n```\n") && has_definitions("> RCU\n>\n> :\tread"));
        for text in ["a : b", "a\n:::tip\nb\n:::", "a\n: b\n\nc\n:smile: d", "a\n:-)", "a\n: "] {
            assert!(!has_definitions(text), "{text}");
        }
    }
}
