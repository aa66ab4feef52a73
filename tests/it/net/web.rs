//! The checker before the hosts of these tests: every name stands for a public address, every connection goes to the server.

use super::behaviours::ALL;
use super::bodies;
use super::reply::Reply;
use super::server::{Server, refused};
use crate::driver::{add, snapshot};
use jiff::civil::{Date, date};
use leafcutter::net::network::{Network, Unresolved};
use leafcutter::net::queue::Manners;
use leafcutter::net::transport::Times;
use leafcutter::net::{Settings, Survey, Watch, survey};
use leafcutter::pipeline::{self, Build};
use leafcutter::references::cache::Cache;
use leafcutter::references::evidence::Evidence;
use leafcutter::references::judge::{Judgement, Reference, judgement};
use leafcutter::references::plan::Plan;
use leafcutter::source::Snapshot;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts};

/// The day on which these tests look.
pub const TODAY: Date = date(2026, 11, 22);
/// What names stand for of which nothing else is said.
const PUBLIC: &str = "52.94.0.1";
/// Nobody listens here.
const DEAF: &str = "52.94.0.2";

/// The network of these tests.
#[derive(Debug)]
pub struct Web {
    http: SocketAddr,
    https: SocketAddr,
    deaf: SocketAddr,
    root: Vec<u8>,
    names: HashMap<String, Vec<IpAddr>>,
    /// The names that were looked up.
    pub looked_up: Mutex<Vec<String>>,
    /// The addresses that were connected to, as the guard let them through.
    pub dialled: Mutex<Vec<SocketAddr>>,
}

impl Web {
    /// A network that leads to these two addresses.
    pub fn new(http: SocketAddr, https: SocketAddr, root: &[u8]) -> Self {
        let deaf = ("deaf.hosts-that-misbehave.net".to_owned(), vec![DEAF.parse().expect("an address")]);
        Self {
            http,
            https,
            deaf: refused(),
            root: root.to_vec(),
            names: HashMap::from([deaf]),
            looked_up: Mutex::default(),
            dialled: Mutex::default(),
        }
    }
}

impl Network for Web {
    fn resolve(&self, host: &str, _: Duration) -> Result<Vec<IpAddr>, Unresolved> {
        self.looked_up.lock().expect("nobody panics with it").push(host.to_owned());
        match host.split('.').next() {
            Some("no-such-host") => return Err(Unresolved::NoSuchHost),
            Some("name-server-down") => return Err(Unresolved::Failed),
            _ => {}
        }
        let public = || vec![PUBLIC.parse().expect("an address")];
        Ok(self.names.get(host).cloned().unwrap_or_else(public))
    }

    fn route(&self, address: SocketAddr) -> SocketAddr {
        self.dialled.lock().expect("nobody panics with it").push(address);
        match address.port() {
            _ if address.ip().to_string() == DEAF => self.deaf,
            443 => self.https,
            _ => self.http,
        }
    }

    fn roots(&self) -> RootCerts {
        RootCerts::new_with_certs(&[Certificate::from_der(&self.root).to_owned()])
    }
}

/// A checker with its server.
pub struct Checker {
    /// The server that answers.
    pub server: Server,
    /// The network that leads to it.
    pub web: Arc<Web>,
    /// What is remembered between two looks.
    pub cache: Cache,
    /// How hosts are treated: quickly, for tests.
    pub settings: Settings,
    /// The day.
    pub today: Date,
    /// What is known so far.
    pub evidence: Evidence,
    /// The note.
    pub notes: String,
}

impl Checker {
    /// A checker of notes that lead to these addresses.
    pub fn of(addresses: &[&str]) -> Self {
        let lines = addresses.iter().map(|address| format!("- <{address}>\n"));
        Self::with_notes(&format!("# Lambda\n\n{}", lines.collect::<String>()))
    }

