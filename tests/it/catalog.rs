//! The built-in catalogues: every service has one name of its own, and none that AWS offers is missing.

use leafcutter::catalog::{self, Catalog, Named, Naming, Reading};

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
