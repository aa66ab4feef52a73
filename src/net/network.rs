//! What names stand for and where connections go: the one door to the network, with a guard in it.

use crate::references::vet::{self, Skip};
use std::collections::HashMap;
use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use ureq::tls::RootCerts;

/// The network as the survey sees it.
pub trait Network: Debug + Send + Sync + 'static {
    /// The addresses that a name stands for, within `time`.
    ///
    /// # Errors
    /// Where there are none, or they cannot be looked up.
    fn resolve(&self, host: &str, time: Duration) -> Result<Vec<IpAddr>, Unresolved>;

    /// Where a connection to `address`, which the guard has let through, is made in truth.
    fn route(&self, address: SocketAddr) -> SocketAddr {
        address
    }

    /// Whose certificates are trusted: Mozilla's list, which comes with the program.
    fn roots(&self) -> RootCerts {
        RootCerts::WebPki
    }
}

/// Why a name has no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// It stands for no host.
    NoSuchHost,
    /// It could not be looked up now.
    Failed,
}

/// The Internet, by the resolver of the system.
#[derive(Debug)]
pub struct Internet;

impl Network for Internet {
    fn resolve(&self, host: &str, time: Duration) -> Result<Vec<IpAddr>, Unresolved> {
        let (answer, answered) = channel();
        let name = host.to_owned();
        // The system's resolver cannot be given a time: it is waited for, and left behind if it takes longer.
        let asking = std::thread::Builder::new().spawn(move || {
            let found = (name.as_str(), 0).to_socket_addrs();
            drop(answer.send(found.map(|all| all.map(|address| address.ip()).collect())));
        });
        asking.map_err(|_| Unresolved::Failed)?;
        match answered.recv_timeout(time) {
            Ok(Ok(addresses)) => Ok(addresses),
            Ok(Err(why)) if is_no_such_host(&why.to_string()) => Err(Unresolved::NoSuchHost),
            Ok(Err(_)) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                Err(Unresolved::Failed)
            }
        }
    }
}

/// What the resolvers of Linux, macOS, musl and Windows say where a name stands for no host; the standard library keeps no more of
/// their answer than its words.
fn is_no_such_host(why: &str) -> bool {
    let said =
        ["not known", "No address associated", "does not resolve", "No such host", "nodename nor servname"];
    said.iter().any(|words| why.contains(words))
}

/// Why a host is not connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its name has no address.
    Unresolved(Unresolved),
    /// It is not public, or one of its addresses is not.
    NotPublic(Skip),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Refusal {}

/// The addresses of a host, or why it has none.
type Found = Result<Vec<IpAddr>, Refusal>;

/// Looks names up, once each, and lets through none that stands for a place that is not public.
#[derive(Clone, Debug)]
pub struct Guard {
    network: Arc<dyn Network>,
    known: Arc<Mutex<HashMap<String, Arc<OnceLock<Found>>>>>,
}

impl Guard {
    /// A guard before `network`.
    pub fn new(network: Arc<dyn Network>) -> Self {
        Self { network, known: Arc::default() }
    }

    /// The network behind it.
    pub fn network(&self) -> &dyn Network {
        &*self.network
    }

    /// Where connections to `host` go. What a name stands for is asked once, so the address that was vetted is the one that is
    /// connected to.
    ///
    /// # Errors
    /// Where it must not be connected to, or has no address.
    pub fn addresses(&self, host: &str, port: u16, time: Duration) -> Result<Vec<SocketAddr>, Refusal> {
        let slot = {
            let mut known = self.known.lock().expect("no thread panics while it holds this");
            Arc::clone(known.entry(host.to_ascii_lowercase()).or_default())
        };
        let found = slot.get_or_init(|| self.look_up(host, time)).clone()?;
        Ok(found.into_iter().map(|ip| self.network.route(SocketAddr::new(ip, port))).collect())
    }

    fn look_up(&self, host: &str, time: Duration) -> Found {
        let literal = host.trim_matches(['[', ']']).parse();
        let addresses = match literal {
            Ok(ip) => vec![ip],
            Err(_) => self.network.resolve(host, time).map_err(Refusal::Unresolved)?,
        };
        if addresses.is_empty() {
            return Err(Refusal::Unresolved(Unresolved::NoSuchHost));
        }
        for &address in &addresses {
            vet::ip(address).map_err(Refusal::NotPublic)?;
        }
        Ok(addresses)
    }
}
