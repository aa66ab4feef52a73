//! What of the findings of a build is new since the one before, and how many are gone.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::fingerprint::Fingerprint;
use std::collections::HashMap;

/// What was told last.
#[derive(Debug, Default)]
pub struct Known(HashMap<Fingerprint, usize>);

/// What is to be told of a build after another.
#[derive(Debug)]
pub struct News {
    /// The findings that were not there before.
    pub new: Report,
    /// How many that were there are no more.
    pub gone: usize,
}

impl Known {
    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is new in `report`, of findings at least as grave as `least`. Where in its file a finding stands does not count: it
    /// moves with the text above it.
    pub fn news(&mut self, report: &Report, least: Severity) -> News {
        let mut before = std::mem::take(&mut self.0);
        let new = report.only(
            |found| {
                let key = key(found, report);
                *self.0.entry(key).or_default() += 1;
                let known = before.get_mut(&key).filter(|left| **left > 0);
                known.map(|left| *left -= 1).is_none()
            },
            least,
        );
        News { new, gone: before.into_values().sum() }
    }
}

fn key(found: &Diagnostic, report: &Report) -> Fingerprint {
    let path = found.span.map(|span| report.sources.get(span.source).path.as_str());
    Fingerprint::of(&(found.rule.name, path, &found.message, &found.label))
}

#[cfg(test)]
mod tests {
    use super::Known;
    use crate::diagnostic::{Diagnostic, Report, Severity};
    use crate::rules;
    use crate::source::{Sources, Span};

    #[test]
    fn only_what_was_not_there_is_new_wherever_it_stands_now() {
        let mut sources = Sources::default();
        let note = sources.add("n.md".into(), "abcdef".to_owned());
        let found =
            |at, message: &str| Diagnostic::at(&rules::BROKEN_LINK, Span::new(note, at..at + 1), message);
        let report = |all: Vec<Diagnostic>| Report::new(sources.clone(), all, &[]);
        let mut told = Known::default();
        let mut news = |all: Vec<Diagnostic>| {
            let news = told.news(&report(all), Severity::Warning);
            (news.new.diagnostics.len(), news.gone)
        };
        assert_eq!(news(vec![found(0, "a"), found(1, "a")]), (2, 0));
        assert_eq!(news(vec![found(3, "a"), found(4, "a"), found(5, "b")]), (1, 0));
        assert_eq!(news(vec![found(3, "a")]), (0, 2));
    }
}
