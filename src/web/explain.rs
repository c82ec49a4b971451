//! The card that explains something beside what the reader has pressed: why an object is there, or
//! what a term means.
//!
//! It lies over the page and moves nothing. It keeps to its place while the page scrolls, stays
//! inside the window, and closes with Escape, with its button, with a click elsewhere, and when
//! what it explains is gone; then the focus is where it was.

use super::lab::{About, Asked, Lab};
use super::{browser, icons};
use crate::api::order;
use crate::api::{Key, Kind};
use crate::diagram::scene::{Body, Shape};
use crate::i18n::{Lang, Localized, Words};
use crate::lesson::Lane;
use crate::lesson::glossary::TERMS;
use crate::lesson::text;
use crate::lesson::why::{Evidence, Subject, Why};
use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, FocusOptions, HtmlElement, Node};

const EVIDENCE: Localized<&str> = Localized { en: "What shows it", id: "Yang menunjukkannya" };
const PAGE: Localized<&str> =
    Localized { en: "In Kubernetes’ documentation: ", id: "Di dokumentasi Kubernetes: " };
const ASK: Localized<&str> = Localized { en: "Look for yourself", id: "Lihat sendiri" };

/// The space that stays free around the card, in pixels.
const GAP: f64 = 8.0;

/// The card.
pub fn card(lab: Lab, asked: Asked) -> AnyView {
    match asked.about.clone() {
        About::Shape(lane, id) => why(lab, asked, lane, id),
        About::Term(at) => term(lab, asked, at),
    }
}

/// The button on the frame of an object or a vacant place that asks why it is there or missing.
pub fn button(lab: Lab, lane: &'static Lane, shape: Memo<Shape>, id: String) -> AnyView {
    let asks = move || shape.with(|shape| question(lab.words(), shape));
    if untrack(asks).is_none() {
        return ().into_any();
    }
    view! {
        <button
            type="button"
            class="why"
            aria-label=asks
            aria-haspopup="dialog"
            on:click=move |event| {
                ask(lab, event_target(&event), About::Shape(lane, id.clone()));
            }
        ></button>
    }
    .into_any()
}

/// Explains something, or no longer, if that is what is explained.
pub fn ask(lab: Lab, at: Element, about: About) {
    let again = lab.asked.with_untracked(|asked| asked.as_ref().is_some_and(|it| it.at == at));
    lab.asked.set((!again).then_some(Asked { at, about }));
}

/// What can be asked about a shape; nothing about what is no object and no place of one.
fn question(words: Words, shape: &Shape) -> Option<String> {
    match (&shape.body, &shape.object) {
        (Body::Vacant(vacant), _) => Some(match shape.id.strip_prefix("vacant/volume/") {
            Some(claim) => words.why_unbound(claim),
            None => words.why_missing(&vacant.label.full),
        }),
        (_, Some(object)) => Some(words.why_here(&object.name)),
        _ => None,
    }
}

/// What a term means.
fn term(lab: Lab, asked: Asked, at: usize) -> AnyView {
    let Some(term) = TERMS.get(at) else { return ().into_any() };
    let name = asked.at.text_content().unwrap_or_default();
    let meaning = *term.meaning.get(lab.lang());
    frame(lab, asked, name, view! { <p class="sentence">{meaning}</p> }.into_any())
}

/// What the card says of an object.
#[derive(Clone, PartialEq)]
struct Shown {
    sentence: String,
    /// Which object it is of, unless it is the one that was asked about, and what it says.
    evidence: Vec<(String, String)>,
    page: &'static str,
    commands: Vec<String>,
}

