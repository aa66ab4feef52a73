//! Chooses the catalogue that notes are about: those that the settings name, or the one that the notes themselves show.

use super::{BUILT_IN, Catalog, CatalogFile, Category, Reading, Service, ServiceId};
use crate::slug::slugify;
use crate::yaml::{self, Flaw};
use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{LazyLock, OnceLock};

/// The catalogue that a site is built with.
#[derive(Debug)]
pub enum Chosen {
    /// One that is built in.
    BuiltIn(&'static Catalog),
    /// The site's own, or several as one.
    Own(Box<Catalog>),
}

impl Deref for Chosen {
    type Target = Catalog;

    fn deref(&self) -> &Catalog {
        match self {
            Self::BuiltIn(catalog) => catalog,
            Self::Own(catalog) => catalog,
        }
    }
}

/// The built-in catalogue of a name, in any case.
pub fn built_in(name: &str) -> Option<&'static Catalog> {
    let named = BUILT_IN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    named.map(|(_, catalog)| catalog())
}

/// Reads the data file of a site's own catalogue. Its name is the file's where it gives none; a service's address is made
/// of its name, and its category is the catalogue's name, where it gives none.
///
/// # Errors
/// The first flaw of the YAML text.
pub fn own(name: &str, text: &str) -> Result<Catalog, Flaw> {
    let mut file: CatalogFile = yaml::parse(text)?;
    if file.name.is_empty() {
        name.clone_into(&mut file.name);
    }
    for service in &mut file.services {
        let slug = slugify(if service.slug.is_empty() { &service.name } else { &service.slug });
        service.slug = if slug.is_empty() { "service".to_owned() } else { slug };
        if service.category.is_empty() {
            service.category.clone_from(&file.name);
        }
    }
    Ok(join(vec![file]))
}

/// Several catalogues as one. A name that two of them know belongs to the first.
pub fn together(catalogs: &[Chosen]) -> Catalog {
    let file = |catalog: &Chosen| CatalogFile {
        name: catalog.name.clone(),
        brands: catalog.brands.clone(),
        categories: catalog.categories.clone(),
        services: catalog.services.clone(),
    };
    join(catalogs.iter().map(file).collect())
}

/// Addresses are unique: the second service of one gets its catalogue's name before it. A category that no file describes
/// gets a colour of its own.
fn join(files: Vec<CatalogFile>) -> Catalog {
    let mut name = Vec::new();
    let mut brands: Vec<String> = Vec::new();
    let mut categories: Vec<Category> = Vec::new();
    let mut services: Vec<Service> = Vec::new();
    let mut slugs = BTreeSet::new();
    for file in files {
        categories.extend(file.categories);
        for mut service in file.services {
            let mut slug = service.slug.clone();
            for count in 2.. {
                if slugs.insert(slug.clone()) {
                    break;
                }
                let again = if count == 2 { String::new() } else { format!("-{count}") };
                slug = format!("{}-{}{again}", slugify(&file.name), service.slug);
            }
            service.slug = slug;
            if !categories.iter().any(|category| category.name == service.category) {
                let hue = u16::try_from(categories.len() * GOLDEN_ANGLE % 360).unwrap_or_default();
                categories.push(Category { name: service.category.clone(), hue });
            }
            services.push(service);
        }
        brands.extend(file.brands);
        name.push(file.name);
    }
    let mut seen = BTreeSet::new();
    categories.retain(|category| seen.insert(category.name.clone()));
    Catalog::new(name.join(" and "), brands, categories, services)
}

/// Colours so many degrees apart are told apart, however many there are.
const GOLDEN_ANGLE: usize = 137;

/// The words that show which of the built-in catalogues notes are about, in their order.
const SIGNS: [&[&str]; 3] = [&["aws", "amazon"], &["azure", "microsoft"], &["kubernetes", "k8s", "kubectl"]];

/// What is looked at of each note for such words, in bytes, and for titles, in lines.
const LOOKED_AT: usize = 16 * 1024;
const LINES: usize = 400;

static AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(SIGNS.iter().copied().flatten())
        .expect("a few words are no large automaton")
});

/// What one note shows of the catalogue that the notes are about.
#[derive(Debug, Default)]
pub struct Evidence {
    /// How often it says one of the words, by catalogue.
    counts: [usize; SIGNS.len()],
    /// What it may name services by: its name, and the beginnings of its lines that may be titles.
    titles: Vec<String>,
    /// The services that these name, by catalogue, each with whether its name is no plain word; found when first asked for.
    named: [OnceLock<Vec<(ServiceId, bool)>>; SIGNS.len()],
}

