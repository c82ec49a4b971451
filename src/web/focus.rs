//! Where the focus goes when what had it is gone: nobody who uses the keyboard begins at the top of
//! the page again.

use crate::diagram::Scene;
use crate::diagram::scene::Shape;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// When what goes is gone from the page: at once, or when it has faded.
const GONE_MS: [u32; 2] = [0, 600];

/// The next drawing is shown: who was at an object that is not in it goes to the button of its lane
/// that stays.
pub fn keep(next: &Scene) {
    let Some(here) = document().active_element() else { return };
    let object = here.closest("[data-uid]").ok().flatten();
    let uid = object.and_then(|object| object.get_attribute("data-uid"));
    // A pod that ends cannot be deleted any more, and then it makes room for its successor.
    let stays = |shape: &Shape| shape.pod().is_none_or(|pod| !pod.is_leaving);
    let goes = uid.is_some_and(|uid| !next.find(&uid).is_some_and(|(_, shape)| stays(shape)));
    let lane = here.closest(".lane").ok().flatten().filter(|_| goes);
    let visit = lane.and_then(|lane| lane.query_selector(".visit").ok().flatten());
    visit.into_iter().for_each(hand_over);
}

/// What has the focus goes: then this gets it.
pub fn hand_over(heir: Element) {
    for delay in GONE_MS {
        let heir = heir.clone();
        let check = move || {
            let is_lost = document().active_element().is_none_or(|it| it.tag_name() == "BODY");
            let Some(heir) = heir.dyn_ref::<HtmlElement>().filter(|_| is_lost) else { return };
            if heir.tab_index() < 0 {
                heir.set_tab_index(-1);
            }
            // What cannot be focused leaves things as they are.
            let _ = heir.focus();
        };
        Timeout::new(delay, check).forget();
    }
}
