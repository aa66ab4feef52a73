//! What a request asks for: the path in its target, decoded once, or nothing where it is no plain path.

use percent_encoding::percent_decode_str;

/// The path of a target, without the slash that it begins with; `None` where a path could be read in more than one way.
pub(super) fn path(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next().unwrap_or_default().strip_prefix('/')?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let plain =
        !path.contains(|c: char| c == '\\' || c.is_control()) && !path.split('/').any(|name| name == "..");
    plain.then(|| path.into_owned())
}

/// The value of a name in the target's query.
pub(super) fn query<'a>(target: &'a str, name: &str) -> Option<&'a str> {
    let query = target.split('#').next().unwrap_or_default().split_once('?')?.1;
    query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::{path, query};

    #[test]
    fn a_path_is_decoded_once_and_only_if_it_can_be_read_in_one_way() {
        assert_eq!(path("/a%20b/c.html?x=/../#y").as_deref(), Some("a b/c.html"));
        assert_eq!(path("/%252e%252e/a").as_deref(), Some("%2e%2e/a"));
        for target in [
            "",
            "*",
            "a",
            "http://localhost/",
            "/..",
            "/a/../b",
            "/%2e%2E/a",
            "/a\\b",
            "/%5ca",
            "/a%00",
            "/%ff",
            "/%0d",
            "/%c2%85",
        ] {
            assert_eq!(path(target), None, "{target}");
        }
    }

    #[test]
    fn a_value_is_found_by_its_whole_name() {
        assert_eq!(query("/events?insince=1&since=2&since=3#since=4", "since"), Some("2"));
        assert_eq!(query("/events", "since"), None);
    }
}
