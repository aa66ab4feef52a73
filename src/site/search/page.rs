//! One page taken apart: its words with their places, and the scripts that hold its text.

use super::coding::{pull, push, script, short_hash};
use super::score::{Field, impact};
use super::{Page, Section, words};
use serde_json::{Value, json};
use std::ops::Range;

/// The terms of all pages are put together in stretches that begin with these. They are the same for all sites, so that an
/// edit changes the stretches of its own words alone.
pub const STRETCHES: [&str; 40] = [
    "", "1", "2", "4", "a", "am", "av", "b", "c", "co", "con", "cr", "d", "de", "dis", "e", "en", "f", "g",
    "h", "i", "in", "j", "l", "m", "me", "n", "o", "p", "pr", "q", "re", "s", "se", "st", "t", "to", "u",
    "w", "{",
];
/// A section's text is put into the page's first file until that holds so many bytes, then into a file behind it.
const PART: usize = 8 * 1024;
/// Sections of one page that are told apart; the text of more is found at the last.
const MOST_SECTIONS: usize = 65_000;
/// Before this stands a name of a page, whole.
const NAME: char = '=';
/// Before this stands where a page is.
const PLACE: char = '@';

/// What is remembered of a page so that it can be put together with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageWords {
    pub(super) category: String,
    pub(super) hue: u16,
    pub(super) service: bool,
    /// The page without its sections, as the engine reads it.
    pub(super) entry: Value,
    /// How many sections it has, its top counted as one even where it has no text.
    pub(super) sections: u32,
    /// Its files: the first, and those with the rest of a long page.
    pub(super) scripts: Vec<Vec<u8>>,
    pub(super) hash: String,
    /// Its terms in order, as [`Term`] reads them.
    terms: String,
    /// Where in `terms` each of [`STRETCHES`] begins, and the end.
    starts: Vec<u32>,
}

/// Takes a page apart. It knows of no other, so pages can be read at the same time.
pub fn read(page: &Page) -> PageWords {
    let mut words = Words::default();
    let (top, rest) = divided(page);
    let from = words.names(page);
    words.body(top, 0, from);
    for (number, section) in (1..).zip(rest) {
        words.section(section, number.min(MOST_SECTIONS));
    }
    let (terms, starts) = words.terms();
    let entry = json!([
        page.title,
        page.href,
        page.category,
        page.monogram,
        page.hue,
        page.icon,
        u8::from(page.service)
    ]);
    let scripts = scripts(page, &entry);
    let hash = short_hash(&scripts.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let sections = u32::try_from(rest.len() + 1).unwrap_or(u32::MAX);
    let (category, hue, service) = (page.category.to_owned(), page.hue, page.service);
    PageWords { category, hue, service, entry, sections, scripts, hash, terms, starts }
}

impl PageWords {
    /// The terms of one of [`STRETCHES`].
    pub(super) fn stretch(&self, number: usize) -> Range<u32> {
        self.starts[number]..self.starts[number + 1]
    }

    /// The term at `at`.
    pub(super) fn term(&self, at: u32) -> Term<'_> {
        Term::read(&self.terms[at as usize..])
    }
}

/// A term of one page.
#[derive(Debug)]
pub(super) struct Term<'a> {
    /// The term.
    pub text: &'a str,
    /// How many sections have it.
    pub sections: u32,
    /// The sections with their scores, the first counted from the page's first, as the engine reads them.
    pub docs: &'a str,
    /// The positions in each of these sections.
    pub places: &'a str,
    /// How many bytes it takes.
    pub size: u32,
}

impl<'a> Term<'a> {
    fn write(text: &str, sections: u32, [docs, places]: [&str; 2], out: &mut String) {
        for number in [count(text), sections, count(docs), count(places)] {
            push(out, number);
        }
        out.extend([text, docs, places]);
    }

    fn read(all: &'a str) -> Self {
        let (text, rest) = pull(all);
        let (sections, rest) = pull(rest);
        let (docs, rest) = pull(rest);
        let (places, rest) = pull(rest);
        let size = count(all) - count(rest) + text + docs + places;
        let (text, rest) = rest.split_at(text as usize);
        let (docs, rest) = rest.split_at(docs as usize);
        Self { text, sections, docs, places: &rest[..places as usize], size }
    }
}

/// The bytes of a text.
fn count(text: &str) -> u32 {
    u32::try_from(text.len()).expect("a page is far below 4 GiB")
}

/// A word where it stands.
#[derive(Debug)]
struct Occurrence {
    /// The first bytes of the term: most comparisons need no more.
    key: u64,
    /// The term, in [`Words::text`].
    term: Range<u32>,
    section: u32,
    position: Option<u32>,
    field: Field,
}

/// The words of one page.
#[derive(Debug, Default)]
struct Words {
    text: String,
    found: Vec<Occurrence>,
    /// How many words the text of each section has.
    lengths: Vec<u32>,
}

