//! A text without the marks that may stand inside a word of it, and the way back to it.

use regex::bytes::{Regex, RegexBuilder};
use std::ops::Range;
use std::sync::LazyLock;

pub(super) struct View {
    pub text: String,
    /// Stretches that were taken over: where each begins here, and there.
    stretches: Vec<(usize, usize)>,
}

impl View {
    /// `text` without emphasis, code marks, escapes, tags for these, and characters without width.
    pub fn of(text: &str) -> Self {
        static MARKS: LazyLock<Regex> = LazyLock::new(|| {
            let marks = r"[*`~\\]+|==|</?(?:b|code|em|i|kbd|mark|s|span|strong|u|wbr)(?:\s[^<>]*)?>|\xC2\xAD|\xE2\x80[\x8B-\x8D]|\xE2\x81\xA0|\xEF\xBB\xBF";
            RegexBuilder::new(marks).unicode(false).case_insensitive(true).build().expect("it is a regex")
        });
        let mut view = Self { text: String::with_capacity(text.len()), stretches: Vec::new() };
        let mut from = 0;
        for mark in MARKS.find_iter(text.as_bytes()) {
            view.take_over(text, from..mark.start());
            from = mark.end();
        }
        view.take_over(text, from..text.len());
        view
    }

    fn take_over(&mut self, text: &str, range: Range<usize>) {
        if !range.is_empty() {
            self.stretches.push((self.text.len(), range.start));
            self.text.push_str(&text[range]);
        }
    }

    /// The place in the text of a range that is not empty, with the marks inside it.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let (here, there) = self.stretches[self.stretches.partition_point(|&(here, _)| here <= at) - 1];
            there + at - here
        };
        place(range.start)..place(range.end - 1) + 1
    }
}
