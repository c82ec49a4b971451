//! The terminal: what commands have printed, and the line in which they are typed.

use crate::kubectl::output::{Segment, Style};
use crate::web::lab::Lab;
use crate::web::screen::Block;
use leptos::ev::{ClipboardEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
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
        match lab.supply.get_untracked() {
            Some(later) => (later.press)(lab, &last.unwrap_or_default(), &input, &event),
            // A line that is ready before the rest has loaded waits for it.
            None if event.key() == "Enter" && !event.is_composing() => {
                lab.enter(&input.value());
                input.set_value("");
            }
            None => {}
        }
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
