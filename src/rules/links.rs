//! Findings about what leads somewhere in the notes: links and embeds.

use super::{BROKEN_LINK, DUPLICATE_ID, EMBED_AS_LINK, LINK_TO_WITHHELD, UNSAFE_LINK};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A link to a place in a note that is there, but not that place.
pub fn broken_fragment(span: Span, target: &str, near: Option<&str>) -> Diagnostic {
    let help = near.map_or_else(
        || "correct it, or leave out what stands behind `#`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let kind = if target.contains("#^") { "block" } else { "heading" };
    Diagnostic::at(&BROKEN_LINK, span, format!("there is no such {kind}: `{target}`")).help(help)
}

/// A link that leads nowhere.
pub fn broken_link(span: Span, target: &str, near: Option<&str>) -> Diagnostic {
    let help = near.map_or_else(
        || "correct the link, or remove it; its text is shown without a link".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::at(&BROKEN_LINK, span, format!("this link leads nowhere: `{target}`")).help(help)
}

/// A link on a finished page that leads nowhere, and that no note or template shows as such.
pub fn broken_output_link(page: &str, target: &str) -> Diagnostic {
    Diagnostic::nowhere(&BROKEN_LINK, format!("a link on {page} leads nowhere: `{target}`"))
        .help("look for it in the site's own templates")
}

/// An id that stands twice on a finished page.
pub fn duplicate_id(page: &str, id: &str) -> Diagnostic {
    Diagnostic::nowhere(&DUPLICATE_ID, format!("the id `{id}` stands more than once on {page}"))
        .help("give the two places different names")
}

/// An embed in what it embeds; `notes` are those from one to the other.
pub fn embed_cycle(span: Span, notes: &[&str]) -> Diagnostic {
    Diagnostic::at(&EMBED_AS_LINK, span, format!("this embed would show itself: {}", notes.join(" → ")))
        .label("shown as a link")
        .help("leave out the `!` before one of these embeds")
}

/// An embed in an embed, and so on.
pub fn embed_too_deep(span: Span, most: usize) -> Diagnostic {
    Diagnostic::at(&EMBED_AS_LINK, span, format!("embeds stand in one another more than {most} deep here"))
        .label("shown as a link")
        .help("embed this note where it is needed, and leave out the `!` here")
}

/// An embed for which there is no more room.
pub fn embed_too_large(span: Span) -> Diagnostic {
    Diagnostic::at(&EMBED_AS_LINK, span, "so much is embedded already that this embed is left out")
        .label("shown as a link")
        .help("embed less of the notes: a heading or a block instead of a whole note")
}

/// A link to a note that has no page.
pub fn link_to_nothing(span: Span, target: &str) -> Diagnostic {
    Diagnostic::at(&BROKEN_LINK, span, format!("this link leads to a note that has no page: `{target}`"))
        .help("a note without text has none; write something in it, or remove the link")
}

/// A link to what is withheld.
pub fn link_to_withheld(span: Span, target: &str, why: &str) -> Diagnostic {
    Diagnostic::at(&LINK_TO_WITHHELD, span, format!("this link leads to what is withheld: `{target}`"))
        .label("shown without a link")
        .help(format!("{why}; publish that too, or take out the link"))
}

/// A link to a file of a kind that pages do not show.
pub fn unshown_kind(span: Span, target: &str) -> Diagnostic {
    Diagnostic::at(&BROKEN_LINK, span, format!("a file of this kind is not shown: `{target}`"))
        .help("export it as an image, and show that")
}

/// A link to a file that could run a script where the site stands.
pub fn running_file(span: Span, target: &str) -> Diagnostic {
    Diagnostic::at(
        &UNSAFE_LINK,
        span,
        format!("this file is not published, for it can run scripts: `{target}`"),
    )
    .help("write it as a note; or set `html: trust`, if all that stands among the notes is your own")
}

/// A link of a kind that could run a script.
pub fn unsafe_link(span: Span, target: &str) -> Diagnostic {
    Diagnostic::at(&UNSAFE_LINK, span, format!("this link is not put out: `{target}`"))
        .help("only http, https, mailto and tel addresses, and places in the notes, are linked")
}
