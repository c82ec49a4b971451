//! What the page explains when it is asked: why an object is there, what a term means, how far one is.

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::accessible::faults;
use crate::page::{Page, visit};

/// The name of what has the focus.
const FOCUS: &str = "const it = document.activeElement;
    return it.getAttribute('aria-label') ?? it.textContent.trim()";
/// Somebody else deletes a pod: the reader has clicked nothing.
const DELETED: &str = "document.querySelector('[data-name=nodejs-stateful-1] .delete')
    .dispatchEvent(new MouseEvent('click'))";
/// Whether the card is inside the window, and nothing is wider than it.
const FITS: &str = "const { left, top, right, bottom } =
        document.querySelector('.card').getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
        && document.documentElement.scrollWidth <= innerWidth";

/// Presses Tab until something of that name has the focus.
fn tab_to(page: &Page, name: &str) {
    let keys = format!("{}{}", char::from(Key::Escape), char::from(Key::Tab));
    for _ in 0..200 {
        if page.eval(FOCUS) == name {
            return;
        }
        page.press(&keys);
    }
    panic!("the keyboard does not come to {name:?}");
}

fn is_open(page: &Page) -> bool {
    page.eval("return document.querySelector('.card') !== null") == true
}

#[test]
fn the_keyboard_asks_why_a_pod_is_there_and_the_answer_follows_the_cluster() {
    visit("?chapter=beyond&lang=en&clock=paused", |page| {
        let question = "Why is nodejs-stateful-1 here?";
        page.find("button", question);
        tab_to(page, question);
        page.press(&char::from(Key::Enter).to_string());
        let card = page.find("dialog", question);
        let text = card.text();
        for part in [
            "The StatefulSet nodejs-stateful asks for a pod for each ordinal from 0 to 2",
            "metadata.ownerReferences[0]: StatefulSet nodejs-stateful",
            "In Kubernetes’ documentation: StatefulSets",
            "kubectl events --for=pod/nodejs-stateful-1",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        page.screenshot("why");

        // Keys in the terminal leave the card open.
        page.type_command("kubectl delete pod nodejs-stateful-1 --wait=false");
        page.until("another answer", || card.text().contains("Somebody deleted nodejs-stateful-1"));
        assert!(card.text().contains("metadata.deletionTimestamp: "));
        page.eval("document.querySelector('.card').focus()");
        assert_eq!(page.eval(FOCUS), question, "the card is named as the button");
        page.press(&char::from(Key::Escape).to_string());
        page.until("no card", || !is_open(page));
        assert_eq!(page.eval("return document.activeElement.className"), "why");
        assert_eq!(page.eval(FOCUS), question);
    });
}

#[test]
fn the_card_closes_with_its_button_elsewhere_and_when_its_object_is_gone() {
    visit("?chapter=beyond&lang=en&clock=paused", |page| {
        let question = "Why is nodejs-stateful-1 here?";
        let ask = || {
            page.find("button", question).click();
            page.find("dialog", question)
        };
        ask().find("button", "Close").click();
        page.until("no card", || !is_open(page));
        assert_eq!(page.eval(FOCUS), question);
        ask();
        page.find("button", "Reset").click();
        page.until("no card after a click elsewhere", || !is_open(page));
        ask();
        page.eval(DELETED);
        page.until("no card about what is gone", || !is_open(page));
        assert_eq!(page.eval("return document.activeElement.id"), "stage");
    });
}

#[test]
fn on_a_phone_in_indonesian_the_card_fits_and_its_commands_run_in_the_terminal() {
    visit("?chapter=beyond&lang=id&clock=instant&theme=dark", |page| {
        page.resize(320, 640);
        for name in ["nodejs-stateful-1", "nodejs-statefulset-service"] {
            let question = format!("Mengapa {name} ada di sini?");
            page.find("button", &question).click();
            let card = page.find("dialog", &question);
            assert!(card.text().contains("Di dokumentasi Kubernetes: S"), "{}", card.text());
            page.until("its place", || page.eval(FITS) == true);
            assert_eq!(faults(page), json!([]), "{name}");
            page.press(&char::from(Key::Escape).to_string());
        }
        let question = "Mengapa nodejs-stateful-1 ada di sini?";
        page.find("button", question).click();
        page.screenshot("why-id");
        let card = page.find("dialog", question);
        assert!(card.text().contains("StatefulSet nodejs-stateful meminta satu pod untuk"));
        card.find("button", "Jalankan kubectl describe pod nodejs-stateful-1").click();
        page.until("the description", || {
            let text = page.find("log", "Output terminal").text();
            text.contains("Controlled By:  StatefulSet/nodejs-stateful")
        });
        assert!(!is_open(page));
    });
}

#[test]
fn the_first_use_of_a_term_in_the_text_can_be_asked_about() {
    for (lang, term, meaning) in [
        ("en", "ReplicaSet", "Creates or deletes pods until there are as many"),
        ("id", "ReplicaSet", "Membuat atau menghapus pod sampai jumlahnya"),
    ] {
        visit(&format!("?chapter=stateless&lang={lang}&clock=paused"), |page| {
            page.find("button", term);
            assert_eq!(page.names("button").iter().filter(|name| *name == term).count(), 1);
            tab_to(page, term);
            page.press(&char::from(Key::Enter).to_string());
            let text = page.find("dialog", term).text();
            assert!(text.contains(meaning), "{text}");
            assert_eq!(faults(page), json!([]));
            page.screenshot(&format!("term-{lang}"));
            page.press(&char::from(Key::Escape).to_string());
            page.until("no card", || !is_open(page));
            assert_eq!(page.eval(FOCUS), term);
        });
    }
}

#[test]
fn in_another_language_the_text_is_that_of_the_language_and_its_terms_can_be_asked_about() {
    // The commands name pods that were made in the other language.
    const TEXT: &str = "return [...document.querySelectorAll('.prose .text p')]
        .map((line) => line.innerText).join('\\n')";
    let marked = |page: &Page| page.eval("return !!document.querySelector('.text .term')") == true;
    let mut fresh = Value::Null;
    visit("?chapter=stateless&lang=id&clock=paused", |page| {
        page.until("the terms", || marked(page));
        fresh = page.eval(TEXT);
    });
    visit("?chapter=stateless&lang=en&clock=paused", |page| {
        page.until("the terms", || marked(page));
        page.find("link", "Bahasa Indonesia").click();
        page.until("the same text", || page.eval(TEXT) == fresh && marked(page));
        page.find("button", "ReplicaSet").click();
        assert!(page.find("dialog", "ReplicaSet").text().contains("Membuat atau menghapus pod"));
    });
}

#[test]
fn the_line_under_the_head_says_how_far_the_reader_is() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        let said = || page.find("progressbar", "Progress").attribute("aria-valuetext");
        let at_first = said().expect("how far");
        assert!(at_first.starts_with("0 of 8 chapters done; 0 of "), "{at_first}");
        page.until("a step is done", || {
            for lane in ["No volume", "One shared volume", "One volume per pod"] {
                page.find("region", lane).find("button", "Visit").click();
            }
            said().is_some_and(|said| said.contains("; 1 of "))
        });
    });
}
