//! Code becomes HTML with a few short classes, which the theme colours in light and dark.
#![allow(
    clippy::disallowed_methods,
    reason = "a grammar may never end, and only a thread can be left behind"
)]

use pulldown_cmark_escape::escape_html;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, mpsc};
use std::thread;
use std::time::Duration;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// Larger blocks are shown without colours: a grammar may take very long on them (syntect#460).
const LARGEST_BLOCK: usize = 64 * 1024;
/// Blocks with a longer line than this are shown without colours, for the same reason.
const LONGEST_LINE: usize = 4 * 1024;

/// A block that takes longer is shown without colours: the slowest grammar needs 0.3 s for the largest block, and some
/// have hung for ever (bat#677).
const DEADLINE: Duration = Duration::from_secs(5);

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The code block of a fence with this info string, as HTML. Unknown languages are only escaped, and so are blocks that
/// are too large or take too long: their label says so.
pub fn code_block(info: &str, code: &str) -> String {
    let Some(language) = language(info) else { return framed("", "", &escaped(code)) };
    let class = format!(" class=\"language-{language}\"");
    let name = label(&language);
    let Some(syntax) = SYNTAXES.find_syntax_by_token(alias(&language)) else {
        return framed(name, &class, &escaped(code));
    };
    let small = code.len() <= LARGEST_BLOCK && code.lines().all(|line| line.len() <= LONGEST_LINE);
    let owned = code.to_owned();
    match small.then(|| within(DEADLINE, move |abandoned| highlighted(syntax, &owned, abandoned))) {
        None => framed(&format!("{name} · too large for colours"), &class, &escaped(code)),
        Some(None) => framed(&format!("{name} · too slow for colours"), &class, &escaped(code)),
        Some(Some(coloured)) => framed(name, &class, &coloured.unwrap_or_else(|| escaped(code))),
    }
}

/// What `work` gives, if it gives it in time. It is told when nobody waits any more.
fn within<T: Send + 'static>(
    deadline: Duration,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> Option<T> {
    let (done, waiting) = mpsc::channel();
    let abandoned = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&abandoned);
    // Whoever waited may be gone.
    let worker = move || drop(done.send(work(&told)));
    thread::Builder::new().spawn(worker).ok()?;
    let given = waiting.recv_timeout(deadline).ok();
    abandoned.store(true, Ordering::Relaxed);
    given
}

/// A block of code that is HTML already, with a label, which no reader's program takes for words of the notes.
fn framed(label: &str, class: &str, code: &str) -> String {
    let label = if label.is_empty() { String::new() } else { format!(" data-language=\"{label}\"") };
    format!("<div class=\"code\"{label}><pre tabindex=\"0\"><code{class}>{code}</code></pre></div>\n")
}

/// What the grammars call a language that goes by another name in notes.
fn alias(language: &str) -> &str {
    match language {
        "cfn" | "cloudformation" | "sam" => "yaml",
        "console" | "shell-session" | "terminal" => "bash",
        "json5" | "jsonc" => "json",
        "vtl" => "html",
        other => other,
    }
}

/// What to call a language: what another program would make a picture or a list of is named as its source.
fn label(language: &str) -> &str {
    match language {
        "chart" => "Chart (source)",
        "compressed-json" | "excalidraw" => "Excalidraw drawing (source)",
        "dataview" | "dataviewjs" => "Dataview query (source)",
        "mermaid" => "Mermaid diagram (source)",
        "plantuml" | "puml" => "PlantUML diagram (source)",
        "query" => "Obsidian query (source)",
        "tasks" => "Tasks query (source)",
        "tikz" => "TikZ drawing (source)",
        other => other,
    }
}

/// The language of an info string: its first word, if it can stand in an attribute.
fn language(info: &str) -> Option<String> {
    let word = info.split([' ', ',', '\t', '{']).next()?.trim_start_matches('.').to_ascii_lowercase();
    let safe = word.chars().all(|c| c.is_ascii_alphanumeric() || "+#-_".contains(c));
    (safe && !word.is_empty() && word.len() <= 32).then_some(word)
}

