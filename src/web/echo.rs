//! What a step's command has printed, under its button: there are readers who do not see the
//! terminal from there. For all others the terminal comes into sight.

use super::browser;
use super::dock::terminal;
use super::lab::Lab;
use super::screen::Block;
use crate::kubectl::shell::PROMPT;
use crate::lesson::Lane;
use leptos::prelude::*;

/// The command of a step that was run last: the number of its block on the terminal's screen, and
/// its line. A cluster that has begun anew counts its commands anew.
pub type Ran = RwSignal<Option<(u64, String)>>;

/// The output; nothing until there is some, and once the terminal is cleared.
pub fn view(lab: Lab, ran: Ran) -> AnyView {
    let words = lab.words();
    Effect::new(move |_| {
        let Some((_, line)) = ran.get() else { return };
        lab.tab.set(0);
        show_lane(lab, &line);
        // What a deletion leaves behind is told by the table above the terminal.
        if !line.contains(" delete ") {
            request_animation_frame(|| browser::show_tool(".terminal", true));
        }
        // Where the shell of a container waits for the next line, that is the place to be.
        if lab.prompt.with_untracked(|prompt| prompt != PROMPT) {
            lab.reveal.update(|times| *times += 1);
        }
    });
    let printed = Memo::new(move |_| {
        let (block, line) = ran.get()?;
        let version = |it: &Block| (it.line == line).then_some(it.version);
        lab.screen.with(|screen| Some((block, screen.block(block).and_then(version)?)))
    });
    let output = move || {
        printed.get().filter(|(_, version)| *version > 0)?;
        let (block, line) = ran.get_untracked()?;
        let (output, wraps) = lab.screen.with_untracked(|screen| {
            let block = screen.block(block)?;
            Some((terminal::output(block), (!has_columns(&block.text())).to_string()))
        })?;
        let name = words.output_of(&line);
        Some(view! {
            <pre class="echo" role="region" aria-label=name tabindex="0" data-wraps=wraps>
                {output}
            </pre>
        })
    };
    output.into_any()
}

/// Brings the lane into sight that a command is about, if it is about a single one.
fn show_lane(lab: Lab, line: &str) {
    let is_meant = |lane: &&Lane| {
        line.contains(lane.workload) || lab.url(lane).is_some_and(|url| line.contains(&url))
    };
    let mut meant = lab.chapter.lanes.iter().filter(is_meant);
    if let (Some(lane), None) = (meant.next(), meant.next()) {
        browser::show_lane(lane.id);
    }
}

/// Whether anything in a text stands in columns.
fn has_columns(text: &str) -> bool {
    text.lines().any(|line| line.trim().contains("  "))
}
