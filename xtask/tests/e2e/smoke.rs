//! The page opens as it should before anything is done on it.

use xtask::site::{LATER, Site};
use xtask::{dist, workspace};

use crate::page::{Page, visit};

#[test]
fn the_page_opens_without_an_error_and_asks_no_other_host() {
    visit("?lang=en", |page| {
        assert_eq!(page.eval("return document.documentElement.lang"), "en");
    });
}

#[test]
fn the_first_load_takes_exactly_the_files_that_are_weighed_as_such() {
    let site = Site::read(&dist::folder()).expect("dist/ can be read");
    let weighed = site.first_load();
    visit("?lang=en", |page| {
        // The window asks for its icon at a time of its own.
        page.until("all files of the first load", || first(page).len() >= weighed.len());
        assert_eq!(first(page), weighed);
    });
}

#[test]
fn no_file_tells_on_what_machine_it_was_built() {
    let site = Site::read(&dist::folder()).expect("dist/ can be read");
    let root = workspace::root().to_str().expect("the workspace's path is text");
    let folders = [root, "registry/src", "lib/rustlib"];
    for (path, contents) in &site.files {
        let holds = |folder: &str| contents.windows(folder.len()).any(|it| it == folder.as_bytes());
        let told: Vec<&str> = folders.into_iter().filter(|folder| holds(folder)).collect();
        assert!(told.is_empty(), "{path} names {told:?}");
    }
}

/// The same without what loads once the page stands.
fn first(page: &Page) -> Vec<String> {
    taken(page).into_iter().filter(|path| !path.starts_with(LATER)).collect()
}

/// The site's files that were asked for so far, in order of their names.
fn taken(page: &Page) -> Vec<String> {
    let address = page.eval("return location.origin + location.pathname");
    let address = address.as_str().expect("an address is text");
    let mut taken: Vec<String> = page
        .requests()
        .iter()
        .filter_map(|url| url.strip_prefix(address))
        .map(|path| path.split(['?', '#']).next().unwrap_or_default())
        .map(|path| if path.is_empty() { "index.html" } else { path }.to_string())
        .collect();
    taken.sort();
    taken.dedup();
    taken
}
