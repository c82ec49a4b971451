//! Exact moments: a link brings one back, and *Embed this* makes such links.

use fantoccini::key::Key;

use crate::page::{Page, visit, visit_still};

const ADDRESS: &str = "?lang=en&chapter=topologies&clock=instant";

/// The pods' names with their uids and what volumes hold.
fn stage(page: &Page) -> String {
    let script = "return [...document.querySelectorAll('[data-kind=Pod], [data-kind=PersistentVolume]')]
        .map((it) => `${it.dataset.name} ${it.dataset.uid} ${it.querySelector('.bytes')?.textContent}`)
        .sort().join('\\n')";
    page.eval(script).as_str().expect("text").to_owned()
}

fn snippet(page: &Page) -> String {
    let text = page.eval("return document.querySelector('.share textarea').value");
    text.as_str().expect("text").to_owned()
}

#[test]
fn a_link_to_a_moment_brings_it_back() {
    let mut link = String::new();
    let mut before = String::new();
    visit(ADDRESS, |page| {
        for _ in 0..3 {
            page.find("region", "One volume per pod").find("button", "Visit").click();
        }
        page.find("button", "Delete one pod in every lane").click();
        page.find("table", "What survived");
        page.run("kubectl scale deploy nodejs-stateless --replicas=2");
        before = stage(page);
        page.find("button", "Embed this").click();
        let dialog = page.find("dialog", "Embed this");
        assert!(snippet(page).starts_with("<script type=\"module\" src=\"http://127.0.0.1:"));
        page.screenshot("embed-this");
        dialog.find("radio", "Link").click();
        page.until("the link", || snippet(page).starts_with("http"));
        link = snippet(page);
        dialog.find("button", "Close").click();
        page.until("the dialog is closed", || {
            page.eval("return document.querySelector('dialog')").is_null()
        });
        assert_eq!(page.eval("return document.activeElement.textContent"), "Embed this");
    });
    let (_, address) = link.split_once("/lab/").expect("an address of the site");
    let address = address.replace('#', "&clock=instant#");
    visit(&address, |page| {
        page.until("the same moment", || stage(page) == before);
        let terminal = page.find("log", "Terminal output").text();
        assert!(
            terminal.contains("kubectl scale deploy nodejs-stateless --replicas=2"),
            "{terminal}"
        );
        page.find("table", "What survived");
    });
}

#[test]
fn a_damaged_link_opens_the_chapter_and_says_what_is_wrong_with_it() {
    visit(&format!("{ADDRESS}#at=7&run=soon,ls"), |page| {
        page.until("the notice", || {
            page.eval("return document.body.innerText").to_string().contains("#run=soon,ls")
        });
        page.find("button", "Delete one pod in every lane").click();
        page.find("table", "What survived");
    });
}

#[test]
fn what_is_pasted_from_the_dialog_is_the_same_moment_in_another_page() {
    visit_still(|page| {
        page.go(&ADDRESS.replace("lang=en", "lang=id"));
        page.find("button", "Hapus satu pod per jalur").click();
        page.find("table", "Apa yang bertahan");
        let before = stage(page);
        page.find("button", "Sematkan").click();
        let dialog = page.find("dialog", "Sematkan");
        dialog.find("button", "Pratinjau").click();
        page.inside("return document.querySelector('.share iframe')", || {
            page.until("the same moment", || stage(page) == before);
        });
    });
}

#[test]
fn the_keyboard_copies_from_the_dialog_and_leaves_it_where_it_began() {
    visit(ADDRESS, |page| {
        let [enter, escape] = [Key::Enter, Key::Escape].map(|key| char::from(key).to_string());
        page.find("button", "Embed this").type_keys(&enter);
        let dialog = page.find("dialog", "Embed this");
        page.eval("navigator.clipboard.writeText = async (text) => { window.copied = text; }");
        dialog.find("button", "Copy").type_keys(&enter);
        page.until("it is copied", || dialog.text().contains("Copied"));
        let copied = page.eval("return window.copied");
        assert_eq!(copied, snippet(page));
        assert!(copied.to_string().contains("<state-lab "), "{copied}");

        page.eval("navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'))");
        dialog.find("button", "Copy").type_keys(&enter);
        page.until("what to do instead", || dialog.text().contains("copy it with the keyboard"));
        assert_eq!(page.eval("return getSelection().toString()"), copied);

        page.press(&escape);
        page.until("the dialog is gone", || page.names("dialog").is_empty());
        let focused = page.eval("return document.activeElement.textContent.trim()");
        assert_eq!(focused, "Embed this");
    });
}

#[test]
fn a_moment_is_the_same_in_every_language_of_those_who_tell_and_open_it() {
    let (mut link, mut before) = (String::new(), String::new());
    visit("?lang=en&chapter=stateless&clock=instant", |page| {
        // The manifests of both languages differ, and so do the names of what they make.
        page.find("button", "Visit").click();
        page.find("link", "Bahasa Indonesia").click();
        page.find_starting("button", "Hapus pod nodejs-stateless-").click();
        page.find("table", "Apa yang bertahan");
        let input = page.find("textbox", "Input terminal");
        input.type_keys("kubectl apply -f no-volume.yaml");
        input.type_keys(&char::from(Key::Enter).to_string());
        let log = "return document.querySelector('.log').textContent";
        page.until("it is applied", || page.eval(log).to_string().contains("configured"));
        before = stage(page);
        page.find("button", "Sematkan").click();
        page.find("dialog", "Sematkan").find("radio", "Tautan").click();
        page.until("the link", || snippet(page).starts_with("http"));
        link = snippet(page);
    });
    let (_, address) = link.split_once("/lab/").expect("an address of the site");
    assert!(address.contains("lang=id#") && address.contains("&lang=en&"), "{address}");
    for lang in ["lang=id#", "lang=en#"] {
        let address = address.replace("lang=id#", lang).replace('#', "&clock=instant#");
        visit(&address, |page| {
            page.until("the same moment", || stage(page) == before);
            let terminal = page.eval("return document.querySelector('.log').textContent");
            assert!(!terminal.to_string().contains("NotFound"), "{terminal}");
        });
    }
}

#[test]
fn going_back_to_a_moment_brings_it_back() {
    let moment = "#at=9000&run=3000,kubectl%20delete%20pod%20nodejs-stateful-1";
    visit(&format!("{ADDRESS}{moment}"), |page| {
        let log = || page.eval("return document.querySelector('.log').textContent").to_string();
        page.until("the moment", || log().contains("delete pod nodejs-stateful-1"));
        let before = stage(page);
        page.find("link", "Next chapter").click();
        page.until("another chapter", || !log().contains("nodejs-stateful-1"));
        assert_eq!(page.eval("return location.hash"), "");
        page.eval("history.back()");
        page.until("the same moment", || stage(page) == before && log().contains("delete pod"));
        assert_eq!(page.eval("return location.hash"), moment);
    });
}

#[test]
fn a_chapter_in_which_too_much_has_happened_for_a_link_says_so() {
    visit(ADDRESS, |page| {
        page.find("textbox", "Terminal input").type_keys("true");
        page.eval(
            "const line = document.activeElement;
             for (let done = 0; done <= 1000; done += 1) {
               line.value = 'true';
               line.dispatchEvent(new Event('input', { bubbles: true }));
               line.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
             }",
        );
        page.find("button", "Embed this").click();
        let dialog = page.find("dialog", "Embed this");
        assert!(dialog.text().contains("more than 1000 things"), "{}", dialog.text());
        assert!(!snippet(page).contains("moment="));
    });
}
