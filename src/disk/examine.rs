//! Looks for secrets and scripts in the files that a site takes over from among the notes, as they are.
#![allow(clippy::disallowed_methods, reason = "these files are read when all else is known")]

use super::Place;
use crate::diagnostic::Diagnostic;
use crate::site::{Artifact, Artifacts, html};
use crate::{rules, secrets};
use std::collections::BTreeSet;
use std::fs;

/// The first of what looks like a secret, and is not allowed, in each file that `site` takes over, and pictures that could run
/// a script. What cannot be read is told where it is published.
pub fn examine(site: &Artifacts, place: &Place, allowed: &BTreeSet<String>) -> Vec<Diagnostic> {
    let copied = site.values().filter_map(|artifact| match artifact {
        Artifact::Copy(from) => Some(from),
        Artifact::Bytes(_) => None,
    });
    let mut found = Vec::new();
    for from in copied {
        let Ok(bytes) = fs::read(place.root.join(from)) else { continue };
        let secret = secrets::first_in_file(&bytes, |secret| !allowed.contains(&secret.fingerprint));
        found.extend(secret.map(|(secret, line)| {
            rules::secret_in_file(from, line, secret.kind.name(), &secret.fingerprint)
        }));
        let picture = from.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
        found.extend((picture && html::runs_scripts(&bytes)).then(|| rules::active_picture(from)));
    }
    found
}
