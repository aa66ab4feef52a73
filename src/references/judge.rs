//! Addresses become references with a verdict. Without evidence there are two: never asked, and not asked yet.

use super::Address;
use super::vet::Skip;
use crate::diagnostic::Outcome;
use crate::rules;
use crate::source::Span;

/// What is known of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is never asked.
    Skipped(Skip),
    /// Nobody has looked yet.
    Unchecked,
}

impl Verdict {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skipped(_) => "skipped",
            Self::Unchecked => "unchecked",
        }
    }

    /// Why, in words; empty where the name says it.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Skipped(skip) => skip.reason(),
            Self::Unchecked => "",
        }
    }
}

/// An address that notes lead to, what is known of it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The address.
    pub address: Address,
    /// What is known of it.
    pub verdict: Verdict,
    /// The place in the notes.
    pub span: Span,
}

/// Judges every address of a stretch of notes, in order.
pub fn judge(addresses: Vec<(Address, Span)>) -> Outcome<Vec<Reference>> {
    let mut diagnostics = Vec::new();
    let mut references = Vec::new();
    for (address, span) in addresses {
        let verdict = address.skip.map_or(Verdict::Unchecked, Verdict::Skipped);
        if let Verdict::Skipped(skip) = verdict {
            diagnostics.push(rules::skipped_address(span, skip.reason()));
        }
        references.push(Reference { address, verdict, span });
    }
    Outcome { value: references, diagnostics }
}
