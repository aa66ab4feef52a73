//! What readers are told behind a link that does not lead where it says: a few words and a day, seen and read aloud by all.

use super::html::attribute;
use crate::references::Address;
use crate::references::judge::{Judgement, Reference, key};
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

/// The marks of a section, by the canonical form of the address and whether it is mistyped; an address that needs none has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(HashMap<(String, bool), Mark>);

impl Marks {
    /// The marks that `references` need.
    pub fn of(references: &[Reference]) -> Self {
        // One that is mistyped may lead to what it names all the same: that is for its author alone.
        let told =
            |reference: &&Reference| words(reference.judgement.verdict).is_some() && !reference.is_mistyped();
        let marked = references.iter().filter(told);
        let mark = |reference: &Reference| {
            let Judgement { verdict, day, .. } = reference.judgement;
            let next = reference.judgement.proposal.as_ref().filter(|next| next.confirmed);
            // What was fetched is linked only where an author's own link would be.
            let now = next.and_then(|next| Address::parse(&next.url)).filter(|now| now.skip.is_none());
            let mark = Mark { verdict, day, now: now.map(|now| now.canonical) };
            let (canonical, mistyped) = reference.key();
            ((canonical.to_owned(), mistyped), mark)
        };
        Self(marked.map(mark).collect())
    }

    /// What stands behind a link to `address`, as HTML. Where the address may not be followed, that is the address itself.
    pub(super) fn behind(&self, address: &Address) -> Option<String> {
        let told = if address.skip.is_some() {
            format!("<code class=\"address\">{}</code>", attribute(&redacted(&address.typed)))
        } else {
            if self.0.is_empty() {
                return None;
            }
            let (canonical, mistyped) = key(address);
            let mark = self.0.get(&(canonical.to_owned(), mistyped))?;
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
