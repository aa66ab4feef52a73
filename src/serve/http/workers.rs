//! Threads that answer: as many as are needed, up to a bound, and never two for one connection.
#![allow(
    clippy::disallowed_methods,
    reason = "a connection that asked for too much is forgotten after a while"
)]

use super::answer::{self, Answer};
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};
use tiny_http::Request;

/// So many requests are answered at once; those beyond are told to come back.
const MOST: usize = 64;
/// So many threads are there from the beginning, so that there is one when no other can be had.
const LEAST: usize = 8;
/// So many answers that take long are given at once.
const MOST_SLOW: usize = 128;
/// So many requests of one connection wait for their turn. No browser asks for more before it was answered.
const MOST_AHEAD: usize = 16;
/// A connection that was given up and says nothing for so long is another one when it speaks again.
const FORGOTTEN: Duration = Duration::from_mins(1);

/// The threads, and what waits for them.
#[derive(Clone)]
pub(super) struct Workers(Arc<Inner>);

struct Inner {
    held: Mutex<Held>,
    /// Told when something waits.
    work: Condvar,
    /// Told when something is to be refused.
    refusals: Condvar,
    answer: Box<dyn Fn(Request, Turn) + Send + Sync>,
}

#[derive(Default)]
struct Held {
    waiting: VecDeque<Job>,
    refused: VecDeque<Job>,
    threads: usize,
    idle: usize,
    slow: usize,
    parked: VecDeque<Slow>,
    /// Of each connection that has its turn, what it asks next.
    turns: HashMap<Option<SocketAddr>, VecDeque<Request>>,
    /// The connections that asked for too much, and when they did so last: what is not answered here stays so, because the
    /// answer to a later request would be taken for the missing one.
    given_up: HashMap<Option<SocketAddr>, Instant>,
    stopped: bool,
}

impl Held {
    /// Whether the connection asks for more than is kept for it, or has done so.
    fn gives_up(&mut self, connection: Option<SocketAddr>) -> bool {
        let ahead = self.turns.get(&connection).map_or(0, VecDeque::len);
        let known = self.given_up.get(&connection).is_some_and(|last| last.elapsed() < FORGOTTEN);
        let too_much = known || ahead >= MOST_AHEAD;
        if too_much {
            if !known {
                self.given_up.retain(|_, last| last.elapsed() < FORGOTTEN);
            }
            self.given_up.insert(connection, Instant::now());
        }
        too_much
    }
}

/// Lets a request go without an answer, and without waiting for its turn.
fn give_up(request: Request) {
    if answer::has_body_to_come(&request) {
        // To let it go would be to read its body first. As long as it is kept, nothing more is read.
        std::mem::forget(request);
    } else {
        drop(request.into_writer());
    }
}

type Job = (Request, Turn);
type Slow = Box<dyn FnOnce() + Send>;

/// The right to answer a connection. The next request of the same connection waits until it is dropped: only one could be
/// written anyway, and others would hold their threads meanwhile.
pub(super) struct Turn {
    workers: Workers,
    connection: Option<SocketAddr>,
    /// Whether what comes after it was given up.
    last: bool,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut held = self.workers.held();
        let next = held.turns.get_mut(&self.connection).and_then(VecDeque::pop_front);
        match next {
            Some(request) => {
                let waits = held.turns.get(&self.connection).is_some_and(|waiting| !waiting.is_empty());
                let last = !waits && held.given_up.contains_key(&self.connection);
                let turn = Self { workers: self.workers.clone(), connection: self.connection, last };
                self.workers.queue(held, (request, turn));
            }
            None => drop(held.turns.remove(&self.connection)),
        }
    }
}

impl Turn {
    /// The threads that it is a turn of.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// The answer, which says that none follows where that is so: the client then comes by another connection.
    pub fn mark(&self, answer: Answer) -> Answer {
        if self.last { answer.header("Connection", "close") } else { answer }
    }
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Workers")
    }
}

