//! The helpers themselves, on a page small enough to see at once what they must find.

use std::panic::catch_unwind;

use fantoccini::key::Key;
use xtask::site::Site;

use crate::page::visit_site;

const PAGE: &str = r##"<!doctype html><html lang="en"><title>Sample</title>
<link rel="icon" href="data:,">
<div id="app">
  <section aria-label="First"><button>Delete pod a</button><button hidden>Hidden</button></section>
  <section aria-labelledby="second"><h2 id="second">Second</h2>
    <svg><g role="group" aria-label="pod-1, Running"><g role="button" tabindex="0"
      aria-label="Delete pod a"><rect width="9" height="9"/></g></g></svg>
    <label>Terminal input <input></label><output aria-label="Said"></output></section>
</div>
<script src="sample.js"></script>"##;

const SCRIPT: &str = r#"
const said = document.querySelector("output");
for (const button of document.querySelectorAll("button, [role=button]"))
  button.addEventListener("click", () => (said.textContent = button.tagName));
document.querySelector("input").addEventListener("keydown", (event) => {
  if (event.key === "Enter") said.textContent = event.target.value;
});"#;

fn sample(script: &str) -> Site {
    let mut site = Site::default();
    site.files.insert("index.html".into(), PAGE.into());
    site.files.insert("sample.js".into(), script.into());
    site
}

#[test]
fn an_element_is_found_by_what_a_screen_reader_hears_in_its_own_region() {
    visit_site(sample(SCRIPT), "", |page| {
        assert_eq!(page.names("region"), ["First", "Second"]);
        assert_eq!(page.find("region", "First").names("button"), ["Delete pod a"]);
        let second = page.find("region", "Second");
        second.find("button", "Delete pod a").click();
        assert_eq!(page.find("status", "Said").text(), "g");
        let pod = page.find_starting("group", "pod-1");
        assert_eq!(pod.attribute("aria-label").as_deref(), Some("pod-1, Running"));
    });
}

#[test]
fn keys_arrive_where_the_focus_is() {
    visit_site(sample(SCRIPT), "", |page| {
        page.type_command("kubectl get pods");
        let said = page.find("status", "Said");
        assert_eq!(said.text(), "kubectl get pods");
        page.press("!");
        page.press(&char::from(Key::Enter).to_string());
        assert_eq!(said.text(), "kubectl get pods!");
    });
}

#[test]
fn the_window_takes_its_size_and_the_reader_s_preference() {
    visit_site(sample(SCRIPT), "", |page| {
        page.resize(320, 640);
        assert_eq!(page.eval("return innerWidth"), 320);
        page.prefer("prefers-color-scheme", "dark");
        assert_eq!(page.eval("return matchMedia('(prefers-color-scheme: dark)').matches"), true);
    });
}

#[test]
fn an_error_in_the_console_fails_a_test_and_so_does_a_foreign_request() {
    for fault in ["throw new Error('fault')", "fetch('http://127.0.0.1:9/').catch(() => {})"] {
        let outcome = catch_unwind(|| visit_site(sample(fault), "", |_| {}));
        assert!(outcome.is_err(), "{fault}");
    }
}