impl Evidence {
    /// What a note of this name and text shows.
    pub fn of(name: &str, text: &str) -> Self {
        let looked_at = &text[..text.floor_char_boundary(LOOKED_AT)];
        let mut counts = [0; SIGNS.len()];
        for found in AUTOMATON.find_iter(name).chain(AUTOMATON.find_iter(looked_at)) {
            let mut word = found.pattern().as_usize();
            let of = SIGNS.iter().position(|words| {
                let here = word < words.len();
                word = word.saturating_sub(words.len());
                here
            });
            counts[of.expect("a pattern is one of the words")] += 1;
        }
        let titles = text.lines().take(LINES).filter(|line| line.starts_with(['#', '*', '_']));
        let titles = titles.map(|line| line.trim_matches(['#', '*', '_', ' ']));
        Self { counts, titles: titles.chain([name]).map(str::to_owned).collect(), named: Default::default() }
    }

    fn named(&self, of: usize) -> &[(ServiceId, bool)] {
        let catalog = BUILT_IN[of].1();
        let named = |title: &String| match catalog.read_title(title) {
            Reading::Named(naming) => Some((naming.named.service, !naming.plain_word && !naming.corrected)),
            _ => None,
        };
        self.named[of].get_or_init(|| self.titles.iter().filter_map(named).collect())
    }
}

/// The catalogue that notes are about: that which knows most of their titles. It is only asked of those of whose vendor
/// the notes speak often enough; notes that speak of none are about AWS.
pub fn by_evidence(notes: &[&Evidence]) -> &'static Catalog {
    let count = |of: usize| notes.iter().map(|note| note.counts[of]).sum::<usize>();
    let counts: Vec<usize> = (0..SIGNS.len()).map(count).collect();
    if counts[1..].iter().all(|count| count * 2 <= counts[0]) {
        return BUILT_IN[0].1();
    }
    let spoken_of = (0..SIGNS.len()).filter(|&of| counts[of] > 0);
    let best = spoken_of.rev().max_by_key(|&of| known_titles(of, notes));
    BUILT_IN[best.unwrap_or_default()].1()
}

/// How many services of a catalogue are named; twice as many for names that are no plain words.
fn known_titles(of: usize, notes: &[&Evidence]) -> usize {
    let named = || notes.iter().flat_map(|note| note.named(of));
    let all: BTreeSet<ServiceId> = named().map(|(service, _)| *service).collect();
    let sure: BTreeSet<ServiceId> = named().filter(|(_, sure)| *sure).map(|(service, _)| *service).collect();
    all.len() + sure.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_show_which_catalogue_they_are_about() {
        for (name, text, catalog) in [
            ("S3", "buckets", "AWS"),
            ("notes", "Azure\n# Cosmos DB\n# Key Vault\n# Service Bus\nlike Amazon SQS", "Azure"),
            ("pods", "run kubectl\n# StatefulSet\n# ConfigMap\n# Deployments", "Kubernetes"),
            ("EKS", "AWS runs Kubernetes for you: kubectl, kubectl\n# EKS\n# ECS\n# Fargate\n# EC2", "AWS"),
        ] {
            assert_eq!(by_evidence(&[&Evidence::of(name, text)]).name, catalog, "{name}: {text}");
        }
    }

    #[test]
    fn a_site_s_own_catalogue_needs_only_names() {
        let own =
            own("physics", "services: [{name: Optics, aliases: [Light]}, {name: Heat}]").expect("is valid");
        let all: Vec<_> = own.services().map(|(_, service)| (&*service.slug, &*service.category)).collect();
        assert_eq!(all, [("optics", "physics"), ("heat", "physics")]);
        assert!(own.read_title("Light:").naming().is_some());
    }

    #[test]
    fn catalogues_together_give_every_service_an_address_of_its_own() {
        let parts = [Chosen::BuiltIn(super::super::aws()), Chosen::BuiltIn(super::super::azure())];
        let both = together(&parts);
        let slugs: BTreeSet<&str> = both.services().map(|(_, service)| service.slug.as_str()).collect();
        assert_eq!(slugs.len(), both.services().count());
        assert!(
            both.read_title("Amazon S3").naming().is_some()
                && both.read_title("Cosmos DB").naming().is_some()
        );
    }
}
