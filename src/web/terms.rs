//! The terms of a chapter's text: their first uses can be asked about.
//!
//! The text stands before this comes, and each term is only wrapped where it is, in an element that
//! is drawn like the text around it, so nothing moves.

use super::explain::ask;
use super::lab::{About, Lab};
use crate::lesson::glossary::{Use, first_uses};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Element, Event, HtmlElement, Node, Text};

/// Where terms are explained: in paragraphs and in the tasks of steps.
const LINES: &str = ":scope > p, :scope > .step > div > p:first-child";
/// What asks about a term.
const EVENTS: [&str; 2] = ["click", "keydown"];
/// What of these is no running text.
const APART: &str = "code, a, button, .said, .term";

/// Lets the terms of a text be asked about.
pub fn mark(lab: Lab, text: &HtmlElement) {
    let runs = runs(text);
    let words: Vec<String> = runs.iter().map(|run| run.data()).collect();
    let uses = first_uses(words.iter().map(String::as_str), lab.lang());
    if uses.is_empty() {
        return;
    }
    // From the end, so that what stands before a term keeps its place.
    for found in uses.iter().rev() {
        wrap(&runs[found.run], &words[found.run], *found);
    }
    listen(lab, text);
}

/// The pieces of running text, in their order.
fn runs(text: &HtmlElement) -> Vec<Text> {
    let mut runs = Vec::new();
    let Ok(lines) = text.query_selector_all(LINES) else { return runs };
    for at in 0..lines.length() {
        if let Some(line) = lines.item(at) {
            collect(&line, &mut runs);
        }
    }
    runs
}

fn collect(node: &Node, runs: &mut Vec<Text>) {
    let mut next = node.first_child();
    while let Some(child) = next {
        next = child.next_sibling();
        if let Some(text) = child.dyn_ref::<Text>() {
            runs.push(text.clone());
        } else if let Some(element) = child.dyn_ref::<Element>()
            && element.matches(APART) == Ok(false)
        {
            collect(element, runs);
        }
    }
}

/// Puts a button around a term; it breaks and is spaced as the text is.
fn wrap(run: &Text, words: &str, found: Use) {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let (before, term) = (units(&words[..found.start]), units(&words[found.start..found.end]));
    let Ok(button) = document().create_element("span") else { return };
    for (name, value) in [
        ("class", "term"),
        ("role", "button"),
        ("tabindex", "0"),
        ("aria-haspopup", "dialog"),
        ("data-term", &found.term.to_string()),
    ] {
        // An attribute that cannot be set leaves plain text.
        let _ = button.set_attribute(name, value);
    }
    let Ok(own) = run.split_text(before) else { return };
    let Ok(_rest) = own.split_text(term) else { return };
    if let Some(parent) = own.parent_node() {
        // Where it cannot be moved, the text is whole all the same.
        let _ = parent.insert_before(&button, Some(&own)).and_then(|_| button.append_child(&own));
    }
}

/// Answers clicks and keys at the terms for as long as the text is there.
fn listen(lab: Lab, text: &HtmlElement) {
    let told = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(at) = at.and_then(|at| at.closest(".term").ok().flatten()) else { return };
        if let Some(key) = event.dyn_ref::<KeyboardEvent>() {
            if !matches!(key.key().as_str(), "Enter" | " ") {
                return;
            }
            // A space would scroll.
            event.prevent_default();
        }
        let term = at.get_attribute("data-term").and_then(|term| term.parse().ok());
        if let Some(term) = term {
            ask(lab, at, About::Term(term));
        }
    });
    for event in EVENTS {
        // Without an answer the text can still be read.
        let _ = text.add_event_listener_with_callback(event, told.as_ref().unchecked_ref());
    }
    // The element may stay when the text goes.
    let kept = StoredValue::new_local(Some((text.clone(), told)));
    on_cleanup(move || {
        let Some((text, told)) = kept.try_update_value(Option::take).flatten() else { return };
        for event in EVENTS {
            let told = told.as_ref().unchecked_ref();
            // An element that is gone needs nothing.
            let _ = text.remove_event_listener_with_callback(event, told);
        }
    });
}
