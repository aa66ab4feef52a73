//! Looks at the addresses of notes as `check --online` does, in a network of this machine alone: `links-survey NOTES PORT
//! AT_ONCE TOTAL`. What was seen is left in the folder that it is started in, and counts for the next run there.

#![allow(clippy::disallowed_methods, reason = "a program of its own reads files, arguments and the clock")]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leafcutter::disk::Place;
use leafcutter::net::network::{Network, Unresolved};
use leafcutter::net::queue::Manners;
use leafcutter::net::{Settings, Watch, survey};
use leafcutter::pipeline;
use leafcutter::references::cache::Cache;
use leafcutter::references::evidence::LOCK;
use leafcutter::references::plan::Plan;
use leafcutter::source::{File, Snapshot};
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use std::{env, fs};

/// The file for what is only of use on this machine.
const CACHE: &str = "links.jsonl";

/// The network in which `host-7.links-at-home.net` is 127.0.0.7. To the guard it is 52.0.0.7, an address that may be asked.
#[derive(Debug)]
struct Home {
    port: u16,
}

impl Network for Home {
    fn resolve(&self, host: &str, _: Duration) -> Result<Vec<IpAddr>, Unresolved> {
        let number = host.strip_prefix("host-").and_then(|rest| rest.split('.').next()?.parse::<u16>().ok());
        let [high, low] = number.ok_or(Unresolved::NoSuchHost)?.to_be_bytes();
        Ok(vec![Ipv4Addr::new(52, 0, high, low).into()])
    }

    fn route(&self, address: SocketAddr) -> SocketAddr {
        match address.ip() {
            IpAddr::V4(ip) => {
                let [.., high, low] = ip.octets();
                (Ipv4Addr::new(127, 0, high, low), self.port).into()
            }
            IpAddr::V6(_) => address,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [notes, port, at_once, total] = &arguments[..] else {
        return Err("links-survey NOTES PORT AT_ONCE TOTAL".into());
    };
    let begun = Instant::now();
    let lock = fs::read(LOCK).ok().map(|bytes| File { path: LOCK.into(), bytes: bytes.into() });
    let build = pipeline::build(&Snapshot { lock, ..Place::find(Path::new(notes))?.read()? });
    let read = begun.elapsed();
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let plan = Plan::new(&build.references, &build.evidence, today);
    let manners = Manners { at_once: at_once.parse()?, pause: Duration::ZERO };
    let settings = Settings { manners, at_once: total.parse()?, ..Settings::default() };
    let mut cache = Cache::parse(&fs::read_to_string(CACHE).unwrap_or_default());
    let watch = Watch { stop: &AtomicBool::new(false), progress: &|_| {} };
    let home = Arc::new(Home { port: port.parse()? });
    let found = survey(&plan.wanted, &mut cache, home, (&settings, today), &watch);
    let (seen, left) = (found.seen.len(), found.left.len());
    fs::write(LOCK, plan.evidence(found.seen).text())?;
    fs::write(CACHE, cache.text())?;
    let looked = begun.elapsed();
    eprintln!(
        "{seen} seen, {left} left, {} requests; build {read:.0?}, and with the look {looked:.0?}",
        found.requests
    );
    Ok(())
}
