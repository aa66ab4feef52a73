//! Which addresses are looked at now, and what the file says afterwards.

use super::evidence::{Entry, Evidence};
use super::judge::Reference;
use super::verdict::Verdict;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// A page to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its canonical address, without fragment.
    pub url: Url,
    /// The places on it that notes lead to, as they stand in the addresses.
    pub fragments: BTreeSet<String>,
    /// What was known of it.
    pub before: Entry,
}

/// What is to be done about the addresses of notes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The pages to be looked at, those first that were not looked at for longest.
    pub wanted: Vec<Wanted>,
    /// What is known of the others.
    pub kept: Evidence,
    /// How many pages are known well enough.
    pub fresh: usize,
}

impl Plan {
    /// Decides what to do on the day `today`. What no note leads to any more is not kept.
    pub fn new(references: &[Reference], evidence: &Evidence, today: Date) -> Self {
        let mut pages: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut plan = Self::default();
        for address in references.iter().map(|reference| &reference.address) {
            match address.skip {
                None => {
                    let fragments = pages.entry(address.page()).or_default();
                    fragments.extend(address.fragment().map(ToOwned::to_owned));
                }
                // Such an address must be written down nowhere else.
                Some(skip) if skip.is_secret() => {}
                Some(skip) => plan.kept.insert(Entry {
                    why: skip.reason().to_owned(),
                    ..Entry::new(address.page(), Verdict::Skipped)
                }),
            }
        }
        for (page, fragments) in pages {
            let before = evidence.get(page).cloned();
            let known = before.as_ref().is_some_and(|entry| {
                !entry.is_due(today) && fragments.iter().all(|fragment| entry.knows(fragment))
            });
            match (Url::parse(page), before) {
                (_, Some(entry)) if known => {
                    plan.fresh += 1;
                    plan.kept.insert(entry.narrowed(&fragments));
                }
                (Ok(url), before) if evidence.not_asked(page).is_none() => {
                    let before = before.unwrap_or_else(|| Entry::new(page, Verdict::Unchecked));
                    plan.wanted.push(Wanted { url, fragments, before });
                }
                _ => {}
            }
        }
        plan.wanted.sort_by(|a, b| (a.before.at, &a.url).cmp(&(b.before.at, &b.url)));
        plan
    }

    /// How many hosts are going to be asked.
    pub fn hosts(&self) -> usize {
        self.wanted.iter().filter_map(|wanted| wanted.url.host_str()).collect::<BTreeSet<_>>().len()
    }

    /// What is known after the pages of `seen` were looked at; the others that were wanted stay as they were.
    pub fn evidence(self, seen: Vec<Entry>) -> Evidence {
        let mut evidence = self.kept;
        for wanted in self.wanted {
            if wanted.before.at.is_some() {
                evidence.insert(wanted.before.narrowed(&wanted.fragments));
            }
        }
        for entry in seen {
            evidence.insert(entry);
        }
        evidence
    }
}

impl Entry {
    /// The entry without the places that no note leads to any more.
    fn narrowed(mut self, fragments: &BTreeSet<String>) -> Self {
        self.ids.retain(|id| fragments.contains(id));
        self.gone.retain(|id| fragments.contains(id));
        self.untold.retain(|id, _| fragments.contains(id));
        self.next.retain(|id, _| id.is_empty() || fragments.contains(id));
        self
    }
}
