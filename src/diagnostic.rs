//! What a stage found to say about its input: a finding, its fix, and all findings of a build.

use crate::source::{Sources, Span};
use camino::Utf8Path;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something was read in a way that the author may want to know of.
    Hint,
    /// Something is probably not as the author meant it.
    Warning,
    /// Something could not be used as it stands.
    Error,
}

impl Severity {
    /// The word for it, as it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A kind of finding. All of them stand in [`crate::rules`].
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its name, which reads well after "allow": `unclosed-title`.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Why it matters, in a sentence.
    pub why: &'static str,
}

/// One change of a text: the bytes of `span` give way to `replacement`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// A change that mends what a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// The edits, in the order of their places, none overlapping another; none where others of the note do it too.
    pub edits: Vec<Edit>,
}

/// One thing that a stage has to say.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub rule: &'static Rule,
    /// The place it is about; `None` where there is no text to point at.
    pub span: Option<Span>,
    /// What is the matter.
    pub message: String,
    /// A few words at the place itself; may be empty.
    pub label: String,
    /// What to do next; may be empty.
    pub help: String,
    /// The change that would mend it, where one is known.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding of `rule` at `span`.
    pub fn at(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::nowhere(rule, message) }
    }

    /// A finding of `rule` about something that has no text.
    pub fn nowhere(rule: &'static Rule, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { rule, span: None, message, label: String::new(), help: String::new(), fix: None }
    }

    /// The same with words at its place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with advice on what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same with the change that mends it.
    #[must_use]
    pub fn fix(mut self, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { edits });
        self
    }
}

/// What a stage gives: its value, whole or partial, and what it has to say. No stage fails.
#[derive(Clone, Debug, Default)]
pub struct Outcome<T> {
    /// The stage's product.
    pub value: T,
    /// What it found.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// The value; the findings go to `all`.
    pub fn unpack(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }
}

/// All findings of a build, with the texts they point into.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The texts.
    pub sources: Sources,
    /// The findings, by place; those without one come first.
    pub diagnostics: Vec<Diagnostic>,
    /// The names of the rules whose findings are left out.
    allow: Vec<String>,
}

impl Report {
    /// Sorts findings by place and leaves out those of the rules in `allow`.
    pub fn new(sources: Sources, diagnostics: Vec<Diagnostic>, allow: &[String]) -> Self {
        Self { sources, diagnostics: Vec::new(), allow: allow.to_vec() }.with(diagnostics)
    }

    /// The report with more findings, each at its place; those of rules that are left out stay out.
    #[must_use]
    pub fn with(self, more: Vec<Diagnostic>) -> Self {
        let Self { sources, mut diagnostics, allow } = self;
        diagnostics
            .extend(more.into_iter().filter(|found| !allow.iter().any(|name| name == found.rule.name)));
        let place = |a: &Diagnostic, b: &Diagnostic| match (a.span, b.span) {
            (Some(a), Some(b)) => sources.order(a, b),
            (a, b) => a.cmp(&b),
        };
        diagnostics.sort_by(|a, b| {
            place(a, b).then_with(|| (a.rule.name, &a.message).cmp(&(b.rule.name, &b.message)))
        });
        diagnostics.dedup();
        Self { sources, diagnostics, allow }
    }

    /// The report with those findings alone that are at least as grave as `least` and that `keep` keeps, which is asked once
    /// of each.
    #[must_use]
    pub fn only(&self, mut keep: impl FnMut(&Diagnostic) -> bool, least: Severity) -> Self {
        let grave = self.diagnostics.iter().filter(|found| found.rule.severity >= least);
        let diagnostics = grave.filter(|found| keep(found)).cloned().collect();
        Self { sources: self.sources.clone(), diagnostics, allow: self.allow.clone() }
    }

    /// The findings that stay when the files that `mended` names are mended.
    #[must_use]
    pub fn remaining(mut self, mended: impl Fn(&Utf8Path) -> bool) -> Self {
        let Self { sources, diagnostics, .. } = &mut self;
        let path = |span: Span| &*sources.get(span.source).path;
        diagnostics.retain(|found| found.fix.is_none() || !found.span.is_some_and(|span| mended(path(span))));
        self
    }

    /// How many findings there are of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.rule.severity == severity).count()
    }

    /// The gravest severity found, if anything was.
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|found| found.rule.severity).max()
    }
}
