//! Addresses outside the notes: their one spelling, and what kind of place they lead to.

pub mod aws;
mod bounds;
pub mod cache;
pub mod classify;
pub mod evidence;
pub mod exchange;
pub mod judge;
pub mod listing;
pub mod locked;
pub mod mend;
pub(crate) mod pattern;
pub mod plan;
pub mod sight;
pub mod verdict;
pub mod vet;

use crate::catalog::Catalog;
use url::Url;
use vet::Skip;

/// An outside address, as typed and as understood.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// As the author typed it.
    pub typed: String,
    /// The one spelling by which it is compared.
    pub canonical: String,
    /// Why it must never be asked or followed, if so.
    pub skip: Option<Skip>,
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
                let skip = if placeholder { Some(Skip::Example) } else { vet::url(&url).err() };
                Some(Self { typed: typed.to_owned(), canonical: aws::canonical(url).into(), skip })
            }
            Err(_) => {
                Some(Self { typed: typed.to_owned(), canonical: typed.to_owned(), skip: Some(Skip::Example) })
            }
        }
    }

    /// Its canonical form without the place on the page.
    pub fn page(&self) -> &str {
        self.canonical.split_once('#').map_or(&*self.canonical, |(page, _)| page)
    }

    /// The place on the page, as it is written; none where it is empty or names words of the text (`#:~:text=`).
    pub fn fragment(&self) -> Option<&str> {
        let (_, fragment) = self.canonical.split_once('#')?;
        let fragment = fragment.split(":~:").next().unwrap_or_default();
        (!fragment.is_empty()).then_some(fragment)
    }

    /// What could stand in its place, by what is known of such addresses alone.
    pub fn guess(&self) -> Option<String> {
        let known = Url::parse(&self.canonical).ok().and_then(|url| aws::guess(&url));
        known.or_else(|| self.is_mistyped().then(|| self.canonical.clone()))
    }

    /// Whether its canonical form is a correction, so that the one may lead somewhere and the other not: the hosts differ, or
    /// the paths by more than a language and a name for the same folder.
    pub fn is_mistyped(&self) -> bool {
        let place = |address: &str| {
            Url::parse(address).map(|url| (url.host_str().map(str::to_owned), folder_or_page(url.path())))
        };
        let differs = self.typed != self.canonical && place(&self.typed) != place(&self.canonical);
        self.skip.is_none() && differs
    }

    /// A title for people: of AWS documentation the guide and the page, else the page or, where nobody has seen it, the host and
    /// the file. `seen` is the title that the page itself has.
    pub fn title(&self, seen: Option<&str>, catalog: &Catalog) -> String {
        let Ok(url) = Url::parse(&self.canonical) else { return self.typed.clone() };
        if let Some(title) = aws::title(&url, seen, catalog) {
            return title;
        }
        let place = self.fragment().map(|fragment| format!(" › {}", spaced(fragment))).unwrap_or_default();
        if let Some(seen) = seen {
            return format!("{seen}{place}");
        }
        let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
        let path = percent_encoding::percent_decode_str(url.path().trim_matches('/')).decode_utf8_lossy();
        let file = path.rsplit('/').next().and_then(|file| file.strip_suffix(".pdf"));
        match file {
            Some(file) => format!("{host} › {}{place}", spaced(file)),
            None if path.is_empty() => format!("{host}{place}"),
            None => format!("{host}/{}{place}", shortened(&path)),
        }
    }
}

/// A path in English, in which a folder has neither `index.html` nor a slash at its end. The slash behind a page stays: a page
/// is no folder.
fn folder_or_page(path: &str) -> String {
    let path = path.replacen("/en_us/", "/", 1);
    let path = path.strip_suffix("index.html").unwrap_or(&path);
    let folder = path.trim_end_matches('/');
    if folder.strip_suffix(".html").is_some() { path.to_owned() } else { folder.to_owned() }
}

/// More of a path than this tells nobody more.
const LONGEST_PATH: usize = 60;

/// A path without its middle, where it is long.
fn shortened(path: &str) -> String {
    let length = path.chars().count();
    if length <= LONGEST_PATH {
        return path.to_owned();
    }
    let start: String = path.chars().take(LONGEST_PATH / 2).collect();
    let end: String = path.chars().skip(length - LONGEST_PATH / 2).collect();
    format!("{start}…{end}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_mistyped_where_its_correction_may_lead_elsewhere() {
        let guide = "latest/userguide";
        for (typed, is_mistyped) in [
            (format!("http://docs.aws.amazon.com/AmazonS3/{guide}/cors.html?icmpid=a#:~:text=b"), false),
            (format!("https://DOCS.aws.Amazon.com/en_us/AmazonS3/{guide}/index.html"), false),
            (format!("https://docs.aws.amazon.com/AmazonS3/{guide}/"), false),
            ("https://docs.aws.amazon.com/cli/latest/reference/sqs/index.html".to_owned(), false),
            ("https://docs.aws.amazon.com/index.html".to_owned(), false),
            ("https://a.org/b/index.html".to_owned(), false),
            (format!("https://docs.aws.amazon.com/AmazonS3/{guide}/cors.html/"), true),
            (format!("https://docs.aws.amazon.com/AmazonS3/{guide}/cors.htm"), true),
            (format!("https://docs.amazonwebservices.com/AmazonS3/{guide}/cors.html"), true),
            (format!("https://www.docs.aws.amazon.com/AmazonS3/{guide}/cors.html"), true),
            (format!("https://docs.aws.com/AmazonS3/{guide}/cors.html"), true),
        ] {
            let address = Address::parse(&typed).expect("an http address");
            assert_eq!(address.is_mistyped(), is_mistyped, "{typed}");
            assert_eq!(address.guess(), is_mistyped.then(|| address.canonical.clone()), "{typed}");
        }
    }

    #[test]
    fn a_title_is_made_of_the_guide_and_the_page() {
        let title =
            |typed| Address::parse(typed).expect("an http address").title(None, crate::catalog::aws());
        assert_eq!(
            title(
                "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html#high-resolution-metrics"
            ),
            "Amazon CloudWatch User Guide › Publishing Metrics › High resolution metrics"
        );
        for (typed, expected) in [
            (
                "https://d1.awsstatic.com/whitepapers/AWS_Blue_Green_Deployments.pdf",
                "d1.awsstatic.com › AWS Blue Green Deployments",
            ),
            ("https://www.github.com/aws/chalice/", "github.com/aws/chalice"),
            ("https://a.io/", "a.io"),
            ("https://a.io/#faq", "a.io › Faq"),
        ] {
            assert_eq!(title(typed), expected);
        }
    }
}
