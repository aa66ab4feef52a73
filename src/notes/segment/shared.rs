//! What the pieces of all notes have in common, by which it is told whether a change could make a copy or end one.

use super::copies::{FEWEST_WORDS, Wording};
use super::divided::Divided;
use std::collections::HashMap;

/// A piece: the index of its note, and its place there.
type Place = (usize, usize);

/// What the pieces of all notes have in common.
#[derive(Debug, Default)]
pub(in crate::notes) struct Shared {
    blocks: HashMap<u64, Held>,
    /// How many blocks each piece has that no other has; perhaps fewer than it really has.
    own: HashMap<Place, usize>,
    /// The pieces that have no block of their own, which may be copies, each by one of its blocks.
    doubtful: HashMap<u64, Vec<Place>>,
    /// For each note, what its pieces say.
    notes: Vec<Vec<Wording>>,
}

/// Who has a block.
#[derive(Clone, Copy, Debug)]
struct Held {
    pieces: usize,
    /// The one piece that has it, where that is known.
    by: Option<Place>,
}

impl Shared {
    /// What the pieces of notes have in common.
    pub fn of(notes: &[&Divided]) -> Self {
        let mut shared =
            Self { notes: notes.iter().map(|note| note.wordings.clone()).collect(), ..Self::default() };
        let pieces = |note: &Divided| note.wordings.len();
        let places =
            notes.iter().enumerate().flat_map(|(at, note)| (0..pieces(note)).map(move |piece| (at, piece)));
        let places: Vec<Place> = places.collect();
        for &place in &places {
            for block in &notes[place.0].wordings[place.1].blocks {
                let held = shared.blocks.entry(*block).or_insert(Held { pieces: 0, by: Some(place) });
                held.pieces += 1;
                held.by = held.by.filter(|_| held.pieces == 1);
            }
        }
        for held in shared.blocks.values().filter_map(|held| held.by) {
            *shared.own.entry(held).or_default() += 1;
        }
        for &place in &places {
            if shared.may_be_copy(place) {
                let first = notes[place.0].wordings[place.1].blocks.iter().min();
                shared.doubtful.entry(first.copied().unwrap_or_default()).or_default().push(place);
            }
        }
        shared
    }

    fn may_be_copy(&self, place: Place) -> bool {
        self.notes[place.0][place.1].words >= FEWEST_WORDS && self.own.get(&place).is_none_or(|own| *own == 0)
    }

    /// Takes in that a note says something else now, in as many pieces; `false` where that might make a copy or end one, and
    /// everything has to be looked at anew.
    pub fn change(&mut self, note: usize, now: &Divided) -> bool {
        if self.doubtful.values().flatten().any(|(of, _)| *of == note) {
            return false;
        }
        let before = std::mem::replace(&mut self.notes[note], now.wordings.clone());
        let certain = before.iter().zip(&now.wordings).enumerate().all(|(piece, (before, now))| {
            !(self.may_hold_copy(before) || self.may_hold_copy(now))
                && now.blocks.difference(&before.blocks).all(|&block| self.gain(block, (note, piece)))
                && before.blocks.difference(&now.blocks).all(|&block| self.lose(block, (note, piece)))
        });
        certain && !(0..now.wordings.len()).any(|piece| self.may_be_copy((note, piece)))
    }

    /// Whether a piece that may be a copy stands whole in one that says this.
    fn may_hold_copy(&self, wording: &Wording) -> bool {
        let doubtful = wording.blocks.iter().filter_map(|block| self.doubtful.get(block)).flatten();
        doubtful.into_iter().any(|&(note, piece)| self.notes[note][piece].is_in(wording))
    }

    /// A piece has a block more; `false` where another one may have become a copy by that.
    fn gain(&mut self, block: u64, place: Place) -> bool {
        let Some(held) = self.blocks.get_mut(&block) else {
            self.blocks.insert(block, Held { pieces: 1, by: Some(place) });
            *self.own.entry(place).or_default() += 1;
            return true;
        };
        held.pieces += 1;
        if held.pieces > 2 {
            return true;
        }
        let Some(other) = held.by.take() else { return false };
        self.own.entry(other).and_modify(|own| *own -= 1);
        !self.may_be_copy(other)
    }

    /// A piece has a block less. Of two that had it, the other may now have it alone: that is not counted.
    fn lose(&mut self, block: u64, place: Place) -> bool {
        let Some(held) = self.blocks.get_mut(&block) else { return false };
        held.pieces -= 1;
        if held.pieces == 0 {
            if held.by == Some(place) {
                self.own.entry(place).and_modify(|own| *own -= 1);
            }
            self.blocks.remove(&block);
        }
        true
    }
}
