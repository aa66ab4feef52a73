//! What a host asks of programs: its robots.txt.

use super::chain::{Chain, Step};
use super::transport::Transport;
use crate::references::cache::Absent;
use crate::references::exchange::{End, Failure};
use robotxt::Robots;
use std::time::Duration;
use url::Url;

/// The longest delay between two requests that is kept to, whatever a host asks for.
const LONGEST_DELAY: Duration = Duration::from_secs(5);
/// The name by which a robots.txt can speak of this program.
const NAME: &str = "leafcutter";

/// What came of asking a host for its robots.txt.
#[derive(Debug)]
pub enum Answer {
    /// Its text, empty where there is none; and what the host shows for what it does not have, where this answer tells.
    Text(String, Absent),
    /// None can be had now, nor anything else of the host: RFC 9309, 2.3.1.4.
    Failed(End),
}

/// A robots.txt may be somewhere else, but not behind more redirects than these: RFC 9309, 2.3.1.2.
const MOST_REQUESTS: usize = 6;
/// Where a host needs a moment, it is waited for so long.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Asks for the robots.txt at `url`, as long as it is time to.
pub fn ask(transport: &Transport, url: &Url, is_time: &dyn Fn() -> bool) -> Answer {
    let mut chain = Chain::new(url, (None, None));
    for _ in 0..MOST_REQUESTS {
        let answer = transport.send(chain.request());
        match chain.answered(answer) {
            Step::Ask(wait) if is_time() => std::thread::sleep(wait.min(LONGEST_WAIT)),
            Step::Ask(_) => break,
            Step::Done(exchange, body) => return read(exchange.end, &body),
        }
    }
    Answer::Text(String::new(), Absent::Unknown)
}

fn read(end: End, body: &[u8]) -> Answer {
    match &end {
        End::Answer(answer) => match (answer.status, &answer.sight) {
            (200, None) => Answer::Text(String::from_utf8_lossy(body).into_owned(), Absent::Unknown),
            (200, Some(sight)) => Answer::Text(String::new(), Absent::Page(sight.hash.clone())),
            (404 | 410, _) => Answer::Text(String::new(), Absent::Said),
            (500..=599, _) if answer.wall.is_none() => Answer::Failed(end),
            _ => Answer::Text(String::new(), Absent::Unknown),
        },
        End::Failure(Failure::NotHttp | Failure::OversizedHeaders) => {
            Answer::Text(String::new(), Absent::Unknown)
        }
        End::Failure(_) => Answer::Failed(end),
        _ => Answer::Text(String::new(), Absent::Unknown),
    }
}

/// What a robots.txt says to this program.
#[derive(Debug)]
pub struct Rules(Robots);

impl Rules {
    /// Reads a robots.txt.
    pub fn parse(text: &str) -> Self {
        Self(Robots::parse(text.as_bytes(), NAME))
    }

    /// Whether `url` may be asked.
    pub fn allow(&self, url: &Url) -> bool {
        self.0.is_url_allowed(url)
    }

    /// The time that it wants between two requests.
    pub fn delay(&self) -> Option<Duration> {
        self.0.crawl_delay().map(|delay| delay.min(LONGEST_DELAY)).filter(|delay| !delay.is_zero())
    }
}
