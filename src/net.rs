//! The rim towards the network: looks at addresses, politely, and only when asked to.
#![allow(clippy::disallowed_methods, reason = "the network is asked here, in threads and by the clock, and nowhere else")]

pub mod chain;
pub mod network;
pub mod transport;
