//! The preview under a flood of visitors that say nothing, ask slowly, or never read what they asked for.
#![cfg(target_os = "linux")]

use crate::driver::on_disk;
use crate::preview::Preview;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Within this time it must answer again.
const BACK: Duration = Duration::from_secs(5);
/// The most memory that it may take.
const MOST_KB: u64 = 150 * 1024;
/// How many come of each kind; of those who never read what they asked for, fewer.
const MANY: usize = 1000;
const STALLED: usize = 64;

/// A preview that may have so many files open, of a site with a picture that fits into no buffer.
fn preview(files: u32) -> Preview {
    let site = on_disk("# Amazon S3\n\n![A bucket](bucket.png)\n");
    fs::write(site.path().join("content/bucket.png"), vec![7; 16 << 20]).expect("a picture can be written");
    let mut command = Command::new("sh");
    let program = assert_cmd::cargo::cargo_bin!("leafcutter");
    command.arg("-c").arg(format!("ulimit -n {files}; exec \"$0\" serve --port 0")).arg(program);
    Preview::by(command, site)
}

/// Lets this test open what the flood needs.
fn raise_own_limit() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
        .expect("it is not beyond the limit");
}

/// Comes `count` times, and says `words` each time.
fn come(port: u16, count: usize, words: &str) -> Vec<TcpStream> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let come = |_| {
        // Where nobody is let in any more, that is what the flood came to.
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(5)).ok()?;
        stream.write_all(words.as_bytes()).ok()?;
        Some(stream)
    };
    (0..count).filter_map(come).collect()
}

