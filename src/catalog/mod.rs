//! Services that notes can be about: which names stand for which service, in titles and in running text.

pub mod choose;
mod mentions;
mod titles;

pub use mentions::Mention;
use mentions::Mentions;
pub use titles::{Naming, Reading};

use crate::yaml;
use serde::Deserialize;
use std::sync::LazyLock;

/// Gives a built-in catalogue, which is read when it is first asked for.
pub type BuiltIn = fn() -> &'static Catalog;

/// The built-in catalogues by their names, AWS first.
pub const BUILT_IN: [(&str, BuiltIn); 3] = [("aws", aws), ("azure", azure), ("kubernetes", kubernetes)];

/// The services of AWS.
pub fn aws() -> &'static Catalog {
    static AWS: LazyLock<Catalog> = LazyLock::new(|| built_in(include_str!("aws.yaml")));
    &AWS
}

/// The services of Azure.
pub fn azure() -> &'static Catalog {
    static AZURE: LazyLock<Catalog> = LazyLock::new(|| built_in(include_str!("azure.yaml")));
    &AZURE
}

/// The objects, components and tools of Kubernetes.
pub fn kubernetes() -> &'static Catalog {
    static KUBERNETES: LazyLock<Catalog> = LazyLock::new(|| built_in(include_str!("kubernetes.yaml")));
    &KUBERNETES
}

fn built_in(text: &str) -> Catalog {
    Catalog::parse(text).expect("a test reads every built-in catalogue")
}

/// Which service of a [`Catalog`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(usize);

/// What a name in a text stands for: a service, or a named part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    /// The service.
    pub service: ServiceId,
    /// The index of the part among the service's parts.
    pub part: Option<usize>,
}

/// A catalogue as its data file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogFile {
    #[serde(default)]
    name: String,
    #[serde(default)]
    brands: Vec<String>,
    #[serde(default)]
    categories: Vec<Category>,
    services: Vec<Service>,
}

/// A group of services, as the vendor groups them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Its colour, as a hue of 0–359.
    pub hue: u16,
}

/// A service: what it is called and where it is documented.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The address of its page, without `.html`.
    #[serde(default)]
    pub slug: String,
    /// The brand that its vendor puts before its name.
    #[serde(default)]
    pub brand: Option<String>,
    /// Its name, without the brand.
    pub name: String,
    /// Its abbreviation.
    #[serde(default)]
    pub abbr: Option<String>,
    /// Other right names, without the brand.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names that it had before.
    #[serde(default)]
    pub former: Vec<String>,
    /// Names that people give it by mistake.
    #[serde(default)]
    pub wrong: Vec<String>,
    /// The name of its category.
    #[serde(default)]
    pub category: String,
    /// The root of its official documentation.
    #[serde(default)]
    pub docs: Option<String>,
    /// Those of its names that are also plain words, and count only after a brand.
    #[serde(default)]
    pub english: Vec<String>,
    /// Things with a name of their own that belong on its page.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// A named part of a service, with a section of its own on the service's page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its full name.
    pub name: String,
    /// The heading of its section.
    pub section: String,
    /// Other names of it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Service {
    /// Its official name: "Amazon S3".
    pub fn title(&self) -> String {
        match &self.brand {
            Some(brand) => format!("{brand} {}", self.name),
            None => self.name.clone(),
        }
    }

    /// One to four letters that stand for it: its abbreviation, or the initials of its name.
    pub fn monogram(&self) -> String {
        match &self.abbr {
            Some(abbr) if abbr.chars().count() <= 4 => abbr.clone(),
            _ => monogram(&self.name),
        }
    }

    /// Every right name of it and of its parts, without brand.
    pub fn names(&self) -> impl Iterator<Item = (&str, Option<usize>)> {
        let own = std::iter::once(&self.name).chain(&self.abbr).chain(&self.aliases).chain(&self.former);
        let parts = self.parts.iter().enumerate().flat_map(|(index, part)| {
            std::iter::once(&part.name).chain(&part.aliases).map(move |name| (name.as_str(), Some(index)))
        });
        own.map(|name| (name.as_str(), None)).chain(parts)
    }

    fn is_english(&self, name: &str) -> bool {
        self.english.iter().any(|word| word.eq_ignore_ascii_case(name))
    }
}

/// One to three letters that stand for `name`: the capitals and digits of its words, or its first two letters.
pub fn monogram(name: &str) -> String {
    let name = name.replace("'s", "").replace("’s", "");
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // The number of a chapter tells nothing, unless there is nothing else.
    let numbers = words.iter().take_while(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    let words = if numbers < words.len() { &words[numbers..] } else { &words[..] };
    let letters: String = match words {
        [one] => {
            let capitals: String = one.chars().filter(|c| c.is_uppercase() || c.is_numeric()).collect();
            if capitals.chars().count() > 1 { capitals } else { one.chars().take(2).collect() }
        }
        several => several.iter().filter_map(|word| word.chars().next()).collect(),
    };
    let mut letters = letters.chars().take(3);
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The services that notes can be about.
#[derive(Debug)]
pub struct Catalog {
    /// What the services are services of.
    pub name: String,
    /// Words that may stand before any service's name.
    pub brands: Vec<String>,
    /// The groups of services, in the order in which a home page shows them.
    pub categories: Vec<Category>,
    services: Vec<Service>,
    titles: titles::Index,
    mentions: Mentions,
}

impl Catalog {
    /// Reads a catalogue's data file.
    ///
    /// # Errors
    /// The first flaw of the YAML text.
    pub fn parse(text: &str) -> Result<Self, yaml::Flaw> {
        let CatalogFile { name, brands, categories, services } = yaml::parse(text)?;
        Ok(Self::new(name, brands, categories, services))
    }

    fn new(name: String, brands: Vec<String>, categories: Vec<Category>, services: Vec<Service>) -> Self {
        let titles = titles::Index::new(&services, &brands);
        let mentions = Mentions::new(&services, &brands);
        Self { name, brands, categories, services, titles, mentions }
    }

    /// What is known of a service.
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.0]
    }

    /// Every service, in the order of the data file.
    pub fn services(&self) -> impl Iterator<Item = (ServiceId, &Service)> {
        self.services.iter().enumerate().map(|(index, service)| (ServiceId(index), service))
    }

    /// What a title names.
    pub fn read_title(&self, title: &str) -> Reading {
        self.titles.read(title)
    }

    /// What a name stands for, exactly as it is but for its case; `None` where it might as well be a plain word.
    pub fn named(&self, name: &str) -> Option<Named> {
        self.titles
            .one(name)
            .filter(|naming| !naming.corrected && !naming.plain_word)
            .map(|naming| naming.named)
    }

    /// The service names in running text: the longest at each place, whole words only, none overlapping another.
    pub fn find_mentions(&self, text: &str) -> Vec<Mention> {
        self.mentions.find(text)
    }

    /// The place of `category` in the order of the home page.
    pub fn category_rank(&self, category: &str) -> usize {
        self.categories.iter().position(|known| known.name == category).unwrap_or(self.categories.len())
    }
}
