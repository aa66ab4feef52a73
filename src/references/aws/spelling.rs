//! The one spelling of an address: without what only counts visitors, and without what breaks on the way to a note.

use super::{CHINA, DOCUMENTATION, MISNOMERS, Page, guides, moves};
use url::Url;

/// The one spelling of an address, by which it is compared and asked.
///
/// On hosts of AWS, `http`, old host names, doubled slashes, addresses inside of addresses and damaged endings are mended.
/// Elsewhere only parameters that count visitors go, and highlights of text. Two addresses that were taken for one stay as they are.
pub fn canonical(url: Url) -> Url {
    let mut url = url;
    // one repair can bring to light the need for another
    for _ in 0..8 {
        let before = url.clone();
        url = once(url);
        if url == before {
            break;
        }
    }
    url
}

fn once(mut url: Url) -> Url {
    if !matches!(url.scheme(), "http" | "https") {
        return url;
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    let aws = is_aws(&host);
    drop_parameters(&mut url, |name| counts_visitors(name) || (aws && counts_for_aws(name)));
    drop_highlight(&mut url);
    if !aws || is_two(&url) {
        return url;
    }
    let renamed = match host.as_str() {
        "d0.awsstatic.com" => Some("d1.awsstatic.com"),
        host => MISNOMERS.contains(&host).then_some(DOCUMENTATION),
    };
    // neither a host of the same kind nor a scheme of the same kind is refused
    let _ = renamed.map(|host| url.set_host(Some(host)));
    let _ = url.set_scheme("https");
    if url.host_str() == Some(DOCUMENTATION) { documentation(url) } else { url }
}

fn is_aws(host: &str) -> bool {
    let domain = |of: &str| host == of || host.strip_suffix(of).is_some_and(|rest| rest.ends_with('.'));
    domain("aws.amazon.com") || domain("awsstatic.com") || host == CHINA || MISNOMERS.contains(&host)
}

/// Parameters that tell where a visitor came from, on any site.
fn counts_visitors(name: &str) -> bool {
    name.starts_with("utm_") || matches!(name, "gclid" | "fbclid" | "msclkid" | "mc_cid" | "mc_eid")
}

/// The same on sites of AWS.
fn counts_for_aws(name: &str) -> bool {
    ["sc_", "trk"].iter().any(|start| name.starts_with(start))
        || matches!(name, "icmpid" | "nc1" | "nc2" | "did" | "pg" | "sec" | "ef_id" | "s_kwcid" | "ref_")
}

fn drop_parameters(url: &mut Url, goes: impl Fn(&str) -> bool) {
    let Some(query) = url.query() else { return };
    let all = query.split('&').count();
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !goes(pair.split('=').next().unwrap_or(pair))).collect();
    if kept.len() < all {
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    }
}

/// `#:~:text=…` marks words for one reader.
fn drop_highlight(url: &mut Url) {
    if let Some((place, _)) = url.fragment().and_then(|fragment| fragment.split_once(":~:")) {
        let place = place.to_owned();
        url.set_fragment(Some(place.as_str()).filter(|place| !place.is_empty()));
    }
}

fn documentation(mut url: Url) -> Url {
    if let Some(inner) = inner_address(&url) {
        return inner;
    }
    let path = url.path().to_owned();
    let path = path.rsplit_once("/build/server-root/").map_or(path.as_str(), |(_, rest)| rest);
    let mut pieces: Vec<&str> = path.split('/').filter(|piece| !piece.is_empty()).collect();
    let languages = pieces.iter().take_while(|piece| piece.eq_ignore_ascii_case("en_us")).count();
    pieces.drain(..languages);
    let mut is_folder = path.ends_with('/');
    while pieces.last() == Some(&"index.html") {
        pieces.pop();
        is_folder = true;
    }
    let leaf = if is_folder && pieces.last().is_none_or(|last| last.strip_suffix(".html").is_none()) {
        String::new()
    } else {
        let leaf = pieces.pop().unwrap_or_default();
        with_ending(&pieces, leaf)
    };
    pieces.push(&leaf);
    url.set_path(&pieces.join("/"));
    if url.fragment() == Some("") {
        url.set_fragment(None);
    }
    url
}

