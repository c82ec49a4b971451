//! The terminal: what commands have printed, and the line in which they are typed.

use crate::kubectl::output::{Segment, Style};
use crate::web::lab::Lab;
use crate::web::recall::Recall;
use crate::web::screen::Block;
use leptos::ev::{ClipboardEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use std::rc::Rc;

/// The pane.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    let screen = NodeRef::<html::Div>::new();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        lab.screen.track();
        let Some(screen) = screen.get() else { return };
        request_animation_frame(move || screen.set_scroll_top(screen.scroll_height()));
    });
    Effect::new(move |before: Option<u32>| {
        let times = lab.reveal.get();
        if before.is_some_and(|before| before < times)
            && let Some(screen) = screen.get_untracked()
        {
            screen.scroll_into_view_with_bool(false);
        }
        times
    });
    let focus = move |_| {
        let selecting =
            window().get_selection().ok().flatten().is_some_and(|it| !it.is_collapsed());
        if let Some(input) = input.get_untracked()
            && !selecting
        {
            // A click beside the line means the line; if it cannot take the focus, nothing is lost.
            let _ = input.focus();
        }
    };
    view! {
        <div class="terminal">
            <div class="screen" node_ref=screen on:click=focus>
                <p
                    class="hint"
                    hidden=move || lab.screen.with(|screen| !screen.blocks().is_empty())
                >
                    {words.terminal_hint()}
                </p>
                <div class="log" role="log" aria-label=words.terminal_output()>
                    <For
                        each=move || lab.screen.with(|screen| numbered(screen.blocks()))
                        key=|(key, _)| *key
                        children=|(_, block)| printed(&block)
                    />
                </div>
                <div class="prompt-line">
                    <span class="prompt" aria-hidden="true">
                        {move || if lab.busy.get() { String::new() } else { lab.prompt.get() }}
                    </span>
                    {line(lab, input)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

type Numbered = ((u64, u64), StoredValue<Rc<Block>, LocalStorage>);

/// The blocks by number and version: one that has changed is drawn anew.
fn numbered(blocks: &[Rc<Block>]) -> Vec<Numbered> {
    let numbered = blocks.iter();
    numbered.map(|b| ((b.id, b.version), StoredValue::new_local(b.clone()))).collect()
}

fn printed(block: &StoredValue<Rc<Block>, LocalStorage>) -> AnyView {
    block.with_value(|block| {
        let (prompt, line) = (block.prompt.clone(), block.line.clone());
        // What is left of a cleared block has no line of its own.
        let begin = (!prompt.is_empty()).then(|| {
            view! {
                <span class="prompt">{prompt}</span>
                <span class="typed">{line}</span>
                "\n"
            }
        });
        view! { <pre>{begin} {output(block)}</pre> }.into_any()
    })
}

/// What a command has printed.
pub fn output(block: &Block) -> Vec<AnyView> {
    block.segments.iter().map(piece).collect()
}

fn piece(segment: &Segment) -> AnyView {
    let text = segment.text.clone();
    let class = match segment.style {
        Style::Plain => return text.into_any(),
        Style::Heading => "heading",
        Style::Name => "name",
        Style::Ok => "ok",
        Style::Warning => "warning",
        Style::Error => "error",
    };
    view! { <span class=class>{text}</span> }.into_any()
}

fn line(lab: Lab, input: NodeRef<html::Input>) -> AnyView {
    // The key before this one.
    let last = StoredValue::new(String::new());
    let keys = move |event: KeyboardEvent| {
        let Some(input) = input.get_untracked() else { return };
        let last = last.try_update_value(|last| std::mem::replace(last, event.key()));
        press(lab, &last.unwrap_or_default(), &input, &event);
        lab.line.set(input.value());
    };
    let paste = move |event: ClipboardEvent| {
        if let (Some(later), Some(input)) = (lab.supply.get_untracked(), input.get_untracked()) {
            (later.paste)(lab, &input, &event);
        }
    };
    view! {
        <input
            type="text"
            aria-label=lab.words().terminal_input()
            aria-description=lab.words().terminal_hint()
            autocapitalize="off"
            autocomplete="off"
            spellcheck="false"
            enterkeyhint="go"
            node_ref=input
            prop:value=lab.line
            on:input=move |event| lab.line.set(event_target_value(&event))
            on:keydown=keys
            on:paste=paste
        />
    }
    .into_any()
}

/// Something is pasted into the line. As in every terminal a line break means Enter; the browser
/// would make it a space.
pub fn paste(lab: Lab, input: &HtmlInputElement, event: &ClipboardEvent) {
    let pasted = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
    if let Some((lines, rest)) = pasted.as_deref().and_then(|pasted| pasted.rsplit_once('\n')) {
        event.prevent_default();
        [input.value().as_str(), lines].concat().lines().for_each(|line| enter(lab, line));
        set(input, rest);
        lab.line.set(rest.to_owned());
    }
}

fn enter(lab: Lab, line: &str) {
    lab.recall.update_value(|recall| recall.add(line));
    lab.typed(line);
}

/// A key was pressed in the line; `last` is the one before it.
fn press(lab: Lab, last: &str, input: &HtmlInputElement, event: &KeyboardEvent) {
    let key = event.key();
    let control = event.ctrl_key() && !event.alt_key() && !event.meta_key();
    let value = input.value();
    let line = match key.as_str() {
        // While an input method composes, Enter only accepts what it offers.
        "Enter" if !event.is_composing() => {
            enter(lab, &value);
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
            let found = lab.supply.get_untracked().and_then(|later| {
                lab.recall.try_update_value(|recall| (later.search)(recall, &value))?
            });
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
