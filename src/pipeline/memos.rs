//! What builds of one site leave for the next: all that is dear to make, by the fingerprint of what it was made from.

use super::published::ReadNote;
use super::sections::Linked;
use crate::memo::Memo;
use crate::notes::order::Order;
use crate::notes::understood::Understood;
use crate::notes::whole::Whole;
use crate::site::html::Anchors;
use crate::site::{self, Rendered};
use camino::Utf8Path;
use std::collections::HashMap;
use std::sync::Arc;

/// What builds of one site leave for the next.
#[derive(Debug, Default)]
pub struct Memos {
    pub(super) numbers: Numbers,
    pub(super) order: Order,
    pub(super) read: Memo<Arc<ReadNote>>,
    pub(super) understood: Memo<Arc<Understood>>,
    pub(super) whole: Option<Whole>,
    pub(super) linked: Memo<Arc<Linked>>,
    pub(super) rendered: Memo<Arc<Rendered>>,
    pub(super) site: site::assemble::Memos,
    pub(super) anchors: Memo<Arc<Anchors>>,
    /// How many words each note has.
    pub(super) counted: Memo<usize>,
}

/// How much a build made anew; all else was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anew {
    /// Notes that were read.
    pub notes: usize,
    /// Sections that were rendered.
    pub sections: usize,
    /// Pages of notes that were made.
    pub pages: usize,
}

impl Memos {
    /// A build begins: nothing is made anew yet.
    pub(super) fn begin(&mut self) {
        self.read.begin();
        self.rendered.begin();
        self.site.begin();
    }

    /// How much the last build made anew.
    pub fn anew(&self) -> Anew {
        Anew { notes: self.read.made(), sections: self.rendered.made(), pages: self.site.pages() }
    }
}

/// A number for each note, which it keeps from build to build, so that places in a note that did not change are the same.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<String, u32>);

impl Numbers {
    pub fn of(&mut self, path: &Utf8Path) -> u32 {
        if let Some(number) = self.0.get(path.as_str()) {
            return *number;
        }
        let number = u32::try_from(self.0.len()).expect("fewer notes than u32 can count");
        self.0.insert(path.as_str().to_owned(), number);
        number
    }
}
