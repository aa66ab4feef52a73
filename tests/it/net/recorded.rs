//! What an exchange says is a function of its record alone: every behaviour was recorded once, and is judged without a server.
//! `UPDATE_GOLDEN=1 cargo test recorded` records them anew.

use super::behaviours::{ALL, Behaviour};
use super::verdicts::EXPECTED;
use super::web::Checker;
use leafcutter::net::chain::{Chain, Step};
use leafcutter::net::network::Network;
use leafcutter::net::transport::Transport;
use leafcutter::references::classify::{Anchor, anchor, classify};
use leafcutter::references::exchange::{Answer, End, Exchange, Extent, Failure, Hop, Sight};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use url::Url;

/// A behaviour, the address that was asked, and what came of it.
#[derive(Serialize, Deserialize)]
struct Recorded {
    name: String,
    asked: String,
    exchange: Exchange,
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/exchanges.jsonl")
}

/// Follows one address to where it ends, without the manners of a survey.
fn follow(transport: &Transport, url: &Url) -> Exchange {
    let mut chain = Chain::new(url, (None, None));
    loop {
        let answer = transport.send(chain.request());
        if let Step::Done(exchange, _) = chain.answered(answer) {
            return *exchange;
        }
    }
}

fn record() {
    let checker = Checker::of(&[]);
    let network: Arc<dyn Network> = Arc::clone(&checker.web) as _;
    let transport = Transport::new(network, checker.settings.times, 8);
    let line = |behaviour: &Behaviour| {
        let asked = format!("http://{}{}", behaviour.host(), behaviour.link);
        let exchange = follow(&transport, &Url::parse(&asked).expect("an address"));
        let recorded = Recorded { name: behaviour.name.to_owned(), asked, exchange };
        serde_json::to_string(&recorded).expect("a record is plain data") + "\n"
    };
    let lines: String = ALL.iter().map(line).collect();
    fs::write(file(), lines).expect("it can be written");
}

#[test]
fn every_recorded_exchange_has_its_verdict() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        record();
    }
    let text = fs::read_to_string(file()).expect("the records are there");
    let recorded: Vec<Recorded> =
        text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
    // These two are decided by more than one exchange.
    let alone = EXPECTED.iter().filter(|(name, ..)| !["says-yes", "robots-forbid"].contains(name));
    for (name, verdict, _) in alone {
        let Recorded { asked, exchange, .. } =
            recorded.iter().find(|one| one.name == *name).expect("every behaviour is recorded");
        let asked = &Url::parse(asked).expect("an address");
        let look = classify(asked, exchange, None);
        let place = match (&exchange.end, asked.fragment()) {
            (End::Answer(answer), Some(fragment)) if look.verdict.is_seen() => {
                let there = Url::parse(&answer.url).expect("an address");
                Some(anchor(there.fragment().unwrap_or(fragment), answer))
            }
            _ => None,
        };
        let seen = match place {
            Some(Anchor::Missing(_)) => "anchor-missing",
            Some(Anchor::CannotTell("the page broke off")) => "flaky",
            _ => look.verdict.name(),
        };
        assert_eq!(seen, *verdict, "{name}: {}", look.why);
    }
}

fn exchanges() -> impl Strategy<Value = Exchange> {
    let address = || "https?://[a-z]{1,4}\\.(com|aws\\.amazon\\.com)(/[A-Za-z.%#?&=-]{0,9}){0,4}|[ -~]{0,20}";
    let hop = (address(), prop::sample::select(vec![200, 301, 302, 303, 307, 308]), address())
        .prop_map(|(from, status, to)| Hop { from, status, to });
    let sight = (
        prop::option::of(".{0,30}"),
        any::<[bool; 2]>(),
        0..9_000_usize,
        prop::option::of((0..99_u64, ".{0,20}")),
    )
        .prop_map(|(title, [jumps, scripted], bytes, refresh)| Sight {
            heading: title.clone(),
            title,
            jumps,
            scripted,
            bytes,
            refresh,
            extent: if scripted { Extent::Whole } else { Extent::Broken },
            ..Sight::default()
        });
    let answer = (
        address(),
        0..1000_u16,
        prop::sample::select(vec!["text/html", "", "image/png"]),
        prop::option::of(sight),
    )
        .prop_map(|(url, status, kind, sight)| Answer {
            url,
            status,
            kind: kind.to_owned(),
            sight,
            ..Answer::default()
        });
    let end = prop_oneof![
        8 => answer.prop_map(|answer| End::Answer(Box::new(answer))),
        1 => ".{0,20}".prop_map(End::BadRedirect),
        1 => Just(End::Loop),
        1 => Just(End::Failure(Failure::Timeout)),
    ];
    (prop::collection::vec(hop, 0..4), end).prop_map(|(hops, end)| Exchange { hops, end })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever was seen has a verdict, and is never dead for a reason that may pass.
    #[test]
    fn whatever_was_seen_has_a_verdict(
        asked in "https?://[a-z]{1,4}\\.(com|aws\\.amazon\\.com)(/[A-Za-z.-]{0,9}){0,4}",
        exchange in exchanges(),
    ) {
        let asked = Url::parse(&asked).expect("an address");
        let look = classify(&asked, &exchange, None);
        if look.verdict.name() == "dead" {
            let sure = match &exchange.end {
                End::Answer(answer) => matches!(answer.status, 404 | 410),
                end => matches!(end, End::Loop | End::TooManyRedirects),
            };
            prop_assert!(sure, "{exchange:?}");
        }
        prop_assert!(look.to.is_none_or(|to| to != asked.as_str()));
        if let End::Answer(answer) = &exchange.end {
            let _ = anchor("a-place", answer);
        }
    }
}
