//! Findings in the forms in which people and programs read them. Lines and columns exist only here.

pub mod diff;
pub mod human;
pub mod json;
pub mod news;
pub mod rows;
