//! Flashcards: questions that the notes ask and answer by their form.

use super::reading::{Reading, heading_like};
use super::text::{Prose, plain, trimmed, word_count, words_of};
use super::units::{among, is_one_of};
use crate::site::blocks::{Block, Kind, Style};
use crate::site::view::study::PieceView;
use std::ops::Range;

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The block that asks.
    pub block: usize,
    /// Which form of the notes it comes from; cards of two forms differ though they ask the same.
    pub form: Form,
    /// What is asked.
    pub front: Vec<PieceView>,
    /// The answer.
    pub back: Vec<PieceView>,
}

/// The form of the notes that a card comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A term and its definition.
    Term,
    /// A sentence of which something is marked.
    Mark,
    /// A question and its answer.
    Question,
}

impl Form {
    /// Its name in what the name of a card is made of.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Mark => "mark",
            Self::Question => "question",
        }
    }
}

/// A term has at most this many words.
const TERM: usize = 8;

/// Before a term stand less than this many signs, which are no words.
const SIGNS: usize = 12;

/// A definition has at least this many words, and so has what is left of a sentence without its mark.
const LEAST: usize = 3;

/// A mark of more words than this is hidden by nobody.
const HIDDEN: usize = 12;

/// An answer is made of at most this many blocks.
const ANSWER: usize = 12;

/// An answer is looked for in at most this many blocks.
const REACH: usize = 200;

/// The cards of a section, in order.
pub(super) fn cards(reading: &Reading) -> Vec<Card> {
    let mut found = Vec::new();
    for (at, prose) in reading.text() {
        match prose.block.kind {
            Kind::Heading | Kind::Cell { .. } => {}
            Kind::Summary => found.extend(folded(reading, at)),
            Kind::Term => found.extend(defined(reading, at)),
            _ => {
                let asked = asked(reading, at);
                let terms = if asked.is_empty() { terms(at, prose) } else { Vec::new() };
                found.extend(asked.into_iter().chain(terms));
            }
        }
        found.extend(clozes(at, prose));
    }
    found.retain(|card| is_balanced(&words_of(&card.front)));
    found
}

/// Whether each bracket has its other half: where one has not, the text is a scrap. `a)` before a choice is no bracket.
fn is_balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for line in text.lines() {
        let line = line.trim_start();
        let choice = line.find(')').filter(|&at| at <= 3 && line[..at].chars().all(char::is_alphanumeric));
        for sign in line[choice.map_or(0, |at| at + 1)..].chars() {
            match sign {
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' if open.pop() != Some(sign) => return false,
                _ => {}
            }
        }
    }
    open.is_empty()
}

/// The terms that a block defines: `**term**: definition`, one a line.
fn terms(at: usize, prose: &Prose) -> Vec<Card> {
    let text = &prose.block.text;
    let begins = |start: usize| {
        let before = text[..start].chars().rev().take(SIGNS).take_while(|c| *c != '\n');
        let apart = start < SIGNS || text[..start].chars().rev().take(SIGNS).any(|c| c == '\n');
        apart && !before.clone().any(char::is_alphanumeric)
    };
    let strong: Vec<Range<usize>> =
        prose.block.styled(Style::Strong).filter(|range| begins(range.start)).cloned().collect();
    let ends = strong.windows(2).map(|pair| {
        let between = text.get(pair[0].end..pair[1].start).unwrap_or_default();
        between.rfind('\n').map_or(pair[1].start, |at| pair[0].end + at)
    });
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    strong.iter().zip(ends).filter_map(|(term, end)| definition(at, prose, term, end.max(term.end))).collect()
}

/// The card of a term that a line begins with, if what follows up to `end` defines it.
fn definition(at: usize, prose: &Prose, term: &Range<usize>, end: usize) -> Option<Card> {
    let text = &prose.block.text;
    let bold = &text[term.clone()];
    let closed = bold.trim_end().ends_with(':');
    let rest = &text[term.end..end];
    let joint = [
        "--> ", "-> ", "=> ", "- ", "– ", "— ", "= ", "→ ", ":", "is a ", "is an ", "is the ", "is like ",
        "are ",
    ]
    .iter()
    .find(|joint| {
        let rest = rest.trim_start_matches(' ');
        rest.starts_with(*joint) && (joint.starts_with(':') || rest.len() < term_gap(text, term.end, end))
    });
    let joint = if closed { Some(&"") } else { joint };
    let said = joint.filter(|joint| joint.starts_with("is ") || joint.starts_with("are "));
    let skip = rest.len() - rest.trim_start_matches(' ').len();
    let from = term.end
        + joint.map(|joint| if said.is_some() { skip } else { (skip + joint.len()).min(rest.len()) })?;
    let back = trimmed(text, from..end)?;
    let name = heading_like(bold)
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '.' | '@' | '$' | '/'));
    (is_term(name) && is_definition(&text[back.clone()])).then(|| Card {
        block: at,
        form: Form::Term,
        front: vec![plain(name)],
        back: prose.pieces(back, &[]),
    })
}

