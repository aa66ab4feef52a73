//! What images and links are called, and the sizes that authors give images there.

use crate::notes::{Placed, Size};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// Makes images of what Markdown takes for text because of the size: `![alt](x.png =300x200)`.
pub(super) fn with_spaced_images(events: Vec<Placed<'_>>) -> Vec<Placed<'_>> {
    let mut with = Vec::with_capacity(events.len());
    let mut verbatim = false;
    for (event, range) in events {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => verbatim = true,
            Event::End(TagEnd::CodeBlock) => verbatim = false,
            Event::Text(text) if !verbatim && text.contains(" =") => {
                with_images(text, &range, &mut with);
                continue;
            }
            _ => {}
        }
        with.push((event, range));
    }
    with
}

fn with_images(text: &str, range: &Range<usize>, events: &mut Vec<Placed>) {
    let verbatim = text.len() == range.len();
    let place = |part: Range<usize>| {
        if verbatim { range.start + part.start..range.start + part.end } else { range.clone() }
    };
    let words = |events: &mut Vec<Placed>, part: Range<usize>| {
        if !part.is_empty() {
            events.push((Event::Text(text[part.clone()].to_owned().into()), place(part)));
        }
    };
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find("![") {
        let start = at + found;
        at = start + 2;
        let Some((image, end)) = image_at(text, at) else { continue };
        words(events, from..start);
        let no = || CowStr::Borrowed("");
        let dest_url = image.target.to_owned().into();
        let tag = Tag::Image { link_type: LinkType::Inline, dest_url, title: no(), id: no() };
        let label = format!("{}|{}", image.words, image.size);
        events.push((Event::Start(tag), place(start..end)));
        events.push((Event::Text(label.into()), place(start..end)));
        events.push((Event::End(TagEnd::Image), place(start..end)));
        (from, at) = (end, end);
    }
    words(events, from..text.len());
}

/// The parts of `![words](target =size)`.
struct Image<'t> {
    words: &'t str,
    target: &'t str,
    size: &'t str,
}

/// The image whose alternative text begins at `from`, and where it ends.
fn image_at(text: &str, from: usize) -> Option<(Image<'_>, usize)> {
    let close = from + text[from..].find(['[', ']'])?;
    let inner = text[close..].strip_prefix("](")?;
    let end = inner.find(['(', ')', '\n']).filter(|&end| inner[end..].starts_with(')'))?;
    let (target, size) = inner[..end].rsplit_once(" =")?;
    let fits = !target.contains(char::is_whitespace) && Size::parse(size).is_some();
    let image = Image { words: &text[from..close], target, size };
    fits.then_some((image, close + "](".len() + end + 1))
}

/// Takes the sizes off the alternative texts of images, and gives them by the index of the image. A wikilink whose label is
/// empty or only a size is called by what it leads to.
pub(super) fn take_sizes(events: &mut [Placed]) -> HashMap<usize, Size> {
    let mut sizes = HashMap::new();
    let mut open: Vec<usize> = Vec::new();
    for index in 0..events.len() {
        match &events[index].0 {
            Event::Start(Tag::Image { .. } | Tag::Link { .. }) => open.push(index),
            Event::End(TagEnd::Image | TagEnd::Link) => {
                let start = open.pop().expect("a link ends only after it began");
                sizes.extend(take_size(&mut events[start..index]).map(|size| (start, size)));
            }
            _ => {}
        }
    }
    sizes
}

/// The same for the events of one image or link, its end apart.
fn take_size(events: &mut [Placed]) -> Option<Size> {
    let [(Event::Start(tag), _), .., (Event::Text(label), _)] = events else { return None };
    let image = matches!(tag, Tag::Image { .. });
    let (Tag::Image { link_type, dest_url, .. } | Tag::Link { link_type, dest_url, .. }) = tag else {
        return None;
    };
    let wiki = matches!(link_type, LinkType::WikiLink { has_pothole: true });
    let (words, size) = match label.rsplit_once('|') {
        Some((words, size)) if image => (words.trim_end(), Size::parse(size)),
        _ if image && wiki => ("", Size::parse(label)),
        _ => (&**label, None),
    };
    if size.is_none() && !label.is_empty() {
        return None;
    }
    let name = dest_url.trim().trim_end_matches('\\');
    *label = if words.is_empty() && wiki { name } else { words }.to_owned().into();
    size
}

impl Size {
    /// Reads `300`, `300x200`, `300x` or `x200`.
    fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let (width, height) = typed.split_once(['x', 'X']).unwrap_or((typed, ""));
        let pixels =
            |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok());
        let (width, height) = (pixels(width)?, pixels(height)?);
        (width.is_some() || height.is_some()).then_some(Self { width, height })
    }
}

#[cfg(test)]
mod tests {
    use crate::notes::Size;

    #[test]
    fn a_size_is_a_width_a_height_or_both() {
        let size = |typed| Size::parse(typed).map(|size| (size.width, size.height));
        assert_eq!(size("300"), Some((Some(300), None)));
        assert_eq!(size(" 300X200 "), Some((Some(300), Some(200))));
        assert_eq!((size("300x"), size("x200")), (Some((Some(300), None)), Some((None, Some(200)))));
        for none in ["", "x", "300px", "3 00", "-1", "99999999999", "²"] {
            assert_eq!(size(none), None, "{none}");
        }
    }
}
