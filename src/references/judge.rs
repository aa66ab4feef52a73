//! Evidence becomes verdicts: what is known of each address of the notes, and what its author should hear of it.

use super::Address;
use super::evidence::{Entry, Evidence, Proposal};
use super::mend::{Occurrence, edits};
use super::verdict::Verdict;
use super::vet::redacted;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::rules;
use crate::source::Span;
use jiff::civil::Date;

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Judgement {
    /// In one word.
    pub verdict: Verdict,
    /// Why, in words for people; may be empty.
    pub reason: String,
    /// The day on which that was seen.
    pub day: Option<Date>,
    /// The last day on which it was as it should be, where it no longer is.
    pub good: Option<Date>,
    /// What could stand in its place.
    pub proposal: Option<Proposal>,
    /// Where it leads for now, where that may change.
    pub leads_to: Option<String>,
    /// The title of its page, where it was seen.
    pub title: Option<String>,
}

/// An address that notes lead to, what is known of it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The address.
    pub address: Address,
    /// What is known of it.
    pub judgement: Judgement,
    /// The place in the notes.
    pub span: Span,
}

impl Reference {
    /// What it is listed by: addresses of one canonical form are one, but for those that are mistyped, of which more is known.
    pub fn key(&self) -> (&str, bool) {
        key(&self.address)
    }

    /// Whether its correction leads to what it names. By itself it may lead there too, or nowhere.
    pub fn is_mistyped(&self) -> bool {
        self.judgement.verdict == Verdict::Moved && self.address.is_mistyped()
    }
}

/// What an address is listed by.
pub fn key(address: &Address) -> (&str, bool) {
    (&address.canonical, address.is_mistyped())
}

/// Judges every address of a stretch of notes, in order.
pub fn judge(occurrences: Vec<Occurrence>, evidence: &Evidence) -> Outcome<Vec<Reference>> {
    let mut diagnostics = Vec::new();
    let mut references = Vec::new();
    for occurrence in occurrences {
        let judgement = judgement(&occurrence.address, evidence);
        diagnostics.extend(finding(&occurrence, &judgement));
        let Occurrence { address, span, .. } = occurrence;
        references.push(Reference { address, judgement, span });
    }
    Outcome { value: references, diagnostics }
}

impl Judgement {
    fn new(verdict: Verdict, reason: &str) -> Self {
        let reason = reason.to_owned();
        Self { verdict, reason, day: None, good: None, proposal: None, leads_to: None, title: None }
    }
}

/// What is known of an address.
pub fn judgement(address: &Address, evidence: &Evidence) -> Judgement {
    if let Some(skip) = address.skip {
        return Judgement::new(Verdict::Skipped, skip.reason());
    }
    if let Some(why) = evidence.not_asked(address.page()) {
        return Judgement::new(Verdict::Skipped, why);
    }
    let Some(entry) = evidence.get(address.page()) else {
        let guess = address.guess().map(|url| Proposal { url, confirmed: false });
        return Judgement { proposal: guess, ..Judgement::new(Verdict::Unchecked, "") };
    };
    let fragment = address.fragment();
    let (verdict, reason) = match fragment {
        Some(fragment) if entry.verdict.is_seen() => place(entry, fragment),
        _ => (entry.verdict, entry.why.as_str()),
    };
    let proposal = entry.next.get(fragment.unwrap_or_default()).cloned();
    let mistyped = verdict.is_seen() && address.is_mistyped();
    Judgement {
        day: entry.at,
        good: entry.good,
        proposal: proposal.or_else(|| right(entry, verdict, address)),
        leads_to: entry.to.clone().filter(|_| verdict == Verdict::Redirected && !mistyped),
        title: entry.title.clone(),
        ..if mistyped {
            Judgement::new(Verdict::Moved, "the address is mistyped")
        } else {
            Judgement::new(verdict, reason)
        }
    }
}

/// What is known of a place on a page that is there.
fn place<'e>(entry: &'e Entry, fragment: &str) -> (Verdict, &'e str) {
    if let Some(why) = entry.untold.get(fragment) {
        (entry.verdict, why)
    } else if entry.ids.contains(fragment) {
        (entry.verdict, &entry.why)
    } else if entry.gone.contains(fragment) {
        (Verdict::AnchorMissing, "the page is there, but not this place on it")
    } else {
        (Verdict::Unchecked, "nobody has looked for this place on the page yet")
    }
}

/// The right address of what `address` names on a page that is there: where it has moved, or its correction.
fn right(entry: &Entry, verdict: Verdict, address: &Address) -> Option<Proposal> {
    let fragment = address.fragment();
    let to = entry.to.as_ref().filter(|_| verdict == Verdict::Moved);
    let url = match (to, fragment) {
        (Some(to), Some(fragment)) if !to.contains('#') => format!("{to}#{fragment}"),
        (Some(to), _) => to.clone(),
        (None, _) if verdict.is_seen() && address.is_mistyped() => address.canonical.clone(),
        (None, _) => return None,
    };
    let confirmed = fragment.is_none_or(|fragment| !entry.untold.contains_key(fragment));
    Some(Proposal { url, confirmed })
}

fn finding(occurrence: &Occurrence, judgement: &Judgement) -> Option<Diagnostic> {
    let Occurrence { address, span, .. } = occurrence;
    let span = *span;
    let Judgement { verdict, reason, day, good, proposal, .. } = judgement;
    let seen = rules::Seen {
        why: reason,
        day: day.map(|day| day.to_string()),
        good: good.map(|day| day.to_string()),
    };
    let confirmed = proposal.as_ref().filter(|next| next.confirmed && *verdict != Verdict::Unchecked);
    let edits = confirmed.map(|next| edits(occurrence, &next.url)).unwrap_or_default();
    let shown = proposal.as_ref().map(|next| redacted(&next.url));
    // Only what can be written is told to be.
    let next = shown.as_deref().map(|next| (next, !edits.is_empty()));
    let found = match verdict {
        Verdict::Skipped => match address.skip {
            Some(skip) if skip.is_secret() => rules::secret_address(span, skip.reason()),
            Some(skip) => rules::skipped_address(span, skip.reason()),
            None => return None,
        },
        Verdict::Moved if address.is_mistyped() => rules::mistyped_address(span, &seen, next),
        Verdict::Moved => rules::moved_address(span, &seen, next),
        Verdict::Soft404 | Verdict::Dead => rules::dead_address(span, &seen, next),
        Verdict::AnchorMissing => rules::missing_anchor(span, &seen, next),
        Verdict::Redirected => {
            let to = judgement.leads_to.as_deref().map(redacted);
            rules::redirected_address(span, &seen, to.as_deref())
        }
        Verdict::Flaky | Verdict::Blocked => rules::unsure_address(span, &seen),
        Verdict::Unchecked => rules::perhaps_moved(span, shown.as_deref()?),
        Verdict::Ok => return None,
    };
    Some(if edits.is_empty() { found } else { found.fix(edits) })
}
