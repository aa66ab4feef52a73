//! Finds the lines that are titles, and makes headings of those that are not written as such.

use super::bullets::ornament;
use super::lines::{Kind, Line, Lines};
use crate::catalog::{Catalog, Naming, Reading};
use crate::diagnostic::{Diagnostic, Edit};
use crate::rules;
use crate::source::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// A line that is a title.
#[derive(Clone, Debug)]
pub(super) struct Title {
    /// Which line.
    pub line: usize,
    /// Whether it names a service.
    pub service: bool,
    /// How it is written, where Markdown sees no heading.
    written: Option<Written>,
}

/// A title that Markdown does not see.
#[derive(Clone, Debug)]
enum Written {
    /// A line that is bold from end to end.
    Bold(Bold),
    /// A line of its own: `Elastic Beanstalk:`, or, with so many bytes of ornament before it, `■EC2`.
    Plain(Range<usize>, usize),
    /// `#Title`, without the space behind so many marks.
    Tight(Range<usize>, usize),
    /// Bold words with the text right behind them: `**AWS Lambda:** runs code`.
    RunIn { bold: Bold, text: usize, level: &'static str },
}

/// Words in bold at the start of a line.
#[derive(Clone, Debug)]
struct Bold {
    /// The line from its first star.
    whole: Range<usize>,
    /// The two stars that open it.
    opening: Range<usize>,
    /// The two stars that close it, where they are there.
    closing: Option<Range<usize>>,
    words: String,
}

/// The level of the heading that a bold or plain title becomes.
const LEVEL: &str = "## ";
/// The levels of headings.
const LEVELS: [&str; 6] = ["# ", "## ", "### ", "#### ", "##### ", "###### "];

/// So many different services must be named in one way for it to be the way in which a note writes its titles, unless a
/// colon says so.
const A_HABIT: usize = 2;
/// The same for bold words with text right behind them, which are found in many texts.
const RUN_IN_HABIT: usize = 3;

/// The titles of a note that is itself named after the service `named`, if it is; in order.
///
/// A line that is no heading is a title if it names a service, and if the note has no better sign of where a service
/// begins. Bold lines are: at least as many of them as headings name one. Plain lines are where neither bold lines nor
/// headings do; bold words with text behind them where there are more of them than of all others. Where the file itself is
/// named after a service, none of them are.
pub(super) fn find(note: &str, lines: &Lines, catalog: &Catalog, named: Option<&Naming>) -> Vec<Title> {
    let headings = headings(note, &lines.all, catalog);
    let bolds = bolds(note, &lines.all, catalog);
    let services = |titles: &[Title]| titles.iter().filter(|title| title.service).count();
    let (strong, other) = (services(&bolds), services(&headings));
    let mut titles = headings;
    if named.is_none_or(|naming| naming.plain_word) {
        if strong >= other {
            titles.extend(bolds);
        }
        if strong + other == 0 {
            titles.extend(plain_lines(note, &lines.all, catalog));
        }
        titles.extend(run_ins(note, &lines.all, catalog, strong + other));
    }
    titles.sort_by_key(|title| title.line);
    titles
}

/// Lines of their own that are a service's name, and nothing else.
fn plain_lines(note: &str, lines: &[Line], catalog: &Catalog) -> Vec<Title> {
    let mut titles = Vec::new();
    let (mut services, mut colons) = (BTreeSet::new(), 0);
    for (index, line) in lines.iter().enumerate() {
        let begins = index == 0 || matches!(lines[index - 1].kind, Kind::Blank | Kind::Heading);
        let leads = lines.get(index + 1).is_some_and(|next| next.kind != Kind::Underline);
        let ornament = ornament_of(note, lines, index);
        let plain = (line.kind == Kind::Text && begins) || ornament > 0;
        if line.column > 0 || !plain || !leads {
            continue;
        }
        let words = &line.words(note)[ornament..];
        let colon = words.ends_with([':', '：']);
        let Reading::Named(naming) = catalog.read_title(words) else { continue };
        if naming.corrected || naming.plain_word || !words.starts_with(char::is_alphanumeric) {
            continue;
        }
        services.insert(naming.named.service);
        colons += usize::from(colon);
        let written = Some(Written::Plain(line.text..line.end, ornament));
        titles.push(Title { line: index, service: true, written });
    }
    if services.len() < A_HABIT && colons == 0 {
        titles.clear();
    }
    titles
}

/// How many bytes of ornament stand before a line's words, if it is none of several bullets.
fn ornament_of(note: &str, lines: &[Line], index: usize) -> usize {
    let ornament_at = |at: Option<usize>| ornament(lines.get(at?)?.words(note));
    let Some((mark, length)) = ornament_at(Some(index)) else { return 0 };
    let alike = |at: Option<usize>| ornament_at(at).is_some_and(|(other, _)| other == mark);
    let alone = !alike(index.checked_sub(1)) && !alike(Some(index + 1));
    let title = match lines[index].kind {
        Kind::Text => alone,
        Kind::Foreign => alone && lines.get(index + 1).is_some_and(|next| next.kind != Kind::Blank),
        _ => false,
    };
    if title { length } else { 0 }
}

/// Paragraphs that begin with a service's name in bold, if this is how the note writes its titles.
fn run_ins(note: &str, lines: &[Line], catalog: &Catalog, others: usize) -> Vec<Title> {
    let mut titles = Vec::new();
    let mut services = BTreeSet::new();
    let mut level = 0;
    let mut asked = false;
    for (index, line) in lines.iter().enumerate() {
        if line.kind == Kind::Heading {
            level = line.words(note).bytes().take_while(|&byte| byte == b'#').count();
        }
        asked = match line.kind {
            Kind::Heading => false,
            _ => asked || line.words(note).ends_with('?'),
        };
        let begins = index == 0 || matches!(lines[index - 1].kind, Kind::Blank | Kind::Heading);
        // What follows a question are answers.
        if line.kind != Kind::Text || line.column > 0 || !begins || asked {
            continue;
        }
        let Some((bold, text)) = Bold::run_in(note, line) else { continue };
        let Reading::Named(naming) = catalog.read_title(&bold.words) else { continue };
        if naming.corrected || naming.plain_word {
            continue;
        }
        services.insert(naming.named.service);
        let written = Some(Written::RunIn { bold, text, level: LEVELS[level.clamp(1, 5)] });
        titles.push(Title { line: index, service: true, written });
    }
    if services.len() < RUN_IN_HABIT || titles.len() <= others {
        titles.clear();
    }
    titles
}

/// `#Title` or `##Title`: a heading without its space, and no tag, if it names a service or looks like no tag.
fn tight(note: &str, line: &Line, catalog: &Catalog) -> Option<Title> {
    let words = line.words(note);
    let marks = words.bytes().take_while(|&byte| byte == b'#').count();
    let rest = &words[marks..];
    if line.kind != Kind::Text
        || line.column >= 4
        || !(1..=6).contains(&marks)
        || !rest.starts_with(char::is_alphabetic)
    {
        return None;
    }
    let naming = catalog.read_title(rest).naming().cloned();
    let no_tag = marks > 1 || rest.ends_with(':') || (rest.contains(' ') && !rest.contains('#'));
    let capital = rest.starts_with(char::is_uppercase) && !rest.contains('#');
    let exact = naming.as_ref().is_some_and(|naming| !naming.corrected && !naming.plain_word);
    let heading = (capital && (marks > 1 || exact))
        || (no_tag && exact)
        || (rest.ends_with(':') && !rest.contains(' '));
    heading.then(|| Title {
        line: 0,
        service: naming.is_some(),
        written: Some(Written::Tight(line.text..line.end, marks)),
    })
}

fn headings(note: &str, lines: &[Line], catalog: &Catalog) -> Vec<Title> {
    let names = |words: &str| catalog.read_title(words).naming().is_some();
    let (mut titles, mut tights) = (Vec::new(), Vec::new());
    for (index, line) in lines.iter().enumerate() {
        match line.kind {
            Kind::Heading => {
                let service = names(line.words(note).trim_matches('#'));
                titles.push(Title { line: index, service, written: None });
            }
            Kind::Underline => {
                let service = names(lines[index - 1].words(note));
                titles.push(Title { line: index, service, written: None });
            }
            Kind::Text => {
                tights.extend(tight(note, line, catalog).map(|title| Title { line: index, ..title }));
            }
            _ => {}
        }
    }
    // One alone, `#Lambda`, is a tag.
    if tights.len() < A_HABIT {
        tights.retain(|title| !looks_like_tag(title, note));
    }
    titles.append(&mut tights);
    titles
}

/// Whether a title is one word behind one mark, as tags are.
fn looks_like_tag(title: &Title, note: &str) -> bool {
    let Some(Written::Tight(line, 1)) = &title.written else { return false };
    !note[line.clone()].contains([' ', ':'])
}

/// Bold lines that name a service. A plain word in bold is the name of one only where bold lines are known to be titles.
fn bolds(note: &str, lines: &[Line], catalog: &Catalog) -> Vec<Title> {
    let mut titles = Vec::new();
    let mut plain = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let underlined = lines.get(index + 1).is_some_and(|next| next.kind == Kind::Underline);
        if line.kind != Kind::Text || line.column >= 4 || underlined {
            continue;
        }
        let Some(bold) = Bold::read(note, line) else {
            continue;
        };
        if bold.closing.is_none() && closes_later(note, &lines[index + 1..]) {
            continue;
        }
        let reading = catalog.read_title(&bold.words);
        let title = |service| Title { line: index, service, written: Some(Written::Bold(bold)) };
        match reading {
            Reading::Named(naming) if naming.plain_word => plain.push(title(true)),
            Reading::Named(_) => titles.push(title(true)),
            Reading::Ambiguous(_) => titles.push(title(false)),
            Reading::About(_) | Reading::Mentions(_) | Reading::Other => {}
        }
    }
    if titles.len() >= A_HABIT {
        titles.append(&mut plain);
    }
    titles
}

