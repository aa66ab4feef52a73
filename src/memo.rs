//! Remembers what was computed for as long as builds ask for it.

use crate::fingerprint::Fingerprint;
use rayon::prelude::*;
use std::collections::HashMap;

/// Of more values that are not where they were, an index is made.
const FEW: usize = 32;

/// Values by the fingerprint of all that they were made from. What a build did not ask for is forgotten with it.
#[derive(Debug)]
pub struct Memo<V> {
    /// In the order in which they were asked for, which is nearly always the same.
    kept: Vec<(Fingerprint, V)>,
    /// The places of those that the last call did not find where they were.
    replaced: Vec<usize>,
    made: usize,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self { kept: Vec::new(), replaced: Vec::new(), made: 0 }
    }
}

impl<V: Clone + Send + Sync> Memo<V> {
    /// The value of each of `items`, in order: as it was, where the last call had an item of the same `key`; else `make`
    /// makes it, on all cores.
    pub fn all<T: Sync>(
        &mut self,
        items: &[T],
        key: impl Fn(&T) -> Fingerprint + Sync,
        make: impl Fn(&T) -> V + Sync,
    ) -> Vec<V> {
        let keys: Vec<Fingerprint> = items.par_iter().map(&key).collect();
        let stays = |place: &usize| self.kept.get(*place).is_some_and(|(key, _)| *key == keys[*place]);
        let others: Vec<usize> = (0..keys.len()).filter(|place| !stays(place)).collect();
        let known = self.find(&others, &keys);
        let value = |(&place, known): (&usize, Option<V>)| {
            let new = known.is_none();
            (place, known.unwrap_or_else(|| make(&items[place])), new)
        };
        let values: Vec<(usize, V, bool)> = others.par_iter().zip(known).map(value).collect();
        self.made = values.iter().filter(|(.., new)| *new).count();
        self.kept.truncate(keys.len());
        for (place, value, _) in values {
            let both = (keys[place], value);
            match self.kept.get_mut(place) {
                Some(kept) => *kept = both,
                None => self.kept.push(both),
            }
        }
        self.replaced = others;
        self.kept.iter().map(|(_, value)| value.clone()).collect()
    }

    /// The values that the last call did not find where they were, with their places.
    pub fn replaced(&self) -> impl Iterator<Item = (usize, &V)> {
        self.replaced.iter().map(|&place| (place, &self.kept[place].1))
    }

    /// The values at `places` of `keys`, where they are kept in another place.
    fn find(&self, places: &[usize], keys: &[Fingerprint]) -> Vec<Option<V>> {
        if places.len() <= FEW {
            let value = |&place: &usize| self.kept.iter().find(|(key, _)| *key == keys[place]);
            return places.iter().map(|place| value(place).map(|(_, value)| value.clone())).collect();
        }
        let index: HashMap<Fingerprint, &V> = self.kept.iter().map(|(key, value)| (*key, value)).collect();
        places.iter().map(|place| index.get(&keys[*place]).map(|value| (*value).clone())).collect()
    }

    /// Nothing is made yet.
    pub fn begin(&mut self) {
        self.made = 0;
    }

    /// How many values the last call made.
    pub fn made(&self) -> usize {
        self.made
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;
    use crate::fingerprint::Fingerprint;

    #[test]
    fn what_is_asked_for_again_is_not_made_again_and_what_is_not_is_forgotten() {
        let mut memo = Memo::default();
        let mut made = |items: &[u32]| {
            assert_eq!(memo.all(items, Fingerprint::of, |item| item * 2).len(), items.len());
            memo.made()
        };
        assert_eq!([made(&[1, 2, 3]), made(&[3, 2, 4]), made(&[1]), made(&[1, 1])], [3, 1, 1, 0]);
        let many: Vec<u32> = (0..100).collect();
        let turned: Vec<u32> = (0..101).rev().collect();
        assert_eq!([made(&many), made(&turned), made(&turned)], [99, 1, 0]);
    }
}
