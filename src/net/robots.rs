//! What a host asks of programs: its robots.txt.

use super::chain::{Chain, Step};
use super::transport::Transport;
use crate::references::cache::Absent;
use crate::references::exchange::End;
use robotxt::Robots;
use std::time::Duration;
use url::Url;

/// The longest delay between two requests that is kept to, whatever a host asks for.
const LONGEST_DELAY: Duration = Duration::from_secs(5);
/// The name by which a robots.txt can speak of this program.
const NAME: &str = "leafcutter";

/// What came of asking a host for its robots.txt.
#[derive(Debug, Default)]
pub struct Answer {
    /// Its text; empty where there is none, or none can be had.
    pub text: String,
    /// What the host shows for what it does not have, where this answer tells.
    pub absent: Absent,
}

/// Asks for the robots.txt at `url`.
pub fn ask(transport: &Transport, url: &Url) -> Answer {
    let mut chain = Chain::new(url, (None, None));
    loop {
        let answer = transport.send(chain.request());
        match chain.answered(answer) {
            Step::Ask(wait) if wait.is_zero() => {}
            Step::Ask(_) => return Answer::default(),
            Step::Done(exchange, body) => return read(&exchange.end, &body),
        }
    }
}

fn read(end: &End, body: &[u8]) -> Answer {
    match end {
        End::Answer(answer) => match (answer.status, &answer.sight) {
            (200, None) => {
                Answer { text: String::from_utf8_lossy(body).into_owned(), absent: Absent::Unknown }
            }
            (200, Some(sight)) => Answer { absent: Absent::Page(sight.hash.clone()), ..Answer::default() },
            (404 | 410, _) => Answer { absent: Absent::Said, ..Answer::default() },
            _ => Answer::default(),
        },
        _ => Answer::default(),
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
