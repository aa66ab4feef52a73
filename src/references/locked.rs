//! What `links.lock` does not know of the notes: for a build server that must not ask, and should not let it pass.

use super::evidence::Evidence;
use super::judge::Reference;
use super::verdict::Verdict;
use crate::diagnostic::Diagnostic;
use crate::rules;

/// A finding for every place with an address of which the evidence has no entry, or no word on the place on its page.
pub fn unchecked(references: &[Reference], evidence: &Evidence) -> Vec<Diagnostic> {
    let asked = references.iter().filter(|reference| reference.judgement.verdict != Verdict::Skipped);
    asked.filter_map(|found| Some(rules::unchecked_address(found.span, reason(found, evidence)?))).collect()
}

/// Why nothing is known of an address, if so: nobody has looked at its page, or at the place on it.
fn reason<'r>(reference: &'r Reference, evidence: &Evidence) -> Option<&'r str> {
    let Some(entry) = evidence.get(reference.address.page()).filter(|entry| entry.at.is_some()) else {
        return Some("");
    };
    let fragment = reference.address.fragment()?;
    (!entry.knows(fragment)).then_some(&*reference.judgement.reason)
}
