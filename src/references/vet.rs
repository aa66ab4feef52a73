//! Which hosts are asked: public ones alone, in whatever notation they are written.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

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
    /// It carries a signature or a token, which lets in whoever has the address.
    Signed,
    /// A port other than those of HTTP and HTTPS.
    Port,
    /// Neither HTTP nor HTTPS.
    Scheme,
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
            Self::Signed => "it carries a signature or a token",
            Self::Port => "it names another port than those of HTTP and HTTPS",
            Self::Scheme => "neither an HTTP nor an HTTPS address",
        }
    }

    /// Whether the address itself is a secret, and must not be written down anywhere else.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Credentials | Self::Signed)
    }
}

/// Queries by which an address lets in whoever has it: presigned requests, and tokens.
const SIGNED: &[&str] = &[
    "x-amz-signature",
    "x-amz-credential",
    "x-amz-security-token",
    "awsaccesskeyid",
    "signature",
    "sig",
    "client_secret",
    "id_token",
    "jwt",
    "password",
    "refresh_token",
    "token",
    "x-goog-credential",
    "x-goog-signature",
    "access_token",
    "api_key",
    "apikey",
];

/// Whether `url` may be asked.
///
/// # Errors
/// Why it must never be.
pub fn url(url: &Url) -> Result<(), Skip> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Skip::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Skip::Credentials);
    }
    match url.host().ok_or(Skip::Scheme)? {
        Host::Ipv4(literal) => ip(IpAddr::V4(literal))?,
        Host::Ipv6(literal) => ip(IpAddr::V6(literal))?,
        Host::Domain(written) => name(written.trim_end_matches('.'))?,
    }
    let pairs = [url.query(), url.fragment()].into_iter().flatten().flat_map(|pairs| pairs.split('&'));
    if pairs.filter_map(|pair| pair.split_once('=')).any(|(key, _)| is_secret_key(key)) {
        return Err(Skip::Signed);
    }
    if url.port().is_some() { Err(Skip::Port) } else { Ok(()) }
}

/// An address without what in it lets in whoever reads it: its user and password, and, where it is signed or holds a token, the
/// values of its query. Any other stays as it is.
pub fn redacted(address: &str) -> String {
    let (start, rest) = address.split_at(address.find("://").map_or(0, |at| at + 3));
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host =
        authority.rsplit_once('@').map_or_else(|| authority.to_owned(), |(_, host)| format!("…@{host}"));
    let (rest, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let without_values = |pairs: &str, sign: char| {
        let body = pairs.trim_start_matches(sign);
        let keys = || body.split('&').map(|pair| pair.split('=').next().unwrap_or(pair));
        if !keys().any(is_secret_key) {
            return pairs.to_owned();
        }
        format!("{sign}{}", keys().map(|key| format!("{key}=…")).collect::<Vec<_>>().join("&"))
    };
    format!("{start}{host}{path}{}{}", without_values(query, '?'), without_values(fragment, '#'))
}

/// Whether the value of this key lets in whoever has it.
fn is_secret_key(key: &str) -> bool {
    let key = percent_encoding::percent_decode_str(key).decode_utf8_lossy();
    SIGNED.contains(&key.to_ascii_lowercase().as_str())
}

/// What IANA's registry of special-purpose IPv4 addresses, and that of multicast, keep from the public: network, length.
const SPECIAL_V4: &[(Ipv4Addr, u32, Skip)] = &[
    (Ipv4Addr::UNSPECIFIED, 8, Skip::Reserved),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Skip::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Skip::Private),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Skip::Loopback),
    (Ipv4Addr::new(169, 254, 0, 0), 16, Skip::LinkLocal),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Skip::Private),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Skip::Reserved),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Skip::Reserved),
    (Ipv4Addr::new(192, 88, 99, 0), 24, Skip::Reserved),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Skip::Private),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Skip::Reserved),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Skip::Reserved),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Skip::Reserved),
    (Ipv4Addr::new(224, 0, 0, 0), 4, Skip::Reserved),
    (Ipv4Addr::new(240, 0, 0, 0), 4, Skip::Reserved),
];

