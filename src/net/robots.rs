//! What a host asks of programs: its robots.txt.

use super::chain::{Chain, Step};
use super::transport::Transport;
use crate::references::exchange::End;
use robotxt::Robots;
use std::time::Duration;
use url::Url;

/// The longest delay between two requests that is kept to, whatever a host asks for.
const LONGEST_DELAY: Duration = Duration::from_secs(5);
/// The name by which a robots.txt can speak of this program.
const NAME: &str = "leafcutter";

/// The text of the robots.txt at `url`; empty where there is none, or none can be had.
pub fn ask(transport: &Transport, url: &Url) -> String {
    let mut chain = Chain::new(url, (None, None));
    loop {
        let answer = transport.send(chain.request());
        match chain.answered(answer) {
            Step::Ask(wait) if wait.is_zero() => {}
            Step::Ask(_) => return String::new(),
            Step::Done(exchange, body) => {
                let given = matches!(&exchange.end, End::Answer(answer) if answer.status == 200 && answer.sight.is_none());
                return if given { String::from_utf8_lossy(&body).into_owned() } else { String::new() };
            }
        }
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
