//! What an embed shows.

use super::asked::Asked;
use super::calls::{self, Goals};
use super::host::Host;
use crate::chapters::{self, CHAPTERS};
use crate::i18n::Words;
use crate::lesson::own::{self, Own};
use crate::lesson::{Chapter, SEED};
use crate::web::app::{Chapterly, Opened};
use crate::web::browser::{self, Resized, Seen};
use crate::web::lab::Lab;
use crate::web::later::Supply;
use crate::web::list::{self, Found};
use crate::web::prose::Piece;
use crate::web::route::{Address, ClockMode, language_of};
use crate::web::{bar, chapter, dock, explain, panic, share, stage, survived, terms};
use leptos::html;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use serde_json::json;

/// The slug of the chapter that shows all lanes: what an embed shows whose address names nothing.
const USUAL: &str = "topologies";

/// In place of a step's id: the whole text with all of them.
const ALL_STEPS: &str = "*";
/// How wide a lane is that has full cards; an embed may be as high as it likes.
const WIDE: f64 = 312.0;

/// Mounts an embed in an element.
pub fn mount(parent: HtmlElement) {
    panic::watch();
    parent.set_inner_html("");
    let view = || {
        let supply = Supply::open(None);
        let content = move || match supply.get() {
            Some(later) => (later.embed)(supply),
            None => list::loading(supply, language_of(&browser::language()).words()),
        };
        content.into_any()
    };
    mount_to(parent, view).forget();
}

/// What is open in an embed.
#[derive(Clone)]
pub(super) enum Open {
    /// Nothing yet: an author's manifests are awaited.
    Nothing,
    /// A chapter.
    Chapter(&'static Chapter),
    /// An author's scenario.
    Own(Own),
    /// Something that does not work, in the words of whoever says so.
    Wrong(String),
}

/// Everything that an embed has; it begins to listen to the page around it.
pub fn view(supply: Supply) -> AnyView {
    let mut asked = Asked::read(&window().location().search().unwrap_or_default());
    let lang = asked.address.lang.unwrap_or_else(|| language_of(&browser::language()));
    let host = Host::find(asked.origin.clone());
    let words = lang.words();
    let open = RwSignal::new_local(begin(supply, &mut asked));
    let lab = RwSignal::new(None::<Lab>);
    let goals = Goals::new(host);
    calls::serve(host, open, lab, goals, words);
    calls::fetch(asked.sources.clone(), open, words);
    if let Some(text) = unknown(&asked, words) {
        host.tell("error", json!({ "message": text }));
    }
    asked.goals.iter().for_each(|goal| {
        if let Err(why) = goals.add(goal) {
            host.tell("error", json!({ "message": why }));
        }
    });
    let root = NodeRef::<html::Div>::new();
    tell_height(host, root);
    let content = move || match open.get() {
        Open::Nothing if asked.sources.is_empty() => notice(words.awaiting_manifests().to_owned()),
        Open::Nothing => notice(words.loading().to_owned()),
        Open::Wrong(text) => {
            host.tell("error", json!({ "message": text }));
            view! { <pre class="notice" role="alert">{text}</pre> }.into_any()
        }
        Open::Chapter(chapter) | Open::Own(Own { chapter, .. }) => {
            let opened = opened(&asked, chapter);
            let new = Lab::new(supply, opened, chapter, lang);
            lab.set(Some(new));
            sleep_out_of_sight(new, root);
            calls::watch(host, new, goals);
            let fragment = window().location().hash().unwrap_or_default();
            if let Err(part) = share::arrive(new, &fragment) {
                host.tell("error", json!({ "message": words.unknown_in_address(&part) }));
            }
            let undrawn = undrawn(open, words);
            if let Some(text) = &undrawn {
                host.tell("error", json!({ "message": text }));
            }
            page(&asked, undrawn, new)
        }
    };
    view! { <div node_ref=root>{content}</div> }.into_any()
}

/// What is shown at first. What of it there is not is unknown then, and left out.
fn begin(supply: Supply, asked: &mut Asked) -> Open {
    if asked.own {
        return Open::Nothing;
    }
    let mut wrong = |name: &str, value: &str| asked.address.unknown.push(format!("{name}={value}"));
    let slug = asked.address.chapter.as_deref().unwrap_or(USUAL);
    let chapter = match list::find(slug, supply) {
        Found::There(Chapterly(chapter)) => chapter,
        _ => {
            wrong("chapter", slug);
            chapters::find(USUAL).unwrap_or(CHAPTERS[0])
        }
    };
    // An exact moment tells all that has happened.
    let is_exact = !window().location().hash().unwrap_or_default().is_empty();
    match asked.step.as_deref() {
        None | Some(ALL_STEPS) => Open::Chapter(chapter),
        Some(step) => match own::step_alone(chapter, step, !is_exact) {
            Some(alone) => Open::Chapter(alone),
            None => {
                wrong("step", step);
                asked.step = None;
                Open::Chapter(chapter)
            }
        },
    }
}

/// How much of an author's scenario is not drawn.
fn undrawn(open: RwSignal<Open, LocalStorage>, words: Words) -> Option<String> {
    open.with_untracked(|open| match open {
        Open::Own(Own { undrawn, .. }) if *undrawn > 0 => {
            Some(words.not_drawn(*undrawn, own::MOST_LANES))
        }
        _ => None,
    })
}

fn opened(asked: &Asked, chapter: &'static Chapter) -> Opened {
    let usual = if browser::still() { ClockMode::Instant } else { ClockMode::Realtime };
    Opened {
        chapter: Some(Chapterly(chapter)),
        clock: asked.address.clock.unwrap_or(usual),
        seed: asked.address.seed.unwrap_or(SEED),
    }
}

fn page(asked: &Asked, undrawn: Option<String>, lab: Lab) -> AnyView {
    let words = lab.words();
    let title = match lab.chapter.slug {
        own::SLUG => "State Lab",
        _ => lab.chapter.title(lab.lang()),
    };
    document().set_title(title);
    let tabs = asked.tabs();
    let stage = stage::view(lab, bar::view(lab), |width| width >= WIDE);
    let tools = asked.shows("survived") || !tabs.is_empty();
    view! {
        <main class="embed" data-controls=asked.controls.join(" ")>
            {unknown(asked, words).map(notice)} {undrawn.map(notice)} {step(asked, lab)} {stage}
            <div class="lower" hidden=!tools>
                {asked.shows("survived").then(|| survived::view(lab))}
                {(!tabs.is_empty()).then(|| dock::view(lab, tabs))}
            </div>
            <p class="home">{home(lab)}</p>
        </main>
        {move || lab.asked.get().map(|asked| explain::card(lab, asked))}
        <p class="said" role="status" aria-live="polite">
            {move || lab.said.get()}
        </p>
    }
    .into_any()
}

/// The way to the whole page, with the cluster as it is here; to its first chapter from a scenario
/// that it does not have.
fn home(lab: Lab) -> AnyView {
    let is_own = lab.chapter.slug == own::SLUG;
    let to = move || {
        // Time alone makes another moment, too.
        lab.elapsed.track();
        lab.snapshot.track();
        let mut address = Address { lang: Some(lab.lang()), ..Address::default() };
        if is_own {
            return format!("./{}", address.query());
        }
        address.chapter = Some(lab.chapter.slug.to_owned());
        address.seed = (lab.seed() != SEED).then(|| lab.seed());
        let moment = lab.moment().filter(|moment| !moment.done.is_empty());
        format!("./{}{}", address.query(), moment.map_or_else(String::new, |it| it.write()))
    };
    let text = if is_own { "State Lab" } else { lab.words().open_in_state_lab() };
    view! {
        <a href=to target="_blank" rel="noopener">
            {text}
        </a>
    }
    .into_any()
}

/// The step that is asked for, or the whole text.
fn step(asked: &Asked, lab: Lab) -> AnyView {
    let Some(step) = &asked.step else { return ().into_any() };
    let wanted = |piece: &Piece| match piece {
        _ if step == ALL_STEPS => true,
        Piece::Step(text) => text.id == *step,
        _ => false,
    };
    let pieces = lab.supply.text(lab.chapter.slug, lab.lang()).into_iter().filter(wanted);
    let pieces: Vec<AnyView> = pieces.map(|piece| chapter::draw(lab, piece)).collect();
    let text = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(text) = text.get() {
            terms::mark(lab, &text);
        }
    });
    view! {
        <div class="prose">
            <div class="text" node_ref=text>
                {pieces}
            </div>
        </div>
    }
    .into_any()
}

