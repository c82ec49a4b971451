//! The line of the terminal: what keys do in it, and what is pasted.

use crate::web::lab::Lab;
use crate::web::recall::Recall;
use leptos::ev::{ClipboardEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;

/// Something is pasted into the line. As in every terminal a line break means Enter; the browser
/// would make it a space.
pub fn paste(lab: Lab, input: &HtmlInputElement, event: &ClipboardEvent) {
    let pasted = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
    if let Some((lines, rest)) = pasted.as_deref().and_then(|pasted| pasted.rsplit_once('\n')) {
        event.prevent_default();
        [input.value().as_str(), lines].concat().lines().for_each(|line| lab.enter(line));
        set(input, rest);
        lab.line.set(rest.to_owned());
    }
}

/// A key was pressed in the line; `last` is the one before it.
pub fn press(lab: Lab, last: &str, input: &HtmlInputElement, event: &KeyboardEvent) {
    let key = event.key();
    let control = event.ctrl_key() && !event.alt_key() && !event.meta_key();
    let value = input.value();
    let line = match key.as_str() {
        // While an input method composes, Enter only accepts what it offers.
        "Enter" if !event.is_composing() => {
            lab.enter(&value);
            // A long line has moved the screen to its end.
            if let Ok(Some(screen)) = input.closest(".screen") {
                screen.set_scroll_left(0);
            }
            Some(String::new())
        }
        "ArrowUp" => lab.recall.try_update_value(|recall| recall.older(&value)).flatten(),
        "ArrowDown" => lab.recall.try_update_value(Recall::newer).flatten(),
        // A Tab after Escape leaves the terminal, so that nobody is caught in it.
        "Tab" if !event.shift_key() && last != "Escape" && !value.is_empty() => {
            event.prevent_default();
            return complete(lab, input, &value, last == "Tab");
        }
        "c" if control && input.selection_start() == input.selection_end() => {
            lab.interrupt(&value);
            Some(String::new())
        }
        // Where the browser would load the page anew, and with it the cluster.
        "r" if control => {
            let found = lab.recall.try_update_value(|recall| recall.search(&value)).flatten();
            Some(found.unwrap_or(value))
        }
        "l" if control => {
            lab.clear();
            Some(value)
        }
        "u" if control => Some(String::new()),
        "d" if control && value.is_empty() => {
            lab.typed("exit");
            Some(value)
        }
        _ => return,
    };
    if let Some(line) = line {
        event.prevent_default();
        set(input, &line);
    }
}

fn complete(lab: Lab, input: &HtmlInputElement, value: &str, again: bool) {
    let units = input.selection_start().ok().flatten().map_or(usize::MAX, |at| at as usize);
    // The browser counts in UTF-16, the shell in bytes.
    let mut counted = 0;
    let before = value.chars().take_while(|character| {
        counted += character.len_utf16();
        counted <= units
    });
    let cursor = before.map(char::len_utf8).sum();
    if let Some((line, cursor)) = lab.complete(value, cursor, again) {
        let units = line[..cursor].encode_utf16().count() as u32;
        input.set_value(&line);
        // Where the cursor cannot be placed, the line is right all the same.
        let _ = input.set_selection_range(units, units);
    }
}

fn set(input: &HtmlInputElement, line: &str) {
    input.set_value(line);
    let end = line.encode_utf16().count() as u32;
    let _ = input.set_selection_range(end, end);
}
