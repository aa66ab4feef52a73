//! Who is asked next: a queue a host, so that no slow host holds up the others. Time comes in as an argument.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

/// How a host is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manners {
    /// As many requests are under way at once.
    pub at_once: usize,
    /// The least time between the beginnings of two.
    pub pause: Duration,
}

/// After so many failures in a row a host is left alone.
const PATIENCE: usize = 3;

/// What to do now.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<J> {
    /// Ask this host whether it may be asked; until [`Queue::opened`] nothing else is asked of it.
    Open(String),
    /// Do this.
    Job(String, J),
    /// Wait: until then, or until something is done.
    Wait(Option<Instant>),
    /// Nothing is left to do.
    Finished,
}

/// How a request went, as far as its host is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It answered.
    Fine,
    /// It failed, or turned the request away.
    Trouble,
    /// It is asked once more, which says nothing yet.
    Again,
    /// It was not asked after all.
    Unasked,
    /// It wants to be left alone for so long.
    Wait(Duration),
}

/// Jobs waiting for their hosts.
#[derive(Debug)]
pub struct Queue<J> {
    manners: Manners,
    others: BTreeMap<String, Manners>,
    hosts: HashMap<String, Host<J>>,
    /// The hosts of which something can be asked, by the time from which on.
    ready: BTreeSet<(Instant, String)>,
    busy: usize,
}

#[derive(Debug)]
struct Host<J> {
    manners: Manners,
    jobs: VecDeque<J>,
    busy: usize,
    from: Instant,
    gate: Gate,
    trouble: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    Shut,
    Asking,
    Open,
    /// Nothing more is asked in this run.
    Closed,
}

impl<J> Queue<J> {
    /// An empty queue; hosts are treated as `others` says, or else by `manners`.
    pub fn new(manners: Manners, others: BTreeMap<String, Manners>) -> Self {
        Self { manners, others, hosts: HashMap::new(), ready: BTreeSet::new(), busy: 0 }
    }

    /// How a host is treated.
    pub fn manners(&self, host: &str) -> Manners {
        self.others.get(host).copied().unwrap_or(self.manners)
    }

    /// Adds a job at the end of its host's queue, or at its head if it has begun. Gives it back where the host is closed.
    pub fn push(&mut self, name: &str, job: J, begun: bool, now: Instant) -> Option<J> {
        let manners = self.manners(name);
        let host = self.hosts.entry(name.to_owned()).or_insert_with(|| Host {
            manners,
            jobs: VecDeque::new(),
            busy: 0,
            from: now,
            gate: Gate::Shut,
            trouble: 0,
        });
        match (host.gate, begun) {
            (Gate::Closed, _) => return Some(job),
            (_, true) => host.jobs.push_front(job),
            (_, false) => host.jobs.push_back(job),
        }
        self.list(name);
        None
    }

    /// What to do at `now`.
    pub fn next(&mut self, now: Instant) -> Next<J> {
        let Some((from, name)) = self.ready.pop_first() else {
            return if self.busy == 0 { Next::Finished } else { Next::Wait(None) };
        };
        if from > now {
            self.ready.insert((from, name));
            return Next::Wait(Some(from));
        }
        let host = self.hosts.get_mut(&name).expect("what is listed is a host");
        self.busy += 1;
        host.busy += 1;
        if host.gate == Gate::Shut {
            host.gate = Gate::Asking;
            return Next::Open(name);
        }
        let job = host.jobs.pop_front().expect("a host without jobs is not listed");
        host.from = now + host.manners.pause;
        self.list(&name);
        Next::Job(name, job)
    }

    /// A host may be asked from now on, at most once in `delay` if it wants that.
    pub fn opened(&mut self, name: &str, delay: Option<Duration>, now: Instant) {
        self.busy -= 1;
        let Some(host) = self.hosts.get_mut(name) else { return };
        host.busy -= 1;
        if host.gate == Gate::Asking {
            host.gate = Gate::Open;
        }
        if let Some(delay) = delay {
            host.manners.pause = host.manners.pause.max(delay);
            host.manners.at_once = 1;
            host.from = now + delay;
        }
        self.list(name);
    }

    /// A job of a host is done, or has to be done again. Gives the jobs that are left where the host has had enough.
    pub fn done(&mut self, name: &str, mood: Mood, now: Instant) -> Vec<J> {
        self.busy -= 1;
        let Some(host) = self.hosts.get_mut(name) else { return Vec::new() };
        host.busy -= 1;
        match mood {
            Mood::Fine => host.trouble = 0,
            Mood::Trouble => host.trouble += 1,
            Mood::Again => {}
            Mood::Unasked | Mood::Wait(_) => {
                self.ready.remove(&(host.from, name.to_owned()));
                host.from = match mood {
                    Mood::Wait(time) => host.from.max(now + time),
                    _ => now,
                };
            }
        }
        if host.trouble >= PATIENCE {
            return self.close(name);
        }
        self.list(name);
        Vec::new()
    }