/// Whether stars further down in the paragraph close a bold that begins before `rest`.
fn closes_later(note: &str, rest: &[Line]) -> bool {
    let paragraph =
        rest.iter().take_while(|line| line.kind == Kind::Text && !line.words(note).starts_with("**"));
    paragraph.map(|line| line.words(note).matches("**").count()).sum::<usize>() % 2 == 1
}

impl Bold {
    /// `**words:** text` or `**words**: text`, and where the text begins.
    fn run_in(note: &str, line: &Line) -> Option<(Self, usize)> {
        let words = line.words(note);
        let inner = words.strip_prefix("**")?;
        let (name, text) = inner.split_once("**")?;
        let outside = text.starts_with(':');
        let behind = text.strip_prefix(':').unwrap_or(text);
        let rest = behind.trim_start();
        let closing = line.text + 2 + name.len();
        if name.trim() != name
            || rest.is_empty()
            || rest.len() == behind.len()
            || outside == name.ends_with(':')
        {
            return None;
        }
        let bold = Self {
            whole: line.text..line.end,
            opening: line.text..line.text + 2,
            // A colon outside of the stars stays where it is.
            closing: Some(closing..closing + 2),
            words: name.to_owned(),
        };
        Some((bold, line.end - rest.len()))
    }

    /// A line that is `**words**`, with or without a colon before or after the stars, or with the last stars missing.
    fn read(note: &str, line: &Line) -> Option<Self> {
        let whole = line.text..line.end;
        let words = line.words(note);
        let mark = ["***", "**", "__"].into_iter().find(|mark| words.starts_with(mark))?;
        let inner = &words[mark.len()..];
        let opening = whole.start..whole.start + mark.len();
        let (inner, closing) = match inner.find(mark) {
            None => (inner, None),
            Some(at) if matches!(inner[at + mark.len()..].trim(), "" | ":") => {
                let start = opening.end + at;
                (&inner[..at], Some(start..start + mark.len()))
            }
            Some(_) => return None,
        };
        if inner.starts_with(char::is_whitespace) || inner.trim().is_empty() {
            return None;
        }
        Some(Self { whole, opening, closing, words: inner.to_owned() })
    }
}

