//! The finished site in `dist/`, driven through Chromium as its readers would.
//!
//! Everything is found by the role and the name that a screen reader hears. `cargo xtask test` builds
//! the site first; run alone, these tests take `dist/` as it is.

mod accessible;
mod author;
mod challenges;
mod driver;
mod echo;
mod embed;
mod focus;
mod helpers;
mod history;
mod interleave;
mod later;
mod manifest;
mod matrix;
mod moments;
mod narrow;
mod node;
mod packages;
mod page;
mod path;
mod pets;
mod predict;
mod reach;
mod reader;
mod single;
mod smoke;
mod still;
mod topologies;
mod tutorial;
mod why;
mod worksheets;
