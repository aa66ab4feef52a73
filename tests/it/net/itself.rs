//! The server itself, asked over bare sockets: if it lied, no test against it would mean anything.

use super::behaviours::{ALL, Behaviour};
use super::bodies;
use super::reply::{Reply, Stop};
use super::server::{Server, refused};
use flate2::read::GzDecoder;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// A request for a path of a host, with more lines for its head.
fn request(host: &str, path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n")
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit can be set");
    stream
}

/// All that comes back until the connection ends, or how it broke.
fn ask(server: &Server, host: &str, path: &str, more: &str) -> io::Result<String> {
    let mut stream = connect(server.http());
    stream.write_all(request(host, path, &format!("Connection: close\r\n{more}")).as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The same, of a behaviour, for the link that notes have.
fn of(server: &Server, name: &str) -> io::Result<String> {
    let behaviour = Behaviour::named(name);
    ask(server, &behaviour.host(), behaviour.link.split('#').next().unwrap_or_default(), "")
}

#[test]
fn every_behaviour_that_is_a_servers_is_in_the_table_under_a_name_of_its_own() {
    let numbers: BTreeSet<u8> = ALL.iter().map(|behaviour| behaviour.number).collect();
    let expected: BTreeSet<u8> = (1..=53).filter(|number| ![18, 19, 31].contains(number)).collect();
    assert_eq!(numbers, expected);
    let names: BTreeSet<&str> = ALL.iter().map(|behaviour| behaviour.name).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn each_answers_as_it_is_called() {
    let server = Server::start();
    for (name, begins, holds) in [
        ("page", "HTTP/1.1 200 ", "<h1>A page</h1>"),
        ("no-content", "HTTP/1.1 204 \r\n", ""),
        ("gone", "HTTP/1.1 410 \r\nContent-Length: 0\r\n", ""),
        ("moved", "HTTP/1.1 301 \r\nLocation: /new/page.html\r\n", ""),
        ("aws-stub", "HTTP/1.1 302 \r\nLocation: /lambda/latest/dg/\r\n", ""),
        ("aws-root", "HTTP/1.1 200 ", "Content-Length: 1085\r\n"),
        ("aws-page", "HTTP/1.1 200 ", "<h2 id=\"limits-list\">"),
        ("redirect-chain", "HTTP/1.1 301 \r\nLocation: /1\r\n", ""),
        ("forbidden-to-programs", "HTTP/1.1 403 ", ""),
        ("busy-for-a-day", "HTTP/1.1 429 ", "Retry-After: 86400"),
        ("truncated", "HTTP/1.1 200 ", "Content-Length: 10000\r\n"),
        ("no-http", "SSH-2.0", ""),
        ("long-header", "HTTP/1.1 200 ", "aaaaaaaaaaaaaaaa"),
        ("title-control", "HTTP/1.1 200 ", "\u{1b}[31m"),
        ("robots-forbid", "HTTP/1.1 200 ", "<h1>A page</h1>"),
        ("hung-up", "", ""),
    ] {
        let answer = of(&server, name).expect("it ends in good order");
        assert!(answer.starts_with(begins) && answer.contains(holds), "{name}: {answer:.300}");
    }
    let reset = of(&server, "reset").expect_err("it breaks off");
    assert_eq!(reset.kind(), io::ErrorKind::ConnectionReset);
    let refused = TcpStream::connect(refused()).expect_err("nobody is there");
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
}

#[test]
fn an_answer_goes_by_headers_and_by_how_often_it_was_asked_for() {
    let server = Server::start();
    let status = |name: &str, more: &str| {
        let answer = ask(&server, &Behaviour::named(name).host(), "/page.html", more);
        answer.expect("it ends in good order")[9..12].to_owned()
    };
    assert_eq!(status("unavailable-once", ""), "503");
    assert_eq!(status("unavailable-once", ""), "200");
    assert_eq!(status("unchanged", "If-None-Match: \"one\"\r\n"), "304");
    assert_eq!(status("cookie", "Cookie: seen=1\r\n"), "200");
    assert_eq!(status("forbidden-to-programs", "User-Agent: Mozilla/5.0 (X11)\r\n"), "200");
    server
        .on("docs.aws.amazon.com", "/lambda/*", |seen| Reply::status(if seen.times > 1 { 410 } else { 204 }));
    for expected in ["204", "410"] {
        let answer = ask(&server, "docs.aws.amazon.com", "/lambda/x?y=1", "").expect("it ends in good order");
        assert_eq!(&answer[9..12], expected);
    }
}

#[test]
fn what_was_asked_is_remembered_and_counted() {
    let server = Server::start();
    server.on("*", "/slow", |_| Reply::page("slow").after(Duration::from_millis(300)));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| ask(&server, "a.net:8080", "/slow", "User-Agent: one\r\n"));
        }
    });
    // Two requests, one after the other, over one connection.
    let mut stream = connect(server.http());
    let twice = request("b.net", "/1", "") + &request("b.net", "/2", "Connection: close\r\n");
    stream.write_all(twice.as_bytes()).expect("it listens");
    let mut answers = String::new();
    stream.read_to_string(&mut answers).expect("it ends in good order");
    assert_eq!(answers.matches("HTTP/1.1 404").count(), 2);

    assert_eq!((server.most_at_once("a.net"), server.most_at_once("b.net")), (3, 1));
    assert_eq!(server.connections(), 4);
    let requests = server.requests();
    assert_eq!(requests.len(), 5);
    assert_eq!((&*requests[0].host, &*requests[0].method, &*requests[0].path), ("a.net", "GET", "/slow"));
    assert_eq!((requests[0].header("user-agent"), requests[0].header("accept")), ("one", ""));
    assert!(requests[4].path == "/2" && requests[4].at > requests[0].at);
}

