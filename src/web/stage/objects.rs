//! Every kind of object that stands in a lane. What all share is here: its place, its data, what
//! lies on its path, and that a click shows what kubectl says about it.

use super::place::{at, rem};
use super::{Lit, card};
use crate::diagram::scene::{Body, FileView, Place, Shape};
use crate::diagram::text::Label;
use crate::lesson::Lane;
use crate::web::Changing;
use crate::web::browser::shows_focus;
use crate::web::lab::Lab;
use leptos::prelude::*;

/// A shape of a lane with what its view needs.
#[derive(Clone, Copy)]
pub struct Object {
    /// The page's state.
    pub lab: Lab,
    /// The lane that it stands in.
    pub lane: &'static Lane,
    /// Its last known look.
    pub shape: Memo<Shape>,
    /// What is highlighted in the lane.
    pub lit: Lit,
}

/// How an object is drawn; it has the same kind of body all its life.
pub fn view(object: Object, id: String) -> AnyView {
    let (class, contents) = object.shape.with_untracked(|shape| match &shape.body {
        Body::Service(_) => ("object service", service(object)),
        Body::Pod(_) => ("object pod", card::view(object)),
        Body::Mount(_) => ("object mount", mount(object)),
        Body::File(_) => ("object inside", file(object)),
        Body::Claim(_) => ("object claim", claim(object)),
        Body::Volume(_) => ("object volume", volume(object)),
        Body::Vacant(_) => ("object vacant", vacant(object)),
        Body::More(_) => ("object more", more(object)),
    });
    frame(object, id, class, contents)
}

fn frame(object: Object, id: String, class: &'static str, contents: AnyView) -> AnyView {
    let Object { lab, shape, lit, .. } = object;
    let data = move |field: fn(&crate::diagram::scene::ObjectData) -> &str| {
        shape.with(|shape| {
            let text = field(shape.object.as_ref()?).to_owned();
            (!text.is_empty()).then_some(text)
        })
    };
    let pod_name = move || {
        shape.with(|shape| {
            let (pod, object) = (shape.pod()?, shape.object.as_ref()?);
            Some(lab.words().pod_group(&object.name, &pod.status))
        })
    };
    let role = shape.with_untracked(|shape| shape.pod().map(|_| "group"));
    let (over, focused, asked) = (id.clone(), id.clone(), id.clone());
    let on = move || lit.contains(&id);
    let why =
        move || lab.supply.get().map(|later| (later.why)(lab, object.lane, shape, asked.clone()));
    view! {
        <div
            class=class
            class:on=on
            role=role
            aria-label=pod_name
            data-kind=move || data(|object| object.kind)
            data-name=move || data(|object| &object.name)
            data-uid=move || data(|object| &object.uid)
            data-phase=move || data(|object| &object.phase)
            data-identity=move || shape.with(|s| s.identity.map(|at| (at % 5).to_string()))
            data-new=move || shape.with(|shape| shape.is_new.then_some("true"))
            data-small=move || shape.with(|shape| shape.small.then_some("true"))
            data-state=move || shape.with(state)
            style:translate=move || shape.with(|shape| at(shape.rect))
            style:width=move || shape.with(|shape| rem(shape.rect.width))
            style:height=move || shape.with(|shape| rem(shape.rect.height))
            on:pointerenter=move |_| lab.lit.set(Some(over.clone()))
            on:pointerleave=move |_| lab.lit.set(None)
            on:focusin=move |event| {
                if shows_focus(&event) {
                    lab.lit.set(Some(focused.clone()));
                }
            }
            on:focusout=move |_| lab.lit.set(None)
        >
            {contents}
            {why}
        </div>
    }
    .into_any()
}

/// How an object is, apart from who it is: the style draws borders and icons for it.
fn state(shape: &Shape) -> Option<&'static str> {
    match &shape.body {
        Body::Pod(pod) if pod.is_ghost => Some("ghost"),
        Body::Pod(pod) if pod.is_leaving => Some("ending"),
        Body::Pod(pod) if pod.status.contains("Error") || pod.status.contains("BackOff") => {
            Some("failing")
        }
        Body::Pod(pod) if !pod.is_ready => Some("waiting"),
        Body::Claim(claim) if claim.status != "Bound" => Some("waiting"),
        Body::Volume(volume) if volume.status == "Available" => Some("waiting"),
        Body::Volume(volume) if volume.status != "Bound" => Some("ending"),
        Body::Vacant(vacant) if vacant.expected => Some("waiting"),
        _ => None,
    }
}

/// The button with an object's name: it shows in the terminal what kubectl says about the object.
pub fn name_button(object: Object, label: Changing) -> AnyView {
    let lab = object.lab;
    let describe = move |_| {
        let target = object.shape.with_untracked(|shape| shape.object.clone());
        if let Some(target) = target {
            lab.describe(&target);
        }
    };
    view! {
        <button type="button" class="open" title=lab.words().details() on:click=describe>
            {label}
        </button>
    }
    .into_any()
}

/// A name on one line, the part that tells it apart in bold.
fn one_line(label: &Label) -> AnyView {
    let (head, tail, full) = (label.head.clone(), label.tail.clone(), label.full.clone());
    view! {
        <span class="said">{full}</span>
        <span class="clip" aria-hidden="true">
            <span class="label">{head}</span>
            <b class="id">{tail}</b>
        </span>
    }
    .into_any()
}

