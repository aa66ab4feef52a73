//! What stands for a content: equal fingerprints, equal contents.

use std::fmt;
use std::hash::{Hash, Hasher};

/// 128 bits of a BLAKE3 hash: two contents that differ have the same one about once in 2⁶⁴ contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::from(&blake3::hash(bytes))
    }

    /// The fingerprint of a value: of all that its [`Hash`] takes in.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut taken = Taken(blake3::Hasher::new());
        value.hash(&mut taken);
        Self::from(&taken.0.finalize())
    }

    fn from(hash: &blake3::Hash) -> Self {
        let first = hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes");
        Self(u128::from_le_bytes(*first))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Takes in values for their fingerprint.
struct Taken(blake3::Hasher);

impl Hasher for Taken {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let first = *self.0.finalize().as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes");
        u64::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn a_value_s_fingerprint_tells_where_its_parts_end() {
        assert_ne!(Fingerprint::of(&("ab", "c")), Fingerprint::of(&("a", "bc")));
        assert_eq!(Fingerprint::of("ab"), Fingerprint::of(&"ab".to_owned()));
    }
}
