//! Templates: the built-in theme, overridden file by file by the site's own, rendered by Tera.

use crate::diagnostic::{Diagnostic, Outcome};
use crate::rules;
use crate::source::{Content, File, SourceId, Sources, Span};
use camino::{Utf8Path, Utf8PathBuf};
use include_dir::{Dir, include_dir};
use serde::Serialize;
use std::collections::HashMap;
use tera::{Context, Error, ErrorKind, Tera};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The templates of a site, ready to render.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    sources: HashMap<String, SourceId>,
}

/// The files of `dir`, by their path in it.
fn embedded(dir: &'static Dir) -> Vec<(&'static Utf8Path, &'static [u8])> {
    let mut files: Vec<_> =
        dir.files().filter_map(|file| Some((Utf8Path::from_path(file.path())?, file.contents()))).collect();
    files.extend(dir.dirs().flat_map(embedded));
    files
}

/// The static files of a site: the theme's, and its own in their place or beside them.
pub fn static_files(own: &[&File]) -> Vec<(Utf8PathBuf, Content)> {
    let theme = embedded(&STATIC).into_iter().filter(|(path, _)| !own.iter().any(|file| file.path == **path));
    let theme = theme.map(|(path, bytes)| (path.to_owned(), Content::from(bytes.to_vec())));
    theme.chain(own.iter().map(|file| (file.path.clone(), file.bytes.clone()))).collect()
}

impl Templates {
    /// Reads the built-in templates and the site's own; `None` where one of them does not parse.
    pub fn new(own: &[File], sources: &mut Sources) -> Outcome<Option<Self>> {
        let mut texts: HashMap<String, SourceId> = HashMap::new();
        for (path, bytes) in embedded(&TEMPLATES) {
            let text = String::from_utf8_lossy(bytes).into_owned();
            texts.insert(path.to_string(), sources.add(&Utf8Path::new("templates").join(path), text));
        }
        for file in own {
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            texts.insert(
                file.path.to_string(),
                sources.add(&Utf8Path::new("templates").join(&file.path), text),
            );
        }
        let mut names: Vec<&String> = texts.keys().collect();
        names.sort();
        let mut tera = Tera::new();
        tera.autoescape_on([""]);
        let added = tera.add_raw_templates(
            names.iter().map(|name| (name.as_str(), sources.get(texts[*name]).text.as_str())),
        );
        match added {
            Ok(()) => Outcome { value: Some(Self { tera, sources: texts }), diagnostics: Vec::new() },
            Err(error) => Outcome { value: None, diagnostics: findings(&error, &texts, sources, None) },
        }
    }

    /// The texts of the templates.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> {
        let mut all: Vec<SourceId> = self.sources.values().copied().collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// Renders `template` for the page at `page`. `view` must be a struct of views.
    ///
    /// # Errors
    /// What Tera found, with its place in the template.
    pub fn render(
        &self,
        template: &str,
        view: &impl Serialize,
        page: &str,
        sources: &Sources,
    ) -> Result<String, Vec<Diagnostic>> {
        let rendered = Context::from_serialize(view).and_then(|context| self.tera.render(template, &context));
        rendered.map_err(|error| findings(&error, &self.sources, sources, Some(page)))
    }
}

fn findings(
    error: &Error,
    texts: &HashMap<String, SourceId>,
    sources: &Sources,
    page: Option<&str>,
) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            match texts.get(report.filename()) {
                Some(&source) => {
                    let end = sources.get(source).text.len();
                    let range = report.span().range.start.min(end)..report.span().range.end.min(end);
                    let called = error.to_string();
                    let called = called.lines().filter_map(|line| {
                        line.trim().strip_prefix("= note: ").or_else(|| line.trim().strip_prefix("note: "))
                    });
                    let chain = called.flat_map(|note| ["; ", note]).collect::<String>();
                    vec![rules::bad_template(
                        Span::new(source, range),
                        &format!("{}{chain}", report.message()),
                        page,
                    )]
                }
                None => vec![rules::bad_template_set(report.message())],
            }
        }
        // What is unknown in the whole set comes as one text, a piece a finding, with lines and columns.
        ErrorKind::Msg(text) => text.split("\n\n").map(|piece| unknown(piece, texts, sources)).collect(),
        other => vec![rules::bad_template_set(&other.to_string())],
    }
}

/// A finding from Tera's printed form of it: `error: MESSAGE`, then `--> FILE:LINE:COLUMN`.
fn unknown(piece: &str, texts: &HashMap<String, SourceId>, sources: &Sources) -> Diagnostic {
    let mut lines = piece.lines();
    let message = lines.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let place = lines.find_map(|line| {
        let mut place = line.trim().strip_prefix("--> ")?.rsplitn(3, ':');
        let column: usize = place.next()?.parse().ok()?;
        let line: usize = place.next()?.parse().ok()?;
        let source = *texts.get(place.next()?)?;
        let text = &sources.get(source).text;
        let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let start =
            before + text[before..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
        Some(Span::new(source, start..start + text[start..].find(char::is_whitespace).unwrap_or(0)))
    });
    match place {
        Some(span) => rules::bad_template(span, message, None),
        None => rules::bad_template_set(message),
    }
}