/// One more than the bytes between `from` and `end` where a space stands at `from`; nothing can be shorter otherwise.
fn term_gap(text: &str, from: usize, end: usize) -> usize {
    if text[from..end].starts_with(' ') { end - from + 1 } else { 0 }
}

/// Words that head a list or a remark, and are defined by nothing.
const NO_TERMS: &str = "note, notes, example, examples, e.g, eg, tip, tips, important, warning, caution, attention, info, \
    benefits, features, key features, pros, cons, use case, use cases, pricing, price, cost, costs, limits, \
    limitations, limitation, summary, definition, purpose, types, steps, when to use, when to use it, how it \
    works, overview, advantages, disadvantages, remember, exam tip, exam tips, answer, answers, question, \
    questions, why, how, what, default, description, goal, goals, result, results, problem, solution, \
    source, sources, link, links, see, see also, and, or, but, not, reference, references, input, output, \
    yes, no, true, false, correct, incorrect, explanation, todo, alternatives, alternatives and lock-in, \
    update, edit, ps, p.s, nb, n.b, hint, q, a, characteristics, optional, required, usage, conclusion, \
    manual, automatic, basics, before, now, after, flow, security, maintenance, monitoring, configuration, \
    connections, requirements, restrictions, timeout, settings, architecture, performance, availability, \
    scalability, integration, standard, first, second, third, finally, alternatively, also, both, other, \
    others, on, off";

/// Words with which no term begins, but advice does.
const ADVICE: &str = "use, using, choose, avoid, consider, don't, don’t, do, never, always, make, be, keep, best, not, \
    example, migrating, when, if, only, more, for, prepare, implement, create, enable, check, you, it, this, \
    these, how, why, what";

fn is_term(term: &str) -> bool {
    let lower = term.to_lowercase();
    let advice = lower.split(' ').next().is_some_and(|first| among(ADVICE, first));
    let step = ["step ", "option ", "part ", "phase ", "day ", "week ", "question "].iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    (1..=TERM).contains(&word_count(term))
        && term.contains(char::is_alphabetic)
        && !term.contains(['\n', '?', '!'])
        && !among(NO_TERMS, lower.trim_end_matches(['.', ':']))
        && !step
        && !advice
}

/// Whether a text is a definition, and neither leads on to a list nor only gives an example.
fn is_definition(text: &str) -> bool {
    let lower = text.get(..12).unwrap_or(text).to_lowercase();
    let example = ["e.g", "eg", "for example", "example", "see ", "ex:", "todo", "http"]
        .iter()
        .any(|word| lower.starts_with(word));
    word_count(text) >= LEAST
        && !text.ends_with([':', '?'])
        && !example
        && !text.contains("??")
        && !text.contains('•')
}

/// The card of a term in a definition list.
fn defined(reading: &Reading, at: usize) -> Option<Card> {
    let rest = &reading.prose[at + 1..];
    let own: Vec<&Prose> =
        rest.iter().take(ANSWER).take_while(|prose| prose.block.kind == Kind::Definition).collect();
    let term = reading.blocks[at].text.trim();
    let text = own.iter().map(|prose| prose.block.text.as_str()).collect::<Vec<_>>().join(" ");
    let sure = (1..=TERM).contains(&word_count(term)) && word_count(&text) >= LEAST;
    sure.then(|| Card { block: at, form: Form::Term, front: vec![plain(term)], back: joined(own) })
}

/// The card of a mark: its sentence without it, and what it hides.
fn clozes(at: usize, prose: &Prose) -> Vec<Card> {
    let text = &prose.block.text;
    let marks = prose.block.styled(Style::Mark).take(ANSWER);
    let cards = marks.filter_map(|mark| {
        let mark = trimmed(text, mark.clone())?;
        let around = prose.around(&mark);
        let left = word_count(&text[around.start..mark.start]) + word_count(&text[mark.end..around.end]);
        let hidden = word_count(&text[mark.clone()]);
        if left < LEAST + 1 || !(1..=HIDDEN).contains(&hidden) || around.len() > 500 {
            return None;
        }
        let mut front = prose.pieces(around.start..mark.start, &[]);
        front.retain(|piece| !piece.text.is_empty());
        front.push(PieceView { text: "[…]".to_owned(), mark: true, code: false });
        front.extend(
            prose.pieces(mark.end..around.end, &[]).into_iter().filter(|piece| !piece.text.is_empty()),
        );
        Some(Card { block: at, form: Form::Mark, front, back: prose.pieces(mark, &[]) })
    });
    cards.collect()
}

