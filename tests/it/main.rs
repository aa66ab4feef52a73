//! What the user gets, tested from outside: notes in, pages and findings out.
#![allow(clippy::disallowed_methods, reason = "tests use real files, processes and sockets")]

mod catalog;
mod cli;
mod driver;
mod embeds;
mod findings;
mod fix;
mod golden;
mod images;
mod laws;
mod links;
mod markdown;
mod moves;
mod net;
mod notes;
mod pages;
mod preview;
mod publish;
mod rebuild;
mod references;
mod secrets;
mod serve;
mod shapes;
mod storm;
mod study;
mod tidy;
mod watch;
mod wikilinks;
mod withheld;
