//! All pages of a site as one, for paper: ids are told apart by page, and links among the pages stay on it.

use super::page::section_view;
use super::shelves::Shelves;
use super::view::{PrintCategory, PrintPage, PrintView};
use super::{Page, Parts};
use std::borrow::Cow;
use std::collections::HashSet;

/// The file of the one page.
pub(super) const FILE: &str = "print.html";

/// The one page with everything.
pub(super) fn view(shelves: &Shelves, pages: &[Page], parts: &Parts) -> PrintView {
    let slugs: HashSet<&str> = pages.iter().map(|page| page.topic.slug.as_str()).collect();
    let mut order = shelves.order.iter().zip(&shelves.tiles);
    let categories = shelves.categories.iter().map(|category| {
        let pages = order.by_ref().take(category.link.pages).map(|(&index, tile)| {
            let page = &pages[index];
            let slug = &page.topic.slug;
            let sections = page.sections.iter().map(|section| {
                let mut view = section_view(page, section, parts);
                view.id = id(slug, &view.id);
                view.html = on_one_page(&view.html, slug, &slugs).into();
                view
            });
            PrintPage { id: slug.clone(), tile: tile.clone(), sections: sections.collect() }
        });
        PrintCategory { link: category.link.clone(), pages: pages.collect() }
    });
    PrintView { categories: categories.collect() }
}

/// The id on the one page of what has `id` on the page `slug`.
fn id(slug: &str, id: &str) -> String {
    format!("{slug}--{id}")
}

/// `html` of the page `slug` as it stands on the one page.
fn on_one_page(html: &str, slug: &str, slugs: &HashSet<&str>) -> String {
    let mut made = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, from) = rest.split_at(start);
        made.push_str(text);
        let (tag, behind) = from.split_at(tag_end(from));
        push_tag(&mut made, &lowered(tag), slug, slugs);
        rest = behind;
    }
    made.push_str(rest);
    made
}

/// The tag of a heading one level further down, as its page's title is a heading of the one page.
fn lowered(tag: &str) -> Cow<'_, str> {
    let name = tag.trim_start_matches(['<', '/']);
    match name.as_bytes() {
        [b'h', level @ b'2'..=b'5', b' ' | b'>', ..] => {
            let at = tag.len() - name.len() + 1;
            Cow::Owned(format!("{}{}{}", &tag[..at], char::from(level + 1), &tag[at + 1..]))
        }
        _ => Cow::Borrowed(tag),
    }
}

/// Where the tag ends with which `html` begins: `>` in an attribute does not end it.
fn tag_end(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |at| at + 3);
    }
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// Pushes a tag whose attributes have double quotes; others are left as they are.
fn push_tag(made: &mut String, tag: &str, slug: &str, slugs: &HashSet<&str>) {
    let mut rest = tag;
    if tag.starts_with("<!") {
        return made.push_str(tag);
    }
    while let Some((before, value, behind)) = next_attribute(rest) {
        made.push_str(before);
        let name = before.trim_end_matches("=\"").rsplit([' ', '\n', '\t']).next().unwrap_or_default();
        match name {
            "id" | "name" if !value.is_empty() => made.push_str(&id(slug, value)),
            "href" => made.push_str(&href(value, slug, slugs)),
            _ => made.push_str(value),
        }
        rest = behind;
    }
    made.push_str(rest);
}

/// What stands before the next value in double quotes, that value, and what follows, its end quote first.
fn next_attribute(tag: &str) -> Option<(&str, &str, &str)> {
    let start = tag.find("=\"")? + 2;
    let end = start + tag[start..].find('"')?;
    // The end quote is taken over with what stands before the next value.
    Some((&tag[..start], &tag[start..end], &tag[end..]))
}

fn href(href: &str, slug: &str, slugs: &HashSet<&str>) -> String {
    let (page, place) = href.split_once('#').map_or((href, None), |(page, place)| (page, Some(place)));
    let page = if page.is_empty() { Some(slug) } else { page.strip_suffix(".html") };
    match (page.filter(|page| slugs.contains(page)), place) {
        (Some(page), Some(place)) if !place.is_empty() => format!("#{}", id(page, place)),
        (Some(page), _) => format!("#{page}"),
        (None, _) => href.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::on_one_page;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(on_one_page(html, "s3", &["s3", "ec2"].into()), expected);
    }

    #[test]
    fn ids_and_links_are_those_of_the_one_page() {
        check(
            "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\">x</a></h2> <a href=\"ec2.html#b\">B</a> <a href=\"ec2.html\">C</a>",
            "<h3 id=\"s3--a\">A <a class=\"anchor\" href=\"#s3--a\">x</a></h3> <a href=\"#ec2--b\">B</a> <a href=\"#ec2\">C</a>",
        );
    }

    #[test]
    fn text_other_links_and_other_attributes_stay() {
        for html in [
            "<p title=\"> id=\">id=\"a\" href=\"#b\"</p>",
            "<a href=\"https://a.io/ec2.html#b\">B</a> <a href=\"files/x.html\">C</a> <a href=\"references.html\">R</a>",
            "<img alt=\"<b id=\">",
            "<!-- <p id=\"x\"> --> <p",
        ] {
            check(html, html);
        }
    }
}