/// How long a visitor waits for a page that is well; `None` where it gets none.
fn visit(port: u16) -> Option<Duration> {
    let begun = Instant::now();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut stream = TcpStream::connect_timeout(&address, BACK).ok()?;
    stream.set_read_timeout(Some(BACK)).ok()?;
    write!(stream, "GET /s3.html HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.starts_with("HTTP/1.1 200 ").then(|| begun.elapsed())
}

/// Visits until a page comes, for as long as it may take.
fn until_answered(port: u16) -> Option<Duration> {
    let begun = Instant::now();
    while begun.elapsed() < BACK {
        if visit(port).is_some() {
            return Some(begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

/// A figure of the process, as the system gives it.
fn figure(pid: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it is still there");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim_matches(|c: char| !c.is_ascii_digit()).parse().expect("it is a number")
}

/// What visitors met.
#[derive(Default)]
struct Visits(Vec<Option<Duration>>);

impl Visits {
    fn of(port: u16, time: Duration) -> Self {
        let begun = Instant::now();
        let mut visits = Self::default();
        while begun.elapsed() < time {
            visits.0.push(visit(port));
            std::thread::sleep(Duration::from_millis(50));
        }
        visits
    }

    fn told(&self) -> String {
        let mut times: Vec<Duration> = self.0.iter().copied().flatten().collect();
        times.sort();
        let median = times.get(times.len() / 2);
        format!("{} of {} answered, p50 {median:.1?}, max {:.1?}", times.len(), self.0.len(), times.last())
    }
}

/// Lets the flood come, stay and go. Gives how long it took to be answered once all had come, and once all had gone.
fn storm(files: u32) -> [Option<Duration>; 2] {
    raise_own_limit();
    let mut preview = preview(files);
    let (port, pid) = (preview.port, preview.child.id());
    let seconds = std::env::var("STORM_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(3);
    let host = format!("HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    let calm = Visits::of(port, Duration::from_millis(500));
    let kinds = [
        (MANY, String::new()),
        (MANY, format!("GET /__leafcutter/events?since=0 {host}")),
        (STALLED, format!("GET /files/bucket.png {host}")),
        (MANY, "GET / HTTP/1.1\r\nHost: loc".to_owned()),
    ];
    let (over, came) = (AtomicBool::new(false), Arc::new(Mutex::new(Vec::new())));
    let begun = Instant::now();
    let (during, answered, most) = std::thread::scope(|scope| {
        let comers: Vec<_> =
            kinds.iter().map(|(count, words)| scope.spawn(|| come(port, *count, words))).collect();
        let mut crowd: Vec<Vec<TcpStream>> =
            comers.into_iter().map(|comer| comer.join().expect("a visitor does not fail")).collect();
        let mut slow = crowd.pop().expect("there are four kinds");
        let over = &over;
        scope.spawn(move || {
            while !over.load(Ordering::Relaxed) {
                // One that was turned away says no more.
                for one in &mut slow {
                    let _ = one.write_all(b"a");
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        came.lock().expect("nobody failed with it").extend(crowd);
        let answered = until_answered(port);
        let during = Visits::of(port, Duration::from_secs(seconds));
        let most = [figure(pid, "VmHWM:"), figure(pid, "Threads:")];
        over.store(true, Ordering::Relaxed);
        (during, answered, most)
    });
    let lasted = begun.elapsed();
    came.lock().expect("nobody failed with it").clear();
    let after = until_answered(port);
    let calm_again = Visits::of(port, Duration::from_millis(500));
    println!("{files} files, {lasted:.1?}: before {}", calm.told());
    println!("  during: first answer after {answered:.1?}; {}", during.told());
    println!("  after: first answer after {after:.1?}; {}", calm_again.told());
    println!("  at most {} KB and {} threads", most[0], most[1]);
    assert!(most[0] < MOST_KB, "it takes {} KB", most[0]);
    assert!(preview.child.try_wait().expect("it is a child").is_none(), "it has ended");
    let said = preview.heard();
    assert!(!said.contains("panicked"), "it says:\n{said}");
    [answered, after]
}

#[test]
fn a_flood_of_visitors_keeps_nobody_from_reading_while_it_lasts() {
    let [during, after] = storm(8192);
    assert!(during.is_some(), "nobody is answered during the flood");
    assert!(after.is_some(), "nobody is answered after it");
}

#[test]
fn where_the_system_gives_few_files_the_preview_is_back_as_soon_as_a_flood_is_over() {
    let [_, after] = storm(256);
    assert!(after.is_some(), "nobody is answered after the flood");
}

#[test]
fn one_connection_that_is_kept_open_is_answered_in_one_piece_each_time() {
    let preview = Preview::of("# Amazon S3\n\nBuckets.\n");
    let mut stream = preview.connect();
    let request = format!("GET /s3.html HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port);
    let (begun, mut count) = (Instant::now(), 0);
    let mut buffer = vec![0; 1 << 16];
    while count < 500 {
        stream.write_all(request.as_bytes()).expect("it can be asked");
        // Whoever writes head and body apart waits 40 ms for each.
        let read = stream.read(&mut buffer).expect("it answers");
        assert!(buffer[..read].ends_with(b"</html>\n"), "an answer comes in one piece");
        count += 1;
    }
    let rate = f64::from(count) / begun.elapsed().as_secs_f64();
    println!("{rate:.0} requests a second on one connection");
}

#[test]
fn one_that_asks_on_and_on_and_reads_nothing_takes_no_memory_and_is_told_to_come_by_another_connection() {
    let preview = preview(256);
    let pid = preview.child.id();
    let host = format!("HTTP/1.1\r\nHost: localhost:{}\r\n", preview.port);
    let mut stream = preview.connect();
    write!(stream, "GET /files/bucket.png {host}\r\n").expect("it can be asked");
    let first = stream.read(&mut [0; 1]).expect("the picture begins");
    let before = figure(pid, "VmRSS:");
    let ask = format!("HEAD /s3.html {host}X: {}\r\n\r\n", "x".repeat(20_000));
    for _ in 0..2500 {
        stream.write_all(ask.as_bytes()).expect("it is read");
    }
    let more = figure(pid, "VmRSS:").saturating_sub(before);
    println!("50 MB of requests take {more} KB");
    assert!(more < 20 * 1024, "they take {more} KB");
    let picture = u64::try_from(first).expect("it is one byte") + (16 << 20);
    std::io::copy(&mut (&stream).take(picture), &mut std::io::sink()).expect("the picture ends");
    let (mut answers, mut part) = (String::new(), [0; 4096]);
    while !answers.contains("Connection: close") {
        let read = stream.read(&mut part).expect("the last answer comes");
        answers += &String::from_utf8_lossy(&part[..read]);
    }
    assert!(answers.matches("HTTP/1.1 ").count() <= 16, "{answers}");
    assert!(visit(preview.port).is_some(), "others are answered");
}