fn highlighted(syntax: &SyntaxReference, code: &str, abandoned: &AtomicBool) -> Option<String> {
    let mut html = Painter { html: String::with_capacity(code.len() * 2), class: None };
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    for line in code.split_inclusive('\n') {
        if abandoned.load(Ordering::Relaxed) {
            return None;
        }
        let mut from = 0;
        for (at, change) in state.parse_line(line, &SYNTAXES).ok()? {
            html.paint(class(&scopes), &line[from..at]);
            scopes.apply(&change).ok()?;
            from = at;
        }
        html.paint(class(&scopes), &line[from..]);
    }
    Some(html.finish())
}

/// Writes stretches of code, neighbours of one class in one element.
struct Painter {
    html: String,
    class: Option<&'static str>,
}

impl Painter {
    fn paint(&mut self, class: Option<&'static str>, code: &str) {
        if code.is_empty() {
            return;
        }
        if class != self.class && !code.trim().is_empty() {
            self.close();
            if let Some(class) = class {
                self.html.extend(["<span class=\"", class, "\">"]);
            }
            self.class = class;
        }
        escape(&mut self.html, code);
    }

    fn close(&mut self) {
        if self.class.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

fn escaped(code: &str) -> String {
    let mut html = String::with_capacity(code.len() + code.len() / 8);
    escape(&mut html, code);
    html
}

fn escape(html: &mut String, text: &str) {
    escape_html(html, text).expect("writing to a string does not fail");
}

/// The classes of the theme, by the beginning of a scope's name; the first that fits the innermost scope counts.
static CLASSES: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
    let classes = [
        ("comment", "c"),
        ("string", "s"),
        ("constant.character.escape", "e"),
        ("constant", "n"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("variable.function", "f"),
        ("entity.name.tag", "a"),
        ("entity.other.attribute-name", "a"),
        ("entity.name", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("storage.type", "k"),
        ("storage", "k"),
        ("keyword.operator", "o"),
        ("keyword", "k"),
        ("variable", "v"),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
    ];
    let scope = |name| Scope::new(name).expect("the names of scopes in this table are valid");
    classes.map(|(name, class)| (scope(name), class)).into()
});

fn class(scopes: &ScopeStack) -> Option<&'static str> {
    let class = |scope: &Scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    };
    scopes.as_slice().iter().rev().find_map(class)
}

#[cfg(test)]
mod tests {
    use super::{LARGEST_BLOCK, LONGEST_LINE, code_block, within};
    use std::time::Duration;

    #[test]
    fn what_is_too_large_for_colours_is_shown_without_and_says_so() {
        for code in ["x = 1\n".repeat(LARGEST_BLOCK / 6 + 1), "x".repeat(LONGEST_LINE + 1)] {
            let html = code_block("python", &code);
            assert!(
                html.contains("data-language=\"python · too large for colours\"") && html.contains(&code)
            );
        }
    }

    #[test]
    fn what_takes_too_long_is_left_behind_and_told() {
        let (told, tells) = std::sync::mpsc::channel();
        let given = within(Duration::from_millis(1), move |abandoned| {
            while !abandoned.load(std::sync::atomic::Ordering::Relaxed) {
                std::thread::yield_now();
            }
            told.send(()).expect("the test waits");
        });
        assert!(given.is_none() && tells.recv().is_ok());
    }

    #[test]
    fn languages_go_by_the_names_that_notes_give_them() {
        for (name, code) in [
            ("console", "echo \"a\""),
            ("jsonc", "{\"a\": 1}"),
            ("hcl", "a = \"b\""),
            ("ts", "let a = \"b\""),
        ] {
            assert!(code_block(name, code).contains("<span class=\"s\">"), "{name}");
        }
    }

    #[test]
    fn known_languages_are_coloured_and_others_escaped() {
        assert!(code_block("bash", "echo \"a < b\" # why\n").contains("<span class=\"c\"># why"));
        assert_eq!(
            code_block("nolang", "a < b\n"),
            "<div class=\"code\" data-language=\"nolang\"><pre tabindex=\"0\"><code class=\"language-nolang\">a &lt; b\n</code></pre></div>\n"
        );
    }

    #[test]
    fn an_info_string_cannot_leave_its_attribute() {
        assert!(code_block("js\" onmouseover=\"x", "1").starts_with("<div class=\"code\"><pre"));
    }
}
