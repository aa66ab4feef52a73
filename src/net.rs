//! The rim towards the network: looks at addresses, politely, and only when asked to.
#![allow(
    clippy::disallowed_methods,
    reason = "the network is asked here, in threads and by the clock, and nowhere else"
)]

pub mod chain;
pub mod network;
pub mod queue;
mod robots;
mod state;
pub mod transport;
mod verdicts;

use crate::references::cache::Cache;
use crate::references::evidence::Entry;
use crate::references::exchange::{End, Exchange, Failure};
use crate::references::plan::Wanted;
use chain::Step;
use jiff::civil::Date;
use network::Network;
use queue::{Manners, Mood, Next};
use state::{Job, State};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use transport::{Times, Transport};
use url::Url;

/// How hosts are treated, and how long it may take.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How a host is treated of which nothing else is said.
    pub manners: Manners,
    /// How others are.
    pub hosts: BTreeMap<String, Manners>,
    /// The hosts whose robots.txt is not asked for.
    pub without_robots: BTreeSet<String>,
    /// As many requests are under way at once in all.
    pub at_once: usize,
    /// After this no new request is begun.
    pub budget: Duration,
    /// How long a request may take.
    pub times: Times,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            manners: Manners { at_once: 2, pause: Duration::from_millis(250) },
            hosts: BTreeMap::new(),
            without_robots: BTreeSet::new(),
            at_once: 64,
            budget: Duration::from_mins(10),
            times: Times::default(),
        }
    }
}

/// What came of a survey.
#[derive(Debug, Default)]
pub struct Survey {
    /// What is known now of the pages that were looked at.
    pub seen: Vec<Entry>,
    /// The pages that were not, and why.
    pub left: Vec<(String, String)>,
    /// How many requests were made.
    pub requests: usize,
    /// Whether none of several hosts gave any answer, so that this machine is probably the one to blame.
    pub offline: bool,
}

/// What a survey is told while it runs, and tells.
pub struct Watch<'w> {
    /// Set from elsewhere, it ends the survey as soon as what is under way is done.
    pub stop: &'w AtomicBool,
    /// Told how many pages are done.
    pub progress: &'w (dyn Fn(usize) + Sync),
}

/// What a thread that asks has for its stack; a TLS handshake needs most of it.
const STACK: usize = 1024 * 1024;
/// How often a waiting thread looks whether it is to stop.
const GLANCE: Duration = Duration::from_millis(200);

/// Looks at every page of `wanted` on the day `today`. Nothing else in the program asks the network for anything.
pub fn survey(
    wanted: &[Wanted],
    cache: &mut Cache,
    network: Arc<dyn Network>,
    (settings, today): (&Settings, Date),
    watch: &Watch,
) -> Survey {
    cache.forget(today);
    let begun = Instant::now();
    let mut state = State::new(wanted, std::mem::take(cache), (settings, today), begun);
    state.begin();
    let workers = state.workers().min(settings.at_once);
    let surveyors = Surveyors {
        transport: Transport::new(network, settings.times, workers),
        state: Mutex::new(state),
        changed: Condvar::new(),
        until: begun + settings.budget,
        whole: settings.times.whole,
        watch,
    };
    std::thread::scope(|threads| {
        for _ in 1..workers {
            let worker = std::thread::Builder::new().stack_size(STACK);
            // Where the system gives no more threads, those there are do the work.
            drop(worker.spawn_scoped(threads, || surveyors.work()));
        }
        surveyors.work();
    });
    let heard = surveyors.transport.has_heard();
    let state = surveyors.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (survey, learned) = state.finish(heard);
    *cache = learned;
    survey
}

struct Surveyors<'a> {
    transport: Transport,
    state: Mutex<State<'a>>,
    changed: Condvar,
    until: Instant,
    /// The longest that a request takes.
    whole: Duration,
    watch: &'a Watch<'a>,
}

impl<'a> Surveyors<'a> {
    fn state(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why no new request is to be begun, if so.
    fn is_over(&self, now: Instant) -> Option<&'static str> {
        if self.watch.stop.load(Ordering::Relaxed) {
            Some("the run was stopped")
        } else {
            (now >= self.until).then_some("the time for this run was over")
        }
    }

    /// Makes one request and reads its answer.
    fn ask(&self, job: &mut Job) -> (Mood, Step) {
        guarded(|| {
            let answer = self.transport.send(job.chain.request());
            (state::mood(&answer), job.chain.answered(answer))
        })
        .unwrap_or_else(|| {
            let end = End::Failure(Failure::NotHttp);
            (Mood::Fine, Step::Done(Box::new(Exchange { hops: Vec::new(), end }), Vec::new()))
        })
    }

    fn work(&self) {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            if let Some(why) = self.is_over(now) {
                state.leave(why);
            }
            match state.next(now) {
                // No request takes so long: whoever has it in hand is gone.
                Next::Wait(_) if state.left_for(now) > 2 * self.whole => return,
                Next::Finished => {
                    self.changed.notify_all();
                    return;
                }
                Next::Wait(until) => {
                    let time = until.map_or(GLANCE, |until| until.saturating_duration_since(now).min(GLANCE));
                    state = self.changed.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0;
                    continue;
                }
                Next::Open(host) => {
                    let asked = state.robots_to_ask(&host);
                    drop(state);
                    let is_time = || self.is_over(Instant::now()).is_none();
                    let ask = |url: Url| guarded(|| robots::ask(&self.transport, &url, &is_time));
                    let robots = asked.and_then(ask);
                    state = self.state();
                    state.opened(&host, robots, Instant::now());
                }
                Next::Job(host, mut job) => {
                    drop(state);
                    let answered = self.ask(&mut job);
                    state = self.state();
                    state.answered(&host, job, answered, Instant::now());
                    (self.watch.progress)(state.done());
                }
            }
            self.changed.notify_one();
        }
    }
}

/// What `work` gives; `None` where it fails by a flaw of our own, of which one answer must not cost all the others.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
