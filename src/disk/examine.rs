//! Looks for secrets in the files that a site takes over from among the notes, as they are.
#![allow(clippy::disallowed_methods, reason = "these files are read when all else is known")]

use super::Place;
use crate::diagnostic::Diagnostic;
use crate::site::{Artifact, Artifacts};
use crate::{rules, secrets};
use std::collections::BTreeSet;
use std::fs;

/// The first of what looks like a secret, and is not allowed, in each file that `site` takes over. What cannot be read is
/// told where it is published.
pub fn examine(site: &Artifacts, place: &Place, allowed: &BTreeSet<String>) -> Vec<Diagnostic> {
    let copied = site.values().filter_map(|artifact| match artifact {
        Artifact::Copy(from) => Some(from),
        Artifact::Bytes(_) => None,
    });
    let found = copied.filter_map(|from| {
        let bytes = fs::read(place.root.join(from)).ok()?;
        let (secret, line) = secrets::first_in_file(&bytes, |secret| !allowed.contains(&secret.fingerprint))?;
        Some(rules::secret_in_file(from, line, secret.kind.name(), &secret.fingerprint))
    });
    found.collect()
}
