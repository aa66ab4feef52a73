//! Indexes of guides: one request for an index stands for requests for all the pages that it lists.

use super::{Errand, Job, Outcome, State, Waiting};
use crate::net::chain::Chain;
use crate::references::aws::{self, Index};
use crate::references::cache;
use crate::references::exchange::{End, Exchange};
use url::Url;

/// Of a guide of which this many pages are wanted, the index is asked for instead of the pages.
const WORTH_AN_INDEX: usize = 2;

impl State<'_> {
    /// Looks at pages of a guide: by its index where that is known or worth it, or else one by one.
    pub(super) fn ask_guide(&mut self, guide: &str, pages: Vec<usize>) {
        if self.indexes.contains_key(guide) {
            for page in pages {
                self.by_index(guide, page);
            }
        } else if pages.len() >= WORTH_AN_INDEX {
            self.waiting.insert(guide.to_owned(), pages.into_iter().map(Waiting::Page).collect());
            self.ask_index(guide, 0);
        } else {
            for page in pages {
                self.ask_page(page);
            }
        }
    }

    /// Asks for an index of a guide: which of the three that AWS has for each.
    pub(super) fn ask_index(&mut self, guide: &str, number: usize) {
        let url = Url::parse(&aws::index_addresses(guide)[number]).expect("an address with a path is one");
        let chain = Chain::new(&url, (None, None));
        self.push(Job { errand: Errand::Index(guide.to_owned(), number), chain }, true);
    }

    /// An index came, or none: then the next is asked for.
    pub(super) fn index(&mut self, guide: &str, number: usize, exchange: &Exchange, body: &[u8]) {
        let given = matches!(&exchange.end, End::Answer(answer) if answer.status == 200);
        let index = given.then(|| Index::parse(guide, &String::from_utf8_lossy(body))).flatten();
        if index.is_none() && number + 1 < aws::index_addresses(guide).len() {
            return self.ask_index(guide, number + 1);
        }
        let index = index.unwrap_or_default();
        let pages =
            index.pages().map(|leaf| (leaf.to_owned(), index.title(leaf).map(ToOwned::to_owned))).collect();
        if given {
            self.cache.guides.insert(guide.to_owned(), cache::Guide { at: self.today, pages });
        }
        self.indexes.insert(guide.to_owned(), index);
        for waiting in self.waiting.remove(guide).unwrap_or_default() {
            match waiting {
                Waiting::Page(page) => self.by_index(guide, page),
                Waiting::Quest(quest) => self.advance(quest),
            }
        }
    }

    /// A page that the index of its guide lists is there; any other is asked for, for indexes lag behind.
    fn by_index(&mut self, guide: &str, page: usize) {
        let leaf = aws::Page::of(&self.wanted[page].url).map(|page| page.leaf).unwrap_or_default();
        match self.indexes.get(guide).filter(|index| index.has(&leaf)) {
            Some(index) => {
                let read = self.cache.guides.get(guide).map_or(self.today, |guide| guide.at);
                self.outcomes[page] = Some(Outcome::Listed(index.title(&leaf).map(ToOwned::to_owned), read));
                self.done += 1;
            }
            None => self.ask_page(page),
        }
    }
}
