//! Formulas become `MathML`, which browsers show by themselves.

use crate::site::html::{attribute, safe_math};
use pulldown_cmark::Event;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::{Event as Piece, StateChange};
use pulldown_latex::{Parser, ParserError, Storage, push_mathml};

/// Longer formulas are shown as they were typed: reading deeply nested ones takes long.
const LONGEST: usize = 2000;
/// So are those with more commands than this: commands inside each other take much of the stack.
const MOST_COMMANDS: usize = 100;

/// Puts formulas out.
pub(super) fn formulas<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    events.map(|event| match event {
        Event::InlineMath(tex) => Event::InlineHtml(formula(&tex, DisplayMode::Inline).into()),
        Event::DisplayMath(tex) => Event::InlineHtml(formula(&tex, DisplayMode::Block).into()),
        other => other,
    })
}

/// A formula with its source; the source alone, as code, where it cannot be read.
fn formula(tex: &str, display_mode: DisplayMode) -> String {
    let source = attribute(tex);
    mathml(tex, &source, display_mode).unwrap_or_else(|| {
        let class = if display_mode == DisplayMode::Block { "math display" } else { "math" };
        format!("<code class=\"{class}\">{source}</code>")
    })
}

fn mathml(tex: &str, source: &str, display_mode: DisplayMode) -> Option<String> {
    if tex.len() > LONGEST || tex.matches('\\').count() > MOST_COMMANDS {
        return None;
    }
    let storage = Storage::new();
    let pieces: Vec<Piece> = Parser::new(tex, &storage).collect::<Result<_, _>>().ok()?;
    // Colours are the theme's: others may be unreadable on its dark side.
    let pieces =
        pieces.into_iter().filter(|piece| !matches!(piece, Piece::StateChange(StateChange::Color(_))));
    let config = RenderConfig { display_mode, annotation: Some(source), ..RenderConfig::default() };
    let mut mathml = String::new();
    push_mathml(&mut mathml, pieces.map(Ok::<_, ParserError>), config).ok()?;
    Some(safe_math(&mathml))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST_COMMANDS, formula};
    use crate::site::html::count_words;
    use pulldown_latex::config::DisplayMode::{Block, Inline};

    #[test]
    fn a_formula_is_mathml_with_its_source() {
        assert_eq!(
            formula("3^{rd}", Inline),
            "<math display=\"inline\"><semantics><mrow><msup><mn>3</mn><mrow><mi>r</mi><mi>d</mi></mrow></msup></mrow>\
             <annotation encoding=\"application/x-tex\">3^{rd}</annotation></semantics></math>"
        );
        assert_eq!(
            count_words(&formula("\\frac{size}{4}", Block)),
            3,
            "the words that were typed, each once"
        );
    }

    #[test]
    fn what_is_no_formula_is_shown_as_it_was_typed() {
        assert_eq!(formula("\\foo{<b>", Inline), "<code class=\"math\">\\foo{&lt;b&gt;</code>");
        assert_eq!(formula("{x", Block), "<code class=\"math display\">{x</code>");
    }

    #[test]
    fn nothing_in_a_formula_is_html() {
        for attack in [
            "a</annotation><script>alert(1)</script>",
            "\\text{<img src=x onerror=alert(1)>}",
            "\\color{red;background:url(x)}{x}",
            "<mglyph><style><img src=x onerror=alert(1)>",
            "\\operatorname{<b>}",
        ] {
            let html = formula(attack, Inline);
            for bad in ["<script", "<img", "<style", "<b>", "style="] {
                assert!(!html.contains(bad), "{attack}: {html}");
            }
        }
    }

    #[test]
    fn a_formula_nested_as_deep_as_may_be_is_read() {
        for nested in ["\\sqrt", "\\frac", "{", "x^{", "\\left(", "\\hat", "\\begin{matrix}", "\\text{"] {
            let most = if nested.starts_with('\\') { MOST_COMMANDS } else { LONGEST / (nested.len() + 1) };
            formula(&nested.repeat(most), Block);
            formula(&(nested.repeat(most) + &"}".repeat(most)), Block);
        }
        let roots = formula(&("\\sqrt{".repeat(MOST_COMMANDS) + "x" + &"}".repeat(MOST_COMMANDS)), Block);
        assert_eq!(roots.matches("<msqrt>").count(), MOST_COMMANDS);
    }
}
