//! The worksheets: pages of their own, with a way there and back.

use xtask::dist;
use xtask::site::Site;

use crate::page::visit;

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