/// Whether a second address begins within a piece of the path, as in `…/a.html,https://…/b.html`.
pub(super) fn is_two(url: &Url) -> bool {
    let path = url.path();
    let mut schemes = path.match_indices("http:/").chain(path.match_indices("https:/"));
    schemes.any(|(at, _)| !path[..at].ends_with('/'))
}

/// `docs.aws.amazon.com/https:/docs.aws.amazon.com/X`, also with the inner host grown together with what follows.
fn inner_address(url: &Url) -> Option<Url> {
    let path = url.path();
    let start = ["/http:/", "/https:/"].into_iter().filter_map(|scheme| path.rfind(scheme)).max();
    let inner = start.map_or(path, |at| &path[at + 1..]);
    let inner = inner.trim_start_matches("https:").trim_start_matches("http:").trim_start_matches('/');
    let (host, rest) = [DOCUMENTATION, "aws.amazon.com"]
        .into_iter()
        .find_map(|host| Some((host, inner.strip_prefix(host)?.trim_start_matches('/'))))?;
    let mut whole = url.clone();
    whole.set_host(Some(host)).ok()?;
    whole.set_path(rest);
    Some(whole)
}

/// Endings that stand for `.html`.
const DAMAGED: [&str; 10] =
    [".html.html", ".htmll", ".htm", ".hmtl", ".htlm", ".thml", ".html.", ".html)", ".html,", ".html;"];

/// Sets of pages below which folders stand where others have pages.
const FOLDERS: [&str; 8] =
    ["cli", "console", "goto", "powershell", "AWSJavaScriptSDK", "sdkfornet", "codeguru", "aws-sdk-php"];

/// The name of a page with its right ending: `x.htm`, `x.html.html` and `x` are `x.html`, and `index.html` is its folder.
fn with_ending(folders: &[&str], leaf: &str) -> String {
    let mut leaf = leaf.trim_end_matches("%20").trim_end_matches("%C2%A0").to_owned();
    while let Some(stem) = DAMAGED.iter().find_map(|damaged| leaf.strip_suffix(damaged)) {
        leaf = format!("{stem}.html");
    }
    if leaf == "index.html" {
        return String::new();
    }
    let in_guide = folders.len() == 3 && folders[1] == "latest" && !FOLDERS.contains(&folders[0]);
    let may_lack = in_guide && !leaf.is_empty() && !leaf.contains(".html");
    if may_lack && (!has_ending(&leaf) || is_page(folders, &leaf)) {
        leaf.push_str(".html");
    }
    leaf
}

/// Longer than the ending of any file.
const LONGEST_ENDING: usize = 8;

