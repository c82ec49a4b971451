//! A book of Jupyter Book 1.

use crate::embed::{fits, turns, visit, works};

#[test]
fn a_page_has_an_embed_that_works_and_turns_dark_with_it() {
    visit("jupyter-book", "index.html", |page| {
        // Its own theme declares one name twice, and does not know how it begins.
        page.forgiven.borrow_mut().extend(["THEBE_JS_URL", "Got invalid theme mode"]);
        works(page);
        fits(page);
        page.eval("document.documentElement.dataset.theme = 'dark'");
        turns(page, true);
        page.screenshot("jupyter-book");
    });
}
