//! Finds `%%comments%%`, which are the author's alone: they are cut out before anything else sees the text.

use super::lines::{Kind, Lines};
use std::ops::Range;

/// Every `%%comment%%` of `text` that begins and ends outside code.
pub(super) fn find(text: &str, lines: &Lines) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_mark(text, from, lines) {
        // "100%% sure" is no comment, and what follows it is not to vanish.
        if text[..start].ends_with(char::is_alphanumeric) {
            from = start + 2;
            continue;
        }
        let Some(close) = next_mark(text, start + 2, lines) else { break };
        from = close + 2;
        found.push(start..from);
    }
    found
}

/// Leaves the lines alone that begin in a comment: nobody reads them.
pub(super) fn set_aside(text: &str, lines: &mut Lines) {
    for comment in find(text, lines) {
        let first = lines.all.partition_point(|line| line.text < comment.start);
        for line in lines.all[first..].iter_mut().take_while(|line| line.text < comment.end) {
            if line.text > comment.start || line.end <= comment.end {
                line.kind = Kind::Verbatim;
            }
        }
    }
}

/// The next `%%` from byte `from` that is not in code.
fn next_mark(text: &str, from: usize, lines: &Lines) -> Option<usize> {
    if from >= text.len() {
        return None;
    }
    let first = lines.all.partition_point(|line| line.end < from);
    lines.all[first..].iter().filter(|line| line.kind != Kind::Verbatim).find_map(|line| {
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
    use super::find;
    use crate::notes::repair::lines::scan;

    fn comments(text: &str) -> Vec<&str> {
        find(text, &scan(text, 0)).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_comment_may_go_over_several_lines() {
        assert_eq!(comments("a %%b%% c"), ["%%b%%"]);
        assert_eq!(comments("a %%b\nc%% d %% é %%"), ["%%b\nc%%", "%% é %%"]);
    }

    #[test]
    fn code_and_open_comments_stay() {
        for text in [
            "`a %%b%% c`",
            "```\n%%a%%\n```",
            "100%% sure",
            "100%% sure\n- two 50%%\nend",
            "a % b % c",
            "use %%i:\n\n```bat\nfor %%i\n```",
        ] {
            assert_eq!(comments(text), [""; 0], "{text}");
        }
    }
}