impl Shown {
    fn of(why: &Why, subject: &Key, lang: Lang) -> Shown {
        let line = |evidence: &Evidence| match evidence {
            Evidence::Field { object, path, value } => {
                (source(object, subject, ""), format!("{path}: {value}"))
            }
            Evidence::Event { object, reason, message } => {
                (source(object, subject, "Event · "), format!("{reason}: {message}"))
            }
        };
        let mut evidence: Vec<(String, String)> = why.evidence.iter().map(line).collect();
        // Its own fields come first; what comes from the same other object stands under its name.
        order::by_key(&mut evidence, |(of, _)| !of.is_empty());
        for at in (1..evidence.len()).rev() {
            if evidence[at].0 == evidence[at - 1].0 {
                evidence[at].0.clear();
            }
        }
        Shown {
            sentence: why.sentence.get(lang).clone(),
            evidence,
            page: why.page,
            commands: why.commands(),
        }
    }
}

/// Which object evidence comes from; a field of what was asked about needs no word.
fn source(object: &Key, subject: &Key, what: &str) -> String {
    if object == subject && what.is_empty() {
        return String::new();
    }
    format!("{what}{} {}", object.kind.info().kind, object.name())
}

/// Why an object is there, for as long as it is.
fn why(lab: Lab, asked: Asked, lane: &'static Lane, id: String) -> AnyView {
    let shape = move || lab.scene.with(|scene| scene.find(&id).map(|(_, shape)| shape.clone()));
    let first = untrack(&shape);
    let label = first.and_then(|shape| question(lab.words(), &shape)).unwrap_or_default();
    let shown = Memo::new(move |_| {
        let subject = subject(lane, &shape()?)?;
        let why = lab.snapshot.with(|now| subject.why(now))?;
        Some(Shown::of(&why, &subject.key, lab.lang()))
    });
    Effect::new(move |_| {
        if shown.with(Option::is_none) {
            close(lab);
        }
    });
    let content = move || shown.get().map(|shown| explanation(lab, shown));
    frame(lab, asked, label, content.into_any())
}

/// What a shape stands for.
fn subject(lane: &'static Lane, shape: &Shape) -> Option<Subject> {
    let workload = lane.workload_key();
    let key = |kind: Kind, name: &str| Key::new(kind, workload.namespace(), name);
    let (key, uid) = match (&shape.body, &shape.object) {
        (Body::Vacant(vacant), _) => {
            let claim = shape.id.strip_prefix("vacant/volume/");
            (key(vacant.kind, claim.unwrap_or(&vacant.label.full)), None)
        }
        (_, Some(object)) => {
            let kind = Kind::ALL.iter().find(|kind| kind.info().kind == object.kind)?;
            (Key::new(*kind, &object.namespace, &object.name), Some(object.uid.clone()))
        }
        _ => return None,
    };
    Some(Subject { key, uid, workload })
}

fn explanation(lab: Lab, shown: Shown) -> AnyView {
    let lang = lab.lang();
    let words = lab.words();
    let evidence = shown.evidence.into_iter().map(|(of, line)| {
        let of = (!of.is_empty()).then(|| view! { <span>{of} " "</span> });
        view! { <li>{of} <code>{line}</code></li> }
    });
    let commands = shown.commands.into_iter().map(|command| {
        let (name, line) = (words.run_command(&command), command.clone());
        let run = move |_| {
            close(lab);
            lab.tab.set(0);
            lab.run(&line);
            lab.reveal.update(|times| *times += 1);
        };
        view! {
            <button
                type="button"
                class="run"
                aria-label=name
                on:click=run
                inner_html=text::command(&command)
            ></button>
        }
    });
    view! {
        <p class="sentence" aria-live="polite">{shown.sentence}</p>
        <h3>{*EVIDENCE.get(lang)}</h3>
        <ul>{evidence.collect_view()}</ul>
        <p class="source">{*PAGE.get(lang)} <cite lang="en">{shown.page}</cite></p>
        <h3>{*ASK.get(lang)}</h3>
        <div class="commands">{commands.collect_view()}</div>
    }
    .into_any()
}