impl Title {
    /// Whether its text stands on the same line.
    pub fn is_run_in(&self) -> bool {
        matches!(self.written, Some(Written::RunIn { .. }))
    }

    /// The finding about a title that Markdown does not see, with its fix.
    pub fn diagnostic(&self, span: &impl Fn(Range<usize>) -> Span) -> Option<Diagnostic> {
        let edit = |range: Range<usize>, replacement: &str| Edit {
            span: span(range),
            replacement: replacement.to_owned(),
        };
        Some(match self.written.as_ref()? {
            Written::Bold(bold) => {
                let opening = edit(bold.opening.clone(), LEVEL);
                match &bold.closing {
                    Some(closing) => {
                        let edits = vec![opening, edit(closing.clone(), "")];
                        rules::bold_title(span(bold.whole.clone())).fix(edits)
                    }
                    None => {
                        rules::unclosed_title(span(bold.whole.clone()), bold.words.trim()).fix(vec![opening])
                    }
                }
            }
            Written::Plain(line, ornament) => {
                let mark = line.start..line.start + ornament;
                rules::plain_title(span(line.clone())).fix(vec![edit(mark, LEVEL)])
            }
            Written::Tight(line, marks) => {
                let end = line.start + marks;
                rules::tight_heading(span(line.clone())).fix(vec![edit(end..end, " ")])
            }
            Written::RunIn { bold, text, level } => {
                let closing =
                    bold.closing.clone().expect("text stands only behind bold words that are closed");
                let mut edits = vec![edit(bold.opening.clone(), level), edit(closing.clone(), "")];
                edits.push(edit(*text..*text, "\n\n"));
                rules::run_in_title(span(bold.opening.start..closing.end)).fix(edits)
            }
        })
    }
}
