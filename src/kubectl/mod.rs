//! A command line in, kubectl's output out.

pub mod age;
pub mod table;