fn service(object: Object) -> AnyView {
    let Object { lab, lane, shape, .. } = object;
    let words = lab.words();
    let name = move || {
        shape.with(|shape| match &shape.body {
            Body::Service(service) => one_line(&service.label),
            _ => ().into_any(),
        })
    };
    view! {
        <div class="what">
            <span class="label">{words.service()}</span>
            {name_button(object, Box::new(name))}
        </div>
        <button type="button" class="visit" on:click=move |_| lab.visit(lane)>
            {words.visit()}
        </button>
    }
    .into_any()
}

fn mount(object: Object) -> AnyView {
    let text = move || {
        object.shape.with(|shape| match &shape.body {
            Body::Mount(mount) => mount.label.clone(),
            _ => String::new(),
        })
    };
    view! { <span class="clip">{text}</span> }.into_any()
}

fn claim(object: Object) -> AnyView {
    let words = object.lab.words();
    let name = move || {
        object.shape.with(|shape| match &shape.body {
            Body::Claim(claim) => one_line(&claim.label),
            _ => ().into_any(),
        })
    };
    let status = move || {
        object.shape.with(|shape| match &shape.body {
            Body::Claim(claim) if claim.status != "Bound" => format!(" · {}", claim.status),
            _ => String::new(),
        })
    };
    view! {
        {outline(object, ticket)}
        <span class="label">{words.claim()}{status}</span>
        {name_button(object, Box::new(name))}
    }
    .into_any()
}

fn volume(object: Object) -> AnyView {
    let words = object.lab.words();
    let name = move || {
        object.shape.with(|shape| match &shape.body {
            Body::Volume(volume) => one_line(&volume.label),
            _ => ().into_any(),
        })
    };
    let status = move || {
        object.shape.with(|shape| match &shape.body {
            Body::Volume(volume) if volume.status != "Bound" => format!(" · {}", volume.status),
            _ => String::new(),
        })
    };
    let file = Memo::new(move |_| {
        object.shape.with(|shape| match &shape.body {
            Body::Volume(volume) => volume.file.clone(),
            _ => None,
        })
    });
    view! {
        {outline(object, cylinder)}
        <span class="label">{words.volume()}{status}</span>
        {name_button(object, Box::new(name))}
        {contents(object.lab, file)}
    }
    .into_any()
}

fn file(object: Object) -> AnyView {
    let words = object.lab.words();
    let place = move || {
        object.shape.with(|shape| match &shape.body {
            Body::File(file) => match &file.place {
                Place::Container => words.in_the_container().to_owned(),
                Place::EmptyDir => "emptyDir".to_owned(),
                Place::HostPath(path) => path.clone(),
            },
            _ => String::new(),
        })
    };
    let file = Memo::new(move |_| {
        object.shape.with(|shape| match &shape.body {
            Body::File(file) => file.file.clone(),
            _ => None,
        })
    });
    view! {
        <span class="label">{place}</span>
        {contents(object.lab, file)}
    }
    .into_any()
}

/// The bytes of a file. When they change, they are drawn anew, and that is seen.
fn contents(lab: Lab, file: Memo<Option<FileView>>) -> AnyView {
    let words = lab.words();
    let mut first = true;
    let text = move || {
        let class = if std::mem::take(&mut first) { "bytes" } else { "bytes written" };
        file.with(|file| match file {
            Some(file) => {
                let (name, whole) = (file.name.clone(), file.contents.clone());
                let lines = file.lines.join("\n");
                view! {
                    <span class="label">{name}</span>
                    <span class=class title=whole>{lines}</span>
                }
                .into_any()
            }
            None => view! { <span class="label none">{words.no_file()}</span> }.into_any(),
        })
    };
    view! { <span class="file">{text}</span> }.into_any()
}

fn vacant(object: Object) -> AnyView {
    let text = move || {
        object.shape.with(|shape| match &shape.body {
            Body::Vacant(vacant) => vacant.label.tail.clone(),
            _ => String::new(),
        })
    };
    view! { <span class="clip">{text}</span> }.into_any()
}

fn more(object: Object) -> AnyView {
    let text = move || {
        object.shape.with(|shape| match &shape.body {
            Body::More(counts) => format!("+{}", counts.total),
            _ => String::new(),
        })
    };
    view! { <span>{text}</span> }.into_any()
}

/// The outline of a shape that is no box.
fn outline(object: Object, draw: fn(f64, f64) -> String) -> AnyView {
    let path = move || object.shape.with(|shape| draw(shape.rect.width, shape.rect.height));
    view! { <svg class="outline" aria-hidden="true" viewBox=move || {
        object.shape.with(|shape| {
            format!("0 0 {} {}", shape.rect.width as i64, shape.rect.height as i64)
        })
    }><path d=path></path></svg> }
    .into_any()
}

/// A ticket: a rounded rectangle with a notch at its left and right.
fn ticket(width: f64, height: f64) -> String {
    let (w, h) = (width as i64, height as i64);
    let (top, bottom) = (h / 2 - 6, h / 2 + 6);
    format!(
        "M8 .5H{r}A8 8 0 0 1 {w} 8V{top}A6 6 0 0 0 {w} {bottom}V{b}A8 8 0 0 1 {r} {h}\
         H8A8 8 0 0 1 0 {b}\
         V{bottom}A6 6 0 0 0 0 {top}V8A8 8 0 0 1 8 .5Z",
        r = w - 8,
        b = h - 8,
    )
}

/// A cylinder with its lid.
fn cylinder(width: f64, height: f64) -> String {
    let (w, h) = (width as i64, height as i64);
    let (half, lid) = (w / 2, 8);
    format!(
        "M0 {lid}V{b}A{half} {lid} 0 0 0 {w} {b}V{lid}A{half} {lid} 0 0 0 0 {lid}\
         A{half} {lid} 0 0 0 {w} {lid}",
        b = h - lid,
    )
}
