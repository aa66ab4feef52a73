//! The author's choices, from `leafcutter.yaml`: each has a default, so no file is needed.

use crate::yaml::{self, Flaw};
use serde::Deserialize;

/// What `leafcutter.yaml` can say.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The site's title; by default the name of its folder.
    pub title: Option<String>,
    /// A sentence about the site, shown on its first page.
    pub description: String,
    /// The language of the notes, as in HTML's `lang`; by default `en`.
    pub language: Option<String>,
    /// What a single line break in a paragraph means.
    pub line_breaks: LineBreaks,
    /// What happens to raw HTML in notes.
    pub html: RawHtml,
    /// Where the name of a known service leads that has no page.
    pub services_without_page: WithoutPage,
    /// Names of rules whose findings are not shown.
    pub allow: Vec<String>,
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

/// Reads the text of a `leafcutter.yaml`.
///
/// # Errors
/// The first flaw: broken syntax, an unknown or repeated key, or a value of the wrong type.
pub fn parse(text: &str) -> Result<Config, Flaw> {
    yaml::parse(text)
}
