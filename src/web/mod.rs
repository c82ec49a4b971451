//! The page: the only part that knows the browser. What needs no browser is compiled and tested
//! natively, too.

pub mod changes;
pub mod embed;
pub mod legs;
pub mod moment;
pub mod prose;
pub mod recall;
pub mod route;
pub mod screen;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod chapter;
#[cfg(target_arch = "wasm32")]
mod dock;
#[cfg(target_arch = "wasm32")]
mod echo;
#[cfg(target_arch = "wasm32")]
mod explain;
#[cfg(target_arch = "wasm32")]
mod extra;
#[cfg(target_arch = "wasm32")]
mod focus;
#[cfg(target_arch = "wasm32")]
mod hints;
#[cfg(target_arch = "wasm32")]
mod history;
#[cfg(target_arch = "wasm32")]
mod icons;
#[cfg(target_arch = "wasm32")]
mod interleave;
#[cfg(target_arch = "wasm32")]
mod lab;
#[cfg(target_arch = "wasm32")]
mod later;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod matrix;
#[cfg(target_arch = "wasm32")]
mod outline;
#[cfg(target_arch = "wasm32")]
mod panic;
#[cfg(target_arch = "wasm32")]
mod path;
#[cfg(target_arch = "wasm32")]
mod pets;
#[cfg(target_arch = "wasm32")]
mod predict;
#[cfg(target_arch = "wasm32")]
mod progress;
#[cfg(target_arch = "wasm32")]
mod share;
#[cfg(target_arch = "wasm32")]
mod stage;
#[cfg(target_arch = "wasm32")]
mod still;
#[cfg(target_arch = "wasm32")]
mod survived;
#[cfg(target_arch = "wasm32")]
mod tell;
#[cfg(target_arch = "wasm32")]
mod terms;

/// What is drawn anew whenever something changes: one type, so that the page holds one copy of the
/// code that does it.
#[cfg(target_arch = "wasm32")]
type Changing = Box<dyn Fn() -> leptos::prelude::AnyView + Send>;

/// Mounts the page in the element `#app`.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    use leptos::prelude::document;
    use leptos::wasm_bindgen::JsCast;
    // A test page has no such element; it mounts the page where it wants it.
    if let Some(parent) = document().get_element_by_id("app") {
        app::mount(parent.unchecked_into());
    } else if let Some(parent) = document().get_element_by_id("embed") {
        embed::mount(parent.unchecked_into());
    }
}
