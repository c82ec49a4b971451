//! The way of a visit, station by station: the visit is made, and then the reader walks its way.

use super::lab::{Answer, Lab};
use super::legs::{self, Place};
use super::stage::place::{at, rem};
use super::{browser, icons};
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::Lane;
use crate::lesson::path::{Stop, Visit, Way};
use crate::lesson::text;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use std::rc::Rc;

/// Where the stage stands above the text.
const STICKS: &str = "(max-width: 74.99rem)";

const PREVIOUS: Localized<&str> = Localized { en: "Previous", id: "Sebelumnya" };
const NEXT: Localized<&str> = Localized { en: "Next", id: "Berikutnya" };
const ANOTHER: Localized<&str> = Localized { en: "Follow another", id: "Ikuti yang lain" };

/// A way that is being walked.
#[derive(Clone)]
struct Walked {
    way: Rc<Way>,
    /// The cluster just after the visit.
    after: Rc<Snapshot>,
}

/// The walk. A copy is a handle to the same state.
#[derive(Clone, Copy)]
struct Walk {
    lab: Lab,
    lane: &'static Lane,
    walked: RwSignal<Option<Walked>, LocalStorage>,
    /// Which station has been reached.
    at: RwSignal<usize>,
    /// All of it.
    panel: NodeRef<html::Section>,
    /// The button that leads on.
    next: NodeRef<html::Button>,
}

impl Walk {
    /// Makes a visit, to walk its way from the start.
    fn begin(self) {
        let Walk { lab, lane, .. } = self;
        let before = lab.present();
        let Some(url) = lab.url(lane) else {
            let visit = Visit { lane, url: None, answer: "" };
            return self.set_out(Way::of(visit, &before, &before), before);
        };
        let line = format!("curl {url}");
        lab.address.set(url.clone());
        lab.run_then(&line, move |answer| {
            // Its way is walked step by step: nothing is to run ahead.
            lab.arrive();
            let after = lab.present();
            let way = Way::of(Visit { lane, url: Some(&url), answer }, &before, &after);
            let pod = way.pod_name(&after);
            lab.page.set(Some(Answer { text: answer.to_owned(), pod }));
            self.set_out(way, after);
        });
    }

    fn set_out(self, way: Way, after: Snapshot) {
        self.walked.set(Some(Walked { way: Rc::new(way), after: Rc::new(after) }));
        self.go(0);
    }

    /// Gives the walk up.
    fn end(self) {
        self.walked.set(None);
        self.lab.ring.1.set(String::new());
        self.lab.lit.set(None);
    }

    fn stations(self) -> usize {
        self.walked.with(|walked| walked.as_ref().map_or(0, |it| it.way.stations.len()))
    }

    fn go(self, to: usize) {
        let Some(Walked { way, .. }) = self.walked.get_untracked() else { return };
        let Some(station) = way.stations.get(to) else { return };
        if to == self.at.get_untracked() + 1 {
            let leg = self.lab.scene.with_untracked(|scene| legs::leg(scene, &way, to));
            if let Some((lane, points)) = leg {
                self.lab.travel(lane, points);
            }
        }
        self.at.set(to);
        self.lab.lit.set(Some(lit(&way, station.stop).to_owned()));
        let sentence = text::plain(&line(station.sentence.get(self.lab.lang())));
        self.lab.say(&format!("{}: {sentence}", station.stop.name()));
    }

