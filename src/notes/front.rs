//! What the front matter of a note can tell.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// What the front matter of a note can tell. Other keys are the author's own, and left alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FrontMatter {
    /// The note's title.
    pub title: Option<String>,
    /// Other names of the note.
    pub aliases: Names,
    /// More of them, under the key that Obsidian had for them before.
    pub alias: Names,
}

impl FrontMatter {
    /// What TOML tells before its first table: a title in one line.
    pub fn of_toml(toml: &str) -> Self {
        let entries =
            toml.lines().take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('='));
        let title = entries.filter(|(key, _)| key.trim() == "title").find_map(|(_, value)| {
            let value = value.trim();
            match value.strip_prefix('\'') {
                Some(literal) => literal.split_once('\'').map(|(title, _)| title.to_owned()),
                // Such a text is written as in JSON.
                None => serde_json::Deserializer::from_str(value).into_iter().next()?.ok(),
            }
        });
        Self { title: title.filter(|title| !title.is_empty()), ..Self::default() }
    }

    /// Every other name of the note.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.0.iter().chain(&self.alias.0).map(String::as_str)
    }
}

/// Names as front matter lists them: several, one, or several with commas between. Anything else is no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(written: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(String),
            Several(Vec<Name>),
            Other(IgnoredAny),
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Name {
            Text(String),
            Other(IgnoredAny),
        }
        let names = match Written::deserialize(written)? {
            Written::One(names) => names.split(',').map(str::to_owned).collect(),
            Written::Several(names) => names
                .into_iter()
                .filter_map(|name| match name {
                    Name::Text(name) => Some(name),
                    Name::Other(_) => None,
                })
                .collect(),
            Written::Other(_) => Vec::new(),
        };
        let names = names.iter().map(|name: &String| name.trim()).filter(|name| !name.is_empty());
        Ok(Self(names.map(str::to_owned).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::FrontMatter;

    fn names(yaml: &str) -> Vec<String> {
        let front: FrontMatter = crate::yaml::parse(yaml).expect("aliases of any kind are read");
        front.aliases().map(str::to_owned).collect()
    }

    #[test]
    fn aliases_are_a_list_a_text_or_a_text_with_commas() {
        assert_eq!(
            names("aliases: [S3, Simple Storage]\nalias: Buckets\n"),
            ["S3", "Simple Storage", "Buckets"]
        );
        assert_eq!(names("aliases:\n- S3\n-\n- ' a, b '\n"), ["S3", "a, b"]);
        assert_eq!(names("alias: S3, , Simple Storage\n"), ["S3", "Simple Storage"]);
        for none in ["aliases:\n", "aliases: {a: b}\n", "aliases: []\n", "title: x\n"] {
            assert_eq!(names(none), [""; 0], "{none}");
        }
    }
}
