//! Evidence becomes verdicts: what is known of each address of the notes, and what its author should hear of it.

use super::Address;
use super::evidence::{Entry, Evidence, Proposal};
use super::verdict::Verdict;
use super::vet::redacted;
use crate::diagnostic::{Diagnostic, Edit, Outcome};
use crate::rules;
use crate::source::{Sources, Span};
use jiff::civil::Date;

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Judges every address of a stretch of notes, in order.
pub fn judge(
    addresses: Vec<(Address, Span)>,
    evidence: &Evidence,
    sources: &Sources,
) -> Outcome<Vec<Reference>> {
    let mut diagnostics = Vec::new();
    let mut references = Vec::new();
    for (address, span) in addresses {
        let judgement = judgement(&address, evidence);
        diagnostics.extend(finding(&address, &judgement, span, sources));
        references.push(Reference { address, judgement, span });
    }
    Outcome { value: references, diagnostics }
}

impl Judgement {
    fn new(verdict: Verdict, reason: &str) -> Self {
        let reason = reason.to_owned();
        Self { verdict, reason, day: None, good: None, proposal: None, title: None }
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
    if address.is_mistyped() && verdict.is_seen() {
        let there = entry.to.as_ref().filter(|_| verdict == Verdict::Moved).unwrap_or(&address.canonical);
        return Judgement {
            day: entry.at,
            proposal: Some(Proposal { url: there.clone(), confirmed: true }),
            title: entry.title.clone(),
            ..Judgement::new(Verdict::Moved, "the address is mistyped")
        };
    }
    let proposal = entry.next.get(fragment.unwrap_or_default()).cloned();
    Judgement {
        day: entry.at,
        good: entry.good,
        proposal: proposal.or_else(|| moved(entry, verdict, fragment)),
        title: entry.title.clone(),
        ..Judgement::new(verdict, reason)
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

fn moved(entry: &Entry, verdict: Verdict, fragment: Option<&str>) -> Option<Proposal> {
    let to = entry.to.as_ref().filter(|_| verdict == Verdict::Moved)?;
    let url = match fragment {
        Some(fragment) if !to.contains('#') => format!("{to}#{fragment}"),
        _ => to.clone(),
    };
    let confirmed = fragment.is_none_or(|fragment| !entry.untold.contains_key(fragment));
    Some(Proposal { url, confirmed })
}

fn finding(address: &Address, judgement: &Judgement, span: Span, sources: &Sources) -> Option<Diagnostic> {
    let Judgement { verdict, reason, day, good, proposal, .. } = judgement;
    let seen = rules::Seen {
        why: reason,
        day: day.map(|day| day.to_string()),
        good: good.map(|day| day.to_string()),
    };
    let confirmed = proposal.as_ref().filter(|next| next.confirmed && *verdict != Verdict::Unchecked);
    let edits = confirmed.map(|next| edits(&address.typed, &next.url, span, sources)).unwrap_or_default();
    let shown = proposal.as_ref().map(|next| redacted(&next.url));
    // Only what can be written is told to be.
    let next = shown.as_deref().map(|next| (next, !edits.is_empty()));
    let found = match verdict {
        Verdict::Skipped => match address.skip {
            Some(skip) if skip.is_secret() => rules::secret_address(span, skip.reason()),
            Some(skip) => rules::skipped_address(span, skip.reason()),
            None => return None,
        },
        Verdict::Moved => rules::moved_address(span, &seen, next),
        Verdict::Soft404 | Verdict::Dead => rules::dead_address(span, &seen, next),
        Verdict::AnchorMissing => rules::missing_anchor(span, &seen, next),
        Verdict::Redirected => rules::redirected_address(span, &seen),
        Verdict::Flaky | Verdict::Blocked => rules::unsure_address(span, &seen),
        Verdict::Unchecked => rules::perhaps_moved(span, shown.as_deref()?),
        Verdict::Ok => return None,
    };
    Some(if edits.is_empty() { found } else { found.fix(edits) })
}

/// The edits that put `new` where `typed` stands: in the link itself, or in the one definition that the link refers to.
fn edits(typed: &str, new: &str, span: Span, sources: &Sources) -> Vec<Edit> {
    if !can_be_written(new) {
        return Vec::new();
    }
    let place = |start: usize| Span { start, end: start + typed.len(), ..span };
    let link = sources.slice(span);
    let within = link
        .match_indices(typed)
        .filter(|(at, _)| is_whole(link, *at, typed))
        .map(|(at, _)| place(span.start + at));
    let mut places: Vec<Span> = within.collect();
    if places.is_empty() {
        let text = &sources.get(span.source).text;
        let defined = |at: usize| text[..at].trim_end_matches(['<', ' ']).ends_with("]:");
        let definitions =
            text.match_indices(typed).filter(|(at, _)| defined(*at) && is_whole(text, *at, typed));
        places = definitions.map(|(at, _)| place(at)).collect();
        places.truncate(usize::from(places.len() == 1));
    }
    places.into_iter().map(|span| Edit { span, replacement: new.to_owned() }).collect()
}

/// Whether the address `typed` at `at` is no part of a longer one.
fn is_whole(text: &str, at: usize, typed: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || "/#?&=-_~%+".contains(c);
    let behind = &text[at + typed.len()..];
    // A dot at the end is that of a sentence.
    !text[..at].ends_with(part) && !behind.trim_start_matches('.').starts_with(part)
}

/// Whether `new` may be followed, and stays one address wherever Markdown or HTML has one.
fn can_be_written(new: &str) -> bool {
    let breaks = |c: char| c.is_whitespace() || c.is_control() || "<>|\"'`\\*[]".contains(c);
    let mut depth = 0_i32;
    let balanced = new.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    let may_be_followed = Address::parse(new).is_some_and(|address| address.skip.is_none());
    may_be_followed && balanced && depth == 0 && !new.contains(breaks)
}
