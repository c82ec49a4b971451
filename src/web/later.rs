//! What loads once the page stands: the commands, which nobody needs before the first click, the
//! challenges, the table of what survives what, and what is explained when the reader asks.
//!
//! In a build with the feature `split` that is a wasm of its own. In any other it is at hand from
//! the start.

use super::app::Site;
use super::dock::{self, Pane};
use super::echo::{self, Ran};
use super::lab::{Asked, Core, Lab};
use super::prose::{self, Piece};
use super::survived::{self, Fate, FateOf};
use super::{
    browser, embed, explain, focus, history, interleave, matrix, outline, path, pets, progress,
    share, still, tell, terms,
};
use crate::api::clock::Millis;
use crate::apiserver::snapshot::Snapshot;
use crate::diagram::Scene;
use crate::diagram::scene::Shape;
use crate::i18n::Lang;
use crate::lesson::challenge::Challenge;
use crate::lesson::prediction::Guess;
use crate::lesson::{Equipment, Lane};
use gloo_timers::future::TimeoutFuture;
use leptos::ev::{ClipboardEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{Element, HtmlElement, HtmlInputElement};
use std::ops::Range;

/// How long the page is left alone before the rest loads without having been asked for.
const IDLE_MS: u32 = 200;

/// What loads later.
#[derive(Clone, Copy)]
pub struct Later {
    /// What the shells understand, and the rest of the cluster.
    pub equipment: Equipment,
    /// The challenges in their order.
    pub challenges: &'static [&'static Challenge],
    /// What became of a pod that was deleted.
    pub fate: FateOf,
    /// The table with that.
    pub survived: fn(Lab, Vec<Fate>) -> AnyView,
    /// What a screen reader says of the way from one moment to another.
    pub tell: fn(Lab, [&Snapshot; 2], Range<usize>, &[Guess]) -> String,
    /// Lets nobody lose the focus to an object that the next drawing does not have.
    pub keep_focus: fn(&Scene),
    /// What has the focus goes: then this gets it.
    pub hand_over: fn(Element),
    /// The panes of the dock behind the terminal.
    pub panes: [Pane; 4],
    /// The topology as a list.
    pub outline: fn(Lab) -> AnyView,
    /// What is usually believed, by its number.
    pub belief: fn(u8, Lang) -> &'static str,
    /// The table of what survives what; it begins to fill itself.
    pub matrix: fn(Lab) -> AnyView,
    /// The lost update by hand.
    pub interleave: fn(Lab) -> AnyView,
    /// The page as a part of another page.
    pub embed: fn(Supply) -> AnyView,
    /// What to paste to have this in another page; it calls back when it is closed.
    pub share: fn(Lab, Callback<()>) -> AnyView,
    /// Goes to the moment that the end of an address tells of.
    pub arrive: fn(Lab, &str) -> Result<(), String>,
    /// The button that explains an object.
    pub why: fn(Lab, &'static Lane, Memo<Shape>, String) -> AnyView,
    /// The card that explains something.
    pub card: fn(Lab, Asked) -> AnyView,
    /// Lets the terms of a text be asked about.
    pub terms: fn(Lab, &HtmlElement),
    /// What a step's command has printed.
    pub echo: fn(Lab, Ran) -> AnyView,
    /// The text of a chapter or challenge.
    pub text: fn(&str, Lang) -> Vec<Piece>,
    /// Something is pasted into the terminal's line.
    pub paste: fn(Lab, &HtmlInputElement, &ClipboardEvent),
    /// A key is pressed in the terminal's line, after another.
    pub press: fn(Lab, &str, &HtmlInputElement, &KeyboardEvent),
    /// How far the reader is.
    pub progress: fn(Site, Lab) -> AnyView,
    /// The way of a visit, station by station; the visit is made at once.
    pub path: fn(Lab) -> AnyView,
    /// The switch that lets pods be drawn as livestock and pets.
    pub animals: fn(Lab) -> AnyView,
    /// Lets time pass in what has been already.
    pub go_on: fn(&mut Core, Millis),
    /// Goes to the next moment at which something changes.
    pub step: fn(&mut Core),
    /// The slider over what has been, and the button that takes back.
    pub history: fn(Lab) -> AnyView,
    /// The animal in a pod's card.
    pub animal: fn(Memo<Shape>) -> AnyView,
}

/// Something to do with it; with nothing, if it could not be loaded.
type Action = Box<dyn FnOnce(Option<Later>)>;

/// Whether it has loaded, and what waits for it. A copy is a handle to the same state.
#[derive(Clone, Copy)]
pub struct Supply {
    /// Pods are drawn as livestock and pets.
    pub animals: RwSignal<bool>,
    later: RwSignal<Option<Later>>,
    /// The page as it was before the app, with the texts of the chapters.
    stills: StoredValue<Option<Element>, LocalStorage>,
    /// What waits while it loads; none if nobody has asked for it.
    waiting: StoredValue<Option<Vec<Action>>, LocalStorage>,
}

impl Supply {
    /// Begins to load in a quiet moment, unless the reader saves data: then the first click does.
    /// Until then the texts are those of the page's HTML.
    pub fn open(stills: Option<Element>) -> Supply {
        let supply = Supply {
            animals: RwSignal::new(browser::recall(browser::ANIMALS).as_deref() == Some("on")),
            later: RwSignal::new(source::at_hand()),
            stills: StoredValue::new_local(stills),
            waiting: StoredValue::new_local(None),
        };
        if supply.later.with_untracked(Option::is_none) && !browser::saves_data() {
            spawn_local(async move {
                TimeoutFuture::new(IDLE_MS).await;
                supply.when_ready(|_| ());
            });
        }
        supply
    }

    /// It, if it has loaded.
    pub fn get(self) -> Option<Later> {
        self.later.get()
    }

    /// As [`Supply::get`], without being told when it has.
    pub fn get_untracked(self) -> Option<Later> {
        self.later.get_untracked()
    }

    /// The text of the chapter or challenge with that slug.
    pub fn text(self, slug: &str, lang: Lang) -> Vec<Piece> {
        if let Some(later) = self.get_untracked() {
            return (later.text)(slug, lang);
        }
        let text = self.stills.with_value(|stills| Some(still::text(stills.as_ref()?, slug, lang)));
        text.unwrap_or_default()
    }

    /// Does something with it as soon as it has loaded: now, if it has.
    pub fn when_ready(self, action: impl FnOnce(Option<Later>) + 'static) {
        if let Some(later) = self.get_untracked() {
            return action(Some(later));
        }
        let is_first = self.waiting.try_update_value(|waiting| {
            let is_first = waiting.is_none();
            waiting.get_or_insert_default().push(Box::new(action));
            is_first
        });
        if is_first == Some(true) {
            spawn_local(self.load());
        }
    }

    async fn load(self) {
        let later = source::load().await;
        if later.is_some() {
            self.later.set(later);
        }
        // Whoever asks again after a failure loads again.
        let actions = self.waiting.try_update_value(Option::take).flatten();
        actions.into_iter().flatten().for_each(|action| action(later));
    }
}

/// It is at hand.
#[cfg(not(feature = "split"))]
mod source {
    use super::Later;

    pub fn at_hand() -> Option<Later> {
        Some(super::everything())
    }

    pub async fn load() -> Option<Later> {
        at_hand()
    }
}

/// It is a wasm of its own.
#[cfg(feature = "split")]
mod source {
    use super::Later;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    pub fn at_hand() -> Option<Later> {
        None
    }

    pub async fn load() -> Option<Later> {
        part().await.ok()
    }

    #[wasm_split(later, fallible)]
    fn part() -> Result<Later, SplitLoaderError> {
        Ok(super::everything())
    }
}

/// Whoever names this needs all of it.
fn everything() -> Later {
    Later {
        equipment: Equipment::ALL,
        challenges: crate::challenges::CHALLENGES,
        fate: survived::fate,
        tell: tell::tell,
        survived: survived::table,
        keep_focus: focus::keep,
        hand_over: focus::hand_over,
        panes: dock::LATER,
        outline: outline::list,
        belief: crate::lesson::beliefs::belief,
        matrix: matrix::table,
        interleave: interleave::view,
        embed: embed::view,
        share: share::dialog,
        arrive: share::arrive,
        why: explain::button,
        card: explain::card,
        terms: terms::mark,
        text: prose::text,
        echo: echo::view,
        paste: dock::line::paste,
        press: dock::line::press,
        progress: progress::view,
        path: path::view,
        animals: pets::switch,
        go_on: Core::go_on,
        step: Core::step,
        history: history::view,
        animal: pets::animal,
    }
}
