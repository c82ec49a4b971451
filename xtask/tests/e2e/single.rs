//! The whole page as one file, opened from disk.

use crate::page::visit_file;
use crate::topologies::{ADDRESS, keeps_what_it_keeps};

/// Browsers may keep nothing for a file, and say so loudly.
const FORGETFUL: &str = "Object.defineProperty(window, 'localStorage', { get() {
    throw new DOMException('nothing is kept here', 'SecurityError');
} })";

#[test]
fn from_disk_each_topology_keeps_what_it_keeps_as_well() {
    visit_file("", ADDRESS, keeps_what_it_keeps);
}

#[test]
fn from_disk_the_address_chooses_and_chapters_turn_where_nothing_is_kept() {
    visit_file(FORGETFUL, "?chapter=stateless&lang=id&clock=instant", |page| {
        assert_eq!(page.eval("return document.documentElement.lang"), "id");
        page.find("link", "Bab berikutnya").click();
        page.find("heading", "Volume tidak menolong Deployment");
        assert_eq!(
            page.names("link").iter().filter(|name| *name == "Lembar kerja siap cetak").count(),
            0
        );
        page.eval("for (const tab of document.querySelectorAll('[role=tab]')) tab.click()");
        page.find("link", "English").click();
        page.find("heading", "A volume does not help a Deployment");
    });
}

#[test]
fn from_disk_a_manifest_is_downloaded_as_it_is() {
    visit_file("", "?chapter=statefulset&lang=en", |page| {
        page.find("tab", "Manifest").click();
        page.eval(
            "HTMLAnchorElement.prototype.click = function () { window.offered = [this.download, this.href]; }",
        );
        page.find("link", "Download statefulset.yaml").click();
        let offered = page.eval("return window.offered").to_string();
        assert!(offered.contains("statefulset.yaml"), "{offered}");
        assert!(offered.contains("kind%3A%20StatefulSet"), "{offered}");
    });
}
