//! Names that differ from what was typed by a few typing errors.

/// Names to look a misspelt one up in, each with what it stands for.
#[derive(Debug)]
pub struct Spelling<T>(Vec<Name<T>>);

#[derive(Debug)]
struct Name<T> {
    text: String,
    length: usize,
    letters: u64,
    value: T,
}

impl<T> Spelling<T> {
    /// The names, compared as they are written.
    pub fn new(names: impl IntoIterator<Item = (String, T)>) -> Self {
        let name = |(text, value): (String, T)| Name {
            length: text.chars().count(),
            letters: letters(&text),
            text,
            value,
        };
        Self(names.into_iter().map(name).collect())
    }

    /// Every name and what it stands for.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|name| (name.text.as_str(), &name.value))
    }

    /// The names within `errors` typing errors of `wanted`, the nearest first: a letter too many, too few, wrong, or two
    /// swapped.
    pub fn within(&self, wanted: &str, errors: usize) -> Vec<(&str, &T)> {
        let (length, own) = (wanted.chars().count(), letters(wanted));
        let mut close: Vec<(usize, &Name<T>)> = Vec::new();
        for name in &self.0 {
            let differing = (name.letters ^ own).count_ones() as usize;
            if name.length.abs_diff(length) <= errors && differing <= 2 * errors {
                let distance = strsim::osa_distance(&name.text, wanted);
                close.extend((distance <= errors).then_some((distance, name)));
            }
        }
        close.sort_by(|(a, first), (b, second)| (a, &first.text).cmp(&(b, &second.text)));
        close.into_iter().map(|(_, name)| (name.text.as_str(), &name.value)).collect()
    }
}

/// Which letters a name has, a bit each: a typing error changes at most two of them.
fn letters(name: &str) -> u64 {
    name.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

/// How many typing errors a name may have and still be recognised: one in three letters, three at most.
pub fn typing_errors(name: &str) -> usize {
    (name.chars().count() / 3).min(3)
}

/// The one of `names` that is probably meant by `wanted`, if one is near.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let spelling = Spelling::new(names.into_iter().map(|name| (name.to_owned(), name)));
    spelling.within(wanted, typing_errors(wanted)).first().map(|(_, name)| **name)
}

#[cfg(test)]
mod tests {
    use super::{Spelling, nearest};

    #[test]
    fn the_nearest_name_comes_first() {
        let names = Spelling::new(["lambda", "lambdas", "kinesis", "glue"].map(|name| (name.to_owned(), ())));
        let within = |wanted, errors| {
            names.within(wanted, errors).into_iter().map(|(name, ())| name).collect::<Vec<_>>()
        };
        assert_eq!(within("lamdba", 2), ["lambda", "lambdas"]);
        assert_eq!(within("kinesi", 1), ["kinesis"]);
        assert!(within("xyz", 2).is_empty());
    }

    #[test]
    fn what_is_far_from_all_is_near_to_none() {
        assert_eq!(nearest("titel", ["title", "language"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "language"]), None);
    }
}
