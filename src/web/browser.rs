//! The few questions that the page asks the browser.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::JsValue;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys;
use leptos::web_sys::js_sys::{Reflect, parse_float};
use wasm_bindgen_futures::JsFuture;

/// Under which name it is kept whether pods are drawn as animals.
pub const ANIMALS: &str = "state-lab.animals";

/// How many pixels a rem has: more than 16 for readers who chose larger type.
pub fn root_font() -> f64 {
    let size = document().document_element().and_then(|root| {
        let style = window().get_computed_style(&root).ok()??;
        // The unit after the number does not matter to JavaScript.
        Some(parse_float(&style.get_property_value("font-size").ok()?))
    });
    size.filter(|size| *size > 0.0).unwrap_or(16.0)
}

/// Whether a media query holds now.
pub fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Whether a media query about the window's size holds, kept up to date as long as its owner lives.
pub fn fits(query: &'static str) -> ReadSignal<bool> {
    let (fits, set) = signal(matches(query));
    let resized = window_event_listener(ev::resize, move |_| {
        if fits.get_untracked() != matches(query) {
            set.set(!fits.get_untracked());
        }
    });
    on_cleanup(move || resized.remove());
    fits
}

/// The width and the height of the window's inside, without its scroll bars.
pub fn room() -> (f64, f64) {
    let root = document().document_element();
    let width = root.map_or(0, |root| root.client_width());
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    (f64::from(width), height.unwrap_or(0.0))
}

/// Whether the reader wants nothing to move.
pub fn still() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Whether the reader is typing.
pub fn is_typing() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|it| it.matches("input:not([type=radio]), textarea").unwrap_or(false))
}

/// Whether an element got the focus in a way that shows it: by the keyboard.
pub fn shows_focus(event: &ev::FocusEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.matches(":focus-visible").unwrap_or(false))
}

/// Where the tools scroll beside the text: scrolls them until one is in sight, at least its `end`
/// or else its beginning.
pub fn show_tool(selector: &str, end: bool) {
    let find =
        |parent: &web_sys::Element, selector: &str| parent.query_selector(selector).ok().flatten();
    let tools = document().document_element().and_then(|root| find(&root, ".page > .lower"));
    let Some(tools) = tools else { return };
    let Some(tool) = find(&tools, selector) else { return };
    let (place, tool) = (tools.get_bounding_client_rect(), tool.get_bounding_client_rect());
    let (above, below) = (tool.top() - place.top(), tool.bottom() - place.bottom());
    let by = if end { below.max(0.0) } else { above.min(below.max(0.0)) };
    // Where they do not scroll, this does nothing.
    tools.set_scroll_top(tools.scroll_top() + by as i32);
}

/// Brings a lane of the stage into sight, where not all of them fit beside each other.
pub fn show_lane(id: &str) {
    let lane = document().query_selector(&format!(".lane[data-lane='{id}']")).ok().flatten();
    let Some((lane, lanes)) = lane.and_then(|lane| Some((lane.clone(), lane.parent_element()?)))
    else {
        return;
    };
    let (area, whole) = (lane.get_bounding_client_rect(), lanes.get_bounding_client_rect());
    if area.left() < whole.left() || area.right() > whole.right() {
        lanes.set_scroll_left(lanes.scroll_left() + (area.left() - whole.left()) as i32);
    }
}

/// The language that the browser asks for.
pub fn language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Whether the reader asks for little data.
pub fn saves_data() -> bool {
    let field = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let connection = field(&window().navigator(), "connection");
    connection.and_then(|connection| field(&connection, "saveData")?.as_bool()).unwrap_or(false)
}

/// Whether the page is out of sight.
pub fn hidden() -> bool {
    document().hidden()
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// What keeps things for the next visit. An embed keeps nothing, and what readers of the whole page
/// have chosen there is nothing to it.
fn storage() -> Option<web_sys::Storage> {
    let is_embed = document().get_element_by_id("embed").is_some();
    if is_embed { None } else { window().local_storage().ok()? }
}

/// Something kept for the next visit; none where the browser keeps nothing.
pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps something for the next visit, where the browser allows it.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage is no reason to fail: the page works without it.
        let _ = storage.set_item(key, value);
    }
}

/// The text at an address; none if it cannot be had.
pub async fn fetch(address: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    let text = response.ok().then(|| response.text().ok()).flatten()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// Tells whenever an element comes into sight or goes out of it, until it is dropped.
pub struct Seen {
    observer: web_sys::IntersectionObserver,
    _told: Closure<dyn FnMut(web_sys::js_sys::Array)>,
}

impl Seen {
    /// Watches an element.
    pub fn watch(element: &web_sys::Element, told: impl Fn(bool) + 'static) -> Option<Seen> {
        let told = Closure::<dyn FnMut(web_sys::js_sys::Array)>::new(
            move |entries: web_sys::js_sys::Array| {
                let last: web_sys::IntersectionObserverEntry = entries.pop().unchecked_into();
                told(last.is_intersecting());
            },
        );
        let observer = web_sys::IntersectionObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Seen { observer, _told: told })
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells whenever the size of an element or of the page has changed, until it is dropped.
pub struct Resized {
    observer: web_sys::ResizeObserver,
    _told: Closure<dyn FnMut()>,
}

impl Resized {
    /// Watches an element; `told` is called now, too.
    pub fn watch(element: &web_sys::Element, told: impl Fn() + 'static) -> Option<Resized> {
        told();
        let told = Closure::<dyn FnMut()>::new(told);
        let observer = web_sys::ResizeObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        observer.observe(&document().document_element()?);
        Some(Resized { observer, _told: told })
    }
}

impl Drop for Resized {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
