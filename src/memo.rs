//! Remembers what was computed for as long as builds ask for it.

use crate::fingerprint::Fingerprint;
use rayon::prelude::*;
use std::collections::HashMap;

/// Values by the fingerprint of all that they were made from. What a build did not ask for is forgotten with it.
#[derive(Debug)]
pub struct Memo<V> {
    kept: HashMap<Fingerprint, V>,
    made: usize,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self { kept: HashMap::new(), made: 0 }
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
        let value = |item: &T| {
            let key = key(item);
            let known = self.kept.get(&key).cloned();
            let new = known.is_none();
            (key, known.unwrap_or_else(|| make(item)), new)
        };
        let all: Vec<(Fingerprint, V, bool)> = items.par_iter().map(value).collect();
        self.made = all.iter().filter(|(_, _, new)| *new).count();
        self.kept = all.iter().map(|(key, value, _)| (*key, value.clone())).collect();
        all.into_iter().map(|(_, value, _)| value).collect()
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
        assert_eq!([made(&[1, 2, 3]), made(&[3, 2, 4]), made(&[1])], [3, 1, 1]);
    }
}
