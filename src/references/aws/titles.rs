//! Titles of pages of AWS documentation for readers: the service, the guide, the page.

use super::{Page, guides};
use crate::catalog::{Catalog, Service};
use crate::references::spaced;
use url::Url;

/// A title for readers: "Amazon SQS Developer Guide › Visibility timeout"; `None` for what is no AWS documentation.
///
/// `page_title` is the title that the page itself has, where it was seen: "Amazon SQS visibility timeout - Amazon Simple Queue
/// Service".
pub fn title(url: &Url, page_title: Option<&str>, catalog: &Catalog) -> Option<String> {
    let page = Page::of(url)?;
    let (guide, service) = guide_title(&page.guide, catalog);
    let seen = page_title.map(|title| without_guide(title, catalog)).filter(|title| !title.is_empty());
    let leaf = seen.unwrap_or_else(|| leaf_title(&page));
    let leaf = service.map_or_else(|| leaf.clone(), |service| without_service(&leaf, service));
    let place = page.fragment.as_deref().map(spaced).unwrap_or_default();
    let parts = [guide, leaf, place];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    Some(parts.join(" › "))
}

/// "Amazon SQS Developer Guide", "AWS CLI Command Reference"; and the service that the guide is about.
fn guide_title<'c>(guide: &str, catalog: &'c Catalog) -> (String, Option<&'c Service>) {
    let pieces: Vec<&str> = guide.split('/').filter(|piece| !piece.is_empty()).collect();
    if let Some(title) = own_title(&pieces) {
        return (title, None);
    }
    let service = pieces.first().and_then(|folder| service_of(folder, guide, catalog));
    let name = pieces.first().map(|folder| service.map_or_else(|| folder_name(folder), Service::title));
    let title = match (name, &*pieces) {
        (Some(name), [_, _, guide, ..]) => format!("{name} {}", guide_name(guide, service)),
        (name, _) => name.unwrap_or_default(),
    };
    (title.replace(" API API ", " API "), service)
}

/// Titles of guides that have one of their own, and of sets of them.
fn own_title(guide: &[&str]) -> Option<String> {
    let title = match *guide {
        ["cli", _, "reference", ..] => "AWS CLI Command Reference",
        ["cli", ..] => "AWS CLI User Guide",
        ["general", _, "gr"] => "AWS General Reference",
        ["AWSCloudFormation", _, "TemplateReference"] => "AWS CloudFormation Template Reference",
        ["service-authorization", ..] => "AWS Service Authorization Reference",
        ["wellarchitected", ..] => "AWS Well-Architected",
        ["sdkref", ..] => "AWS SDKs and Tools Reference Guide",
        ["accounts", ..] => "AWS Account Management",
        ["whitepapers", _, paper, ..] => return Some(format!("AWS Whitepaper › {}", spaced(paper))),
        ["prescriptive-guidance", _, paper, ..] => {
            return Some(format!("AWS Prescriptive Guidance › {}", spaced(paper)));
        }
        ["solutions", _, solution, ..] => return Some(format!("AWS Solutions › {}", spaced(solution))),
        _ => return None,
    };
    Some(title.to_owned())
}

/// Folders whose service the catalogue does not recognise by their name, or would recognise as another.
const FOLDERS: [(&str, &str); 13] = [
    ("AmazonRDS/latest/AuroraUserGuide", "Aurora"),
    ("AmazonCloudWatch/latest/events", "EventBridge"),
    ("AWSSimpleQueueService", "SQS"),
    ("amazondynamodb", "DynamoDB"),
    ("amazonglacier", "S3 Glacier"),
    ("apigateway", "API Gateway"),
    ("autoscaling", "Auto Scaling"),
    ("awscloudtrail", "CloudTrail"),
    ("awsaccountbilling", "Billing and Cost Management"),
    ("elasticbeanstalk", "Elastic Beanstalk"),
    ("elasticloadbalancing", "Elastic Load Balancing"),
    ("singlesignon", "IAM Identity Center"),
    ("streams", "Kinesis Data Streams"),
];

/// The service of a folder of AWS documentation: `AmazonCloudWatch`, `AWSEC2`, `lambda`.
fn service_of<'c>(folder: &str, guide: &str, catalog: &'c Catalog) -> Option<&'c Service> {
    let known = FOLDERS.iter().find(|(known, _)| *known == folder || *known == guide);
    let words = known.map_or_else(|| folder_name(folder), |(_, name)| (*name).to_owned());
    let reading = catalog.read_title(&words);
    reading.naming().map(|naming| catalog.service(naming.named.service))
}

/// `AWSEC2` and `AmazonCloudWatch` as words.
fn folder_name(folder: &str) -> String {
    folder.strip_prefix("AWS").map_or_else(|| spaced(folder), |rest| format!("AWS {rest}"))
}

/// The guides that most of AWS's documentation is divided into, by the names of their folders.
fn guide_name(folder: &str, service: Option<&Service>) -> String {
    let name = match &*guides::kind(folder) {
        "api" => "API Reference",
        "dev" => "Developer Guide",
        "user" | "monitoring" | "aboutv2" => "User Guide",
        "logs" => "Logs User Guide",
        "peering" => "Peering Guide",
        "ipam" => "IPAM Guide",
        "tgw" => "Transit Gateways Guide",
        "privatelink" => "PrivateLink Guide",
        "s2svpn" => "Site-to-Site VPN User Guide",
        "clientvpnadmin" => "Client VPN Administrator Guide",
        "admin" => "Administration Guide",
        "gsg" => "Getting Started Guide",
        "managementguide" | "mgmt" => "Management Guide",
        _ => return compound_name(folder, service),
    };
    name.to_owned()
}

