//! The finished site in `dist/`.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::single;
use crate::site::{Names, Site};
use crate::still;
use crate::wasm::{self, Profile};
use crate::weight::Weight;
use crate::workspace;

/// Where the finished site goes.
pub fn folder() -> PathBuf {
    workspace::root().join("dist")
}

/// Builds the site, prints what it weighs, and checks the budget.
pub fn run() -> Result<()> {
    let site = build()?;
    println!("{}", folder().display());
    weigh(&site)
}

/// Prints the table of a site's weight and checks the budget.
pub fn weigh(site: &Site) -> Result<()> {
    let weight = Weight::of(site)?;
    let table = weight.table();
    // The table is for authors; it lies beside the site, so that it is not served with it.
    fs::write(workspace::target_dir()?.join("weight.txt"), &table)?;
    print!("{table}");
    weight.check()
}

/// Builds the site into [`folder`].
pub fn build() -> Result<Site> {
    let library = wasm::build(Profile::Release)?;
    let mut site = Site::assemble(&library, &still::write()?, Names::Hashed)?;
    let single = single::page(&site)?;
    site.files.insert(single::NAME.to_owned(), single.into_bytes());
    site.write(&folder())?;
    Ok(site)
}