/// Whether a name looks like that of a file of some kind.
pub(super) fn has_ending(leaf: &str) -> bool {
    let ending = leaf.rsplit_once('.').map_or("", |(_, ending)| ending);
    (1..=LONGEST_ENDING).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a name is that of a known page, though it has a dot in it: `USER_Tagging.ARN`.
fn is_page(folders: &[&str], stem: &str) -> bool {
    let page = Page { guide: folders.join("/"), leaf: format!("{stem}.html"), fragment: None };
    guides::has(&page) || moves::has_page(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spelt(typed: &str) -> String {
        canonical(Url::parse(typed).expect("an address")).into()
    }

    #[test]
    fn addresses_that_mean_the_same_page_are_spelt_alike() {
        let one = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html";
        for typed in [
            "http://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html",
            "https://docs.aws.amazon.com/en_us/AmazonS3/latest/userguide/cors.html",
            "https://docs.aws.amazon.com/AmazonS3/latest//userguide/cors.html?icmpid=docs_console&utm_source=x",
            "https://docs.aws.amazon.com/https:/docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html",
            "https://docs.aws.amazon.com/http:/docs.aws.amazon.comAmazonS3/latest/userguide/cors.html",
            "https://docs.aws.amazon.com/S3Docs/build/server-root/AmazonS3/latest/userguide/cors.html",
            "https://docs.amazonwebservices.com/AmazonS3/latest/userguide/cors.htm",
            "https://www.docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html",
            "http://docs.aws.com/AmazonS3/latest/userguide/cors.html",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html.html#:~:text=CORS",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html/",
        ] {
            assert_eq!(spelt(typed), one, "{typed}");
        }
        assert_eq!(
            spelt("https://docs.aws.amazon.com/cli/latest/reference/sqs/index.html"),
            "https://docs.aws.amazon.com/cli/latest/reference/sqs/"
        );
        assert_eq!(
            spelt("https://docs.aws.amazon.com/https:/aws.amazon.com/tools/"),
            "https://aws.amazon.com/tools/"
        );
        assert_eq!(spelt("http://d0.awsstatic.com/a.pdf"), "https://d1.awsstatic.com/a.pdf");
    }

    #[test]
    fn only_a_name_that_no_file_has_gets_the_ending_of_pages() {
        let guide = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide";
        for file in [
            "a.csv",
            "a.sql",
            "a.jpeg",
            "a.webp",
            "a.tgz",
            "a.java",
            "a.ipynb",
            "a.template",
            "a.atom",
            "a.json",
            "a.d.ts",
            "a.zip",
            "images/a.PNG",
            "a.7z",
        ] {
            assert_eq!(spelt(&format!("{guide}/{file}")), format!("{guide}/{file}"));
        }
        for page in ["Query.FilterExpression", "GSI.OnlineOps", "HowItWorks.Partitions", "a.-b", "a"] {
            assert_eq!(spelt(&format!("{guide}/{page}")), format!("{guide}/{page}.html"));
        }
        let rds = "https://docs.aws.amazon.com/AmazonRDS/latest";
        for page in [
            "UserGuide/CHAP_Db2",
            "AuroraUserGuide/aurora-global-database-disaster-recovery.managed-failover",
        ] {
            assert_eq!(spelt(&format!("{rds}/{page}")), format!("{rds}/{page}.html"));
        }
    }

    #[test]
    fn other_addresses_keep_all_that_could_mean_something() {
        assert_eq!(spelt("http://a.org//b.htm?v=1&utm_medium=x&w#:~:text=b"), "http://a.org//b.htm?v=1&w");
        for kept in [
            "http://a.org//en_us/b.htm?icmpid=1#",
            "https://docs.aws.amazon.com/lambda/latest/dg/",
            "https://docs.aws.amazon.com/cli/latest/reference/s3api",
            "https://docs.aws.amazon.com/console/route53/domain-renew",
            "https://docs.aws.amazon.com/lambda/latest/dg/lambda-dg.pdf",
            "http://docs.aws.amazon.com/a/latest/b/c.html,https://docs.aws.amazon.com//a/latest/b/d.htm",
            "http://docs.aws.amazon.com/a/latest/b/c.html;http://docs.aws.amazon.com/a/latest/b/d.htm",
        ] {
            assert_eq!(spelt(kept), kept);
        }
    }

    proptest! {
        #[test]
        fn a_canonical_address_is_its_own_canonical_form(
            host in "(docs.aws.amazon.com|docs.amazonwebservices.com|d0.awsstatic.com|a.org)",
            path in "((/|//|en_us|latest|https:/|docs.aws.amazon.com|build/server-root|index.html|x|.htm|.html|%20|\\)|,){0,24}/?)",
            rest in "(\\?(utm_a|sc_b|c)=1(&utm_d)?)?(#(x|:~:text=y)?)?",
        ) {
            let typed = format!("http://{host}/{path}{rest}");
            if let Ok(url) = Url::parse(&typed) {
                let one = canonical(url);
                prop_assert_eq!(canonical(one.clone()), one);
            }
        }
    }
}
