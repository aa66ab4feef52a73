//! How long a build takes, and how that grows with the number of notes.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own arguments")]

mod notes;

use camino::Utf8PathBuf;
use criterion::{BenchmarkId, Criterion, Throughput};
use leafcutter::config::{LineBreaks, RawHtml};
use leafcutter::notes::{Note, Repaired, outline, read, repair};
use leafcutter::pipeline::Memos;
use leafcutter::references::evidence::Evidence;
use leafcutter::site::Audience;
use leafcutter::source::{Content, File, Snapshot, Source};
use leafcutter::{catalog, pipeline};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The notes that the project is about.
const SEED: &str = include_str!("../content/aws-developer-notes.md");
/// How many notes the stages, and builds of a middling site, are measured on.
const MIDDLING: usize = 100;
/// The sizes between which growth is measured.
const GROWTH: [usize; 2] = [1000, 4000];
/// The sizes of sites that are built again after an edit, and how many edits are made.
const REBUILT: [usize; 2] = [1000, 10_000];
const EDITS: usize = 9;
/// How often builds are compared that differ by little.
const TURNS: usize = 60;
/// A large site is built anew until this much time has passed, and the best time counts.
const PATIENCE: Duration = Duration::from_secs(15);

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    stages(&mut criterion);
    builds(&mut criterion, "seed", &notes::one(SEED));
    builds(&mut criterion, "100", &notes::site(MIDDLING));
    criterion.final_summary();
    // A name on the command line asks for some benchmarks only.
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if asked.is_empty() || asked == ["marks"] {
        marks();
    }
    if asked.is_empty() || asked == ["rebuild"] {
        REBUILT.into_iter().for_each(rebuild);
    }
    if asked.is_empty() {
        growth();
    }
}

/// When the pages of notes of a build were made.
struct Stopwatch {
    start: Instant,
    pages: Duration,
}

impl Audience for Stopwatch {
    fn show(&mut self, _: &[(Utf8PathBuf, Content)]) {
        self.pages = self.start.elapsed();
    }

    fn stays(&self) -> bool {
        true
    }
}

/// Prints how long a preview takes to build again when a word is added to a note, and when a heading is: the median until the
/// pages of notes are made, and until all is.
fn rebuild(count: usize) {
    let mut site = notes::site(count);
    let mut memos = Memos::default();
    let mut once = |site: &Snapshot| {
        let mut watch = Stopwatch { start: Instant::now(), pages: Duration::ZERO };
        let built = black_box(pipeline::rebuild(site, &mut memos, &mut watch));
        let all = watch.start.elapsed();
        drop(built);
        (watch.pages, all)
    };
    once(&site);
    for (edit, added) in [("a word", "\nadded words\n"), ("a heading", "\n## Added\n\nwords\n")] {
        let mut times: Vec<(Duration, Duration)> = Vec::new();
        for turn in 0..EDITS {
            let note = &mut site.notes[turn * count / EDITS];
            let text = [&*note.bytes, added.replace("words", &format!("words{turn}")).as_bytes()].concat();
            note.bytes = text.into();
            times.push(once(&site));
        }
        let median = |mut times: Vec<Duration>| {
            times.sort();
            times[times.len() / 2]
        };
        let (pages, all) = times.into_iter().unzip();
        println!("rebuild/{count:<6} {edit:<10} pages: [{:.2?}] all: [{:.2?}]", median(pages), median(all));
    }
}

/// Prints what judging and marking 5,000 links adds to a build: the best of builds without a `links.lock`, with one by which
/// all is well, with one by which there is a finding a link, and with one by which there are a finding and a mark, in turns.
fn marks() {
    let sites = [None, Some("ok"), Some("blocked"), Some("dead")]
        .map(|verdict| (verdict, notes::linked(50, 100, verdict)));
    let mut best = sites.each_ref().map(|_| Duration::MAX);
    for _ in 0..TURNS {
        for ((_, site), best) in sites.iter().zip(&mut best) {
            let start = Instant::now();
            let built = black_box(pipeline::build(site));
            *best = start.elapsed().min(*best);
            drop(built);
        }
    }
    if let Some(lock) = &sites[1].1.lock {
        let text = String::from_utf8_lossy(&lock.bytes);
        let start = Instant::now();
        black_box(Evidence::parse(&text));
        println!("marks/{:<18} once:   [{:.2?}]", "reading links.lock", start.elapsed());
    }
    for ((verdict, _), time) in sites.iter().zip(best) {
        let more = time.saturating_sub(best[0]);
        println!("marks/{:<18} best:   [{time:.2?}], {more:.2?} more", verdict.unwrap_or("no links.lock"));
    }
}

/// Measures whole builds of `site`.
fn builds(criterion: &mut Criterion, name: &str, site: &Snapshot) {
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Bytes(notes::bytes(site)));
    group.bench_with_input(BenchmarkId::from_parameter(name), site, |bencher, site| {
        bencher.iter_with_large_drop(|| pipeline::build(site));
    });
    group.finish();
}

/// Measures large sites a few times each, and prints how time grows with size: the exponent is 1 where twice the notes
/// take twice as long, and 2 where they take four times as long.
fn growth() {
    let [fewer, more] = GROWTH.map(|size| (size, best(&notes::site(size))));
    let times = more.1.div_duration_f64(fewer.1);
    let sizes = Duration::from_secs(more.0 as u64).div_duration_f64(Duration::from_secs(fewer.0 as u64));
    println!("growth from {} to {} notes: exponent {:.2}", fewer.0, more.0, times.ln() / sizes.ln());
}

/// The best time for a build of `site`.
fn best(site: &Snapshot) -> Duration {
    let mut best = Duration::MAX;
    let begun = Instant::now();
    while best == Duration::MAX || begun.elapsed() < PATIENCE {
        let start = Instant::now();
        let built = black_box(pipeline::build(site));
        best = best.min(start.elapsed());
        drop(built);
    }
    println!("build/{:<18} best:   [{best:.2?}], {} bytes", site.notes.len(), notes::bytes(site));
    best
}

/// Measures the stages that read notes, on one thread.
fn stages(criterion: &mut Criterion) {
    let site = notes::site(MIDDLING);
    let read = |file: &File| {
        let (source, note) = read::read(file, &site.notes_dir, &[], 0);
        Some((source, note.value?))
    };
    let all: Vec<(Source, Note)> = site.notes.iter().filter_map(read).collect();
    let repaired: Vec<Repaired> =
        all.iter().map(|(source, note)| repair::repair(note, source, catalog::aws()).value).collect();
    let mut group = criterion.benchmark_group("stage");
    group.throughput(Throughput::Bytes(notes::bytes(&site)));
    group.bench_function("repair", |bencher| {
        bencher.iter(|| {
            for (source, note) in &all {
                black_box(repair::repair(note, source, catalog::aws()));
            }
        });
    });
    group.bench_function("outline", |bencher| {
        bencher.iter(|| {
            for note in &repaired {
                black_box(outline::outline(note, LineBreaks::Auto, RawHtml::Sanitize));
            }
        });
    });
    group.finish();
}