impl Workers {
    /// Threads that do `answer` with every request.
    pub fn new(answer: impl Fn(Request, Turn) + Send + Sync + 'static) -> Self {
        let workers = Self(Arc::new(Inner {
            held: Mutex::default(),
            work: Condvar::new(),
            refusals: Condvar::new(),
            answer: Box::new(answer),
        }));
        for _ in 0..LEAST {
            workers.hire(&mut workers.held());
        }
        let refusing = workers.clone();
        // Where no thread can be had, nobody is refused but waits.
        let _ = Builder::new().name("refusals".to_owned()).spawn(move || refusing.refuse());
        workers
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a request answered. It does nothing itself that could take long.
    pub fn take(&self, request: Request) {
        let connection = request.remote_addr().copied();
        let mut held = self.held();
        if held.gives_up(connection) {
            drop(held);
            give_up(request);
            return;
        }
        if let Some(next) = held.turns.get_mut(&connection) {
            next.push_back(request);
            return;
        }
        held.turns.insert(connection, VecDeque::new());
        let turn = Turn { workers: self.clone(), connection, last: false };
        self.queue(held, (request, turn));
    }

    fn queue(&self, mut held: MutexGuard<Held>, job: Job) {
        if held.idle <= held.waiting.len() && held.threads >= MOST {
            held.refused.push_back(job);
            self.0.refusals.notify_one();
            return;
        }
        held.waiting.push_back(job);
        if held.idle < held.waiting.len() {
            self.hire(&mut held);
        }
        self.0.work.notify_one();
    }

    /// One more thread. Where none can be had, those that are there do the work.
    fn hire(&self, held: &mut Held) {
        if held.threads < MOST {
            let worker = self.clone();
            let hired = Builder::new().name("answers".to_owned()).spawn(move || worker.work());
            held.threads += usize::from(hired.is_ok());
        }
    }

    fn work(&self) {
        while let Some((request, turn)) = self.next() {
            let answered = AssertUnwindSafe(|| (self.0.answer)(request, turn));
            // A flaw in one answer must not take the thread away; the hook has told of it.
            let _ = std::panic::catch_unwind(answered);
        }
    }

    fn next(&self) -> Option<Job> {
        let mut held = self.held();
        held.idle += 1;
        let none = |held: &mut Held| held.waiting.is_empty() && !held.stopped;
        held = self.0.work.wait_while(held, none).unwrap_or_else(PoisonError::into_inner);
        held.idle -= 1;
        held.waiting.pop_front()
    }

    fn refuse(&self) {
        loop {
            let none = |held: &mut Held| held.refused.is_empty() && !held.stopped;
            let held = self.0.refusals.wait_while(self.held(), none);
            let job = held.unwrap_or_else(PoisonError::into_inner).refused.pop_front();
            let Some((request, turn)) = job else {
                return;
            };
            turn.mark(busy()).send(request);
        }
    }

    /// Whether one more answer that takes long may begin.
    pub fn has_room(&self) -> bool {
        self.held().slow < MOST_SLOW
    }

    /// Does what takes long on a thread of its own, as soon as there may be one more.
    pub fn apart(&self, work: impl FnOnce() + Send + 'static) {
        let mut held = self.held();
        if held.slow >= MOST_SLOW {
            held.parked.push_back(Box::new(work));
            return;
        }
        held.slow += 1;
        drop(held);
        let workers = self.clone();
        let begun = Builder::new().name("long answers".to_owned()).spawn(move || {
            let mut next: Option<Slow> = Some(Box::new(work));
            while let Some(work) = next {
                let _ = std::panic::catch_unwind(AssertUnwindSafe(work));
                next = workers.next_slow();
            }
        });
        if begun.is_err() {
            self.held().slow -= 1;
        }
    }

    fn next_slow(&self) -> Option<Slow> {
        let mut held = self.held();
        let next = held.parked.pop_front();
        held.slow -= usize::from(next.is_none());
        next
    }

    /// Lets the threads go that have nothing to do.
    pub fn stop(&self) {
        self.held().stopped = true;
        self.0.work.notify_all();
        self.0.refusals.notify_all();
    }
}

/// What is said where too much is asked at once.
pub(super) fn busy() -> Answer {
    Answer::words(503, "Too much is asked at once.\n").header("Retry-After", "1")
}
