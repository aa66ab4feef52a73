//! What is never asked, and what no request ever carries.

use super::reply::Reply;
use super::web::Checker;
use std::net::TcpListener;
use std::process::Command;

#[test]
fn no_notation_of_a_place_that_is_not_public_is_ever_connected_to() {
    let hosts = "169.254.169.254 2852039166 0xA9FEA9FE 0251.0376.0251.0376 127.1 0 0.0.0.0 10.1.2.3 100.100.100.200 192.0.0.192 \
                 198.18.0.1 169.254.170.2 [::] [::1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::a9fe:a9fe] \
                 [2002:a9fe:a9fe::] [fd00:ec2::254] [fe80::1] localhost a.localhost router printer.local x.internal \
                 metadata.google.internal www.example.com a.onion me:secret@docs.aws.amazon.com aws.amazon.com:22";
    let addresses: Vec<String> =
        hosts.split_whitespace().map(|host| format!("http://{host}/latest/")).collect();
    let mut checker = Checker::of(&addresses.iter().map(String::as_str).collect::<Vec<_>>());
    let survey = checker.look();
    assert_eq!((survey.requests, checker.server.connections()), (0, 0));
    assert_eq!(*checker.web.looked_up.lock().expect("no panic"), [""; 0]);
    for address in &addresses {
        assert_eq!(checker.known(address).verdict.name(), "skipped", "{address}");
    }
    let lock = checker.evidence.text();
    assert!(lock.contains("http://169.254.169.254/latest/") && !lock.contains("secret"), "{lock}");
}

#[test]
fn a_name_that_stands_for_a_place_that_is_not_public_is_not_connected_to() {
    let addresses = ["http://inside.com/a", "http://half.com/a", "http://nat64.com/a"];
    let mut checker = Checker::of(&addresses).with_names(&[
        ("inside.com", &["10.0.0.7"]),
        ("half.com", &["52.94.0.1", "169.254.169.254"]),
        ("nat64.com", &["64:ff9b::a9fe:a9fe"]),
    ]);
    checker.look();
    assert_eq!(checker.server.connections(), 0);
    for address in addresses {
        let known = checker.known(address);
        assert_eq!(known.verdict.name(), "skipped", "{address}: {}", known.reason);
    }
}

#[test]
fn what_a_name_stands_for_is_asked_once_and_that_is_connected_to() {
    let mut checker = Checker::of(&["http://page.hosts-that-misbehave.net/page.html"]);
    let survey = checker.look();
    assert_eq!(survey.requests, 2, "robots.txt and the page");
    assert_eq!(*checker.web.looked_up.lock().expect("no panic"), ["page.hosts-that-misbehave.net"]);
}

#[test]
fn a_redirect_to_what_is_not_public_is_not_followed() {
    let names = ["to-loopback", "to-link-local", "to-private", "to-mapped", "to-a-file"];
    let addresses = names.map(|name| format!("http://{name}.hosts-that-misbehave.net/page.html"));
    let mut checker = Checker::of(&addresses.each_ref().map(String::as_str));
    checker.look();
    for address in checker.web.dialled.lock().expect("no panic").iter() {
        assert_eq!(address.ip().to_string(), "52.94.0.1");
    }
    for (name, address) in names.iter().zip(&addresses) {
        assert_eq!(checker.known(address).verdict.name(), "skipped");
        assert_eq!(checker.asked(&format!("{name}.hosts-that-misbehave.net")), ["/page.html"]);
    }
}

#[test]
fn the_note_of_the_user_leads_to_its_three_hosts_and_nowhere_else() {
    let mut checker = Checker::with_notes(crate::driver::SEED);
    checker.server.on("*", "*", |_| Reply::page(super::bodies::page("A page")));
    checker.look();
    let mut hosts = checker.web.looked_up.lock().expect("no panic").clone();
    hosts.sort();
    assert_eq!(hosts, ["d1.awsstatic.com", "docs.aws.amazon.com", "lucid.app"]);
    for address in checker.web.dialled.lock().expect("no panic").iter() {
        assert_eq!(address.ip().to_string(), "52.94.0.1");
    }
}

#[test]
fn requests_say_who_asks_and_carry_no_cookie_and_no_credentials() {
    let mut checker = Checker::of(&[
        "http://page.hosts-that-misbehave.net/page.html",
        "http://cookie.hosts-that-misbehave.net/page.html",
        "http://page.hosts-that-misbehave.net/other.html",
    ]);
    checker.look();
    for seen in checker.server.requests() {
        assert!(seen.header("user-agent").starts_with("leafcutter/"));
        assert_eq!(seen.header("authorization").to_owned() + seen.header("referer"), "");
        assert!(seen.header("cookie").is_empty() || seen.host.starts_with("cookie."), "{seen:?}");
    }
}

#[test]
fn a_host_that_cannot_prove_who_it_is_is_not_believed() {
    for (name, why) in
        [("expired", "expired"), ("selfsigned", "vouches"), ("wrong", "another host"), ("tls10", "old TLS")]
    {
        let address = format!("https://{name}.hosts-that-misbehave.net/page.html");
        let mut checker = Checker::of(&[&address]);
        checker.look();
        let known = checker.known(&address);
        assert_eq!(known.verdict.name(), "flaky", "{name}");
        assert!(known.reason.contains(why), "{name}: {}", known.reason);
    }
}

/// The name of the next test, which runs itself with a proxy in its environment.
const PROXIED: &str = "net::safety::no_proxy_of_the_environment_is_asked";

#[test]
fn no_proxy_of_the_environment_is_asked() {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a free port");
    if std::env::var_os("ALL_PROXY").is_some() {
        let mut checker = Checker::of(&["http://page.hosts-that-misbehave.net/page.html"]);
        checker.look();
        assert_eq!(checker.known("http://page.hosts-that-misbehave.net/page.html").verdict.name(), "ok");
        return;
    }
    let address = format!("http://{}", proxy.local_addr().expect("it listens"));
    let mut again = Command::new(std::env::current_exe().expect("this test is a program"));
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "http_proxy", "https_proxy"] {
        again.env(name, &address);
    }
    let done = again.args(["--exact", PROXIED]).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    proxy.set_nonblocking(true).expect("it is a socket");
    assert!(proxy.accept().is_err(), "the proxy was asked");
}

#[test]
fn what_a_host_says_cannot_change_how_a_terminal_or_a_page_shows_it() {
    let address = "http://title-bidi.hosts-that-misbehave.net/page.html";
    let markup = "http://title-markup.hosts-that-misbehave.net/page.html";
    let control = "http://title-control.hosts-that-misbehave.net/page.html";
    let mut checker = Checker::of(&[address, markup, control]);
    checker.look();
    let text = checker.evidence.text();
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{1b}']), "{text}");
    let page = crate::driver::site(&checker.build())["lambda.html"].clone();
    assert!(!page.contains("<script>alert"), "{page}");
}
