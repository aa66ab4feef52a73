//! A small web of hosts that misbehave, on this machine alone: what the checker of links is tested against.

pub mod behaviours;
pub mod bodies;
mod itself;
pub mod reply;
pub mod server;
mod tls;
mod verdicts;
mod web;
