//! A file of the site as an answer: what it is, how a browser knows that it has it already, and the script in a page.

use super::answer::Answer;
use crate::serve::shown::Site;
use crate::source::Content;
use camino::Utf8Path;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pulldown_cmark_escape::escape_html;

/// What a browser may show in a folder's name without misreading it.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Shown while there is no site, and where there is no such page and the site has no page that says so.
const EMPTY: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>Preview</title></head><body>\
    <main><p>WORDS</p></main></body></html>";

/// The file that `path` names in `site`. `known` is what the browser says it has; `follow` whether it should go where
/// something changed.
pub(super) fn page(site: &Site, path: &str, known: &[&str], follow: bool) -> Answer {
    if site.files.is_empty() {
        return missing(site, follow);
    }
    let folder = path.is_empty() || path.ends_with('/');
    let name = if folder { format!("{path}index.html") } else { path.to_owned() };
    let Some(file) = site.files.get(Utf8Path::new(&name)) else {
        return folder_of(site, path).unwrap_or_else(|| missing(site, follow));
    };
    let tag = file.fingerprint().to_string();
    let quoted = format!("\"{tag}\"");
    if known.iter().any(|known| is_among(&quoted, known)) {
        return Answer::bare(304).header("ETag", &quoted);
    }
    file_answer(200, Utf8Path::new(&name), file, site, follow).header("ETag", &quoted)
}

/// Whether a list of tags has this one. A weak tag will do: it stands for the same bytes.
fn is_among(tag: &str, list: &str) -> bool {
    list.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

/// Leads into the folder that `path` names without its slash, if it has a page: links on that page count from there.
fn folder_of(site: &Site, path: &str) -> Option<Answer> {
    let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
    let index = format!("{path}/index.html");
    site.files
        .contains_key(Utf8Path::new(&index))
        .then(|| redirect(&format!("./{}/", utf8_percent_encode(name, NAME))))
}

/// What stands where there is no page.
pub(super) fn missing(site: &Site, follow: bool) -> Answer {
    let name = Utf8Path::new("404.html");
    match site.files.get(name) {
        Some(file) => file_answer(404, name, file, site, follow),
        None if site.files.is_empty() => stand_in(503, "There is no site yet.", site, follow),
        None => stand_in(404, "There is no such page.", site, follow),
    }
}

/// Leads to another address of the preview.
pub(super) fn redirect(to: &str) -> Answer {
    Answer::bare(302).header("Location", to)
}

fn file_answer(status: u16, path: &Utf8Path, file: &Content, site: &Site, follow: bool) -> Answer {
    let mime = mime(path);
    let answer = Answer::new(status, mime, file.clone());
    if !mime.starts_with("text/html") {
        return answer;
    }
    let at = file.windows(7).rposition(|tag| tag.eq_ignore_ascii_case(b"</body>")).unwrap_or(file.len());
    answer.insert(at, script(site, &file.fingerprint().to_string(), follow))
}

fn stand_in(status: u16, words: &str, site: &Site, follow: bool) -> Answer {
    let html = EMPTY.replace("WORDS", words);
    let at = html.rfind("</body>").unwrap_or(html.len());
    let page = Content::from(html.into_bytes());
    let script = script(site, &page.fingerprint().to_string(), follow);
    Answer::new(status, "text/html; charset=utf-8", page).insert(at, script)
}

/// What is put into a page while it is shown.
fn script(site: &Site, tag: &str, follow: bool) -> String {
    let mut base = String::new();
    escape_html(&mut base, &site.base).expect("a string takes all that is written");
    let follow = if follow { " data-follow" } else { "" };
    format!(
        "<script src=\"{base}__leafcutter/live.js\" data-build=\"{}\" data-base=\"{base}\" data-etag=\"{tag}\"{follow}></script>",
        site.build
    )
}

fn mime(path: &Utf8Path) -> &'static str {
    match path.extension().unwrap_or_default().to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
