//! The worksheets: pages of their own, with a way there and back.

use xtask::dist;
use xtask::site::Site;

use crate::page::{visit, visit_still};

#[test]
fn at_the_end_of_a_chapter_there_is_its_worksheet_and_from_there_the_way_back() {
    let site = Site::read(&dist::folder()).expect("dist/ can be read");
    for (lang, name) in [("en", "Worksheet to print"), ("id", "Lembar kerja siap cetak")] {
        visit(&format!("?chapter=topologies&lang={lang}"), |page| {
            let link = page.find("link", name).attribute("href").expect("an address");
            let sheet = site.files.get(&link).expect("a file of the site");
            let sheet = String::from_utf8_lossy(sheet);
            let back = format!("href=\"../?chapter=topologies&amp;lang={lang}\"");
            assert!(sheet.contains(&back), "{back}");
        });
    }
    visit("?chapter=empty-volume&lang=en", |page| {
        page.find("heading", "Challenges");
        assert!(!page.names("link").iter().any(|name| name == "Worksheet to print"));
    });
}

/// The height of an A4 sheet between its margins, and its width, in CSS pixels.
const SHEET: (u32, f64) = (673, 1031.0);

#[test]
fn the_steps_of_a_chapter_fit_on_one_sheet() {
    visit_still(|page| {
        page.on_paper();
        page.resize(SHEET.0, 1100);
        for lang in ["en", "id"] {
            for chapter in ["stateless", "shared-volume", "topologies", "statefulset"] {
                page.load(&format!("worksheets/{chapter}.{lang}.html"));
                let height = page
                    .eval("return document.querySelector('main').getBoundingClientRect().height");
                let height = height.as_f64().expect("a height");
                assert!(height <= SHEET.1, "{chapter} in {lang} is {height} px high");
            }
        }
    });
}
