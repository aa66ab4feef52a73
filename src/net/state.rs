//! What a survey knows while it runs: which requests are still to be made, and what those that were made have shown.

use super::Settings;
use super::chain::{Chain, Step};
use super::queue::{Mood, Next, Queue};
use super::robots::{self, Rules};
use super::transport::{Fault, Response};
use super::{Survey, verdicts};
use crate::references::aws::{self, Index};
use crate::references::cache::{self, Absent, Cache};
use crate::references::classify::classify;
use crate::references::exchange::{End, Exchange, Failure};
use crate::references::plan::Wanted;
use jiff::civil::Date;
use quests::Quest;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};
use url::Url;

mod indexes;
mod quests;

/// A request, and what it is for.
#[derive(Debug)]
pub struct Job {
    errand: Errand,
    /// The request and those that it leads to.
    pub chain: Chain,
}

/// What a request is for.
#[derive(Debug)]
enum Errand {
    /// To look at a page; its number among those that are wanted.
    Page(usize),
    /// To see what a host shows for an address that cannot be.
    Probe(String),
    /// To read an index of a guide; which of them.
    Index(String, usize),
    /// To see whether this stands where a page was; the number of the quest, and whether it would be sure then.
    Candidate(usize, Url, bool),
}

/// What is known of a page that is wanted.
#[derive(Debug)]
pub enum Outcome {
    /// What came of asking for it.
    Asked(Exchange),
    /// An index of its guide lists it, with a title perhaps; the day on which it was read.
    Listed(Option<String>, Date),
}

/// Who waits for the index of a guide.
#[derive(Clone, Copy, Debug)]
enum Waiting {
    Page(usize),
    Quest(usize),
}

/// What a survey knows while it runs.
#[derive(Debug)]
pub struct State<'a> {
    wanted: &'a [Wanted],
    settings: &'a Settings,
    today: Date,
    /// When the last answer came.
    now: Instant,
    cache: Cache,
    queue: Queue<Job>,
    rules: HashMap<String, Rules>,
    outcomes: Vec<Option<Outcome>>,
    quests: Vec<Quest>,
    indexes: HashMap<String, Index>,
    waiting: HashMap<String, Vec<Waiting>>,
    probed: HashSet<String>,
    /// The hosts of which nothing can be had, and how that showed.
    failed: HashMap<String, End>,
    left: BTreeMap<usize, String>,
    /// Why nothing new is begun, and since when.
    leaving: Option<(String, Instant)>,
    requests: usize,
    done: usize,
}

impl<'a> State<'a> {
    /// Nothing is known yet but what the cache says.
    pub fn new(
        wanted: &'a [Wanted],
        cache: Cache,
        (settings, today): (&'a Settings, Date),
        now: Instant,
    ) -> Self {
        let index = |guide: &cache::Guide| Index::new(guide.pages.clone());
        let indexes = cache.guides.iter().map(|(name, guide)| (name.clone(), index(guide))).collect();
        Self {
            wanted,
            settings,
            today,
            now,
            cache,
            queue: Queue::new(settings.manners, settings.hosts.clone()),
            rules: HashMap::new(),
            outcomes: wanted.iter().map(|_| None).collect(),
            quests: Vec::new(),
            indexes,
            waiting: HashMap::new(),
            probed: HashSet::new(),
            failed: HashMap::new(),
            left: BTreeMap::new(),
            leaving: None,
            requests: 0,
            done: 0,
        }
    }

    /// Lines everything up.
    pub fn begin(&mut self) {
        let mut guides: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, wanted) in self.wanted.iter().enumerate() {
            match aws::Page::of(&wanted.url)
                .filter(|page| wanted.fragments.is_empty() && !page.leaf.is_empty())
            {
                Some(page) => guides.entry(page.guide).or_default().push(number),
                None => self.ask_page(number),
            }
        }
        for (guide, pages) in guides {
            self.ask_guide(&guide, pages);
        }
    }

    /// How many requests can be under way at once.
    pub fn workers(&self) -> usize {
        let hosts: HashMap<&str, usize> = self.wanted.iter().fold(HashMap::new(), |mut hosts, wanted| {
            *hosts.entry(wanted.url.host_str().unwrap_or_default()).or_default() += 1;
            hosts
        });
        hosts
            .into_iter()
            .map(|(host, pages)| self.queue.manners(host).at_once.min(pages))
            .sum::<usize>()
            .max(1)
    }

    /// How many pages are done.
    pub fn done(&self) -> usize {
        self.done
    }

    /// What to do now. What a host's robots.txt forbids is done with on the way.
    pub fn next(&mut self, now: Instant) -> Next<Job> {
        self.now = now;
        loop {
            match self.queue.next(now) {
                Next::Job(host, job) if !self.may_ask(&host, &job) => {
                    let left = self.queue.done(&host, Mood::Unasked, now);
                    debug_assert!(left.is_empty(), "a host that was not asked is not closed");
                    self.settle(job, Exchange { hops: Vec::new(), end: End::Forbidden }, &[]);
                }
                Next::Job(host, job) => {
                    self.requests += 1;
                    return Next::Job(host, job);
                }
                next => return next,
            }
        }
    }

