//! Makes the search index of the pages in a file: `search-index PAGES FOLDER [AGAIN]`. With `AGAIN` it makes it so many times more
//! after a change of one page, and prints how long that takes.
#![allow(clippy::disallowed_methods, reason = "it stands for the program, which reads, writes and measures")]

mod pages;

use camino::Utf8Path;
use leafcutter::site::search;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, again @ ..] = arguments.as_slice() else { panic!("search-index PAGES FOLDER [AGAIN]") };
    let text = std::fs::read_to_string(from).expect("the pages can be read");
    let hrefs = pages::hrefs(&text);
    let pages = pages::read(&text, &hrefs);
    let start = Instant::now();
    let mut words: Vec<_> = pages.par_iter().map(search::read).map(Arc::new).collect();
    let read = start.elapsed();
    let files = search::index(&words);
    println!("read {read:.2?}, indexed {:.2?}, {} files", start.elapsed(), files.len());
    for (path, bytes) in &files {
        let path = Utf8Path::new(to).join(path);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder can be made");
        std::fs::write(path, bytes).expect("the file can be written");
    }
    drop(files);
    for turn in 0..again.first().and_then(|count| count.parse().ok()).unwrap_or(0) {
        let start = Instant::now();
        let changed = turn * 7 % pages.len();
        words[changed] = Arc::new(search::read(&pages[changed]));
        let files = search::index(&words);
        println!("again {:.2}ms, {} files", start.elapsed().as_secs_f64() * 1000.0, files.len());
    }
}
