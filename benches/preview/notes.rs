//! Writes the notes of a benchmark as files: `cargo run --release --example preview-notes -- DIR COUNT`.
#![allow(clippy::disallowed_methods, reason = "a benchmark writes files and reads its own arguments")]

#[path = "../notes/mod.rs"]
#[allow(dead_code, reason = "other benchmarks use more of it")]
mod notes;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(count)) =
        (arguments.next(), arguments.next().and_then(|count| count.parse().ok()))
    else {
        eprintln!("usage: preview-notes DIR COUNT");
        std::process::exit(2);
    };
    for note in notes::site(count).notes {
        let path = Path::new(&folder).join(note.path.as_str());
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(path, &*note.bytes)?;
    }
    Ok(())
}