    fn may_ask(&self, host: &str, job: &Job) -> bool {
        self.rules.get(host).is_none_or(|rules| rules.allow(&job.chain.request().url))
    }

    /// The robots.txt to ask for before anything else of `host`, unless it is known.
    pub fn robots_to_ask(&mut self, host: &str) -> Option<Url> {
        if self.settings.without_robots.contains(host) || self.cache.hosts.contains_key(host) {
            return None;
        }
        self.requests += 1;
        let wanted = self.wanted.iter().find(|wanted| wanted.url.host_str() == Some(host));
        let scheme = wanted.map_or("https", |wanted| wanted.url.scheme());
        Url::parse(&format!("{scheme}://{host}/robots.txt")).ok()
    }

    /// What the robots.txt of a host says, if it was asked for.
    pub fn opened(&mut self, host: &str, robots: Option<robots::Answer>, now: Instant) {
        self.now = now;
        match robots {
            Some(robots::Answer::Text(robots, absent)) => {
                let known = cache::Host { at: self.today, robots, absent };
                self.cache.hosts.insert(host.to_owned(), known);
            }
            Some(robots::Answer::Failed(end)) => {
                self.queue.opened(host, None, now);
                self.failed.insert(host.to_owned(), end);
                for job in self.queue.close(host) {
                    self.fail(host, job);
                }
                return;
            }
            None => {}
        }
        let known = self.cache.hosts.get(host).filter(|_| !self.settings.without_robots.contains(host));
        let rules = known.map(|known| Rules::parse(&known.robots));
        self.queue.opened(host, rules.as_ref().and_then(Rules::delay), now);
        self.rules.extend(rules.map(|rules| (host.to_owned(), rules)));
    }

    /// What is asked of a host of which nothing can be had fails as its robots.txt did.
    fn fail(&mut self, host: &str, job: Job) {
        let end = self.failed[host].clone();
        self.settle(job, Exchange { hops: Vec::new(), end }, &[]);
    }

    /// A request was answered.
    pub fn answered(&mut self, host: &str, job: Job, (mood, step): (Mood, Step), now: Instant) {
        self.now = now;
        let mood = if let Step::Ask(wait) = &step {
            if wait.is_zero() { Mood::Again } else { Mood::Wait(*wait) }
        } else {
            mood
        };
        for job in self.queue.done(host, mood, now) {
            self.leave_job(job, "its host had failed three times running");
        }
        match step {
            Step::Ask(_) => self.push(job, true),
            Step::Done(exchange, body) => {
                if is_turned_away(&exchange) {
                    for job in self.queue.close(host) {
                        self.leave_job(job, "its host asked to be left alone");
                    }
                }
                self.settle(job, *exchange, &body);
            }
        }
    }

    /// For how long nothing new has been begun.
    pub fn left_for(&self, now: Instant) -> Duration {
        self.leaving.as_ref().map_or(Duration::ZERO, |(_, since)| now.saturating_duration_since(*since))
    }

    /// Gives up what was not begun.
    pub fn leave(&mut self, why: &str) {
        if self.leaving.is_none() {
            self.leaving = Some((why.to_owned(), self.now));
            for job in self.queue.drain() {
                self.leave_job(job, why);
            }
            let waiting = std::mem::take(&mut self.waiting);
            self.leave_waiting(waiting.into_values().flatten(), why);
        }
    }

    fn leave_waiting(&mut self, waiting: impl IntoIterator<Item = Waiting>, why: &str) {
        let pages = waiting.into_iter().filter_map(|waiting| match waiting {
            Waiting::Page(page) => Some((page, why.to_owned())),
            Waiting::Quest(_) => None,
        });
        self.left.extend(pages);
    }

    fn leave_job(&mut self, job: Job, why: &str) {
        match job.errand {
            Errand::Page(page) => drop(self.left.insert(page, why.to_owned())),
            Errand::Index(guide, _) => {
                let waiting = self.waiting.remove(&guide).unwrap_or_default();
                self.leave_waiting(waiting, why);
            }
            Errand::Candidate(quest, url, _) => self.untried(quest, &url),
            Errand::Probe(_) => {}
        }
    }

    fn push(&mut self, job: Job, begun: bool) {
        if let Some((why, _)) = self.leaving.clone() {
            return self.leave_job(job, &why);
        }
        let host = job.chain.request().url.host_str().unwrap_or_default().to_owned();
        if let Some(job) = self.queue.push(&host, job, begun, self.now) {
            if self.failed.contains_key(&host) {
                self.fail(&host, job);
            } else {
                self.leave_job(job, "its host was left alone");
            }
        }
    }

