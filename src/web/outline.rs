//! The topology as a nested list, for those who do not see the drawing.

use super::lab::Lab;
use crate::diagram::outline::{Fact, Item};
use crate::diagram::scene::Place;
use crate::i18n::Words;
use leptos::prelude::*;
use leptos::web_sys::HtmlDetailsElement;

/// The list, behind its heading; it is made only while it is open.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    let open = RwSignal::new(false);
    let lists = move || {
        let later = open.get().then(|| lab.supply.get()).flatten();
        later.map(|later| move || (later.outline)(lab))
    };
    view! {
        <details
            class="listing"
            on:toggle=move |event| {
                open.set(event_target::<HtmlDetailsElement>(&event).open());
                lab.when_ready(|_| ());
            }
        >
            <summary>{words.topology_as_list()}</summary>
            {lists}
        </details>
    }
    .into_any()
}

/// The lanes with what is in them.
pub fn list(lab: Lab) -> AnyView {
    items(lab, lab.scene.with(|scene| scene.outline()))
}

fn items(lab: Lab, items: Vec<Item>) -> AnyView {
    let items = items.into_iter().map(|item| {
        let below = (!item.items.is_empty()).then(|| self::items(lab, item.items));
        view! { <li>{line(lab, &item.fact)} {below}</li> }
    });
    view! { <ul>{items.collect_view()}</ul> }.into_any()
}

fn line(lab: Lab, fact: &Fact) -> String {
    let words = lab.words();
    match fact {
        Fact::Lane { id, .. } => {
            let lane = lab.chapter.lanes.iter().find(|lane| lane.id == *id);
            lane.map_or("", |lane| lane.name.of(words)).to_owned()
        }
        Fact::Service { name, port, .. } => format!("{} {name}, {port}", words.service()),
        Fact::Pod { name, status, counter, node, .. } => {
            let pod = match node.as_str() {
                "" => words.list_pod_without_node(name, status),
                node => words.list_pod(name, status, node),
            };
            let counter = counter.map(|count| words.list_counter(count));
            [Some(pod), counter].into_iter().flatten().collect::<Vec<_>>().join("; ")
        }
        Fact::Mount { path } => format!("{} {path}", words.edge_mounts()),
        Fact::Claim { name, status, .. } => format!("{} {name}, {status}", words.claim()),
        Fact::Volume { name, status, .. } => format!("{} {name}, {status}", words.volume()),
        Fact::File { place, contents } => file(words, place.as_ref(), contents.as_deref()),
        Fact::Missing { kind, name, .. } => {
            format!("{} {name}: {}", kind.info().kind, words.none())
        }
        Fact::More(counts) => format!("+{}", counts.total),
    }
}

fn file(words: Words, place: Option<&Place>, contents: Option<&str>) -> String {
    let file = match contents {
        Some(contents) => words.list_file("state.json", contents.trim_end()),
        None => words.no_file().to_owned(),
    };
    match place {
        None => file,
        Some(Place::Container) => format!("{file}, {}", words.in_the_container()),
        Some(Place::EmptyDir) => format!("{file}, emptyDir"),
        Some(Place::HostPath(path)) => format!("{file}, {path}"),
    }
}
