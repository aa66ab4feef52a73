//! What was seen when an address was asked: a plain record, by which everything else is judged.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What came of asking for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The redirects that were followed, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<Hop>,
    /// How it ended.
    pub end: End,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The address that was asked.
    pub from: String,
    /// Its status; 200 where the page itself led on (`<meta http-equiv="refresh">`).
    pub status: u16,
    /// Where it led, as an absolute address.
    pub to: String,
}

/// How an exchange ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// With an answer that leads nowhere else.
    Answer(Box<Answer>),
    /// At an address that is never asked; the reason.
    NotPublic(String),
    /// At an address that lets in whoever has it, made for this one visit.
    Signed,
    /// At a redirect that cannot be followed; why not.
    BadRedirect(String),
    /// Where it had been before.
    Loop,
    /// Where it had been before, although it kept the cookies that it was given.
    CookieWall,
    /// After more redirects than are followed.
    TooManyRedirects,
    /// Without an answer.
    Failure(Failure),
    /// Before it began: the host's robots.txt asks programs to stay away.
    Forbidden,
    /// Before it began: why the address was not asked in this run.
    NotAsked(String),
}

/// An answer to a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The address that gave it.
    pub url: String,
    /// Its status.
    pub status: u16,
    /// Its content type, without parameters, in lower case; empty where none was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The sign by which it shows that it is for people alone, if there is one: `x-amzn-waf-action`, `cf-mitigated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<String>,
    /// The seconds after which to ask again, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// What its HTML shows, if it is HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sight: Option<Sight>,
    /// Its validator `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Its validator `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The name stands for no host.
    NoSuchHost,
    /// The name could not be looked up.
    Unresolved,
    /// The host took no connection, or broke it off.
    Disconnected,
    /// It took too long; what did.
    Timeout,
    /// The host could not prove that it is who it says; how it failed.
    Tls(String),
    /// What came was no HTTP.
    NotHttp,
    /// The headers were larger than any honest server sends.
    OversizedHeaders,
}

/// What a page of HTML shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its first heading of the highest level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Its ids, and the names of its anchors.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ids: BTreeSet<String>,
    /// The seconds after which it leads on, and where to, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh: Option<(u64, String)>,
    /// Whether a script in it leads elsewhere.
    #[serde(default)]
    pub jumps: bool,
    /// Whether scripts build what it shows.
    #[serde(default)]
    pub scripted: bool,
    /// How many bytes of it were read.
    #[serde(default)]
    pub bytes: usize,
    /// A fingerprint of these bytes.
    #[serde(default)]
    pub hash: String,
    /// How its reading ended.
    #[serde(default)]
    pub extent: Extent,
}

/// How much of a page was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// As much as is ever read.
    Cut,
    /// As much as came before it broke off.
    Broken,
    /// As much as came in the time there was.
    Slow,
    /// Nothing, for it is packed in a way that was not asked for.
    Packed,
}