    /// The arrows walk as the buttons do.
    fn key(self, event: &KeyboardEvent) {
        let (at, count) = (self.at.get_untracked(), untrack(|| self.stations()));
        let to = match event.key().as_str() {
            "ArrowRight" => at + 1,
            "ArrowLeft" if at > 0 => at - 1,
            "Home" => 0,
            "End" => count.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        self.go(to);
    }

    /// Keeps the place marked while the drawing changes, and gives up when the visit is undone.
    fn watch(self) {
        let lab = self.lab;
        Effect::new(move |_| {
            let Some(Walked { way, .. }) = self.walked.get() else { return };
            let at = self.at.get();
            let place = lab.scene.with(|scene| legs::place(scene, &way, at));
            lab.ring.0.set(place.map_or(0, |place| place.lane));
            lab.ring.1.set(place.map_or_else(String::new, ring));
            // What the reader has pointed at meanwhile gives way to the walk again.
            if let (None, Some(station)) = (lab.lit.get(), way.stations.get(at)) {
                lab.lit.set(Some(lit(&way, station.stop).to_owned()));
            }
        });
        Effect::new(move |_| {
            let undone = lab.snapshot.with(|now| {
                self.walked.with_untracked(|walked| {
                    walked.as_ref().is_some_and(|it| it.way.is_undone(&it.after, now))
                })
            });
            if undone {
                self.end();
            }
        });
        Effect::new(move |_| {
            if let (Some(next), Some(panel)) = (self.next.get(), self.panel.get()) {
                // A button that cannot be focused can be clicked all the same.
                let _ = next.focus();
                // Under a stage that sticks to the top all of it is to be in sight.
                if browser::matches(STICKS) {
                    panel.scroll_into_view_with_bool(true);
                }
            }
        });
        on_cleanup(move || {
            let _ = (lab.ring.1.try_set(String::new()), lab.lit.try_set(None));
        });
    }
}

/// The style of the ring around a place.
fn ring(Place { area, round, .. }: Place) -> String {
    let [width, height, round] = [area.width, area.height, round].map(rem);
    let place = at(area);
    format!("translate:{place};width:{width};height:{height};border-radius:{round}")
}

/// The shape whose path is highlighted: as long as no pod is chosen, all that the service leads to.
fn lit(way: &Way, stop: Stop) -> &str {
    match stop {
        Stop::Browser | Stop::Service => &way.service,
        _ => &way.pod,
    }
}

/// The walk of a visit that is made now.
pub fn view(lab: Lab) -> AnyView {
    let Some(lane) = lab.chapter.lanes.first() else { return ().into_any() };
    let walk = Walk {
        lab,
        lane,
        walked: RwSignal::new_local(None),
        at: RwSignal::new(0),
        panel: NodeRef::new(),
        next: NodeRef::new(),
    };
    walk.watch();
    walk.begin();
    let content = move || match walk.walked.get() {
        Some(Walked { way, .. }) => panel(walk, &way),
        None => view! {
            <p>
                <button type="button" class="button" on:click=move |_| walk.begin()>
                    {lab.words().follow_visit()}
                </button>
            </p>
        }
        .into_any(),
    };
    content.into_any()
}

/// A sentence as HTML.
fn line(sentence: &str) -> String {
    text::html(&text::inlines(sentence))
}

fn panel(walk: Walk, way: &Way) -> AnyView {
    let (words, lang) = (walk.lab.words(), walk.lab.lang());
    let stops: Vec<AnyView> =
        way.stations.iter().enumerate().map(|(at, station)| stop(walk, at, station.stop)).collect();
    let last = way.stations.len().saturating_sub(1);
    let sentences = way.stations.iter().map(|station| station.sentence.get(lang).clone());
    let sentences: Vec<String> = sentences.collect();
    let sentence =
        move || sentences.get(walk.at.get()).map(|sentence| line(sentence)).unwrap_or_default();
    let is_first = move || walk.at.get() == 0;
    let is_last = move || walk.at.get() == last;
    view! {
        <section
            class="walk"
            node_ref=walk.panel
            aria-label=words.follow_visit()
            on:keydown=move |event| walk.key(&event)
        >
            <ol>{stops}</ol>
            <p inner_html=sentence></p>
            <div>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || is_first().then_some("true")
                    on:click=move |_| walk.go(walk.at.get_untracked().saturating_sub(1))
                >
                    {*PREVIOUS.get(lang)}
                </button>
                <button
                    type="button"
                    class="button main"
                    aria-disabled=move || is_last().then_some("true")
                    node_ref=walk.next
                    on:click=move |_| walk.go(walk.at.get_untracked() + 1)
                >
                    {*NEXT.get(lang)}
                </button>
                <button
                    type="button"
                    class="button quiet"
                    hidden=move || !is_last()
                    on:click=move |_| walk.begin()
                >
                    {*ANOTHER.get(lang)}
                </button>
            </div>
            <button
                type="button"
                class="close"
                aria-label=words.close()
                on:click=move |_| walk.end()
            >
                {icons::cross()}
            </button>
        </section>
    }
    .into_any()
}

/// A station by its name: where the walk is, and a way there for the mouse.
fn stop(walk: Walk, at: usize, stop: Stop) -> AnyView {
    let here = move || (walk.at.get() == at).then_some("step");
    let passed = move || (walk.at.get() >= at).then_some("true");
    view! {
        <li aria-current=here data-passed=passed>
            <button type="button" tabindex="-1" on:click=move |_| walk.go(at)>
                {stop.name()}
            </button>
        </li>
    }
    .into_any()
}
