//! What connects the objects of a lane, as one drawing under them.

use super::Lit;
use crate::diagram::geometry::Size;
use crate::diagram::scene::{Edge, LaneScene};
use leptos::prelude::*;

/// The edges of a lane.
pub fn view(scene: Memo<LaneScene>, size: Memo<Size>, lit: Lit) -> AnyView {
    let view_box = move || {
        let size = size.get();
        format!("0 0 {} {}", size.width as i64, size.height as i64)
    };
    let keys = move || scene.with(|lane| lane.edges.iter().map(key).collect::<Vec<_>>());
    view! {
        <svg class="edges" aria-hidden="true" viewBox=view_box>
            <For each=keys key=|key| key.clone() children=move |key| edge(scene, lit, key) />
        </svg>
    }
    .into_any()
}

/// An edge is the same for as long as it connects the same two things in the same sense.
fn key(edge: &Edge) -> (Option<&'static str>, String, String) {
    (edge.kind.name(), edge.from.clone(), edge.to.clone())
}

fn edge(scene: Memo<LaneScene>, lit: Lit, this: (Option<&'static str>, String, String)) -> AnyView {
    let (kind, from, to) = this.clone();
    let edge = Memo::new(move |last: Option<&Option<Edge>>| {
        let now = scene.with(|lane| lane.edges.iter().find(|edge| key(edge) == this).cloned());
        now.or_else(|| last.cloned().flatten())
    });
    let on = {
        let (from, to) = (from.clone(), to.clone());
        move || lit.contains(&from) && lit.contains(&to)
    };
    let path = move || edge.with(|edge| edge.as_ref().map(|edge| edge.path.svg.clone()));
    let live = move || edge.with(|edge| edge.as_ref().is_some_and(|edge| edge.live));
    let identity = move || edge.with(|edge| edge.as_ref().and_then(|edge| edge.identity));
    view! {
        <path
            class:on=on
            d=path
            data-edge=kind
            data-from=from
            data-to=to
            data-live=move || live().to_string()
            data-identity=move || identity().map(|identity| (identity % 5).to_string())
        ></path>
    }
    .into_any()
}
