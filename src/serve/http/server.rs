//! The HTTP server under the preview, and what keeps it running: it gives up where files run out, and may forget a visitor.
#![allow(clippy::disallowed_methods, reason = "sockets, threads and the clock of the preview live here")]

use super::workers::Workers;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Once};
use std::thread::Builder;
use std::time::{Duration, Instant};
use tiny_http::Server;

/// After a request, other connections are made sooner and then later and later, between these times.
const SOON: Duration = Duration::from_millis(10);
const LATE: Duration = Duration::from_millis(1280);
/// So many files must be free before the server is started again.
const SPARE: usize = 8;
/// It is started again after this time: those who left meanwhile have given their files back.
const PAUSE: Duration = Duration::from_millis(100);
/// How often it is looked whether the server is to end or has failed.
const LOOK: Duration = Duration::from_millis(500);
/// How often requests are looked for that come by connections of a server that has failed since.
const LOOK_BACK: Duration = Duration::from_millis(20);

/// The thread that a server is started on.
const REQUESTS: &str = "requests";

/// What the threads of all servers share.
#[derive(Clone, Debug, Default)]
pub(super) struct Signals(Arc<AtomicBool>);

impl Signals {
    /// Asks all to end.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often a thread of a server has failed, and how many servers run.
static FAILURES: AtomicU64 = AtomicU64::new(0);
static RUNNING: AtomicUsize = AtomicUsize::new(0);

fn failures_so_far() -> u64 {
    FAILURES.load(Ordering::Relaxed)
}

/// Tells the servers when one of their own threads fails, instead of telling the user, who is told of all others.
pub(super) fn hear_failures() {
    static HEARD: Once = Once::new();
    HEARD.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |failed| {
            let said = failed.payload_as_str().unwrap_or_default();
            let file = failed.location().map_or("", Location::file);
            let serves = RUNNING.load(Ordering::Relaxed) > 0;
            if serves && is_servers_own(said, file, std::thread::current().name()) {
                FAILURES.fetch_add(1, Ordering::Relaxed);
            } else {
                told(failed);
            }
        }));
    });
}

/// Whether it is the server that failed, for want of files or of threads. The threads that it starts have no name.
fn is_servers_own(said: &str, file: &str, thread: Option<&str>) -> bool {
    let without_threads = said.starts_with("failed to spawn thread");
    file.contains("tiny_http") || (without_threads && thread.is_none_or(|name| name == REQUESTS))
}

/// Answers on `listener` until it is told to stop.
pub(super) fn run(listener: TcpListener, workers: Workers, signals: Signals) -> std::io::Result<()> {
    let (active, activity) = mpsc::sync_channel(1);
    let mut address = listener.local_addr()?;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    Builder::new().name("connections".to_owned()).spawn(move || nudge(&activity, address))?;
    let serving = Serving { listener, workers, signals, active, earlier: Vec::new() };
    Builder::new().name(REQUESTS.to_owned()).spawn(move || serving.run())?;
    Ok(())
}

struct Serving {
    listener: TcpListener,
    workers: Workers,
    signals: Signals,
    active: SyncSender<()>,
    /// Servers that accept no more. Connections that they have accepted may still ask.
    earlier: Vec<Server>,
}

impl Serving {
    fn run(mut self) {
        RUNNING.fetch_add(1, Ordering::Relaxed);
        while !self.signals.stopped() {
            let failures = failures_so_far();
            if let Some(server) = self.server() {
                self.receive(&server, failures);
                self.earlier.push(server);
            }
            self.rest();
        }
        RUNNING.fetch_sub(1, Ordering::Relaxed);
    }

    /// A server, if it has files to begin with.
    fn server(&self) -> Option<Server> {
        let clone = |_| self.listener.try_clone();
        let mut spare = (0..SPARE).map(clone).collect::<std::io::Result<Vec<_>>>().ok()?;
        let listener = spare.pop()?;
        drop(spare);
        catch_unwind(AssertUnwindSafe(|| Server::from_listener(listener, None).ok())).ok().flatten()
    }

    /// Takes requests until the server accepts no more.
    fn receive(&self, server: &Server, failures: u64) {
        while !self.signals.stopped() && failures_so_far() == failures {
            match server.recv_timeout(if self.earlier.is_empty() { LOOK } else { LOOK_BACK }) {
                Ok(Some(request)) => self.take(request),
                Ok(None) => {}
                Err(_) => return,
            }
            self.look_back();
        }
    }

    fn look_back(&self) {
        for server in &self.earlier {
            while let Ok(Some(request)) = server.try_recv() {
                self.take(request);
            }
        }
    }

    fn take(&self, request: tiny_http::Request) {
        // One word that waits to be heard is enough.
        let _ = self.active.try_send(());
        self.workers.take(request);
    }

    fn rest(&self) {
        let begun = Instant::now();
        while begun.elapsed() < PAUSE && !self.signals.stopped() {
            std::thread::sleep(LOOK_BACK);
            self.look_back();
        }
    }
}

/// Connects to the server again and again for a while after each request. It gives two connections that come at once to one
/// thread: the second waits until the first ends, which for one that is kept open is never, or until another comes.
fn nudge(activity: &Receiver<()>, address: SocketAddr) {
    while activity.recv().is_ok() {
        let mut pause = SOON;
        while pause <= LATE {
            std::thread::sleep(pause);
            drop(TcpStream::connect(address));
            pause = if activity.try_recv().is_ok() { SOON } else { pause * 2 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_servers_own;

    #[test]
    fn only_the_servers_own_want_of_threads_is_kept_from_the_user() {
        let said = "failed to spawn thread: Os { code: 11 }";
        let own = |thread| is_servers_own(said, "library/std/src/thread/mod.rs", thread);
        assert!(own(None) && own(Some("requests")));
        assert!(!own(Some("main")) && !own(Some("events")), "the user is told of any other");
        assert!(is_servers_own("no files", "/x/tiny_http-0.12.0/src/lib.rs", Some("answers")));
        assert!(!is_servers_own("no files", "src/serve/http/page.rs", None));
    }
}
