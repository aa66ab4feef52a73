//! A small web of hosts that misbehave, on this machine alone: what the checker of links is tested against.

mod aws;
pub mod behaviours;
pub mod bodies;
mod faults;
mod history;
mod itself;
mod manners;
mod memory;
mod recorded;
pub mod reply;
mod safety;
pub mod server;
mod tls;
mod verdicts;
mod web;
