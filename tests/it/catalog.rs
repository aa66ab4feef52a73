//! The built-in catalogues: every name stands for one service, and none that AWS offers is missing.

use leafcutter::catalog::{self, BUILT_IN, Catalog, Named, Naming, Reading, Service, ServiceId};
use std::collections::{BTreeMap, BTreeSet};

/// The services of the AWS SDK, and where the catalogue has them: see `tests/data/README.md`.
const BOTOCORE: &str = include_str!("../data/botocore-services.tsv");

fn naming(catalog: &Catalog, title: &str) -> Option<Naming> {
    match catalog.read_title(title) {
        Reading::Named(naming) => Some(naming),
        _ => None,
    }
}

/// `s3`, or `s3/Glacier` for a part of it.
fn place(catalog: &Catalog, named: Named) -> String {
    let service = catalog.service(named.service);
    named
        .part
        .map_or(service.slug.clone(), |part| format!("{}/{}", service.slug, service.parts[part].section))
}

/// What is wrong with each service of each catalogue, according to `check`.
fn flaws(check: impl Fn(&Catalog, ServiceId, &Service) -> Vec<String>) -> Vec<String> {
    let mut flaws = Vec::new();
    for (name, catalog) in BUILT_IN {
        let catalog = catalog();
        for (id, service) in catalog.services() {
            let found = check(catalog, id, service);
            flaws.extend(found.into_iter().map(|flaw| format!("{name}, {}: {flaw}", service.slug)));
        }
    }
    flaws
}

#[test]
fn every_service_of_the_aws_sdk_is_in_the_catalogue_or_left_out_for_a_reason() {
    let catalog = catalog::aws();
    let mut wrong = Vec::new();
    for line in BOTOCORE.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let read = |title| naming(catalog, title).filter(|naming| !naming.corrected);
        let places: Vec<String> = fields[..2]
            .iter()
            .filter_map(|title| read(title))
            .map(|read| place(catalog, read.named))
            .collect();
        let right = match fields[..] {
            [_, _, "-", reason] => !reason.is_empty() && places.is_empty(),
            [_, _, expected] => places.iter().any(|place| place == expected),
            _ => false,
        };
        if !right {
            wrong.push(format!("{line}: read as {places:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_right_name_is_read_as_its_own_service_with_a_brand_or_without() {
    let wrong = flaws(|catalog, id, service| {
        let mut wrong = Vec::new();
        for (name, part) in service.names() {
            let own = Named { service: id, part };
            for title in [name.to_owned(), format!("{} {name}", catalog.brands[0])] {
                let read = naming(catalog, &title);
                if !read.as_ref().is_some_and(|read| read.named == own && !read.corrected) {
                    wrong.push(format!("{title} is read as {read:?}"));
                }
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_wrong_name_is_corrected_to_its_own_service() {
    let wrong = flaws(|catalog, id, service| {
        let corrected = |name: &&String| {
            naming(catalog, name).is_some_and(|read| read.named.service == id && read.corrected)
        };
        service.wrong.iter().filter(|name| !corrected(name)).cloned().collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_name_is_found_in_running_text_and_plain_words_only_after_a_brand() {
    let wrong = flaws(|catalog, id, service| {
        let mut wrong = Vec::new();
        for (name, part) in service.names() {
            let plain = service.english.iter().any(|word| word.eq_ignore_ascii_case(name));
            for (text, expected) in
                [(name.to_owned(), !plain), (format!("{} {name}", catalog.brands[0]), true)]
            {
                let found = catalog.find_mentions(&text);
                let own = found.iter().any(|mention| {
                    mention.range.len() == text.len() && mention.named == Named { service: id, part }
                });
                if own != expected {
                    wrong.push(format!("{text}: {found:?}"));
                }
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_service_has_an_address_a_category_and_documentation_of_the_right_form() {
    let wrong = flaws(|catalog, _, service| {
        let slug_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let docs = service.docs.as_deref().unwrap_or_default();
        let known = |word: &&String| {
            let is = |name: &str| name.eq_ignore_ascii_case(word);
            !service.names().any(|(name, _)| is(name)) && !service.wrong.iter().any(|name| is(name))
        };
        let sections: BTreeSet<_> = service.parts.iter().map(|part| &part.section).collect();
        let mut wrong = Vec::new();
        if !service.slug.chars().all(slug_letter)
            || service.slug.starts_with('-')
            || service.slug.ends_with('-')
        {
            wrong.push("its address is no slug".to_owned());
        }
        if !catalog.categories.iter().any(|category| category.name == service.category) {
            wrong.push(format!("there is no category {}", service.category));
        }
        if !docs.starts_with("https://") || docs.contains('#') {
            wrong.push(format!("its documentation is at {docs}"));
        }
        if sections.len() < service.parts.len() {
            wrong.push("two of its parts have one heading".to_owned());
        }
        wrong.extend(service.english.iter().filter(known).map(|word| format!("{word} is none of its names")));
        wrong
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_address_colour_or_category_is_given_twice() {
    for (name, catalog) in BUILT_IN {
        let catalog = catalog();
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for (_, service) in catalog.services() {
            *count.entry(service.slug.clone()).or_default() += 1;
        }
        for category in &catalog.categories {
            assert!(category.hue < 360, "{name}: {}", category.name);
            *count.entry(format!("hue {}", category.hue)).or_default() += 1;
            *count.entry(format!("category {}", category.name)).or_default() += 1;
        }
        let twice: Vec<_> = count.iter().filter(|&(_, &count)| count > 1).collect();
        assert!(twice.is_empty(), "{name}: {twice:?}");
    }
}

#[test]
fn titles_are_read_as_people_write_them_in_notes_on_azure_and_kubernetes() {
    for (catalog, title, expected) in [
        (catalog::azure(), "Microsoft Azure Key Valut", "key-vault"),
        (catalog::azure(), "3. Azure Active Directory (Azure AD)", "entra-id"),
        (catalog::azure(), "Network Security Groups (NSG)", "virtual-network/Network security groups"),
        (catalog::azure(), "Azure Services", ""),
        (catalog::kubernetes(), "Taints & Tolerations", "taints-and-tolerations"),
        (catalog::kubernetes(), "K8s Services", "service"),
        (catalog::kubernetes(), "Persistent Volumes (PV)", "persistent-volume"),
        (catalog::kubernetes(), "Cluster", ""),
    ] {
        let read = naming(catalog, title).map(|naming| place(catalog, naming.named));
        assert_eq!(read.unwrap_or_default(), expected, "{title}");
    }
}
