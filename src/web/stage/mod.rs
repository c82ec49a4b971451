//! The stage: the chapter's lanes side by side, drawn from the scene.

mod card;
mod edges;
mod leaving;
mod objects;
pub mod place;
mod visit;

use crate::diagram::Room;
use crate::diagram::scene::{LaneScene, Shape};
use crate::lesson::Lane;
use crate::web::browser::{self, Resized};
use crate::web::lab::Lab;
use leptos::html;
use leptos::prelude::*;

/// Where the stage has height enough for full cards: beside the text, in a high window.
const HIGH: &str = "(min-width: 75rem) and (min-height: 52rem)";

/// Whether the window leaves the stage height enough for full cards.
pub fn in_high_window(_: f64) -> bool {
    browser::matches(HIGH)
}

/// The region *Topology*; `bar` stands under the lanes. Whether a lane of a width has height enough
/// for full cards is for whoever shows it to say.
pub fn view(lab: Lab, bar: AnyView, is_high: fn(f64) -> bool) -> AnyView {
    let words = lab.words();
    let lanes = NodeRef::<html::Div>::new();
    watch_room(lab, lanes, is_high);
    let count = lab.chapter.lanes.len();
    let each = lab.chapter.lanes.iter().enumerate();
    let each: Vec<AnyView> = each.map(|(at, lane)| lane_view(lab, at, lane)).collect();
    view! {
        <section class="stage" id="stage" tabindex="-1" aria-label=words.topology()>
            <div class="lanes" data-lanes=count node_ref=lanes>
                {each}
            </div>
            {bar}
        </section>
    }
    .into_any()
}

/// The scene is laid out for the room that a lane has on the screen.
fn watch_room(lab: Lab, lanes: NodeRef<html::Div>, is_high: fn(f64) -> bool) {
    let watching = StoredValue::new_local(None::<Resized>);
    Effect::new(move |_| {
        let Some(lane) = lanes.get().and_then(|row| row.first_element_child()) else { return };
        let animals = lab.supply.animals.get();
        let measured = lane.clone();
        let measure = move || {
            let width = f64::from(measured.client_width()) / browser::root_font() * 16.0;
            lab.resize(Room { width, low: !is_high(width), animals });
        };
        watching.set_value(Resized::watch(&lane, measure));
    });
}

fn lane_view(lab: Lab, at: usize, lane: &'static Lane) -> AnyView {
    let words = lab.words();
    let name = lane.name.of(words);
    let scene = Memo::new(move |_| {
        lab.scene.with(|scene| scene.lanes.get(at).cloned().unwrap_or_default())
    });
    let size = Memo::new(move |_| lab.scene.with(|scene| scene.size));
    let lit = Memo::new(move |_| {
        let at = lab.lit.get();
        at.map_or_else(Vec::new, |id| scene.with(|lane| lane.path_of(&id)))
    });
    let lane_lit = Lit(lit);
    let empty = move || scene.with(|lane| lane.shapes.is_empty());
    // In the bar there is no room for its name, and over all lanes it would cover what scrolls.
    let animals = move || {
        let later = lab.supply.get().filter(|_| at == 0)?;
        Some((later.animals)(lab))
    };
    view! {
        <section class="lane" aria-label=name data-lane=lane.id>
            <header class="lane-head">
                <h2>{name}</h2>
                <p>{lane.subtitle.of(words)}</p>
                {animals}
            </header>
            <div
                class="board"
                class:lit=move || lit.with(|lit| !lit.is_empty())
                style:width=move || place::rem(size.get().width)
                style:height=move || place::rem(size.get().height)
            >
                {edges::view(scene, size, lane_lit)}
                <For
                    each=move || scene.with(ids)
                    key=|id| id.clone()
                    children=move |id| object(lab, lane, scene, lane_lit, id)
                />
                {leaving::view(lab, at)}
                {visit::view(lab, at)}
                {visit::ring(lab, at)}
                <Show when=empty>
                    <p class="nothing">{words.nothing_deployed()}</p>
                </Show>
            </div>
        </section>
    }
    .into_any()
}

fn ids(lane: &LaneScene) -> Vec<String> {
    lane.shapes.iter().map(|shape| shape.id.clone()).collect()
}

/// The ids of what is on the highlighted path of a lane; empty if nothing is highlighted.
#[derive(Clone, Copy)]
struct Lit(Memo<Vec<String>>);

impl Lit {
    fn contains(self, id: &str) -> bool {
        self.0.with(|lit| lit.iter().any(|other| other == id))
    }
}

/// One shape of a lane, for as long as it is there.
fn object(lab: Lab, lane: &'static Lane, scene: Memo<LaneScene>, lit: Lit, id: String) -> AnyView {
    let known = scene.with_untracked(|lane| lane.find(&id).cloned());
    let Some(known) = known else { return ().into_any() };
    let shape = {
        let id = id.clone();
        // A shape that has gone keeps its last look until its element goes, too.
        Memo::new(move |last: Option<&Shape>| {
            let now = scene.with(|lane| lane.find(&id).cloned());
            now.or_else(|| last.cloned()).unwrap_or_else(|| known.clone())
        })
    };
    objects::view(objects::Object { lab, lane, shape, lit }, id)
}
