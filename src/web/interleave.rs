//! The lost update by hand: the reader plays two pods of the chapter's lane, act by act.

use super::lab::Lab;
use crate::i18n::Words;
use crate::lesson::interleave::{Act, Interleaving, WRITERS, sum, takes_part, writers};
use leptos::prelude::*;

/// A game, and who takes part in it.
#[derive(Clone, Copy)]
struct Game {
    lab: Lab,
    app: &'static str,
    hands: RwSignal<Interleaving>,
    /// The names of the pods, from the first act on.
    names: RwSignal<Vec<String>>,
}

impl Game {
    /// The pods: those of the game, or those that would take part now.
    fn names(self) -> Vec<String> {
        let playing = self.names.get();
        if playing.is_empty() {
            self.lab.snapshot.with(|now| writers(now, self.app))
        } else {
            playing
        }
    }

    /// The sum in their files, as shown.
    fn sum(self) -> u64 {
        let names = self.names();
        self.lab.snapshot.with(|now| sum(now, self.app, &names))
    }

    fn act(self, writer: usize, act: Act) {
        let (names, before) = untrack(|| (self.names(), self.sum()));
        let Some(name) = names.get(writer) else { return };
        let command = self.hands.with_untracked(|hands| hands.command(writer, name, act));
        self.names.set(names);
        let did = move |printed: &str| {
            self.hands.update(|hands| hands.did(writer, act, printed, before));
        };
        match command {
            Some(line) => self.lab.run_then(&line, did),
            None => did(""),
        }
    }

    fn reset(self) {
        self.hands.set(Interleaving::default());
        self.names.set(Vec::new());
    }
}

/// The game.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    let Some(lane) = lab.chapter.lanes.first() else { return ().into_any() };
    let hands = RwSignal::new(Interleaving::default());
    let game = Game { lab, app: lane.workload, hands, names: RwSignal::new(Vec::new()) };
    // Another cluster, another game.
    Effect::new(move |before: Option<u32>| {
        let begun = lab.begun.get();
        if before.is_some_and(|before| before != begun) {
            game.reset();
        }
        begun
    });
    let players: Vec<AnyView> = (0..WRITERS).map(|writer| player(game, writer, words)).collect();
    let log = move || {
        let names = game.names();
        let acts = hands.with(|hands| hands.acts().to_vec());
        let line = move |(writer, act, count): (usize, Act, u64)| {
            let name = names.get(writer).map_or("", String::as_str);
            view! { <li>{said(words, name, act, count)}</li> }
        };
        acts.into_iter().map(line).collect_view()
    };
    let outcome = move || {
        let sum = game.sum();
        let outcome = hands.with(|hands| hands.outcome(sum))?;
        Some(match outcome.written - outcome.grown.min(outcome.written) {
            0 => words.nothing_lost(outcome.written, outcome.grown),
            lost => words.updates_lost(outcome.written, outcome.grown, lost),
        })
    };
    let begun = move || hands.with(|hands| !hands.acts().is_empty());
    view! {
        <section class="interleave" aria-label=words.by_hand()>
            <div class="players">{players}</div>
            <ol>{log}</ol>
            <p class="outcome" role="status">{outcome}</p>
            <button
                type="button"
                class="button quiet"
                hidden=move || !begun()
                on:click=move |_| game.reset()
            >
                {words.again()}
            </button>
        </section>
    }
    .into_any()
}

fn player(game: Game, writer: usize, words: Words) -> AnyView {
    let lab = game.lab;
    let name = move || game.names().get(writer).cloned();
    let held = move || {
        let hands = game.hands.read();
        match (hands.held(writer), hands.written(writer)) {
            (Some(count), _) => words.holds(count),
            (None, Some(count)) => words.wrote(count),
            (None, None) => words.holds_nothing().to_owned(),
        }
    };
    let acts = Act::ALL.map(|act| {
        let may = move || {
            let runs = |name: String| lab.snapshot.with(|now| takes_part(now, game.app, &name));
            name().is_some_and(runs) && game.hands.with(|hands| hands.may(writer, act))
        };
        view! {
            <button
                type="button"
                class="button"
                aria-disabled=move || (!may()).to_string()
                on:click=move |_| {
                    if may() {
                        game.act(writer, act);
                    }
                }
            >
                {label(words, act)}
            </button>
        }
    });
    view! {
        <div role="group" aria-label=name>
            <p class="name">{name}</p>
            <p class="held">{held}</p>
            {acts.into_iter().collect_view()}
        </div>
    }
    .into_any()
}

fn label(words: Words, act: Act) -> &'static str {
    match act {
        Act::Read => words.act_read(),
        Act::Add => words.act_add(),
        Act::Write => words.act_write(),
    }
}

fn said(words: Words, name: &str, act: Act, count: u64) -> String {
    match act {
        Act::Read => words.did_read(name, count),
        Act::Add => words.did_add(name, count),
        Act::Write => words.did_write(name, count),
    }
}