/// Where the question begins that a text asks by `Q:`; likewise its answer by `A:`.
fn behind_sign(text: &str, signs: &[&str]) -> Option<usize> {
    signs.iter().find_map(|sign| {
        let head = text.get(..sign.len()).filter(|head| head.eq_ignore_ascii_case(sign))?;
        let rest = text[head.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = rest.strip_prefix([':', '.', ')']).filter(|rest| rest.starts_with(char::is_whitespace))?;
        Some(text.len() - rest.len())
    })
}

/// How an answer begins.
const ANSWERS: &[&str] = &["answer", "ans", "a"];

/// The cards of each line of a block that asks by `Q:`, with the `A:` that follows: before the next such line, or, for
/// the last of them, in the next block.
fn asked(reading: &Reading, at: usize) -> Vec<Card> {
    let prose = &reading.prose[at];
    let questions = questions(&prose.block.text);
    let ends = questions.iter().skip(1).map(|next| next.start).chain([prose.block.text.len()]);
    let cards = questions.iter().zip(ends).filter_map(|(question, end)| {
        let last = end == prose.block.text.len();
        let below = || if last { answered_below(reading, at, question.end) } else { None };
        let (front, back) = answered(prose, question.end..end).or_else(below)?;
        let sure = word_count(&prose.block.text[front.clone()]) >= LEAST && !words_of(&back).is_empty();
        sure.then(|| Card { block: at, form: Form::Question, front: prose.pieces(front, &[]), back })
    });
    cards.collect()
}

/// The signs by which lines of a text ask.
fn questions(text: &str) -> Vec<Range<usize>> {
    let lines = [0].into_iter().chain(text.match_indices('\n').map(|(end, _)| end + 1));
    let signs = lines.filter_map(|line| Some(line..line + behind_sign(&text[line..], &["question", "q"])?));
    signs.collect()
}

/// The question that `range` begins with, and the answer that a later line of it begins.
fn answered(prose: &Prose, range: Range<usize>) -> Option<(Range<usize>, Vec<PieceView>)> {
    let text = &prose.block.text;
    let mut lines = text[range.clone()].match_indices('\n').map(|(end, _)| range.start + end);
    let (end, answer) =
        lines.find_map(|end| Some((end, end + 1 + behind_sign(&text[end + 1..], ANSWERS)?)))?;
    let front = trimmed(text, range.start..end)?;
    Some((front, prose.pieces(trimmed(text, answer..range.end)?, &[])))
}

/// The question from `from` to the end of a block, and the answer that the next block begins with.
fn answered_below(reading: &Reading, at: usize, from: usize) -> Option<(Range<usize>, Vec<PieceView>)> {
    let text = &reading.prose[at].block.text;
    let next = reading.prose.get(at + 1)?;
    let below = &next.block.text;
    let answer = behind_sign(below, ANSWERS)?;
    let end = questions(below).first().map_or(below.len(), |question| question.start);
    Some((trimmed(text, from..text.len())?, next.pieces(trimmed(below, answer..end)?, &[])))
}

/// The card of a fold: what it shows asks, or says that the answer to the lines above it is inside.
fn folded(reading: &Reading, at: usize) -> Option<Card> {
    let prose = &reading.prose[at];
    let block = prose.block;
    let fold = block.fold?;
    let inside = reading.prose[at + 1..].iter().take(REACH).take_while(|next| next.block.fold >= Some(fold));
    let inside: Vec<&Prose> = inside.filter(|next| next.block.fold == Some(fold)).take(ANSWER).collect();
    let kind = block.styled(Style::CalloutKind).next();
    let from = kind.map_or(0, |kind| kind.end);
    let title = trimmed(&block.text, from..block.text.len())?;
    let words = &block.text[title.clone()];
    let question_callout =
        kind.is_some_and(|kind| is_one_of(&["question:", "help:", "faq:"], &block.text[kind.clone()]));
    let answers = [
        "answer",
        "show answer",
        "answers",
        "solution",
        "show solution",
        "reveal",
        "reveal answer",
        "see answer",
        "click for answer",
        "click to reveal",
    ];
    let front = if words.ends_with('?') && word_count(words) >= LEAST
        || question_callout && word_count(words) >= LEAST
    {
        prose.pieces(title, &[])
    } else if is_one_of(&answers, words.trim_end_matches([':', '.', '!'])) {
        question_above(reading, at)?
    } else {
        return None;
    };
    (!inside.is_empty()).then(|| Card { block: at, form: Form::Question, front, back: joined(inside) })
}

/// The question above a folded answer, with what one can choose from.
fn question_above(reading: &Reading, at: usize) -> Option<Vec<PieceView>> {
    let apart = |block: &Block| {
        matches!(block.kind, Kind::Heading | Kind::Summary | Kind::Cell { .. }) || block.fold.is_some()
    };
    let above = reading.prose[..at].iter().rev().take(ANSWER).take_while(|prose| !apart(prose.block));
    let mut lines: Vec<&Prose> = Vec::new();
    for prose in above {
        lines.push(prose);
        if prose.block.text.contains('?') {
            lines.reverse();
            return Some(joined(lines));
        }
    }
    None
}

/// The texts of blocks, a line each.
fn joined(blocks: Vec<&Prose>) -> Vec<PieceView> {
    let mut pieces: Vec<PieceView> = Vec::new();
    for prose in blocks {
        pieces.extend((!pieces.is_empty()).then(|| plain("\n")));
        pieces.extend(prose.pieces(0..prose.block.text.len(), &[]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use crate::site::study::tests::found;
    use crate::site::study::text::words_of;

    /// The cards of a note: `front | back`.
    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        let lines = found(note).cards.into_iter();
        let lines = lines
            .map(|card| format!("{} | {}", words_of(&card.front), words_of(&card.back)).replace('\n', " / "));
        assert_eq!(lines.collect::<Vec<_>>(), expected, "{note}");
    }

    #[test]
    fn a_term_and_its_definition_are_a_card() {
        check("- **RTO**: time until it is back\n", &["RTO | time until it is back"]);
        check("- 📝 **🔸RTO:** time until it is back\n", &["RTO | time until it is back"]);
        check(
            "- **Public** = Internet requests are possible\n",
            &["Public | Internet requests are possible"],
        );
        check(
            "**Cold Start** --> set-up time of an environment\n",
            &["Cold Start | set-up time of an environment"],
        );
        check(
            "**Lambda alias** is like a pointer to a version.\n",
            &["Lambda alias | is like a pointer to a version."],
        );
        check(
            "**RCU** - one strong read a second\n**WCU** - one write of a second\n",
            &["RCU | one strong read a second", "WCU | one write of a second"],
        );
        check("RTO\n: time until it is back\n: in `hours`\n", &["RTO | time until it is back / in hours"]);
    }

    #[test]
    fn a_marked_stretch_is_hidden_in_its_sentence() {
        check(
            "Pick one. Keys are encrypted ==by default== in every region. Fine.\n",
            &["Keys are encrypted […] in every region. | by default"],
        );
        check("==A whole sentence that is marked.==\n\nuse ==it==\n", &[]);
    }

    #[test]
    fn questions_with_answers_are_cards() {
        check(
            "Q: How long is the default timeout?\nA: 30 seconds\n",
            &["How long is the default timeout? | 30 seconds"],
        );
        check(
            "**Q1.** How long is it kept?\n\n**Answer:** Four days.\n",
            &["How long is it kept? | Four days."],
        );
        check(
            "Q: How long is it kept?\nA: Four days\nor more\nQ: How large may it be?\nA: 256 KB\n",
            &["How long is it kept? | Four days / or more", "How large may it be? | 256 KB"],
        );
        check(
            "Q: How long is it kept?\n\nA: Four days\nQ: How large may it be?\n\nA: 256 KB\n",
            &["How long is it kept? | Four days", "How large may it be? | 256 KB"],
        );
        check(
            "<details><summary>How long is it kept?</summary>\n\nFour days.\n\n- or more\n\n</details>\n\nAfter\n",
            &["How long is it kept? | Four days. / or more"],
        );
        check("> [!question]- How long is it kept?\n> Four days.\n", &["How long is it kept? | Four days."]);
        check(
            "Which one is fast?\n\n- A) EBS\n- B. EFS\n\n<details><summary>Answer</summary>\nA\n</details>\n",
            &["Which one is fast? / A) EBS / B. EFS | A"],
        );
    }

    #[test]
    fn what_would_be_a_senseless_card_is_left_out() {
        for note in [
            "- **Key features:** many things and more\n- **Note**: this is hard to do\n- **Step 2**: do this and that\n",
            "- **Types**:\n  - one\n- **Use roles for EC2:** they are much better than keys\n",
            "- **Term**: two words\n",
            "- **Do you want it?** - yes we want it\n",
            "- **Public permissions**: e.g. one of these here\n",
            "**User data is limited to 16 KB in size**. Anything larger will fail.\n",
            "The **partition key** is a thing in the middle\n\n**bold-text** without a sign here\n",
            "| **a** | **RTO**: time until it is back |\n|-|-|\n",
            "<details><summary>More</summary>\n\nsome text here\n\n</details>\n",
            "Q: nothing answers this here?\n\nNext.\n",
            "- **EXAM HINT]** use the NLB for it\n- **EXAM HINT]**: use the NLB for it\n",
            "- **Keys (managed**: by the customer) or not\n\nIt is (see below. And ==that== is it) too.\n",
        ] {
            check(note, &[]);
        }
    }
}