    /// Takes a host out of this run; gives the jobs that were left.
    pub fn close(&mut self, name: &str) -> Vec<J> {
        let Some(host) = self.hosts.get_mut(name) else { return Vec::new() };
        host.gate = Gate::Closed;
        self.ready.remove(&(host.from, name.to_owned()));
        host.jobs.drain(..).collect()
    }

    /// Takes all jobs out.
    pub fn drain(&mut self) -> Vec<J> {
        self.ready.clear();
        self.hosts.values_mut().flat_map(|host| host.jobs.drain(..)).collect()
    }

    fn list(&mut self, name: &str) {
        let host = &self.hosts[name];
        let most = if host.gate == Gate::Open { host.manners.at_once } else { 1 };
        if host.gate != Gate::Closed && !host.jobs.is_empty() && host.busy < most {
            self.ready.insert((host.from, name.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Manners = Manners { at_once: 2, pause: Duration::from_millis(250) };
    const SECOND: Duration = Duration::from_secs(1);

    fn queue(jobs: &[(&str, u32)], now: Instant) -> Queue<u32> {
        let mut queue = Queue::new(TWO, BTreeMap::new());
        for (host, job) in jobs {
            queue.push(host, *job, false, now);
        }
        queue
    }

    fn job(next: Next<u32>) -> u32 {
        match next {
            Next::Job(_, job) => job,
            other => panic!("not a job: {other:?}"),
        }
    }

    #[test]
    fn a_host_is_asked_first_whether_it_may_be_asked() {
        let now = Instant::now();
        let mut queue = queue(&[("a", 1), ("a", 2)], now);
        assert_eq!(queue.next(now), Next::Open("a".to_owned()));
        assert_eq!(queue.next(now), Next::Wait(None));
        queue.opened("a", Some(5 * SECOND), now);
        assert_eq!(queue.next(now), Next::Wait(Some(now + 5 * SECOND)));
        assert_eq!(job(queue.next(now + 5 * SECOND)), 1);
        assert_eq!(queue.next(now + 10 * SECOND), Next::Wait(None), "one at a time where there is a delay");
    }

    #[test]
    fn a_host_that_is_waited_for_holds_up_no_other() {
        let now = Instant::now();
        let mut queue = queue(&[("a", 1), ("a", 2), ("b", 3)], now);
        assert_eq!(queue.next(now), Next::Open("a".to_owned()));
        assert_eq!(queue.next(now), Next::Open("b".to_owned()));
        queue.opened("b", None, now);
        assert_eq!(job(queue.next(now)), 3);
    }

    #[test]
    fn no_more_than_its_number_are_under_way_and_there_is_a_pause_between() {
        let now = Instant::now();
        let mut queue = queue(&[("a", 1), ("a", 2), ("a", 3)], now);
        assert_eq!(queue.next(now), Next::Open("a".to_owned()));
        queue.opened("a", None, now);
        assert_eq!(job(queue.next(now)), 1);
        assert_eq!(queue.next(now), Next::Wait(Some(now + TWO.pause)));
        assert_eq!(job(queue.next(now + TWO.pause)), 2);
        assert_eq!(queue.next(now + SECOND), Next::Wait(None));
        assert!(queue.done("a", Mood::Fine, now + SECOND).is_empty());
        assert_eq!(job(queue.next(now + SECOND)), 3);
    }

    #[test]
    fn a_host_that_fails_three_times_running_is_left_alone() {
        let mut now = Instant::now();
        let mut queue = queue(&[("a", 1), ("a", 2), ("a", 3), ("a", 4), ("a", 5), ("a", 6)], now);
        assert_eq!(queue.next(now), Next::Open("a".to_owned()));
        queue.opened("a", None, now);
        for mood in [Mood::Trouble, Mood::Trouble, Mood::Fine, Mood::Trouble, Mood::Trouble] {
            job(queue.next(now));
            assert!(queue.done("a", mood, now).is_empty());
            now += SECOND;
        }
        job(queue.next(now));
        queue.push("a", 7, false, now);
        assert_eq!(queue.done("a", Mood::Trouble, now), [7]);
        assert_eq!(queue.push("a", 8, false, now), Some(8));
        assert_eq!(queue.next(now), Next::Finished);
    }

    #[test]
    fn a_host_that_asks_for_time_gets_it() {
        let now = Instant::now();
        let mut queue = queue(&[("a", 1), ("a", 2)], now);
        assert_eq!(queue.next(now), Next::Open("a".to_owned()));
        queue.opened("a", None, now);
        job(queue.next(now));
        queue.done("a", Mood::Wait(2 * SECOND), now);
        assert_eq!(queue.next(now + SECOND), Next::Wait(Some(now + 2 * SECOND)));
        assert_eq!(job(queue.next(now + 2 * SECOND)), 2);
    }
}
