//! The finished site in `dist/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Result;

use crate::packages;
use crate::single;
use crate::site::{Names, Site};
use crate::still;
use crate::wasm::{self, Profile};
use crate::weight::Weight;
use crate::workspace;

/// What the site is made of.
const SOURCES: [&str; 7] =
    ["src", "style", "public", "index.html", "xtask/src", "Cargo.toml", "Cargo.lock"];

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

/// The site in [`folder`]; it is built if it is not there or older than what it is made of.
pub fn up_to_date() -> Result<Site> {
    let root = workspace::root();
    let page = fs::metadata(folder().join("index.html")).and_then(|page| page.modified()).ok();
    let newest = SOURCES.iter().filter_map(|place| newest(&root.join(place))).max();
    if page.is_none() || newest > page {
        return build();
    }
    let mut site = Site::read(&folder())?;
    let is_own =
        |path: &str| !packages::FOLDERS.iter().any(|it| path.starts_with(&format!("{it}/")));
    site.files.retain(|path, _| is_own(path));
    Ok(site)
}

/// When a file, or the newest in a folder, was written.
fn newest(place: &Path) -> Option<SystemTime> {
    let metadata = fs::metadata(place).ok()?;
    if !metadata.is_dir() {
        return metadata.modified().ok();
    }
    let entries = fs::read_dir(place).ok()?.flatten();
    entries.filter_map(|entry| newest(&entry.path())).max()
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
