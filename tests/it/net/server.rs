//! A server on this machine alone that answers byte by byte as a test wants, and remembers what it was asked.

use super::behaviours::{ALL, DOMAIN};
use super::reply::{Reply, Stop, Wire};
use super::tls::Authority;
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle, Scope};
use std::time::{Duration, Instant};

/// The longest head of a request that is read.
const HEAD_MAX: usize = 64 * 1024;

/// A request, as the server saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The host it was for, without a port.
    pub host: String,
    /// `GET`, `HEAD` or another.
    pub method: String,
    /// The path with the query.
    pub path: String,
    /// The rest of its head, names in small letters.
    pub headers: Vec<(String, String)>,
    /// When its head had come.
    pub at: Instant,
    /// How often this path of this host had been asked for by then, this time included.
    pub times: usize,
}

impl Seen {
    /// The value of a header, its name in small letters; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Reads it, except for what only the server knows.
    fn parse(head: &str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        };
        let headers = lines.filter_map(header).collect();
        let mut seen = Self { host: String::new(), method, path, headers, at: Instant::now(), times: 0 };
        let host = seen.header("host");
        seen.host = host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned();
        Some(seen)
    }
}

type Answer = Box<dyn Fn(&Seen) -> Reply + Send + Sync>;

/// What a host answers at a path.
struct Route {
    host: String,
    path: String,
    answer: Arc<Answer>,
}

/// What the server remembers.
#[derive(Default)]
struct Log {
    seen: Vec<Seen>,
    times: HashMap<(String, String), usize>,
    /// How many requests each host has in hand, and the most it ever had.
    busy: HashMap<String, (usize, usize)>,
}

/// What all threads of a server share.
#[derive(Default)]
struct Shared {
    routes: Mutex<Vec<Route>>,
    log: Mutex<Log>,
    connections: AtomicUsize,
    open: Mutex<HashMap<usize, TcpStream>>,
    stop: Stop,
}

/// The server. It ends, with everything it has in hand, when it is dropped.
pub struct Server {
    shared: Arc<Shared>,
    authority: Arc<Authority>,
    http: SocketAddr,
    https: SocketAddr,
    listeners: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts it. It speaks every behaviour of the table, at the host that is named after it, and 404 elsewhere.
    pub fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let authority = Arc::new(Authority::new());
        let (http, plain) = listen(&shared, None);
        let (https, secure) = listen(&shared, Some(&authority));
        let server = Self { shared, authority, http, https, listeners: vec![plain, secure] };
        for behaviour in ALL {
            server.on(&format!("{}.{DOMAIN}", behaviour.name), "*", behaviour.answer);
        }
        server
    }

    /// Where it speaks plain HTTP.
    pub fn http(&self) -> SocketAddr {
        self.http
    }

    /// Where it speaks HTTP over TLS.
    pub fn https(&self) -> SocketAddr {
        self.https
    }

    /// The certificate, in DER, by which its good ones can be trusted.
    pub fn root(&self) -> &[u8] {
        self.authority.root()
    }

    /// Lets a host answer at a path. The host `*` is any, a `*` ends a path that only begins so, and what is said later
    /// comes first.
    pub fn on(&self, host: &str, path: &str, answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) {
        let answer: Arc<Answer> = Arc::new(Box::new(answer));
        lock(&self.shared.routes).push(Route { host: host.to_owned(), path: path.to_owned(), answer });
    }

    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<Seen> {
        lock(&self.shared.log).seen.clone()
    }

    /// The most requests that a host ever had in hand. One whose asker went away counts until the host notices.
    pub fn most_at_once(&self, host: &str) -> usize {
        lock(&self.shared.log).busy.get(host).map_or(0, |(_, most)| *most)
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.say();
        for stream in lock(&self.shared.open).values() {
            // One that is closed already needs no closing.
            let _ = stream.shutdown(Shutdown::Both);
        }
        for address in [self.http, self.https] {
            // A listener that waits for a connection sees the end with the next one.
            let _ = TcpStream::connect(address);
        }
        for listener in self.listeners.drain(..) {
            let ended = listener.join();
            assert!(ended.is_ok() || thread::panicking(), "a listener panicked");
        }
    }
}

