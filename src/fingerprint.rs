//! What stands for a content: equal fingerprints, equal contents.

use siphasher::sip128::{Hasher128, SipHasher13};
use std::fmt;
use std::hash::Hash;

/// 128 bits of a hash: two contents that differ have the same one about once in 2⁶⁴ contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of bytes (BLAKE3, which is the fastest for whole files).
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let hash = blake3::hash(bytes);
        let first = hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes");
        Self(u128::from_le_bytes(*first))
    }

    /// The fingerprint of a value: of all that its [`Hash`] takes in (`SipHash`, which is the fastest for a few words).
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = SipHasher13::new();
        value.hash(&mut hasher);
        Self(hasher.finish128().as_u128())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
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