/// The card around what it says.
fn frame(lab: Lab, asked: Asked, label: String, content: AnyView) -> AnyView {
    let card = NodeRef::<html::Div>::new();
    let at = asked.at.clone();
    Effect::new(move |_| {
        if let Some(card) = card.get() {
            follow(card.clone().into(), at.clone());
            focus(&card);
        }
    });
    let inside = move |target: Option<EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        let of_card = card.get_untracked().is_some_and(|card| card.contains(node.as_ref()));
        of_card || asked.at.contains(node.as_ref())
    };
    let clicking = window_event_listener(ev::click, move |event| {
        if !inside(event.target()) {
            close(lab);
        }
    });
    let typing = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            close(lab);
        }
    });
    on_cleanup(move || {
        clicking.remove();
        typing.remove();
    });
    let heading = label.clone();
    view! {
        <div
            class="card"
            role="dialog"
            aria-label=label
            tabindex="-1"
            node_ref=card
            on:keydown=move |event| leave(lab, &event)
        >
            <h2>{heading}</h2>
            {content}
            <button
                type="button"
                class="close"
                aria-label=lab.words().close()
                on:click=move |_| close(lab)
            >
                {icons::cross()}
            </button>
        </div>
    }
    .into_any()
}

/// Closes the card. The focus goes back to what was pressed, unless the reader has taken it
/// elsewhere; to the stage if that is gone.
fn close(lab: Lab) {
    let Some(asked) = lab.asked.get_untracked() else { return };
    let active = document().active_element();
    let is_ours = active.is_none_or(|active| {
        active.closest(".card").ok().flatten().is_some() || active.tag_name() == "BODY"
    });
    lab.asked.set(None);
    if !is_ours {
        return;
    }
    let stage = document().get_element_by_id("stage");
    let back = Some(asked.at).filter(|at| at.is_connected()).or(stage);
    if let Some(back) = back.and_then(|back| back.dyn_into::<HtmlElement>().ok()) {
        focus(&back);
    }
}

/// Whoever goes on with Tab beyond the card's ends goes on from what was pressed.
fn leave(lab: Lab, event: &KeyboardEvent) {
    if event.key() != "Tab" {
        return;
    }
    let target: Element = event_target(event);
    let first = target.closest(".card").ok().flatten();
    let first = first.and_then(|card| card.query_selector("button").ok().flatten());
    let at_end = match event.shift_key() {
        true => target.class_name() == "card" || first.as_ref() == Some(&target),
        false => target.class_name() == "close",
    };
    if at_end {
        close(lab);
    }
}

/// Gives an element the focus and leaves the page where it is.
fn focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // What cannot be focused leaves the focus where it was.
    let _ = element.focus_with_options(&options);
}

/// Keeps the card beside what it explains for as long as it is open.
fn follow(card: HtmlElement, at: Element) {
    if !card.is_connected() {
        return;
    }
    if at.is_connected() {
        place(&card, &at);
    }
    request_animation_frame(move || follow(card, at));
}

/// Puts the card below what it explains, or above it, or beside it where it is too high for both,
/// and inside the window in any case.
fn place(card: &HtmlElement, at: &Element) {
    let object = at.closest(".object").ok().flatten().unwrap_or_else(|| at.clone());
    let (of, own) = (object.get_bounding_client_rect(), card.get_bounding_client_rect());
    let (width, height) = browser::room();
    let within = |place: f64, size: f64, room: f64| place.min(room - size - GAP).max(GAP);
    let half = GAP / 2.0;
    let (below, above) = (of.bottom() + half, of.top() - half - own.height());
    let (right, left) = (of.right() + half, of.left() - half - own.width());
    let middle = of.left() + (of.width() - own.width()) / 2.0;
    let (left, top) = if below + own.height() + GAP <= height {
        (middle, below)
    } else if above >= GAP {
        (middle, above)
    } else if right + own.width() + GAP <= width {
        (right, of.top())
    } else if left >= GAP {
        (left, of.top())
    } else {
        (middle, below)
    };
    let style = card.style();
    for (name, value) in
        [("left", within(left, own.width(), width)), ("top", within(top, own.height(), height))]
    {
        // A place that cannot be set leaves the card where it was, still inside the window.
        let _ = style.set_property(name, &format!("{}px", value.round() as i64));
    }
}
