//! Callouts: quotes that begin with `[!type]`, in Obsidian's spelling and in GitHub's.

use crate::notes::Placed;
use pulldown_cmark::{Event, Tag, TagEnd};
use pulldown_cmark_escape::escape_html;
use std::ops::Range;

/// The kinds of callouts that the theme knows, each with its other names.
const KINDS: &[(&str, &[&str])] = &[
    ("note", &[]),
    ("abstract", &["summary", "tldr"]),
    ("info", &[]),
    ("todo", &[]),
    ("tip", &["hint", "important"]),
    ("success", &["check", "done"]),
    ("question", &["help", "faq"]),
    ("warning", &["caution", "attention"]),
    ("failure", &["fail", "missing"]),
    ("danger", &["error"]),
    ("bug", &[]),
    ("example", &[]),
    ("quote", &["cite"]),
];

/// What stands before the title of a callout.
struct Head<'t> {
    /// The type, as it was typed.
    typed: &'t str,
    fold: Option<Fold>,
    /// The text right behind it, and its place.
    title: &'t str,
    place: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    Open,
    Closed,
}

/// Quotes that are callouts become blocks of HTML of their own. The typed word of the type is always told, once; it is
/// the title where there is no other.
pub(super) fn with_callouts<'a>(events: Vec<Placed<'a>>, text: &str) -> Vec<Placed<'a>> {
    let heads = |(event, _): &Placed| matches!(event, Event::Text(words) if words.starts_with("[!"));
    if !events.iter().any(heads) {
        return events;
    }
    let mut made = Vec::with_capacity(events.len());
    let mut ends: Vec<Option<&str>> = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let (event, range) = &events[at];
        at += 1;
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                let head = head(&events[at..], text);
                ends.push(head.as_ref().map(Head::end));
                match head {
                    Some(head) => at = open(&mut made, &head, &events, at - 1),
                    None => made.push(events[at - 1].clone()),
                }
            }
            Event::End(TagEnd::BlockQuote(_)) => match ends.pop().flatten() {
                Some(end) => {
                    push_html(&mut made, end.to_owned(), range);
                    made.push((Event::End(TagEnd::HtmlBlock), range.clone()));
                }
                None => made.push(events[at - 1].clone()),
            },
            _ => made.push(events[at - 1].clone()),
        }
    }
    made
}

/// The head of the callout that a quote is, if the events in it begin with one.
fn head<'t>(inside: &'t [Placed], text: &str) -> Option<Head<'t>> {
    let [(Event::Start(Tag::Paragraph), _), (Event::Text(words), range), ..] = inside else { return None };
    let escaped = text[..range.start].ends_with('\\');
    let (typed, rest) = words.strip_prefix("[!").filter(|_| !escaped)?.split_once(']')?;
    let fold = match rest.chars().next() {
        Some('+') => Some(Fold::Open),
        Some('-') => Some(Fold::Closed),
        _ => None,
    };
    let title = rest[usize::from(fold.is_some())..].trim_start();
    // What stands behind `|` is about the looks of the callout in Obsidian.
    let typed = typed.split('|').next().unwrap_or(typed).trim();
    let verbatim = text[range.clone()] == **words;
    let place = if verbatim { range.end - title.len()..range.end } else { range.clone() };
    typed.contains(char::is_alphanumeric).then_some(Head { typed, fold, title, place })
}

/// Puts out what begins the callout whose quote begins at `quote`, its title included; gives the event behind that.
fn open<'a>(made: &mut Vec<Placed<'a>>, head: &Head, events: &[Placed<'a>], quote: usize) -> usize {
    let range = &events[quote].1;
    let title = quote + 2;
    let end = title_end(events, title);
    made.push((Event::Start(Tag::HtmlBlock), range.clone()));
    push_html(made, head.start(), range);
    made.push((Event::Start(Tag::HtmlBlock), range.clone()));
    push_html(made, head.title_start(end > title + 1), range);
    if !head.title.is_empty() {
        made.push((Event::Text(head.title.to_owned().into()), head.place.clone()));
    }
    made.extend_from_slice(&events[title + 1..end]);
    push_html(made, head.title_end().to_owned(), range);
    made.push((Event::End(TagEnd::HtmlBlock), range.clone()));
    if events[end].0 != Event::End(TagEnd::Paragraph) {
        made.push(events[quote + 1].clone());
    }
    end + 1
}

/// The event that ends the first line of a paragraph: a line break outside of other markup, or the paragraph's end.
fn title_end(events: &[Placed], from: usize) -> usize {
    let mut depth = 0_usize;
    let end = events[from..].iter().position(|(event, _)| match event {
        Event::Start(_) => {
            depth += 1;
            false
        }
        Event::End(TagEnd::Paragraph) => true,
        Event::End(_) => {
            depth -= 1;
            false
        }
        Event::SoftBreak | Event::HardBreak => depth == 0,
        _ => false,
    });
    from + end.expect("a paragraph that begins ends")
}

fn push_html(events: &mut Vec<Placed>, html: String, range: &Range<usize>) {
    events.push((Event::Html(html.into()), range.clone()));
}

impl Head<'_> {
    /// The kind that the theme knows; what it does not know is a note.
    fn kind(&self) -> &'static str {
        let typed = self.typed.to_lowercase();
        let kind = KINDS.iter().find(|(kind, names)| *kind == typed || names.contains(&typed.as_str()));
        kind.map_or("note", |(kind, _)| kind)
    }

    /// The typed word of the type, as a title has it.
    fn label(&self) -> String {
        let lower = self.typed.to_lowercase();
        let known = KINDS.iter().any(|(kind, names)| *kind == lower || names.contains(&lower.as_str()));
        let words = match lower.as_str() {
            "faq" | "tldr" => lower.to_uppercase(),
            _ if known => lower,
            _ => self.typed.replace(['-', '_'], " "),
        };
        let mut rest = words.chars();
        let first = rest.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(rest).collect()
    }

    fn start(&self) -> String {
        let kind = self.kind();
        match self.fold {
            None => format!("<div class=\"callout\" data-callout=\"{kind}\" role=\"note\">\n"),
            Some(fold) => {
                let open = if fold == Fold::Open { " open" } else { "" };
                format!("<details class=\"callout\" data-callout=\"{kind}\"{open}>\n")
            }
        }
    }

    /// What stands before the title, which may go on behind its first text.
    fn title_start(&self, goes_on: bool) -> String {
        let mut label = String::new();
        escape_html(&mut label, &self.label()).expect("writing to a string does not fail");
        let element = if self.fold.is_some() { "summary" } else { "p" };
        let colon = if goes_on || !self.title.is_empty() { ":" } else { "" };
        format!("<{element} class=\"callout-title\"><span class=\"callout-kind\">{label}{colon}</span> ")
    }

    fn title_end(&self) -> &'static str {
        if self.fold.is_some() { "</summary>\n" } else { "</p>\n" }
    }

    fn end(&self) -> &'static str {
        if self.fold.is_some() { "</details>\n" } else { "</div>\n" }
    }
}
