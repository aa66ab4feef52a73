//! The script that keeps a page of the preview up to date, of the files beside it.

/// All of it, in a block of its own: what it names is hidden from the scripts of the page.
pub(super) const SCRIPT: &str = concat!(
    "{\nconst own = document.currentScript.dataset;\nconst base = own.base;\n",
    include_str!("memory.js"),
    include_str!("align.js"),
    include_str!("page.js"),
    include_str!("hold.js"),
    include_str!("files.js"),
    include_str!("style.js"),
    include_str!("finding.js"),
    include_str!("panel.js"),
    include_str!("follow.js"),
    include_str!("wire.js"),
    include_str!("start.js"),
    "}\n"
);
