//! Pages of Sphinx, of which Jupyter Book is made as well.

use crate::embed::{fits, visit, works};

#[test]
fn restructured_text_has_an_embed_that_works() {
    visit("sphinx", "index.html", |page| {
        works(page);
        fits(page);
        page.screenshot("sphinx");
    });
}

#[test]
fn myst_markdown_has_an_embed_that_works() {
    visit("sphinx", "myst.html", |page| {
        works(page);
        fits(page);
    });
}
