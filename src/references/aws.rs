//! Addresses of AWS documentation: their one spelling, which pages are known, and where pages moved.

mod guides;
mod index;
mod likeness;
mod moves;
mod propose;
mod spelling;
mod titles;

pub use index::{Index, index_addresses};
pub use propose::{candidates, guess, guides_to_ask};
pub use spelling::canonical;
pub use titles::title;

use url::Url;

const DOCUMENTATION: &str = "docs.aws.amazon.com";

/// Has the documentation for the regions in China, under the same paths.
const CHINA: &str = "docs.amazonaws.cn";

/// Other names of the host: a former one, and such as people take for it.
const MISNOMERS: [&str; 3] = ["docs.amazonwebservices.com", "www.docs.aws.amazon.com", "docs.aws.com"];

/// Languages of AWS documentation, as its paths begin with them.
const LANGUAGES: [&str; 13] = [
    "ar", "de_de", "en_us", "es_es", "fr_fr", "id_id", "it_it", "ja_jp", "ko_kr", "pt_br", "th_th", "zh_cn",
    "zh_tw",
];

/// Whether an address leads to AWS documentation, on its own host, by another name of it or on that in China.
pub fn is_documentation(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    [DOCUMENTATION, CHINA].contains(&host) || MISNOMERS.contains(&host)
}

/// The language of a page, where its path begins with one.
fn language(url: &Url) -> Option<&str> {
    url.path_segments()?.next().filter(|first| LANGUAGES.contains(first))
}

/// A page of AWS documentation, in English.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// The guide: `AmazonS3/latest/userguide`.
    pub guide: String,
    /// The page in it: `cors.html`, `ec2/describe-instances.html`; empty for the guide as a whole.
    pub leaf: String,
    /// The place on the page.
    pub fragment: Option<String>,
}

impl Page {
    /// The page that an address of AWS documentation leads to; `None` for other addresses, for the front page, and for two
    /// addresses that were taken for one.
    pub fn of(url: &Url) -> Option<Self> {
        if !is_documentation(url) || spelling::is_two(url) {
            return None;
        }
        let languages = usize::from(language(url).is_some());
        let pieces: Vec<&str> = url.path_segments()?.skip(languages).collect();
        Self::in_pieces(&pieces, url.fragment())
    }

    /// The page at a path below the host: `AmazonS3/latest/userguide/cors.html#how`.
    fn at(path: &str) -> Option<Self> {
        let (path, fragment) = path.split_once('#').map_or((path, None), |(path, place)| (path, Some(place)));
        Self::in_pieces(&path.split('/').collect::<Vec<_>>(), fragment)
    }

    fn in_pieces(pieces: &[&str], fragment: Option<&str>) -> Option<Self> {
        let (last, folders) = pieces.split_last()?;
        let mut folders: Vec<&str> = folders.iter().copied().filter(|piece| !piece.is_empty()).collect();
        let mut last = *last;
        let guide = format!("{}/{last}", folders.join("/"));
        let is_guide = guides::knows(&guide) || (folders.get(1) == Some(&"latest") && !last.contains('.'));
        if folders.len() == 2 && !last.is_empty() && is_guide {
            folders.push(last);
            last = "";
        }
        if folders.is_empty() && last.is_empty() {
            return None;
        }
        let below = folders.split_off(folders.len().min(3));
        let leaf = below.into_iter().chain([last]).collect::<Vec<_>>().join("/");
        let fragment = fragment.filter(|place| !place.is_empty()).map(str::to_owned);
        Some(Self { guide: folders.join("/"), leaf, fragment })
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("https://{DOCUMENTATION}/{}", self.place())
    }

    /// Its address without the host.
    fn place(&self) -> String {
        self.fragment.iter().fold(self.path(), |path, place| format!("{path}#{place}"))
    }

    /// Its address without host and fragment.
    fn path(&self) -> String {
        if self.guide.is_empty() { self.leaf.clone() } else { format!("{}/{}", self.guide, self.leaf) }
    }

    /// The name of the page without its ending.
    fn stem(&self) -> &str {
        self.leaf.strip_suffix(".html").unwrap_or(&self.leaf)
    }
}

/// By which rule a candidate was found.
///
/// All rules but [`By::SimilarName`] say that the very page is meant: where such a candidate is there, it is the answer. A
/// similar name says only that a reader should look; that the page is there proves nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    /// This very page is known to have moved.
    Pair,
    /// Its guide moved, or this part of it.
    GuideMoved,
    /// Its guide or its name was misspelt.
    Spelling,
    /// Another guide has a page of this name.
    SameLeaf,
    /// A place on a page became a page of its own.
    AnchorBecamePage,
    /// A page became a place on another, and the place, which has the name of the page, is known.
    PageBecameAnchor,
    /// A page whose name has nearly the same words, or a place on such a page that nobody has seen.
    SimilarName,
}

impl By {
    /// Whether the rule says that the very page is meant, so that it is enough that the candidate is there.
    pub fn is_sure(self) -> bool {
        self != Self::SimilarName
    }
}

/// An address where a page may be now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The address.
    pub url: String,
    /// How it was found.
    pub by: By,
    /// Whether an index of its guide lists the page, which proves that it is there. That it is the page that was meant is proved
    /// only where [`By::is_sure`] holds too. Indexes list no places on pages.
    pub listed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(typed: &str) -> Option<(String, String, Option<String>)> {
        let page = Page::of(&Url::parse(typed).expect("an address"))?;
        Some((page.guide, page.leaf, page.fragment))
    }

    #[test]
    fn an_address_names_a_guide_and_a_page() {
        let made = |guide: &str, leaf: &str, place: Option<&str>| {
            Some((guide.to_owned(), leaf.to_owned(), place.map(str::to_owned)))
        };
        assert_eq!(
            page("https://docs.aws.amazon.com/ja_jp/AmazonS3/latest/userguide/cors.html#how"),
            made("AmazonS3/latest/userguide", "cors.html", Some("how"))
        );
        assert_eq!(
            page("https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-instances.html"),
            made("cli/latest/reference", "ec2/describe-instances.html", None)
        );
        assert_eq!(page("https://docs.aws.amazon.com/lambda/latest/dg"), made("lambda/latest/dg", "", None));
        assert_eq!(page("https://docs.aws.amazon.com/API_Decrypt.html"), made("", "API_Decrypt.html", None));
        assert_eq!(page("https://docs.aws.amazon.com/"), None);
        assert_eq!(page("https://aws.amazon.com/s3/"), None);
    }
}
