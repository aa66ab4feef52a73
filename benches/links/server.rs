//! The far side of the benchmark of links: hosts on loopback that take their time for every answer, and count.
//!
//! `links-server HOSTS PORT MILLISECONDS` listens at 127.0.0.1, 127.0.0.2 and so on. When its standard input ends, it
//! says how many requests there were, the most that one host had in hand at a time, and how many connections.
#![allow(clippy::disallowed_methods, reason = "a server opens sockets, starts threads and waits")]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How long a page is.
const PAGE_BYTES: usize = 4096;

/// What one host counts.
#[derive(Default)]
struct Host {
    requests: AtomicUsize,
    busy: AtomicUsize,
    most: AtomicUsize,
    connections: AtomicUsize,
}

fn main() -> io::Result<()> {
    let arguments: Vec<u16> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let [hosts, port, delay] = arguments[..] else {
        return Err(io::Error::other("usage: links-server HOSTS PORT MILLISECONDS"));
    };
    let delay = Duration::from_millis(delay.into());
    let mut counts = Vec::new();
    for number in 1..=hosts {
        let [high, low] = number.to_be_bytes();
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, high, low), port))?;
        let host = Arc::new(Host::default());
        counts.push(Arc::clone(&host));
        thread::spawn(move || listen(&listener, &host, delay));
    }
    println!("ready");
    io::stdin().read_to_end(&mut Vec::new())?;
    let each =
        |count: fn(&Host) -> &AtomicUsize| counts.iter().map(move |host| count(host).load(Ordering::SeqCst));
    let requests: usize = each(|host| &host.requests).sum();
    let connections: usize = each(|host| &host.connections).sum();
    let most = each(|host| &host.most).max().unwrap_or_default();
    println!("{requests} {most} {connections}");
    Ok(())
}

fn listen(listener: &TcpListener, host: &Arc<Host>, delay: Duration) {
    for stream in listener.incoming().flatten() {
        host.connections.fetch_add(1, Ordering::SeqCst);
        let host = Arc::clone(host);
        // A client that hangs up ends its own connection, and nothing else.
        thread::spawn(move || host.answer(&stream, delay).unwrap_or_default());
    }
}

impl Host {
    /// Answers one connection for as long as it is kept.
    fn answer(&self, mut stream: &TcpStream, delay: Duration) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let page = page();
        let mut lines = BufReader::new(stream).lines();
        while let Some(request) = lines.next() {
            let request = request?;
            for header in lines.by_ref() {
                if header?.is_empty() {
                    break;
                }
            }
            self.requests.fetch_add(1, Ordering::SeqCst);
            self.most.fetch_max(self.busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(delay);
            // From here on the client may ask for the next one.
            self.busy.fetch_sub(1, Ordering::SeqCst);
            stream.write_all(if request.contains(" /robots.txt ") { NO_ROBOTS } else { &page })?;
        }
        Ok(())
    }
}

/// What is said of rules for robots: there are none.
const NO_ROBOTS: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

fn page() -> Vec<u8> {
    let start = "<!DOCTYPE html><html><head><title>A page</title></head><body><h1 id=\"top\">A page</h1><p>";
    let end = "</p></body></html>";
    let text = "word ".repeat(PAGE_BYTES / 5);
    let page = format!("{start}{}{end}", &text[..PAGE_BYTES - start.len() - end.len()]);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ";
    format!("{head}{PAGE_BYTES}\r\n\r\n{page}").into_bytes()
}
