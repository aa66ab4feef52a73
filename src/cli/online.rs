//! `check --online`: looks at the addresses that notes lead to, and writes down what was seen.

use super::{FAILED, FINDINGS, print_check, read, with_unknown};
use crate::cli::args::{Input, Told};
use anstream::eprintln;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leafcutter::config::Host;
use leafcutter::disk::{self, Place};
use leafcutter::net::network::Internet;
use leafcutter::net::queue::Manners;
use leafcutter::net::{self, Settings, Survey, Watch};
use leafcutter::pipeline::{self, Build};
use leafcutter::references::cache::Cache;
use leafcutter::references::evidence::{Evidence, LOCK};
use leafcutter::references::plan::Plan;
use leafcutter::source::{File, Snapshot};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Looks at what is not known well enough, for at most `budget` seconds; with `locked`, `links.lock` stays as it is, and
/// it is a finding if it would not.
pub fn online(input: &Input, told: Told, budget: u64, locked: bool) -> Result<u8, disk::Error> {
    let (place, build) = read(input)?;
    if build.evidence.is_newer() {
        let why = "this file was written by a newer leafcutter, and would be lost";
        return Err(disk::Error::unfit(&place.root.join(LOCK), why, "Use that version, or remove the file."));
    }
    let today = today();
    let plan = Plan::new(&build.references, &build.evidence, today);
    eprintln!("{}", announced(&plan));
    let mut cache = Cache::parse(&place.memory());
    let survey = look(&plan, &mut cache, &settings(&build, budget), today);
    if survey.offline {
        print_check(input, told, build)?;
        eprintln!(
            "error: no host could be reached ({}), so that this machine is probably offline; nothing was written",
            survey.seen.first().map(|entry| entry.why.as_str()).unwrap_or_default()
        );
        return Ok(FAILED);
    }
    tell(&survey);
    let evidence = renewed(plan, survey, &place, &build)?;
    let (before, after) = (build.evidence.text(), evidence.text());
    let known = place.lock()?.is_some_and(|file| *file.bytes == *after.as_bytes());
    let build = if known { build } else { judged(&place, &after)? };
    if !known && !locked {
        place.write_lock(&after)?;
    }
    cache.keep(|page| evidence.get(page).is_some());
    if let Err(why) = place.remember(&cache.text()) {
        eprintln!("warning: {why}\nthe next run will ask more than it would have to");
    }
    let code = print_check(input, told, with_unknown(build))?;
    if known {
        return Ok(code);
    }
    if locked {
        let old: HashSet<&str> = before.lines().collect();
        let lines = after.lines().filter(|line| !old.contains(line)).count();
        eprintln!(
            "error: links.lock is not what was seen now, in {lines} of its lines; leafcutter check --online writes them"
        );
        return Ok(code.max(FINDINGS));
    }
    Ok(code)
}

/// The notes, judged by this `links.lock`.
fn judged(place: &Place, lock: &str) -> Result<Build, disk::Error> {
    let lock = File { path: LOCK.into(), bytes: lock.as_bytes().to_vec().into() };
    let snapshot = Snapshot { changed: place.history(), ..place.read()? };
    Ok(pipeline::build(&Snapshot { lock: Some(lock), ..snapshot }))
}

/// The day, everywhere the same.
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn announced(plan: &Plan) -> String {
    let count = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let known = count(plan.fresh, "is known well enough", "are known well enough");
    match plan.wanted.len() {
        0 => format!("nothing to ask: {known}"),
        pages => {
            let hosts = count(plan.hosts(), "host", "hosts");
            let known = if plan.fresh == 0 { String::new() } else { format!("; {known}") };
            format!("asking {hosts} about {}{known}", count(pages, "address", "addresses"))
        }
    }
}

fn settings(build: &Build, budget: u64) -> Settings {
    let manners =
        |host: &Host| Manners { at_once: host.at_once.clamp(1, 8), pause: Duration::from_millis(host.pause) };
    let without_robots = build.hosts.iter().filter(|(_, host)| !host.robots).map(|(name, _)| name.clone());
    Settings {
        hosts: build.hosts.iter().map(|(name, host)| (name.clone(), manners(host))).collect(),
        without_robots: without_robots.collect(),
        budget: Duration::from_secs(budget),
        ..Settings::default()
    }
}

/// Looks, with a bar that grows on a terminal, until it is done or Ctrl-C is pressed; what was seen by then counts.
fn look(plan: &Plan, cache: &mut Cache, settings: &Settings, today: Date) -> Survey {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without the handler Ctrl-C still ends the program; what was seen is then lost.
    let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
    let bar = ProgressBar::new(plan.wanted.len() as u64);
    let style = ProgressStyle::with_template(
        "{wide_bar} {pos} of {len}, {elapsed} (Ctrl-C ends, and keeps what was seen)",
    );
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(500));
    let progress = |done: usize| bar.set_position(done as u64);
    let watch = Watch { stop: &stop, progress: &progress };
    let survey = net::survey(&plan.wanted, cache, Arc::new(Internet), (settings, today), &watch);
    bar.finish_and_clear();
    survey
}

/// Says what was left, and why.
fn tell(survey: &Survey) {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, why) in &survey.left {
        *left.entry(why).or_default() += 1;
    }
    for (why, pages) in left {
        let s = if pages == 1 { "address was" } else { "addresses were" };
        eprintln!("{pages} {s} left for another run: {why}");
    }
}

/// What is known now. What another run wrote in the meantime is kept; and of a single note, what others lead to.
fn renewed(plan: Plan, survey: Survey, place: &Place, build: &Build) -> Result<Evidence, disk::Error> {
    let mut evidence = plan.evidence(survey.seen);
    let now = place
        .lock()?
        .map(|file| Evidence::parse(&String::from_utf8_lossy(&file.bytes)).0)
        .unwrap_or_default();
    if now.text() != build.evidence.text() {
        evidence.merge(now);
    } else if place.note.is_some() {
        evidence.merge(build.evidence.clone());
    }
    Ok(evidence)
}
