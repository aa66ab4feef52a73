//! The author's choices: what `leafcutter.yaml` says, and the catalogue that the notes are read by.

use crate::catalog::BUILT_IN;
use crate::catalog::choose::{self, Chosen};
use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::references::evidence::Evidence;
use crate::rules;
use crate::source::{Snapshot, Sources, Span};

/// The author's choices; a flaw in one of them is a finding.
pub(super) fn configure(snapshot: &Snapshot, sources: &mut Sources, found: &mut Vec<Diagnostic>) -> Config {
    let Some(file) = &snapshot.config else {
        return Config::default();
    };
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    let source = sources.add(&file.path, text);
    let text = &sources.get(source).text;
    let (mut config, flaws) = config::parse(text);
    found.extend(
        flaws
            .into_iter()
            .map(|flaw| rules::bad_config(Span::new(source, flaw.range), &flaw.message, &flaw.help)),
    );
    let place = |name: &str| {
        let at = text.find(name).unwrap_or(0);
        Span::new(source, at..at + name.len().min(text.len() - at))
    };
    for name in &config.allow {
        if name == rules::SECRET.name {
            found.push(rules::required_rule(place(name), name));
        } else if !rules::ALL.iter().any(|rule| rule.name == name) {
            found.push(rules::bad_allow(place(name), name));
        }
    }
    let files = || snapshot.catalogs.iter().map(|file| file.path.as_str());
    let known = || BUILT_IN.iter().map(|(name, _)| *name).chain(files());
    for name in config.catalogs.iter().filter(|name| !known().any(|known| known == name.as_str())) {
        found.push(rules::unknown_catalog(place(name), name, known().collect::<Vec<_>>().into_iter()));
    }
    config.allow.retain(|name| name != rules::SECRET.name);
    config
}

/// What was seen of outside addresses; a line with a flaw is a finding.
pub(super) fn evidence(
    snapshot: &Snapshot,
    config: &Config,
    sources: &mut Sources,
    found: &mut Vec<Diagnostic>,
) -> Evidence {
    let not_asked = config.references.skip.clone();
    let Some(file) = &snapshot.lock else {
        return Evidence::default().without(not_asked);
    };
    let source = sources.add(&file.path, String::from_utf8_lossy(&file.bytes).into_owned());
    let (evidence, bad) = Evidence::parse(&sources.get(source).text);
    found.extend(bad.into_iter().map(|line| {
        let span = Span::new(source, line.range);
        if line.newer { rules::newer_lock(span, &line.message) } else { rules::bad_lock(span, &line.message) }
    }));
    evidence.without(not_asked)
}

/// The catalogue of the site: those that its settings name, together, or the one that the notes show.
pub(super) fn choose_catalog(
    snapshot: &Snapshot,
    config: &Config,
    notes: &[&choose::Evidence],
    sources: &mut Sources,
    found: &mut Vec<Diagnostic>,
) -> Chosen {
    let mut chosen: Vec<Chosen> = Vec::new();
    for name in &config.catalogs {
        let Some(file) = snapshot.catalogs.iter().find(|file| file.path == *name) else {
            chosen.extend(choose::built_in(name).map(Chosen::BuiltIn));
            continue;
        };
        let source = sources.add(&file.path, String::from_utf8_lossy(&file.bytes).into_owned());
        match choose::own(file.path.file_stem().unwrap_or_default(), &sources.get(source).text) {
            Ok(catalog) => chosen.push(Chosen::Own(Box::new(catalog))),
            Err(flaw) => {
                found.push(rules::bad_catalog(Span::new(source, flaw.range), &flaw.message, &flaw.help));
            }
        }
    }
    match chosen.len() {
        0 => Chosen::BuiltIn(choose::by_evidence(notes)),
        1 => chosen.remove(0),
        _ => Chosen::Own(Box::new(choose::together(&chosen))),
    }
}
