//! What a page of HTML shows, read from its bytes without running anything: its title, its ids, where it leads on.

use super::exchange::{Extent, Sight};
use blake3::Hasher;
use html5gum::{DefaultEmitter, IoReader, StartTag, Token, Tokenizer};
use std::collections::BTreeSet;
use std::io::{self, Read};

/// A page with fewer words than this, and a script, is built by the script.
const WORDS_OF_A_SHELL: usize = 50;
/// A page that leads on by script says little else.
const BYTES_OF_A_JUMP: usize = 5_000;
/// A title is kept to this many characters.
const LONGEST_TITLE: usize = 200;

/// What a page shows as far as it can be read, and the fault at which that ended, if one did.
pub fn sight(html: impl Read) -> (Sight, Option<io::Error>) {
    let mut reading = Reading::default();
    let mut fault = None;
    let mut counted = Counted { html, bytes: 0, hasher: Hasher::new() };
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(IoReader::new(&mut counted), emitter) {
        let token = match token {
            Ok(token) => token,
            Err(why) => {
                fault = Some(why);
                break;
            }
        };
        match token {
            Token::StartTag(tag) => reading.open(&tag),
            Token::EndTag(tag) => reading.close(&tag.name),
            Token::String(text) => reading.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    let shell = reading.scripts > 0 && reading.words < WORDS_OF_A_SHELL;
    let Counted { bytes, hasher, .. } = counted;
    let sight = Sight {
        title: reading.title.as_deref().and_then(printable),
        heading: reading.heading.as_deref().and_then(printable),
        ids: reading.ids,
        refresh: reading.refresh,
        jumps: reading.jumps && bytes < BYTES_OF_A_JUMP,
        scripted: shell || reading.wants_script,
        bytes,
        hash: hasher.finalize().to_hex()[..16].to_owned(),
        extent: Extent::Whole,
    };
    (sight, fault)
}

/// A page that is counted while it is read.
struct Counted<R> {
    html: R,
    bytes: usize,
    hasher: Hasher,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.html.read(buffer)?;
        self.bytes += read;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

/// A text from elsewhere as one line without anything that could change how a terminal or a page shows what stands around
/// it; `None` where nothing remains.
pub fn printable(text: &str) -> Option<String> {
    let hidden = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let shown: String = spaced.chars().filter(|c| !hidden(c)).take(LONGEST_TITLE * 4).collect();
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let start: String = words.chars().take(LONGEST_TITLE).collect();
    (!start.is_empty()).then(|| start.trim_end().to_owned())
}

/// The element whose text is being read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Page,
    Title,
    Heading,
    Script,
    Style,
    NoScript,
}

#[derive(Default)]
struct Reading {
    within: Within,
    title: Option<String>,
    heading: Option<String>,
    ids: BTreeSet<String>,
    refresh: Option<(u64, String)>,
    jumps: bool,
    scripts: usize,
    words: usize,
    wants_script: bool,
}

impl Reading {
    fn open(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        for attribute in [b"id".as_slice(), b"name"] {
            if attribute == b"name" && name != b"a" {
                continue;
            }
            self.ids.extend(value(tag, attribute).filter(|id| !id.is_empty()));
        }
        match name {
            b"title" if self.title.is_none() => {
                self.title = Some(String::new());
                self.within = Within::Title;
            }
            b"h1" if self.heading.is_none() => {
                self.heading = Some(String::new());
                self.within = Within::Heading;
            }
            b"script" => {
                self.scripts += 1;
                self.within = Within::Script;
            }
            b"style" => self.within = Within::Style,
            b"noscript" => self.within = Within::NoScript,
            // A browser that runs scripts does not see what stands there for others.
            b"meta" if self.within == Within::NoScript => {}
            b"meta" if value(tag, b"http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh")) => {
                self.refresh =
                    self.refresh.take().or_else(|| value(tag, b"content").and_then(|to| refresh(&to)));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        let ended = match name {
            b"title" => Within::Title,
            b"h1" => Within::Heading,
            b"script" => Within::Script,
            b"style" => Within::Style,
            b"noscript" => Within::NoScript,
            _ => return,
        };
        if self.within == ended {
            self.within = Within::Page;
        }
    }

    fn text(&mut self, text: &str) {
        match self.within {
            Within::Title => self.title.get_or_insert_default().push_str(text),
            Within::Script => {
                let calls = [
                    "location.replace(",
                    "location.assign(",
                    "location.href=",
                    "location.href =",
                    "window.location=",
                ];
                self.jumps |= calls.iter().any(|call| text.contains(call));
            }
            Within::Style => {}
            Within::NoScript => {
                let text = text.to_ascii_lowercase();
                self.wants_script |= text.contains("javascript") && self.words < WORDS_OF_A_SHELL;
            }
            Within::Heading | Within::Page => {
                if self.within == Within::Heading {
                    self.heading.get_or_insert_default().push_str(text);
                }
                self.words += text.split_whitespace().count();
            }
        }
    }
}

fn value(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.iter().find(|(key, _)| key.as_slice() == name)?.1;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

/// `0;URL=welcome.html` as seconds and place. WHATWG HTML, "shared declarative refresh steps".
fn refresh(content: &str) -> Option<(u64, String)> {
    let (seconds, rest) = content.split_once([';', ','])?;
    let seconds = seconds.trim().split('.').next()?.parse().ok()?;
    let rest = rest.trim();
    let url = match rest.get(..3) {
        Some(word) if word.eq_ignore_ascii_case("url") => {
            rest[3..].trim_start().strip_prefix('=').unwrap_or(rest)
        }
        _ => rest,
    };
    let url = url.trim().trim_matches(['"', '\'']);
    (!url.is_empty()).then(|| (seconds, url.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(html: &str) -> Sight {
        sight(html.as_bytes()).0
    }

    #[test]
    fn ids_names_title_and_heading_are_read() {
        let page = seen(
            "<title> SQS\n timeout </title><h1 id=top>How <b>long</b></h1><a name='x'>y</a><p name=no id='a b'>",
        );
        assert_eq!(page.title.as_deref(), Some("SQS timeout"));
        assert_eq!(page.heading.as_deref(), Some("How long"));
        assert_eq!(page.ids.iter().map(String::as_str).collect::<Vec<_>>(), ["a b", "top", "x"]);
    }

    #[test]
    fn what_stands_in_scripts_and_comments_is_no_id() {
        assert!(seen("<script>'<p id=a>'</script><!-- <p id=b> --><style>#c{}</style>").ids.is_empty());
    }

    #[test]
    fn a_page_that_leads_on_says_where() {
        assert_eq!(
            seen("<meta http-equiv=Refresh content='0;URL=welcome.html'>").refresh,
            Some((0, "welcome.html".into()))
        );
        assert_eq!(
            seen("<meta http-equiv=refresh content=\"10; url='/a'\">").refresh,
            Some((10, "/a".into()))
        );
        assert_eq!(seen("<meta http-equiv=refresh content=30>").refresh, None);
        assert_eq!(
            seen("<noscript><meta http-equiv=refresh content='0;url=/plain'></noscript>").refresh,
            None
        );
        assert!(seen("<script>window.location.replace('/x')</script>").jumps);
        let long = format!("<script>location.replace('/x')</script>{}", "word ".repeat(2_000));
        assert!(!seen(&long).jumps);
    }

    #[test]
    fn a_page_that_scripts_build_is_known_as_one() {
        assert!(seen("<div id=__next></div><script src=/main.js></script>").scripted);
        assert!(seen("<noscript>This page requires JavaScript.</noscript><script src=a></script>").scripted);
        assert!(!seen(&format!("<script src=a></script><p>{}</p>", "word ".repeat(100))).scripted);
        assert!(!seen("<p>A short page.</p>").scripted);
    }

    #[test]
    fn nothing_of_a_title_can_change_how_a_terminal_shows_what_follows() {
        assert_eq!(printable("a\u{1b}[31m\u{202e}b\r\nc").as_deref(), Some("a[31mb c"));
        assert_eq!(printable("\u{200b} \n"), None);
        assert_eq!(printable(&"x".repeat(10_000)).map(|text| text.len()), Some(LONGEST_TITLE));
    }
}
