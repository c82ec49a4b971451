//! A pod: a card with its name, its status, the counter in its memory and its button.

use super::objects::{Object, name_button};
use crate::diagram::scene::{Body, PodBody, Shape};
use crate::web::lab::Lab;
use crate::web::{Changing, icons};
use leptos::prelude::*;

/// How much of a uid is shown.
const UID_DIGITS: usize = 5;

/// The inside of the card.
pub fn view(object: Object) -> AnyView {
    let shape = object.shape;
    let label = move || {
        shape.with(|shape| {
            let Some(pod) = shape.pod() else { return ().into_any() };
            let (head, tail) = (pod.label.head.clone(), pod.label.tail.clone());
            let full = pod.label.full.clone();
            view! {
                <span class="said">{full}</span>
                <span class="label head clip" aria-hidden="true">{head}</span>
                <span class="who" aria-hidden="true">
                    {icons::identity(shape.identity)} <b class="id">{tail}</b>
                </span>
            }
            .into_any()
        })
    };
    view! {
        {animal(object.lab, shape)}
        {name_button(object, Box::new(label))}
        {status(object)}
        {uid(object)}
        {memory(object)}
        {delete(object)}
    }
    .into_any()
}

/// The animal that the pod is, where pods are drawn so.
pub fn animal(lab: Lab, shape: Memo<Shape>) -> AnyView {
    let supply = lab.supply;
    let drawn: Changing = Box::new(move || match supply.get() {
        Some(later) if supply.animals.get() => (later.animal)(shape),
        _ => ().into_any(),
    });
    drawn.into_any()
}

fn of<T: Default>(object: Object, read: impl Fn(&PodBody) -> T) -> T {
    object.shape.with(|shape| match &shape.body {
        Body::Pod(pod) => read(pod),
        _ => T::default(),
    })
}

fn status(object: Object) -> AnyView {
    let words = object.lab.words();
    let text = move || of(object, |pod| pod.status_lines.join("\u{200b}"));
    let new = move || object.shape.with(|shape| shape.is_new);
    let icon = move || {
        of(object, |pod| {
            pod.has_icon.then(|| icons::status(&pod.status, pod.is_ready, pod.is_leaving))
        })
    };
    view! {
        <span class="new" hidden=move || !new()>
            {words.new_pod()}
        </span>
        <span class="status" aria-hidden="true">
            {icon} <span>{text}</span>
        </span>
    }
    .into_any()
}

/// The first digits of the pod's uid, which tell it from a namesake, where there is room for them.
fn uid(object: Object) -> AnyView {
    let short = move || {
        let room = of(object, |pod| pod.status_lines.len() < 2);
        let uid = object.shape.with(|shape| shape.object.as_ref().map(|it| it.uid.clone()));
        let uid = uid.filter(|_| room).unwrap_or_default();
        let start: String = uid.chars().take(UID_DIGITS).collect();
        (!start.is_empty()).then(|| format!("uid {start}…"))
    };
    view! { <span class="uid" aria-hidden="true">{short}</span> }.into_any()
}

fn memory(object: Object) -> AnyView {
    let words = object.lab.words();
    let counter = Memo::new(move |_| of(object, |pod| pod.counter));
    let mut first = true;
    let number = move || {
        let class = if std::mem::take(&mut first) { "count" } else { "count written" };
        let is_long = |count| (count > 99).then_some("");
        counter.get().map(|it| view! { <b class=class data-long=is_long(it)>{it}</b> })
    };
    let shown = move || counter.with(Option::is_some);
    view! {
        <span class="fact" hidden=move || !shown()>
            <span class="label">{words.in_memory()}</span>
            {number}
        </span>
    }
    .into_any()
}

fn delete(object: Object) -> AnyView {
    let lab = object.lab;
    let words = lab.words();
    let name =
        move || object.shape.with(|shape| shape.object.as_ref().map(|object| object.name.clone()));
    let long = move || name().map(|name| words.delete_pod(&name));
    let gone = move || of(object, |pod| pod.is_leaving);
    let click = move |_| {
        let name = object.shape.with_untracked(|shape| shape.object.clone());
        if let Some(pod) = name {
            lab.run(&format!("kubectl delete pod {}", pod.name));
        }
    };
    view! {
        <button
            type="button"
            class="delete"
            aria-label=long
            hidden=move || of(object, |pod| pod.is_ghost)
            aria-disabled=move || gone().then_some("true")
            on:click=move |event| {
                // The second click of two would meet the pod that has come in its place.
                if !gone() && event.detail() < 2 {
                    click(event);
                }
            }
        >
            <span class="long" aria-hidden="true">{words.delete_pod_short()}</span>
            {icons::cross()}
        </button>
    }
    .into_any()
}
