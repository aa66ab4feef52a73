//! Takes `%%comments%%` out of the text before anything else sees it: they are the author's alone.

use super::lines::{Kind, Lines};

/// `text` with every `%%comment%%` outside code made blank, so that all places in it stay.
pub(super) fn blank(text: String, lines: &Lines) -> String {
    if !text.contains("%%") {
        return text;
    }
    let mut bytes = text.clone().into_bytes();
    let mut from = 0;
    while let Some(start) = next_comment(&text, from, lines) {
        let Some(length) = text[start + 2..].find("%%") else { break };
        let end = start + 2 + length + 2;
        bytes[start..end]
            .iter_mut()
            .filter(|byte| !matches!(byte, b'\n' | b'\r'))
            .for_each(|byte| *byte = b' ');
        from = end;
    }
    String::from_utf8(bytes).expect("whole characters were replaced by spaces")
}

/// The next `%%` from byte `from` that is not in code.
fn next_comment(text: &str, from: usize, lines: &Lines) -> Option<usize> {
    let first = lines.lines.partition_point(|line| line.end < from);
    lines.lines[first..].iter().filter(|line| line.kind != Kind::Verbatim).find_map(|line| {
        let start = line.text.max(from).min(line.end);
        outside_code(&text[start..line.end]).map(|at| start + at)
    })
}

/// The first `%%` in a line outside of its code spans.
fn outside_code(line: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = line[at..].find(['`', '%']) {
        at += found;
        let rest = &line[at..];
        if rest.starts_with("%%") {
            return Some(at);
        }
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let close = (ticks > 0).then(|| rest[ticks..].find(&rest[..ticks])).flatten();
        at += close.map_or(ticks.max(1), |close| ticks + close + ticks);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::blank;
    use crate::notes::repair::lines::scan;

    fn blanked(text: &str) -> String {
        blank(text.to_owned(), &scan(text, 0))
    }

    #[test]
    fn comments_go_and_places_stay() {
        assert_eq!(blanked("a %%b%% c"), "a       c");
        assert_eq!(blanked("a %%b\nc%% d %%é%%"), "a    \n    d       ");
    }

    #[test]
    fn code_and_open_comments_stay() {
        for text in ["`a %%b%% c`", "```\n%%a%%\n```", "100%% sure", "a % b % c"] {
            assert_eq!(blanked(text), text);
        }
    }
}
