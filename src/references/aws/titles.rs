//! Titles of pages of AWS documentation for readers: the service, the guide, the page.

use super::{Page, guides};
use crate::catalog::Catalog;
use crate::references::spaced;
use url::Url;

/// A title for readers: "Amazon SQS Developer Guide › Visibility timeout"; `None` for what is no AWS documentation.
///
/// `page_title` is the title that the page itself has, where it was seen: "Visibility timeout - Amazon Simple Queue Service".
pub fn title(url: &Url, page_title: Option<&str>, catalog: &Catalog) -> Option<String> {
    let page = Page::of(url)?;
    let guide = guide_title(&page.guide, catalog);
    let seen = page_title.map(|title| without_service(title, catalog)).filter(|title| !title.is_empty());
    let leaf = seen.unwrap_or_else(|| leaf_title(&page));
    let place = page.fragment.as_deref().map(spaced).unwrap_or_default();
    let parts = [guide, leaf, place];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    Some(parts.join(" › "))
}

/// "Amazon CloudWatch Monitoring", "AWS CLI Command Reference".
fn guide_title(guide: &str, catalog: &Catalog) -> String {
    let pieces: Vec<&str> = guide.split('/').filter(|piece| !piece.is_empty()).collect();
    let known = match *pieces {
        ["cli", _, "reference", ..] => "AWS CLI Command Reference",
        ["cli", ..] => "AWS CLI User Guide",
        ["general", _, "gr"] => "AWS General Reference",
        ["AWSCloudFormation", _, "TemplateReference"] => "AWS CloudFormation Template Reference",
        ["service-authorization", ..] => "Service Authorization Reference",
        ["wellarchitected", ..] => "AWS Well-Architected",
        ["sdkref", ..] => "AWS SDKs and Tools Reference Guide",
        ["STS", _, "APIReference"] => "AWS STS API Reference",
        ["AWSEC2", _, "UserGuide"] => "Amazon EC2 User Guide",
        ["accounts", ..] => "AWS Account Management",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    match *pieces {
        ["whitepapers", _, paper, ..] => format!("AWS Whitepaper › {}", spaced(paper)),
        ["prescriptive-guidance", _, paper, ..] => format!("AWS Prescriptive Guidance › {}", spaced(paper)),
        ["solutions", _, solution, ..] => format!("AWS Solutions › {}", spaced(solution)),
        [service, .., guide] if pieces.len() >= 3 => {
            format!("{} {}", service_of(service, guide, catalog), guide_name(guide))
        }
        [service, ..] => service_of(service, "", catalog),
        [] => String::new(),
    }
}

/// The service of a folder of AWS documentation: `AmazonCloudWatch`, `AWSEC2`, `lambda`.
fn service_of(folder: &str, guide: &str, catalog: &Catalog) -> String {
    let named = match (folder, guide) {
        ("AmazonRDS", "AuroraUserGuide") => "Aurora",
        ("AmazonCloudWatch", "events") => "EventBridge",
        ("awscloudtrail", _) => "CloudTrail",
        ("awsaccountbilling", _) => "Billing",
        ("autoscaling", _) => "Auto Scaling",
        ("AWSSimpleQueueService", _) => "SQS",
        ("amazondynamodb", _) => "DynamoDB",
        ("amazonglacier", _) => "Glacier",
        ("elasticloadbalancing", _) => "Elastic Load Balancing",
        ("elasticbeanstalk", _) => "Elastic Beanstalk",
        ("apigateway", _) => "API Gateway",
        ("singlesignon", _) => "IAM Identity Center",
        ("streams", _) => "Kinesis Data Streams",
        ("opensearch-service", _) => "OpenSearch Service",
        _ => "",
    };
    let words = match folder.strip_prefix("AWS") {
        _ if !named.is_empty() => named.to_owned(),
        Some(rest) => format!("AWS {rest}"),
        None => spaced(folder),
    };
    let reading = catalog.read_title(&words);
    let service = reading.naming().map(|naming| catalog.service(naming.named.service).title());
    service.unwrap_or(words)
}

/// The guides that most of AWS's documentation is divided into, by the names of their folders.
fn guide_name(folder: &str) -> String {
    let name = match guides::kind(folder).as_str() {
        "api" => "API Reference",
        "dev" => "Developer Guide",
        "user" => "User Guide",
        "admin" => "Administration Guide",
        "gsg" => "Getting Started Guide",
        "aurorauserguide" => "User Guide",
        "managementguide" | "mgmt" => "Management Guide",
        "releaseguide" => "Release Guide",
        _ => return spaced(folder),
    };
    name.to_owned()
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
fn without_service(title: &str, catalog: &Catalog) -> String {
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
                "Amazon CloudWatch Monitoring › Publishing Metrics › High resolution metrics",
            ),
            (
                "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html",
                "Amazon SQS Developer Guide › Sqs visibility timeout",
            ),
            ("kms/latest/APIReference/API_Decrypt.html", "AWS KMS API Reference › Decrypt"),
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
            Some("Amazon SQS Developer Guide › Amazon SQS visibility timeout")
        );
    }
}
