//! A chapter's text, with its steps in their places and the way to other chapters.

use super::app::{Arrival, Site};
use super::lab::Lab;
use super::prose::{self, Piece};
use super::{extra, hints, icons, list, predict};
use crate::apiserver::KUBERNETES_VERSION;
use crate::i18n::Lang;
use crate::lesson::resolve;
use crate::lesson::text;
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

/// The text, and what stands under it; whoever has come from another chapter begins at its heading.
pub fn view(site: Site, lab: Lab, arrival: Arrival, below: impl IntoAny) -> AnyView {
    let chapter = lab.chapter;
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && arrival == Arrival::Chapter
        {
            // A heading that cannot be focused leaves the focus where it was.
            let _ = heading.focus();
        }
    });
    let prose = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let (Some(prose), Some(later)) = (prose.get(), lab.supply.get()) {
            (later.terms)(lab, &prose);
        }
    });
    site.keep_here(chapter.slug);
    Effect::new(move |_| {
        if lab.done.get() == chapter.steps.len() {
            site.keep_done(chapter.slug);
        }
    });
    let lang = lab.lang();
    // What asks about terms changes the text, so another language begins with a text of its own.
    let text = move |lang: Lang| {
        let pieces = lab.supply.text(chapter.slug, lang).into_iter();
        pieces.map(|piece| draw(lab, piece)).collect::<Vec<AnyView>>()
    };
    view! {
        <div class="column">
            <article class="prose">
                <p class="eyebrow">{list::number(lab)}</p>
                <h1 tabindex="-1" node_ref=heading>{chapter.title(lab.lang())}</h1>
                <div class="text" node_ref=prose>
                    <For each=move || [lang] key=|lang| lang.code() children=text />
                </div>
                {list::turn(site, lab)}
            </article>
            {below.into_any()}
        </div>
    }
    .into_any()
}

/// The ways to other chapters and to the challenges.
pub fn others(site: Site, lab: Lab) -> AnyView {
    view! {
        <div class="others">
            {list::chapters(site, lab)} {list::challenges(site, lab)}
            <p class="version">{lab.words().models_version(KUBERNETES_VERSION)}</p>
        </div>
    }
    .into_any()
}

/// A piece of the text.
pub fn draw(lab: Lab, piece: Piece) -> AnyView {
    match piece {
        Piece::Heading(html) => view! { <h2 inner_html=html></h2> }.into_any(),
        Piece::Paragraph(html) => view! { <p inner_html=html></p> }.into_any(),
        Piece::List(html) => view! { <ul inner_html=html></ul> }.into_any(),
        Piece::Step(text) => step(lab, text),
        Piece::Extra(extra) => extra::view(lab, extra),
    }
}

/// Where a step is among the others: done, the one to do now, or later.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Done,
    Now,
    Open,
}

fn step(lab: Lab, text: prose::Step) -> AnyView {
    let words = lab.words();
    let place = lab.chapter.steps.iter().position(|step| step.id == text.id).unwrap_or(0);
    let state = Memo::new(move |_| match place.cmp(&lab.done.get()) {
        std::cmp::Ordering::Less => State::Done,
        std::cmp::Ordering::Equal => State::Now,
        std::cmp::Ordering::Greater => State::Open,
    });
    let mark = move || match state.get() {
        State::Done => icons::done(),
        _ => (place + 1).into_any(),
    };
    let said = move || match state.get() {
        State::Done => words.step_done(),
        State::Now => words.step_now(),
        State::Open => words.step_open(),
    };
    let data = move || match state.get() {
        State::Done => "done",
        State::Now => "now",
        State::Open => "open",
    };
    let question = predict::view(lab, place, &text);
    let seen = move || match state.get() {
        State::Done => text.seen.clone(),
        _ if lab.is_early(place) => words.step_early().to_owned(),
        _ => String::new(),
    };
    let seen = Memo::new(move |_| seen());
    view! {
        <div class="step" data-step=text.id.clone() data-state=data>
            <span class="mark" aria-hidden="true">{mark}</span>
            <div>
                <p>
                    <span class="said">{said} ": "</span>
                    <span class="task" inner_html=text.task></span>
                </p>
                {question}
                {command(lab, place)}
                {hints::view(lab, text.hints)}
                <p
                    class="seen"
                    hidden=move || seen.with(String::is_empty)
                    inner_html=move || seen.get()
                ></p>
            </div>
        </div>
    }
    .into_any()
}

/// The button that runs the step's command.
fn command(lab: Lab, place: usize) -> AnyView {
    let Some(command) = lab.chapter.steps.get(place).and_then(|step| step.command) else {
        return ().into_any();
    };
    let ran = RwSignal::new(None);
    // Once it has done its part it names what it named then, and not what has taken its place.
    let resolved = Memo::new(move |_| {
        let ran = ran.get().filter(|_| lab.done.get() > place).map(|(_, command)| command);
        ran.or_else(|| lab.snapshot.with(|snapshot| resolve(command, snapshot)))
    });
    let words = lab.words();
    let name = move || resolved.get().map(|command| words.run_command(&command));
    let shown = move || resolved.get().map(|command| text::command(&command)).unwrap_or_default();
    let run = move |event: MouseEvent| {
        // The second click of two would delete the pod that has come in the first one's place.
        let again = |command: &String| event.detail() > 1 && command.contains(" delete ");
        if let Some(command) = resolved.get_untracked().filter(|command| !again(command)) {
            ran.set(None);
            lab.run_as(&command.clone(), move |block| ran.set(Some((block, command))));
        }
    };
    view! {
        <button
            type="button"
            class="run"
            aria-label=name
            hidden=move || resolved.with(Option::is_none)
            on:click=run
            inner_html=shown
        ></button>
        {move || lab.supply.get().map(|later| (later.echo)(lab, ran))}
    }
    .into_any()
}
