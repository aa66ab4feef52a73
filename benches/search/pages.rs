//! Pages in a file of lines: `@@ title | names | category | tags`, `## heading {id}`, and text.

use leafcutter::site::search::{Page, Run, Section};
use std::borrow::Cow;

/// Where the pages of `text` are.
pub fn hrefs(text: &str) -> Vec<String> {
    let heads = text.lines().filter_map(|line| line.strip_prefix("@@ "));
    heads
        .map(|head| head.split(" |").next().unwrap_or_default().to_lowercase().replace(' ', "-") + ".html")
        .collect()
}

/// The pages of `text`, which are at `hrefs`.
pub fn read<'a>(text: &'a str, hrefs: &'a [String]) -> Vec<Page<'a>> {
    let mut pages: Vec<Page> = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("@@ ") {
            pages.push(page(head, &hrefs[pages.len()]));
            continue;
        }
        let Some(page) = pages.last_mut() else { continue };
        if let Some(heading) = line.strip_prefix("## ") {
            let (title, id) = heading.rsplit_once(" {").unwrap_or((heading, ""));
            page.sections.push(Section { id: id.trim_end_matches('}'), path: vec![title], text: Vec::new() });
        } else {
            let section = page.sections.last_mut().expect("a page has a section at its top");
            section.text.extend(
                [(line, false), ("\n", false)]
                    .map(|(text, strong)| Run { text: Cow::Borrowed(text), strong }),
            );
        }
    }
    pages
}

fn page<'a>(head: &'a str, href: &'a str) -> Page<'a> {
    let mut fields = head.split('|').map(str::trim);
    let mut next = || fields.next().unwrap_or_default();
    let (title, names, category) = (next(), next(), next());
    Page {
        title,
        href,
        category,
        names: names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect(),
        monogram: title.get(..2).unwrap_or_default(),
        hue: u16::from(category.bytes().next().unwrap_or_default()) * 3 % 360,
        icon: None,
        service: !names.is_empty(),
        sections: vec![Section { id: "", path: Vec::new(), text: Vec::new() }],
    }
}