/// The first eight bytes of `term` as a number that sorts like them.
pub(super) fn key(term: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = term.len().min(8);
    bytes[..length].copy_from_slice(&term.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

impl Words {
    fn add(&mut self, term: &str, section: usize, position: Option<u32>, field: Field) {
        let start = count(&self.text);
        self.text.push_str(term);
        let term = start..count(&self.text);
        let section = u32::try_from(section).expect("it is below the most");
        let key = key(&self.text[term.start as usize..]);
        self.found.push(Occurrence { key, term, section, position, field });
    }

    /// The names of the page, words by words and each as a whole, stand in its top, section 0. Returns the position behind them.
    fn names(&mut self, page: &Page) -> u32 {
        let mut from = 0;
        for name in [page.title].iter().chain(&page.names) {
            let field = Field::Title(length(name));
            let end =
                words::each(name, &mut |term, position, _| self.add(term, 0, Some(from + position), field));
            from += end + words::BREAK;
            self.add(&format!("{NAME}{}", words::name(name)), 0, None, field);
        }
        self.add(&format!("{PLACE}{}", page.href.replace(' ', "%20")), 0, None, Field::Above);
        from
    }

    fn section(&mut self, section: &Section, number: usize) {
        let (own, above) =
            section.path.split_last().map_or(("", [].as_slice()), |(own, above)| (*own, above));
        for heading in above {
            words::each(heading, &mut |term, _, _| self.add(term, number, None, Field::Above));
        }
        let heading = Field::Heading(length(own));
        let from = words::BREAK
            + words::each(own, &mut |term, position, _| self.add(term, number, Some(position), heading));
        self.body(Some(section), number, from);
    }

    /// The text of a section; its first word gets the position `from`.
    fn body(&mut self, section: Option<&Section>, number: usize, from: u32) {
        let (text, strong) = section.map(joined).unwrap_or_default();
        let length = words::each(&text, &mut |term, position, at| {
            let after = strong.partition_point(|range| range.end <= at);
            let stands_out = strong.get(after).is_some_and(|range| range.contains(&at));
            let field = if stands_out { Field::Strong } else { Field::Body };
            self.add(term, number, Some(from + position), field);
        });
        self.lengths.resize(number + 1, 0);
        self.lengths[number] += length;
    }

    /// All terms in order, as [`Term`] reads them, and where each of [`STRETCHES`] begins.
    fn terms(mut self) -> (String, Vec<u32>) {
        let text = std::mem::take(&mut self.text);
        let term = |word: &Occurrence| &text[word.term.start as usize..word.term.end as usize];
        self.found.sort_unstable_by(|a, b| {
            let place = |word: &Occurrence| (word.section, word.position, word.field);
            a.key.cmp(&b.key).then_with(|| term(a).cmp(term(b))).then_with(|| place(a).cmp(&place(b)))
        });
        let (mut out, mut starts) = (String::new(), vec![0]);
        for same in self.found.chunk_by(|a, b| a.key == b.key && term(a) == term(b)) {
            let at = count(&out);
            while starts.len() < STRETCHES.len() && STRETCHES[starts.len()] <= term(&same[0]) {
                starts.push(at);
            }
            self.write(term(&same[0]), same, &mut out);
        }
        starts.resize(STRETCHES.len() + 1, count(&out));
        out.shrink_to_fit();
        (out, starts)
    }

    /// Writes down one term, which stands at `words`.
    fn write(&self, term: &str, words: &[Occurrence], out: &mut String) {
        let (mut docs, mut places, mut sections, mut before) = (String::new(), String::new(), 0, 0);
        for here in words.chunk_by(|a, b| a.section == b.section) {
            let section = here[0].section;
            if sections > 0 {
                push(&mut docs, 0);
            }
            push(&mut docs, section - before);
            push(&mut docs, impact(here.iter().map(|word| word.field), self.lengths[section as usize]));
            (before, sections) = (section, sections + 1);
            let mut positions: Vec<u32> = here.iter().filter_map(|word| word.position).collect();
            positions.dedup();
            push(&mut places, u32::try_from(positions.len()).expect("a page is far below 4 GiB"));
            let mut last = 0;
            for position in positions {
                push(&mut places, position - last);
                last = position;
            }
        }
        Term::write(term, sections, [&docs, &places], out);
    }
}

/// How many words a title has.
fn length(title: &str) -> u16 {
    u16::try_from(words::each(title, &mut |_, _, _| {})).unwrap_or(u16::MAX)
}

/// The text of a section, and which stretches of it stand out.
fn joined(section: &Section) -> (String, Vec<Range<usize>>) {
    let (mut text, mut strong) = (String::new(), Vec::new());
    for run in &section.text {
        let start = text.len();
        text.push_str(&run.text);
        if run.strong && start < text.len() {
            strong.push(start..text.len());
        }
    }
    (text, strong)
}

/// The section at the top of a page, if it has text, and those with headings.
fn divided<'p, 'a>(page: &'p Page<'a>) -> (Option<&'p Section<'a>>, &'p [Section<'a>]) {
    match page.sections.split_first() {
        Some((top, rest)) if top.path.is_empty() => (Some(top), rest),
        _ => (None, &page.sections),
    }
}

/// The files of a page: an entry with the sections that come first, and where the sections of each further file begin.
fn scripts(page: &Page, entry: &Value) -> Vec<Vec<u8>> {
    let (top, rest) = divided(page);
    let top_text = top.map(|top| joined(top).0).unwrap_or_default();
    let mut size = top_text.len();
    let mut parts = vec![(0, vec![json!(["", [], top_text.trim()])])];
    for (number, section) in (1..).zip(rest) {
        let (text, _) = joined(section);
        if size > 0 && size + text.len() > PART {
            parts.push((number, Vec::new()));
            size = 0;
        }
        size += text.len();
        let part = parts.last_mut().expect("there is a first");
        part.1.push(json!([section.id, section.path, text.trim()]));
    }
    let starts: Vec<usize> = parts[1..].iter().map(|(start, _)| *start).collect();
    let rest = parts[1..].iter().map(|(_, sections)| script(sections));
    [script(&json!([entry, parts[0].1, starts]))].into_iter().chain(rest).collect()
}
