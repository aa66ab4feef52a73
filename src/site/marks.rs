//! What readers are told behind a link that does not lead where it says: a few words and a day, seen and read aloud by all.

use super::html::attribute;
use crate::references::Address;
use crate::references::judge::Reference;
use crate::references::verdict::Verdict;
use crate::references::vet::redacted;
use jiff::civil::Date;
use std::collections::HashMap;

/// The class of a mark's element, by which words that nobody wrote are told from those of the notes.
pub const CLASS: &str = "address-mark";

/// What is told behind a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What is known of its address.
    pub verdict: Verdict,
    /// The day on which that was seen.
    pub day: Option<Date>,
}

/// The marks of a section, by the canonical form of the address; an address that needs none has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(HashMap<String, Mark>);

impl Marks {
    /// The marks that `references` need.
    pub fn of(references: &[Reference]) -> Self {
        let marked = references.iter().filter(|reference| words(reference.judgement.verdict).is_some());
        let mark = |reference: &Reference| {
            let mark = Mark { verdict: reference.judgement.verdict, day: reference.judgement.day };
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
            format!("{}{day}", words(mark.verdict)?)
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
