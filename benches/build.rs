//! How long a build takes, and how that grows with the number of notes.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod notes;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use leafcutter::config::LineBreaks;
use leafcutter::notes::{Note, Repaired, outline, read, repair};
use leafcutter::source::{Snapshot, Sources};
use leafcutter::{catalog, pipeline};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The notes that the project is about.
const SEED: &str = include_str!("../content/aws-developer-notes.md");
/// How many notes the generated sites have. Growth is measured between the last two.
const SIZES: [usize; 3] = [100, 1000, 4000];
/// How many notes the stages are measured on.
const STAGE_NOTES: usize = 100;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    stages(&mut criterion);
    let seed = notes::one(SEED);
    builds(&mut criterion, "seed", &seed);
    let best: Vec<Option<Duration>> =
        SIZES.iter().map(|&size| builds(&mut criterion, &size.to_string(), &notes::site(size))).collect();
    if let [.., Some(fewer), Some(more)] = best[..] {
        let [.., few, many] = SIZES;
        println!("growth from {few} to {many} notes: exponent {:.2}", exponent(few, fewer, many, more));
    }
    criterion.final_summary();
}

/// Measures whole builds of `site`; gives the best time for one, if any was measured.
fn builds(criterion: &mut Criterion, name: &str, site: &Snapshot) -> Option<Duration> {
    let mut best = None;
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Bytes(notes::bytes(site)));
    if site.notes.len() >= 1000 {
        group.sample_size(10).sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_secs(1));
    }
    group.bench_with_input(BenchmarkId::from_parameter(name), site, |bencher, site| {
        bencher.iter_custom(|times| {
            let mut total = Duration::ZERO;
            for _ in 0..times {
                let start = Instant::now();
                let built = black_box(pipeline::build(site));
                let took = start.elapsed();
                drop(built);
                total += took;
                best = Some(best.map_or(took, |best: Duration| best.min(took)));
            }
            total
        });
    });
    group.finish();
    best
}

/// How time grows with size: 1 where twice the notes take twice as long, 2 where they take four times as long.
fn exponent(few: usize, fewer: Duration, many: usize, more: Duration) -> f64 {
    let sizes = Duration::from_secs(many as u64).div_duration_f64(Duration::from_secs(few as u64));
    more.div_duration_f64(fewer).ln() / sizes.ln()
}

/// Measures the stages that read notes, on one thread.
fn stages(criterion: &mut Criterion) {
    let site = notes::site(STAGE_NOTES);
    let mut sources = Sources::default();
    let all: Vec<Note> =
        site.notes.iter().filter_map(|file| read::read(file, &site.notes_dir, &mut sources).value).collect();
    let repaired: Vec<Repaired> =
        all.iter().map(|note| repair::repair(note, catalog::aws(), &sources).value).collect();
    let mut group = criterion.benchmark_group("stage");
    group.throughput(Throughput::Bytes(notes::bytes(&site)));
    group.bench_function("repair", |bencher| {
        bencher.iter(|| {
            for note in &all {
                black_box(repair::repair(note, catalog::aws(), &sources));
            }
        });
    });
    group.bench_function("outline", |bencher| {
        bencher.iter(|| {
            for note in &repaired {
                black_box(outline::outline(note, LineBreaks::Auto));
            }
        });
    });
    group.finish();
}
