//! Images, and other files that are shown where they are named: video, sound and documents.

use super::links::{href, not_linked, titled};
use crate::notes::{Destination, Size};
use crate::references::Address;
use crate::site::html::attribute;
use camino::Utf8Path;

/// What kind of file something is, by its extension.
enum Kind {
    Image,
    Video,
    Audio,
    Other,
}

/// What is shown for an image of Markdown; `words` is its alternative text.
pub(super) fn image(to: Option<&Destination>, words: &str, title: &str, size: Option<Size>) -> String {
    let words = attribute(words);
    if to == Some(&Destination::Withheld) {
        return words;
    }
    if let Some(Destination::Outside(address @ Address { skip: Some(_), .. })) = to {
        let (open, end) = not_linked(address, "");
        return format!("{open}{words}{end}");
    }
    let Some(href) = href(to) else { return format!("<span class=\"broken\">{words}</span>") };
    let (href, title) = (attribute(&href), titled(title));
    let size = size.map(dimensions).unwrap_or_default();
    match to.map_or(Kind::Other, kind) {
        Kind::Image => format!("<img src=\"{href}\" alt=\"{words}\"{title}{size} loading=\"lazy\">"),
        Kind::Video => format!(
            "<video src=\"{href}\"{title}{size} controls preload=\"metadata\"><a href=\"{href}\">{words}</a></video>"
        ),
        Kind::Audio => format!(
            "<audio src=\"{href}\"{title} controls preload=\"metadata\"><a href=\"{href}\">{words}</a></audio>"
        ),
        Kind::Other => format!("<a href=\"{href}\"{title}>{words}</a>"),
    }
}

fn kind(to: &Destination) -> Kind {
    match to {
        Destination::File(asset) => by_extension(&asset.extension()).unwrap_or(Kind::Other),
        // An image on another host need not be called one.
        Destination::Outside(address) => {
            let path = address.typed.split(['?', '#']).next().unwrap_or_default();
            let extension = Utf8Path::new(path).extension().unwrap_or_default();
            by_extension(&extension.to_ascii_lowercase()).unwrap_or(Kind::Image)
        }
        Destination::Typed(_) => Kind::Image,
        Destination::Page(_) | Destination::Embed(_) | Destination::Withheld | Destination::Nowhere => {
            Kind::Other
        }
    }
}

fn by_extension(extension: &str) -> Option<Kind> {
    match extension {
        "apng" | "avif" | "bmp" | "gif" | "ico" | "jfif" | "jpeg" | "jpg" | "png" | "svg" | "webp" => {
            Some(Kind::Image)
        }
        "m4v" | "mkv" | "mov" | "mp4" | "ogv" | "webm" => Some(Kind::Video),
        "3gp" | "flac" | "m4a" | "mp3" | "oga" | "ogg" | "opus" | "wav" => Some(Kind::Audio),
        "pdf" => Some(Kind::Other),
        _ => None,
    }
}

fn dimensions(size: Size) -> String {
    let one = |name: &str, pixels: Option<u32>| pixels.map(|pixels| format!(" {name}=\"{pixels}\""));
    one("width", size.width).into_iter().chain(one("height", size.height)).collect()
}
