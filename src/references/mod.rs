//! Addresses outside the notes: their one spelling, and what kind of place they lead to.

pub mod judge;

use crate::catalog::Catalog;
use std::net::IpAddr;
use url::{Host, Url};

/// An outside address, as typed and as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// As the author typed it.
    pub typed: String,
    /// The one spelling by which it is compared.
    pub canonical: String,
    /// Why it must never be asked or followed, if so.
    pub skip: Option<Skip>,
}

/// Why an address is never asked and never linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// Link-local: `169.254.169.254`, where an instance asks for its own metadata.
    LinkLocal,
    /// This machine.
    Loopback,
    /// A private network.
    Private,
    /// Not a host that anybody has: reserved, multicast or unspecified.
    Reserved,
    /// A name kept for examples, or a placeholder such as `<bucket>`.
    Example,
    /// It carries a user name or a password.
    Credentials,
}

impl Skip {
    /// In words, for readers.
    pub fn reason(self) -> &'static str {
        match self {
            Self::LinkLocal => "a link-local address, which means something only on the machine itself",
            Self::Loopback => "an address of the reader's own machine",
            Self::Private => "an address of a private network",
            Self::Reserved => "an address that nobody has",
            Self::Example => "an example, not a real host",
            Self::Credentials => "it carries a user name or password",
        }
    }
}

impl Address {
    /// Reads an `http` or `https` address; `None` for anything else.
    pub fn parse(typed: &str) -> Option<Self> {
        let scheme = typed.get(..8).unwrap_or(typed).to_ascii_lowercase();
        if !scheme.starts_with("http://") && !scheme.starts_with("https://") {
            return None;
        }
        let placeholder = typed.contains(['<', '>', '{', '}']) || typed.contains("%3C");
        match Url::parse(typed) {
            Ok(url) => {
                let skip = if placeholder { Some(Skip::Example) } else { skip(&url) };
                Some(Self { typed: typed.to_owned(), canonical: url.into(), skip })
            }
            Err(_) => {
                Some(Self { typed: typed.to_owned(), canonical: typed.to_owned(), skip: Some(Skip::Example) })
            }
        }
    }

    /// A title for people, from the address alone: the service, guide and page of AWS documentation, or the host and file.
    pub fn title(&self, catalog: &Catalog) -> String {
        let Ok(url) = Url::parse(&self.canonical) else { return self.typed.clone() };
        let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
        let pieces: Vec<&str> =
            url.path_segments().into_iter().flatten().filter(|piece| !piece.is_empty()).collect();
        let Some((leaf, folders)) = pieces.split_last() else { return host.to_owned() };
        let leaf = spaced(leaf.rsplit_once('.').map_or(leaf, |(stem, _)| stem));
        let place = match folders {
            [service, _, guide, ..] if host.starts_with("docs.aws.") => {
                format!("{} › {}", service_of(service, catalog), guide_name(guide))
            }
            _ => host.to_owned(),
        };
        let anchor = url.fragment().map(|fragment| format!(" › {}", spaced(fragment))).unwrap_or_default();
        format!("{place} › {leaf}{anchor}")
    }
}

/// The service of a folder of AWS documentation: `AmazonCloudWatch`, `AWSEC2`, `lambda`.
fn service_of(folder: &str, catalog: &Catalog) -> String {
    let words = folder.strip_prefix("AWS").map_or_else(|| spaced(folder), |rest| format!("AWS {rest}"));
    let reading = catalog.read_title(&words);
    let service = reading.naming().map(|naming| catalog.service(naming.named.service).title());
    service.unwrap_or(words)
}

/// The guides that most of AWS's documentation is divided into, by the names of their folders.
fn guide_name(folder: &str) -> String {
    match folder.to_ascii_lowercase().as_str() {
        "dg" | "developerguide" => "Developer Guide".to_owned(),
        "ug" | "userguide" => "User Guide".to_owned(),
        "apireference" => "API Reference".to_owned(),
        _ => spaced(folder),
    }
}

