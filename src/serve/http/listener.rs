//! Where the preview listens: the ports it takes, on which addresses, and what it is called there.
#![allow(clippy::disallowed_methods, reason = "the preview's sockets are opened here")]

use crate::disk::Error;
use rustix::net::sockopt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::ops::Range;
use std::time::Duration;

/// The ports tried where none is named.
const PORTS: Range<u16> = 4040..4140;
/// A reader that takes nothing for about three times as long is given up.
const STALLED: Duration = Duration::from_secs(20);

/// Sockets that listen, all on one port.
#[derive(Debug)]
pub(in crate::serve) struct Listening {
    /// One for each address.
    pub listeners: Vec<TcpListener>,
    /// Their port.
    pub port: u16,
    /// The name by which it is reached from this machine.
    pub name: String,
    /// If others reach it, the names by which they do, as far as they can be known.
    pub exposed: Option<Vec<String>>,
    /// The port that was tried first, if it was somebody else's.
    pub moved: Option<u16>,
}

/// Takes `port`, or the first that is free where none is named: of this machine's own address, or of `host`.
///
/// # Errors
/// Where no port can be had.
pub(in crate::serve) fn listen(port: Option<u16>, host: Option<IpAddr>) -> Result<Listening, Error> {
    let ports = port.map_or(PORTS, |port| port..port.saturating_add(1));
    let mut refused = None;
    for tried in port.into_iter().chain(ports.skip(usize::from(port.is_some()))) {
        match on_port(tried, host, port.is_some()) {
            Ok(listening) => {
                let moved = refused.is_some().then_some(PORTS.start);
                return Ok(tuned(Listening { moved, ..listening }));
            }
            Err(why) if port.is_none() && why.kind() == std::io::ErrorKind::AddrInUse => {
                refused = Some((tried, why));
            }
            Err(why) => return Err(unfit(tried, &why)),
        }
    }
    let (port, why) = refused.unwrap_or((0, std::io::ErrorKind::AddrNotAvailable.into()));
    Err(unfit(port, &why))
}

fn unfit(port: u16, why: &std::io::Error) -> Error {
    let help = "Name another one with --port, or none for the first that is free.";
    Error::unfit(format!("port {port}").as_ref(), &why.to_string(), help)
}

/// Takes one port. `named` means that this one is wanted and no other.
fn on_port(port: u16, host: Option<IpAddr>, named: bool) -> std::io::Result<Listening> {
    let first = TcpListener::bind((host.unwrap_or(Ipv4Addr::LOCALHOST.into()), port))?;
    let port = first.local_addr()?.port();
    let mut listening =
        Listening { listeners: vec![first], port, name: "localhost".to_owned(), exposed: None, moved: None };
    if let Some(host) = host {
        listening.exposed = (!host.is_loopback()).then(|| exposed(host));
        if !host.is_unspecified() {
            listening.name = in_address(host);
        }
        return Ok(listening);
    }
    // A browser may take `localhost` for either address, and must not meet somebody else at one of them.
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(second) => listening.listeners.push(second),
        Err(why) if why.kind() == std::io::ErrorKind::AddrInUse && named => {
            listening.name = Ipv4Addr::LOCALHOST.to_string();
        }
        Err(why) if why.kind() == std::io::ErrorKind::AddrInUse => return Err(why),
        Err(_) => {}
    }
    Ok(listening)
}

/// The sockets with what their connections inherit: small answers leave at once, and a stalled reader is given up.
fn tuned(listening: Listening) -> Listening {
    for listener in &listening.listeners {
        // Without these it is slower, and no less right.
        let _ = sockopt::set_tcp_nodelay(listener, true);
        let _ = sockopt::set_socket_timeout(listener, sockopt::Timeout::Send, Some(STALLED));
    }
    listening
}

/// The names by which other machines reach `host`. No machine is asked: the system only says which way it would go.
fn exposed(host: IpAddr) -> Vec<String> {
    let towards = |from: IpAddr, to: &str| {
        let socket = UdpSocket::bind((from, 0)).ok()?;
        socket.connect((to, 9)).ok()?;
        socket.local_addr().ok().map(|address: SocketAddr| address.ip())
    };
    let found = match host {
        _ if !host.is_unspecified() => vec![host],
        IpAddr::V4(_) => towards(host, "192.0.2.1").into_iter().collect(),
        IpAddr::V6(_) => {
            let other = towards(Ipv4Addr::UNSPECIFIED.into(), "192.0.2.1");
            towards(host, "2001:db8::1").into_iter().chain(other).collect()
        }
    };
    found.into_iter().filter(|address: &IpAddr| !address.is_loopback()).map(in_address).collect()
}

/// An address as it stands in a URL.
fn in_address(host: IpAddr) -> String {
    match host {
        IpAddr::V4(host) => host.to_string(),
        IpAddr::V6(host) => format!("[{host}]"),
    }
}

/// Lets this program open as many files as it may: every connection is two.
#[cfg(unix)]
pub(in crate::serve) fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// No system refuses as many.
    const ENOUGH: u64 = 10_240;
    let limit = getrlimit(Resource::Nofile);
    let raise = |current| setrlimit(Resource::Nofile, Rlimit { current, ..limit }).is_ok();
    // Some systems name a limit that they do not keep.
    if limit.current != limit.maximum && !raise(limit.maximum) {
        raise(Some(limit.maximum.map_or(ENOUGH, |most| most.min(ENOUGH))));
    }
}

/// There is no such limit here.
#[cfg(not(unix))]
pub(in crate::serve) fn raise_limit() {}