/// Likewise for IPv6, within `2000::/3`, which alone is given to the public: tunnels that hide another address (Teredo, 6to4),
/// benchmarks, documentation.
const SPECIAL_V6: &[(Ipv6Addr, u32)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether a connection to `ip` may be made.
///
/// # Errors
/// Why not.
pub fn ip(ip: IpAddr) -> Result<(), Skip> {
    match ip {
        IpAddr::V4(ip) => ip_v4(ip),
        IpAddr::V6(ip) => ip_v6(ip),
    }
}

fn ip_v4(ip: Ipv4Addr) -> Result<(), Skip> {
    let within = |net: Ipv4Addr, length: u32| (ip.to_bits() ^ net.to_bits()) >> (32 - length) == 0;
    SPECIAL_V4.iter().find(|(net, length, _)| within(*net, *length)).map_or(Ok(()), |(_, _, skip)| Err(*skip))
}

fn ip_v6(ip: Ipv6Addr) -> Result<(), Skip> {
    if let Some(mapped) = ip.to_ipv4_mapped() {
        return ip_v4(mapped);
    }
    if ip.is_loopback() {
        return Err(Skip::Loopback);
    }
    if let Some(hidden) = hidden_v4(ip) {
        // A tunnel to a public address is as little asked as any other; the reason alone differs.
        return ip_v4(hidden).and(Err(Skip::Reserved));
    }
    let within = |net: Ipv6Addr, length: u32| (ip.to_bits() ^ net.to_bits()) >> (128 - length) == 0;
    if ip.is_unicast_link_local() {
        Err(Skip::LinkLocal)
    } else if ip.is_unique_local() {
        Err(Skip::Private)
    } else if !within(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
        || SPECIAL_V6.iter().any(|(net, length)| within(*net, *length))
    {
        Err(Skip::Reserved)
    } else {
        Ok(())
    }
}

/// The IPv4 address in an IPv6 one that stands for it: IPv4-compatible (RFC 4291), NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056).
fn hidden_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [first, second, third, .., last_but_one, last] = ip.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    let compatible = ip.segments()[..6].iter().all(|&segment| segment == 0);
    if compatible || (first == 0x64 && second == 0xff9b) {
        Some(join(last_but_one, last))
    } else if first == 0x2002 {
        Some(join(second, third))
    } else {
        None
    }
}

/// Names that are no public host: RFC 2606 and RFC 6761, `.internal` (ICANN 2024), `.onion` (RFC 7686), `home.arpa`
/// (RFC 8375), and names without a dot.
fn name(name: &str) -> Result<(), Skip> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let domain = |of: &str| name == of || name.ends_with(&format!(".{of}"));
    if last == "localhost" {
        Err(Skip::Loopback)
    } else if matches!(last, "internal" | "local" | "lan" | "home" | "onion")
        || domain("home.arpa")
        || !name.contains('.')
    {
        Err(Skip::Private)
    } else if matches!(last, "example" | "test" | "invalid")
        || ["example.com", "example.net", "example.org"].into_iter().any(domain)
    {
        Err(Skip::Example)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vetted(typed: &str) -> Result<(), Skip> {
        url(&Url::parse(typed).expect("an address"))
    }

    #[test]
    fn addresses_of_no_public_host_are_never_asked_in_any_notation() {
        for metadata in [
            "169.254.169.254",
            "2852039166",
            "0xA9FEA9FE",
            "0251.0376.0251.0376",
            "169.254.43518",
            "[::ffff:169.254.169.254]",
            "[::ffff:a9fe:a9fe]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b:1::a9fe:a9fe]",
            "[2002:a9fe:a9fe::]",
            "[::169.254.169.254]",
            "[fe80::1]",
            "１６９.254.169.254",
            "169.254.169.254.",
        ] {
            assert_eq!(vetted(&format!("http://{metadata}/latest/")), Err(Skip::LinkLocal), "{metadata}");
        }
        for (host, skip) in [
            ("127.1", Skip::Loopback),
            ("[::1]", Skip::Loopback),
            ("localhost:8080", Skip::Loopback),
            ("a.localhost", Skip::Loopback),
            ("10.0.0.5", Skip::Private),
            ("100.100.100.200", Skip::Private),
            ("[fd00:ec2::254]", Skip::Private),
            ("metadata.google.internal", Skip::Private),
            ("router", Skip::Private),
            ("printer.home.arpa", Skip::Private),
            ("0", Skip::Reserved),
            ("192.0.0.192", Skip::Reserved),
            ("198.18.0.1", Skip::Reserved),
            ("[::]", Skip::Reserved),
            ("[fec0::1]", Skip::Reserved),
            ("[ff02::1]", Skip::Reserved),
            ("239.1.1.1", Skip::Reserved),
            ("www.example.com", Skip::Example),
            ("me:secret@aws.amazon.com", Skip::Credentials),
            ("aws.amazon.com:22", Skip::Port),
        ] {
            assert_eq!(vetted(&format!("http://{host}/x")), Err(skip), "{host}");
        }
        assert_eq!(vetted("https://b.s3.amazonaws.com/k?X-Amz-Signature=abc"), Err(Skip::Signed));
        assert_eq!(vetted("https://a.io/#access_token=abc&x=1"), Err(Skip::Signed));
        assert_eq!(vetted("https://storage.a.io/k?X-Goog-Signature=abc"), Err(Skip::Signed));
        assert_eq!(vetted("file:///etc/passwd"), Err(Skip::Scheme));
        assert_eq!(vetted("https://docs.aws.amazon.com/lambda/latest/dg/"), Ok(()));
        assert_eq!(vetted("https://aws.amazon.com:443/"), Ok(()));
    }

    #[test]
    fn what_lets_in_whoever_reads_it_is_taken_out_of_an_address() {
        for (address, told) in [
            ("https://me:secret@a.io/x?y=1#z", "https://…@a.io/x?y=1#z"),
            ("https://me@b@a.io", "https://…@a.io"),
            (
                "https://a.io/k?X-Amz-Date=1&x-amz-signature=ab#s",
                "https://a.io/k?X-Amz-Date=…&x-amz-signature=…#s",
            ),
            ("https://me@a.io/?%74oken=ab&c", "https://…@a.io/?%74oken=…&c=…"),
            ("https://a.io/@me?mail=a@b.io", "https://a.io/@me?mail=a@b.io"),
        ] {
            assert_eq!(redacted(address), told);
        }
    }

    /// IANA's registries of special-purpose addresses, IPv4 and IPv6, as of 2025: all that is not globally reachable, and the
    /// blocks for multicast. Of each block the first address, one in the middle and the last.
    #[test]
    fn nothing_in_the_special_registries_is_reached() {
        let v4 = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29 \
                  192.0.0.8/32 192.0.0.170/31 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 \
                  203.0.113.0/24 240.0.0.0/4 255.255.255.255/32 224.0.0.0/4";
        let v6 = "::1/128 ::/128 ::ffff:10.0.0.0/104 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:2::/48 \
                  2001:10::/28 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 ff00::/8";
        for block in v4.split_whitespace().chain(v6.split_whitespace()) {
            let (net, length) = block.split_once('/').expect("a block has a length");
            let length: u32 = length.parse().expect("a number");
            let addresses: [IpAddr; 3] = match net.parse().expect("an address") {
                IpAddr::V4(net) => {
                    let last = net.to_bits() | u32::MAX.checked_shr(length).unwrap_or(0);
                    let middle = net.to_bits() + (last - net.to_bits()) / 2;
                    [net, Ipv4Addr::from_bits(middle), Ipv4Addr::from_bits(last)].map(IpAddr::V4)
                }
                IpAddr::V6(net) => {
                    let last = net.to_bits() | u128::MAX.checked_shr(length).unwrap_or(0);
                    let middle = net.to_bits() + (last - net.to_bits()) / 2;
                    [net, Ipv6Addr::from_bits(middle), Ipv6Addr::from_bits(last)].map(IpAddr::V6)
                }
            };
            for address in addresses {
                assert!(ip(address).is_err(), "{address} of {block}");
            }
        }
        for public in ["8.8.8.8", "100.63.255.255", "172.32.0.0", "2600:9000::1", "::ffff:8.8.8.8"] {
            assert_eq!(ip(public.parse().expect("an address")), Ok(()), "{public}");
        }
    }
}
