//! Links inside the notes: by path, by name, by fragment.

use super::address::looks_like_host;
use super::lookup::Found;
use super::{Linker, Written};
use crate::config::RawHtml;
use crate::notes::{Destination, Embed};
use crate::rules;
use percent_encoding::percent_decode_str;

/// Kinds of files of Obsidian that no browser shows.
const UNSHOWN: &[&str] = &["canvas", "base"];

/// Kinds of files that can run a script where the site stands: published only where raw HTML is trusted.
const RUNNING: &[&str] = &["htm", "html", "js", "mjs", "shtml", "xht", "xhtml"];

/// A section gets at most this many searches for a name that was meant: each goes through all names.
const SEARCHES: usize = 100;

/// A name that exists, near to one that does not.
#[derive(Clone)]
pub(super) struct Near {
    name: String,
    /// The page that it stands on.
    page: Option<String>,
}

impl Linker<'_> {
    /// A link by path, by fragment, or by both.
    pub(super) fn inside(&mut self, link: Written) -> Destination {
        let (path, fragment) =
            link.typed.split_once('#').map_or((link.typed, None), |(path, fragment)| (path, Some(fragment)));
        let path = percent_decode_str(path.split('?').next().unwrap_or(path)).decode_utf8_lossy();
        match self.lookup.by_path(&path).filter(|_| !path.is_empty()) {
            Some(found) => self.found(found, fragment, link),
            None if path.is_empty() && fragment.is_some() => {
                self.place(self.section.note, fragment.unwrap_or_default(), link)
            }
            None if looks_like_host(&path) => self.outside(&format!("https://{}", link.typed), link),
            None => {
                let near = self.near(&path, |linker| linker.lookup.near_path(&path).map(Near::file));
                self.broken(link, near)
            }
        }
    }

    /// A link by name, as Obsidian writes it.
    pub(super) fn wikilink(&mut self, link: Written) -> Destination {
        let typed = link.typed;
        if typed.starts_with("http://") || typed.starts_with("https://") {
            return self.outside(typed, link);
        }
        let (name, fragment) =
            typed.split_once('#').map_or((typed, None), |(name, fragment)| (name.trim_end(), Some(fragment)));
        if name.is_empty() {
            return self.place(self.section.note, fragment.unwrap_or_default(), link);
        }
        let decoded = percent_decode_str(name).decode_utf8_lossy();
        let decoded = (decoded != name).then_some(decoded);
        let found = self.lookup.by_name(name).or_else(|| self.lookup.by_name(decoded.as_deref()?));
        if let Some(found) = found {
            return self.found(found, fragment, link);
        }
        let near = self.near(name, |linker| linker.lookup.near_name(name).map(Near::file));
        self.broken(link, near)
    }

    fn found(&mut self, found: Found, fragment: Option<&str>, link: Written) -> Destination {
        let map = self.links.map;
        match (found, fragment.filter(|fragment| !fragment.is_empty())) {
            (Found::Note(note), Some(fragment)) => self.place(note, fragment, link),
            (Found::Note(note), None) => match map.page(note) {
                Some(page) if link.shown => {
                    Destination::Embed(Embed { note, events: map.events(note), href: page.to_owned() })
                }
                Some(page) => Destination::Page(page.to_owned()),
                None => self.nowhere(rules::link_to_nothing(link.span, link.typed)),
            },
            (Found::Page(href), Some(fragment)) => match map.place_on_page(&href, fragment) {
                Some(place) => Destination::Page(place.to_owned()),
                None => self.no_such_place(link, None, Some(&href)),
            },
            (Found::Page(href), None) => Destination::Page(href),
            (Found::File(asset), _) if UNSHOWN.contains(&asset.extension().as_str()) => self.not_shown(link),
            (Found::File(asset), _)
                if self.links.raw_html == RawHtml::Sanitize
                    && RUNNING.contains(&asset.extension().as_str()) =>
            {
                self.nowhere(rules::running_file(link.span, link.typed))
            }
            (Found::File(asset), _) => Destination::File(asset.clone()),
            (Found::Documentation(docs), _) => self.outside(docs, link),
        }
    }

    fn not_shown(&mut self, link: Written) -> Destination {
        self.nowhere(rules::unshown_kind(link.span, link.typed))
    }

    /// A place in a note, or on the page where the note begins.
    fn place(&mut self, note: usize, fragment: &str, link: Written) -> Destination {
        let map = self.links.map;
        let here = note == self.section.note;
        let page = if here { Some(self.page.clone()) } else { map.page(note).map(str::to_owned) };
        let on_page = || map.place_on_page(page.as_deref()?, fragment);
        if let Some(href) = map.place_in_note(note, fragment).or_else(on_page) {
            let href = href.to_owned();
            let events = map.events_at(note, fragment).filter(|_| link.shown);
            return match events {
                Some(events) => Destination::Embed(Embed { note, events, href }),
                None => Destination::Page(href),
            };
        }
        if here && fragment.eq_ignore_ascii_case("top") {
            return Destination::Typed("#top".to_owned());
        }
        let near = self.near(link.typed, |linker| {
            let (name, place) = linker.links.map.near_place(note, fragment)?;
            Some(Near { name: format!("#{name}"), page: Some(place.to_owned()) })
        });
        self.no_such_place(link, near, page.as_deref())
    }

    /// A link to a place that is not there leads to the page, unless it stands on it.
    fn no_such_place(&mut self, link: Written, near: Option<Near>, page: Option<&str>) -> Destination {
        let (name, near) = near.map_or((None, None), |near| (Some(near.name), near.page));
        self.diagnostics.push(rules::broken_fragment(link.span, link.typed, name.as_deref()));
        let page = near.as_deref().or(page).and_then(|href| href.split('#').next());
        page.filter(|page| *page != self.page)
            .map_or(Destination::Nowhere, |page| Destination::Page(page.to_owned()))
    }

    /// What `search` finds near to a name that does not exist; each name is searched for once.
    fn near(&mut self, name: &str, search: impl FnOnce(&Self) -> Option<Near>) -> Option<Near> {
        if let Some(known) = self.nearest.get(name) {
            return known.clone();
        }
        let near = if self.nearest.len() < SEARCHES { search(self) } else { return None };
        self.nearest.insert(name.to_owned(), near.clone());
        near
    }

    fn broken(&mut self, link: Written, near: Option<Near>) -> Destination {
        let path = percent_decode_str(link.typed.split(['#', '?']).next().unwrap_or(link.typed));
        let path = path.decode_utf8_lossy();
        let full = self.lookup.path_from_root(&path).unwrap_or_default();
        let withheld = self.links.withheld;
        if let Some(reason) = withheld.find(full.as_str()).or_else(|| withheld.find(&path)) {
            self.diagnostics.push(rules::link_to_withheld(link.span, link.typed, &reason.why));
            return Destination::Withheld;
        }
        self.nowhere(rules::broken_link(link.span, link.typed, near.map(|near| near.name).as_deref()))
    }
}

impl Near {
    fn file(name: String) -> Self {
        Self { name, page: None }
    }
}
