//! What readers are told behind a link that does not lead where it says: a few words and a day, seen and read aloud by all.

use super::html::attribute;
use crate::references::Address;
use crate::references::judge::{Judgement, Reference};
use crate::references::verdict::Verdict;
use crate::references::vet::redacted;
use jiff::civil::Date;
use std::collections::HashMap;

/// The class of a mark's element, by which words that nobody wrote are told from those of the notes.
pub const CLASS: &str = "address-mark";

/// What is told behind a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What is known of its address.
    pub verdict: Verdict,
    /// The day on which that was seen.
    pub day: Option<Date>,
    /// Where it is now, where that was seen too.
    pub now: Option<String>,
}

/// The marks of a section, by the canonical form of the address; an address that needs none has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(HashMap<String, Mark>);

impl Marks {
    /// The marks that `references` need.
    pub fn of(references: &[Reference]) -> Self {
        let marked = references.iter().filter(|reference| words(reference.judgement.verdict).is_some());
        let mark = |reference: &Reference| {
            let Judgement { verdict, day, .. } = reference.judgement;
            let next = reference.judgement.proposal.as_ref().filter(|next| next.confirmed);
            // What was fetched is linked only where an author's own link would be.
            let now = next.and_then(|next| Address::parse(&next.url)).filter(|now| now.skip.is_none());
            let mark = Mark { verdict, day, now: now.map(|now| now.canonical) };
            (reference.address.canonical.clone(), mark)
        };
        Self(marked.map(mark).collect())
    }

    /// What stands behind a link to `address`, as HTML. Where the address may not be followed, that is the address itself.
    pub(super) fn behind(&self, address: &Address) -> Option<String> {
        let told = if address.skip.is_some() {
            format!("<code class=\"address\">{}</code>", attribute(&redacted(&address.typed)))
        } else {
            let mark = self.0.get(&address.canonical)?;
            let day = mark.day.map(|day| format!(", seen <time>{day}</time>"));
            let day = day.unwrap_or_default();
            let now = mark.now.as_ref().map(|now| {
                format!(
                    ", <a class=\"external\" href=\"{}\" rel=\"noopener noreferrer\">now here</a>",
                    attribute(now)
                )
            });
            format!("{}{}{day}", words(mark.verdict)?, now.unwrap_or_default())
        };
        Some(format!(" <small class=\"{CLASS}\">({told})</small>"))
    }
}

/// The words for a verdict, where readers should know of it.
fn words(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Dead | Verdict::Soft404 => Some("gone"),
        Verdict::Moved => Some("moved"),
        Verdict::AnchorMissing => Some("this place on the page is gone"),
        Verdict::Ok
        | Verdict::Redirected
        | Verdict::Blocked
        | Verdict::Flaky
        | Verdict::Skipped
        | Verdict::Unchecked => None,
    }
}