/// What of the address nobody understands.
fn unknown(asked: &Asked, words: Words) -> Option<String> {
    let unknown = asked.address.unknown.join(", ");
    (!unknown.is_empty()).then(|| words.unknown_in_address(&unknown))
}

fn notice(text: String) -> AnyView {
    view! {
        <p class="notice" role="status">
            {text}
        </p>
    }
    .into_any()
}

/// Tells the page around how high this is, so that nothing of it has to scroll.
fn tell_height(host: Host, root: NodeRef<html::Div>) {
    let watching = StoredValue::new_local(None::<Resized>);
    Effect::new(move |_| {
        let Some(root) = root.get() else { return };
        let measured = root.clone();
        let told = StoredValue::new(0);
        let measure = move || {
            let height = measured.get_bounding_client_rect().height().ceil() as i64;
            if height > 0 && told.get_value() != height {
                told.set_value(height);
                host.tell("resize", json!({ "height": height }));
            }
        };
        watching.set_value(Resized::watch(&root, measure));
    });
}

/// Lets time stand still while all of the embed is out of sight and nothing is under way in it.
fn sleep_out_of_sight(lab: Lab, root: NodeRef<html::Div>) {
    let watching = StoredValue::new_local(None::<Seen>);
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            let told = move |seen: bool| {
                // The lab may have gone while the browser looked.
                let _ = lab.asleep.try_set(!seen);
            };
            watching.set_value(Seen::watch(&root, told));
        }
    });
}
