//! A book of mdBook.

use crate::embed::{fits, turns, visit, works};

#[test]
fn a_chapter_has_an_embed_that_works() {
    visit("mdbook", "chapter.html", |page| {
        works(page);
        fits(page);
        page.screenshot("mdbook");
    });
}

#[test]
fn the_embed_is_as_light_or_dark_as_the_theme_that_the_reader_chose() {
    visit("mdbook", "chapter.html", |page| {
        works(page);
        for (theme, dark) in [("coal", true), ("rust", false), ("navy", true)] {
            page.eval(&format!("document.getElementById('mdbook-theme-{theme}').click()"));
            turns(page, dark);
            page.screenshot(&format!("mdbook-{theme}"));
        }
    });
}