    fn ask_page(&mut self, number: usize) {
        let wanted = &self.wanted[number];
        let known = self.cache.pages.get(wanted.url.as_str());
        let known = known.map_or((None, None), |page| (page.etag.clone(), page.modified.clone()));
        let mut url = wanted.url.clone();
        // A redirect keeps the place on the page: with several, each is looked for where the page is.
        if let (1, Some(only)) = (wanted.fragments.len(), wanted.fragments.first()) {
            url.set_fragment(Some(only));
        }
        self.push(Job { errand: Errand::Page(number), chain: Chain::new(&url, known) }, false);
    }

    fn settle(&mut self, job: Job, exchange: Exchange, body: &[u8]) {
        match job.errand {
            Errand::Page(page) => self.page(page, exchange),
            Errand::Probe(host) => {
                let known = cache::Host { at: self.today, robots: String::new(), absent: Absent::Unknown };
                self.cache.hosts.entry(host).or_insert(known).absent = verdicts::absent(&exchange);
            }
            Errand::Index(guide, number) => self.index(&guide, number, &exchange, body),
            Errand::Candidate(quest, url, sure) => self.tried(quest, (&url, sure), &exchange),
        }
    }

    fn page(&mut self, number: usize, mut exchange: Exchange) {
        let url = &self.wanted[number].url;
        verdicts::recall(&mut exchange, self.cache.pages.get(url.as_str()));
        if let Some(page) = verdicts::memory(&exchange) {
            self.cache.pages.insert(url.to_string(), page);
        }
        if verdicts::shown(&exchange).is_some() && !aws::is_documentation(url) {
            self.probe(url);
        }
        let look = classify(url, &exchange, None);
        let seek = verdicts::to_seek(&self.wanted[number], &look, &exchange);
        self.outcomes[number] = Some(Outcome::Asked(exchange));
        self.done += 1;
        for fragment in seek {
            self.seek(number, fragment);
        }
    }

    /// Sees once what a host shows for an address that cannot be, beside `url`.
    fn probe(&mut self, url: &Url) {
        let host = url.host_str().unwrap_or_default().to_owned();
        let known = self.cache.hosts.get(&host).is_some_and(|known| known.absent != Absent::Unknown);
        if known || !self.probed.insert(host.clone()) {
            return;
        }
        let name = blake3::hash(url.as_str().as_bytes()).to_hex();
        if let Ok(nowhere) = url.join(&format!("no-such-page-{}.html", &name[..12])) {
            let chain = Chain::new(&nowhere, (None, None));
            self.push(Job { errand: Errand::Probe(host), chain }, false);
        }
    }

    /// What was seen, and what was learned for another time.
    pub fn finish(self, heard: bool) -> (Survey, Cache) {
        let mut survey = Survey {
            requests: self.requests,
            offline: !heard && self.failed_hosts() > 1,
            ..Survey::default()
        };
        let mut proposals = self.proposals();
        for (number, (wanted, outcome)) in self.wanted.iter().zip(self.outcomes).enumerate() {
            let host = wanted.url.host_str().and_then(|host| self.cache.hosts.get(host));
            let alike = host.and_then(|host| match &host.absent {
                Absent::Page(hash) => Some(hash.as_str()),
                Absent::Unknown | Absent::Said => None,
            });
            if let Some(outcome) = outcome {
                let entry = verdicts::entry(wanted, &outcome, alike, self.today);
                let next = proposals.remove(&number).unwrap_or_default();
                survey.seen.push(verdicts::with_proposals(entry, &outcome, next));
            } else {
                let why = self.left.get(&number).map_or("the run was stopped", String::as_str);
                survey.left.push((wanted.url.to_string(), why.to_owned()));
            }
        }
        (survey, self.cache)
    }

    /// How many hosts failed.
    fn failed_hosts(&self) -> usize {
        let failed = |outcome: &Option<Outcome>| {
            let failures = |end: &End| matches!(end, End::Failure(_) | End::NotPublic(_));
            matches!(outcome, Some(Outcome::Asked(exchange)) if failures(&exchange.end))
        };
        let pages = self.wanted.iter().zip(&self.outcomes).filter(|(_, outcome)| failed(outcome));
        pages.filter_map(|(wanted, _)| wanted.url.host_str()).collect::<HashSet<_>>().len()
    }
}

/// Whether a host said for how long it wants to be left alone, and that is too long to wait for.
fn is_turned_away(exchange: &Exchange) -> bool {
    matches!(&exchange.end, End::Answer(answer) if answer.status == 429 && answer.retry_after.is_some())
}

/// How a request went, as far as its host is concerned.
pub fn mood(answer: &Result<Response, Fault>) -> Mood {
    match answer {
        Ok(response) if matches!(response.status, 403 | 429 | 500..=599) => Mood::Trouble,
        Err(Fault::Failed(Failure::Timeout | Failure::Disconnected | Failure::Unresolved)) => Mood::Trouble,
        _ => Mood::Fine,
    }
}
