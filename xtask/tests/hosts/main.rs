//! Pages of real programs for notes and slides, with the finished site in them as an embed.
//!
//! `cargo xtask hosts` sets the programs up and builds the pages first.

mod docusaurus;
#[path = "../e2e/driver.rs"]
mod driver;
mod embed;
mod jupyter_book;
mod mdbook;
#[expect(dead_code, reason = "these tests need less of it")]
#[path = "../e2e/node.rs"]
mod node;
#[expect(dead_code, reason = "these tests need less of it")]
#[path = "../e2e/page.rs"]
mod page;
mod reveal;
mod sphinx;
