//! Finds `%%comments%%`, which are the author's alone: they are cut out before anything else sees the text.

use super::lines::{Kind, Line, Lines};
use super::spans::{Ticks, bytes, hold, paragraphs};
use std::ops::Range;

/// The comments of a text.
pub(super) struct Comments {
    /// Those that are closed.
    pub closed: Vec<Range<usize>>,
    /// The `%%` that begins one which is never closed.
    pub unclosed: Option<Range<usize>>,
}

/// Every `%%comment%%` of `text` that begins outside code. It ends at the next `%%` that stands in no block of code.
pub(super) fn find(text: &str, lines: &Lines) -> Comments {
    let mut closed = Vec::new();
    let mut open = None;
    if !text.contains("%%") {
        return Comments { closed, unclosed: None };
    }
    let html = raw_html(text, &lines.all);
    for paragraph in paragraphs(text, &lines.all) {
        let is_html = html.binary_search(&paragraph[0].start).is_ok();
        if paragraph[0].kind == Kind::Verbatim && !is_html {
            continue;
        }
        let bytes = bytes(paragraph);
        let mut marks = Marks::of(&text[bytes.clone()], is_html);
        while let Some(mark) = marks.next(open.is_some()) {
            let mark = bytes.start + mark;
            match open.take() {
                Some(start) => closed.push(start..mark + 2),
                None => open = Some(mark),
            }
        }
    }
    Comments { closed, unclosed: open.map(|start| start..start + 2) }
}

/// Leaves the lines alone that begin in a comment: nobody reads them.
pub(super) fn set_aside(comments: &[Range<usize>], lines: &mut Lines) {
    for comment in comments {
        let first = lines.all.partition_point(|line| line.text < comment.start);
        for line in lines.all[first..].iter_mut().take_while(|line| line.text < comment.end) {
            if line.text > comment.start || line.end <= comment.end {
                line.kind = Kind::Verbatim;
            }
        }
    }
}

/// Where the lines begin that are HTML whose text a browser shows: all but `<pre>`, scripts and its own comments.
fn raw_html(text: &str, lines: &[Line]) -> Vec<usize> {
    let shown = |block: &&[Line]| {
        let tag = block[0].words(text).strip_prefix('<').filter(|_| block[0].column < 4);
        let name = tag.unwrap_or_default().trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        block[0].kind == Kind::Verbatim
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !["pre", "script", "style", "textarea"].iter().any(|other| name.eq_ignore_ascii_case(other))
    };
    let blocks = lines.chunk_by(|above, below| above.kind == Kind::Verbatim && below.kind == Kind::Verbatim);
    blocks.filter(shown).flatten().map(|line| line.start).collect()
}

/// The `%%` of a paragraph, one after another.
struct Marks<'t> {
    text: &'t str,
    ticks: Ticks,
    addresses: Vec<Range<usize>>,
    at: usize,
}

impl<'t> Marks<'t> {
    /// In HTML, a backtick is one and nothing else.
    fn of(text: &'t str, is_html: bool) -> Self {
        let ticks = Ticks::of(if is_html { "" } else { text });
        Self { text, ticks, addresses: addresses(text), at: 0 }
    }

    /// The next mark: one that begins a comment, outside code, or in an open comment the one that ends it.
    fn next(&mut self, in_comment: bool) -> Option<usize> {
        loop {
            let code = if in_comment { None } else { self.ticks.span_from(self.at) };
            let end = code.as_ref().map_or(self.text.len(), |code| code.start);
            let Some(mark) = self.text[self.at..end].find("%%").map(|mark| self.at + mark) else {
                self.at = code?.end;
                continue;
            };
            self.at = mark + 2;
            let counts = !in_comment && ends_in_number(&self.text[..mark]);
            if !counts && !self.is_encoded(mark) {
                return Some(mark);
            }
        }
    }

    /// Whether the mark is part of an address, as in `?x=%%20`, and not a comment right behind one.
    fn is_encoded(&self, mark: usize) -> bool {
        let code = self.text.as_bytes().get(mark + 2..mark + 4).unwrap_or_default();
        code.len() == 2
            && code.iter().all(u8::is_ascii_hexdigit)
            && code.iter().any(u8::is_ascii_digit)
            && hold(&self.addresses, mark)
    }
}

/// Whether the text ends in a number: "100%% sure" is no comment, "S3%%secret%%" is one.
fn ends_in_number(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    before.len() < text.len() && !before.ends_with(|c: char| c.is_ascii_alphabetic())
}

/// The outside addresses of a text, from `://` on.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '|' | '`');
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("://").map(|at| from + at) {
        from = text[start..].find(ends).map_or(text.len(), |end| start + end);
        found.push(start..from);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::notes::repair::lines::scan;

    fn comments(text: &str) -> Vec<&str> {
        find(text, &scan(text, 0)).closed.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_comment_may_go_over_several_lines() {
        assert_eq!(comments("a %%b%% c"), ["%%b%%"]);
        assert_eq!(comments("a %%b\nc%% d %% é %%"), ["%%b\nc%%", "%% é %%"]);
        assert_eq!(comments("a %%b\n\n- c\n\nd%% e"), ["%%b\n\n- c\n\nd%%"]);
    }

    #[test]
    fn a_comment_may_stand_right_behind_a_word() {
        assert_eq!(comments("暗号化は必要%%秘密%%です。"), ["%%秘密%%"]);
        assert_eq!(comments("word%%a%% S3%%b%% 必要100%%"), ["%%a%%", "%%b%%"]);
        assert_eq!(comments("https://a.io/b%%added%% c"), ["%%added%%"]);
    }

    #[test]
    fn ticks_in_a_comment_are_part_of_it() {
        assert_eq!(comments("%% a ` b PRIVATE %% c ` d"), ["%% a ` b PRIVATE %%"]);
        assert_eq!(comments("%% `a` %% `%%b%%` %%`%%"), ["%% `a` %%", "%%`%%"]);
        assert_eq!(comments("x ` y\n\n%%a%% ` z"), ["%%a%%"]);
        assert_eq!(comments("a ` | b\n--|--\n%%c%% ` | d"), ["%%c%%"]);
    }

    #[test]
    fn comments_in_html_are_comments() {
        assert_eq!(comments("<p>`%%x%%`</p>\n\n`"), ["%%x%%"]);
        assert_eq!(comments("<div>\n%%x\n</div>\n\ny%%"), ["%%x\n</div>\n\ny%%"]);
        assert_eq!(comments("<pre>\n%%x%%\n</pre>"), [""; 0]);
    }

    #[test]
    fn code_and_open_comments_stay() {
        for text in [
            "`a %%b%% c`",
            "Use `a``` %%b%% ` c",
            "`%%a\nb%%`",
            "> `%%a\n> b%%`",
            "```\n%%a%%\n```",
            "    <p>%%a%%</p>",
            "100%% sure",
            "100%% sure\n- two 50%%\nend",
            "https://a.io/?x=%%20word%%20",
            "a % b % c",
            "use %%i:\n\n```bat\nfor %%i\n```",
        ] {
            assert_eq!(comments(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_comment_that_is_never_closed_is_found() {
        let unclosed = |text: &str| find(text, &scan(text, 0)).unclosed;
        assert_eq!(unclosed("%%a%% `%%` b %%c"), Some(13..15));
        assert_eq!(unclosed("%%a%% 100%% `%%`"), None);
    }
}
