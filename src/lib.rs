//! Leafcutter turns untidy study notes into a documentation website: it cuts the notes into leaves, one page a service.
//!
//! The core is one pure function, [`pipeline::build`]: a [`source::Snapshot`] of notes, templates and static files goes in,
//! the files of a site and all findings come out. What touches the world stands around it: [`disk`] reads the snapshot and
//! publishes the site, [`serve`] shows it in a browser while the notes are written.
//!
//! To find your way: [`pipeline`] is the whole chain; [`notes`] holds the types between its stages; [`diagnostic`] is what
//! a stage can say; and line one of every file tells what the file is for.

pub mod catalog;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod explain;
pub mod fingerprint;
mod memo;
pub mod net;
pub mod notes;
pub mod pipeline;
pub mod references;
pub mod report;
pub mod rules;
pub mod secrets;
pub mod serve;
pub mod site;
mod slug;
pub mod source;
mod spelling;
mod yaml;
