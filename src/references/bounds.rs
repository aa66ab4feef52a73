//! What an entry of `links.lock` may hold, whoever wrote it: words that can be shown, and addresses that can be led to.

use super::evidence::Entry;
use super::mend::LONGEST;
use super::sight::printable;
use super::vet::redacted;
use crate::secrets;

/// The same entry with its words bounded and fit to be shown, and without what is no address or no place on a page. What it
/// gives stays the same when it is bounded again.
pub(super) fn bounded(entry: Entry) -> Entry {
    let is_place = |fragment: &String| fragment.len() <= LONGEST && !fragment.contains(char::is_control);
    Entry {
        to: entry.to.filter(|to| is_address(to)),
        why: words(&entry.why).unwrap_or_default(),
        title: entry.title.as_deref().and_then(words),
        ids: entry.ids.into_iter().filter(is_place).collect(),
        gone: entry.gone.into_iter().filter(is_place).collect(),
        untold: entry
            .untold
            .into_iter()
            .filter(|(fragment, _)| is_place(fragment))
            .map(|(fragment, why)| (fragment, words(&why).unwrap_or_default()))
            .collect(),
        next: entry
            .next
            .into_iter()
            .filter(|(fragment, next)| is_place(fragment) && is_address(&next.url))
            .collect(),
        ..entry
    }
}

fn is_address(url: &str) -> bool {
    let scheme = url.starts_with("https://") || url.starts_with("http://");
    scheme && url.len() <= LONGEST && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A text from elsewhere, on one line, without what lets in whoever reads it.
fn words(text: &str) -> Option<String> {
    let text = printable(text)?;
    let text = secrets::mask(&text, &secrets::find(&text));
    let words =
        text.split(' ').map(|word| if word.contains("://") { redacted(word) } else { word.to_owned() });
    printable(&words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::references::evidence::Proposal;
    use crate::references::verdict::Verdict;

    fn of(why: &str, to: &str) -> Entry {
        let next = Proposal { url: to.to_owned(), confirmed: true };
        bounded(Entry {
            why: why.to_owned(),
            title: Some(why.to_owned()),
            to: Some(to.to_owned()),
            next: [(String::new(), next)].into(),
            untold: [("part".to_owned(), why.to_owned())].into(),
            ..Entry::new("https://a.io/", Verdict::Moved)
        })
    }

    #[test]
    fn words_are_short_and_lead_nobody_in_and_stay_as_they_are_when_they_are_read_again() {
        for (why, shown) in [
            ("led to https://user:pw@x.io, it says", "led to https://…@x.io, it says"),
            ("(https://x.io/?token=abc)", "(https://x.io/?token=…"),
            ("a\0b \u{1b}[31mred\u{202e}", "ab [31mred"),
            ("https:\u{200b}//me:pw@x.io", "https://…@x.io"),
        ] {
            let entry = of(why, "https://a.io/x");
            assert_eq!((entry.why.as_str(), entry.title.as_deref()), (shown, Some(shown)));
            assert_eq!(entry.untold["part"], shown);
            assert_eq!(bounded(entry.clone()), entry);
        }
        let token = format!("it sends ghp_{}", "a1B2c3D4e5".repeat(4));
        assert!(!of(&token, "https://a.io/x").why.contains("a1B2c3"), "{}", of(&token, "").why);
        for long in ["word ".repeat(40_000), "https://a.io/?token=&b=".repeat(30)] {
            let entry = of(&long, "https://a.io/x");
            assert!(entry.why.chars().count() <= 200);
            assert_eq!(bounded(entry.clone()), entry);
        }
    }

    #[test]
    fn what_is_no_address_is_not_led_to() {
        let long = format!("https://a.io/{}", "x".repeat(2_000));
        for to in ["javascript:alert(1)", "//a.io", "", "https://a.io/\u{202e}", "https://a.io/ b", &long] {
            let entry = of("", to);
            assert!(entry.to.is_none() && entry.next.is_empty(), "{to}");
        }
        assert!(of("", "https://a.io/x").to.is_some());
    }
}