/// `high-resolution-metrics` and `publishingMetrics` as words.
fn spaced(name: &str) -> String {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    let mut words = String::new();
    let mut last = ' ';
    for c in name.chars() {
        let c = if matches!(c, '-' | '_' | '+') { ' ' } else { c };
        if c.is_uppercase() && last.is_lowercase() {
            words.push(' ');
        }
        words.push(c);
        last = c;
    }
    let mut chars = words.trim().chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

fn skip(url: &Url) -> Option<Skip> {
    if !url.username().is_empty() || url.password().is_some() {
        return Some(Skip::Credentials);
    }
    match url.host()? {
        Host::Ipv4(ip) => skip_ip(IpAddr::V4(ip)),
        Host::Ipv6(ip) => skip_ip(ip.to_ipv4_mapped().map_or(IpAddr::V6(ip), IpAddr::V4)),
        Host::Domain(name) => skip_name(name.trim_end_matches('.')),
    }
}

fn skip_ip(ip: IpAddr) -> Option<Skip> {
    if ip.is_loopback() {
        return Some(Skip::Loopback);
    }
    let (link_local, private, reserved) = match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let special = a == 0 || a >= 224 || (a == 192 && b == 0) || (a == 198 && (18..20).contains(&b));
            (ip.is_link_local(), ip.is_private() || shared, special || ip.is_documentation())
        }
        IpAddr::V6(ip) => {
            let global_unicast = ip.segments()[0] & 0xe000 == 0x2000;
            (
                ip.is_unicast_link_local(),
                ip.is_unique_local(),
                !global_unicast || ip.segments()[..2] == [0x2001, 0xdb8],
            )
        }
    };
    [(link_local, Skip::LinkLocal), (private, Skip::Private), (reserved, Skip::Reserved)]
        .into_iter()
        .find_map(|(is, skip)| is.then_some(skip))
}

/// Names that are no public host: RFC 2606 and RFC 6761, `.internal` (ICANN 2024), and names without a dot.
fn skip_name(name: &str) -> Option<Skip> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let domain = |of: &str| name == of || name.ends_with(&format!(".{of}"));
    if last == "localhost" {
        Some(Skip::Loopback)
    } else if matches!(last, "internal" | "local" | "lan" | "home") || !name.contains('.') {
        Some(Skip::Private)
    } else if matches!(last, "example" | "test" | "invalid")
        || ["example.com", "example.net", "example.org"].into_iter().any(domain)
    {
        Some(Skip::Example)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(typed: &str) -> Option<Skip> {
        Address::parse(typed).expect("an http address").skip
    }

    #[test]
    fn addresses_of_no_public_host_are_skipped_in_every_notation() {
        for metadata in [
            "169.254.169.254",
            "2852039166",
            "0xA9FEA9FE",
            "0251.0376.0251.0376",
            "[::ffff:169.254.169.254]",
            "[fe80::1]",
        ] {
            assert_eq!(
                skipped(&format!("http://{metadata}/latest/meta-data/")),
                Some(Skip::LinkLocal),
                "{metadata}"
            );
        }
        for (host, skip) in [
            ("127.1", Skip::Loopback),
            ("localhost:8080", Skip::Loopback),
            ("10.0.0.5", Skip::Private),
            ("100.100.100.200", Skip::Private),
            ("metadata.google.internal", Skip::Private),
            ("0.0.0.0", Skip::Reserved),
            ("[::]", Skip::Reserved),
            ("239.1.1.1", Skip::Reserved),
            ("www.example.com", Skip::Example),
            ("<bucket-name>.s3.amazonaws.com", Skip::Example),
            ("me:secret@aws.amazon.com", Skip::Credentials),
        ] {
            assert_eq!(skipped(&format!("http://{host}/x")), Some(skip), "{host}");
        }
        assert_eq!(skipped("https://docs.aws.amazon.com/lambda/latest/dg/"), None);
    }

    #[test]
    fn a_title_is_made_of_the_guide_and_the_page() {
        let title = |typed| Address::parse(typed).expect("an http address").title(crate::catalog::aws());
        assert_eq!(
            title(
                "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html#high-resolution-metrics"
            ),
            "Amazon CloudWatch › Monitoring › Publishing Metrics › High resolution metrics"
        );
        assert_eq!(
            title("https://d1.awsstatic.com/whitepapers/AWS_Blue_Green_Deployments.pdf"),
            "d1.awsstatic.com › AWS Blue Green Deployments"
        );
    }
}