/// Says when it is let go of.
struct InHand<'a>(&'a Cell<bool>);

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

/// Remembers, of everything written, whether the request was still in hand.
struct Watched<'a> {
    let_go: &'a Cell<bool>,
    written: Vec<(Vec<u8>, bool)>,
}

impl Read for Watched<'_> {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.push((bytes.to_vec(), !self.let_go.get()));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_request_is_out_of_hand_before_the_one_who_asked_can_ask_again() {
    let let_go = Cell::new(false);
    let mut wire = Watched { let_go: &let_go, written: Vec::new() };
    let sent = Reply::page("the end").send(&mut wire, false, &Stop::default(), InHand(&let_go));
    sent.expect("memory takes it");
    let [(head, during), (body, after)] = &wire.written[..] else { panic!("a head and a body") };
    assert!(head.ends_with(b"\r\n\r\n") && *during);
    assert!(body == b"the end" && !*after);
}

#[test]
fn it_trickles_and_is_silent_and_ends_in_the_middle_of_all_that() {
    let server = Server::start();
    let begun = Instant::now();
    let held: Vec<TcpStream> = ["slow-head", "slow-body", "silent", "endless"]
        .iter()
        .map(|name| {
            let mut stream = connect(server.http());
            let request = request(&Behaviour::named(name).host(), "/page.html", "");
            stream.write_all(request.as_bytes()).expect("it listens");
            stream
        })
        .collect();
    let mut five = [0; 5];
    (&held[0]).read_exact(&mut five).expect("the head comes slowly");
    assert!(&five == b"HTTP/" && begun.elapsed() > Duration::from_millis(400));
    let address = server.http();
    drop(server);
    assert!(begun.elapsed() < Duration::from_secs(5), "it did not wait for them");
    let mut silent = Vec::new();
    // A connection that was cut rather than closed is over as well.
    let _ = (&held[2]).read_to_end(&mut silent);
    assert!(silent.is_empty());
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_bomb_is_small_and_becomes_large() {
    assert!(bodies::bomb().len() < 3_000_000);
    let mut start = vec![0; 5_000_000];
    GzDecoder::new(bodies::bomb()).read_exact(&mut start).expect("it is good gzip");
    assert!(start.iter().all(|byte| *byte == b' '));
    let mut inner = Vec::new();
    GzDecoder::new(bodies::nested_bomb()).read_to_end(&mut inner).expect("it is good gzip");
    assert!(inner == bodies::bomb());
}

/// What a client that trusts the authority gets from a host over TLS.
fn ask_securely(server: &Server, host: &str) -> io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(server.root().to_vec())).expect("it is a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = builder.expect("ring knows them").with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).expect("a host is a good name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("the settings are good");
    let mut stream = StreamOwned::new(connection, connect(server.https()));
    stream.write_all(request(host, "/page.html", "").as_bytes())?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    Ok(String::from_utf8_lossy(&start).into_owned())
}

#[test]
fn a_certificate_is_good_or_bad_as_the_host_is_called() {
    let server = Server::start();
    let page = Behaviour::named("page").host();
    assert_eq!(ask_securely(&server, &page).expect("its certificate is good"), "HTTP/1.1 200");
    for (name, why) in [
        ("expired", "Expired"),
        ("selfsigned", "UnknownIssuer"),
        ("wrong", "not valid for name"),
        ("tls10", "ProtocolVersion"),
    ] {
        let refusal =
            ask_securely(&server, &Behaviour::named(name).host()).expect_err("it is bad").to_string();
        assert!(refusal.to_lowercase().contains(&why.to_lowercase()), "{name}: {refusal}");
    }
}
