//! A site of Docusaurus.

use crate::embed::{fits, told, turns, visit, works};

#[test]
fn a_page_of_mdx_has_an_embed_that_works() {
    visit("docusaurus", "", |page| {
        works(page);
        fits(page);
        page.screenshot("docusaurus");
    });
}

#[test]
fn a_page_that_is_reached_without_loading_anew_has_an_embed_of_its_own_manifests() {
    visit("docusaurus", "", |page| {
        works(page);
        page.eval("window.stayed = true");
        page.find_starting("link", "A cluster of one's own").click();
        page.until("the other embed", || told(page, "ready") == 2);
        assert_eq!(page.eval("return window.stayed"), true);
        let ran = page.settle("document.querySelector('state-lab').run('kubectl get sts')");
        assert!(ran.as_ref().is_ok_and(|it| it["output"].to_string().contains("web")), "{ran:?}");
        assert_eq!(told(page, "error"), 0);
    });
}

#[test]
fn a_page_in_typescript_has_an_embed_that_works() {
    visit("docusaurus", "typed/", |page| {
        works(page);
        fits(page);
    });
}

#[test]
fn the_embed_is_as_light_or_dark_as_the_reader_wants_the_site() {
    visit("docusaurus", "", |page| {
        works(page);
        for (theme, dark) in [("dark", true), ("light", false)] {
            let want = format!("document.documentElement.dataset.theme = '{theme}'");
            page.eval(&want);
            turns(page, dark);
            page.screenshot(&format!("docusaurus-{theme}"));
        }
    });
}