    /// A checker of this note.
    pub fn with_notes(notes: &str) -> Self {
        let server = Server::start();
        // These have no robots.txt, and say so.
        let honest = |name: &str| name != "says-yes" && !name.starts_with("robots-");
        for behaviour in ALL.iter().filter(|behaviour| honest(behaviour.name)) {
            server.on(&behaviour.host(), "/robots.txt", |_| Reply::status(404));
        }
        let web = Arc::new(Web::new(server.http(), server.https(), server.root()));
        Self {
            server,
            web,
            cache: Cache::default(),
            settings: quick(),
            today: TODAY,
            evidence: Evidence::default(),
            notes: notes.to_owned(),
        }
    }

    /// The same, where these names stand for these addresses.
    pub fn with_names(mut self, names: &[(&str, &[&str])]) -> Self {
        let web = Arc::get_mut(&mut self.web).expect("nobody looks yet");
        for (name, addresses) in names {
            let addresses = addresses.iter().map(|address| address.parse().expect("an address"));
            web.names.insert((*name).to_owned(), addresses.collect());
        }
        self
    }

    /// The notes with what is known so far.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = snapshot(&self.notes);
        add(&mut snapshot, "links.lock", self.evidence.text().as_bytes());
        snapshot
    }

    /// The notes, built by what is known so far.
    pub fn build(&self) -> Build {
        pipeline::build(&self.snapshot())
    }

    /// What would be looked at now.
    pub fn plan(&self) -> Plan {
        Plan::new(&self.build().references, &self.evidence, self.today)
    }

    /// Looks once.
    pub fn look(&mut self) -> Survey {
        self.look_until(&AtomicBool::new(false))
    }

    /// Looks until told to stop.
    pub fn look_until(&mut self, stop: &AtomicBool) -> Survey {
        let plan = self.plan();
        let watch = Watch { stop, progress: &|_| {} };
        let network: Arc<dyn Network> = Arc::clone(&self.web) as _;
        let survey = survey(&plan.wanted, &mut self.cache, network, (&self.settings, self.today), &watch);
        self.evidence = plan.evidence(survey.seen.clone());
        survey
    }

    /// What is known of an address now.
    pub fn known(&self, address: &str) -> Judgement {
        let references = self.build().references;
        let reference: &Reference = references
            .iter()
            .find(|reference| reference.address.typed == address)
            .expect("the notes have it");
        judgement(&reference.address, &self.evidence)
    }

    /// The requests for this host, `/robots.txt` and what is tried beside pages apart.
    pub fn asked(&self, host: &str) -> Vec<String> {
        let own = |path: &str| path == "/robots.txt" || path.contains("no-such-page-");
        let requests = self.server.requests().into_iter();
        requests.filter(|seen| seen.host == host && !own(&seen.path)).map(|seen| seen.path).collect()
    }
}

/// How hosts are treated in these tests: without pauses, and without patience.
pub fn quick() -> Settings {
    let times = Times {
        connect: Duration::from_secs(2),
        headers: Duration::from_millis(900),
        whole: Duration::from_millis(2500),
    };
    Settings { manners: Manners { at_once: 4, pause: Duration::ZERO }, times, ..Settings::default() }
}

/// A page of AWS documentation, and what AWS answers for those that a guide does not have.
pub fn aws(server: &Server, guide: &'static str, pages: &'static [&'static str]) {
    server.on("docs.aws.amazon.com", &format!("/{guide}/*"), move |seen| {
        let leaf = seen.path.rsplit('/').next().unwrap_or_default();
        match leaf {
            "" => Reply::page(bodies::aws_stub("welcome.html")),
            "llms.txt" => Reply::file(
                "text/plain",
                bodies::llms(&format!("https://docs.aws.amazon.com/{guide}/"), pages),
            ),
            _ if pages.contains(&leaf.trim_end_matches(".html")) => {
                Reply::page(bodies::aws_page(leaf, "top", &["limits"]))
            }
            _ => Reply::redirect(302, format!("/{guide}/")),
        }
    });
}
