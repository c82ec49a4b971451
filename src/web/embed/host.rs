//! The page around an embed: what it is told, and what it asks for.

use super::protocol::{self, Request};
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::js_sys::{JSON, Object};
use leptos::web_sys::{MessageEvent, Window};
use serde_json::Value;

/// The page around. A copy is a handle to the same page.
#[derive(Clone, Copy)]
pub struct Host {
    /// Its window; none if there is no page around.
    window: StoredValue<Option<Window>, LocalStorage>,
    /// Its origin, where the address names it: nobody else is told anything or listened to.
    origin: StoredValue<Option<String>>,
}

impl Host {
    /// The page around this one.
    pub fn find(origin: Option<String>) -> Host {
        let around = window().parent().ok().flatten();
        // A page that nobody embeds is its own parent.
        let around = around.filter(|around| !Object::is(around, &window()));
        Host { window: StoredValue::new_local(around), origin: StoredValue::new(origin) }
    }

    /// Tells it of something that has happened.
    pub fn tell(self, event: &str, detail: Value) {
        self.post(&protocol::event(event, detail));
    }

    /// Sends it a message.
    pub fn post(self, message: &Value) {
        let Ok(message) = JSON::parse(&message.to_string()) else { return };
        self.window.with_value(|around| {
            // What an embed says is no secret, so an author need not name the page around it.
            let origin = self.origin.get_value();
            if let Some(around) = around {
                // A page that is gone hears nothing.
                let _ = around.post_message(&message, origin.as_deref().unwrap_or("*"));
            }
        });
    }

    /// Does what it asks for, and answers what it asks wrongly.
    pub fn listen(self, serve: impl Fn(Request) + 'static) {
        let listening = window_event_listener(ev::message, move |event| {
            match self.heard(&event).and_then(|text| protocol::read(&text)) {
                None => {}
                Some(Ok(request)) => serve(request),
                Some(Err(refused)) => self.post(&protocol::refusal(refused)),
            }
        });
        on_cleanup(move || listening.remove());
    }

    /// A message, if it is from the page around.
    fn heard(self, event: &MessageEvent) -> Option<String> {
        let source = event.source()?;
        let around = self.window.with_value(|around| around.clone())?;
        let origin = self.origin.get_value();
        let is_allowed = origin.is_none_or(|origin| origin == event.origin());
        if !is_allowed || !Object::is(&source, &around) {
            return None;
        }
        // What cannot be written as JSON, such as a circle, is no message of ours.
        let text: JsValue = JSON::stringify(&event.data()).ok()?.into();
        text.as_string()
    }
}