/// `ONTAPGuide`, `hooks-userguide` and `SQSDeveloperGuide`: the last begins with nothing but the service.
fn compound_name(folder: &str, service: Option<&Service>) -> String {
    let endings = [
        ("developerguide", "Developer Guide"),
        ("-dg", "Developer Guide"),
        ("userguide", "User Guide"),
        ("-ug", "User Guide"),
        ("apireference", "API Reference"),
        ("-api", "API Reference"),
        ("guide", "Guide"),
        ("reference", "Reference"),
    ];
    let lower = folder.to_ascii_lowercase();
    let split = endings.into_iter().find_map(|(ending, name)| {
        let before = lower.strip_suffix(ending).filter(|before| !before.is_empty())?;
        Some((folder.get(..before.len())?.trim_end_matches('-'), name))
    });
    let Some((before, name)) = split else { return spaced(folder) };
    let is_service = |service: &Service| service.names().any(|(own, _)| own.eq_ignore_ascii_case(before));
    if service.is_some_and(is_service) { name.to_owned() } else { format!("{} {name}", spaced(before)) }
}

/// A page's name as words: `API_CreateQueue.html` is about an operation, `welcome.html` about the whole guide.
fn leaf_title(page: &Page) -> String {
    let leaf = page.leaf.trim_end_matches('/');
    let stem =
        leaf.rsplit_once('.').map_or(leaf, |(stem, ending)| if ending.len() <= 4 { stem } else { leaf });
    if stem.eq_ignore_ascii_case("welcome") || stem.eq_ignore_ascii_case("index") {
        return String::new();
    }
    if let Some(operation) = stem.strip_prefix("API_") {
        return operation.rsplit_once('_').map_or(operation, |(_, name)| name).to_owned();
    }
    if page.guide.starts_with("cli/") {
        return stem.replace('/', " ");
    }
    spaced(&stem.replace(['/', '.'], " "))
}

/// A page's own title without the service that stands behind it.
fn without_guide(title: &str, catalog: &Catalog) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let names_service = |behind: &str| {
        ["AWS", "Amazon"].iter().any(|brand| behind.starts_with(brand))
            || catalog.read_title(behind).naming().is_some()
    };
    match title.rsplit_once(" - ") {
        Some((own, behind)) if names_service(behind) => own.trim().to_owned(),
        _ => title,
    }
}

/// A page's title without the service that it begins with, where something of its own is left.
fn without_service(title: &str, service: &Service) -> String {
    let brand = service.brand.as_deref().unwrap_or_default();
    let bare = begun(title, brand).unwrap_or(title);
    let names = service.names().filter_map(|(name, part)| part.is_none().then_some(name));
    let rest = names.filter_map(|name| begun(bare, name)).min_by_key(|rest| rest.len());
    let goes_on = |rest: &&str| {
        let next = rest.split(' ').next().unwrap_or(rest).to_ascii_lowercase();
        !["on", "and", "for", "in", "with", "to", "as", "is", "or", "of", "by"].contains(&next.as_str())
    };
    rest.filter(goes_on).map_or_else(|| title.to_owned(), spaced)
}

/// What follows a name at the beginning of a title.
fn begun<'t>(title: &'t str, name: &str) -> Option<&'t str> {
    let (start, rest) = title.split_at_checked(name.len())?;
    let rest = rest.strip_prefix(' ').filter(|rest| !rest.is_empty())?;
    start.eq_ignore_ascii_case(name).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    fn titled(typed: &str, page_title: Option<&str>) -> Option<String> {
        title(&Url::parse(typed).expect("an address"), page_title, catalog::aws())
    }

    #[test]
    fn a_title_names_the_guide_as_readers_know_it() {
        for (path, expected) in [
            (
                "AmazonCloudWatch/latest/monitoring/publishingMetrics.html#high-resolution-metrics",
                "Amazon CloudWatch User Guide › Publishing Metrics › High resolution metrics",
            ),
            (
                "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html",
                "Amazon SQS Developer Guide › Visibility timeout",
            ),
            (
                "kms/latest/APIReference/API_Decrypt.html",
                "AWS Key Management Service API Reference › Decrypt",
            ),
            (
                "cli/latest/reference/ec2/describe-instances.html",
                "AWS CLI Command Reference › ec2 describe-instances",
            ),
            (
                "whitepapers/latest/blue-green-deployments/welcome.html",
                "AWS Whitepaper › Blue green deployments",
            ),
            ("AmazonRDS/latest/AuroraUserGuide/CHAP_Aurora.html", "Amazon Aurora User Guide › CHAP Aurora"),
            ("lambda/latest/dg/", "AWS Lambda Developer Guide"),
            ("fsx/latest/ONTAPGuide/HA-pairs.html", "Amazon FSx ONTAP Guide › HA pairs"),
            ("codeguru/latest/profiler-ug/tagging.html", "Amazon CodeGuru Profiler User Guide › Tagging"),
        ] {
            assert_eq!(
                titled(&format!("https://docs.aws.amazon.com/{path}"), None).as_deref(),
                Some(expected)
            );
        }
        assert_eq!(titled("https://aws.amazon.com/s3/", None), None);
    }

    #[test]
    fn the_title_of_the_page_itself_is_better_than_its_name() {
        assert_eq!(
            titled(
                "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html",
                Some("Amazon SQS visibility timeout -\n Amazon Simple Queue Service")
            )
            .as_deref(),
            Some("Amazon SQS Developer Guide › Visibility timeout")
        );
    }
}
