//! Formulas between dollar signs, told from prices and from variables of a shell.

use crate::notes::Placed;
use pulldown_cmark::Event;
use std::ops::Range;

/// Whether `text` has a formula. Where it has none the parser does not look for any, and so takes no two prices for one.
pub(super) fn has_formulas(text: &str) -> bool {
    let mut signs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('$') {
        match signs.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            _ => signs.push(at..at + 1),
        }
    }
    signs.windows(2).any(|pair| {
        let width = pair[0].len();
        width <= 2 && width == pair[1].len() && is_formula(text, pair[0].start..pair[1].end, width)
    })
}

/// What the parser took for a formula, or, if it is none, the text that it is.
pub(super) fn told_apart<'a>((event, range): Placed<'a>, text: &str) -> Placed<'a> {
    let event = match event {
        Event::InlineMath(tex) if !is_formula(text, range.clone(), 1) => {
            Event::Text(format!("${tex}$").into())
        }
        Event::DisplayMath(tex) if !is_formula(text, range.clone(), 2) => {
            Event::Text(format!("$${tex}$$").into())
        }
        other => other,
    };
    (event, range)
}

/// Whether the part of `text` at `range`, between dollar signs one or two wide, reads like a formula.
fn is_formula(text: &str, range: Range<usize>, width: usize) -> bool {
    let inner = &text[range.start + width..range.end - width];
    let alone = !text[..range.start].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '\\')
        && !text[range.end..].starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '(' | '{'));
    let inner_ends = (inner.chars().next(), inner.chars().next_back());
    let (Some(first), Some(last)) = inner_ends else { return false };
    if !alone || last == '\\' || inner.contains("\n\n") || inner.contains("\n\r\n") {
        return false;
    }
    let tex = inner.contains('\\') || (inner.contains(['^', '_']) && !speaks(inner));
    let relates = inner.contains(['=', '+', '<', '>', '≤', '≥', '≈', '×', '·']);
    let worded = inner.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().nth(1).is_some());
    let lettered = inner.contains(char::is_alphabetic);
    if width == 2 {
        return tex || relates || (lettered && !worded);
    }
    let tight = !first.is_whitespace() && !last.is_whitespace() && first != '{';
    tight && (tex || !worded && (relates || lettered))
}

/// Whether several words stand in what may be a formula, outside of its braces: then `_` and `^` are marks of something else.
fn speaks(inner: &str) -> bool {
    let mut depth = 0_i32;
    let plain = inner.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth > 0 || !c.is_alphabetic()
    });
    plain.filter(|word| word.chars().nth(1).is_some()).count() > 1
}

#[cfg(test)]
mod tests {
    use super::has_formulas;

    #[test]
    fn formulas_are_told_from_prices_and_variables() {
        for formula in [
            "$3^{rd}$ parties",
            "$N_i \\cdot S_i$",
            "a $x$, b",
            "1 WCU $=$ 1KB",
            "$a + b = c$.",
            "公式$x^2$是",
            "$x_{max} + y_{min}$",
            "$$\nRCU = size / 4\n$$",
            "$$x$$",
        ] {
            assert!(has_formulas(formula), "{formula}");
        }
        for text in [
            "$0.023 per GB and $5",
            "$25/$45/**$100**/$125+",
            "from $5 or 10$ a month",
            "it is $5-10$ off",
            "set $HOME/$USER and $PATH",
            "${a}/${b} $(pwd)/$(x) ${{ secrets.X }}",
            "cheap ($) or dear ($$) or ($$$)",
            "US$5 and A$6",
            "\\$x$ and $ x $",
            "$x\n\ny$",
            "Pay $5 for **my_bucket** and 10$ more",
            "kill $$ and $$ again",
        ] {
            assert!(!has_formulas(text), "{text}");
        }
    }
}
