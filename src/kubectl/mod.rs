//! A command line in, kubectl's output out.

pub mod age;
pub mod custom_columns;
pub mod jsonpath;
pub mod printers;
pub mod table;
