//! The search for where a page is now that is no longer where it was.

use super::{Errand, Job, State, Waiting};
use crate::net::chain::Chain;
use crate::net::verdicts;
use crate::references::aws::{self, Candidate};
use crate::references::evidence::Proposal;
use crate::references::exchange::Exchange;
use std::collections::{BTreeMap, HashSet};
use url::Url;

/// More candidates than this are not tried for one address.
const MOST_TRIED: usize = 3;

/// The search for one address.
#[derive(Debug)]
pub struct Quest {
    /// The page, by its number among those that are wanted.
    page: usize,
    /// The place on it; empty for the page itself.
    fragment: String,
    asked: HashSet<String>,
    tried: HashSet<String>,
    found: Option<Proposal>,
}

impl State<'_> {
    /// Begins to look for where a page, or a place on it, is now.
    pub(super) fn seek(&mut self, page: usize, fragment: String) {
        if aws::is_documentation(&self.wanted[page].url) {
            let (asked, tried) = (HashSet::new(), HashSet::new());
            self.quests.push(Quest { page, fragment, asked, tried, found: None });
            self.advance(self.quests.len() - 1);
        }
    }

    fn sought(&self, quest: usize) -> Url {
        let Quest { page, fragment, .. } = &self.quests[quest];
        let mut url = self.wanted[*page].url.clone();
        url.set_fragment(Some(fragment.as_str()).filter(|fragment| !fragment.is_empty()));
        url
    }

    fn candidates(&self, url: &Url) -> Vec<Candidate> {
        aws::candidates(url, &|guide| self.indexes.get(guide))
    }

    /// The next step of a search: what an index lists is found; else what the table of moves says is tried; else the indexes
    /// of the guides are asked where it may be; else what they suggest is tried.
    pub(super) fn advance(&mut self, number: usize) {
        let url = self.sought(number);
        let candidates = self.candidates(&url);
        let quest = &self.quests[number];
        // That a page of a similar name is there does not say that it is the same page.
        let sure = |candidate: &Candidate| candidate.by.is_sure();
        let listed =
            |candidate: &&Candidate| candidate.listed && sure(candidate) && !candidate.url.contains('#');
        if let Some(listed) = candidates.iter().find(listed) {
            self.quests[number].found = Some(Proposal { url: listed.url.clone(), confirmed: true });
            return;
        }
        let unread = aws::guides_to_ask(&url).into_iter().find(|guide| !quest.asked.contains(guide));
        let now = |candidate: &&Candidate| unread.is_none() || candidate.by <= aws::By::Spelling;
        let untried = candidates.iter().filter(now).find(|candidate| !quest.tried.contains(&candidate.url));
        if let Some(candidate) = untried.filter(|_| quest.tried.len() < MOST_TRIED) {
            let Ok(url) = Url::parse(&candidate.url) else { return };
            self.quests[number].tried.insert(candidate.url.clone());
            let chain = Chain::new(&url, (None, None));
            let errand = Errand::Candidate(number, url, sure(candidate));
            self.push(Job { errand, chain }, true);
        } else if let Some(guide) = unread {
            self.quests[number].asked.insert(guide.clone());
            if self.indexes.contains_key(&guide) {
                return self.advance(number);
            }
            let waiting = self.waiting.entry(guide.clone()).or_default();
            waiting.push(Waiting::Quest(number));
            if waiting.len() == 1 {
                self.ask_index(&guide, 0);
            }
        }
    }

    /// What was seen where a page may be now.
    pub(super) fn tried(&mut self, number: usize, (url, sure): (&Url, bool), exchange: &Exchange) {
        match verdicts::confirms(url, exchange) {
            Some(found) => {
                let confirmed = found.confirmed && sure;
                self.quests[number].found = Some(Proposal { confirmed, ..found });
            }
            None => self.advance(number),
        }
    }

    /// A candidate could not be looked at.
    pub(super) fn untried(&mut self, number: usize, url: &Url) {
        self.quests[number].tried.remove(url.as_str());
    }

    /// What could stand in the place of each page, by the place on it. What was tried and is not there is no guess either.
    pub(super) fn proposals(&self) -> BTreeMap<usize, BTreeMap<String, Proposal>> {
        let mut proposals: BTreeMap<usize, BTreeMap<String, Proposal>> = BTreeMap::new();
        for (number, quest) in self.quests.iter().enumerate() {
            let guess = || {
                let mut candidates = self.candidates(&self.sought(number)).into_iter();
                let guess = candidates.find(|candidate| !quest.tried.contains(&candidate.url))?;
                Some(Proposal { url: guess.url, confirmed: false })
            };
            if let Some(proposal) = quest.found.clone().or_else(guess) {
                proposals.entry(quest.page).or_default().insert(quest.fragment.clone(), proposal);
            }
        }
        proposals
    }
}
