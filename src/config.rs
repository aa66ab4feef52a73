//! The author's choices, from `leafcutter.yaml`: each has a default, so no file is needed.

use crate::yaml::{self, Flaw};
use serde::Deserialize;
use std::collections::BTreeMap;
use url::Url;

/// What `leafcutter.yaml` can say.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The site's title; by default the name of its folder.
    pub title: Option<String>,
    /// Where the site is published; by default unknown.
    pub url: Option<SiteUrl>,
    /// A sentence about the site, shown on its first page.
    pub description: String,
    /// The language of the notes, as in HTML's `lang`; by default `en`.
    pub language: Option<String>,
    /// The catalogues of what the notes are about: names of built-in ones, or files beside this one; by default the built-in
    /// one that the notes show.
    pub catalogs: Vec<String>,
    /// What a single line break in a paragraph means.
    pub line_breaks: LineBreaks,
    /// What happens to raw HTML in notes.
    pub html: RawHtml,
    /// Where the name of a known service leads that has no page.
    pub services_without_page: WithoutPage,
    /// How outside addresses are looked at.
    pub references: References,
    /// Names of rules whose findings are not shown.
    pub allow: Vec<String>,
    /// Fingerprints of what looks like a secret and may be published.
    pub allow_secrets: Vec<String>,
}

/// Where a site is published: an `http` or `https` address.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct SiteUrl(String);

impl SiteUrl {
    /// The path below which its pages lie, with `/` at its ends.
    pub fn path(&self) -> &str {
        let start = self.0.find("//").map_or(0, |at| at + 2);
        &self.0[self.0[start..].find('/').map_or(0, |at| start + at)..]
    }
}

impl TryFrom<String> for SiteUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let mut url = url.ok_or("not an address such as https://me.github.io/notes/")?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err("an address without ?, # or a name before @ is needed".to_owned());
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self(url.into()))
    }
}

/// What a single line break in a paragraph means.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum LineBreaks {
    /// Found for each note: kept, unless its lines are filled up to a common width.
    #[default]
    Auto,
    /// Kept.
    Keep,
    /// Read as a space, as Markdown does.
    Reflow,
}

/// What happens to raw HTML in notes.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum RawHtml {
    /// Scripts, styles, event handlers and unsafe addresses are taken out.
    #[default]
    Sanitize,
    /// Put out as it stands. For notes that are the author's own alone.
    Trust,
}

/// Where the name of a known service leads that has no page.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum WithoutPage {
    /// To its official documentation.
    #[default]
    Documentation,
    /// Nowhere.
    Nothing,
}

/// How outside addresses are looked at by `check --online`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct References {
    /// Those that are not asked.
    pub skip: Vec<NotAsked>,
    /// How single hosts are treated, by name.
    pub hosts: BTreeMap<String, Host>,
}

/// Addresses that are not asked, and why.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct NotAsked {
    /// The address; a `*` in it stands for any characters.
    pub address: String,
    /// Why, for the author and for readers.
    pub reason: String,
}

/// How a host is treated.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Host {
    /// As many requests are under way at once, 1 to 8.
    pub at_once: usize,
    /// The least time between the beginnings of two, in milliseconds.
    pub pause: u64,
    /// Whether its robots.txt is kept to.
    pub robots: bool,
}

impl Default for Host {
    fn default() -> Self {
        Self { at_once: 2, pause: 250, robots: true }
    }
}

/// Reads the text of a `leafcutter.yaml`. An entry with a flaw (broken syntax, an unknown or repeated key, a value of the
/// wrong type) is not followed; the others are.
pub fn parse(text: &str) -> (Config, Vec<Flaw>) {
    yaml::parse_most(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// What can be said of references.
    const EXAMPLE: &str =
        "{ skip: [{ address: 'https://a.io/*', reason: it is down }], hosts: { a.io: { at_once: 1 } } }";

    /// What the schema says about each key.
    fn schema() -> serde_json::Map<String, Value> {
        let schema: Value =
            serde_json::from_str(include_str!("config.schema.json")).expect("the schema is JSON");
        assert_eq!(schema["additionalProperties"], Value::Bool(false));
        schema["properties"].as_object().expect("the keys are an object").clone()
    }

    #[test]
    fn the_schema_and_the_parser_know_the_same_keys() {
        let (_, flaws) = parse("no_such_key: 1");
        let known = flaws[0].help.strip_prefix("known keys: ").expect("the help names the known keys");
        let mut known: Vec<&str> = known.split(", ").collect();
        known.sort_unstable();
        assert_eq!(schema().keys().map(String::as_str).collect::<Vec<_>>(), known);
    }

    #[test]
    fn the_parser_takes_every_value_that_the_schema_allows_and_no_other() {
        for (key, allowed) in schema() {
            let values = match (allowed["enum"].as_array(), allowed["type"].as_str()) {
                (Some(values), _) => values.iter().map(ToString::to_string).collect(),
                (None, Some("array")) => vec!["[bold-title]".to_owned()],
                (None, Some("object")) => vec![EXAMPLE.to_owned()],
                (None, Some("string")) if allowed["format"] == "uri" => vec!["https://a.io/notes".to_owned()],
                _ => vec!["some words".to_owned()],
            };
            for value in values {
                assert_eq!(parse(&format!("{key}: {value}")).1, [], "{key}: {value}");
            }
            assert_eq!(parse(&format!("{key}: {{ not: this }}")).1.len(), 1, "{key}");
        }
    }

    #[test]
    fn a_site_is_published_at_an_address_of_the_web() {
        let path = |url: &str| parse(&format!("url: {url}")).0.url.map(|url| url.path().to_owned());
        assert_eq!(path("https://me.github.io").as_deref(), Some("/"));
        assert_eq!(path("https://me.github.io/notes").as_deref(), Some("/notes/"));
        for wrong in ["ftp://a.io", "notes", "https://a.io/?x", "https://me@a.io/", "/notes/"] {
            assert_eq!(parse(&format!("url: {wrong}")).1.len(), 1, "{wrong}");
        }
    }

    #[test]
    fn the_defaults_of_the_schema_are_those_of_the_parser() {
        for (key, allowed) in
            schema().into_iter().filter(|(key, _)| !["title", "language", "url"].contains(&key.as_str()))
        {
            let spelled = parse(&format!("{key}: {}", allowed["default"]));
            assert_eq!(spelled, (Config::default(), Vec::new()), "{key}");
        }
    }
}
