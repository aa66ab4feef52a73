//! However much hosts send, what is held of it is bounded.
#![cfg(target_os = "linux")]

use super::behaviours::ALL;
use super::server::Server;
use super::web::{TODAY, Web, quick};
use leafcutter::net::{Watch, survey};
use leafcutter::references::cache::Cache;
use leafcutter::references::evidence::Entry;
use leafcutter::references::plan::Wanted;
use leafcutter::references::verdict::Verdict;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{env, fs};
use url::Url;

/// The name of the test, which runs itself: the hosts in one process, the survey in another.
const ITSELF: &str = "net::memory::all_hosts_that_misbehave_together_take_less_than_32_megabytes";
/// Megabytes for the survey; one that is not optimised holds twice as much in frames and copies.
const MOST: usize = if cfg!(debug_assertions) { 64 } else { 32 };
/// Where the hosts are, in the environment of the survey.
const HOSTS: &str = "HOSTS_THAT_MISBEHAVE";

#[test]
fn all_hosts_that_misbehave_together_take_less_than_32_megabytes() {
    if let Ok(hosts) = env::var(HOSTS) {
        return surveyed(hosts.parse().expect("an address"));
    }
    let server = Server::start();
    let mut itself = Command::new(env::current_exe().expect("this test is a program"));
    let ran = itself.args(["--exact", ITSELF, "--nocapture"]).env(HOSTS, server.http().to_string()).output();
    let ran = ran.expect("it runs");
    println!("{}", String::from_utf8_lossy(&ran.stdout));
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

fn surveyed(hosts: SocketAddr) {
    let wanted: Vec<Wanted> = ALL
        .iter()
        .filter(|behaviour| behaviour.name != "robots-delay")
        .map(|behaviour| {
            let mut url: Url =
                format!("http://{}{}", behaviour.host(), behaviour.link).parse().expect("an address");
            let fragments: BTreeSet<String> = url.fragment().map(str::to_owned).into_iter().collect();
            url.set_fragment(None);
            Wanted { before: Entry::new(url.as_str(), Verdict::Unchecked), url, fragments }
        })
        .collect();
    let before = peak();
    let watch = Watch { stop: &AtomicBool::new(false), progress: &|_| {} };
    let web = Arc::new(Web::new(hosts, hosts, &[]));
    let found = survey(&wanted, &mut Cache::default(), web, (&quick(), TODAY), &watch);
    let grown = (peak() - before) / 1024;
    println!("{} hosts, {} requests, {grown} MB", wanted.len(), found.requests);
    assert_eq!(found.seen.len(), wanted.len());
    assert!(grown < MOST, "{grown} MB");
}

/// The most memory that this process ever had, in kilobytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it is there");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
