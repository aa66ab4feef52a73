//! Code becomes HTML with a few short classes, which the theme colours in light and dark.

use pulldown_cmark_escape::escape_html;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// Larger blocks are shown without colours: a grammar may take very long on them (syntect#460).
const LARGEST_BLOCK: usize = 64 * 1024;
/// Blocks with a longer line than this are shown without colours, for the same reason.
const LONGEST_LINE: usize = 4 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The code block of a fence with this info string, as HTML. Unknown languages are only escaped.
pub fn code_block(info: &str, code: &str) -> String {
    let language = language(info);
    let mut html = match &language {
        Some(language) => format!(
            "<div class=\"code\" data-language=\"{}\"><pre tabindex=\"0\"><code class=\"language-{language}\">",
            label(language)
        ),
        None => "<div class=\"code\"><pre tabindex=\"0\"><code>".to_owned(),
    };
    let small = code.len() <= LARGEST_BLOCK && code.lines().all(|line| line.len() <= LONGEST_LINE);
    let syntax = language.filter(|_| small).and_then(|language| SYNTAXES.find_syntax_by_token(&language));
    match syntax.and_then(|syntax| highlighted(syntax, code)) {
        Some(highlighted) => html.push_str(&highlighted),
        None => escape(&mut html, code),
    }
    html.push_str("</code></pre></div>\n");
    html
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

fn highlighted(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut html = Painter { html: String::with_capacity(code.len() * 2), class: None };
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    for line in code.split_inclusive('\n') {
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
    use super::code_block;

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
