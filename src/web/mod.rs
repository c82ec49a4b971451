//! The page: the only part that knows the browser.

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

/// Mounts the page in the element `#app`.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    // A test page has no such element; it mounts what it tests by itself.
    let Some(app) = document().get_element_by_id("app") else {
        return;
    };
    mount_to(app.unchecked_into(), || view! { <h1>"State Lab"</h1> }).forget();
}