/// An address at which nobody listens, so that a connection is refused.
pub fn refused() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    listener.local_addr().expect("it is bound")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics with it")
}

/// Listens at a port that the system picks, until the server ends and the last connection is closed.
fn listen(shared: &Arc<Shared>, authority: Option<&Arc<Authority>>) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    let (shared, authority) = (Arc::clone(shared), authority.cloned());
    let accept = move || {
        thread::scope(|scope| {
            for stream in listener.incoming().flatten() {
                if shared.stop.within(Duration::ZERO) {
                    break;
                }
                shared.welcome(stream, authority.as_deref(), scope);
            }
        });
    };
    (address, thread::spawn(accept))
}

impl Shared {
    /// Gives a connection a thread of its own.
    fn welcome<'scope>(
        &'scope self,
        stream: TcpStream,
        authority: Option<&'scope Authority>,
        scope: &'scope Scope<'scope, '_>,
    ) {
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        let Ok(handle) = stream.try_clone() else { return };
        lock(&self.open).insert(number, handle);
        // Whoever came while the server ended was not yet among those that were shown out.
        if self.stop.within(Duration::ZERO) {
            return;
        }
        scope.spawn(move || {
            // How a connection ends is for the one who asked to see.
            let _ = self.serve(stream, authority);
            lock(&self.open).remove(&number);
        });
    }

    /// Answers one connection until it ends.
    fn serve(&self, stream: TcpStream, authority: Option<&Authority>) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let socket = stream.try_clone()?;
        let mut wire: Box<dyn Wire> = match authority {
            Some(authority) => authority.greet(stream)?,
            None => Box::new(stream),
        };
        let ended = self.converse(&mut *wire);
        match &ended {
            Err(why) if why.kind() == io::ErrorKind::ConnectionReset => {
                rustix::net::sockopt::set_socket_linger(&socket, Some(Duration::ZERO))?;
            }
            _ => socket.shutdown(Shutdown::Both)?,
        }
        ended
    }

    fn converse(&self, wire: &mut dyn Wire) -> io::Result<()> {
        let mut unread = Vec::new();
        while let Some(head) = read_head(wire, &mut unread)? {
            let Some(seen) = Seen::parse(&head) else { break };
            let (seen, answer) = self.enter(seen);
            let reply = answer.map_or_else(|| Reply::status(404), |answer| answer(&seen));
            let in_hand = InHand { log: &self.log, host: &seen.host };
            reply.send(wire, seen.method == "HEAD", &self.stop, in_hand)?;
            if reply.closes || seen.header("connection").eq_ignore_ascii_case("close") {
                break;
            }
        }
        Ok(())
    }

    /// Takes a request into the log, and finds who answers it.
    fn enter(&self, mut seen: Seen) -> (Seen, Option<Arc<Answer>>) {
        let mut log = lock(&self.log);
        let times = log.times.entry((seen.host.clone(), seen.path.clone())).or_default();
        *times += 1;
        seen.times = *times;
        let (now, most) = log.busy.entry(seen.host.clone()).or_default();
        *now += 1;
        *most = (*most).max(*now);
        log.seen.push(seen.clone());
        drop(log);
        let routes = lock(&self.routes);
        let fits = |route: &&Route| {
            let begins = route.path.strip_suffix('*').is_some_and(|start| seen.path.starts_with(start));
            (route.host == "*" || route.host == seen.host) && (begins || route.path == seen.path)
        };
        let answer = routes.iter().rev().find(fits).map(|route| Arc::clone(&route.answer));
        (seen, answer)
    }
}

/// A request that a host has in hand, until this is dropped.
struct InHand<'a> {
    log: &'a Mutex<Log>,
    host: &'a str,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        if let Some((now, _)) = lock(self.log).busy.get_mut(self.host) {
            *now -= 1;
        }
    }
}

/// The next head of a request, without its empty line; nothing if the other side is done.
fn read_head(wire: &mut dyn Wire, unread: &mut Vec<u8>) -> io::Result<Option<String>> {
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&unread[..end]).into_owned();
            unread.drain(..end + 4);
            return Ok(Some(head));
        }
        let read = wire.read(&mut buffer)?;
        if read == 0 || unread.len() > HEAD_MAX {
            return Ok(None);
        }
        unread.extend_from_slice(&buffer[..read]);
    }
}
