//! From what a survey saw to what is written down: exchanges become entries.

use super::state::Outcome;
use crate::references::cache::{Absent, Page};
use crate::references::classify::{self, Anchor, Look, anchor, classify};
use crate::references::evidence::{Entry, Proposal};
use crate::references::exchange::{Answer, End, Exchange, Extent, Sight};
use crate::references::plan::Wanted;
use crate::references::verdict::Verdict;
use jiff::civil::Date;
use std::collections::BTreeMap;
use url::Url;

/// A page with more ids than these is read anew each time.
const MOST_IDS: usize = 2_000;

fn answer(exchange: &Exchange) -> Option<&Answer> {
    match &exchange.end {
        End::Answer(answer) => Some(answer),
        _ => None,
    }
}

/// What a page showed that was there.
pub fn shown(exchange: &Exchange) -> Option<&Sight> {
    answer(exchange).filter(|answer| answer.status == 200)?.sight.as_ref()
}

/// What a host shows for an address that it cannot have.
pub fn absent(exchange: &Exchange) -> Absent {
    match answer(exchange) {
        Some(answer) if matches!(answer.status, 404 | 410) => Absent::Said,
        Some(_) => shown(exchange).map_or(Absent::Unknown, |sight| Absent::Page(sight.hash.clone())),
        None => Absent::Unknown,
    }
}

/// Puts what a page showed when it was last read in the place of an answer that says only that it is the same.
pub fn recall(exchange: &mut Exchange, page: Option<&Page>) {
    if let (End::Answer(answer), Some(page)) = (&mut exchange.end, page)
        && answer.status == 304
    {
        **answer = Answer {
            url: std::mem::take(&mut answer.url),
            status: 200,
            kind: "text/html".to_owned(),
            sight: Some(page.sight.clone()),
            etag: page.etag.clone(),
            last_modified: page.modified.clone(),
            ..Answer::default()
        };
    }
}

/// What to remember of a page by which it is known again.
pub fn memory(exchange: &Exchange) -> Option<Page> {
    let Answer { etag, last_modified, .. } = answer(exchange).filter(|_| exchange.hops.is_empty())?;
    let known = etag.is_some() || last_modified.is_some();
    let worth = |sight: &&Sight| known && sight.extent == Extent::Whole && sight.ids.len() <= MOST_IDS;
    let sight = shown(exchange).filter(worth)?.clone();
    Some(Page { etag: etag.clone(), modified: last_modified.clone(), sight })
}

/// What one look says of a page and of the places on it that are wanted.
fn look(wanted: &Wanted, exchange: &Exchange, alike: Option<&str>) -> (Look, BTreeMap<String, Anchor>) {
    let look = classify(&wanted.url, exchange, alike);
    let mut anchors = BTreeMap::new();
    if let Some(answer) = answer(exchange).filter(|_| look.verdict.is_seen()) {
        // A redirect may name a place of its own.
        let of_its_own = exchange
            .hops
            .iter()
            .rev()
            .find_map(|hop| Url::parse(&hop.to).ok()?.fragment().map(ToOwned::to_owned));
        for fragment in &wanted.fragments {
            let place = of_its_own.as_ref().unwrap_or(fragment);
            anchors.insert(fragment.clone(), anchor(place, answer));
        }
    }
    let broken = shown(exchange).is_some_and(|sight| sight.extent == Extent::Broken);
    let untold = anchors.values().any(|anchor| matches!(anchor, Anchor::CannotTell(_)));
    if broken && untold { (Look::broken_off(), BTreeMap::new()) } else { (look, anchors) }
}

/// The places for which another address is looked for; the empty one is the page itself.
pub fn to_seek(wanted: &Wanted, seen: &Look, exchange: &Exchange) -> Vec<String> {
    if matches!(seen.verdict, Verdict::Dead | Verdict::Soft404) {
        return wanted.fragments.iter().cloned().chain([String::new()]).collect();
    }
    let (_, anchors) = look(wanted, exchange, None);
    let missing =
        |(fragment, anchor): (String, Anchor)| matches!(anchor, Anchor::Missing(_)).then_some(fragment);
    anchors.into_iter().filter_map(missing).collect()
}

/// What is written down of a page.
pub fn entry(wanted: &Wanted, outcome: &Outcome, alike: Option<&str>, today: Date) -> Entry {
    let exchange = match outcome {
        Outcome::Listed(title, read) => {
            return Entry { title: title.clone(), ..wanted.before.after(Look::fine(), *read) };
        }
        Outcome::Asked(exchange) => exchange,
    };
    let (look, anchors) = look(wanted, exchange, alike);
    let seen = look.verdict.is_seen();
    let mut entry = wanted.before.after(look, today);
    if seen {
        entry.title = shown(exchange).and_then(|sight| sight.title.clone().or_else(|| sight.heading.clone()));
    }
    for (fragment, anchor) in anchors {
        match anchor {
            Anchor::There => drop(entry.ids.insert(fragment)),
            Anchor::Missing(_) => drop(entry.gone.insert(fragment)),
            Anchor::CannotTell(why) => drop(entry.untold.insert(fragment, why.to_owned())),
        }
    }
    entry
}

/// The entry with what could stand in its place: what was found, or else the place on the page that is spelt most like one
/// that is missing. Where the two differ in case alone, that is sure.
pub fn with_proposals(mut entry: Entry, outcome: &Outcome, found: BTreeMap<String, Proposal>) -> Entry {
    entry.next = found;
    let Outcome::Asked(exchange) = outcome else { return entry };
    let Some(answer) = answer(exchange) else { return entry };
    let page = entry.to.clone().unwrap_or_else(|| entry.url.clone());
    for fragment in &entry.gone {
        if let Anchor::Missing(Some(near)) = anchor(fragment, answer) {
            let url = format!("{}#{near}", page.split('#').next().unwrap_or_default());
            let same = near.eq_ignore_ascii_case(fragment);
            let known = entry.next.get(fragment);
            if known.is_none() || (same && known.is_some_and(|known| !known.confirmed)) {
                entry.next.insert(fragment.clone(), Proposal { url, confirmed: same });
            }
        }
    }
    entry
}

/// What `exchange` says of an address that may stand in the place of another: it is there; its page is, which is a guess
/// still; or nothing.
pub fn confirms(url: &Url, exchange: &Exchange) -> Option<Proposal> {
    let look = classify(url, exchange, None);
    let answer =
        answer(exchange).filter(|_| look.verdict.is_seen() && look.verdict != Verdict::Redirected)?;
    let mut there = Url::parse(look.to.as_deref().unwrap_or(url.as_str())).ok()?;
    let place = url.fragment().map(|fragment| classify::anchor(fragment, answer));
    let confirmed = matches!(place, None | Some(Anchor::There));
    there.set_fragment(url.fragment().filter(|_| !matches!(place, Some(Anchor::Missing(_)))));
    Some(Proposal { url: there.into(), confirmed })
}
