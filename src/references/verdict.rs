//! What is known of an address, in one word.

use serde::{Deserialize, Serialize};

/// What is known of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It leads to what it names.
    Ok,
    /// What it names has another address for good.
    Moved,
    /// It leads on to another address, for now.
    Redirected,
    /// The host answers, but what was named is not there.
    #[serde(rename = "soft-404")]
    Soft404,
    /// It leads nowhere.
    Dead,
    /// The page is there, the place on it is not.
    AnchorMissing,
    /// The host answers people alone.
    Blocked,
    /// It failed, and may be there again tomorrow.
    Flaky,
    /// It is never asked.
    Skipped,
    /// Nobody has looked, or nothing could be told.
    Unchecked,
}

impl Verdict {
    /// All of them, those first of which an author should know.
    pub const ALL: [Self; 10] = [
        Self::Dead,
        Self::Soft404,
        Self::AnchorMissing,
        Self::Moved,
        Self::Flaky,
        Self::Blocked,
        Self::Unchecked,
        Self::Skipped,
        Self::Redirected,
        Self::Ok,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Moved => "moved",
            Self::Redirected => "redirected",
            Self::Soft404 => "soft-404",
            Self::Dead => "dead",
            Self::AnchorMissing => "anchor-missing",
            Self::Blocked => "blocked",
            Self::Flaky => "flaky",
            Self::Skipped => "skipped",
            Self::Unchecked => "unchecked",
        }
    }

    /// Whether a page was seen there.
    pub fn is_seen(self) -> bool {
        matches!(self, Self::Ok | Self::Moved | Self::Redirected)
    }

    /// Whether a reader who follows the address finds something else than what it names.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Soft404 | Self::Dead | Self::AnchorMissing)
    }
}
